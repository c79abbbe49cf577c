//! What tables cannot list: numbers, ranges, intervals, weekdays and times by the clock.

use super::super::decimal::Decimal;
use super::lexicon::Lexicon;
use super::rhythm::{ClockTime, Often, Period, Rhythm, WEEKDAYS, Weekdays};

/// Numbers as words.
const NUMBERS: [&str; 13] =
    ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// `5`, `one`, `half`, `1/2`, `1 1/2`: a number and where it ends.
pub(super) fn number(lex: Lexicon<'_>, at: usize) -> Option<(Decimal, usize)> {
    let tokens = lex.tokens;
    if let Some(found) = fraction(lex, at) {
        return Some(found);
    }
    if tokens.at(at) == "half" {
        return Some((Decimal::HALF, at + 1));
    }
    if let Some(spelt) = NUMBERS.iter().position(|word| !word.is_empty() && *word == tokens.at(at)) {
        let half = tokens.at(at + 1) == "half" && spelt == 1;
        let whole = Decimal::whole(u32::try_from(spelt).ok()?);
        return Some(if half { (Decimal::HALF, at + 2) } else { (whole, at + 1) });
    }
    let whole = tokens.number(at)?;
    let behind = if tokens.at(at + 1) == "and" { at + 2 } else { at + 1 };
    if whole.as_whole().is_some()
        && let Some((part, end)) = fraction(lex, behind)
        && let Some(sum) = whole.plus(part)
    {
        return Some((sum, end));
    }
    Some((whole, at + 1))
}

/// `1/2`, `3/4`, or the one sign for them.
fn fraction(lex: Lexicon<'_>, at: usize) -> Option<(Decimal, usize)> {
    let tokens = lex.tokens;
    let above = tokens.number(at)?;
    if above < Decimal::whole(1) && !above.is_zero() && tokens.get(at)?.written.len() == 2 {
        // One sign of two bytes: `½`.
        return Some((above, at + 1));
    }
    let below = tokens.number(at + 2).filter(|_| tokens.at(at + 1) == "/" && tokens.is_glued(at + 1))?;
    let plain =
        [2, 4].into_iter().any(|part| below == Decimal::whole(part)) && above < below && tokens.is_glued(at + 2);
    let parts = plain.then(|| above.over(below)).flatten()?;
    Some((parts, at + 3))
}

/// A number or a range: `1-2`, `1 to 2`, `1 or 2`.
pub(super) fn range(lex: Lexicon<'_>, at: usize) -> Option<(Decimal, Decimal, usize)> {
    let (low, end) = number(lex, at)?;
    if matches!(lex.tokens.at(end), "-" | "to" | "or")
        && let Some((high, end)) = number(lex, end + 1)
        && low < high
        // `5-325` is two strengths of a combination and no range.
        && high.value() <= low.value() * 20.0
    {
        return Some((low, high, end));
    }
    Some((low, low, end))
}

fn small(number: Decimal) -> Option<u8> {
    number.as_whole().and_then(|whole| u8::try_from(whole).ok()).filter(|whole| *whole > 0)
}

pub(super) fn period(word: &str) -> Option<Period> {
    Some(match word {
        "h" | "hr" | "hrs" | "hour" | "hours" => Period::Hour,
        "d" | "day" | "days" | "daily" => Period::Day,
        "w" | "wk" | "wks" | "week" | "weeks" | "weekly" => Period::Week,
        "mo" | "mos" | "month" | "months" | "monthly" => Period::Month,
        "yr" | "yrs" | "year" | "years" => Period::Year,
        _ => return None,
    })
}

/// What says when a dose is taken, and where it ends. `dosed` is whether an amount stands before it, because `2 AM`
/// is a time behind a dose and otherwise may be a dose.
pub(super) fn rhythm(lex: Lexicon<'_>, at: usize, dosed: bool) -> Option<(Rhythm, usize)> {
    let by_pattern =
        [interval(lex, at), times_per(lex, at), weekdays(lex, at), other_days(lex, at), clock(lex, at, dosed)];
    let by_table = lex
        .frequency(at)
        .map(|(row, end)| (Rhythm { often: row.often, moments: row.moments, ..Rhythm::default() }, end));
    let found = by_pattern.into_iter().flatten().chain(by_table.filter(|(said, _)| !said.is_empty()));
    found.max_by_key(|(_, end)| *end)
}

fn often(often: Often) -> Rhythm {
    Rhythm { often: Some(often), ..Rhythm::default() }
}

/// `q4-6h`, `every 3 days`, `every 2 weeks`.
fn interval(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    if !matches!(lex.tokens.at(at), "q" | "every" | "each") {
        return None;
    }
    let (low, high, end) = range(lex, at + 1)?;
    let (low, high) = (small(low)?, small(high)?);
    match (period(lex.tokens.at(end))?, low == high) {
        (Period::Hour, _) => Some((often(Often::Hours { low, high }), end + 1)),
        (period, true) => Some((often(Often::Times { low: 1, high: 1, every: low, period }), end + 1)),
        (_, false) => None,
    }
}

/// `3 times a day`, `3x/week`, `2-3 times daily`.
fn times_per(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    let tokens = lex.tokens;
    let one_word = ["once", "twice", "thrice"].iter().zip(1..).find(|(word, _)| **word == tokens.at(at));
    let (low, high, end) = match one_word {
        Some((_, times)) => (Decimal::whole(times), Decimal::whole(times), at),
        None => range(lex, at)?,
    };
    if one_word.is_none() && !matches!(tokens.at(end), "x" | "times" | "time" | "xs") {
        return None;
    }
    let joined = matches!(tokens.at(end + 1), "a" | "per" | "/" | "each" | "every" | "in");
    let word = end + 1 + usize::from(joined);
    let period = period(tokens.at(word)).filter(|period| *period != Period::Hour)?;
    // `2 x weekly` is a frequency; `2 x weeks` is none.
    if !joined && matches!(tokens.at(word), "days" | "weeks" | "months" | "wks" | "mos") {
        return None;
    }
    Some((often(Often::Times { low: small(low)?, high: small(high)?, every: 1, period }), word + 1))
}

/// One day of the week, by its number.
fn weekday(word: &str) -> Option<u8> {
    let singular = word.strip_suffix('s').filter(|rest| rest.len() > 3).unwrap_or(word);
    let short: &[&[&str]] = &[
        &["mon"],
        &["tue", "tues", "tu"],
        &["wed", "weds"],
        &["thu", "thur", "thurs", "th"],
        &["fri"],
        &["sat"],
        &["sun"],
    ];
    let full = WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(singular));
    let place = full.or_else(|| short.iter().position(|words| words.contains(&word)))?;
    u8::try_from(place).ok()
}

/// Several days in one word.
fn weekday_code(word: &str) -> Option<Weekdays> {
    Some(Weekdays(match word {
        "mwf" => 0b001_0101,
        "tth" | "tuth" => 0b000_1010,
        "tts" | "tths" | "tthsa" | "tuthsa" | "tthsat" => 0b010_1010,
        "ttss" | "tthss" | "tuthsasu" | "tthsasu" => 0b110_1010,
        "mtwthf" | "weekdays" => 0b001_1111,
        "weekends" | "weekend" => 0b110_0000,
        _ => return None,
    }))
}

/// `Mon Wed Fri`, `M/W/F`, `on Sunday`, `Mon through Fri`, `MWF`.
fn weekdays(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    let tokens = lex.tokens;
    let mut place = at + usize::from(matches!(tokens.at(at), "on" | "every" | "each" | "q"));
    place += usize::from(tokens.at(place) == "the");
    let mut days = Weekdays::default();
    let mut end = None;
    let mut last = None;
    loop {
        let word = tokens.at(place);
        if let Some(code) = weekday_code(word) {
            days = days.and(code);
        } else if let Some(day) = weekday(word).or_else(|| weekday_letter(lex, place)) {
            days = days.and(Weekdays(1 << day));
            if let Some(from) = last.take() {
                days = days.and(Weekdays((from..=day).map(|day| 1 << day).sum()));
            }
            if matches!(tokens.at(place + 1), "-" | "through" | "thru" | "to")
                && weekday(tokens.at(place + 2)).is_some()
            {
                last = Some(day);
                place += 2;
                continue;
            }
        } else {
            break;
        }
        place += 1;
        end = Some(place);
        let mut next = place;
        while matches!(tokens.at(next), "," | "/" | "and" | "&" | "+") {
            next += 1;
        }
        place = next;
    }
    let end = end.filter(|_| !days.is_empty())?;
    Some((Rhythm { days, ..Rhythm::default() }, end))
}

/// `M/W/F`: a single letter counts only where strokes stand between several.
fn weekday_letter(lex: Lexicon<'_>, at: usize) -> Option<u8> {
    let tokens = lex.tokens;
    let joined = tokens.at(at + 1) == "/" || (at > 0 && tokens.at(at - 1) == "/");
    let day = match tokens.at(at) {
        "m" => 0,
        "t" => 1,
        "w" => 2,
        "th" | "r" => 3,
        "f" => 4,
        "s" | "sa" => 5,
        "su" => 6,
        _ => return None,
    };
    let neighbour = |place: usize| {
        matches!(tokens.at(place), "m" | "t" | "w" | "th" | "r" | "f" | "s" | "sa" | "su")
            || weekday(tokens.at(place)).is_some()
    };
    (joined && (neighbour(at + 2) || (at > 1 && neighbour(at - 2)))).then_some(day)
}

/// `2.5 mg the other days`.
fn other_days(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    const OTHERS: [&str; 12] = [
        "other days",
        "the other days",
        "on the other days",
        "on other days",
        "all other days",
        "on all other days",
        "all others",
        "all the other days",
        "rest of the week",
        "the rest of the week",
        "remaining days",
        "other days of the week",
    ];
    let end = OTHERS.iter().filter_map(|phrase| lex.tokens.fits(at, phrase)).max()?;
    Some((Rhythm { days: Weekdays::OTHERS, ..Rhythm::default() }, end))
}

/// `at 8 am`, `9:30 PM`, `at 0900`.
fn clock(lex: Lexicon<'_>, at: usize, dosed: bool) -> Option<(Rhythm, usize)> {
    // "before 4 PM" is a limit and no time of a dose.
    if at > 0 && matches!(lex.tokens.at(at - 1), "before" | "after" | "by" | "until") {
        return None;
    }
    let (time, end) = time(lex, at, dosed)?;
    Some((Rhythm { clock: vec![time], ..Rhythm::default() }, end))
}

pub(super) fn time(lex: Lexicon<'_>, at: usize, dosed: bool) -> Option<(ClockTime, usize)> {
    let tokens = lex.tokens;
    let named = matches!(tokens.at(at), "at" | "@");
    let place = at + usize::from(named);
    let hour = tokens.number(place)?.as_whole()?;
    let digits = tokens.get(place)?.written.len();
    let (hour, mut minute, mut end) = match tokens.number(place + 2).filter(|_| tokens.at(place + 1) == ":") {
        Some(minute) => (hour, minute.as_whole()?, place + 3),
        None if digits == 4 && named => (hour / 100, hour % 100, place + 1),
        None => (hour, 60, place + 1),
    };
    let half = match tokens.at(end) {
        "am" | "a" if minute < 60 || named || dosed => Some(0),
        "pm" | "p" if minute < 60 || named || dosed => Some(12),
        _ => None,
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => {
            end += 1;
            minute %= 60;
            hour % 12 + half
        }
        Some(_) => return None,
        None => hour,
    };
    if hour > 23 || minute > 59 {
        return None;
    }
    Some((ClockTime { hour: u8::try_from(hour).ok()?, minute: u8::try_from(minute).ok()? }, end))
}
