//! Entries of every kind in a chart: the list, and the one form that adds and changes them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use serde::{Deserialize, Serialize};

use super::chart::Screen;
use super::command::Place;
use super::form::places::slot;
use super::form::{Asked, Form, Hitch, Purpose};
use super::list::List;
use super::menu::{Item, Menu};
use super::overlay::{self, Overlay};
use super::pick::{Choice, Pick};
use super::{App, Msg, draw, merging, panes};
use crate::domain::board::Assessed;
use crate::domain::change::{Bundle, Change, Edit};
use crate::domain::chart::Chart;
use crate::domain::entry::hazard::Outcome;
use crate::domain::entry::{Entry, EntryId, Hazard, Kind, Setting, State};
use crate::domain::field::{Field, Shape};
use crate::domain::ids::{PatientId, Stored, Version};
use crate::domain::permission::Act;
use crate::domain::refusal::Refusal;
use crate::domain::text;
use crate::domain::user::User;

/// Why an entry was entered in error.
static WHY: Field = Field::needed("retracted", "why", Shape::Text);
/// What was tried about a hazard.
static TRIED: Field = Field::needed("tried", "what was tried", Shape::Text);

/// What a form of an entry is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// A new one, of the kind of this word.
    Add(String),
    /// One says something else.
    Change(Box<Seen>),
    /// One was entered in error.
    Retract(Box<Seen>),
    /// Something was tried about a hazard.
    Try(Box<Seen>),
}

/// An entry as it was when its form was opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    id: EntryId,
    version: Version,
    patient: PatientId,
    entry: Entry,
}

impl Job {
    fn kind(&self) -> Option<&'static Kind> {
        match self {
            Self::Add(word) => Kind::of(word),
            Self::Change(seen) | Self::Retract(seen) | Self::Try(seen) => seen.entry.content.kind(),
        }
    }

    /// What it amounts to.
    pub(super) fn act(&self) -> Act {
        self.kind().map_or(Act::Assessment, |kind| kind.act)
    }

    /// Where a draft of it is kept.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Add(word) => slot(&["entry", "add", word]),
            Self::Change(seen) => slot(&["entry", "change", &seen.id.to_string()]),
            Self::Retract(seen) => slot(&["entry", "retract", &seen.id.to_string()]),
            Self::Try(seen) => slot(&["entry", "try", &seen.id.to_string()]),
        }
    }

    /// The version of the entry it was begun from.
    pub(super) fn seen(&self) -> Version {
        match self {
            Self::Add(_) => 0,
            Self::Change(seen) | Self::Retract(seen) | Self::Try(seen) => seen.version,
        }
    }
}

/// Entries in the order of the list: what waits for somebody, then the others, the newest first, then those in error.
pub(super) fn rows_of(chart: &Chart) -> Vec<EntryId> {
    let mut entries: Vec<&Stored<Entry>> = chart.entries.iter().collect();
    let rank = |entry: &Stored<Entry>| match entry.state() {
        State::Open => 0,
        State::Closed => 1,
        State::EnteredInError => 2,
    };
    entries.sort_by_key(|entry| (rank(entry), std::cmp::Reverse((entry.content.on(), entry.id))));
    entries.into_iter().map(|entry| entry.id).collect()
}

/// The list of a chart that was just opened.
pub(super) fn list(chart: &Chart) -> List<EntryId> {
    let mut list = List::default();
    list.replace(rows_of(chart));
    list
}

impl App {
    /// In whose chart, by whom and when an entry is written.
    pub(super) fn setting<'a>(&'a self, patient: &'a Assessed) -> Setting<'a> {
        Setting { facts: &patient.facts, user: &self.board.user, user_id: self.board.user_id, now: self.local() }
    }
}

impl Screen {
    /// The entry under the cursor of the list.
    pub(super) fn entry(&self) -> Option<&Stored<Entry>> {
        let id = *self.records.selected()?;
        self.chart.entries.iter().find(|entry| entry.id == id)
    }
}

fn in_hand(app: &App) -> Result<(&Assessed, &Stored<Entry>), Refusal> {
    let screen = app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))?;
    let entry = screen.entry().ok_or_else(|| Refusal::new("No record is selected."))?;
    Ok((&screen.assessed, entry))
}

fn open(app: &App, patient: &Assessed, job: Job) -> Result<Msg, Refusal> {
    let in_one_line = match &job {
        Job::Retract(seen) => Some((seen, &WHY, format!("entered in error: {}", seen.entry.content.title()))),
        Job::Try(seen) => Some((seen, &TRIED, format!("what was tried about a {}", seen.entry.content.title()))),
        Job::Add(_) | Job::Change(_) => None,
    };
    if let Some((seen, field, what)) = in_one_line {
        let (asked, notes) = (vec![Asked::with(field, "")], vec![seen.entry.content.words()]);
        let form = Form::new(app, patient, &what, Purpose::Entry(Box::new(job)));
        return Ok(Msg::Overlay(Overlay::Form(Form { notes, asked, ..form })));
    }
    let kind = job.kind().ok_or_else(|| {
        Refusal::new("A newer version of caseload wrote this; this version can read it, and not change it.")
    })?;
    let (what, proposed) = match &job {
        Job::Add(_) => (format!("record a {}", kind.title), kind.proposed(&app.setting(patient))),
        Job::Change(seen) | Job::Retract(seen) | Job::Try(seen) => {
            (format!("change a {}", kind.title), seen.entry.answers())
        }
    };
    let asked: Vec<Asked> =
        kind.fields.iter().zip(&proposed).map(|(field, (_, proposal))| Asked::with(field, proposal)).collect();
    // What cannot be guessed is asked first.
    let at = asked.iter().position(|asked| !asked.field.optional && asked.prompt.text().is_empty()).unwrap_or(0);
    let form = Form::new(app, patient, &what, Purpose::Entry(Box::new(job)));
    Ok(Msg::Overlay(Overlay::Form(Form { asked, at, ..form })))
}

/// `a`: which kind, then its form.
pub(super) fn add(app: &App) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let choice = |kind: &Kind| Some(Choice::new(kind.title.to_owned(), add_kind(app, patient, kind.word).ok()?));
    let choices = Kind::ALL.iter().filter_map(choice).collect();
    Ok(Msg::Overlay(Overlay::Pick(Pick::new(format!("record: {}", patient.who), choices))))
}

/// The form of a new entry of that kind.
pub(super) fn add_kind(app: &App, patient: &Assessed, word: &str) -> Result<Msg, Refusal> {
    open(app, patient, Job::Add(word.to_owned()))
}

/// `e`: the entry in hand says something else, was entered in error, or counts again.
pub(super) fn change(app: &App) -> Result<Msg, Refusal> {
    let (patient, entry) = in_hand(app)?;
    change_of(app, patient, entry)
}

/// The same for an entry by its id.
pub(super) fn change_of(app: &App, patient: &Assessed, entry: &Stored<Entry>) -> Result<Msg, Refusal> {
    let item = |label: &str, does: Msg| Item { label: label.to_owned(), means: Vec::new(), does, retract: None };
    let title = entry.content.title();
    let items = if entry.counts() {
        vec![
            item("change what it says", open(app, patient, Job::Change(seen(entry)))?),
            item("entered in error: it was never true", open(app, patient, Job::Retract(seen(entry)))?),
        ]
    } else {
        let change = Change::entry(entry.amended(entry.reinstated()));
        vec![item("it counts again", if app.read_only { Msg::Close } else { Msg::Write(change) })]
    };
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(format!("{title}: {}", patient.who), vec![entry.content.words()], items))))
}

/// The form of an entry, at once.
pub(super) fn form_of(app: &App, patient: &Assessed, entry: &Stored<Entry>) -> Result<Msg, Refusal> {
    open(app, patient, Job::Change(seen(entry)))
}

/// What was tried about a hazard, in one line.
pub(super) fn tried(app: &App, patient: &Assessed, entry: &Stored<Entry>) -> Result<Msg, Refusal> {
    open(app, patient, Job::Try(seen(entry)))
}

fn seen(entry: &Stored<Entry>) -> Box<Seen> {
    let (id, version, patient) = (entry.id, entry.version, entry.patient);
    Box::new(Seen { id, version, patient, entry: entry.value.clone() })
}

/// The form about an entry of the open chart that a draft was begun in.
pub(super) fn form_again(app: &App, what: &str, id: EntryId) -> Result<Msg, Refusal> {
    let screen = app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))?;
    let entry = screen.chart.entries.iter().find(|entry| entry.id == id);
    let seen = seen(entry.ok_or_else(|| Refusal::new("This record is not in this chart."))?);
    let job = match what {
        "retract" => Job::Retract(seen),
        "try" => Job::Try(seen),
        _ => Job::Change(seen),
    };
    open(app, &screen.assessed, job)
}

/// `r`: what became of an entry that waits. A hazard has its outcomes; another kind its form.
pub(super) fn settle(app: &App, patient: &Assessed, id: EntryId) -> Option<Msg> {
    let entry = patient.facts.entries.iter().find(|entry| entry.id == id)?;
    let mut items = Vec::new();
    if let Some((_, hazard)) = crate::domain::entry::of_kind::<Hazard>(std::slice::from_ref(entry)).next() {
        items.extend(outcomes(app, entry, hazard));
    }
    let form = open(app, patient, Job::Change(seen(entry))).ok()?;
    let more = if items.is_empty() { "what became of it" } else { "fix, owner, day, what was tried: the form" };
    items.push(Item { label: more.to_owned(), means: Vec::new(), does: form, retract: None });
    let reason = entry.content.reason(id, app.today());
    let intro = match reason {
        Some(reason) => {
            let first = format!("{:<3}{}", reason.tier.mark(), reason.text);
            std::iter::once(first).chain(reason.facts.into_iter().take(4)).collect()
        }
        None => vec![entry.content.words()],
    };
    Some(Msg::Overlay(Overlay::Menu(Menu::new(format!("answer: {}", patient.who), intro, items))))
}

/// What a digit says of a hazard.
pub(super) const OUTCOMES: [Outcome; 5] =
    [Outcome::Fixed, Outcome::Told, Outcome::Refused, Outcome::Waiting, Outcome::NotPossible];

fn outcomes(app: &App, entry: &Stored<Entry>, hazard: &Hazard) -> Vec<Item> {
    let item = |outcome: &Outcome| {
        let to = entry.value.saying(hazard.with_outcome(outcome.clone(), app.today()));
        let does = if app.read_only { Msg::Close } else { Msg::Write(Change::entry(entry.amended(to))) };
        Item { label: outcome.label().to_owned(), means: Vec::new(), does, retract: None }
    };
    OUTCOMES.iter().map(item).collect()
}

/// Enter: the entry is written, with what follows from it.
pub(super) fn written(app: &App, form: &Form, job: &Job) -> Result<Msg, Hitch> {
    let patient = app.assessed(form.patient)?;
    let kind = job.kind().ok_or_else(|| Refusal::new("This version of caseload does not know this kind of record."))?;
    let setting = app.setting(patient);
    let composed = || kind.compose(&form.answers(), &Setting { now: form.from, ..setting });
    match job {
        Job::Add(_) => {
            let content = composed()?;
            let says = format!("{} recorded: {}", kind.title, content.words());
            let entry = Entry::new(content, app.board.user_id, app.now);
            let parts = vec![Change::entry(Edit::Add { patient: form.patient, value: entry })];
            Ok(Msg::WriteBundle(Bundle { says, parts }))
        }
        Job::Retract(seen) => {
            WHY.read(&form.answer(WHY.name), form.from)?;
            let mine = seen.entry.retracted(&text::line(&form.answer(WHY.name)));
            settled(app, form, seen, &mine)
        }
        Job::Try(seen) => {
            TRIED.read(&form.answer(TRIED.name), form.from)?;
            let what = text::line(&form.answer(TRIED.name));
            let hazard = <&Hazard>::try_from(&seen.entry.content).map_err(|()| Refusal::new("This is no hazard."))?;
            settled(app, form, seen, &seen.entry.saying(hazard.tried(&what, form.from.date())))
        }
        Job::Change(seen) => settled(app, form, seen, &seen.entry.saying(composed()?)),
    }
}

/// What Enter does with `mine`, which was made of what was seen.
fn settled(app: &App, form: &Form, seen: &Seen, mine: &Entry) -> Result<Msg, Hitch> {
    let patient = app.assessed(form.patient)?;
    let before = Stored { id: seen.id, version: seen.version, patient: seen.patient, value: seen.entry.clone() };
    let screen = app.chart.as_ref().filter(|screen| screen.chart.facts.id() == form.patient);
    let open = screen.map(|screen| screen.chart.entries.as_slice()).unwrap_or_default();
    let now = open.iter().chain(&patient.facts.entries).find(|entry| entry.id == seen.id);
    let now = now.ok_or_else(|| Refusal::new("A colleague has closed this record meanwhile."))?;
    Ok(merging::settle(app, &before, now, mine, |edit| Msg::Write(Change::entry(edit)))?)
}

/// What would be written, and what would follow.
pub(super) fn said_back(app: &App, form: &Form, job: &Job) -> Vec<(&'static str, String)> {
    let (Some(kind), Ok(patient)) = (job.kind(), app.assessed(form.patient)) else { return Vec::new() };
    let setting = Setting { now: form.from, ..app.setting(patient) };
    let Ok(content) = kind.compose(&form.answers(), &setting) else { return Vec::new() };
    let before = match job {
        Job::Add(_) => None,
        Job::Change(seen) => Some(&seen.entry.content),
        Job::Retract(_) | Job::Try(_) => return Vec::new(),
    };
    let mut lines = vec![("WRITES", format!("{}: {}", kind.title, content.words()))];
    lines.extend(content.follows(before, &setting).iter().map(|change| ("THEN", change.says())));
    lines
}

/// Draws the list, and under it what the entry in hand says.
pub(super) fn draw_all(app: &App, screen: &Screen, buffer: &mut Buffer, area: Rect) {
    let width = usize::from(area.width);
    let entries = &screen.chart.entries;
    let waiting = entries.iter().filter(|entry| entry.state() == State::Open).count();
    let heading = format!(" records {}   {waiting} waiting", entries.len());
    let area = draw::row(buffer, area, &Line::raw(draw::cut_kept(&heading, width)));
    let list = draw::top(area, (area.height / 2).max(area.height.saturating_sub(12)));
    let mut scrolled = screen.records.clone();
    scrolled.scroll(usize::from(list.height));
    for (y, (_, id, selected)) in (list.y..list.bottom()).zip(scrolled.visible(usize::from(list.height))) {
        let Some(entry) = entries.iter().find(|entry| entry.id == *id) else { continue };
        let text = row(app, entry, width.saturating_sub(2));
        panes::draw_row(buffer, Rect { y, height: 1, ..list }, &draw::lit(&text, app.theme), selected);
    }
    draw::edges(buffer, list, scrolled.top(), scrolled.rows().len());
    if entries.is_empty() {
        draw::row(buffer, list, &Line::raw("  Nothing is recorded here yet."));
    }
    let below = draw::below(area, list.height);
    let entry = screen.entry();
    let title = entry.map_or("record", |entry| entry.content.title());
    let rest = draw::rule(buffer, below, title, app.theme);
    let lines = entry.map(|entry| about(app, entry)).unwrap_or_default();
    let inner = usize::from(rest.width).saturating_sub(2);
    let shown = lines.iter().flat_map(|line| draw::wrap_kept(line, inner));
    draw::text(buffer, rest, shown.map(|line| draw::lit(&format!(" {line}"), app.theme)).collect(), "w");
}

fn row(app: &App, entry: &Stored<Entry>, width: usize) -> String {
    let mark = match entry.state() {
        State::Open => entry.content.reason(entry.id, app.today()).map_or(".", |reason| reason.tier.mark()),
        State::Closed => "",
        State::EnteredInError => "x",
    };
    let day = entry.content.on().format("%d %b %Y");
    draw::cut_kept(&format!("{mark:<3}{day}  {:<24}{}", entry.content.title(), entry.content.words()), width)
}

/// The record in hand of the list, in full: whose and what it is, what it says, why it waits.
pub(super) fn explained(app: &App) -> Option<(String, Vec<String>)> {
    let screen = app.chart.as_ref().filter(|screen| screen.place() == Place::ChartRecords)?;
    let entry = screen.entry()?;
    let mut lines = about(app, entry);
    let reason = entry.content.reason(entry.id, app.today()).filter(|_| entry.counts());
    lines.extend(reason.into_iter().flat_map(|reason| overlay::why_reason(&reason, app)));
    Some((format!("{}: {}", entry.content.title(), screen.assessed.who), lines))
}

fn about(app: &App, entry: &Stored<Entry>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(why) = &entry.retracted {
        lines.push(format!("ENTERED IN ERROR, it does not count: {why}"));
    }
    lines.extend(entry.content.said(app.local()).iter().map(|(label, said)| format!("{label:<20} {said}")));
    let author = app.board.staff.get(&entry.author).map(User::signature).unwrap_or_default();
    let at = entry.at.with_timezone(&app.board.zone).format("%a %d %b %Y %H:%M");
    lines.push(format!("{:<20} {author}, {at}", "recorded by"));
    lines
}
