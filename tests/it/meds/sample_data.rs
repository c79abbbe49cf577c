//! Over public sample data, when it lies beside the package: how many active drugs are recognised.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use caseload::domain::medication::resolve::resolve;
use caseload::knowledge::formulary;
use serde_json::Value;

use crate::fhir::sample_data::folder;

/// Every JSON value in a file: one document, or one for each line.
fn documents(path: &Path) -> Vec<Value> {
    let name = path.to_string_lossy();
    let mut text = String::new();
    let Ok(file) = std::fs::File::open(path) else { return Vec::new() };
    let read = if name.ends_with(".gz") {
        flate2::read::GzDecoder::new(file).read_to_string(&mut text)
    } else {
        std::io::BufReader::new(file).read_to_string(&mut text)
    };
    match (read, name.contains(".ndjson")) {
        (Err(_), _) => Vec::new(),
        (Ok(_), true) => text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
        (Ok(_), false) => serde_json::from_str(&text).into_iter().collect(),
    }
}

fn active_drugs(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let is = |key: &str, wanted: &str| fields.get(key).and_then(Value::as_str) == Some(wanted);
            if is("resourceType", "MedicationRequest") && is("status", "active") {
                let concept = &value["medicationCodeableConcept"];
                let text = concept["text"].as_str().or_else(|| concept["coding"][0]["display"].as_str());
                found.extend(text.map(str::to_owned));
            }
            fields.values().for_each(|inner| active_drugs(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|item| active_drugs(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.to_string_lossy().contains("json") {
            found.push(path);
        }
    }
}

#[test]
fn active_drugs_of_the_sample_data_are_recognised() {
    let Some(folder) = folder() else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let mut drugs = Vec::new();
    for document in paths.iter().flat_map(|path| documents(path)) {
        active_drugs(&document, &mut drugs);
    }
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for drug in drugs.iter().filter(|drug| !resolve(drug, formulary()).is_complete()) {
        *unknown.entry(drug).or_default() += 1;
    }
    let known = drugs.len() - unknown.values().sum::<usize>();
    println!("{known} of {} active drugs recognised; not: {unknown:?}", drugs.len());
    assert!(known * 100 >= drugs.len() * 98, "only {known} of {}: {unknown:?}", drugs.len());
}
