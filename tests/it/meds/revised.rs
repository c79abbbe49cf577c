//! Runs `tests/cases/meds/revised.toml`: what is typed over a line of the list.

use std::path::Path;

use caseload::domain::medication::Medication;
use caseload::domain::medication::one_line::OneLine;
use caseload::domain::medication::sig::Doubt;
use caseload::knowledge::formulary;
use proptest::prelude::*;
use serde::Deserialize;

use crate::runs::runs;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    drug: String,
    sig: String,
    typed: String,
    reads: String,
    #[serde(default)]
    asks: usize,
    #[serde(default)]
    whole: bool,
}

#[test]
fn only_what_is_typed_becomes_different() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds/revised.toml");
    let cases: Cases = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let read = OneLine::over(&Medication::written(&case.drug, &case.sig), &case.typed, formulary());
        let whole = read.doubts.contains(&Doubt::NotInPart);
        let asks = if whole { case.asks } else { read.doubts.len() };
        if (&read.said, asks, whole) != (&case.reads, case.asks, case.whole) {
            let asks: Vec<String> = read.doubts.iter().map(Doubt::question).collect();
            wrong.push(format!("{} over {}: {} {asks:?}", case.typed, case.sig, read.said));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.case.len(), wrong.join("\n"));
}

proptest! {
    #![proptest_config(runs(256))]

    #[test]
    fn whatever_is_typed_over_a_line_is_no_trouble(sig in ".{0,60}", typed in ".{0,60}") {
        let read = OneLine::over(&Medication::written("lisinopril 10 mg tablet", sig), &typed, formulary());
        prop_assert!(!read.medication.drug.is_empty() || !read.doubts.is_empty());
    }
}
