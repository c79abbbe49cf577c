//! The language of forms: what is asked, what may stand there, what was typed and what it is read as.
//!
//! A field says everything about itself: its name in files, what people are asked, its shape and whether it may be left
//! out. Events, entries and forms are lists of fields; nothing here knows any of them.

use serde_json::Value;

use super::text;

mod days;
mod stored;
mod typed;

pub use days::days;
pub use stored::NotTaken;
pub(crate) use stored::{Content, coded, put, take};

/// One field of a form or of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in files and in the database.
    pub name: &'static str,
    /// What a person is asked for.
    pub label: &'static str,
    /// What stands in it.
    pub shape: Shape,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it starts with.
    pub start: Start,
}

/// What a field starts with before anybody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Nothing.
    Empty,
    /// The day.
    Today,
    /// The time.
    Now,
    /// Who writes, as the signature names them.
    Me,
    /// This word.
    Word(&'static str),
}

/// What stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A civil day.
    Day,
    /// A civil day of something promised or planned: a weekday is the coming one.
    DayAhead,
    /// A stretch of days that are over.
    Days,
    /// A local time, or only its day.
    Moment,
    /// Yes or no.
    Bool,
    /// Words.
    Text,
    /// A small number.
    Number,
    /// One word of a vocabulary.
    Coded(Vocabulary),
    /// Any number of words of a vocabulary.
    Several(Vocabulary),
}

/// What a coded field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vocabulary {
    /// What its words are: "discipline".
    pub what: &'static str,
    words: Words,
}

/// A word as stored, and as people read it.
pub type Worded = (&'static str, &'static str);

#[derive(Debug, Clone, Copy)]
enum Words {
    Fixed(&'static [Worded]),
    /// Those of a table that is read when it is first asked for.
    OfTable(fn() -> &'static [Worded]),
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        Vocabulary::all_of(*self) == Vocabulary::all_of(*other)
    }
}

impl Eq for Words {}

impl Vocabulary {
    /// Each word as stored, and as people read it.
    pub fn words(&self) -> &'static [Worded] {
        Self::all_of(self.words)
    }

    fn all_of(words: Words) -> &'static [Worded] {
        match words {
            Words::Fixed(words) => words,
            Words::OfTable(read) => read(),
        }
    }
}

/// An answer to a field: what is stored, and what is read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// As it is stored.
    pub value: Value,
    /// As a person reads it: `Mon 14 Sep 2026, today`.
    pub said: String,
}

/// A field whose answer cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct WrongField {
    /// Its name.
    pub field: &'static str,
    /// What is wrong, in words that fit beside the field.
    pub why: String,
}

/// One word of a field that takes one of a few: what is typed for it, what is stored, what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The digit that stands for it; the first letters of word or meaning do as well.
    pub digit: char,
    /// As stored.
    pub word: &'static str,
    /// What it means.
    pub label: &'static str,
}

/// What a person is asked for, before the field has its name.
#[derive(Debug, Clone, Copy)]
pub struct Asks {
    label: &'static str,
    shape: Option<Shape>,
    start: Start,
}

/// A field with this label, of the shape of its type.
pub(crate) const fn asks(label: &'static str) -> Asks {
    Asks { label, shape: None, start: Start::Empty }
}

impl Asks {
    pub(crate) const fn shaped(self, shape: Shape) -> Self {
        Self { shape: Some(shape), ..self }
    }

    pub(crate) const fn starting(self, start: Start) -> Self {
        Self { start, ..self }
    }

    pub(crate) const fn field<T: Content>(self, name: &'static str) -> Field {
        let shape = if let Some(shape) = self.shape { shape } else { T::SHAPE };
        Field { name, label: self.label, shape, optional: T::OPTIONAL, start: self.start }
    }
}

impl Field {
    /// One that must be answered.
    pub const fn needed(name: &'static str, label: &'static str, shape: Shape) -> Self {
        Self { name, label, shape, optional: false, start: Start::Empty }
    }

    /// One that may be left out.
    pub const fn optional(name: &'static str, label: &'static str, shape: Shape) -> Self {
        Self { optional: true, ..Self::needed(name, label, shape) }
    }

    /// Whether a new record needs an answer: it may not be left out, and starts with nothing.
    pub fn is_asked_for(&self) -> bool {
        !self.optional && self.start == Start::Empty
    }

    /// All words it takes, as stored and as people read them.
    pub fn choices(&self) -> &'static [Worded] {
        match self.shape {
            Shape::Bool => &[("yes", "yes"), ("no", "no")],
            Shape::Coded(known) | Shape::Several(known) => known.words(),
            Shape::Day | Shape::DayAhead | Shape::Days | Shape::Moment | Shape::Text | Shape::Number => &[],
        }
    }

    /// The words it takes, where they are few enough to have a digit each.
    pub fn words(&self) -> Vec<Word> {
        numbered(self.choices())
    }

    /// Of many words those that hold every letter group of what is typed so far: "rail st" finds "Handrail ... (stairs)".
    pub fn matching(&self, typed: &str) -> Vec<Worded> {
        let choices = self.choices();
        if choices.len() <= MANY {
            return Vec::new();
        }
        choices.iter().copied().filter(|worded| holds(worded, typed)).collect()
    }
}

impl Shape {
    /// One of these words.
    pub const fn words(what: &'static str, words: &'static [Worded]) -> Self {
        Self::Coded(Vocabulary { what, words: Words::Fixed(words) })
    }

    /// One of the words of a table.
    pub const fn of_table(what: &'static str, read: fn() -> &'static [Worded]) -> Self {
        Self::Coded(Vocabulary { what, words: Words::OfTable(read) })
    }

    /// Any number of the words of a table.
    pub const fn several_of(what: &'static str, read: fn() -> &'static [Worded]) -> Self {
        Self::Several(Vocabulary { what, words: Words::OfTable(read) })
    }

    /// Its word in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Day | Self::DayAhead => "date",
            Self::Days => "days",
            Self::Moment => "moment",
            Self::Bool => "yes_or_no",
            Self::Text => "text",
            Self::Number => "number",
            Self::Coded(_) => "choice",
            Self::Several(_) => "choices",
        }
    }
}

/// Whether word or meaning holds every group of letters that is typed.
fn holds((word, label): &Worded, typed: &str) -> bool {
    let (typed, said) = (text::fold(typed), text::fold(&format!("{word} {label}")));
    typed.split_whitespace().all(|group| said.contains(group))
}

/// More words than this are found by their letters, and none has a digit.
const MANY: usize = 16;

/// A code that ends in a digit is typed by it; other words by their place.
fn numbered(words: &'static [Worded]) -> Vec<Word> {
    let digits = "123456789".chars().take(if words.len() > MANY { 0 } else { words.len() });
    let is_code = words.iter().all(|(word, _)| word.bytes().all(|b| b.is_ascii_digit()));
    let own = |word: &str| word.chars().next_back().filter(|_| is_code);
    digits.zip(words).map(|(place, (word, label))| Word { digit: own(word).unwrap_or(place), word, label }).collect()
}
