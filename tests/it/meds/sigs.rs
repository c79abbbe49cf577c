//! Instructions as they are written in the field, each with its right reading: how many are read rightly, how many asked
//! about, how many offered or taken wrongly. Lines of `tests/cases/meds/sigs-dev.csv` were looked at while the reader was
//! written, those of `sigs-kept.csv` were kept back, those of
//! `sigs-second.csv` were written by somebody else to break it.

use std::path::{Path, PathBuf};

use caseload::domain::formulary::sig::UnitKind;
use caseload::domain::medication::dose::daily;
use caseload::domain::medication::one_line::OneLine;
use caseload::domain::medication::reading::Reading;
use caseload::domain::medication::sig::{Doubt, Sig};
use caseload::knowledge::formulary;

/// A line and what is right about it.
struct Line {
    text: String,
    /// The right reading in words.
    right: String,
    /// How much a day at the most, over the days; nothing where no amount may be said.
    amount: Option<f32>,
    unit: String,
    /// Words that must not be lost.
    words: Vec<String>,
    /// Whether only a question is right.
    asked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Right,
    Asks,
    WrongOffer,
    SilentlyWrong,
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn own(file: &str) -> Vec<Line> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds").join(file);
    let line = |row: Vec<String>| Line {
        text: row[1].clone(),
        right: row[2].clone(),
        amount: row[3].parse().ok(),
        unit: row[4].clone(),
        words: row[5].split(';').map(str::trim).filter(|word| !word.is_empty()).map(str::to_lowercase).collect(),
        asked: row[2].contains("must ask") || row[2].ends_with("; ask"),
    };
    rows(&path).into_iter().map(line).collect()
}

/// Whether a doubt leaves open what is taken. What only completes an order, or asks about the drug, does not.
fn is_open(doubt: &Doubt) -> bool {
    !matches!(
        doubt,
        Doubt::NoReason
            | Doubt::NoMaximum
            | Doubt::NoWeekday
            | Doubt::TooOften { .. }
            | Doubt::UnknownName { .. }
            | Doubt::AmbiguousName { .. }
    )
}

/// What the reading says is a day's amount, in the unit that is asked for.
fn offered(read: &OneLine, unit: &str) -> Option<f32> {
    let reading = Reading::of(&read.medication, formulary());
    let part = reading.resolved.parts.first();
    let amount = part.and_then(|part| daily(&read.medication, &reading, part, formulary()));
    match unit {
        "mg" | "mEq" | "unit" => amount.filter(|amount| amount.unit.singular == unit).map(|amount| amount.value),
        "g" => amount.map(|amount| amount.value / 1000.0).or_else(|| counted(&read.sig, unit)),
        _ => counted(&read.sig, unit),
    }
}

fn counted(sig: &Sig, unit: &str) -> Option<f32> {
    let known = sig.over_steps(|dosing, times| {
        let dose = dosing.dose?;
        let of = dose.unit?;
        let volume = unit == "mL" && of.kind == UnitKind::Volume;
        (volume || of.singular == unit || of.code == unit)
            .then(|| dose.high.value() * times * if volume { of.factor } else { 1.0 })
    })?;
    let most = sig.limit.filter(|limit| limit.per.is_some() && limit.unit.is_none_or(|of| of.singular == unit));
    Some(most.map_or(known, |most| known.min(most.amount.value())))
}

fn judged(line: &Line) -> (Verdict, String) {
    let read = OneLine::read(&line.text, formulary());
    let asks = |doubt: &&Doubt| is_open(doubt) || (line.asked && !doubt.is_about_the_drug());
    let open: Vec<String> = read.doubts.iter().filter(asks).map(Doubt::question).collect();
    let said = offered(&read, &line.unit);
    let near = |one: f32, other: f32| (one - other).abs() <= other.abs() * 0.02 + 1e-6;
    let wrong = match (said, line.amount) {
        (Some(said), Some(right)) => !near(said, right),
        (Some(said), None) => line.asked && said > 0.0,
        (None, _) => false,
    };
    let kept = read.said.to_lowercase();
    let lost = line.words.iter().any(|word| !kept.contains(word.as_str()));
    let needed = line.right.contains("as needed") != read.medication.as_needed && !line.asked;
    let verdict = match (open.is_empty(), wrong) {
        (false, true) => Verdict::WrongOffer,
        (false, false) if line.asked => Verdict::Right,
        (false, false) => Verdict::Asks,
        (true, true) => Verdict::SilentlyWrong,
        (true, false) if lost || needed || line.asked || (said.is_none() && line.amount.is_some_and(|it| it > 0.0)) => {
            Verdict::SilentlyWrong
        }
        (true, false) => Verdict::Right,
    };
    let asks = if open.is_empty() { String::new() } else { format!(" | {}", open.join(" | ")) };
    (
        verdict,
        format!(
            "{verdict:?}: {}\n    reads {}{asks}\n    {said:?}, right {} {:?} {}",
            line.text, read.said, line.right, line.amount, line.unit
        ),
    )
}

/// How many of how many are right, offered wrongly and silently wrong, in this order; each fault with its line.
#[allow(clippy::print_stdout, reason = "read with --nocapture")]
fn measured(name: &str, lines: &[Line], show: bool) -> [usize; 4] {
    let mut counts = [0; 4];
    for (verdict, told) in lines.iter().map(judged) {
        counts[verdict as usize] += 1;
        if show && verdict != Verdict::Right || verdict == Verdict::SilentlyWrong {
            println!("{told}");
        }
    }
    let [right, asks, offers, silent] = counts;
    let of = lines.len();
    println!("{name}: of {of}, right {right}, asked {asks}, offered wrongly {offers}, silently wrong {silent}");
    counts
}

fn holds(name: &str, lines: &[Line]) {
    let [right, _, offers, silent] = measured(name, lines, std::env::var("CASELOAD_SHOW").is_ok());
    assert_eq!(silent, 0, "{name}: silently wrong");
    assert!(offers * 50 < lines.len().max(50), "{name}: {offers} wrong offers of {}", lines.len());
    assert!(right * 100 >= lines.len() * 75, "{name}: only {right} of {} right", lines.len());
}

#[test]
fn sigs_that_were_looked_at_are_read() {
    holds("looked at", &own("sigs-dev.csv"));
}

#[test]
fn sigs_that_were_kept_back_are_read() {
    holds("kept back", &own("sigs-kept.csv"));
}

#[test]
fn sigs_of_a_second_reader_are_read() {
    holds("second reader", &own("sigs-second.csv"));
}

#[test]
fn sigs_of_others_are_read() {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/2026-11/med-sigs.csv");
    let path = std::env::var_os("CASELOAD_CASES").map_or(path, |folder| Path::new(&folder).join("med-sigs.csv"));
    if !path.exists() {
        println!("skipped: {} is not here", path.display());
        return;
    }
    let line = |row: Vec<String>| Line {
        text: row[2].clone(),
        right: row[3].clone(),
        amount: row[4].parse().ok(),
        unit: if row[5] == "L" { "liter".to_owned() } else { row[5].clone() },
        words: Vec::new(),
        asked: row[6].starts_with("asked") || row[4].is_empty(),
    };
    let lines: Vec<Line> = rows(&path).into_iter().map(line).collect();
    let [_, _, offers, silent] = measured("of others", &lines, std::env::var("CASELOAD_SHOW").is_ok());
    assert_eq!((offers, silent), (0, 0));
}
