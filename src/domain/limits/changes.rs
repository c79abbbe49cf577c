//! Changes over days, and the same number several times.

use chrono::TimeDelta;

use super::{Change, Finding, FindingKind, Limits, Measured, Repeat, told};
use crate::domain::measure::{self, Measure, Reading};
use crate::domain::observation::{Observation, ObservationStatus};
use crate::domain::rank::Tier;
use crate::domain::when::Instant;

struct Exact<'a> {
    observation: &'a Observation,
    at: Instant,
    value: f64,
}

/// Findings about several readings: at most one for each kind of change.
pub(super) fn findings(limits: &Limits, measured: &Measured<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for change in limits.changes.iter().filter(|change| measured.has(change.whom)) {
        if let Some(measure) = measure::keyed(change.measure)
            && !found.iter().any(|known| known.measure == change.measure)
        {
            found.extend(moved(change, measure, measured));
        }
    }
    for repeat in limits.repeats {
        found.extend(measure::keyed(repeat.measure).and_then(|measure| repeated(repeat, measure, measured)));
    }
    found
}

/// Numbers of one measure that are known exactly, the newest first; all of the method of the newest one.
fn exact<'a>(measure: &Measure, measured: &Measured<'a>) -> Vec<Exact<'a>> {
    let all = measured.vitals.iter().chain(measured.results).map(|entry| &entry.value);
    let mut numbers: Vec<(&str, Exact<'a>)> = all
        .filter(|observation| observation.status == ObservationStatus::Valid)
        .filter_map(|observation| {
            let (of, method) = measure::of(observation).filter(|(of, _)| of.key == measure.key)?;
            let at = observation.at.filter(|at| *at <= measured.now)?;
            let Reading::Number(number) = measure::read(observation, of) else { return None };
            Some((method.name, Exact { observation, at, value: number.exact()? }))
        })
        .collect();
    numbers.sort_by_key(|(_, number)| std::cmp::Reverse(number.at));
    let method = numbers.first().map(|(method, _)| *method);
    numbers.into_iter().filter(|(of, _)| Some(*of) == method).map(|(_, number)| number).collect()
}

fn moved(change: &Change, measure: &Measure, measured: &Measured<'_>) -> Option<Finding> {
    let readings = exact(measure, measured);
    let (newest, earlier) = readings.split_first()?;
    if newest.at < measured.since {
        return None;
    }
    let reach = TimeDelta::days(change.within_days.into());
    let within: Vec<&Exact<'_>> = earlier.iter().filter(|reading| newest.at - reading.at <= reach).collect();
    let (from, since) = if change.from_usual {
        let mut values: Vec<f64> = within.iter().map(|reading| reading.value).collect();
        values.sort_by(f64::total_cmp);
        let middle = values.get(values.len() / 2).copied().filter(|_| values.len() > 1)?;
        (middle, within.last()?)
    } else {
        // The reading that makes the change greatest, in the direction that is watched.
        let from = within
            .iter()
            .max_by(|a, b| ((newest.value - a.value) * change.by).total_cmp(&((newest.value - b.value) * change.by)))?;
        (from.value, from)
    };
    let moved = newest.value - from;
    // Readings in kilograms do not hit a whole pound exactly.
    if moved * change.by.signum() + 0.05 < change.by.abs() {
        return None;
    }
    let moved = (moved * 10.0).round() / 10.0;
    let signed = if moved > 0.0 { format!("+{moved}") } else { moved.to_string() };
    let days = (newest.at - since.at).num_days().max(1);
    let limit = if change.by > 0.0 { format!("+{}", change.by) } else { change.by.to_string() };
    let told_of = |value: f64, at: Instant| {
        format!("{} {value:.1} {} on {}", measure.label, measure.unit, told(at, measured.zone))
    };
    let before = if change.from_usual {
        format!("usual before: {from:.1} {}, of {} readings in {days} d", measure.unit, within.len())
    } else {
        told_of(since.value, since.at)
    };
    Some(Finding {
        kind: FindingKind::OutOfLimits,
        measure: measure.key.to_owned(),
        code: newest.observation.code.clone(),
        text: format!("{} {signed} {} in {days} d, limit {limit}", measure.label, measure.unit),
        facts: vec![
            told_of(newest.value, newest.at),
            before,
            format!(
                "limit {limit} {} in {} days: {}; the agency's default",
                measure.unit, change.within_days, change.what_to_do
            ),
        ],
        tier: Tier::Slipping,
        at: newest.at,
        cause: format!("limit:{} change:{}", measure.key, newest.at.timestamp_millis()),
        source: format!("the agency's defaults (not signed off yet); {} ({})", change.source, change.sure),
    })
}

fn repeated(repeat: &Repeat, measure: &Measure, measured: &Measured<'_>) -> Option<Finding> {
    let means = |observation: &Observation| {
        let name = observation.name.to_lowercase();
        repeat.codes.contains(&observation.code.as_str()) || repeat.words.iter().any(|word| name.contains(word))
    };
    let mut readings: Vec<Exact<'_>> = exact(measure, measured);
    readings.retain(|reading| means(reading.observation) && reading.at >= measured.since);
    let last: Vec<&Exact<'_>> = readings.iter().take(repeat.times).collect();
    let newest = last.first()?;
    if last.len() < repeat.times || last.iter().any(|reading| reading.value <= repeat.over) {
        return None;
    }
    let values: Vec<String> = last.iter().rev().map(|reading| measure::spoken(reading.value, "")).collect();
    let mut facts: Vec<String> = last
        .iter()
        .map(|reading| {
            let value = measure::spoken(reading.value, measure.unit);
            format!("{} {value} on {}", repeat.name, told(reading.at, measured.zone))
        })
        .collect();
    facts.push(format!("{}: tell the practitioner; the agency's default", repeat.says));
    Some(Finding {
        kind: FindingKind::OutOfLimits,
        measure: measure.key.to_owned(),
        code: newest.observation.code.clone(),
        text: format!("{} {}, {}", repeat.name, values.join(" and "), repeat.says),
        facts,
        tier: Tier::Slipping,
        at: newest.at,
        cause: format!("limit:{} repeat:{}", measure.key, newest.at.timestamp_millis()),
        source: format!("the agency's defaults (not signed off yet); {} ({})", repeat.source, repeat.sure),
    })
}
