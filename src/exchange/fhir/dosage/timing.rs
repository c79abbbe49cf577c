//! When and how long, in words that the reader of instructions reads back as the same.

use std::fmt::Write as _;

use super::amount::{self, plain};
use super::{Spoken, concept};
use crate::domain::formulary::Formulary;
use crate::domain::medication::sig::rhythm::{MOMENTS, Rhythm};
use crate::domain::medication::sig::{Dosing, Sig, Step};
use crate::domain::when::PartialDate;
use crate::exchange::fhir::fields::Fields;

/// What asks a person where the fields of an order do not agree with each other.
pub(super) const ASK: &str = "ask which";

/// Days of one unit, as the reader of instructions counts them.
fn days(unit: &str) -> Option<f64> {
    Some(match unit {
        "s" => 1.0 / 86_400.0,
        "min" => 1.0 / 1_440.0,
        "h" => 1.0 / 24.0,
        "d" => 1.0,
        "wk" => 7.0,
        "mo" => 30.0,
        "a" => 365.0,
        _ => return None,
    })
}

fn named(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "s" => "second",
        "min" => "minute",
        "h" => "hour",
        "d" => "day",
        "wk" => "week",
        "mo" => "month",
        "a" => "year",
        _ => return None,
    })
}

/// `3 days`, `1 week`; a length of time with its unit as UCUM writes it.
pub(super) fn length(many: f64, unit: &str) -> Option<String> {
    let (many, unit) = whole(many, unit);
    let name = named(unit)?;
    Some(format!("{} {name}{}", plain(many), if many > 1.0 { "s" } else { "" }))
}

/// The same length in a unit of which it is a whole number, where there is one: half a day is 12 hours.
fn whole(many: f64, unit: &str) -> (f64, &str) {
    let smaller = match unit {
        "wk" => (7.0, "d"),
        "d" => (24.0, "h"),
        _ => (0.0, unit),
    };
    let larger = match unit {
        "s" => (60.0, "min"),
        "min" => (60.0, "h"),
        _ => (0.0, unit),
    };
    if many.fract() != 0.0 && smaller.0 > 0.0 {
        return whole(many * smaller.0, smaller.1);
    }
    if larger.0 > 0.0 && many >= larger.0 && (many / larger.0).fract() == 0.0 {
        return whole(many / larger.0, larger.1);
    }
    (many, unit)
}

/// How often, how many times a day at the most, and whether the fields agree.
#[derive(Default)]
struct Often {
    words: String,
    /// Times a day at the most; `None` where nobody can say.
    per_day: Option<f64>,
    /// Whether any of it is said.
    said: bool,
}

/// `2 to 3 times a day`, `every 4 to 6 hours`. Where only a period is given, the frequency is 1.
/// Source: FHIR R4, Timing.repeat.frequency.
fn often(repeat: &mut Fields) -> Option<(Often, f64, f64)> {
    let frequency = repeat.number("frequency");
    let most = repeat.number("frequencyMax");
    let period = repeat.number("period");
    let longest = repeat.number("periodMax");
    let unit = repeat.text("periodUnit").or_else(|| repeat.text("periodUnits"));
    let unit = unit.unwrap_or_default();
    if frequency.is_none() && most.is_none() && period.is_none() {
        return None;
    }
    let low = frequency.unwrap_or(1.0);
    let high = most.unwrap_or(low).max(low);
    let given = period.unwrap_or(1.0);
    let (every, short) = whole(given, &unit);
    let (Some(name), Some(a_unit), true, true) = (named(short), days(short), low > 0.0, given > 0.0) else {
        let unit = if unit.is_empty() { "nobody says what time".to_owned() } else { unit };
        let words = format!("{} times in {} {unit} ({ASK})", plain(high), plain(given));
        return Some((Often { words, per_day: None, said: true }, high, 0.0));
    };
    let span = every * a_unit;
    let times = if low < high {
        format!("{} to {} times", plain(low), plain(high))
    } else if is_just(high, 1.0) {
        "once".to_owned()
    } else if is_just(high, 2.0) {
        "twice".to_owned()
    } else {
        format!("{} times", plain(high))
    };
    let article = if name == "hour" { "an" } else { "a" };
    let words = match (longest.filter(|longest| *longest > given), high) {
        (Some(longest), 1.0) => format!("every {} to {} {name}s", plain(every), plain(longest * every / given)),
        (Some(longest), _) => format!("{times} in {} to {} {unit} ({ASK})", plain(given), plain(longest)),
        // Two times in 24 hours are twice a day.
        (None, high) if high > 1.0 && (span - 1.0).abs() < 1e-9 => format!("{times} a day"),
        (None, high) if high > 1.0 && (span - 7.0).abs() < 1e-9 => format!("{times} a week"),
        (None, 1.0) if every > 1.0 => format!("every {} {name}s", plain(every)),
        (None, 1.0) if name == "hour" => "every hour".to_owned(),
        (None, _) if is_just(every, 1.0) => format!("{times} {article} {name}"),
        (None, _) => format!("{times} in every {} {name}s ({ASK})", plain(every)),
    };
    Some((Often { words, per_day: Some(high / span), said: true }, high, span))
}

/// Names of days of the week, as FHIR codes them.
const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The days of the week in words, and how many; a day that FHIR does not know stays as written.
fn weekdays(repeat: &mut Fields) -> (String, usize) {
    let given = repeat.texts("dayOfWeek");
    let known = DAYS.iter().filter(|(code, _)| given.iter().any(|day| day.eq_ignore_ascii_case(code)));
    let mut names: Vec<String> = known.map(|(_, name)| (*name).to_owned()).collect();
    let strange = given.iter().filter(|day| !DAYS.iter().any(|(code, _)| day.eq_ignore_ascii_case(code)));
    names.extend(strange.map(|day| format!("{day} ({ASK})")));
    let many = names.len();
    match many {
        0 => (String::new(), 0),
        7 => ("every day".to_owned(), 7),
        _ => (format!("on {}", listed(&names)), many),
    }
}

/// `8:00 AM` of `08:00:00`; anything else as written.
fn clock(written: &str) -> String {
    let mut parts = written.split(':').map(|part| part.parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(hour), Some(minute)) if hour < 24 && minute < 60 => {
            let half = if hour < 12 { "AM" } else { "PM" };
            let on_the_dial = if hour % 12 == 0 { 12 } else { hour % 12 };
            format!("{on_the_dial}:{minute:02} {half}")
        }
        _ => format!("{written} ({ASK})"),
    }
}

/// Events of the day that the reader of instructions has no moment for. Source: FHIR R4, value set `EventTiming`.
const OTHER_MOMENTS: [(&str, &str); 10] = [
    ("NIGHT", "at night"),
    ("WAKE", "after waking"),
    ("PHS", "after falling asleep"),
    ("MORN.early", "early in the morning"),
    ("MORN.late", "late in the morning"),
    ("AFT.early", "early in the afternoon"),
    ("AFT.late", "late in the afternoon"),
    ("EVE.early", "early in the evening"),
    ("EVE.late", "late in the evening"),
    ("IMD", "at once"),
];

/// Named times of day in words, how many doses a day they stand for, and whether they are meals as such.
fn moments(repeat: &mut Fields) -> (String, f64, bool) {
    let mut given = repeat.texts("when");
    given.dedup();
    let offset = repeat.number("offset").filter(|minutes| *minutes != 0.0);
    let mut words = Vec::new();
    let mut doses = 0.0;
    let meals = given.iter().any(|code| matches!(code.as_str(), "C" | "AC" | "PC"));
    for code in &given {
        let known = MOMENTS.iter().find(|moment| moment.fhir == code);
        let other = OTHER_MOMENTS.iter().find(|(other, _)| other == code).map(|(_, words)| *words);
        doses += known.map_or(1.0, |moment| f64::from(moment.doses));
        let said = known.map(|moment| moment.words).or(other).map_or_else(|| format!("{code} ({ASK})"), str::to_owned);
        let led = said.starts_with("before") || said.starts_with("after");
        words.push(match offset {
            None => said,
            Some(minutes) => {
                let length = length(minutes.abs(), "min").unwrap_or_default();
                if minutes < 0.0 {
                    format!("{said}, less {length} ({ASK})")
                } else if led {
                    format!("{length} {said}")
                } else {
                    format!("{length} after: {said} ({ASK})")
                }
            }
        });
    }
    if given.is_empty()
        && let Some(minutes) = offset
    {
        words.push(format!("{} minutes from what is not said ({ASK})", plain(minutes)));
    }
    let parts: Vec<u8> = given.iter().filter_map(|code| part_of_day(code)).collect();
    let again = parts.iter().enumerate().any(|(at, part)| parts[..at].contains(part));
    // In the morning and before breakfast: one dose, said twice, or two.
    let doubt = if again { format!(" (one dose or several: {ASK})") } else { String::new() };
    (format!("{}{doubt}", listed(&words)), doses, meals)
}

/// Morning, noon, evening, night: events of one part may mean one dose.
fn part_of_day(code: &str) -> Option<u8> {
    match code.split('.').next()? {
        "ACM" | "CM" | "PCM" | "MORN" | "WAKE" => Some(0),
        "ACD" | "CD" | "PCD" | "NOON" => Some(1),
        "ACV" | "CV" | "PCV" | "EVE" => Some(2),
        "HS" | "NIGHT" | "PHS" => Some(3),
        _ => None,
    }
}

/// Day, as people write it.
pub(super) fn date(written: &str) -> Option<String> {
    let day = PartialDate::parse(written.split('T').next().unwrap_or_default()).ok()?;
    Some(match day {
        PartialDate::Day(day) => day.format("%-d %b %Y").to_string(),
        PartialDate::Month(..) | PartialDate::Year(_) => day.to_string(),
    })
}

/// `for 7 days`, `for 7 to 10 days`, `for 10 doses`. A period is kept apart: it is the first and the last day.
fn lasting(repeat: &mut Fields, spoken: &mut Spoken) -> String {
    let mut said = Vec::new();
    if let Some(mut bounds) = repeat.object("boundsDuration") {
        let words = amount::length_of(&mut bounds);
        bounds.rest(&mut spoken.unread);
        said.extend(words.map(|words| format!("for {words}")));
    }
    if let Some(mut bounds) = repeat.object("boundsRange") {
        let mut end = |name: &str| bounds.object(name).and_then(|mut it| amount::length_of(&mut it));
        let words = match (end("low"), end("high")) {
            (Some(low), Some(high)) => {
                let (many, unit) = low.split_once(' ').unwrap_or((low.as_str(), ""));
                let same = high.ends_with(unit) || high.trim_end_matches('s').ends_with(unit);
                Some(format!("for {} to {high}", if same { many } else { &low }))
            }
            (Some(low), None) => Some(format!("for no less than {low}")),
            (None, Some(high)) => Some(format!("for no longer than {high}")),
            (None, None) => None,
        };
        bounds.rest(&mut spoken.unread);
        said.extend(words);
    }
    if let Some(mut period) = repeat.object("boundsPeriod") {
        spoken.from = period.text("start");
        spoken.until = period.text("end");
        period.rest(&mut spoken.unread);
    }
    match (repeat.number("count"), repeat.number("countMax")) {
        (Some(count), None) => {
            said.push(format!("for {} dose{}", plain(count), if count > 1.0 { "s" } else { "" }));
        }
        (Some(count), Some(most)) => said.push(format!("for {} to {} doses", plain(count), plain(most))),
        (None, Some(most)) => said.push(format!("for no more than {} doses", plain(most))),
        (None, None) => {}
    }
    let unit = repeat.text("durationUnit").or_else(|| repeat.text("durationUnits")).unwrap_or_default();
    let lasts = match (repeat.number("duration"), repeat.number("durationMax")) {
        (Some(least), Some(most)) => Some(format!("{} to {}", plain(least), length(most, &unit).unwrap_or_default())),
        (Some(one), None) | (None, Some(one)) => Some(length(one, &unit).unwrap_or_else(|| plain(one))),
        (None, None) => None,
    };
    spoken.also.extend(lasts.map(|lasts| format!("each over {lasts}")));
    said.join(" ")
}

/// What the code of a timing says: FHIR's abbreviations by the table of frequencies, anything else as written.
fn by_code(timing: &mut Fields, formulary: &Formulary) -> Option<(String, Option<f64>)> {
    let mut it = timing.object("code")?;
    let codes: Vec<String> = {
        let mut probe = it.clone();
        probe.objects("coding").iter_mut().filter_map(|coding| coding.text("code")).collect()
    };
    let row = codes.iter().find_map(|code| formulary.sig.frequencies.iter().find(|row| row.fhir == code));
    if let Some(row) = row {
        let rhythm = Rhythm { often: row.often, moments: row.moments, ..Rhythm::default() }.settled();
        let per_day = rhythm.per_day(0).map(f64::from);
        let step = Step { dosings: vec![Dosing { rhythm, ..Dosing::default() }], lasting: None };
        let sig = Sig { steps: vec![step], ..Sig::default() };
        return Some((sig.words(), per_day));
    }
    let written = concept(&mut it)?;
    let reading = Sig::read(&written, formulary);
    let clear = reading.doubts.is_empty() && !reading.sig.has_dose();
    let per_day = if clear { reading.sig.doses_per_day().map(f64::from) } else { None };
    Some((if per_day.is_some() { reading.sig.words() } else { written }, per_day))
}

/// Reads a timing. What it says stands in `spoken` afterwards.
pub(super) fn read(mut timing: Fields, formulary: &Formulary, spoken: &mut Spoken) {
    let coded = by_code(&mut timing, formulary);
    let events: Vec<String> = timing.texts("event");
    let mut repeat = timing.object("repeat").unwrap_or_default();
    let found = often(&mut repeat);
    let (mut days, many_days) = weekdays(&mut repeat);
    let mut clocks = repeat.texts("timeOfDay");
    clocks.sort();
    clocks.dedup();
    let (moments, doses, meals) = moments(&mut repeat);
    spoken.lasting = lasting(&mut repeat, spoken);
    repeat.rest(&mut spoken.unread);
    timing.rest(&mut spoken.unread);

    let (often, high, span) = found.unwrap_or_default();
    if many_days == 7 && (often.said || doses > 0.0 || !clocks.is_empty()) {
        days.clear();
    }
    let timed = doses + f64::from(u32::try_from(clocks.len()).unwrap_or(u32::MAX));
    let clocks: Vec<String> = clocks.iter().map(|time| format!("at {}", clock(time))).collect();
    let times = [moments, clocks.join(" and ")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let times = times.join(" ");
    let when = When { often, high, span, days, many_days, times, timed, meals };
    let (mut words, mut per_day) = when.said();
    if let Some((code, by_code)) = coded {
        match (by_code, per_day) {
            _ if words.is_empty() => (words, per_day) = (code, by_code),
            (Some(one), Some(other)) if is_same(one, other) => {}
            _ if words.eq_ignore_ascii_case(&code) => {}
            _ => {
                let _ = write!(words, " (the order also says {code}: {ASK})");
                per_day = None;
            }
        }
    }
    if !events.is_empty() {
        let days: Vec<String> = events.iter().map(|event| date(event).unwrap_or_else(|| event.clone())).collect();
        let on = format!("only on {} (see the order)", listed(&days));
        words = if words.is_empty() { on } else { format!("{words} {on}") };
        per_day = None;
    }
    // One dose in all, and nothing about how often.
    if words.is_empty() && spoken.lasting == "for 1 dose" {
        spoken.lasting.clear();
        "one time".clone_into(&mut words);
        per_day = Some(0.0);
    }
    // What is asked is not counted.
    (spoken.when, spoken.per_day) = (words.clone(), per_day.filter(|_| !words.contains(ASK)));
}

/// Whether a number is this one, but for what computing adds.
pub(super) fn is_just(number: f64, wanted: f64) -> bool {
    (number - wanted).abs() < 1e-9
}

/// Whether two daily amounts are one, but for the length of months.
pub(super) fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= one.abs().max(other.abs()) * 0.005
}

/// What the fields of a timing say about when, before they are put together.
struct When {
    often: Often,
    high: f64,
    /// In how many days.
    span: f64,
    days: String,
    many_days: usize,
    times: String,
    /// How many doses the named times and times of day stand for.
    timed: f64,
    meals: bool,
}

impl When {
    /// In words, and how often a day. Where the fields do not agree, both are said and nobody counts.
    fn said(self) -> (String, Option<f64>) {
        let many_days = f64::from(u32::try_from(self.many_days).unwrap_or(7));
        let share = if self.many_days == 0 { 1.0 } else { many_days / 7.0 };
        let joined = |parts: &[&str]| parts.iter().filter(|it| !it.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let Self { often, high, span, days, times, timed, meals, .. } = self;
        if !often.said {
            let per_day = if timed > 0.0 {
                Some(timed * share)
            } else if days.is_empty() {
                None
            } else {
                Some(share)
            };
            return (joined(&[&times, &days]), per_day);
        }
        let Some(per_day) = often.per_day else { return (joined(&[&often.words, &times, &days]), None) };
        let is_day = (span - 1.0).abs() < 1e-9;
        let is_week = (span - 7.0).abs() < 1e-9;
        let on_a_day = per_day.max(1.0);
        let times_agree = timed == 0.0
            || (meals && is_day)
            || (span < 1.0 + 1e-9 && (on_a_day - timed).abs() < 1e-9)
            || (span > 1.0 && (timed - 1.0).abs() < 1e-9);
        let days_agree = days.is_empty()
            || is_day
            || (span < 1.0 && per_day.fract() == 0.0)
            || (is_week && ((high - many_days).abs() < 1e-9 || (many_days - 1.0).abs() < 1e-9))
            || (span > 7.0 && (many_days - 1.0).abs() < 1e-9 && high <= 1.0);
        if !times_agree || !days_agree {
            let rest = joined(&[&times, &days]);
            return (format!("{} ({rest}: {ASK})", often.words), None);
        }
        let weekly = span > 1.0 + 1e-9;
        let per_day = if weekly || days.is_empty() { per_day } else { per_day * share };
        // What the times of day or the days say already is not said twice.
        let told = is_day && (timed - high).abs() < 1e-9 || is_week && (high - many_days).abs() < 1e-9 && high > 1.0;
        let often = if told || is_day && (high - 1.0).abs() < 1e-9 && !days.is_empty() && many_days < 7.0 {
            ""
        } else {
            often.words.as_str()
        };
        (joined(&[often, &times, &days]), Some(per_day))
    }
}
