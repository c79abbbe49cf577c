//! Use of medicines that are taken when needed: how often against what is ordered, and whether it grows. Days on which
//! nobody recorded anything are not known; a nought that somebody recorded is.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::refill::Line;
use super::sig::rhythm::Period;
use super::uses::{Records, last_days};
use crate::domain::formulary::Subject;
use crate::domain::formulary::sig::UnitKind;
use crate::domain::frequency::DateRange;

/// Of the ordered maximum of 7 days, so much is near it.
const NEAR: f32 = 0.8;
/// Growth is told only of a history of so many days.
const HISTORY: i64 = 14;
/// Nitroglycerin: so many in one day, or on so many days of 7.
const NITROGLYCERIN: u32 = 2;
/// A rescue inhaler on more than so many days of 7.
const RESCUE_DAYS: usize = 2;

/// Use up to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Times in the 7 days up to it.
    pub week: u32,
    /// Days of these 7 on which it was taken.
    pub days: usize,
    /// Times in the 7 days before these.
    pub before: u32,
    /// The day of the 7 with the most, the newest of several, and how often.
    pub most: Option<(NaiveDate, u32)>,
    /// Days since the first record, that one included.
    pub history: i64,
}

fn by_day(records: &Records) -> BTreeMap<NaiveDate, u32> {
    let mut days = BTreeMap::new();
    for record in &records.prn {
        *days.entry(record.date).or_insert(0) += u32::from(record.times);
    }
    days
}

fn within(days: &BTreeMap<NaiveDate, u32>, range: DateRange) -> impl Iterator<Item = (NaiveDate, u32)> {
    days.range(range.from..=range.to).map(|(day, times)| (*day, *times))
}

/// Use in the 7 days up to `to`; `None` where nothing is on record.
pub fn used(records: &Records, to: NaiveDate) -> Option<Use> {
    let first = records.prn.first()?.date;
    let days = by_day(records);
    let week = last_days(to, 7);
    let before = last_days(to.checked_sub_days(Days::new(7))?, 7);
    let sum = |range| within(&days, range).map(|(_, times)| times).sum();
    Some(Use {
        week: sum(week),
        days: within(&days, week).filter(|(_, times)| *times > 0).count(),
        before: sum(before),
        most: within(&days, week).filter(|(_, times)| *times > 0).max_by_key(|(day, times)| (*times, *day)),
        history: (to - first).num_days() + 1,
    })
}

/// Times a day on the average of the 7 days up to the newest record, so that it stays as it is while nothing is recorded;
/// `None` before 7 days of history, and when the newest record is older than 7 days.
#[expect(clippy::cast_precision_loss, reason = "a count of doses")]
pub fn a_day(records: &Records, today: NaiveDate) -> Option<f32> {
    let newest = records.prn.last()?.date;
    let used = used(records, newest)?;
    let recent = newest >= last_days(today, 7).from;
    (used.history >= 7 && recent && used.week > 0).then(|| used.week as f32 / 7.0)
}

/// How often a line may be taken in a day at the most; `None` where the order does not say.
pub fn most_a_day(line: Line) -> Option<f32> {
    let (sig, _) = super::dose::instructions(line.medication, line.reading, line.formulary);
    let often = sig.doses_per_day().filter(|times| *times > 0.0);
    let low = sig.dosings().filter_map(|dosing| dosing.dose).min_by_key(|dose| dose.low);
    let limit = sig.limit.filter(|limit| limit.per == Some(Period::Day)).and_then(|limit| {
        let most = limit.amount.value();
        let Some(unit) = limit.unit else {
            // "No more than 3 a day" are three times where one is taken at a time.
            return low.is_none_or(|dose| dose.high.value() <= 1.0).then_some(most);
        };
        if unit.code == "dose" {
            return Some(most);
        }
        let low = low?;
        let own = low.unit?;
        let comparable = own.code == unit.code || (own.kind == UnitKind::Mass && unit.kind == UnitKind::Mass);
        // With the smallest dose, so that more times are surely too many.
        (comparable && !low.low.is_zero()).then(|| most * unit.factor / (low.low.value() * own.factor))
    });
    match (often, limit) {
        (Some(often), Some(limit)) => Some(often.min(limit)),
        (often, limit) => often.or(limit),
    }
}

/// How often on one day at the most, of what may be taken so often a day on the average: every third day is once, and
/// every five hours are five times.
pub fn most_on_a_day(most_a_day: f32) -> f32 {
    (most_a_day - 1e-3).ceil().max(1.0)
}

/// "4 a day", "1 in 7 days": what an order allows, where it is less than once a day by the week.
pub fn allowed(most_a_day: f32) -> String {
    let tenths = |number: f32| (number * 10.0).round() / 10.0;
    if most_a_day < 1.0 - 1e-3 {
        return format!("{} in 7 days", tenths(most_a_day * 7.0));
    }
    format!("{} a day", tenths(most_a_day))
}

/// What of the use asks for a word, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Concern {
    /// A day above the ordered maximum.
    OverMost {
        /// Which.
        day: NaiveDate,
        /// How often.
        times: u32,
        /// The maximum of a day.
        most: f32,
    },
    /// Nitroglycerin twice in a day, or on two days of 7.
    Nitroglycerin {
        /// The day with the most, and how often.
        most: (NaiveDate, u32),
        /// Days of the 7.
        days: usize,
    },
    /// A rescue inhaler on more than two days of 7.
    RescueInhaler {
        /// Days of the 7.
        days: usize,
    },
    /// Nearly as often as ordered at the most.
    NearMost {
        /// Times in 7 days.
        week: u32,
        /// The maximum of 7 days.
        most: f32,
    },
    /// Twice as often as in the 7 days before.
    Doubled {
        /// Times in 7 days.
        week: u32,
        /// Times in the 7 days before.
        before: u32,
    },
}

/// What is known of the drug and the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct About {
    /// It is nitroglycerin.
    pub nitroglycerin: bool,
    /// It is a short-acting beta agonist.
    pub rescue: bool,
    /// It is an opioid in hospice or palliative care: its growth is expected.
    pub comfort: bool,
}

impl About {
    /// What the tables say of the drug; `palliative` is whether comfort is the aim.
    pub fn of(line: Line, palliative: bool) -> Self {
        let covers = |subject: Option<Subject>| {
            let parts = &line.reading.resolved.parts;
            subject.is_some_and(|subject| parts.iter().any(|part| line.formulary.covers(subject, part.ingredient)))
        };
        let class = |id: &str| line.formulary.class(id).map(Subject::Class);
        Self {
            nitroglycerin: covers(line.formulary.find("nitroglycerin").map(Subject::Ingredient)),
            rescue: covers(class("saba")),
            comfort: palliative && covers(class("opioid")),
        }
    }
}

/// What the use up to its newest record asks for, with that record's day; nothing where that is more than 7 days ago. It
/// does not change from day to day as long as nothing is recorded.
#[expect(clippy::cast_precision_loss, reason = "counts of doses")]
pub fn concerns(line: Line, records: &Records, about: About, today: NaiveDate) -> Option<(NaiveDate, Vec<Concern>)> {
    let to = records.prn.last()?.date;
    if (today - to).num_days() > 7 {
        return None;
    }
    let used = used(records, to)?;
    let mut found = Vec::new();
    let most = most_a_day(line);
    if let (Some(most), Some((day, times))) = (most, used.most)
        && times as f32 > most_on_a_day(most) + 1e-3
    {
        found.push(Concern::OverMost { day, times, most });
    }
    if let Some(day) = used
        .most
        .filter(|(_, times)| about.nitroglycerin && (*times >= NITROGLYCERIN || used.days >= NITROGLYCERIN as usize))
    {
        found.push(Concern::Nitroglycerin { most: day, days: used.days });
    }
    if about.rescue && used.days > RESCUE_DAYS {
        found.push(Concern::RescueInhaler { days: used.days });
    }
    // Once a week, of what is ordered once a week, is not nearly too often.
    if let Some(most) = most.filter(|most| used.week > 1 && used.week as f32 > 7.0 * most * NEAR) {
        found.push(Concern::NearMost { week: used.week, most: 7.0 * most });
    }
    if used.history >= HISTORY && used.before > 0 && used.week >= 2 * used.before && !about.comfort {
        found.push(Concern::Doubled { week: used.week, before: used.before });
    }
    (!found.is_empty()).then_some((to, found))
}
