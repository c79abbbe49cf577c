//! Reassess: which clocks end, what is missing, which visit would meet them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::chart::Screen;
use super::list::List;
use super::panes::{self, Candidate, RowId, Sort};
use super::{App, View, draw};
use crate::domain::board::Assessed;
use crate::domain::deadline::{Deadline, DeadlineStatus};

mod explain;
mod narrow;
mod row;

pub(super) use explain::{detail, in_brief};
pub use narrow::{Ahead, Narrowing, Whose};
pub(super) use narrow::{Narrow, Narrowed, choices, count, empty, further, said, toggle};
pub(super) use row::{header, line, visit_in_window};

/// The row of a deadline.
pub(super) fn row_of(patient: &Assessed, deadline: &Deadline) -> RowId {
    RowId::Clock(patient.id(), deadline.rule, deadline.name.clone(), deadline.due)
}

/// Whether the list of deadlines has a row for it: somebody has to do something, decide, or say why it was late.
fn is_listed(app: &App, deadline: &Deadline) -> bool {
    deadline.is_open() || deadline.question.is_some() || asks_reason(app, deadline)
}

/// Done late or not at all, by a rule that wants to know why, and nobody has said.
pub(super) fn asks_reason(app: &App, deadline: &Deadline) -> bool {
    deadline.is_late_for_good()
        && deadline.late_reason.is_none()
        && app.rule(deadline).is_some_and(|rule| rule.reason_needed)
}

/// The deadlines on the list, what ends first on top, what was done late last; in classes when `sort` says so. The
/// recertification and the plan review of one window stand together.
pub(super) fn candidates<'a>(app: &'a App, sort: Sort) -> Vec<Candidate<'a>> {
    let key = |deadline: &Deadline| {
        let left = deadline.due.map(crate::domain::deadline::Due::last_moment);
        (
            deadline.is_late_for_good(),
            (sort == Sort::Class).then_some(deadline.severity),
            left.is_none() && deadline.question.is_none(),
            left,
            deadline.severity,
        )
    };
    // The keys are made once, not for each comparison: an agency has very many deadlines.
    let keyed = narrow::listed(app).map(|(patient, deadline)| {
        ((key(deadline), patient.who.as_str(), deadline.rule, &deadline.name), (patient, deadline))
    });
    let mut listed: Vec<_> = keyed.collect();
    listed.sort_by_key(|(key, _)| *key);
    let candidate = |(_, (patient, deadline)): (_, (&'a Assessed, &Deadline))| Candidate {
        id: row_of(patient, deadline),
        who: &patient.who,
        due: deadline.due,
    };
    listed.into_iter().map(candidate).collect()
}

/// Says what a deadline is found by, besides its patient.
pub(super) fn words(app: &App, patient: &Assessed, deadline: &Deadline, say: &mut dyn FnMut(&str)) {
    say(&deadline.name);
    say(&row::standing(app, patient, deadline));
    say(deadline.status.label());
    narrow::people(app, patient, say);
}

/// Every deadline of a patient: the open ones by their end, then what waits, then what is done, then what does not apply.
pub(super) fn rows_of(patient: &Assessed) -> Vec<RowId> {
    let mut all: Vec<&Deadline> = patient.deadlines.iter().collect();
    all.sort_by_key(|deadline| match &deadline.status {
        _ if deadline.is_open() || deadline.question.is_some() => 0,
        DeadlineStatus::WaitingForTrigger | DeadlineStatus::Paused => 1,
        DeadlineStatus::NotApplicable => 3,
        DeadlineStatus::NotOpenYet
        | DeadlineStatus::WindowOpen
        | DeadlineStatus::DueSoon
        | DeadlineStatus::DueToday
        | DeadlineStatus::Overdue
        | DeadlineStatus::DoneOnTime
        | DeadlineStatus::DoneLate
        | DeadlineStatus::NotDone
        | DeadlineStatus::Waived
        | DeadlineStatus::Other(_) => 2,
    });
    all.into_iter().map(|deadline| row_of(patient, deadline)).collect()
}

/// Every deadline of the open chart that somebody has to meet or to answer, a line each.
pub(super) fn told(app: &App, screen: &Screen) -> Vec<String> {
    let patient = &screen.assessed;
    let rows = rows_of(patient);
    let deadlines = rows.iter().filter_map(|row| panes::clock_of(patient, row));
    let open = deadlines.filter(|deadline| deadline.is_open() || deadline.question.is_some());
    open.map(|deadline| format!("   {}", row::in_chart(app, patient, deadline).trim_end())).collect()
}

/// The deadlines of the open chart: the list, and under it what explains the one in hand.
pub(super) fn draw_all(app: &App, patient: &Assessed, rows: &List<RowId>, buffer: &mut Buffer, area: Rect) {
    let list = draw::top(area, area.height / 2);
    let width = usize::from(area.width);
    let heading = format!("  {}", row::chart_header(width.saturating_sub(2)));
    let body = draw::row(buffer, list, &Line::raw(draw::cut_kept(&heading, width)));
    let mut scrolled = rows.clone();
    scrolled.scroll(usize::from(body.height));
    for (y, (_, row, selected)) in (body.y..body.bottom()).zip(scrolled.visible(usize::from(body.height))) {
        let Some(deadline) = panes::clock_of(patient, row) else { continue };
        let text = row::of_chart(app, patient, deadline, width.saturating_sub(2));
        panes::draw_row(buffer, Rect { y, height: 1, ..body }, &Line::raw(text), selected);
    }
    draw::edges(buffer, body, scrolled.top(), scrolled.rows().len());
    if rows.rows().is_empty() {
        let says = format!("No deadline follows from what is recorded, computed {}.", panes::clock(app));
        draw::row(buffer, body, &Line::raw(format!("  {says} {} records an event.", app.key_for("event.record"))));
    }
    let below = draw::below(area, list.height);
    let deadline = rows.selected().and_then(|row| panes::clock_of(patient, row));
    let title =
        deadline.map_or("deadlines".to_owned(), |deadline| format!("{} {}", deadline.name, row::state(app, deadline)));
    let rest = draw::rule(buffer, below, &title, app.theme);
    let lines = deadline.map(|deadline| in_brief(app, patient, deadline)).unwrap_or_default();
    app.paint_lines(buffer, rest, &wrapped(&lines, rest.width), &app.key_for("why"));
}

fn wrapped(lines: &[String], width: u16) -> Vec<String> {
    let width = usize::from(width).saturating_sub(1);
    lines.iter().flat_map(|line| draw::wrap_kept(line, width)).collect()
}

impl App {
    /// The view in a wide window: the list over the whole width, and under it two boxes about the row in hand.
    pub(super) fn paint_reassess_wide(&self, buffer: &mut Buffer, area: Rect) {
        let below = (area.height * 2 / 5).min(15);
        let list = draw::top(area, area.height - below);
        let list = self.paint_narrowing(buffer, list);
        self.paint_list(View::Reassess, buffer, list, true);
        let boxes = draw::below(area, area.height - below);
        let half = boxes.width / 2;
        let left = Rect { width: half, ..boxes };
        let right = Rect { x: boxes.x + half, width: boxes.width - half, ..boxes };
        let row = self.list(View::Reassess).and_then(List::selected);
        let found = row.and_then(|row| {
            let patient = self.board.patient(row.patient())?;
            Some((patient, panes::clock_of(patient, row)?))
        });
        let (title, [why, rest]) = match found {
            Some((patient, deadline)) => {
                (format!("{}: {}", patient.who, deadline.name), explain::in_two(self, patient, deadline))
            }
            None => ("nothing selected".to_owned(), [Vec::new(), Vec::new()]),
        };
        let inside = draw::boxed(buffer, left, &title, &self.key_for("why"), self.theme, false);
        self.paint_lines(buffer, inside, &wrapped(&why, inside.width), &self.key_for("why"));
        let inside = draw::boxed(buffer, right, "what is still missing, and what late means", "", self.theme, false);
        self.paint_lines(buffer, inside, &wrapped(&rest, inside.width), &self.key_for("why"));
    }

    /// The filter in force, with how many rows are left of how many; answers what is left of `area`.
    pub(super) fn paint_narrowing(&self, buffer: &mut Buffer, area: Rect) -> Rect {
        let width = usize::from(area.width).saturating_sub(1);
        let said = said(self);
        let [less, more, kind] = self.keys_for(["narrow.less", "narrow.more", "narrow.by"]);
        let keys = format!("{less} {more} days  {kind} kind");
        let gap = width.saturating_sub(said.width() + keys.width() + 1);
        let said = if gap > 1 { format!("{said}{}{keys}", " ".repeat(gap)) } else { said };
        draw::row(buffer, area, &Line::raw(format!(" {}", draw::cut_kept(&said, width))))
    }
}
