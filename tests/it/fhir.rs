//! FHIR import: rules as data, refusals as data, and files of any kind.

mod dosages;
pub(crate) mod sample_data;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use caseload::domain::record::{Body, Record};
use caseload::exchange::fhir::{self, Directory, FileRead, FileRefused, Setting};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use crate::runs::runs;

fn read(bytes: &[u8]) -> Result<FileRead, FileRefused> {
    let mut directory = Directory::new(caseload::knowledge::formulary());
    directory.add(bytes);
    fhir::read_from(bytes, "file.json", &directory)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("packs");
    encoder.finish().expect("packs")
}

fn cases(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/fhir").join(name);
    std::fs::read_to_string(path).expect("the cases are there")
}

#[derive(Deserialize)]
struct Rules {
    case: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    what: String,
    #[serde(default)]
    resource: String,
    #[serde(default)]
    file: String,
    record: Option<String>,
    #[serde(default)]
    expect: BTreeMap<String, toml::Value>,
    #[serde(default)]
    absent: Vec<String>,
    problem: Option<String>,
}

/// Every case holds one resource (or a whole file) and what its record must say.
#[test]
fn resources_mean_what_they_say() {
    let rules: Rules = toml::from_str(&cases("rules.toml")).expect("the cases are TOML");
    let mut wrong = String::new();
    for rule in rules.case {
        let input = if rule.file.is_empty() { &rule.resource } else { &rule.file };
        let file = match read(input.as_bytes()) {
            Ok(file) => file,
            Err(refused) => {
                let _ = writeln!(wrong, "{}: {refused}", rule.what);
                continue;
            }
        };
        check(&rule, &file, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn check(rule: &Rule, file: &FileRead, wrong: &mut String) {
    let problems: Vec<String> = file.problems.iter().map(|p| format!("{}: {}", p.place, p.reason)).collect();
    match &rule.problem {
        Some(said) if !problems.iter().any(|problem| problem.contains(said)) => {
            let _ = writeln!(wrong, "{}: nothing says `{said}`, only {problems:?}", rule.what);
        }
        None if !problems.is_empty() => {
            let _ = writeln!(wrong, "{}: unexpected {problems:?}", rule.what);
        }
        _ => {}
    }
    for key in &rule.absent {
        if file.records.iter().any(|record| record.key.as_ref() == Some(key)) {
            let _ = writeln!(wrong, "{}: {key} must not be there", rule.what);
        }
    }
    if rule.expect.is_empty() {
        return;
    }
    let named = |record: &&Record| {
        rule.record.as_ref().map_or_else(
            || record.key.as_ref().is_some_and(|key| !key.contains('#')),
            |key| record.key.as_ref() == Some(key),
        )
    };
    let Some(record) = file.records.iter().find(named) else {
        let keys: Vec<_> = file.records.iter().map(|record| record.key.clone()).collect();
        let _ = writeln!(wrong, "{}: no such record among {keys:?}", rule.what);
        return;
    };
    let found = serde_json::to_value(record).expect("serialises");
    for (path, expected) in &rule.expect {
        let expected = serde_json::to_value(expected).expect("serialises");
        let expected = if expected == "(none)" { Value::Null } else { expected };
        let value = found.pointer(path).cloned().unwrap_or(Value::Null);
        if value != expected {
            let _ = writeln!(wrong, "{}: {path} is {value}, not {expected}", rule.what);
        }
    }
}

#[derive(Deserialize)]
struct Refusals {
    case: Vec<RefusedCase>,
}

#[derive(Deserialize)]
struct RefusedCase {
    what: String,
    input: String,
    says: String,
}

#[test]
fn bad_files_are_refused_in_a_clear_sentence() {
    let refusals: Refusals = toml::from_str(&cases("refused.toml")).expect("the cases are TOML");
    let mut wrong = String::new();
    for case in refusals.case {
        for bytes in [case.input.clone().into_bytes(), packed(case.input.as_bytes())] {
            match read(&bytes) {
                Err(refused) if refused.to_string().contains(&case.says) => {}
                Err(refused) => {
                    let _ = writeln!(wrong, "{}: says `{refused}`, not `{}`", case.what, case.says);
                }
                Ok(file) => {
                    let _ = writeln!(wrong, "{}: {} records were taken", case.what, file.records.len());
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes).expect_err("must be refused").to_string()
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let name = b"{\"resourceType\":\"Patient\",\"id\":\"a\",\"name\":[{\"family\":\"Ab\xFF\"}]}";
    assert!(refusal(name).contains("not valid UTF-8"), "{}", refusal(name));
    assert!(refusal(&[0xFF, 0xFE, b'{', 0]).contains("UTF-16"));
    assert!(refusal(b"").contains("the file is empty"));
    let mut torn = packed(cases("chart.json").as_bytes());
    torn.truncate(torn.len() / 2);
    let said = refusal(&torn);
    assert!(said.contains("get it again"), "{said}");
}

#[test]
fn nesting_without_end_is_refused() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let single = format!(r#"{{"resourceType":"Patient","id":"a","x":{deep}}}"#);
    assert!(refusal(single.as_bytes()).contains("nested more than 64 levels deep"));
    let entry = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{single}}}]}}"#);
    assert!(refusal(entry.as_bytes()).contains("entry 1: it is nested"));
    assert!(refusal(deep.as_bytes()).contains("JSON list"));
    let mut bundle = r#"{"resourceType":"Patient","id":"a"}"#.to_owned();
    for _ in 0..8 {
        bundle = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{bundle}}}]}}"#);
    }
    assert!(refusal(bundle.as_bytes()).contains("Bundles are nested too deep"));
}

#[test]
fn a_text_without_end_is_refused() {
    let long = "a".repeat(2 << 20);
    let drug =
        format!(r#"{{"resourceType":"MedicationRequest","id":"m","medicationCodeableConcept":{{"text":"{long}"}}}}"#);
    assert!(refusal(drug.as_bytes()).contains("is longer than the 1048576 allowed"));
    let scan =
        format!(r#"{{"resourceType":"DocumentReference","id":"d","content":[{{"attachment":{{"data":"{long}"}}}}]}}"#);
    assert_eq!(read(scan.as_bytes()).expect("an attachment is none of our business").skipped["DocumentReference"], 1);
}

#[test]
fn a_file_is_the_same_packed_and_plain_and_again() {
    let plain = cases("chart.json");
    let first = read(plain.as_bytes()).expect("is read");
    let again = read(plain.as_bytes()).expect("is read");
    assert_eq!(first, again);
    let gz = read(&packed(plain.as_bytes())).expect("is read");
    assert_eq!(first.records, gz.records);
    assert_ne!(first.digest, gz.digest, "the digest is of the file as it lies there");
    let hex = first.digest.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    });
    let expected = <sha2::Sha256 as sha2::Digest>::digest(plain.as_bytes());
    assert_eq!(first.digest[..], expected[..], "{hex}");
}

#[test]
fn keys_may_stand_in_any_order() {
    let bundle: Value = serde_json::from_str(&cases("chart.json")).expect("is JSON");
    // `Value` sorts keys, so that `entry` comes before `resourceType`, and `fullUrl` before `resource`.
    let sorted = serde_json::to_string(&bundle).expect("serialises");
    let (written, sorted) =
        (read(cases("chart.json").as_bytes()).expect("is read"), read(sorted.as_bytes()).expect("is read"));
    assert_eq!(written.records, sorted.records);
}

#[test]
fn one_resource_per_line_is_read_like_a_bundle() {
    let bundle: Value = serde_json::from_str(&cases("chart.json")).expect("is JSON");
    let entries = bundle["entry"].as_array().expect("has entries");
    let lines: String = entries.iter().fold(String::from("\n"), |mut out, entry| {
        let _ = write!(out, "{}\r\n\n", entry["resource"]);
        out
    });
    let strip = |file: FileRead| -> Vec<Record> {
        file.records.into_iter().map(|record| Record { aliases: Vec::new(), ..record }).collect()
    };
    let from_lines = strip(read(lines.as_bytes()).expect("is read"));
    let from_bundle = strip(read(cases("chart.json").as_bytes()).expect("is read"));
    assert_eq!(from_lines.len(), from_bundle.len());
    let torn = lines.replace("\"birthDate\":\"1944-02-30\"", "\"birthDate\":");
    assert!(torn != lines && read(torn.as_bytes()).is_err(), "one bad line refuses the file");
}

#[test]
fn folders_are_walked_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("b")).expect("a folder");
    for name in ["b/2.ndjson.gz", "a.json", "c.XML", "notes.md", ".hidden.json", "b/1.json", "plain.gz"] {
        std::fs::write(folder.path().join(name), b"{}").expect("writes");
    }
    let found = fhir::files(&[folder.path().to_owned()]).expect("walks");
    let name = |path: &PathBuf| path.strip_prefix(folder.path()).expect("inside").display().to_string();
    assert_eq!(found.files.iter().map(name).collect::<Vec<_>>(), ["a.json", "b/1.json", "b/2.ndjson.gz", "c.XML"]);
    assert_eq!(found.passed_over.iter().map(name).collect::<Vec<_>>(), [".hidden.json", "notes.md", "plain.gz"]);
    let missing = fhir::files(&[folder.path().join("nowhere")]).expect_err("is not there");
    assert!(missing.to_string().ends_with("there is no such file or folder"));
}

#[test]
fn names_by_a_whole_address_are_found_in_the_same_file() {
    let mut directory = Directory::new(caseload::knowledge::formulary());
    let drug = br#"{"resourceType":"Medication","id":"d","code":{"text":"digoxin 125 mcg tablet"}}"#;
    let order = br#"{"resourceType":"MedicationRequest","id":"m","status":"active","subject":{"reference":"Patient/a"},
        "medicationReference":{"reference":"https://ehr.example/fhir/Medication/d/_history/3"}}"#;
    let both = [&drug[..], &order[..]].concat();
    directory.add(&both);
    let file = fhir::read_from(&both[..], "order.json", &directory).expect("is read");
    let Body::Medication(medication) = &file.records[1].body else { panic!("is a medication") };
    assert_eq!(medication.drug, "digoxin 125 mcg tablet");
    // In a file of its own the drug may be another source's: nobody says that it is this one.
    let folder = tempfile::tempdir().expect("a folder");
    let files = [("drug.json", &drug[..]), ("order.json", &order[..])].map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("writes");
        path
    });
    let named = |source| {
        let setting =
            Setting { formulary: caseload::knowledge::formulary(), zone: chrono_tz::UTC, today: None, source };
        let directory = Directory::gather_for(&files, &setting);
        let file = fhir::read(&files[1], &directory).expect("is read");
        let Body::Medication(medication) = &file.records[0].body else { panic!("is a medication") };
        medication.drug.clone()
    };
    assert_eq!(named(None), "(drug not named)");
    assert_eq!(named(Some("https://ehr.example/fhir/")), "digoxin 125 mcg tablet");
}

proptest! {
    #![proptest_config(runs(400))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let mut like_json = br#"{"resourceType":"Bundle","entry":["#.to_vec();
        like_json.extend(&bytes);
        let _ = read(&like_json);
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6)) {
        let mut bytes = cases("chart.json").into_bytes();
        for (at, byte, how) in damage {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                _ => bytes.insert(at, byte),
            }
        }
        if let Ok(file) = read(&bytes) {
            // What was read can be kept: nothing in it is invisible or unending.
            for record in file.records {
                let kept = serde_json::to_string(&record).expect("serialises");
                let back: Record = serde_json::from_str(&kept).expect("is read back");
                prop_assert_eq!(back, record);
            }
        }
    }
}
