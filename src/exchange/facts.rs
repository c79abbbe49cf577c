//! Facts about one patient, written by hand or by another program, for `clock --facts`. Whoever writes them has to be told
//! where something is wrong: nothing is guessed and nothing is passed over.

use std::io::Read;

use chrono::Weekday;
use chrono_tz::Tz;
use serde_json::{Map, Value};

use words::{short, unknown};

use crate::domain::codes::Discipline;
use crate::domain::deadline::Payer;
use crate::domain::event::Event;
use crate::domain::holidays::Holidays;
use crate::domain::when::PartialDate;

mod fact;
mod strict;
pub mod words;

/// Bytes of a file; the facts of one patient are a few thousand.
const LARGEST_FILE: u64 = 4 << 20;
/// Facts of a file; ten years of daily visits.
const MOST_EVENTS: usize = 5_000;
/// What may stand beside each other.
const FIELDS: [&str; 7] = ["zone", "payer", "born", "disciplines", "week_starts", "holidays", "events"];

/// What was given about one patient. What was left out is for the caller to fill in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Given {
    /// The zone of the patient's home.
    pub zone: Option<Tz>,
    /// Who pays.
    pub payer: Option<Payer>,
    /// Date of birth.
    pub born: Option<PartialDate>,
    /// Ordered disciplines; empty when unknown.
    pub disciplines: Vec<Discipline>,
    /// First day of the week in which ordered visits are counted.
    pub week_starts: Option<Weekday>,
    /// Days that are no business days, in place of the usual ones.
    pub holidays: Option<Holidays>,
    /// What happened.
    pub events: Vec<Event>,
}

/// Why something cannot be taken as facts: the place and what is wrong there, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotFacts(String);

impl NotFacts {
    fn at(place: &str, why: impl std::fmt::Display) -> Self {
        Self(format!("{place}: {why}"))
    }

    /// In the fact at `place`, which says it is of that kind.
    fn of(place: &str, kind: &str, why: impl std::fmt::Display) -> Self {
        Self(format!("{place} (`{kind}`): {why}"))
    }
}

/// Reads facts from JSON. `rules` are the ids a waiver or a reason for lateness may name.
pub fn read(source: impl Read, rules: &[&str]) -> Result<Given, NotFacts> {
    let mut bytes = Vec::new();
    let read = source.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
    let length = read.map_err(|error| NotFacts(format!("it cannot be read ({error})")))?;
    if u64::try_from(length).is_ok_and(|length| length > LARGEST_FILE) {
        return Err(NotFacts(format!("it is larger than {} MB; the facts of one patient are not", LARGEST_FILE >> 20)));
    }
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| NotFacts(format!("it is not UTF-8 text (byte {})", error.valid_up_to() + 1)))?;
    let value = strict::parse(text.trim_start_matches('\u{FEFF}')).map_err(NotFacts)?;
    let Value::Object(fields) = value else {
        return Err(NotFacts(format!("{} is not an object with `events`", shown(&value))));
    };
    given(fields, rules)
}

fn given(mut fields: Map<String, Value>, rules: &[&str]) -> Result<Given, NotFacts> {
    if let Some(field) = fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(NotFacts(unknown("field", field, FIELDS)));
    }
    let disciplines = |value: &Value, place: &str| list(value, place, |value, at| word(value, at, words::discipline));
    let days = |value: &Value, place: &str| list(value, place, |value, at| word(value, at, words::day));
    let events = |value: &Value, place: &str| {
        let count = value.as_array().map_or(0, Vec::len);
        if count > MOST_EVENTS {
            return Err(NotFacts::at(
                place,
                format!("{count} facts are more than one patient has; {MOST_EVENTS} are read"),
            ));
        }
        list(value, place, |fact, place| fact::read(fact.clone(), place, rules))
    };
    let missing = || NotFacts("`events` is missing: a list of what happened, which may be empty".to_owned());
    Ok(Given {
        zone: take(&mut fields, "zone", |value, place| word(value, place, words::zone))?,
        payer: take(&mut fields, "payer", |value, place| word(value, place, words::payer))?,
        born: take(&mut fields, "born", |value, place| word(value, place, words::born))?,
        disciplines: take(&mut fields, "disciplines", disciplines)?.unwrap_or_default(),
        week_starts: take(&mut fields, "week_starts", |value, place| word(value, place, words::weekday))?,
        holidays: take(&mut fields, "holidays", days)?.map(Holidays::of),
        events: take(&mut fields, "events", events)?.ok_or_else(missing)?,
    })
}

/// Takes a field out; null is as good as left out.
fn take<T>(
    fields: &mut Map<String, Value>,
    field: &str,
    read: impl Fn(&Value, &str) -> Result<T, NotFacts>,
) -> Result<Option<T>, NotFacts> {
    match fields.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => read(&value, field).map(Some),
    }
}

/// Reads every entry of a list; an entry's place is `holidays[2]`.
fn list<T>(value: &Value, field: &str, read: impl Fn(&Value, &str) -> Result<T, NotFacts>) -> Result<Vec<T>, NotFacts> {
    let Value::Array(entries) = value else {
        return Err(NotFacts::at(field, format!("{} is not a list", shown(value))));
    };
    entries.iter().enumerate().map(|(at, entry)| read(entry, &format!("{field}[{at}]"))).collect()
}

fn word<T>(value: &Value, place: &str, read: fn(&str) -> Result<T, String>) -> Result<T, NotFacts> {
    let text = value.as_str().ok_or_else(|| NotFacts::at(place, format!("{} is not a text", shown(value))))?;
    read(text).map_err(|why| NotFacts::at(place, why))
}

/// A value as an error may show it.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => short(&value.to_string()),
    }
}
