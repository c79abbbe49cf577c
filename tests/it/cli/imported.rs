//! Runs `tests/cases/fhir/charts.toml`: a file is imported, and every view of the chart is read.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::home::Home;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    resources: String,
    #[serde(default)]
    import: Vec<String>,
    #[serde(default)]
    chart: Vec<String>,
    #[serde(default)]
    today: Vec<String>,
    #[serde(default)]
    plan: Vec<String>,
    #[serde(default)]
    copy: Vec<String>,
}

/// Words without the ends of lines, so that wrapping does not matter.
fn flowing(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ").split("  ").map(str::trim).collect::<Vec<_>>().join("  ")
}

fn look(view: &str, text: &str, wanted: &[String], faults: &mut Vec<String>) {
    let (single, double) = (text.split_whitespace().collect::<Vec<_>>().join(" "), flowing(text));
    for words in wanted {
        let there = |words: &str| single.contains(words) || double.contains(words);
        match words.strip_prefix("not: ") {
            Some(words) if there(words) => faults.push(format!("{view} says `{words}`")),
            None if !there(words) => faults.push(format!("{view} does not say `{words}`:\n{text}")),
            Some(_) | None => {}
        }
    }
}

#[test]
fn every_view_says_what_was_sent() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/fhir/charts.toml");
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let patient = json!({"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1944-05-01",
        "name": [{"family": "Testcase", "given": ["Ada"]}]});
    let mut faults = Vec::new();
    for case in &cases.case {
        let home = Home::new();
        let mut resources: Vec<Value> = serde_json::from_str(&case.resources).unwrap();
        resources.insert(0, patient.clone());
        let entries: Vec<Value> = resources.into_iter().map(|it| json!({"resource": it})).collect();
        let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entries});
        std::fs::write(home.path("file.json"), bundle.to_string()).unwrap();
        let about = [
            "--agency",
            "Test",
            "--zone",
            "America/Chicago",
            "--admin",
            "Maria Ortiz",
            "--role",
            "case_manager",
            "--credential",
            "RN",
        ];
        home.run(&[&["--db", "agency.db", "init"], &about[..]].concat());
        let read = |words: &[&str]| {
            let seen = ["--user", "ortiz", "--at", "2026-11-30T12:00"];
            home.run(&[&["--db", "agency.db"], words, &seen].concat()).out
        };
        let mut found = Vec::new();
        let import = home.run(&["--db", "agency.db", "import", "file.json", "--assign", "ortiz"]).out;
        look("the import", &import, &case.import, &mut found);
        look("the chart", &read(&["patient", "00001"]), &case.chart, &mut found);
        look("Today", &read(&["today"]), &case.today, &mut found);
        look("the plan", &read(&["print", "plan", "00001"]), &case.plan, &mut found);
        look("the copy", &read(&["print", "plan", "00001", "--patient"]), &case.copy, &mut found);
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", case.what)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
