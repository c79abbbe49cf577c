//! What people type for the fields of a fact: read, said back, or refused in a sentence that stands at the field.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::{Map, Value};

use super::{Event, Field, Kind, Shape};
use crate::domain::deadline::Payer;
use crate::domain::frequency::DateRange;
use crate::domain::medication::list::ListSource;
use crate::domain::medication::told::HowTold;
use crate::domain::medication::uses::typed::days as stretch;
use crate::domain::medication::uses::{Effect, HowKnown, MissedFor};
use crate::domain::plan::Category;
use crate::domain::text;
use crate::domain::when::{Moment, PartialDate};

/// An answer to a field: what is stored, and what is read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// As it stands in the fact.
    pub value: Value,
    /// As a person reads it: `Mon 14 Sep 2026, today`.
    pub said: String,
}

/// A field whose answer cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct WrongField {
    /// Its name.
    pub field: &'static str,
    /// What is wrong, in words that fit beside the field.
    pub why: String,
}

/// Reasons for assessment: the code of OASIS and what it is called.
pub const REASONS_FOR_ASSESSMENT: &[(&str, &str)] = &[
    ("01", "start of care"),
    ("03", "resumption of care"),
    ("04", "recertification"),
    ("05", "other follow-up"),
    ("06", "transfer, not discharged"),
    ("07", "transfer, discharged"),
    ("08", "death at home"),
    ("09", "discharge"),
];

/// One word of a field that takes one of a few: what is typed for it, what is stored, what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The digit that stands for it; the first letters of word or meaning do as well.
    pub digit: char,
    /// As stored.
    pub word: String,
    /// What it means.
    pub label: String,
}

impl Field {
    /// What a person is asked for.
    pub fn asks(&self) -> &'static str {
        match self.name {
            "at" => "when",
            "date" => "day",
            "m0090" => "completed (M0090)",
            "rfa" => "reason (RFA)",
            "known_at" => "agency notified on",
            "qualifying" => "24 h+, not just tests",
            "major" => "major change",
            "significant" => "clinically significant",
            "contacted_at" => "practitioner told",
            "completed_at" => "actions completed",
            "role" | "by" => "credential",
            "mode" => "how",
            "kind" | "prn_reason" => "what for",
            "text" => "order as written",
            "aide" => "which aide",
            "until" => "last day",
            "visits" => "visits at most",
            "what" => "what is to be done",
            "every_days" => "every so many days",
            "tolerance_days" => "days early or late",
            "previous_visit" => "visit before the last",
            "capacity_by" => "capacity checked by",
            "capacity_on" => "capacity checked on",
            "patient_at" => "patient was",
            "current_form" => "on the current form",
            "expedited" => "asked for as urgent",
            "authority" => "on whose authority",
            "reason" => "why",
            "told" => "who was told",
            "outcome" => "what was decided",
            "recheck" => "look again on",
            "due" => "was due",
            "received_at" => "order came",
            "decided" => "decided on",
            "id" => "which one",
            "line" => "drug, dose, when, for",
            "revision" => "new dose, or line",
            "how_told" => "how it was told",
            "who" => "who said so",
            "list_source" => "whose list",
            "told_by" => "who gave it",
            "next_line" => "next medicine",
            "goal_text" => "goal in words",
            "measure" => "what is measured",
            "target_date" => "by",
            "evidence" => "what was found",
            "baseline" => "at the start",
            "agreed" => "patient agrees",
            "problem_name" => "problem",
            "own_words" => "patient's own words",
            "code" => "diagnosis (ICD-10)",
            "knowledge" => "knows, 1-5",
            "behavior" => "does, 1-5",
            "condition" => "condition, 1-5",
            "step" => "what is done",
            "frequency" => "how often",
            "category" => "what it is",
            "needs_order" => "needs an order",
            "detail" => "how, or why not",
            "addition" => "what is added",
            "doses_taken" => "taken / due",
            "how_known" => "how it is known",
            "over_days" => "over which days",
            "because" => "what got in the way",
            "filled_on" => "filled on",
            "days_supply" => "days' supply",
            "refills" => "refills left",
            "by_mail" => "comes by mail",
            "auto_refill" => "refilled by itself",
            "times" => "how many times",
            "effect" => "what it did",
            other => other,
        }
    }

    /// The words it takes, where they are few.
    pub fn words(&self) -> Vec<Word> {
        let numbered = |all: Vec<(String, String)>| {
            let digits = "123456789".chars();
            digits.zip(all).map(|(digit, (word, label))| Word { digit, word, label }).collect()
        };
        let coded = |word: &str, label: &str| (word.to_owned(), label.to_owned());
        match (self.name, self.shape) {
            ("rfa", _) => {
                let word = |(code, label): &(&str, &str)| {
                    let digit = code.chars().last().unwrap_or_default();
                    Word { digit, word: (*code).to_owned(), label: (*label).to_owned() }
                };
                REASONS_FOR_ASSESSMENT.iter().map(word).collect()
            }
            ("payer", _) => numbered(Payer::ALL.iter().map(|it| coded(it.word(), it.label())).collect()),
            ("list_source", _) => numbered(ListSource::ALL.iter().map(|it| coded(it.word(), it.label())).collect()),
            ("how_told", _) => numbered(HowTold::ALL.iter().map(|it| coded(it.word(), it.label())).collect()),
            ("knowledge", _) => numbered(rated(["none", "minimal", "basic", "adequate", "superior"])),
            ("behavior", _) => numbered(rated(["never", "rarely", "inconsistently", "usually", "consistently"])),
            ("condition", _) => numbered(rated(["extreme", "severe", "moderate", "minimal", "none"])),
            ("category", _) => numbered(Category::ALL.iter().map(|it| coded(it.word(), it.label())).collect()),
            ("how_known", _) => numbered(HowKnown::ALL.iter().map(|it| coded(it.word(), it.label())).collect()),
            ("because", _) => numbered(MissedFor::ALL.iter().map(|it| coded(it.word(), it.label())).collect()),
            ("effect", _) => numbered(Effect::ALL.iter().map(|it| coded(it.word(), it.label())).collect()),
            (_, Shape::Bool) => numbered(vec![coded("yes", "yes"), coded("no", "no")]),
            (_, Shape::Coded(known)) => numbered(known.words.iter().map(|(word, label)| coded(word, label)).collect()),
            (_, Shape::Day | Shape::Days | Shape::Moment | Shape::Text | Shape::Number) => Vec::new(),
        }
    }

    /// Reads what was typed at local time `now`; `None` where nothing was and nothing need be.
    pub fn read(&self, typed: &str, now: NaiveDateTime) -> Result<Option<Answer>, WrongField> {
        let wrong = |why: String| WrongField { field: self.name, why };
        let typed = text::line(typed);
        if typed.is_empty() {
            return if self.optional { Ok(None) } else { Err(wrong("is needed".to_owned())) };
        }
        let words = self.words();
        if !words.is_empty() {
            return one_of(&words, &typed, self.shape).map(Some).map_err(wrong);
        }
        let answer = match self.shape {
            Shape::Day => self.day(&typed, now.date()).map(|day| Answer {
                value: day.format("%Y-%m-%d").to_string().into(),
                said: said_day(day, now.date()),
            }),
            Shape::Days => {
                stretch(&typed, now).map(|range| Answer { value: typed.clone().into(), said: said_days(range) })
            }
            Shape::Moment => moment(&typed, now)
                .map(|moment| Answer { value: moment.to_string().into(), said: said_moment(moment, now.date()) }),
            Shape::Number => number(&typed).map(|number| Answer { value: number.into(), said: number.to_string() }),
            Shape::Text | Shape::Bool | Shape::Coded(_) => Ok(Answer { value: typed.clone().into(), said: typed }),
        };
        answer.map(Some).map_err(wrong)
    }

    /// A day. Of what is promised or planned a weekday is the coming one.
    fn day(&self, typed: &str, today: NaiveDate) -> Result<NaiveDate, String> {
        let lies_ahead = ["recheck", "target_date", "until"].contains(&self.name);
        let coming = weekday(&format!("+{}", typed.to_lowercase()), today).filter(|_| lies_ahead);
        coming.map_or_else(|| day(typed, today), Ok)
    }

    /// A stored value as somebody would type it.
    pub fn written(&self, value: &Value) -> String {
        match value {
            Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Value::String(text) => text.replace('T', if self.shape == Shape::Moment { " " } else { "T" }),
            Value::Null => String::new(),
            Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
        }
    }
}

impl Kind {
    /// The kind of that word.
    pub fn of(word: &str) -> Option<&'static Self> {
        Event::KINDS.iter().find(|kind| kind.word == word)
    }

    /// The fact that the typed answers make, or the first field that is wrong. Fields nobody answered are empty.
    pub fn compose(&self, answers: &[(&'static str, String)], now: NaiveDateTime) -> Result<Event, WrongField> {
        let mut fields = Map::new();
        for field in self.fields {
            let typed = answers.iter().find(|(name, _)| *name == field.name).map_or("", |(_, typed)| typed.as_str());
            if let Some(answer) = field.read(typed, now)? {
                fields.insert(field.name.to_owned(), answer.value);
            }
        }
        if let (true, Some(field)) = (fields.is_empty(), self.fields.first()) {
            return Err(WrongField { field: field.name, why: "something has to be said".to_owned() });
        }
        // What was typed has been read field by field; what is left would be a fault of the table of kinds.
        let field = self.fields.first().map_or("type", |field| field.name);
        Event::read(self.word, fields).map_err(|error| WrongField { field, why: error.to_string() })
    }
}

impl Event {
    /// Its fields as somebody would type them, in the order they are asked for.
    pub fn answers(&self) -> Vec<(&'static str, String)> {
        let stored = serde_json::to_value(self).unwrap_or_default();
        let kind = Kind::of(self.kind());
        let fields = kind.map(|kind| kind.fields).unwrap_or_default();
        fields.iter().map(|field| (field.name, field.written(stored.get(field.name).unwrap_or(&Value::Null)))).collect()
    }

    /// Said back in plain words on `today`: "assessment, reason (RFA) recertification, completed (M0090) Mon 14 Sep 2026,
    /// today".
    pub fn said(&self, now: NaiveDateTime) -> String {
        let fields = Kind::of(self.kind()).map(|kind| kind.fields).unwrap_or_default();
        let mut parts = vec![self.label().to_owned()];
        for (field, (_, typed)) in fields.iter().zip(self.answers()) {
            let said = field.read(&typed, now).ok().flatten().map_or(typed, |answer| answer.said);
            if !said.is_empty() {
                parts.push(format!("{} {said}", field.asks()));
            }
        }
        parts.join("; ")
    }
}

/// Ratings of the Omaha System, 1 to 5: the worst first. Source: the Omaha System's problem rating scale for outcomes.
fn rated(labels: [&str; 5]) -> Vec<(String, String)> {
    labels.iter().zip(1..).map(|(label, rating): (_, u8)| (rating.to_string(), (*label).to_owned())).collect()
}

fn one_of(words: &[Word], typed: &str, shape: Shape) -> Result<Answer, String> {
    let folded = text::fold(typed);
    let starts = |word: &&Word| {
        let label = text::fold(&word.label);
        !folded.is_empty() && (text::fold(&word.word).starts_with(&folded) || label.starts_with(&folded))
    };
    let by_digit = words.iter().find(|word| typed == word.digit.to_string());
    let exactly = words.iter().find(|word| text::fold(&word.word) == folded);
    let mut begun = words.iter().filter(starts);
    let only = begun.next().filter(|_| begun.next().is_none());
    let Some(word) = by_digit.or(exactly).or(only) else {
        return Err("none of its words: type a digit, or the first letters".to_owned());
    };
    let value = if shape == Shape::Bool { (word.word == "yes").into() } else { word.word.clone().into() };
    // A code that people use as such stands before its meaning.
    let is_code = word.word.bytes().all(|b| b.is_ascii_digit());
    let said = if is_code { format!("{} {}", word.word, word.label) } else { word.label.clone() };
    Ok(Answer { value, said })
}

fn number(typed: &str) -> Result<u16, String> {
    typed.parse().map_err(|_| format!("a whole number up to {}", u16::MAX))
}

/// Years in which something can have happened; anything else is a slip of the hand.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// `today`, `y`, `tom`, `fri`, `+fri`, `-2`, `+3`, `9/14`, `9/14/26`, `2026-09-14`. A day without its year is the one nearest to today.
fn day(typed: &str, today: NaiveDate) -> Result<NaiveDate, String> {
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
