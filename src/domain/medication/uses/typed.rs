//! What people type about doses: `12/14 pill count`, `missed 2`, `all, seen`. Read, or refused in a sentence.

use super::HowKnown;
use crate::domain::formulary::Formulary;
use crate::domain::medication::Medication;
use crate::domain::medication::dose::times_per_day;
use crate::domain::medication::reading::Reading;
use crate::domain::text;

/// More doses than this are a slip of the pen.
const MOST: u16 = 999;

/// Doses as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// How many were taken.
    pub taken: u16,
    /// How many were due.
    pub due: u16,
    /// How it is known, where that stands beside the numbers.
    pub how: Option<HowKnown>,
}

/// What people call the ways of knowing.
const WAYS: [(&str, HowKnown); 20] = [
    ("self", HowKnown::SelfReport),
    ("selfreport", HowKnown::SelfReport),
    ("pt", HowKnown::SelfReport),
    ("patient", HowKnown::SelfReport),
    ("patientsays", HowKnown::SelfReport),
    ("says", HowKnown::SelfReport),
    ("count", HowKnown::PillCount),
    ("counted", HowKnown::PillCount),
    ("pillcount", HowKnown::PillCount),
    ("pills", HowKnown::PillCount),
    ("fill", HowKnown::PharmacyFill),
    ("fills", HowKnown::PharmacyFill),
    ("pharmacy", HowKnown::PharmacyFill),
    ("pharmacyfills", HowKnown::PharmacyFill),
    ("seen", HowKnown::Seen),
    ("seenbyus", HowKnown::Seen),
    ("observed", HowKnown::Seen),
    ("cg", HowKnown::Caregiver),
    ("caregiver", HowKnown::Caregiver),
    ("caregiversays", HowKnown::Caregiver),
];

/// Reads doses; `by_order` is how many the order asks for in these days, where that can be counted.
///
/// # Errors
/// When it is no number of doses, in words that fit beside the field.
pub fn doses(typed: &str, by_order: Option<u16>) -> Result<Told, String> {
    let lower = text::line(typed).to_lowercase();
    let spaced = lower.replace('/', " / ").replace(',', " ").replace(" out of ", " / ").replace(" of ", " / ");
    let words: Vec<&str> = spaced.split_whitespace().filter(|word| *word != "doses" && *word != "dose").collect();
    let number = |word: &str| word.parse::<u16>().ok().filter(|number| *number <= MOST);
    let due = || by_order.ok_or_else(|| "the order does not say how many were due: write 12/14".to_owned());
    let (taken, due, rest) = match words.as_slice() {
        [taken, "/", due, rest @ ..] => {
            let read = number(taken).zip(number(due));
            let (taken, due) = read.ok_or_else(|| "two whole numbers: taken / due, as 12/14".to_owned())?;
            (taken, due, rest)
        }
        ["all", rest @ ..] => (due()?, due()?, rest),
        ["none", rest @ ..] => (0, due()?, rest),
        ["missed", missed, rest @ ..] | [missed, "missed", rest @ ..] => {
            let missed = number(missed).ok_or_else(|| "how many were missed: missed 2".to_owned())?;
            let due = due()?;
            let taken = due.checked_sub(missed);
            (taken.ok_or_else(|| format!("{missed} missed are more than the {due} that were due"))?, due, rest)
        }
        _ => return Err("12/14, missed 2, all or none; how it is known may follow".to_owned()),
    };
    if due == 0 {
        return Err("no dose was due: there is nothing to record".to_owned());
    }
    Ok(Told { taken, due, how: way(rest)? })
}

fn way(words: &[&str]) -> Result<Option<HowKnown>, String> {
    if words.is_empty() {
        return Ok(None);
    }
    let folded = text::fold(&words.concat());
    let known = WAYS.iter().find(|(word, _)| *word == folded).map(|(_, how)| how.clone());
    let wrong = || format!("`{}` is no way of knowing: self, count, fills, seen or caregiver", words.join(" "));
    known.map(Some).ok_or_else(wrong)
}

/// Whether that many doses taken can be true.
///
/// # Errors
/// When more are taken than were due, and nobody counted.
pub fn plausible(told: &Told, how: &HowKnown) -> Result<(), String> {
    let counts = matches!(how, HowKnown::PillCount | HowKnown::PharmacyFill);
    if told.taken > told.due && !counts {
        return Err(format!("{} taken are more than {} due; only a count can find that", told.taken, told.due));
    }
    Ok(())
}

/// How many doses an order asks for in so many days; `None` where that is no whole number, or cannot be said.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded before it is cast")]
pub fn by_order(line: &Medication, days: u32, formulary: &Formulary) -> Option<u16> {
    let times = times_per_day(line, &Reading::of(line, formulary), formulary)?;
    let due = f64::from(times) * f64::from(days);
    let whole = due.round();
    // 4 a week are 0.571 a day: a hair beside a whole number is rounding.
    ((due - whole).abs() < 0.02 && (1.0..=f64::from(MOST)).contains(&whole)).then_some(whole as u16)
}
