//! A form: a few fields that are read while they are typed, and said back before anything is written.

use chrono::NaiveDateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::overlay::Overlay;
use super::preview::Preview;
use super::prompt::{Edit, Prompt};
use super::{App, Effect, Msg, answer, care_plan, draw, entries, goal, made, medicine, place, reconcile, uses};
use crate::domain::board::{Assessed, Circumstances, Foresight, foresee};
use crate::domain::change::{Change, EventChange};
use crate::domain::event::{Event, Kind};
use crate::domain::field::{Field, Shape, WrongField};
use crate::domain::frequency::FrequencyOrder;
use crate::domain::ids::{EventId, PatientId, Stored, VisitId};
use crate::domain::refusal::Refusal;
use crate::domain::visit::Visit;

mod again;
mod days;
pub mod kept;
mod opening;
pub(super) mod places;

pub use kept::Kept;

/// The open form.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// About whom.
    pub patient: PatientId,
    /// What it is for, and about whom.
    pub title: String,
    /// What stands above the fields.
    pub notes: Vec<String>,
    /// What becomes of the answers.
    pub purpose: Purpose,
    /// The fields.
    pub asked: Vec<Asked>,
    /// The field with the cursor, from 0.
    pub at: usize,
    /// Answers nobody is asked for.
    pub given: Vec<(&'static str, String)>,
    /// The local time that "today" and "14:05" are read at.
    pub from: NaiveDateTime,
    /// Whether it was tried to go on: from then on an empty field that is needed says so.
    pub tried: bool,
    /// How what is typed is kept as a draft; nothing before the form is open, and where nothing is kept.
    pub kept: Option<Kept>,
}

/// What becomes of the answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// A fact is recorded.
    Record(&'static Kind),
    /// A fact is recorded after what would follow was read.
    Consider(&'static Kind),
    /// A recorded fact is corrected.
    Correct(&'static Kind, EventId),
    /// A visit is placed.
    Place(Box<Visit>),
    /// When a visit that was made began and ended.
    Made(VisitId),
    /// A medication alert is answered.
    Answer(Box<answer::Pending>),
    /// Something that was promised is done, put off or dropped.
    Task(Box<answer::task::Pending>),
    /// The medication list changes.
    Medicine(Box<medicine::Pending>),
    /// Something is decided about a goal.
    Goal(Box<goal::Pending>),
    /// Something is decided about another part of the plan of care.
    CarePlan(Box<care_plan::Pending>),
    /// Doses, a fill or use when needed are taken down.
    Use(Box<uses::Pending>),
    /// A list of somebody else is taken down: its lines so far.
    Receive(Vec<String>),
    /// An entry is added or changed.
    Entry(Box<entries::Job>),
}

/// One field with what is typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Which.
    pub field: &'static Field,
    /// What is typed.
    pub prompt: Prompt,
    /// What stands there was proposed: typing replaces it.
    pub proposed: bool,
}

impl Asked {
    /// A field with a proposal, which may be empty.
    pub fn with(field: &'static Field, proposal: &str) -> Self {
        Self { field, prompt: Prompt::with(proposal), proposed: !proposal.is_empty() }
    }
}

/// What happens in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The next field (`1`) or the one before (`-1`), round and round.
    Field(isize),
    /// The field that cannot be taken as it is.
    Mend(WrongField),
    /// Every field says again what was proposed; done once more, what was typed.
    TakeBack,
}

/// Why the answers are not a change yet.
pub(super) enum Hitch {
    /// A field.
    Field(WrongField),
    /// Anything else.
    Refused(Refusal),
}

impl From<WrongField> for Hitch {
    fn from(wrong: WrongField) -> Self {
        Self::Field(wrong)
    }
}

impl From<Refusal> for Hitch {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Form {
    /// A form without fields yet; `what` is what it is for.
    pub(super) fn new(app: &App, patient: &Assessed, what: &str, purpose: Purpose) -> Self {
        Self {
            patient: patient.id(),
            title: format!("{what}: {}", patient.who),
            notes: Vec::new(),
            purpose,
            asked: Vec::new(),
            at: 0,
            given: Vec::new(),
            from: app.local(),
            tried: false,
            kept: None,
        }
    }

    /// Everything that is answered, asked for or not.
    pub(super) fn answers(&self) -> Vec<(&'static str, String)> {
        let asked = self.asked.iter().map(|asked| (asked.field.name, asked.prompt.text()));
        self.given.iter().cloned().chain(asked).collect()
    }

    pub(super) fn answer(&self, name: &str) -> String {
        self.answers().into_iter().find(|(known, _)| *known == name).map(|(_, typed)| typed).unwrap_or_default()
    }

    /// The fact the answers make; `None` when the form is about a visit.
    pub(super) fn event(&self) -> Option<Result<Event, WrongField>> {
        match self.purpose {
            Purpose::Record(kind) | Purpose::Consider(kind) | Purpose::Correct(kind, _) => {
                Some(kind.compose(&self.answers(), self.from))
            }
            Purpose::Place(_)
            | Purpose::Made(_)
            | Purpose::Answer(_)
            | Purpose::Task(_)
            | Purpose::Medicine(_)
            | Purpose::Receive(_)
            | Purpose::Goal(_)
            | Purpose::CarePlan(_)
            | Purpose::Entry(_)
            | Purpose::Use(_) => None,
        }
    }

    /// The change the answers amount to.
    pub(super) fn change(&self, app: &App) -> Result<Change, Hitch> {
        match &self.purpose {
            Purpose::Record(kind) | Purpose::Consider(kind) => {
                // A form may need what the fact could do without.
                for asked in &self.asked {
                    asked.field.read(&asked.prompt.text(), self.from)?;
                }
                let (patient, event) = (self.patient, kind.compose(&self.answers(), self.from)?);
                Ok(Change::Event(EventChange::Record { patient, event }))
            }
            Purpose::Correct(kind, id) => {
                let to = kind.compose(&self.answers(), self.from)?;
                let facts = &app.assessed(self.patient)?.facts;
                let known = facts.events.iter().find(|event| event.id == *id);
                let gone =
                    || Refusal::new("This fact does not count any more; somebody marked it as entered in error.");
                Ok(known.ok_or_else(gone)?.corrected(to)?)
            }
            Purpose::Place(visit) => place::change(app, self, visit),
            Purpose::Made(visit) => made::change(app, self, *visit),
            Purpose::Answer(_)
            | Purpose::Task(_)
            | Purpose::Medicine(_)
            | Purpose::Receive(_)
            | Purpose::Goal(_)
            | Purpose::CarePlan(_)
            | Purpose::Entry(_)
            | Purpose::Use(_) => Err(Refusal::new("This is written as it stands.").into()),
        }
    }

    pub(super) fn edit(&mut self, edit: &Edit) {
        if let (Edit::Type(text), Purpose::Receive(_)) = (edit, &self.purpose)
            && text.contains('\n')
        {
            return self.take_lines(text);
        }
        let Some(asked) = self.asked.get_mut(self.at) else { return };
        let deletes = matches!(edit, Edit::Backspace | Edit::Word | Edit::Line);
        if asked.proposed && (deletes || matches!(edit, Edit::Type(_))) {
            asked.prompt = Prompt::default();
        }
        asked.prompt.edit(edit);
        asked.proposed = false;
        if let Some(kept) = self.kept.as_mut().filter(|_| deletes || matches!(edit, Edit::Type(_))) {
            kept.typed();
        }
    }

    /// Whether all of it has room in the field with the cursor. Pasted lines of a list are fields of their own.
    pub(super) fn takes(&self, edit: &Edit) -> bool {
        let Some(asked) = self.asked.get(self.at) else { return true };
        let empty = Prompt::default();
        let prompt = if asked.proposed { &empty } else { &asked.prompt };
        matches!(self.purpose, Purpose::Receive(_)) || prompt.takes(edit)
    }

    fn go_to(&mut self, at: usize) {
        self.at = at;
        if let Some(asked) = self.asked.get_mut(at) {
            // Sentences are gone on with, everything else is replaced.
            let sentence = asked.field.shape == Shape::Text;
            asked.proposed = !sentence && !asked.prompt.text().is_empty();
        }
    }
}

/// Enter: the answers are written, or what would follow is shown, or the field to mend gets the cursor.
pub(super) fn finish(app: &App) -> Result<Msg, Refusal> {
    let Some(Overlay::Form(form)) = &app.overlay else { return Err(Refusal::new("No form is open.")) };
    let written = match &form.purpose {
        Purpose::Answer(pending) => answer::written(app, form, pending),
        Purpose::Task(pending) => answer::task::written(app, form, pending),
        Purpose::Medicine(pending) => medicine::written(app, form, pending),
        Purpose::Receive(lines) => reconcile::received(form, lines),
        Purpose::Goal(what) => goal::written(app, form, what),
        Purpose::CarePlan(what) => care_plan::written(app, form, what),
        Purpose::Use(pending) => uses::written(app, form, pending),
        Purpose::Entry(job) => entries::written(app, form, job),
        Purpose::Record(_) if form.doubts(app).is_empty() => form.change(app).map(Msg::Write),
        Purpose::Place(_) | Purpose::Made(_) => form.change(app).map(Msg::Write),
        Purpose::Record(_) | Purpose::Consider(_) | Purpose::Correct(..) => form.change(app).and_then(|change| {
            let preview = Preview::of(app, change, app.overlay.clone())?;
            Ok(Msg::Overlay(Overlay::Preview(preview)))
        }),
    };
    match written {
        Err(Hitch::Field(wrong)) => Ok(Msg::Form(Act::Mend(wrong))),
        Err(Hitch::Refused(refusal)) => Err(refusal),
        Ok(msg) => Ok(msg),
    }
}

impl App {
    /// What deadlines of this desk are computed with.
    pub(super) fn circumstances(&self) -> Circumstances<'_> {
        let (knowledge, zone) = (self.knowledge, self.board.zone);
        Circumstances { knowledge, staff: &self.board.staff, zone, now: self.local() }
    }

    /// The local time.
    pub(super) fn local(&self) -> NaiveDateTime {
        self.now.with_timezone(&self.board.zone).naive_local()
    }

    /// What a change of events would do.
    pub(super) fn foresee(&self, change: &EventChange, patient: PatientId) -> Foresight {
        let facts = self.assessed(patient).map(|assessed| &assessed.facts);
        facts.map(|facts| foresee(facts, change, self.circumstances())).unwrap_or_default()
    }

    pub(super) fn form(&mut self, act: Act) -> Vec<Effect> {
        let Some(Overlay::Form(form)) = &mut self.overlay else { return Vec::new() };
        match act {
            Act::Field(step) => {
                let count = form.asked.len().max(1).cast_signed();
                form.go_to((form.at.cast_signed() + step).rem_euclid(count).cast_unsigned());
            }
            Act::Mend(wrong) => {
                form.tried = true;
                let field = form.asked.iter().position(|asked| asked.field.name == wrong.field);
                if let Some(at) = field {
                    form.go_to(at);
                }
                let asks = field.and_then(|at| form.asked.get(at)).map_or("this form", |asked| asked.field.label);
                let sentence = format!("{asks}: {}.", wrong.why);
                self.warn(sentence);
            }
            Act::TakeBack => return self.take_back(),
        }
        Vec::new()
    }
}

/// Lines of a box that grows with them: text, and where a field begins.
struct Lines {
    text: Vec<String>,
    cursor: Option<(usize, usize)>,
}

impl Form {
    /// The fields with what they are read as, then what is said back.
    fn lines(&self, app: &App, width: usize) -> Lines {
        let mut text: Vec<String> = self.notes.iter().flat_map(|note| draw::wrap_kept(note, width)).collect();
        text.push(String::new());
        let mut cursor = None;
        for (at, asked) in self.asked.iter().enumerate() {
            let here = at == self.at;
            let typed = asked.prompt.text();
            let label = format!("{} {:<LABEL$}", if here { '>' } else { ' ' }, asked.field.label);
            if here {
                cursor = Some((label.width() + asked.prompt.before().width(), text.len()));
            }
            let room = width.saturating_sub(label.width() + 2);
            if here && typed.width() > room {
                // The field with the cursor shows what is typed on as many lines as it takes, up to a few around the cursor.
                let pieces = draw::pieces(&typed, room);
                let before = draw::pieces(asked.prompt.before(), room);
                let row = before.len().saturating_sub(1);
                let first = (row + 1).saturating_sub(LONG_ROWS);
                let column = before.last().map_or(0, |piece| piece.width());
                cursor = Some((label.width() + column, text.len() + row - first));
                for (at, piece) in pieces.iter().skip(first).take(LONG_ROWS).enumerate() {
                    let asks = if at == 0 { label.clone() } else { " ".repeat(label.width()) };
                    text.push(format!("{asks}{piece}"));
                }
                let read = self.read(asked, &typed);
                text.extend(
                    draw::wrap(&read, width.saturating_sub(LABEL + 2)).into_iter().filter(|_| read.starts_with('!')),
                );
                continue;
            }
            let entry = format!("{label}{}", draw::fit_kept(&typed, ENTRY.max(typed.width() + 2)));
            let read = self.read(asked, &typed);
            if read.is_empty() {
                text.push(draw::cut_kept(&entry, width));
                continue;
            }
            // Long typing takes the line; what it is read as stands below it then.
            let beside = entry.width() + 2 + 20 <= width;
            let indent = if beside { entry.width() + 2 } else { LABEL + 2 };
            let mut lines = draw::wrap(&read, width.saturating_sub(indent)).into_iter();
            let first = if beside { lines.next().unwrap_or_default() } else { String::new() };
            text.push(draw::cut_kept(&format!("{entry}  {first}"), width));
            text.extend(lines.map(|line| format!("{}{line}", " ".repeat(indent))));
        }
        text.push(String::new());
        text.extend(self.words(width));
        text.extend(self.said_back(app).iter().flat_map(|line| draw::wrap_kept(line, width)));
        Lines { text, cursor }
    }

    /// What a field is read as, or what is wrong with it; an empty one is not wrong before it was tried.
    fn read(&self, asked: &Asked, typed: &str) -> String {
        match asked.field.read(typed, self.from) {
            // A blank at the end is being typed; reading the text back for it would come and go with every word.
            Ok(Some(answer)) if answer.said == typed.trim_end() => String::new(),
            Ok(Some(answer)) if matches!(self.purpose, Purpose::Place(_)) => format!("= {}", place::said_at(&answer)),
            Ok(Some(answer)) => format!("= {}", answer.said),
            Ok(None) => "(may stay empty)".to_owned(),
            Err(_) if typed.is_empty() && !self.tried => String::new(),
            Err(wrong) => format!("! {}", wrong.why),
        }
    }

    /// The words the field with the cursor takes, where they are few.
    fn words(&self, width: usize) -> Vec<String> {
        let Some(asked) = self.asked.get(self.at) else { return Vec::new() };
        let many = asked.field.matching(&asked.prompt.text());
        let (few, more) = (asked.field.words(), many.len().saturating_sub(MATCHING));
        let words = few.iter().map(|word| format!("{} {}", word.digit, word.label));
        let words = words.chain(many.iter().take(MATCHING).map(|(word, label)| format!("{word} {label}")));
        let words = words.chain((more > 0).then(|| format!("and {more} more: type more letters")));
        let mut lines: Vec<String> = Vec::new();
        for word in words {
            match lines.last_mut().filter(|line| line.width() + word.width() + 3 <= width) {
                Some(line) => line.extend(["   ", word.as_str()]),
                None => lines.push(format!("  {word}")),
            }
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }

    /// What would be written, in plain words, and what would follow.
    fn said_back(&self, app: &App) -> Vec<String> {
        if let Purpose::Place(visit) = &self.purpose {
            let said = place::said_back(app, self, visit);
            return said.iter().map(|line| draw::labelled("PLACES", line)).collect();
        }
        if let Purpose::Made(_) = &self.purpose {
            return made::said_back(app, self).iter().map(|line| draw::labelled("WRITES", line)).collect();
        }
        if let Purpose::Answer(pending) = &self.purpose {
            let said = answer::said_back(app, self, pending);
            return said.iter().map(|line| draw::labelled("THEN", line)).collect();
        }
        if let Purpose::Medicine(pending) = &self.purpose {
            let said = medicine::said_back(app, self, pending);
            return said.iter().map(|(label, line)| draw::labelled(label, line)).collect();
        }
        if let Purpose::Use(pending) = &self.purpose {
            let said = uses::said_back(app, self, pending);
            return said.iter().map(|(label, line)| draw::labelled(label, line)).collect();
        }
        if let Purpose::Entry(job) = &self.purpose {
            let said = entries::said_back(app, self, job);
            return said.iter().map(|(label, line)| draw::labelled(label, line)).collect();
        }
        if let Purpose::Receive(lines) = &self.purpose {
            let said = reconcile::said_back(app, lines);
            return said.iter().map(|(label, line)| draw::labelled(label, line)).collect();
        }
        let Some(Ok(event)) = self.event() else { return Vec::new() };
        let mut lines = vec![draw::labelled("WRITES", &event.said(self.from))];
        lines.extend(understood(&event).map(|read| draw::labelled("READS", &read)));
        lines.extend(self.doubts(app).iter().map(|doubt| draw::labelled("ASK", doubt)));
        if matches!(self.purpose, Purpose::Record(_)) {
            let change = EventChange::Record { patient: self.patient, event };
            let then = app.foresee(&change, self.patient).deadlines;
            let more = then.len().saturating_sub(FOLLOWING);
            if then.is_empty() {
                lines.push(draw::labelled("THEN", "no deadline changes"));
            }
            lines.extend(then.into_iter().take(FOLLOWING).map(|line| draw::labelled("THEN", &line)));
            if more > 0 {
                lines.push(draw::labelled("", &format!("and {more} more")));
            }
        }
        lines
    }
}

impl Form {
    /// What of a fact is doubtful: it is read once more before it is written.
    pub(super) fn doubts(&self, app: &App) -> Vec<String> {
        let (Some(Ok(event)), Ok(patient)) = (self.event(), app.assessed(self.patient)) else { return Vec::new() };
        if let Event::FrequencyOrder { text, .. } = &event {
            let refused = text.parse::<FrequencyOrder>().err();
            return refused.map(|why| format!("{why}. As it stands no week of it is counted.")).into_iter().collect();
        }
        let admitted = |event: &Stored<Event>| matches!(event.value, Event::InpatientAdmission { .. });
        let is_return = matches!(event, Event::InpatientDischarge { .. });
        if is_return && !patient.facts.events.iter().any(admitted) {
            let ask = "no hospital stay of this patient is on record: the wrong event, or record the admission too?";
            return vec![ask.to_owned()];
        }
        Vec::new()
    }
}

/// A fact that is written in a notation, in plain words.
fn understood(event: &Event) -> Option<String> {
    let Event::FrequencyOrder { text, discipline, .. } = event else { return None };
    let order = text.parse::<FrequencyOrder>().ok()?;
    let total = order.total().map(|total| format!("; {total}")).unwrap_or_default();
    Some(format!("{}: {}{total}", discipline.label(), order.words()))
}

/// Columns of a field's question and of what is typed.
const LABEL: usize = 24;
const ENTRY: usize = 14;
/// How many of many words are named that what is typed may mean.
const MATCHING: usize = 6;
/// Rows of a field whose text takes several.
const LONG_ROWS: usize = 6;
/// How many consequences of a recording are shown.
const FOLLOWING: usize = 4;

impl App {
    /// Draws the form; answers where the cursor stands.
    pub(super) fn paint_form(&self, form: &Form, buffer: &mut Buffer, area: Rect) -> (u16, u16) {
        let width = area.width.min(100);
        let lines = form.lines(self, usize::from(width).saturating_sub(4));
        let height = u16::try_from(lines.text.len() + 2).unwrap_or(u16::MAX).min(area.height.saturating_sub(2));
        let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + 1, width, height };
        draw::clear(buffer, place);
        let inside = draw::boxed(buffer, place, &form.title, &self.way_back(), self.theme, true);
        draw::rows(buffer, inside, lines.text.iter().map(|line| Line::raw(format!(" {line}"))));
        let (x, y) = lines.cursor.unwrap_or_default();
        let column = u16::try_from(x + 1).unwrap_or(u16::MAX);
        let row = u16::try_from(y).unwrap_or(u16::MAX);
        let last = (inside.right().saturating_sub(1), inside.bottom().saturating_sub(1));
        (inside.x.saturating_add(column).min(last.0), inside.y.saturating_add(row).min(last.1))
    }
}
