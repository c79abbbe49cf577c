//! Measurements: vital signs at nursing visits, home readings, laboratory results.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::domain::observation::{Observation, ObservationStatus, loinc};
use crate::domain::record::Body;
use crate::domain::when::Instant;

use super::Case;
use super::chance::Chance;
use super::plan::{Course, course};
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

/// Writes all measurements.
pub(super) fn write(case: &Case<'_>, visits: &[HomeVisit<'_>], to: &mut Writer) {
    let made = visits.iter().filter(|visit| visit.is_nursing_done());
    for (index, visit) in made.enumerate() {
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
        let story = case.shows(Sign::LabAndAntibiotic) && case.days.ago(visit.day) <= 3;
        if case.profile.inr && index % 2 == 0 && !story {
            to.row(lab(loinc::INR, at, f64::from(chance.between(21, 27)) / 10.0, "{INR}"));
        }
        if case.profile.glucose {
            to.row(lab(loinc::GLUCOSE, at, f64::from(chance.between(112, 176)), "mg/dL"));
        }
    }
    home_readings(case, to);
    if case.shows(Sign::LabAndAntibiotic) {
        to.row(lab(loinc::INR, case.days.latest(9, 55), 4.6, "{INR}"));
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
fn mornings_before(case: &Case<'_>, day: NaiveDate) -> Option<usize> {
    usize::try_from((newest_morning(case) - day).num_days().max(0)).ok()
}

/// The chances of one day, the same whoever asks.
fn of_day(case: &Case<'_>, day: NaiveDate, purpose: u64) -> Chance {
    Chance::of(case.order.seed, &[case.stay.number, u64::from(day.num_days_from_ce().unsigned_abs()), purpose])
}

/// Blood pressure of a day: upper and lower, mm[Hg].
pub(super) fn pressure(case: &Case<'_>, day: NaiveDate) -> (i32, i32) {
    if case.shows(Sign::PressureHigh) {
        let story = mornings_before(case, day).and_then(|before| PRESSURE.get(before));
        if let Some(story) = story {
            return *story;
        }
    }
    let mut chance = of_day(case, day, 1);
    let [upper, lower] = case.profile.pressure;
    let watched = case.profile.goal.iter().position(|goal| goal.under.is_some());
    let elapsed = certification_from(case).map_or(0, |from| (day - from).num_days().clamp(0, 60)) as i32;
    let settling = (10 - elapsed / 4).max(0);
    let upper = match watched.map(|index| course(case, index)) {
        Some(Course::OnTrack | Course::PastTarget) => 143 + settling + chance.between(-2, 3),
        Some(Course::Stalled) => 148 + chance.between(-2, 2),
        Some(Course::MetThreeTimes | Course::Reached) => 131 + settling + chance.between(-5, 3),
        None => upper + settling / 2 + chance.between(-6, 6),
    };
    (upper, lower + chance.between(-5, 5))
}

fn saturation(case: &Case<'_>, day: NaiveDate) -> i32 {
    let story = mornings_before(case, day).filter(|_| case.shows(Sign::SaturationLow));
    match story.and_then(|before| SATURATION.get(before)) {
        Some(reading) => *reading,
        None => (case.profile.saturation + of_day(case, day, 3).between(-1, 1)).min(99),
    }
}

fn weight(case: &Case<'_>, at: Instant, day: NaiveDate) -> Body {
    // A person's own weight, and a small swing from day to day that stays below every limit.
    let own = case.profile.weight_lb * 10 + case.chance(9).between(-260, 320);
    let story = mornings_before(case, day).filter(|_| case.shows(Sign::WeightGain));
    let gained = story.and_then(|before| GAIN.get(before)).copied();
    let tenths = own
        + gained.unwrap_or_else(|| if case.shows(Sign::WeightGain) { 0 } else { of_day(case, day, 4).between(-6, 6) });
    observation(loinc::WEIGHT, at, f64::from(tenths) / 10.0, "[lb_av]", "vital-signs")
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
    })
}
