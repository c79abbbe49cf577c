//! Runs the lists that another hand wrote without seeing the program: `tests/cases/meds/clean.toml` and `risky.toml`.
//! The reading rules stand at the head of `risky.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use caseload::domain::alert::{Alert, AlertKind, AlertTier, ByHand, Review};
use caseload::domain::codes::Sex;
use caseload::knowledge::formulary;
use serde::Deserialize;

#[derive(Deserialize)]
struct Lists {
    list: Vec<List>,
}

#[derive(Deserialize)]
struct List {
    name: String,
    age: i32,
    sex: String,
    #[serde(default)]
    conditions: Vec<String>,
    #[serde(default)]
    allergies: Vec<String>,
    egfr: Option<f64>,
    crcl: Option<f64>,
    typed: Vec<String>,
    expect: Vec<String>,
    #[serde(default)]
    may: Vec<String>,
}

impl List {
    fn review(&self) -> Review {
        let text = |told: &Vec<String>| told.clone();
        let mut list = ByHand::of(self.typed.iter().map(String::as_str))
            .with_allergies(text(&self.allergies).iter().map(String::as_str))
            .with_conditions(text(&self.conditions).iter().map(String::as_str))
            .with_kidneys(self.egfr, self.crcl);
        list.age = Some(self.age);
        list.sex = Sex::from_word(&self.sex);
        list.review(formulary())
    }
}

fn read(file: &str) -> Vec<List> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds").join(file);
    let lists: Lists = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    lists.list
}

/// A finding in the grammar of the files: kind with its tier, and what it is about, both in small letters.
fn said(alert: &Alert) -> (String, String) {
    let names = || {
        let mut names: Vec<String> = alert.ingredients.iter().map(|name| name.to_lowercase()).collect();
        names.sort();
        names.join(" x ")
    };
    let text = || alert.text.as_deref().unwrap_or_default().to_lowercase();
    match (&alert.kind, alert.tier) {
        (AlertKind::Sig | AlertKind::NotChecked, _) => (alert.kind.word().to_owned(), text()),
        (kind, Some(tier)) => (format!("{} {}", tier.word(), kind.word()), names()),
        (kind, None) => (kind.word().to_owned(), names()),
    }
}

fn wanted(line: &str) -> (String, String) {
    let (kind, about) = line.split_once(": ").unwrap();
    let about = about.to_lowercase();
    let about = if matches!(kind, "sig" | "not_checked") {
        about
    } else {
        let mut names: Vec<&str> = about.split(" x ").collect();
        names.sort_unstable();
        names.join(" x ")
    };
    (kind.to_owned(), about)
}

/// Whether a finding is the one that a file names.
fn is_it(found: &(String, String), wanted: &(String, String)) -> bool {
    if wanted.0 == "not_checked" && found.0 == "not_checked" {
        return found.1.starts_with(&wanted.1);
    }
    // An interaction and a duplicate of the same tier about the same two drugs say the same.
    let kind = |kind: &str| kind.replace("duplicate", "interaction");
    kind(&found.0) == kind(&wanted.0) && found.1 == wanted.1
}

/// Kinds of which the files name every finding.
fn is_complete(kind: &str) -> bool {
    kind.starts_with("contraindicated")
        || kind.starts_with("serious")
        || matches!(kind, "renal" | "older_adult" | "sig" | "not_checked")
}

#[derive(Default)]
struct Tally {
    wanted: usize,
    found: usize,
    surplus: usize,
}

#[test]
fn lists_of_another_hand_are_found_dangerous() {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut faults = String::new();
    let (mut checked, mut of) = (0, 0);
    for list in read("risky.toml") {
        let review = list.review();
        checked += review.checked;
        of += review.of;
        let found: Vec<(String, String)> = review.alerts.iter().map(said).collect();
        let expected: Vec<(String, String)> = list.expect.iter().map(|line| wanted(line)).collect();
        let allowed: Vec<(String, String)> = list.may.iter().map(|line| wanted(line)).collect();
        for one in &expected {
            let tally = tallies.entry(one.0.clone()).or_default();
            tally.wanted += 1;
            if found.iter().any(|other| is_it(other, one)) {
                tally.found += 1;
            } else {
                let _ = writeln!(faults, "{}: missing {} {}; all: {found:?}", list.name, one.0, one.1);
            }
        }
        for one in found.iter().filter(|one| is_complete(&one.0)) {
            if !expected.iter().chain(&allowed).any(|other| is_it(one, other)) {
                tallies.entry(one.0.clone()).or_default().surplus += 1;
                let _ = writeln!(faults, "{}: surplus {} {}", list.name, one.0, one.1);
            }
        }
    }
    println!("{checked} of {of} lines known");
    for (kind, tally) in &tallies {
        println!("{kind}: {} of {} found, {} surplus", tally.found, tally.wanted, tally.surplus);
    }
    println!("{faults}");
    for (tier, floor) in [(AlertTier::Contraindicated, 95), (AlertTier::Serious, 90)] {
        let of_tier = tallies.iter().filter(|(kind, _)| kind.starts_with(tier.word()));
        let (found, wanted) = of_tier.fold((0, 0), |(f, w), (_, tally)| (f + tally.found, w + tally.wanted));
        println!("{}: {found} of {wanted}", tier.word());
        assert!(found * 100 >= wanted * floor, "{}: only {found} of {wanted}\n{faults}", tier.word());
    }
}

#[test]
fn clean_lists_of_another_hand_stay_quiet() {
    let mut faults = Vec::new();
    for list in read("clean.toml") {
        assert!(list.expect.is_empty(), "{}", list.name);
        let review = list.review();
        for alert in &review.alerts {
            let (kind, about) = said(alert);
            let waits = alert.tier == Some(AlertTier::Monitor)
                || alert.tier.is_none() && !matches!(alert.kind, AlertKind::Sig | AlertKind::NotChecked);
            if !waits {
                faults.push(format!("{}: {kind} {about}", list.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
