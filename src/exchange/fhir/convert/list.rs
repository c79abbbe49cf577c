//! Medication lists that somebody else keeps: a `List` of statements or orders is kept as it was received, a medicine a
//! line, and waits to be reconciled.

use serde_json::value::RawValue;

use super::{Entry, chart_of, medication};
use crate::domain::formulary::Formulary;
use crate::domain::medication::MedicationStatus;
use crate::domain::medication::list::{ListSource, ListStatus, MedicineList};
use crate::domain::record::{Body, SourceKey};
use crate::exchange::fhir::dosage;
use crate::exchange::fhir::reference;
use crate::exchange::fhir::types::{self, List, Listing, MedicationItem, Resource, holds};
use crate::exchange::fhir::words;

/// What a statement or order says on somebody's list.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::exchange::fhir) struct Listed {
    drug: String,
    /// Where the drug is named, if not here.
    drug_at: Option<SourceKey>,
    pub(super) sig: String,
    status: MedicationStatus,
}

impl Listed {
    /// As a statement or order says it.
    pub(in crate::exchange::fhir) fn of(kind: &str, it: &types::Medication, formulary: &Formulary) -> Self {
        let stated = words::named(&it.drug).name;
        let inside = || reference::contained(&it.drug_reference).and_then(|id| medication::contained(it, &id));
        let drug = if stated.is_empty() {
            inside().map(|item| words::drug(&item, &it.contained).name).filter(|name| !name.is_empty())
        } else {
            Some(stated)
        };
        let drug = drug.or_else(|| medication::display(&it.drug_reference)).unwrap_or_default();
        let sig = medication::told(it, &drug, formulary).sig;
        Self { drug, drug_at: reference::target(&it.drug_reference), sig, status: medication::status(kind, it) }
    }

    /// Whether a statement about this order says the same, in whatever words.
    pub(super) fn agrees(&self, sig: &str, drug: &str, formulary: &Formulary) -> bool {
        sig.is_empty() || sig.eq_ignore_ascii_case(&self.sig) || dosage::are_one(drug, sig, &self.sig, formulary)
    }

    /// Whether it is to be taken.
    fn is_taken(&self) -> bool {
        matches!(self.status, MedicationStatus::Active | MedicationStatus::Planned | MedicationStatus::Unknown)
    }
}

/// Codes of medication lists. Source: loinc.org 10160-0 (history of medication use), 42346-7 (medications on admission),
/// 10183-2 (hospital discharge medications); `medications` is HL7's own example code for a List.
const CODES: &[&str] = &["10160-0", "42346-7", "10183-2", "medications"];

fn is_of_medicines(it: &List) -> bool {
    let says = |text: Option<String>| text.is_some_and(|text| text.to_lowercase().contains("medication"));
    CODES.iter().any(|code| words::has_code(&it.code, code))
        || says(words::some(it.title.as_ref()))
        || says(words::concept(&it.code))
}

/// A list of medicines. False when it is a list of something else.
pub(super) fn list(entry: &mut Entry<'_, '_, '_>, it: &List) -> bool {
    if !is_of_medicines(it) {
        return false;
    }
    let current = it.entry.iter().filter(|listing| !holds(listing.deleted.as_ref()));
    let lines: Vec<String> = current.filter_map(|listing| line(entry, it, listing)).collect();
    if lines.is_empty() {
        if it.status.as_deref() == Some("entered-in-error") {
            entry.withdraw();
        } else {
            entry.problem("no medicine is on the list; it was left out");
        }
        return true;
    }
    let Some(on) = entry.day("date", it.date.as_ref()) else {
        entry.problem("the list says not of which day it is; it was left out");
        return true;
    };
    let told_by = words::some(it.title.as_ref())
        .or_else(|| entry.who(&it.source).map(|named| named.name))
        .or_else(|| words::concept(&it.code))
        .unwrap_or_default();
    let status = match it.status.as_deref() {
        Some("entered-in-error") => ListStatus::EnteredInError,
        Some("retired") => ListStatus::PutAway,
        _ => ListStatus::Open,
    };
    let body = MedicineList { source: ListSource::Hospital, told_by, on, lines: lines.join("\n"), status };
    entry.keep(chart_of(&it.subject), Body::MedicineList(body));
    true
}

/// One medicine in a line; `None` where it is not to be taken, or not named.
fn line(entry: &mut Entry<'_, '_, '_>, list: &List, listing: &Listing) -> Option<String> {
    let listed = match reference::contained(&listing.item) {
        Some(id) => inside(&list.contained, &id, entry.shelf.directory.formulary()),
        None => reference::target(&listing.item).and_then(|at| entry.shelf.directory.listed(&at).cloned()),
    };
    let display = listing.item.display.as_ref().map(words::line).filter(|display| !display.is_empty());
    let Some(listed) = listed else {
        if display.is_none() {
            entry.problem("a medicine of the list is not in this import; look it up at the source");
        }
        return display;
    };
    let named = || entry.shelf.directory.name_at(listed.drug_at.as_ref()?);
    let drug = Some(listed.drug.clone()).filter(|drug| !drug.is_empty()).or_else(named).or(display);
    let Some(drug) = drug else {
        entry.problem("a medicine of the list is not named; look it up at the source");
        return None;
    };
    if !listed.is_taken() {
        let is = listed.status.label();
        entry.problem(format!("{drug} stands on the list as {is}; it was not taken for a medicine that is taken"));
        return None;
    }
    Some(format!("{drug} {}", listed.sig).trim_end().to_owned())
}

/// A statement or order, or only its drug, that is written into the list itself.
fn inside(contained: &[Box<RawValue>], id: &str, formulary: &Formulary) -> Option<Listed> {
    let found = contained.iter().find_map(|raw| {
        let it: Resource = serde_json::from_str(raw.get()).ok()?;
        (it.id.as_deref() == Some(id)).then_some((it.resource_type?, raw))
    });
    let (kind, raw) = found?;
    match &*kind {
        "MedicationStatement" | "MedicationRequest" => {
            let it: types::Medication = serde_json::from_str(raw.get()).ok()?;
            let mut listed = Listed::of(&kind, &it, formulary);
            // Its drug may stand beside it.
            if listed.drug.is_empty()
                && let Some(drug) = reference::contained(&it.drug_reference)
            {
                listed.drug = inside(contained, &drug, formulary).map(|found| found.drug).unwrap_or_default();
            }
            Some(listed)
        }
        "Medication" => {
            let it: MedicationItem = serde_json::from_str(raw.get()).ok()?;
            let drug = words::drug(&it, contained).name;
            Some(Listed { drug, drug_at: None, sig: String::new(), status: MedicationStatus::Active })
        }
        _ => None,
    }
}
