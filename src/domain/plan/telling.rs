//! Who must be told of a revised plan, and what: 42 CFR 484.60(c)(3).

use super::difference::{Area, Difference};
use crate::domain::chart::Chart;
use crate::domain::codes::Discipline;
use crate::domain::patient::{Contact, ContactKind};

/// Somebody who must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Who: "Lee, MD (certifying practitioner), 555-0150".
    pub who: String,
    /// What to tell, a line each.
    pub lines: Vec<String>,
}

/// Whether a difference is one that others have to be told: everything but the frame, diagnoses and allergies, which have
/// their own ways.
fn is_told(difference: &Difference) -> bool {
    match difference.of {
        Area::Problem | Area::Goal | Area::Intervention | Area::Medication | Area::Frequency | Area::Section => true,
        Area::Diagnosis | Area::Allergy | Area::Frame => false,
    }
}

/// Who must be told of these differences; nobody, where none of them matters to others.
pub fn parties(chart: &Chart, differences: &[Difference]) -> Vec<Party> {
    let told: Vec<&Difference> = differences.iter().filter(|difference| is_told(difference)).collect();
    if told.is_empty() {
        return Vec::new();
    }
    let lines = |mine: &dyn Fn(&Difference) -> bool| -> Vec<String> {
        told.iter().filter(|difference| mine(difference)).flat_map(|difference| difference.lines()).collect()
    };
    let of_patient = or_nothing(lines(&for_patient));
    let mut parties = vec![practitioner(chart, lines(&|_| true)), patient(chart, of_patient.clone())];
    parties.extend(for_her(chart).map(|contact| {
        let phone = contact.phone.as_ref().map(|phone| format!(", {phone}")).unwrap_or_default();
        Party { who: format!("{} ({}){phone}", contact.name, contact.kind.label()), lines: of_patient.clone() }
    }));
    for discipline in disciplines(chart, &told) {
        let mine = or_nothing(lines(&|difference| concerns(difference, &discipline)));
        parties.push(Party { who: format!("{discipline} on this case"), lines: mine });
    }
    parties
}

fn or_nothing(lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() { vec!["nothing of theirs changes; for their information".to_owned()] } else { lines }
}

/// Representatives and caregivers: each must be told.
fn for_her(chart: &Chart) -> impl Iterator<Item = &Contact> {
    let must = |contact: &&Contact| matches!(contact.kind, ContactKind::Representative | ContactKind::Caregiver);
    chart.facts.patient.contacts.iter().filter(must)
}

fn practitioner(chart: &Chart, lines: Vec<String>) -> Party {
    let episode = chart.facts.episode.as_ref();
    let name = episode.and_then(|episode| episode.practitioner.as_deref()).unwrap_or("the ordering practitioner");
    let phone = episode.and_then(|episode| episode.practitioner_phone.as_ref());
    let phone = phone.map(|phone| format!(", {phone}")).unwrap_or_default();
    Party { who: format!("{name} (practitioner){phone}"), lines }
}

fn patient(chart: &Chart, lines: Vec<String>) -> Party {
    let patient = &chart.facts.patient;
    let contacts = patient.contacts.iter().map(|contact| contact.name.as_str());
    let near = if for_her(chart).next().is_some() { 0 } else { 2 };
    let with: Vec<&str> = contacts.take(near).collect();
    let with = if with.is_empty() { String::new() } else { format!(", and {}", with.join(", ")) };
    Party { who: format!("{} (patient){with}", patient.name.full()), lines }
}

/// What the patient is told: what is done and why, not how it is listed.
fn for_patient(difference: &Difference) -> bool {
    matches!(difference.of, Area::Goal | Area::Intervention | Area::Medication | Area::Frequency | Area::Section)
}

/// Disciplines that visit this patient or did something that changed, in words; but for skilled nursing, which plans.
fn disciplines(chart: &Chart, told: &[&Difference]) -> Vec<String> {
    let planned =
        chart.plan.interventions.iter().filter(|step| step.active).filter_map(|step| step.discipline.as_ref());
    let visiting = chart.facts.visits.iter().map(|visit| &visit.discipline);
    let mut known: Vec<&Discipline> = planned.chain(visiting).collect();
    known.sort();
    let known = known.into_iter().map(|one| one.label().to_owned());
    let changed = told.iter().flat_map(|difference| difference.by.iter().cloned());
    let mut all: Vec<String> = Vec::new();
    for one in known.chain(changed).filter(|one| one != Discipline::SkilledNursing.label()) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// Whether a difference is about what that discipline does; what nobody is named for is about all of them.
fn concerns(difference: &Difference, discipline: &str) -> bool {
    match difference.of {
        Area::Goal | Area::Problem => true,
        Area::Frequency => {
            let word =
                Discipline::ALL.iter().find(|one| one.label() == discipline).map_or(discipline, Discipline::word);
            difference.what.split(' ').next() == Some(word)
        }
        Area::Intervention => difference.by.is_empty() || difference.by.iter().any(|one| one == discipline),
        Area::Medication | Area::Diagnosis | Area::Allergy | Area::Frame | Area::Section => false,
    }
}
