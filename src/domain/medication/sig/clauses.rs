//! Parts of instructions beside dose and frequency: how long, how much at most, where, what for.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::findings::in_reason;
use super::lexicon::{Lexicon, is_filler, is_order_word};
use super::numbers::{number, range};
use super::patterns::{period, rhythm, time};
use super::rhythm::Period;
use super::{Gap, Lasting, Limit, Place};

const ONE: Decimal = Decimal::whole(1);
/// Words of a reason, a place or a date; more is a story.
const MOST_WORDS: usize = 14;

impl Place {
    /// Places with a name of their own: as people read them, and the route they imply.
    pub const KNOWN: [(&'static str, &'static str); 9] = [
        ("in both eyes", "oph"),
        ("in the right eye", "oph"),
        ("in the left eye", "oph"),
        ("in both ears", "ot"),
        ("in the right ear", "ot"),
        ("in the left ear", "ot"),
        ("in each nostril", "nas"),
        ("in the right nostril", "nas"),
        ("in the left nostril", "nas"),
    ];

    /// Whether it is both of a pair, so that a dose is given twice.
    pub fn is_pair(&self) -> bool {
        match self {
            Self::Known(index) => index % 3 == 0,
            Self::Named(_) => false,
        }
    }
}

/// Ways to write the places of [`Place::KNOWN`], without what leads up to them.
const PLACES: [(&str, u8); 27] = [
    ("both eyes", 0),
    ("each eye", 0),
    ("ou", 0),
    ("right eye", 1),
    ("r eye", 1),
    ("rt eye", 1),
    ("left eye", 2),
    ("l eye", 2),
    ("lt eye", 2),
    ("os", 2),
    ("both ears", 3),
    ("each ear", 3),
    ("right ear", 4),
    ("r ear", 4),
    ("rt ear", 4),
    ("left ear", 5),
    ("l ear", 5),
    ("lt ear", 5),
    ("each nostril", 6),
    ("both nostrils", 6),
    ("each nare", 6),
    ("both nares", 6),
    ("right nostril", 7),
    ("r nostril", 7),
    ("left nostril", 8),
    ("l nostril", 8),
    ("per nostril", 6),
];

/// An eye, an ear or a nostril. `drops` is whether drops are given, which is what `OD`, `AD`, `AS` and `AU` need.
pub(super) fn known_place(lex: Lexicon<'_>, at: usize, drops: bool) -> Option<(u8, usize)> {
    let mut place = at;
    while matches!(lex.tokens.at(place), "in" | "into" | "to" | "the" | "by") {
        place += 1;
    }
    let latin = match lex.tokens.at(place) {
        "od" if drops => Some(1),
        "au" if drops => Some(3),
        "ad" if drops => Some(4),
        "as" if drops && !matches!(lex.tokens.at(place + 1), "needed" | "directed" | "dir") => Some(5),
        _ => None,
    };
    if let Some(index) = latin {
        return Some((index, place + 1));
    }
    let found = PLACES.iter().filter_map(|(phrase, index)| lex.tokens.fits(place, phrase).map(|end| (*index, end)));
    found.max_by_key(|(_, end)| *end)
}

/// Where words for people end: at a sign, a number or the next thing that says how or when. A reason may hold findings:
/// `pain 4-6`, `SBP > 160`.
pub(super) fn words_end(lex: Lexicon<'_>, from: usize, end: usize, reason: bool) -> usize {
    let mut at = from;
    let mut solid = from;
    while at < end && at - from < MOST_WORDS {
        if let Some(behind) = in_reason(lex, at, from).filter(|behind| reason && at > from && *behind <= end) {
            (at, solid) = (behind, behind);
            continue;
        }
        let joins = matches!(lex.tokens.at(at), "/" | "-" | "&") && at > from && lex.tokens.is_word(at + 1);
        let turns = is_order_word(lex.tokens.at(at)) && lex.tokens.at(at) != "or";
        // "no BM in 3 days" begins a reason.
        let lacks = at == from && reason && lex.tokens.at(at) == "no" && lex.tokens.is_word(at + 1);
        if !(joins || lex.tokens.is_word(at)) || turns || (!lacks && begins_clause(lex, at, end)) {
            break;
        }
        at += 1;
    }
    while at > solid
        && (is_filler(lex.tokens.at(at - 1)) || !lex.tokens.is_word(at - 1) || lex.tokens.at(at - 1) == "or")
    {
        at -= 1;
    }
    at
}

/// Whether something begins here that cannot belong to a reason or a place.
fn begins_clause(lex: Lexicon<'_>, at: usize, end: usize) -> bool {
    let local = |code: &str| matches!(code, "oph" | "ot" | "nas" | "po" | "vag" | "pr" | "top");
    let route = lex.route(at).is_some_and(|(route, ends)| {
        !local(route.code)
            || (ends > at + 1 && !matches!(route.code, "oph" | "ot" | "nas"))
            || lex.tokens.at(at) == "po"
    });
    route
        || rhythm(lex, at, true).is_some()
        || lex.frequency(at).is_some()
        || lex.remark(at).is_some()
        || limit(lex, at).is_some()
        || lasting(lex, at, end).is_some()
        || gap(lex, at).is_some()
        || is_blocked(lex.tokens.at(at))
        || matches!(
            lex.tokens.at(at),
            "for" | "then" | "until" | "till" | "max" | "maximum" | "may" | "not" | "no" | "x"
        )
}

/// Notation that may not be kept even inside free words.
pub(super) fn is_blocked(word: &str) -> bool {
    matches!(word, "u" | "iu" | "qd" | "qod" | "ms" | "mso" | "mgso")
}

/// Words as written; strokes between them and signs that have been misread are written out, and so are numbers.
pub(super) fn plain_words(lex: Lexicon<'_>, text: &str, range: &Range<usize>) -> String {
    let mut words = String::new();
    for at in range.clone() {
        let number = lex.tokens.number(at).map(|number| number.to_string());
        let piece = number.as_deref().unwrap_or_else(|| lex.tokens.written(text, &(at..at + 1)));
        let between_words = lex.tokens.is_word(at + 1) || (at > range.start && lex.tokens.is_word(at - 1));
        let piece = match lex.tokens.at(at) {
            "/" if between_words => " or ",
            ">" => " above ",
            "<" => " below ",
            "+" | "&" => " and ",
            "@" => " at ",
            _ => piece,
        };
        if !lex.tokens.is_glued(at) && !words.is_empty() {
            words.push(' ');
        }
        words.push_str(piece);
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `x 10 d`, `for 5 days`, `for up to 5 days`, `7 days`, `x 3 doses`.
pub(super) fn lasting(lex: Lexicon<'_>, at: usize, end: usize) -> Option<(Lasting, usize)> {
    let tokens = lex.tokens;
    let led = matches!(tokens.at(at), "x" | "for" | "times" | "\u{d7}");
    let mut place = at + usize::from(led);
    let up_to = led.then(|| tokens.fits(place, "up to")).flatten();
    place = up_to.unwrap_or(place);
    let fillers = ["a total of", "the next", "the first", "another", "the", "a full"];
    if let Some(behind) = fillers.iter().filter_map(|phrase| tokens.fits(place, phrase)).max().filter(|_| led) {
        place = behind;
    }
    let (many, behind) = match number(lex, place) {
        Some(found) => found,
        None if led && tokens.at(place) == "a" && period(tokens.at(place + 1)).is_some() => (ONE, place + 1),
        None => return None,
    };
    let many = u16::try_from(many.as_whole()?).ok().filter(|many| *many > 0)?;
    let behind = behind + usize::from(matches!(tokens.at(behind), "more" | "-" | "additional" | "consecutive"));
    let word = tokens.at(behind);
    if behind >= end {
        return None;
    }
    if led && matches!(word, "dose" | "doses") {
        return Some((Lasting::Doses(many), behind + 1));
    }
    let period = period(word).filter(|period| *period != Period::Hour)?;
    let counted =
        matches!(word, "d" | "day" | "days" | "wk" | "wks" | "week" | "weeks" | "mo" | "mos" | "month" | "months");
    // Without a word that leads to it, only the plural says how long: `10 days`. "6 days a week" says how often.
    let plain = word.ends_with('s') || (word == "d" && tokens.is_glued(behind));
    let weekly = lex.tokens.at(behind + 2).starts_with('w') || tokens.at(behind + 2) == "of";
    let often = matches!(tokens.at(behind + 1), "a" | "per" | "/" | "each" | "out") && weekly
        || matches!(tokens.at(behind + 1), "supply" | "before" | "after");
    if !counted || !(led || plain) || often {
        return None;
    }
    let last = behind + 1 + usize::from(matches!(tokens.at(behind + 1), "course" | "only" | "total"));
    Some((if up_to.is_some() { Lasting::UpTo(many, period) } else { Lasting::For(many, period) }, last))
}

/// `on day 1`, `days 2-5`, `days 2 through 5`: the first and the last day of a course.
pub(super) fn numbered_days(lex: Lexicon<'_>, at: usize) -> Option<(u16, u16, usize)> {
    let tokens = lex.tokens;
    let mut place = at;
    while matches!(tokens.at(place), "on" | "for" | "the" | "(") {
        place += 1;
    }
    if tokens.fits(place, "first day").is_some() {
        return Some((1, 1, place + 2));
    }
    if !matches!(tokens.at(place), "day" | "days") {
        return None;
    }
    let whole = |number: Decimal| number.as_whole().and_then(|whole| u16::try_from(whole).ok());
    let (first, end) = number(lex, place + 1)?;
    let first = whole(first).filter(|first| *first > 0)?;
    if matches!(tokens.at(end), "-" | "to" | "through" | "thru" | "and")
        && let Some((last, end)) = number(lex, end + 1)
        && let Some(last) = whole(last).filter(|last| *last > first)
    {
        return Some((first, last, end));
    }
    Some((first, first, end))
}

/// `until gone`: where the words behind it begin and end.
pub(super) fn until(lex: Lexicon<'_>, at: usize, end: usize) -> Option<Range<usize>> {
    if !matches!(lex.tokens.at(at), "until" | "till" | "thru" | "through") {
        return None;
    }
    // "through the feeding tube" is a route.
    let dated = |place: usize| lex.tokens.number(place).is_some() || rhythm(lex, place, true).is_some();
    if matches!(lex.tokens.at(at), "thru" | "through") && !dated(at + 1) {
        return None;
    }
    let mut last = at + 1;
    while last < end && last - at <= MOST_WORDS && !matches!(lex.tokens.at(last), "," | ";" | "(" | ")" | "then") {
        if is_blocked(lex.tokens.at(last)) {
            return None;
        }
        last += 1;
    }
    (last > at + 1).then_some(at + 1..last)
}

/// `max 8 mg daily`, `no more than 3 a day`, `up to 3 g in 24 hours`.
pub(super) fn limit(lex: Lexicon<'_>, at: usize) -> Option<(Limit, usize)> {
    const OPENERS: [&str; 30] = [
        "max",
        "maximum",
        "max dose",
        "max dose of",
        "max of",
        "maximum of",
        "maximum dose",
        "maximum dose of",
        "max daily dose",
        "maximum daily dose",
        "max daily dose of",
        "max daily amount",
        "maximum daily amount",
        "max daily",
        "maximum daily dose of",
        "mdd",
        "not to exceed",
        "do not exceed",
        "dont exceed",
        "do not take more than",
        "do not use more than",
        "dont take more than",
        "no more than",
        "not more than",
        "up to",
        "at most",
        "nte",
        "limit",
        "limit to",
        "not to exceed a total of",
    ];
    let tokens = lex.tokens;
    let opener = OPENERS.iter().filter(|phrase| tokens.fits(at, phrase).is_some()).max_by_key(|phrase| phrase.len())?;
    let mut place = tokens.fits(at, opener)?;
    while matches!(tokens.at(place), ":" | "=" | "is" | "of") {
        place += 1;
    }
    if rhythm(lex, place, true).is_some_and(|(said, _)| said.clock.is_empty()) {
        return None;
    }
    let (_, amount, mut end) = range(lex, place)?;
    // "up to 7 days" says how long.
    if matches!(tokens.at(end), "day" | "days" | "week" | "weeks" | "month" | "months") {
        return None;
    }
    let unit = lex.unit(end).map(|(unit, behind)| {
        end = behind;
        unit
    });
    if unit.is_none() && matches!(tokens.at(end), "time" | "times" | "dose" | "doses") {
        end += 1;
    }
    end = of_the_drug(lex, end);
    let joined = end + usize::from(matches!(tokens.at(end), "a" | "per" | "in" | "/" | "each" | "every" | "within"));
    let day = ["24 h", "24 hr", "24 hrs", "24 hours", "24 hour period", "1 day", "one day", "any 24 hours"];
    let day = day.iter().filter_map(|phrase| tokens.fits(joined, phrase)).max();
    let per = match (day, period(tokens.at(joined))) {
        (Some(behind), _) => Some((Period::Day, behind)),
        (None, Some(period @ (Period::Day | Period::Week))) => Some((period, joined + 1)),
        (None, _) if opener.contains("daily") || *opener == "mdd" => Some((Period::Day, end)),
        (None, _) => None,
    };
    if let Some((_, behind)) = per {
        end = of_the_drug(lex, behind);
    }
    Some((Limit { amount, unit, per: per.map(|(period, _)| period) }, end))
}

/// `3 g of acetaminophen`, `4 g from all sources`.
fn of_the_drug(lex: Lexicon<'_>, at: usize) -> usize {
    let phrases = [
        "of acetaminophen",
        "acetaminophen",
        "of apap",
        "apap",
        "of tylenol",
        "tylenol",
        "from all sources",
        "total",
        "of acetaminophen from all sources",
        "acetaminophen from all sources",
        "apap from all sources",
    ];
    phrases.iter().filter_map(|phrase| lex.tokens.fits(at, phrase)).max().unwrap_or(at)
}

/// `may repeat every 5 minutes`, `at least 6 hours apart`.
pub(super) fn gap(lex: Lexicon<'_>, at: usize) -> Option<(Gap, usize)> {
    let tokens = lex.tokens;
    let again =
        ["may repeat", "repeat", "can repeat", "may repeat once", "may repeat x 1", "may repeat dose", "repeat dose"];
    let repeats = again.iter().filter_map(|phrase| tokens.fits(at, phrase)).max();
    // "every 5 minutes" beside "as needed" says how far apart and not how often.
    let minutely = matches!(tokens.at(at), "every" | "q") && {
        let unit = range(lex, at + 1).map_or("", |(_, _, end)| tokens.at(end));
        matches!(unit, "min" | "mins" | "minute" | "minutes")
    };
    let place = match repeats {
        Some(place) => place + usize::from(matches!(tokens.at(place), "every" | "in" | "after" | "q")),
        None if minutely => at + 1,
        None => tokens.fits(at, "at least")?,
    };
    let repeats = repeats.or_else(|| minutely.then_some(place));
    let (_, many, end) = range(lex, place)?;
    let many = u16::try_from(many.as_whole()?).ok().filter(|many| *many > 0)?;
    let gap = match tokens.at(end) {
        "min" | "mins" | "minute" | "minutes" | "m" => Gap::Minutes(many),
        word if period(word) == Some(Period::Hour) => Gap::Hours(many),
        _ => return None,
    };
    let apart = ["apart", "between doses"].iter().filter_map(|phrase| tokens.fits(end + 1, phrase)).max();
    match (repeats, apart) {
        (_, Some(behind)) => Some((gap, behind)),
        (Some(_), None) => Some((gap, end + 1)),
        (None, None) => None,
    }
}

/// `with each levodopa dose`, `last dose before 4 PM`: where the words end.
pub(super) fn occasion(lex: Lexicon<'_>, at: usize, end: usize) -> Option<usize> {
    if let Some(place) =
        ["last dose before", "last dose by", "last dose at"].iter().find_map(|led| lex.tokens.fits(at, led))
    {
        return time(lex, place, true).map(|(_, behind)| behind).filter(|behind| *behind <= end);
    }
    let opens =
        matches!(lex.tokens.at(at), "with" | "after" | "before") && matches!(lex.tokens.at(at + 1), "each" | "every");
    let behind = if opens { words_end(lex, at + 2, end.min(at + 6), false) } else { at };
    (behind > at + 2).then_some(behind)
}

/// Whether a remark says when a dose is taken.
pub(super) fn is_occasion(remark: &str) -> bool {
    let mut words = remark.split(' ');
    matches!(words.next(), Some("with" | "after" | "before")) && matches!(words.next(), Some("each" | "every"))
}

/// Free words, or the indication that they abbreviate.
pub(super) fn words(text: &str, lex: Lexicon<'_>, from: usize, end: usize) -> Option<(String, usize)> {
    let mut from = from;
    let article = |at: usize| {
        // "A-fib"
        matches!(lex.tokens.at(at), "the" | "a" | "my" | "(" | "\"")
            && !(lex.tokens.at(at + 1) == "-" && lex.tokens.is_glued(at + 1))
    };
    while article(from) && from < end {
        from += 1;
    }
    if let Some((found, behind)) = lex.indication(from).filter(|(_, behind)| *behind <= end)
        && behind >= words_end(lex, from, end, true)
        && in_reason(lex, behind, from).is_none()
    {
        return Some((found.to_owned(), behind));
    }
    let behind = words_end(lex, from, end, true);
    (behind > from && !is_blocked(lex.tokens.at(from))).then(|| (plain_words(lex, text, &(from..behind)), behind))
}

/// The pieces of a range word for word. Only notation that may never be kept is written out: `QD`, `10U`, `.5`, `5.0`.
pub(in crate::domain::medication) fn as_kept(lex: Lexicon<'_>, text: &str, range: &Range<usize>) -> String {
    let tokens = lex.tokens;
    let mut kept = String::new();
    let mut before: Option<usize> = None;
    for at in range.clone() {
        let Some(token) = tokens.get(at) else { break };
        let written = text.get(token.written.clone()).unwrap_or_default();
        let between = before.map_or("", |end| text.get(end..token.written.start).unwrap_or_default());
        let two_numbers = between.is_empty() && before.is_some() && is_digit_piece(written);
        let runs_on = kept.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        kept.push_str(if two_numbers && runs_on { " " } else { between });
        before = Some(token.written.end);
        let word = (0..at).rev().find(|at| tokens.is_word(*at) || tokens.number(*at).is_some());
        let counted = word.is_some_and(|word| tokens.number(word).is_some());
        let instead = match tokens.at(at) {
            "u" if counted => Some("units"),
            "iu" => Some("units"),
            "qd" => Some("daily"),
            "qod" => Some("every other day"),
            "ms" if written == "MS" => Some("morphine or magnesium"),
            "mso" => Some("morphine"),
            "mgso" => Some("magnesium sulfate"),
            _ => None,
        };
        match (instead, tokens.number(at)) {
            (Some(words), _) => {
                if counted && !kept.ends_with(' ') {
                    kept.push(' ');
                }
                kept.push_str(words);
            }
            (None, Some(number))
                if written.starts_with('.')
                    || written.contains(".0")
                    || written.ends_with('0') && written.contains('.') =>
            {
                kept.push_str(&number.to_string());
            }
            // Digits that are no number of a prescription: ".0", "12345678901.0".
            (None, None) if is_digit_piece(written) && written.contains('.') => {
                let (whole, part) = written.split_once('.').unwrap_or((written, ""));
                let part = part.trim_end_matches('0');
                kept.push_str(if whole.is_empty() { "0" } else { whole });
                if !part.is_empty() {
                    kept.push('.');
                    kept.push_str(part);
                }
            }
            (None, _) => kept.push_str(written),
        }
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_digit_piece(written: &str) -> bool {
    written.starts_with(|c: char| c.is_ascii_digit() || c == '.') && written.contains(|c: char| c.is_ascii_digit())
}
