//! Business days: Monday to Friday without holidays. Federal text does not define them, so the holidays are a setting of the
//! agency; without one they are those of the United States.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};

/// The days on which nobody expects business.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays(Kept);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Kept {
    #[default]
    Federal,
    Dates(BTreeSet<NaiveDate>),
}

impl Holidays {
    /// The legal public holidays of 5 U.S.C. 6103, with the days they are observed on.
    pub const fn federal() -> Self {
        Self(Kept::Federal)
    }

    /// These days and no others.
    pub fn of(dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        Self(Kept::Dates(dates.into_iter().collect()))
    }

    /// What is kept on that day; `None` when it is no holiday.
    pub fn on(&self, day: NaiveDate) -> Option<&'static str> {
        match &self.0 {
            Kept::Federal => federal(day),
            Kept::Dates(dates) => dates.contains(&day).then_some("a holiday of the agency"),
        }
    }

    /// Whether it is a weekday and no holiday.
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && self.on(day).is_none()
    }

    /// The n-th business day after `day`, which is day 0; `day` itself for none. `None` past the end of the calendar.
    pub fn add_business_days(&self, day: NaiveDate, count: u16) -> Option<NaiveDate> {
        let mut reached = day;
        for _ in 0..count {
            reached = reached.succ_opt()?;
            while !self.is_business_day(reached) {
                reached = reached.succ_opt()?;
            }
        }
        Some(reached)
    }
}

/// A holiday by date or by weekday, or the day one is observed on: Friday for Saturday, Monday for Sunday.
fn federal(day: NaiveDate) -> Option<&'static str> {
    let neighbour = match day.weekday() {
        Weekday::Fri => day.succ_opt(),
        Weekday::Mon => day.pred_opt(),
        Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Sat | Weekday::Sun => None,
    };
    by_date(day).or_else(|| by_weekday(day)).or_else(|| neighbour.and_then(by_date))
}

fn by_date(day: NaiveDate) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => Some("New Year's Day"),
        (6, 19) if day.year() >= 2021 => Some("Juneteenth"),
        (7, 4) => Some("Independence Day"),
        (11, 11) => Some("Veterans Day"),
        (12, 25) => Some("Christmas Day"),
        _ => None,
    }
}

fn by_weekday(day: NaiveDate) -> Option<&'static str> {
    let of_month = day.day().div_ceil(7);
    match (day.month(), day.weekday(), of_month) {
        (1, Weekday::Mon, 3) if day.year() >= 1986 => Some("Martin Luther King Jr. Day"),
        (2, Weekday::Mon, 3) => Some("Washington's Birthday"),
        (5, Weekday::Mon, _) if day.day() > 24 => Some("Memorial Day"),
        (9, Weekday::Mon, 1) => Some("Labor Day"),
        (10, Weekday::Mon, 2) => Some("Columbus Day"),
        (11, Weekday::Thu, 4) => Some("Thanksgiving Day"),
        _ => None,
    }
}
