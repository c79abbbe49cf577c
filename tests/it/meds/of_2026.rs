//! How much of what home health meets in 2026 is known, by kind: over `tests/cases/meds/of-2026.toml`, and over the
//! measured misses beside the repository where they are there.

use std::path::{Path, PathBuf};

use caseload::domain::alert::{Alert, AlertKind, AlertTier, ByHand, Review};
use caseload::domain::medication::resolve::resolve;
use caseload::knowledge::formulary;
use serde::Deserialize;

#[derive(Deserialize, Default)]
struct Cases {
    names: Vec<Named>,
    combinations: Vec<Named>,
    pairs: Vec<Pair>,
    allergies: Vec<Allergic>,
    conditions: Vec<Conditional>,
    duplicates: Vec<Listed>,
    renal: Vec<Renal>,
    quiet: Vec<Listed>,
}

/// A line and the ingredients it must be read as.
#[derive(Deserialize)]
struct Named {
    written: String,
    is: Vec<String>,
}

/// Two lines and the least tier of what must be said about them.
#[derive(Deserialize)]
struct Pair {
    lines: Vec<String>,
    tier: String,
}

/// An allergy with a medicine: a tier, `said` for one that must be said as not checked, `none` for silence.
#[derive(Deserialize)]
struct Allergic {
    allergy: String,
    line: String,
    tier: String,
}

/// A problem with a medicine; `age` alone where the condition is empty.
#[derive(Deserialize)]
struct Conditional {
    condition: String,
    line: String,
}

/// Lines of one list, and for a duplicate its least tier.
#[derive(Deserialize)]
struct Listed {
    lines: Vec<String>,
    #[serde(default)]
    tier: String,
}

/// A medicine at a number of the kidneys.
#[derive(Deserialize)]
struct Renal {
    line: String,
    #[serde(default)]
    egfr: Option<f64>,
    #[serde(default)]
    crcl: Option<f64>,
}

fn tier(word: &str) -> AlertTier {
    match word {
        "contraindicated" => AlertTier::Contraindicated,
        "serious" => AlertTier::Serious,
        _ => AlertTier::Monitor,
    }
}

fn review(lines: &[String]) -> Review {
    ByHand::of(lines.iter().map(String::as_str)).review(formulary())
}

fn is_read(case: &Named) -> bool {
    let found = resolve(&case.written, formulary());
    let names: Vec<String> = found.parts.iter().map(|part| formulary().name(part.ingredient).to_lowercase()).collect();
    found.is_complete() && case.is.iter().all(|wanted| names.iter().any(|name| name == &wanted.to_lowercase()))
}

/// Names of a line beside which a name of another line stands in one alert of at least this tier.
fn is_paired(case: &Pair) -> bool {
    let review = review(&case.lines);
    let kinds = [AlertKind::Interaction, AlertKind::Duplicate, AlertKind::Combination];
    let grave = |alert: &&Alert| kinds.contains(&alert.kind) && alert.grade <= tier(&case.tier);
    review.alerts.iter().filter(grave).any(|alert| alert.lines.len() > 1 || alert.ingredients.len() == 1)
}

fn is_heeded(case: &Allergic) -> bool {
    let list = ByHand::of([case.line.as_str()]).with_allergies([case.allergy.as_str()]);
    let review = list.review(formulary());
    let all = || review.alerts.iter().chain(&review.cautions);
    match case.tier.as_str() {
        "said" => all().any(|alert| alert.kind == AlertKind::NotChecked),
        "none" => !all().any(|alert| matches!(alert.kind, AlertKind::Allergy | AlertKind::NotChecked)),
        wanted => all().any(|alert| alert.kind == AlertKind::Allergy && alert.grade <= tier(wanted)),
    }
}

fn is_cautioned(case: &Conditional) -> bool {
    let mut list = ByHand::of([case.line.as_str()]);
    list.age = Some(78);
    if !case.condition.is_empty() {
        list = list.with_conditions([case.condition.as_str()]);
    }
    let review = list.review(formulary());
    let kinds = [AlertKind::OlderAdult, AlertKind::Condition];
    let names =
        |alert: &Alert| case.condition.is_empty() || alert.why.iter().any(|fact| fact.contains(&case.condition));
    review.alerts.iter().chain(&review.cautions).any(|alert| kinds.contains(&alert.kind) && names(alert))
}

fn is_doubled(case: &Listed) -> bool {
    let kinds = [AlertKind::Interaction, AlertKind::Duplicate];
    review(&case.lines).alerts.iter().any(|alert| kinds.contains(&alert.kind) && alert.grade <= tier(&case.tier))
}

fn is_limited(case: &Renal) -> bool {
    let review = ByHand::of([case.line.as_str()]).with_kidneys(case.egfr, case.crcl).review(formulary());
    review.alerts.iter().chain(&review.cautions).any(|alert| alert.kind == AlertKind::Renal)
}

fn is_quiet(case: &Listed) -> bool {
    !review(&case.lines).alerts.iter().any(|alert| alert.kind != AlertKind::Sig && alert.is_shown())
}

/// What is missed of a kind, to print; fails below a share in percent.
fn measure<T>(
    kind: &str,
    cases: &[T],
    holds: impl Fn(&T) -> bool,
    words: impl Fn(&T) -> String,
    least: usize,
) -> String {
    let missed: Vec<String> = cases.iter().filter(|case| !holds(case)).map(words).collect();
    let found = cases.len() - missed.len();
    let report = format!("{kind}: {found} of {}; missed: {}", cases.len(), missed.join(", "));
    assert!(!cases.is_empty() && found * 100 >= cases.len() * least, "{report}");
    report
}

fn measure_all(cases: &Cases, least: usize) -> Vec<String> {
    let allergy = |case: &Allergic| format!("{} x {} {}", case.allergy, case.line, case.tier);
    let condition = |case: &Conditional| format!("{} x {}", case.condition, case.line);
    vec![
        measure("names", &cases.names, is_read, |case| case.written.clone(), least),
        measure("combinations", &cases.combinations, is_read, |case| case.written.clone(), least),
        measure("pairs", &cases.pairs, is_paired, |case| format!("{:?} {}", case.lines, case.tier), least),
        measure("allergies", &cases.allergies, is_heeded, allergy, least),
        measure("conditions", &cases.conditions, is_cautioned, condition, least),
        measure("duplicates", &cases.duplicates, is_doubled, |case| format!("{:?}", case.lines), least),
        measure("kidneys", &cases.renal, is_limited, |case| case.line.clone(), least),
        measure("quiet lists", &cases.quiet, is_quiet, |case| format!("{:?}", case.lines), least),
    ]
}

#[test]
fn what_home_health_meets_in_2026_is_known() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds/of-2026.toml");
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    println!("{}", measure_all(&cases, 100).join("\n"));
}

/// Rows of a table of the measured misses; nothing when it is not there.
fn rows(file: &str) -> Option<Vec<Vec<String>>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = beside
        .ancestors()
        .skip(1)
        .take(2)
        .map(|up| up.join("shared/cases/2026-11").join(file))
        .find(|path| path.exists())?;
    let mut reader = csv::Reader::from_path(path).unwrap();
    Some(reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect())
}

fn list(cell: &str) -> Vec<String> {
    cell.split(';').map(|part| part.trim().to_owned()).collect()
}

#[test]
fn the_measured_misses_beside_the_repository_are_known() {
    let Some(names) = rows("med-names.csv") else {
        println!("skipped: no measured misses beside the repository");
        return;
    };
    // A name counts as known whatever the table calls its ingredient.
    let known = |row: &Vec<String>| resolve(&row[1], formulary()).is_complete();
    println!("measured {}", measure("names", &names, known, |row| row[1].clone(), 90));
    let tables = |file: &str| rows(file).unwrap_or_default();
    let cases = Cases {
        combinations: tables("med-combinations.csv").iter().map(|row| named(row)).collect(),
        pairs: tables("med-pairs.csv").iter().map(|row| pair(row)).collect(),
        allergies: tables("med-allergies.csv").iter().map(|row| allergic(row)).collect(),
        conditions: tables("med-conditions.csv").iter().map(|row| conditional(row)).collect(),
        duplicates: tables("med-duplicates.csv").iter().map(|row| listed(row)).collect(),
        renal: tables("med-renal.csv").iter().map(|row| limited(row)).collect(),
        quiet: tables("med-false-alarms.csv").iter().map(|row| listed(row)).collect(),
        names: vec![Named { written: "Awiqli".to_owned(), is: list("insulin icodec") }],
    };
    println!("{}", measure_all(&cases, 80).join("\n"));
}

fn named(row: &[String]) -> Named {
    Named { written: row[1].clone(), is: list(&row[2]) }
}

fn pair(row: &[String]) -> Pair {
    Pair { lines: [list(&row[1]), list(&row[2])].concat(), tier: row[3].clone() }
}

fn allergic(row: &[String]) -> Allergic {
    Allergic { allergy: row[1].clone(), line: row[2].clone(), tier: row[3].clone() }
}

fn conditional(row: &[String]) -> Conditional {
    let condition = if row[1].starts_with('(') { String::new() } else { row[1].clone() };
    Conditional { condition, line: row[2].clone() }
}

fn listed(row: &[String]) -> Listed {
    Listed { lines: list(&row[1]), tier: row[2].clone() }
}

fn limited(row: &[String]) -> Renal {
    let value = row[3].parse().ok();
    let (egfr, crcl) = if row[2] == "egfr" { (value, None) } else { (None, value) };
    Renal { line: row[1].clone(), egfr, crcl }
}
