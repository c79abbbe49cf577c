//! The plan of care: problem, measurable goal, intervention, progress.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::codes::{Discipline, codes};
use super::edit::{Action, Editable, actions, counted};
use super::ids::{EventId, GoalId, InterventionId, Keyed, PlanId, PlanProblemId, Stored, of};
use super::permission::Act;

pub mod content;
pub mod difference;
pub mod document;
mod problem;
pub mod required;
mod signal;
pub mod telling;
pub mod template;
mod told;
pub mod tree;
pub mod untold;
mod version;

pub use problem::{PlanProblem, PlanProblemStatus, Ratings};
pub use signal::{Signal, SignalKind, signals, subject_of};
pub use told::{Heard, Telling};
pub use version::{Countersigned, PlanVersion, SignedVersion, Signing, VersionKind};

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

impl Keyed for CarePlan {
    type Of = of::CarePlan;
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
    /// The problem of the plan it hangs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem_id: Option<PlanProblemId>,
    /// What was measured at the start: "142/90".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// Whether the patient agreed; nothing where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<bool>,
    /// Its place among the goals of its problem.
    #[serde(default, skip_serializing_if = "is_first")]
    pub position: i64,
}

impl Keyed for Goal {
    type Of = of::Goal;
}

impl Goal {
    actions! {
        ADDED = "goal.add", "goal added";
        CHANGED = "goal.change", "goal changed";
        MET = "goal.met", "goal closed as met";
        DROPPED = "goal.drop", "goal dropped";
        REOPENED = "goal.reopen", "goal open again";
        IN_ERROR = "goal.in_error", "goal marked entered in error";
    }
}

impl Editable for Goal {
    const ACT: Act = Act::Plan;
    const TEXTS: &'static [&'static str] = &["problem", "text", "measure", "target", "unit", "baseline", "outcome"];

    fn in_error(self) -> Self {
        Self { status: GoalStatus::EnteredInError, ..self }
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        let Some(from) = from else { return Self::ADDED };
        match to.status {
            GoalStatus::Met => Self::MET,
            GoalStatus::Dropped => Self::DROPPED,
            GoalStatus::EnteredInError => Self::IN_ERROR,
            GoalStatus::Open if from.status != GoalStatus::Open => Self::REOPENED,
            GoalStatus::Open | GoalStatus::Other(_) => Self::CHANGED,
        }
    }

    fn settle(&mut self, made: &[Option<i64>]) {
        self.problem_id = self.problem_id.map(|id| id.settled(made));
    }
}

impl Goal {
    /// An open goal of which only the words are known.
    pub fn saying(text: impl Into<String>) -> Self {
        Self {
            plan: None,
            problem: String::new(),
            text: text.into(),
            measure: None,
            target: None,
            unit: None,
            started: None,
            target_date: None,
            status: GoalStatus::Open,
            outcome: None,
            problem_id: None,
            baseline: None,
            agreed: None,
            position: 0,
        }
    }

    /// What is aimed at: "<140/90 mmHg".
    pub fn aim(&self) -> String {
        let parts = [self.target.as_deref(), self.unit.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

codes! {
    /// What an intervention is, in the four categories of the Omaha System.
    Category {
        /// Teaching, guidance, counseling.
        Teaching = "teaching", "teaching";
        /// Treatments and procedures.
        Treatment = "treatment", "treatment";
        /// Case management.
        CaseManagement = "case_management", "case management";
        /// Surveillance.
        Surveillance = "surveillance", "observation";
    }
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
    /// The problem of the plan it hangs on, where it serves no goal of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem_id: Option<PlanProblemId>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Whether it may be done by an order only.
    #[serde(default, skip_serializing_if = "is_false")]
    pub needs_order: bool,
    /// The order it is done by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<EventId>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<NaiveDate>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<NaiveDate>,
    /// Its place among the interventions of its goal.
    #[serde(default, skip_serializing_if = "is_first")]
    pub position: i64,
    /// Why it was stopped or changed, as somebody said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The day since when it is done as often as it says, where that was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency_since: Option<NaiveDate>,
    /// False once it was marked as entered in error.
    #[serde(default = "counts", skip_serializing_if = "Clone::clone")]
    pub counts: bool,
}

impl Keyed for Intervention {
    type Of = of::Intervention;
}

impl Intervention {
    actions! {
        ADDED = "intervention.add", "intervention added";
        CHANGED = "intervention.change", "intervention changed";
        ORDERED = "intervention.order", "intervention linked to its order";
        UNLINKED = "intervention.unlink", "intervention without an order again";
        STOPPED = "intervention.stop", "intervention stopped";
        RESUMED = "intervention.resume", "intervention open again";
        IN_ERROR = "intervention.in_error", "intervention marked entered in error";
    }
}

impl Editable for Intervention {
    const ACT: Act = Act::Plan;
    const TEXTS: &'static [&'static str] = &["text", "frequency", "outcome"];

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        match (from, to) {
            (None, _) => Self::ADDED,
            (_, to) if !to.counts => Self::IN_ERROR,
            (Some(from), to) if from.active && !to.active => Self::STOPPED,
            (Some(from), to) if !from.active && to.active => Self::RESUMED,
            (Some(from), to) if from.order.is_some() && to.order.is_none() => Self::UNLINKED,
            (Some(from), to) if from.order != to.order => Self::ORDERED,
            (Some(_), _) => Self::CHANGED,
        }
    }

    fn settle(&mut self, made: &[Option<i64>]) {
        self.goal = self.goal.map(|id| id.settled(made));
        self.problem_id = self.problem_id.map(|id| id.settled(made));
        self.order = self.order.map(|id| id.settled(made));
    }

    fn stands(&self) -> bool {
        self.counts
    }
}

impl Intervention {
    /// An active intervention of which only the words are known.
    pub fn doing(text: impl Into<String>) -> Self {
        Self {
            plan: None,
            goal: None,
            text: text.into(),
            discipline: None,
            frequency: None,
            active: true,
            problem_id: None,
            category: None,
            needs_order: false,
            order: None,
            started: None,
            stopped: None,
            position: 0,
            outcome: None,
            frequency_since: None,
            counts: true,
        }
    }
}

codes! {
    /// What became of an intervention.
    DeliveryResult {
        /// It was done.
        Done = "done", "done";
        /// A part of it was done.
        Partly = "partly", "partly done";
        /// It was not done.
        NotDone = "not_done", "not done";
    }
}

/// What became of an intervention on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Which intervention.
    pub intervention: InterventionId,
    /// The day.
    pub date: NaiveDate,
    /// What became of it.
    pub result: DeliveryResult,
    /// How, what was found, or why not.
    pub detail: String,
    /// False once it was marked as entered in error.
    pub counts: bool,
}

impl Keyed for Delivery {
    type Of = Self;
}

impl Delivery {
    actions! {
        ADDED = "intervention.result", "result of an intervention recorded";
        STANDS = "intervention.result_stands", "result of an intervention stands again";
        IN_ERROR = "intervention.result_in_error", "result of an intervention marked entered in error";
    }
}

impl Editable for Delivery {
    const ACT: Act = Act::Result;
    const TEXTS: &'static [&'static str] = &["detail"];

    fn in_error(self) -> Self {
        Self { counts: false, ..self }
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        match from {
            None => Self::ADDED,
            Some(_) if to.counts => Self::STANDS,
            Some(_) => Self::IN_ERROR,
        }
    }
}

/// A narrative section of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Which: a key of `assets/plans/sections.toml`.
    pub key: String,
    /// What it says.
    pub text: String,
}

impl Keyed for Section {
    type Of = Self;
}

impl Section {
    actions! {
        WRITTEN = "plan_section.write", "section of the plan written";
        CHANGED = "plan_section.change", "section of the plan changed";
    }
}

impl Editable for Section {
    const ACT: Act = Act::Plan;
    const TEXTS: &'static [&'static str] = &["text"];

    /// A section that had never been written says nothing.
    fn in_error(self) -> Self {
        Self { text: String::new(), ..self }
    }

    fn action(from: Option<&Self>, _: &Self) -> Action {
        if from.is_some() { Self::CHANGED } else { Self::WRITTEN }
    }
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

impl Keyed for Progress {
    type Of = Self;
}

impl Progress {
    actions! {
        ADDED = "goal.check", "goal checked";
        STANDS = "goal.check_stands", "check of a goal stands again";
        IN_ERROR = "goal.check_in_error", "check of a goal marked entered in error";
    }
}

counted!(Progress: Act::Progress);

/// A row from before rows could be entered in error counts.
fn counts() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
fn is_first(position: &i64) -> bool {
    *position == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// A goal with its checks, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrackedGoal {
    /// The goal.
    pub goal: Stored<Goal>,
    /// Its checks, oldest first.
    pub checks: Vec<Progress>,
}

/// The plan of care of one patient, as a chart reads it; the open goals are with the chart's facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanOfCare {
    /// Plans of care by title and time, the newest first.
    pub care_plans: Vec<Stored<CarePlan>>,
    /// Problems that count, in order.
    pub problems: Vec<Stored<PlanProblem>>,
    /// Goals that were met or dropped, in order.
    pub closed: Vec<TrackedGoal>,
    /// Interventions that count, in order.
    pub interventions: Vec<Stored<Intervention>>,
    /// What became of interventions in the last period, oldest first.
    pub deliveries: Vec<Stored<Delivery>>,
    /// Narrative sections.
    pub sections: Vec<Stored<Section>>,
    /// Signed versions and what was added to them, oldest first.
    pub versions: Vec<SignedVersion>,
    /// Up to where everybody concerned was told, or became a task: the newest one that counts.
    pub telling: Option<Stored<Telling>>,
}

impl PlanOfCare {
    /// What a section says.
    pub fn section(&self, key: &str) -> Option<&Stored<Section>> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// The newest signed version that was not retracted.
    pub fn signed(&self) -> Option<&SignedVersion> {
        self.all_signed().find(|signed| !self.is_retracted(signed.version.number))
    }

    /// The signed versions, the newest first, those that were retracted too.
    pub fn all_signed(&self) -> impl Iterator<Item = &SignedVersion> {
        self.versions.iter().rev().filter(|signed| signed.version.kind == VersionKind::Signed)
    }

    /// Whether somebody retracted that version.
    pub fn is_retracted(&self, number: u32) -> bool {
        let about = |signed: &SignedVersion| {
            signed.version.kind == VersionKind::Retraction && signed.version.about == Some(number)
        };
        self.versions.iter().any(about)
    }
}
