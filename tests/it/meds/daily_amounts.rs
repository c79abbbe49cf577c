//! Runs `tests/cases/meds/daily-amounts.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use caseload::domain::medication::MedicationStatus;
use caseload::domain::medication::dose::daily;
use caseload::domain::medication::notation::find;
use caseload::domain::medication::reading::Reading;
use caseload::knowledge::formulary;
use serde::Deserialize;

use super::{review_of, typed};

#[derive(Deserialize)]
struct Cases {
    amounts: BTreeMap<String, String>,
    asked: BTreeMap<String, String>,
}

fn cases() -> Cases {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds/daily-amounts.toml");
    toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap()
}

#[test]
fn the_amount_of_a_day_is_computed_from_the_instructions() {
    let mut faults = Vec::new();
    for (line, wanted) in &cases().amounts {
        let medication = typed(line, MedicationStatus::Active);
        let reading = Reading::of(&medication, formulary());
        let amount = daily(&medication, &reading, &reading.resolved.parts[0], formulary());
        let said = amount.map_or(String::new(), |amount| {
            format!("{} {}", (amount.value * 1000.0).round() / 1000.0, amount.unit.plural)
        });
        if said != *wanted {
            faults.push(format!("{line}: wanted `{wanted}`, got `{said}`"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_amount_that_matters_and_cannot_be_computed_is_asked_about() {
    const SAID: &str = "amount not checked: ";
    let mut faults = Vec::new();
    for (line, wanted) in &cases().asked {
        let said: Vec<String> = review_of(&[line])
            .cautions
            .iter()
            .filter_map(|it| it.consequence.strip_prefix(SAID))
            .map(str::to_owned)
            .collect();
        if said.join(" | ") != *wanted {
            faults.push(format!("{line}: wanted `{wanted}`, got `{}`", said.join(" | ")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A concentration as labels print it is no notation to warn of; an amount a day is.
#[test]
fn a_stroke_in_a_strength_is_no_error() {
    let strokes = |line: &str| find(line, formulary()).iter().filter(|found| found.written == "/").count();
    let labels =
        ["morphine sulfate 20 MG/ML Oral Solution", "fentanyl 25 mcg/hr patch", "albuterol 90 MCG/ACTUAT Inhaler"];
    assert_eq!(labels.map(strokes), [0, 0, 0]);
    assert_eq!(["furosemide 40 mg/day", "normal saline 100 mL/hr"].map(strokes), [1, 1]);
}
