//! Reconciliation: our list, theirs and what stands in the home, on one row per drug. One digit decides and moves on.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::chart::Screen;
use super::form::{Asked, Form, Hitch, Purpose};
use super::list::{List, Motion};
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Effect, Msg, Section, draw, meds, panes};
use crate::domain::change::{Bundle, Change, Edit};
use crate::domain::field::{Field, Shape, WrongField};
use crate::domain::formulary::Formulary;
use crate::domain::ids::{Id, OperationId, PatientId, Stored};
use crate::domain::medication::list::{ListSource, ListStatus, MedicineList};
use crate::domain::medication::reconcile::{Decision, Finished, Listed, Row, Sources, check, questions, rows, written};
use crate::domain::medication::told::after;
use crate::domain::medication::{Medication, MedicationStatus};
use crate::domain::refusal::Refusal;

pub(super) mod kept;

const SOURCE: Field = Field::needed("list_source", "whose list", Shape::words("list", ListSource::WORDS));
const TOLD_BY: Field = Field::needed("told_by", "who gave it", Shape::Text);
const DAY: Field = Field::needed("date", "day", Shape::Day);
const NEXT: Field = Field::optional("next_line", "next medicine", Shape::Text);
/// How many lines of a list that is taken down are read back; the newest.
const LINES_SHOWN: usize = 9;
static RECEIVED: [Field; 4] = [SOURCE, TOLD_BY, DAY, NEXT];

/// Decisions that are written only when a reconciliation is finished; until then they are kept as a draft.
#[derive(Debug, Default)]
pub(super) struct Unwritten {
    /// By patient.
    pub(super) decided: HashMap<PatientId, Vec<(Row, Decision)>>,
    /// The names they are written under, by patient.
    pub(super) names: HashMap<PatientId, OperationId>,
}

/// The rows of the open chart with the cursor.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    list: List<usize>,
}

impl Table {
    /// The rows of a chart; `None` where no other list waits.
    pub(super) fn of(screen: &Screen, formulary: &Formulary) -> Option<Self> {
        let sources = sources(screen);
        if sources.is_empty() {
            return None;
        }
        let rows = rows(sources, formulary);
        let mut list = List::default();
        list.replace((0..rows.len()).collect());
        Some(Self { rows, list })
    }

    /// The same cursor over the rows as they are by now.
    pub(super) fn renewed(self, fresh: Option<Self>) -> Option<Self> {
        let mut fresh = fresh?;
        // Rows come and go: the cursor stays with its drug, or a digit would fall on another.
        let here = self.row();
        let is_it = |row: &Row| {
            let ours = |row: &Row| row.ours.as_ref().map(|entry| entry.id);
            here.is_some_and(|here| here == row || (here.name == row.name && ours(here) == ours(row)))
        };
        if let Some(at) = fresh.rows.iter().position(is_it) {
            fresh.list.select(&at);
        }
        Some(fresh)
    }

    pub(super) fn go(&mut self, motion: Motion, height: usize) {
        self.list.go(motion, height);
    }

    fn row(&self) -> Option<&Row> {
        self.rows.get(*self.list.selected()?)
    }
}

fn sources(screen: &Screen) -> Sources<'_> {
    Sources::of(&screen.assessed.facts.medications, &screen.chart.lists)
}

fn open(app: &App) -> Result<(&Screen, &Table), Refusal> {
    let screen = app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))?;
    screen.table.as_ref().map(|table| (screen, table)).ok_or_else(|| {
        let enters = app.key_for("list.receive");
        Refusal::new(format!("No list to reconcile. {enters} enters one: a hospital's, or what is in the home."))
    })
}

/// `=` in the medication list: the lists side by side.
pub(super) fn show(app: &App) -> Result<Msg, Refusal> {
    open(app).map(|_| Msg::Section(Section::Reconcile))
}

/// A digit: what is decided about the row in hand.
pub(super) fn decide(app: &App, decision: Decision) -> Result<Msg, Refusal> {
    let row = open(app)?.1.row().ok_or_else(|| Refusal::new("No row is selected."))?;
    check(row, decision)?;
    Ok(Msg::Decide(decision))
}

impl App {
    /// What is decided about a row of the open chart.
    fn decision(&self, screen: &Screen, row: &Row) -> Option<Decision> {
        let decided = self.unwritten.decided.get(&screen.assessed.id())?;
        decided.iter().find(|(known, _)| known == row).map(|(_, decision)| *decision)
    }

    /// The rows of the open table that are decided, in their order.
    fn decided_rows(&self, screen: &Screen) -> Vec<(Row, Decision)> {
        let rows = screen.table.iter().flat_map(|table| &table.rows);
        rows.filter_map(|row| Some((row.clone(), self.decision(screen, row)?))).collect()
    }

    /// The decision stands, and the cursor goes to the next row that waits for one.
    pub(super) fn decide(&mut self, decision: Decision) -> Vec<Effect> {
        let Some(mut screen) = self.chart.take() else { return Vec::new() };
        let patient = screen.assessed.id();
        if let Some(table) = &mut screen.table
            && let Some(row) = table.row().cloned()
        {
            let decided = self.unwritten.decided.entry(patient).or_default();
            decided.retain(|(known, _)| *known != row);
            decided.push((row, decision));
            let waits =
                |at: &usize| table.rows.get(*at).is_some_and(|row| !decided.iter().any(|(known, _)| known == row));
            let here = table.list.selected().copied().unwrap_or(0);
            let next = (here + 1..table.rows.len()).chain(0..here).find(waits);
            if let Some(next) = next {
                table.list.select(&next);
            }
        }
        self.chart = Some(screen);
        self.keep_decisions(patient)
    }

    /// Writes what was read, if nothing became different meanwhile; otherwise it has to be read again.
    pub(super) fn reconcile(&mut self, seen: &[(Row, Decision)], bundle: Bundle) -> Vec<Effect> {
        let now = self.chart.as_ref().map(|screen| (self.decided_rows(screen), screen.table.as_ref()));
        let same = now.is_some_and(|(decided, table)| {
            decided.as_slice() == seen && table.is_some_and(|table| table.rows.len() == seen.len())
        });
        if same {
            let name = self.chart.as_ref().map(|screen| screen.assessed.id());
            let name = name.and_then(|patient| self.unwritten.names.get(&patient).copied());
            return self.write(Effect::WriteBundle(bundle, name));
        }
        self.overlay = None;
        self.warn(format!(
            "The lists changed meanwhile. Look at the rows again, then {}.",
            self.key_for("reconcile.finish")
        ));
        Vec::new()
    }

    /// Ours stays on every row that agrees.
    pub(super) fn keep_agreeing(&mut self) -> Vec<Effect> {
        let Some(screen) = &self.chart else { return Vec::new() };
        let Some(table) = &screen.table else { return Vec::new() };
        let agreeing: Vec<Row> = table.rows.iter().filter(|row| row.agrees).cloned().collect();
        let patient = screen.assessed.id();
        let decided = self.unwritten.decided.entry(patient).or_default();
        let fresh: Vec<Row> =
            agreeing.into_iter().filter(|row| !decided.iter().any(|(known, _)| known == row)).collect();
        let count = fresh.len();
        decided.extend(fresh.into_iter().map(|row| (row, Decision::Ours)));
        self.say(match count {
            0 => "No row that agrees is undecided.".to_owned(),
            1 => "Ours stays on 1 row that agrees.".to_owned(),
            count => format!("Ours stays on {count} rows that agree."),
        });
        self.keep_decisions(patient)
    }
}

/// `S`: everything that would be written, to be read once more.
pub(super) fn finish(app: &App) -> Result<Msg, Refusal> {
    let (screen, table) = open(app)?;
    let decided = app.decided_rows(screen);
    let open = table.rows.len() - decided.len();
    if open > 0 {
        let rows = if open == 1 { "1 row is".to_owned() } else { format!("{open} rows are") };
        return Err(Refusal::new(format!(
            "{rows} undecided. {} puts a row on the list of questions.",
            app.key_for("reconcile.ask")
        )));
    }
    let facts = &screen.assessed.facts;
    let prescriber = facts.episode.as_ref().and_then(|episode| episode.practitioner.clone());
    let author = app.board.user.name.initialled();
    let at = app.local();
    let finished = Finished {
        patient: screen.assessed.id(),
        by: app.board.user_id,
        author: &author,
        credential: &app.board.user.credential,
        prescriber: prescriber.as_deref().unwrap_or("the prescriber"),
        at,
        now: app.now,
    };
    let bundle = written(&decided, sources(screen), &finished);
    let mut intro = Vec::new();
    let mut lines: Vec<Stored<Medication>> = facts.medications.clone();
    for part in &bundle.parts {
        if let Change::Medication(edit) = part {
            intro.push(in_words(edit));
            lines = after(lines, edit);
        }
    }
    let alerts = screen.assessed.new_alerts(&lines, app.knowledge, app.today());
    let raised = alerts
        .iter()
        .map(|alert| format!("new alert: {}: {}", meds::heading(app, &screen.assessed, alert), alert.consequence));
    if intro.is_empty() {
        intro.push("Our list stays as it is.".to_owned());
    }
    // What could hurt stands first: a long text is cut at its end.
    let mut intro: Vec<String> = raised.chain(intro).collect();
    intro.extend(questions(&decided, sources(screen)).into_iter().map(|question| format!("ask {question}")));
    intro.push("The lists count as reconciled, and the drug regimen review is recorded.".to_owned());
    let item = |label: &str, does: Msg| Item { label: label.to_owned(), means: Vec::new(), does, retract: None };
    let items = vec![item("write it", Msg::Reconcile(decided, Box::new(bundle))), item("not yet", Msg::Close)];
    let title = format!("finish the reconciliation: {}", screen.assessed.who);
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(title, intro, items))))
}

fn in_words(edit: &Edit<Medication>) -> String {
    match edit {
        Edit::Add { value, .. } => format!("add {}", value.with_purpose()),
        Edit::Amend { from, to, .. } if to.status == MedicationStatus::Stopped => format!("stop {}", from.listed()),
        Edit::Amend { from, to, .. } => format!("change {} to {}", from.listed(), to.listed()),
    }
}

/// `D`: a list that is not needed, or that was never this patient's, is put away.
pub(super) fn put_away(app: &App) -> Result<Msg, Refusal> {
    let (screen, _) = open(app)?;
    let item = |list: &Stored<MedicineList>, status: ListStatus, why: &str| Item {
        label: format!("{} ({}, {}): {why}", list.source.label(), list.told_by, list.on.format("%d %b")),
        means: Vec::new(),
        does: Msg::Write(Change::list(list.amended(MedicineList { status, ..list.value.clone() }))),
        retract: None,
    };
    let items = screen.chart.lists.iter().flat_map(|list| {
        [
            item(list, ListStatus::PutAway, "not needed"),
            item(list, ListStatus::EnteredInError, "entered in error, not this patient's"),
        ]
    });
    let title = format!("discard a list: {}", screen.assessed.who);
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(title, Vec::new(), items.collect()))))
}

/// `L`: another list is taken down, a medicine a line.
pub(super) fn receive(app: &App) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let proposal = |field: &Field| if field.name == DAY.name { "today" } else { "" };
    let asked = RECEIVED.iter().map(|field| Asked::with(field, proposal(field))).collect();
    let enter = app.key_for("form.save");
    let notes =
        vec![format!("Paste the list, or type a medicine and {enter}; {enter} on an empty line writes the list.")];
    let form = Form::new(app, patient, "enter another list", Purpose::Receive(Vec::new()));
    Ok(Msg::Overlay(Overlay::Form(Form { notes, asked, ..form })))
}

/// Enter: the line joins the list; an empty one writes it.
pub(super) fn received(form: &Form, lines: &[String]) -> Result<Msg, Hitch> {
    let typed = form.answer(NEXT.name);
    let typed = typed.trim();
    if !typed.is_empty() {
        let mut form = form.clone();
        form.take_lines(typed);
        return Ok(Msg::Overlay(Overlay::Form(form)));
    }
    let needed = |field: &Field, why: &str| Hitch::Field(WrongField { field: field.name, why: why.to_owned() });
    let source = SOURCE.read(&form.answer(SOURCE.name), form.from)?;
    let source = source.as_ref().and_then(|answer| answer.value.as_str()).map(ListSource::from_word);
    let source = source.ok_or_else(|| needed(&SOURCE, "is needed"))?;
    TOLD_BY.read(&form.answer(TOLD_BY.name), form.from)?;
    let day = DAY.read(&form.answer(DAY.name), form.from)?;
    let on = day.as_ref().and_then(|answer| answer.value.as_str()).and_then(|text| text.parse().ok());
    let on = on.ok_or_else(|| needed(&DAY, "is needed"))?;
    if lines.is_empty() {
        return Err(needed(&NEXT, "no medicine is on it yet"));
    }
    let told_by = form.answer(TOLD_BY.name).trim().to_owned();
    let value = MedicineList { source, told_by, on, lines: lines.join("\n"), status: ListStatus::Open };
    Ok(Msg::Write(Change::list(Edit::Add { patient: form.patient, value })))
}

/// What is on the list so far, as it is read.
pub(super) fn said_back(app: &App, lines: &[String]) -> Vec<(&'static str, String)> {
    let read = lines.iter().map(|line| {
        let read = crate::domain::medication::one_line::OneLine::read(line, app.knowledge.formulary);
        let asks = read.doubts.first().map(|doubt| format!("   ({})", doubt.question())).unwrap_or_default();
        ("READS", format!("{}{asks}", read.said))
    });
    let count = lines.len();
    let hidden = count.saturating_sub(LINES_SHOWN);
    let mut said: Vec<(&'static str, String)> = read.skip(hidden).collect();
    let more = if hidden > 0 { format!(" ({hidden} above these)") } else { String::new() };
    said.push(("LINES", format!("{count}{more}; {} on an empty line writes the list", app.key_for("form.save"))));
    said
}

impl Form {
    /// Lines of a pasted or typed list join it.
    pub(super) fn take_lines(&mut self, text: &str) {
        let Purpose::Receive(lines) = &mut self.purpose else { return };
        lines.extend(text.lines().map(crate::domain::text::line).filter(|line| !line.is_empty()));
        if let Some(asked) = self.asked.last_mut() {
            *asked = Asked::with(asked.field, "");
        }
        self.at = self.asked.len().saturating_sub(1);
    }
}

/// A row of the table: a list that nobody gave takes no room from the doses of the others.
fn cells(width: usize, is_given: [bool; 3], [name, ours, theirs, home, now]: [&str; 5]) -> String {
    const DECISION: usize = 9;
    let wide = (width / 4).min(30);
    let given: Vec<&str> =
        [ours, theirs, home].into_iter().zip(is_given).filter_map(|(text, given)| given.then_some(text)).collect();
    let each = width.saturating_sub(wide + DECISION) / given.len().max(1);
    let cell = |text: &str, width: usize| {
        format!("{} ", draw::fit_first(&[text.to_owned(), briefly(text)], width.saturating_sub(1)))
    };
    let doses: String = given.into_iter().map(|text| cell(text, each)).collect();
    format!("{}{doses}{now}", cell(name, wide))
}

/// How often in few letters, where the whole has no room: a day and a week are not to be cut alike.
fn briefly(how: &str) -> String {
    const BRIEFLY: [(&str, &str); 9] = [
        ("once a day", "daily"),
        ("once a week", "weekly"),
        ("twice a", "2x a"),
        ("three times a", "3x a"),
        ("four times a", "4x a"),
        ("tablets", "tab"),
        ("tablet", "tab"),
        ("capsules", "cap"),
        ("capsule", "cap"),
    ];
    BRIEFLY.iter().fold(how.to_owned(), |how, (full, brief)| how.replace(full, brief))
}

fn listed(listed: Option<&Listed>) -> String {
    match listed {
        Some(Listed { ended: true, .. }) => "STOPPED, HELD?".to_owned(),
        listed => short(listed.map(|listed| &listed.line)),
    }
}

/// How a line is taken, short: by mouth is the usual way.
fn short(line: Option<&Medication>) -> String {
    line.map_or("--".to_owned(), |line| {
        if let Some(warning) = line.status.warning() {
            return format!("{warning} {}", line.how_taken());
        }
        let how = line.how_taken().replace("by mouth ", "");
        // A line that says no dose, or so many tablets of one, means nothing without its strength.
        match strength(&line.drug) {
            _ if says_an_amount(&how) => how,
            Some(strength) => format!("{strength}: {how}"),
            None if how.chars().any(|c| c.is_ascii_digit()) => how,
            None => format!("{} {how}", line.drug),
        }
    })
}

/// Units of an amount of drug; tablets and drops are none.
const UNITS: [&str; 8] = ["mcg", "mg", "g", "ml", "units", "unit", "meq", "%"];

/// Whether a text names an amount of drug: `40 mg at bedtime`, and not `1 tablet at bedtime`.
fn says_an_amount(how: &str) -> bool {
    let words: Vec<String> = how.split([' ', ',']).map(str::to_lowercase).collect();
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    words.windows(2).any(|pair| matches!(pair, [number, unit] if is_number(number) && UNITS.contains(&unit.as_str())))
}

/// `80 mg` of `atorvastatin 80 mg tablet`.
fn strength(drug: &str) -> Option<String> {
    let words: Vec<&str> = drug.split(' ').collect();
    words.windows(2).find_map(|pair| {
        let [number, unit] = pair else { return None };
        let of = unit.split('/').next().unwrap_or_default().to_lowercase();
        let is_strength = number.starts_with(|c: char| c.is_ascii_digit()) && UNITS.contains(&of.as_str());
        is_strength.then(|| format!("{number} {unit}"))
    })
}

/// Draws the table, and under it everything about the row in hand and the questions so far.
pub(super) fn draw_all(app: &App, screen: &Screen, buffer: &mut Buffer, area: Rect) {
    let width = usize::from(area.width);
    let Some(table) = &screen.table else {
        draw::row(
            buffer,
            area,
            &Line::raw(format!("  No other list waits. {} leads back to the medication list.", app.key_for("back"))),
        );
        return;
    };
    let sources = sources(screen);
    let with = [sources.theirs, sources.home].into_iter().flatten();
    let with = with.map(|list| format!("{} ({}, {})", list.source.label(), list.told_by, list.on.format("%d %b")));
    let decided = app.decided_rows(screen).len();
    let title = format!(
        " RECONCILE   {decided} of {} decided   with {}",
        table.rows.len(),
        with.collect::<Vec<_>>().join(" and ")
    );
    let area = draw::row(buffer, area, &Line::raw(draw::cut_kept(&title, width)));
    let (inner, is_given) = (width.saturating_sub(2), [true, sources.theirs.is_some(), sources.home.is_some()]);
    let header = format!("  {}", cells(inner, is_given, ["Drug", "Ours", "Theirs", "In the home", "Now"]));
    let list = draw::top(area, (area.height / 2).max(area.height.saturating_sub(16)));
    let body = draw::row(buffer, list, &Line::raw(draw::cut_kept(&header, width)));
    let mut scrolled = table.list.clone();
    scrolled.scroll(usize::from(body.height));
    for (y, (_, at, selected)) in (body.y..body.bottom()).zip(scrolled.visible(usize::from(body.height))) {
        let Some(row) = table.rows.get(*at) else { continue };
        let now = app.decision(screen, row).map_or(if row.agrees { "_ same" } else { "_" }, Decision::word);
        let name = if row.again { format!("{} (again)", row.name) } else { row.name.clone() };
        let ours = short(row.ours.as_ref().map(|entry| &entry.value));
        let (theirs, home) = (listed(row.theirs.as_ref()), listed(row.home.as_ref()));
        let text = cells(inner, is_given, [&name, &ours, &theirs, &home, now]);
        panes::draw_row(buffer, Rect { y, height: 1, ..body }, &Line::raw(text), selected);
    }
    draw::edges(buffer, body, scrolled.top(), scrolled.rows().len());
    let below = draw::below(area, list.height);
    let row = table.row();
    let rest = draw::rule(buffer, below, row.map_or("", |row| &row.name), app.theme);
    let lines = row.map(|row| about(app, screen, row)).unwrap_or_default();
    let inner = usize::from(rest.width).saturating_sub(2);
    let lines = lines.iter().flat_map(|line| draw::wrap_kept(line, inner));
    draw::text(buffer, rest, lines.map(|line| draw::lit(&format!(" {line}"), app.theme)).collect(), "");
}

/// The row in hand in full, what taking theirs would raise, and the questions so far.
fn about(app: &App, screen: &Screen, row: &Row) -> Vec<String> {
    const DECISIONS: [(&str, &str); 5] = [
        ("reconcile.ours", "ours"),
        ("reconcile.theirs", "theirs"),
        ("reconcile.taken", "as taken"),
        ("reconcile.stop", "stop"),
        ("reconcile.ask", "ask the prescriber"),
    ];
    let mut lines = vec![DECISIONS.map(|(command, means)| format!("{} {means}", app.key_for(command))).join("   ")];
    let mut says = |label: &str, line: Option<&Medication>| {
        if let Some(line) = line {
            let typed = line.typed.as_ref().map(|typed| format!("   (`{typed}`)")).unwrap_or_default();
            let by = line.ordered_by.as_ref().map(|by| format!(", {by}")).unwrap_or_default();
            let standing = line.standing(app.today());
            lines.push(draw::labelled(label, &format!("{standing}{}{by}{typed}", line.with_purpose())));
        }
    };
    says("OURS", row.ours.as_ref().map(|entry| &entry.value));
    says("THEIRS", row.theirs.as_ref().map(|listed| &listed.line));
    says("HOME", row.home.as_ref().map(|listed| &listed.line));
    for listed in [&row.theirs, &row.home].into_iter().flatten() {
        lines.extend(listed.asks.iter().map(|question| draw::labelled("ASK", question)));
    }
    if let Some(theirs) = row.theirs.as_ref().or(row.home.as_ref()) {
        let mut all = screen.assessed.facts.medications.clone();
        let (patient, value) = (screen.assessed.id(), theirs.line.clone());
        match row.ours.as_ref().and_then(|ours| all.iter_mut().find(|line| line.id == ours.id)) {
            Some(line) => line.value = value,
            None => all.push(Stored { id: Id::new(0), version: 0, patient, value }),
        }
        for alert in screen.assessed.new_alerts(&all, app.knowledge, app.today()) {
            lines.push(draw::labelled(
                "ALERT",
                &format!("{}: {}", meds::heading(app, &screen.assessed, &alert), alert.consequence),
            ));
        }
    }
    let decided = app.decided_rows(screen);
    lines.extend(questions(&decided, sources(screen)).into_iter().map(|question| draw::labelled("ASKED", &question)));
    lines
}
