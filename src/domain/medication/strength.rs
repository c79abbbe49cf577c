//! How strong a product is: so much of an ingredient in one of it, in a volume of it, or in one puff of it.

use super::decimal::Decimal;
use super::noise::{begins_sig, is_salt};
use super::resolve::{Part, milligrams, name_at};
use super::words::{Gap, Words};
use crate::domain::formulary::sig::{Unit, UnitKind};
use crate::domain::formulary::{Formulary, Meaning};

/// How much of one ingredient there is in what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Strength {
    /// How much.
    pub(super) amount: f32,
    /// Of what: milligrams for everything that has a mass, otherwise the unit as written.
    pub(super) unit: &'static Unit,
    /// In what.
    pub(super) per: Per,
    /// How much a container of less than one millilitre holds: its label says only that (`0.75 mg/0.5 mL`; USP <7>).
    whole: Option<f32>,
}

/// What a strength is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Per {
    /// One tablet, patch or the like.
    One,
    /// One millilitre.
    Milliliter,
    /// One puff or spray.
    Puff,
    /// An hour or a gram: what a dose gives cannot be said from it.
    Other,
}

/// Two ways to write one concentration differ by what is rounded: `32 mg/mL`, `650 mg/20.3 mL`.
const ROUNDED: f32 = 0.01;

impl Strength {
    /// So many milligrams in one tablet or the like.
    pub(super) fn of_one(mg: f32, formulary: &Formulary) -> Option<Self> {
        Some(Self { amount: mg, unit: formulary.sig.unit("mg")?, per: Per::One, whole: None })
    }

    /// `amount` of `unit` in `many` of what is counted or measured by `below`; `None` where that is nought.
    pub(super) fn per(
        amount: f32,
        unit: &'static Unit,
        many: f32,
        below: &Unit,
        formulary: &Formulary,
    ) -> Option<Self> {
        let per = match (below.kind, below.code) {
            (UnitKind::Volume, _) => Per::Milliliter,
            (UnitKind::Count, "puff" | "inhalation" | "spray") => Per::Puff,
            (UnitKind::Count, code) if !matches!(code, "dose" | "application" | "treatment") => Per::One,
            _ => Per::Other,
        };
        let divisor = if per == Per::Milliliter { many * below.factor } else { many };
        let found = Self::measured(amount / divisor, unit, per, formulary).filter(|_| divisor > 0.0)?;
        let is_small = per == Per::Milliliter && divisor < 1.0;
        Some(Self { whole: is_small.then_some(found.amount * divisor), ..found })
    }

    /// With a mass in milligrams.
    fn measured(amount: f32, unit: &'static Unit, per: Per, formulary: &Formulary) -> Option<Self> {
        match unit.kind {
            _ if amount <= 0.0 => None,
            UnitKind::Mass => {
                Some(Self { amount: amount * unit.factor, unit: formulary.sig.unit("mg")?, per, whole: None })
            }
            UnitKind::Units | UnitKind::Milliequivalents => Some(Self { amount, unit, per, whole: None }),
            UnitKind::Volume | UnitKind::Rate | UnitKind::Count => None,
        }
    }

    /// Milligrams in one tablet or the like.
    pub(super) fn mg_of_one(self) -> Option<f32> {
        (self.per == Per::One && self.unit.kind == UnitKind::Mass).then_some(self.amount)
    }

    /// What is in one tablet, millilitre or puff of it.
    pub(super) fn in_one(self, per: Per) -> Option<f32> {
        if self.per == per { Some(self.amount) } else { self.whole.filter(|_| per == Per::One) }
    }

    fn agrees(self, other: Self) -> bool {
        self.per == other.per
            && self.unit == other.unit
            && (self.amount - other.amount).abs() <= self.amount.max(other.amount) * ROUNDED
    }

    /// The one strength that stands between an ingredient's own name and the next one; `None` where none stands there, or two
    /// that differ.
    pub(super) fn written(drug: &Words, part: &Part, formulary: &Formulary) -> Option<Self> {
        let (at, end) = part.named?;
        let mut found: Option<Self> = None;
        for place in usize::from(at) + 1..drug.len() {
            let word = drug.at(place);
            // A brand behind its generic name is the same drug; in brackets behind a tablet stands another amount.
            let next_name = || {
                let name = name_at(drug, place, formulary).map(|(name, _)| name.meaning);
                name.is_some_and(|name| name != Meaning::Ingredient(part.ingredient)) && !is_salt(word)
            };
            let again = drug.gap(place) == Gap::Open
                && found.is_some_and(|found| found.per != Per::Milliliter && found.unit.kind == UnitKind::Mass);
            if place >= usize::from(end) && (begins_sig(word) || next_name() || again) {
                break;
            }
            let Some(stated) = stated_at(drug, place, found.is_none(), formulary) else { continue };
            match found {
                None => found = Some(stated),
                // "1,000 units (25 mcg)"
                Some(known)
                    if known.per == Per::One && known.unit.kind != UnitKind::Mass && stated.mg_of_one().is_some() =>
                {
                    found = Some(stated);
                }
                // Behind a concentration stands the dose, or what the bottle holds.
                Some(known) if known.per != Per::One && stated.per == Per::One => break,
                Some(known) if known.per != Per::One && known.agrees(stated) => {}
                // A second strength belongs to a second ingredient or a range.
                Some(_) => return None,
            }
        }
        found
    }
}

/// What can be read as a strength at a place.
fn stated_at(drug: &Words, place: usize, is_first: bool, formulary: &Formulary) -> Option<Strength> {
    let word = drug.at(place);
    // `U-100`, `U500`: insulins are named by their units in one millilitre.
    let named = if word == "u" { drug.at(place + 1) } else { word.strip_prefix('u').unwrap_or_default() };
    if let "100" | "200" | "300" | "500" = named {
        let unit = formulary.sig.unit("unit")?;
        return Some(Strength { amount: named.parse().ok()?, unit, per: Per::Milliliter, whole: None });
    }
    // "325 (65 Fe) mg"
    let bracket = is_first && drug.gap(place + 1) == Gap::Open;
    let far = (place + 2..place + 5).find(|at| bracket && milligrams("1", drug.at(*at)).is_some());
    let (amount, unit, behind) = measured_at(drug, place, far.unwrap_or(place + 1), formulary)?;
    let one = Strength::measured(amount, unit, Per::One, formulary)?;
    let joined = drug.gap(behind) == Gap::Join;
    let below = match (joined, drug.at(behind)) {
        (true, _) => behind,
        (false, "per") => behind + 1,
        (false, _) => return Some(one),
    };
    // `mg/mL`, `mg/5 mL`, `mg/5mL`, `mcg/actuation`, `mg/24 hr`.
    let (many, word) = match (number(drug.at(below)), glued(drug.at(below))) {
        (Some(many), _) => (Some(many), drug.at(below + 1)),
        (None, Some((many, unit))) => (Some(many), unit),
        (None, None) => (None, drug.at(below)),
    };
    let of = if matches!(word, "act" | "actuat" | "actuation") { "puff" } else { word };
    match formulary.sig.unit_named(of) {
        // "5 mg/325 mg": the other is a strength of its own.
        Some(unit) if unit.kind == UnitKind::Mass && many.is_some() => Some(one),
        Some(unit) => Strength::per(one.amount, one.unit, many.unwrap_or(1.0), unit, formulary),
        None if is_time(of) => Some(Strength { per: Per::Other, ..one }),
        None => Some(one),
    }
}

/// Number, unit and the place behind both: `40mg`, `40 mg`.
fn measured_at(drug: &Words, place: usize, next: usize, formulary: &Formulary) -> Option<(f32, &'static Unit, usize)> {
    if let Some((number, unit)) = glued(drug.at(place)) {
        return Some((number, formulary.sig.unit_named(unit)?, place + 1));
    }
    Some((number(drug.at(place))?, formulary.sig.unit_named(drug.at(next))?, next + 1))
}

/// `5ml` in its two parts.
fn glued(word: &str) -> Option<(f32, &str)> {
    let digits = word.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|digits| *digits > 0)?;
    let (amount, unit) = word.split_at(digits);
    Some((number(amount)?, unit))
}

fn number(word: &str) -> Option<f32> {
    Decimal::parse(word).map(Decimal::value)
}

fn is_time(word: &str) -> bool {
    matches!(word, "hr" | "hrs" | "h" | "hour" | "hours" | "day" | "days")
}
