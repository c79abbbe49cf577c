//! How much of an ingredient a line gives in a day, where that is plain to read.

use super::Medication;
use super::one_line::Read;
use super::pack::without_counts;
use super::reading::Reading;
use super::resolve::Part;
use super::sig::rhythm::Period;
use super::sig::{Dose, Dosing, Doubt, Sig, SigReading};
use super::strength::{Per, Strength};
use super::words::Words;
use crate::domain::formulary::Formulary;
use crate::domain::formulary::rules::Applies;
use crate::domain::formulary::sig::{Unit, UnitKind};

/// A dose in millilitres is rounded to what can be measured, and so may differ by this from the mass beside it.
const MEASURED: f32 = 0.05;

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
    let of = Of::line(medication, reading, part, said, formulary);
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
pub(super) fn contradicts(
    medication: &Medication,
    reading: &Reading,
    sig: &Sig,
    formulary: &Formulary,
) -> Option<Dose> {
    let [part] = reading.resolved.parts.as_slice() else { return None };
    sig.dosings().find(|dosing| dosing.equals.is_some())?;
    let of = Of::line(medication, reading, part, None, formulary);
    sig.dosings().find_map(|dosing| of.contradiction(dosing))
}

/// What must be asked before anybody can say how much it is a day: the words that were not understood, or a strength.
pub fn unclear_amount(medication: &Medication, reading: &Reading, formulary: &Formulary) -> Vec<String> {
    let doubts = if medication.sig.trim().is_empty() {
        &Read::of(&medication.drug, &reading.resolved, formulary).doubts
    } else {
        &reading.instructions.doubts
    };
    let about_words = doubts.iter().filter(|doubt| doubt.is_about_words() || matches!(doubt, Doubt::AsWritten(_)));
    let mut asked: Vec<String> = about_words.map(Doubt::question).collect();
    if asked.is_empty() {
        asked.extend(unclear_strength(medication, reading, formulary).as_ref().map(Doubt::question));
    }
    asked
}

/// What must be asked where a dose is in millilitres, puffs or tablets and nobody can say how much of the drug is in them: only
/// of a drug whose amount matters here.
pub(super) fn unclear_strength(medication: &Medication, reading: &Reading, formulary: &Formulary) -> Option<Doubt> {
    let (sig, said) = instructions(medication, reading, formulary);
    if let Some(written) = contradicts(medication, reading, &sig, formulary) {
        return Some(Doubt::Conflict(written.to_string()));
    }
    let parts = reading.resolved.parts.iter().filter(|part| is_amount_judged(reading, part, formulary));
    let unclear = parts.filter_map(|part| {
        let of = Of::line(medication, reading, part, said, formulary);
        sig.dosings().find_map(|dosing| of.unknown(dosing))
    });
    unclear.into_iter().next()
}

/// Whether the amount of an ingredient is compared with a limit, or a slip with it does great harm.
fn is_amount_judged(reading: &Reading, part: &Part, formulary: &Formulary) -> bool {
    let limited = |ingredient| {
        formulary.doses.iter().any(|rule| rule.ingredient == ingredient && rule.applies != Applies::EveryDay)
    };
    let route = formulary.routes.get(usize::from(reading.route(part, formulary)));
    route.is_none_or(|route| route.systemic)
        && (limited(part.ingredient) || formulary.ingredient(part.ingredient).high_alert)
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

/// Strength of one ingredient in a combination known by one name (`Norco 5-325`): a label has the strengths in the
/// order in which `combinations.csv` has the ingredients, and in milligrams for what is swallowed.
fn labelled(medication: &Medication, reading: &Reading, part: &Part, formulary: &Formulary) -> Option<Strength> {
    let parts = &reading.resolved.parts;
    let place = parts.iter().position(|known| known.ingredient == part.ingredient)?;
    if parts.len() < 2 || parts.iter().any(|part| part.named.is_some()) {
        return None;
    }
    let labelled = Read::of(&without_counts(&medication.drug), &reading.resolved, formulary).labelled?;
    let number = labelled.numbers.get(place).filter(|_| labelled.numbers.len() == parts.len())?.value();
    let route = formulary.routes.get(usize::from(reading.route(part, formulary)))?;
    let unit = match labelled.unit {
        Some(unit) if unit.kind == UnitKind::Mass => unit,
        None if route.code == "po" => formulary.sig.unit("mg")?,
        Some(_) | None => return None,
    };
    match labelled.per {
        Some(per) => Strength::per(number, unit, per.high.value(), per.unit?, formulary),
        None => Strength::of_one(number * unit.factor, formulary),
    }
}

/// What a dose is of.
struct Of<'a> {
    strength: Option<Strength>,
    /// Whether the drug has no other ingredient: a mass beside a combination could be that of either.
    alone: bool,
    /// Whether grams are those of a gel or cream and not of the drug in it.
    mixed: bool,
    formulary: &'a Formulary,
}

impl<'a> Of<'a> {
    /// `said` is what one tablet has in milligrams, where the instructions say so.
    fn line(
        medication: &Medication,
        reading: &Reading,
        part: &Part,
        said: Option<f32>,
        formulary: &'a Formulary,
    ) -> Self {
        let own = Strength::written(&Words::of(&without_counts(&reading.order)), part, formulary);
        let strength = own
            .or_else(|| Strength::of_one(said?, formulary))
            .or_else(|| labelled(medication, reading, part, formulary));
        let mixed = reading.order.contains('%') || strength.is_some_and(|strength| strength.per == Per::Other);
        Self { strength, alone: reading.resolved.parts.len() == 1, mixed, formulary }
    }

    /// What is said in brackets where the count or volume and the strength give another amount.
    fn contradiction(&self, dosing: &Dosing) -> Option<Dose> {
        let (dose, equals) = (dosing.dose?, dosing.equals?);
        let is_mass = |dose: &Dose| dose.unit.is_some_and(|unit| unit.kind == UnitKind::Mass);
        let (stated, product) = if is_mass(&equals) { (equals, dose) } else { (dose, equals) };
        let off = match product.unit? {
            unit if unit.kind == UnitKind::Volume => MEASURED,
            unit if matches!(unit.code, "tablet" | "capsule" | "suppository") => 0.01,
            _ => return None,
        };
        let stated = Some(stated).filter(is_mass).and_then(|stated| Some(stated.high.value() * stated.unit?.factor))?;
        let gives = self.dose(product).filter(|gives| gives.unit.kind == UnitKind::Mass)?.value;
        ((stated - gives).abs() > stated * off).then_some(equals)
    }

    fn dosing(&self, dosing: &Dosing) -> Option<Amount> {
        match self.stated(dosing).or(dosing.dose) {
            Some(dose) => self.dose(dose),
            None => self.times(1.0, Per::One),
        }
    }

    /// The amount of the drug itself in brackets.
    fn stated(&self, dosing: &Dosing) -> Option<Dose> {
        let measured = [UnitKind::Mass, UnitKind::Units, UnitKind::Milliequivalents];
        let equals = dosing.equals.filter(|equals| equals.unit.is_some_and(|unit| measured.contains(&unit.kind)));
        equals.filter(|_| self.alone)
    }

    /// What nobody can say about a dose that is written.
    fn unknown(&self, dosing: &Dosing) -> Option<Doubt> {
        let dose = dosing.dose.filter(|dose| self.stated(dosing).is_none() && self.dose(*dose).is_none())?;
        let Some(unit) = dose.unit else { return Some(Doubt::NoUnit { number: dose.high, proposal: None }) };
        match unit.kind {
            UnitKind::Volume => Some(Doubt::NoConcentration),
            // "25 mcg per hour" is how much a patch gives.
            UnitKind::Count if self.strength.is_some_and(|strength| strength.per == Per::Other) => None,
            UnitKind::Count | UnitKind::Mass => Some(Doubt::NoStrength),
            UnitKind::Units | UnitKind::Milliequivalents | UnitKind::Rate => None,
        }
    }

    /// So many times what is in one of these.
    fn times(&self, many: f32, per: Per) -> Option<Amount> {
        let strength = self.strength?;
        Some(Amount { value: strength.in_one(per)? * many, unit: strength.unit })
    }

    /// The most that a dose gives.
    fn dose(&self, dose: Dose) -> Option<Amount> {
        let (unit, many) = (dose.unit?, dose.high.value());
        match unit.kind {
            UnitKind::Mass if self.mixed && unit.code == "g" => None,
            UnitKind::Mass if self.alone => {
                Some(Amount { value: many * unit.factor, unit: self.formulary.sig.unit("mg")? })
            }
            UnitKind::Mass => self.times(1.0, Per::One),
            UnitKind::Volume => self.times(many * unit.factor, Per::Milliliter),
            // How large a drop is depends on the bottle.
            UnitKind::Count if unit.code == "drop" => None,
            UnitKind::Count if matches!(unit.code, "puff" | "inhalation" | "spray") => {
                self.times(many, Per::Puff).or_else(|| self.times(many, Per::One))
            }
            UnitKind::Count => self.times(many, Per::One),
            UnitKind::Units | UnitKind::Milliequivalents if self.alone => Some(Amount { value: many, unit }),
            UnitKind::Units | UnitKind::Milliequivalents | UnitKind::Rate => None,
        }
    }
}
