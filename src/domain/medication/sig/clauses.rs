//! Parts of instructions beside dose and frequency: how long, how much at most, where, what for.

use std::ops::Range;

use super::lexicon::{Lexicon, is_filler};
use super::patterns::{number, period, range, rhythm, time};
use super::rhythm::Period;
use super::{Gap, Lasting, Limit, Place};

/// Words of a reason, a place or a date; more is a story.
const MOST_WORDS: usize = 6;

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
    while matches!(lex.tokens.at(place), "in" | "into" | "to" | "the") {
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

/// Where words for people end: at a sign, a number or the next thing that says how or when.
pub(super) fn words_end(lex: Lexicon<'_>, from: usize, end: usize) -> usize {
    let mut at = from;
    while at < end && at - from < MOST_WORDS {
        let joins = matches!(lex.tokens.at(at), "/" | "-") && at > from && lex.tokens.is_word(at + 1);
        if !(joins || lex.tokens.is_word(at)) || begins_clause(lex, at, end) {
            break;
        }
        at += 1;
    }
    while at > from
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

/// `x 10 d`, `for 5 days`, `7 days`, `x 3 doses`, `until the INR is 2`.
pub(super) fn lasting(lex: Lexicon<'_>, at: usize, end: usize) -> Option<(Lasting, usize)> {
    let tokens = lex.tokens;
    let led = matches!(tokens.at(at), "x" | "for" | "times" | "\u{d7}");
    let mut place = at + usize::from(led);
    if led && matches!(tokens.at(place), "the" | "a") {
        place += 1;
    }
    let (many, behind) = number(lex, place)?;
    let many = u16::try_from(many.as_whole()?).ok().filter(|many| *many > 0)?;
    let behind = behind + usize::from(tokens.at(behind) == "more" || tokens.at(behind) == "-");
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
    // Without a word that leads to it, only the plural says how long: `10 days`.
    let plain = word.ends_with('s') || (word == "d" && tokens.is_glued(behind));
    (counted && (led || plain)).then_some((Lasting::For(many, period), behind + 1))
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
    const OPENERS: [&str; 14] = [
        "max",
        "maximum",
        "max dose",
        "max of",
        "maximum of",
        "not to exceed",
        "do not exceed",
        "no more than",
        "not more than",
        "up to",
        "at most",
        "nte",
        "limit",
        "limit to",
    ];
    let tokens = lex.tokens;
    let place = OPENERS.iter().filter_map(|phrase| tokens.fits(at, phrase)).max()?;
    if rhythm(lex, place, true).is_some_and(|(said, _)| said.clock.is_empty()) {
        return None;
    }
    let (_, amount, mut end) = range(lex, place)?;
    let unit = lex.unit(end).map(|(unit, behind)| {
        end = behind;
        unit
    });
    let joined = end + usize::from(matches!(tokens.at(end), "a" | "per" | "in" | "/" | "each" | "every"));
    let day = ["24 h", "24 hr", "24 hrs", "24 hours"].iter().find_map(|phrase| tokens.fits(joined, phrase));
    let per = match (day, period(tokens.at(joined))) {
        (Some(behind), _) => Some((Period::Day, behind)),
        (None, Some(period @ (Period::Day | Period::Week))) => Some((period, joined + 1)),
        (None, _) => None,
    };
    if let Some((_, behind)) = per {
        end = behind;
    }
    Some((Limit { amount, unit, per: per.map(|(period, _)| period) }, end))
}

/// `may repeat every 5 minutes`, `at least 6 hours apart`.
pub(super) fn gap(lex: Lexicon<'_>, at: usize) -> Option<(Gap, usize)> {
    let tokens = lex.tokens;
    let repeats = ["may repeat", "repeat", "can repeat"].iter().filter_map(|phrase| tokens.fits(at, phrase)).max();
    let place = match repeats {
        Some(place) => place + usize::from(matches!(tokens.at(place), "every" | "in" | "after" | "q")),
        None => tokens.fits(at, "at least")?,
    };
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
    let behind = if opens { words_end(lex, at + 2, end.min(at + 6)) } else { at };
    (behind > at + 2).then_some(behind)
}

/// Whether a remark says when a dose is taken.
pub(super) fn is_occasion(remark: &str) -> bool {
    let mut words = remark.split(' ');
    matches!(words.next(), Some("with" | "after" | "before")) && matches!(words.next(), Some("each" | "every"))
}
