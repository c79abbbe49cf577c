//! Boxes over the screen: at most one, an enum value with its own state. While one is open it owns all keys.

use super::checklist::Checklist;
use super::command::{Command, Group, PALETTE, Place};
use super::commands::{is_named, rows, words_for};
use super::drafts::Shelf;
use super::form::Form;
use super::menu::Menu;
use super::pairs::Pairs;
use super::pick::Pick;
use super::preview::Preview;
use super::prompt::Prompt;
use super::{App, Msg, draw, panes};
use crate::domain::board::Assessed;
use crate::domain::change::Change;
use crate::domain::found::Found;
use crate::domain::ids::{PatientId, VisitId};
use crate::domain::next::Next;
use crate::domain::rank::Reason;
use crate::domain::refusal::Refusal;
use crate::domain::visit::{MissReason, StoredVisit};

/// The open box.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// `f`: find a patient.
    Find {
        /// What is typed.
        prompt: Prompt,
        /// Who matches.
        found: Vec<Found>,
        /// The chosen one, from 0.
        chosen: usize,
        /// True until the store answered what is typed.
        waiting: bool,
    },
    /// `:`: anything by words.
    Palette {
        /// What is typed.
        prompt: Prompt,
        /// The chosen command, from 0.
        chosen: usize,
    },
    /// `/`: narrow the list down.
    Filter {
        /// What is typed.
        prompt: Prompt,
    },
    /// Something to choose by a few letters.
    Pick(Pick),
    /// `M`: a missed or attempted visit.
    Miss(Miss),
    /// The fields of a fact or visit.
    Form(Form),
    /// A few choices, each with its digit.
    Menu(Menu),
    /// Lines to mark.
    Checklist(Checklist),
    /// What a change would do.
    Preview(Preview),
    /// Something to read.
    Reader(Reader),
    /// What is not finished.
    Drafts(Shelf),
    /// Charts that may be one person's.
    Pairs(Pairs),
}

/// The answers about a visit that was not made.
#[derive(Debug, Clone, PartialEq)]
pub struct Miss {
    /// Which visit.
    pub visit: VisitId,
    /// Whose.
    pub patient: PatientId,
    /// Went and got no further than the door (`true`), or nobody went.
    pub attempted: Option<bool>,
    /// Why.
    pub reason: Option<MissReason>,
    /// Whether the practitioner has been told.
    pub told: bool,
}

/// One answer in the box for missed visits.
#[derive(Debug, Clone, PartialEq)]
pub enum MissAnswer {
    /// Attempted or missed.
    Attempted(bool),
    /// Why.
    Reason(MissReason),
    /// The practitioner has been told, or not after all.
    Told,
}

/// A text to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    /// Its title.
    pub title: String,
    /// Its lines; a line that begins with `# ` is a heading.
    pub lines: Vec<String>,
    /// How many lines are scrolled away.
    pub top: usize,
}

impl Reader {
    /// The lines as they stand in `width` columns.
    pub(super) fn wrapped(&self, width: usize) -> Vec<String> {
        self.lines.iter().flat_map(|line| draw::wrap_kept(line, width)).collect()
    }
}

impl Overlay {
    /// The find box, empty.
    pub fn find() -> Self {
        Self::Find { prompt: Prompt::default(), found: Vec::new(), chosen: 0, waiting: false }
    }

    /// The palette, empty.
    pub fn palette() -> Self {
        Self::Palette { prompt: Prompt::default(), chosen: 0 }
    }

    /// The filter line with what the list is filtered by.
    pub fn filter(app: &App) -> Self {
        let text = app.filters.get(&app.active()).map(String::as_str).unwrap_or_default();
        Self::Filter { prompt: Prompt::with(text) }
    }

    /// Where keys go while it is open.
    pub fn place(&self) -> Place {
        match self {
            Self::Find { .. } | Self::Palette { .. } | Self::Pick(_) => Place::Picker,
            Self::Filter { .. } => Place::Filter,
            Self::Miss(_) => Place::Miss,
            Self::Form(_) => Place::Form,
            Self::Menu(_) => Place::Menu,
            Self::Checklist(_) => Place::Checklist,
            Self::Preview(_) => Place::Preview,
            Self::Reader(_) => Place::Reader,
            Self::Drafts(_) => Place::Drafts,
            Self::Pairs(_) => Place::Pairs,
        }
    }

    /// The line being typed, if there is one.
    pub fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        match self {
            Self::Find { prompt, .. }
            | Self::Palette { prompt, .. }
            | Self::Filter { prompt }
            | Self::Pick(Pick { prompt, .. }) => Some(prompt),
            // A form knows what of its fields was proposed, and edits them itself.
            Self::Form(_)
            | Self::Miss(_)
            | Self::Menu(_)
            | Self::Checklist(_)
            | Self::Preview(_)
            | Self::Reader(_)
            | Self::Pairs(_)
            | Self::Drafts(_) => None,
        }
    }
}

/// The box for a visit that was not made.
pub(super) fn miss(app: &App, visit: &StoredVisit) -> Result<Msg, Refusal> {
    // Asked here already, so that the box does not open for a visit that is closed.
    visit.not_made(false, MissReason::NotHome, false, app.now)?;
    let (visit, patient) = (visit.id, visit.patient);
    Ok(Msg::Overlay(Overlay::Miss(Miss { visit, patient, attempted: None, reason: None, told: false })))
}

/// The change the answers in the open box amount to.
pub(super) fn miss_change(app: &App) -> Result<Change, Refusal> {
    let Some(Overlay::Miss(miss)) = &app.overlay else {
        let opens = app.key_for("visit.not-made");
        return Err(Refusal::new(format!("{opens} on a visit opens the box for missed visits.")));
    };
    let Some(attempted) = miss.attempted else {
        let [missed, attempted] = app.keys_for(["miss.missed", "miss.attempted"]);
        return Err(Refusal::new(format!("First {missed} (missed) or {attempted} (attempted).")));
    };
    let Some(reason) = miss.reason.clone() else {
        return Err(Refusal::new("A reason is needed: press its digit."));
    };
    let visit = app.assessed(miss.patient)?.facts.visits.iter().find(|visit| visit.id == miss.visit);
    let visit = visit.ok_or_else(|| Refusal::new("This visit is not on your board any more."))?;
    visit.not_made(attempted, reason, miss.told, app.now)
}

/// Why the patient in hand, or the row under the cursor, is here; in the medication list and in the plan, what there is to
/// know about the line in hand.
pub(super) fn why(app: &App) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    if let Some((line, lines)) = super::chart::medicine_explained(app) {
        let title = format!("why: {}, {}", line.drug, patient.who);
        return Ok(Msg::Overlay(Overlay::Reader(Reader { title, lines, top: 0 })));
    }
    if let Some(lines) = super::chart::plan::explained(app) {
        let title = format!("plan of care: {}", patient.who);
        return Ok(Msg::Overlay(Overlay::Reader(Reader { title, lines, top: 0 })));
    }
    if let Some((title, lines)) = super::home::explained(app) {
        return Ok(Msg::Overlay(Overlay::Reader(Reader { title, lines, top: 0 })));
    }
    if let Some((title, lines)) = super::entries::explained(app) {
        return Ok(Msg::Overlay(Overlay::Reader(Reader { title, lines, top: 0 })));
    }
    let mut lines = Vec::new();
    if app.chart.is_none() {
        lines.extend(panes::why_row(app, panes::selected_row(app)?));
    } else if let Ok((patient, deadline)) = super::deadlines::in_hand(app) {
        lines.extend(super::reassess::detail(app, patient, deadline));
    }
    if lines.is_empty() {
        lines.extend(why_patient(app, patient));
    }
    Ok(Msg::Overlay(Overlay::Reader(Reader { title: format!("why: {}", patient.who), lines, top: 0 })))
}

fn why_patient(app: &App, patient: &Assessed) -> Vec<String> {
    if let Some(unread) = app.unread() {
        return vec![unread];
    }
    let Some(ranked) = app.board.ranked(patient.id()) else {
        return vec![
            "Nothing puts this patient on your list now.".to_owned(),
            format!(
                "Computed {} from this patient's deadlines, medicines, vital signs, visits and goals.",
                panes::clock(app)
            ),
        ];
    };
    let mut lines: Vec<String> = app.name_alert(patient).into_iter().collect();
    let call = super::chart::heading::practitioner(patient).map(|who| format!("Call: {who}"));
    lines.extend(call.filter(|_| ranked.reasons.iter().any(|reason| reason.next == Next::CallPractitioner)));
    lines.extend(ranked.reasons.iter().flat_map(|reason| why_reason(reason, app)));
    lines
}

/// A reason with its facts and its source.
pub(super) fn why_reason(reason: &Reason, app: &App) -> Vec<String> {
    let mut lines = vec![format!("# {} {}  {}", reason.tier.mark(), reason.area.heading(), reason.text)];
    lines.extend(reason.facts.iter().cloned());
    lines.push(format!("Source: {}; computed {}", reason.source, panes::clock(app)));
    lines.push(String::new());
    lines
}

/// What changed since the user last looked at the patient in hand.
pub(super) fn changes(app: &App) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    if app.chart.is_none() {
        // The chart has to be read for it, and the look goes on record.
        return Ok(Msg::Open(patient.id()));
    }
    let lines = super::chart::since(app);
    Ok(Msg::Overlay(Overlay::Reader(Reader { title: format!("since you looked: {}", patient.who), lines, top: 0 })))
}

/// The keys of the place the user is in.
pub(super) fn help(app: &App) -> Overlay {
    let place = app.place();
    let mut lines = Vec::new();
    if place == Place::Writing {
        lines.push("# phrases: the name with its point, then a blank".to_owned());
        lines.extend(super::writing::phrases_told(app));
    }
    lines.extend(help_of(app, place));
    lines.extend([String::new(), "# words and marks".to_owned()]);
    let [why, ranks, all] = app.keys_for(["why", "rerank", "help.all"]);
    lines.extend([
        "!! harm possible now    ! a clock ends today    ~ due soon or slipping    . worth a look".to_owned(),
        format!("+2 two more reasons, {why} shows them    d54/60 day of the certification period    > the row you are on"),
        format!("Color only repeats the mark. Lists do not move under your cursor; {ranks} ranks again."),
        "Drug knowledge and rules are not signed off by a pharmacist or director of nursing yet: check before you rely on them."
            .to_owned(),
    ]);
    Overlay::Reader(Reader { title: format!("help: {}   ({all} again: all keys)", place.name()), lines, top: 0 })
}

/// The rule sheet.
pub(super) fn rules(app: &App) -> Overlay {
    let lines = super::sheet::rule_sheet(&app.knowledge);
    Overlay::Reader(Reader { title: "deadline rules: not signed".to_owned(), lines, top: 0 })
}

/// The keys of all places.
pub(super) fn help_all(app: &App) -> Overlay {
    let mut lines = Vec::new();
    for place in Place::ALL {
        lines.push(format!("# {}", place.name()));
        lines.extend(rows().filter(|row| row.places.contains(place)).map(|row| help_line(app, row)));
        lines.push(String::new());
    }
    Overlay::Reader(Reader { title: "all keys".to_owned(), lines, top: 0 })
}

fn help_of(app: &App, place: Place) -> Vec<String> {
    let mut lines = Vec::new();
    for group in [Group::Do, Group::Look, Group::Move, Group::Safe, Group::Box] {
        let rows: Vec<&Command> = rows().filter(|row| row.group == group && row.places.contains(&place)).collect();
        if rows.is_empty() {
            continue;
        }
        lines.push(format!("# {}", group.name()));
        lines.extend(rows.iter().map(|row| help_line(app, row)));
    }
    lines
}

fn help_line(app: &App, row: &Command) -> String {
    let first = app.key_for(row.name);
    let others: Vec<String> = app.keys.bound(row.name).skip(1).collect();
    let also = if others.is_empty() { String::new() } else { format!("  ({})", others.join(" ")) };
    format!("{first:<7} {}{also}", row.help)
}

/// The commands that match what is typed in the palette, best first; without typing, all of this place.
pub(super) fn palette_rows(app: &App, typed: &str) -> Vec<&'static Command> {
    let place = app.place_under();
    let live = rows().filter(|row| row.places.contains(&place) && row.name != PALETTE && is_named(row, typed));
    // A name or a key that is typed means what it does, where that cannot hurt.
    let typed_key = Some(typed.trim()).filter(|typed| typed.chars().count() > 1);
    let is_typed = |row: &&Command| typed_key.is_some_and(|typed| typed == row.name || typed == app.keys.shown(row));
    let by_key = live.clone().find(is_typed);
    let found = super::pick::best(typed, live, |row| (row.help, words_for(row)));
    let others = found.into_iter().filter(|row| by_key.is_none_or(|by_key| by_key.name != row.name));
    by_key.into_iter().chain(others).collect()
}
