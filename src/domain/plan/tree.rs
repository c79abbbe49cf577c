//! The plan as a tree: under each problem its goals, under each goal its interventions; what hangs on nothing comes last.

use std::collections::HashSet;

use super::{GoalStatus, Intervention, PlanOfCare, TrackedGoal};
use crate::domain::ids::{Entry, GoalId, InterventionId, PlanProblemId};

/// A line of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// A problem of the plan.
    Problem(PlanProblemId),
    /// A problem that goals from elsewhere name in words; empty where they name none.
    Named(String),
    /// A goal.
    Goal(GoalId),
    /// An intervention.
    Intervention(InterventionId),
    /// A text section, or something the plan must contain, by its key.
    Section(String),
}

/// A line with how far it is indented: 0 problem, 1 goal or intervention of a problem, 2 intervention of a goal.
pub type Placed = (usize, Node);

/// Which lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// What is worked on.
    #[default]
    Open,
    /// Resolved problems, closed goals and stopped interventions too.
    All,
}

/// The lines of a plan in their order. Every open goal and every active intervention is in it exactly once.
pub fn tree(open: &[TrackedGoal], plan: &PlanOfCare, extent: Extent) -> Vec<Placed> {
    let all = extent == Extent::All;
    let problems: Vec<_> = plan.problems.iter().filter(|problem| all || problem.status.is_open()).collect();
    let shown: HashSet<PlanProblemId> = problems.iter().map(|problem| problem.id).collect();
    let closed = plan.closed.iter().filter(|_| all);
    let mut goals: Vec<&TrackedGoal> = open.iter().chain(closed).collect();
    goals.sort_by_key(|tracked| (tracked.goal.status != GoalStatus::Open, tracked.goal.position, tracked.goal.id));
    let steps: Vec<&Entry<Intervention>> = plan.interventions.iter().filter(|step| all || step.active).collect();

    let mut lines = Vec::new();
    let mut grow = Branches { goals: &goals, steps: &steps, lines: &mut lines };
    for problem in &problems {
        grow.lines.push((0, Node::Problem(problem.id)));
        grow.goals_where(|tracked| tracked.goal.problem_id == Some(problem.id));
        grow.steps_of(1, |step| step.problem_id == Some(problem.id) && !has_goal(&goals, step));
    }
    let homeless = |tracked: &TrackedGoal| tracked.goal.problem_id.is_none_or(|problem| !shown.contains(&problem));
    let mut named: Vec<&str> = Vec::new();
    for tracked in goals.iter().filter(|tracked| homeless(tracked)) {
        if !named.contains(&tracked.goal.problem.as_str()) {
            named.push(&tracked.goal.problem);
        }
    }
    for name in named {
        grow.lines.push((0, Node::Named(name.to_owned())));
        grow.goals_where(|tracked| homeless(tracked) && tracked.goal.problem == name);
    }
    let loose = |step: &Intervention| {
        !has_goal(&goals, step) && step.problem_id.is_none_or(|problem| !shown.contains(&problem))
    };
    if steps.iter().any(|step| loose(step)) {
        if !grow.lines.iter().any(|(_, node)| *node == Node::Named(String::new())) {
            grow.lines.push((0, Node::Named(String::new())));
        }
        grow.steps_of(1, loose);
    }
    lines
}

fn has_goal(goals: &[&TrackedGoal], step: &Intervention) -> bool {
    step.goal.is_some_and(|goal| goals.iter().any(|tracked| tracked.goal.id == goal))
}

struct Branches<'a> {
    goals: &'a [&'a TrackedGoal],
    steps: &'a [&'a Entry<Intervention>],
    lines: &'a mut Vec<Placed>,
}

impl Branches<'_> {
    fn goals_where(&mut self, mine: impl Fn(&TrackedGoal) -> bool) {
        for tracked in self.goals.iter().filter(|tracked| mine(tracked)) {
            self.lines.push((1, Node::Goal(tracked.goal.id)));
            self.steps_of(2, |step| step.goal == Some(tracked.goal.id));
        }
    }

    fn steps_of(&mut self, depth: usize, mine: impl Fn(&Intervention) -> bool) {
        let steps = self.steps.iter().filter(|step| mine(step));
        self.lines.extend(steps.map(|step| (depth, Node::Intervention(step.id))));
    }
}
