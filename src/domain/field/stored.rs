//! What stands in a field of a stored record, as JSON.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Shape;
use crate::domain::when::{Moment, PartialDate};

/// Something that can stand in a field of a record.
pub(crate) trait Content: Sized + Serialize {
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

/// Why a stored field cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// It is missing.
    #[error("is missing")]
    Missing,
    /// What stands there is not what belongs there.
    #[error("{0}")]
    Unreadable(String),
}

/// Takes one field out of those of a record.
pub(crate) fn take<T: Content>(fields: &mut Map<String, Value>, field: &str) -> Result<T, NotTaken> {
    match fields.remove(field) {
        Some(value) => T::read(value).map_err(NotTaken::Unreadable),
        None => T::absent().ok_or(NotTaken::Missing),
    }
}

/// Writes one field beside those of a record, unless it says nothing.
pub(crate) fn put<T: Content>(fields: &mut Map<String, Value>, field: &str, content: &T) {
    if content.is_given() {
        // Plain values of our own always become JSON.
        fields.insert(field.to_owned(), serde_json::to_value(content).unwrap_or_default());
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
        impl $crate::domain::field::Content for $code {
            const SHAPE: $crate::domain::field::Shape = $crate::domain::field::Shape::words($what, Self::WORDS);

            fn read(value: serde_json::Value) -> Result<Self, String> {
                String::read(value).map(|word| Self::from_word(&word))
            }

            fn unknown_word(&self) -> Option<&str> {
                if let Self::Other(word) = self { Some(word) } else { None }
            }
        }
    )+};
}

/// Words that are stored as a list; none of them is a list without any.
impl<T: Content> Content for Vec<T> {
    const SHAPE: Shape = if let Shape::Coded(words) = T::SHAPE { Shape::Several(words) } else { T::SHAPE };
    const OPTIONAL: bool = true;

    fn read(value: Value) -> Result<Self, String> {
        let Value::Array(list) = value else { return Err(format!("{} is no list", shown(&value))) };
        list.into_iter().map(T::read).collect()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_given(&self) -> bool {
        !self.is_empty()
    }
}
pub(crate) use coded;
