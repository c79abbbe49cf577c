//! Answering a medication alert: one digit for what was decided, one line for why, and a day where something is promised.

use super::form::places::slot;
use super::form::{Asked, Form, Hitch, Purpose};
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Msg, RowId, meds, panes};
use crate::domain::alert::Alert;
use crate::domain::answer::{Answer, AnswerKind};
use crate::domain::board::Assessed;
use crate::domain::change::{Bundle, Change, Edit};
use crate::domain::event::{Field, Shape, WrongField};
use crate::domain::ids::Entry;
use crate::domain::plan::{Goal, Signal, subject_of};
use crate::domain::refusal::Refusal;
use crate::domain::task::Task;

const REASON: Field = Field { name: "reason", shape: Shape::Text, optional: false };
/// What is promised, and for when.
const PROMISE: Field = Field { name: "what", shape: Shape::Text, optional: false };
const DAY: Field = Field { name: "date", shape: Shape::Day, optional: false };
static WITH_REASON: [Field; 1] = [REASON];
static WITH_PROMISE: [Field; 2] = [PROMISE, DAY];

/// The alert that is being answered, as it was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    title: String,
    subject: String,
    cause: String,
    kind: AnswerKind,
}

impl Pending {
    /// Where a draft of it is kept.
    pub(super) fn place(&self) -> String {
        slot(&["answer", self.kind.word(), &self.subject])
    }
}

/// `r`: the answers an alert can be given. In a chart with several alerts it asks which one first.
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
    if matches!(app.selected(), Some(RowId::Goal(..))) && app.chart.is_none() {
        return Ok(Msg::Section(super::Section::Plan));
    }
    let mut alerts = patient.alerts();
    match (alerts.next(), alerts.next()) {
        (None, _) => Err(Refusal::new("No medication alert of this patient waits for an answer.")),
        (Some(only), None) => Ok(answers(app, patient, only)),
        (Some(_), Some(_)) => {
            let item = |alert: &Alert| Item {
                label: meds::heading(alert),
                means: vec![alert.consequence.to_string()],
                does: answers(app, patient, alert),
                retract: None,
            };
            let items = patient.alerts().map(item).collect();
            let title = format!("which alert: {}", patient.who);
            Ok(Msg::Overlay(Overlay::Menu(Menu::new(title, Vec::new(), items))))
        }
    }
}

pub(super) fn answers(app: &App, patient: &Assessed, alert: &Alert) -> Msg {
    let item = |kind: &AnswerKind| Item {
        label: kind.label().to_owned(),
        means: Vec::new(),
        does: Msg::Overlay(Overlay::Form(form(app, patient, alert, kind))),
        retract: None,
    };
    let items = AnswerKind::OF_ALERTS.iter().map(item).collect();
    let mut intro = vec![meds::heading(alert)];
    intro.extend(alert.why.iter().take(2).cloned());
    intro.extend(meds::before(patient, alert, app));
    intro.push("I marks it as clinically significant instead, which starts its clock.".to_owned());
    Msg::Overlay(Overlay::Menu(Menu::new(format!("answer: {}", patient.who), intro, items)))
}

fn form(app: &App, patient: &Assessed, alert: &Alert, kind: &AnswerKind) -> Form {
    let pending = Pending { title: alert.title(), subject: alert.subject(), cause: alert.cause(), kind: kind.clone() };
    form_for(app, patient, pending, asks(kind))
}

/// What is decided about a goal that asks for a decision.
pub(super) fn about_goal(app: &App, patient: &Assessed, goal: &Entry<Goal>, signal: &Signal, kind: AnswerKind) -> Form {
    let asks = asks(&kind);
    let (subject, cause) = (subject_of(goal.id), signal.cause(goal.id));
    form_for(app, patient, Pending { title: goal.text.clone(), subject, cause, kind }, asks)
}

fn form_for(app: &App, patient: &Assessed, pending: Pending, asks: &str) -> Form {
    let kind = &pending.kind;
    let fields: &'static [Field] = if kind.promises() { &WITH_PROMISE } else { &WITH_REASON };
    let asked = fields.iter().map(|field| Asked::with(field, "")).collect();
    let notes = vec![format!("{}: {}", pending.title, kind.label()), asks.to_owned()];
    let form = Form::new(app, patient, "answer", Purpose::Answer(Box::new(pending)));
    Form { notes, asked, ..form }
}

/// What the line is for.
fn asks(kind: &AnswerKind) -> &'static str {
    match kind {
        AnswerKind::WillMonitor => "What is looked at, and on which day? It becomes a task of yours.",
        AnswerKind::Kept => "Why does it stay, and on which day is it looked at again? It becomes a task of yours.",
        AnswerKind::Called => "Who was called, and when is the next try? It becomes a task of yours.",
        AnswerKind::Held => "Who was told to hold which dose, and by when is a reply due? It becomes a task of yours.",
        AnswerKind::OrderChanged => "What was ordered, by whom, and how was it told?",
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
    let line = if pending.kind.promises() { PROMISE } else { REASON };
    let reason = form.answer(line.name).trim().to_owned();
    if reason.is_empty() {
        return Err(needed(&line, "nothing is closed without a word"));
    }
    let (patient, by) = (form.patient, app.board.user_id);
    let value = Answer {
        subject: pending.subject.clone(),
        cause: pending.cause.clone(),
        kind: pending.kind.clone(),
        reason: reason.clone(),
        by,
        at: app.now,
        counts: true,
    };
    let answer = Change::answer(Edit::Add { patient, value });
    if !pending.kind.promises() {
        return Ok(Msg::Write(answer));
    }
    let day = DAY.read(&form.answer(DAY.name), form.from)?.map(|answer| answer.value);
    let day = day.as_ref().and_then(|value| value.as_str()).and_then(|text| text.parse().ok());
    let due: chrono::NaiveDate = day.ok_or_else(|| needed(&DAY, "a promise needs its day"))?;
    if due < app.today() {
        return Err(needed(&DAY, "is over already"));
    }
    let task = Task { about: Some(pending.subject.clone()), ..Task::open(reason, due, by) };
    let parts = vec![answer, Change::task(Edit::Add { patient, value: task })];
    Ok(Msg::WriteBundle(Bundle { says: format!("{}: {}", pending.title, pending.kind.label()), parts }))
}

/// What is said back before it is written.
pub(super) fn said_back(app: &App, form: &Form, pending: &Pending) -> Vec<String> {
    let until = "it stays quiet until one of its facts changes, then it comes back with this answer";
    let stays = if pending.kind.settles() { until } else { "it stays on the list, marked so, until it is answered" };
    let mut lines = vec![stays.to_owned()];
    if let (true, Ok(Some(day))) = (pending.kind.promises(), DAY.read(&form.answer(DAY.name), form.from)) {
        lines.push(format!("task for {}: {}", app.board.user.name.initialled(), day.said));
    }
    lines
}
