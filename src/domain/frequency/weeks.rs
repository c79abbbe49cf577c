//! The agency's weeks, and which of them a period touches.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Days from one to another; both belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DateRange {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl DateRange {
    /// Every day of the calendar.
    pub const ALWAYS: Self = Self { from: NaiveDate::MIN, to: NaiveDate::MAX };

    /// Whether a day belongs to it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days that belong to both; `None` when there are none.
    pub fn overlap(self, other: Self) -> Option<Self> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        (from <= to).then_some(Self { from, to })
    }

    /// Every day, the first first.
    pub fn iter(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }

    /// How many days; 0 when it ends before it begins.
    pub fn length(self) -> u32 {
        u32::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }
}

impl fmt::Display for DateRange {
    /// `Wed 2026-03-04 to Sat 2026-03-07`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.from.format("%a %Y-%m-%d"), self.to.format("%a %Y-%m-%d"))
    }
}

/// The weekday an agency's week begins with; written as the English word, `sunday`. No federal text defines the week of
/// a home health order; field software counts from Sunday to Saturday, so that is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WeekStart(pub Weekday);

/// The text is no English weekday.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no weekday (sunday, monday, tuesday, wednesday, thursday, friday, saturday)")]
pub struct NotAWeekday(pub String);

impl Default for WeekStart {
    fn default() -> Self {
        Self(Weekday::Sun)
    }
}

impl TryFrom<String> for WeekStart {
    type Error = NotAWeekday;
    fn try_from(word: String) -> Result<Self, NotAWeekday> {
        let shown = || NotAWeekday(crate::domain::text::line(&word).chars().take(40).collect());
        word.parse().map(Self).map_err(|_| shown())
    }
}

impl From<WeekStart> for String {
    fn from(start: WeekStart) -> Self {
        let word = match start.0 {
            Weekday::Sun => "sunday",
            Weekday::Mon => "monday",
            Weekday::Tue => "tuesday",
            Weekday::Wed => "wednesday",
            Weekday::Thu => "thursday",
            Weekday::Fri => "friday",
            Weekday::Sat => "saturday",
        };
        word.to_owned()
    }
}

impl WeekStart {
    /// The whole week a day lies in; shorter only at the ends of the calendar.
    pub fn week_of(self, day: NaiveDate) -> DateRange {
        let before = u64::from(day.weekday().days_since(self.0));
        let from = day.checked_sub_days(Days::new(before)).unwrap_or(NaiveDate::MIN);
        DateRange { from, to: later(day, 6 - before) }
    }

    /// The first day of the week after a day's week; `None` at the end of the calendar.
    pub fn next_week(self, day: NaiveDate) -> Option<NaiveDate> {
        self.week_of(day).to.succ_opt()
    }
}

/// So many days later, or the last day of the calendar.
pub(super) fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// A week counted from the start of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Week {
    /// 1 for the week of the start, even when only its last day is left.
    pub number: u32,
    /// Its days from the start on; the first week may be short.
    pub days: DateRange,
}

/// The weeks from a start on, to the end of the calendar.
pub fn weeks(start: NaiveDate, week_start: WeekStart) -> impl Iterator<Item = Week> {
    let days = move |from| DateRange { from, to: week_start.week_of(from).to };
    let first = Some(days(start));
    let all = std::iter::successors(first, move |week| week.to.succ_opt().map(days));
    (1..).zip(all).map(|(number, days)| Week { number, days })
}

/// The weeks that a period touches, each cut to the period: 9 or 10 for 60 days.
pub fn weeks_touched(period: DateRange, week_start: WeekStart) -> impl Iterator<Item = Week> {
    let inside = move |week: Week| week.days.overlap(period).map(|days| Week { days, ..week });
    weeks(period.from, week_start).map_while(inside)
}
