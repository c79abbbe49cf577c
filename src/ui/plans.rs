//! Plans: goals that ask for a decision.

use ratatui::text::{Line, Span};

use super::panes::{Candidate, RowId};
use super::{App, draw};
use crate::domain::board::Assessed;
use crate::domain::deadline::Due;
use crate::domain::ids::GoalId;
use crate::domain::plan::Signal;
use crate::domain::plan::TrackedGoal;

/// Every goal that asks for a decision.
pub(super) fn candidates<'a>(app: &'a App) -> Vec<Candidate<'a>> {
    let row = |(patient, goal, _): (&'a Assessed, GoalId, &Signal)| Candidate {
        id: RowId::Goal(patient.id(), goal),
        who: &patient.who,
        due: found(patient, goal).and_then(|goal| goal.goal.target_date).map(Due::Day),
    };
    app.board.signals().into_iter().map(row).collect()
}

/// The goal with its checks.
pub(super) fn found(patient: &Assessed, goal: GoalId) -> Option<&TrackedGoal> {
    patient.facts.goals.iter().find(|tracked| tracked.goal.id == goal)
}

/// Widths of patient, question and goal.
fn columns(width: usize) -> (usize, usize, usize) {
    let who = if width >= 90 { 24 } else { 18 };
    let rest = width.saturating_sub(3 + who + 1);
    let asks = 30.min(rest * 2 / 3);
    (who, asks, rest.saturating_sub(asks + 1))
}

/// The columns over the list.
pub(super) fn header(width: usize) -> String {
    let (who, asks, _) = columns(width);
    format!("  {:<3}{:<who$} {:<asks$} Goal", "", "Patient", "Why it asks")
}

/// One goal.
pub(super) fn line<'a>(app: &App, patient: &Assessed, goal: GoalId, width: usize) -> Option<Line<'a>> {
    let (who, asks, room) = columns(width);
    let (_, signal) = patient.signals.iter().find(|(id, _)| *id == goal)?;
    let tier = signal.kind.tier();
    let asks_for = match patient.awaited(goal, signal) {
        Some(answer) => format!("{}: {}", answer.words(), signal.text),
        None => signal.text.clone(),
    };
    Some(Line::from(vec![
        Span::styled(draw::fit(tier.mark(), 3), app.theme.tier(tier)),
        Span::raw(format!(
            "{} {} {}",
            app.fit_who(patient, who),
            draw::fit(&asks_for, asks),
            draw::fit(&found(patient, goal)?.goal.text, room)
        )),
    ]))
}

/// What was answered and leaves the goal open, with who answered and when it is looked at again.
pub(super) fn awaited(app: &App, patient: &Assessed, goal: GoalId, signal: &Signal) -> Option<String> {
    let answer = patient.awaited(goal, signal)?;
    let who = app.board.staff.get(&answer.by).map(|user| user.name.initialled()).unwrap_or_default();
    let at = answer.at.with_timezone(&app.board.zone).format("%a %d %b %H:%M");
    let due = patient.facts.tasks.iter().filter(|task| task.about.as_ref() == Some(&answer.subject));
    let due = due.map(|task| task.due).max().map(|day| format!(", due {}", day.format("%a %d %b"))).unwrap_or_default();
    Some(format!("{} ({who} {at}{due})", answer.words()))
}

/// A goal with its checks and the question it asks.
pub(super) fn detail(app: &App, patient: &Assessed, goal: GoalId) -> Vec<String> {
    let (Some(tracked), Some((_, signal))) = (found(patient, goal), patient.signals.iter().find(|(id, _)| *id == goal))
    else {
        return Vec::new();
    };
    let mut lines = vec![format!("# {}", tracked.goal.text)];
    if !tracked.goal.problem.is_empty() {
        lines.push(format!("Problem: {}", tracked.goal.problem));
    }
    lines.extend(tracked.goal.target_date.map(|date| format!("Target date: {}", date.format("%a %d %b %Y"))));
    lines.extend(awaited(app, patient, goal, signal));
    lines.push(format!("{}: {}", signal.text, signal.choice_hint));
    let checks = tracked.checks.iter().rev().take(6);
    // The target and the checks stand here in full.
    let told = |fact: &&String| {
        let of_check = |date: chrono::NaiveDate| fact.starts_with(&format!("{} ", date.format("%a %Y-%m-%d")));
        fact.starts_with("target date ") || checks.clone().any(|check| of_check(check.date))
    };
    lines.extend(signal.facts.iter().filter(|fact| !told(fact)).cloned());
    lines.extend(checks.map(|c| format!("{}  {:<10} {}", c.date.format("%d %b"), c.direction.label(), c.evidence)));
    lines
}
