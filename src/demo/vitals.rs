//! Measurements: vital signs at nursing visits, home readings, laboratory results.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::domain::observation::{Observation, ObservationStatus, loinc};
use crate::domain::record::Body;
use crate::domain::when::Instant;

use super::Case;
use super::chance::Chance;
use super::plan::{Course, course_of};
use super::situation::Sign;
use super::stay::certification_from;
use super::visits::HomeVisit;
use super::writer::Writer;

/// Older visits of present patients and all of former ones keep blood pressure and weight only.
const FULL_SET_DAYS: i64 = 60;
/// When patients measure at home.
const MORNING: (u32, u32) = (7, 20);
/// What a weight rose by on the last mornings, newest first, in tenths of a pound.
const GAIN: [i32; 2] = [41, 26];
/// What the upper pressure reads on the last mornings, newest first.
const PRESSURE: [(i32, i32); 3] = [(178, 98), (174, 96), (158, 90)];
/// What the saturation reads on the last mornings, newest first.
const SATURATION: [i32; 3] = [84, 86, 89];

/// When the laboratory reported, and what.
const LAB: (u32, u32) = (9, 55);
const ALARMING_INR: f64 = 4.6;

/// What a goal's measure reads on a day.
pub(super) struct Reading {
    pub(super) text: String,
    /// Whether it is part of what went wrong.
    pub(super) alarming: bool,
}

/// What is read on a day, where the measure of a goal is a vital sign or a laboratory value.
pub(super) fn reading(case: &Case<'_>, measure: &str, day: NaiveDate) -> Option<Reading> {
    let (text, alarming) = match measure {
        "blood pressure" => {
            let (upper, lower) = pressure(case, day);
            let story = mornings_before(case, day) < PRESSURE.len();
            (format!("{upper}/{lower}"), story && case.shows(Sign::PressureHigh))
        }
        "INR" => (format!("{:.1}", inr(case, day)), inr_alarms(case, day)),
        "fasting glucose" => (format!("{} mg/dL", glucose(case, day)), false),
        "weight" => (format!("{:.1} lb", f64::from(weight_tenths(case, day)) / 10.0), false),
        _ => return None,
    };
    Some(Reading { text, alarming })
}

/// Writes all measurements.
pub(super) fn write(case: &Case<'_>, visits: &[HomeVisit<'_>], to: &mut Writer) {
    let made = visits.iter().filter(|visit| visit.is_nursing_done());
    for visit in made {
        let started = visit.visit.state.started.unwrap_or(visit.visit.starts);
        let at = (started + TimeDelta::minutes(10)).min(case.days.now);
        let (upper, lower) = pressure(case, visit.day);
        to.row(vital(loinc::SYSTOLIC, at, upper, "mm[Hg]"));
        to.row(vital(loinc::DIASTOLIC, at, lower, "mm[Hg]"));
        to.row(weight(case, at, visit.day));
        if case.is_former() || case.days.ago(visit.day) > FULL_SET_DAYS {
            continue;
        }
        let mut chance = of_day(case, visit.day, 2);
        to.row(vital(loinc::PULSE, at, chance.between(64, 88), "/min"));
        to.row(vital(loinc::SATURATION, at, saturation(case, visit.day), "%"));
        to.row(vital(loinc::PAIN, at, chance.between(0, 5), "{score}"));
        if case.profile.inr && !inr_alarms(case, visit.day) {
            to.row(lab(loinc::INR, at, inr(case, visit.day), "{INR}"));
        }
        if case.profile.glucose {
            to.row(lab(loinc::GLUCOSE, at, f64::from(glucose(case, visit.day)), "mg/dL"));
        }
    }
    home_readings(case, to);
    if case.shows(Sign::LabAndAntibiotic) {
        to.row(lab(loinc::INR, case.days.latest(LAB.0, LAB.1), ALARMING_INR, "{INR}"));
    }
}

/// The readings of the last mornings, for patients who measure at home.
fn home_readings(case: &Case<'_>, to: &mut Writer) {
    let newest = newest_morning(case);
    let mornings = (0..5).map(|ago| {
        let day = super::days::plus(newest, -ago);
        (day, case.days.at(day, MORNING.0, MORNING.1))
    });
    for (day, at) in mornings {
        if case.shows(Sign::WeightGain) {
            to.row(weight(case, at, day));
        }
        if case.shows(Sign::PressureHigh) {
            let (upper, lower) = pressure(case, day);
            to.row(vital(loinc::SYSTOLIC, at, upper, "mm[Hg]"));
            to.row(vital(loinc::DIASTOLIC, at, lower, "mm[Hg]"));
        }
        if case.shows(Sign::SaturationLow) {
            to.row(vital(loinc::SATURATION, at, saturation(case, day), "%"));
        }
    }
}

fn newest_morning(case: &Case<'_>) -> NaiveDate {
    case.days.day_of(case.days.latest(MORNING.0, MORNING.1))
}

/// How many mornings a day lies before the newest one; 0 for that morning and after.
fn mornings_before(case: &Case<'_>, day: NaiveDate) -> usize {
    usize::try_from((newest_morning(case) - day).num_days()).unwrap_or(0)
}

/// The chances of one day, the same whoever asks.
fn of_day(case: &Case<'_>, day: NaiveDate, purpose: u64) -> Chance {
    Chance::of(case.order.seed, &[case.stay.number, u64::from(day.num_days_from_ce().unsigned_abs()), purpose])
}

/// Days since the plan in force began, 0 to 60.
fn elapsed(case: &Case<'_>, day: NaiveDate) -> i32 {
    certification_from(case).map_or(0, |from| (day - from).num_days().clamp(0, 60)) as i32
}

/// Blood pressure of a day: upper and lower, mmHg.
fn pressure(case: &Case<'_>, day: NaiveDate) -> (i32, i32) {
    let story = PRESSURE.get(mornings_before(case, day)).filter(|_| case.shows(Sign::PressureHigh));
    if let Some(story) = story {
        return *story;
    }
    let mut chance = of_day(case, day, 1);
    let [upper, lower] = case.profile.pressure;
    let settling = (10 - elapsed(case, day) / 4).max(0);
    let upper = match course_of(case, "blood pressure").map(|(_, course)| course) {
        Some(Course::OnTrack | Course::PastTarget) => 143 + settling + chance.between(-2, 3),
        Some(Course::Stalled) => 148 + chance.between(-2, 2),
        Some(Course::MetThreeTimes | Course::Reached) => 131 + settling / 2 + chance.between(-5, 3),
        None => upper + settling / 2 + chance.between(-6, 6),
    };
    (upper, lower + chance.between(-5, 5))
}

/// Oxygen saturation of a day, %.
fn saturation(case: &Case<'_>, day: NaiveDate) -> i32 {
    let story = SATURATION.get(mornings_before(case, day)).filter(|_| case.shows(Sign::SaturationLow));
    story.copied().unwrap_or_else(|| (case.profile.saturation + of_day(case, day, 3).between(-1, 1)).min(99))
}

/// Fasting glucose of a day, mg/dL.
fn glucose(case: &Case<'_>, day: NaiveDate) -> i32 {
    let noise = of_day(case, day, 5).between(-4, 4);
    match course_of(case, "fasting glucose").map(|(_, course)| course) {
        Some(Course::OnTrack | Course::PastTarget) | None => 205 - elapsed(case, day) * 3 / 5 + noise,
        Some(Course::Stalled) => 188 + noise / 2,
        Some(Course::MetThreeTimes | Course::Reached) => 138 + noise,
    }
}

/// INR of a day.
fn inr(case: &Case<'_>, day: NaiveDate) -> f64 {
    if inr_alarms(case, day) { ALARMING_INR } else { f64::from(of_day(case, day, 6).between(21, 27)) / 10.0 }
}

fn inr_alarms(case: &Case<'_>, day: NaiveDate) -> bool {
    case.shows(Sign::LabAndAntibiotic) && day >= case.days.day_of(case.days.latest(LAB.0, LAB.1))
}

/// Weight of a day in tenths of a pound: a person's own, with a swing from day to day that stays below every limit.
fn weight_tenths(case: &Case<'_>, day: NaiveDate) -> i32 {
    let own = case.profile.weight_lb * 10 + case.chance(9).between(-260, 320);
    if case.shows(Sign::WeightGain) {
        return own + GAIN.get(mornings_before(case, day)).copied().unwrap_or(0);
    }
    let Some((goal, course)) = course_of(case, "weight") else {
        return own + of_day(case, day, 4).between(-6, 6);
    };
    let passed = f64::from(elapsed(case, day)) / 60.0;
    let share = match course {
        Course::OnTrack | Course::PastTarget => passed * 0.7,
        Course::Stalled => 0.3,
        Course::MetThreeTimes | Course::Reached => 1.1,
    };
    ((goal.from + (goal.to - goal.from) * share) * 10.0).round() as i32 + of_day(case, day, 4).between(-1, 1)
}

fn weight(case: &Case<'_>, at: Instant, day: NaiveDate) -> Body {
    let pounds = f64::from(weight_tenths(case, day)) / 10.0;
    observation(loinc::WEIGHT, at, pounds, "[lb_av]", "vital-signs")
}

fn vital(code: &str, at: Instant, value: i32, unit: &str) -> Body {
    observation(code, at, f64::from(value), unit, "vital-signs")
}

fn lab(code: &str, at: Instant, value: f64, unit: &str) -> Body {
    observation(code, at, value, unit, "laboratory")
}

fn observation(code: &str, at: Instant, value: f64, unit: &str, category: &str) -> Body {
    let name = match code {
        loinc::SYSTOLIC => "Systolic blood pressure",
        loinc::DIASTOLIC => "Diastolic blood pressure",
        loinc::PULSE => "Heart rate",
        loinc::SATURATION => "Oxygen saturation",
        loinc::WEIGHT => "Body weight",
        loinc::PAIN => "Pain severity",
        loinc::INR => "INR",
        loinc::GLUCOSE => "Glucose",
        _ => code,
    };
    Body::Observation(Observation {
        code: code.to_owned(),
        name: name.to_owned(),
        category: category.to_owned(),
        at: Some(at),
        value: Some(value),
        unit: Some(unit.to_owned()),
        text: None,
        status: ObservationStatus::Valid,
        how: None,
    })
}
