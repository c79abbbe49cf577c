//! Deciding about goals: a digit and a line for each check, a goal set or changed with its measure, closed or dropped with a
//! reason.

use chrono::NaiveDate;

use super::chart::Screen;
use super::form::{Asked, Form, Hitch, Purpose};
use super::overlay::Overlay;
use super::{App, Msg};
use crate::domain::change::{Bundle, Change, Edit};
use crate::domain::event::{Field, Shape, WrongField};
use crate::domain::ids::{Entry, GoalId};
use crate::domain::plan::{Direction, Goal, GoalStatus, Progress};
use crate::domain::refusal::Refusal;

const PROBLEM: Field = Field { name: "problem", shape: Shape::Text, optional: true };
const TEXT: Field = Field { name: "goal_text", shape: Shape::Text, optional: false };
const MEASURE: Field = Field { name: "measure", shape: Shape::Text, optional: true };
const TARGET: Field = Field { name: "target", shape: Shape::Text, optional: true };
const UNIT: Field = Field { name: "unit", shape: Shape::Text, optional: true };
const BY: Field = Field { name: "target_date", shape: Shape::Day, optional: true };
const EVIDENCE: Field = Field { name: "evidence", shape: Shape::Text, optional: false };
const REASON: Field = Field { name: "reason", shape: Shape::Text, optional: false };
const DAY: Field = Field { name: "date", shape: Shape::Day, optional: false };

/// A check that is older than a certification period is a slip of the pen.
const OLDEST_CHECK: chrono::TimeDelta = chrono::TimeDelta::days(60);

static NEW: [Field; 6] = [TEXT, MEASURE, TARGET, UNIT, BY, PROBLEM];
static CHANGED: [Field; 7] = [TARGET, UNIT, BY, TEXT, MEASURE, PROBLEM, REASON];
static CHECKED: [Field; 2] = [EVIDENCE, DAY];
static ENDED: [Field; 1] = [REASON];

/// What is being decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Pending {
    /// A new goal.
    Add,
    /// A goal says something else.
    Change(Box<Entry<Goal>>),
    /// A goal is checked.
    Check(GoalId, Direction),
    /// A goal is closed as met, or dropped.
    End(Box<Entry<Goal>>, GoalStatus),
}

fn in_hand(app: &App) -> Result<&Entry<Goal>, Refusal> {
    let tracked = app.chart.as_ref().and_then(Screen::goal);
    tracked.map(|tracked| &tracked.goal).ok_or_else(|| Refusal::new("No goal is selected; a adds one."))
}

/// `a`: a new goal.
pub(super) fn add(app: &App) -> Result<Msg, Refusal> {
    let notes = vec!["A goal that can be measured: what, how much, by when.".to_owned()];
    open(app, Pending::Add, "add a goal", &NEW, notes)
}

/// `e`: another target, another day, other words.
pub(super) fn change(app: &App) -> Result<Msg, Refusal> {
    let goal = in_hand(app)?;
    open(app, Pending::Change(Box::new(goal.clone())), "change a goal", &CHANGED, vec![goal.text.clone()])
}

/// A digit: which way it moved; a line says what was found.
pub(super) fn check(app: &App, direction: Direction) -> Result<Msg, Refusal> {
    let goal = in_hand(app)?;
    let notes = vec![goal.text.clone(), format!("this check: {}", direction.label())];
    open(app, Pending::Check(goal.id, direction), "check a goal", &CHECKED, notes)
}

/// `m` and `D`: closed as met, or dropped.
pub(super) fn end(app: &App, status: GoalStatus) -> Result<Msg, Refusal> {
    let goal = in_hand(app)?;
    let what = if status == GoalStatus::Met { "close a goal as met" } else { "drop a goal" };
    open(app, Pending::End(Box::new(goal.clone()), status), what, &ENDED, vec![goal.text.clone()])
}

fn open(app: &App, what: Pending, title: &str, fields: &'static [Field], notes: Vec<String>) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let known = match &what {
        Pending::Change(goal) => Some(&goal.value),
        Pending::Add | Pending::Check(..) | Pending::End(..) => None,
    };
    let proposal = |field: &Field| match (field.name, known) {
        ("date", _) => "today".to_owned(),
        ("goal_text", Some(goal)) => goal.text.clone(),
        ("measure", Some(goal)) => goal.measure.clone().unwrap_or_default(),
        ("target", Some(goal)) => goal.target.clone().unwrap_or_default(),
        ("unit", Some(goal)) => goal.unit.clone().unwrap_or_default(),
        ("problem", Some(goal)) => goal.problem.clone(),
        ("target_date", Some(goal)) => goal.target_date.map(|day| day.to_string()).unwrap_or_default(),
        _ => String::new(),
    };
    let asked = fields.iter().map(|field| Asked::with(field, &proposal(field))).collect();
    let form = Form::new(app, patient, title, Purpose::Goal(Box::new(what)));
    Ok(Msg::Overlay(Overlay::Form(Form { notes, asked, ..form })))
}

fn day(form: &Form, field: &Field) -> Result<Option<NaiveDate>, WrongField> {
    let answer = field.read(&form.answer(field.name), form.from)?;
    Ok(answer.as_ref().and_then(|answer| answer.value.as_str()).and_then(|text| text.parse().ok()))
}

/// The goal as it stands by now, where it still says what was seen.
fn current<'a>(app: &'a App, form: &Form, seen: &Entry<Goal>) -> Result<&'a Entry<Goal>, Refusal> {
    let goals = &app.assessed(form.patient)?.facts.goals;
    let now = goals.iter().map(|tracked| &tracked.goal).find(|goal| goal.id == seen.id);
    let now = now.ok_or_else(|| Refusal::new("A colleague has closed this goal meanwhile. Esc leads back."))?;
    if now.value == seen.value {
        return Ok(now);
    }
    Err(Refusal::new("A colleague changed this goal meanwhile. Esc, and look again."))
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
            problem: said(&PROBLEM),
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
        Pending::Add => Change::goal(Edit::Add { patient, value: goal(None)? }),
        Pending::Change(known) => {
            let known = current(app, form, known)?;
            let to = goal(Some(known))?;
            if (Goal { outcome: None, ..to.clone() }) == (Goal { outcome: None, ..known.value.clone() }) {
                return Err(Refusal::new("Nothing is different from what the goal says.").into());
            }
            Change::goal(known.amended(to))
        }
        Pending::Check(id, direction) => {
            let date = day(form, &DAY)?.unwrap_or(today);
            if !is_open(app, form, *id) {
                return Err(Refusal::new("A colleague has closed this goal meanwhile. Esc leads back.").into());
            }
            if today - date > OLDEST_CHECK {
                return Err(WrongField { field: DAY.name, why: "is too long ago for a check".to_owned() }.into());
            }
            if date > today {
                return Err(WrongField { field: DAY.name, why: "is still to come".to_owned() }.into());
            }
            let (goal, direction, evidence) = (Some(*id), direction.clone(), said(&EVIDENCE));
            Change::progress(Edit::Add { patient, value: Progress { goal, date, direction, evidence, counts: true } })
        }
        Pending::End(known, status) => {
            let known = current(app, form, known)?;
            let to = Goal { status: status.clone(), outcome: given(&REASON), ..known.value.clone() };
            Change::goal(known.amended(to))
        }
    };
    let says = match what {
        Pending::Check(_, direction) => format!("goal checked: {}", direction.label()),
        Pending::Add | Pending::Change(_) | Pending::End(..) => change.says(),
    };
    Ok(Msg::WriteBundle(Bundle { says, parts: vec![change] }))
}
