//! The plan as a tree: under each problem its goals, under each goal its interventions; what hangs on nothing comes last.

use std::collections::HashSet;

use super::{Goal, GoalStatus, Intervention, PlanOfCare, TrackedGoal};
use crate::domain::ids::{GoalId, InterventionId, PlanProblemId, Stored};

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
    let steps: Vec<&Stored<Intervention>> = plan.interventions.iter().filter(|step| all || step.active).collect();

    let hung = Hung { plan, shown: &shown };
    let loose = |step: &Stored<Intervention>| !has_goal(&goals, step);

    let mut lines = Vec::new();
    let mut grow = Branches { goals: &goals, steps: &steps, lines: &mut lines };
    for problem in &problems {
        grow.lines.push((0, Node::Problem(problem.id)));
        grow.goals_where(|tracked| tracked.goal.problem_id == Some(problem.id));
        grow.steps_of(1, |step| loose(step) && hung.problem(step) == Some(problem.id));
    }
    let mut names: Vec<&str> = goals.iter().filter_map(|tracked| hung.name_of_goal(tracked)).collect();
    names.extend(steps.iter().filter(|step| loose(step)).filter_map(|step| hung.name(step)));
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    for name in names {
        grow.lines.push((0, Node::Named(name.to_owned())));
        grow.goals_where(|tracked| hung.name_of_goal(tracked) == Some(name));
        grow.steps_of(1, |step| loose(step) && hung.name(step) == Some(name));
    }
    lines
}

/// What hangs on no problem that is open, by the words that stand for one: goals, closed ones too, and interventions.
pub fn named<'a>(
    open: &'a [TrackedGoal],
    plan: &'a PlanOfCare,
    name: &str,
) -> (Vec<&'a Stored<Goal>>, Vec<&'a Stored<Intervention>>) {
    let problems = plan.problems.iter().filter(|problem| problem.status.is_open());
    let shown: HashSet<PlanProblemId> = problems.map(|problem| problem.id).collect();
    let hung = Hung { plan, shown: &shown };
    let opened: Vec<&TrackedGoal> = open.iter().collect();
    let here = |goal: &&TrackedGoal| hung.name_of_goal(goal) == Some(name);
    let goals = open.iter().chain(plan.closed.iter().filter(|goal| goal.goal.problem_id.is_none())).filter(here);
    let steps = plan.interventions.iter().filter(|step| step.active && !has_goal(&opened, step));
    let steps = steps.filter(|step| hung.name(step) == Some(name));
    (goals.map(|tracked| &tracked.goal).collect(), steps.collect())
}

/// What goals and interventions hang on, where only these problems are shown.
struct Hung<'a> {
    plan: &'a PlanOfCare,
    shown: &'a HashSet<PlanProblemId>,
}

impl<'a> Hung<'a> {
    /// The goal an intervention served, where that one is closed.
    fn closed(&self, step: &Intervention) -> Option<&'a TrackedGoal> {
        let goal = step.goal?;
        self.plan.closed.iter().find(|tracked| tracked.goal.id == goal)
    }

    /// The problem of an intervention without an open goal: its own, or that of the goal it served.
    fn problem(&self, step: &Intervention) -> Option<PlanProblemId> {
        let of_goal = || self.closed(step).and_then(|tracked| tracked.goal.problem_id);
        step.problem_id.or_else(of_goal).filter(|problem| self.shown.contains(problem))
    }

    /// The words it hangs on, where it hangs on no problem.
    fn name(&self, step: &Intervention) -> Option<&'a str> {
        let words = self.closed(step).map_or("", |tracked| tracked.goal.problem.as_str());
        self.problem(step).is_none().then_some(words)
    }

    fn name_of_goal(&self, goal: &'a TrackedGoal) -> Option<&'a str> {
        let homeless = goal.goal.problem_id.is_none_or(|problem| !self.shown.contains(&problem));
        homeless.then_some(goal.goal.problem.as_str())
    }
}

fn has_goal(goals: &[&TrackedGoal], step: &Intervention) -> bool {
    step.goal.is_some_and(|goal| goals.iter().any(|tracked| tracked.goal.id == goal))
}

struct Branches<'a> {
    goals: &'a [&'a TrackedGoal],
    steps: &'a [&'a Stored<Intervention>],
    lines: &'a mut Vec<Placed>,
}

impl Branches<'_> {
    fn goals_where(&mut self, mine: impl Fn(&TrackedGoal) -> bool) {
        for tracked in self.goals.iter().filter(|tracked| mine(tracked)) {
            self.lines.push((1, Node::Goal(tracked.goal.id)));
            self.steps_of(2, |step| step.goal == Some(tracked.goal.id));
        }
    }

    fn steps_of(&mut self, depth: usize, mine: impl Fn(&Stored<Intervention>) -> bool) {
        let steps = self.steps.iter().filter(|step| mine(step));
        self.lines.extend(steps.map(|step| (depth, Node::Intervention(step.id))));
    }
}
