//! `check-meds`: reviews a medication list as somebody typed it. No database is needed; what is computed is what the
//! alert pane shows.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Common, Failure, Outcome, Output, agency, knowledge, say, say_json};
use crate::domain::alert::{Alert, AlertKind, ByHand, Review};
use crate::domain::codes::Sex;
use crate::domain::formulary::Formulary;
use crate::domain::ids::Stored;
use crate::domain::medication::Medication;
use crate::domain::medication::dose::{daily_mg, unclear_amount};
use crate::domain::medication::reading::Reading;
use crate::domain::medication::suggest::suggest;
use crate::domain::text::line;

/// No list of a patient is longer than this, in bytes.
const LONGEST: u64 = 256 * 1024;
/// Nor has it more lines.
const MOST_LINES: usize = 500;

/// The list, and what is known of the patient.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file with one medicine on each line, or `-` for standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Age in years.
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(i32).range(0..=130))]
    age: Option<i32>,
    /// Sex: F or M.
    #[arg(long, value_name = "SEX", value_parser = ["F", "M", "f", "m"])]
    sex: Option<String>,
    /// An allergy with its reaction: "penicillin: hives". May be repeated.
    #[arg(long, value_name = "TEXT")]
    allergy: Vec<String>,
    /// A condition: "heart failure". May be repeated.
    #[arg(long, value_name = "TEXT")]
    condition: Vec<String>,
    /// Estimated filtration rate, mL/min/1.73 m2.
    #[arg(long, value_name = "NUMBER", value_parser = rate)]
    egfr: Option<f64>,
    /// Creatinine clearance, mL/min. Where only one of the two is given it stands in for the other, and that is said.
    #[arg(long, value_name = "NUMBER", value_parser = rate)]
    crcl: Option<f64>,
    #[command(flatten)]
    output: Output,
}

fn rate(written: &str) -> Result<f64, String> {
    let number: f64 = written.parse().map_err(|_| "write a number, such as 42".to_owned())?;
    if (0.0..=300.0).contains(&number) { Ok(number) } else { Err("write a number from 0 to 300".to_owned()) }
}

/// Reviews the list and prints it.
pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let text = read(&arguments.file)?;
    let typed: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if typed.len() > MOST_LINES {
        return Err(Failure::request(format!(
            "The list has {} lines; a medication list has at most {MOST_LINES}. Give one patient's list.",
            typed.len()
        )));
    }
    let formulary = knowledge::knowledge(&agency::config(common)?)?.formulary;
    let mut list = ByHand::of(typed)
        .with_allergies(arguments.allergy.iter().map(String::as_str))
        .with_conditions(arguments.condition.iter().map(String::as_str))
        .with_kidneys(arguments.egfr, arguments.crcl);
    list.age = arguments.age;
    list.sex = arguments.sex.as_deref().map_or(Sex::Unknown, |sex| Sex::from_word(&sex.to_uppercase()));
    let review = list.review(formulary);
    if arguments.output.json {
        say_json(&as_json(&list, &review, formulary))?;
    } else {
        say(&as_text(&list, &review, formulary))?;
    }
    Ok(0)
}

/// The text of a file or of standard input, refused when it cannot be a list.
fn read(file: &PathBuf) -> Result<String, Failure> {
    let standard = file.as_os_str() == "-";
    let name = if standard { "standard input".to_owned() } else { file.display().to_string() };
    let mut bytes = Vec::new();
    let read = if standard {
        std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::request(format!("{name} cannot be read: {error}.")))?;
    if bytes.len() as u64 > LONGEST {
        return Err(Failure::request(format!(
            "{name} has more than {} KiB; a medication list is shorter. Give one patient's list.",
            LONGEST / 1024
        )));
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    text.ok_or_else(|| {
        Failure::request(format!("{name} is not plain text. Give a text file in UTF-8 with one medicine on each line."))
    })
}

/// Places of lines, from 0, as the answer counts them.
fn places(alert: &Alert) -> Vec<i64> {
    alert.lines.iter().map(|id| id.raw() - 1).collect()
}

fn as_json(list: &ByHand, review: &Review, formulary: &'static Formulary) -> Value {
    let lines: Vec<Value> = list.lines.iter().map(|entry| line_as_json(entry, formulary)).collect();
    let alerts = |alerts: &[Alert]| alerts.iter().map(alert_as_json).collect::<Vec<Value>>();
    json!({
        "checked": review.checked,
        "of": review.of,
        "knowledge": formulary.dated,
        "lines": lines,
        "alerts": alerts(&review.alerts),
        "cautions": alerts(&review.cautions),
    })
}

fn line_as_json(entry: &Stored<Medication>, formulary: &'static Formulary) -> Value {
    let medication = &entry.value;
    let reading = Reading::of(medication, formulary);
    let parts = &reading.resolved.parts;
    let names: Vec<&str> = parts.iter().map(|part| formulary.name(part.ingredient)).collect();
    let mut value = json!({"text": medication.drug, "ingredients": names});
    if parts.iter().any(|part| formulary.ingredient(part.ingredient).high_alert) {
        value["high_alert"] = json!(true);
    }
    if let Some(part) = parts.first() {
        let route = formulary.routes.get(usize::from(reading.route(part, formulary)));
        value["route"] = json!(route.map(|route| route.code));
        let dose = daily_mg(medication, &reading, part, formulary).filter(|_| parts.len() == 1);
        if let Some(dose) = dose {
            value["daily_dose"] = json!({"value": rounded(dose), "unit": "mg"});
        }
        let told = dose.map(|dose| format!(" {} mg a day", rounded(dose))).unwrap_or_default();
        let how = route.map(|route| format!(" {}", route.display)).unwrap_or_default();
        value["understood_as"] = json!(format!("{}{told}{how}", names.join(" + ")));
    }
    let asked = unclear_amount(medication, &reading, formulary);
    if !asked.is_empty() {
        value["amount_not_checked"] = json!(asked);
    }
    if let Some(unknown) = &reading.resolved.unknown {
        let offered: Vec<&str> = match reading.resolved.ambiguous {
            Some(name) => name.candidates.iter().map(|index| formulary.name(*index)).collect(),
            None => suggest(unknown, formulary),
        };
        value["suggestions"] = json!(offered);
    }
    value
}

/// Tablets are halved and quartered, not cut finer.
fn rounded(mg: f32) -> f64 {
    (f64::from(mg) * 10_000.0).round() / 10_000.0
}

fn alert_as_json(alert: &Alert) -> Value {
    let mut value = json!({
        "kind": alert.kind,
        "ingredients": alert.ingredients,
        "lines": places(alert),
        "rule": alert.rule,
        "why": alert.why.join("; "),
        "missing": alert.missing,
        "consequence": alert.consequence,
        "action": alert.action,
        "ask": alert.ask,
        "teach": alert.teach,
        "call_now": alert.call_now,
        "source": alert.source,
    });
    if let Some(tier) = alert.tier {
        value["tier"] = json!(tier);
    }
    if let Some(text) = &alert.text {
        value["text"] = json!(text);
    }
    value
}

fn as_text(list: &ByHand, review: &Review, formulary: &Formulary) -> String {
    let mut page = format!(
        "{} of {} medicines checked, drug knowledge {} of {} (not signed by a pharmacist)\n",
        review.checked, review.of, formulary.version, formulary.dated
    );
    if list.lines.is_empty() {
        page.push_str("The list is empty: write one medicine on each line.\n");
        return page;
    }
    for alert in &review.alerts {
        page.push_str(&alert_as_text(alert));
    }
    if review.alerts.is_empty() {
        page.push_str("\nNothing was found among the medicines that were checked.\n");
    }
    if !review.cautions.is_empty() {
        page.push_str("\nFor the review of the whole list:\n");
        page.extend(review.cautions.iter().map(caution_as_text));
    }
    page
}

fn caution_as_text(caution: &Alert) -> String {
    let told = [&*caution.title(), &caution.consequence, &caution.action];
    let told: Vec<String> = told.into_iter().filter(|text| !text.is_empty()).map(line).collect();
    format!("  {}\n", told.join(". "))
}

fn alert_as_text(alert: &Alert) -> String {
    let grade = match (&alert.kind, alert.tier) {
        (AlertKind::NotChecked, _) => "NOT CHECKED".to_owned(),
        (_, Some(tier)) => tier.word().to_uppercase(),
        (kind, None) => kind.label().to_uppercase(),
    };
    let title = match &alert.text {
        Some(text) => text.clone(),
        None => alert.title(),
    };
    let missing = alert.missing.join("; ");
    let (ask, teach, call_now) = (alert.ask.join(" "), alert.teach.join("; "), alert.call_now.join("; "));
    let rest = [
        ("risk", &*alert.consequence),
        ("do", &alert.action),
        ("missing", &missing),
        ("ask", &ask),
        ("teach", &teach),
        ("call now", &call_now),
        ("source", &alert.source),
    ];
    let rows = alert.why.iter().map(|fact| ("why", fact.as_str())).chain(rest).filter(|(_, text)| !text.is_empty());
    let rows: Vec<String> = rows.map(|(name, text)| format!("  {name:<9}{}\n", line(text))).collect();
    format!("\n{grade}  {}\n{}", line(&title), rows.concat())
}
