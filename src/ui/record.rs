//! Recording an event: the kind by a few letters, then its fields with what is usual filled in.

use super::form::{Asked, Form, Purpose};
use super::overlay::Overlay;
use super::pick::{Choice, Pick};
use super::{App, Msg};
use crate::domain::board::{Assessed, behind};
use crate::domain::deadline::Deadline;
use crate::domain::deadline::rule::{Rule, Satisfier};
use crate::domain::deadline::visit::is_permitted;
use crate::domain::event::{Event, Field, Kind, REASONS_FOR_ASSESSMENT, Shape};
use crate::domain::refusal::Refusal;

/// Facts that have a key of their own: a visit is closed, not recorded; decisions, reasons and waivers belong to a deadline.
const ELSEWHERE: &[&str] = &["visit", "decision", "late_reason", "waiver"];

/// Facts that are most often recorded while they happen.
const WHILE_IT_HAPPENS: &[&str] =
    &["medication_issue", "medication_issue_closed", "practitioner_contacted", "missed_visit_notified", "order_verbal"];

/// A kind of fact, with what tells it from others of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wanted {
    kind: &'static Kind,
    detail: Option<&'static str>,
}

impl Wanted {
    fn of(satisfier: &Satisfier) -> Option<Self> {
        let kind = Kind::of(satisfier.kind).filter(|kind| !ELSEWHERE.contains(&kind.word))?;
        Some(Self { kind, detail: satisfier.detail })
    }

    /// Everything that can be recorded; an assessment once for each reason.
    fn all() -> Vec<Self> {
        let kinds = Event::KINDS.iter().filter(|kind| !ELSEWHERE.contains(&kind.word));
        let each = |kind: &'static Kind| -> Vec<Self> {
            if kind.word != "assessment" {
                return vec![Self { kind, detail: None }];
            }
            REASONS_FOR_ASSESSMENT.iter().map(|(rfa, _)| Self { kind, detail: Some(rfa) }).collect()
        };
        kinds.flat_map(each).collect()
    }

    fn label(self) -> String {
        let reason = REASONS_FOR_ASSESSMENT.iter().find(|(rfa, _)| Some(*rfa) == self.detail);
        match (reason, self.detail) {
            (Some((rfa, meaning)), _) => format!("{} RFA {rfa}, {meaning}", self.kind.label),
            (None, Some(detail)) => format!("{}, {}", self.kind.label, detail.replace('_', " ")),
            (None, None) => self.kind.label.to_owned(),
        }
    }
}

/// What would meet a deadline of this rule, the usual one first.
fn satisfying(rule: Option<&Rule>) -> Vec<Wanted> {
    rule.into_iter().flat_map(|rule| rule.satisfied_by).filter_map(Wanted::of).collect()
}

/// `a`: any event, what would meet the deadline in hand first.
pub(super) fn anything(app: &App, patient: &Assessed, deadline: Option<&Deadline>) -> Msg {
    let rule = deadline.and_then(|deadline| app.rule(deadline));
    let mut wanted = satisfying(rule);
    let in_window = rule.into_iter().flat_map(|rule| rule.satisfied_in_window_by).filter_map(Wanted::of);
    wanted.extend(in_window);
    let others: Vec<Wanted> = Wanted::all().into_iter().filter(|one| !wanted.contains(one)).collect();
    wanted.extend(others);
    pick(app, patient, deadline, &wanted, "record an event")
}

/// `x`: what would meet the deadline, dated today.
pub(super) fn satisfaction(app: &App, patient: &Assessed, deadline: &Deadline) -> Result<Msg, Refusal> {
    let wanted = satisfying(app.rule(deadline));
    match wanted.as_slice() {
        [] => Err(Refusal::new(format!(
            "{} is met by a visit: v places one, and x on the Visits view (2) marks it done.",
            deadline.name
        ))),
        [one] => {
            let started = started_by(app, patient, deadline);
            Ok(Msg::Overlay(Overlay::Form(form(app, patient, Some(deadline), started, *one))))
        }
        several => Ok(pick(app, patient, Some(deadline), several, "record what meets it")),
    }
}

/// A clinically significant medication issue, found now.
pub(super) fn medication_issue(app: &App, patient: &Assessed, about: Option<String>) -> Option<Msg> {
    let wanted = Wanted { kind: Kind::of("medication_issue")?, detail: Some("significant") };
    let mut form = form(app, patient, None, None, wanted);
    form.notes = vec![
        "Only what a clinician judges significant starts the clock: practitioner told and actions completed by midnight of the next day."
            .to_owned(),
    ];
    let id = form.asked.iter_mut().find(|asked| asked.field.name == "id");
    if let (Some(asked), Some(about)) = (id, about) {
        *asked = Asked::with(asked.field, &about);
    }
    Some(Msg::Overlay(Overlay::Form(form)))
}

fn pick(app: &App, patient: &Assessed, deadline: Option<&Deadline>, wanted: &[Wanted], what: &str) -> Msg {
    let started = deadline.and_then(|deadline| started_by(app, patient, deadline));
    let choice = |one: &Wanted| {
        Choice::new(one.label(), Msg::Overlay(Overlay::Form(form(app, patient, deadline, started, *one))))
    };
    let title = format!("{what}: {}", patient.who);
    Msg::Overlay(Overlay::Pick(Pick::new(title, wanted.iter().map(choice).collect())))
}

fn form(app: &App, patient: &Assessed, deadline: Option<&Deadline>, started: Option<&Event>, wanted: Wanted) -> Form {
    let proposal = |field: &'static Field| {
        let proposed = proposal(app, deadline, started, wanted, field);
        Asked::with(field, &proposed)
    };
    let asked: Vec<Asked> = wanted.kind.fields.iter().map(proposal).collect();
    // What cannot be guessed is asked first.
    let at = asked.iter().position(|asked| !asked.field.optional && asked.prompt.text().is_empty()).unwrap_or(0);
    let what = format!("record {}", wanted.kind.label);
    Form { asked, at, ..Form::new(app, patient, &what, Purpose::Record(wanted.kind)) }
}

/// The newest fact among those behind a deadline that its rule counts from: the order of a signature, the record of an
/// acceptance.
fn started_by<'a>(app: &App, patient: &'a Assessed, deadline: &Deadline) -> Option<&'a Event> {
    let rule = app.rule(deadline)?;
    let ids = behind(&patient.facts, deadline, app.circumstances());
    let facts = patient.facts.events.iter().filter(|event| ids.contains(&event.id));
    facts.map(|event| &event.value).rfind(|event| rule.windows.iter().any(|window| window.from.is(event)))
}

/// What stands in a field before anybody types.
fn proposal(
    app: &App,
    deadline: Option<&Deadline>,
    started: Option<&Event>,
    wanted: Wanted,
    field: &'static Field,
) -> String {
    let detail = wanted.detail.unwrap_or_default();
    let same = |name| {
        let answers = started.map(Event::answers).unwrap_or_default();
        answers.into_iter().find(|(known, _)| *known == name).map(|(_, typed)| typed)
    };
    let now = WHILE_IT_HAPPENS.contains(&wanted.kind.word);
    let user = &app.board.user;
    let discipline = || deadline.and_then(|deadline| deadline.discipline.clone()).or_else(|| user.discipline.clone());
    match field.name {
        "rfa" | "mode" if !detail.is_empty() => detail.to_owned(),
        "m0090" if wanted.kind.word == "assessment" => "today".to_owned(),
        "rfa" | "m0090" | "id" | "aide" => same(field.name).unwrap_or_default(),
        "major" | "significant" | "planned" if detail == field.name => "yes".to_owned(),
        "contacted_at" | "completed_at" if detail == "complete" => "now".to_owned(),
        "discipline" => same("discipline").or_else(|| Some(discipline()?.word().to_owned())).unwrap_or_default(),
        // Where somebody else has to do it, nothing is proposed rather than what would not count.
        "by" if field.optional && !may_do(app, wanted, &user.credential) => String::new(),
        "role" | "by" => user.credential.clone(),
        _ if field.optional => String::new(),
        _ => match field.shape {
            Shape::Day => "today".to_owned(),
            Shape::Moment => if now { "now" } else { "today" }.to_owned(),
            Shape::Bool | Shape::Days | Shape::Text | Shape::Number | Shape::Coded(_) => String::new(),
        },
    }
}

/// Whether every rule that counts such a fact counts it by somebody with this credential.
fn may_do(app: &App, wanted: Wanted, credential: &str) -> bool {
    let counts = |rule: &&Rule| {
        let mut kinds = rule.satisfied_by.iter().chain(rule.satisfied_in_window_by);
        kinds.any(|kind| Wanted::of(kind) == Some(wanted))
    };
    app.knowledge.rules.iter().filter(counts).all(|rule| is_permitted(rule, credential, false))
}

impl App {
    /// The rule of a deadline, in the version it was computed with.
    pub(super) fn rule(&self, deadline: &Deadline) -> Option<&'static Rule> {
        self.knowledge.rules.iter().find(|rule| rule.id == deadline.rule && rule.effective_from == deadline.version)
    }
}
