//! What was closed is worked on again: a goal that was met or dropped, an intervention that was stopped, a problem that was
//! resolved.

use super::{ENDED, Pending, REASON, given, gone, open};
use crate::domain::change::{Change, PlanChange};
use crate::domain::chart::Chart;
use crate::domain::ids::{Stored, Version};
use crate::domain::plan::{Goal, GoalStatus, Intervention, PlanProblem, PlanProblemStatus};
use crate::domain::refusal::Refusal;
use crate::ui::chart::plan::step_of;
use crate::ui::form::Form;
use crate::ui::form::places::slot;
use crate::ui::{App, Msg, merging};

/// A line that is closed, as it was seen.
#[derive(Debug, Clone, PartialEq)]
pub enum Closed {
    /// A goal that was met or dropped.
    Goal(Box<Stored<Goal>>),
    /// An intervention that was stopped.
    Step(Box<Stored<Intervention>>),
    /// A problem that was resolved.
    Problem(Box<Stored<PlanProblem>>),
}

impl Closed {
    /// Where a draft of its reopening is kept.
    pub(super) fn place(&self) -> String {
        let (what, id) = match self {
            Self::Goal(goal) => ("goal", goal.id.to_string()),
            Self::Step(step) => ("step", step.id.to_string()),
            Self::Problem(problem) => ("problem", problem.id.to_string()),
        };
        slot(&[what, "reopen", &id])
    }

    /// The version it was seen at.
    pub(super) fn seen(&self) -> Version {
        match self {
            Self::Goal(goal) => goal.version,
            Self::Step(step) => step.version,
            Self::Problem(problem) => problem.version,
        }
    }
}

/// `D` on a closed line: why it is worked on again.
pub(super) fn ask(app: &App, closed: Closed) -> Result<Msg, Refusal> {
    let chart = &super::screen(app)?.chart;
    let (what, text, closed_as, why) = match &closed {
        Closed::Goal(goal) => ("reopen a goal", &goal.text, goal.status.label(), &goal.outcome),
        Closed::Step(step) => ("reopen an intervention", &step.text, "stopped", &step.outcome),
        Closed::Problem(problem) => ("reopen a problem", &problem.name, problem.status.label(), &problem.outcome),
    };
    let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    let mut notes = vec![text.clone(), format!("{closed_as}{why}")];
    notes.extend(above(app, chart, &closed));
    open(app, Pending::Reopen(closed), what, &ENDED, notes, &[])
}

/// What stays closed above the line, or is past.
fn above(app: &App, chart: &Chart, closed: &Closed) -> Option<String> {
    let resolved = |id| {
        let problem = chart.plan.problems.iter().find(|problem| Some(problem.id) == id);
        problem.filter(|problem| !problem.status.is_open()).map(|problem| &problem.name)
    };
    let reopens = app.key_for("plan.end");
    let problem = |name: &String| format!("Its problem stays resolved, until {reopens} reopens that too: {name}");
    match closed {
        Closed::Goal(goal) => {
            let by = goal.target_date.filter(|by| *by < app.today());
            let past = by.map(|by| {
                format!(
                    "Its target date {} is past; {} sets another.",
                    by.format("%d %b %Y"),
                    app.key_for("plan.change")
                )
            });
            resolved(goal.problem_id).map(problem).or(past)
        }
        Closed::Step(step) => {
            let goal = step.goal.and_then(|id| chart.goal(id)).filter(|goal| goal.goal.status != GoalStatus::Open);
            let goal =
                goal.map(|goal| format!("Its goal stays closed, until {reopens} reopens that too: {}", goal.goal.text));
            goal.or_else(|| resolved(step.problem_id).map(problem))
        }
        Closed::Problem(_) => None,
    }
}

/// Enter: it is open again. Where a colleague has reopened it meanwhile, both reasons stand.
pub(super) fn written(app: &App, form: &Form, closed: &Closed) -> Result<Msg, Refusal> {
    let chart = &super::screen(app)?.chart;
    let outcome = given(form, &REASON);
    let plan = |change: PlanChange| Msg::Write(Change::Plan(change));
    match closed {
        Closed::Goal(seen) => {
            let now = chart.goal(seen.id).map(|tracked| &tracked.goal).ok_or_else(|| gone(app))?;
            let mine = Goal { status: GoalStatus::Open, outcome, ..seen.value.clone() };
            merging::settle(app, seen, now, &mine, |edit| Msg::Write(Change::goal(edit)))
        }
        Closed::Step(seen) => {
            let now = step_of(chart, seen.id).ok_or_else(|| gone(app))?;
            let mine = Intervention { active: true, stopped: None, outcome, ..seen.value.clone() };
            merging::settle(app, seen, now, &mine, |edit| plan(PlanChange::intervention(edit)))
        }
        Closed::Problem(seen) => {
            let now = chart.plan.problems.iter().find(|now| now.id == seen.id).ok_or_else(|| gone(app))?;
            let mine = PlanProblem { status: PlanProblemStatus::Active, outcome, ..seen.value.clone() };
            merging::settle(app, seen, now, &mine, |edit| plan(PlanChange::problem(edit)))
        }
    }
}
