//! The list of drafts: what somebody has begun and not finished, wherever it was.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::command::Place;
use super::form::Form;
use super::overlay::{Overlay, Reader};
use super::theme::Theme;
use super::writing::{self, Purpose, Sheet, purpose};
use super::{App, Effect, Msg, Section, draw, reconcile};
use crate::domain::draft::{Draft, KeptDraft};
use crate::domain::ids::{OperationId, PatientId};
use crate::domain::refusal::Refusal;

/// What happens to texts that are written, and to drafts.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftMsg {
    /// A text is to be opened; first its draft is looked for.
    Open(Box<Sheet>),
    /// A note about the patient in hand of a list: her chart is opened for it.
    Note,
    /// The draft of a place of a patient, if there is one.
    Found(PatientId, String, Option<Draft>),
    /// Something is done to the open text.
    Act(writing::Act),
    /// The open text is left; what is not saved stays as a draft.
    Leave,
    /// The list of drafts is asked for.
    Show,
    /// The unfinished texts of this user, the newest first.
    List(Vec<KeptDraft>),
    /// What was to be kept is not: it was saved under this name meanwhile.
    Used(OperationId),
    /// Everything that was to be kept is on disk, or was told.
    Settled,
    /// How many unfinished texts this user has.
    Count(usize),
    /// A draft could not be read: a sentence.
    Unread(String),
    /// Drafts cannot be kept, and why; or they are kept again.
    NotKept(Option<String>),
    /// Something happens in the list of drafts.
    Shelf(Act),
}

/// What was asked about drafts and is not answered yet.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// A text that opens when its draft is known.
    pub(super) sheet: Option<Box<Sheet>>,
    /// A form that opens when its draft is known.
    pub(super) form: Option<Box<Form>>,
    /// A draft that cannot be gone on with: what stands above it when it is shown.
    pub(super) unopened: Option<Unopened>,
    /// The list.
    pub(super) list: bool,
    /// A draft that opens when its chart is there.
    pub(super) then: Option<KeptDraft>,
    /// A note is written when its chart is there.
    pub(super) note: bool,
}

impl Asked {
    /// Whether what a key means hangs on the answer.
    pub(super) fn waits(&self) -> bool {
        self.sheet.is_some() || self.form.is_some() || self.unopened.is_some() || self.list || self.note
    }

    /// Where keys go when what was asked for is there: into a text, or into a form.
    pub(super) fn place(&self) -> Option<Place> {
        let text = (self.sheet.is_some() || self.note).then_some(Place::Writing);
        text.or_else(|| self.form.as_ref().map(|_| Place::Form))
    }
}

/// A draft that is only shown.
#[derive(Debug)]
pub(super) struct Unopened {
    patient: PatientId,
    place: String,
    title: String,
    /// Why it cannot be gone on with, and what to do.
    why: String,
}

/// The open list.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    /// The drafts, the newest first.
    pub rows: Vec<KeptDraft>,
    /// The one in hand, from 0.
    pub chosen: usize,
    /// It was asked whether the one in hand is to be put away.
    pub asking: bool,
}

/// What happens in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The draft in hand is opened where it was typed.
    Open,
    /// Whether to put it away is asked.
    Ask,
    /// It is put away.
    PutAway,
}

fn in_hand(app: &App) -> Result<(&Shelf, &KeptDraft), Refusal> {
    let Some(Overlay::Drafts(shelf)) = &app.overlay else {
        return Err(Refusal::new("The list of drafts is not open."));
    };
    let draft = shelf.rows.get(shelf.chosen);
    draft.map(|draft| (shelf, draft)).ok_or_else(|| Refusal::new("You have no drafts."))
}

/// Enter: the draft in hand.
pub(super) fn open(app: &App) -> Result<Msg, Refusal> {
    in_hand(app).map(|_| Msg::Draft(DraftMsg::Shelf(Act::Open)))
}

/// `D`: whether to put the draft in hand away.
pub(super) fn ask(app: &App) -> Result<Msg, Refusal> {
    in_hand(app).map(|_| Msg::Draft(DraftMsg::Shelf(Act::Ask)))
}

/// `y`: put it away, once that was asked.
pub(super) fn put_away(app: &App) -> Result<Msg, Refusal> {
    match in_hand(app)? {
        (shelf, _) if shelf.asking => Ok(Msg::Draft(DraftMsg::Shelf(Act::PutAway))),
        _ => Err(Refusal::new(format!("{} asks first whether to discard this draft.", app.key_for("draft.put-away")))),
    }
}

impl App {
    pub(super) fn draft(&mut self, msg: DraftMsg) -> Vec<Effect> {
        match msg {
            DraftMsg::Open(sheet) => self.ask_for_draft(*sheet),
            DraftMsg::Note => self.open_chart_for_note(),
            DraftMsg::Found(patient, place, Some(draft)) if place == reconcile::kept::PLACE => {
                self.restore_decisions(patient, &draft)
            }
            DraftMsg::Found(patient, place, draft)
                if self.asked.form.as_ref().is_some_and(|form| form.is_kept_at(patient, &place)) =>
            {
                self.open_form(draft.as_ref())
            }
            DraftMsg::Found(patient, place, draft)
                if self.asked.unopened.as_ref().is_some_and(|one| one.patient == patient && one.place == place) =>
            {
                self.show_unopened(draft)
            }
            DraftMsg::Found(patient, place, draft) => self.open_writing(patient, &place, draft),
            DraftMsg::Act(act) => self.write_act(&act),
            DraftMsg::Leave => self.leave_writing(),
            DraftMsg::Show => {
                self.asked.list = true;
                vec![Effect::ReadDrafts]
            }
            DraftMsg::Used(name) => self.saved_elsewhere(name),
            DraftMsg::List(rows) => self.new_drafts(rows),
            // Who asked for it waits for it: the loop, before it steps aside.
            DraftMsg::Settled => Vec::new(),
            DraftMsg::Count(count) => {
                self.board.drafts = count;
                Vec::new()
            }
            DraftMsg::Unread(sentence) => self.drafts_failed(sentence),
            DraftMsg::NotKept(why) => self.not_kept(why),
            DraftMsg::Shelf(act) => self.shelf(act),
        }
    }

    /// The drafts as they are by now.
    pub(super) fn new_drafts(&mut self, rows: Vec<KeptDraft>) -> Vec<Effect> {
        self.board.drafts = rows.len();
        match &mut self.overlay {
            // One was put away: the cursor stays where it is.
            Some(Overlay::Drafts(shelf)) => {
                shelf.chosen = shelf.chosen.min(rows.len().saturating_sub(1));
                *shelf = Shelf { rows, asking: false, ..shelf.clone() };
            }
            _ if self.asked.list => self.overlay = Some(Overlay::Drafts(Shelf { rows, chosen: 0, asking: false })),
            _ => {}
        }
        self.asked.list = false;
        Vec::new()
    }

    /// Drafts could not be read.
    pub(super) fn drafts_failed(&mut self, sentence: String) -> Vec<Effect> {
        self.asked = Asked::default();
        self.warn(sentence);
        Vec::new()
    }

    /// Drafts cannot be kept, or are kept again.
    pub(super) fn not_kept(&mut self, why: Option<String>) -> Vec<Effect> {
        match &why {
            Some(why) => self.warn(why.clone()),
            None => self.say("Your text is kept again."),
        }
        self.unkept = why;
        Vec::new()
    }

    pub(super) fn shelf(&mut self, act: Act) -> Vec<Effect> {
        let Some(Overlay::Drafts(shelf)) = &mut self.overlay else { return Vec::new() };
        let Some(draft) = shelf.rows.get(shelf.chosen).cloned() else { return Vec::new() };
        match act {
            Act::Open => {
                let patient = draft.patient;
                self.asked.then = Some(draft);
                self.open(patient)
            }
            Act::Ask => {
                shelf.asking = true;
                let (length, sure) = (draft.length, self.key_for("draft.sure"));
                self.warn(format!(
                    "{sure} discards this draft for good ({length} characters); any other key keeps it."
                ));
                Vec::new()
            }
            Act::PutAway => {
                let what = purpose::in_words(self, &draft.place);
                self.say(format!("{}, {what}: draft discarded.", draft.who));
                vec![Effect::DropDraft { patient: draft.patient, place: draft.place }, Effect::ReadDrafts]
            }
        }
    }

    /// A chart has arrived: the draft it was opened for opens in it.
    pub(super) fn open_wanted_draft(&mut self) -> Vec<Effect> {
        let Some(draft) = self.asked.then.take() else { return Vec::new() };
        let Some(screen) = self.chart.as_ref().filter(|screen| screen.assessed.id() == draft.patient) else {
            return Vec::new();
        };
        if draft.place == reconcile::kept::PLACE {
            if screen.table.is_some() {
                return self.section(Section::Reconcile);
            }
            self.warn(format!(
                "The lists these decisions are about are reconciled or discarded. {} in the list of drafts discards the draft.",
                self.key_for("draft.put-away")
            ));
            return Vec::new();
        }
        if self.read_only {
            self.warn(
                "The clock was set with --at, so nothing is written. Start without --at to go on with this draft.",
            );
            return Vec::new();
        }
        if let Some(sheet) = Purpose::sheet(self, &draft.place, screen) {
            return self.ask_for_draft(sheet);
        }
        let title = format!("draft: {}: {}", purpose::in_words(self, &draft.place), screen.assessed.who);
        let why = match self.form_again(&draft.place) {
            Ok(form) => return self.ask_for_typing(form, draft.place),
            Err(why) => {
                let discards = self.key_for("draft.put-away");
                format!("{why} Until {discards} in the list of drafts discards it, it stays here:")
            }
        };
        // At least it is there to be read.
        let (patient, place) = (draft.patient, draft.place);
        self.asked.unopened = Some(Unopened { patient, place: place.clone(), title, why });
        vec![Effect::ReadDraft { patient, place }]
    }

    /// A draft that cannot be gone on with is there to be read.
    fn show_unopened(&mut self, draft: Option<Draft>) -> Vec<Effect> {
        let Some(Unopened { title, why, .. }) = self.asked.unopened.take() else { return Vec::new() };
        let Some(draft) = draft else {
            self.warn("This draft is not there any more; it was discarded, or saved, in another session of yours.");
            return Vec::new();
        };
        let lines = [why, String::new()].into_iter().chain(draft.text.lines().map(str::to_owned)).collect();
        self.overlay = Some(Overlay::Reader(Reader { title, lines, top: 0 }));
        Vec::new()
    }

    /// `2 h`, `3 d`: how long ago something was touched.
    fn age(&self, draft: &KeptDraft) -> String {
        let age = (self.now - draft.updated).max(TimeDelta::zero());
        match (age.num_days(), age.num_hours(), age.num_minutes()) {
            (0, 0, minutes) => format!("{minutes} min"),
            (0, hours, _) => format!("{hours} h"),
            (days, ..) => format!("{days} d"),
        }
    }

    fn listed_draft(&self, draft: &KeptDraft, width: usize) -> String {
        let who = self.board.patient(draft.patient);
        let who = who.map_or_else(|| Self::fit_name(&draft.who, 26), |patient| self.fit_who(patient, 26));
        let begins = begins(draft).replace('\n', if is_typed(draft) { " " } else { "; " });
        let place = draw::fit(&purpose::in_words(self, &draft.place), 24);
        draw::cut_kept(&format!("{} {place} {:>6}  {begins}", who, self.age(draft)), width)
    }

    /// Draws the list, and under it how the draft in hand begins.
    pub(super) fn paint_drafts(&self, shelf: &Shelf, buffer: &mut Buffer, area: Rect) {
        let place = Rect { height: area.height.saturating_sub(2), ..area };
        draw::clear(buffer, place);
        let count = shelf.rows.len();
        let title = match shelf.rows.get(shelf.chosen) {
            None => "your drafts".to_owned(),
            Some(draft) => format!("your drafts {count}: {}", draft.who),
        };
        let inside = draw::boxed(buffer, place, &title, &self.way_back(), self.theme, true);
        if shelf.rows.is_empty() {
            let none = "You have no drafts. What you type and do not save is kept here until you discard it.";
            let lines = draw::wrap(none, usize::from(inside.width).saturating_sub(2));
            draw::rows(buffer, inside, lines.into_iter().map(|line| Line::raw(format!(" {line}"))));
            return;
        }
        let list = draw::top(inside, inside.height.saturating_sub(8).max(inside.height / 2));
        let width = usize::from(list.width).saturating_sub(3);
        let top = (shelf.chosen + 1).saturating_sub(usize::from(list.height));
        for (y, (at, draft)) in (list.y..list.bottom()).zip(shelf.rows.iter().enumerate().skip(top)) {
            let here = at == shelf.chosen;
            let (mark, style) = if here { ('>', Theme::selected()) } else { (' ', Style::new()) };
            let row = draw::fit_kept(&self.listed_draft(draft, width), width);
            draw::row(
                buffer,
                Rect { y, height: 1, ..list },
                &Line::from(Span::styled(format!(" {mark} {row}"), style)),
            );
        }
        let below = draw::below(inside, list.height);
        if let Some(draft) = shelf.rows.get(shelf.chosen) {
            let what = purpose::in_words(self, &draft.place);
            let what = if is_typed(draft) { format!("{what}, {} characters", draft.length) } else { what };
            let below = draw::rule(buffer, below, &what, self.theme);
            let width = usize::from(below.width).saturating_sub(2);
            let begins = begins(draft);
            let lines = begins.lines().flat_map(|line| draw::wrap(line, width));
            draw::rows(buffer, below, lines.map(|line| Line::raw(format!(" {line}"))));
        }
    }
}

/// Whether a draft is text that somebody typed; what is kept of a reconciliation are its decisions.
fn is_typed(draft: &KeptDraft) -> bool {
    draft.place != reconcile::kept::PLACE
}

/// How a draft begins, as a person reads it.
fn begins(draft: &KeptDraft) -> String {
    if is_typed(draft) { draft.begins.clone() } else { reconcile::kept::in_words(&draft.begins) }
}
