//! What people type for a field: read, said back, or refused in a sentence that stands at the field.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::Value;

use super::days::days;
use super::{Answer, Field, MANY, Shape, Worded, WrongField, holds, numbered};
use crate::domain::frequency::DateRange;
use crate::domain::text;
use crate::domain::when::{Moment, PartialDate};

impl Field {
    /// Reads what was typed at local time `now`; `None` where nothing was and nothing need be.
    pub fn read(&self, typed: &str, now: NaiveDateTime) -> Result<Option<Answer>, WrongField> {
        let wrong = |why: String| WrongField { field: self.name, why };
        let typed = text::line(typed);
        if typed.is_empty() {
            return if self.optional { Ok(None) } else { Err(wrong("is needed".to_owned())) };
        }
        let words = self.choices();
        if !words.is_empty() {
            let read = if let Shape::Several(_) = self.shape {
                several(words, &typed)
            } else {
                one_of(words, &typed).map(|worded| answer_word(worded, self.shape))
            };
            return read.map(Some).map_err(wrong);
        }
        let answer = match self.shape {
            Shape::Day => day(&typed, now.date()).map(|day| answer_day(day, now.date())),
            Shape::DayAhead => coming(&typed, now.date()).map(|day| answer_day(day, now.date())),
            Shape::Days => {
                days(&typed, now).map(|range| Answer { value: typed.clone().into(), said: said_days(range) })
            }
            Shape::Moment => moment(&typed, now)
                .map(|moment| Answer { value: moment.to_string().into(), said: said_moment(moment, now.date()) }),
            Shape::Number => number(&typed).map(|number| Answer { value: number.into(), said: number.to_string() }),
            Shape::Text | Shape::Bool | Shape::Coded(_) | Shape::Several(_) => {
                Ok(Answer { value: typed.clone().into(), said: typed })
            }
        };
        answer.map(Some).map_err(wrong)
    }

    /// A stored value as somebody would type it.
    pub fn written(&self, value: &Value) -> String {
        match value {
            Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Value::String(text) => text.replace('T', if matches!(self.shape, Shape::Moment) { " " } else { "T" }),
            Value::Null => String::new(),
            Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
            Value::Number(_) | Value::Object(_) => value.to_string(),
        }
    }
}

fn answer_day(day: NaiveDate, today: NaiveDate) -> Answer {
    Answer { value: day.format("%Y-%m-%d").to_string().into(), said: said_day(day, today) }
}

/// A day of something promised or planned: a weekday is the coming one.
fn coming(typed: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    weekday(&format!("+{}", typed.to_lowercase()), today).map_or_else(|| day(typed, today), Ok)
}

/// The word that is meant: by its digit, as it is stored, or by its first letters.
fn one_of(words: &'static [Worded], typed: &str) -> Result<Worded, String> {
    let folded = text::fold(typed);
    let starts = |(word, label): &&Worded| {
        !folded.is_empty() && (text::fold(word).starts_with(&folded) || text::fold(label).starts_with(&folded))
    };
    let by_digit = numbered(words).into_iter().find(|word| typed == word.digit.to_string());
    let by_digit = by_digit.map(|word| (word.word, word.label));
    let exactly = words.iter().find(|(word, label)| text::fold(word) == folded || text::fold(label) == folded);
    let mut begun = words.iter().filter(starts);
    let only = begun.next().filter(|_| begun.next().is_none());
    let mut holding = words.iter().filter(|worded| words.len() > MANY && holds(worded, typed));
    let found = holding.next().filter(|_| holding.next().is_none());
    by_digit.or(exactly.copied()).or(only.copied()).or(found.copied()).ok_or_else(|| {
        let of_many = words.len() > MANY;
        if of_many {
            "none of its words, or several: type more letters"
        } else {
            "none of its words: type a digit, or the first letters"
        }
        .to_owned()
    })
}

fn answer_word((word, label): Worded, shape: Shape) -> Answer {
    let value = if matches!(shape, Shape::Bool) { (word == "yes").into() } else { word.into() };
    // A code that people use as such stands before its meaning.
    let is_code = word.bytes().all(|b| b.is_ascii_digit());
    Answer { value, said: if is_code { format!("{word} {label}") } else { label.to_owned() } }
}

/// Words with commas between them, or digits with blanks.
fn several(words: &'static [Worded], typed: &str) -> Result<Answer, String> {
    let is_between = |c: char| if typed.contains(',') { c == ',' } else { c.is_whitespace() };
    let parts = typed.split(is_between).map(str::trim).filter(|part| !part.is_empty());
    let mut found: Vec<Worded> = Vec::new();
    for part in parts {
        let one = one_of(words, part).map_err(|why| format!("{part}: {why}"))?;
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Ok(Answer {
        value: found.iter().map(|(word, _)| *word).collect(),
        said: found.iter().map(|(_, label)| *label).collect::<Vec<_>>().join(", "),
    })
}

fn number(typed: &str) -> Result<u16, String> {
    typed.parse().map_err(|_| format!("a whole number up to {}", u16::MAX))
}

/// Years in which something can have happened; anything else is a slip of the hand.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// `today`, `y`, `tom`, `fri`, `+fri`, `-2`, `+3`, `9/14`, `9/14/26`, `2026-09-14`. A day without its year is the one nearest to today.
pub(super) fn day(typed: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let lower = typed.to_lowercase();
    let day = if "today".starts_with(&lower) {
        Some(today)
    } else if "yesterday".starts_with(&lower) {
        today.pred_opt()
    } else if "tomorrow".starts_with(&lower) {
        today.succ_opt()
    } else if let Some(day) = weekday(&lower, today) {
        Some(day)
    } else if lower.starts_with(['-', '+']) {
        days_from(&lower, today)
    } else if let Ok(PartialDate::Day(day)) = PartialDate::parse(typed) {
        Some(day)
    } else {
        american(typed, today)
    };
    let day = day.filter(|day| YEARS.contains(&day.year()));
    day.ok_or_else(|| "no day: today, y, fri, +fri, -2, 9/14 or 2026-09-14".to_owned())
}

/// `fri`: the nearest one, today among them; `+fri` the next one from tomorrow on, `-fri` the last one before today.
fn weekday(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (sign, name) = match typed.strip_prefix(['+', '-']) {
        Some(name) => (typed.chars().next(), name),
        None => (None, typed),
    };
    // Two letters are enough for nobody: `t` is today, `tu` and `th` are slips.
    let named = if name.len() >= 3 { name.parse::<chrono::Weekday>().ok() } else { None };
    let named = named.or_else(|| {
        let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let begun = full.iter().find(|full| name.len() >= 3 && full.starts_with(name))?;
        begun.parse().ok()
    })?;
    let days: Box<dyn Iterator<Item = i64>> = match sign {
        Some('+') => Box::new(1..=7),
        Some(_) => Box::new((1..=7).map(|ago| -ago)),
        None => Box::new([0, -1, 1, -2, 2, -3, 3].into_iter()),
    };
    let on = |ahead: i64| today.checked_add_signed(chrono::TimeDelta::days(ahead));
    days.filter_map(on).find(|day| day.weekday() == named)
}

/// `-2`, `+3`.
fn days_from(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let days = typed.get(1..).and_then(|days| days.parse().ok()).map(Days::new)?;
    if typed.starts_with('-') { today.checked_sub_days(days) } else { today.checked_add_days(days) }
}

/// `9/14`, `9/14/26`, `9/14/2026`.
fn american(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<u32> = typed.split('/').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let on = |year: i32, month: u32, day: u32| NaiveDate::from_ymd_opt(year, month, day);
    match parts.as_slice() {
        [month, day] => {
            let years = [today.year() - 1, today.year(), today.year() + 1];
            let days = years.into_iter().filter_map(|year| on(year, *month, *day));
            days.min_by_key(|day| (*day - today).num_days().abs())
        }
        [month, day, year @ 0..100] => on(2000 + year.cast_signed(), *month, *day),
        [month, day, year @ 1000..10_000] => on(year.cast_signed(), *month, *day),
        _ => None,
    }
}

/// A day, a time of today, or both: `now`, `14:05`, `1405`, `2:05pm`, `y 23:50`, `9/14 8am`.
fn moment(typed: &str, now: NaiveDateTime) -> Result<Moment, String> {
    let wrong = || "no time: now, 14:05, y 14:05, 9/14 2:05pm or a day".to_owned();
    if typed.eq_ignore_ascii_case("now") {
        return now
            .date()
            .and_hms_opt(chrono::Timelike::hour(&now), chrono::Timelike::minute(&now), 0)
            .map(Moment::At)
            .ok_or_else(wrong);
    }
    if let Some(moment) = Moment::parse(typed).ok().filter(|moment| YEARS.contains(&moment.date().year())) {
        return Ok(moment);
    }
    let at = |date: NaiveDate, time: &str| time_of_day(time).map(|time| Moment::At(date.and_time(time)));
    match typed.split_once(' ') {
        Some((date, time)) => at(day(date, now.date())?, time).ok_or_else(wrong),
        None => at(now.date(), typed).or_else(|| day(typed, now.date()).ok().map(Moment::Day)).ok_or_else(wrong),
    }
}

/// `14:05`, `1405`, `2:05pm`, `8am`.
fn time_of_day(typed: &str) -> Option<NaiveTime> {
    let lower: String = typed.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let (clock, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        (None, None) => (lower.as_str(), None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (digits(hour)?, digits(minute)?),
        None if clock.len() == 4 => (digits(clock.get(..2)?)?, digits(clock.get(2..)?)?),
        None if half.is_some() => (digits(clock)?, 0),
        Some(_) | None => return None,
    };
    match half {
        Some(half) if (1..=12).contains(&hour) => NaiveTime::from_hms_opt(hour % 12 + half, minute, 0),
        Some(_) => None,
        None => NaiveTime::from_hms_opt(hour, minute, 0),
    }
}

fn said_day(day: NaiveDate, today: NaiveDate) -> String {
    let away = match (day - today).num_days() {
        0 => "today".to_owned(),
        -1 => "yesterday".to_owned(),
        1 => "tomorrow".to_owned(),
        ahead @ 2.. => format!("{ahead} days ahead"),
        ago => format!("{} days ago", -ago),
    };
    format!("{}, {away}", day.format("%a %d %b %Y"))
}

/// `Tue 03 Mar to Mon 09 Mar 2026`, or the one day.
fn said_days(DateRange { from, to }: DateRange) -> String {
    let last = to.format("%a %d %b %Y");
    if from == to { last.to_string() } else { format!("{} to {last}", from.format("%a %d %b")) }
}

fn said_moment(moment: Moment, today: NaiveDate) -> String {
    match moment {
        Moment::Day(day) => format!("{}, time not recorded", said_day(day, today)),
        Moment::At(at) => format!("{} at {}", said_day(at.date(), today), at.format("%H:%M")),
    }
}
