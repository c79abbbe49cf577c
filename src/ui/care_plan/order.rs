//! The order of a plan: a line changes places with the one before or after it under the same heading.

use crate::domain::change::{Bundle, Change, PlanChange};
use crate::domain::plan::tree::{Node, Placed, tree};
use crate::domain::plan::{Goal, GoalStatus, Intervention, PlanProblem};
use crate::domain::refusal::Refusal;
use crate::ui::chart::Screen;
use crate::ui::chart::plan::{problem_of, step_of};
use crate::ui::{App, Msg};

/// `J` and `K`: the line in hand goes one place down (`1`) or up (`-1`).
pub(in crate::ui) fn shift(app: &App, step: isize) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let node = super::in_hand(app)?;
    let placed = tree(&screen.chart.facts.goals, &screen.chart.plan, screen.extent());
    let mut beside = siblings(screen, &placed, node);
    let here = beside.iter().position(|other| other == node).unwrap_or(0);
    let there = here.checked_add_signed(step).filter(|there| *there < beside.len());
    let end = if step > 0 { "last" } else { "first" };
    let there = there.ok_or_else(|| Refusal::new(format!("It is the {end} one of its kind here.")))?;
    beside.swap(here, there);
    let parts: Vec<Change> =
        beside.iter().zip(0..).filter_map(|(node, place)| placed_at(screen, node, place)).collect();
    if parts.is_empty() {
        return Err(Refusal::new(format!(
            "This line keeps its place; {} makes problems of the plan of those that goals name in words.",
            app.key_for("plan.change")
        )));
    }
    Ok(Msg::WriteBundle(Bundle { says: "order of the plan changed".to_owned(), parts }))
}

/// The lines of the same kind under the same heading, in order. Closed goals stand after those that are open.
fn siblings(screen: &Screen, placed: &[Placed], node: &Node) -> Vec<Node> {
    let Some(at) = placed.iter().position(|(_, other)| other == node) else { return Vec::new() };
    let depth = placed.get(at).map_or(0, |(depth, _)| *depth);
    let is_open = |node: &Node| match node {
        Node::Goal(id) => screen.chart.goal(*id).is_some_and(|tracked| tracked.goal.status == GoalStatus::Open),
        Node::Problem(_) | Node::Named(_) | Node::Intervention(_) | Node::Section(_) => true,
    };
    let same = |(_, other): &&Placed| {
        std::mem::discriminant(other) == std::mem::discriminant(node) && is_open(other) == is_open(node)
    };
    let inside = |(other, _): &&Placed| *other >= depth;
    let before: Vec<&Placed> = placed.iter().take(at).rev().take_while(inside).collect();
    let after = placed.iter().skip(at).take_while(inside);
    let family = before.into_iter().rev().chain(after);
    family.filter(|(other, _)| *other == depth).filter(same).map(|(_, node)| node.clone()).collect()
}

/// The change that puts a line at a place, where it is not there already.
fn placed_at(screen: &Screen, node: &Node, position: i64) -> Option<Change> {
    match node {
        Node::Problem(_) => {
            let problem = problem_of(&screen.chart, node).filter(|problem| problem.position != position)?;
            let to = PlanProblem { position, ..problem.value.clone() };
            Some(Change::Plan(PlanChange::problem(problem.amended(to))))
        }
        Node::Named(_) | Node::Section(_) => None,
        Node::Goal(id) => {
            let goal = screen.chart.goal(*id).map(|tracked| &tracked.goal)?;
            let to = Goal { position, ..goal.value.clone() };
            (goal.position != position).then(|| Change::goal(goal.amended(to)))
        }
        Node::Intervention(id) => {
            let step = step_of(&screen.chart, *id).filter(|step| step.position != position)?;
            let to = Intervention { position, ..step.value.clone() };
            Some(Change::Plan(PlanChange::intervention(step.amended(to))))
        }
    }
}
