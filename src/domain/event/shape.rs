//! How facts are declared, read and written: one row per kind of fact, and errors that name the field.

use serde_json::{Map, Value};

use super::{EncounterMode, EncounterPlace, EndReason, SupervisionMode};
use crate::domain::codes::Discipline;
use crate::domain::field::{Content, Field, NotTaken, coded};
use crate::domain::visit::VisitKind;

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

/// Takes one field out of those of a fact.
pub(super) fn take<T: Content>(
    fields: &mut Map<String, Value>,
    kind: &'static str,
    field: &'static str,
) -> Result<T, NotAnEvent> {
    crate::domain::field::take(fields, field).map_err(|why| match why {
        NotTaken::Missing => NotAnEvent::Missing { kind, field },
        NotTaken::Unreadable(why) => NotAnEvent::Unreadable { kind, field, why },
    })
}

coded! {
    Discipline: "discipline",
    VisitKind: "kind of visit",
    SupervisionMode: "mode",
    EncounterMode: "way of meeting",
    EncounterPlace: "place",
    EndReason: "reason for an end",
}

/// The shape that a field is declared with, or the one of its type.
macro_rules! shape_of {
    ($type:ty) => {
        <$type as crate::domain::field::Content>::SHAPE
    };
    ($type:ty as $shape:expr) => {
        $shape
    };
}
pub(super) use shape_of;

/// Declares the kinds of facts: variant, word, label, fields, and which of them says when it happened.
macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $label:literal,
        { $($(#[$field_doc:meta])* $field:ident: $type:ty = $label_of:literal $(as $shape:expr)?,)+ } => $when:expr;)+) => {
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
                fields: &[$(crate::domain::field::Field {
                    name: stringify!($field),
                    label: $label_of,
                    shape: shape::shape_of!($type $(as $shape)?),
                    optional: <$type as crate::domain::field::Content>::OPTIONAL,
                    start: crate::domain::field::Start::Empty,
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
                        $(if let Some(word) = crate::domain::field::Content::unknown_word($field) {
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
                        $(if crate::domain::field::Content::is_given($field) {
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
