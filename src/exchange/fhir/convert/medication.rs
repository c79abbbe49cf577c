//! Medication orders and statements.

use super::{Entry, chart_of};
use crate::domain::medication::{Medication, MedicationStatus, NOT_NAMED};
use crate::domain::record::{Body, Named, SourceKey, Wanted};
use crate::exchange::fhir::dosage::{self, Told};
use crate::exchange::fhir::fields::Fields;
use crate::exchange::fhir::reference;
use crate::exchange::fhir::types::{self, Contained, MedicationItem, Reference, Text, holds};
use crate::exchange::fhir::words;

pub(super) fn medication(entry: &mut Entry<'_, '_, '_>, kind: &str, it: &types::Medication) {
    let mut links = chart_of(&it.subject);
    let drug = drug(entry, it);
    let formulary = entry.shelf.directory.formulary();
    let how = dosage(it);
    let told = told(it, &drug.name, formulary);
    for problem in &told.problems {
        entry.problem(problem.clone());
    }
    let (from, until) = (told.from.clone().map(Text), told.until.clone().map(Text));
    let taken_from = it.effective_period.start.as_ref().or(it.effective_date_time.as_ref());
    let started = taken_from.or(from.as_ref()).or(it.authored_on.as_ref());
    let stopped = it.effective_period.end.as_ref().or(until.as_ref());
    let started = entry.date("the first day", started);
    let stopped = entry.date("the last day", stopped);
    let indication = words::concepts(&it.reason_code)
        .or_else(|| it.reason_reference.iter().find_map(|reason| entry.who(reason)).map(|named| named.name));
    if let (None, Some(reason)) = (&indication, it.reason_reference.first()) {
        entry.want(Wanted::Indication, reason);
    }
    let status = status(kind, it);
    say_status(entry, &drug.name, &status, it);
    let mut sig = told.sig;
    links.medication = order_of(kind, it);
    if let Some(order) = links.medication.as_ref().and_then(|order| entry.shelf.directory.listed(order)) {
        if order.agrees(&sig, &drug.name, formulary) {
            // Said in other words, it is still one line: the order's.
            sig.clone_from(&order.sig);
        } else {
            let says =
                format!("it says otherwise than the order it is about ({}); both lines stand: ask which", order.sig);
            entry.problem(says);
            links.medication = None;
        }
    }
    let body = Medication {
        route: dosage::route(how),
        as_needed: told.as_needed,
        status,
        started,
        stopped,
        indication,
        ordered_by: entry.who_or_want(Wanted::OrderedBy, &it.requester).map(|named| named.name),
        code: drug.code,
        ..Medication::written(drug.name, sig)
    };
    entry.keep(links, Body::Medication(body));
}

/// How it is taken: orders and statements say so in different fields.
pub(super) fn dosage(it: &types::Medication) -> &[Fields] {
    if it.dosage_instruction.is_empty() { &it.dosage } else { &it.dosage_instruction }
}

/// How it is taken in words, with what somebody noted beside it.
pub(super) fn told(it: &types::Medication, drug: &str, formulary: &crate::domain::formulary::Formulary) -> Told {
    let notes: Vec<String> = it.note.iter().filter_map(|note| words::some(note.text.as_ref())).collect();
    dosage::told(dosage(it), &notes, drug, formulary)
}

/// The order that a statement, or a filling of an order, is about: both are one line of the list.
pub(super) fn order_of(kind: &str, it: &types::Medication) -> Option<SourceKey> {
    let is_copy = kind == "MedicationStatement"
        || matches!(it.intent.as_deref(), Some("filler-order" | "instance-order" | "reflex-order"));
    let about = it.based_on.iter().chain(&*it.derived_from).chain(&*it.part_of).filter_map(reference::target);
    let line = |target: &SourceKey| matches!(reference::kind_of(target), "MedicationRequest" | "MedicationStatement");
    about.filter(|_| is_copy).find(|target| line(target) || target.starts_with("urn:"))
}

/// The drug: as a concept, in a contained Medication, or in one of its own.
fn drug(entry: &mut Entry<'_, '_, '_>, it: &types::Medication) -> Named {
    let stated = words::named(&it.drug);
    if !stated.name.is_empty() {
        return stated;
    }
    let found = match reference::contained(&it.drug_reference) {
        Some(id) => contained(it, &id).map(|item| entry.shelf.directory.whole(words::drug(&item, &it.contained))),
        None => entry.who(&it.drug_reference),
    };
    let display = || it.drug_reference.display.as_ref().map(words::line).filter(|display| !display.is_empty());
    let found = found.filter(|named| !named.name.is_empty());
    found.or_else(|| display().map(|name| Named { name, ..Named::default() })).unwrap_or_else(|| {
        if !entry.want(Wanted::Drug, &it.drug_reference) {
            entry.problem("the drug is not named; look it up at the source");
        }
        Named { name: NOT_NAMED.to_owned(), ..Named::default() }
    })
}

/// The drug that is written into the resource itself.
pub(super) fn contained(it: &types::Medication, id: &str) -> Option<MedicationItem> {
    Contained::find(&it.contained, id)
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
        "stopped" | "cancelled" | "ended" => MedicationStatus::Stopped,
        "completed" => MedicationStatus::Completed,
        "draft" | "intended" => MedicationStatus::Planned,
        _ => MedicationStatus::Unknown,
    }
}

/// A status that nobody states is asked; one that keeps a drug off the list of what is taken is said.
fn say_status(entry: &mut Entry<'_, '_, '_>, drug: &str, status: &MedicationStatus, it: &types::Medication) {
    let sent = words::some(it.status.as_ref());
    match (status, sent.as_deref()) {
        (MedicationStatus::Unknown, None | Some("unknown")) => {
            entry.problem(format!(
                "the status of {drug} is not stated; it stands apart on the list and is checked: ask"
            ));
        }
        (MedicationStatus::Unknown, Some(sent)) => {
            let sent: String = sent.chars().take(40).collect();
            entry.problem(format!("the status of {drug}, `{sent}`, is not known here; it counts as not stated: ask"));
        }
        _ => {}
    }
}

/// What a reference names, as it displays it.
pub(super) fn display(it: &Reference) -> Option<String> {
    it.display.as_ref().map(words::line).filter(|display| !display.is_empty())
}
