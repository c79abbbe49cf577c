//! The numbers of the kidneys: estimated filtration as reported, creatinine clearance as reported or computed. They are
//! different measures: where only one is on file it stands in for the other, and that is said.

use chrono::{NaiveDate, TimeDelta};

use super::UnderReview;
use crate::domain::codes::Sex;
use crate::domain::ids::Stored;
use crate::domain::observation::{Observation, ObservationStatus, loinc};

/// A result counts for this long.
const COUNTS: TimeDelta = TimeDelta::days(365);

/// Estimated filtration, by any formula.
pub(super) const EGFR: [&str; 9] =
    ["33914-3", "48642-3", "48643-1", "62238-1", "69405-9", "77147-7", "88293-6", "88294-4", "98979-8"];
/// Creatinine clearance, collected or computed elsewhere.
pub(super) const CLEARANCE: [&str; 4] = ["2164-2", "2163-4", "35591-7", "35592-5"];
/// Creatinine in serum.
pub(super) const CREATININE: [&str; 2] = ["2160-0", "38483-4"];
/// Body weight.
const WEIGHT: [&str; 3] = [loinc::WEIGHT, "3141-9", "3142-7"];

/// Creatinine is 88.4 times as many micromoles in a liter as milligrams in a deciliter.
const MICROMOLES: f64 = 88.4;
/// Kilograms of a pound.
const POUND: f64 = 0.453_592;

/// A number with how it is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) words: String,
}

/// What is known of the kidneys.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Kidneys {
    pub(super) egfr: Option<Number>,
    pub(super) clearance: Option<Number>,
    pub(super) creatinine: Option<Number>,
    pub(super) weight: Option<Number>,
    /// What the clearance cannot be computed without: "weight", "age".
    pub(super) lacking: Vec<&'static str>,
    /// A number of the kidneys that is too old to count.
    pub(super) stale: Option<String>,
}

impl Kidneys {
    pub(super) fn of(under: &UnderReview) -> Self {
        let of = |codes: &[&str]| newest(under, codes).filter(|(_, day)| counts(*day, under.today));
        let plain = |name: &str, codes: &[&str]| {
            let (entry, day) = of(codes)?;
            let value = entry.value.value?;
            Some(Number { value, words: format!("{name} {value}{}", on(day, under)) })
        };
        let creatinine = of(&CREATININE).and_then(|(entry, day)| {
            let value = in_mg_per_dl(&entry.value)?;
            Some(Number { value, words: format!("creatinine {value:.2} mg/dL{}", on(day, under)) })
        });
        let weight = of(&WEIGHT).and_then(|(entry, day)| {
            let value = in_kilograms(&entry.value)?;
            Some(Number { value, words: format!("weight {value:.0} kg{}", on(day, under)) })
        });
        let clearance = plain("creatinine clearance", &CLEARANCE)
            .or_else(|| cockcroft_gault(under, creatinine.as_ref()?, weight.as_ref()?));
        let known_sex = matches!(under.sex, Sex::Female | Sex::Male);
        let needed = [
            ("creatinine", creatinine.is_some()),
            ("weight", weight.is_some()),
            ("age", under.age.is_some()),
            ("sex", known_sex),
        ];
        let lacking = needed.into_iter().filter(|(_, known)| !known).map(|(name, _)| name).collect();
        let egfr = plain("eGFR", &EGFR);
        let stale = (egfr.is_none() && clearance.is_none() && creatinine.is_none()).then(|| stale(under)).flatten();
        Self { egfr, clearance, creatinine, weight, lacking, stale }
    }

    /// Whether any number of the kidneys is known.
    pub(super) fn is_known(&self) -> bool {
        self.egfr.is_some() || self.clearance.is_some() || self.creatinine.is_some()
    }
}

/// The newest number of the kidneys where all are too old.
fn stale(under: &UnderReview) -> Option<String> {
    let kinds = [("eGFR", &EGFR[..]), ("creatinine clearance", &CLEARANCE[..]), ("creatinine", &CREATININE[..])];
    let found = kinds.iter().filter_map(|(name, codes)| {
        let (entry, day) = newest(under, codes)?;
        Some((day?, format!("the last {name}, {}", entry.value.value?)))
    });
    let (day, words) = found.max_by_key(|(day, _)| *day)?;
    Some(format!("{words}, is of {day}: too old to count"))
}

/// Creatinine clearance by Cockcroft and Gault, from the weight as it is.
fn cockcroft_gault(under: &UnderReview, creatinine: &Number, weight: &Number) -> Option<Number> {
    let age = f64::from(under.age?);
    let factor = match under.sex {
        Sex::Female => 0.85,
        Sex::Male => 1.0,
        Sex::Neither | Sex::Unknown | Sex::Other(_) => return None,
    };
    if creatinine.value <= 0.0 {
        return None;
    }
    let value = (140.0 - age) * weight.value / (72.0 * creatinine.value) * factor;
    let words = format!(
        "creatinine clearance {value:.0} mL/min (Cockcroft-Gault from {}, {}, age, sex)",
        creatinine.words, weight.words
    );
    Some(Number { value, words })
}

/// The newest result of any of these codes that counts, with its day where it has one.
pub(super) fn newest<'a>(
    under: &UnderReview<'a>,
    codes: &[&str],
) -> Option<(&'a Stored<Observation>, Option<NaiveDate>)> {
    let all = under.results.iter().chain(under.vitals);
    let wanted = all.filter(|entry| {
        let result = &entry.value;
        result.status == ObservationStatus::Valid && codes.contains(&result.code.as_str()) && result.value.is_some()
    });
    let found = wanted.max_by_key(|entry| (entry.value.at, entry.id))?;
    Some((found, found.value.at.map(|at| at.date_naive())))
}

/// A result without a date was given by hand, for now.
fn counts(day: Option<NaiveDate>, today: Option<NaiveDate>) -> bool {
    match (day, today) {
        (Some(day), Some(today)) => today - day <= COUNTS,
        (None, _) | (_, None) => true,
    }
}

fn on(day: Option<NaiveDate>, under: &UnderReview) -> String {
    match day {
        Some(day) if under.today.is_some() => format!(" on {day}"),
        Some(_) | None => String::new(),
    }
}

fn in_mg_per_dl(result: &Observation) -> Option<f64> {
    let value = result.value?;
    let micromoles = result.unit.as_deref().is_some_and(|unit| unit.to_lowercase().contains("mol"));
    Some(if micromoles { value / MICROMOLES } else { value })
}

fn in_kilograms(result: &Observation) -> Option<f64> {
    let value = result.value?;
    match result.unit.as_deref()? {
        "kg" => Some(value),
        "lb" | "lbs" | "[lb_av]" => Some(value * POUND),
        "g" => Some(value / 1000.0),
        _ => None,
    }
}
