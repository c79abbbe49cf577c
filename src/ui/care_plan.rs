//! Deciding about a plan of care: problems, interventions and their results; goals are in `goal.rs`.

use super::chart::Screen;
use super::chart::plan::{problem_of, results_of, step_of};
use super::form::places::slot;
use super::form::{Asked, Form, Hitch, Purpose};
use super::merging;
use super::overlay::Overlay;
use super::pick::{Choice, Pick};
use super::{App, Effect, Msg, goal};
use crate::domain::change::{Bundle, Change, Edit, EventChange, PlanChange};
use crate::domain::chart::Chart;
use crate::domain::codes::Discipline;
use crate::domain::event::Event;
use crate::domain::field::{Field, Shape, WrongField};
use crate::domain::ids::{Id, InterventionId, PlanProblemId, Stored, Version};
use crate::domain::permission;
use crate::domain::plan::tree::{Node, named};
use crate::domain::plan::{
    Category, Delivery, DeliveryResult, Goal, GoalStatus, Intervention, PlanProblem, PlanProblemStatus, Ratings,
    VersionKind,
};
use crate::domain::refusal::Refusal;
use crate::domain::when::Moment;

mod add;
mod history;
mod order;
mod reopen;
pub(in crate::ui) mod section;
mod sign;
mod telling;

pub(super) use add::{add, added};
use history::version;
pub(super) use history::{compare, versions};
pub(super) use order::shift;
pub use reopen::Closed;
pub use sign::Signing;
pub(super) use sign::{add_to, confirmed, sign};
pub use telling::Revision;
pub(super) use telling::{Awaited, tell, told};

const NAME: Field = Field::needed("problem_name", "problem", Shape::Text);
const WORDS: Field = Field::optional("own_words", "patient's own words", Shape::Text);
const CODE: Field = Field::optional("code", "diagnosis (ICD-10)", Shape::Text);
const KNOWLEDGE: Field = Field::optional("knowledge", "knows, 1-5", Shape::words("rating", Ratings::KNOWLEDGE));
const BEHAVIOR: Field = Field::optional("behavior", "does, 1-5", Shape::words("rating", Ratings::BEHAVIOR));
const CONDITION: Field = Field::optional("condition", "condition, 1-5", Shape::words("rating", Ratings::CONDITION));
const STEP: Field = Field::needed("step", "what is done", Shape::Text);
const WHO: Field = Field::optional("discipline", "discipline", Shape::words("discipline", Discipline::WORDS));
const OFTEN: Field = Field::optional("frequency", "how often", Shape::Text);
const CATEGORY: Field = Field::optional("category", "what it is", Shape::words("category", Category::WORDS));
const NEEDS_ORDER: Field = Field::needed("needs_order", "needs an order", Shape::Bool);
const DETAIL: Field = Field::optional("detail", "how, or why not", Shape::Text);
const DAY: Field = Field::needed("date", "day", Shape::Day);
const REASON: Field = Field::needed("reason", "why", Shape::Text);

static PROBLEM: [Field; 6] = [NAME, WORDS, CODE, KNOWLEDGE, BEHAVIOR, CONDITION];
static NEW_STEP: [Field; 5] = [STEP, WHO, OFTEN, CATEGORY, NEEDS_ORDER];
static CHANGED_STEP: [Field; 6] = [OFTEN, WHO, STEP, CATEGORY, NEEDS_ORDER, REASON];
static RESULT: [Field; 2] = [DETAIL, DAY];
static ENDED: [Field; 1] = [REASON];

/// What is being decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Pending {
    /// A problem is added.
    AddProblem,
    /// A problem that goals name in words becomes one of the plan.
    Adopt(String),
    /// A problem says something else.
    ChangeProblem(Box<Stored<PlanProblem>>),
    /// A problem is resolved.
    Resolve(Box<Stored<PlanProblem>>),
    /// An intervention is added under a line of the tree.
    AddStep(Option<Node>),
    /// An intervention says something else.
    ChangeStep(Box<Stored<Intervention>>),
    /// An intervention is stopped.
    Stop(Box<Stored<Intervention>>),
    /// A line that is closed is worked on again.
    Reopen(Closed),
    /// What became of an intervention.
    Result(InterventionId, DeliveryResult),
    /// Something is added to a version that is signed.
    Sign(VersionKind, u32),
}

impl Pending {
    /// What it amounts to.
    pub(super) fn act(&self) -> permission::Act {
        match self {
            Self::Result(..) => permission::Act::Result,
            Self::Sign(..) => permission::Act::Sign,
            Self::AddProblem
            | Self::Adopt(_)
            | Self::ChangeProblem(_)
            | Self::Resolve(_)
            | Self::AddStep(_)
            | Self::ChangeStep(_)
            | Self::Stop(_)
            | Self::Reopen(_) => permission::Act::Plan,
        }
    }

    /// Where a draft of it is kept. A problem that is added is told by the name that is proposed for it.
    pub(super) fn place(&self, form: &Form) -> String {
        match self {
            Self::AddProblem => slot(&["problem", "add", &form.answer(NAME.name)]),
            Self::Adopt(name) => slot(&["problem", "adopt", name]),
            Self::ChangeProblem(problem) => slot(&["problem", "change", &problem.id.to_string()]),
            Self::Resolve(problem) => slot(&["problem", "resolve", &problem.id.to_string()]),
            Self::AddStep(None) => slot(&["step", "add"]),
            Self::AddStep(Some(Node::Problem(id))) => slot(&["step", "add", "problem", &id.to_string()]),
            Self::AddStep(Some(Node::Named(name))) => slot(&["step", "add", "named", name]),
            Self::AddStep(Some(Node::Goal(id))) => slot(&["step", "add", "goal", &id.to_string()]),
            Self::AddStep(Some(Node::Intervention(id))) => slot(&["step", "add", "beside", &id.to_string()]),
            Self::AddStep(Some(Node::Section(key))) => slot(&["step", "add", "section", key]),
            Self::ChangeStep(step) => slot(&["step", "change", &step.id.to_string()]),
            Self::Stop(step) => slot(&["step", "stop", &step.id.to_string()]),
            Self::Reopen(closed) => closed.place(),
            Self::Result(id, result) => slot(&["step", "result", &id.to_string(), result.word()]),
            Self::Sign(kind, number) => slot(&["plan", kind.word(), &number.to_string()]),
        }
    }

    /// The version of the row it was begun from, where it is about one that may change meanwhile.
    pub(super) fn seen(&self) -> Version {
        match self {
            Self::ChangeProblem(problem) | Self::Resolve(problem) => problem.version,
            Self::ChangeStep(step) | Self::Stop(step) => step.version,
            Self::Reopen(closed) => closed.seen(),
            Self::AddProblem | Self::Adopt(_) | Self::AddStep(_) | Self::Result(..) | Self::Sign(..) => 0,
        }
    }
}

/// What happens on the screen of the plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// What is closed is shown too, or only what is open.
    Extent,
    /// What can be done with a signed version.
    Version(u32),
    /// What can be added to a signed version.
    AddTo(u32),
    /// The result of the intervention in hand is written, and the cursor goes on to the next one.
    Result(Box<Change>),
}

impl App {
    pub(super) fn plan_act(&mut self, act: Act) -> Vec<Effect> {
        let shown = match act {
            Act::Extent => {
                let content = (self.knowledge.plans)();
                if let Some(screen) = &mut self.chart {
                    screen.show_all(content);
                }
                return Vec::new();
            }
            Act::Version(number) => version(self, number),
            Act::AddTo(number) => add_to(self, number),
            Act::Result(change) => {
                if let Some(screen) = &mut self.chart {
                    screen.go_to_next_step();
                }
                Ok(Msg::Write(*change))
            }
        };
        match shown {
            Ok(msg) => self.update(msg),
            Err(refusal) => {
                self.warn(refusal.to_string());
                Vec::new()
            }
        }
    }
}

fn screen(app: &App) -> Result<&Screen, Refusal> {
    app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))
}

fn in_hand(app: &App) -> Result<&Node, Refusal> {
    screen(app)?
        .node()
        .ok_or_else(|| Refusal::new(format!("Nothing is planned yet; {} adds something.", app.key_for("plan.add"))))
}

/// A digit: what became of the intervention in hand, or which way the goal in hand moves.
pub(super) fn digit(app: &App, digit: usize) -> Result<Msg, Refusal> {
    let id = match in_hand(app)? {
        Node::Intervention(id) => id,
        Node::Goal(_) => return goal::digit(app, digit),
        Node::Problem(_) | Node::Named(_) | Node::Section(_) => {
            let [first, last] = app.keys_for(["plan.first", "plan.fourth"]);
            return Err(Refusal::new(format!(
                "{first} to {last} check a goal, or say what became of an intervention."
            )));
        }
    };
    let results = [DeliveryResult::Done, DeliveryResult::Partly, DeliveryResult::NotDone];
    let result = digit.checked_sub(1).and_then(|at| results.get(at)).cloned();
    let result = result.ok_or_else(|| Refusal::new("An intervention is 1 done, 2 partly done or 3 not done."))?;
    result_of(app, *id, result)
}

/// What became of an intervention.
pub(super) fn result_of(app: &App, id: InterventionId, result: DeliveryResult) -> Result<Msg, Refusal> {
    let step = step_of(&screen(app)?.chart, id).ok_or_else(|| gone(app))?;
    screen(app)?.chart.may_become(step, &result)?;
    let last = results_of(&screen(app)?.chart, id).rev().find(|done| done.result == result);
    let detail = last.map(|done| done.detail.clone()).unwrap_or_default();
    let notes = vec![step.text.clone(), format!("today: {}", result.label())];
    let proposals = [("detail", detail), ("date", "today".to_owned())];
    open(app, Pending::Result(id, result), "result of an intervention", &RESULT, notes, &proposals)
}

pub(super) fn add_problem(app: &App, name: &str) -> Result<Msg, Refusal> {
    let proposals = [("problem_name", name.to_owned())];
    open(app, Pending::AddProblem, "add a problem to the plan", &PROBLEM, Vec::new(), &proposals)
}

pub(super) fn add_step(app: &App, under: Option<Node>) -> Result<Msg, Refusal> {
    let notes = match &under {
        Some(node) => vec![format!("under: {}", words_of(app, node))],
        None => Vec::new(),
    };
    let proposals = [("needs_order", "no".to_owned())];
    open(app, Pending::AddStep(under), "add an intervention", &NEW_STEP, notes, &proposals)
}

fn words_of(app: &App, node: &Node) -> String {
    let Some(screen) = &app.chart else { return String::new() };
    match node {
        Node::Problem(_) => problem_of(&screen.chart, node).map(|problem| problem.name.clone()).unwrap_or_default(),
        Node::Named(name) => name.clone(),
        Node::Goal(_) => screen.goal().map(|tracked| tracked.goal.text.clone()).unwrap_or_default(),
        Node::Intervention(id) => step_of(&screen.chart, *id).map(|step| step.text.clone()).unwrap_or_default(),
        Node::Section(key) => key.clone(),
    }
}

/// `e`: what stands on the line in hand says something else.
pub(super) fn change(app: &App) -> Result<Msg, Refusal> {
    let chart = &screen(app)?.chart;
    match in_hand(app)? {
        Node::Goal(_) => goal::change(app),
        Node::Section(key) => section::write(app, key),
        Node::Named(name) => {
            let notes = vec!["The goals below will hang on this problem of the plan.".to_owned()];
            let proposals = [("problem_name", name.clone())];
            open(app, Pending::Adopt(name.clone()), "a problem of the plan", &PROBLEM, notes, &proposals)
        }
        node @ Node::Problem(_) => {
            let problem = problem_of(chart, node).ok_or_else(|| gone(app))?;
            let proposals = problem_proposals(problem);
            let what = Pending::ChangeProblem(Box::new(problem.clone()));
            open(app, what, "change a problem", &PROBLEM, vec![problem.name.clone()], &proposals)
        }
        Node::Intervention(id) => {
            let step = step_of(chart, *id).ok_or_else(|| gone(app))?;
            let proposals = [
                ("step", step.text.clone()),
                ("discipline", step.discipline.as_ref().and_then(known_word).unwrap_or_default()),
                ("frequency", step.frequency.clone().unwrap_or_default()),
                ("category", step.category.as_ref().and_then(known_category).unwrap_or_default()),
                ("needs_order", if step.needs_order { "yes" } else { "no" }.to_owned()),
            ];
            let what = Pending::ChangeStep(Box::new(step.clone()));
            open(app, what, "change an intervention", &CHANGED_STEP, vec![step.text.clone()], &proposals)
        }
    }
}

/// The word of a discipline, unless it is one that a field does not take: then the field is empty, and it stays as it is.
fn known_word(discipline: &Discipline) -> Option<String> {
    Discipline::ALL.contains(discipline).then(|| discipline.word().to_owned())
}

fn known_category(category: &Category) -> Option<String> {
    Category::ALL.contains(category).then(|| category.word().to_owned())
}

fn problem_proposals(problem: &PlanProblem) -> [(&'static str, String); 6] {
    let rated = |rating: Option<u8>| rating.map(|rating| rating.to_string()).unwrap_or_default();
    [
        ("problem_name", problem.name.clone()),
        ("own_words", problem.words.clone().unwrap_or_default()),
        ("code", problem.code.clone().unwrap_or_default()),
        ("knowledge", rated(problem.ratings.knowledge)),
        ("behavior", rated(problem.ratings.behavior)),
        ("condition", rated(problem.ratings.condition)),
    ]
}

/// `D`: a goal is dropped, an intervention stopped, a problem resolved; what is closed already is reopened.
pub(super) fn end(app: &App) -> Result<Msg, Refusal> {
    let chart = &screen(app)?.chart;
    match in_hand(app)? {
        Node::Goal(id) => {
            let goal = &chart.goal(*id).ok_or_else(|| gone(app))?.goal;
            if goal.status != GoalStatus::Open {
                return reopen::ask(app, Closed::Goal(Box::new(goal.clone())));
            }
            goal::end(app, GoalStatus::Dropped)
        }
        Node::Section(_) => Err(Refusal::new(format!(
            "A section stays; {} writes it, and an empty one says nothing.",
            app.key_for("plan.change")
        ))),
        Node::Named(_) => Err(Refusal::new(format!(
            "These goals name a problem in words only; {} makes it one of the plan.",
            app.key_for("plan.change")
        ))),
        node @ Node::Problem(id) => {
            let problem = problem_of(chart, node).ok_or_else(|| gone(app))?;
            if !problem.status.is_open() {
                return reopen::ask(app, Closed::Problem(Box::new(problem.clone())));
            }
            if chart.has_open_lines(*id) {
                return Err(Refusal::new("Goals or interventions of this problem are open: close or stop them first."));
            }
            let what = Pending::Resolve(Box::new(problem.clone()));
            open(app, what, "resolve a problem", &ENDED, vec![problem.name.clone()], &[])
        }
        Node::Intervention(id) => {
            let step = step_of(chart, *id).ok_or_else(|| gone(app))?;
            if !step.active {
                return reopen::ask(app, Closed::Step(Box::new(step.clone())));
            }
            open(
                app,
                Pending::Stop(Box::new(step.clone())),
                "stop an intervention",
                &ENDED,
                vec![step.text.clone()],
                &[],
            )
        }
    }
}

/// `o`: the order an intervention is done by.
pub(super) fn link_order(app: &App) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    let step = screen.step().ok_or_else(|| Refusal::new("An order belongs to an intervention; none is selected."))?;
    let by = |order| {
        let to = Intervention { order, needs_order: true, ..step.value.clone() };
        Change::Plan(PlanChange::intervention(step.amended(to)))
    };
    let linked = |order| by(Some(order));
    let orders = screen.assessed.facts.events.iter().rev().filter(|event| event.is_order());
    let mut choices: Vec<Choice> = orders
        .filter(|event| step.order != Some(event.id))
        .map(|event| Choice::new(event.said(app.local()), Msg::Write(linked(event.id))))
        .collect();
    let order = Event::OrderVerbal { at: Moment::At(app.local()), id: Some(step.text.clone()) };
    let record = Change::Event(EventChange::Record { patient: screen.assessed.id(), event: order });
    let parts = vec![record, linked(Id::made_by(0))];
    let says = "verbal order recorded and linked; it waits for its signature".to_owned();
    choices
        .push(Choice::new("a verbal order received and read back just now", Msg::WriteBundle(Bundle { says, parts })));
    if step.order.is_some() {
        choices.push(Choice::new("no order: unlink, it waits for one again", Msg::Write(by(None))));
    }
    let title = format!("order for: {}", step.text);
    Ok(Msg::Overlay(Overlay::Pick(Pick::new(title, choices))))
}

fn gone(app: &App) -> Refusal {
    app.meanwhile("A colleague has closed this meanwhile.")
}

fn open(
    app: &App,
    what: Pending,
    title: &str,
    fields: &'static [Field],
    notes: Vec<String>,
    proposals: &[(&str, String)],
) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let proposal =
        |field: &Field| proposals.iter().find(|(name, _)| *name == field.name).map(|(_, text)| text.as_str());
    let asked = fields.iter().map(|field| Asked::with(field, proposal(field).unwrap_or_default())).collect();
    let form = Form::new(app, patient, title, Purpose::CarePlan(Box::new(what)));
    Ok(Msg::Overlay(Overlay::Form(Form { notes, asked, ..form })))
}

/// Enter: the decision is written.
pub(super) fn written(app: &App, form: &Form, what: &Pending) -> Result<Msg, Hitch> {
    for asked in &form.asked {
        asked.field.read(&asked.prompt.text(), form.from)?;
    }
    let chart = &screen(app)?.chart;
    let patient = form.patient;
    let today = app.today();
    let write = |change: PlanChange| Msg::Write(Change::Plan(change));
    Ok(match what {
        Pending::AddProblem => {
            let problem = PlanProblem { position: last_problem(app), ..problem(form, None) };
            write(PlanChange::problem(Edit::Add { patient, value: problem }))
        }
        Pending::Adopt(name) => {
            let problem = PlanProblem { position: last_problem(app), ..problem(form, None) };
            adopted(app, chart, form, name, problem)?
        }
        Pending::ChangeProblem(seen) => {
            let now = chart.plan.problems.iter().find(|now| now.id == seen.id).ok_or_else(|| gone(app))?;
            let edit = |edit| Msg::Write(Change::Plan(PlanChange::problem(edit)));
            merging::settle(app, seen, now, &problem(form, Some(seen)), edit)?
        }
        Pending::Resolve(seen) => {
            let now = chart.plan.problems.iter().find(|now| now.id == seen.id).ok_or_else(|| gone(app))?;
            if !now.status.is_open() {
                return Err(app.meanwhile("A colleague has resolved it meanwhile.").into());
            }
            if chart.has_open_lines(now.id) {
                return Err(app.meanwhile("A colleague has added to this problem meanwhile.").into());
            }
            let to =
                PlanProblem { status: PlanProblemStatus::Resolved, outcome: given(form, &REASON), ..now.value.clone() };
            write(PlanChange::problem(now.amended(to)))
        }
        Pending::AddStep(under) => {
            let value = Intervention { started: Some(today), ..step(form, &placed_under(app, under.as_ref()))? };
            write(PlanChange::intervention(Edit::Add { patient, value }))
        }
        Pending::ChangeStep(seen) => {
            let now = step_of(chart, seen.id).ok_or_else(|| gone(app))?;
            let mine = step(form, seen)?;
            if mine == seen.value {
                return Err(Refusal::new("Nothing is different from what stands there.").into());
            }
            let is_new = mine.frequency != seen.frequency;
            let frequency_since = if is_new { Some(today) } else { seen.frequency_since };
            let mine = Intervention { outcome: given(form, &REASON), frequency_since, ..mine };
            let edit = |edit| Msg::Write(Change::Plan(PlanChange::intervention(edit)));
            merging::settle(app, seen, now, &mine, edit)?
        }
        Pending::Stop(seen) => {
            let now = step_of(chart, seen.id).ok_or_else(|| gone(app))?;
            if !now.active {
                return Err(app.meanwhile("A colleague has stopped it meanwhile.").into());
            }
            let (outcome, stopped) = (given(form, &REASON), Some(today));
            let to = Intervention { active: false, stopped, outcome, ..now.value.clone() };
            write(PlanChange::intervention(now.amended(to)))
        }
        Pending::Reopen(closed) => reopen::written(app, form, closed)?,
        Pending::Sign(kind, about) => sign::addition(app, form, kind, *about)?,
        Pending::Result(id, result) => {
            let date = goal::day(form, &DAY)?.unwrap_or(today);
            goal::near(date, today)?;
            let step = step_of(chart, *id).ok_or_else(|| gone(app))?;
            chart.may_become(step, result)?;
            if let Some(stopped) = step.stopped.filter(|stopped| !step.active && date > *stopped) {
                let why = format!("it was stopped on {}", stopped.format("%d %b"));
                return Err(WrongField { field: DAY.name, why }.into());
            }
            let (intervention, detail, result) = (*id, form.answer("detail").trim().to_owned(), result.clone());
            if detail.is_empty() && result != DeliveryResult::Done {
                return Err(WrongField { field: DETAIL.name, why: "say what was left out, and why".to_owned() }.into());
            }
            let value = Delivery { intervention, date, result, detail, counts: true };
            let change = Change::Plan(PlanChange::delivery(Edit::Add { patient, value }));
            Msg::Plan(Act::Result(Box::new(change)))
        }
    })
}

fn given(form: &Form, field: &Field) -> Option<String> {
    Some(form.answer(field.name).trim().to_owned()).filter(|text| !text.is_empty())
}

/// What a field reads as, in the stored word.
fn word(form: &Form, field: &Field) -> Option<String> {
    let answer = field.read(&form.answer(field.name), form.from).ok().flatten()?;
    answer.value.as_str().map(str::to_owned)
}

fn problem(form: &Form, known: Option<&PlanProblem>) -> PlanProblem {
    let rating = |field: &Field| word(form, field).and_then(|rating| rating.parse().ok());
    let known = known.cloned().unwrap_or_else(|| PlanProblem::named(""));
    PlanProblem {
        name: form.answer(NAME.name).trim().to_owned(),
        words: given(form, &WORDS),
        code: given(form, &CODE),
        ratings: Ratings { knowledge: rating(&KNOWLEDGE), behavior: rating(&BEHAVIOR), condition: rating(&CONDITION) },
        ..known
    }
}

fn step(form: &Form, known: &Intervention) -> Result<Intervention, WrongField> {
    let needs_order = NEEDS_ORDER.read(&form.answer(NEEDS_ORDER.name), form.from)?;
    Ok(Intervention {
        text: form.answer(STEP.name).trim().to_owned(),
        discipline: word(form, &WHO)
            .map(|word| Discipline::from_word(&word))
            .or_else(|| known.discipline.clone().filter(|one| known_word(one).is_none())),
        frequency: given(form, &OFTEN),
        category: word(form, &CATEGORY)
            .map(|word| Category::from_word(&word))
            .or_else(|| known.category.clone().filter(|one| known_category(one).is_none())),
        needs_order: needs_order.is_some_and(|answer| answer.value == true),
        ..known.clone()
    })
}

/// An intervention that hangs on the line, after those that hang there already.
fn placed_under(app: &App, under: Option<&Node>) -> Intervention {
    let new = Intervention::doing("");
    let Some(chart) = app.chart.as_ref().map(|screen| &screen.chart) else { return new };
    let mut placed = match under {
        Some(Node::Goal(id)) => match chart.goal(*id).filter(|tracked| tracked.goal.status != GoalStatus::Open) {
            // A goal that is closed meanwhile is served no more; its problem may still be there.
            Some(closed) => Intervention { problem_id: still_open(chart, closed.goal.problem_id), ..new },
            None => Intervention { goal: Some(*id), ..new },
        },
        Some(Node::Problem(id)) => Intervention { problem_id: still_open(chart, Some(*id)), ..new },
        Some(Node::Intervention(id)) => match step_of(chart, *id) {
            Some(beside) => Intervention { goal: beside.goal, problem_id: beside.problem_id, ..new },
            None => new,
        },
        Some(Node::Named(_) | Node::Section(_)) | None => new,
    };
    let beside =
        chart.plan.interventions.iter().filter(|step| (step.goal, step.problem_id) == (placed.goal, placed.problem_id));
    placed.position = beside.map(|step| step.position).max().unwrap_or(0);
    placed
}

/// The problem, where it is still worked on.
pub(super) fn still_open(chart: &Chart, id: Option<PlanProblemId>) -> Option<PlanProblemId> {
    id.filter(|id| chart.plan.problems.iter().any(|problem| problem.id == *id && problem.status.is_open()))
}

fn last_problem(app: &App) -> i64 {
    let problems = app.chart.as_ref().map(|screen| screen.chart.plan.problems.as_slice()).unwrap_or_default();
    problems.iter().map(|problem| problem.position).max().unwrap_or(0)
}

/// The problem, and what hung on its words, or on none, hangs on it from now on.
fn adopted(app: &App, chart: &Chart, form: &Form, name: &str, problem: PlanProblem) -> Result<Msg, Refusal> {
    let patient = form.patient;
    let (goals, steps) = named(&chart.facts.goals, &chart.plan, name);
    if goals.is_empty() && steps.is_empty() {
        return Err(app.meanwhile("A colleague has put these goals under a problem of the plan meanwhile."));
    }
    let says = "problem added to the plan, its goals hang on it".to_owned();
    let mut parts = vec![Change::Plan(PlanChange::problem(Edit::Add { patient, value: problem }))];
    parts.extend(goals.into_iter().map(|goal| {
        let to = Goal { problem_id: Some(Id::made_by(0)), ..goal.value.clone() };
        Change::goal(goal.amended(to))
    }));
    parts.extend(steps.into_iter().map(|step| {
        let to = Intervention { problem_id: Some(Id::made_by(0)), ..step.value.clone() };
        Change::Plan(PlanChange::intervention(step.amended(to)))
    }));
    Ok(Msg::WriteBundle(Bundle { says, parts }))
}
