//! The plan of care: problem, measurable goal, intervention, progress.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::codes::{Discipline, codes};
use super::ids::{Entry, GoalId, PlanId};

mod signal;

pub use signal::{Signal, SignalKind, signals};

codes! {
    /// Where a plan of care stands.
    PlanStatus {
        /// Being written.
        Draft = "draft", "draft";
        /// In force.
        Active = "active", "active";
        /// Replaced, finished or revoked.
        Ended = "ended", "ended";
        /// It was never true of this patient.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

codes! {
    /// Where a goal stands.
    GoalStatus {
        /// Being worked on (proposed, accepted, active, on hold).
        Open = "open", "open";
        /// Reached.
        Met = "met", "met";
        /// Given up or cancelled.
        Dropped = "dropped", "dropped";
        /// It was never true of this patient.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

codes! {
    /// Which way a goal moves.
    Direction {
        /// Toward the target.
        Toward = "toward", "toward";
        /// No change.
        NoChange = "no_change", "no change";
        /// Away from the target.
        Away = "away", "away";
        /// Reached at this check.
        Met = "met", "met";
    }
}

/// A plan of care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CarePlan {
    /// Title in words.
    pub title: String,
    /// Where it stands.
    pub status: PlanStatus,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// The plan it belongs to.
    pub plan: Option<PlanId>,
    /// The problem it answers, in words.
    pub problem: String,
    /// The goal in words.
    pub text: String,
    /// What is measured.
    pub measure: Option<String>,
    /// Target value with its comparison: "<140/90", "350".
    pub target: Option<String>,
    /// Unit of the target.
    pub unit: Option<String>,
    /// First day.
    pub started: Option<NaiveDate>,
    /// Reached by.
    pub target_date: Option<NaiveDate>,
    /// Where it stands.
    pub status: GoalStatus,
    /// Why it was closed, dropped or changed, as somebody said it.
    #[serde(default)]
    pub outcome: Option<String>,
}

/// An intervention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intervention {
    /// The plan it belongs to.
    pub plan: Option<PlanId>,
    /// The goal it serves.
    pub goal: Option<GoalId>,
    /// What is done.
    pub text: String,
    /// Who does it.
    pub discipline: Option<Discipline>,
    /// How often, in words.
    pub frequency: Option<String>,
    /// Whether it is still to be done.
    pub active: bool,
}

/// One check of a goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Which goal.
    pub goal: Option<GoalId>,
    /// Day of the check.
    pub date: NaiveDate,
    /// Which way it moved.
    pub direction: Direction,
    /// What was found: "148/86".
    pub evidence: String,
    /// False once it was marked as entered in error.
    #[serde(default = "counts", skip_serializing_if = "Clone::clone")]
    pub counts: bool,
}

/// A check from before checks could be entered in error counts.
fn counts() -> bool {
    true
}

/// A goal with its checks, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrackedGoal {
    /// The goal.
    pub goal: Entry<Goal>,
    /// Its checks, oldest first.
    pub checks: Vec<Progress>,
}
