//! What people type about doses: `12/14 pill count`, `missed 2`, `all, seen`; and over which days: `7`, `9/1 to 9/7`,
//! `yesterday`. Read, or refused in a sentence.

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::HowKnown;
use crate::domain::event::{Field, Shape};
use crate::domain::formulary::Formulary;
use crate::domain::frequency::DateRange;
use crate::domain::medication::Medication;
use crate::domain::medication::dose::times_per_day;
use crate::domain::medication::reading::Reading;
use crate::domain::text;

/// A report that reaches back further than this is a slip of the pen.
const OLDEST: i64 = 90;
/// More doses than this are a slip of the pen.
const MOST: u16 = 999;

/// Doses as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// How many were taken.
    pub taken: u16,
    /// How many were due.
    pub due: u16,
    /// How it is known, where that stands beside the numbers.
    pub how: Option<HowKnown>,
}

/// What people call the ways of knowing.
const WAYS: [(&str, HowKnown); 20] = [
    ("self", HowKnown::SelfReport),
    ("selfreport", HowKnown::SelfReport),
    ("pt", HowKnown::SelfReport),
    ("patient", HowKnown::SelfReport),
    ("patientsays", HowKnown::SelfReport),
    ("says", HowKnown::SelfReport),
    ("count", HowKnown::PillCount),
    ("counted", HowKnown::PillCount),
    ("pillcount", HowKnown::PillCount),
    ("pills", HowKnown::PillCount),
    ("fill", HowKnown::PharmacyFill),
    ("fills", HowKnown::PharmacyFill),
    ("pharmacy", HowKnown::PharmacyFill),
    ("pharmacyfills", HowKnown::PharmacyFill),
    ("seen", HowKnown::Seen),
    ("seenbyus", HowKnown::Seen),
    ("observed", HowKnown::Seen),
    ("cg", HowKnown::Caregiver),
    ("caregiver", HowKnown::Caregiver),
    ("caregiversays", HowKnown::Caregiver),
];

/// Reads doses; `by_order` is how many the order asks for in these days, where that can be counted.
///
/// # Errors
/// When it is no number of doses, in words that fit beside the field.
pub fn doses(typed: &str, by_order: Option<u16>) -> Result<Told, String> {
    let lower = text::line(typed).to_lowercase();
    let spaced = lower.replace('/', " / ").replace(',', " ").replace(" out of ", " / ").replace(" of ", " / ");
    let words: Vec<&str> = spaced.split_whitespace().filter(|word| *word != "doses" && *word != "dose").collect();
    let number = |word: &str| word.parse::<u16>().ok().filter(|number| *number <= MOST);
    let due = || by_order.ok_or_else(|| "the order does not say how many were due: write 12/14".to_owned());
    let (taken, due, rest) = match words.as_slice() {
        [taken, "/", due, rest @ ..] => {
            let read = number(taken).zip(number(due));
            let (taken, due) = read.ok_or_else(|| "two whole numbers: taken / due, as 12/14".to_owned())?;
            (taken, due, rest)
        }
        ["all", rest @ ..] => (due()?, due()?, rest),
        ["none", rest @ ..] => (0, due()?, rest),
        ["missed", missed, rest @ ..] | [missed, "missed", rest @ ..] => {
            let missed = number(missed).ok_or_else(|| "how many were missed: missed 2".to_owned())?;
            let due = due()?;
            let taken = due.checked_sub(missed);
            (taken.ok_or_else(|| format!("{missed} missed are more than the {due} that were due"))?, due, rest)
        }
        _ => return Err("12/14, missed 2, all or none; how it is known may follow".to_owned()),
    };
    if due == 0 {
        return Err("no dose was due: there is nothing to record".to_owned());
    }
    Ok(Told { taken, due, how: way(rest)? })
}

fn way(words: &[&str]) -> Result<Option<HowKnown>, String> {
    if words.is_empty() {
        return Ok(None);
    }
    let folded = text::fold(&words.concat());
    let known = WAYS.iter().find(|(word, _)| *word == folded).map(|(_, how)| how.clone());
    let wrong = || format!("`{}` is no way of knowing: self, count, fills, seen or caregiver", words.join(" "));
    known.map(Some).ok_or_else(wrong)
}

/// Whether that many doses taken can be true.
///
/// # Errors
/// When more are taken than were due, and nobody counted.
pub fn plausible(told: &Told, how: &HowKnown) -> Result<(), String> {
    let counts = matches!(how, HowKnown::PillCount | HowKnown::PharmacyFill);
    if told.taken > told.due && !counts {
        return Err(format!("{} taken are more than {} due; only a count can find that", told.taken, told.due));
    }
    Ok(())
}

/// Reads a stretch of days: a number of days up to yesterday, two days with `to` or `-` between them, or one day.
///
/// # Errors
/// When it is none, is still to come, or is too long ago.
pub fn days(typed: &str, now: NaiveDateTime) -> Result<DateRange, String> {
    let today = now.date();
    let lower = text::line(typed).to_lowercase();
    let count = lower.trim_end_matches("days").trim_end_matches("day").trim_end_matches('d').trim();
    if let Ok(count @ 1..) = count.parse::<u64>() {
        let (from, to) = (today.checked_sub_days(Days::new(count)), today.pred_opt());
        let (from, to) = from.zip(to).ok_or_else(|| format!("begins more than {OLDEST} days ago"))?;
        return within(DateRange { from, to }, today);
    }
    let ends = [" to ", " - ", ".."].iter().find_map(|between| lower.split_once(between));
    let ends = ends.or_else(|| lower.split_once('-').filter(|(from, to)| from.contains('/') && to.contains('/')));
    let range = match ends {
        Some((from, to)) => DateRange { from: day(from, now)?, to: day(to, now)? },
        None => day(&lower, now).map(|day| DateRange { from: day, to: day })?,
    };
    within(range, today)
}

fn within(range: DateRange, today: NaiveDate) -> Result<DateRange, String> {
    if range.to < range.from {
        return Err("the last day is before the first".to_owned());
    }
    if range.to > today {
        return Err("is still to come".to_owned());
    }
    if (today - range.from).num_days() > OLDEST {
        return Err(format!("begins more than {OLDEST} days ago"));
    }
    Ok(range)
}

fn day(typed: &str, now: NaiveDateTime) -> Result<NaiveDate, String> {
    let field = Field { name: "date", shape: Shape::Day, optional: false };
    let answer = field.read(typed.trim(), now).ok().flatten();
    let day = answer.as_ref().and_then(|answer| answer.value.as_str()).and_then(|day| day.parse().ok());
    day.ok_or_else(|| "no days: 7 (up to yesterday), yesterday, or 9/1 to 9/7".to_owned())
}

/// How many doses an order asks for in so many days; `None` where that is no whole number, or cannot be said.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded before it is cast")]
pub fn by_order(line: &Medication, days: u32, formulary: &Formulary) -> Option<u16> {
    let times = times_per_day(line, &Reading::of(line, formulary), formulary)?;
    let due = f64::from(times) * f64::from(days);
    let whole = due.round();
    // 4 a week are 0.571 a day: a hair beside a whole number is rounding.
    ((due - whole).abs() < 0.02 && (1.0..=f64::from(MOST)).contains(&whole)).then_some(whole as u16)
}
