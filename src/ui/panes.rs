//! The views and their rows. A row is an id; its text is made when it is drawn.

use std::borrow::Cow;

use chrono::{Days, NaiveDate, NaiveDateTime};
use ratatui::text::Line;

use super::{App, Msg, Section, draw, hazards, home, meds, plans, reassess, today, visits};
use crate::domain::alert::Alert;
use crate::domain::board::Assessed;
use crate::domain::deadline::{Deadline, Due};
use crate::domain::entry::EntryId;
use crate::domain::ids::{GoalId, MedicationId, PatientId, VisitId};
use crate::domain::rank::About;
use crate::domain::refusal::Refusal;
use crate::domain::text;
use crate::domain::user::Role;
use crate::domain::visit::StoredVisit;
use crate::domain::when;

/// The views, in the order of their digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// Who needs me first.
    Today,
    /// The visits of a day.
    Visits,
    /// Deadlines.
    Reassess,
    /// Medication alerts.
    Meds,
    /// Goals that ask for a decision.
    Plans,
    /// Hazards in the homes of patients.
    Home,
}

impl View {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Today, Self::Visits, Self::Reassess, Self::Meds, Self::Plans, Self::Home];
    /// Those that stand around the ranked list, and itself.
    pub const BESIDE_TODAY: &'static [Self] = &[Self::Today, Self::Visits, Self::Reassess, Self::Meds, Self::Plans];

    /// Its name in the view bar.
    pub fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Visits => "Visits",
            Self::Reassess => "Reassess",
            Self::Meds => "Meds",
            Self::Plans => "Plans",
            Self::Home => "Home",
        }
    }

    /// The command that shows it.
    pub(super) fn command(self) -> &'static str {
        match self {
            Self::Today => "view.today",
            Self::Visits => "view.visits",
            Self::Reassess => "view.reassess",
            Self::Meds => "view.meds",
            Self::Plans => "view.plans",
            Self::Home => "view.home",
        }
    }

    /// The view `step` further on among these, round and round.
    #[must_use]
    pub fn step(self, step: isize, among: &[Self]) -> Self {
        let here = among.iter().position(|view| *view == self).unwrap_or(0).cast_signed();
        let count = among.len().cast_signed();
        let to = (here + step).rem_euclid(count).cast_unsigned();
        among.get(to).copied().unwrap_or(Self::Today)
    }
}

/// What a row is: enough to find it again on the next board.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RowId {
    /// A patient on the ranked list.
    Patient(PatientId),
    /// A visit.
    Visit(PatientId, VisitId),
    /// A deadline: its rule, its name and its end.
    Clock(PatientId, &'static str, Cow<'static, str>, Option<Due>),
    /// A medication alert: its cause.
    Alert(PatientId, String),
    /// A goal that asks for a decision.
    Goal(PatientId, GoalId),
    /// An open hazard.
    Hazard(PatientId, EntryId),
}

impl RowId {
    /// Whose row it is.
    pub fn patient(&self) -> PatientId {
        match self {
            Self::Patient(id)
            | Self::Visit(id, _)
            | Self::Clock(id, ..)
            | Self::Alert(id, _)
            | Self::Goal(id, _)
            | Self::Hazard(id, _) => *id,
        }
    }
}

/// How a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The view's own order: most pressing first.
    #[default]
    Rank,
    /// By name.
    Name,
    /// By time left.
    Due,
    /// Deadlines by what is at stake, then by time left.
    Class,
}

impl Sort {
    /// As the status line says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rank => "ordered by rank",
            Self::Name => "ordered by name",
            Self::Due => "ordered by time left",
            Self::Class => "ordered by what is at stake, then time left",
        }
    }
}

/// A row with what it is sorted by.
pub(super) struct Candidate<'a> {
    pub(super) id: RowId,
    pub(super) who: &'a str,
    pub(super) due: Option<Due>,
}

/// All rows of a view, sorted.
pub(super) fn rows(app: &App, view: View, sort: Sort) -> Vec<RowId> {
    app.effort.list();
    let mut all = match view {
        View::Today => today::candidates(app),
        View::Visits => visits::candidates(app),
        View::Reassess => reassess::candidates(app, sort),
        View::Meds => meds::candidates(app),
        View::Plans => plans::candidates(app),
        View::Home => hazards::candidates(app),
    };
    match sort {
        Sort::Rank | Sort::Class => {}
        Sort::Name => all.sort_by(|a, b| a.who.cmp(b.who)),
        Sort::Due => all.sort_by_key(|row| row.due.map_or(NaiveDateTime::MAX, Due::last_moment)),
    }
    all.into_iter().map(|row| row.id).collect()
}

/// The rows of a view with the text they are filtered by, which is made once for all letters.
#[derive(Debug)]
pub(super) struct Searchable(Vec<(RowId, Box<str>)>);

impl Searchable {
    /// These rows with their words.
    pub(super) fn of(app: &App, rows: Vec<RowId>) -> Self {
        app.effort.fold(rows.len());
        let folded = |row: &RowId| {
            let mut text = String::with_capacity(120);
            if let Some(patient) = app.board.patient(row.patient()) {
                text::fold_into(&mut text, &patient.who);
                words(app, patient, row, &mut |word| text::fold_into(&mut text, word));
            }
            text.into_boxed_str()
        };
        Self(
            rows.into_iter()
                .map(|row| {
                    let text = folded(&row);
                    (row, text)
                })
                .collect(),
        )
    }

    /// The rows that have all words of the filter, in their order.
    pub(super) fn matching(&self, filter: &str) -> Vec<RowId> {
        let wanted: Vec<String> = filter.split_whitespace().map(text::fold).collect();
        let has_all = |text: &str| wanted.iter().all(|wanted| text.contains(wanted.as_str()));
        self.0.iter().filter(|(_, text)| has_all(text)).map(|(row, _)| row.clone()).collect()
    }
}

/// Says what a row is found by, besides its patient.
fn words(app: &App, patient: &Assessed, row: &RowId, say: &mut dyn FnMut(&str)) {
    match row {
        RowId::Patient(id) => {
            let reasons = app.board.ranked(*id).map(|ranked| ranked.reasons.as_slice()).unwrap_or_default();
            for reason in reasons {
                say(&reason.text);
            }
        }
        RowId::Visit(_, id) => {
            if let Some(visit) = patient.facts.visits.iter().find(|visit| visit.id == *id) {
                [visits::type_of(visit), &visit.purpose, visit.state.status.label()].into_iter().for_each(say);
            }
        }
        RowId::Clock(..) => {
            if let Some(clock) = clock_of(patient, row) {
                reassess::words(app, patient, clock, say);
            }
        }
        RowId::Alert(..) => {
            if let Some(alert) = alert_of(patient, row) {
                [meds::level(alert), &alert.title(), &alert.consequence].into_iter().for_each(say);
            }
        }
        RowId::Goal(_, goal) => {
            let signal = patient.signals.iter().find(|(known, _)| known == goal);
            if let Some((_, signal)) = signal {
                say(&signal.text);
            }
            if let Some(tracked) = plans::found(patient, *goal) {
                say(&tracked.goal.text);
            }
        }
        RowId::Hazard(_, id) => {
            if let Some((_, hazard)) = hazards::found(patient, *id) {
                [&home::named(hazard), hazard.risk().label(), hazard.owner.as_deref().unwrap_or_default()]
                    .into_iter()
                    .for_each(say);
            }
        }
    }
}

/// The text of a row in `width` columns; `place` is its number from 0.
pub(super) fn line<'a>(app: &'a App, row: &RowId, place: usize, width: usize) -> Option<Line<'a>> {
    app.effort.line();
    let patient = app.board.patient(row.patient())?;
    match row {
        RowId::Patient(id) => today::line(app, app.board.ranked(*id)?, place, width),
        RowId::Visit(_, id) => {
            Some(visits::line(app, patient, patient.facts.visits.iter().find(|v| v.id == *id)?, width))
        }
        RowId::Clock(..) => Some(reassess::line(app, patient, clock_of(patient, row)?, width)),
        RowId::Alert(..) => Some(meds::line(app, patient, alert_of(patient, row)?, width)),
        RowId::Goal(_, goal) => plans::line(app, patient, *goal, width),
        RowId::Hazard(_, id) => hazards::line(app, patient, *id, width),
    }
}

/// What a row says when asked why.
pub(super) fn why_row(app: &App, row: &RowId) -> Vec<String> {
    let Some(patient) = app.board.patient(row.patient()) else { return Vec::new() };
    match row {
        RowId::Patient(_) | RowId::Visit(..) => Vec::new(),
        RowId::Clock(..) => {
            clock_of(patient, row).map(|clock| reassess::detail(app, patient, clock)).unwrap_or_default()
        }
        RowId::Alert(..) => alert_of(patient, row).map(|alert| meds::detail(app, patient, alert)).unwrap_or_default(),
        RowId::Goal(_, goal) => plans::detail(app, patient, *goal),
        RowId::Hazard(_, id) => hazards::detail(patient, *id),
    }
}

/// The deadline a row stands for.
pub(super) fn clock_of<'a>(patient: &'a Assessed, row: &RowId) -> Option<&'a Deadline> {
    let RowId::Clock(_, rule, name, due) = row else { return None };
    patient.deadlines.iter().find(|clock| clock.rule == *rule && clock.name == *name && clock.due == *due)
}

/// The alert a row stands for.
pub(super) fn alert_of<'a>(patient: &'a Assessed, row: &RowId) -> Option<&'a Alert> {
    let RowId::Alert(_, cause) = row else { return None };
    patient.alerts().find(|alert| alert.cause() == *cause)
}

/// The row under the cursor, or the sentence that there is none.
pub(super) fn selected_row(app: &App) -> Result<&RowId, Refusal> {
    app.is_read()?;
    app.selected().ok_or_else(|| {
        let [first, last, find] = app.keys_for(["view.today", "view.home", "find"]);
        Refusal::new(format!("This list is empty. {first} to {last} show other views, {find} finds a patient."))
    })
}

/// A section of the chart of the patient in hand.
pub(super) fn section(app: &App, section: Section) -> Result<Msg, Refusal> {
    if app.chart.is_none() && app.patient_in_hand().is_none() {
        return Err(Refusal::new("No patient is selected."));
    }
    Ok(Msg::Section(section))
}

/// Another day on the Visits view.
pub(super) fn day(app: &App, step: i64) -> Result<Msg, Refusal> {
    if app.active() != View::Visits {
        let [before, after, visits] = app.keys_for(["day.previous", "day.next", "view.visits"]);
        return Err(Refusal::new(format!("{before} and {after} change the day on the Visits view ({visits}).")));
    }
    if (app.day + step).abs() > 14 {
        return Err(Refusal::new("The board holds two weeks back and two weeks ahead."));
    }
    Ok(Msg::Day(step))
}

/// The day the Visits view shows.
pub(super) fn shown_day(app: &App) -> NaiveDate {
    let days = Days::new(app.day.unsigned_abs());
    let today = app.today();
    let shown = if app.day < 0 { today.checked_sub_days(days) } else { today.checked_add_days(days) };
    shown.unwrap_or(today)
}

/// Whether a visit is one the user makes or answers for.
pub(super) fn is_mine(app: &App, visit: &StoredVisit) -> bool {
    visit.clinician == Some(app.board.user_id) || app.board.user.role.answers_for_others()
}

/// The time of the data, for the foot of an explanation.
pub(super) fn clock(app: &App) -> String {
    app.board.local().format("%a %d %b %H:%M").to_string()
}

/// A local time of day.
pub(super) fn time(app: &App, at: when::Instant) -> String {
    at.with_timezone(&app.board.zone).format("%H:%M").to_string()
}

/// Draws the visible rows of a view into `area`.
pub(super) fn draw_rows(
    app: &App,
    view: View,
    buffer: &mut ratatui::buffer::Buffer,
    area: ratatui::layout::Rect,
    cursor: bool,
) {
    let Some(list) = app.list(view) else { return };
    if list.rows().is_empty() {
        let filtered = app.awaited.is_none() && app.filters.get(&view).is_some_and(|filter| !filter.is_empty());
        let cleared = || ["filter", "box.close"].map(|command| app.key_for(command)).join(" then ");
        let lines = if filtered {
            vec![format!("Nothing matches. {} clears the filter.", cleared())]
        } else {
            empty(app, view)
        };
        let lines = lines.iter().flat_map(|line| draw::wrap(line, usize::from(area.width).saturating_sub(2).max(10)));
        draw::rows(buffer, area, lines.map(|line| Line::raw(format!(" {line}"))));
        return;
    }
    let width = usize::from(area.width).saturating_sub(2);
    let height = usize::from(area.height);
    let shown: Vec<_> = if view == View::Visits && !cursor {
        // What was done is not what she looks for here: the next visit comes first.
        let open = |row: &RowId| matches!(row, RowId::Visit(patient, visit) if app.board.visit(*patient, *visit).is_some_and(StoredVisit::is_open));
        let next = list.rows().iter().position(open).unwrap_or(0);
        list.beginning_at(next, height).collect()
    } else {
        list.scrolled(height).collect()
    };
    for (y, (place, row, selected)) in (area.y..area.bottom()).zip(&shown) {
        let Some(line) = line(app, row, *place, width) else { continue };
        draw_row(buffer, ratatui::layout::Rect { y, height: 1, ..area }, &line, *selected && cursor);
    }
    draw::edges(buffer, area, shown.first().map_or(0, |(place, ..)| *place), list.rows().len());
}

/// The visits under the ranked list, from the one that the row in hand is about, else from the next one to be made.
pub(super) fn draw_strip(app: &App, buffer: &mut ratatui::buffer::Buffer, area: ratatui::layout::Rect) {
    let rows = app.list(View::Visits).map(super::list::List::rows).unwrap_or_default();
    let of_row = today::visit_in_hand(app);
    let is_open = |row: &RowId| matches!(row, RowId::Visit(patient, visit) if app.board.visit(*patient, *visit).is_some_and(StoredVisit::is_open));
    let wanted = rows.iter().position(|row| of_row.as_ref() == Some(row));
    let Some(wanted) = wanted.or_else(|| rows.iter().position(is_open)) else {
        return draw_rows(app, View::Visits, buffer, area, false);
    };
    let first = wanted.min(rows.len().saturating_sub(usize::from(area.height)));
    let width = usize::from(area.width).saturating_sub(2);
    for (y, (place, row)) in (area.y..area.bottom()).zip(rows.iter().enumerate().skip(first)) {
        let Some(line) = line(app, row, place, width) else { continue };
        draw_row(buffer, ratatui::layout::Rect { y, height: 1, ..area }, &line, false);
    }
}

/// One row of a list; the one in hand is marked and reversed.
pub(super) fn draw_row(buffer: &mut ratatui::buffer::Buffer, area: ratatui::layout::Rect, line: &Line<'_>, here: bool) {
    if here {
        buffer.set_string(area.x, area.y, ">", ratatui::style::Style::new());
    }
    draw::set_line(buffer, area.x + 2, area.y, line, area.width.saturating_sub(2));
    if here {
        buffer.set_style(area, super::theme::Theme::selected());
    }
}

/// How patients come onto the list of somebody who has none.
fn whence(app: &App) -> String {
    let imports = matches!(app.board.user.role, Role::CaseManager | Role::Administrator);
    let whence = if imports {
        "`caseload import PATH --assign you` brings some in."
    } else {
        "Patients come here with the visits that are placed for you, and with a team."
    };
    format!("{whence} {} finds any patient of the agency.", app.key_for("find"))
}

/// What an empty list says: never just "all clear", always of when the data is.
fn empty(app: &App, view: View) -> Vec<String> {
    if let Some(unread) = app.unread() {
        return vec![unread];
    }
    let (patients, at) = (app.board.patients.len(), clock(app));
    if patients == 0 {
        let none = "No patients are on your caseload.".to_owned();
        // Beside Today it stands in three rows, under the list that says it all.
        return if view == View::Visits && app.view == View::Today { vec![none] } else { vec![none, whence(app)] };
    }
    let (checked, of) = app.tally.checked;
    let patients = if patients == 1 { "1 patient".to_owned() } else { format!("{patients} patients") };
    let said = match view {
        View::Today => format!(
            "Nothing needs you first. {patients} looked at {at}: deadlines, {checked} of {of} medicines, vital signs, visits, goals."
        ),
        View::Visits => {
            let [before, after] = app.keys_for(["day.previous", "day.next"]);
            format!(
                "No visits of yours on {}. {before} and {after} show other days.",
                shown_day(app).format("%a %d %b")
            )
        }
        View::Reassess => return reassess::empty(app),
        View::Meds => format!("No medication alerts: {checked} of {of} medicines checked {at}."),
        View::Home => format!("No hazard is open in these homes: {patients} looked at {at}."),
        View::Plans => format!("No goal asks for a decision: {patients} looked at {at}."),
    };
    vec![said]
}

/// The lines under a list that explain the row under the cursor: title and text.
pub(super) fn detail(app: &App, view: View) -> Option<(String, Vec<String>)> {
    let row = app.list(view)?.selected()?;
    let patient = app.board.patient(row.patient())?;
    let lines = match row {
        RowId::Patient(id) => today::why(app, app.board.ranked(*id)?),
        RowId::Visit(_, id) => {
            let visit = patient.facts.visits.iter().find(|visit| visit.id == *id)?;
            return Some((format!("{}: at the door", patient.who), visits::detail(app, patient, visit)));
        }
        RowId::Clock(..) => reassess::in_brief(app, patient, clock_of(patient, row)?),
        RowId::Alert(..) | RowId::Goal(..) | RowId::Hazard(..) => why_row(app, row),
    };
    Some((patient.who.clone(), lines))
}

/// What the row in hand is about, in the chart that opens from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// A goal.
    Goal(GoalId),
    /// A line of the medication list.
    Medicine(MedicationId),
    /// An entry: a hazard in the home, or another one that waits.
    Entry(EntryId),
}

impl App {
    /// What the row in hand is about, where the chart has a place for it.
    pub(super) fn aimed_at(&self) -> Option<Aim> {
        let row = self.selected()?;
        let patient = self.board.patient(row.patient())?;
        let line_of = |cause: &str| {
            let alert = patient.alerts().find(|alert| alert.cause() == cause)?;
            alert.lines.first().copied().map(Aim::Medicine)
        };
        match row {
            RowId::Goal(_, goal) => Some(Aim::Goal(*goal)),
            RowId::Alert(_, cause) => line_of(cause),
            RowId::Hazard(_, entry) => Some(Aim::Entry(*entry)),
            RowId::Patient(id) => match &self.board.ranked(*id)?.reasons.first()?.about {
                About::Goal(goal) => Some(Aim::Goal(*goal)),
                About::Alert(cause) => line_of(cause),
                About::Entry(entry) => Some(Aim::Entry(*entry)),
                About::Measurement
                | About::Clock { .. }
                | About::Payer
                | About::Death
                | About::Visit(_)
                | About::Untold(_)
                | About::Task(_) => None,
            },
            RowId::Visit(..) | RowId::Clock(..) => None,
        }
    }
}
