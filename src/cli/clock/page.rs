//! Deadlines as a page of 80 columns, worst first.

use chrono::NaiveDateTime;

use crate::domain::deadline::{Case, Deadline, DeadlineStatus, Due, left};
use crate::ui::wrap_kept;

/// The width of a terminal nobody has resized, and of paper.
const COLUMNS: usize = 80;

/// What is open with its arithmetic and source, then what is settled, in brief.
pub(super) fn text(case: &Case<'_>, deadlines: &[Deadline], now: NaiveDateTime) -> String {
    let mut sorted: Vec<&Deadline> = deadlines.iter().collect();
    sorted.sort_by_key(|deadline| rank(&deadline.status));
    let (settled, open): (Vec<&Deadline>, Vec<&Deadline>) =
        sorted.into_iter().partition(|deadline| is_settled(&deadline.status));
    let payer =
        case.payer.as_ref().map_or_else(|| "payer not given".to_owned(), |payer| format!("payer {}", payer.label()));
    let mut lines = vec![
        format!("{}, {}, {payer}", now.format("%a %Y-%m-%d %H:%M"), case.zone),
        format!("{} to do or to wait for, {} settled", open.len(), settled.len()),
    ];
    lines.extend(open.iter().flat_map(|deadline| block(case, deadline, now)));
    if !settled.is_empty() {
        lines.push(String::new());
    }
    lines.extend(settled.iter().flat_map(|deadline| brief(deadline)));
    let wrapped: Vec<String> = lines.iter().flat_map(|line| wrap_kept(line, COLUMNS)).collect();
    wrapped.join("\n") + "\n"
}

/// Blank, head, arithmetic, source.
fn block(case: &Case<'_>, deadline: &Deadline, now: NaiveDateTime) -> Vec<String> {
    let due = deadline.due.map(|due| format!("{}  {}", written(due), left(due, now, case.zone)));
    let head = format!("{:<15}{:<18}{}", deadline.status.label(), deadline.name, due.unwrap_or_default());
    let mut lines = vec![String::new(), head.trim_end().to_owned()];
    lines.extend(deadline.why.iter().map(|line| format!("  {line}")));
    lines.push(format!("  {}: {} ({})", deadline.rule, deadline.citation, deadline.confidence));
    lines
}

/// What settled it stands beside it, or below when that would be too long.
fn brief(deadline: &Deadline) -> Vec<String> {
    let said = deadline.satisfied_by.as_ref().or(deadline.why.last()).map_or("", String::as_str);
    let head = format!("{:<15}{:<18}", deadline.status.label(), deadline.name);
    let whole = format!("{head}{said}").trim_end().to_owned();
    if whole.chars().count() <= COLUMNS { vec![whole] } else { vec![head.trim_end().to_owned(), format!("  {said}")] }
}

fn written(due: Due) -> String {
    match due {
        Due::Day(day) => day.format("%a %Y-%m-%d").to_string(),
        Due::At(at) => at.format("%a %Y-%m-%d %H:%M").to_string(),
    }
}

/// Late first, settled last.
fn rank(status: &DeadlineStatus) -> u8 {
    match status {
        DeadlineStatus::Overdue => 0,
        DeadlineStatus::DueToday => 1,
        DeadlineStatus::DueSoon => 2,
        DeadlineStatus::WindowOpen => 3,
        DeadlineStatus::NotOpenYet => 4,
        DeadlineStatus::Paused => 5,
        DeadlineStatus::WaitingForTrigger | DeadlineStatus::Other(_) => 6,
        DeadlineStatus::DoneLate => 7,
        DeadlineStatus::DoneOnTime => 8,
        DeadlineStatus::Waived => 9,
        DeadlineStatus::NotApplicable => 10,
    }
}

fn is_settled(status: &DeadlineStatus) -> bool {
    rank(status) >= rank(&DeadlineStatus::DoneLate)
}
