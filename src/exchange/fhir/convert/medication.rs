//! Medication orders and statements.

use super::{Entry, chart_of};
use crate::domain::medication::{Medication, MedicationStatus};
use crate::domain::record::{Body, NO_DRUG, Named, Wanted};
use crate::exchange::fhir::reference;
use crate::exchange::fhir::types::{self, Concept, Dosage, MedicationItem, Text, holds};
use crate::exchange::fhir::words;

#[derive(serde::Deserialize)]
struct Contained {
    id: Option<Text>,
}

pub(super) fn medication(entry: &mut Entry<'_, '_, '_>, kind: &str, it: &types::Medication) {
    let links = chart_of(&it.subject);
    let drug = drug(entry, it);
    let dosage = dosage(it);
    let bounds = dosage.iter().find_map(|dosage| dosage.timing.repeat.bounds_period.as_ref());
    let taken_from = it.effective_period.start.as_ref().or(it.effective_date_time.as_ref());
    let started = taken_from.or_else(|| bounds.and_then(|period| period.start.as_ref())).or(it.authored_on.as_ref());
    let stopped = it.effective_period.end.as_ref().or_else(|| bounds.and_then(|period| period.end.as_ref()));
    let started = entry.date("the first day", started);
    let stopped = entry.date("the last day", stopped);
    let indication = words::concepts(&it.reason_code)
        .or_else(|| it.reason_reference.iter().find_map(|reason| entry.who(reason)).map(|named| named.name));
    if let (None, Some(reason)) = (&indication, it.reason_reference.first()) {
        entry.want(Wanted::Indication, reason);
    }
    let body = Medication {
        route: words::route(dosage),
        as_needed: dosage.iter().any(words::as_needed),
        status: status(kind, it),
        started,
        stopped,
        indication,
        ordered_by: entry.who_or_want(Wanted::OrderedBy, &it.requester).map(|named| named.name),
        code: drug.code,
        ..Medication::written(drug.name, words::sig(dosage))
    };
    entry.keep(links, Body::Medication(body));
}

/// How it is taken: orders and statements say so in different fields.
pub(super) fn dosage(it: &types::Medication) -> &[Dosage] {
    if it.dosage_instruction.is_empty() { &it.dosage } else { &it.dosage_instruction }
}

/// The drug: as a concept, in a contained Medication, or in one of its own.
fn drug(entry: &mut Entry<'_, '_, '_>, it: &types::Medication) -> Named {
    let stated = words::named(&it.drug);
    if !stated.name.is_empty() {
        return stated;
    }
    let found = match reference::contained(&it.drug_reference) {
        Some(id) => contained(it, &id).map(|code| words::named(&code)),
        None => entry.who(&it.drug_reference),
    };
    found.filter(|named| !named.name.is_empty()).unwrap_or_else(|| {
        if !entry.want(Wanted::Drug, &it.drug_reference) {
            entry.problem("the drug is not named; look it up at the source");
        }
        Named { name: NO_DRUG.to_owned(), ..Named::default() }
    })
}

/// The drug that is written into the resource itself.
pub(super) fn contained(it: &types::Medication, id: &str) -> Option<Concept> {
    let raw = it.contained.iter().find(|raw| {
        serde_json::from_str::<Contained>(raw.get()).is_ok_and(|contained| contained.id.as_deref() == Some(id))
    })?;
    serde_json::from_str::<MedicationItem>(raw.get()).ok().map(|item| item.code)
}

/// Where it stands.
pub(super) fn status(kind: &str, it: &types::Medication) -> MedicationStatus {
    let status = it.status.as_deref().unwrap_or_default();
    if status == "entered-in-error" {
        return MedicationStatus::EnteredInError;
    }
    if holds(it.do_not_perform.as_ref()) || status == "not-taken" {
        return MedicationStatus::DoNotGive;
    }
    match status {
        "active" if kind == "MedicationRequest" && matches!(it.intent.as_deref(), Some("proposal" | "option")) => {
            MedicationStatus::Planned
        }
        "active" => MedicationStatus::Active,
        "on-hold" => MedicationStatus::Held,
        "stopped" | "cancelled" => MedicationStatus::Stopped,
        "completed" => MedicationStatus::Completed,
        "draft" | "intended" => MedicationStatus::Planned,
        _ => MedicationStatus::Unknown,
    }
}
