//! What can happen to a plan of care, beside its goals and their checks.

use serde::{Deserialize, Serialize};

use super::{Change, Edit, Editable};
use crate::domain::ids::{PatientId, Version};
use crate::domain::plan::untold::Telling;
use crate::domain::plan::{Delivery, Intervention, PlanProblem, PlanProblemStatus, PlanVersion, Section, VersionKind};

/// A change of a plan of care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum PlanChange {
    /// A problem.
    Problem(Box<Edit<PlanProblem>>),
    /// An intervention.
    Intervention(Box<Edit<Intervention>>),
    /// What became of an intervention.
    Delivery(Box<Edit<Delivery>>),
    /// A narrative section.
    Section(Box<Edit<Section>>),
    /// Everybody concerned was told, or became a task.
    Telling(Box<Edit<Telling>>),
    /// A version is signed, or something is added to one. It is never taken back.
    Sign {
        /// Whose.
        patient: PatientId,
        /// What is signed.
        version: Box<PlanVersion>,
    },
}

impl PlanChange {
    pub(super) fn patient(&self) -> PatientId {
        match self {
            Self::Problem(edit) => edit.patient(),
            Self::Intervention(edit) => edit.patient(),
            Self::Delivery(edit) => edit.patient(),
            Self::Section(edit) => edit.patient(),
            Self::Telling(edit) => edit.patient(),
            Self::Sign { patient, .. } => *patient,
        }
    }

    pub(super) fn see(&mut self, version: Version) {
        match self {
            Self::Problem(edit) => edit.see(version),
            Self::Intervention(edit) => edit.see(version),
            Self::Delivery(edit) => edit.see(version),
            Self::Section(edit) => edit.see(version),
            Self::Telling(edit) => edit.see(version),
            Self::Sign { .. } => {}
        }
    }

    pub(super) fn action(&self) -> &'static str {
        match self {
            Self::Problem(edit) => edit.action(),
            Self::Intervention(edit) => edit.action(),
            Self::Delivery(edit) => edit.action(),
            Self::Section(edit) => edit.action(),
            Self::Telling(edit) => edit.action(),
            Self::Sign { version, .. } => match version.kind {
                VersionKind::Signed | VersionKind::Other(_) => "plan.sign",
                VersionKind::Addendum => "plan.addendum",
                VersionKind::Correction => "plan.correction",
                VersionKind::LateEntry => "plan.late_entry",
                VersionKind::Retraction => "plan.retraction",
            },
        }
    }

    pub(super) fn inverse(&self, made: Option<i64>) -> Option<Self> {
        match self {
            Self::Problem(edit) => edit.inverse(made).map(Self::problem),
            Self::Intervention(edit) => edit.inverse(made).map(Self::intervention),
            Self::Delivery(edit) => edit.inverse(made).map(Self::delivery),
            Self::Section(edit) => edit.inverse(made).map(Self::section),
            Self::Telling(edit) => edit.inverse(made).map(Self::telling),
            Self::Sign { .. } => None,
        }
    }

    /// Whether it signs a plan, corrects a signed one or retracts it: what others always have to know.
    pub fn announces(&self) -> bool {
        match self {
            Self::Sign { version, .. } => match version.kind {
                VersionKind::Signed | VersionKind::Correction | VersionKind::Retraction => true,
                VersionKind::Addendum | VersionKind::LateEntry | VersionKind::Other(_) => false,
            },
            Self::Problem(_) | Self::Intervention(_) | Self::Delivery(_) | Self::Section(_) | Self::Telling(_) => false,
        }
    }

    /// A problem is added, or says something else.
    pub fn problem(edit: Edit<PlanProblem>) -> Self {
        Self::Problem(Box::new(edit))
    }

    /// An intervention is added, or says something else.
    pub fn intervention(edit: Edit<Intervention>) -> Self {
        Self::Intervention(Box::new(edit))
    }

    /// What became of an intervention.
    pub fn delivery(edit: Edit<Delivery>) -> Self {
        Self::Delivery(Box::new(edit))
    }

    /// A section is written.
    pub fn section(edit: Edit<Section>) -> Self {
        Self::Section(Box::new(edit))
    }

    /// Everybody concerned was told, or became a task.
    pub fn telling(edit: Edit<Telling>) -> Self {
        Self::Telling(Box::new(edit))
    }
}

/// An audit word about a plan of care as people read it; `None` for one of something else.
pub(super) fn action_in_words(action: &str) -> Option<&'static str> {
    Some(match action {
        "plan_problem.add" => "problem added to the plan",
        "plan_problem.change" => "problem of the plan changed",
        "plan_problem.resolve" => "problem of the plan resolved",
        "plan_problem.reopen" => "problem of the plan active again",
        "plan_problem.in_error" => "problem of the plan marked entered in error",
        "intervention.add" => "intervention added",
        "intervention.change" => "intervention changed",
        "intervention.order" => "intervention linked to its order",
        "intervention.unlink" => "intervention without an order again",
        "intervention.stop" => "intervention stopped",
        "intervention.resume" => "intervention open again",
        "intervention.in_error" => "intervention marked entered in error",
        "intervention.result" => "result of an intervention recorded",
        "intervention.result_in_error" => "result of an intervention marked entered in error",
        "intervention.result_stands" => "result of an intervention stands again",
        "plan_section.write" => "section of the plan written",
        "plan_section.change" => "section of the plan changed",
        "plan.told" => "telling of the changed plan recorded",
        "plan.told_in_error" => "telling of the changed plan marked entered in error",
        "plan.told_stands" => "telling of the changed plan counts again",
        "plan.sign" => "plan of care signed",
        "plan.addendum" => "addendum to the plan signed",
        "plan.correction" => "correction of the plan signed",
        "plan.late_entry" => "late entry to the plan signed",
        "plan.retraction" => "version of the plan retracted",
        _ => return None,
    })
}

impl Change {
    /// Whether it can never be taken back: a signature.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Plan(PlanChange::Sign { .. }))
    }

    /// The change with the rows it hangs on, where earlier parts of its bundle made them; see [`crate::domain::ids::Id::made_by`].
    #[must_use]
    pub fn settled(mut self, made: &[Option<i64>]) -> Self {
        match &mut self {
            Self::Goal(edit) => {
                let goal = edit.value_mut();
                goal.problem_id = goal.problem_id.map(|id| id.settled(made));
            }
            Self::Plan(PlanChange::Intervention(edit)) => {
                let step = edit.value_mut();
                step.goal = step.goal.map(|id| id.settled(made));
                step.problem_id = step.problem_id.map(|id| id.settled(made));
                step.order = step.order.map(|id| id.settled(made));
            }
            Self::Visit(_)
            | Self::Place(_)
            | Self::Event(_)
            | Self::Medication(_)
            | Self::List(_)
            | Self::Answer(_)
            | Self::Task(_)
            | Self::Pair(_)
            | Self::Entry(_)
            | Self::Note(_)
            | Self::Progress(_)
            | Self::MedicineUse(_)
            | Self::Plan(
                PlanChange::Problem(_)
                | PlanChange::Delivery(_)
                | PlanChange::Section(_)
                | PlanChange::Telling(_)
                | PlanChange::Sign { .. },
            ) => {}
        }
        self
    }
}

impl Editable for PlanProblem {
    const ADDED: &'static str = "plan_problem.add";
    const TEXTS: &'static [&'static str] = &["name", "words", "code", "outcome"];

    fn in_error(self) -> Self {
        Self { status: PlanProblemStatus::EnteredInError, ..self }
    }

    fn amended(from: &Self, to: &Self) -> &'static str {
        match to.status {
            PlanProblemStatus::Resolved if from.status != to.status => "plan_problem.resolve",
            PlanProblemStatus::EnteredInError => "plan_problem.in_error",
            PlanProblemStatus::Active | PlanProblemStatus::Monitoring if !from.status.is_open() => {
                "plan_problem.reopen"
            }
            PlanProblemStatus::Active
            | PlanProblemStatus::Monitoring
            | PlanProblemStatus::Resolved
            | PlanProblemStatus::Other(_) => "plan_problem.change",
        }
    }
}

impl Editable for Intervention {
    const ADDED: &'static str = "intervention.add";
    const TEXTS: &'static [&'static str] = &["text", "frequency", "outcome"];

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn amended(from: &Self, to: &Self) -> &'static str {
        match (from, to) {
            (_, to) if !to.counts => "intervention.in_error",
            (from, to) if from.active && !to.active => "intervention.stop",
            (from, to) if !from.active && to.active => "intervention.resume",
            (from, to) if from.order.is_some() && to.order.is_none() => "intervention.unlink",
            (from, to) if from.order != to.order => "intervention.order",
            _ => "intervention.change",
        }
    }
}

impl Editable for Delivery {
    const ADDED: &'static str = "intervention.result";
    const TEXTS: &'static [&'static str] = &["detail"];

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn amended(_: &Self, to: &Self) -> &'static str {
        if to.counts { "intervention.result_stands" } else { "intervention.result_in_error" }
    }
}

impl Editable for Section {
    const ADDED: &'static str = "plan_section.write";
    const TEXTS: &'static [&'static str] = &["text"];

    /// A section that had never been written says nothing.
    fn in_error(self) -> Self {
        Self { text: String::new(), ..self }
    }

    fn amended(_: &Self, _: &Self) -> &'static str {
        "plan_section.change"
    }
}

impl Editable for Telling {
    const ADDED: &'static str = "plan.told";

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn amended(_: &Self, to: &Self) -> &'static str {
        if to.counts { "plan.told_stands" } else { "plan.told_in_error" }
    }
}
