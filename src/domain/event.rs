//! Facts that start, move or satisfy deadlines: the shape of `clock --facts` and of the `event` table.

use chrono::NaiveDate;

use super::codes::Discipline;
use super::deadline::Payer;
use super::field::Shape;
use super::ids::{Keyed, of};
use super::visit::VisitKind;
use super::when::Moment;

mod change;
mod facets;
mod recorded;
mod shape;
mod typed;
mod words;

pub use change::EventChange;
pub use shape::{Kind, NotAnEvent};
pub use typed::REASONS_FOR_ASSESSMENT;
pub use words::{EncounterMode, EncounterPlace, EndReason, SupervisionMode};

shape::events! {
    /// The referral had enough information to act on.
    Referral = "referral", "referral", {
        /// When.
        at: Moment = "when",
        /// Who checked that the agency can meet the expected needs: 42 CFR 484.105(i).
        capacity_by: Option<Box<str>> = "capacity checked by",
        /// The day of that check.
        capacity_on: Option<NaiveDate> = "capacity checked on",
    } => *at;
    /// Home from the inpatient stay during which the referral came.
    ReturnHome = "return_home", "return home", {
        /// When.
        at: Moment = "when",
    } => *at;
    /// The practitioner ordered the start of care for a date.
    OrderedSoc = "ordered_soc", "start of care ordered", {
        /// The ordered date.
        date: NaiveDate = "day",
        /// When the order arrived; taken as in time when not recorded.
        received_at: Option<Moment> = "order came",
    } => Moment::from(*date);
    /// Start of care.
    Soc = "soc", "start of care", {
        /// The first billable visit: day 1 of certification, day 0 of the five-day rules.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// A visit that was made.
    Visit = "visit", "visit", {
        /// Day.
        date: NaiveDate = "day",
        /// Arrival, when recorded.
        at: Option<Moment> = "when",
        /// Discipline.
        discipline: Discipline = "discipline",
        /// Credential of who went: RN, LPN, PT, PTA, ...
        role: String = "credential",
        /// What for.
        kind: VisitKind = "what for",
    } => visited(*date, *at);
    /// A comprehensive assessment was completed.
    Assessment = "assessment", "assessment", {
        /// OASIS reason for assessment: `01`, `03`, `04`, `05`, `09`; `06`, `07` and `08` need no visit.
        rfa: String = "reason (RFA)" as Shape::words("reason for assessment", REASONS_FOR_ASSESSMENT),
        /// Date completed (M0090).
        m0090: NaiveDate = "completed (M0090)",
        /// Credential of who made it, when recorded: RN, PT, OT, SLP; no rule counts an LPN's or an assistant's.
        by: Option<String> = "credential",
    } => Moment::from(*m0090);
    /// An OASIS record was accepted (validation report), not merely sent.
    OasisAccepted = "oasis_accepted", "OASIS accepted", {
        /// Its reason for assessment.
        rfa: String = "reason (RFA)" as Shape::words("reason for assessment", REASONS_FOR_ASSESSMENT),
        /// Its M0090.
        m0090: NaiveDate = "completed (M0090)",
        /// Day of acceptance.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// Admitted to an inpatient facility.
    InpatientAdmission = "inpatient_admission", "inpatient admission", {
        /// When.
        at: Moment = "when",
        /// When the agency learnt of it.
        known_at: Option<Moment> = "agency notified on",
        /// 24 hours or more and not for diagnostic tests only.
        qualifying: bool = "24 h+, not just tests",
    } => *at;
    /// Home from an inpatient stay.
    InpatientDischarge = "inpatient_discharge", "home from the inpatient stay", {
        /// When.
        at: Moment = "when",
        /// When the agency learnt of it.
        known_at: Option<Moment> = "agency notified on",
    } => *at;
    /// The practitioner ordered the resumption for a date.
    OrderedRoc = "ordered_roc", "resumption ordered", {
        /// The ordered date.
        date: NaiveDate = "day",
        /// When the order arrived; taken as in time when not recorded.
        received_at: Option<Moment> = "order came",
    } => Moment::from(*date);
    /// Resumption of care (M0032).
    Roc = "roc", "resumption of care", {
        /// First visit after the return.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// Transferred to an inpatient facility, with an OASIS record.
    Transfer = "transfer", "transfer", {
        /// Day.
        date: NaiveDate = "day",
        /// `06` not discharged, `07` discharged.
        rfa: String = "reason (RFA)" as Shape::words("reason for assessment", REASONS_FOR_ASSESSMENT),
    } => Moment::from(*date);
    /// Discharged from the agency.
    Discharge = "discharge", "discharge", {
        /// M0906.
        date: NaiveDate = "day",
        /// Whether it was planned.
        planned: Option<bool> = "planned",
        /// Day it was decided, when it was planned.
        decided: Option<NaiveDate> = "decided on",
        /// Why.
        reason: Option<EndReason> = "why",
    } => Moment::from(*date);
    /// Died.
    Death = "death", "death", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// A change in condition was noticed.
    ChangeInCondition = "change_in_condition", "change in condition", {
        /// Day it was identified.
        date: NaiveDate = "day",
        /// A major decline or improvement, as agency policy defines it.
        major: bool = "major change",
    } => Moment::from(*date);
    /// A verbal order was received.
    OrderVerbal = "order_verbal", "verbal order", {
        /// When it was received.
        at: Moment = "when",
        /// Which one, where there are several.
        id: Option<String> = "which one",
    } => *at;
    /// The practitioner signed an order.
    OrderSigned = "order_signed", "order signed", {
        /// The date beside the signature.
        date: NaiveDate = "day",
        /// Which one, where there are several.
        id: Option<String> = "which one",
    } => Moment::from(*date);
    /// The practitioner signed the plan of care.
    PocSigned = "poc_signed", "plan of care signed", {
        /// The date beside the signature.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The practitioner reviewed the plan of care for the next period, or gave verbal orders for it.
    RecertOrders = "recert_orders", "recertification orders", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The practitioner signed the certification or recertification of eligibility.
    Certified = "certified", "certification signed", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// Face-to-face encounter.
    FaceToFace = "f2f", "face-to-face encounter", {
        /// Day of the encounter.
        date: NaiveDate = "day",
        /// Credential of who saw the patient, when recorded: MD, NP, PA, ...
        by: Option<String> = "credential",
        /// How they met, when recorded.
        mode: Option<EncounterMode> = "how",
        /// Where the patient was, when recorded.
        patient_at: Option<EncounterPlace> = "patient was",
    } => Moment::from(*date);
    /// The Notice of Admission was accepted.
    NoaAccepted = "noa_accepted", "Notice of Admission accepted", {
        /// Day of acceptance.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// An aide was ordered.
    AideOrdered = "aide_ordered", "aide ordered", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The aide's written instructions are signed.
    AidePlan = "aide_plan", "aide care plan", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// First visit of an aide.
    AideFirstVisit = "aide_first_visit", "first aide visit", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// A supervisory assessment of aide services.
    AideSupervision = "aide_supervision", "aide supervision", {
        /// Day.
        date: NaiveDate = "day",
        /// Credential of who did it: RN, PT, ...
        by: String = "credential",
        /// How.
        mode: SupervisionMode = "how",
        /// Why not in person, where it was virtual: 42 CFR 484.80(h)(1).
        reason: Option<String> = "why",
    } => Moment::from(*date);
    /// A concern about aide services was found.
    AideConcern = "aide_concern", "concern about aide services", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// An aide was observed while giving care.
    AideObserved = "aide_observed", "aide observed giving care", {
        /// Day.
        date: NaiveDate = "day",
        /// Credential of who did it: RN, PT, ...
        by: String = "credential",
        /// Which aide.
        aide: Option<String> = "which aide",
    } => Moment::from(*date);
    /// An aide was hired.
    AideHired = "aide_hired", "aide hired", {
        /// Day.
        date: NaiveDate = "day",
        /// Which aide.
        aide: Option<String> = "which aide",
    } => Moment::from(*date);
    /// In-service training of an aide.
    AideInservice = "aide_inservice", "aide in-service", {
        /// Day.
        date: NaiveDate = "day",
        /// Hours logged.
        hours: u16 = "hours",
        /// Which aide.
        aide: Option<String> = "which aide",
    } => Moment::from(*date);
    /// A therapist treated and objectively measured function.
    TherapyReassessment = "therapy_reassessment", "therapy reassessment", {
        /// Day.
        date: NaiveDate = "day",
        /// Discipline.
        discipline: Discipline = "discipline",
        /// Credential: PT, OT, SLP; an assistant's visit does not count.
        role: String = "credential",
    } => Moment::from(*date);
    /// A discipline ended its care.
    DisciplineDischarge = "discipline_discharge", "discipline discharge", {
        /// Day.
        date: NaiveDate = "day",
        /// Discipline.
        discipline: Discipline = "discipline",
    } => Moment::from(*date);
    /// A registered nurse supervised a practical nurse.
    LpnSupervision = "lpn_supervision", "LPN supervision", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// A therapist or social worker supervised an assistant.
    AssistantSupervision = "assistant_supervision", "assistant supervision", {
        /// Day.
        date: NaiveDate = "day",
        /// Discipline.
        discipline: Discipline = "discipline",
    } => Moment::from(*date);
    /// A medication issue was found.
    MedicationIssue = "medication_issue", "medication issue", {
        /// When it was found.
        at: Moment = "when",
        /// A clinician calls it clinically significant.
        significant: bool = "clinically significant",
        /// Which one, where there are several.
        id: Option<String> = "which one",
    } => *at;
    /// What became of a medication issue. Both halves are needed.
    MedicationIssueClosed = "medication_issue_closed", "medication issue followed up", {
        /// The practitioner was told.
        contacted_at: Option<Moment> = "practitioner told",
        /// What was recommended is done.
        completed_at: Option<Moment> = "actions completed",
        /// Which one, where there are several.
        id: Option<String> = "which one",
    } => later(*contacted_at, *completed_at);
    /// Visits were ordered.
    FrequencyOrder = "frequency_order", "visit-frequency order", {
        /// Day it is in force from.
        date: NaiveDate = "day",
        /// Discipline.
        discipline: Discipline = "discipline",
        /// As written: `3w1 2w4 1w3`.
        text: String = "order as written",
    } => Moment::from(*date);
    /// A visit was missed.
    VisitMissed = "visit_missed", "missed visit", {
        /// Day.
        date: NaiveDate = "day",
        /// Discipline.
        discipline: Discipline = "discipline",
    } => Moment::from(*date);
    /// The practitioner was told of a missed visit.
    MissedVisitNotified = "missed_visit_notified", "practitioner told of the missed visit", {
        /// When.
        at: Moment = "when",
        /// Whose visit, where several disciplines missed one.
        discipline: Option<Discipline> = "discipline",
    } => *at;
    /// The practitioner was told of a change.
    PractitionerContacted = "practitioner_contacted", "practitioner told", {
        /// When.
        at: Moment = "when",
    } => *at;
    /// The plan of care was revised.
    PocRevised = "poc_revised", "plan of care revised", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// Everybody concerned was told of the revision.
    PocRevisionTold = "poc_revision_told", "revision told", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The patient has the written information.
    WrittenInfoGiven = "written_info_given", "written information given", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// Rights were given in writing.
    RightsGiven = "rights_given", "rights given", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The patient named a representative.
    RepresentativeNamed = "representative_named", "representative named", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// Rights were sent to the representative.
    RightsSent = "rights_sent", "rights sent to the representative", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// Advance directive information was given and the status recorded.
    AdvanceDirective = "advance_directive", "advance directive information", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// All medicines were reviewed against the sources: 42 CFR 484.55(c)(5).
    DrugRegimenReview = "drug_regimen_review", "drug regimen review", {
        /// Day.
        date: NaiveDate = "day",
        /// Credential of who reviewed.
        by: Option<String> = "credential",
    } => Moment::from(*date);
    /// The individual emergency plan is recorded.
    EmergencyPlan = "emergency_plan", "emergency plan", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// All covered services end.
    CoveredServicesEnd = "covered_services_end", "covered services end", {
        /// Last covered day.
        date: NaiveDate = "day",
        /// The visit before the last.
        previous_visit: Option<NaiveDate> = "visit before the last",
        /// Why.
        reason: Option<EndReason> = "why",
    } => Moment::from(*date);
    /// The Notice of Medicare Non-Coverage was delivered.
    NomncDelivered = "nomnc_delivered", "NOMNC delivered", {
        /// Day.
        date: NaiveDate = "day",
        /// Whether it was the form in force that day, when recorded.
        current_form: Option<bool> = "on the current form",
    } => Moment::from(*date);
    /// The quality improvement organization (QIO) told the agency that the patient appeals the end of coverage.
    QioReview = "qio_review", "QIO told of an appeal", {
        /// Day the agency was told.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The Detailed Explanation of Non-Coverage was delivered.
    DencDelivered = "denc_delivered", "DENC delivered", {
        /// Day.
        date: NaiveDate = "day",
        /// Whether it was the form in force that day, when recorded.
        current_form: Option<bool> = "on the current form",
    } => Moment::from(*date);
    /// A service is reduced or ends.
    ServiceChange = "service_change", "service reduced or ended", {
        /// Day it takes effect.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The Change of Care Notice was delivered.
    HhccnDelivered = "hhccn_delivered", "Change of Care Notice delivered", {
        /// Day.
        date: NaiveDate = "day",
        /// Whether it was the form in force that day, when recorded.
        current_form: Option<bool> = "on the current form",
    } => Moment::from(*date);
    /// Care that Medicare may not cover is to be given.
    NoncoveredCare = "noncovered_care", "care Medicare may not cover", {
        /// Day it is to be given, or the first of them.
        date: NaiveDate = "day",
        /// The last day of it, when it is known.
        until: Option<NaiveDate> = "last day" as Shape::DayAhead,
    } => Moment::from(*date);
    /// The Advance Beneficiary Notice was signed.
    AbnDelivered = "abn_delivered", "ABN signed", {
        /// Day.
        date: NaiveDate = "day",
        /// Whether it was the form in force that day, when recorded.
        current_form: Option<bool> = "on the current form",
    } => Moment::from(*date);
    /// The practitioner ordered the discharge.
    DischargeOrdered = "discharge_ordered", "discharge ordered", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The discharge or transfer summary was sent.
    SummarySent = "summary_sent", "summary sent", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The patient asked for the record.
    RecordRequested = "record_requested", "record requested", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The patient has the copy.
    RecordGiven = "record_given", "record given", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// The discharge plan was reviewed.
    DischargePlan = "discharge_plan", "discharge plan reviewed", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// A payer authorized care.
    Authorization = "authorization", "authorization", {
        /// First day.
        date: NaiveDate = "day",
        /// Last day.
        until: NaiveDate = "last day" as Shape::DayAhead,
        /// Most visits it pays.
        visits: Option<u16> = "visits at most",
    } => Moment::from(*date);
    /// A renewal was asked for.
    AuthorizationRequested = "authorization_requested", "authorization requested", {
        /// Day.
        date: NaiveDate = "day",
        /// Asked for as urgent: the payer has less time to answer.
        expedited: Option<bool> = "asked for as urgent",
    } => Moment::from(*date);
    /// The payer decided about a request.
    AuthorizationDecided = "authorization_decided", "authorization decided", {
        /// Day.
        date: NaiveDate = "day",
        /// Granted, whole or in part.
        approved: bool = "approved",
        /// The reason a payer has to give for a refusal.
        reason: Option<Box<str>> = "why",
    } => Moment::from(*date);
    /// A recurring task was ordered.
    TaskOrdered = "task_ordered", "recurring task ordered", {
        /// Day.
        date: NaiveDate = "day",
        /// What is to be done.
        what: String = "what is to be done",
        /// Days between.
        every_days: u16 = "every so many days",
        /// Days it may be early or late.
        tolerance_days: Option<u16> = "days early or late",
        /// Which one, where there are several.
        id: Option<String> = "which one",
    } => Moment::from(*date);
    /// A recurring task was done.
    TaskDone = "task_done", "task done", {
        /// Day.
        date: NaiveDate = "day",
        /// Which one, where there are several.
        id: Option<String> = "which one",
    } => Moment::from(*date);
    /// A recurring task is no longer ordered.
    TaskStopped = "task_stopped", "task stopped", {
        /// Day.
        date: NaiveDate = "day",
        /// Which one, where there are several.
        id: Option<String> = "which one",
    } => Moment::from(*date);
    /// A visit note states why she is homebound.
    HomeboundStated = "homebound_stated", "homebound status stated", {
        /// Day.
        date: NaiveDate = "day",
    } => Moment::from(*date);
    /// Another payer pays from a day on.
    PayerChange = "payer_change", "payer changed", {
        /// Day.
        date: NaiveDate = "day",
        /// Who: `medicare_ffs`, `va`, ...
        payer: String = "payer" as Shape::words("payer", Payer::WORDS),
    } => Moment::from(*date);
    /// Somebody answered a question the clock asks.
    Decision = "decision", "decision", {
        /// Day.
        date: NaiveDate = "day",
        /// The question's id.
        question: String = "question",
        /// The option's word.
        answer: String = "answer",
    } => Moment::from(*date);
    /// Why something was done late.
    LateReason = "late_reason", "reason for lateness", {
        /// Rule id.
        rule: String = "rule",
        /// Day it was due.
        due: NaiveDate = "was due",
        /// Day the reason was given.
        date: NaiveDate = "day",
        /// The reason.
        reason: String = "why",
        /// Which order, record or issue, where several were due that day.
        id: Option<String> = "which one",
        /// Whose clock, where each discipline has one.
        discipline: Option<Box<Discipline>> = "discipline",
    } => Moment::from(*date);
    /// A rule was waived.
    Waiver = "waiver", "waiver", {
        /// Rule id.
        rule: String = "rule",
        /// Day.
        date: NaiveDate = "day",
        /// On whose authority.
        authority: String = "on whose authority",
        /// Why it was asked for.
        reason: Option<Box<str>> = "why",
        /// The last day it holds: what is due later is not waived.
        until: Option<NaiveDate> = "last day" as Shape::DayAhead,
        /// Day it is due, when one deadline is waived; without it, whatever ran that day.
        due: Option<NaiveDate> = "was due",
        /// Which order, record or issue.
        id: Option<String> = "which one",
        /// Whose clock, where each discipline has one.
        discipline: Option<Box<Discipline>> = "discipline",
    } => Moment::from(*date);
}

impl Event {
    /// The civil day it happened on.
    pub fn day(&self) -> NaiveDate {
        self.moment().date()
    }
}

/// A visit's arrival, where it is of the same day.
fn visited(date: NaiveDate, at: Option<Moment>) -> Moment {
    at.filter(|at| at.date() == date).unwrap_or(Moment::Day(date))
}

/// The later of two halves; a fact that says neither never happened.
fn later(one: Option<Moment>, other: Option<Moment>) -> Moment {
    one.into_iter().chain(other).max_by_key(|at| at.earliest()).unwrap_or(Moment::Day(NaiveDate::MIN))
}

impl Keyed for Event {
    type Of = of::Event;
}
