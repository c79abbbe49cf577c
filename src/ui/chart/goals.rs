//! The goals of a chart: which way each moves, and under them everything about the one in hand.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Screen;
use crate::domain::board::Assessed;
use crate::domain::ids::GoalId;
use crate::domain::plan::{Direction, Signal, TrackedGoal};
use crate::domain::rank::Tier;
use crate::ui::list::List;
use crate::ui::{App, draw, panes};

/// The goals in the order of the list: what asks for a decision first.
pub(super) fn rows_of(patient: &Assessed) -> Vec<GoalId> {
    let mut goals: Vec<&TrackedGoal> = patient.facts.goals.iter().collect();
    goals.sort_by_key(|tracked| {
        let tier = signal_of(patient, tracked.goal.id).map(|signal| signal.kind.tier());
        (tier.is_none(), tier, tracked.goal.target_date.is_none(), tracked.goal.target_date)
    });
    goals.into_iter().map(|tracked| tracked.goal.id).collect()
}

/// The rows with the cursor on the first.
pub(super) fn list(patient: &Assessed) -> List<GoalId> {
    let mut rows = List::default();
    rows.replace(rows_of(patient));
    rows
}

fn goal_of(patient: &Assessed, id: GoalId) -> Option<&TrackedGoal> {
    patient.facts.goals.iter().find(|tracked| tracked.goal.id == id)
}

fn signal_of(patient: &Assessed, id: GoalId) -> Option<&Signal> {
    patient.signals.iter().find(|(goal, _)| *goal == id).map(|(_, signal)| signal)
}

/// Widths of goal, target, date and last check.
fn columns(width: usize) -> (usize, usize, usize, usize) {
    let (target, date) = (14, 7);
    let rest = width.saturating_sub(3 + target + date);
    let goal = rest * 3 / 5;
    (goal, target, date, rest - goal)
}

fn cells(width: usize, [goal, target, date, last]: [&str; 4]) -> String {
    let widths = columns(width);
    let cell = |text: &str, width: usize| format!("{} ", draw::fit(text, width.saturating_sub(1)));
    [cell(goal, widths.0), cell(target, widths.1), cell(date, widths.2), cell(last, widths.3)].concat()
}

/// "<140/90 mmHg": what is aimed at.
fn aim(tracked: &TrackedGoal) -> String {
    let parts = [tracked.goal.target.as_deref(), tracked.goal.unit.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn way(direction: &Direction) -> &str {
    match direction {
        Direction::Toward => "toward",
        Direction::NoChange => "no change",
        Direction::Away => "AWAY",
        Direction::Met => "met",
        Direction::Other(word) => word,
    }
}

fn row(patient: &Assessed, tracked: &TrackedGoal, width: usize) -> String {
    let mark = signal_of(patient, tracked.goal.id).map_or("", |signal| Tier::mark(signal.kind.tier()));
    let date = tracked.goal.target_date.map(|date| date.format("%d %b").to_string()).unwrap_or_default();
    let last = tracked.checks.last().map_or("no check yet".to_owned(), |check| {
        format!("{} {} {}", way(&check.direction), check.date.format("%d %b"), check.evidence)
    });
    format!("{mark:<3}{}", cells(width, [&tracked.goal.text, &aim(tracked), &date, &last]))
}

/// Draws the goals, and under them the one in hand.
pub(super) fn draw_all(app: &App, screen: &Screen, buffer: &mut Buffer, area: Rect) {
    let patient = &screen.assessed;
    let width = usize::from(area.width);
    let heading = format!(" open goals {}, {} ask for a decision", patient.facts.goals.len(), patient.signals.len());
    let area = draw::row(buffer, area, &Line::raw(draw::cut_kept(&heading, width)));
    let list = draw::top(area, (area.height / 2).max(area.height.saturating_sub(14)));
    let header = format!("     {}", cells(width.saturating_sub(2), ["Goal", "Target", "By", "Last check"]));
    let body = draw::row(buffer, list, &Line::raw(draw::cut_kept(&header, width)));
    let mut scrolled = screen.goals.clone();
    scrolled.scroll(usize::from(body.height));
    for (y, (_, id, selected)) in (body.y..body.bottom()).zip(scrolled.visible(usize::from(body.height))) {
        let Some(tracked) = goal_of(patient, *id) else { continue };
        let text = row(patient, tracked, width.saturating_sub(2));
        panes::draw_row(buffer, Rect { y, height: 1, ..body }, &Line::raw(text), selected);
    }
    if screen.goals.rows().is_empty() {
        draw::row(buffer, body, &Line::raw("  No goal is open. a adds one."));
    }
    let below = draw::below(area, list.height);
    let tracked = screen.goal();
    let title = tracked.map_or("goal", |tracked| tracked.goal.text.as_str());
    let rest = draw::rule(buffer, below, title, app.theme);
    let inner = usize::from(rest.width).saturating_sub(2);
    let lines = tracked.map(|tracked| about(patient, tracked)).unwrap_or_default();
    let lines = lines.iter().flat_map(|line| draw::wrap_kept(line, inner));
    draw::rows(buffer, rest, lines.map(|line| Line::raw(format!(" {line}"))));
}

/// What a goal asks, what it aims at, and its checks, newest first.
fn about(patient: &Assessed, tracked: &TrackedGoal) -> Vec<String> {
    let goal = &tracked.goal;
    let mut lines = Vec::new();
    if let Some(signal) = signal_of(patient, goal.id) {
        lines.push(draw::labelled("ASKS", &format!("{}: {}", signal.text, signal.choice_hint)));
    }
    if !goal.problem.is_empty() {
        lines.push(draw::labelled("PROBLEM", &goal.problem));
    }
    let measure = goal.measure.as_ref().map(|measure| format!("{measure} ")).unwrap_or_default();
    let by = goal.target_date.map(|date| format!(" by {}", date.format("%a %d %b %Y"))).unwrap_or_default();
    lines.push(draw::labelled("TARGET", &format!("{measure}{}{by}", aim(tracked))));
    lines.extend(goal.outcome.iter().map(|why| draw::labelled("LAST", why)));
    lines.extend(tracked.checks.iter().rev().take(8).map(|check| {
        let says = format!("{:<10}{}", way(&check.direction), check.evidence);
        draw::labelled(&check.date.format("%d %b").to_string(), &says)
    }));
    lines
}

impl Screen {
    /// Whether the goals have the keys.
    pub(in crate::ui) fn shows_goals(&self) -> bool {
        self.section == super::Section::Plan
    }

    /// The goal under the cursor, where there is one.
    pub(in crate::ui) fn goal(&self) -> Option<&TrackedGoal> {
        goal_of(&self.assessed, *self.goals.selected().filter(|_| self.shows_goals())?)
    }
}
