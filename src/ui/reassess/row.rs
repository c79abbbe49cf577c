//! One deadline as a row.

use chrono::Datelike;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::asks_reason;
use crate::domain::board::Assessed;
use crate::domain::deadline::{Deadline, DeadlineStatus, Due, left};
use crate::domain::rank::Tier;
use crate::domain::visit::StoredVisit;
use crate::ui::{App, draw};

/// A certification period.
const DAYS_OF_PERIOD: i64 = 60;
/// From this many days on the end of a window is what counts, not when it opened.
const LONG_WINDOW: i64 = 14;

/// Widths of the columns, each with the blank behind it; 0 where there is no room for it.
struct Columns {
    left: usize,
    who: usize,
    which: usize,
    window: usize,
    state: usize,
    visit: usize,
    owner: usize,
    stake: usize,
}

impl Columns {
    fn of(width: usize) -> Self {
        match width {
            100.. => {
                let (left, who, which, window, state, visit, owner) = (10, 21, 17, 17, 13, 11, 12);
                let stake = width.saturating_sub(left + who + which + window + state + visit + owner);
                // No room for both: whose it is matters more.
                let stake = if stake < 11 { 0 } else { stake };
                Self { left, who, which, window, state, visit, owner, stake }
            }
            60.. => {
                let (left, who, window, state, visit) = (10, 16, 14, 13, 10);
                Self { left, who, which: width.saturating_sub(63), window, state, visit, owner: 0, stake: 0 }
            }
            _ => Self {
                left: 9,
                who: 13,
                which: width.saturating_sub(31),
                window: 0,
                state: 0,
                visit: 9,
                owner: 0,
                stake: 0,
            },
        }
    }
}

/// Text in a column, with the blank behind it.
fn column(text: &str, width: usize) -> String {
    draw::fit(&draw::cut(text, width.saturating_sub(1)), width)
}

/// The columns over the list.
pub(crate) fn header(width: usize) -> String {
    let columns = Columns::of(width);
    let named = [
        ("Left", columns.left),
        ("Patient", columns.who),
        ("Which", columns.which),
        ("Window", columns.window),
        ("State", columns.state),
        ("Visit", columns.visit),
        ("Owner", columns.owner),
        ("At stake", columns.stake),
    ];
    let cells = named.into_iter().filter(|(_, width)| *width > 0).map(|(name, width)| column(name, width));
    format!("  {}", cells.collect::<String>().trim_end())
}

/// One deadline on the list of all patients.
pub(crate) fn line<'a>(app: &App, patient: &Assessed, deadline: &Deadline, width: usize) -> Line<'a> {
    let columns = Columns::of(width);
    let tier = if deadline.status == DeadlineStatus::Overdue { Tier::Clock } else { Tier::Look };
    Line::from(vec![
        Span::styled(column(&time(app, deadline), columns.left), app.theme.tier(tier)),
        Span::raw(format!(
            "{} {}{}{}{}{}{}",
            app.fit_who(patient, columns.who - 1),
            column(&name(app, deadline, columns.which.saturating_sub(1)), columns.which),
            column(&window(app, deadline, columns.window), columns.window),
            column(&standing(app, patient, deadline), columns.state),
            // The last column has no blank behind it.
            if columns.owner == 0 {
                draw::fit(&visit_for(app, patient, deadline), columns.visit)
            } else {
                column(&visit_for(app, patient, deadline), columns.visit)
            },
            column(&owner(app, patient, deadline), columns.owner),
            draw::fit(deadline.at_stake(), columns.stake),
        )),
    ])
}

/// Who answers for it: `me`, whoever of its discipline visits her, or her case manager.
pub(super) fn owner(app: &App, patient: &Assessed, deadline: &Deadline) -> String {
    let manager = patient.facts.episode.as_ref().and_then(|episode| episode.case_manager);
    let of_discipline = deadline.discipline.as_ref().and_then(|discipline| {
        let theirs = patient.facts.visits.iter().rev().filter(|visit| visit.discipline == *discipline);
        theirs.into_iter().find_map(|visit| visit.clinician)
    });
    match of_discipline.or(manager) {
        Some(owner) if owner == app.board.user_id => "me".to_owned(),
        Some(owner) => app.board.staff.get(&owner).map(|user| user.name.initialled()).unwrap_or_default(),
        // She stands on the user's own caseload.
        None if !app.board.user.role.answers_for_others() => "me".to_owned(),
        None => "nobody".to_owned(),
    }
}

/// The columns over the deadlines of a chart.
pub(crate) fn chart_header(width: usize) -> String {
    let by = width.saturating_sub(10 + 20 + 19 + 15);
    format!("{:<10}{:<20}{:<19}{:<15}{:<by$}", "Left", "Which", "Window", "State", "Done by, visit")
}

/// One deadline of a chart.
pub(crate) fn of_chart(app: &App, patient: &Assessed, deadline: &Deadline, width: usize) -> String {
    let by = width.saturating_sub(10 + 20 + 19 + 15);
    let met = match (&deadline.satisfied_by, deadline.is_open()) {
        (Some(by), _) => by.clone(),
        (None, true) => visit_for(app, patient, deadline),
        (None, false) => String::new(),
    };
    format!(
        "{}{}{}{}{}",
        column(&time(app, deadline), 10),
        column(&name(app, deadline, 19), 20),
        column(&window(app, deadline, 19), 19),
        column(&standing(app, patient, deadline), 15),
        draw::cut(&met, by)
    )
}

/// One deadline of the summary, in a column of half a wide window.
pub(crate) fn in_chart(app: &App, patient: &Assessed, deadline: &Deadline) -> String {
    format!(
        "{:<10}{}  {}  {}",
        time(app, deadline),
        name(app, deadline, 40),
        window(app, deadline, 19),
        standing(app, patient, deadline)
    )
}

/// The time left; nothing counts down any more when it is done.
fn time(app: &App, deadline: &Deadline) -> String {
    match (&deadline.status, deadline.due) {
        (DeadlineStatus::DoneLate, _) => "done late".to_owned(),
        (DeadlineStatus::NotDone, _) => "not done".to_owned(),
        (DeadlineStatus::DoneOnTime, _) => "done".to_owned(),
        (DeadlineStatus::NotApplicable | DeadlineStatus::Waived, _) | (_, None) => "--".to_owned(),
        (_, Some(due)) => left(due, app.board.local(), app.board.zone),
    }
}

/// Its name, with `+` in front of what advises only.
fn name(app: &App, deadline: &Deadline, width: usize) -> String {
    if deadline.advisory {
        format!("+ {}", fitted(app, deadline, width.saturating_sub(2)))
    } else {
        fitted(app, deadline, width)
    }
}

/// When a name is too long its subject stays and the rule is cut.
fn fitted(app: &App, deadline: &Deadline, width: usize) -> String {
    if let Some(day) = day_of_period(app, deadline) {
        return format!("{} {day}", draw::cut(&deadline.name, width.saturating_sub(day.width() + 1)));
    }
    let subject = app.rule(deadline).and_then(|rule| deadline.name.strip_prefix(rule.short)).unwrap_or_default();
    if deadline.name.width() <= width || subject.is_empty() || subject.width() + 6 > width {
        return deadline.name.to_string();
    }
    let short = deadline.name.strip_suffix(subject).unwrap_or(&deadline.name);
    if deadline.rule == "oasis-submit" {
        return draw::cut(&format!("OASIS{subject} acc."), width);
    }
    format!("{}{subject}", draw::cut(short, width - subject.width()))
}

/// `58/60`: which day of the period today is, for a recertification of the period that runs.
pub(super) fn day_of_period(app: &App, deadline: &Deadline) -> Option<String> {
    let due = deadline.due.filter(|_| deadline.rule == "oasis-recert" && deadline.is_open())?;
    let day = DAYS_OF_PERIOD - (due.day() - app.today()).num_days();
    (1..=DAYS_OF_PERIOD).contains(&day).then(|| format!("{day}/{DAYS_OF_PERIOD}"))
}

/// Where it stands on the list, in words of the work: `not started`, `visit placed`, `opens Tue`.
pub(super) fn standing(app: &App, patient: &Assessed, deadline: &Deadline) -> String {
    if deadline.question.is_some() {
        return state(app, deadline);
    }
    match (&deadline.status, deadline.opens) {
        (DeadlineStatus::NotOpenYet, Some(opens)) => {
            let format = if (opens.day() - app.today()).num_days() < 7 { "%a" } else { "%d %b" };
            format!("opens {}", opens.day().format(format))
        }
        (DeadlineStatus::WindowOpen | DeadlineStatus::DueSoon, _) => {
            if visit_in_window(app, patient, deadline).is_some() {
                return "visit placed".to_owned();
            }
            let by_visit = crate::ui::place::is_met_by_a_visit(app, deadline);
            if by_visit { "not started" } else { "not recorded" }.to_owned()
        }
        (
            DeadlineStatus::NotOpenYet
            | DeadlineStatus::DueToday
            | DeadlineStatus::Overdue
            | DeadlineStatus::DoneOnTime
            | DeadlineStatus::DoneLate
            | DeadlineStatus::NotDone
            | DeadlineStatus::Paused
            | DeadlineStatus::Waived
            | DeadlineStatus::NotApplicable
            | DeadlineStatus::WaitingForTrigger
            | DeadlineStatus::Other(_),
            _,
        ) => state(app, deadline),
    }
}

/// Where it stands by the rule, and what it asks for.
pub(super) fn state(app: &App, deadline: &Deadline) -> String {
    if deadline.question.is_some() {
        return "decide?".to_owned();
    }
    let done_late = deadline.is_late_for_good();
    match (done_late && asks_reason(app, deadline), done_late && deadline.late_reason.is_some()) {
        (true, _) => "reason?",
        (_, true) => "reason given",
        (false, false) => deadline.status.label(),
    }
    .to_owned()
}

/// `10-14 Sep`, `28 Sep-02 Oct`, `by Tue 12 May`, `to Tue 15:20`: the window in few letters, with both weekdays where
/// there is room.
fn window(app: &App, deadline: &Deadline, width: usize) -> String {
    let Some(due) = deadline.due else { return String::new() };
    match (deadline.opens, due) {
        (Some(opens), Due::Day(last)) if opens.day() < last => {
            let opens = opens.day();
            let same_month = (opens.year(), opens.month()) == (last.year(), last.month());
            let is_long = (last - opens).num_days() > LONG_WINDOW;
            match (same_month, width >= 19) {
                _ if is_long => format!("by {}", last.format("%a %d %b")),
                (true, true) => format!("{}-{}", opens.format("%a %d"), last.format("%a %d %b")),
                (true, false) => format!("{}-{}", opens.format("%d"), last.format("%d %b")),
                (false, _) => format!("{}-{}", opens.format("%d %b"), last.format("%d %b")),
            }
        }
        (_, Due::Day(last)) => format!("by {}", last.format("%a %d %b")),
        (_, Due::At(at)) if (at.date() - app.today()).num_days().abs() < 7 => format!("to {}", at.format("%a %H:%M")),
        (_, Due::At(at)) => format!("to {}", at.format("%a %d %b")),
    }
}

/// The next visit that is placed for it.
pub(crate) fn visit_in_window<'a>(app: &App, patient: &'a Assessed, deadline: &Deadline) -> Option<&'a StoredVisit> {
    patient.placed_for(app.rule(deadline)?, deadline, &app.board.staff, app.board.zone)
}

/// When that visit is: `14:15`, `Tue 11:30`, `Tue 22 Sep`, `NONE`, or `--` where none is needed yet or ever.
pub(crate) fn visit_for(app: &App, patient: &Assessed, deadline: &Deadline) -> String {
    if !deadline.is_open() || !crate::ui::place::is_met_by_a_visit(app, deadline) {
        return "--".to_owned();
    }
    match visit_in_window(app, patient, deadline) {
        Some(visit) => {
            let starts = visit.starts.with_timezone(&app.board.zone).naive_local();
            // A weekday alone would be taken for the next one.
            let format = match (starts.date() - app.today()).num_days() {
                0 => "%H:%M",
                1..7 => "%a %H:%M",
                _ => "%a %d %b",
            };
            starts.format(format).to_string()
        }
        None if deadline.status == DeadlineStatus::NotOpenYet => "--".to_owned(),
        None => "NONE".to_owned(),
    }
}
