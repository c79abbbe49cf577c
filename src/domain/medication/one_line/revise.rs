//! What is typed over a line that stands on the list already: `20 mg`, `bid`, or the whole line anew.
//!
//! In part only a line is changed that is understood to its last word, by words that are understood to the last: anything
//! else is asked for as a whole, so that nothing can fall out of an order without being seen.

use super::super::reading::Reading;
use super::super::resolve::resolve;
use super::super::sig::{Dosing, Doubt, Sig, SigReading, order_of};
use super::{Medication, OneLine};
use crate::domain::formulary::Formulary;
use crate::domain::formulary::sig::UnitKind;
use crate::domain::text;

impl OneLine {
    /// Reads what is typed over `known`. A line that begins with a drug is read as a whole; anything else says only what
    /// becomes different, and the rest of the instructions stays. Where that is not certain, [`Doubt::NotInPart`] asks for
    /// the whole line.
    pub fn over(known: &Medication, typed: &str, formulary: &Formulary) -> Self {
        let line: String = text::line(typed).chars().take(super::LONGEST_LINE).collect();
        let resolved = resolve(&order_of(&line, formulary), formulary);
        let names_drug = !resolved.parts.is_empty() || resolved.ambiguous.is_some();
        if names_drug && resolved.places.first().is_none_or(|(from, _)| *from == 0) {
            return Self::read(typed, formulary);
        }
        let SigReading { sig: said, strength, doubts: open } = Sig::read(&line, formulary);
        let (numbers, unclear): (Vec<Doubt>, Vec<Doubt>) =
            open.into_iter().partition(|doubt| matches!(doubt, Doubt::NoUnit { .. }));
        let before = Sig::read(&known.sig, formulary);
        let plain = !names_drug
            && unclear.is_empty()
            && strength.is_none()
            && before.doubts.is_empty()
            && before.strength.is_none();
        let merged = if plain { merged(&before.sig, &said) } else { None };
        let stood = only(&before.sig).and_then(|dosing| dosing.dose?.unit);
        let bare = numbers.iter().filter_map(|doubt| {
            let Doubt::NoUnit { number, .. } = doubt else { return None };
            Some(Doubt::NoUnit { number: *number, proposal: stood })
        });
        let mut doubts: Vec<Doubt> = bare.collect();
        let mut sig = merged.unwrap_or_else(|| {
            doubts.push(Doubt::NotInPart);
            before.sig
        });
        let purpose = sig.purpose.take();
        let medication = Medication {
            sig: if doubts.contains(&Doubt::NotInPart) { known.sig.clone() } else { sig.words() },
            route: sig.route.map(|route| route.code.to_owned()).or_else(|| known.route.clone()),
            as_needed: sig.as_needed.is_some() || known.as_needed,
            indication: purpose.or_else(|| known.indication.clone()),
            typed: Some(line.clone()),
            ..known.clone()
        };
        let reading = Reading::of(&medication, formulary);
        super::missing::add(&sig, true, &reading, &known.drug, formulary, &mut doubts);
        doubts.sort_by_key(super::rank);
        let notation = super::notation::find(&line, formulary);
        Self { said: super::said(&medication), medication, sig, doubts, notation }
    }
}

/// The instructions before, with what was said anew; `None` where one of them is more than a dose and its times.
fn merged(before: &Sig, said: &Sig) -> Option<Sig> {
    let old = only(before)?;
    let new = match said.steps.as_slice() {
        [] => Dosing::default(),
        _ => only(said)?.clone(),
    };
    let mut dose = new.dose.or(old.dose);
    if let (Some(dose), Some(known)) = (&mut dose, old.dose) {
        // Another kind of unit is another order, and nothing at all is no dose.
        if dose.unit.is_some_and(|unit| known.unit.is_some_and(|other| other.kind != unit.kind)) || dose.high.is_zero()
        {
            return None;
        }
        // A bare number is in the unit that stood there only where that is a mass, and only near what stood there: `0.25`
        // over 125 mcg is something else, and so is `2.5` over 1 tablet.
        if dose.unit.is_none() {
            let times = dose.high.value() / known.high.value();
            if known.unit.is_none_or(|unit| unit.kind != UnitKind::Mass) || !(0.2..=5.0).contains(&times) {
                return None;
            }
        }
        dose.unit = dose.unit.or(known.unit);
    }
    let equals = if new.dose.is_some() { new.equals } else { old.equals };
    let rhythm = if new.rhythm.is_empty() { old.rhythm.clone() } else { new.rhythm };
    let mut sig = with_rest(before, said);
    let known = sig.steps.first_mut().and_then(|step| step.dosings.first_mut())?;
    *known = Dosing { dose, equals, rhythm };
    Some(sig)
}

/// The only dose of instructions that have one, and nothing but a dose with its times.
fn only(sig: &Sig) -> Option<&Dosing> {
    if sig.then_stop || sig.scale.is_some() || sig.as_directed || sig.more || sig.verbatim.is_some() {
        return None;
    }
    match sig.steps.as_slice() {
        [step] if step.lasting.is_none() => match step.dosings.as_slice() {
            [dosing] => Some(dosing),
            _ => None,
        },
        _ => None,
    }
}

/// Everything but doses and times: what was said anew, else what stood there.
fn with_rest(before: &Sig, said: &Sig) -> Sig {
    let remarks = if said.remarks.is_empty() { &before.remarks } else { &said.remarks };
    Sig {
        route: said.route.or(before.route),
        place: said.place.clone().or_else(|| before.place.clone()),
        as_needed: said.as_needed.clone().or_else(|| before.as_needed.clone()),
        limit: said.limit.or(before.limit),
        gap: said.gap.or(before.gap),
        remarks: remarks.clone(),
        notes: if said.notes.is_empty() { before.notes.clone() } else { said.notes.clone() },
        purpose: said.purpose.clone().or_else(|| before.purpose.clone()),
        ..before.clone()
    }
}
