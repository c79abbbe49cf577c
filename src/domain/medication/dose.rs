//! How much of an ingredient a line gives in a day, where that is plain to read.

use super::Medication;
use super::noise::{begins_sig, is_salt};
use super::one_line::Read;
use super::pack::without_counts;
use super::reading::Reading;
use super::resolve::{Part, milligrams, name_at};
use super::sig::rhythm::Period;
use super::sig::{Dose, Dosing, Doubt, Sig, SigReading};
use super::words::{Gap, Words};
use crate::domain::formulary::sig::{Unit, UnitKind};
use crate::domain::formulary::{Formulary, Meaning};

/// An amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// How much.
    pub value: f32,
    /// Of what: milligrams for everything that has a mass, otherwise the unit as written.
    pub unit: &'static Unit,
}

/// Milligrams of one ingredient in a day where strength and frequency are both plain; `None` where they are not.
pub fn daily_mg(medication: &Medication, reading: &Reading, part: &Part, formulary: &Formulary) -> Option<f32> {
    let amount = daily(medication, reading, part, formulary)?;
    (amount.unit.kind == UnitKind::Mass).then_some(amount.value)
}

/// What a line gives of one ingredient in a day at the most, averaged over the days; `None` where that is not plain.
pub fn daily(medication: &Medication, reading: &Reading, part: &Part, formulary: &Formulary) -> Option<Amount> {
    let (sig, said) = instructions(medication, reading, formulary);
    // A scale or a condition gives more than is counted here.
    if sig.scale.is_some() || sig.more {
        return None;
    }
    let order = without_counts(&reading.order);
    let own = strength_mg(&Words::of(&order), part, formulary).or(said);
    let strength = own.or_else(|| labelled_mg(medication, reading, part, formulary));
    let of = Of { strength, alone: reading.resolved.parts.len() == 1, formulary };
    if sig.dosings().any(|dosing| of.contradiction(dosing).is_some()) {
        return None;
    }
    let mut unit = None;
    let value = sig.over_steps(|dosing, per_day| {
        let amount = of.dosing(dosing)?;
        let same = *unit.get_or_insert(amount.unit) == amount.unit;
        same.then_some(amount.value * per_day)
    })?;
    let unit = unit?;
    let most = sig.limit.filter(|limit| limit.per == Some(Period::Day) && limit.unit.is_some());
    // A maximum that cannot be compared leaves open how much it is.
    let most = match most {
        Some(limit) => Some(of.dose(Dose::of(limit.amount, limit.unit)).filter(|most| most.unit == unit)?),
        None => None,
    };
    Some(Amount { value: most.map_or(value, |most| value.min(most.value)), unit })
}

/// The amount in brackets that does not fit the strength: `10 mg tablet, 2 tablets (40 mg)`.
pub(super) fn contradicts(reading: &Reading, sig: &Sig, formulary: &Formulary) -> Option<String> {
    let [part] = reading.resolved.parts.as_slice() else { return None };
    let strength = strength_mg(&Words::of(&without_counts(&reading.order)), part, formulary);
    let of = Of { strength, alone: true, formulary };
    sig.dosings().find_map(|dosing| of.contradiction(dosing)).map(|dose| dose.to_string())
}

/// Whether the words say how much it is a day, or one of them was not understood.
pub fn unclear_words(medication: &Medication, reading: &Reading, formulary: &Formulary) -> Vec<String> {
    let doubts = if medication.sig.trim().is_empty() {
        &Read::of(&medication.drug, &reading.resolved, formulary).doubts
    } else {
        &reading.instructions.doubts
    };
    doubts
        .iter()
        .filter(|doubt| doubt.is_about_words() || matches!(doubt, Doubt::AsWritten(_)))
        .map(Doubt::question)
        .collect()
}

/// Doses a day at the most, averaged over the days; `None` where that is not plain.
pub fn times_per_day(medication: &Medication, reading: &Reading, formulary: &Formulary) -> Option<f32> {
    instructions(medication, reading, formulary).0.doses_per_day()
}

/// The instructions of a line, and milligrams in one of what they count, where they say so. Some lists keep drug and
/// instructions in one field, or "1/2 tab" beside the drug.
pub(super) fn instructions(medication: &Medication, reading: &Reading, formulary: &Formulary) -> (Sig, Option<f32>) {
    let beside_the_drug = || Read::of(&without_counts(&medication.drug), &reading.resolved, formulary).sig;
    if medication.sig.trim().is_empty() {
        return (beside_the_drug(), None);
    }
    let SigReading { mut sig, strength, .. } = reading.instructions.clone();
    if !sig.has_dose() {
        let counted = |dose: &Dose| dose.unit.is_some_and(|unit| unit.kind == UnitKind::Count);
        let dose = beside_the_drug().dosings().find_map(|dosing| dosing.dose).filter(counted);
        sig.steps.iter_mut().flat_map(|step| &mut step.dosings).for_each(|dosing| dosing.dose = dose);
    }
    let mass = |dose: Dose| Some((dose.high.value(), dose.unit.filter(|unit| unit.kind == UnitKind::Mass)?.factor));
    (sig, strength.and_then(mass).map(|(value, factor)| value * factor))
}

/// Milligrams of one ingredient in a combination known by one name (`Norco 5-325`): a label has the strengths in the
/// order in which `combinations.csv` has the ingredients, and in milligrams for what is swallowed.
fn labelled_mg(medication: &Medication, reading: &Reading, part: &Part, formulary: &Formulary) -> Option<f32> {
    let parts = &reading.resolved.parts;
    let place = parts.iter().position(|known| known.ingredient == part.ingredient)?;
    if parts.len() < 2 || parts.iter().any(|part| part.named.is_some()) {
        return None;
    }
    let labelled = Read::of(&without_counts(&medication.drug), &reading.resolved, formulary).labelled?;
    let number = labelled.numbers.get(place).filter(|_| labelled.numbers.len() == parts.len())?;
    let route = formulary.routes.get(usize::from(reading.route(part, formulary)))?;
    let factor = match labelled.unit {
        Some(unit) if unit.kind == UnitKind::Mass => unit.factor,
        None if route.code == "po" => 1.0,
        Some(_) | None => return None,
    };
    Some(number.value() * factor)
}

/// What a dose is of.
struct Of<'a> {
    /// Milligrams in one tablet, puff or patch.
    strength: Option<f32>,
    /// Whether the drug has no other ingredient: a mass beside a combination could be that of either.
    alone: bool,
    formulary: &'a Formulary,
}

impl Of<'_> {
    /// What is said in brackets where the count and the strength give another amount.
    fn contradiction(&self, dosing: &Dosing) -> Option<Dose> {
        let (dose, equals, strength) = (dosing.dose?, dosing.equals?, self.strength?);
        let mass = |dose: Dose| {
            let unit = dose.unit.filter(|unit| unit.kind == UnitKind::Mass)?;
            Some(dose.high.value() * unit.factor)
        };
        let count = |dose: Dose| {
            let unit = dose.unit.filter(|unit| unit.kind == UnitKind::Count)?;
            matches!(unit.code, "tablet" | "capsule" | "suppository").then(|| dose.high.value())
        };
        let (stated, counted) = mass(equals).zip(count(dose)).or_else(|| mass(dose).zip(count(equals)))?;
        ((stated - counted * strength).abs() > stated * 0.01).then_some(equals)
    }

    fn dosing(&self, dosing: &Dosing) -> Option<Amount> {
        let measured = [UnitKind::Mass, UnitKind::Units, UnitKind::Milliequivalents];
        let stated = dosing.equals.filter(|equals| equals.unit.is_some_and(|unit| measured.contains(&unit.kind)));
        match stated.filter(|_| self.alone).or(dosing.dose) {
            Some(dose) => self.dose(dose),
            None => self.milligrams(self.strength?),
        }
    }

    fn milligrams(&self, value: f32) -> Option<Amount> {
        Some(Amount { value, unit: self.formulary.sig.unit("mg")? })
    }

    /// The most that a dose gives.
    fn dose(&self, dose: Dose) -> Option<Amount> {
        let unit = dose.unit?;
        match unit.kind {
            UnitKind::Mass if self.alone => self.milligrams(dose.high.value() * unit.factor),
            UnitKind::Mass => self.milligrams(self.strength?),
            UnitKind::Count => self.milligrams(self.strength? * dose.high.value()),
            UnitKind::Units | UnitKind::Milliequivalents if self.alone => {
                Some(Amount { value: dose.high.value(), unit })
            }
            UnitKind::Units | UnitKind::Milliequivalents | UnitKind::Volume | UnitKind::Rate => None,
        }
    }
}

/// Milligrams per unit of the form: the one strength between an ingredient's own name and the next one.
pub(super) fn strength_mg(drug: &Words, part: &Part, formulary: &Formulary) -> Option<f32> {
    let (at, end) = part.named?;
    let mut strength = None;
    for place in usize::from(at) + 1..drug.len() {
        let word = drug.at(place);
        // A brand behind its generic name is the same drug; in brackets behind a strength stands another amount.
        let next_name = || {
            let name = name_at(drug, place, formulary).map(|(name, _)| name.meaning);
            name.is_some_and(|name| name != Meaning::Ingredient(part.ingredient)) && !is_salt(word)
        };
        let again = strength.is_some() && drug.gap(place) == Gap::Open;
        if place >= usize::from(end) && (begins_sig(word) || next_name() || again) {
            break;
        }
        // "325 (65 Fe) mg"
        let bracket = strength.is_none() && drug.gap(place + 1) == Gap::Open;
        let unit = (place + 2..place + 5).find(|at| bracket && milligrams("1", drug.at(*at)).is_some());
        let Some(mass) = milligrams(word, drug.at(unit.unwrap_or(place + 1))) else { continue };
        // `5 mg/mL` is a concentration, and a second strength belongs to a second ingredient or a range.
        let per_volume = (place + 1..=place + 3).any(|next| {
            let per = drug.gap(next) == Gap::Join || drug.at(next - 1) == "per" || drug.at(next - 2) == "per";
            per && is_divisor(drug.at(next))
        });
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
        "ml" | "l"
            | "actuat"
            | "actuation"
            | "act"
            | "hr"
            | "h"
            | "hour"
            | "hours"
            | "day"
            | "g"
            | "mg"
            | "dose"
            | "spray"
            | "puff"
    )
}
