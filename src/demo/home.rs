//! Homes: evaluations at the start of care and of the period, what was found, and what came of it since.

use chrono::NaiveDate;

use crate::domain::entry::hazard::{Outcome, table};
use crate::domain::entry::home_evaluation::Occasion;
use crate::domain::entry::{Hazard, HomeEvaluation};

use super::Case;
use super::chance::Chance;
use super::days::plus;
use super::situation::{Sign, Standing};
use super::writer::Writer;

/// Homes that were evaluated, of a hundred.
const EVALUATED: usize = 45;
/// Rooms that somebody looked at, of a hundred.
const LOOKED: usize = 92;
/// What is found most, with where.
const FOUND: [(&str, &str); 8] = [
    ("F02", "hall, by the bathroom door"),
    ("B02", "towel bar used to stand up"),
    ("FI01", "one alarm, chirps"),
    ("L01", "lamp out of reach"),
    ("C02", ""),
    ("B04", ""),
    ("F01", "two armchairs"),
    ("EL02", "lamp cord under the rug"),
];
/// What a home with low oxygen saturation has.
const WITH_OXYGEN: (&str, &str) = ("O01", "neighbor smokes in the living room");

/// Writes what is on record of a home.
pub(super) fn write(case: &Case<'_>, to: &mut Writer) {
    let mut chance = case.chance(17);
    let is_evaluated = chance.percent(EVALUATED);
    let on_oxygen = case.shows(Sign::SaturationLow);
    if case.is_former() || case.situation.standing != Standing::UnderCare || !(is_evaluated || on_oxygen) {
        return;
    }
    let days: Vec<NaiveDate> = case.stay.periods(case.days.today).iter().map(|(from, _)| *from).collect();
    let mut days: Vec<NaiveDate> = days.into_iter().rev().take(2).filter(|day| *day < case.days.today).collect();
    days.reverse();
    let Some((first, last)) = days.first().copied().zip(days.last().copied()) else { return };
    let by = case.case_manager();
    for day in days {
        let occasion = if Some(day) == case.stay.soc { Occasion::StartOfCare } else { Occasion::Recertification };
        let rooms = table::rooms().iter().filter(|_| chance.percent(LOOKED));
        let looked = rooms.map(|(room, _)| (*room).to_owned()).collect();
        let by_whom = by.shown.clone();
        let it = HomeEvaluation { date: day, occasion, by: by_whom, looked, absent: Vec::new(), finished: true };
        to.entry(by, it, case.days.at(day, 11, 5));
    }
    let many = chance.below(3) + 1;
    let begin = chance.below(FOUND.len());
    for (id, detail) in FOUND.iter().cycle().skip(begin).take(many) {
        let found = hazard(case, id, detail, first, &mut chance);
        if let Some(hazard) = found.map(|hazard| seen_again(hazard, last)) {
            to.entry(by, hazard, case.days.at(first, 11, 15));
        }
    }
    if on_oxygen {
        let (id, detail) = WITH_OXYGEN;
        let seen = plus(case.days.today, -1).max(last);
        let hazard = hazard_of(id, detail, seen).map(|hazard| hazard.with_outcome(Outcome::Told, seen));
        if let Some(hazard) = hazard {
            to.entry(by, hazard, case.days.at(seen, 11, 20));
        }
    }
}

fn hazard_of(id: &str, detail: &str, found: NaiveDate) -> Option<Hazard> {
    let detail = Some(detail.to_owned()).filter(|detail| !detail.is_empty());
    Some(Hazard { detail, ..Hazard::found(table::known(id)?, found) })
}

/// Most of what was found is fixed by now; the rest waits on somebody, with a day that is still to come.
fn hazard(case: &Case<'_>, id: &str, detail: &str, found: NaiveDate, chance: &mut Chance) -> Option<Hazard> {
    let hazard = hazard_of(id, detail, found)?;
    let today = case.days.today;
    let (fixed, due) = (plus(found, i64::from(chance.between(2, 9))), plus(today, i64::from(chance.between(3, 12))));
    Some(match chance.below(10) {
        0..7 if fixed < today => hazard.with_outcome(Outcome::Fixed, fixed),
        7 => hazard.with_outcome(Outcome::Refused, found),
        8 => Hazard {
            outcome: Some(Outcome::Waiting),
            owner: Some("daughter".to_owned()),
            due: Some(due),
            ..hazard.tried("asked the daughter", found)
        },
        _ => Hazard { outcome: Some(Outcome::Told), due: Some(due), ..hazard },
    })
}

/// What was still there at the newest evaluation was confirmed there.
fn seen_again(hazard: Hazard, day: NaiveDate) -> Hazard {
    let confirmed = Some(day).filter(|day| *day > hazard.found && hazard.settled.is_none());
    Hazard { confirmed, ..hazard }
}
