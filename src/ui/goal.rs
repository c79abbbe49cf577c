//! Deciding about goals: a digit and a line for each check, a goal set or changed with its measure, closed or dropped with a
//! reason.

use chrono::NaiveDate;

use super::answer;
use super::care_plan;
use super::chart::Screen;
use super::chart::plan::problem_of;
use super::form::places::slot;
use super::form::{Asked, Form, Hitch, Purpose};
use super::menu::{Item, Menu};
use super::merging;
use super::overlay::Overlay;
use super::{App, Msg};
use crate::domain::answer::AnswerKind;
use crate::domain::change::{Bundle, Change, Edit};
use crate::domain::field::{Field, Shape, WrongField};
use crate::domain::ids::{GoalId, PlanProblemId, Stored, Version};
use crate::domain::permission::Act;
use crate::domain::plan::tree::Node;
use crate::domain::plan::{Direction, Goal, GoalStatus, Progress, subject_of};
use crate::domain::refusal::Refusal;

const TEXT: Field = Field::needed("goal_text", "goal in words", Shape::Text);
const MEASURE: Field = Field::needed("measure", "what is measured", Shape::Text);
const BASELINE: Field = Field::optional("baseline", "at the start", Shape::Text);
const TARGET: Field = Field::optional("target", "target", Shape::Text);
const UNIT: Field = Field::optional("unit", "unit", Shape::Text);
const BY: Field = Field::needed("target_date", "by", Shape::DayAhead);
const AGREED: Field = Field::optional("agreed", "patient agrees", Shape::Bool);
const EVIDENCE: Field = Field::needed("evidence", "what was found", Shape::Text);
const REASON: Field = Field::needed("reason", "why", Shape::Text);
const DAY: Field = Field::needed("date", "day", Shape::Day);

/// A check that is older than a certification period is a slip of the pen.
const OLDEST_CHECK: chrono::TimeDelta = chrono::TimeDelta::days(60);

static NEW: [Field; 7] = [TEXT, MEASURE, TARGET, UNIT, BY, BASELINE, AGREED];
static CHANGED: [Field; 8] = [TARGET, UNIT, BY, TEXT, MEASURE, BASELINE, AGREED, REASON];
static CHECKED: [Field; 2] = [EVIDENCE, DAY];
static ENDED: [Field; 1] = [REASON];

/// What is being decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Pending {
    /// A new goal under a problem of the plan, or under none, in words.
    Add(Option<PlanProblemId>, String),
    /// A goal says something else.
    Change(Box<Stored<Goal>>),
    /// A goal is checked.
    Check(GoalId, Direction),
    /// A goal is closed as met, or dropped.
    End(Box<Stored<Goal>>, GoalStatus),
}

impl Pending {
    /// What it amounts to.
    pub(super) fn act(&self) -> Act {
        match self {
            Self::Check(..) => Act::Progress,
            Self::Add(..) | Self::Change(_) | Self::End(..) => Act::Plan,
        }
    }

    /// Where a draft of it is kept.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Add(Some(problem), _) => slot(&["goal", "add", "problem", &problem.to_string()]),
            Self::Add(None, name) if name.is_empty() => slot(&["goal", "add"]),
            Self::Add(None, name) => slot(&["goal", "add", "named", name]),
            Self::Change(goal) => slot(&["goal", "change", &goal.id.to_string()]),
            Self::Check(id, direction) => slot(&["goal", "check", &id.to_string(), direction.word()]),
            Self::End(goal, status) => slot(&["goal", "end", &goal.id.to_string(), status.word()]),
        }
    }

    /// The version of the goal it was begun from, where it is about one that may change meanwhile.
    pub(super) fn seen(&self) -> Version {
        match self {
            Self::Add(..) | Self::Check(..) => 0,
            Self::Change(goal) | Self::End(goal, _) => goal.version,
        }
    }
}

fn in_hand(app: &App) -> Result<&Stored<Goal>, Refusal> {
    let tracked = app.chart.as_ref().and_then(Screen::goal);
    tracked
        .map(|tracked| &tracked.goal)
        .ok_or_else(|| Refusal::new(format!("No goal is selected; {} adds one.", app.key_for("plan.add"))))
}

/// The goal in hand, as long as it is open.
fn open_in_hand(app: &App) -> Result<&Stored<Goal>, Refusal> {
    let goal = in_hand(app)?;
    if goal.status == GoalStatus::Open {
        return Ok(goal);
    }
    let [reopens, adds] = app.keys_for(["plan.end", "plan.add"]);
    let status = goal.status.label();
    Err(Refusal::new(format!("This goal is closed ({status}); {reopens} reopens it, {adds} adds another one.")))
}

/// A new goal under the problem in hand, or that of the goal in hand.
pub(super) fn add(app: &App) -> Result<Msg, Refusal> {
    let screen = app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))?;
    let open_one = |id| care_plan::still_open(&screen.chart, id);
    let beside = |goal: &Stored<Goal>| (open_one(goal.problem_id), goal.problem.clone());
    let (problem, named) = match screen.node() {
        Some(Node::Problem(id)) => (open_one(Some(*id)), String::new()),
        Some(Node::Named(name)) => (None, name.clone()),
        Some(Node::Goal(_)) => screen.goal().map(|tracked| beside(&tracked.goal)).unwrap_or_default(),
        Some(Node::Intervention(_)) => {
            let step = screen.step();
            let goal = step.and_then(|step| step.goal).and_then(|id| screen.chart.goal(id));
            let under = open_one(step.and_then(|step| step.problem_id));
            goal.map_or((under, String::new()), |tracked| beside(&tracked.goal))
        }
        Some(Node::Section(_)) | None => (None, String::new()),
    };
    add_under(app, problem, named)
}

/// A new goal under a problem of the plan, or under none, in words.
pub(super) fn add_under(app: &App, problem: Option<PlanProblemId>, named: String) -> Result<Msg, Refusal> {
    let screen = app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))?;
    let name = problem.and_then(|id| problem_of(&screen.chart, &Node::Problem(id))).map(|problem| problem.name.clone());
    let name = name.unwrap_or_else(|| named.clone());
    let mut notes = vec!["A goal that can be measured: what, how much, by when.".to_owned()];
    if !name.is_empty() {
        notes.push(format!("under: {name}"));
    }
    open(app, Pending::Add(problem, named), "add a goal", &NEW, notes)
}

/// `r`: the five ways out for a goal that asks for a decision.
pub(super) fn decide(app: &App) -> Result<Msg, Refusal> {
    let goal = in_hand(app)?;
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let signal = patient.signals.iter().find(|(id, _)| *id == goal.id).map(|(_, signal)| signal);
    let signal = signal.ok_or_else(|| {
        let [first, last] = app.keys_for(["plan.first", "plan.fourth"]);
        Refusal::new(format!("This goal asks for no decision; {first} to {last} check it."))
    })?;
    let about = |kind| Msg::Overlay(Overlay::Form(answer::about_goal(app, patient, goal, signal, kind)));
    let item = |label: &str, means: &str, does: Msg| Item {
        label: label.to_owned(),
        means: vec![means.to_owned()],
        does,
        retract: None,
    };
    let items = vec![
        item("keep", "nothing changes; it is looked at again on a day, with the reason", about(AnswerKind::Kept)),
        item("change the goal", "another target, another day", change(app)?),
        item("change the plan", "another intervention for it", care_plan::add_step(app, Some(Node::Goal(goal.id)))?),
        item("consult", "somebody is asked; it stays on the list until that is answered", about(AnswerKind::Consulted)),
        item("close", "it is met", end(app, GoalStatus::Met)?),
    ];
    let mut intro = vec![format!("{}: {}", goal.text, signal.text)];
    intro.extend(signal.facts.iter().cloned());
    let before = patient.facts.answers.iter().filter(|answer| answer.subject == subject_of(goal.id));
    intro.extend(before.map(|answer| format!("before: {}", answer.words())));
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(format!("decide: {}", patient.who), intro, items))))
}

/// A digit: which way the goal in hand moves.
pub(super) fn digit(app: &App, digit: usize) -> Result<Msg, Refusal> {
    let ways = [Direction::Met, Direction::Toward, Direction::NoChange, Direction::Away];
    let way = digit.checked_sub(1).and_then(|at| ways.get(at)).cloned();
    check(
        app,
        way.ok_or_else(|| Refusal::new("A goal is met, moves toward its target, does not change or moves away."))?,
    )
}

/// `e`: another target, another day, other words.
pub(super) fn change(app: &App) -> Result<Msg, Refusal> {
    let goal = open_in_hand(app)?;
    open(app, Pending::Change(Box::new(goal.clone())), "change a goal", &CHANGED, vec![goal.text.clone()])
}

/// A digit: which way it moved; a line says what was found.
pub(super) fn check(app: &App, direction: Direction) -> Result<Msg, Refusal> {
    let goal = open_in_hand(app)?;
    let notes = vec![goal.text.clone(), format!("this check: {}", direction.label())];
    open(app, Pending::Check(goal.id, direction), "check a goal", &CHECKED, notes)
}

/// `m` and `D`: closed as met, or dropped.
pub(super) fn end(app: &App, status: GoalStatus) -> Result<Msg, Refusal> {
    let goal = open_in_hand(app)?;
    let what = if status == GoalStatus::Met { "close a goal as met" } else { "drop a goal" };
    open(app, Pending::End(Box::new(goal.clone()), status), what, &ENDED, vec![goal.text.clone()])
}

fn open(app: &App, what: Pending, title: &str, fields: &'static [Field], notes: Vec<String>) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let known = match &what {
        Pending::Change(goal) => Some(&goal.value),
        Pending::Add(..) | Pending::Check(..) | Pending::End(..) => None,
    };
    let proposal = |field: &Field| match (field.name, known) {
        ("date", _) => "today".to_owned(),
        ("goal_text", Some(goal)) => goal.text.clone(),
        ("measure", Some(goal)) => goal.measure.clone().unwrap_or_default(),
        ("target", Some(goal)) => goal.target.clone().unwrap_or_default(),
        ("unit", Some(goal)) => goal.unit.clone().unwrap_or_default(),
        ("baseline", Some(goal)) => goal.baseline.clone().unwrap_or_default(),
        ("agreed", Some(goal)) => goal.agreed.map(|yes| if yes { "yes" } else { "no" }.to_owned()).unwrap_or_default(),
        ("target_date", Some(goal)) => goal.target_date.map(|day| day.to_string()).unwrap_or_default(),
        _ => String::new(),
    };
    let asked = fields.iter().map(|field| Asked::with(field, &proposal(field))).collect();
    let form = Form::new(app, patient, title, Purpose::Goal(Box::new(what)));
    Ok(Msg::Overlay(Overlay::Form(Form { notes, asked, ..form })))
}

pub(super) fn day(form: &Form, field: &Field) -> Result<Option<NaiveDate>, WrongField> {
    let answer = field.read(&form.answer(field.name), form.from)?;
    Ok(answer.as_ref().and_then(|answer| answer.value.as_str()).and_then(|text| text.parse().ok()))
}

/// The goal as it stands by now.
fn current<'a>(app: &'a App, form: &Form, seen: &Stored<Goal>) -> Result<&'a Stored<Goal>, Refusal> {
    let goals = &app.assessed(form.patient)?.facts.goals;
    let now = goals.iter().map(|tracked| &tracked.goal).find(|goal| goal.id == seen.id);
    now.ok_or_else(|| app.meanwhile("A colleague has closed this goal meanwhile."))
}

/// A check or result is of today or of the weeks before.
pub(super) fn near(date: NaiveDate, today: NaiveDate) -> Result<(), WrongField> {
    let wrong = |why: &str| Err(WrongField { field: DAY.name, why: why.to_owned() });
    if today - date > OLDEST_CHECK {
        return wrong("is too long ago for a check");
    }
    if date > today { wrong("is still to come") } else { Ok(()) }
}

/// A target date that is new lies ahead, and after the goal's first day.
fn ahead(goal: &Goal, before: Option<NaiveDate>, today: NaiveDate) -> Result<(), WrongField> {
    let Some(by) = goal.target_date.filter(|by| Some(*by) != before) else { return Ok(()) };
    let wrong = |why: String| Err(WrongField { field: BY.name, why });
    if by < today {
        return wrong("is in the past".to_owned());
    }
    match goal.started.filter(|started| by < *started) {
        Some(started) => wrong(format!("is before the goal begins on {started}")),
        None => Ok(()),
    }
}

fn is_open(app: &App, form: &Form, goal: GoalId) -> bool {
    app.assessed(form.patient).is_ok_and(|patient| patient.facts.goals.iter().any(|known| known.goal.id == goal))
}

/// Enter: the decision is written.
pub(super) fn written(app: &App, form: &Form, what: &Pending) -> Result<Msg, Hitch> {
    for asked in &form.asked {
        asked.field.read(&asked.prompt.text(), form.from)?;
    }
    let said = |field: &Field| form.answer(field.name).trim().to_owned();
    let given = |field: &Field| Some(said(field)).filter(|text| !text.is_empty());
    let patient = form.patient;
    let today = app.today();
    let goal = |known: Option<&Goal>| -> Result<Goal, WrongField> {
        let known = known.cloned().unwrap_or_else(|| Goal { started: Some(today), ..Goal::saying("") });
        Ok(Goal {
            baseline: given(&BASELINE),
            agreed: AGREED.read(&form.answer(AGREED.name), form.from)?.map(|answer| answer.value == true),
            text: said(&TEXT),
            measure: given(&MEASURE),
            target: given(&TARGET),
            unit: given(&UNIT),
            target_date: day(form, &BY)?,
            status: GoalStatus::Open,
            outcome: given(&REASON),
            ..known
        })
    };
    let change = match what {
        Pending::Add(problem_id, named) => {
            let screen = app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))?;
            // A problem that a colleague resolved meanwhile takes no goal.
            let problem_id = care_plan::still_open(&screen.chart, *problem_id);
            let value = Goal { problem_id, problem: named.clone(), ..goal(None)? };
            ahead(&value, None, today)?;
            Change::goal(Edit::Add { patient, value })
        }
        Pending::Change(seen) => {
            let now = current(app, form, seen)?;
            let mine = goal(Some(seen))?;
            if (Goal { outcome: None, ..mine.clone() }) == (Goal { outcome: None, ..seen.value.clone() }) {
                return Err(Refusal::new("Nothing is different from what the goal says.").into());
            }
            ahead(&mine, seen.target_date, today)?;
            return Ok(merging::settle(app, seen, now, &mine, |edit| Msg::Write(Change::goal(edit)))?);
        }
        Pending::Check(id, direction) => {
            let date = day(form, &DAY)?.unwrap_or(today);
            if !is_open(app, form, *id) {
                return Err(app.meanwhile("A colleague has closed this goal meanwhile.").into());
            }
            near(date, today)?;
            let (goal, direction, evidence) = (Some(*id), direction.clone(), said(&EVIDENCE));
            Change::progress(Edit::Add { patient, value: Progress { goal, date, direction, evidence, counts: true } })
        }
        Pending::End(seen, status) => {
            let now = current(app, form, seen)?;
            let mine = Goal { status: status.clone(), outcome: given(&REASON), ..seen.value.clone() };
            return Ok(merging::settle(app, seen, now, &mine, |edit| Msg::Write(Change::goal(edit)))?);
        }
    };
    let says = match what {
        Pending::Check(_, direction) => format!("goal checked: {}", direction.label()),
        Pending::Add(..) | Pending::Change(_) | Pending::End(..) => change.says(),
    };
    Ok(Msg::WriteBundle(Bundle { says, parts: vec![change] }))
}
