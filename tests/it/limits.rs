//! Measurements out of their limits: examples as data.

use caseload::domain::answer::{Answer, AnswerKind};
use caseload::domain::ids::{Id, Keyed, Stored};
use caseload::domain::limits::{Measured, out_of_limits};
use caseload::domain::medication::Medication;
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
    /// Drugs on the list.
    #[serde(default)]
    medicines: Vec<String>,
    /// Causes of findings that somebody has answered.
    #[serde(default)]
    answered: Vec<String>,
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
    #[serde(default)]
    name: String,
    value: Option<f64>,
    unit: Option<String>,
    text: Option<String>,
    at: Option<Instant>,
    status: Option<ObservationStatus>,
    how: Option<String>,
}

fn entry<T: Keyed>(value: T) -> Stored<T> {
    numbered(1, value)
}

fn numbered<T: Keyed>(id: i64, value: T) -> Stored<T> {
    Stored { id: Id::new(id), version: 1, patient: Id::new(1), value }
}

fn observation(reading: &Reading) -> Stored<Observation> {
    entry(Observation {
        code: reading.code.clone(),
        name: reading.name.clone(),
        category: "vital-signs".into(),
        at: reading.at,
        value: reading.value,
        unit: reading.unit.clone(),
        text: reading.text.clone(),
        status: reading.status.clone().unwrap_or(ObservationStatus::Valid),
        how: reading.how.clone(),
    })
}

fn problem(known: &Known) -> Stored<Problem> {
    let Known { text, code } = known;
    entry(Problem { text: text.clone(), code: code.clone(), status: ProblemStatus::Active, onset: None, ended: None })
}

fn answered(cause: &str) -> Stored<Answer> {
    entry(Answer {
        subject: cause.to_owned(),
        cause: cause.to_owned(),
        kind: AnswerKind::OrderChanged,
        reason: "hold 2 doses".to_owned(),
        by: Id::new(1),
        at: "2026-09-14T14:00:00Z".parse().unwrap(),
        counts: true,
        told: Some("Dr Banks".to_owned()),
    })
}

/// Nothing but these readings, on Monday 14 September 2026 at 11:00 in New York; the episode began on 2 August.
fn only(vitals: &[Stored<Observation>]) -> Measured<'_> {
    Measured {
        vitals,
        results: &[],
        problems: &[],
        medications: &[],
        answers: &[],
        since: "2026-08-02T04:00:00Z".parse().unwrap(),
        now: "2026-09-14T15:00:00Z".parse().unwrap(),
        zone: Tz::America__New_York,
    }
}

#[test]
fn readings_out_of_limits_are_told() {
    cases("vitals.toml");
}

#[test]
fn signs_words_units_and_panels_are_read_or_named() {
    cases("as-sent.toml");
}

#[test]
fn a_finding_stays_until_it_is_answered_or_replaced() {
    cases("until-answered.toml");
}

fn cases(file: &str) {
    let path = format!("{}/tests/cases/limits/{file}", env!("CARGO_MANIFEST_DIR"));
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for example in &file.case {
        let vitals: Vec<_> =
            (1..).zip(&example.readings).map(|(id, reading)| numbered(id, observation(reading).value)).collect();
        let problems: Vec<_> = example.problems.iter().map(problem).collect();
        let medications: Vec<_> =
            example.medicines.iter().map(|drug| entry(Medication::written(drug, "daily"))).collect();
        let answers: Vec<_> = example.answered.iter().map(|cause| answered(cause)).collect();
        let measured = Measured { problems: &problems, medications: &medications, answers: &answers, ..only(&vitals) };
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
        name: String::new(),
        value: Some(4.6),
        unit: None,
        text: None,
        at: Some("2026-09-14T13:55:00Z".parse().unwrap()),
        status: None,
        how: None,
    };
    let vitals = [observation(&reading)];
    let facts = out_of_limits(&limits(), &only(&vitals)).remove(0).facts;
    assert_eq!(
        facts,
        ["INR 4.6 on Mon 2026-09-14 09:55", "goal 2-3: call now; the agency's default, not an order for this patient"]
    );
}
