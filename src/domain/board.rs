//! What the panes read: every finding computed once, from the facts of a caseload.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use super::alert::{Alert, AlertKind, Review, UnderReview};
use super::answer::Answer;
use super::caseload::{CareEnd, Caseload, Facts, Staff};
use super::codes::Discipline;
use super::deadline::{Case, Deadline, DeadlineStatus, clock};
use super::entry::{Entry, Hazard, State, of_kind};
use super::event::Event;
use super::formulary::Formulary;
use super::frequency::FrequencyOrder;
use super::ids::{GoalId, PatientId, Stored, UserId, VisitId};
use super::knowledge::Knowledge;
use super::limits::{Finding, Measured};
use super::medication::Medication;
use super::names::Names;
use super::patient::Patient;
use super::plan::{Signal, TrackedGoal};
use super::rank::{Area, Ranked, Reason, Tier, rank};
use super::user::{Reach, User};
use super::visit::{StoredVisit, VisitStatus};
use super::when::Instant;

mod answered;
mod calendar;
mod foresight;
mod ordered;
mod placed;
mod reasons;

pub use foresight::{Circumstances, Foresight, behind, foresee};

/// One patient's facts with everything computed from them.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessed {
    /// What is on record.
    pub facts: Facts,
    /// How she stands in lists.
    pub who: String,
    /// Her medicines as reviewed; answered alerts are left out. On a board only what its panes show, see
    /// [`Board::reviewed`].
    pub review: Review,
    /// How many findings wait in the medication list.
    pub minor_alerts: usize,
    /// Her deadlines; on a board without arithmetic and needs, see [`Board::explain`].
    pub deadlines: Vec<Deadline>,
    /// Measurements out of their limits.
    pub findings: Vec<Finding>,
    /// Goals that ask for a decision.
    pub signals: Vec<(GoalId, Signal)>,
    /// How care ended, if it has.
    pub ended: Option<CareEnd>,
}

impl Assessed {
    /// Computes everything that follows from a patient's facts at `now`.
    pub fn of(facts: Facts, knowledge: Knowledge, staff: &Staff, zone: Tz, now: Instant) -> Self {
        let local = now.with_timezone(&zone).naive_local();
        let who = facts.patient.headline(local.date());
        let review = reviewed(&facts, knowledge, local.date());
        let deadlines = deadlines(&facts, knowledge, staff, zone, local);
        let ended = facts.care_end(local.date());
        if ended.is_some() {
            // What was measured, taken and aimed at is history. What is owed is not.
            let (minor_alerts, findings, signals) = (0, Vec::new(), Vec::new());
            return Self { facts, who, review, minor_alerts, deadlines, findings, signals, ended };
        }
        let minor_alerts = review.alerts.iter().filter(|alert| !alert.is_shown()).count();
        let measured = Measured {
            vitals: &facts.vitals,
            results: &facts.results,
            problems: &facts.problems,
            medications: &facts.medications,
            answers: &facts.answers,
            since: since(&facts, zone, now),
            now,
            zone,
        };
        let findings = super::limits::out_of_limits(&knowledge.limits, &measured);
        let signals = signals(&facts, local.date());
        Self { facts, who, review, minor_alerts, deadlines, findings, signals, ended }
    }

    /// Alerts that the panes would show if her medicines were these, and that are not known already on the same facts.
    pub fn new_alerts(&self, medications: &[Stored<Medication>], knowledge: Knowledge, today: NaiveDate) -> Vec<Alert> {
        let under = UnderReview { lines: medications, ..under_review(&self.facts, today) };
        let mut alerts = super::alert::review(&under, knowledge.formulary).alerts;
        alerts.retain(|alert| !self.facts.answers.iter().any(|answer| answer.rests(alert)));
        let known = |alert: &Alert| self.review.alerts.iter().any(|other| other.cause() == alert.cause());
        alerts.retain(|alert| alert.is_shown() && !known(alert));
        alerts
    }

    /// Alerts about allergies on these lines that are not known already, however mild the reaction was: who adds a drug to
    /// which an allergy is on record hears of it.
    pub fn new_allergies(
        &self,
        medications: &[Stored<Medication>],
        knowledge: Knowledge,
        today: NaiveDate,
    ) -> Vec<Alert> {
        let under = |lines| UnderReview { lines, ..under_review(&self.facts, today) };
        let known = super::alert::review(&under(&self.facts.medications), knowledge.formulary);
        let mut found = super::alert::review(&under(medications), knowledge.formulary).alerts;
        found.retain(|alert| alert.kind == AlertKind::Allergy);
        // The same drug on another line is said again.
        found.retain(|alert| {
            !known.alerts.iter().any(|other| other.cause() == alert.cause() && other.lines == alert.lines)
        });
        found
    }

    /// Whose.
    pub fn id(&self) -> PatientId {
        self.facts.id()
    }

    /// Alerts the pane shows; monitor-level findings wait in the medication list. None once care has ended: then the review of
    /// the list is history.
    pub fn alerts(&self) -> impl Iterator<Item = &Alert> {
        self.review.alerts.iter().filter(|alert| self.ended.is_none() && alert.is_shown())
    }

    /// Deadlines somebody has to meet, now or later.
    pub fn clocks(&self) -> impl Iterator<Item = &Deadline> {
        self.deadlines.iter().filter(|deadline| deadline.is_open())
    }

    /// Hazards of the home that wait for somebody.
    pub fn hazards(&self) -> impl Iterator<Item = (&Stored<Entry>, &Hazard)> {
        let entries = if self.ended.is_none() { self.facts.entries.as_slice() } else { &[] };
        of_kind::<Hazard>(entries).filter(|(entry, _)| entry.state() == State::Open)
    }

    /// How pressing an alert is for this patient: the same mark wherever it stands.
    pub fn presses(&self, alert: &Alert, formulary: &Formulary) -> Tier {
        if reasons::shows_harm(self, alert, formulary) { Tier::Harm } else { alert.presses() }
    }

    /// What was answered to a goal on the facts it asks on, where that leaves it open.
    pub fn awaited(&self, goal: GoalId, signal: &Signal) -> Option<&Stored<Answer>> {
        let cause = signal.cause(goal);
        self.facts.answers.iter().find(|answer| answer.cause == cause)
    }

    /// The open deadline that a reason is about.
    pub fn clock_behind(&self, reason: &Reason) -> Option<&Deadline> {
        self.deadlines.iter().find(|clock| reasons::cause_of(clock).as_ref() == Some(&reason.cause))
    }

    /// The alert that a reason is about.
    pub fn alert_behind(&self, reason: &Reason) -> Option<&Alert> {
        self.alerts().find(|alert| reason.area == Area::Medication && alert.cause() == reason.facts_key())
    }

    /// The next visit of ours that is still to be made.
    pub fn next_visit(&self) -> Option<&StoredVisit> {
        let none_after = |visit: &&StoredVisit| self.ended.is_none() || visit.state.status == VisitStatus::Started;
        self.facts.visits.iter().filter(|visit| visit.is_open()).find(none_after)
    }
}

/// Readings from before this are history: the open episode begins with the start of care, and a referral of which nobody
/// knows when it began with its last 60 days. What was measured in the last three days is never history.
fn since(facts: &Facts, zone: Tz, now: Instant) -> Instant {
    let began = facts.start_of_care(now.with_timezone(&zone).date_naive());
    let began = began.map_or(now - TimeDelta::days(60), |day| super::when::instants(day, zone).start);
    began.min(now - TimeDelta::days(3))
}

/// What each goal asks for most, unless somebody decided about it on the same facts.
fn signals(facts: &Facts, today: NaiveDate) -> Vec<(GoalId, Signal)> {
    let asks = |tracked: &TrackedGoal| {
        let id = tracked.goal.id;
        let mut all = super::plan::signals(tracked, today).into_iter();
        all.find(|signal| !facts.answers.iter().any(|answer| answer.rests_on(&signal.cause(id))))
            .map(|signal| (id, signal))
    };
    facts.goals.iter().filter_map(asks).collect()
}

/// Everything one user's panes show.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// When it was computed.
    pub as_of: Instant,
    /// The zone of the patients.
    pub zone: Tz,
    /// The agency's name.
    pub agency: String,
    /// Whose board.
    pub user: User,
    /// Her id.
    pub user_id: UserId,
    /// How many patients it is about.
    pub reach: Reach,
    /// Her unfinished texts.
    pub drafts: usize,
    /// Pairs of charts that may be one person's and wait for a decision, of the whole agency.
    pub pairs: usize,
    /// Everybody who works with the program.
    pub staff: Arc<Staff>,
    /// Her patients, by name.
    pub patients: Vec<Assessed>,
    /// Who needs her first.
    pub ranked: Vec<Ranked>,
    places: HashMap<PatientId, usize>,
    /// Where each stands in `ranked`.
    ranks: HashMap<PatientId, usize>,
    calendar: calendar::Calendar,
    names: Names,
    knowledge: Knowledge,
}

impl Board {
    /// Computes the board of a caseload at `now`.
    pub fn of(mut caseload: Caseload, knowledge: Knowledge, now: Instant) -> Self {
        let patients = std::mem::take(&mut caseload.patients);
        let assessed = patients.into_iter().map(|facts| Self::assess(facts, &caseload, knowledge, now)).collect();
        Self::assembled(caseload, assessed, knowledge, now)
    }

    /// What a board shows of one patient, and why she is on the list. Patients do not hang on each other, so that those
    /// of a whole agency may be assessed side by side.
    pub fn assess(facts: Facts, caseload: &Caseload, knowledge: Knowledge, now: Instant) -> (Assessed, Ranked) {
        let zone = caseload.agency.zone;
        let mut patient = Assessed::of(facts, knowledge, &caseload.staff, zone, now);
        let known = reasons::Known { knowledge: &knowledge, staff: &caseload.staff, zone };
        let ranked = reasons::of(&patient, known, now.with_timezone(&zone).naive_local());
        // Told again when somebody asks: the arithmetic of everything that is due weighs more than the rest of a board,
        // and what is settled is looked at in the chart.
        let kept = std::mem::take(&mut patient.deadlines).into_iter().filter(Deadline::is_listed);
        patient.deadlines = kept.map(Deadline::brief).collect();
        // Collected in place, the list would keep the room of all that was left out.
        patient.deadlines.shrink_to_fit();
        patient.review.alerts.retain(Alert::is_shown);
        patient.review.alerts.shrink_to_fit();
        patient.review.cautions = Vec::new();
        (patient, ranked)
    }

    /// The board of patients who were assessed one by one, in the order of the caseload.
    pub fn assembled(
        caseload: Caseload,
        assessed: Vec<(Assessed, Ranked)>,
        knowledge: Knowledge,
        now: Instant,
    ) -> Self {
        let (mut patients, mut ranked): (Vec<Assessed>, Vec<Ranked>) = assessed.into_iter().unzip();
        told_apart(&mut patients, &mut ranked);
        let names = Names::of(patients.iter().map(|patient| (patient.id(), &patient.facts.patient.value)));
        let ranked = rank(ranked);
        let places = patients.iter().enumerate().map(|(place, patient)| (patient.id(), place)).collect();
        let ranks = ranked.iter().enumerate().map(|(rank, ranked)| (ranked.patient, rank)).collect();
        let calendar = calendar::Calendar::of(&patients);
        Self {
            as_of: now,
            zone: caseload.agency.zone,
            agency: caseload.agency.name,
            user: caseload.user,
            user_id: caseload.user_id,
            reach: caseload.reach,
            drafts: caseload.drafts,
            pairs: caseload.pairs,
            staff: caseload.staff,
            patients,
            ranked,
            places,
            ranks,
            calendar,
            names,
            knowledge,
        }
    }

    /// One of her patients' deadlines with arithmetic and needs.
    pub fn explain(&self, patient: &Assessed, deadline: &Deadline) -> Option<Deadline> {
        self.explained(patient).into_iter().find(|explained| explained.is_same(deadline))
    }

    /// A patient's medicines as reviewed, with what waits in the medication list.
    pub fn reviewed(&self, patient: &Assessed) -> Review {
        reviewed(&patient.facts, self.knowledge, self.today())
    }

    /// All deadlines of a patient with arithmetic and needs.
    pub fn explained(&self, patient: &Assessed) -> Vec<Deadline> {
        deadlines(&patient.facts, self.knowledge, &self.staff, self.zone, self.local())
    }

    /// What its deadlines and ordered visits are computed with.
    pub fn circumstances(&self) -> Circumstances<'_> {
        Circumstances { knowledge: self.knowledge, staff: &self.staff, zone: self.zone, now: self.local() }
    }

    /// The local time it was computed at.
    pub fn local(&self) -> NaiveDateTime {
        self.as_of.with_timezone(&self.zone).naive_local()
    }

    /// The local day.
    pub fn today(&self) -> NaiveDate {
        self.local().date()
    }

    /// One of her patients.
    pub fn patient(&self, id: PatientId) -> Option<&Assessed> {
        self.places.get(&id).and_then(|place| self.patients.get(*place))
    }

    /// Her other patients who may be taken for this one by name, whether this one is hers or not.
    pub fn alike(&self, id: PatientId, patient: &Patient) -> Vec<&Assessed> {
        let like = self.names.like(id, &patient.name, patient.born);
        like.iter().filter_map(|other| self.patient(*other)).collect()
    }

    /// Her other patients whose family name begins as this one's does: where names are cut, these must not look the same.
    pub fn beside(&self, id: PatientId, patient: &Patient) -> impl Iterator<Item = &Assessed> {
        self.names.beside(id, &patient.name).filter_map(|other| self.patient(other))
    }

    /// Her user opens a patient's chart. It is the one thing on a board that a look changes, and no reason to read it again.
    pub fn looked_at(&mut self, id: PatientId, now: Instant) {
        let patient = self.places.get(&id).and_then(|place| self.patients.get_mut(*place));
        if let Some(patient) = patient {
            patient.facts.looked = Some(now);
        }
    }

    /// Why a patient is on the list, if she is.
    pub fn ranked(&self, id: PatientId) -> Option<&Ranked> {
        self.ranks.get(&id).and_then(|rank| self.ranked.get(*rank))
    }

    /// A visit of one of her patients.
    pub fn visit(&self, patient: PatientId, visit: VisitId) -> Option<&StoredVisit> {
        self.patient(patient)?.facts.visits.iter().find(|known| known.id == visit)
    }

    /// The visits of a day, earliest first: her own, or everybody's for those who answer for others.
    pub fn visits_on(&self, day: NaiveDate) -> Vec<(&Assessed, &StoredVisit)> {
        let all = self.user.role.answers_for_others();
        self.calendar_of(day).filter(|(_, visit)| all || visit.clinician == Some(self.user_id)).collect()
    }

    /// Everybody's visits of a day with these patients, earliest first.
    pub fn calendar_of(&self, day: NaiveDate) -> impl Iterator<Item = (&Assessed, &StoredVisit)> {
        self.calendar.between(&self.patients, super::when::instants(day, self.zone))
    }

    /// Open deadlines, the one that ends first on top.
    pub fn clocks(&self) -> Vec<(&Assessed, &Deadline)> {
        let mut clocks: Vec<_> =
            self.patients.iter().flat_map(|patient| patient.clocks().map(move |clock| (patient, clock))).collect();
        clocks.sort_by(|(a, x), (b, y)| {
            let end = |deadline: &Deadline| deadline.due.map_or(NaiveDateTime::MAX, super::deadline::Due::last_moment);
            (end(x), &a.who, &x.rule).cmp(&(end(y), &b.who, &y.rule))
        });
        clocks
    }

    /// Open hazards of the homes, the most dangerous first, then the one that is due first.
    pub fn hazards(&self) -> Vec<(&Assessed, &Stored<Entry>, &Hazard)> {
        let of = |patient| Assessed::hazards(patient).map(move |(entry, hazard)| (patient, entry, hazard));
        let mut hazards: Vec<_> = self.patients.iter().flat_map(of).collect();
        hazards.sort_by_cached_key(|(patient, entry, hazard)| {
            (hazard.risk(), hazard.due().unwrap_or(NaiveDate::MAX), patient.who.clone(), entry.id)
        });
        hazards
    }

    /// Medication alerts, worst first.
    pub fn alerts(&self) -> Vec<(&Assessed, &Alert)> {
        let mut alerts: Vec<_> =
            self.patients.iter().flat_map(|patient| patient.alerts().map(move |alert| (patient, alert))).collect();
        // A drug that could not be checked stands after what is known to be dangerous.
        let formulary = self.knowledge.formulary;
        alerts.sort_by_cached_key(|(patient, alert)| {
            (patient.presses(alert, formulary), alert.rank(), patient.who.clone(), alert.rule)
        });
        alerts
    }

    /// Findings that wait in the medication lists.
    pub fn minor_alerts(&self) -> usize {
        self.patients.iter().map(|patient| patient.minor_alerts).sum()
    }

    /// Medicines whose ingredients are known, and all that are taken.
    pub fn checked(&self) -> (usize, usize) {
        self.patients
            .iter()
            .fold((0, 0), |(checked, of), patient| (checked + patient.review.checked, of + patient.review.of))
    }

    /// Goals that ask for a decision.
    pub fn signals(&self) -> Vec<(&Assessed, GoalId, &Signal)> {
        let mut signals: Vec<_> = self
            .patients
            .iter()
            .flat_map(|patient| patient.signals.iter().map(move |(goal, signal)| (patient, *goal, signal)))
            .collect();
        signals.sort_by(|(a, g, x), (b, h, y)| (x.kind.tier(), &a.who, g).cmp(&(y.kind.tier(), &b.who, h)));
        signals
    }
}

/// Patients whose lines would read the same are listed with all their given names, and with their numbers where that does
/// not tell them apart: everything that is said of one of them names her.
fn told_apart(patients: &mut [Assessed], ranked: &mut [Ranked]) {
    let mut listed: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, patient) in patients.iter().enumerate() {
        listed.entry(super::text::fold(&patient.facts.patient.name.listed())).or_default().push(at);
    }
    for same in listed.values().filter(|same| same.len() > 1) {
        let given = |at: usize| patients.get(at).map(|one| super::text::fold(&one.facts.patient.name.given));
        let by_number: Vec<(usize, bool)> =
            same.iter().map(|at| (*at, same.iter().any(|other| other != at && given(*other) == given(*at)))).collect();
        for (at, needs_number) in by_number {
            let Some(one) = patients.get_mut(at) else { continue };
            let person = &one.facts.patient;
            let plain = person.name.listed();
            let rest = one.who.strip_prefix(&plain).unwrap_or_default().to_owned();
            let number = if needs_number { format!(" #{}", person.number) } else { String::new() };
            one.who = format!("{}{number}{rest}", person.name.listed_whole());
            if let Some(ranked) = ranked.get_mut(at) {
                ranked.who.clone_from(&one.who);
            }
        }
    }
}

/// The review of a patient's medicines without what has been answered.
fn reviewed(facts: &Facts, knowledge: Knowledge, today: NaiveDate) -> Review {
    let mut review = super::alert::review(&under_review(facts, today), knowledge.formulary);
    review.alerts.retain(|alert| !facts.answers.iter().any(|answer| answer.rests(alert)));
    review
}

/// What a review of a patient's medicines looks at.
fn under_review(facts: &Facts, today: NaiveDate) -> UnderReview<'_> {
    UnderReview {
        patient: facts.id(),
        lines: &facts.medications,
        uses: &facts.uses,
        events: &facts.events,
        allergies: &facts.allergies,
        problems: &facts.problems,
        results: &facts.results,
        vitals: &facts.vitals,
        age: facts.patient.born.map(|born| born.years_on(today)),
        sex: &facts.patient.sex,
        today: Some(today),
        as_typed: false,
        whole_chart: true,
    }
}

/// A patient's deadlines, from the facts on record and the visits that were made.
fn deadlines(facts: &Facts, knowledge: Knowledge, staff: &Staff, zone: Tz, now: NaiveDateTime) -> Vec<Deadline> {
    let derived = Derived::of(facts, staff, zone);
    let mut all = clock(&case(facts, &derived, knowledge, zone, now), knowledge.rules, now);
    match facts.care_end(now.date()) {
        Some(end) if end.is_history(now.date()) => {
            for deadline in all.iter_mut().filter(|deadline| deadline.is_open()) {
                deadline.status = DeadlineStatus::NotApplicable;
                deadline.overdue_by = None;
                deadline.why.push("care ended more than a year ago: it is not asked for any more".to_owned());
            }
        }
        // A death without its day: what it brings is counted once the day is recorded, and nothing else is due.
        Some(CareEnd::Died(None)) => all.retain(|deadline| !deadline.is_open()),
        // What was not done before a death is asked about once somebody has recorded it.
        Some(CareEnd::Died(Some(_))) if facts.unrecorded_death().is_some() => {
            all.retain(|deadline| deadline.status != DeadlineStatus::NotDone);
        }
        Some(CareEnd::Died(Some(_)) | CareEnd::Discharged(_) | CareEnd::NotTaken) | None => {}
    }
    all
}

/// What follows from the facts alone and stands among them when deadlines and ordered visits are counted.
struct Derived {
    made: Vec<Event>,
    disciplines: Vec<Discipline>,
}

impl Derived {
    fn of(facts: &Facts, staff: &Staff, zone: Tz) -> Self {
        let mut made: Vec<Event> = facts.visits.iter().flat_map(|visit| made(visit, staff, zone)).collect();
        // What the source reports counts before somebody records it here: the rest of care is not asked for any more.
        made.extend(facts.day_of_unrecorded_death().map(|date| Event::Death { date }));
        // What entries prove is never stored a second time.
        made.extend(facts.entries.iter().filter(|entry| entry.counts()).flat_map(|entry| entry.content.facts()));
        Self { made, disciplines: disciplines(facts) }
    }
}

fn case<'a>(facts: &'a Facts, derived: &'a Derived, knowledge: Knowledge, zone: Tz, now: NaiveDateTime) -> Case<'a> {
    Case {
        zone,
        covers: &facts.covers,
        born: facts.patient.born,
        disciplines: &derived.disciplines,
        holidays: knowledge.holidays,
        week_starts: knowledge.week_starts,
        scheduled: scheduled(facts, zone),
        visits_from: Some(super::caseload::visits_known(now.date()).from),
        events: facts.events.iter().map(|entry| &entry.value).chain(&derived.made).collect(),
    }
}

/// The ordered disciplines; none when one of the orders cannot be read, for then they are not known.
fn disciplines(facts: &Facts) -> Vec<Discipline> {
    let orders = facts.episode.iter().flat_map(|episode| &episode.frequencies);
    let discipline = |order: &String| order.parse::<FrequencyOrder>().ok()?.discipline().cloned();
    orders.map(discipline).collect::<Option<_>>().unwrap_or_default()
}

/// The days of visits made and still to come.
fn scheduled(facts: &Facts, zone: Tz) -> Vec<NaiveDate> {
    let stands = |visit: &&StoredVisit| {
        matches!(visit.state.status, VisitStatus::Planned | VisitStatus::Started | VisitStatus::Done)
    };
    // What is no visit to a payer is not the visit before the last either.
    let counts = |visit: &&StoredVisit| visit.kind.is_counted();
    facts.visits.iter().filter(stands).filter(counts).map(|visit| super::when::civil(visit.starts, zone)).collect()
}

/// What a visit that was made or missed says to a deadline: the visit, or the miss and that the practitioner was told.
fn made(visit: &StoredVisit, staff: &Staff, zone: Tz) -> Vec<Event> {
    let at = visit.state.started.unwrap_or(visit.starts).with_timezone(&zone).naive_local();
    let (date, discipline) = (at.date(), visit.discipline.clone());
    match visit.state.status {
        VisitStatus::Done => {
            let role = visit.clinician.and_then(|clinician| staff.get(&clinician)).map(|user| user.credential.clone());
            vec![Event::Visit {
                date,
                at: Some(super::when::Moment::At(at)),
                discipline,
                role: role.unwrap_or_default(),
                kind: visit.kind.clone(),
            }]
        }
        VisitStatus::Missed | VisitStatus::Attempted => {
            // When the practitioner was told is not recorded with the visit: that day, or the clock would call it late.
            let told = visit.state.practitioner_told.then(|| Event::MissedVisitNotified {
                at: super::when::Moment::Day(date),
                discipline: Some(discipline.clone()),
            });
            std::iter::once(Event::VisitMissed { date, discipline }).chain(told).collect()
        }
        VisitStatus::Planned | VisitStatus::Started | VisitStatus::Cancelled | VisitStatus::Other(_) => Vec::new(),
    }
}
