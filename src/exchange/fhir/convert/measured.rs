//! Measurements: numbers, words, signs and panels, with what was sent beside them.

use super::{Entry, chart_of, oasis};
use crate::domain::measure::{self, MEAN_PANEL, PRESSURE_PANELS, Reading};
use crate::domain::observation::{self, FLAGGED, ObservationStatus};
use crate::domain::record::Body;
use crate::domain::when::Instant;
use crate::exchange::fhir::stream::{Stop, said};
use crate::exchange::fhir::types::{Component, Concept, Observation, Text, Value};
use crate::exchange::fhir::words::{self, LOINC};

/// Codes of the FHIR vital signs that no limit is about: of several for one measurement they are preferred.
const SHOWN: &[&str] = &["8302-2", "39156-5"];

/// The two numbers of a blood pressure, and of a mean of several.
const PRESSURES: [&str; 2] = ["8480-6", "8462-4"];
const MEANS: [&str; 2] = ["96608-5", "96609-3"];

/// The code to keep: of several the one that has limits. A sender's own code is known by its words, where they mean one
/// measure; then the second answer is how it was sent.
pub(super) fn measured(code: &Concept) -> (String, Option<String>) {
    let loinc =
        || code.coding.iter().filter(|it| it.system.as_deref() == Some(LOINC)).filter_map(|it| it.code.as_ref());
    let known = |code: &&Text| {
        measure::of_code(code).is_some() || SHOWN.contains(&&***code) || PRESSURE_PANELS.contains(&&***code)
    };
    let place = |code: &&Text| measure::codes().position(|known| known == &***code).unwrap_or(usize::MAX);
    if let Some(known) = loinc().filter(known).min_by_key(place) {
        return (words::line(known), None);
    }
    let own = code.coding.iter().find_map(words::coded).unwrap_or_default();
    if let Some(other) = loinc().next() {
        return (words::line(other), None);
    }
    let texts = code.text.iter().chain(code.coding.iter().flat_map(|it| it.display.iter().chain(it.code.iter())));
    let by_name = texts.map(words::line).find_map(|name| {
        let small = name.to_lowercase();
        if ["bp", "blood pressure", "b/p"].contains(&small.as_str()) {
            return Some(PRESSURE_PANELS.first().copied().unwrap_or_default());
        }
        let methods = measure::named(&name)?.methods;
        let by_meter = ["finger", "fsbs", "capillary", "cbg", "poc", "meter"].iter().any(|word| small.contains(word));
        let meter = methods.iter().find(|method| by_meter && method.name == "meter");
        meter.or(methods.first())?.codes.first().copied()
    });
    match by_name {
        Some(known) => (known.to_owned(), Some(format!("sent as {}", if own.is_empty() { "words" } else { &own }))),
        None => (own, None),
    }
}

/// What was sent beside the value.
fn beside(it: &Observation) -> Vec<String> {
    let mut how = Vec::new();
    match it.status.as_deref() {
        Some("preliminary") => how.push("preliminary".to_owned()),
        Some("registered") => how.push("registered, not final".to_owned()),
        Some("amended" | "corrected") => how.push("corrected".to_owned()),
        Some("unknown") | None => how.push("its standing is unknown".to_owned()),
        Some(_) => {}
    }
    for part in [&it.method, &it.body_site] {
        how.extend(words::concept(part));
    }
    if let Some(device) = words::some(it.device.display.as_ref()) {
        let small = device.to_lowercase();
        let wrist = ["cuffless", "watch", "ring", "band"].iter().any(|word| small.contains(word));
        how.push(if wrist { format!("{device}, CUFFLESS: not for decisions") } else { device });
    }
    how
}

/// The sender's own mark, where it matters.
fn mark(interpretation: &[Concept]) -> Option<String> {
    let code = interpretation.iter().find_map(words::code)?;
    match code.to_uppercase().as_str() {
        "HH" | "LL" | "AA" | "HU" | "LU" => Some(format!("{FLAGGED} ({code})")),
        "H" | "L" | "A" => Some(format!("marked {code}")),
        _ if code.to_lowercase().contains("critical") => Some(format!("{FLAGGED} ({code})")),
        _ => None,
    }
}

/// When it was measured; where only the time of the report is known, that, and so it is said.
fn time(entry: &mut Entry<'_, '_, '_>, it: &Observation, how: &mut Vec<String>) -> Option<Instant> {
    let stated = it.effective_date_time.as_ref().or(it.effective_period.start.as_ref());
    let stated = stated.or(it.effective_instant.as_ref()).or(it.effective_timing.event.last());
    let stated = stated.or(it.effective_period.end.as_ref());
    let at = entry.instant("effective", stated);
    if at.is_some() {
        return at;
    }
    let at = entry.instant("issued", it.issued.as_ref());
    if at.is_some() && stated.is_none() {
        how.push("the time is that of the report".to_owned());
    }
    at
}

pub(super) fn observation(entry: &mut Entry<'_, '_, '_>, it: &Observation, value: &Value) -> Result<(), Stop> {
    let status = match it.status.as_deref() {
        Some("entered-in-error") => ObservationStatus::EnteredInError,
        Some("cancelled") => ObservationStatus::Cancelled,
        _ => ObservationStatus::Valid,
    };
    let links = chart_of(&it.subject);
    let mut how = beside(it);
    let at = time(entry, it, &mut how);
    let category = it.category.iter().find_map(words::code).map(crate::domain::text::line).unwrap_or_default();
    let row =
        |code: (String, Option<String>), name: &Concept, value: &Value, absent: &Concept, flag: Option<String>| {
            let (number, unit, text) = value_of(value);
            let text = text.or_else(|| {
                let why = words::concept(absent).filter(|_| number.is_none())?;
                Some(format!("{} ({why})", measure::NOT_DONE))
            });
            let how: Vec<String> = flag.into_iter().chain(how.iter().cloned()).chain(code.1).collect();
            observation::Observation {
                code: code.0,
                name: words::concept(name).unwrap_or_default(),
                category: category.clone(),
                at,
                value: number,
                unit,
                text,
                status: status.clone(),
                how: (!how.is_empty()).then(|| how.join("; ")),
            }
        };
    if status == ObservationStatus::Valid {
        let day = it.effective_date_time.as_ref().or(it.effective_period.start.as_ref());
        oasis::assessment(entry, it, value, day.or(it.effective_instant.as_ref()).or(it.issued.as_ref()), &links);
    }
    for (number, raw) in it.component.iter().enumerate() {
        let unread =
            |error| Stop::new(Some(entry.place.to_owned()), format!("a component cannot be read: {}", said(&error)));
        let component: Component = serde_json::from_str(raw.get()).map_err(unread)?;
        let value: Value = serde_json::from_str(raw.get()).map_err(unread)?;
        let flag = mark(&component.interpretation).or_else(|| mark(&it.interpretation));
        let (code, name) = (measured(&component.code), &component.code);
        let body = row(code, name, &value, &component.data_absent_reason, flag);
        doubtful(entry, &body);
        entry.keep_part(&format!("component-{}", number + 1), links.clone(), Body::Observation(body));
    }
    let body = row(measured(&it.code), &it.code, value, &it.data_absent_reason, mark(&it.interpretation));
    let body = match parted(&body) {
        Some(parts) => {
            for (number, part) in parts.into_iter().enumerate() {
                doubtful(entry, &part);
                entry.keep_part(&format!("pressure-{}", number + 1), links.clone(), Body::Observation(part));
            }
            // Its words stay; both numbers have rows of their own.
            let panel = PRESSURE_PANELS.first().copied().unwrap_or_default().to_owned();
            observation::Observation { code: if is_panel(&body.code) { body.code.clone() } else { panel }, ..body }
        }
        None => body,
    };
    doubtful(entry, &body);
    entry.keep(links, Body::Observation(body));
    Ok(())
}

fn is_panel(code: &str) -> bool {
    PRESSURE_PANELS.contains(&code)
}

/// "178/98" in words is two numbers, whatever it was sent under.
fn parted(body: &observation::Observation) -> Option<[observation::Observation; 2]> {
    let pressure = |key: &str| matches!(key, "systolic" | "diastolic");
    let known = measure::of(body).is_some_and(|(measure, _)| pressure(measure.key));
    if !known && !is_panel(&body.code) {
        return None;
    }
    let text = body.text.as_deref()?;
    let (high, rest) =
        text.split_once('/').or_else(|| text.split_once(" per ")).or_else(|| text.split_once(" over "))?;
    let high = high.trim().trim_start_matches(|c: char| !c.is_ascii_digit() && !"<>".contains(c));
    let rest = rest.trim();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (low, _) = rest.split_at(end);
    let codes = if body.code == MEAN_PANEL { MEANS } else { PRESSURES };
    let names = ["Systolic blood pressure", "Diastolic blood pressure"];
    let number = |text: &str| text.trim().trim_end_matches("mmHg").trim().parse::<f64>().ok();
    let part = |value: f64, code: &str, name: &str| observation::Observation {
        code: code.to_owned(),
        name: name.to_owned(),
        value: Some(value),
        unit: Some("mm[Hg]".to_owned()),
        text: None,
        ..body.clone()
    };
    let ([first, second], [high_name, low_name]) = (codes, names);
    Some([part(number(high)?, first, high_name), part(number(low)?, second, low_name)])
}

/// What has limits and cannot be judged by them is said.
fn doubtful(entry: &mut Entry<'_, '_, '_>, body: &observation::Observation) {
    if body.status != ObservationStatus::Valid {
        return;
    }
    let Some((measure, _)) = measure::of(body) else { return };
    match measure::read(body, measure) {
        Reading::Unread { says, why } => entry.problem(format!("{} `{says}` is not judged: {why}", measure.label)),
        Reading::Number(_) if body.at.is_none() => {
            entry.problem(format!("{} has no time, so it is not judged", measure.label));
        }
        Reading::Number(_) if body.at.is_some_and(|at| entry.is_to_come(at)) => {
            let label = measure.label;
            entry.problem(format!(
                "{label} is of a day that has not come; till then only a dangerous value is told: ask"
            ));
        }
        Reading::Number(_) | Reading::Nothing => {}
    }
}

/// A value as a number with its unit, or in words.
fn value_of(it: &Value) -> (Option<f64>, Option<String>, Option<String>) {
    if let Some(quantity) = &it.quantity {
        let number = words::number(quantity.value.as_ref());
        return match (&quantity.comparator, number) {
            (None, Some(number)) => (Some(number), words::unit(quantity), None),
            // "<5" is not 5.
            _ => (None, None, words::quantity(quantity)),
        };
    }
    if let Some(number) = words::number(it.integer.as_ref()) {
        return (Some(number), None, None);
    }
    let yes_no = |flag: &Text| if &**flag == "true" { "yes".to_owned() } else { "no".to_owned() };
    let text = it
        .concept
        .as_ref()
        .and_then(words::concept)
        .or_else(|| words::some(it.string.as_ref()))
        .or_else(|| it.boolean.as_ref().map(yes_no))
        .or_else(|| it.range.as_ref().and_then(words::range))
        .or_else(|| it.ratio.as_ref().and_then(words::ratio))
        .or_else(|| words::some(it.date_time.as_ref()))
        .or_else(|| words::some(it.time.as_ref()))
        .or_else(|| it.sampled.as_ref().map(|_| "a series of values, which is not read here".to_owned()));
    (None, None, text)
}
