//! What is measured and felt, as conditions and reasons name it: `SBP < 100`, `pain 4-6`, `weight gain of 3 lb in a day`. None
//! of these numbers is ever a dose.

use super::lexicon::Lexicon;
use super::numbers::{number, range};

/// Whether a word names what is measured.
pub(super) fn is_sign(word: &str) -> bool {
    matches!(
        word,
        "sbp"
            | "systolic"
            | "bp"
            | "dbp"
            | "diastolic"
            | "hr"
            | "heart"
            | "pulse"
            | "ap"
            | "rr"
            | "resp"
            | "respirations"
            | "respiratory"
            | "bs"
            | "bg"
            | "fsbs"
            | "fsbg"
            | "fbs"
            | "fbg"
            | "cbg"
            | "glucose"
            | "accucheck"
            | "accuchek"
            | "sugar"
            | "blood"
            | "inr"
            | "potassium"
            | "k"
            | "temp"
            | "temperature"
            | "t"
            | "fever"
            | "o2"
            | "sats"
            | "sat"
            | "spo2"
            | "saturation"
            | "oxygen"
            | "wt"
            | "weight"
            | "map"
            | "creatinine"
            | "platelets"
            | "plt"
            | "hgb"
            | "hemoglobin"
            | "anc"
            | "wbc"
            | "egfr"
            | "ef"
            | "output"
            | "uop"
            | "qtc"
            | "tsh"
            | "level"
            | "apical"
    )
}

/// Whether a word names what is felt or seen, so that a drug may be held for it.
pub(super) fn is_complaint(word: &str) -> bool {
    matches!(
        word,
        "loose"
            | "diarrhea"
            | "stool"
            | "stools"
            | "bm"
            | "bms"
            | "sedation"
            | "sedated"
            | "oversedation"
            | "lethargy"
            | "sleepiness"
            | "drowsiness"
            | "somnolence"
            | "confusion"
            | "dizziness"
            | "nausea"
            | "vomiting"
            | "bleeding"
            | "npo"
            | "low"
            | "bradycardia"
            | "hypotension"
            | "hypoglycemia"
            | "rash"
            | "poor"
            | "not"
            | "dehydration"
    )
}

/// Whether a word or sign sets a limit to a number.
pub(super) fn compares(word: &str) -> bool {
    matches!(
        word,
        ">" | "<"
            | "above"
            | "over"
            | "below"
            | "under"
            | "than"
            | "exceeds"
            | "exceeding"
            | "least"
            | "\u{2265}"
            | "\u{2264}"
    )
}

/// Whether a word belongs to a scale of pain or the like.
fn scores(word: &str) -> bool {
    matches!(word, "pain" | "scale" | "score" | "level" | "rated" | "rating" | "severity" | "ha" | "headache")
}

/// `> 160`, `greater than 100.5 F`, `less than 60 bpm`, `<92%`: a limit and where it ends.
pub(super) fn value(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let tokens = lex.tokens;
    let phrases = [
        "greater than or equal to",
        "less than or equal to",
        "greater than",
        "less than",
        "more than",
        "higher than",
        "lower than",
        "is above",
        "is below",
        "is over",
        "is under",
        "is less than",
        "is greater than",
        "> or =",
        "< or =",
        "> =",
        "< =",
        ">",
        "<",
        "above",
        "below",
        "over",
        "under",
        "at least",
        "exceeds",
        "\u{2265}",
        "\u{2264}",
        "=",
        "rate less than",
        "rate below",
        "rate above",
        "rate <",
        "rate >",
        "pressure less than",
        "pressure below",
        "pressure <",
        "pressure above",
        "pressure >",
        "sugar <",
        "sugar below",
        "sugar less than",
        "sugar above",
    ];
    let place = phrases.iter().filter_map(|phrase| tokens.fits(at, phrase)).max()?;
    let (_, _, end) = range(lex, place)?;
    Some(unit_of_value(lex, end))
}

/// `mmHg`, `bpm`, `F`, `%`, `/60`, `lb in a day` behind a value.
fn unit_of_value(lex: Lexicon<'_>, at: usize) -> usize {
    let tokens = lex.tokens;
    if tokens.at(at) == "/" && number(lex, at + 1).is_some() {
        return at + 2;
    }
    let units = [
        "mmhg",
        "mm hg",
        "bpm",
        "f",
        "c",
        "degrees f",
        "degrees",
        "deg f",
        "deg",
        "%",
        "mg / dl",
        "mg / dl",
        "mmol / l",
        "meq / l",
        "beats per minute",
        "beats / min",
        "kg",
        "lb",
        "lbs",
        "pounds",
        "pound",
        "# ",
    ];
    units.iter().filter_map(|unit| tokens.fits(at, unit)).max().unwrap_or(at)
}

/// What of a reason begins at a place though it is no word: a limit, a score, a weight, days without a stool.
pub(super) fn in_reason(lex: Lexicon<'_>, at: usize, from: usize) -> Option<usize> {
    let tokens = lex.tokens;
    if let Some(end) = value(lex, at) {
        return Some(end);
    }
    let before =
        |steps: usize| at.checked_sub(steps).filter(|place| *place >= from).map_or("", |place| tokens.at(place));
    // "pain (4-6)", "pain 4-6/10"
    let bracket = usize::from(tokens.at(at) == "(");
    // "no BM in 3 days", "no stool x 2 days"
    let nothing = (from..at).any(|place| matches!(tokens.at(place), "bm" | "bms" | "stool" | "results" | "movement"));
    if nothing
        && matches!(tokens.at(at), "in" | "x" | "for" | "after")
        && let Some((_, _, end)) = range(lex, at + 1)
        && matches!(tokens.at(end), "d" | "day" | "days" | "shifts" | "hours" | "hrs")
    {
        return Some(end + 1);
    }
    if let Some((_, _, end)) = range(lex, at + bracket) {
        let weight = ["lb", "lbs", "pounds", "pound", "kg"].iter().find_map(|unit| tokens.fits(end, unit));
        if let Some(end) = weight.filter(|_| bracket == 0) {
            let times = [
                "in a day",
                "in 1 day",
                "in one day",
                "a day",
                "per day",
                "overnight",
                "in 24 hours",
                "in a week",
                "in 1 week",
                "in one week",
                "per week",
                "a week",
                "in 2 days",
                "in 5 days",
                "in 7 days",
                "in 3 days",
            ];
            return Some(times.iter().filter_map(|phrase| tokens.fits(end, phrase)).max().unwrap_or(end));
        }
        let scored = scores(before(1))
            || (matches!(before(1), "of" | "scale" | "is" | "level")
                && (from..at).any(|place| scores(tokens.at(place))));
        if scored && lex.unit(end).is_none() && tokens.number(end.saturating_sub(1)).is_some() {
            let end = if tokens.at(end) == "/" && tokens.number(end + 1).is_some() { end + 2 } else { end };
            return match (bracket, tokens.at(end)) {
                (0, _) => Some(end),
                (_, ")") => Some(end + 1),
                _ => None,
            };
        }
    }
    // "pain (moderate)"
    if bracket == 1 {
        let close = (at + 1..at + 4).find(|place| tokens.at(*place) == ")")?;
        let plain = (at + 1..close).all(|place| tokens.is_word(place) && lex.frequency(place).is_none());
        return (plain && close > at + 1).then_some(close + 1);
    }
    None
}
