//! Whose a fact is: ids within their sources, copies of several ages, names that come later, records that may be one person's.

mod property;
mod robust;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use caseload::domain::caseload::Agency;
use caseload::domain::pair::Because;
use caseload::domain::when::Instant;
use caseload::exchange::fhir::{self, Directory, Setting};
use caseload::knowledge::formulary;
use caseload::store::{Load, Report, Store};
use chrono::{NaiveDate, TimeZone, Utc};
use serde::Deserialize;

pub(crate) fn now() -> Instant {
    Utc.with_ymd_and_hms(2026, 11, 30, 18, 0, 0).unwrap()
}

fn load() -> Load {
    Load { action: "import", digest: None, user: None, at: now(), assign: None, refer: false, dry_run: false }
}

/// What an import came to.
#[derive(Default)]
struct Came {
    said: Vec<String>,
    changes: u64,
}

impl Came {
    fn add(&mut self, report: &Report) {
        self.changes +=
            report.by_kind.values().map(|taken| taken.taken + taken.changed).sum::<u64>() + report.withdrawn;
        self.said.extend(report.dangling.clone());
        self.said.extend(report.remarks.clone());
        self.said.extend(report.older.iter().map(|key| format!("{key}: older than what is on record")));
        if report.withdrawn > 0 {
            self.said.push(format!("{} withdrawn", report.withdrawn));
        }
        for (what, count) in &report.unnamed {
            let kind = if *what == "drug" { "order" } else { "coverage" };
            self.said.push(format!("{count} {kind} names its {what} in a file that has not come"));
        }
    }
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    what: String,
    imports: Vec<Vec<String>>,
    charts: Vec<String>,
    #[serde(default)]
    said: Vec<String>,
    #[serde(default)]
    decide: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/identity")
}

fn import(store: &mut Store, files: &[PathBuf]) -> Came {
    let today = NaiveDate::from_ymd_opt(2026, 11, 30);
    let setting = Setting { formulary: formulary(), zone: chrono_tz::America::Chicago, today, source: None };
    let directory = Directory::gather_for(files, &setting);
    let mut came = Came::default();
    for file in files {
        let read = fhir::read(file, &directory).expect("is read");
        came.said.extend(read.problems.iter().map(|problem| format!("{}: {}", problem.place, problem.reason)));
        came.add(&store.take(read.records, &load()).expect("is taken"));
    }
    came
}

/// What stands in each chart, by name.
fn charts(store: &Store) -> Vec<String> {
    let query = "
        SELECT p.id, p.family || ' ' || p.given, f.fact FROM patient AS p LEFT JOIN (
            SELECT patient_id, drug || ', ' || sig || ', ' || status AS fact FROM medication WHERE status <> 'entered_in_error'
            UNION ALL SELECT patient_id, 'ALLERGY ' || substance FROM allergy WHERE status = 'active'
            UNION ALL SELECT patient_id, 'PROBLEM ' || text FROM problem WHERE status <> 'entered_in_error'
            UNION ALL SELECT patient_id, 'GOAL ' || text FROM goal WHERE status = 'open'
            UNION ALL SELECT patient_id, 'PAYS ' || payer FROM coverage WHERE active = 1
            UNION ALL SELECT patient_id, 'PLAN ' || text FROM intervention WHERE counts = 1 AND plan_id IS NOT NULL
            UNION ALL SELECT patient_id, 'CALL ' || name FROM contact WHERE counts = 1
            UNION ALL SELECT patient_id, 'TEAM ' || name FROM care_team WHERE ended = 0
            UNION ALL SELECT patient_id, 'NOTE ' || replace(text, char(10), ' ') FROM note WHERE counts = 1
            UNION ALL SELECT patient_id, 'CARE since ' || soc FROM episode WHERE soc = '2026-11-01'
            UNION ALL SELECT id, 'AT ' || street FROM patient WHERE street <> ''
            UNION ALL SELECT id, 'DIED ' || died FROM patient WHERE died IS NOT NULL
            UNION ALL SELECT id, 'TEL ' || phone FROM patient WHERE phone <> ''
        ) AS f ON f.patient_id = p.id";
    let mut statement = store.connection().prepare(query).expect("prepares");
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?)))
        .expect("reads");
    let mut all: BTreeMap<i64, (String, Vec<String>)> = BTreeMap::new();
    for row in rows {
        let (id, name, fact) = row.expect("a row");
        let entry = all.entry(id).or_insert((name.trim().to_owned(), Vec::new()));
        entry.1.extend(fact);
    }
    let mut lines: Vec<String> = all
        .into_values()
        .map(|(name, mut facts)| {
            facts.sort();
            format!("{name}: {}", facts.join("; ")).trim_end().to_owned()
        })
        .collect();
    lines.sort();
    lines
}

fn to_decide(store: &Store) -> Vec<String> {
    let pairs = store.pairs(true).expect("reads");
    pairs
        .iter()
        .map(|pair| {
            let mut names: Vec<String> =
                pair.sides.iter().map(|side| format!("{} {}", side.name.family, side.name.given)).collect();
            names.sort();
            let mut why: Vec<&str> = pair.pair.value.because.iter().map(Because::label).collect();
            why.sort_unstable();
            format!("{}: {}", names.join(" and "), why.join("; "))
        })
        .collect()
}

fn an_agency() -> Agency {
    Agency { name: "Test agency".to_owned(), zone: chrono_tz::America::Chicago }
}

/// The files of each import of a case; texts become files.
fn files_of(case: &Case, number: usize, place: &Path) -> Vec<Vec<PathBuf>> {
    let file = |nth: usize, at: usize, given: &String| {
        if !given.contains('{') {
            return folder().join(given);
        }
        let path = place.join(format!("{number}-{nth}-{at}.json"));
        std::fs::write(&path, given).expect("writes");
        path
    };
    let import = |(nth, files): (usize, &Vec<String>)| {
        files.iter().enumerate().map(|(at, given)| file(nth, at, given)).collect()
    };
    case.imports.iter().enumerate().map(import).collect()
}

#[test]
fn every_fact_is_in_the_chart_it_belongs_to() {
    let text = std::fs::read_to_string(folder().join("cases.toml")).expect("the cases are there");
    let cases: Cases = toml::from_str(&text).expect("the cases are TOML");
    let place = tempfile::tempdir().expect("a folder");
    let mut wrong = String::new();
    for (number, case) in cases.case.iter().enumerate() {
        let path = place.path().join(format!("{number}.db"));
        let imports = files_of(case, number, place.path());
        let checked = Store::build(&path, &an_agency(), "test", now(), |store| {
            let mut said = Vec::new();
            for files in &imports {
                said.extend(import(store, files).said);
            }
            let found = charts(store);
            let mut expected = case.charts.clone();
            expected.sort();
            let mut out = String::new();
            if found != expected {
                let _ = writeln!(out, "  charts are {found:#?}");
            }
            for wanted in case.said.iter().filter(|wanted| !said.iter().any(|said| said.contains(wanted.as_str()))) {
                let _ = writeln!(out, "  nothing says `{wanted}`, only {said:#?}");
            }
            let pairs = to_decide(store);
            if pairs != case.decide {
                let _ = writeln!(out, "  to decide are {pairs:#?}");
            }
            for files in &imports {
                let again = import(store, files);
                if again.changes > 0 {
                    let _ = writeln!(out, "  {} changes when it is imported again", again.changes);
                }
            }
            if charts(store) != found || to_decide(store) != pairs {
                let _ = writeln!(out, "  imported again, charts are {:#?}", charts(store));
            }
            Ok::<_, caseload::store::OpenError>(out)
        });
        let (_, out) = checked.expect("is built");
        if !out.is_empty() {
            let _ = write!(wrong, "{}:\n{out}", case.what);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
