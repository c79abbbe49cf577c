//! A row that people write: it is made, and later says something else. Every kind of row of this sort has the same two
//! changes, the same inverse and the same conflict.

use serde::{Deserialize, Serialize};

use crate::domain::answer::Answer;
use crate::domain::ids::{Id, PatientId, Stored, Version};
use crate::domain::medication::list::{ListStatus, MedicineList};
use crate::domain::medication::uses::MedicineUse;
use crate::domain::medication::{Medication, MedicationStatus};
use crate::domain::note::Note;
use crate::domain::plan::{Goal, GoalStatus, Progress};
use crate::domain::task::{Task, TaskStatus};

/// A row is made, or says something else from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[serde(bound = "T: Serialize + serde::de::DeserializeOwned")]
pub enum Edit<T> {
    /// A new row.
    Add {
        /// Whose.
        patient: PatientId,
        /// What it says.
        value: T,
    },
    /// A row says something else from now on; what it said stays in the history.
    Amend {
        /// Whose.
        patient: PatientId,
        /// Which.
        id: Id<T>,
        /// The version it was seen at; if it is another by now, nothing is written.
        seen: Version,
        /// What it said.
        from: T,
        /// What it says from now on.
        to: T,
    },
}

/// What can be written by an [`Edit`].
pub trait Editable: Clone + Serialize + serde::de::DeserializeOwned {
    /// The audit word of adding one.
    const ADDED: &'static str;
    /// Its fields in somebody's own words: two of them can stand side by side. Dates and codes cannot.
    const TEXTS: &'static [&'static str] = &[];

    /// The same, as if it had never been meant: what is left when adding it is taken back.
    #[must_use]
    fn in_error(self) -> Self;

    /// The audit word of amending one.
    fn amended(from: &Self, to: &Self) -> &'static str;
}

impl<T: Editable> Edit<T> {
    /// Whose chart it changes.
    pub fn patient(&self) -> PatientId {
        match self {
            Self::Add { patient, .. } | Self::Amend { patient, .. } => *patient,
        }
    }

    /// What the row says afterwards.
    pub fn value(&self) -> &T {
        match self {
            Self::Add { value, .. } | Self::Amend { to: value, .. } => value,
        }
    }

    pub(super) fn value_mut(&mut self) -> &mut T {
        match self {
            Self::Add { value, .. } | Self::Amend { to: value, .. } => value,
        }
    }

    pub(super) fn action(&self) -> &'static str {
        match self {
            Self::Add { .. } => T::ADDED,
            Self::Amend { from, to, .. } => T::amended(from, to),
        }
    }

    pub(super) fn see(&mut self, version: Version) {
        match self {
            Self::Add { .. } => {}
            Self::Amend { seen, .. } => *seen = version,
        }
    }

    pub(super) fn inverse(&self, made: Option<i64>) -> Option<Self> {
        match self {
            Self::Add { patient, value } => {
                let (patient, id, from) = (*patient, Id::new(made?), value.clone());
                let to = from.clone().in_error();
                Some(Self::Amend { patient, id, seen: 1, from, to })
            }
            Self::Amend { patient, id, seen, from, to } => {
                Some(Self::Amend { patient: *patient, id: *id, seen: seen + 1, from: to.clone(), to: from.clone() })
            }
        }
    }
}

impl<T: Editable> Stored<T> {
    /// The change after which this row says `to`.
    pub fn amended(&self, to: T) -> Edit<T> {
        Edit::Amend { patient: self.patient, id: self.id, seen: self.version, from: self.value.clone(), to }
    }
}

impl Editable for Medication {
    const ADDED: &'static str = "medication.add";

    fn in_error(self) -> Self {
        Self { status: MedicationStatus::EnteredInError, ..self }
    }

    fn amended(from: &Self, to: &Self) -> &'static str {
        if from.status == to.status {
            return "medication.change";
        }
        match to.status {
            MedicationStatus::Active => "medication.resume",
            MedicationStatus::Held => "medication.hold",
            MedicationStatus::Stopped | MedicationStatus::Completed => "medication.stop",
            MedicationStatus::EnteredInError => "medication.in_error",
            MedicationStatus::Planned
            | MedicationStatus::DoNotGive
            | MedicationStatus::Unknown
            | MedicationStatus::Other(_) => "medication.change",
        }
    }
}

impl Editable for MedicineList {
    const ADDED: &'static str = "medicine_list.receive";

    fn in_error(self) -> Self {
        Self { status: ListStatus::EnteredInError, ..self }
    }

    fn amended(_: &Self, to: &Self) -> &'static str {
        match to.status {
            ListStatus::Reconciled => "medicine_list.reconciled",
            ListStatus::PutAway => "medicine_list.put_away",
            ListStatus::EnteredInError => "medicine_list.in_error",
            ListStatus::Open | ListStatus::Other(_) => "medicine_list.change",
        }
    }
}

impl Editable for Answer {
    const ADDED: &'static str = "alert.answer";

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn amended(_: &Self, to: &Self) -> &'static str {
        if to.counts { "alert.answer_stands" } else { "alert.answer_withdrawn" }
    }
}

impl Editable for Task {
    const ADDED: &'static str = "task.add";

    fn in_error(self) -> Self {
        Self { status: TaskStatus::EnteredInError, ..self }
    }

    fn amended(from: &Self, to: &Self) -> &'static str {
        match to.status {
            TaskStatus::Done => "task.done",
            TaskStatus::Dropped => "task.drop",
            TaskStatus::EnteredInError => "task.in_error",
            TaskStatus::Open if from.status != TaskStatus::Open => "task.reopen",
            TaskStatus::Open | TaskStatus::Other(_) => "task.change",
        }
    }
}

impl Editable for Note {
    const ADDED: &'static str = "note.write";

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn amended(_: &Self, to: &Self) -> &'static str {
        if to.counts { "note.reinstate" } else { "note.in_error" }
    }
}

impl Editable for Goal {
    const ADDED: &'static str = "goal.add";
    const TEXTS: &'static [&'static str] = &["problem", "text", "measure", "target", "unit", "baseline", "outcome"];

    fn in_error(self) -> Self {
        Self { status: GoalStatus::EnteredInError, ..self }
    }

    fn amended(from: &Self, to: &Self) -> &'static str {
        match to.status {
            GoalStatus::Met => "goal.met",
            GoalStatus::Dropped => "goal.drop",
            GoalStatus::EnteredInError => "goal.in_error",
            GoalStatus::Open if from.status != GoalStatus::Open => "goal.reopen",
            GoalStatus::Open | GoalStatus::Other(_) => "goal.change",
        }
    }
}

impl Editable for Progress {
    const ADDED: &'static str = "goal.check";

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn amended(_: &Self, to: &Self) -> &'static str {
        if to.counts { "goal.check_stands" } else { "goal.check_in_error" }
    }
}

impl Editable for MedicineUse {
    const ADDED: &'static str = "medicine_use.record";

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn amended(_: &Self, to: &Self) -> &'static str {
        if to.counts { "medicine_use.stands" } else { "medicine_use.in_error" }
    }
}
