//! Deadlines as a page of 80 columns, worst first.

use chrono::NaiveDateTime;

use crate::domain::deadline::{Case, Deadline, DeadlineStatus, Due, left};
use crate::domain::payer::payer_on;
use crate::ui::wrap_kept;

/// The width of a terminal nobody has resized, and of paper.
const COLUMNS: usize = 80;

/// What is open with its arithmetic and source, then what is settled, in brief.
pub(super) fn text(case: &Case<'_>, deadlines: &[Deadline], now: NaiveDateTime) -> String {
    let mut sorted: Vec<&Deadline> = deadlines.iter().collect();
    // The rest of the order, what ends first, stays as it was.
    sorted.sort_by_key(|deadline| (rank(&deadline.status), deadline.advisory, deadline.severity));
    let (settled, open): (Vec<&Deadline>, Vec<&Deadline>) =
        sorted.into_iter().partition(|deadline| is_settled(&deadline.status));
    let payer = payer_on(case.covers, now.date());
    let payer = payer.as_ref().map_or_else(|| "payer not given".to_owned(), |payer| format!("payer {}", payer.label()));
    let mut lines = vec![format!("{}, {}, {payer}", now.format("%a %Y-%m-%d %H:%M"), case.zone), counted(deadlines)];
    lines.extend(open.iter().flat_map(|deadline| block(case, deadline, now)));
    if !settled.is_empty() {
        lines.push(String::new());
    }
    lines.extend(settled.iter().flat_map(|deadline| brief(deadline)));
    let wrapped: Vec<String> = lines.iter().flat_map(|line| wrap_kept(line, COLUMNS)).collect();
    wrapped.join("\n") + "\n"
}

/// `2 overdue, 1 due today, 9 later, 3 settled`.
fn counted(deadlines: &[Deadline]) -> String {
    let with = |wanted: fn(&DeadlineStatus) -> bool| deadlines.iter().filter(|found| wanted(&found.status)).count();
    let overdue = with(|status| *status == DeadlineStatus::Overdue);
    let today = with(|status| *status == DeadlineStatus::DueToday);
    let settled = with(is_settled);
    let later = deadlines.len() - overdue - today - settled;
    format!("{overdue} overdue, {today} due today, {later} later, {settled} settled")
}

/// Blank, head, arithmetic, what is still needed, source.
fn block(case: &Case<'_>, deadline: &Deadline, now: NaiveDateTime) -> Vec<String> {
    let due = deadline.due.map(|due| format!("{}  {}", written(due), left(due, now, case.zone))).unwrap_or_default();
    let advisory = if deadline.advisory { "  advisory" } else { "" };
    let mut lines = vec![String::new(), format!("{}{due}{advisory}", head(deadline)).trim_end().to_owned()];
    lines.extend(deadline.why.iter().map(|line| format!("  {line}")));
    lines.extend(deadline.needs.iter().map(|need| match &need.have {
        Some(have) => format!("  has: {} ({have})", need.what),
        None => format!("  needs: {}", need.what),
    }));
    if let Some(question) = &deadline.question {
        lines.push(format!("  question {}: {}", question.id, question.text));
        lines.extend(question.options.iter().map(|option| format!("    {}: {}", option.answer, option.text)));
    }
    lines.push(format!("  {}: {} ({})", deadline.rule, deadline.citation, deadline.confidence));
    lines
}

fn head(deadline: &Deadline) -> String {
    format!("{:<15}{:<17} ", deadline.status.label(), deadline.name)
}

/// What settled it stands beside it, or below when that would be too long.
fn brief(deadline: &Deadline) -> Vec<String> {
    let said = deadline.satisfied_by.as_ref().or(deadline.why.last()).map_or("", String::as_str);
    let head = head(deadline);
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
        DeadlineStatus::DoneLate | DeadlineStatus::NotDone => 7,
        DeadlineStatus::DoneOnTime => 8,
        DeadlineStatus::Waived => 9,
        DeadlineStatus::NotApplicable => 10,
    }
}

fn is_settled(status: &DeadlineStatus) -> bool {
    rank(status) >= rank(&DeadlineStatus::DoneLate)
}
