//! What tables cannot list: intervals, weekdays, dates and times by the clock.

use super::super::decimal::Decimal;
use super::lexicon::Lexicon;
use super::numbers::range;
use super::rhythm::{ClockTime, Moments, Often, Period, Rhythm, WEEKDAYS, Weekdays};

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
    let by_pattern = [
        interval(lex, at),
        times_per(lex, at),
        weekdays(lex, at),
        other_days(lex, at),
        dates(lex, at),
        with_meals(lex, at),
        meals(lex, at),
        clock(lex, at, dosed),
    ];
    let by_table = lex
        .frequency(at)
        .map(|(row, end)| (Rhythm { often: row.often, moments: row.moments, ..Rhythm::default() }, end));
    let found = by_pattern.into_iter().flatten().chain(by_table.filter(|(said, _)| !said.is_empty()));
    found.max_by_key(|(_, end)| *end)
}

fn often(often: Often) -> Rhythm {
    Rhythm { often: Some(often), ..Rhythm::default() }
}

/// `q4-6h`, `every 3 days`, `every 2 weeks`, `every other night`.
fn interval(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    if !matches!(lex.tokens.at(at), "q" | "every" | "each") {
        return None;
    }
    if lex.tokens.at(at + 1) == "other" {
        let moment = match lex.tokens.at(at + 2) {
            "morning" | "am" => "MORN",
            "evening" | "pm" => "EVE",
            "night" | "bedtime" => "HS",
            _ => return None,
        };
        let said = often(Often::Times { low: 1, high: 1, every: 2, period: Period::Day });
        return Some((Rhythm { moments: Moments::named(moment), ..said }, at + 3));
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
    // "6 days a week"
    if one_word.is_none() && matches!(tokens.at(end), "day" | "days") {
        let joined = matches!(tokens.at(end + 1), "a" | "per" | "/" | "each" | "every" | "out");
        let word = end + 1 + usize::from(joined);
        let week = period(tokens.at(word)) == Some(Period::Week) && low == high && low.value() <= 7.0;
        let said = Often::Times { low: small(low)?, high: small(high)?, every: 1, period: Period::Week };
        return (joined && week).then(|| (often(said), word + 1));
    }
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
pub(super) fn weekday(word: &str) -> Option<u8> {
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

/// `Mon Wed Fri`, `M/W/F`, `M-F`, `on Sunday`, `Mon through Fri`, `MWF`.
pub(super) fn weekdays(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    let tokens = lex.tokens;
    let mut place = at + usize::from(matches!(tokens.at(at), "on" | "every" | "each" | "q"));
    place += usize::from(tokens.at(place) == "the");
    let named = |days: Weekdays, end: usize| (Rhythm { days, ..Rhythm::default() }, end);
    if let Some((days, end)) = weekday_letters(lex, place) {
        return Some(named(days, end));
    }
    let mut days = Weekdays::default();
    let mut end = None;
    let mut last = None;
    loop {
        let word = tokens.at(place);
        if let Some(code) = weekday_code(word) {
            days = days.and(code);
        } else if let Some(day) = weekday(word) {
            days = days.and(Weekdays(1 << day));
            if let Some(from) = last.take() {
                // "Fri-Mon" goes over the end of the week.
                let over = if from <= day { day } else { day + 7 };
                days = days.and(Weekdays((from..=over).fold(0, |days, day| days | 1 << (day % 7))));
            }
            if matches!(tokens.at(place + 1), "-" | "through" | "thru" | "to" | "thr")
                && weekday(tokens.at(place + 2)).is_some()
            {
                // "Mon-Wed-Fri" names three days.
                if tokens.at(place + 1) == "-" && tokens.at(place + 3) == "-" && weekday(tokens.at(place + 4)).is_some()
                {
                    days = days.and(Weekdays(1 << weekday(tokens.at(place + 2))?));
                    place += 4;
                    continue;
                }
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
        while matches!(tokens.at(next), "," | "/" | "and" | "&" | "+" | ".") {
            next += 1;
        }
        place = next;
    }
    let end = end.filter(|_| !days.is_empty())?;
    Some(named(days, end))
}

/// `M/W/F`, `M-F`, `M W F`, `T and Th`: single letters count only where several stand together. A lone `S` may be Saturday or
/// Sunday and is not read.
fn weekday_letters(lex: Lexicon<'_>, at: usize) -> Option<(Weekdays, usize)> {
    let tokens = lex.tokens;
    let letter = |place: usize| {
        Some(match tokens.at(place) {
            "m" | "mo" => 0,
            "t" | "tu" => 1,
            "w" | "we" => 2,
            "th" | "r" => 3,
            "f" | "fr" => 4,
            "sa" => 5,
            "su" => 6,
            word => weekday(word)?,
        })
    };
    let mut days = vec![letter(at)?];
    let short = |place: usize| tokens.at(place).len() <= 2;
    let mut all_short = short(at);
    let mut strokes = 0;
    let mut end = at + 1;
    loop {
        let mut place = end;
        while matches!(tokens.at(place), "," | "/" | "-" | "and" | "&" | "+") {
            strokes += usize::from(tokens.at(place) == "-");
            place += 1;
        }
        let Some(day) = letter(place).filter(|_| place < end + 3) else { break };
        all_short &= short(place);
        days.push(day);
        end = place + 1;
    }
    if days.len() < 2 || !all_short {
        return None;
    }
    let set = match days.as_slice() {
        [from, to] if strokes == 1 && from < to => (*from..=*to).fold(0_u8, |set, day| set | 1 << day),
        _ => days.iter().fold(0_u8, |set, day| set | 1 << day),
    };
    // "1 to 2 m ..." is nothing of a week.
    Some((Weekdays(set), end))
}

/// `2.5 mg the other days`.
fn other_days(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    const OTHERS: [&str; 22] = [
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
        "on all others",
        "all remaining days",
        "on remaining days",
        "the remaining days",
        "on the remaining days",
        "on the rest of the days",
        "rest of week",
        "the rest",
        "every other days",
        "on other days of the week",
    ];
    const BETWEEN: [&str; 4] =
        ["on the days between", "the days between", "the other day in turn", "the next day in turn"];
    if let Some(end) = BETWEEN.iter().filter_map(|phrase| lex.tokens.fits(at, phrase)).max() {
        let turns = often(Often::Times { low: 1, high: 1, every: 2, period: Period::Day });
        return Some((Rhythm { days: Weekdays::OTHERS, ..turns }, end));
    }
    let end = OTHERS.iter().filter_map(|phrase| lex.tokens.fits(at, phrase)).max()?;
    Some((Rhythm { days: Weekdays::OTHERS, ..Rhythm::default() }, end))
}

/// `on odd days`, `even dates`.
fn dates(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    let place = at + usize::from(lex.tokens.at(at) == "on");
    let odd = match lex.tokens.at(place) {
        "odd" => true,
        "even" => false,
        _ => return None,
    };
    let numbered = place + 1 + usize::from(matches!(lex.tokens.at(place + 1), "numbered" | "calendar"));
    matches!(lex.tokens.at(numbered), "days" | "day" | "dates").then(|| (often(Often::Dates { odd }), numbered + 1))
}

/// `bidac`, `tidwm`: how often and with which meals in one word.
fn with_meals(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    let (times, meals) = match lex.tokens.at(at) {
        "bidac" => (2, "AC"),
        "bidwm" | "bidcc" => (2, "C"),
        "bidpc" => (2, "PC"),
        "tidac" => (3, "AC"),
        "tidwm" | "tidcc" => (3, "C"),
        "tidpc" => (3, "PC"),
        _ => return None,
    };
    Some((Rhythm { moments: Moments::named(meals), ..often(Often::daily(times)) }, at + 1))
}

/// `30 minutes`, `1 hour`: minutes, and where they end; `None` where no meal follows.
pub(super) fn lead(lex: Lexicon<'_>, at: usize) -> Option<(u16, usize)> {
    let (minutes, end) = minutes(lex, at)?;
    meals_at(lex, end).map(|_| (minutes, end))
}

fn minutes(lex: Lexicon<'_>, at: usize) -> Option<(u16, usize)> {
    let at = at + usize::from(lex.tokens.at(at) == "at" && lex.tokens.at(at + 1) == "least");
    let at = at + usize::from(lex.tokens.at(at) == "least");
    let (low, high, end) = range(lex, at)?;
    let times = match lex.tokens.at(end) {
        "min" | "mins" | "minute" | "minutes" => 1,
        word if period(word) == Some(Period::Hour) => 60,
        _ => return None,
    };
    let many = u16::try_from(high.as_whole()?).ok().filter(|many| *many > 0 && *many <= 120)?;
    (low == high).then_some((many * times, end + 1))
}

/// `before breakfast and supper`, `30 minutes before breakfast`, `with lunch and dinner`.
fn meals(lex: Lexicon<'_>, at: usize) -> Option<(Rhythm, usize)> {
    let (lead, place) = minutes(lex, at).unwrap_or((0, at));
    let (moments, end) = meals_at(lex, place)?;
    let several = moments.iter().count() > 1;
    (lead > 0 || several).then(|| (Rhythm { moments, lead, ..Rhythm::default() }, end))
}

/// The meals named behind `before`, `with` or `after`, and where they end.
fn meals_at(lex: Lexicon<'_>, at: usize) -> Option<(Moments, usize)> {
    let tokens = lex.tokens;
    let [breakfast, lunch, supper, all] = match tokens.at(at) {
        "before" | "prior" | "ac" => ["ACM", "ACD", "ACV", "AC"],
        "with" | "w" | "at" => ["CM", "CD", "CV", "C"],
        "after" | "following" | "pc" => ["PCM", "PCD", "PCV", "PC"],
        _ => return None,
    };
    let mut place = at + 1;
    while matches!(tokens.at(place), "to" | "your" | "the" | "each" | "every" | "eating" | "/") {
        place += 1;
    }
    let mut moments = Moments::default();
    let mut end = None;
    loop {
        let (fhir, next) = match (tokens.at(place), tokens.at(place + 1)) {
            ("breakfast", _) => (breakfast, place + 1),
            ("morning", "meal") => (breakfast, place + 2),
            ("lunch", _) => (lunch, place + 1),
            ("noon" | "midday", "meal") => (lunch, place + 2),
            ("dinner" | "supper", _) => (supper, place + 1),
            ("evening", "meal") => (supper, place + 2),
            ("meals" | "meal", _) if end.is_none() => (all, place + 1),
            _ => break,
        };
        let named = Moments::named(fhir);
        if named.is_empty() {
            return None;
        }
        moments = moments.and(named);
        end = Some(next);
        place = next;
        while matches!(tokens.at(place), "," | "and" | "&" | "/" | "+") {
            place += 1;
        }
        place += usize::from(tokens.at(place) == tokens.at(at));
    }
    end.map(|end| (moments, end))
}

/// `at 8 am`, `9:30 PM`, `at 0900`, `8 in the evening`.
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
    let named = matches!(tokens.at(at), "at" | "@" | "q");
    let place = at + usize::from(named);
    let hour = tokens.number(place)?.as_whole()?;
    let written = tokens.get(place)?.written.clone();
    // "at 0900", and "0900" where nothing but a time begins with a nought.
    let listed = at > 0 && matches!(tokens.at(at - 1), "and" | "&" | ",") && dosed && lex.unit(place + 1).is_none();
    let military = written.len() == 4 && (named || listed || leads_with_nought(lex, place));
    let (hour, mut minute, mut end) = match tokens.number(place + 2).filter(|_| tokens.at(place + 1) == ":") {
        Some(minute) => (hour, minute.as_whole()?, place + 3),
        None if military => (hour / 100, hour % 100, place + 1),
        None => (hour, 60, place + 1),
    };
    if named || dosed {
        end += usize::from(tokens.at(end) == "oclock");
    }
    let glued = tokens.is_glued(end) && matches!(tokens.at(end), "am" | "pm");
    let spoken = minute < 60 || named || dosed || glued;
    // "2 am 1 pm" may as well be two in the morning and one in the evening.
    let may_count = !named && minute == 60 && may_count(lex, place);
    let half = match tokens.at(end) {
        "am" | "a" if spoken && !may_count => Some((0, end + 1)),
        "pm" | "p" if spoken && !may_count => Some((12, end + 1)),
        "in" if spoken && tokens.at(end + 1) == "the" => match tokens.at(end + 2) {
            "morning" | "am" => Some((0, end + 3)),
            "afternoon" | "evening" | "pm" => Some((12, end + 3)),
            _ => None,
        },
        "at" if spoken && tokens.at(end + 1) == "night" => Some((12, end + 2)),
        _ => None,
    };
    let hour = match half {
        Some((half, behind)) if (1..=12).contains(&hour) => {
            end = behind;
            minute %= 60;
            hour % 12 + half
        }
        Some(_) => return None,
        None => hour,
    };
    if hour > 23 || minute > 59 {
        return None;
    }
    end += usize::from(military && matches!(tokens.at(end), "hrs" | "hours"));
    Some((ClockTime { hour: u8::try_from(hour).ok()?, minute: u8::try_from(minute).ok()? }, end))
}

/// Whether an hour may as well count tablets, since nothing beside it says that it is a time: "2 am 1 pm".
fn may_count(lex: Lexicon<'_>, at: usize) -> bool {
    let tokens = lex.tokens;
    let joins = |place: &usize| matches!(tokens.at(*place), "," | "and" | "&" | "/" | ";");
    let small = tokens.number(at).is_some_and(|hour| hour.value() <= 4.0) && !tokens.is_glued(at + 1);
    let before = (0..at).rev().find(|place| !joins(place)).filter(|half| *half > 0);
    // "6 am, 2 pm"
    let listed = before.is_some_and(|half| match tokens.at(half) {
        "am" | "pm" | "a" | "p" => {
            tokens.number(half - 1).is_some()
                && (matches!(tokens.at(half - 1 - usize::from(half > 1)), "at" | "@") || !may_count(lex, half - 1))
        }
        "noon" => true,
        _ => false,
    });
    small && !listed
}

/// Whether a number is written with a nought in front and no point: `0800`.
fn leads_with_nought(lex: Lexicon<'_>, at: usize) -> bool {
    let number = lex.tokens.number(at);
    number.is_some_and(|number| number.as_whole().is_some_and(|whole| whole < 1000))
        && lex.tokens.get(at).is_some_and(|token| token.written.len() == 4)
        && lex.unit(at + 1).is_none()
}
