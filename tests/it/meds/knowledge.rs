//! The tables themselves: sound, whole, and as grave as the panels wanted them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use caseload::domain::alert::{Alert, AlertTier, UnderReview, review};
use caseload::domain::formulary::{Formulary, Subject};
use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::domain::observation::loinc;
use caseload::knowledge::formulary;
use caseload::knowledge::tables::{FILES, Tables};

use super::{PATIENT, entries, typed};

/// A pair that an expert panel agreed need not interrupt anybody.
#[derive(serde::Deserialize)]
struct LowPriority {
    number: u8,
    one: String,
    other: String,
    /// What alerts all the same: `sotalol x citalopram`.
    #[serde(default)]
    but: Vec<String>,
}

#[derive(serde::Deserialize)]
struct LowPriorities {
    pair: Vec<LowPriority>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/knowledge")
}

#[test]
fn the_tables_pass_their_checks_and_are_all_compiled_in() {
    let tables = Tables::read(&folder()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let set = formulary();
    assert_eq!(set.version, tables.edition.version);
    assert_eq!(set.ingredients.len(), tables.ingredients.rows.len());
    assert_eq!(set.pairs.len(), tables.interactions.rows.len());
    assert_eq!(set.quiet.len(), tables.quiet_pairs.rows.len());
    assert_eq!(set.duplicates.len(), tables.duplicates.rows.len());
    assert_eq!(set.products.len(), tables.combinations.rows.len());
}

#[test]
fn every_slice_that_is_searched_is_sorted() {
    let set = formulary();
    assert!(set.ingredients.is_sorted_by_key(|ingredient| set.text(ingredient.id)));
    assert!(set.classes.is_sorted());
    assert!(set.names.is_sorted_by_key(|name| set.text(name.words)));
    assert!(set.pairs.is_sorted_by_key(|rule| (rule.a, rule.b)));
    assert!(set.ingredients.iter().all(|ingredient| set.indexes_in(ingredient.classes).is_sorted()));
    for name in set.names {
        let words = set.text(name.words);
        let first = words.split(' ').next().unwrap();
        assert!(set.names_beginning(first).iter().any(|found| found.words == name.words), "{words}");
    }
}

/// Copies the tables, replaces some text in one file, and returns what is said about it.
fn faults_after(file: &str, replace: &str, with: &str) -> Vec<String> {
    let copy = tempfile::tempdir().unwrap();
    for name in FILES {
        std::fs::copy(folder().join(name), copy.path().join(name)).unwrap();
    }
    let text = std::fs::read_to_string(copy.path().join(file)).unwrap();
    assert!(text.contains(replace), "{file} has no `{replace}`");
    std::fs::write(copy.path().join(file), text.replacen(replace, with, 1)).unwrap();
    match Tables::read(copy.path()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_broken_table_is_refused_with_file_line_and_reason() {
    let cases = [
        ("classes.csv", "\nvka,", "\nwarfarin,", "`warfarin` is also an ingredient"),
        ("classes.csv", "Vitamin K antagonists,anticoagulant", "Vitamin K antagonists,nowhere", "the parent `nowhere`"),
        ("classes.csv", "Anticoagulants,,", "Anticoagulants,vka,", "its own ancestor"),
        ("ingredients.csv", "\nabatacept,", "\nabacavir,", "the id `abacavir` is used twice"),
        ("ingredients.csv", ",hiv_other,po,", ",no_class,po,", "`no_class` is not a class"),
        ("ingredients.csv", ",hiv_other,po,", ",hiv_other,by_ear,", "`by_ear` is not a route"),
        ("ingredients.csv", "Tymlos", "Coumadin", "the name `Coumadin` already stands for `abaloparatide`"),
        ("ingredients.csv", ",190521,", ",19x521,", "the rxcui `19x521` is not a number"),
        ("combinations.csv", "oxycodone;acetaminophen", "oxycodone;nothing", "`nothing` is not an ingredient"),
        ("interactions.csv", "I003,atazanavir,ppi", "I003,atazanavir,pppi", "`pppi` is neither class nor ingredient"),
        ("interactions.csv", "I005,ssri", "I005,snri", "the pair is already row I005"),
        (
            "interactions.csv",
            "I043,simvastatin,verapamil,serious,\"dose",
            "I043,simvastatin,verapamil,serious,\"dos",
            "cannot read",
        ),
        ("interactions.csv", "I291\n", "I999\n", "overrides `I999`"),
        ("interactions.csv", ",label,", ",no_source,", "`no_source` is not a source"),
        ("quiet_pairs.csv", "Q01,nsaid,beta_blocker", "Q01,warfarin,doac", "already row I115"),
        ("duplicates.csv", "supplements", "old_friends", "`old_friends` is not an exemption"),
        ("monitoring.csv", "L001,warfarin", "L001,warfarine", "`warfarine` is neither"),
        (
            "ingredients.csv",
            ",abacavir,Ziagen,,hiv_other,po,0,0,",
            ",abacavir,Ziagen,,hiv_other,po,0,x,",
            "narrow_therapeutic_index must",
        ),
        ("sig_units.csv", "mgs;milligram", "mcgs;milligram", "`mcgs` already stands for another row"),
        ("sig_units.csv", ",mass,1,", ",weight,1,", "`weight` is not a kind of unit"),
        ("sig_rare_doses.csv", "W02,alendronate", "W02,alendronat", "`alendronat` is not an ingredient"),
        ("sig_usual_units.csv", "heparin,unit", "heparin,units", "`units` is not a unit"),
        ("indications.csv", "htn;", "afib;", "`afib` already stands for another row"),
        ("monitoring.csv", "warfarin,INR,28,", "warfarin,INR,often,", "`often` is neither a number of days"),
        ("multi_rules.csv", "M09,4*cns_depressant", "M09,4*cns", "`cns` is neither"),
        ("allergy_classes.csv", ",penicillin,same,contraindicated,", ",penicillin,same,bad,", "`bad` is not one of"),
        ("dose_limits.csv", "3000,mg,age_ge_65", "3000,mg,elders", "`elders` is not a case"),
        ("renal.csv", "R01,metformin,eGFR", "R01,metformin,GFR", "`GFR` is not a measure"),
        ("older_adults.csv", "65,dementia,avoid", "65,forgetful,avoid", "`forgetful` is no row of conditions.csv"),
        ("sig_error_prone.csv", "daily,block,word", "daily,block,guess", "`guess` is not a pattern"),
        ("harm_signs.csv", "G01,vka", "G01,vkas", "`vkas` is neither"),
        ("sources.csv", "key,", "\u{feff}key,", "byte order mark"),
        ("renal.csv", "\n", "\r\n", "carriage return"),
        ("side_effects.csv", "Same time each evening", concat!("/ho", "me/me/notes"), "somebody's machine"),
    ];
    for (file, replace, with, reason) in cases {
        let faults = faults_after(file, replace, with);
        let named = faults.iter().any(|fault| fault.starts_with(file) && fault.contains(reason));
        assert!(named, "{file}: `{replace}` -> `{with}` gave {faults:?}");
    }
}

#[test]
fn every_result_that_a_table_names_is_read() {
    let set = formulary();
    for rule in set.monitoring {
        for code in set.words(rule.loinc) {
            assert!(loinc::RESULTS.contains(&code), "{} of {}", code, set.text(rule.id));
        }
    }
}

fn members(set: &Formulary, subject: Subject) -> Vec<u16> {
    (0..set.ingredients.len() as u16).filter(|ingredient| set.covers(subject, *ingredient)).collect()
}

#[test]
fn every_pair_of_the_high_priority_list_is_serious_or_worse() {
    let set = formulary();
    let (mut pairs, mut named) = (0, 0);
    // HP21 is "QT with QT"; its monitor row adds drugs that the panel did not mean.
    let of_the_panel = |onc: &str, tier| onc.starts_with("HP") && (onc != "HP21" || tier != AlertTier::Monitor);
    for rule in set.pairs.iter().filter(|rule| of_the_panel(set.text(rule.onc), rule.tier)) {
        for a in members(set, rule.a) {
            for b in members(set, rule.b).into_iter().filter(|b| *b != a) {
                pairs += 1;
                named += usize::from(set.text(rule.onc) != "HP21");
                let lines = [a, b].map(|index| {
                    let mut line =
                        typed(&set.text(set.ingredient(index).id).replace('_', " "), MedicationStatus::Active);
                    line.route = Some("po".to_owned());
                    line
                });
                let found = review(&UnderReview::list(PATIENT, &entries(lines)), set);
                let worst = found.alerts.first().and_then(|alert| alert.tier);
                assert!(
                    worst.is_some_and(|tier| tier <= AlertTier::Serious),
                    "{}: {} x {} gave {:?}",
                    set.text(rule.id),
                    set.name(a),
                    set.name(b),
                    found.alerts
                );
            }
        }
    }
    println!("{pairs} pairs of the high-priority list, {named} without those of QT with QT");
    assert!(named >= 392, "only {named} pairs");
}

/// A class by its id, or else an ingredient.
fn subject(set: &Formulary, id: &str) -> Subject {
    let class = (0_u16..).zip(set.classes).find(|(_, class)| **class == id);
    let ingredient = || (0_u16..).zip(set.ingredients).find(|(_, ingredient)| set.text(ingredient.id) == id);
    match class {
        Some((index, _)) => Subject::Class(index),
        None => Subject::Ingredient(ingredient().unwrap_or_else(|| panic!("no table knows `{id}`")).0),
    }
}

#[test]
fn no_pair_of_the_low_priority_list_alerts_but_those_named() {
    let set = formulary();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds/low-priority.toml");
    let cases: LowPriorities = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut pairs, mut silent) = (0, 0);
    let (mut found, mut named) = (BTreeSet::new(), BTreeSet::new());
    for case in &cases.pair {
        named.extend(case.but.iter().map(|pair| format!("{}: {pair}", case.number)));
        let others = members(set, subject(set, &case.other));
        let mut seen = BTreeSet::new();
        for a in members(set, subject(set, &case.one)) {
            for b in others.iter().copied().filter(|b| *b != a) {
                if !seen.insert((a.min(b), a.max(b))) {
                    continue;
                }
                let lines = [a, b].map(|index| {
                    let id = set.text(set.ingredient(index).id).replace('_', " ");
                    Medication { route: Some("po".to_owned()), ..typed(&id, MedicationStatus::Active) }
                });
                let review = review(&UnderReview::list(PATIENT, &entries(lines)), set);
                let of_both = || review.alerts.iter().chain(&review.cautions).filter(|alert| alert.lines.len() == 2);
                pairs += 1;
                silent += usize::from(of_both().next().is_none());
                if of_both().any(Alert::is_shown) {
                    found.insert(format!("{}: {} x {}", case.number, set.name(a), set.name(b)));
                }
            }
        }
    }
    println!("{pairs} pairs of the low-priority list, {silent} silent, {} alert", found.len());
    assert_eq!(found, named);
    assert!(pairs >= 1_187, "only {pairs} pairs");
}
