//! Numbers as people write them: digits, words, fractions, both side by side, and ranges.

use super::super::decimal::Decimal;
use super::lexicon::Lexicon;

/// Numbers as one word.
const NUMBERS: [(&str, u32); 27] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Parts of one as words.
const PARTS: [(&[&str], &str); 3] =
    [(&["half", "halves"], "0.5"), (&["fourth", "fourths", "quarter", "quarters"], "0.25"), (&["third", "thirds"], "")];

/// `5`, `one`, `half`, `1/2`, `1 1/2`, `one and one-half`, `2 (two)`: a number and where it ends.
pub(super) fn number(lex: Lexicon<'_>, at: usize) -> Option<(Decimal, usize)> {
    let (found, end) = mixed(lex, at)?;
    Some((found, said_again(lex, found, end)))
}

/// `2 (two)`, `one (1)`: the number in brackets repeats the one before it.
fn said_again(lex: Lexicon<'_>, found: Decimal, end: usize) -> usize {
    let again = (lex.tokens.at(end) == "(").then(|| mixed(lex, end + 1)).flatten();
    match again {
        Some((same, behind)) if same == found && lex.tokens.at(behind) == ")" => behind + 1,
        Some(_) | None => end,
    }
}

/// A whole number with or without a part of one behind it, or a part of one.
fn mixed(lex: Lexicon<'_>, at: usize) -> Option<(Decimal, usize)> {
    if let Some(found) = fraction(lex, at).or_else(|| spelt_part(lex, at)) {
        return Some(found);
    }
    let (whole, end) = whole(lex, at)?;
    // "5 1/2 tab" behind a name is 5 mg and half a tablet as often as five and a half.
    let few = |most: u32| whole.as_whole().is_some_and(|whole| whole <= most);
    let joined = matches!(lex.tokens.at(end), "and" | "&" | "-" | "+");
    let part = [end + usize::from(joined), end].into_iter().find_map(|place| {
        let part = fraction(lex, place).or_else(|| spelt_part(lex, place))?;
        // `1 - 1/2` with a blank before the stroke may be a range that goes down.
        let stroke = lex.tokens.at(end) == "-" && !lex.tokens.is_glued(end);
        let near = if place > end { few(20) && !stroke } else { few(4) && tokens_are_digits(lex, place) };
        (part.0 < Decimal::whole(1) && near).then_some(part)
    });
    match part {
        Some((part, behind)) => whole.plus(part).map(|sum| (sum, behind)),
        None => Some((whole, end)),
    }
}

fn tokens_are_digits(lex: Lexicon<'_>, at: usize) -> bool {
    lex.tokens.number(at).is_some()
}

/// Digits, or a whole number in words: `seventy-two`.
fn whole(lex: Lexicon<'_>, at: usize) -> Option<(Decimal, usize)> {
    let tokens = lex.tokens;
    if let Some(number) = tokens.number(at) {
        return Some((number, at + 1));
    }
    if let Some(count) = roman(tokens.at(at))
        && (lex.counts(at + 1) || tokens.at(at + 1) == "po")
    {
        return Some((Decimal::whole(count), at + 1));
    }
    let spelt = |place: usize| NUMBERS.iter().find(|(word, _)| *word == tokens.at(place)).map(|(_, number)| *number);
    let first = spelt(at)?;
    let next = at + 1 + usize::from(tokens.at(at + 1) == "-");
    match spelt(next).filter(|second| first >= 20 && *second < 10) {
        Some(second) => Some((Decimal::whole(first + second), next + 1)),
        None => Some((Decimal::whole(first), at + 1)),
    }
}

/// `ii tabs`.
fn roman(word: &str) -> Option<u32> {
    match word {
        "i" => Some(1),
        "ii" => Some(2),
        "iii" => Some(3),
        _ => None,
    }
}

/// `half`, `a half`, `one-half of a`, `three quarters`, `one-fourth`.
fn spelt_part(lex: Lexicon<'_>, at: usize) -> Option<(Decimal, usize)> {
    let tokens = lex.tokens;
    let part = |place: usize| {
        let found = PARTS.iter().find(|(words, _)| words.contains(&tokens.at(place)))?;
        Decimal::parse(found.1)
    };
    let several = match tokens.at(at) {
        "a" | "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        _ => tokens.number(at).and_then(Decimal::as_whole).filter(|many| *many == 1 || *many == 3),
    };
    let (found, mut end) = if let Some(found) = part(at) {
        (found, at + 1)
    } else {
        let place = at + 1 + usize::from(tokens.at(at + 1) == "-");
        let one = part(place)?;
        let mut sum = one;
        for _ in 1..several? {
            sum = sum.plus(one)?;
        }
        (sum, place + 1)
    };
    for phrase in ["of a", "of an", "of one", "a", "an", "of"] {
        if let Some(behind) = tokens.fits(end, phrase).filter(|behind| lex.counts(*behind)) {
            end = behind;
            break;
        }
    }
    Some((found, end))
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

/// Whether a number in words, or a part of one, stands at a place.
pub(in crate::domain::medication) fn is_spelt(word: &str) -> bool {
    NUMBERS.iter().any(|(spelt, _)| *spelt == word) || PARTS.iter().any(|(words, _)| words.contains(&word))
}
