//! Who must be told of a revised plan, and what: 42 CFR 484.60(c)(3).

use super::difference::{Area, Difference};
use crate::domain::chart::Chart;
use crate::domain::codes::Discipline;

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
    let mut parties = vec![practitioner(chart, lines(&|_| true)), patient(chart, lines(&for_patient))];
    for discipline in disciplines(chart) {
        let other = discipline.label();
        let mine = lines(&|difference| concerns(chart, difference, &discipline));
        let mine =
            if mine.is_empty() { vec!["nothing of theirs changes; for their information".to_owned()] } else { mine };
        parties.push(Party { who: format!("{other} on this case"), lines: mine });
    }
    parties
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
    let with: Vec<&str> = contacts.take(2).collect();
    let with = if with.is_empty() { String::new() } else { format!(", and {}", with.join(", ")) };
    Party { who: format!("{} (patient){with}", patient.name.full()), lines }
}

/// What the patient is told: what is done and why, not how it is listed.
fn for_patient(difference: &Difference) -> bool {
    matches!(difference.of, Area::Goal | Area::Intervention | Area::Medication | Area::Frequency)
}

/// Disciplines that visit this patient, but for skilled nursing, which plans.
fn disciplines(chart: &Chart) -> Vec<Discipline> {
    let planned = chart.plan.interventions.iter().filter(|step| step.active).filter_map(|step| step.discipline.clone());
    let visiting = chart.facts.visits.iter().map(|visit| visit.discipline.clone());
    let mut all: Vec<Discipline> = planned.chain(visiting).filter(|one| *one != Discipline::SkilledNursing).collect();
    all.sort();
    all.dedup();
    all
}

/// Whether a difference is about what that discipline does.
fn concerns(chart: &Chart, difference: &Difference, discipline: &Discipline) -> bool {
    match difference.of {
        Area::Goal | Area::Problem => true,
        Area::Frequency => difference.what.starts_with(discipline.word()),
        Area::Intervention => {
            let step = chart.plan.interventions.iter().find(|step| step.text == difference.what);
            step.is_none_or(|step| step.discipline.as_ref() == Some(discipline))
        }
        Area::Medication | Area::Diagnosis | Area::Allergy | Area::Frame | Area::Section => false,
    }
}
