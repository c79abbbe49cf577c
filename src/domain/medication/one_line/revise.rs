//! What is typed over a line that stands on the list already: `20 mg`, `bid`, or the whole line anew.

use super::super::resolve::resolve;
use super::super::sig::{Dosing, Doubt, Sig, SigReading};
use super::{Medication, OneLine};
use crate::domain::formulary::Formulary;
use crate::domain::text;

impl OneLine {
    /// Reads what is typed over `known`. A line that names a drug is read as a whole; anything else says only what becomes
    /// different, and the rest of the instructions stays.
    pub fn over(known: &Medication, typed: &str, formulary: &Formulary) -> Self {
        let line: String = text::line(typed).chars().take(super::LONGEST_LINE).collect();
        let resolved = resolve(&line, formulary);
        if !resolved.parts.is_empty() || resolved.ambiguous.is_some() {
            return Self::read(typed, formulary);
        }
        let SigReading { sig: said, mut doubts, .. } = Sig::read(&line, formulary);
        let before = Sig::read(&known.sig, formulary).sig;
        let mut sig = merged(before, said);
        if sig.dosings().any(|dosing| dosing.dose.is_some_and(|dose| dose.unit.is_some())) {
            // The number has the unit that it stood with before.
            doubts.retain(|doubt| !matches!(doubt, Doubt::NoUnit { .. }));
        }
        doubts.sort_by_key(super::rank);
        let purpose = sig.purpose.take();
        let medication = Medication {
            sig: sig.words(),
            route: sig.route.map(|route| route.code.to_owned()).or_else(|| known.route.clone()),
            as_needed: sig.as_needed.is_some(),
            indication: purpose.or_else(|| known.indication.clone()),
            typed: Some(line.clone()),
            ..known.clone()
        };
        let notation = super::notation::find(&line, formulary);
        Self { said: super::said(&medication), medication, sig, doubts, notation }
    }
}

/// The instructions before, with what was said anew. Those of several doses are said anew as a whole.
fn merged(before: Sig, said: Sig) -> Sig {
    let (Some(old), Some(new)) = (only(&before), only(&said)) else {
        return if said.steps.is_empty() { with_rest(before, said) } else { said };
    };
    let mut dose = new.dose.or(old.dose);
    if let (Some(dose), Some(known)) = (&mut dose, old.dose) {
        dose.unit = dose.unit.or(known.unit);
    }
    let equals = if new.dose.is_some() { new.equals } else { old.equals };
    let rhythm = if new.rhythm.is_empty() { old.rhythm.clone() } else { new.rhythm.clone() };
    let dosing = Dosing { dose, equals, rhythm };
    let mut sig = with_rest(before, said);
    if let Some(known) = sig.steps.first_mut().and_then(|step| step.dosings.first_mut()) {
        *known = dosing;
    }
    sig
}

/// The only dose of instructions that have one.
fn only(sig: &Sig) -> Option<&Dosing> {
    match sig.steps.as_slice() {
        [step] if step.lasting.is_none() => match step.dosings.as_slice() {
            [dosing] => Some(dosing),
            _ => None,
        },
        _ => None,
    }
}

/// Everything but doses and times: what was said anew, else what stood there.
fn with_rest(before: Sig, said: Sig) -> Sig {
    Sig {
        route: said.route.or(before.route),
        place: said.place.or(before.place),
        as_needed: said.as_needed.or(before.as_needed),
        limit: said.limit.or(before.limit),
        gap: said.gap.or(before.gap),
        as_directed: said.as_directed || before.as_directed,
        remarks: if said.remarks.is_empty() { before.remarks } else { said.remarks },
        purpose: said.purpose.or(before.purpose),
        scale: said.scale.or(before.scale),
        then_stop: said.then_stop || before.then_stop,
        steps: before.steps,
    }
}
