//! Facts that start, move or satisfy deadlines: the shape of `clock --facts` and of the `event` table.

use chrono::NaiveDate;

use super::codes::Discipline;
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
pub use shape::{Field, Kind, NotAnEvent, Shape, Vocabulary};
pub use typed::{Answer, REASONS_FOR_ASSESSMENT, Word, WrongField};
pub use words::{EncounterMode, EncounterPlace, EndReason, SupervisionMode};

shape::events! {
    /// The referral had enough information to act on.
    Referral = "referral", "referral", {
        /// When.
        at: Moment,
        /// Who checked that the agency can meet the expected needs: 42 CFR 484.105(i).
        capacity_by: Option<Box<str>>,
        /// The day of that check.
        capacity_on: Option<NaiveDate>,
    } => *at;
    /// Home from the inpatient stay during which the referral came.
    ReturnHome = "return_home", "return home", {
        /// When.
        at: Moment,
    } => *at;
    /// The practitioner ordered the start of care for a date.
    OrderedSoc = "ordered_soc", "start of care ordered", {
        /// The ordered date.
        date: NaiveDate,
        /// When the order arrived; taken as in time when not recorded.
        received_at: Option<Moment>,
    } => Moment::from(*date);
    /// Start of care.
    Soc = "soc", "start of care", {
        /// The first billable visit: day 1 of certification, day 0 of the five-day rules.
        date: NaiveDate,
    } => Moment::from(*date);
    /// A visit that was made.
    Visit = "visit", "visit", {
        /// Day.
        date: NaiveDate,
        /// Arrival, when recorded.
        at: Option<Moment>,
        /// Discipline.
        discipline: Discipline,
        /// Credential of who went: RN, LPN, PT, PTA, ...
        role: String,
        /// What for.
        kind: VisitKind,
    } => visited(*date, *at);
    /// A comprehensive assessment was completed.
    Assessment = "assessment", "assessment", {
        /// OASIS reason for assessment: `01`, `03`, `04`, `05`, `09`; `06`, `07` and `08` need no visit.
        rfa: String,
        /// Date completed (M0090).
        m0090: NaiveDate,
        /// Credential of who made it, when recorded: RN, PT, OT, SLP; no rule counts an LPN's or an assistant's.
        by: Option<String>,
    } => Moment::from(*m0090);
    /// An OASIS record was accepted (validation report), not merely sent.
    OasisAccepted = "oasis_accepted", "OASIS accepted", {
        /// Its reason for assessment.
        rfa: String,
        /// Its M0090.
        m0090: NaiveDate,
        /// Day of acceptance.
        date: NaiveDate,
    } => Moment::from(*date);
    /// Admitted to an inpatient facility.
    InpatientAdmission = "inpatient_admission", "inpatient admission", {
        /// When.
        at: Moment,
        /// When the agency learnt of it.
        known_at: Option<Moment>,
        /// 24 hours or more and not for diagnostic tests only.
        qualifying: bool,
    } => *at;
    /// Home from an inpatient stay.
    InpatientDischarge = "inpatient_discharge", "home from the inpatient stay", {
        /// When.
        at: Moment,
        /// When the agency learnt of it.
        known_at: Option<Moment>,
    } => *at;
    /// The practitioner ordered the resumption for a date.
    OrderedRoc = "ordered_roc", "resumption ordered", {
        /// The ordered date.
        date: NaiveDate,
        /// When the order arrived; taken as in time when not recorded.
        received_at: Option<Moment>,
    } => Moment::from(*date);
    /// Resumption of care (M0032).
    Roc = "roc", "resumption of care", {
        /// First visit after the return.
        date: NaiveDate,
    } => Moment::from(*date);
    /// Transferred to an inpatient facility, with an OASIS record.
    Transfer = "transfer", "transfer", {
        /// Day.
        date: NaiveDate,
        /// `06` not discharged, `07` discharged.
        rfa: String,
    } => Moment::from(*date);
    /// Discharged from the agency.
    Discharge = "discharge", "discharge", {
        /// M0906.
        date: NaiveDate,
        /// Whether it was planned.
        planned: Option<bool>,
        /// Day it was decided, when it was planned.
        decided: Option<NaiveDate>,
        /// Why.
        reason: Option<EndReason>,
    } => Moment::from(*date);
    /// Died.
    Death = "death", "death", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// A change in condition was noticed.
    ChangeInCondition = "change_in_condition", "change in condition", {
        /// Day it was identified.
        date: NaiveDate,
        /// A major decline or improvement, as agency policy defines it.
        major: bool,
    } => Moment::from(*date);
    /// A verbal order was received.
    OrderVerbal = "order_verbal", "verbal order", {
        /// When it was received.
        at: Moment,
        /// Which one, where there are several.
        id: Option<String>,
    } => *at;
    /// The practitioner signed an order.
    OrderSigned = "order_signed", "order signed", {
        /// The date beside the signature.
        date: NaiveDate,
        /// Which one, where there are several.
        id: Option<String>,
    } => Moment::from(*date);
    /// The practitioner signed the plan of care.
    PocSigned = "poc_signed", "plan of care signed", {
        /// The date beside the signature.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The practitioner reviewed the plan of care for the next period, or gave verbal orders for it.
    RecertOrders = "recert_orders", "recertification orders", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The practitioner signed the certification or recertification of eligibility.
    Certified = "certified", "certification signed", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// Face-to-face encounter.
    FaceToFace = "f2f", "face-to-face encounter", {
        /// Day of the encounter.
        date: NaiveDate,
        /// Credential of who saw the patient, when recorded: MD, NP, PA, ...
        by: Option<String>,
        /// How they met, when recorded.
        mode: Option<EncounterMode>,
        /// Where the patient was, when recorded.
        patient_at: Option<EncounterPlace>,
    } => Moment::from(*date);
    /// The Notice of Admission was accepted.
    NoaAccepted = "noa_accepted", "Notice of Admission accepted", {
        /// Day of acceptance.
        date: NaiveDate,
    } => Moment::from(*date);
    /// An aide was ordered.
    AideOrdered = "aide_ordered", "aide ordered", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The aide's written instructions are signed.
    AidePlan = "aide_plan", "aide care plan", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// First visit of an aide.
    AideFirstVisit = "aide_first_visit", "first aide visit", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// A supervisory assessment of aide services.
    AideSupervision = "aide_supervision", "aide supervision", {
        /// Day.
        date: NaiveDate,
        /// Credential of who did it: RN, PT, ...
        by: String,
        /// How.
        mode: SupervisionMode,
        /// Why not in person, where it was virtual: 42 CFR 484.80(h)(1).
        reason: Option<String>,
    } => Moment::from(*date);
    /// A concern about aide services was found.
    AideConcern = "aide_concern", "concern about aide services", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// An aide was observed while giving care.
    AideObserved = "aide_observed", "aide observed giving care", {
        /// Day.
        date: NaiveDate,
        /// Credential of who did it: RN, PT, ...
        by: String,
        /// Which aide.
        aide: Option<String>,
    } => Moment::from(*date);
    /// An aide was hired.
    AideHired = "aide_hired", "aide hired", {
        /// Day.
        date: NaiveDate,
        /// Which aide.
        aide: Option<String>,
    } => Moment::from(*date);
    /// In-service training of an aide.
    AideInservice = "aide_inservice", "aide in-service", {
        /// Day.
        date: NaiveDate,
        /// Hours logged.
        hours: u16,
        /// Which aide.
        aide: Option<String>,
    } => Moment::from(*date);
    /// A therapist treated and objectively measured function.
    TherapyReassessment = "therapy_reassessment", "therapy reassessment", {
        /// Day.
        date: NaiveDate,
        /// Discipline.
        discipline: Discipline,
        /// Credential: PT, OT, SLP; an assistant's visit does not count.
        role: String,
    } => Moment::from(*date);
    /// A discipline ended its care.
    DisciplineDischarge = "discipline_discharge", "discipline discharge", {
        /// Day.
        date: NaiveDate,
        /// Discipline.
        discipline: Discipline,
    } => Moment::from(*date);
    /// A registered nurse supervised a practical nurse.
    LpnSupervision = "lpn_supervision", "LPN supervision", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// A therapist or social worker supervised an assistant.
    AssistantSupervision = "assistant_supervision", "assistant supervision", {
        /// Day.
        date: NaiveDate,
        /// Discipline.
        discipline: Discipline,
    } => Moment::from(*date);
    /// A medication issue was found.
    MedicationIssue = "medication_issue", "medication issue", {
        /// When it was found.
        at: Moment,
        /// A clinician calls it clinically significant.
        significant: bool,
        /// Which one, where there are several.
        id: Option<String>,
    } => *at;
    /// What became of a medication issue. Both halves are needed.
    MedicationIssueClosed = "medication_issue_closed", "medication issue followed up", {
        /// The practitioner was told.
        contacted_at: Option<Moment>,
        /// What was recommended is done.
        completed_at: Option<Moment>,
        /// Which one, where there are several.
        id: Option<String>,
    } => later(*contacted_at, *completed_at);
    /// Visits were ordered.
    FrequencyOrder = "frequency_order", "visit-frequency order", {
        /// Day it is in force from.
        date: NaiveDate,
        /// Discipline.
        discipline: Discipline,
        /// As written: `3w1 2w4 1w3`.
        text: String,
    } => Moment::from(*date);
    /// A visit was missed.
    VisitMissed = "visit_missed", "missed visit", {
        /// Day.
        date: NaiveDate,
        /// Discipline.
        discipline: Discipline,
    } => Moment::from(*date);
    /// The practitioner was told of a missed visit.
    MissedVisitNotified = "missed_visit_notified", "practitioner told of the missed visit", {
        /// When.
        at: Moment,
        /// Whose visit, where several disciplines missed one.
        discipline: Option<Discipline>,
    } => *at;
    /// The practitioner was told of a change.
    PractitionerContacted = "practitioner_contacted", "practitioner told", {
        /// When.
        at: Moment,
    } => *at;
    /// The plan of care was revised.
    PocRevised = "poc_revised", "plan of care revised", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// Everybody concerned was told of the revision.
    PocRevisionTold = "poc_revision_told", "revision told", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The patient has the written information.
    WrittenInfoGiven = "written_info_given", "written information given", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// Rights were given in writing.
    RightsGiven = "rights_given", "rights given", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The patient named a representative.
    RepresentativeNamed = "representative_named", "representative named", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// Rights were sent to the representative.
    RightsSent = "rights_sent", "rights sent to the representative", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// Advance directive information was given and the status recorded.
    AdvanceDirective = "advance_directive", "advance directive information", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// All medicines were reviewed against the sources: 42 CFR 484.55(c)(5).
    DrugRegimenReview = "drug_regimen_review", "drug regimen review", {
        /// Day.
        date: NaiveDate,
        /// Credential of who reviewed.
        by: Option<String>,
    } => Moment::from(*date);
    /// The individual emergency plan is recorded.
    EmergencyPlan = "emergency_plan", "emergency plan", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// All covered services end.
    CoveredServicesEnd = "covered_services_end", "covered services end", {
        /// Last covered day.
        date: NaiveDate,
        /// The visit before the last.
        previous_visit: Option<NaiveDate>,
        /// Why.
        reason: Option<EndReason>,
    } => Moment::from(*date);
    /// The Notice of Medicare Non-Coverage was delivered.
    NomncDelivered = "nomnc_delivered", "NOMNC delivered", {
        /// Day.
        date: NaiveDate,
        /// Whether it was the form in force that day, when recorded.
        current_form: Option<bool>,
    } => Moment::from(*date);
    /// The quality improvement organization (QIO) told the agency that the patient appeals the end of coverage.
    QioReview = "qio_review", "QIO told of an appeal", {
        /// Day the agency was told.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The Detailed Explanation of Non-Coverage was delivered.
    DencDelivered = "denc_delivered", "DENC delivered", {
        /// Day.
        date: NaiveDate,
        /// Whether it was the form in force that day, when recorded.
        current_form: Option<bool>,
    } => Moment::from(*date);
    /// A service is reduced or ends.
    ServiceChange = "service_change", "service reduced or ended", {
        /// Day it takes effect.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The Change of Care Notice was delivered.
    HhccnDelivered = "hhccn_delivered", "Change of Care Notice delivered", {
        /// Day.
        date: NaiveDate,
        /// Whether it was the form in force that day, when recorded.
        current_form: Option<bool>,
    } => Moment::from(*date);
    /// Care that Medicare may not cover is to be given.
    NoncoveredCare = "noncovered_care", "care Medicare may not cover", {
        /// Day it is to be given, or the first of them.
        date: NaiveDate,
        /// The last day of it, when it is known.
        until: Option<NaiveDate>,
    } => Moment::from(*date);
    /// The Advance Beneficiary Notice was signed.
    AbnDelivered = "abn_delivered", "ABN signed", {
        /// Day.
        date: NaiveDate,
        /// Whether it was the form in force that day, when recorded.
        current_form: Option<bool>,
    } => Moment::from(*date);
    /// The practitioner ordered the discharge.
    DischargeOrdered = "discharge_ordered", "discharge ordered", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The discharge or transfer summary was sent.
    SummarySent = "summary_sent", "summary sent", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The patient asked for the record.
    RecordRequested = "record_requested", "record requested", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The patient has the copy.
    RecordGiven = "record_given", "record given", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// The discharge plan was reviewed.
    DischargePlan = "discharge_plan", "discharge plan reviewed", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// A payer authorized care.
    Authorization = "authorization", "authorization", {
        /// First day.
        date: NaiveDate,
        /// Last day.
        until: NaiveDate,
        /// Most visits it pays.
        visits: Option<u16>,
    } => Moment::from(*date);
    /// A renewal was asked for.
    AuthorizationRequested = "authorization_requested", "authorization requested", {
        /// Day.
        date: NaiveDate,
        /// Asked for as urgent: the payer has less time to answer.
        expedited: Option<bool>,
    } => Moment::from(*date);
    /// The payer decided about a request.
    AuthorizationDecided = "authorization_decided", "authorization decided", {
        /// Day.
        date: NaiveDate,
        /// Granted, whole or in part.
        approved: bool,
        /// The reason a payer has to give for a refusal.
        reason: Option<Box<str>>,
    } => Moment::from(*date);
    /// A recurring task was ordered.
    TaskOrdered = "task_ordered", "recurring task ordered", {
        /// Day.
        date: NaiveDate,
        /// What is to be done.
        what: String,
        /// Days between.
        every_days: u16,
        /// Days it may be early or late.
        tolerance_days: Option<u16>,
        /// Which one, where there are several.
        id: Option<String>,
    } => Moment::from(*date);
    /// A recurring task was done.
    TaskDone = "task_done", "task done", {
        /// Day.
        date: NaiveDate,
        /// Which one, where there are several.
        id: Option<String>,
    } => Moment::from(*date);
    /// A recurring task is no longer ordered.
    TaskStopped = "task_stopped", "task stopped", {
        /// Day.
        date: NaiveDate,
        /// Which one, where there are several.
        id: Option<String>,
    } => Moment::from(*date);
    /// A visit note states why she is homebound.
    HomeboundStated = "homebound_stated", "homebound status stated", {
        /// Day.
        date: NaiveDate,
    } => Moment::from(*date);
    /// Another payer pays from a day on.
    PayerChange = "payer_change", "payer changed", {
        /// Day.
        date: NaiveDate,
        /// Who: `medicare_ffs`, `va`, ...
        payer: String,
    } => Moment::from(*date);
    /// Somebody answered a question the clock asks.
    Decision = "decision", "decision", {
        /// Day.
        date: NaiveDate,
        /// The question's id.
        question: String,
        /// The option's word.
        answer: String,
    } => Moment::from(*date);
    /// Why something was done late.
    LateReason = "late_reason", "reason for lateness", {
        /// Rule id.
        rule: String,
        /// Day it was due.
        due: NaiveDate,
        /// Day the reason was given.
        date: NaiveDate,
        /// The reason.
        reason: String,
        /// Which order, record or issue, where several were due that day.
        id: Option<String>,
        /// Whose clock, where each discipline has one.
        discipline: Option<Box<Discipline>>,
    } => Moment::from(*date);
    /// A rule was waived.
    Waiver = "waiver", "waiver", {
        /// Rule id.
        rule: String,
        /// Day.
        date: NaiveDate,
        /// On whose authority.
        authority: String,
        /// Why it was asked for.
        reason: Option<Box<str>>,
        /// The last day it holds: what is due later is not waived.
        until: Option<NaiveDate>,
        /// Day it is due, when one deadline is waived; without it, whatever ran that day.
        due: Option<NaiveDate>,
        /// Which order, record or issue.
        id: Option<String>,
        /// Whose clock, where each discipline has one.
        discipline: Option<Box<Discipline>>,
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
