//! Answering what stands on the lists: one digit for what was decided, who was told, one line for what came of it, and a day
//! where something is promised.

use super::form::places::slot;
use super::form::{Asked, Form, Hitch, Purpose};
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Msg, RowId, entries, meds, panes};
use crate::domain::alert::Alert;
use crate::domain::answer::{Answer, AnswerKind};
use crate::domain::board::Assessed;
use crate::domain::change::{Bundle, Change, Edit, EventChange};
use crate::domain::codes::Discipline;
use crate::domain::event::Event;
use crate::domain::field::{Field, Shape, WrongField};
use crate::domain::ids::Stored;
use crate::domain::plan::{Goal, Signal, subject_of};
use crate::domain::refusal::Refusal;
use crate::domain::task::{Task, TaskKind};
use crate::domain::when::Moment;

const REASON: Field = Field::needed("reason", "why", Shape::Text);
/// What is promised, and for when.
const PROMISE: Field = Field::needed("what", "what is to be done", Shape::Text);
const DAY: Field = Field::needed("date", "day", Shape::Day);
const TOLD: Field = Field::needed("told", "who was told", Shape::Text);
const TOLD_IF_ANY: Field = Field { optional: true, ..TOLD };
const OUTCOME: Field = Field::needed("outcome", "what was decided", Shape::Text);
const OUTCOME_IF_ANY: Field = Field { optional: true, ..OUTCOME };
const RECHECK: Field = Field::needed("recheck", "look again on", Shape::DayAhead);
const RECHECK_IF_ANY: Field = Field { optional: true, ..RECHECK };
static WITH_REASON: [Field; 2] = [REASON, TOLD_IF_ANY];
static WITH_PROMISE: [Field; 3] = [PROMISE, DAY, TOLD_IF_ANY];
/// Somebody was told, and decided.
static DECIDED: [Field; 3] = [TOLD, OUTCOME, RECHECK_IF_ANY];
/// Somebody was told, and it is watched.
static WATCHED: [Field; 3] = [TOLD, OUTCOME, RECHECK];
/// Somebody was called, and has not answered.
static AWAITED: [Field; 3] = [TOLD, OUTCOME_IF_ANY, RECHECK];
/// Nobody needs to be told.
static BY_HERSELF: [Field; 3] = [OUTCOME, RECHECK_IF_ANY, TOLD_IF_ANY];
/// It waits for a day.
static WAITS: [Field; 3] = [OUTCOME, RECHECK, TOLD_IF_ANY];

mod reasons;
pub(super) mod task;

pub(super) use reasons::of_row;

/// What is being answered, as it was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    title: String,
    subject: String,
    cause: String,
    kind: AnswerKind,
    about: About,
}

/// What an answer is about.
#[derive(Debug, Clone, PartialEq)]
enum About {
    /// A medication alert.
    Alert,
    /// A goal.
    Goal,
    /// What else stands on the list: a result, a deadline, a visit.
    Reason,
    /// The practitioner hears of a missed visit of this discipline, which is a fact of its own.
    Missed(Discipline),
}

impl Pending {
    /// Where a draft of it is kept.
    pub(super) fn place(&self) -> String {
        slot(&["answer", self.kind.word(), &self.subject])
    }
}

/// `r`: the answers that the reason in hand can be given: the alert under the cursor, the first reason of the row, and in a
/// chart with several reasons the one that is chosen.
pub(super) fn choices(app: &App) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    if let Some(row @ RowId::Alert(..)) = app.selected().filter(|_| app.chart.is_none()) {
        let alert = panes::alert_of(patient, row);
        return alert.map(|alert| answers(app, patient, alert)).ok_or_else(|| Refusal::new("This alert is gone."));
    }
    let in_hand = app.chart.as_ref().and_then(super::chart::Screen::alert_in_hand);
    if let Some(alert) = in_hand {
        return Ok(answers(app, patient, alert));
    }
    if let Some(RowId::Hazard(_, entry)) = app.selected().filter(|_| app.chart.is_none()) {
        let gone = || Refusal::new("This hazard is gone.");
        return entries::settle(app, patient, *entry).ok_or_else(gone);
    }
    if matches!(app.selected(), Some(RowId::Goal(..))) && app.chart.is_none() {
        return Ok(Msg::Section(super::Section::Plan));
    }
    of_row(app, patient)
}

fn answers(app: &App, patient: &Assessed, alert: &Alert) -> Msg {
    let item = |kind: &AnswerKind| Item {
        label: kind.label().to_owned(),
        means: Vec::new(),
        does: Msg::Overlay(Overlay::Form(form(app, patient, alert, kind))),
        retract: None,
    };
    let items = AnswerKind::OF_ALERTS.iter().map(item).collect();
    let mut intro = vec![meds::heading(app, patient, alert)];
    intro.extend(alert.why.iter().take(2).cloned());
    intro.extend(meds::before(patient, alert, app));
    intro.push("I marks it as clinically significant instead, which starts its clock.".to_owned());
    Msg::Overlay(Overlay::Menu(Menu::new(format!("answer: {}", patient.who), intro, items)))
}

fn form(app: &App, patient: &Assessed, alert: &Alert, kind: &AnswerKind) -> Form {
    let pending = Pending {
        title: alert.title(),
        subject: alert.subject(),
        cause: alert.cause(),
        kind: kind.clone(),
        about: About::Alert,
    };
    form_for(app, patient, pending, asks(kind))
}

/// What is decided about a goal that asks for a decision.
pub(super) fn about_goal(
    app: &App,
    patient: &Assessed,
    goal: &Stored<Goal>,
    signal: &Signal,
    kind: AnswerKind,
) -> Form {
    let asks = asks(&kind);
    let (subject, cause) = (subject_of(goal.id), signal.cause(goal.id));
    form_for(app, patient, Pending { title: goal.text.clone(), subject, cause, kind, about: About::Goal }, asks)
}

fn form_for(app: &App, patient: &Assessed, pending: Pending, asks: &str) -> Form {
    let kind = &pending.kind;
    let fields = fields(&pending);
    let asked = fields.iter().map(|field| Asked::with(field, "")).collect();
    let notes = vec![format!("{}: {}", pending.title, kind.label()), asks.to_owned()];
    let form = Form::new(app, patient, "answer", Purpose::Answer(Box::new(pending)));
    Form { notes, asked, ..form }
}

/// What is asked for.
fn fields(pending: &Pending) -> &'static [Field] {
    match (&pending.about, &pending.kind) {
        (About::Alert | About::Goal, kind) if kind.promises() => &WITH_PROMISE,
        (About::Alert | About::Goal, _) => &WITH_REASON,
        (_, AnswerKind::WillMonitor) => &WATCHED,
        (_, AnswerKind::Called) => &AWAITED,
        (_, AnswerKind::Kept) => &WAITS,
        (_, AnswerKind::NotRelevant | AnswerKind::WrongEntry) => &BY_HERSELF,
        _ => &DECIDED,
    }
}

/// What the line is for.
fn asks(kind: &AnswerKind) -> &'static str {
    match kind {
        AnswerKind::WillMonitor => "What will you monitor, and by when? It is added to your tasks.",
        AnswerKind::Kept => "Why does it stay, and when is it looked at again? It is added to your tasks.",
        AnswerKind::Called => "Who was called, and when is the next try? It is added to your tasks.",
        AnswerKind::Held => "Who was told to hold which dose, and by when is a reply due? It is added to your tasks.",
        AnswerKind::Consulted => "Who is asked, and when is an answer due? It is added to your tasks.",
        AnswerKind::OrderChanged => "What was ordered, by whom, and how was it told?",
        AnswerKind::SentOut | AnswerKind::Told => "Who was told, and what was said?",
        AnswerKind::NotTaking => "Since when, and who says so?",
        AnswerKind::WrongEntry => "What is wrong in the list?",
        AnswerKind::BenefitOverRisk => "Who accepts it, and why?",
        AnswerKind::NotRelevant | AnswerKind::Other(_) => "Why does it not matter for this patient?",
        AnswerKind::Duplicate => "Which alert says the same?",
    }
}

/// What the answers amount to: an answer, and a task where something is promised.
pub(super) fn written(app: &App, form: &Form, pending: &Pending) -> Result<Msg, Hitch> {
    let needed = |field: &Field, why: &str| Hitch::Field(WrongField { field: field.name, why: why.to_owned() });
    let given = |field: &Field| Some(form.answer(field.name).trim().to_owned()).filter(|text| !text.is_empty());
    let finding = matches!(pending.about, About::Alert | About::Goal);
    let (line, day) = match (finding, pending.kind.promises()) {
        (true, true) => (PROMISE, DAY),
        (true, false) => (REASON, DAY),
        (false, _) => (OUTCOME, RECHECK),
    };
    for asked in &form.asked {
        let empty = asked.prompt.text().trim().is_empty();
        if empty && asked.field.name == line.name && !asked.field.optional {
            return Err(needed(&line, "nothing is closed without a word"));
        }
        if empty && asked.field.name == TOLD.name && !asked.field.optional {
            return Err(needed(&TOLD, "is needed: the name, or the office and who answered there"));
        }
    }
    let (told, outcome) = (given(&TOLD), given(&line).unwrap_or_default());
    let (patient, by) = (form.patient, app.board.user_id);
    let value = Answer {
        subject: pending.subject.clone(),
        cause: pending.cause.clone(),
        kind: pending.kind.clone(),
        reason: outcome.clone(),
        by,
        at: app.now,
        counts: true,
        told: told.clone(),
    };
    let mut parts = vec![Change::answer(Edit::Add { patient, value })];
    if let About::Missed(discipline) = &pending.about
        && pending.kind == AnswerKind::Told
    {
        let event = Event::MissedVisitNotified { at: Moment::At(app.local()), discipline: Some(discipline.clone()) };
        parts.push(Change::Event(EventChange::Record { patient, event }));
    }
    let asked = form.asked.iter().find(|asked| asked.field.name == day.name);
    let due = match asked {
        Some(asked) => asked.field.read(&asked.prompt.text(), form.from)?,
        None => None,
    };
    let due = due.as_ref().and_then(|answer| answer.value.as_str()).and_then(|text| text.parse().ok());
    if pending.kind.promises() && due.is_none() {
        return Err(needed(&day, "a promise needs its day"));
    }
    if let Some(due) = due {
        if due < app.today() {
            return Err(needed(&day, "is over already"));
        }
        let text = if finding { outcome } else { promised(pending, told.as_deref(), &outcome) };
        let kind = match pending.about {
            About::Alert => TaskKind::Alert,
            About::Goal => TaskKind::Goal,
            About::Reason | About::Missed(_) => TaskKind::Answer,
        };
        let task = Task { about: Some(pending.subject.clone()), ..Task::open(kind, text, due, by) };
        parts.push(Change::task(Edit::Add { patient, value: task }));
    }
    let says = match (&pending.about, parts.len()) {
        (About::Alert | About::Goal, 1) => "medication alert answered".to_owned(),
        _ => format!("{}: {}", pending.title, pending.kind.label()),
    };
    Ok(Msg::WriteBundle(Bundle { says, parts }))
}

/// The task that a recheck is: what is looked at again, and what was decided.
fn promised(pending: &Pending, told: Option<&str>, outcome: &str) -> String {
    let head = if pending.kind == AnswerKind::Called {
        format!("call again: {}", told.unwrap_or_default())
    } else {
        "recheck".to_owned()
    };
    let outcome = if outcome.is_empty() { String::new() } else { format!(" ({outcome})") };
    format!("{head}: {}{outcome}", pending.title)
}

/// What is said back before it is written.
pub(super) fn said_back(app: &App, form: &Form, pending: &Pending) -> Vec<String> {
    let finding = matches!(pending.about, About::Alert | About::Goal);
    let day = if finding { DAY } else { RECHECK };
    let recheck = DAY.read(&form.answer(day.name), form.from).ok().flatten();
    let stays = match (pending.kind.settles(), finding, &recheck) {
        (false, ..) => "it stays on the list, marked so, until it is answered",
        (true, true, _) => "it stays quiet until one of its facts changes, then it comes back with this answer",
        (true, false, Some(_)) => "the row says so until that day, and comes back if the recheck is not done then",
        (true, false, None) => "it leaves the list; the next one like it comes as a new one",
    };
    let mut lines = vec![stays.to_owned()];
    if !matches!(pending.about, About::Alert | About::Goal) && pending.kind == AnswerKind::Told {
        lines.extend(
            matches!(pending.about, About::Missed(_))
                .then(|| "\"practitioner told of the missed visit\" is recorded with this time".to_owned()),
        );
    }
    if let Some(day) = recheck {
        lines.push(format!("task for {}: {}", app.board.user.name.initialled(), day.said));
    }
    lines
}
