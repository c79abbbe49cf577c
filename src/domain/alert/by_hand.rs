//! A list as somebody typed it, with what was said about the patient: no chart is needed.

use super::kidney::{CLEARANCE, EGFR};
use super::{Review, UnderReview, review};
use crate::domain::allergy::{Allergy, NoneOf, none_of};
use crate::domain::codes::Sex;
use crate::domain::formulary::Formulary;
use crate::domain::ids::{Id, Keyed, PatientId, Stored};
use crate::domain::medication::Medication;
use crate::domain::observation::{Observation, ObservationStatus};
use crate::domain::problem::{Problem, ProblemStatus};

/// A medication list and a patient, as told.
#[derive(Debug, Clone, PartialEq)]
pub struct ByHand {
    /// One line for each medicine; the id of a line is its place, from 1.
    pub lines: Vec<Stored<Medication>>,
    /// Allergies as told: "penicillin: hives".
    pub allergies: Vec<Stored<Allergy>>,
    /// Conditions as told.
    pub problems: Vec<Stored<Problem>>,
    /// Kidney numbers as told.
    pub results: Vec<Stored<Observation>>,
    /// In years.
    pub age: Option<i32>,
    /// Administrative sex.
    pub sex: Sex,
}

/// Nobody on record.
const NOBODY: PatientId = PatientId::new(0);

fn entries<T: Keyed>(values: impl IntoIterator<Item = T>) -> Vec<Stored<T>> {
    let numbered = (1..).zip(values);
    numbered.map(|(id, value)| Stored { id: Id::new(id), version: 1, patient: NOBODY, value }).collect()
}

impl ByHand {
    /// Medicines as typed, nothing said about the patient. Empty lines are no medicines.
    pub fn of<'a>(typed: impl IntoIterator<Item = &'a str>) -> Self {
        let lines = typed.into_iter().map(str::trim).filter(|line| !line.is_empty());
        let lines = lines.map(|line| Medication::written(line, ""));
        Self {
            lines: entries(lines),
            allergies: Vec::new(),
            problems: Vec::new(),
            results: Vec::new(),
            age: None,
            sex: Sex::Unknown,
        }
    }

    /// Adds allergies, each with its reaction behind a colon or a dash.
    #[must_use]
    pub fn with_allergies<'a>(mut self, told: impl IntoIterator<Item = &'a str>) -> Self {
        self.allergies = entries(told.into_iter().map(allergy));
        self
    }

    /// Adds conditions in words.
    #[must_use]
    pub fn with_conditions<'a>(mut self, told: impl IntoIterator<Item = &'a str>) -> Self {
        self.problems = entries(told.into_iter().map(|text| Problem {
            text: text.to_owned(),
            code: None,
            status: ProblemStatus::Active,
            onset: None,
            ended: None,
        }));
        self
    }

    /// Adds estimated filtration and creatinine clearance, where told.
    #[must_use]
    pub fn with_kidneys(mut self, egfr: Option<f64>, clearance: Option<f64>) -> Self {
        let number = |code: &str, name: &str, value: f64| Observation {
            code: code.to_owned(),
            name: name.to_owned(),
            category: "laboratory".to_owned(),
            at: None,
            value: Some(value),
            unit: None,
            text: None,
            status: ObservationStatus::Valid,
            how: None,
        };
        let [egfr_code, ..] = EGFR;
        let [clearance_code, ..] = CLEARANCE;
        let told = [
            egfr.map(|value| number(egfr_code, "eGFR", value)),
            clearance.map(|value| number(clearance_code, "creatinine clearance", value)),
        ];
        self.results = entries(told.into_iter().flatten());
        self
    }

    /// Reviews the list.
    pub fn review(&self, formulary: &'static Formulary) -> Review {
        let under = UnderReview {
            patient: NOBODY,
            lines: &self.lines,
            uses: &[],
            events: &[],
            allergies: &self.allergies,
            problems: &self.problems,
            results: &self.results,
            vitals: &[],
            age: self.age,
            sex: &self.sex,
            today: None,
            as_typed: true,
            whole_chart: false,
        };
        review(&under, formulary)
    }
}

/// "penicillin: hives", "PCN - anaphylaxis", "NKDA".
fn allergy(told: &str) -> Allergy {
    let cut = told.split_once(':').or_else(|| told.split_once(" - "));
    let (substance, reaction) = cut.map_or((told, None), |(substance, reaction)| (substance, Some(reaction)));
    let none = told.trim().eq_ignore_ascii_case("none").then_some(NoneOf::Everything).or_else(|| none_of(told));
    Allergy {
        none_known: none.is_some(),
        none_of: none,
        reaction: reaction.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        ..Allergy::to(substance.trim())
    }
}
