//! What this morning looks like for each place of a case manager's caseload. Not everything at once: about two thirds
//! of the places have something to look at, two or three of them are urgent, the others are quiet.

use super::pools::{Story, pools};

/// Where a patient stands with us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// At home, under our care.
    UnderCare,
    /// Referred yesterday; start of care not done.
    Referred,
    /// In hospital since the day before yesterday.
    InHospital,
    /// Home from hospital since yesterday; resumption not done.
    HomeAgain,
}

/// Something the dashboard should find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Warfarin with a new antibiotic, and the INR to match.
    LabAndAntibiotic,
    /// Four pounds in two days on a diuretic.
    WeightGain,
    /// Blood pressure above its limit.
    PressureHigh,
    /// Oxygen saturation below its limit.
    SaturationLow,
    /// Yesterday's visit was missed and the practitioner not told.
    MissedYesterday,
    /// Fewer visits placed this week than ordered.
    WeekShort,
    /// Day 60 is past without a recertification.
    RecertOverdue,
    /// A goal without progress for two weeks.
    Stalled,
    /// A goal past its target date.
    PastTarget,
    /// A goal met three times in a row.
    MetThreeTimes,
    /// A serious interaction without a sign of harm.
    Interaction,
    /// The same ingredient or class twice.
    Duplicate,
    /// A drug against an allergy on record.
    AllergyConflict,
    /// A drug name nobody can read.
    Misspelt,
}

/// One patient's morning.
#[derive(Debug, Clone)]
pub(super) struct Situation {
    pub(super) standing: Standing,
    /// The profile it needs; empty for any.
    pub(super) profile: &'static str,
    /// First and last day of the certification period she may be on.
    pub(super) day: (i32, i32),
    /// In her first certification period, with two nursing visits a week for four weeks.
    pub(super) newcomer: bool,
    /// Which visit of today is hers, 0 to 5.
    pub(super) today: Option<usize>,
    pub(super) signs: &'static [Sign],
}

/// Of a patient who is not on census any more.
pub(super) const FORMER: Situation =
    Situation { standing: Standing::UnderCare, profile: "", day: (1, 60), newcomer: false, today: None, signs: &[] };

fn quiet(day: (i32, i32)) -> Situation {
    Situation { day, ..FORMER }
}

fn with(signs: &'static [Sign], day: (i32, i32)) -> Situation {
    Situation { day, signs, ..FORMER }
}

/// The morning of a place: `position` counts within the caseload of the case manager `manager`.
pub(super) fn situation(manager: usize, position: usize) -> Situation {
    let even = manager.is_multiple_of(2);
    match position {
        0 => Situation { profile: "atrial fibrillation", today: Some(3), ..with(&[Sign::LabAndAntibiotic], (22, 48)) },
        1 => {
            Situation { profile: "heart failure", today: Some(0), newcomer: true, ..with(&[Sign::WeightGain], (9, 24)) }
        }
        2 if even => Situation { profile: "hypertension", today: Some(1), ..with(&[Sign::PressureHigh], (10, 45)) },
        2 => Situation { profile: "COPD", today: Some(1), ..with(&[Sign::SaturationLow], (10, 45)) },
        3 => Situation { standing: Standing::Referred, ..FORMER },
        4 => Situation { standing: Standing::HomeAgain, ..quiet((18, 46)) },
        5 => Situation { standing: Standing::InHospital, ..quiet((14, 50)) },
        6 => Situation { today: Some(4), ..quiet((60, 60)) },
        7 => with(&[Sign::RecertOverdue], (1, 3)),
        8 => quiet((56, 58)),
        9 => Situation { newcomer: true, ..with(&[Sign::MissedYesterday], (10, 24)) },
        10 => Situation { today: Some(2), ..with(&[Sign::Stalled, Sign::PastTarget], (34, 50)) },
        11 => with(&[Sign::Duplicate], (12, 44)),
        12 => with(&[Sign::Misspelt, Sign::WeekShort], (51, 55)),
        13 | 20 => with(&[Sign::MetThreeTimes], (28, 50)),
        14 => Situation { today: even.then_some(5), ..quiet((12, 50)) },
        15 if !even => Situation { profile: "diabetes", ..with(&[Sign::AllergyConflict], (10, 50)) },
        16 => quiet((51, 55)),
        17 => with(&[Sign::Stalled], (34, 50)),
        18 => with(&[Sign::Interaction], (10, 50)),
        22 => with(&[Sign::PastTarget], (30, 50)),
        _ => quiet((3, 55)),
    }
}

/// What is told of it in drugs, allergies and notes.
pub(super) fn stories(situation: &Situation) -> Vec<&'static Story> {
    let told = &pools().situations;
    let of_signs = [
        (Sign::LabAndAntibiotic, &told.lab_and_antibiotic),
        (Sign::AllergyConflict, &told.allergy_conflict),
        (Sign::WeightGain, &told.weight_gain),
        (Sign::PressureHigh, &told.pressure_high),
        (Sign::SaturationLow, &told.saturation_low),
        (Sign::MissedYesterday, &told.missed),
    ];
    let of_standing = match situation.standing {
        Standing::UnderCare => None,
        Standing::Referred => Some(&told.referred),
        Standing::InHospital => Some(&told.hospital),
        Standing::HomeAgain => Some(&told.home_again),
    };
    let shown = of_signs.into_iter().filter(|(sign, _)| situation.signs.contains(sign));
    shown.map(|(_, story)| story).chain(of_standing).collect()
}
