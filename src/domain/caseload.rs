//! What the store reads for a board: the facts of one user's patients, before anything is computed from them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::allergy::Allergy;
use super::answer::Answer;
use super::entry::Entry;
use super::episode::Episode;
use super::event::{Event, EventChange};
use super::frequency::DateRange;
use super::ids::{Id, PatientId, Stored, UserId};
use super::medication::Medication;
use super::medication::uses::MedicineUse;
use super::observation::Observation;
use super::patient::Patient;
use super::payer::Cover;
use super::plan::TrackedGoal;
use super::problem::Problem;
use super::task::Task;
use super::user::{Reach, User};
use super::visit::StoredVisit;
use super::when::Instant;

mod care_end;

pub use care_end::CareEnd;

/// The agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Agency {
    /// Its name.
    pub name: String,
    /// The zone its patients live in.
    pub zone: Tz,
}

/// How the agency stands on its paper; what is not known is left open there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// Its name.
    pub name: String,
    /// Street and town, a line each.
    pub address: Vec<String>,
    /// The telephone patients call.
    pub phone: Option<String>,
    /// The CMS certification number (field 5 of the form CMS-485).
    pub provider_number: Option<String>,
}

impl Letterhead {
    /// One of which only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// How far back every visit is read: more than a payment period.
pub const VISITS_SINCE: TimeDelta = TimeDelta::days(35);
/// How far ahead visits are read.
pub const VISITS_AHEAD: TimeDelta = TimeDelta::days(15);

/// The days of which every visit is read. Reading begins and ends at the time of day it is done at, so that of the outermost
/// days only a part is known.
pub fn visits_known(today: NaiveDate) -> DateRange {
    let whole = TimeDelta::days(1);
    DateRange {
        from: today.checked_sub_signed(VISITS_SINCE - whole).unwrap_or(NaiveDate::MIN),
        to: today.checked_add_signed(VISITS_AHEAD - whole).unwrap_or(NaiveDate::MAX),
    }
}

/// The facts of one patient that a board or a chart is computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Who.
    pub patient: Stored<Patient>,
    /// Coverages in force, also those that pay second.
    pub covers: Vec<Cover>,
    /// Her newest episode.
    pub episode: Option<Stored<Episode>>,
    /// What happened, oldest first; only facts that count.
    pub events: Vec<Stored<Event>>,
    /// Visits of ours that matter now, earliest first: all from [`VISITS_SINCE`] back to two weeks ahead, and those a clock
    /// may count from (evaluation, reassessment, supervision, start and resumption of care) from half a year back.
    pub visits: Vec<StoredVisit>,
    /// The medication list: active and held lines.
    pub medications: Vec<Stored<Medication>>,
    /// Doses reported, fills and use when needed of these lines, in no order.
    pub uses: Vec<Stored<MedicineUse>>,
    /// Allergies that count, and statements that none is known.
    pub allergies: Vec<Stored<Allergy>>,
    /// Active problems.
    pub problems: Vec<Stored<Problem>>,
    /// The newest measurements of each vital sign, newest first.
    pub vitals: Vec<Stored<Observation>>,
    /// The newest laboratory result of each kind that a medicine may need.
    pub results: Vec<Stored<Observation>>,
    /// Open goals and those met in the last two weeks, with their checks.
    pub goals: Vec<TrackedGoal>,
    /// Answers to alerts.
    pub answers: Vec<Stored<Answer>>,
    /// Tasks that wait to be done, the earliest first.
    pub tasks: Vec<Stored<Task>>,
    /// Entries that wait for somebody, and those that prove facts to the clock; the earliest first.
    pub entries: Vec<Stored<Entry>>,
    /// When this user last opened the chart.
    pub looked: Option<Instant>,
    /// Charts of the same person, as somebody decided: what stands in them is read with this one.
    pub with: Vec<PatientId>,
    /// The chart this one goes on as, as somebody decided.
    pub goes_on_as: Option<PatientId>,
}

impl Facts {
    /// The facts of a patient about whom nothing else is known.
    pub fn of(patient: Stored<Patient>) -> Self {
        Self {
            patient,
            covers: Vec::new(),
            episode: None,
            events: Vec::new(),
            visits: Vec::new(),
            medications: Vec::new(),
            uses: Vec::new(),
            allergies: Vec::new(),
            problems: Vec::new(),
            vitals: Vec::new(),
            results: Vec::new(),
            goals: Vec::new(),
            answers: Vec::new(),
            tasks: Vec::new(),
            entries: Vec::new(),
            looked: None,
            with: Vec::new(),
            goes_on_as: None,
        }
    }

    /// Whose facts.
    pub fn id(&self) -> PatientId {
        self.patient.id
    }

    /// Gives back the room that the lists reserved while they grew.
    pub fn shrink(&mut self) {
        self.events.shrink_to_fit();
        self.visits.shrink_to_fit();
        self.medications.shrink_to_fit();
        self.uses.shrink_to_fit();
        self.allergies.shrink_to_fit();
        self.problems.shrink_to_fit();
        self.vitals.shrink_to_fit();
        self.results.shrink_to_fit();
        self.goals.shrink_to_fit();
        self.answers.shrink_to_fit();
        self.tasks.shrink_to_fit();
        self.entries.shrink_to_fit();
    }

    /// Start of care of the admission that matters on `today`: the newest that has come, else the first planned one; the
    /// episode's own date only where no fact says it.
    pub fn start_of_care(&self, today: NaiveDate) -> Option<NaiveDate> {
        let recorded = self.events.iter().filter_map(|event| {
            let Event::Soc { date } = &event.value else { return None };
            Some(*date)
        });
        let come = recorded.clone().filter(|date| *date <= today).max();
        come.or_else(|| recorded.min()).or_else(|| self.episode.as_ref()?.soc)
    }

    /// Whether the practitioner has been told of a visit that was missed or only attempted: with the visit, or as an event of
    /// that day or later that is about its discipline or names none. `zone` is the patient's.
    pub fn is_told_of(&self, visit: &StoredVisit, zone: Tz) -> bool {
        let day = super::when::civil(visit.state.started.unwrap_or(visit.starts), zone);
        let is_word = |event: &Event| {
            let Event::MissedVisitNotified { at, discipline } = event else { return false };
            at.date() >= day && discipline.as_ref().is_none_or(|named| *named == visit.discipline)
        };
        visit.state.practitioner_told || self.events.iter().any(|event| is_word(event))
    }

    /// The facts as they would be after a change of events.
    #[must_use]
    pub fn after(&self, change: &EventChange) -> Self {
        let mut facts = self.clone();
        match change {
            EventChange::Record { patient, event } => {
                // It gets its number and version when it is written.
                facts.events.push(Stored { id: Id::new(0), version: 0, patient: *patient, value: event.clone() });
            }
            EventChange::Correct { event, to, .. } => {
                if let Some(known) = facts.events.iter_mut().find(|known| known.id == *event) {
                    known.value = to.clone();
                }
            }
            EventChange::Count { event, counts: false, .. } => facts.events.retain(|known| known.id != *event),
            // What does not count is not among the facts.
            EventChange::Count { counts: true, .. } => {}
        }
        facts
    }
}

/// Everybody who works with the program, by id.
pub type Staff = BTreeMap<UserId, User>;

/// The facts of one user's patients.
#[derive(Debug, Clone, PartialEq)]
pub struct Caseload {
    /// The agency.
    pub agency: Agency,
    /// Whose caseload.
    pub user: User,
    /// Her id.
    pub user_id: UserId,
    /// How many patients it is about.
    pub reach: Reach,
    /// Everybody who works with the program.
    pub staff: Arc<Staff>,
    /// Her patients, by name.
    pub patients: Vec<Facts>,
    /// Drafts of hers that are not finished.
    pub drafts: usize,
    /// Pairs of charts that may be one person's and wait for a decision, of the whole agency.
    pub pairs: usize,
}

impl Caseload {
    /// The local day at an instant.
    pub fn day(&self, at: Instant) -> NaiveDate {
        super::when::civil(at, self.agency.zone)
    }
}
