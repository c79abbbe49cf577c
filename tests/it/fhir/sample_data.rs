//! The sample data, where it is there, against what others counted in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use caseload::domain::allergy::AllergyStatus;
use caseload::domain::medication::MedicationStatus;
use caseload::domain::observation::ObservationStatus;
use caseload::domain::plan::GoalStatus;
use caseload::domain::problem::ProblemStatus;
use caseload::domain::record::{Body, Encounter, Record};
use caseload::exchange::fhir::{self, Directory, FileRefused};
use serde_json::Value;

/// Where it lies; beside the package unless `CASELOAD_SAMPLE_DATA` says otherwise.
pub(crate) fn folder() -> Option<PathBuf> {
    let given = std::env::var_os("CASELOAD_SAMPLE_DATA").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"));
    if folder.join("counts.json").is_file() {
        return Some(folder);
    }
    #[allow(clippy::print_stdout, reason = "a skipped test says so")]
    {
        println!("skipped: no sample data at {}", folder.display());
    }
    None
}

fn taken(folder: &Path) -> (BTreeMap<String, Record>, Vec<FileRefused>) {
    let files = fhir::files(&[folder.to_owned()]).expect("walks").files;
    let directory = Directory::gather(&files, caseload::knowledge::formulary());
    let (mut records, mut refused) = (BTreeMap::new(), Vec::new());
    for file in files {
        match fhir::read(&file, &directory) {
            Ok(read) => records.extend(read.records.into_iter().filter_map(|r| r.key.clone().map(|key| (key, r)))),
            Err(error) => refused.push(error),
        }
    }
    (records, refused)
}

/// The figures of `counts.json`, counted in records.
fn figures(records: &BTreeMap<String, Record>) -> BTreeMap<String, u64> {
    let mut figures: BTreeMap<String, u64> = BTreeMap::new();
    for record in records.values() {
        let name = match &record.body {
            Body::Patient(_) => "/patients",
            Body::Medication(it) if it.status == MedicationStatus::Active => "/medications/active",
            Body::Allergy(it) if it.status == AllergyStatus::Active => {
                *figures.entry("/allergies/active".to_owned()).or_default() += 1;
                if it.none_known { "/allergies/active_no_known" } else { "/allergies/active_real" }
            }
            Body::Problem(it) => {
                *figures.entry("/conditions/total".to_owned()).or_default() += 1;
                if it.status == ProblemStatus::Active { "/conditions/active" } else { continue }
            }
            Body::CarePlan(_) => "/care_plans/total",
            Body::Goal(it) => {
                *figures.entry("/goals/total".to_owned()).or_default() += 1;
                if it.status == GoalStatus::Open { "/goals/open" } else { continue }
            }
            Body::Encounter(it) if it.class == Encounter::EPISODE => "/episodes/total",
            Body::Encounter(_) => "/encounters/total",
            Body::Episode(_) => "/episodes/total",
            Body::Observation(it) if it.status == ObservationStatus::Valid => {
                *figures.entry(format!("/vitals/{}", it.code)).or_default() += 1;
                continue;
            }
            _ => continue,
        };
        *figures.entry(name.to_owned()).or_default() += 1;
    }
    figures
}

/// One measurement with two codes is one measurement here: it goes by the code the dashboard shows.
const COUNTED_BY_ANOTHER_CODE: &[(&str, &str)] =
    &[("us-core-examples", "/vitals/2708-6"), ("synthea-2020-three-versions/r4", "/vitals/8331-1")];

/// What others counted in the sample data, set by set.
pub(crate) fn counted_by_others(data: &Path) -> Value {
    let file = std::fs::read(data.join("counts.json")).expect("is there");
    serde_json::from_slice::<Value>(&file).expect("is JSON")["sets"].take()
}

/// Says for every figure of a set where ours is not theirs. Figures go by their path: `/allergies/active`.
pub(crate) fn differences(set: &str, theirs: &Value, ours: impl Fn(&str) -> u64) -> String {
    let figures = [
        "/patients",
        "/medications/active",
        "/allergies/active",
        "/allergies/active_no_known",
        "/allergies/active_real",
        "/conditions/total",
        "/conditions/active",
        "/care_plans/total",
        "/goals/total",
        "/goals/open",
        "/encounters/total",
        "/episodes/total",
    ];
    let vitals = theirs["vitals"].as_object().into_iter().flatten().map(|(code, _)| format!("/vitals/{code}"));
    let mut wrong = String::new();
    for path in figures.map(str::to_owned).into_iter().chain(vitals) {
        let (ours, theirs) = (ours(&path), theirs.pointer(&path));
        if theirs.and_then(Value::as_u64) != Some(ours) && !COUNTED_BY_ANOTHER_CODE.contains(&(set, &path)) {
            let _ = writeln!(wrong, "{set}{path}: {ours}, not {theirs:?}");
        }
    }
    wrong
}

#[test]
fn sample_data_is_counted_as_others_count_it() {
    let Some(data) = folder() else { return };
    let counted = counted_by_others(&data);
    let sets = [
        "synthea-2019-r4",
        "synthea-2020-three-versions/r4",
        "home-health-episode",
        "pacio-2022-story",
        "us-core-examples",
        "mixed-ndjson-2019",
        "bulk-ndjson-2025",
        "mcc-care-plan",
        "eltss-plan",
        "claims",
    ];
    let mut wrong = String::new();
    for set in sets {
        let (records, refused) = taken(&data.join(set));
        let names: BTreeSet<&str> = refused.iter().filter_map(|it| it.file.rsplit('/').next()).collect();
        let expected = match set {
            "eltss-plan" => BTreeSet::from(["eltss-transaction.xml"]),
            _ => BTreeSet::new(),
        };
        assert_eq!(names, expected, "{refused:?}");
        let found = figures(&records);
        wrong += &differences(set, &counted[set], |path| found.get(path).copied().unwrap_or_default());
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn other_versions_and_forms_are_refused_by_name() {
    let Some(data) = folder() else { return };
    let said = [
        ("synthea-2020-three-versions/stu3", "FHIR STU3"),
        ("synthea-2020-three-versions/dstu2", "FHIR DSTU2"),
        ("ccda", "C-CDA document"),
        ("hl7v2", "HL7 version 2 message"),
        ("synthea-csv", "CSV"),
    ];
    for (folder, name) in said {
        let (records, refused) = taken(&data.join(folder));
        assert!(records.is_empty() && !refused.is_empty(), "{folder}");
        for refused in refused {
            assert!(refused.reason.contains(name), "{refused}");
        }
    }
}

#[test]
fn the_home_health_stay_is_an_episode_with_its_assessments() {
    let Some(data) = folder() else { return };
    let (records, _) = taken(&data.join("home-health-episode"));
    let Body::Episode(episode) = &records["EpisodeOfCare/Episodecare-2-HHA-Stay"].body else { panic!("an episode") };
    assert_eq!(episode.soc.map(|soc| soc.to_string()).as_deref(), Some("2020-02-10"));
    assert_eq!(episode.ended.map(|day| day.to_string()).as_deref(), Some("2020-06-29"));
    let assessments: Vec<&str> = records.keys().filter_map(|key| key.strip_prefix("Assessment/")).collect();
    assert_eq!(
        assessments,
        [
            "Patient/patientBSJ1/01/2020-02-10",
            "Patient/patientBSJ1/04/2020-04-07",
            "Patient/patientBSJ1/04/2020-06-09",
            "Patient/patientBSJ1/09/2020-06-29",
        ]
    );
    let Body::TeamMember(manager) = &records["EpisodeOfCare/Episodecare-2-HHA-Stay#care-manager"].body else {
        panic!("somebody of the team")
    };
    assert_eq!((manager.name.as_str(), manager.role.as_str()), ("Jacob Hartwell", "care manager"));
}
