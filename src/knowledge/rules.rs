//! The deadline rules of `assets/rules/deadlines.toml`.

use chrono::NaiveDate;

use crate::domain::deadline::counting;
use crate::domain::deadline::rule::{Applies, Authority, Confidence, ItemSet, Lead, Rule, Satisfier, Setting, Window};
use crate::domain::holidays::Holidays;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Every rule in every version.
pub fn rules() -> &'static [Rule] {
    RULES
}

/// What a person has to look up before the rules can be relied on, a line each: the newest that could not be found.
pub fn look_up() -> &'static [&'static str] {
    LOOK_UP
}

/// The holidays of the United States.
pub fn federal_holidays() -> &'static Holidays {
    static FEDERAL: Holidays = Holidays::federal();
    &FEDERAL
}

/// The build has read the date already; it exists.
const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MAX,
    }
}
