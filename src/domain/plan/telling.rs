//! Who must be told of what changed, and what: 42 CFR 484.60(c)(1) and (c)(3).

use super::difference::{Area, Difference};
use super::untold::{Missed, Revised, Untold};
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
    /// Whether it is the certifying practitioner, whose clock is another one as well.
    pub is_practitioner: bool,
}

/// Who must be told of what is untold, the certifying practitioner first: alone where a goal is not being reached and the plan is
/// as it was (42 CFR 484.60(c)(1)), with everybody concerned where the plan is another one (484.60(c)(3)). Nobody, where nothing
/// is untold.
pub fn parties(chart: &Chart, untold: &Untold) -> Vec<Party> {
    let lines = |mine: &dyn Fn(&Difference) -> bool| -> Vec<String> {
        untold.revised.iter().filter(|revised| mine(&revised.difference)).flat_map(Revised::lines).collect()
    };
    let stated = |rest: Vec<String>| -> Vec<String> { untold.statements.iter().cloned().chain(rest).collect() };
    let missed = untold.missed.iter().flat_map(Missed::lines);
    let of_all: Vec<String> = missed.chain(stated(lines(&|_| true))).collect();
    if of_all.is_empty() {
        return Vec::new();
    }
    let mut parties = vec![practitioner(chart, of_all)];
    if !untold.is_revision() {
        return parties;
    }
    for name in prescribers(chart, untold) {
        let of = |difference: &Difference| untold.ordered_by.get(&difference.what).is_some_and(|by| same(by, &name));
        let mine = lines(&|difference| difference.of == Area::Medication && of(difference));
        let who = format!("{name} (ordered a medicine)");
        parties.extend(with_lines(who, stated(mine)));
    }
    let of_patient = or_nothing(stated(lines(&for_patient)));
    parties.push(patient(chart, of_patient.clone()));
    parties.extend(for_her(chart).map(|contact| {
        let phone = contact.phone.as_ref().map(|phone| format!(", {phone}")).unwrap_or_default();
        let who = format!("{} ({}){phone}", contact.name, contact.kind.label());
        Party { who, lines: of_patient.clone(), is_practitioner: false }
    }));
    for discipline in disciplines(chart, untold) {
        let mine = stated(lines(&|difference| concerns(difference, &discipline)));
        parties.extend(with_lines(format!("{discipline} on this case"), mine));
    }
    parties
}

/// Those who ordered a medicine that is taken or was on the list before, each once, but for the certifying practitioner, who is
/// told of everything. Other orders name nobody.
fn prescribers(chart: &Chart, untold: &Untold) -> Vec<String> {
    let certifying = chart.facts.episode.as_ref().and_then(|episode| episode.practitioner.clone()).unwrap_or_default();
    let mut all: Vec<String> = Vec::new();
    for name in untold.ordered_by.values().filter(|name| !same(name, &certifying)) {
        if !all.iter().any(|known| same(known, name)) {
            all.push(name.clone());
        }
    }
    all
}

/// Titles and credentials that people put beside a name.
const TITLES: [&str; 10] = ["dr", "md", "do", "np", "pa", "aprn", "fnp", "dnp", "dpm", "phd"];

/// Whether two names are of one person: the same words, whatever their order and title. "Dr. Susan Lee" is "Lee, Susan, MD".
fn same(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let lower = name.to_lowercase().replace('.', "");
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut words: Vec<String> = words.filter(|word| !TITLES.contains(word)).map(str::to_owned).collect();
        words.sort();
        words
    };
    words(one) == words(other)
}

/// A party of whom something changes; nobody is called for nothing.
fn with_lines(who: String, lines: Vec<String>) -> Option<Party> {
    (!lines.is_empty()).then_some(Party { who, lines, is_practitioner: false })
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
    Party { who: format!("{name} (practitioner){phone}"), lines, is_practitioner: true }
}

fn patient(chart: &Chart, lines: Vec<String>) -> Party {
    let patient = &chart.facts.patient;
    let contacts = patient.contacts.iter().map(|contact| contact.name.as_str());
    let near = if for_her(chart).next().is_some() { 0 } else { 2 };
    let with: Vec<&str> = contacts.take(near).collect();
    let with = if with.is_empty() { String::new() } else { format!(", and {}", with.join(", ")) };
    Party { who: format!("{} (patient){with}", patient.name.full()), lines, is_practitioner: false }
}

/// What the patient is told: what is done and why, not how it is listed.
fn for_patient(difference: &Difference) -> bool {
    matches!(difference.of, Area::Goal | Area::Intervention | Area::Medication | Area::Frequency | Area::Section)
}

/// Disciplines that visit this patient or did something that changed, in words; but for skilled nursing, which plans.
fn disciplines(chart: &Chart, untold: &Untold) -> Vec<String> {
    let planned =
        chart.plan.interventions.iter().filter(|step| step.active).filter_map(|step| step.discipline.as_ref());
    let visiting = chart.facts.visits.iter().map(|visit| &visit.discipline);
    let mut known: Vec<&Discipline> = planned.chain(visiting).collect();
    known.sort();
    let known = known.into_iter().map(|one| one.label().to_owned());
    let changed = untold.revised.iter().flat_map(|revised| revised.difference.by.iter().cloned());
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
