//! `r` on the ranked list and in a chart: every reason has its own answers.

use super::{About, Pending, answers, form_for, task};
use crate::domain::answer::AnswerKind;
use crate::domain::board::Assessed;
use crate::domain::plan::subject_of;
use crate::domain::rank::{self, Area, Reason};
use crate::domain::refusal::Refusal;
use crate::domain::visit::{StoredVisit, VisitStatus};
use crate::ui::menu::{Item, Menu};
use crate::ui::overlay::{Miss, Overlay};
use crate::ui::{App, Msg, RowId, Section, deadlines, entries, made};

/// The answers of the first reason in hand, and at their end the way to the other reasons. In a chart no reason is the first
/// one, so that it is asked which.
pub(in crate::ui) fn of_row(app: &App, patient: &Assessed) -> Result<Msg, Refusal> {
    let reasons = app.board.ranked(patient.id()).map(|ranked| ranked.reasons.as_slice()).unwrap_or_default();
    let visit = match app.selected().filter(|_| app.chart.is_none()) {
        Some(RowId::Visit(_, visit)) => reasons.iter().position(|reason| reason.visit == Some(*visit)),
        _ => None,
    };
    let first = visit.unwrap_or(0);
    let Some(reason) = reasons.get(first) else {
        return Err(Refusal::new(format!("Nothing of {} waits for an answer.", patient.who)));
    };
    if reasons.len() == 1 {
        return of(app, patient, reason);
    }
    let whole_chart = app.chart.is_some();
    let others = reasons.iter().enumerate().filter(|(at, _)| whole_chart || *at != first);
    let items: Vec<Item> = others.filter_map(|(_, reason)| leading_to(app, patient, reason)).collect();
    if whole_chart {
        let title = format!("answer which one: {}", patient.who);
        return Ok(Msg::Overlay(Overlay::Menu(Menu::new(title, Vec::new(), items))));
    }
    let msg = of(app, patient, reason)?;
    let Msg::Overlay(Overlay::Menu(mut menu)) = msg else { return Ok(msg) };
    let title = format!("answer which one: {}", patient.who);
    let others = Menu::new(title, Vec::new(), items);
    menu.items.push(item(
        &format!("another reason of this patient ({} more)", others.items.len()),
        Msg::Overlay(Overlay::Menu(others)),
    ));
    Ok(Msg::Overlay(Overlay::Menu(menu)))
}

fn leading_to(app: &App, patient: &Assessed, reason: &Reason) -> Option<Item> {
    let does = of(app, patient, reason).ok()?;
    let label = format!("{:<3}{}", reason.tier.mark(), reason.text);
    Some(item(&label, does))
}

fn item(label: &str, does: Msg) -> Item {
    Item { label: label.to_owned(), means: Vec::new(), does, retract: None }
}

/// The answers one reason can be given.
fn of(app: &App, patient: &Assessed, reason: &Reason) -> Result<Msg, Refusal> {
    let gone = || Refusal::new(format!("This is not what it was. {} reads the list again.", app.key_for("rerank")));
    if let rank::About::Entry(entry) = reason.about {
        return entries::settle(app, patient, entry).ok_or_else(gone);
    }
    let items = match reason.area {
        Area::Medication => {
            return patient.alert_behind(reason).map(|alert| answers(app, patient, alert)).ok_or_else(gone);
        }
        Area::Safety => AnswerKind::OF_RESULTS.iter().map(|kind| answer(app, patient, reason, kind)).collect(),
        Area::Clock => return Ok(about_clock(app, patient, reason)),
        Area::Visit => {
            let known = patient.facts.visits.iter().find(|visit| Some(visit.id) == reason.visit);
            about_visit(app, patient, reason, known.ok_or_else(gone)?)
        }
        Area::Plan => about_goal(app, patient, reason).ok_or_else(gone)?,
        // Every hazard is an entry.
        Area::Home => return Err(gone()),
        Area::Task => {
            let known = patient.facts.tasks.iter().find(|task| Some(task.id) == reason.task).ok_or_else(gone)?;
            task::choices(app, patient, known)
        }
    };
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(format!("answer: {}", patient.who), intro(reason), items))))
}

/// The reason as the row has it, and its first facts.
fn intro(reason: &Reason) -> Vec<String> {
    let mut lines = vec![format!("{:<3}{}", reason.tier.mark(), reason.text)];
    lines.extend(reason.facts.iter().take(3).cloned());
    lines
}

/// What a digit says of it.
fn label(kind: &AnswerKind, area: Area) -> &str {
    match (kind, area) {
        (AnswerKind::OrderChanged, _) => "told: there is a new order",
        (AnswerKind::WillMonitor, _) => "told: no new order, it is measured again on a day",
        (AnswerKind::Called, _) => "called, no reply yet",
        (AnswerKind::SentOut, _) => "sent to the emergency department, or 911 called",
        (AnswerKind::NotRelevant, _) => "expected for this patient, nobody needs to be told",
        (AnswerKind::WrongEntry, _) => "not a true reading: measured again, or entered wrong",
        (AnswerKind::Kept, Area::Clock) => "it waits for something: say what, and look again on a day",
        _ => kind.label(),
    }
}

fn answer(app: &App, patient: &Assessed, reason: &Reason, kind: &AnswerKind) -> Item {
    form(app, patient, reason, kind, About::Reason, label(kind, reason.area))
}

fn form(app: &App, patient: &Assessed, reason: &Reason, kind: &AnswerKind, about: About, label: &str) -> Item {
    // What is answered already is called by what it is, not by its answer.
    let title = match &reason.answered {
        Some(_) => reason.text.split(": ").next().unwrap_or_default().to_owned(),
        None => reason.text.clone(),
    };
    let subject = reason.facts_key().to_owned();
    let pending = Pending { title, cause: subject.clone(), subject, kind: kind.clone(), about };
    let form = form_for(app, patient, pending, "What is promised is added to your tasks.");
    item(label, Msg::Overlay(Overlay::Form(form)))
}

/// The deadline's own question and reason for lateness first; a call about it leaves it where it stands.
fn about_clock(app: &App, patient: &Assessed, reason: &Reason) -> Msg {
    let more = [AnswerKind::Called, AnswerKind::Kept].map(|kind| answer(app, patient, reason, &kind));
    let own = patient.clock_behind(reason).and_then(|clock| deadlines::answers(app, patient, clock).ok());
    let (mut intro, mut items) = (intro(reason), Vec::new());
    match own {
        Some(Msg::Overlay(Overlay::Menu(menu))) => {
            intro.extend(menu.intro);
            items = menu.items;
        }
        Some(does) => items.push(item("say why it is late", does)),
        None => {}
    }
    items.extend(more);
    Msg::Overlay(Overlay::Menu(Menu::new(format!("answer: {}", patient.who), intro, items)))
}

/// A miss the practitioner has not heard of, or a visit that nobody closed.
fn about_visit(app: &App, patient: &Assessed, reason: &Reason, visit: &StoredVisit) -> Vec<Item> {
    if matches!(visit.state.status, VisitStatus::Missed | VisitStatus::Attempted) {
        let about = |kind, label| form(app, patient, reason, &kind, About::Missed(visit.discipline.clone()), label);
        return vec![
            about(AnswerKind::Told, "the practitioner is told now"),
            about(AnswerKind::Called, "called, no reply yet"),
        ];
    }
    let miss = Miss { visit: visit.id, patient: patient.id(), attempted: None, reason: None, told: false };
    let mut items = Vec::new();
    items.extend(made::close(app, visit).ok().map(|msg| item("it was made: mark it done", msg)));
    items.push(item("it was not made: missed or attempted", Msg::Overlay(Overlay::Miss(miss))));
    items.push(answer(app, patient, reason, &AnswerKind::Called));
    items
}

fn about_goal(app: &App, patient: &Assessed, reason: &Reason) -> Option<Vec<Item>> {
    let goal = reason.goal?;
    let tracked = patient.facts.goals.iter().find(|tracked| tracked.goal.id == goal)?;
    let (_, signal) = patient.signals.iter().find(|(id, _)| *id == goal)?;
    let (subject, cause) = (subject_of(goal), signal.cause(goal));
    let about = |kind: AnswerKind, label: &str| {
        let asks = super::asks(&kind);
        let title = tracked.goal.text.clone();
        let (subject, cause) = (subject.clone(), cause.clone());
        let pending = Pending { title, subject, cause, kind, about: About::Goal };
        item(label, Msg::Overlay(Overlay::Form(form_for(app, patient, pending, asks))))
    };
    Some(vec![
        about(AnswerKind::Kept, "keep: nothing changes, it is looked at again on a day"),
        about(AnswerKind::Consulted, "consult: somebody is asked, it stays on the list until then"),
        item("change or close it: opens the plan", Msg::Section(Section::Plan)),
    ])
}
