//! Reassess: which clocks end, what is missing, which visit would meet them.

use chrono::Datelike;
use ratatui::text::{Line, Span};

use super::panes::{self, Candidate, RowId};
use super::{App, draw};
use crate::domain::board::Assessed;
use crate::domain::deadline::{Deadline, DeadlineStatus, Due, left};
use crate::domain::rank::Tier;

/// Every open deadline, the one that ends first on top.
pub(super) fn candidates(app: &App) -> Vec<Candidate> {
    let row = |(patient, clock): (&Assessed, &Deadline)| Candidate {
        id: RowId::Clock(patient.id(), clock.rule.to_owned(), clock.due),
        who: patient.who.clone(),
        words: format!("{} {}", clock.name, clock.status.label()),
        due: clock.due,
    };
    app.board.clocks().into_iter().map(row).collect()
}

/// Widths of patient, name of the rule, window, state and visit. In the pane of Today window and state have no room.
fn columns(width: usize) -> (usize, usize, usize, usize, usize) {
    let (who, which, state, visit) = match width {
        90.. => (24, 16, 13, 10),
        60.. => (17, 14, 12, 9),
        _ => (12, width.saturating_sub(9 + 13 + 9), 0, 9),
    };
    (who, which, width.saturating_sub(9 + who + 1 + which + state + visit), state, visit)
}

/// The columns over the list.
pub(super) fn header(width: usize) -> String {
    let (who, which, window, state, _) = columns(width);
    format!("  {:<9}{:<who$} {:<which$}{:<window$}{:<state$}Visit", "Left", "Patient", "Which", "Window", "State")
}

/// `10-14 Sep Mon`, `by Tue 12 May`, `to Tue 15:20`: the window in few letters.
fn window(app: &App, clock: &Deadline) -> String {
    let Some(due) = clock.due else { return String::new() };
    match (clock.opens, due) {
        (Some(opens), Due::Day(last)) if opens.day() < last => {
            let opens = opens.day();
            if (opens.year(), opens.month()) == (last.year(), last.month()) {
                format!("{}-{}", opens.format("%d"), last.format("%d %b %a"))
            } else {
                format!("{}-{}", opens.format("%d %b"), last.format("%d %b"))
            }
        }
        (_, Due::Day(last)) => format!("by {}", last.format("%a %d %b")),
        (_, Due::At(at)) if (at.date() - app.today()).num_days().abs() < 7 => format!("to {}", at.format("%a %H:%M")),
        (_, Due::At(at)) => format!("to {}", at.format("%a %d %b")),
    }
}

/// The visit that could meet a deadline: the next one placed before its end.
pub(super) fn visit_for(app: &App, patient: &Assessed, clock: &Deadline) -> String {
    let next = patient.next_visit().filter(|visit| {
        let starts = visit.starts.with_timezone(&app.board.zone).naive_local();
        clock.due.is_none_or(|due| starts <= due.last_moment())
            && clock.opens.is_none_or(|opens| starts.date() >= opens.day())
    });
    match next {
        Some(visit) => {
            let starts = visit.starts.with_timezone(&app.board.zone).naive_local();
            if starts.date() == app.today() {
                starts.format("%H:%M").to_string()
            } else {
                starts.format("%a %H:%M").to_string()
            }
        }
        None if clock.status == DeadlineStatus::NotOpenYet => "--".to_owned(),
        None => "NONE".to_owned(),
    }
}

/// One deadline.
pub(super) fn line<'a>(app: &App, patient: &Assessed, clock: &Deadline, width: usize) -> Line<'a> {
    let (who, which, room, state, visit) = columns(width);
    let time = clock.due.map_or_else(String::new, |due| left(due, app.board.local(), app.board.zone));
    let tier = if clock.status == DeadlineStatus::Overdue { Tier::Clock } else { Tier::Look };
    let column = |text: &str, width: usize| draw::fit(&draw::cut(text, width.saturating_sub(1)), width);
    Line::from(vec![
        Span::styled(column(&time, 9), app.theme.tier(tier)),
        Span::raw(format!("{} {}", draw::fit_who(&patient.who, who), column(&clock.name, which))),
        Span::raw(format!("{}{}", column(&window(app, clock), room), column(clock.status.label(), state))),
        Span::raw(draw::fit(&visit_for(app, patient, clock), visit)),
    ])
}

/// Why a deadline is what it is: the arithmetic, the rule and its source.
pub(super) fn detail(app: &App, patient: &Assessed, clock: &Deadline) -> Vec<String> {
    let mut lines = vec![format!("# {}  {}", clock.name, clock.status.label())];
    lines.extend(app.board.explain(patient, clock).into_iter().flat_map(|clock| clock.why));
    lines.extend(clock.satisfied_by.iter().map(|by| format!("Satisfied by {by}")));
    lines.push(format!("Visit that could meet it: {}", visit_for(app, patient, clock)));
    lines.push(format!("Rule {} of {}: {} ({})", clock.rule, clock.version, clock.citation, clock.confidence));
    lines.push(format!("Computed {}", panes::clock(app)));
    lines
}
