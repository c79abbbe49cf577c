//! Keys become messages, messages become effects and state, state becomes a frame. The store is unknown here:
//! what has to be done outside is an [`Effect`], a plain value that `run` carries out.

pub mod command;
pub mod key;
pub mod list;
pub mod theme;

pub mod answer;
mod awaited;
mod boxes;
pub mod care_plan;
mod chart;
pub mod checklist;
mod commands;
mod deadlines;
mod drafts;
mod draw;
pub mod effort;
pub mod entries;
pub mod form;
mod frame;
mod frequency;
mod goal;
mod hazards;
pub mod home;
mod made;
mod medicine;
mod meds;
pub mod menu;
mod merging;
mod names;
mod naming;
pub mod overlay;
pub mod pairs;
mod panes;
mod permitted;
pub mod pick;
mod place;
mod plans;
pub mod preview;
pub mod print;
pub mod prompt;
mod reassess;
mod reconcile;
mod record;
mod sheet;
mod tally;
mod today;
mod undoing;
mod update;
mod uses;
mod visits;
pub mod writing;

use std::collections::HashMap;

use chrono::NaiveDate;

pub use chart::Section;
pub use commands::{reference, rows};
pub use drafts::DraftMsg;
pub use draw::wrap_kept;
pub use overlay::Overlay;
pub use pairs::PairsMsg;
pub use panes::{RowId, Sort, View};
pub use reassess::{Ahead, Narrowing, Whose};
pub use sheet::rule_sheet;
pub use update::KeyOutcome;

use self::command::KeyMap;
use self::key::Key;
use self::list::{List, Motion};
use self::theme::Theme;
use crate::domain::board::{Assessed, Board};
use crate::domain::change::{Bundle, Change};
use crate::domain::chart::Chart;
use crate::domain::found::Found;
use crate::domain::ids::{OperationId, PatientId, Version};
use crate::domain::knowledge::Knowledge;
use crate::domain::medication::reconcile::{Decision, Row};
use crate::domain::permission::Permissions;
use crate::domain::refusal::Refusal;
use crate::domain::user::Reach;
use crate::domain::when::Instant;

/// The smallest window the screens are made for.
pub const SMALLEST: (u16, u16) = (80, 23);
/// From this width on the four panes stand beside the ranked list.
pub const WIDE: u16 = 120;

/// What happened, inside or outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted. Only a text field takes it; it never runs as keys.
    Paste(String),
    /// The window has this many columns and rows now.
    Resize(u16, u16),
    /// The time of day moved on.
    Time(Instant),
    /// The store read the board again; the order on the screen is held.
    Board(Box<Board>),
    /// The store has read so many patients of a board, of so many.
    Reading(usize, usize),
    /// The store read a chart.
    Chart(Box<Chart>),
    /// The store found patients for the typing with this number.
    Found(u64, Vec<Found>),
    /// The store wrote something.
    Saved {
        /// Whose.
        patient: PatientId,
        /// What was done.
        says: String,
        /// What is offered now, if anything.
        offer: Option<Offer>,
        /// Whether the list of who must be told of it opens.
        asks_to_tell: bool,
    },
    /// Something that was asked for was not written, or not opened: a sentence.
    Failed(String),
    /// What was to be written had been written before, under its name: a sentence.
    Already(String),
    /// The board, or the open chart, could not be read again: a sentence. What is being written is still on its way.
    Unread(String),
    /// The cursor moves.
    Move(Motion),
    /// A view is shown.
    Show(View),
    /// The next pane (`1`) or the one before (`-1`) gets the keys.
    Pane(isize),
    /// The chart of a patient is opened.
    Open(PatientId),
    /// One step back.
    Back,
    /// The place before this one, and again: back to this one.
    LastPlace,
    /// A box opens.
    Overlay(Overlay),
    /// The box closes.
    Close,
    /// The text field of the box changes.
    Edit(prompt::Edit),
    /// The box's cursor moves.
    Pick(isize),
    /// The box's choice is taken.
    Choose,
    /// The box for missed visits: an answer.
    Miss(overlay::MissAnswer),
    /// Something happens in the open form.
    Form(form::Act),
    /// The list of deadlines is narrowed down, or widened.
    Narrow(Narrowing),
    /// The board is to be about that many patients.
    Cover(Reach),
    /// The list is ordered.
    Order(Sort),
    /// The list is narrowed down to rows with this text.
    Filter(String),
    /// The visits of another day: days ahead or back.
    Day(i64),
    /// The list is ranked anew.
    Rerank,
    /// The chart shows this section first.
    Section(Section),
    /// The row in hand of a reconciliation is decided.
    Decide(Decision),
    /// Ours stays on every row of a reconciliation that agrees.
    KeepAgreeing,
    /// The decisions that were read are written, if they are still the same.
    Reconcile(Vec<(Row, Decision)>, Box<Bundle>),
    /// A change is to be written.
    Write(Change),
    /// Several changes are to be written at once.
    WriteBundle(Bundle),
    /// A line of the open list is marked, or not any more.
    Mark,
    /// Something happens on the screen of the plan of care.
    Plan(care_plan::Act),
    /// Something happens in the home safety section of the chart.
    Home(home::Act),
    /// The plan of care of a patient is to be printed.
    Print(PatientId, print::Printing),
    /// Something was done that cannot be taken back: a sentence.
    Told(String),
    /// Something outside waits for the person, or was refused: a sentence.
    Warned(String),
    /// The last change is to be taken back.
    Undo,
    /// What was taken back is to be done again.
    Redo,
    /// Something about texts that are written, and drafts of them.
    Draft(DraftMsg),
    /// Something about charts that may be one person's.
    Pairs(PairsMsg),
    /// Everything is drawn anew.
    Redraw,
    /// The program ends.
    Quit,
}

/// What has to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write a change; where it was typed, under the name its draft is kept under.
    Write(Change, Option<OperationId>),
    /// Write several changes at once, or none; the same.
    WriteBundle(Bundle, Option<OperationId>),
    /// Print the plan of care of a patient.
    Print(PatientId, print::Printing),
    /// Take back this user's last change.
    Undo,
    /// Do again what she took back.
    Redo,
    /// Read the board again.
    ReadBoard,
    /// Read a board about that many patients.
    Cover(Reach),
    /// Open a chart; the look goes on record.
    OpenChart(PatientId),
    /// Read the open chart again.
    ReadChart(PatientId),
    /// Find patients; the answer carries the number.
    Find(u64, String),
    /// Read the pairs of charts that may be one person's, with `true` those that are decided, too; the look goes on record.
    OpenPairs(bool),
    /// Read the pairs that are looked at again.
    ReadPairs(bool),
    /// Keep a text that is not finished.
    KeepDraft {
        /// About whom.
        patient: PatientId,
        /// Where it is typed: `note`, `plan/goals`, `form/goal/change/7`.
        place: String,
        /// The text so far.
        text: String,
        /// Where the cursor stands, in characters.
        cursor: usize,
        /// The version of the row it was begun from; 0 where it makes a new one.
        seen: Version,
        /// The name it is saved under one day.
        becomes: OperationId,
    },
    /// A draft was used, or its author puts it away.
    DropDraft {
        /// About whom.
        patient: PatientId,
        /// Where it was typed.
        place: String,
    },
    /// Read the draft of a place.
    ReadDraft {
        /// About whom.
        patient: PatientId,
        /// Where it was typed.
        place: String,
    },
    /// Read the list of drafts.
    ReadDrafts,
    /// Bring everything that is to be kept to disk now, and answer.
    SettleDrafts,
    /// Draw everything anew.
    Redraw,
    /// End the program.
    Quit,
}

impl Effect {
    /// Whether it is about drafts, which are kept apart from the charts.
    pub fn is_about_drafts(&self) -> bool {
        match self {
            Self::KeepDraft { .. }
            | Self::DropDraft { .. }
            | Self::ReadDraft { .. }
            | Self::ReadDrafts
            | Self::SettleDrafts => true,
            Self::Write(..)
            | Self::WriteBundle(..)
            | Self::Undo
            | Self::Redo
            | Self::ReadBoard
            | Self::Cover(_)
            | Self::OpenChart(_)
            | Self::ReadChart(_)
            | Self::Find(..)
            | Self::OpenPairs(_)
            | Self::ReadPairs(_)
            | Self::Print(..)
            | Self::Redraw
            | Self::Quit => false,
        }
    }
}

/// What stands in the status line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// The sentence.
    pub text: String,
    /// Whether it is a refusal or a fault.
    pub warning: bool,
    /// What one key would do about it.
    pub offer: Option<Offer>,
    /// The patient it names: it goes when another one comes into hand.
    pub about: Option<PatientId>,
    /// Keys pressed since it was said; it goes after a few.
    pub keys: u8,
}

/// What is offered beside the news that something was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// To take it back.
    Undo,
    /// To do again what was just taken back.
    Redo,
}

/// Where the user is: a view, or a chart opened from it.
#[derive(Debug, Clone, PartialEq)]
struct Spot {
    view: View,
    chart: Option<PatientId>,
}

/// Everything the screen is drawn from.
#[derive(Debug)]
pub struct App {
    board: Board,
    /// The board's patients are not read yet.
    awaited: Option<awaited::Awaited>,
    view: View,
    /// The pane of Today that has the keys at 120 columns, or is shown under the list at 80.
    focus: View,
    lists: HashMap<View, List<RowId>>,
    filters: HashMap<View, String>,
    /// What the letters of a filter are looked for in; thrown away with the rows it was made of.
    searchable: HashMap<View, panes::Searchable>,
    tally: tally::Tally,
    effort: effort::Effort,
    sorts: HashMap<View, Sort>,
    /// What the list of deadlines is narrowed down to.
    narrow: reassess::Narrow,
    /// Days from today on the Visits view.
    day: i64,
    chart: Option<chart::Screen>,
    last: Option<Spot>,
    overlay: Option<Overlay>,
    pending: Vec<Key>,
    status: Status,
    trail: undoing::Trail,
    size: (u16, u16),
    theme: Theme,
    now: Instant,
    read_only: bool,
    /// A write is under way.
    saving: bool,
    /// The box whose answers are being written; it opens again when they are not.
    unsaved: Option<Overlay>,
    /// What is being written may leave somebody to be told.
    awaited_telling: Option<care_plan::Awaited>,
    /// A chart was asked for and has not arrived.
    opening: bool,
    /// The text that is being written.
    writing: Option<writing::Writing>,
    /// What was asked about drafts and is not answered yet.
    asked: drafts::Asked,
    /// What was asked about pairs of charts and is not answered yet.
    asked_pairs: pairs::Asked,
    /// Why drafts cannot be kept.
    unkept: Option<String>,
    /// What was decided in reconciliations that are not finished.
    unwritten: reconcile::Unwritten,
    /// The section to show when the chart that was asked for arrives.
    wanted: Option<Section>,
    /// Counts the searches, so that a late answer is dropped.
    searches: u64,
    /// The series of names for what is typed in this session, and how many of them are given.
    names: (OperationId, u64),
    permissions: Permissions,
    keys: KeyMap,
    knowledge: Knowledge,
}

/// How a session looks and what it may do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Columns and rows.
    pub size: (u16, u16),
    /// The look.
    pub theme: Theme,
    /// The clock is set by hand: nothing may be written.
    pub read_only: bool,
    /// Which keys do what.
    pub keys: KeyMap,
    /// What findings are computed with when a chart is opened.
    pub knowledge: Knowledge,
    /// Begins the series of names that what is typed is saved under; no other session has it.
    pub names: OperationId,
    /// Who may do what.
    pub permissions: Permissions,
}

impl App {
    /// The dashboard on a board that was read.
    pub fn new(board: Board, options: Options) -> Self {
        let now = board.as_of;
        let mut app = Self {
            board,
            awaited: None,
            view: View::Today,
            focus: View::Today,
            lists: HashMap::new(),
            filters: HashMap::new(),
            searchable: HashMap::new(),
            tally: tally::Tally::default(),
            effort: effort::Effort::default(),
            sorts: HashMap::new(),
            narrow: reassess::Narrow::default(),
            day: 0,
            chart: None,
            last: None,
            overlay: None,
            pending: Vec::new(),
            status: Status::default(),
            trail: undoing::Trail::default(),
            size: options.size,
            theme: options.theme,
            now,
            read_only: options.read_only,
            saving: false,
            unsaved: None,
            awaited_telling: None,
            opening: false,
            writing: None,
            asked: drafts::Asked::default(),
            asked_pairs: pairs::Asked::default(),
            unkept: None,
            unwritten: reconcile::Unwritten::default(),
            wanted: None,
            searches: 0,
            names: (options.names, 0),
            permissions: options.permissions,
            keys: options.keys,
            knowledge: options.knowledge,
        };
        app.tally = tally::Tally::of(&app);
        for view in View::ALL {
            app.rank_anew(*view);
        }
        app.turn_to_next_visit();
        app
    }

    /// Puts the cursor of the visits on the first one that is still to be made.
    fn turn_to_next_visit(&mut self) {
        let visits = self.board.visits_on(panes::shown_day(self));
        let next = visits.iter().find(|(_, visit)| visit.is_open());
        let row = next.map(|(patient, visit)| RowId::Visit(patient.id(), visit.id));
        if let (Some(row), Some(list)) = (row, self.lists.get_mut(&View::Visits)) {
            list.select(&row);
        }
    }

    /// The board on the screen.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// How much was made of its rows so far.
    pub fn effort(&self) -> &effort::Effort {
        &self.effort
    }

    /// What stands in the status line.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The open box.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// The view whose rows get the keys.
    pub fn active(&self) -> View {
        if self.view == View::Today && self.is_wide() { self.focus } else { self.view }
    }

    fn is_wide(&self) -> bool {
        self.size.0 >= WIDE
    }

    /// The window shows only that it is too small, so nothing is done either but leaving.
    fn is_too_small(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }

    fn list(&self, view: View) -> Option<&List<RowId>> {
        self.lists.get(&view)
    }

    /// The row under the cursor.
    pub fn selected(&self) -> Option<&RowId> {
        self.list(self.active())?.selected()
    }

    /// The patient everything acts on: of the open chart, else of the row under the cursor.
    pub fn patient_in_hand(&self) -> Option<&Assessed> {
        match &self.chart {
            Some(screen) => Some(&screen.assessed),
            None => self.board.patient(self.selected()?.patient()),
        }
    }

    /// The patient whose chart is open.
    pub fn open_chart(&self) -> Option<PatientId> {
        self.chart.as_ref().map(|screen| screen.assessed.id())
    }

    /// The open chart as text.
    pub fn chart_text(&self) -> String {
        self.chart.as_ref().map(|screen| chart::text(self, screen)).unwrap_or_default()
    }

    fn today(&self) -> NaiveDate {
        crate::domain::when::civil(self.now, self.board.zone)
    }

    /// A chart's facts with what follows from them, as on the board.
    fn assess(&self, chart: &Chart) -> Assessed {
        let assessed = Assessed::of(chart.facts.clone(), self.knowledge, &self.board.staff, self.board.zone, self.now);
        // Called as on every list.
        let who = self.board.patient(assessed.id()).map(|known| known.who.clone());
        Assessed { who: who.unwrap_or_else(|| assessed.who.clone()), ..assessed }
    }

    /// The rows of a view in their natural order, narrowed down by its filter.
    fn natural(&mut self, view: View) -> Vec<RowId> {
        self.searchable.remove(&view);
        self.filtered(view)
    }

    /// The same for a view whose rows are what they were when it was filtered before.
    fn filtered(&mut self, view: View) -> Vec<RowId> {
        let filter = self.filters.get(&view).map(String::as_str).unwrap_or_default();
        let sort = self.sorts.get(&view).copied().unwrap_or_default();
        if filter.is_empty() && !self.searchable.contains_key(&view) {
            return panes::rows(self, view, sort);
        }
        if let Some(searchable) = self.searchable.get(&view) {
            return searchable.matching(filter);
        }
        let searchable = panes::Searchable::of(self, panes::rows(self, view, sort));
        let found = searchable.matching(filter);
        self.searchable.insert(view, searchable);
        found
    }

    fn rank_anew(&mut self, view: View) {
        let rows = self.natural(view);
        self.lists.entry(view).or_default().replace(rows);
    }

    /// How a sentence names the key of a command. Nothing on the screen names a key in any other way.
    fn key_for(&self, command: &'static str) -> String {
        self.keys.key_for(command)
    }

    /// The same for several.
    fn keys_for<const MANY: usize>(&self, commands: [&'static str; MANY]) -> [String; MANY] {
        commands.map(|command| self.key_for(command))
    }

    /// The key that leads out of what is open.
    fn way_back(&self) -> String {
        self.key_for(self.place().way_back())
    }

    /// What is in the open box was changed by somebody else: the sentence, and the way out.
    fn meanwhile(&self, sentence: &str) -> Refusal {
        Refusal::new(format!("{sentence} {} leads back.", self.way_back()))
    }

    fn say(&mut self, text: impl Into<String>) {
        self.status = Status { text: text.into(), ..Status::default() };
    }

    fn warn(&mut self, text: impl Into<String>) {
        self.status = Status { text: text.into(), warning: true, ..Status::default() };
    }
}
