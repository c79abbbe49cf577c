//! Stretches of days that are over: `7`, `9/1 to 9/7`, `yesterday`.

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::domain::frequency::DateRange;
use crate::domain::text;

/// A report that reaches back further than this is a slip of the pen.
const OLDEST: i64 = 90;

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
    super::typed::day(typed.trim(), now.date())
        .map_err(|_| "no days: 7 (up to yesterday), yesterday, or 9/1 to 9/7".to_owned())
}
