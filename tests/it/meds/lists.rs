//! Runs `tests/cases/meds/*.toml`.

use std::collections::BTreeSet;
use std::path::Path;

use caseload::domain::alert::{AlertTier, UnderReview, review};
use caseload::domain::medication::MedicationStatus;
use caseload::knowledge::formulary;
use serde::Deserialize;

use super::{PATIENT, entries, in_words, typed};

#[derive(Deserialize)]
struct Cases {
    list: Vec<List>,
}

#[derive(Deserialize)]
struct List {
    name: String,
    /// Being taken.
    lines: Vec<String>,
    /// On the list, but held, stopped or planned.
    #[serde(default)]
    resting: Vec<String>,
    /// Everything the alert pane shows, and of the monitor findings those the case is about.
    #[serde(default)]
    alerts: Vec<String>,
    /// Findings that must not be there, at any tier.
    #[serde(default)]
    never: Vec<String>,
}

fn read(file: &str) -> Vec<List> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds").join(file);
    let cases: Cases = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    cases.list
}

/// What is wrong with the review of a list; empty when nothing is.
fn faults(list: &List) -> Vec<String> {
    let lines = list.lines.iter().map(|line| typed(line, MedicationStatus::Active));
    let resting = list.resting.iter().map(|line| typed(line, MedicationStatus::Held));
    let found = review(&UnderReview::list(PATIENT, &entries(lines.chain(resting))), formulary());
    let all: Vec<String> = found.alerts.iter().map(in_words).collect();
    let shown: BTreeSet<String> = found.alerts.iter().filter(|alert| alert.is_shown()).map(in_words).collect();
    let wanted: BTreeSet<String> = list.alerts.iter().cloned().collect();
    let wanted_shown = wanted.iter().filter(|alert| !alert.starts_with(AlertTier::Monitor.word())).cloned().collect();
    let mut faults = Vec::new();
    for missing in wanted.iter().filter(|alert| !all.contains(alert)) {
        faults.push(format!("{}: missing `{missing}`", list.name));
    }
    for surplus in shown.difference(&wanted_shown) {
        faults.push(format!("{}: unexpected `{surplus}`", list.name));
    }
    for never in list.never.iter().filter(|never| all.contains(never)) {
        faults.push(format!("{}: must never say `{never}`", list.name));
    }
    if !faults.is_empty() {
        faults.push(format!("    all: {}", all.join("; ")));
    }
    faults
}

fn check(file: &str, at_least: usize) {
    let lists = read(file);
    assert!(lists.len() >= at_least, "{file} has only {} lists", lists.len());
    let faults: Vec<String> = lists.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{file}\n{}", faults.join("\n"));
}

#[test]
fn dangerous_lists_are_found() {
    check("dangerous.toml", 25);
}

#[test]
fn ordinary_lists_stay_quiet() {
    let lists = read("ordinary.toml");
    for list in &lists {
        assert!(list.alerts.iter().all(|alert| alert.starts_with("monitor")), "{}: not an ordinary list", list.name);
    }
    check("ordinary.toml", 15);
}

#[test]
fn each_quiet_pair_and_override_has_its_case() {
    check("quiet.toml", 20);
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds/quiet.toml")).unwrap();
    let set = formulary();
    let overriding = set.pairs.iter().filter(|rule| rule.overrides.len > 0).map(|rule| rule.id);
    for id in set.quiet.iter().map(|quiet| quiet.id).chain(overriding) {
        let id = set.text(id);
        assert!(text.contains(&format!("\"{id} ")), "no case begins with {id}");
    }
}

#[test]
fn duplicates_are_found_and_their_exemptions_kept() {
    check("duplicates.toml", 12);
}

#[test]
fn names_are_found_as_people_and_systems_write_them() {
    check("names.toml", 8);
}
