//! From FHIR files into the database: additive, repeatable, and counted as others count.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use caseload::domain::caseload::Agency;
use caseload::domain::medication::one_line::OneLine;
use caseload::domain::when::Instant;
use caseload::exchange::fhir::{self, Directory};
use caseload::knowledge::formulary;
use caseload::store::{Load, Report, Store};
use chrono::{TimeZone, Utc};

use crate::fhir::sample_data::{counted_by_others, differences, folder};

fn now() -> Instant {
    Utc.with_ymd_and_hms(2026, 1, 7, 14, 0, 0).unwrap()
}

struct Desk {
    store: Store,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let agency = Agency { name: "Test agency".to_owned(), zone: chrono_tz::America::Chicago };
        let store = Store::create(&folder.path().join("a.db"), &agency, "test", now()).expect("is created");
        Self { store, _folder: folder }
    }

    fn import(&mut self, files: &[PathBuf], dry_run: bool) -> Vec<Report> {
        let directory = Directory::gather(files, caseload::knowledge::formulary());
        let mut reports = Vec::new();
        for file in files {
            let Ok(read) = fhir::read(file, &directory) else { continue };
            let load = Load {
                action: "import",
                digest: Some(read.digest),
                user: None,
                at: now(),
                assign: None,
                refer: true,
                dry_run,
            };
            reports.push(self.store.take(read.records, &load).expect("is taken"));
        }
        reports
    }

    fn counts(&self) -> BTreeMap<String, i64> {
        let mut counts = self.store.counts().expect("counts");
        counts.remove("audit.total");
        counts
    }
}

fn changes(reports: &[Report]) -> u64 {
    reports.iter().flat_map(|report| report.by_kind.values()).map(|taken| taken.taken + taken.changed).sum()
}

fn chart() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/fhir/chart.json")
}

#[test]
fn the_same_file_again_changes_nothing() {
    let mut desk = Desk::new();
    let first = desk.import(&[chart()], false);
    let counts = desk.counts();
    assert_eq!((counts["patients"], counts["goals.total"], counts["interventions.total"]), (1, 2, 3));
    assert_eq!((counts["episodes.total"], counts["episodes.referrals"]), (1, 0));
    assert_eq!(first[0].dangling, Vec::<String>::new());
    let audit = desk.store.counts().expect("counts")["audit.total"];
    let again = desk.import(&[chart()], false);
    assert_eq!(changes(&again), 0);
    assert_eq!(desk.counts(), counts);
    assert_eq!(desk.store.counts().expect("counts")["audit.total"], audit, "nothing happened, nothing is audited");
}

/// The list waits as it came, a medicine a line; what it says is stopped or taken off it is not on it.
#[test]
fn the_list_of_a_hospital_waits_to_be_reconciled() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/fhir/discharge.json");
    let mut desk = Desk::new();
    let first = desk.import(std::slice::from_ref(&file), false);
    assert_eq!(first[0].by_kind["medicine_list"].taken, 1);
    assert_eq!(first[0].by_kind["medication"].taken, 3, "statements and orders are imported as they always were");
    let row = "SELECT source || '; ' || told_by || '; ' || on_date || '; ' || status FROM medicine_list";
    let words =
        |query: &str| -> String { desk.store.connection().query_row(query, [], |row| row.get(0)).expect("a row") };
    assert_eq!(words(row), "hospital; St. Anne discharge medications; 2026-01-05; open");
    let lines = [
        "apixaban 5 mg tablet 5 mg by mouth twice a day",
        "acetaminophen 500 mg tablet 1 tablet by mouth every 6 hours as needed for pain",
        "potassium chloride ER 20 mEq tablet 20 mEq by mouth once a day",
        "atorvastatin 40 mg at bedtime",
    ];
    assert_eq!(words("SELECT lines FROM medicine_list").lines().collect::<Vec<_>>(), lines);
    for line in lines {
        let read = OneLine::read(line, formulary());
        assert_eq!(read.doubts, Vec::new(), "{line} reads as {}", read.said);
    }
    let problems = fhir::read(&file, &Directory::gather(std::slice::from_ref(&file), caseload::knowledge::formulary()))
        .expect("is read")
        .problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].reason.contains("lisinopril 10 mg tablet stands on the list as stopped"), "{problems:?}");
    let again = desk.import(&[file], false);
    assert_eq!((changes(&again), again[0].by_kind["medicine_list"].unchanged), (0, 1));
}

/// In a bulk export every type has a file of its own, and the list may be read first.
#[test]
fn a_list_finds_its_medicines_in_a_later_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = std::fs::read_to_string(chart().with_file_name("discharge.json")).expect("is there");
    let bundle: serde_json::Value = serde_json::from_str(&bundle).expect("is JSON");
    let mut files = Vec::new();
    for (at, entry) in bundle["entry"].as_array().expect("entries").iter().enumerate() {
        let path = folder.path().join(format!("{at}.ndjson"));
        std::fs::write(&path, entry["resource"].to_string()).expect("writes");
        files.push(path);
    }
    let mut desk = Desk::new();
    desk.import(&files, false);
    let lines: String =
        desk.store.connection().query_row("SELECT lines FROM medicine_list", [], |row| row.get(0)).expect("a list");
    assert!(lines.starts_with("apixaban 5 mg tablet 5 mg by mouth twice a day\nacetaminophen"), "{lines}");
    assert_eq!(changes(&desk.import(&files, false)), 0);
}

#[test]
fn a_dry_run_writes_nothing() {
    let mut desk = Desk::new();
    let before = desk.counts();
    assert!(changes(&desk.import(&[chart()], true)) > 0);
    assert_eq!(desk.counts(), before);
}

#[test]
fn a_patient_without_an_episode_waits_for_admission() {
    let folder = tempfile::tempdir().expect("a folder");
    let patient = folder.path().join("patient.json");
    let episode = folder.path().join("episode.json");
    std::fs::write(&patient, r#"{"resourceType":"Patient","id":"p","name":[{"family":"Abara"}]}"#).expect("writes");
    let care = r#"{"resourceType":"EpisodeOfCare","id":"e","status":"active","type":[{"coding":[{"code":"hacc"}]}],
        "patient":{"reference":"Patient/p"},"period":{"start":"2026-01-05"}}"#;
    std::fs::write(&episode, care).expect("writes");
    let mut desk = Desk::new();
    desk.import(std::slice::from_ref(&patient), false);
    assert_eq!(desk.counts()["episodes.referrals"], 1);
    assert_eq!(changes(&desk.import(std::slice::from_ref(&patient), false)), 0);
    desk.import(std::slice::from_ref(&episode), false);
    let counts = desk.counts();
    assert_eq!((counts["episodes.total"], counts["episodes.referrals"]), (1, 0));
    let mut other = Desk::new();
    other.import(&[episode, patient], false);
    assert_eq!((other.counts()["episodes.total"], other.counts()["episodes.referrals"]), (1, 0));
}

#[test]
fn nobody_waits_for_the_admission_of_the_dead() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("patient.json");
    for died in [r#""deceasedDateTime":"2025-03""#, r#""deceasedDateTime":"?""#, r#""deceasedBoolean":true"#] {
        let patient = format!(r#"{{"resourceType":"Patient","id":"p","name":[{{"family":"Abara"}}],{died}}}"#);
        std::fs::write(&file, patient).expect("writes");
        let mut desk = Desk::new();
        desk.import(std::slice::from_ref(&file), false);
        assert_eq!((desk.counts()["patients"], desk.counts()["episodes.referrals"]), (1, 0), "{died}");
        assert!(desk.store.find("abara", &[]).expect("finds")[0].died, "{died}");
    }
}

#[test]
fn a_goal_finds_its_plan_in_a_later_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("writes");
        path
    };
    let goal = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Abara"}]}
        {"resourceType":"Goal","id":"g","lifecycleStatus":"active","description":{"text":"Walks alone"},
        "subject":{"reference":"Patient/p"}}"#;
    let plan = r#"{"resourceType":"CarePlan","id":"c","status":"active","subject":{"reference":"Patient/p"},
        "goal":[{"reference":"Goal/g"}]}"#;
    let files = [file("1.ndjson", goal), file("2.json", plan)];
    let mut desk = Desk::new();
    let reports = desk.import(&files, false);
    assert_eq!((reports[0].waiting, reports[1].by_kind["goal"].changed), (1, 1));
    assert_eq!(desk.counts()["waiting.total"], 0);
    assert_eq!(changes(&desk.import(&files, false)), 0);
}

#[test]
fn sample_data_is_in_the_database_as_others_count_it() {
    let Some(data) = folder() else { return };
    let counted = counted_by_others(&data);
    let mut wrong = String::new();
    for set in ["home-health-episode", "pacio-2022-story", "mixed-ndjson-2019", "bulk-ndjson-2025", "mcc-care-plan"] {
        let mut desk = Desk::new();
        let files = fhir::files(&[data.join(set)]).expect("walks").files;
        desk.import(&files, false);
        let (counts, vitals) = (desk.counts(), desk.store.vitals_by_code().expect("counts"));
        wrong += &differences(set, &counted[set], |path| {
            let found = match path.strip_prefix("/vitals/") {
                Some(code) => vitals.get(code).copied().unwrap_or_default(),
                None => counts[&path.trim_start_matches('/').replace('/', ".")],
            };
            u64::try_from(found).expect("a count")
        });
        let again = desk.import(&files, false);
        if changes(&again) > 0 {
            let _ = writeln!(wrong, "{set}: {} entries changed the second time", changes(&again));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
