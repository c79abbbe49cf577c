//! The medication review: lists as a nurse types them, and what must be said about them.

mod charts;
mod daily_amounts;
mod dosages;
mod knowledge;
mod lists;
mod of_2026;
mod other_hand;
mod properties;
mod revised;
mod sample_data;
mod sigs;
mod timing;
mod typed_lines;
mod uses;

use caseload::domain::alert::{Alert, AlertKind, Review, UnderReview, review};
use caseload::domain::ids::{Id, Keyed, PatientId, Stored};
use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::knowledge::formulary;

const PATIENT: PatientId = PatientId::new(1);

/// A line as typed: drug, and behind `|` how to take it.
fn typed(line: &str, status: MedicationStatus) -> Medication {
    let (drug, sig) = line.split_once('|').unwrap_or((line, ""));
    Medication { status, ..Medication::written(drug.trim(), sig.trim()) }
}

fn entries<T: Keyed>(lines: impl IntoIterator<Item = T>) -> Vec<Stored<T>> {
    let numbered = (1..).zip(lines);
    numbered.map(|(id, value)| Stored { id: Id::new(id), version: 1, patient: PATIENT, value }).collect()
}

fn active(lines: &[&str]) -> Vec<Stored<Medication>> {
    entries(lines.iter().map(|line| typed(line, MedicationStatus::Active)))
}

fn review_of(lines: &[&str]) -> Review {
    review(&UnderReview::list(PATIENT, &active(lines)), formulary())
}

/// `serious interaction: naproxen x warfarin`, `not checked: Foozumab`.
fn in_words(alert: &Alert) -> String {
    match (&alert.kind, alert.tier) {
        (AlertKind::NotChecked, _) => format!("not checked: {}", alert.text.as_deref().unwrap_or_default()),
        (kind, tier) => {
            let mut names = alert.ingredients.clone();
            names.sort_unstable();
            format!("{} {}: {}", tier.map_or("", |tier| tier.word()), kind.word(), names.join(" x "))
        }
    }
}
