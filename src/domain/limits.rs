//! Measurements out of their limits. Only the newest reading of each kind is judged, and only while it is fresh: nobody is
//! called about last week.

use std::ops::RangeInclusive;

use chrono::TimeDelta;
use chrono_tz::Tz;
use serde::Serialize;

use super::ids::Entry;
use super::observation::{Observation, ObservationStatus};
use super::problem::{Problem, ProblemStatus};
use super::rank::Tier;
use super::when::Instant;

/// The limits in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Limits of single readings; a row for a condition goes before a general one.
    pub limits: &'static [Limit],
    /// Changes over days.
    pub changes: &'static [Change],
}

/// The limits of one kind of reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// LOINC codes that measure the same thing.
    pub codes: &'static [&'static str],
    /// `INR`.
    pub label: &'static str,
    /// The unit of every number here; readings are converted to it.
    pub unit: &'static str,
    /// Only for patients with this condition.
    pub whom: Option<Condition>,
    /// The limits in words: `goal 2-3`.
    pub says: &'static str,
    /// Outside of this the practitioner is told.
    pub tell: Band,
    /// Outside of this somebody calls now.
    pub urgent: Band,
    /// A reading outside is not judged.
    pub plausible: RangeInclusive<f64>,
    /// An older reading is not judged.
    pub within_hours: u16,
}

/// A band of values; its ends still lie inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Lower end.
    pub under: Option<f64>,
    /// Upper end.
    pub over: Option<f64>,
}

impl Band {
    fn leaves_out(self, value: f64) -> bool {
        self.under.is_some_and(|under| value < under) || self.over.is_some_and(|over| value > over)
    }
}

/// A change of at least `by` within some days.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// LOINC codes that measure the same thing.
    pub codes: &'static [&'static str],
    /// `Weight`.
    pub label: &'static str,
    /// The unit of `by`; readings are converted to it.
    pub unit: &'static str,
    /// Only for patients with this condition.
    pub whom: Option<Condition>,
    /// Gain, or loss when negative.
    pub by: f64,
    /// Over how many days before the newest reading.
    pub within_days: u16,
    /// An older newest reading is not judged.
    pub fresh_hours: u16,
    /// Readings outside are not judged.
    pub plausible: RangeInclusive<f64>,
}

/// A condition that changes what is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Heart failure.
    HeartFailure,
    /// Chronic obstructive pulmonary disease.
    Copd,
}

impl Condition {
    /// Whether an active problem says so: by its ICD-10 or SNOMED CT code, else by its words.
    pub fn is_among(self, problems: &[Entry<Problem>]) -> bool {
        let (icd10, snomed, words): (&[&str], &[&str], &[&str]) = match self {
            Self::HeartFailure => {
                (&["I50", "I11.0", "I13.0", "I13.2"], &["42343007", "88805009", "84114007"], &["heart failure"])
            }
            Self::Copd => (&["J44"], &["13645005", "185086009"], &["copd", "chronic obstructive"]),
        };
        problems
            .iter()
            .filter(|problem| matches!(problem.status, ProblemStatus::Active | ProblemStatus::NotStated))
            .any(|problem| {
                let coded =
                    problem.code.as_deref().and_then(|code| code.split_once(':')).is_some_and(|(system, code)| {
                        (system == "icd10" && icd10.iter().any(|start| code.starts_with(start)))
                            || (system == "snomed" && snomed.contains(&code))
                    });
                let text = problem.text.to_lowercase();
                coded || (words.iter().any(|word| text.contains(word)) && !text.contains("history of"))
            })
    }
}

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured<'a> {
    /// Measurements, in any order.
    pub vitals: &'a [Entry<Observation>],
    /// The patient's problems.
    pub problems: &'a [Entry<Problem>],
    /// Now.
    pub now: Instant,
    /// The zone in which the times of readings are told.
    pub zone: Tz,
}

/// A reading out of its limits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// LOINC code of the reading.
    pub code: String,
    /// In one short line: `INR 4.6, goal 2-3`.
    pub text: String,
    /// The reading, the limits and whose limits they are. The same as long as the reading is.
    pub facts: Vec<String>,
    /// [`Tier::Harm`] outside the urgent band, else [`Tier::Slipping`].
    pub tier: Tier,
    /// When it was measured.
    pub at: Instant,
}

/// The newest fresh readings that are out of limits, most pressing first. At most one finding per limit, and one per kind
/// of change.
pub fn out_of_limits(limits: &Limits, measured: &Measured<'_>) -> Vec<Finding> {
    let mut judged: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for limit in limits.limits {
        let applies = limit.whom.is_none_or(|condition| condition.is_among(measured.problems));
        if applies && !judged.contains(&limit.label) {
            judged.push(limit.label);
            findings.extend(judge(limit, measured));
        }
    }
    let mut changed: Vec<&str> = Vec::new();
    for change in limits.changes {
        let applies = change.whom.is_none_or(|condition| condition.is_among(measured.problems));
        if applies && !changed.contains(&change.label) {
            let found = moved(change, measured);
            changed.extend(found.as_ref().map(|_| change.label));
            findings.extend(found);
        }
    }
    findings.sort_by_key(|finding| finding.tier);
    findings
}

struct Reading<'a> {
    observation: &'a Observation,
    at: Instant,
    value: f64,
}

/// Readings of some codes that count, newest first, in that unit.
fn readings<'a>(
    measured: &Measured<'a>,
    codes: &[&str],
    unit: &str,
    plausible: &RangeInclusive<f64>,
) -> Vec<Reading<'a>> {
    let mut readings: Vec<Reading<'a>> = measured
        .vitals
        .iter()
        .map(|entry| &entry.value)
        .filter(|o| o.status == ObservationStatus::Valid && codes.contains(&o.code.as_str()))
        .filter_map(|observation| {
            let at = observation.at.filter(|at| *at <= measured.now)?;
            let value = converted(observation.value?, observation.unit.as_deref().unwrap_or_default(), unit)?;
            plausible.contains(&value).then_some(Reading { observation, at, value })
        })
        .collect();
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.at));
    readings
}

fn judge(limit: &Limit, measured: &Measured<'_>) -> Option<Finding> {
    let readings = readings(measured, limit.codes, limit.unit, &limit.plausible);
    let newest = readings.first()?;
    let is_fresh = measured.now - newest.at <= TimeDelta::hours(limit.within_hours.into());
    if !is_fresh || !limit.tell.leaves_out(newest.value) {
        return None;
    }
    let tier = if limit.urgent.leaves_out(newest.value) { Tier::Harm } else { Tier::Slipping };
    let reading = format!("{} {}", limit.label, with_unit(newest.value, limit.unit));
    let what_to_do = if tier == Tier::Harm { "call now" } else { "tell the practitioner" };
    Some(Finding {
        code: newest.observation.code.clone(),
        text: format!("{reading}, {}", limit.says),
        facts: vec![
            format!("{reading} on {}", told(newest.at, measured.zone)),
            format!("{}: {what_to_do}; the agency's default, not an order for this patient", limit.says),
        ],
        tier,
        at: newest.at,
    })
}

fn moved(change: &Change, measured: &Measured<'_>) -> Option<Finding> {
    let readings = readings(measured, change.codes, change.unit, &change.plausible);
    let (newest, earlier) = readings.split_first()?;
    if measured.now - newest.at > TimeDelta::hours(change.fresh_hours.into()) {
        return None;
    }
    let reach = TimeDelta::days(change.within_days.into());
    let within = earlier.iter().filter(|reading| newest.at - reading.at <= reach);
    // The reading that makes the change greatest, in the direction that is watched.
    let from = within
        .max_by(|a, b| ((newest.value - a.value) * change.by).total_cmp(&((newest.value - b.value) * change.by)))?;
    let moved = newest.value - from.value;
    // Readings in kilograms do not hit a whole pound exactly.
    if moved * change.by.signum() + 0.05 < change.by.abs() {
        return None;
    }
    let moved = rounded(moved);
    let signed = if moved > 0.0 { format!("+{moved}") } else { moved.to_string() };
    let days = (newest.at - from.at).num_days().max(1);
    let limit = if change.by > 0.0 { format!("+{}", change.by) } else { change.by.to_string() };
    Some(Finding {
        code: newest.observation.code.clone(),
        text: format!("{} {signed} {} in {days} d, limit {limit}", change.label, change.unit),
        facts: vec![
            format!("{} {:.1} {} on {}", change.label, newest.value, change.unit, told(newest.at, measured.zone)),
            format!("{} {:.1} {} on {}", change.label, from.value, change.unit, told(from.at, measured.zone)),
            format!(
                "limit {limit} {} in {} days: tell the practitioner; the agency's default",
                change.unit, change.within_days
            ),
        ],
        tier: Tier::Slipping,
        at: newest.at,
    })
}

fn told(at: Instant, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %Y-%m-%d %H:%M").to_string()
}

/// To one decimal.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// `4.6`, `101.3 F`, `86 %`: whole numbers without decimals.
fn with_unit(value: f64, unit: &str) -> String {
    let rounded = rounded(value);
    match unit {
        "" => rounded.to_string(),
        "/10" => format!("{rounded}/10"),
        unit => format!("{rounded} {unit}"),
    }
}

/// A value in the unit that is wanted; `None` when the two do not measure the same. A reading without a unit is taken as
/// it stands, and what is plausible guards it.
fn converted(value: f64, unit: &str, wanted: &str) -> Option<f64> {
    let unit = unit.trim().trim_matches(['[', ']', '{', '}']).to_lowercase();
    let value = match (wanted, unit.as_str()) {
        ("F", "cel" | "c" | "°c" | "degc" | "celsius") => value * 1.8 + 32.0,
        ("lb", "kg" | "kilogram" | "kilograms") => value / 0.453_592_37,
        ("lb", "g") => value / 453.592_37,
        ("lb", "oz_av" | "oz") => value / 16.0,
        ("mg/dL", "mmol/l") => value * 18.016,
        (_, "")
        | ("F", "degf" | "f" | "°f" | "fahrenheit")
        | ("lb", "lb_av" | "lb" | "lbs" | "pound" | "pounds")
        | ("mmHg", "mmhg" | "mm[hg" | "mm hg")
        | ("mg/dL", "mg/dl")
        | ("", "1" | "ratio" | "inr")
        | ("%", "%" | "percent")
        | ("/10", _) => value,
        ("/min", unit) if unit.contains("min") || unit == "bpm" => value,
        _ => return None,
    };
    value.is_finite().then_some(value)
}
