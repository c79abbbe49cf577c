//! Ordered visits beside those made and placed: at the door, and for everybody of a day.

use std::collections::{HashSet, VecDeque};

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::theme::Theme;
use super::{App, RowId, View, draw, panes};
use crate::domain::board::Assessed;
use crate::domain::codes::Discipline;
use crate::domain::frequency::{Course, Ledger, Ordered, WeekRow, WeekStart};
use crate::domain::visit::StoredVisit;
use crate::domain::when::civil;

/// Rows of the box that are shown when the list needs the room.
const FEWEST_ROWS: u16 = 4;

/// What is ordered of a visit's discipline, and how its week stands; the other orders, and what is to be known of them.
pub(super) fn at_the_door(app: &App, patient: &Assessed, visit: &StoredVisit) -> Vec<String> {
    let day = civil(visit.starts, app.board.zone);
    let Some(course) = app.circumstances().course_on(&patient.facts, day) else { return Vec::new() };
    let own: Vec<&(Ordered, Option<Ledger>)> = course.on(&visit.discipline, day).collect();
    let is_this_week = course.week_start.week_of(day).contains(app.today());
    let standing = own.iter().map(|one| standing(one, day, is_this_week)).collect::<Vec<_>>().join("; ");
    let first = if own.is_empty() {
        format!("NO ORDER for {} visits on this day", visit.discipline.label())
    } else {
        format!("Ordered {standing}")
    };
    let others = course.orders.iter().filter(|(one, _)| one.days.contains(day));
    let others = others.filter(|(one, _)| one.discipline.as_ref() != Some(&visit.discipline));
    let others = others.map(|(one, _)| match &one.order {
        Ok(_) => one.said(),
        Err(_) => format!("{} CANNOT BE READ", one.said()),
    });
    let mut lines = vec![std::iter::once(first).chain(others).collect::<Vec<_>>().join("; ")];
    let ends = own.iter().filter_map(|(_, ledger)| ledger.as_ref()?.orders_end);
    lines.extend(ends.map(|end| format!("{}: {end}", visit.discipline.label())));
    if app.is_wide() {
        lines.extend(payment(&course, day));
    }
    lines
}

/// The visits of the payment period that day lies in: the number, and no more.
fn payment(course: &Course, day: NaiveDate) -> Option<String> {
    let (number, period) = course.payment_periods.iter().find(|(_, period)| period.days.contains(day))?;
    Some(period.said(*number, course.known))
}

/// `SN 2w4 1w5: this week 1 of 2 done, 1 placed`.
fn standing((one, ledger): &(Ordered, Option<Ledger>), day: NaiveDate, is_this_week: bool) -> String {
    match week_of(ledger.as_ref(), day) {
        Some(week) if is_this_week => format!("{}: this week {}", one.said(), week.standing()),
        Some(week) => format!("{}: week of {} {}", one.said(), week.days.from.format("%d %b"), week.standing()),
        None => format!("{} CANNOT BE READ", one.said()),
    }
}

fn week_of(ledger: Option<&Ledger>, day: NaiveDate) -> Option<&WeekRow> {
    ledger?.weeks.iter().find(|week| week.days.contains(day))
}

/// Patient and discipline of each visit of the list, once.
fn listed(app: &App) -> impl Iterator<Item = (&Assessed, &Discipline)> {
    let rows = app.list(View::Visits).map(super::list::List::rows).unwrap_or_default();
    let mut known = HashSet::new();
    rows.iter().filter_map(move |row| {
        let RowId::Visit(id, visit) = row else { return None };
        let patient = app.board.patient(*id)?;
        let visit = patient.facts.visits.iter().find(|known| known.id == *visit)?;
        known.insert((*id, visit.discipline.word())).then_some((patient, &visit.discipline))
    })
}

/// How many rows the box wants under a list that shall keep its own rows where it can.
pub(super) fn height(app: &App, room: u16) -> u16 {
    let rows = |many: usize| u16::try_from(many).unwrap_or(u16::MAX).saturating_add(3);
    let list = rows(app.list(View::Visits).map(|list| list.rows().len()).unwrap_or_default());
    // More than there is room for need not be counted.
    let wanted = rows(listed(app).take(usize::from(room)).count());
    wanted.min(room.saturating_sub(list)).max((FEWEST_ROWS + 3).min(wanted)).min(room / 2)
}

/// The box: one row for each discipline of each patient who is visited that day, with the week that day lies in.
pub(super) fn draw_box(app: &App, buffer: &mut Buffer, area: Rect) {
    let day = panes::shown_day(app);
    let week = WeekStart(app.knowledge.week_starts).week_of(day);
    let title = if week.contains(app.today()) {
        "FREQUENCY this week".to_owned()
    } else {
        format!("FREQUENCY week of {}", week.from.format("%d %b"))
    };
    let inside = draw::boxed(buffer, area, &title, &app.key_for("section.visits"), app.theme, false);
    let width = usize::from(inside.width);
    let header = columns(&draw::fit("Patient", 20), "Order", ["ordered", "done", "placed"], "", width);
    let inside = draw::row(buffer, inside, &Line::from(Span::styled(header, Theme::quiet())));
    let room = usize::from(inside.height);
    let cursor = app
        .list(View::Visits)
        .and_then(super::list::List::selected)
        .and_then(|row| if let RowId::Visit(id, visit) = row { app.board.visit(*id, *visit) } else { None });
    // As many as fit, the one under the cursor among them; nobody else's weeks are computed.
    let mut shown = VecDeque::with_capacity(room);
    let mut is_there = cursor.is_none();
    for (patient, discipline) in listed(app) {
        if shown.len() >= room {
            if is_there {
                break;
            }
            shown.pop_front();
        }
        is_there |= cursor.is_some_and(|visit| patient.id() == visit.patient && *discipline == visit.discipline);
        shown.push_back((patient, discipline));
    }
    draw::rows(
        buffer,
        inside,
        shown.into_iter().map(|(patient, discipline)| row(app, patient, discipline, day, width)),
    );
}

fn row<'a>(app: &App, patient: &Assessed, discipline: &Discipline, day: NaiveDate, width: usize) -> Line<'a> {
    let course = app.circumstances().course_on(&patient.facts, day);
    let order = course.as_ref().and_then(|course| course.on(discipline, day).next());
    let Some((one, ledger)) = order else {
        let none = format!("{}: no order", discipline.label());
        return Line::raw(columns(&app.fit_who(patient, 20), &none, ["", "", ""], "", width));
    };
    let Some(week) = week_of(ledger.as_ref(), day) else {
        return Line::raw(columns(&app.fit_who(patient, 20), &one.said(), ["", "", ""], "CANNOT BE READ", width));
    };
    let (asks, style) = match week.asks() {
        _ if !week.is_known => ("visits not loaded".to_owned(), Theme::quiet()),
        Some(asks) => (asks, app.theme.warning()),
        None => ("ok".to_owned(), Theme::quiet()),
    };
    let made = if week.is_known {
        [week.done, week.placed - week.done].map(|many| many.to_string())
    } else {
        <[String; 2]>::default()
    };
    let [done, placed] = made;
    let numbers = [week.ordered.to_string(), done, placed];
    let text = columns(&app.fit_who(patient, 20), &one.said(), numbers.each_ref().map(String::as_str), "", width);
    Line::from(vec![Span::raw(text), Span::styled(asks, style)])
}

/// A row of the box without its last column, or with one that needs no style.
fn columns(who: &str, order: &str, [ordered, done, placed]: [&str; 3], asks: &str, width: usize) -> String {
    let order = draw::fit_kept(order, width.saturating_sub(20 + 2 + 8 + 5 + 7 + 16).max(8));
    format!(" {who} {order} {ordered:<8}{done:<5}{placed:<7}{asks}")
}
