//! How much of what a pharmacy gives out a line takes, at a time and in a day, at the most.

use super::Line;
use super::quantity::{Quantity, per_ml};
use crate::domain::formulary::sig::{Unit, UnitKind};
use crate::domain::medication::decimal::Decimal;
use crate::domain::medication::dose::instructions;
use crate::domain::medication::sig::{Dose, Dosing, Place};
use crate::domain::medication::strength::Strength;
use crate::domain::medication::words::Words;

/// Drops in a millilitre of eye drops; from memory, about.
const DROPS_PER_ML: f32 = 20.0;
/// Units that are shot off before each injection with a pen.
const PRIMING: f32 = 2.0;
/// What is counted out of a box one by one, so that a bare number means it.
const SOLID: [&str; 12] = [
    "tablet",
    "capsule",
    "patch",
    "suppository",
    "packet",
    "lozenge",
    "piece",
    "film",
    "vial",
    "syringe",
    "enema",
    "can",
];
/// What does not come in pieces: milligrams of it are no tablets.
const NO_PIECES: [&str; 16] = [
    "aerosol",
    "cream",
    "drops",
    "gel",
    "hfa",
    "inhalation",
    "inhaler",
    "injection",
    "ml",
    "ointment",
    "patch",
    "pen",
    "solution",
    "spray",
    "suspension",
    "syrup",
];
/// How a pen for injections is named.
const PENS: [&str; 8] = ["pen", "pens", "flexpen", "kwikpen", "solostar", "flextouch", "tempopen", "penfill"];

/// Why a supply cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// The quantity cannot be read.
    #[error("`{0}` is no quantity: write 60, 10 mL, 5 x 3 mL or 200 puffs")]
    Quantity(String),
    /// The quantity is of something else than the line takes.
    #[error("{0} cannot be counted in what the line takes ({1}): write how many, or the days' supply")]
    OtherUnit(String, String),
    /// How much at a time is not written, or not in a way that can be counted.
    #[error("how much at a time cannot be counted from the line: write the days' supply")]
    NoDose,
    /// How often is not written, or changes.
    #[error("how often it is taken cannot be counted from the line: write the days' supply")]
    NoSchedule,
    /// Doses change from step to step, or go by a scale.
    #[error("the dose changes or goes by a scale: write the days' supply")]
    Changing,
    /// A medicine taken when needed, of whose use too little is known.
    #[error("taken when needed, and its use of 7 days is not on record")]
    NoUse,
}

/// What is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Of {
    /// Things counted.
    Counted(&'static Unit),
    /// Millilitres.
    Volume,
    /// Units of activity, and injections they are given in.
    Units { injections: f32 },
}

/// So much, at a time or in a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Need {
    amount: f32,
    of: Of,
}

impl Need {
    /// The same so many times.
    pub(super) fn times(self, times: f32) -> Self {
        let of = match self.of {
            Of::Units { injections } => Of::Units { injections: injections * times },
            Of::Counted(_) | Of::Volume => self.of,
        };
        Self { amount: self.amount * times, of }
    }

    fn and(self, other: Self) -> Option<Self> {
        let of = match (self.of, other.of) {
            (Of::Counted(one), Of::Counted(two)) if one.code == two.code => self.of,
            (Of::Volume, Of::Volume) => self.of,
            (Of::Units { injections: one }, Of::Units { injections: two }) => Of::Units { injections: one + two },
            _ => return None,
        };
        Some(Self { amount: self.amount + other.amount, of })
    }

    /// For how many whole days a quantity lasts when this is a day's need.
    pub(super) fn days(self, quantity: &Quantity, line: Line) -> Result<u32, Unknown> {
        let pens = Words::of(&line.medication.drug).iter().any(|word| PENS.contains(&word));
        let (have, need) = match self.of {
            Of::Counted(unit) => (counted(quantity, unit), self.amount),
            Of::Volume => (volume(quantity), self.amount),
            Of::Units { injections } => {
                let priming = if pens { PRIMING * injections } else { 0.0 };
                (units(quantity, line), self.amount + priming)
            }
        };
        let have = have.ok_or_else(|| self.other_unit(quantity))?;
        whole_days(have / need).ok_or(Unknown::NoSchedule)
    }

    fn other_unit(self, quantity: &Quantity) -> Unknown {
        let unit = quantity.unit.map_or("", |unit| unit.plural);
        let takes = match self.of {
            Of::Counted(unit) => unit.plural,
            Of::Volume => "mL",
            Of::Units { .. } => "units",
        };
        Unknown::OtherUnit(format!("{} {unit}", quantity.amount).trim().to_owned(), takes.to_owned())
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded before it is cast")]
fn whole_days(days: f32) -> Option<u32> {
    // A hair less than a whole day is rounding.
    (days.is_finite() && days >= 0.0).then(|| (days + 1e-3).min(1e6).floor() as u32)
}

fn counted(quantity: &Quantity, takes: &Unit) -> Option<f32> {
    let solid = |unit: &Unit| SOLID.contains(&unit.code);
    match quantity.unit {
        None => solid(takes).then_some(quantity.amount),
        Some(unit) if unit.code == takes.code => Some(quantity.amount),
        // Tablet or capsule: what one pharmacy calls the other's.
        Some(unit) if solid(unit) && solid(takes) => Some(quantity.amount),
        Some(unit) if unit.kind == UnitKind::Volume && takes.code == "drop" => {
            Some(quantity.amount * unit.factor * DROPS_PER_ML)
        }
        Some(unit) if unit.code == "dose" && matches!(takes.code, "puff" | "inhalation" | "spray") => {
            Some(quantity.amount)
        }
        Some(_) => None,
    }
}

fn volume(quantity: &Quantity) -> Option<f32> {
    let unit = quantity.unit.filter(|unit| unit.kind == UnitKind::Volume)?;
    Some(quantity.amount * unit.factor)
}

fn units(quantity: &Quantity, line: Line) -> Option<f32> {
    let unit = quantity.unit?;
    if unit.kind == UnitKind::Units {
        return Some(quantity.amount);
    }
    let (strength, of) = per_ml(&line.medication.drug, line.formulary)?;
    let ml = volume(quantity).filter(|_| of.kind == UnitKind::Units)?;
    Some(ml * strength)
}

/// What a line takes at one time, at the most.
pub(super) fn at_a_time(line: Line) -> Result<Need, Unknown> {
    let (sig, said) = instructions(line.medication, line.reading, line.formulary);
    if sig.scale.is_some() || sig.steps.len() > 1 {
        return Err(Unknown::Changing);
    }
    let needs = sig.dosings().map(|dosing| need(dosing, line, said)).collect::<Option<Vec<Need>>>();
    let needs = needs.ok_or(Unknown::NoDose)?;
    needs.into_iter().max_by(|one, other| one.amount.total_cmp(&other.amount)).ok_or(Unknown::NoDose)
}

/// What a line takes in a day, at the most.
pub(super) fn a_day(line: Line) -> Result<Need, Unknown> {
    let (sig, said) = instructions(line.medication, line.reading, line.formulary);
    if sig.scale.is_some() || sig.steps.len() > 1 {
        return Err(Unknown::Changing);
    }
    let sides = if sig.place.as_ref().is_some_and(Place::is_pair) { 2.0 } else { 1.0 };
    let (mut sum, mut unknown) = (None::<Need>, None);
    let often = sig.over_steps(|dosing, per_day| {
        let added = need(dosing, line, said).and_then(|need| {
            let need = need.times(per_day);
            sum.map_or(Some(need), |known: Need| known.and(need))
        });
        if added.is_none() {
            unknown = Some(Unknown::NoDose);
        }
        sum = added;
        added.map(|_| per_day)
    });
    match (unknown, often, sum) {
        (Some(unknown), ..) => Err(unknown),
        (None, Some(often), Some(need)) if often > 0.0 => Ok(doubled(need, sides)),
        _ => Err(Unknown::NoSchedule),
    }
}

/// Drops for both eyes and sprays for each nostril are twice as many.
fn doubled(need: Need, sides: f32) -> Need {
    match need.of {
        Of::Counted(unit) if matches!(unit.code, "drop" | "spray") => need.times(sides),
        Of::Counted(_) | Of::Volume | Of::Units { .. } => need,
    }
}

fn need(dosing: &Dosing, line: Line, said: Option<f32>) -> Option<Need> {
    let count = |dose: &Dose| dose.unit.is_some_and(|unit| unit.kind == UnitKind::Count);
    // "40 mg (2 tablets)": what is counted out.
    let dose = dosing.equals.filter(count).or(dosing.dose)?;
    let unit = dose.unit?;
    let high = dose.high.value();
    if high <= 0.0 {
        return None;
    }
    let found = |amount: f32, of: Of| Some(Need { amount, of });
    match unit.kind {
        UnitKind::Count => found(high, Of::Counted(unit)),
        UnitKind::Volume => found(high * unit.factor, Of::Volume),
        UnitKind::Units => found(high, Of::Units { injections: 1.0 }),
        UnitKind::Mass => {
            let mg = high * unit.factor;
            if let Some((strength, of)) = per_ml(&line.medication.drug, line.formulary) {
                let strength = (of.kind == UnitKind::Mass).then_some(strength * of.factor)?;
                return found(mg / strength, Of::Volume);
            }
            let [part] = line.reading.resolved.parts.as_slice() else { return None };
            let own = Strength::written(&Words::of(&line.medication.drug), part, line.formulary);
            let strength = own.and_then(Strength::mg_of_one).or(said)?;
            pieces(mg / strength, line)
        }
        UnitKind::Milliequivalents => pieces(high / milliequivalents(&line.medication.drug)?, line),
        UnitKind::Rate => None,
    }
}

/// So many tablets, where that is a number a person would take.
fn pieces(amount: f32, line: Line) -> Option<Need> {
    if Words::of(&line.medication.drug).iter().any(|word| NO_PIECES.contains(&word)) {
        return None;
    }
    let unit = line.formulary.sig.unit("tablet")?;
    (0.2..=20.0).contains(&amount).then_some(Need { amount, of: Of::Counted(unit) })
}

fn milliequivalents(drug: &str) -> Option<f32> {
    let words = Words::of(drug);
    let at = (0..words.len()).find(|at| matches!(words.at(at + 1), "meq" | "meqs"))?;
    Decimal::parse(words.at(at)).map(Decimal::value).filter(|number| *number > 0.0)
}
