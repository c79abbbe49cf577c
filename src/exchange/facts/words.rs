//! The words of facts, as files and options write them. An error says what could stand there.

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

use crate::domain::codes::Discipline;
use crate::domain::deadline::Payer;
use crate::domain::text;
use crate::domain::when::{Moment, PartialDate};

/// OASIS reasons for assessment in use; 02 and 10 are retired.
const REASONS: [&str; 8] = ["01", "03", "04", "05", "06", "07", "08", "09"];

/// The days of the week as written, Monday first.
const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// The zone of that IANA name: `America/Chicago`.
pub fn zone(name: &str) -> Result<Tz, String> {
    name.parse().map_err(|_| format!("`{}` is not a zone; write its IANA name, such as America/Chicago", short(name)))
}

/// Who pays: `medicare_ffs`.
pub fn payer(word: &str) -> Result<Payer, String> {
    let known = Payer::ALL.iter().find(|payer| payer.word() == word).cloned();
    known.ok_or_else(|| unknown("payer", word, Payer::ALL.iter().map(Payer::word)))
}

/// A discipline: `SN`.
pub fn discipline(word: &str) -> Result<Discipline, String> {
    let known = Discipline::ALL.iter().find(|known| known.word() == word).cloned();
    known.ok_or_else(|| unknown("discipline", word, Discipline::ALL.iter().map(Discipline::word)))
}

/// A date of birth, which may be known to the year or month only.
pub fn born(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).map_err(|error| error.to_string())
}

/// A civil day: `2026-03-04`.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    match PartialDate::parse(text) {
        Ok(PartialDate::Day(day)) => Ok(day),
        _ => Err(format!("\"{}\" is not a date (YYYY-MM-DD)", short(text))),
    }
}

/// A local time, or its day: `2026-03-02T15:20`.
pub fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text).map_err(|error| error.to_string())
}

/// An OASIS reason for assessment: `04`.
pub fn reason(word: &str) -> Result<&str, String> {
    if REASONS.contains(&word) { Ok(word) } else { Err(unknown("reason for assessment", word, REASONS)) }
}

/// A day of the week: `sunday`.
pub fn weekday(word: &str) -> Result<Weekday, String> {
    let known = DAYS.iter().find(|(name, _)| *name == word).map(|(_, day)| *day);
    known.ok_or_else(|| unknown("day of the week", word, DAYS.map(|(name, _)| name)))
}

/// Says what is unknown, and what would be known.
pub(super) fn unknown<'w>(what: &str, word: &str, known: impl IntoIterator<Item = &'w str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    format!("there is no {what} `{}`; it is one of {}", short(word), known.join(", "))
}

/// A word as an error may show it: one line, and not a long one.
pub(super) fn short(word: &str) -> String {
    text::line(word).chars().take(40).collect()
}
