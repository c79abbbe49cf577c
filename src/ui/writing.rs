//! The text area: one text about one patient, over the whole screen. Letters are letters; whatever is typed is kept as a
//! draft until it is saved, so nothing that ends the program loses it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::command::Place;
use super::key::Key;
use super::prompt::Edit;
use super::theme::Theme;
use super::{App, DraftMsg, Effect, Msg, chart, draw};
use crate::domain::draft::Draft;
use crate::domain::ids::{OperationId, PatientId};
use crate::domain::refusal::Refusal;

pub mod buffer;
mod history;
mod phrases;
pub(super) mod purpose;

pub use buffer::{Act, LONGEST, TextBuffer};
pub use purpose::Purpose;

/// Columns of text at most: longer rows are hard to read.
const WIDEST: u16 = 100;
/// Stands between two versions of a text that were written at the same time.
const MEANWHILE: &str = "======== on record meanwhile: take over what is needed, then delete this line ========";

/// A text that is to be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// About whom.
    pub patient: PatientId,
    /// Where its draft is kept: the purpose's own place, or beside it.
    pub place: String,
    /// What it is, for the title: `free note`.
    pub title: String,
    /// What belongs there; may be empty.
    pub hint: String,
    /// What stands on record.
    pub text: String,
    /// What becomes of it when it is saved.
    pub purpose: Purpose,
}

/// The open text.
#[derive(Debug, Clone, PartialEq)]
pub struct Writing {
    sheet: Sheet,
    buffer: TextBuffer,
    /// The first row on the screen.
    top: usize,
    /// Rows that say whose text it is.
    above: usize,
    /// The name it is saved under.
    pub(super) becomes: OperationId,
    /// Saving was refused because somebody saved another text: theirs joins this one when the chart is read again.
    overtaken: bool,
}

/// Opens a text. What Ctrl-s does with it, the purpose says; where its draft is kept, too.
pub(super) fn open(sheet: Sheet) -> Msg {
    Msg::Draft(DraftMsg::Open(Box::new(sheet)))
}

/// `N`: a note about the patient in hand. From a list her chart is opened first, so that who it is stands above the text.
pub(super) fn note(app: &App) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    if app.chart.is_none() {
        return Ok(Msg::Draft(DraftMsg::Note));
    }
    let place = Purpose::Note.place();
    let (title, hint, text) = (purpose::in_words(app, &place), String::new(), String::new());
    Ok(open(Sheet { patient: patient.id(), place, title, hint, text, purpose: Purpose::Note }))
}

/// Ctrl-s: what the text amounts to.
pub(super) fn save(app: &App) -> Result<Msg, Refusal> {
    let writing = app.writing.as_ref().ok_or_else(|| Refusal::new("No text is open."))?;
    if writing.buffer.text().contains(MEANWHILE) {
        return Err(Refusal::new(
            "Two versions stand here. Delete the line between them and what is not needed; then save.",
        ));
    }
    writing.sheet.purpose.change(app, writing.sheet.patient, writing.buffer.text()).map(Msg::Write)
}

/// The phrases there are, for the help: a line each.
pub(super) fn phrases_told(app: &App) -> Vec<String> {
    let phrases = &(app.knowledge.plans)().phrases;
    phrases.iter().map(|phrase| format!("{:<10}{}", format!(".{}", phrase.name), phrase.text.trim_end())).collect()
}

/// A page of the text, up (`-1`) or down (`1`).
pub(super) fn page(app: &App, pages: isize) -> Msg {
    let rows = extent(app.size).1.saturating_sub(2).max(1).cast_signed();
    Msg::Draft(DraftMsg::Act(Act::Rows(pages * rows)))
}

/// Columns and rows of text in a window.
fn extent((width, height): (u16, u16)) -> (usize, usize) {
    // A column before the text, and two behind it: for a blank that hangs over the edge, and for the cursor.
    (usize::from(width.saturating_sub(3).min(WIDEST)), usize::from(height.saturating_sub(4)))
}

impl Writing {
    fn new(sheet: Sheet, draft: Option<&Draft>, fresh: OperationId, size: (u16, u16)) -> Self {
        let width = extent(size).0;
        let buffer = match draft {
            Some(draft) => TextBuffer::new(&draft.text, draft.cursor, width),
            None => TextBuffer::new(&sheet.text, usize::MAX, width),
        };
        let becomes = draft.map_or(fresh, |draft| draft.becomes);
        let mut writing = Self { sheet, buffer, top: 0, above: 1, becomes, overtaken: false };
        writing.follow(size);
        writing
    }

    /// What is written so far.
    pub fn text(&self) -> &str {
        self.buffer.text()
    }

    /// About whom it is.
    pub fn patient(&self) -> PatientId {
        self.sheet.patient
    }

    pub(super) fn fit(&mut self, size: (u16, u16)) {
        self.buffer.wrap_at(extent(size).0);
        self.follow(size);
    }

    /// Brings the cursor back into the window, with a third of the window around it: a row at a time would send the
    /// whole screen for each.
    fn follow(&mut self, size: (u16, u16)) {
        let above = self.above.saturating_sub(1) + usize::from(!self.sheet.hint.is_empty());
        let rows = extent(size).1.saturating_sub(above).max(1);
        let (row, _) = self.buffer.place();
        if row < self.top {
            self.top = row.saturating_sub(rows / 3);
        } else if row >= self.top + rows {
            self.top = row + 1 - (rows - rows / 3).max(1);
        }
    }

    /// Whether it says something else than what stands on record.
    fn is_unsaved(&self) -> bool {
        self.buffer.text() != self.sheet.text
    }

    /// How it is kept: a text that stands on record as it is needs no draft.
    pub(super) fn keep(&self) -> Effect {
        let (patient, place) = (self.sheet.patient, self.sheet.place.clone());
        if !self.is_unsaved() {
            return Effect::DropDraft { patient, place };
        }
        let (text, cursor) = (self.buffer.text().to_owned(), self.buffer.cursor());
        let (seen, becomes) = (self.sheet.purpose.seen(), self.becomes);
        Effect::KeepDraft { patient, place, text, cursor, seen, becomes }
    }

    /// Somebody saved another text meanwhile: theirs stands under this one, and from now on is what is replaced.
    fn join(&mut self, theirs: Sheet, size: (u16, u16)) {
        let joined = format!("{}\n{MEANWHILE}\n{}", self.buffer.text(), theirs.text);
        self.buffer = TextBuffer::new(&joined, self.buffer.cursor(), extent(size).0);
        self.sheet = theirs;
        self.follow(size);
    }
}

impl App {
    /// The text that is being written.
    pub fn writing(&self) -> Option<&Writing> {
        self.writing.as_ref()
    }

    /// Whether a text has the keys.
    pub fn is_writing_text(&self) -> bool {
        self.place() == Place::Writing
    }

    /// Whether what is typed goes into something that is kept: the open text, or a field of the open form.
    pub fn keeps_typing(&self) -> bool {
        matches!(self.place(), Place::Writing | Place::Form)
    }

    /// Whether a key only writes or erases in the open text, or in the fields of the open form.
    pub fn writes(&self, key: Key) -> bool {
        let also: &[Key] = if self.is_writing_text() { &[Key::Enter] } else { &[Key::Tab, Key::BackTab] };
        self.keeps_typing() && (matches!(key, Key::Char(_) | Key::Backspace) || also.contains(&key))
    }

    pub(super) fn open_chart_for_note(&mut self) -> Vec<Effect> {
        let Some(patient) = self.patient_in_hand().map(crate::domain::board::Assessed::id) else { return Vec::new() };
        self.asked.note = true;
        self.open(patient)
    }

    /// The chart that a note was asked for is there.
    pub(super) fn open_wanted_note(&mut self) -> Vec<Effect> {
        if !std::mem::take(&mut self.asked.note) {
            return Vec::new();
        }
        match note(self) {
            Ok(msg) => self.update(msg),
            Err(_) => Vec::new(),
        }
    }

    /// A text is to be opened: its draft is looked for first.
    pub(super) fn ask_for_draft(&mut self, sheet: Sheet) -> Vec<Effect> {
        if let Err(refusal) = self.may(sheet.purpose.act()) {
            self.warn(refusal.to_string());
            return Vec::new();
        }
        let (patient, place) = (sheet.patient, sheet.place.clone());
        self.overlay = None;
        self.asked.sheet = Some(Box::new(sheet));
        vec![Effect::ReadDraft { patient, place }]
    }

    /// The draft that was looked for, or that there is none.
    pub(super) fn open_writing(&mut self, patient: PatientId, place: &str, draft: Option<Draft>) -> Vec<Effect> {
        let asked = &mut self.asked.sheet;
        let sheet = asked.take_if(|sheet| sheet.patient == patient && sheet.place == place);
        let Some(sheet) = sheet else { return Vec::new() };
        let (seen, fresh) = (sheet.purpose.seen(), self.fresh_name());
        let mut writing = Writing::new((*sheet).clone(), draft.as_ref(), fresh, self.size);
        match draft {
            Some(draft) if draft.seen != seen && draft.text != sheet.text => {
                writing.join(*sheet, self.size);
                self.warn(
                    "Your draft, and under it what somebody saved meanwhile. Both are kept; make one text of them.",
                );
            }
            Some(draft) => {
                let at = self.at_in_words(&draft);
                let [saves, discards] = self.keys_for(["writing.save", "draft.put-away"]);
                self.say(format!(
                    "draft of {at} restored; {saves} saves, {discards} in the list of drafts discards it"
                ));
            }
            None => self.say(""),
        }
        self.writing = Some(writing);
        self.fit_writing();
        Vec::new()
    }

    /// `10:42`, `Mon 09 Mar 10:42`: when a draft was last touched.
    pub(super) fn at_in_words(&self, draft: &Draft) -> String {
        let at = draft.updated.with_timezone(&self.board.zone);
        let today = at.date_naive() == self.today();
        if today { at.format("%H:%M") } else { at.format("%a %d %b %H:%M") }.to_string()
    }

    /// Something of a field's editing, in the open text.
    pub(super) fn edit_writing(&mut self, edit: &Edit) -> Vec<Effect> {
        let act = match edit {
            // One character is typed, more were pasted.
            Edit::Type(text) if text.chars().nth(1).is_none() => Act::Type(text.clone()),
            Edit::Type(text) => Act::Insert(text.clone()),
            Edit::Backspace => Act::Backspace,
            Edit::Word => Act::WordBack,
            Edit::Line => Act::LineBack,
            Edit::Left => Act::Left,
            Edit::Right => Act::Right,
            Edit::Home => Act::Home,
            Edit::End => Act::End,
        };
        self.write_act(&act)
    }

    /// Something happens to the open text. What it says is kept at once.
    pub(super) fn write_act(&mut self, act: &Act) -> Vec<Effect> {
        let Some(writing) = &mut self.writing else { return Vec::new() };
        let mut done = writing.buffer.act(act);
        if matches!(act, Act::Type(typed) if typed == " ") && done.is_ok() {
            done = phrases::expand(&mut writing.buffer, &(self.knowledge.plans)().phrases);
        }
        if done.is_err() {
            let most = LONGEST / 1_000_000;
            self.warn(format!("A text holds at most {most} MB. Nothing was put in; all that you wrote is there."));
            return Vec::new();
        }
        writing.follow(self.size);
        if act.only_moves() { Vec::new() } else { vec![writing.keep()] }
    }

    /// Esc: the text stays as a draft.
    pub(super) fn leave_writing(&mut self) -> Vec<Effect> {
        let Some(writing) = self.writing.take() else { return Vec::new() };
        if !writing.is_unsaved() {
            self.say("Nothing was changed.");
            return vec![writing.keep()];
        }
        match &self.unkept {
            Some(why) => self.warn(why.clone()),
            None => {
                self.say(format!("Kept as a draft, not saved. {} lists your drafts.", self.key_for("chart.drafts")))
            }
        }
        vec![writing.keep()]
    }

    /// The open text was saved: its draft is not needed any more.
    pub(super) fn writing_saved(&mut self) -> Option<Effect> {
        let writing = self.writing.take()?;
        Some(Effect::DropDraft { patient: writing.sheet.patient, place: writing.sheet.place.clone() })
    }

    /// The open text could not be saved: perhaps somebody else was faster.
    pub(super) fn writing_refused(&mut self) {
        if let Some(writing) = &mut self.writing {
            writing.overtaken = true;
        }
    }

    /// The chart was read again: where somebody else was faster, their text joins the one that was refused.
    pub(super) fn renew_writing(&mut self) -> Vec<Effect> {
        let Some(mut writing) = self.writing.take() else { return Vec::new() };
        let mut effects = Vec::new();
        let theirs = self.chart.as_ref().and_then(|screen| Purpose::sheet(self, &writing.sheet.place, screen));
        if let Some(theirs) = theirs.filter(|sheet| sheet.patient == writing.sheet.patient)
            && std::mem::take(&mut writing.overtaken)
            && theirs.purpose.seen() != writing.sheet.purpose.seen()
        {
            writing.join(theirs, self.size);
            self.warn("Somebody saved this meanwhile: theirs stands under yours. Make one text of them, then save.");
            effects.push(writing.keep());
        }
        self.writing = Some(writing);
        effects
    }

    /// Who a text is about and what nobody may overlook, in rows of that width.
    fn over_text(&self, patient: PatientId, width: usize) -> Vec<chart::heading::Row> {
        let open = self.chart.as_ref().map(|screen| &screen.assessed).filter(|open| open.id() == patient);
        let known = open.or_else(|| self.board.patient(patient));
        known.map(|known| chart::heading::over_text(self, known, width.saturating_sub(1))).unwrap_or_default()
    }

    /// The text is wrapped anew, and the rows above it counted again.
    pub(super) fn fit_writing(&mut self) {
        let Some(patient) = self.writing.as_ref().map(Writing::patient) else { return };
        let above = self.over_text(patient, usize::from(self.size.0)).len();
        let size = self.size;
        if let Some(writing) = &mut self.writing {
            writing.above = above;
            writing.fit(size);
        }
    }

    /// Draws the open text; answers where the cursor stands.
    pub(super) fn paint_writing(&self, writing: &Writing, buffer: &mut Buffer, area: Rect) -> (u16, u16) {
        let width = usize::from(area.width);
        let rows = self.over_text(writing.sheet.patient, width);
        let area = chart::draw_heading(self, &rows, buffer, area);
        let mut area = draw::rule(buffer, area, &writing.sheet.title, self.theme);
        if !writing.sheet.hint.is_empty() {
            let hint = draw::cut(&writing.sheet.hint, width.saturating_sub(2));
            area = draw::row(buffer, area, &Line::from(Span::styled(format!(" {hint}"), Theme::quiet())));
        }
        // A status line of several rows takes some of the text's.
        let (here, _) = writing.buffer.place();
        let top = writing.top.max((here + 1).saturating_sub(usize::from(area.height)));
        for (y, row) in (area.y..area.bottom()).zip(top..writing.buffer.height()) {
            let room = usize::from(area.width.saturating_sub(1));
            buffer.set_stringn(area.x + 1, y, drawable(writing.buffer.row(row)), room, Style::new());
        }
        let (row, column) = writing.buffer.place();
        if writing.buffer.stands_on_blank() {
            // What the next letter fills is seen.
            let x = area.x.saturating_add(1).saturating_add(u16::try_from(column).unwrap_or(u16::MAX));
            let y = area.y.saturating_add(u16::try_from(row.saturating_sub(writing.top)).unwrap_or(u16::MAX));
            let blank = Rect { x, y, width: buffer::BLANK_WIDTH, height: 1 }.intersection(area);
            buffer.set_style(blank, Theme::selected());
        }
        let x = area.x.saturating_add(1).saturating_add(u16::try_from(column).unwrap_or(u16::MAX));
        let y = area.y.saturating_add(u16::try_from(row.saturating_sub(top)).unwrap_or(u16::MAX));
        (x.min(area.right().saturating_sub(1)), y.min(area.bottom().saturating_sub(1)))
    }
}

/// A row as it goes to the screen: of a character that is made of very many marks, only the first.
fn drawable(row: &str) -> std::borrow::Cow<'_, str> {
    const MARKS: usize = 8;
    if row.len() <= row.width().max(1) * MARKS {
        return row.into();
    }
    row.graphemes(true).flat_map(|grapheme| grapheme.chars().take(MARKS)).collect::<String>().into()
}
