//! Measurements out of their limits: examples as data.

use caseload::domain::ids::{Entry, Id};
use caseload::domain::limits::{Measured, out_of_limits};
use caseload::domain::observation::{Observation, ObservationStatus};
use caseload::domain::problem::{Problem, ProblemStatus};
use caseload::domain::when::Instant;
use caseload::knowledge::limits::limits;
use chrono_tz::Tz;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    #[serde(default)]
    problems: Vec<Known>,
    readings: Vec<Reading>,
    /// Tier and text.
    expect: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    text: String,
    code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    code: String,
    value: f64,
    unit: Option<String>,
    at: Instant,
    status: Option<ObservationStatus>,
}

fn entry<T>(value: T) -> Entry<T> {
    Entry { id: Id::new(1), version: 1, patient: Id::new(1), value }
}

fn observation(reading: &Reading) -> Entry<Observation> {
    entry(Observation {
        code: reading.code.clone(),
        name: String::new(),
        category: "vital-signs".into(),
        at: Some(reading.at),
        value: Some(reading.value),
        unit: reading.unit.clone(),
        text: None,
        status: reading.status.clone().unwrap_or(ObservationStatus::Valid),
    })
}

fn problem(known: &Known) -> Entry<Problem> {
    let Known { text, code } = known;
    entry(Problem { text: text.clone(), code: code.clone(), status: ProblemStatus::Active, onset: None, ended: None })
}

#[test]
fn readings_out_of_limits_are_told() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/limits/vitals.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for example in &file.case {
        let vitals: Vec<_> = example.readings.iter().map(observation).collect();
        let problems: Vec<_> = example.problems.iter().map(problem).collect();
        let now = "2026-09-14T15:00:00Z".parse().unwrap();
        let measured = Measured { vitals: &vitals, problems: &problems, now, zone: Tz::America__New_York };
        let found = out_of_limits(&limits(), &measured);
        let said: Vec<String> = found
            .iter()
            .map(|finding| {
                format!("{}: {}", serde_json::to_value(finding.tier).unwrap().as_str().unwrap(), finding.text)
            })
            .collect();
        assert_eq!(said, example.expect, "{}", example.name);
    }
}

#[test]
fn facts_tell_the_reading_and_whose_limits_they_are() {
    let reading = Reading {
        code: "6301-6".into(),
        value: 4.6,
        unit: None,
        at: "2026-09-14T13:55:00Z".parse().unwrap(),
        status: None,
    };
    let vitals = [observation(&reading)];
    let now = "2026-09-14T15:00:00Z".parse().unwrap();
    let measured = Measured { vitals: &vitals, problems: &[], now, zone: Tz::America__New_York };
    let facts = out_of_limits(&limits(), &measured).remove(0).facts;
    assert_eq!(
        facts,
        ["INR 4.6 on Mon 2026-09-14 09:55", "goal 2-3: call now; the agency's default, not an order for this patient"]
    );
}
