//! How facts are declared, read and written: one row per kind of fact, and errors that name the field.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::codes::Discipline;
use crate::domain::visit::VisitKind;
use crate::domain::when::{Moment, PartialDate};

use super::{EncounterMode, EncounterPlace, EndReason, SupervisionMode};

/// A kind of fact: what a form asks for and what the rule table may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The word of its `type`: `ordered_soc`.
    pub word: &'static str,
    /// In the field's words: "start of care ordered".
    pub label: &'static str,
    /// Its fields, in the order people are asked for them.
    pub fields: &'static [Field],
}

/// A field of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in files.
    pub name: &'static str,
    /// What stands in it.
    pub shape: Shape,
    /// Whether it may be left out.
    pub optional: bool,
}

/// What stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A civil day.
    Day,
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
}

/// What a coded field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vocabulary {
    /// What its words are: "discipline".
    pub what: &'static str,
    /// Each word as stored, and as people read it.
    pub words: &'static [(&'static str, &'static str)],
}

impl Shape {
    /// A discipline's code.
    pub const DISCIPLINE: Self = <Discipline as Content>::SHAPE;
}

/// Why something is no fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// It does not say what it is.
    #[error("`type` is missing")]
    NoType,
    /// There is no such kind of fact.
    #[error("`type`: there is no event `{0}`")]
    UnknownType(String),
    /// A field is missing.
    #[error("`{kind}`: the field `{field}` is missing")]
    Missing {
        /// The kind of fact.
        kind: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A field does not belong to this kind.
    #[error("`{kind}`: there is no field `{field}`")]
    UnknownField {
        /// The kind of fact.
        kind: &'static str,
        /// The field.
        field: String,
    },
    /// What stands in a field is not what belongs there.
    #[error("`{kind}`: `{field}`: {why}")]
    Unreadable {
        /// The kind of fact.
        kind: &'static str,
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

/// Something that can stand in a field of a fact.
pub(super) trait Content: Sized + Serialize {
    const SHAPE: Shape;
    const OPTIONAL: bool = false;

    fn read(value: Value) -> Result<Self, String>;

    /// What stands there when the field is left out; `None` when it must not be.
    fn absent() -> Option<Self> {
        None
    }

    fn is_given(&self) -> bool {
        true
    }

    /// A word this program does not know.
    fn unknown_word(&self) -> Option<&str> {
        None
    }
}

/// Takes one field out of those of a fact.
pub(super) fn take<T: Content>(
    fields: &mut Map<String, Value>,
    kind: &'static str,
    field: &'static str,
) -> Result<T, NotAnEvent> {
    match fields.remove(field) {
        Some(value) => T::read(value).map_err(|why| NotAnEvent::Unreadable { kind, field, why }),
        None => T::absent().ok_or(NotAnEvent::Missing { kind, field }),
    }
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("{} is not a text", shown(value)))
}

/// A value as an error may show it: short, and without control characters.
fn shown(value: &Value) -> String {
    crate::domain::text::line(&value.to_string()).chars().take(40).collect()
}

impl<T: Content> Content for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = true;

    fn read(value: Value) -> Result<Self, String> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_given(&self) -> bool {
        self.is_some()
    }

    fn unknown_word(&self) -> Option<&str> {
        self.as_ref().and_then(Content::unknown_word)
    }
}

/// What is rarely given stands in a box, which keeps a fact small.
impl<T: Content> Content for Box<T> {
    const SHAPE: Shape = T::SHAPE;

    fn read(value: Value) -> Result<Self, String> {
        T::read(value).map(Self::new)
    }

    fn unknown_word(&self) -> Option<&str> {
        self.as_ref().unknown_word()
    }
}

impl Content for NaiveDate {
    const SHAPE: Shape = Shape::Day;

    fn read(value: Value) -> Result<Self, String> {
        match text(&value).map(PartialDate::parse)? {
            Ok(PartialDate::Day(day)) => Ok(day),
            _ => Err(format!("{} is not a date (YYYY-MM-DD)", shown(&value))),
        }
    }
}

impl Content for Moment {
    const SHAPE: Shape = Shape::Moment;

    fn read(value: Value) -> Result<Self, String> {
        Self::parse(text(&value)?).map_err(|error| error.to_string())
    }
}

impl Content for bool {
    const SHAPE: Shape = Shape::Bool;

    fn read(value: Value) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| format!("{} is neither true nor false", shown(&value)))
    }
}

impl Content for u16 {
    const SHAPE: Shape = Shape::Number;

    fn read(value: Value) -> Result<Self, String> {
        let number = value.as_u64().and_then(|number| Self::try_from(number).ok());
        number.ok_or_else(|| format!("{} is not a whole number up to {}", shown(&value), Self::MAX))
    }
}

impl Content for String {
    const SHAPE: Shape = Shape::Text;

    fn read(value: Value) -> Result<Self, String> {
        text(&value).map(crate::domain::text::line)
    }
}

impl Content for Box<str> {
    const SHAPE: Shape = Shape::Text;

    fn read(value: Value) -> Result<Self, String> {
        String::read(value).map(Self::from)
    }
}

/// Codes are read as they are; whether a word is known is asked where a person can still mend it.
macro_rules! coded {
    ($($code:ident: $what:literal),+ $(,)?) => {$(
        impl Content for $code {
            const SHAPE: Shape = Shape::Coded(Vocabulary { what: $what, words: Self::WORDS });

            fn read(value: Value) -> Result<Self, String> {
                text(&value).map(Self::from_word)
            }

            fn unknown_word(&self) -> Option<&str> {
                if let Self::Other(word) = self { Some(word) } else { None }
            }
        }
    )+};
}
coded! {
    Discipline: "discipline",
    VisitKind: "kind of visit",
    SupervisionMode: "mode",
    EncounterMode: "way of meeting",
    EncounterPlace: "place",
    EndReason: "reason for an end",
}

/// Declares the kinds of facts: variant, word, label, fields, and which of them says when it happened.
macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $label:literal,
        { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ } => $when:expr;)+) => {
        /// One fact. Dates are civil dates, and moments local times, in the patient's zone.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $($(#[$doc])* $variant { $($(#[$field_doc])* $field: $type,)+ },)+
        }

        impl Event {
            /// Every kind of fact, in the order of declaration.
            pub const KINDS: &'static [Kind] = &[$(Kind {
                word: $word,
                label: $label,
                fields: &[$(Field {
                    name: stringify!($field),
                    shape: <$type as shape::Content>::SHAPE,
                    optional: <$type as shape::Content>::OPTIONAL,
                },)+],
            },)+];

            /// The word its `type` has in files and in the database.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $word,)+ }
            }

            /// What it is, in the field's words.
            pub fn label(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $label,)+ }
            }

            /// When it happened, as precisely as it was recorded.
            pub fn moment(&self) -> Moment {
                match self {
                    $(Self::$variant { $($field,)+ } => {
                        let _ = ($($field,)+);
                        $when
                    })+
                }
            }

            /// The first field with a word this program does not know, and the word.
            pub fn unknown_word(&self) -> Option<(&'static str, &str)> {
                match self {
                    $(Self::$variant { $($field,)+ } => {
                        $(if let Some(word) = shape::Content::unknown_word($field) {
                            return Some((stringify!($field), word));
                        })+
                        None
                    })+
                }
            }

            /// Reads a fact of that kind from its fields.
            pub fn read(
                kind: &str,
                mut fields: serde_json::Map<String, serde_json::Value>,
            ) -> Result<Self, NotAnEvent> {
                let (kind, event) = match kind {
                    $($word => {
                        ($word, Self::$variant { $($field: shape::take(&mut fields, $word, stringify!($field))?,)+ })
                    })+
                    other => return Err(NotAnEvent::UnknownType(shape::short(other))),
                };
                match fields.keys().next() {
                    Some(field) => Err(NotAnEvent::UnknownField { kind, field: shape::short(field) }),
                    None => Ok(event),
                }
            }
        }

        impl serde::Serialize for Event {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("type", self.kind())?;
                match self {
                    $(Self::$variant { $($field,)+ } => {
                        $(if shape::Content::is_given($field) {
                            map.serialize_entry(stringify!($field), $field)?;
                        })+
                    })+
                }
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for Event {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut fields = serde_json::Map::deserialize(deserializer)?;
                let kind = match fields.remove("type") {
                    Some(serde_json::Value::String(kind)) => Ok(kind),
                    _ => Err(NotAnEvent::NoType),
                };
                kind.and_then(|kind| Self::read(&kind, fields)).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(super) use events;

/// A word as an error may show it.
pub(super) fn short(word: &str) -> String {
    crate::domain::text::line(word).chars().take(40).collect()
}
