//! A whole line as typed, `lisinopril 10 po daily htn`: what it says, in plain words, and what must be asked.
//!
//! A mass behind the drug's name is the dose, and the strength of the product only where another dose follows it
//! (`Tylenol 500 mg 2 tabs`). A number without a unit is never taken silently: where the drug makes the unit plain it is
//! proposed and stands on the line beside its question, otherwise it is only asked about. A whole number up to 4 may
//! as well count tablets, so nothing is proposed for it.

mod missing;
mod revise;
mod split;

use super::Medication;
use super::decimal::Decimal;
use super::dose;
use super::notation::{self, Notation};
use super::reading::Reading;
use super::resolve::{Resolved, resolve};
use super::sig::tokens::Tokens;
use super::sig::{Dose, Doubt, Lexicon, Reader, Sig, SigReading, as_kept, begins_at, order_of};
use super::suggest::suggest;
use crate::domain::formulary::Formulary;
use crate::domain::formulary::sig::Unit;
use crate::domain::text;

pub use missing::proposed_unit;
use split::{Labelled, Split};

/// Characters of a line that are read.
const LONGEST_LINE: usize = 1_000;

/// What a line says.
#[derive(Debug, Clone)]
pub struct OneLine {
    /// The line as a medicine, in plain words. Being taken, until somebody says otherwise.
    pub medication: Medication,
    /// Its instructions as facts.
    pub sig: Sig,
    /// Drug, instructions and indication in words, for her to check.
    pub said: String,
    /// What must be asked, the gravest first.
    pub doubts: Vec<Doubt>,
    /// Error-prone notation in what was typed; none of it is in [`OneLine::medication`].
    pub notation: Vec<Notation>,
}

impl OneLine {
    /// Reads a line.
    pub fn read(typed: &str, formulary: &Formulary) -> Self {
        let line: String = text::line(typed).chars().take(LONGEST_LINE).collect();
        let resolved = resolve(&order_of(&line, formulary), formulary);
        let Read { drug, mut sig, strength, mut doubts, .. } = Read::of(&line, &resolved, formulary);
        // In words kept as they are, what it is for stays where it stands.
        let indication = if sig.verbatim.is_some() { None } else { sig.purpose.take() };
        let medication = Medication {
            route: sig.route.map(|route| route.code.to_owned()),
            as_needed: sig.as_needed.is_some(),
            indication,
            typed: Some(line.clone()),
            ..Medication::written(drug, sig.words())
        };
        let mut all = about_the_drug(&resolved, formulary);
        all.append(&mut doubts);
        let own = Reading::of(&medication, formulary);
        if let Some(written) = dose::contradicts(&medication, &own, &sig, formulary) {
            all.push(Doubt::Conflict(written.to_string()));
        }
        let unclear = dose::unclear_strength(&medication, &own, formulary);
        all.extend(unclear.filter(|doubt| *doubt == Doubt::NoConcentration));
        let reading = Reading { resolved, ..own };
        missing::add(&sig, strength, &reading, &line, formulary, &mut all);
        all.sort_by_key(rank);
        let said = said(&medication);
        Self { medication, sig, said, doubts: all, notation: notation::find(&line, formulary) }
    }

    /// Whether nothing is left to ask.
    pub fn is_plain(&self) -> bool {
        self.doubts.is_empty()
    }
}

/// Questions about the drug first, then about what is ambiguous, then about what is missing, then the rest.
fn rank(doubt: &Doubt) -> u8 {
    match doubt {
        Doubt::NotInPart
        | Doubt::NoDrug
        | Doubt::UnknownName { .. }
        | Doubt::AmbiguousName { .. }
        | Doubt::TwoDrugs => 0,
        Doubt::TooOften { .. } | Doubt::TooMuch(_) => 1,
        Doubt::NoUnit { .. } | Doubt::TwoMeanings { .. } | Doubt::Conflict(_) | Doubt::AsWritten(_) => 2,
        Doubt::NoStrength
        | Doubt::NoConcentration
        | Doubt::NoDose
        | Doubt::NoFrequency
        | Doubt::NoMaximum
        | Doubt::NoReason
        | Doubt::NoWeekday => 3,
        Doubt::Unread(_) => 4,
    }
}

fn said(medication: &Medication) -> String {
    let mut said = medication.drug.clone();
    for part in [&medication.sig].into_iter().filter(|part| !part.is_empty()) {
        said = format!("{said}, {part}");
    }
    match &medication.indication {
        Some(indication) => format!("{said}, for {indication}"),
        None => said,
    }
}

/// A line taken apart.
pub(super) struct Read {
    /// Drug, form and strength in words.
    pub(super) drug: String,
    pub(super) sig: Sig,
    /// Whether a strength of the product is stated.
    pub(super) strength: bool,
    /// The strengths of a combination, one for each ingredient.
    pub(super) labelled: Option<Labelled>,
    pub(super) doubts: Vec<Doubt>,
}

impl Read {
    /// `resolved` is what [`order_of`] the line names.
    pub(super) fn of(line: &str, resolved: &Resolved, formulary: &Formulary) -> Self {
        let tokens = Tokens::of(line);
        let lex = Lexicon::new(&tokens, formulary);
        let order = order_of(line, formulary);
        let split = Split::of(&order, &tokens, resolved, formulary);
        let mut reader = Reader::new(line, &tokens, formulary);
        if missing::is_for_eyes_or_ears(resolved, formulary) {
            reader.expect_drops();
        }
        if let Some(unit) = split.counted(lex) {
            reader.expect_units(unit);
        }
        reader.read(0..split.head.start);
        if let Some(dose) = split.amount {
            reader.offer(dose);
        }
        reader.read(split.rest..tokens.len());
        let mut reading = reader.finish();
        imply_a_patch(&mut reading.sig, &split, lex);
        if Split::names_two(&order, &tokens, resolved, formulary) {
            reading.doubts.push(Doubt::TwoDrugs);
        }
        // Of words that were not understood no number goes into the drug's name.
        let strength = reading.strength.filter(|_| split.amount.is_some() || !reading.is_unclear());
        let stated = split.states_strength(lex) || strength.is_some();
        let mut strengths = split.strengths.clone();
        let bare = split.amount.filter(|dose| dose.unit.is_none());
        let proposal = |dose: Dose| proposed_unit(dose.high, resolved, formulary);
        if let Some(dose) = strength {
            let unit = dose.unit.or_else(|| proposal(dose));
            strengths.push(Dose { unit, ..dose }.to_string());
        } else if let Some(dose) = bare {
            propose(&mut reading.sig, proposal(dose));
        }
        if let Some(dose) = bare {
            reading.doubts.push(Doubt::NoUnit { number: dose.high, proposal: proposal(dose) });
        }
        if !stated {
            for doubt in &mut reading.doubts {
                if let Doubt::NoUnit { number, proposal: proposal @ None } = doubt {
                    *proposal = proposed_unit(*number, resolved, formulary);
                    propose(&mut reading.sig, *proposal);
                }
            }
        }
        count_tablets(&mut reading.sig, &mut reading.doubts, stated, resolved, formulary);
        if reading.is_unclear() {
            keep_words(&mut reading, line, lex, &split);
        }
        let drug = split.drug(line, &tokens, &strengths, formulary);
        let shown = !strengths.is_empty() || split.states_strength(lex);
        Self { drug, sig: reading.sig, strength: shown, labelled: split.labelled, doubts: reading.doubts }
    }
}

/// "Clonidine 0.2 mg/24 hr patch, change every Sunday": what is put on is one patch.
fn imply_a_patch(sig: &mut Sig, split: &Split, lex: Lexicon<'_>) {
    let patch = split.counted(lex).filter(|unit| unit.code == "patch" && !sig.has_dose());
    let worn = (split.rest..lex.tokens().len())
        .any(|at| matches!(lex.tokens().at(at), "change" | "apply" | "place" | "wear" | "replace"))
        || lex.tokens().at(split.rest) == "on";
    for dosing in sig.steps.iter_mut().flat_map(|step| &mut step.dosings).filter(|_| patch.is_some() && worn) {
        dosing.dose = patch.map(|patch| Dose::of(Decimal::whole(1), Some(patch)));
    }
}

/// Words of which one was not understood stay as they are, all of them but the drug's own.
fn keep_words(reading: &mut SigReading, line: &str, lex: Lexicon<'_>, split: &Split) {
    let offered = split.amount.is_some() && reading.strength.is_none();
    let from = if offered { split.amount_at } else { split.rest };
    let before = as_kept(lex, line, &(begins_at(line, lex).min(split.head.start)..split.head.start));
    let behind = as_kept(lex, line, &(from..lex.tokens().len()));
    let both = [before, behind].map(|part| part.trim_matches([' ', ',', ';', '-', ':']).to_owned());
    let kept = both.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    let pieces = Tokens::of(&kept);
    let kept = as_kept(Lexicon::new(&pieces, lex.formulary()), &kept, &(0..pieces.len()));
    reading.sig = Sig { verbatim: Some(kept.clone()), ..Sig::read(&kept, lex.formulary()).sig };
}

/// Gives every dose without a unit the proposed one; a taper has it once and means it in every step.
fn propose(sig: &mut Sig, unit: Option<&'static Unit>) {
    for dosing in sig.steps.iter_mut().flat_map(|step| &mut step.dosings) {
        if let Some(dose) = dosing.dose.as_mut().filter(|dose| dose.unit.is_none()) {
            dose.unit = unit;
        }
    }
}

/// "Aleve 220 mg 1 bid": behind a strength, a small number counts tablets; proposed, not taken.
fn count_tablets(sig: &mut Sig, doubts: &mut [Doubt], strength: bool, resolved: &Resolved, formulary: &Formulary) {
    let swallowed = resolved.parts.first().is_some_and(|part| {
        let usual = part.route.unwrap_or(formulary.ingredient(part.ingredient).default_route);
        formulary.routes.get(usize::from(usual)).is_some_and(|route| route.code == "po")
    });
    let tablet = formulary.sig.unit("tablet").filter(|_| strength && swallowed);
    for doubt in doubts {
        if let Doubt::NoUnit { number, proposal: proposal @ None } = doubt
            && tablet.is_some()
            && number.value() <= 10.0
        {
            *proposal = tablet;
            propose(sig, tablet);
        }
    }
}

fn about_the_drug(resolved: &Resolved, formulary: &Formulary) -> Vec<Doubt> {
    if let Some(ambiguous) = resolved.ambiguous {
        let candidates = ambiguous.candidates.iter().map(|index| formulary.name(*index)).collect();
        return vec![Doubt::AmbiguousName { name: ambiguous.name, ask: ambiguous.ask, candidates }];
    }
    match &resolved.unknown {
        Some(written) if !written.chars().any(char::is_alphabetic) => vec![Doubt::NoDrug],
        Some(written) => {
            let mut suggestions: Vec<&'static str> = Vec::new();
            let pieces = Tokens::of(written);
            let name = (0..pieces.len()).take_while(|at| *at == 0 || pieces.number(*at).is_none());
            for at in name.filter(|at| pieces.is_word(*at)) {
                for name in suggest(pieces.at(at), formulary) {
                    if suggestions.len() < 3 && !suggestions.contains(&name) {
                        suggestions.push(name);
                    }
                }
            }
            vec![Doubt::UnknownName { written: written.clone(), suggestions }]
        }
        None => Vec::new(),
    }
}
