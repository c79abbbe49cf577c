//! Entries: what people write down about a patient, one file for each kind.
//!
//! A kind is declared once, in its own file (`entry!`, in `declare`) with its fields and what follows from them; `entries!`
//! below makes it known. Table, audit word, undo, correction, form, list, JSON and command line are the same for all kinds.
//! A field or a kind that a newer program wrote is kept as it was found and written back unchanged.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::caseload::Facts;
use super::change::Change;
use super::edit::{Action, Editable};
use super::event::Event;
use super::field::{Field, NotTaken, Shape, Start, WrongField};
use super::ids::{Keyed, Stored, UserId, of};
use super::permission::Act;
use super::rank::Reason;
use super::text;
use super::user::User;
use super::when::Instant;

mod composed;
mod declare;

/// Makes the kinds known, in the order in which they are listed.
macro_rules! entries {
    ($($module:ident::$name:ident;)+) => {
        $(pub mod $module; pub use $module::$name;)+

        /// What an entry says.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs, reason = "each kind is explained where it is declared")]
        pub enum Content {
            $($name($name),)+
            /// A kind that this program does not know, kept as it was found.
            Unknown(Unknown),
        }

        impl Content {
            /// The word of its kind.
            pub fn word(&self) -> &str {
                match self {
                    $(Self::$name(_) => $name::KIND.word,)+
                    Self::Unknown(content) => &content.kind,
                }
            }

            fn says(&self) -> &dyn Says {
                match self {
                    $(Self::$name(content) => content,)+
                    Self::Unknown(content) => content,
                }
            }

            fn says_mut(&mut self) -> &mut dyn Says {
                match self {
                    $(Self::$name(content) => content,)+
                    Self::Unknown(content) => content,
                }
            }

            fn written(&self) -> Map<String, Value> {
                match self {
                    $(Self::$name(content) => content.written(),)+
                    Self::Unknown(content) => content.fields.clone(),
                }
            }
        }

        impl Kind {
            /// Every kind, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$($name::KIND,)+];
        }
    };
}

entries! {
    home_evaluation::HomeEvaluation;
    hazard::Hazard;
    sharing::Sharing;
    call::Call;
}

pub use super::ids::EntryId;

/// A kind of entry: what the form asks, who may write one, and the words of the audit.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its word in the database and in files: `hazard`.
    pub word: &'static str,
    /// In the field's words: "home hazard".
    pub title: &'static str,
    /// Several of them.
    pub plural: &'static str,
    /// What it takes to write one.
    pub act: Act,
    /// Its fields, in the order people are asked for them.
    pub fields: &'static [Field],
    /// Whether entries of it prove facts to the clock, so that those of before are read as well.
    pub proves: bool,
    /// Whether other changes follow from entries of it, so that the chart is read when one is written: [`Says::follows`].
    pub follows: bool,
    actions: Actions,
    read: fn(&mut Map<String, Value>) -> Result<Content, NotAnEntry>,
}

/// What can be done to entries of a kind.
#[derive(Debug, Clone, Copy)]
struct Actions {
    add: Action,
    change: Action,
    close: Action,
    reopen: Action,
    in_error: Action,
    reinstate: Action,
}

impl Actions {
    /// Of a kind that this program does not know.
    const UNKNOWN: Self = {
        let add = Action { word: "entry.add", says: "entry recorded" };
        let change = Action { word: "entry.change", says: "entry changed" };
        Self { add, change, close: change, reopen: change, in_error: change, reinstate: change }
    };

    fn all(self) -> [Action; 6] {
        [self.add, self.change, self.close, self.reopen, self.in_error, self.reinstate]
    }
}

/// What the entries of a kind say of themselves.
pub trait Says {
    /// The day it is about.
    fn on(&self) -> NaiveDate;

    /// In one line.
    fn words(&self) -> String;

    /// Whether somebody has still to do something about it.
    fn is_open(&self) -> bool {
        false
    }

    /// Puts in what follows from the other fields and nobody should have to type.
    fn complete(&mut self, _: &Setting<'_>) {}

    /// Whether it can be written as it is.
    ///
    /// # Errors
    /// The field to mend, and why.
    fn check(&self, _: &Setting<'_>) -> Result<(), WrongField> {
        Ok(())
    }

    /// Why it puts the patient on Today, if it does on that day.
    fn reason(&self, _: EntryId, _: NaiveDate) -> Option<Reason> {
        None
    }

    /// What it proves to the clock. Computed each time, so that correcting the entry corrects the deadline.
    fn facts(&self) -> Vec<Event> {
        Vec::new()
    }

    /// What else is written with it, where its kind says that it [`follows`](Kind::follows). `before` is what it said until
    /// now.
    fn follows(&self, _before: Option<&Content>, _: &Setting<'_>) -> Vec<Change> {
        Vec::new()
    }
}

/// In whose chart, by whom and when an entry is written.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The chart's facts.
    pub facts: &'a Facts,
    /// Who writes.
    pub user: &'a User,
    /// Their id.
    pub user_id: UserId,
    /// The local time.
    pub now: NaiveDateTime,
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What it says.
    pub content: Content,
    /// Why it was entered in error, where it was; then it does not count.
    pub retracted: Option<String>,
    /// Who wrote it first.
    pub author: UserId,
    /// When it was first written.
    pub at: Instant,
    /// Fields that a newer program wrote.
    pub more: Map<String, Value>,
}

/// An entry of a kind that this program does not know.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// Its word.
    pub kind: Box<str>,
    /// The day it is about.
    pub on: NaiveDate,
    /// Whether somebody has still to do something about it.
    pub open: bool,
    /// Everything it says.
    pub fields: Map<String, Value>,
}

impl Says for Unknown {
    fn on(&self) -> NaiveDate {
        self.on
    }

    fn words(&self) -> String {
        format!("{} (written by a newer version of caseload)", text::line(&self.kind))
    }

    fn is_open(&self) -> bool {
        self.open
    }
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Somebody has still to do something about it.
    Open,
    /// It is done with, or says something that asks for nothing.
    Closed,
    /// It was never true.
    EnteredInError,
}

impl State {
    /// The word in the database and in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::EnteredInError => "entered_in_error",
        }
    }
}

/// Why something is no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: `{field}`: {why}")]
pub struct NotAnEntry {
    /// The kind.
    pub kind: &'static str,
    /// The field.
    pub field: &'static str,
    /// What is wrong.
    pub why: NotTaken,
}

impl Kind {
    /// The kind of that word.
    pub fn of(word: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|kind| kind.word == word)
    }

    /// Its field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Content {
    /// Its kind, where this program knows it.
    pub fn kind(&self) -> Option<&'static Kind> {
        Kind::of(self.word())
    }

    /// Its kind in the field's words.
    pub fn title(&self) -> &str {
        self.kind().map_or_else(|| self.word(), |kind| kind.title)
    }

    /// The day it is about.
    pub fn on(&self) -> NaiveDate {
        self.says().on()
    }

    /// In one line.
    pub fn words(&self) -> String {
        self.says().words()
    }

    /// See [`Says::is_open`].
    pub fn is_open(&self) -> bool {
        self.says().is_open()
    }

    /// See [`Says::check`].
    ///
    /// # Errors
    /// The field to mend, and why.
    pub fn check(&self, setting: &Setting<'_>) -> Result<(), WrongField> {
        self.says().check(setting)
    }

    /// See [`Says::reason`].
    pub fn reason(&self, id: EntryId, today: NaiveDate) -> Option<Reason> {
        self.says().reason(id, today)
    }

    /// See [`Says::facts`].
    pub fn facts(&self) -> Vec<Event> {
        self.says().facts()
    }

    /// See [`Says::follows`].
    pub fn follows(&self, before: Option<&Self>, setting: &Setting<'_>) -> Vec<Change> {
        // One that does not say so would be forgotten by whoever reads no chart.
        let says_so = self.kind().is_some_and(|kind| kind.follows);
        if says_so { self.says().follows(before, setting) } else { Vec::new() }
    }
}

impl Entry {
    /// A new one, by `author`, written at `at`.
    pub fn new(content: impl Into<Content>, author: UserId, at: Instant) -> Self {
        Self { content: content.into(), retracted: None, author, at, more: Map::new() }
    }

    /// The same with another content; what a newer program wrote beside it stays.
    #[must_use]
    pub fn saying(&self, content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..self.clone() }
    }

    /// The same, entered in error.
    #[must_use]
    pub fn retracted(&self, why: &str) -> Self {
        Self { retracted: Some(why.to_owned()), ..self.clone() }
    }

    /// The same, counting again.
    #[must_use]
    pub fn reinstated(&self) -> Self {
        Self { retracted: None, ..self.clone() }
    }

    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.retracted.is_none()
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        match (self.counts(), self.content.is_open()) {
            (false, _) => State::EnteredInError,
            (true, true) => State::Open,
            (true, false) => State::Closed,
        }
    }

    /// Its fields as they are stored, with those of a newer program.
    pub fn fields(&self) -> Map<String, Value> {
        let mut fields = self.more.clone();
        fields.extend(self.content.written());
        if let Some(why) = self.retracted.as_ref().filter(|why| !why.is_empty()) {
            fields.insert(RETRACTED.to_owned(), why.as_str().into());
        }
        fields
    }

    /// Reads a stored entry. Fields of a known kind that it does not know are kept.
    ///
    /// # Errors
    /// When a known field holds what does not belong there.
    pub fn read(stored: StoredAs<'_>, mut fields: Map<String, Value>) -> Result<Self, NotAnEntry> {
        let StoredAs { kind, on, state, author, at } = stored;
        let why = fields.remove(RETRACTED).and_then(|why| why.as_str().map(str::to_owned)).unwrap_or_default();
        let retracted = (state == State::EnteredInError.word()).then_some(why);
        let content = if let Some(known) = Kind::of(kind) {
            (known.read)(&mut fields)?
        } else {
            let open = state == State::Open.word();
            Content::Unknown(Unknown { kind: kind.into(), on, open, fields: std::mem::take(&mut fields) })
        };
        Ok(Self { content, retracted, author, at, more: fields })
    }
}

/// The field in which the reason of an entry in error is stored; no kind has one of this name.
const RETRACTED: &str = "retracted";

/// The columns of a stored entry beside its fields.
#[derive(Debug, Clone, Copy)]
pub struct StoredAs<'a> {
    /// The word of its kind.
    pub kind: &'a str,
    /// The day it is about.
    pub on: NaiveDate,
    /// The word of its [`State`].
    pub state: &'a str,
    /// Who wrote it first.
    pub author: UserId,
    /// When it was first written.
    pub at: Instant,
}

/// As an operation keeps it: the columns, and the fields beside each other.
#[derive(Serialize, Deserialize)]
struct Kept {
    kind: String,
    on: NaiveDate,
    state: String,
    author: UserId,
    at: Instant,
    fields: Map<String, Value>,
}

impl Serialize for Entry {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Kept {
            kind: self.content.word().to_owned(),
            on: self.content.on(),
            state: self.state().word().to_owned(),
            author: self.author,
            at: self.at,
            fields: self.fields(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kept = Kept::deserialize(deserializer)?;
        let stored = StoredAs { kind: &kept.kind, on: kept.on, state: &kept.state, author: kept.author, at: kept.at };
        Self::read(stored, kept.fields).map_err(serde::de::Error::custom)
    }
}

impl Keyed for Entry {
    type Of = of::Entry;
}

impl Entry {
    /// An audit word about an entry as people read it.
    pub(super) fn sentence(word: &str) -> Option<&'static str> {
        let kinds = Kind::ALL.iter().map(|kind| kind.actions);
        let mut known = kinds.chain([Actions::UNKNOWN]).flat_map(Actions::all);
        known.find(|action| action.word == word).map(|action| action.says)
    }
}

impl Editable for Entry {
    const ACT: Act = Act::Assessment;

    fn asks(&self) -> Act {
        self.content.kind().map_or(Self::ACT, |kind| kind.act)
    }

    fn texts(&self) -> Vec<&'static str> {
        let fields = self.content.kind().map(|kind| kind.fields).unwrap_or_default();
        fields.iter().filter(|field| matches!(field.shape, Shape::Text)).map(|field| field.name).collect()
    }

    fn in_error(self) -> Self {
        self.retracted("")
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        let actions = to.content.kind().map_or(Actions::UNKNOWN, |kind| kind.actions);
        let Some(from) = from else { return actions.add };
        match (from.state(), to.state()) {
            (_, State::EnteredInError) => actions.in_error,
            (State::EnteredInError, _) => actions.reinstate,
            (State::Open, State::Closed) => actions.close,
            (State::Closed, State::Open) => actions.reopen,
            (State::Open, State::Open) | (State::Closed, State::Closed) => actions.change,
        }
    }
}

/// What a field of a new entry starts with, as somebody would type it.
pub fn starts_with(field: &Field, setting: &Setting<'_>) -> String {
    match field.start {
        Start::Empty => String::new(),
        Start::Today => "today".to_owned(),
        Start::Now => "now".to_owned(),
        Start::Me => setting.user.signature(),
        Start::Word(word) => word.to_owned(),
    }
}

/// The entries of a chart of one kind, with what identifies each.
pub fn of_kind<'a, T: 'a>(entries: &'a [Stored<Entry>]) -> impl Iterator<Item = (&'a Stored<Entry>, &'a T)>
where
    &'a T: TryFrom<&'a Content>,
{
    entries.iter().filter_map(|stored| Some((stored, <&T>::try_from(&stored.value.content).ok()?)))
}
