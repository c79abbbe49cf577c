//! The trend: the last values of each measure in one unit, with words where a value is no number, and `!` behind what was out
//! of its limits.

use crate::domain::board::Assessed;
use crate::domain::ids::Stored;
use crate::domain::limits::{FindingKind, Measured, out_of_limits};
use crate::domain::measure::{self, Measure, Method, Reading};
use crate::domain::observation::Observation;
use crate::ui::draw::OUT;
use crate::ui::{App, draw};

/// A value of the trend.
struct Value<'a> {
    entry: &'a Stored<Observation>,
    method: &'static Method,
    says: String,
}

/// The last `count` measurements of each measure, oldest first.
pub(in crate::ui) fn trend(app: &App, patient: &Assessed, count: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for measure in measure::all() {
        lines.extend(match measure.key {
            "systolic" => pressures(app, patient, count, "BP", [measure.key, "diastolic"]),
            "mean_systolic" => pressures(app, patient, count, "BP mean", [measure.key, "mean_diastolic"]),
            "diastolic" | "mean_diastolic" => None,
            _ => line_of(app, patient, count, measure),
        });
    }
    lines
}

/// The newest values of a measure, newest first; those of long ago only where there are none of late.
fn values<'a>(patient: &'a Assessed, measure: &'static Measure) -> (Vec<Value<'a>>, bool) {
    let value = |entry: &'a Stored<Observation>| {
        let (_, method) = measure::of(&entry.value).filter(|(of, _)| of.key == measure.key)?;
        let says = match measure::read(&entry.value, measure) {
            Reading::Nothing if entry.text.is_none() => return None,
            Reading::Nothing => entry.text.clone().unwrap_or_default(),
            Reading::Number(number) => {
                let unit = if measure.unit == "/10" { "/10".to_owned() } else { format!(" {}", measure.unit) };
                number.says.strip_suffix(unit.as_str()).unwrap_or(&number.says).to_owned()
            }
            Reading::Unread { says, .. } => format!("\"{says}\""),
        };
        Some(Value { entry, method, says })
    };
    let of_late: Vec<Value<'a>> = patient.facts.vitals.iter().filter_map(value).collect();
    if of_late.is_empty() {
        return (patient.facts.results.iter().filter_map(value).collect(), true);
    }
    (of_late, false)
}

fn line_of(app: &App, patient: &Assessed, count: usize, measure: &'static Measure) -> Option<String> {
    let (found, history) = values(patient, measure);
    let newest = found.first()?.entry;
    let said = |value: &Value<'_>| format!("{}{}", value.says, mark(app, patient, &[value.entry]));
    let numbers: Vec<String> = found.iter().take(count).rev().map(said).collect();
    let sensor = found.first().filter(|value| !value.method.low.is_empty()).and_then(|value| value.entry.text.clone());
    let unit = if measure.unit == "/10" { "" } else { measure.unit };
    let line = told(app, measure.label, &numbers, unit, newest, history);
    Some(sensor.map_or(line.clone(), |summary| format!("{line}  sensor: {summary}")))
}

/// Both numbers of each blood pressure.
fn pressures(app: &App, patient: &Assessed, count: usize, name: &str, keys: [&str; 2]) -> Option<String> {
    let [high, low] = keys.map(measure::keyed);
    let (highs, history) = values(patient, high?);
    let (lows, lows_history) = values(patient, low?);
    if highs.is_empty() {
        let newest = lows.first()?.entry;
        let numbers: Vec<String> = lows.iter().take(count).rev().map(|low| format!("?/{}", low.says)).collect();
        return Some(told(app, name, &numbers, "", newest, lows_history));
    }
    let pair = |high: &Value<'_>| {
        let same = |low: &&Value<'_>| low.entry.at == high.entry.at && low.method.name == high.method.name;
        let low = lows.iter().find(same);
        let both: Vec<&Stored<Observation>> = std::iter::once(high.entry).chain(low.map(|low| low.entry)).collect();
        let said = low.map(|low| low.says.as_str()).unwrap_or_default();
        format!("{}/{said}{}", high.says, mark(app, patient, &both))
    };
    let numbers: Vec<String> = highs.iter().take(count).rev().map(pair).collect();
    Some(told(app, name, &numbers, "", highs.first()?.entry, history))
}

/// `!` behind a measurement that was out of its limits when it was made, as the limits are today.
fn mark(app: &App, patient: &Assessed, measured: &[&Stored<Observation>]) -> &'static str {
    let Some(at) = measured.iter().filter_map(|vital| vital.at).max() else { return "" };
    let vitals: Vec<Stored<Observation>> = measured.iter().map(|vital| (*vital).clone()).collect();
    let measured = Measured {
        vitals: &vitals,
        results: &[],
        problems: &patient.facts.problems,
        medications: &patient.facts.medications,
        answers: &[],
        since: at,
        now: at,
        zone: app.board.zone,
    };
    let found = out_of_limits(&app.knowledge.limits, &measured);
    // What could not be judged is none of them.
    if found.iter().any(|finding| finding.kind != FindingKind::NotJudged) { OUT } else { "" }
}

fn told(app: &App, name: &str, values: &[String], unit: &str, newest: &Stored<Observation>, history: bool) -> String {
    // Words are not cut: what follows them moves on.
    let fitted = |value: &String| {
        if value.chars().count() < 8 { draw::fit(value, 8) } else { format!("{value} ") }
    };
    let numbers: String = values.iter().map(fitted).collect();
    let day = if history { "%d %b %Y, history" } else { "%d %b" };
    let at = newest.at.map(|at| at.with_timezone(&app.board.zone).format(day).to_string());
    let at = at.unwrap_or_else(|| "time not sent".to_owned());
    format!("{name:<8}{numbers}{unit:<5}{at}")
}
