//! What can happen to a visit: it is placed on a day, and moves from one state to another.

use serde::{Deserialize, Serialize};

use super::{Visit, VisitState, VisitStatus};
use crate::domain::edit::{Action, Part, actions};
use crate::domain::ids::{PatientId, UserId, Version, VisitId};
use crate::domain::permission::{Act, OnRecord};

/// A visit is placed on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Whose.
    pub patient: PatientId,
    /// What is planned.
    pub visit: Visit,
}

impl Placement {
    actions! {
        PLACED = "visit.place", "visit placed";
    }
}

impl Part for Placement {
    type Inverse = VisitChange;

    fn patient(&self) -> PatientId {
        self.patient
    }

    fn action(&self) -> Action {
        Self::PLACED
    }

    fn asks(&self, _: UserId, _: &OnRecord) -> Act {
        Act::VisitPlace
    }

    fn inverse(&self, made: Option<i64>) -> Option<VisitChange> {
        let to = VisitState { status: VisitStatus::Cancelled, ..self.visit.state.clone() };
        let from = self.visit.state.clone();
        made.map(|row| VisitChange { visit: VisitId::new(row), patient: self.patient, seen: 1, from, to })
    }
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

impl VisitChange {
    actions! {
        REOPENED = "visit.reopen", "visit open again";
        STARTED = "visit.start", "visit started";
        DONE = "visit.done", "visit marked done";
        MISSED = "visit.missed", "visit marked missed";
        ATTEMPTED = "visit.attempted", "attempted visit recorded";
        CANCELLED = "visit.cancelled", "visit cancelled";
        CHANGED = "visit.change", "visit.change";
    }
}

impl Part for VisitChange {
    type Inverse = Self;

    fn patient(&self) -> PatientId {
        self.patient
    }

    fn see(&mut self, version: Version) {
        self.seen = version;
    }

    fn action(&self) -> Action {
        match self.to.status {
            VisitStatus::Planned => Self::REOPENED,
            VisitStatus::Started => Self::STARTED,
            VisitStatus::Done => Self::DONE,
            VisitStatus::Missed => Self::MISSED,
            VisitStatus::Attempted => Self::ATTEMPTED,
            VisitStatus::Cancelled => Self::CANCELLED,
            VisitStatus::Other(_) => Self::CHANGED,
        }
    }

    fn asks(&self, me: UserId, row: &OnRecord) -> Act {
        if row.clinician.is_some_and(|whose| whose != me) { Act::VisitOfOther } else { Act::Visit }
    }

    fn inverse(&self, _: Option<i64>) -> Option<Self> {
        Some(Self { seen: self.seen + 1, from: self.to.clone(), to: self.from.clone(), ..*self })
    }
}
