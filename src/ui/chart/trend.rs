//! Measurements over time: the last ones of each kind, those out of their limits marked.

use crate::domain::board::Assessed;
use crate::domain::ids::Entry;
use crate::domain::limits::{Measured, out_of_limits};
use crate::domain::observation::{Observation, loinc};
use crate::ui::App;
use crate::ui::draw::{self, OUT};

/// A number without a trailing zero.
pub(super) fn plain(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The last `count` measurements of each vital sign, oldest first.
pub(in crate::ui) fn trend(app: &App, patient: &Assessed, count: usize) -> Vec<String> {
    let values = |code: &str| -> Vec<&Entry<Observation>> {
        let found = patient.facts.vitals.iter().filter(|vital| vital.code == code && vital.value.value.is_some());
        let mut found: Vec<&Entry<Observation>> = found.take(count).collect();
        found.reverse();
        found
    };
    let mut lines = Vec::new();
    let (systolic, diastolic) = (values(loinc::SYSTOLIC), values(loinc::DIASTOLIC));
    if !systolic.is_empty() {
        let pairs = systolic.iter().map(|high| {
            let low = diastolic.iter().find(|low| low.at == high.at);
            let low_value = low.and_then(|low| low.value.value).map(plain).unwrap_or_default();
            let both: Vec<&Entry<Observation>> = std::iter::once(*high).chain(low.copied()).collect();
            let mark = mark(app, patient, &both);
            format!("{}/{low_value}{mark}", plain(high.value.value.unwrap_or_default()))
        });
        lines.push(trend_line(app, "BP", &pairs.collect::<Vec<_>>(), systolic.last().copied()));
    }
    let named = [
        ("Pulse", loinc::PULSE),
        ("SpO2", loinc::SATURATION),
        ("SpO2", "2708-6"),
        ("Weight", loinc::WEIGHT),
        ("Temp", loinc::TEMPERATURE),
        ("Temp", "8331-1"),
        ("Pain", loinc::PAIN),
        ("INR", loinc::INR),
        ("Glucose", loinc::GLUCOSE),
    ];
    for (name, code) in named {
        let found = values(code);
        if let Some(newest) = found.last() {
            let number = |vital: &&Entry<Observation>| {
                let value = vital.value.value.map(plain)?;
                Some(format!("{value}{}", mark(app, patient, &[vital])))
            };
            let numbers: Vec<String> = found.iter().filter_map(number).collect();
            lines.push(trend_line(app, name, &numbers, Some(newest)));
        }
    }
    lines
}

/// `!` behind a measurement that was out of its limits when it was made, as the limits are today.
fn mark(app: &App, patient: &Assessed, measured: &[&Entry<Observation>]) -> &'static str {
    let Some(at) = measured.iter().filter_map(|vital| vital.at).max() else { return "" };
    let vitals: Vec<Entry<Observation>> = measured.iter().map(|vital| (*vital).clone()).collect();
    let (problems, zone) = (patient.facts.problems.as_slice(), app.board.zone);
    let found = out_of_limits(&app.knowledge.limits, &Measured { vitals: &vitals, problems, now: at, zone });
    if found.is_empty() { "" } else { OUT }
}

fn trend_line(app: &App, name: &str, values: &[String], newest: Option<&Entry<Observation>>) -> String {
    let numbers = values.iter().map(|value| draw::fit(value, 8)).collect::<Vec<_>>().concat();
    let unit = newest.and_then(|vital| vital.unit.as_deref()).map(spoken).unwrap_or_default();
    let at = newest.and_then(|vital| vital.at).map(|at| at.with_timezone(&app.board.zone).format("%d %b").to_string());
    format!("{name:<8}{numbers}{unit:<5}{}", at.unwrap_or_default())
}

/// A UCUM unit as people write it; a blood pressure and a score need none.
fn spoken(unit: &str) -> &str {
    match unit {
        "[lb_av]" => "lb",
        "[degF]" => "F",
        "Cel" => "C",
        "mm[Hg]" | "{score}" | "{INR}" | "1" => "",
        other => other,
    }
}
