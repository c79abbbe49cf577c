//! How much of an ingredient a line gives in a day, where that is plain to read.

use super::Medication;
use super::noise::{begins_sig, is_salt};
use super::reading::{Reading, wording_at};
use super::resolve::{Part, milligrams, name_at};
use super::words::{Gap, Words};
use crate::domain::formulary::Formulary;

/// Milligrams of one ingredient in a day where strength and frequency are both plain; `None` where they are not.
pub fn daily_mg(medication: &Medication, reading: &Reading, part: &Part, formulary: &Formulary) -> Option<f32> {
    let drug = Words::of(&medication.drug);
    let sig = Words::of(&medication.sig);
    // Some lists keep drug and sig in one field.
    let instructions = if sig.is_empty() { &drug } else { &sig };
    let per_day = times_per_day(instructions, formulary)?;
    // A mass in the sig of a combination could be that of either ingredient.
    let stated = if sig.is_empty() || reading.resolved.parts.len() > 1 { None } else { mass_in(&sig) };
    let strength = || strength_mg(&drug, part, formulary);
    let dose = match (stated, count_of(instructions)) {
        (Some(mass), _) => mass,
        (None, Some(count)) => strength()? * count,
        (None, None) => strength()?,
    };
    Some(dose * per_day)
}

/// Milligrams per unit of the form: the one strength between an ingredient's own name and the next one.
fn strength_mg(drug: &Words, part: &Part, formulary: &Formulary) -> Option<f32> {
    let (at, end) = part.named?;
    let mut strength = None;
    for place in usize::from(at) + 1..drug.len() {
        let word = drug.at(place);
        let next_name = || name_at(drug, place, formulary).is_some() && !is_salt(word);
        if place >= usize::from(end) && (begins_sig(word) || next_name()) {
            break;
        }
        let Some(mass) = milligrams(word, drug.at(place + 1)) else { continue };
        // `5 mg/mL` is a concentration, and a second strength belongs to a second ingredient or a range.
        let per_volume = (place + 1..=place + 2).any(|next| drug.gap(next) == Gap::Join && is_divisor(drug.at(next)));
        if strength.is_some() || per_volume {
            return None;
        }
        strength = Some(mass);
    }
    strength
}

fn is_divisor(word: &str) -> bool {
    matches!(
        word,
        "ml" | "l" | "actuat" | "actuation" | "act" | "hr" | "h" | "hour" | "g" | "mg" | "dose" | "spray" | "puff"
    )
}

/// The largest mass a sig names.
fn mass_in(sig: &Words) -> Option<f32> {
    (0..sig.len()).filter_map(|at| milligrams(sig.at(at), sig.at(at + 1))).max_by(f32::total_cmp)
}

/// How many tablets or the like: the number before the word, the higher one of a range.
fn count_of(words: &Words) -> Option<f32> {
    let form = (1..words.len()).find(|at| {
        let counted =
            ["tab", "tabs", "tablet", "tablets", "cap", "caps", "capsule", "capsules", "caplets", "pill", "pills"];
        counted.contains(&words.at(*at)) && number(words.at(at - 1)).is_some()
    })?;
    let last = number(words.at(form - 1))?;
    if words.gap(form - 1) == Gap::Join {
        let first = number(words.at(form.checked_sub(2)?))?;
        return (last > 0.0).then_some(first / last);
    }
    Some(last)
}

fn number(word: &str) -> Option<f32> {
    match word {
        "one" => Some(1.0),
        "two" => Some(2.0),
        "three" => Some(3.0),
        "half" => Some(0.5),
        _ => word.parse().ok(),
    }
}

/// Times per day. Times of day add up ("in the morning and at bedtime"), but not to a frequency beside them.
pub fn times_per_day(words: &Words, formulary: &Formulary) -> Option<f32> {
    let (mut named, mut timed, mut meals) = (None::<f32>, 0.0, None);
    let mut at = 0;
    while at < words.len() {
        let Some((index, end)) = wording_at(words, at, formulary.frequency_words) else {
            at += 1;
            continue;
        };
        at = end;
        let frequency = formulary.frequencies.get(usize::from(index))?;
        match (frequency.code, frequency.per_day) {
            ("qam" | "qpm" | "qhs" | "with_breakfast" | "with_supper", Some(times)) => timed += times,
            ("prn_only", _) => {}
            // "bid with meals": meals say when, not how often, where something else does.
            ("ac" | "pc" | "with_meals", Some(times)) => meals = Some(times),
            (_, Some(times)) => named = Some(named.map_or(times, |known| known.max(times))),
            (_, None) => return None,
        }
    }
    match named {
        Some(times) => Some(times.max(timed)),
        None if timed > 0.0 => Some(timed),
        None => meals,
    }
}
