//! A problem of the plan of care: what goals and interventions hang on.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::edit::{Action, Editable, actions};
use crate::domain::ids::{Keyed, of};
use crate::domain::permission::Act;

codes! {
    /// Whether a problem of the plan is worked on.
    PlanProblemStatus {
        /// It is.
        Active = "active", "active";
        /// It is only watched.
        Monitoring = "monitoring", "monitoring";
        /// It is no problem any more.
        Resolved = "resolved", "resolved";
        /// It was never true of this patient.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

impl PlanProblemStatus {
    /// Whether goals and interventions still hang on it.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Active | Self::Monitoring)
    }
}

/// Ratings of the Omaha System, each 1 to 5, as somebody assessed them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ratings {
    /// What the patient knows: 1 none, 5 superior.
    pub knowledge: Option<u8>,
    /// What the patient does: 1 never appropriate, 5 consistently appropriate.
    pub behavior: Option<u8>,
    /// How the patient is: 1 extreme signs and symptoms, 5 none.
    pub condition: Option<u8>,
}

impl Ratings {
    /// What the patient knows, the worst first. Source of all three: the Omaha System's problem rating scale for outcomes.
    pub const KNOWLEDGE: &[(&str, &str)] =
        &[("1", "none"), ("2", "minimal"), ("3", "basic"), ("4", "adequate"), ("5", "superior")];
    /// What the patient does.
    pub const BEHAVIOR: &[(&str, &str)] =
        &[("1", "never"), ("2", "rarely"), ("3", "inconsistently"), ("4", "usually"), ("5", "consistently")];
    /// How the patient is.
    pub const CONDITION: &[(&str, &str)] =
        &[("1", "extreme"), ("2", "severe"), ("3", "moderate"), ("4", "minimal"), ("5", "none")];
}

/// A problem of the plan of care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanProblem {
    /// Its name: one of the Omaha System's, or the agency's own.
    pub name: String,
    /// The patient's own words for it.
    pub words: Option<String>,
    /// The diagnosis behind it with its system in front: `icd10:I50.9`.
    pub code: Option<String>,
    /// Whether it is worked on.
    pub status: PlanProblemStatus,
    /// How it was rated.
    pub ratings: Ratings,
    /// Its place in the plan.
    pub position: i64,
    /// Why it was resolved or changed, as somebody said it.
    pub outcome: Option<String>,
}

impl Keyed for PlanProblem {
    type Of = of::PlanProblem;
}

impl PlanProblem {
    actions! {
        ADDED = "plan_problem.add", "problem added to the plan";
        CHANGED = "plan_problem.change", "problem of the plan changed";
        RESOLVED = "plan_problem.resolve", "problem of the plan resolved";
        REOPENED = "plan_problem.reopen", "problem of the plan active again";
        IN_ERROR = "plan_problem.in_error", "problem of the plan marked entered in error";
    }
}

impl Editable for PlanProblem {
    const ACT: Act = Act::Plan;
    const TEXTS: &'static [&'static str] = &["name", "words", "code", "outcome"];

    fn in_error(self) -> Self {
        Self { status: PlanProblemStatus::EnteredInError, ..self }
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        let Some(from) = from else { return Self::ADDED };
        match to.status {
            PlanProblemStatus::Resolved if from.status != to.status => Self::RESOLVED,
            PlanProblemStatus::EnteredInError => Self::IN_ERROR,
            PlanProblemStatus::Active | PlanProblemStatus::Monitoring if !from.status.is_open() => Self::REOPENED,
            PlanProblemStatus::Active
            | PlanProblemStatus::Monitoring
            | PlanProblemStatus::Resolved
            | PlanProblemStatus::Other(_) => Self::CHANGED,
        }
    }

    fn stands(&self) -> bool {
        self.status != PlanProblemStatus::EnteredInError
    }
}

impl PlanProblem {
    /// An active problem of which only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            words: None,
            code: None,
            status: PlanProblemStatus::Active,
            ratings: Ratings::default(),
            position: 0,
            outcome: None,
        }
    }
}
