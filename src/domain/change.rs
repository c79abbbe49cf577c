//! Everything that can happen to a chart, as values: made by the domain, carried out by the store's one door.

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::ids::{EventId, OperationId, PatientId, UserId, Version, VisitId};
use super::visit::{Visit, VisitState, VisitStatus};
use super::when::Instant;

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
        }
    }

    /// The same change of a row that is at `version` by now; a change that makes a row stays as it is.
    #[must_use]
    pub fn seen_at(mut self, version: Version) -> Self {
        match &mut self {
            Self::Visit(change) => change.seen = version,
            Self::Event(EventChange::Count { seen, .. } | EventChange::Correct { seen, .. }) => *seen = version,
            Self::Place(_) | Self::Event(EventChange::Record { .. }) => {}
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
        }
    }
}

/// An audit word as people read it: "visit marked done", "taken back: visit marked done".
pub fn action_in_words(action: &str) -> String {
    if let Some((how, rest)) = action.split_once(':') {
        let how = if how == "undo" { "taken back" } else { "done again" };
        return format!("{how}: {}", action_in_words(rest));
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
        "import" => "records imported",
        "demo" => "chart generated for the demo",
        other => other,
    }
    .to_owned()
}
