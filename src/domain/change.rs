//! Everything that can happen to a chart, as values: made by the domain, carried out by the store's one door.

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::entry::{self, Entry};
use super::event::Event;
use super::ids::{EventId, OperationId, PatientId, UserId, Version, VisitId};
use super::medication::Medication;
use super::medication::list::MedicineList;
use super::medication::uses::MedicineUse;
use super::note::Note;
use super::pair::Pair;
use super::plan::{Goal, Progress};
use super::task::Task;
use super::visit::{Visit, VisitState, VisitStatus};
use super::when::Instant;

mod edit;
mod merge;
mod plan;

pub use edit::{Edit, Editable};
pub use merge::{Clash, Side, merge, merge_with};
pub use plan::PlanChange;

/// Who does something, when, from which session, and the name of the write.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// Who.
    pub user: UserId,
    /// When.
    pub at: Instant,
    /// Repeating a write with the same operation id changes nothing.
    pub operation: OperationId,
}

/// One change of a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "area", rename_all = "snake_case")]
pub enum Change {
    /// A visit moves on.
    Visit(VisitChange),
    /// A visit is placed on a day.
    Place(Placement),
    /// A fact is recorded, corrected or taken back.
    Event(EventChange),
    /// A line of the medication list.
    Medication(Box<Edit<Medication>>),
    /// A medication list somebody else keeps.
    List(Box<Edit<MedicineList>>),
    /// An answer to an alert.
    Answer(Box<Edit<Answer>>),
    /// Work for a day.
    Task(Box<Edit<Task>>),
    /// A note.
    Note(Box<Edit<Note>>),
    /// A goal of the plan of care.
    Goal(Box<Edit<Goal>>),
    /// A check of a goal.
    Progress(Box<Edit<Progress>>),
    /// Another part of the plan of care.
    Plan(PlanChange),
    /// A dose report, a fill or use when needed.
    MedicineUse(Box<Edit<MedicineUse>>),
    /// What somebody decided about two charts that may be one person's.
    Pair(Box<Edit<Pair>>),
    /// An entry of a kind.
    Entry(Box<Edit<Entry>>),
}

/// Several changes of one chart that are written at once, or not at all, and taken back at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// What they are together, for the status line: "medicines reconciled".
    pub says: String,
    /// The changes, in the order they are written.
    pub parts: Vec<Change>,
}

/// A visit is placed on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Whose.
    pub patient: PatientId,
    /// What is planned.
    pub visit: Visit,
}

/// A visit moves from one state to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisitChange {
    /// Which visit.
    pub visit: VisitId,
    /// Whose.
    pub patient: PatientId,
    /// The version it was seen at; if it is another by now, nothing is written.
    pub seen: Version,
    /// The state it was seen in.
    pub from: VisitState,
    /// The state it goes to.
    pub to: VisitState,
}

/// A fact is recorded, corrected or taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum EventChange {
    /// A new fact.
    Record {
        /// Whose.
        patient: PatientId,
        /// What happened.
        event: Event,
    },
    /// A recorded fact counts (`true`) or is entered in error (`false`).
    Count {
        /// Whose.
        patient: PatientId,
        /// Which.
        event: EventId,
        /// The version it was seen at.
        seen: Version,
        /// Whether it counts from now on.
        counts: bool,
    },
    /// A recorded fact says something else from now on; it stays of its kind.
    Correct {
        /// Whose.
        patient: PatientId,
        /// Which.
        event: EventId,
        /// The version it was seen at.
        seen: Version,
        /// What it said.
        from: Event,
        /// What it says from now on.
        to: Event,
    },
}

impl Change {
    /// A line of the medication list is written.
    pub fn medication(edit: Edit<Medication>) -> Self {
        Self::Medication(Box::new(edit))
    }

    /// A list somebody else keeps is received, or stands elsewhere.
    pub fn list(edit: Edit<MedicineList>) -> Self {
        Self::List(Box::new(edit))
    }

    /// An alert is answered.
    pub fn answer(edit: Edit<Answer>) -> Self {
        Self::Answer(Box::new(edit))
    }

    /// A task is made, or stands elsewhere.
    pub fn task(edit: Edit<Task>) -> Self {
        Self::Task(Box::new(edit))
    }

    /// A note is written.
    pub fn note(edit: Edit<Note>) -> Self {
        Self::Note(Box::new(edit))
    }

    /// A goal is set, or says something else.
    pub fn goal(edit: Edit<Goal>) -> Self {
        Self::Goal(Box::new(edit))
    }

    /// A goal is checked.
    pub fn progress(edit: Edit<Progress>) -> Self {
        Self::Progress(Box::new(edit))
    }

    /// What becomes of a medicine in the home is taken down.
    pub fn medicine_use(edit: Edit<MedicineUse>) -> Self {
        Self::MedicineUse(Box::new(edit))
    }

    /// An entry is written, or says something else.
    pub fn entry(edit: Edit<Entry>) -> Self {
        Self::Entry(Box::new(edit))
    }

    /// Whose chart it changes.
    pub fn patient(&self) -> PatientId {
        match self {
            Self::Visit(change) => change.patient,
            Self::Place(placement) => placement.patient,
            Self::Event(
                EventChange::Record { patient, .. }
                | EventChange::Count { patient, .. }
                | EventChange::Correct { patient, .. },
            ) => *patient,
            Self::Medication(edit) => edit.patient(),
            Self::List(edit) => edit.patient(),
            Self::Answer(edit) => edit.patient(),
            Self::Task(edit) => edit.patient(),
            Self::Note(edit) => edit.patient(),
            Self::Goal(edit) => edit.patient(),
            Self::Progress(edit) => edit.patient(),
            Self::Plan(change) => change.patient(),
            Self::MedicineUse(edit) => edit.patient(),
            Self::Pair(edit) => edit.patient(),
            Self::Entry(edit) => edit.patient(),
        }
    }

    /// The same change of a row that is at `version` by now; a change that makes a row stays as it is.
    #[must_use]
    pub fn seen_at(mut self, version: Version) -> Self {
        match &mut self {
            Self::Visit(change) => change.seen = version,
            Self::Event(EventChange::Count { seen, .. } | EventChange::Correct { seen, .. }) => *seen = version,
            Self::Place(_) | Self::Event(EventChange::Record { .. }) => {}
            Self::Medication(edit) => edit.see(version),
            Self::List(edit) => edit.see(version),
            Self::Answer(edit) => edit.see(version),
            Self::Task(edit) => edit.see(version),
            Self::Note(edit) => edit.see(version),
            Self::Goal(edit) => edit.see(version),
            Self::Progress(edit) => edit.see(version),
            Self::Plan(change) => change.see(version),
            Self::MedicineUse(edit) => edit.see(version),
            Self::Pair(edit) => edit.see(version),
            Self::Entry(edit) => edit.see(version),
        }
        self
    }

    /// The word it has in the audit: what was done, no clinical text.
    pub fn action(&self) -> &'static str {
        match self {
            Self::Visit(change) => match change.to.status {
                VisitStatus::Planned => "visit.reopen",
                VisitStatus::Started => "visit.start",
                VisitStatus::Done => "visit.done",
                VisitStatus::Missed => "visit.missed",
                VisitStatus::Attempted => "visit.attempted",
                VisitStatus::Cancelled => "visit.cancelled",
                VisitStatus::Other(_) => "visit.change",
            },
            Self::Place(_) => "visit.place",
            Self::Event(EventChange::Record { .. }) => "event.record",
            Self::Event(EventChange::Correct { .. }) => "event.correct",
            Self::Event(EventChange::Count { counts: false, .. }) => "event.in_error",
            Self::Event(EventChange::Count { counts: true, .. }) => "event.reinstate",
            Self::Medication(edit) => edit.action(),
            Self::List(edit) => edit.action(),
            Self::Answer(edit) => edit.action(),
            Self::Task(edit) => edit.action(),
            Self::Note(edit) => edit.action(),
            Self::Goal(edit) => edit.action(),
            Self::Progress(edit) => edit.action(),
            Self::Plan(change) => change.action(),
            Self::MedicineUse(edit) => edit.action(),
            Self::Pair(edit) => edit.action(),
            Self::Entry(edit) => edit.action(),
        }
    }

    /// What was done, for the status line.
    pub fn says(&self) -> String {
        action_in_words(self.action())
    }

    /// The change that takes this one back. `made` is the row an inserting change produced.
    pub fn inverse(&self, made: Option<i64>) -> Option<Self> {
        match self {
            Self::Visit(change) => Some(Self::Visit(VisitChange {
                visit: change.visit,
                patient: change.patient,
                seen: change.seen + 1,
                from: change.to.clone(),
                to: change.from.clone(),
            })),
            Self::Place(Placement { patient, visit }) => made.map(|row| {
                let to = VisitState { status: VisitStatus::Cancelled, ..visit.state.clone() };
                let (visit, from) = (VisitId::new(row), visit.state.clone());
                Self::Visit(VisitChange { visit, patient: *patient, seen: 1, from, to })
            }),
            Self::Event(EventChange::Record { patient, .. }) => made.map(|row| {
                Self::Event(EventChange::Count { patient: *patient, event: EventId::new(row), seen: 1, counts: false })
            }),
            Self::Event(EventChange::Count { patient, event, seen, counts }) => Some(Self::Event(EventChange::Count {
                patient: *patient,
                event: *event,
                seen: seen + 1,
                counts: !counts,
            })),
            Self::Event(EventChange::Correct { patient, event, seen, from, to }) => {
                Some(Self::Event(EventChange::Correct {
                    patient: *patient,
                    event: *event,
                    seen: seen + 1,
                    from: to.clone(),
                    to: from.clone(),
                }))
            }
            Self::Medication(edit) => edit.inverse(made).map(Self::medication),
            Self::List(edit) => edit.inverse(made).map(Self::list),
            Self::Answer(edit) => edit.inverse(made).map(Self::answer),
            Self::Task(edit) => edit.inverse(made).map(Self::task),
            Self::Note(edit) => edit.inverse(made).map(Self::note),
            Self::Goal(edit) => edit.inverse(made).map(Self::goal),
            Self::Progress(edit) => edit.inverse(made).map(Self::progress),
            Self::Plan(change) => change.inverse(made).map(Self::Plan),
            Self::MedicineUse(edit) => edit.inverse(made).map(Self::medicine_use),
            Self::Pair(edit) => edit.inverse(made).map(|edit| Self::Pair(Box::new(edit))),
            Self::Entry(edit) => edit.inverse(made).map(Self::entry),
        }
    }
}

/// An audit word as people read it: "visit marked done", "taken back: visit marked done".
pub fn action_in_words(action: &str) -> String {
    if let Some((how, rest)) = action.split_once(':') {
        let how = if how == "undo" { "undone" } else { "done again" };
        return format!("{how}: {}", action_in_words(rest));
    }
    if let Some(words) = entry::action_in_words(action) {
        return words;
    }
    match action {
        "visit.reopen" => "visit open again",
        "visit.start" => "visit started",
        "visit.done" => "visit marked done",
        "visit.missed" => "visit marked missed",
        "visit.attempted" => "attempted visit recorded",
        "visit.cancelled" => "visit cancelled",
        "visit.place" => "visit placed",
        "event.record" => "event recorded",
        "event.correct" => "event corrected",
        "event.in_error" => "event marked entered in error",
        "event.reinstate" => "event counts again",
        "medication.add" => "medicine added",
        "medication.change" => "medicine changed",
        "medication.hold" => "medicine on hold",
        "medication.resume" => "medicine resumed",
        "medication.stop" => "medicine stopped",
        "medication.in_error" => "medicine marked entered in error",
        "medicine_list.receive" => "medication list received",
        "medicine_list.reconciled" => "medication list reconciled",
        "medicine_list.put_away" => "medication list put away",
        "medicine_list.change" => "medication list changed",
        "medicine_list.in_error" => "medication list marked entered in error",
        "alert.answer" => "answer recorded",
        "alert.answer_withdrawn" => "answer withdrawn",
        "alert.answer_stands" => "answer stands again",
        "task.add" => "task added",
        "task.done" => "task done",
        "task.drop" => "task dropped",
        "task.reopen" => "task open again",
        "task.change" => "task changed",
        "task.in_error" => "task marked entered in error",
        "note.write" => "note written",
        "note.in_error" => "note marked entered in error",
        "note.reinstate" => "note counts again",
        "goal.add" => "goal added",
        "goal.change" => "goal changed",
        "goal.met" => "goal closed as met",
        "goal.drop" => "goal dropped",
        "goal.reopen" => "goal open again",
        "goal.in_error" => "goal marked entered in error",
        "goal.check" => "goal checked",
        "goal.check_in_error" => "check of a goal marked entered in error",
        "goal.check_stands" => "check of a goal stands again",
        "medicine_use.record" => "use of a medicine recorded",
        "medicine_use.in_error" => "record of a medicine's use marked entered in error",
        "medicine_use.stands" => "record of a medicine's use counts again",
        "pair.found" => "charts to decide",
        "pair.same" => "two charts decided as the same person's",
        "pair.different" => "two charts decided as not the same person's",
        "pair.later" => "decision about two charts put off",
        "pair.open" => "two charts to decide again",
        "import" => "records imported",
        "demo" => "chart generated for the demo",
        other => plan::action_in_words(other).unwrap_or(other),
    }
    .to_owned()
}
