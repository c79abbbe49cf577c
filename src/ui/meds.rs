//! Meds: what could hurt, with this patient's facts, and what to do.

use ratatui::text::{Line, Span};

use super::panes::{Candidate, RowId};
use super::{App, draw};
use crate::domain::alert::{Alert, AlertKind, AlertTier};
use crate::domain::answer::{Answer, AnswerKind};
use crate::domain::board::Assessed;
use crate::domain::ids::Stored;

/// Every alert the pane shows, worst first.
pub(super) fn candidates<'a>(app: &'a App) -> Vec<Candidate<'a>> {
    let row = |(patient, alert): (&'a Assessed, &Alert)| Candidate {
        id: RowId::Alert(patient.id(), alert.cause()),
        who: &patient.who,
        due: None,
    };
    app.board.alerts().into_iter().map(row).collect()
}

/// The level as the pane says it.
pub(super) fn level(alert: &Alert) -> &'static str {
    match (&alert.kind, alert.grade) {
        (AlertKind::NotChecked, _) => "unknown",
        (AlertKind::OlderAdult | AlertKind::Condition, AlertTier::Contraindicated | AlertTier::Serious) => "avoid",
        (_, AlertTier::Contraindicated) => "NO DOSE",
        (_, AlertTier::Serious) => "SERIOUS",
        (_, AlertTier::Monitor) => "monitor",
    }
}

/// An alert over the medication list of a chart.
pub(super) fn heading(app: &App, patient: &Assessed, alert: &Alert) -> String {
    let tier = patient.presses(alert, app.knowledge.formulary);
    format!("{:<3}{}  {}", tier.mark(), level(alert), alert.title())
}

/// Widths of patient, alert and consequence. Where the consequence would be cut, the alert has its room: what may happen
/// stands under the list or beside it.
fn columns(width: usize) -> (usize, usize, usize) {
    let who = match width {
        90.. => 24,
        60.. => 18,
        _ => 12,
    };
    let rest = width.saturating_sub(11 + who + 1);
    let title = if width < 100 { rest } else { rest.min(44) };
    (who, title, rest.saturating_sub(title + 1))
}

/// The columns over the list.
pub(super) fn header(width: usize) -> String {
    let (who, title, rest) = columns(width);
    let may_cause = if rest > 0 { " May cause" } else { "" };
    format!("  {:<11}{:<who$} {:<title$}{may_cause}", "   Level", "Patient", "Alert")
}

/// One alert.
pub(super) fn line<'a>(app: &App, patient: &Assessed, alert: &Alert, width: usize) -> Line<'a> {
    let (who, title, rest) = columns(width);
    // What was done about it is said before what it is about.
    let state = state(patient, alert).map(|state| format!("{state}: ")).unwrap_or_default();
    let consequence = if rest > 0 { format!(" {}", draw::fit(&alert.consequence, rest)) } else { String::new() };
    let about = format!("{state}{}", alert.title());
    let tier = patient.presses(alert, app.knowledge.formulary);
    Line::from(vec![
        Span::styled(format!("{:<3}{}", tier.mark(), draw::fit(level(alert), 8)), app.theme.tier(tier)),
        Span::raw(format!("{} {}{consequence}", app.fit_who(patient, who), draw::fit(&about, title))),
    ])
}

/// What was answered to this alert before: on other facts, or without settling it. The newest first.
pub(super) fn before(patient: &Assessed, alert: &Alert, app: &App) -> Vec<String> {
    let subject = alert.subject();
    let known = patient.facts.answers.iter().filter(|answer| answer.subject == subject);
    let said = |answer: &Stored<Answer>| {
        let who = app.board.staff.get(&answer.by).map(|user| user.name.initialled()).unwrap_or_default();
        let at = answer.at.with_timezone(&app.board.zone).format("%a %d %b %H:%M");
        let then = if answer.cause == alert.cause() { "" } else { "; the facts have changed since" };
        format!("{} ({who} {at}{then})", answer.words())
    };
    known.map(said).collect()
}

/// `called`, `held`: what was answered on these facts without settling it.
fn state(patient: &Assessed, alert: &Alert) -> Option<&'static str> {
    let cause = alert.cause();
    let newest = patient.facts.answers.iter().find(|answer| answer.cause == cause)?;
    match newest.kind {
        AnswerKind::Called => Some("called"),
        AnswerKind::Held => Some("held"),
        AnswerKind::OrderChanged
        | AnswerKind::WillMonitor
        | AnswerKind::NotTaking
        | AnswerKind::WrongEntry
        | AnswerKind::BenefitOverRisk
        | AnswerKind::NotRelevant
        | AnswerKind::Duplicate
        | AnswerKind::Kept
        | AnswerKind::Consulted
        | AnswerKind::SentOut
        | AnswerKind::Told
        | AnswerKind::Other(_) => None,
    }
}

/// What an alert rests on and asks for; what was answered before comes first.
pub(super) fn detail(app: &App, patient: &Assessed, alert: &Alert) -> Vec<String> {
    let mark = patient.presses(alert, app.knowledge.formulary).mark();
    let mut lines = vec![format!("# {mark} {}  {}", level(alert), alert.title())];
    lines.extend(before(patient, alert, app).into_iter().map(|answer| draw::labelled("BEFORE", &answer)));
    let mut named = |heading: &str, text: &str| {
        if !text.is_empty() {
            lines.push(draw::labelled(heading, text));
        }
    };
    named("WHAT", &alert.consequence);
    for fact in &alert.why {
        named("HERE", fact);
    }
    let allergies = super::chart::critical::allergies_in_words(patient, app.knowledge.formulary);
    // Not said twice where the alert itself rests on one.
    if !alert.why.iter().any(|fact| allergies == fact.replace("allergy on record: ", "ALLERGY ")) {
        named("HERE", &allergies);
    }
    named("MISSING", &alert.missing.join("; "));
    named("DO", &alert.action);
    named("SOURCE", &alert.source);
    let (checked, of) = (patient.review.checked, patient.review.of);
    if alert.is_shown() {
        named("ANSWER", &format!("{}: what was decided, by a digit and a line", app.key_for("alert.answer")));
    }
    named("CHECKED", &format!("{checked} of {of} medicines of this patient"));
    // On a small screen these are cut first, source and count never for them.
    named("ASK", &alert.ask.join(" "));
    named("TEACH", &alert.teach.join("; "));
    named("CALL", &alert.call_now.join("; "));
    lines
}
