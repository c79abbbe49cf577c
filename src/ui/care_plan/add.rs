//! Adding to a plan by a few letters: a problem with the goals and interventions that often belong to it.

use crate::domain::change::{Bundle, Change, Edit, PlanChange};
use crate::domain::ids::{GoalId, Id, PlanProblemId};
use crate::domain::plan::template::{PlanContent, PlanTemplate, TemplateGoal};
use crate::domain::plan::tree::Node;
use crate::domain::plan::{Goal, Intervention, PlanProblem};
use crate::domain::refusal::Refusal;
use crate::ui::checklist::{Checklist, Item, Purpose};
use crate::ui::overlay::Overlay;
use crate::ui::pick::{Choice, Pick};
use crate::ui::{App, Msg, goal};

/// `a`: what fits the line in hand first, then every template and every problem of the Omaha System.
pub(in crate::ui) fn add(app: &App) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let node = screen.node();
    let choice = |label: &str, does: Msg| Choice::new(label, does);
    let mut own = vec![
        choice("goal in your own words", goal::add(app)?),
        choice("intervention in your own words", super::add_step(app, node.cloned())?),
        choice("problem in your own words", super::add_problem(app, "")?),
    ];
    own.rotate_left(match node {
        Some(Node::Goal(_) | Node::Intervention(_)) => 1,
        Some(Node::Problem(_) | Node::Named(_)) => 0,
        Some(Node::Section(_)) | None => 2,
    });
    let content = (app.knowledge.plans)();
    let templates = content.templates.iter().map(|template| {
        let problem = content.problem(&template.problem).map(|problem| problem.name.as_str()).unwrap_or_default();
        let label = format!("{} ({problem})", template.title);
        Choice::new(label, Msg::Overlay(offered(app, content, template))).found_by(template.search.clone())
    });
    let mut choices: Vec<Choice> = own.into_iter().chain(templates).collect();
    for problem in &content.problems {
        let (label, also) = (format!("problem: {}", problem.name), problem.search.clone());
        choices.push(Choice::new(label, super::add_problem(app, &problem.name)?).found_by(also));
    }
    let title = format!("add to the plan: {}", screen.assessed.who);
    Ok(Msg::Overlay(Overlay::Pick(Pick::new(title, choices))))
}

/// A template is offered: the first goal is marked, and the cursor stands on the first intervention.
fn offered(app: &App, content: &PlanContent, template: &PlanTemplate) -> Overlay {
    let open_goals = app.chart.iter().flat_map(|screen| &screen.chart.facts.goals);
    let open_goals: Vec<&str> = open_goals.map(|tracked| tracked.goal.text.as_str()).collect();
    let goals = template.goals.iter().enumerate().map(|(at, goal)| {
        let more = vec![format!("{}; {}; by {} days from today", goal.measure, aim(app, goal), goal.days)];
        // What the plan aims at already is not proposed a second time.
        let known = open_goals.iter().any(|text| *text == goal.text);
        Item { label: format!("Goal: {}", goal.text), more, on: at == 0 && !known }
    });
    let steps = template.steps.iter().map(|step| {
        let order = if step.order { ", NEEDS AN ORDER" } else { "" };
        let label = format!("{} {}, {}{order}", step.who.label(), step.often, step.category.label());
        Item { label: step.text.clone(), more: vec![label], on: false }
    });
    let name = content.problem(&template.problem).map_or(template.title.clone(), |problem| problem.name.clone());
    let who = app.patient_in_hand().map(|patient| patient.who.clone()).unwrap_or_default();
    let mut intro = vec![format!("Problem: {name} ({})", template.title)];
    let [marks, adds] = app.keys_for(["checklist.mark", "checklist.finish"]);
    intro.push(format!("{marks} marks, {adds} adds. Nothing here was assessed: target, start and ratings are yours."));
    if !template.reviewed {
        intro.push("No clinician of this agency has signed this template.".to_owned());
    }
    Overlay::Checklist(Checklist {
        title: format!("{}: {who}", template.title),
        intro,
        items: goals.chain(steps).collect(),
        chosen: template.goals.len(),
        purpose: Purpose::Add(Box::new(template.clone())),
    })
}

/// `target 5 of 5`, or what somebody writes there: `the target is yours (mmHg): the range the practitioner ordered`.
fn aim(app: &App, goal: &TemplateGoal) -> String {
    let unit = goal.unit.as_deref();
    if let Some(target) = &goal.target {
        return format!("target {target} {}", unit.unwrap_or_default()).trim_end().to_owned();
    }
    let unit = unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
    let hint = goal.hint.clone().unwrap_or_else(|| format!("{} writes it", app.key_for("plan.change")));
    format!("the target is yours{unit}: {hint}")
}

/// Enter: the problem, unless the plan has it already, and under it what is marked.
pub(in crate::ui) fn added(app: &App, template: &PlanTemplate, items: &[Item]) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let (patient, today) = (screen.assessed.id(), app.today());
    let content = (app.knowledge.plans)();
    let name = content.problem(&template.problem).map_or(template.title.as_str(), |problem| problem.name.as_str());
    let known = screen.chart.plan.problems.iter().find(|problem| problem.status.is_open() && problem.name == name);
    let mut parts = Vec::new();
    let problem: PlanProblemId = known.map_or(Id::made_by(0), |problem| problem.id);
    if known.is_none() {
        let value = PlanProblem { position: super::last_problem(app), ..PlanProblem::named(name) };
        parts.push(Change::Plan(PlanChange::problem(Edit::Add { patient, value })));
    }
    let mut first: Option<GoalId> = None;
    for (goal, _) in template.goals.iter().zip(items).filter(|(_, item)| item.on) {
        first.get_or_insert(Id::made_by(parts.len()));
        let value = Goal { problem_id: Some(problem), ..goal.from(today) };
        parts.push(Change::goal(Edit::Add { patient, value }));
    }
    let steps = template.steps.iter().zip(items.iter().skip(template.goals.len()));
    for (step, _) in steps.filter(|(_, item)| item.on) {
        // What is done serves the first goal; without one it hangs on the problem.
        let under = if first.is_some() { None } else { Some(problem) };
        let value = Intervention { goal: first, problem_id: under, ..step.from(today) };
        parts.push(Change::Plan(PlanChange::intervention(Edit::Add { patient, value })));
    }
    if parts.is_empty() {
        return Err(Refusal::new("The plan has this problem already, and nothing is marked."));
    }
    Ok(Msg::WriteBundle(Bundle { says: format!("added to the plan: {}", template.title), parts }))
}
