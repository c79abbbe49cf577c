//! Fields 1 to 9, 11 to 13 and 17: who she is, who cares for her, what she has.

use super::{DocumentField, Draft, FORM_SECTIONS, NOT_RECORDED, field, known, said};
use crate::domain::allergy::{Allergy, lacks_drugs};
use crate::domain::codes::Sex;
use crate::domain::patient::{Address, Patient};
use crate::domain::plan::PlanProblem;
use crate::domain::problem::Problem;

/// Family name first, in full, as a record files her.
pub(super) fn name(patient: &Patient) -> String {
    let name = &patient.name;
    match (name.family.is_empty(), name.given.is_empty()) {
        (false, false) => format!("{}, {}", name.family, name.given),
        _ => name.full(),
    }
}

pub(super) fn address(address: &Address) -> Option<String> {
    let place = [address.state.as_str(), address.postal_code.as_str()];
    let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let parts = [address.street.as_str(), address.city.as_str(), place.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Whether an identifier is the Medicare number; the systems are those of FHIR, or a name with "Medicare" in it.
fn is_claim_number(system: &str) -> bool {
    let system = system.to_lowercase();
    system.contains("us-mbi") || system.contains("us-medicare") || system.contains("medicare")
}

impl Draft<'_> {
    pub(super) fn about_the_patient(&self) -> Vec<DocumentField> {
        let chart = self.source.chart;
        let patient = &chart.facts.patient;
        let claim = patient.identifiers.iter().find(|one| is_claim_number(&one.system)).map(|one| one.value.clone());
        let soc = chart.facts.start_of_care(self.source.given.now.date());
        let period = self.period.map(|period| format!("from {} to {}", period.from, period.to));
        let sex = match patient.sex {
            Sex::Female => Some("female"),
            Sex::Male => Some("male"),
            Sex::Neither => Some("neither female nor male"),
            Sex::Unknown | Sex::Other(_) => None,
        };
        let who = vec![name(patient), said("address", address(&patient.address).as_deref())];
        let phone = patient.phone.iter().map(|phone| format!("telephone: {phone}"));
        let letterhead = self.source.agency;
        let lines = Some(letterhead.address.join(", ")).filter(|lines| !lines.is_empty());
        let agency = vec![
            letterhead.name.clone(),
            said("address", lines.as_deref()),
            said("telephone", letterhead.phone.as_deref()),
        ];
        vec![
            known("1", "Patient's HI claim number", claim),
            known("2", "Start of care date", soc.map(|day| day.to_string())),
            known("3", "Certification period", period),
            known("4", "Medical record number", Some(patient.number.clone())),
            known("5", "Provider number", letterhead.provider_number.clone()),
            field("6", "Patient's name and address", who.into_iter().chain(phone).collect()),
            field("7", "Provider's name, address and telephone", agency),
            known("8", "Date of birth", patient.born.map(|day| day.to_string())),
            known("9", "Sex", sex.map(str::to_owned)),
        ]
    }

    pub(super) fn diagnoses(&self) -> Vec<DocumentField> {
        let plan = &self.source.chart.plan;
        let first = plan.problems.iter().find(|problem| problem.status.is_open() && is_diagnosis(problem));
        let principal = first.and_then(|first| first.code.as_deref());
        let listed = &self.source.chart.facts.problems;
        let of_first = listed.iter().find(|problem| principal.is_some() && problem.code.as_deref() == principal);
        let principal_line = match (of_first, first) {
            (Some(problem), _) => Some(diagnosis(problem)),
            (None, Some(problem)) => {
                Some(format!("{}, {}; date: {NOT_RECORDED}", problem.name, code(problem.code.as_deref())))
            }
            (None, None) => None,
        };
        let mut eleventh = known("11", "Principal diagnosis and date", principal_line);
        if eleventh.missing && !listed.is_empty() {
            eleventh.lines = vec![format!("{NOT_RECORDED}: which of the diagnoses in 13 is the principal one")];
        }
        let others = listed.iter().filter(|problem| of_first.is_none_or(|first| first.id != problem.id));
        let procedures = FORM_SECTIONS.iter().filter(|section| section.0 == "12");
        let procedures = procedures.map(|(locator, name, keys)| self.section_field(locator, name, keys));
        let others = others.map(|problem| diagnosis(problem)).collect();
        std::iter::once(eleventh)
            .chain(procedures)
            .chain([field("13", "Other pertinent diagnoses and dates", others)])
            .collect()
    }

    pub(super) fn allergies(&self) -> DocumentField {
        let listed = &self.source.chart.facts.allergies;
        let mut lines: Vec<String> = listed.iter().map(|entry| allergy(entry)).collect();
        if lacks_drugs(listed.iter().map(|entry| &entry.value)) {
            lines.push(format!("drug allergies: {NOT_RECORDED}"));
        }
        field("17", "Allergies", lines)
    }
}

fn is_diagnosis(problem: &PlanProblem) -> bool {
    problem.code.as_deref().is_some_and(|code| code.starts_with("icd10:"))
}

/// `I50.32`: a code without the name of its system.
fn code(code: Option<&str>) -> &str {
    code.map_or("code not recorded", |code| code.split_once(':').map_or(code, |(_, code)| code))
}

fn diagnosis(problem: &Problem) -> String {
    let since = problem.onset.map_or(NOT_RECORDED.to_owned(), |day| day.to_string());
    format!("{}, {}; date: {since}", problem.words(), code(problem.code.as_deref()))
}

fn allergy(allergy: &Allergy) -> String {
    match (allergy.happened(), allergy.none_known) {
        (_, true) => format!("none known: {}", allergy.substance),
        (Some(reaction), false) => format!("{}: {reaction}", allergy.substance),
        (None, false) => format!("{}: reaction {NOT_RECORDED}", allergy.substance),
    }
}
