//! Dates as precisely as they were given, and instants as they are stored.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// An instant; stored as UTC milliseconds.
pub type Instant = DateTime<Utc>;

/// A date known to the year, the month or the day; written `1950`, `1950-11` or `1950-11-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    /// Only the year.
    Year(i32),
    /// Year and month (1-12).
    Month(i32, u32),
    /// The whole date.
    Day(NaiveDate),
}

/// The text is no date of the form `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date (YYYY, YYYY-MM or YYYY-MM-DD)")]
pub struct NotADate(pub String);

impl PartialDate {
    /// Reads one of the three forms; an impossible date is an error.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        let bad = || NotADate(super::text::line(text).chars().take(40).collect());
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
        let parts: Vec<&str> = text.split('-').collect();
        match parts.as_slice() {
            [y] if y.len() == 4 => number(y).filter(|y| *y > 0).map(|y| Self::Year(y.cast_signed())),
            [y, m] if y.len() == 4 && m.len() == 2 => {
                let (y, m) = (number(y).ok_or_else(bad)?.cast_signed(), number(m).ok_or_else(bad)?);
                NaiveDate::from_ymd_opt(y, m, 1).filter(|_| y > 0).map(|_| Self::Month(y, m))
            }
            [y, m, d] if y.len() == 4 && m.len() == 2 && d.len() == 2 => {
                let (y, m, d) = (number(y).ok_or_else(bad)?, number(m).ok_or_else(bad)?, number(d).ok_or_else(bad)?);
                NaiveDate::from_ymd_opt(y.cast_signed(), m, d).filter(|_| y > 0).map(Self::Day)
            }
            _ => None,
        }
        .ok_or_else(bad)
    }

    /// The first day it can mean.
    pub fn earliest(self) -> NaiveDate {
        match self {
            Self::Year(y) => NaiveDate::from_ymd_opt(y, 1, 1).unwrap_or(NaiveDate::MIN),
            Self::Month(y, m) => NaiveDate::from_ymd_opt(y, m, 1).unwrap_or(NaiveDate::MIN),
            Self::Day(day) => day,
        }
    }

    /// Completed years on `today`; counted from the first day it can mean.
    pub fn years_on(self, today: NaiveDate) -> i32 {
        let born = self.earliest();
        today.year() - born.year() - i32::from((today.month(), today.day()) < (born.month(), born.day()))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(y) => write!(f, "{y:04}"),
            Self::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            Self::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
        }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        Self::parse(&text)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

/// A local moment: a time of day, or only the day when nobody wrote the time down.
///
/// Written `2026-03-02T15:20` (seconds are read, and written when there are any) or `2026-03-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Moment {
    /// The time was not recorded.
    Day(NaiveDate),
    /// Local time.
    At(NaiveDateTime),
}

/// The text is no moment of the form `YYYY-MM-DDTHH:MM` or `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a local time (YYYY-MM-DDTHH:MM, or YYYY-MM-DD when the time is not recorded)")]
pub struct NotAMoment(pub String);

impl Moment {
    /// Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`.
    pub fn parse(text: &str) -> Result<Self, NotAMoment> {
        let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
        let Ok(PartialDate::Day(day)) = PartialDate::parse(day) else {
            return Err(NotAMoment(super::text::line(text).chars().take(40).collect()));
        };
        let Some(time) = time else { return Ok(Self::Day(day)) };
        NaiveTime::parse_from_str(time, "%H:%M")
            .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S"))
            .map(|time| Self::At(day.and_time(time)))
            .map_err(|_| NotAMoment(super::text::line(text).chars().take(40).collect()))
    }

    /// The civil day.
    pub fn date(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::At(at) => at.date(),
        }
    }

    /// The earliest local time it can mean.
    pub fn earliest(self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::At(at) => at,
        }
    }
}

impl From<NaiveDate> for Moment {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<NaiveDateTime> for Moment {
    fn from(at: NaiveDateTime) -> Self {
        Self::At(at)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Self::At(at) if at.second() == 0 => write!(f, "{}", at.format("%Y-%m-%dT%H:%M")),
            Self::At(at) => write!(f, "{}", at.format("%Y-%m-%dT%H:%M:%S")),
        }
    }
}

impl TryFrom<String> for Moment {
    type Error = NotAMoment;
    fn try_from(text: String) -> Result<Self, NotAMoment> {
        Self::parse(&text)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

/// The instants of a civil day in a zone: from its first one to the first one of the next day.
pub fn instants(day: NaiveDate, zone: Tz) -> std::ops::Range<Instant> {
    let begins = |day: NaiveDate| {
        let midnight = day.and_time(NaiveTime::MIN);
        // Where clocks are moved at midnight the day begins an hour later.
        let first = [midnight, midnight + chrono::TimeDelta::hours(1)];
        let first = first.iter().find_map(|at| zone.from_local_datetime(at).earliest());
        first.map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
    };
    begins(day)..begins(day.succ_opt().unwrap_or(day))
}

/// The civil date of an instant in a zone.
pub fn civil(at: Instant, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
