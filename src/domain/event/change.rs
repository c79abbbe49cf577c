//! What can happen to a fact.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::domain::edit::{Action, Part, actions};
use crate::domain::ids::{EventId, PatientId, UserId, Version};
use crate::domain::permission::{Act, OnRecord};

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

impl EventChange {
    actions! {
        RECORDED = "event.record", "event recorded";
        CORRECTED = "event.correct", "event corrected";
        IN_ERROR = "event.in_error", "event marked entered in error";
        REINSTATED = "event.reinstate", "event counts again";
    }
}

impl Part for EventChange {
    type Inverse = Self;

    fn patient(&self) -> PatientId {
        match self {
            Self::Record { patient, .. } | Self::Count { patient, .. } | Self::Correct { patient, .. } => *patient,
        }
    }

    fn see(&mut self, version: Version) {
        match self {
            Self::Record { .. } => {}
            Self::Count { seen, .. } | Self::Correct { seen, .. } => *seen = version,
        }
    }

    fn action(&self) -> Action {
        match self {
            Self::Record { .. } => Self::RECORDED,
            Self::Correct { .. } => Self::CORRECTED,
            Self::Count { counts: false, .. } => Self::IN_ERROR,
            Self::Count { counts: true, .. } => Self::REINSTATED,
        }
    }

    fn asks(&self, _: UserId, row: &OnRecord) -> Act {
        match self {
            Self::Record { event, .. } => Act::of_event(event.kind()),
            Self::Correct { to, .. } => Act::of_event(to.kind()),
            Self::Count { .. } => row.kind.as_deref().map_or(Act::Fact, Act::of_event),
        }
    }

    fn inverse(&self, made: Option<i64>) -> Option<Self> {
        match self {
            Self::Record { patient, .. } => {
                made.map(|row| Self::Count { patient: *patient, event: EventId::new(row), seen: 1, counts: false })
            }
            Self::Count { patient, event, seen, counts } => {
                Some(Self::Count { patient: *patient, event: *event, seen: seen + 1, counts: !counts })
            }
            Self::Correct { patient, event, seen, from, to } => {
                let (from, to) = (to.clone(), from.clone());
                Some(Self::Correct { patient: *patient, event: *event, seen: seen + 1, from, to })
            }
        }
    }
}
