//! What a complete order has and a line lacks. What is missing is a question for the call.

use super::super::decimal::Decimal;
use super::super::reading::Reading;
use super::super::resolve::Resolved;
use super::super::sig::rhythm::{Often, Period, Weekdays};
use super::super::sig::{Dose, Doubt, Sig};
use super::super::words::Words;
use crate::domain::formulary::sig::{Unit, UnitKind};
use crate::domain::formulary::{Formulary, Subject};

/// A whole number up to this may count tablets as well as milligrams.
const MAY_COUNT: Decimal = Decimal::whole(4);

/// The unit that a number behind a drug's name most likely means: as `sig_usual_units.csv` says, or milligrams for
/// what is swallowed. Only ever proposed. `None` where it may as well be something else.
pub fn proposed_unit(number: Decimal, resolved: &Resolved, formulary: &Formulary) -> Option<&'static Unit> {
    let [part] = resolved.parts.as_slice() else { return None };
    if number.as_whole().is_some() && number <= MAY_COUNT {
        return None;
    }
    let ingredient = formulary.ingredient(part.ingredient);
    let row = |subject: &Subject| formulary.sig.usual_units.iter().find(|row| row.subject == *subject);
    let own = formulary.subjects(part.ingredient).find_map(|subject| row(&subject));
    if let Some(row) = own {
        return row.unit.and_then(|index| formulary.sig.units.get(usize::from(index)));
    }
    let route = part.route.unwrap_or(ingredient.default_route);
    let swallowed = formulary.routes.get(usize::from(route)).is_some_and(|route| route.code == "po");
    formulary.sig.unit("mg").filter(|_| swallowed)
}

/// Whether the drug is usually given as drops, so that `OD` is an eye.
pub(super) fn is_for_eyes_or_ears(resolved: &Resolved, formulary: &Formulary) -> bool {
    resolved.parts.first().is_some_and(|part| {
        let route = part.route.unwrap_or(formulary.ingredient(part.ingredient).default_route);
        formulary.routes.get(usize::from(route)).is_some_and(|route| matches!(route.code, "oph" | "ot"))
    })
}

/// Adds a doubt for everything that is missing or dangerous. `strength` is whether one is stated.
pub(super) fn add(
    sig: &Sig,
    strength: bool,
    reading: &Reading,
    line: &str,
    formulary: &Formulary,
    doubts: &mut Vec<Doubt>,
) {
    let belongs = |class: &str| {
        let class = formulary.class(class);
        let parts = &reading.resolved.parts;
        class.is_some_and(|class| parts.iter().any(|part| formulary.belongs(part.ingredient, class)))
    };
    // Strips, lancets and shakes are used and not dosed.
    let used = belongs("supplies") || belongs("food_substance");
    let route = reading.resolved.parts.first().map(|part| usize::from(reading.route(part, formulary)));
    let route = route.and_then(|index| formulary.routes.get(index)).map_or("", |route| route.code);
    let spread = matches!(route, "top" | "irr");
    let waiting = doubts.iter().any(|doubt| matches!(doubt, Doubt::TwoMeanings { .. }));
    if !(sig.has_dose() || strength || used || spread || route == "vag") {
        doubts.push(Doubt::NoDose);
    }
    let capped = sig.notes.iter().any(|note| note.starts_with("max") || note.starts_with("no more"));
    let bounded = sig.as_needed.is_some() && (sig.limit.is_some() || sig.gap.is_some() || capped);
    if !(sig.has_frequency(formulary) || bounded || used || waiting) {
        doubts.push(if sig.as_needed.is_some() { Doubt::NoMaximum } else { Doubt::NoFrequency });
    }
    let unexplained = sig.as_needed.as_ref().is_some_and(|needed| needed.reason.is_none() && sig.purpose.is_none());
    let explained = sig.notes.iter().any(|note| {
        let word = note.split_whitespace().next().unwrap_or_default().to_lowercase();
        matches!(word.as_str(), "if" | "when" | "for" | "at" | "whenever")
    });
    if unexplained && !used && !explained && !sig.has_occasion(formulary) {
        doubts.push(Doubt::NoReason);
    }
    // Six days a week leave one day out; which, is not for a dose to say.
    let unnamed = |often| matches!(often, Some(Often::Times { high, period: Period::Week, every: 1, .. }) if high < 5);
    if !spread && sig.dosings().any(|dosing| unnamed(dosing.rhythm.often) && dosing.rhythm.days == Weekdays::default())
    {
        doubts.push(Doubt::NoWeekday);
    }
    if !strength && (counts_unknown(sig, reading, formulary) || caps_another(sig)) {
        doubts.push(Doubt::NoStrength);
    }
    doubts.extend(too_often(sig, reading, line, formulary));
    doubts.extend(too_much(sig, reading, formulary));
}

/// Whether a maximum counts tablets where the doses are masses: without a strength the two cannot be compared.
fn caps_another(sig: &Sig) -> bool {
    let kind = |unit: Option<&'static Unit>| unit.map(|unit| unit.kind);
    let capped = sig.limit.is_some_and(|limit| limit.per.is_some() && kind(limit.unit) == Some(UnitKind::Count));
    capped && sig.dosings().filter_map(|dosing| dosing.dose).any(|dose| kind(dose.unit) == Some(UnitKind::Mass))
}

/// More tablets or the like at a time than this are a slip of the pen.
const MOST_COUNTED: f32 = 12.0;

/// A dose that is larger than `sig_usual_units.csv` says of the drug, or that counts too many.
fn too_much(sig: &Sig, reading: &Reading, formulary: &Formulary) -> Option<Doubt> {
    let row = reading.resolved.parts.first().and_then(|part| {
        let row = |subject: Subject| formulary.sig.usual_units.iter().find(|row| row.subject == subject);
        formulary.subjects(part.ingredient).filter_map(row).find(|row| row.most_at_once.is_some())
    });
    let listed = row.and_then(|row| {
        let unit = formulary.sig.units.get(usize::from(row.unit?))?;
        Some((unit, row.most_at_once? * unit.factor))
    });
    let large = |dose: &Dose| {
        let Some(unit) = dose.unit else { return false };
        let amount = dose.high.value() * unit.factor;
        matches!(unit.code, "tablet" | "capsule" | "puff" | "patch" | "suppository") && amount > MOST_COUNTED
            || listed.is_some_and(|(known, most)| known.kind == unit.kind && amount > most * 1.001)
    };
    sig.dosings().filter_map(|dosing| dosing.dose).find(large).map(Doubt::TooMuch)
}

/// Whether tablets of one drug are counted that come in several strengths. What is bought without an order, and what is known by
/// a name of its own for each strength, is not asked about.
fn counts_unknown(sig: &Sig, reading: &Reading, formulary: &Formulary) -> bool {
    let [part] = reading.resolved.parts.as_slice() else { return false };
    let ingredient = formulary.ingredient(part.ingredient);
    let row =
        |subject: Subject| formulary.sig.usual_units.iter().any(|row| row.subject == subject && row.unit.is_none());
    let counted = |dose: Dose| dose.unit.is_some_and(|unit| matches!(unit.code, "tablet" | "capsule"));
    !ingredient.over_the_counter
        && !formulary.subjects(part.ingredient).any(row)
        && sig.verbatim.is_none()
        && sig.dosings().filter_map(|dosing| dosing.dose).any(counted)
}

/// A drug of `sig_rare_doses.csv` that the line gives more often.
fn too_often(sig: &Sig, reading: &Reading, line: &str, formulary: &Formulary) -> Option<Doubt> {
    let per_week = sig.doses_per_day()? * 7.0;
    let words = Words::of(line);
    let row = formulary.sig.rare_doses.iter().find(|row| {
        let part = reading.resolved.parts.iter().find(|part| part.ingredient == row.ingredient);
        let by_route = |route| part.is_some_and(|part| reading.route(part, formulary) == route);
        part.is_some()
            && row.route.is_none_or(by_route)
            && (row.names.is_empty() || row.names.iter().any(|name| words.says(name)))
    })?;
    (per_week > row.most_per_week * 1.01).then_some(Doubt::TooOften { usual: row.usual, rule: row.id })
}
