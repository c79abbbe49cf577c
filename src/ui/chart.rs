//! The chart summary: who is this person now, and what changed since I looked.

use std::cell::OnceCell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::command::Place;
use super::list::{List, Motion};
use super::overlay::{Overlay, Reader};
use super::theme::Theme;
use super::{App, Msg, RowId, draw, entries, home, reassess, reconcile};
use crate::domain::board::Assessed;
use crate::domain::chart::Chart;
use crate::domain::entry::EntryId;
use crate::domain::episode::certification;
use crate::domain::formulary::Formulary;
use crate::domain::ids::MedicationId;
use crate::domain::knowledge::Knowledge;
use crate::domain::medication::regimen::Regimen;
use crate::domain::observation::Observation;
use crate::domain::plan::tree::{Extent, Node};
use crate::domain::plan::untold::Untold;
use crate::domain::refusal::Refusal;

pub(super) mod critical;
pub(super) mod heading;
mod medicines;
mod parts;
pub(super) mod plan;
mod trend;
mod used;

pub(super) use heading::heading;
pub(super) use medicines::medicine_explained;
pub(super) use trend::trend;

use self::parts::{Part, parts};

/// A section of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Everything, from the top.
    Summary,
    /// Allergies, code status, precautions.
    Critical,
    /// The medication list.
    Meds,
    /// Our medication list beside those of others.
    Reconcile,
    /// The plan of care.
    Plan,
    /// Visits.
    Visits,
    /// Deadlines, those that are done too.
    Deadlines,
    /// People.
    People,
    /// Home safety.
    Home,
    /// Entries of every kind.
    Records,
}

/// The open chart.
#[derive(Debug)]
pub(super) struct Screen {
    pub(super) chart: Chart,
    pub(super) assessed: Assessed,
    section: Section,
    top: usize,
    deadlines: List<RowId>,
    medicines: List<MedicationId>,
    /// The walk through the home.
    pub(super) walk: home::Walk,
    /// Entries of every kind.
    pub(super) records: List<EntryId>,
    /// The lines of the plan; none until it is first shown.
    plan: List<Node>,
    /// Which lines of the plan are shown.
    extent: Extent,
    /// Something was written here just now: the cursor goes to what it added.
    pub(super) wrote: bool,
    /// How many changes of the plan are not signed; counted when the plan is first shown. Nothing where the signed version
    /// cannot be read.
    unsigned: OnceCell<Option<usize>>,
    /// What others do not know yet; found out when it is first asked for.
    untold: OnceCell<Untold>,
    /// The load of the medication list; counted when the list is first shown.
    regimen: OnceCell<Regimen>,
    /// The reconciliation, where other lists wait.
    pub(super) table: Option<reconcile::Table>,
}

impl Screen {
    pub(super) fn new(chart: Chart, assessed: Assessed, formulary: &Formulary) -> Self {
        let mut rows = List::default();
        rows.replace(reassess::rows_of(&assessed));
        let medicines = medicines::list(&assessed);
        let records = entries::list(&chart);
        let walk = home::Walk::of(&chart);
        Self {
            chart,
            assessed,
            section: Section::Summary,
            top: 0,
            deadlines: rows,
            medicines,
            walk,
            records,
            plan: List::default(),
            extent: Extent::default(),
            wrote: false,
            unsigned: OnceCell::new(),
            untold: OnceCell::new(),
            regimen: OnceCell::new(),
            table: None,
        }
        .with_table(formulary)
    }

    fn with_table(mut self, formulary: &Formulary) -> Self {
        self.table = reconcile::Table::of(&self, formulary);
        self
    }

    /// A chart read again keeps its place.
    pub(super) fn renew(&mut self, chart: Chart, assessed: Assessed, knowledge: Knowledge) {
        self.deadlines.keep(&reassess::rows_of(&assessed));
        self.medicines.keep(&medicines::rows_of(&assessed));
        self.records.replace(entries::rows_of(&chart));
        let wrote = std::mem::take(&mut self.wrote);
        self.walk.renew(&chart, wrote);
        if !self.plan.rows().is_empty() {
            let fresh = plan::rows_of(&chart, self.extent, (knowledge.plans)());
            let added = fresh.iter().find(|node| wrote && !self.plan.rows().contains(node)).cloned();
            self.plan.replace(fresh);
            added.inspect(|node| _ = self.plan.select(node));
        }
        self.chart = chart;
        self.assessed = assessed;
        self.unsigned = OnceCell::new();
        self.untold = OnceCell::new();
        self.regimen = OnceCell::new();
        let fresh = reconcile::Table::of(self, knowledge.formulary);
        self.table = match self.table.take() {
            Some(table) => table.renewed(fresh),
            None => fresh,
        };
        if self.table.is_none() && self.section == Section::Reconcile {
            self.section = Section::Meds;
        }
    }

    /// What others do not know yet of the plan in force.
    pub(super) fn untold(&self, app: &App) -> &Untold {
        self.untold.get_or_init(|| Untold::of(&self.chart, (app.knowledge.plans)(), app.today()))
    }

    /// Whether the section with the deadlines has the keys.
    pub(super) fn shows_deadlines(&self) -> bool {
        self.section == Section::Deadlines
    }

    /// The deadline under the cursor, where there is one.
    pub(super) fn deadline(&self) -> Option<&RowId> {
        self.deadlines.selected().filter(|_| self.shows_deadlines())
    }

    /// Whether home safety has the keys.
    pub(super) fn shows_home(&self) -> bool {
        self.section == Section::Home
    }

    /// Where keys go while it is open.
    pub(super) fn place(&self) -> Place {
        match self.section {
            Section::Deadlines => Place::ChartDeadlines,
            Section::Meds => Place::ChartMedicines,
            Section::Plan => Place::ChartPlan,
            Section::Home => Place::ChartHome,
            Section::Records => Place::ChartRecords,
            Section::Reconcile => Place::Reconcile,
            Section::Summary | Section::Critical | Section::Visits | Section::People => Place::Chart,
        }
    }

    /// Whether the reconciliation has the keys.
    pub(super) fn reconciles(&self) -> bool {
        self.section == Section::Reconcile
    }

    pub(super) fn show(&mut self, section: Section, knowledge: Knowledge) {
        self.section = section;
        self.top = 0;
        if section == Section::Plan && self.plan.rows().is_empty() {
            self.plan = plan::list(&self.chart, (knowledge.plans)());
        }
    }

    /// Scrolls, but not further than the last line; among deadlines, medicines and lines of the plan the cursor moves.
    pub(super) fn go(&mut self, motion: Motion, lines: usize, height: usize) {
        if self.shows_deadlines() {
            self.deadlines.go(motion, height / 2);
        } else if self.shows_medicines() {
            self.medicines.go(motion, height / 2);
        } else if self.shows_home() {
            self.walk.go(motion, height / 2);
        } else if self.section == Section::Records {
            self.records.go(motion, height / 2);
        } else if self.shows_plan() {
            self.plan.go(motion, height / 2);
        } else if let (true, Some(table)) = (self.reconciles(), &mut self.table) {
            table.go(motion, height / 2);
        } else {
            self.top = scrolled(self.top, motion, height).min(lines.saturating_sub(height));
        }
    }
}

/// Where a text stands after a motion; the caller limits it to its length.
pub(super) fn scrolled(top: usize, motion: Motion, height: usize) -> usize {
    let page = height.max(1).cast_signed();
    match motion {
        Motion::By(rows) => top.saturating_add_signed(rows),
        Motion::HalfPage(pages) => top.saturating_add_signed(pages * (page / 2).max(1)),
        Motion::Page(pages) => top.saturating_add_signed(pages * page),
        Motion::Top => 0,
        Motion::End => usize::MAX / 2,
    }
}

/// What happened since the user last looked, and what did not.
pub(super) fn since(app: &App) -> Vec<String> {
    let Some(screen) = &app.chart else { return Vec::new() };
    let Some(before) = screen.chart.looked_before else {
        return vec!["You had not opened this chart before this session.".to_owned()];
    };
    let local =
        |at: crate::domain::when::Instant| at.with_timezone(&app.board.zone).format("%a %d %b %H:%M").to_string();
    let mut lines = vec![format!("You looked {}.", local(before))];
    let me = app.board.user.name.full();
    let (own, others): (Vec<_>, Vec<_>) = screen.chart.since.iter().partition(|happening| happening.who == me);
    match own.len() {
        0 => {}
        1 => lines
            .push(format!("Your own change since: {}.", own.first().map(|one| one.what.as_str()).unwrap_or_default())),
        many => lines.push(format!(
            "Your own changes since: {many}, the last: {}.",
            own.first().map(|one| one.what.as_str()).unwrap_or_default()
        )),
    }
    let known = lines.len() - usize::from(!own.is_empty());
    for happening in others {
        lines.push(format!("{}  {}  {}", local(happening.at), happening.what, happening.who));
    }
    for note in screen.chart.notes.iter().filter(|note| note.at > before) {
        lines.extend(parts::short_note(
            app,
            &format!("{}  {} {}: ", local(note.at), note.kind.label(), note.author),
            &note.text,
        ));
    }
    let fresh = screen.assessed.facts.vitals.iter().filter(|vital| vital.at.is_some_and(|at| at > before));
    for vital in fresh {
        lines.push(format!("{}  {}", vital.at.map(local).unwrap_or_default(), measured(vital)));
    }
    if lines.len() == known {
        lines.push("Nothing changed: plan, medicines, visits, vital signs and notes are as you left them.".to_owned());
    }
    lines
}

/// `gn`: the notes of the open chart, in full.
pub(super) fn notes(app: &App) -> Result<Msg, Refusal> {
    let screen = app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))?;
    let title = format!("notes: {}", screen.assessed.who);
    Ok(Msg::Overlay(Overlay::Reader(Reader { title, lines: parts::notes(app, screen), top: 0 })))
}

fn measured(vital: &Observation) -> String {
    let value = vital.value.map(plain).or_else(|| vital.text.clone()).unwrap_or_default();
    format!("{} {value} {}", vital.name, vital.unit.as_deref().unwrap_or_default()).trim_end().to_owned()
}

/// A number without a trailing zero.
fn plain(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The parts as they flow down the screen, the asked section first, each with its heading. Nothing is cut: long
/// lines go on below, set in.
fn flow(parts: Vec<Part>, first: Section, width: usize) -> Vec<(bool, String)> {
    let mut parts = parts;
    if first != Section::Summary {
        parts.sort_by_key(|part| part.section != first);
    }
    let mut out = Vec::new();
    for part in parts {
        out.push((true, format!("{}{}", part.title, part.key)));
        if part.lines.is_empty() {
            out.push((false, "   none on record".to_owned()));
        }
        out.extend(part.lines.iter().flat_map(|line| draw::wrap_kept(line, width)).map(|line| (false, line)));
    }
    out
}

/// Columns of a chart as text.
const PAGE: usize = 110;

/// The width of a column of the chart.
fn column_width(app: &App) -> usize {
    usize::from(if app.is_wide() { app.size.0 / 2 - 1 } else { app.size.0 })
}

/// How many lines the chart has and how many fit; what scrolling is limited to.
pub(super) fn extent(app: &App, screen: &Screen) -> (usize, usize) {
    let lines = flow(parts(app, screen), screen.section, column_width(app));
    let above = heading(app, screen, usize::from(app.size.0).saturating_sub(1)).len() + 1;
    let rows = usize::from(app.middle_rows()).saturating_sub(above);
    let first = if app.is_wide() { balanced(&lines) } else { lines.len() };
    (first.max(lines.len() - first), rows)
}

/// The whole chart as text, as `caseload patient` prints it.
pub(super) fn text(app: &App, screen: &Screen) -> String {
    let rows = heading(app, screen, PAGE).into_iter().map(|row| row.text);
    let mut out = rows.collect::<Vec<_>>().join("\n");
    // On paper there are no keys.
    let parts = parts(app, screen).into_iter().map(|part| Part { key: String::new(), ..part }).collect();
    for (heading, line) in flow(parts, Section::Summary, PAGE) {
        out.push_str(if heading { "\n\n-- " } else { "\n" });
        out.push_str(line.trim_end());
    }
    out.push('\n');
    out
}

/// Draws the heading rows of a chart; answers what is left.
pub(super) fn draw_heading(app: &App, rows: &[heading::Row], buffer: &mut Buffer, area: Rect) -> Rect {
    rows.iter().fold(area, |area, row| {
        let style = match row.weight {
            heading::Weight::Strong => Theme::strong(),
            heading::Weight::Warning => app.theme.warning(),
            heading::Weight::Plain => Style::new(),
        };
        draw::row(buffer, area, &Line::from(Span::styled(format!(" {}", row.text), style)))
    })
}

/// `g: s summary  a allergies ...`: the sections with their keys. What all keys begin with is said once.
fn sections_with_keys(app: &App) -> String {
    const SECTIONS: [(&str, &str); 8] = [
        ("section.summary", "summary"),
        ("section.allergies", "allergy"),
        ("section.meds", "meds"),
        ("section.plan", "plan"),
        ("section.visits", "visits"),
        ("section.deadlines", "due"),
        ("section.people", "people"),
        ("section.home", "home"),
    ];
    let keys = SECTIONS.map(|(command, _)| app.key_for(command));
    let first = keys.first().and_then(|key| key.chars().next()).unwrap_or_default();
    let all_begin_so = keys.iter().all(|key| key.starts_with(first) && key.chars().count() == 2);
    let said = keys.iter().zip(SECTIONS).map(|(key, (_, name))| match key.strip_prefix(first) {
        Some(second) if all_begin_so => format!("{second} {name}"),
        Some(_) | None => format!("{key} {name}"),
    });
    let said = said.collect::<Vec<_>>().join("  ");
    if all_begin_so { format!("{first}: {said}") } else { said }
}

/// Draws the chart: heading lines, the sections, one or two columns.
pub(super) fn draw_chart(app: &App, screen: &Screen, buffer: &mut Buffer, area: Rect) {
    let rows = heading(app, screen, usize::from(area.width).saturating_sub(1));
    let area = draw_heading(app, &rows, buffer, area);
    let area = draw::rule(buffer, area, &sections_with_keys(app), app.theme);
    if screen.shows_deadlines() {
        reassess::draw_all(app, &screen.assessed, &screen.deadlines, buffer, area);
        return;
    }
    if screen.shows_medicines() {
        medicines::draw_all(app, screen, buffer, area);
        return;
    }
    if screen.shows_home() {
        home::draw_all(app, screen, buffer, area);
        return;
    }
    if screen.section == Section::Records {
        entries::draw_all(app, screen, buffer, area);
        return;
    }
    if screen.shows_plan() {
        plan::draw_all(app, screen, buffer, area);
        return;
    }
    if screen.reconciles() {
        reconcile::draw_all(app, screen, buffer, area);
        return;
    }
    let lines = flow(parts(app, screen), screen.section, column_width(app));
    if app.is_wide() {
        let half = area.width / 2;
        let left = Rect { width: half - 1, ..area };
        let right = Rect { x: area.x + half + 1, width: area.width - half - 1, ..area };
        let (one, two) = lines.split_at(balanced(&lines));
        draw_lines(app, buffer, left, one, screen.top);
        draw_lines(app, buffer, right, two, screen.top);
    } else {
        draw_lines(app, buffer, area, &lines, screen.top);
    }
}

/// Where the second column begins: at the heading nearest to the middle.
fn balanced(lines: &[(bool, String)]) -> usize {
    let middle = lines.len().div_ceil(2);
    let headings = lines.iter().enumerate().filter(|(_, (heading, _))| *heading).map(|(at, _)| at);
    headings.min_by_key(|at| at.abs_diff(middle)).unwrap_or(middle)
}

/// A column of the chart from line `top` on; where it goes on above or below, its edge says so.
fn draw_lines(app: &App, buffer: &mut Buffer, area: Rect, lines: &[(bool, String)], top: usize) {
    let mut rest = area;
    for (heading, text) in lines.iter().skip(top).take(usize::from(area.height)) {
        rest = if *heading {
            draw::rule(buffer, rest, text, app.theme)
        } else {
            draw::row(buffer, rest, &draw::lit(text, app.theme))
        };
    }
    draw::edges(buffer, area, top, lines.len());
}

/// The box of Today that shows the patient under the cursor.
pub(super) fn preview(app: &App, patient: &Assessed) -> Vec<String> {
    let facts = &patient.facts;
    let problems: Vec<String> = facts.problems.iter().map(|problem| problem.words()).take(4).collect();
    let mut lines = vec![problems.join(", ")];
    if let Some(end) = patient.ended {
        lines.push(end.said());
    } else if let Some(cert) = facts.start_of_care(app.today()).and_then(|soc| certification(soc, app.today())) {
        lines.push(format!("day {} of 60, cert ends {}", cert.day, cert.to.format("%a %d %b")));
    }
    lines.extend(trend(app, patient, 3).into_iter().take(5));
    let high = facts.medications.len();
    lines.push(format!("Meds {high}, {} of {} checked", patient.review.checked, patient.review.of));
    if let Some(visit) = patient.next_visit() {
        let at = visit.starts.with_timezone(&app.board.zone).format("%a %d %b %H:%M");
        lines.push(format!("Next visit {at} {}", super::visits::type_of(visit)));
    }
    lines.extend(
        facts.looked.map(|at| format!("You looked {}", at.with_timezone(&app.board.zone).format("%a %d %b %H:%M"))),
    );
    lines.retain(|line| !line.is_empty());
    lines
}
