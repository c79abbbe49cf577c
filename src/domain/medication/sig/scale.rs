//! The steps of a sliding scale: `150-199 2 units, 200-249 4 units, >250 call`. They are kept word for word; no number of
//! them is a dose by itself.

use super::findings::compares;
use super::lexicon::Lexicon;
use super::numbers::number;

/// Glucose where a scale begins to add insulin, in mg/dL: a lower upper end is no step of a scale.
const LEAST_TOP: f32 = 100.0;
/// More units than this are no correction.
const MOST_UNITS: f32 = 60.0;

/// Where a scale that begins at a place ends: two steps at least, or one where the line speaks of a scale.
pub(super) fn steps(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let from = led(lex, at);
    let mut end = step(lex, from)?;
    let mut count = 1;
    loop {
        let next = led(lex, separators(lex, end));
        match step(lex, next).or_else(|| tail(lex, next)) {
            Some(behind) => {
                end = behind;
                count += 1;
            }
            None => break,
        }
    }
    let spoken =
        (0..lex.tokens.len()).any(|place| lex.frequency(place).is_some_and(|(row, _)| row.code == "sliding_scale"));
    (count > 1 || spoken).then_some(end)
}

/// Past `if`, `for`, `BG` and the like before a step.
fn led(lex: Lexicon<'_>, at: usize) -> usize {
    let mut place = at;
    while matches!(
        lex.tokens.at(place),
        "if" | "for" | "bg" | "bs" | "glucose" | "blood" | "sugar" | "fsbs" | "fsbg" | "cbg" | ":" | "is" | "of" | "="
    ) {
        place += 1;
    }
    place
}

fn separators(lex: Lexicon<'_>, at: usize) -> usize {
    let mut place = at;
    while matches!(lex.tokens.at(place), "," | ";" | "and" | "|" | "." | "(" | ")") {
        place += 1;
    }
    place
}

/// `150-199 2 units`, `151 - 200 = 2`, `200 to 249: give 4 units`.
fn step(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let tokens = lex.tokens;
    let low = tokens.number(at)?;
    if !matches!(tokens.at(at + 1), "-" | "to") {
        return None;
    }
    let top = tokens.number(at + 2)?;
    if low >= top || top.value() < LEAST_TOP {
        return None;
    }
    amount(lex, at + 3)
}

/// `: give 2 units`, `= 2`, `2u`.
fn amount(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let mut place = at;
    while matches!(
        lex.tokens.at(place),
        ":" | "=" | "-" | "give" | "take" | "inject" | "add" | "," | "then" | "mg" | "dl"
    ) && place < at + 4
    {
        place += 1;
    }
    if lex.tokens.at(place) == "no" {
        return Some(place + 2);
    }
    let (units, end) = number(lex, place).filter(|(units, _)| units.value() <= MOST_UNITS)?;
    let _ = units;
    match lex.unit(end) {
        Some((unit, behind)) => (unit.code == "unit").then_some(behind),
        None => Some(end),
    }
}

/// `>300 call`, `above 300 call MD`, `250+ = 6 units call MD`, `<70 treat`: up to the next stop.
fn tail(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let tokens = lex.tokens;
    let words = ["greater than", "less than", "more than"].iter().find_map(|phrase| tokens.fits(at, phrase));
    let open = compares(tokens.at(at)) || words.is_some();
    let place = words.unwrap_or(if open { at + 1 } else { at });
    tokens.number(place).filter(|number| number.value() >= 40.0)?;
    if !open && tokens.at(place + 1) != "+" {
        return None;
    }
    let mut end = place + 1;
    while end < tokens.len() && end < place + 10 && !matches!(tokens.at(end), "," | ";" | "." | ")") {
        end += 1;
    }
    Some(end)
}
