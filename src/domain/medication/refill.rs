//! When a supply runs out: from fills, and from what the line takes in a day at the most. What cannot be computed is said
//! to be unknown, with the reason.

mod need;
mod quantity;

use chrono::{Days, NaiveDate};

use super::Medication;
use super::habit::is_prn;
use super::prn;
use super::reading::Reading;
use super::uses::{Fill, Records};
use crate::domain::event::Event;
use crate::domain::formulary::{Formulary, Subject};
use crate::domain::frequency::DateRange;
use crate::domain::ids::Stored;
pub use need::Unknown;
pub use quantity::Quantity;

/// Days left at which a refill is to be seen to: by mail, of a drug that needs a new prescription each time, else.
const BY_MAIL: i64 = 10;
const NEW_PRESCRIPTION: i64 = 5;
const USUAL: i64 = 7;
/// Days left at which a high-alert medicine presses.
pub const PRESSES: i64 = 3;
/// A supply is computed for so many days at the most; more is a slip of the pen.
const MOST_DAYS: u32 = 3_650;

/// Drugs of Schedule II (21 CFR 1308.12), as far as tables know their class: each fill takes a new prescription.
const SCHEDULE_II: [&str; 10] = [
    "amphetamine",
    "dexmethylphenidate",
    "dextroamphetamine",
    "fentanyl",
    "lisdexamfetamine",
    "meperidine",
    "methadone",
    "methamphetamine",
    "methylphenidate",
    "tapentadol",
];
/// A whole class of that schedule.
const SCHEDULE_II_CLASS: &str = "opioid_full";

/// Everything a supply is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The line as written.
    pub medication: &'a Medication,
    /// The same as read.
    pub reading: &'a Reading,
    /// The tables.
    pub formulary: &'a Formulary,
}

/// The supply of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Supply<'a> {
    /// The newest fill.
    pub newest: &'a Fill,
    /// The first day without a dose, or why that is not known.
    pub runs_out: Result<NaiveDate, Unknown>,
    /// Stretches in which fills are known to last, the oldest first: first day, and first day without.
    lasting: Vec<(NaiveDate, NaiveDate)>,
}

impl Supply<'_> {
    /// Days left on `today`; none or less than none once it has run out.
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.runs_out.as_ref().ok().map(|day| (*day - today).num_days())
    }

    /// Days of a range with the drug on hand by fills (PDC), where fills are known from its first day on.
    pub fn on_hand(&self, range: DateRange) -> Option<(usize, usize)> {
        let first = self.lasting.first()?.0;
        if self.runs_out.is_err() || first > range.from {
            return None;
        }
        let days = || range.from.iter_days().take_while(|day| *day <= range.to);
        let has = |day: &NaiveDate| self.lasting.iter().any(|(from, out)| from <= day && day < out);
        Some((days().filter(has).count(), days().count()))
    }

    /// Days left at which somebody is to see to the refill.
    pub fn warns_at(&self, line: Line) -> i64 {
        if self.newest.by_mail {
            BY_MAIL
        } else if needs_new_prescription(line) {
            NEW_PRESCRIPTION
        } else {
            USUAL
        }
    }
}

/// Whether each fill takes a new prescription.
fn needs_new_prescription(line: Line) -> bool {
    let formulary = line.formulary;
    let parts = &line.reading.resolved.parts;
    let class = formulary.class(SCHEDULE_II_CLASS).map(Subject::Class);
    // Codeine beside acetaminophen is Schedule III.
    let alone = parts.len() == 1;
    parts.iter().any(|part| {
        let id = formulary.text(formulary.ingredient(part.ingredient).id);
        SCHEDULE_II.contains(&id)
            || (class.is_some_and(|class| formulary.covers(class, part.ingredient)) && (alone || id != "codeine"))
    })
}

/// The supply of a line up to `today`; `None` where no fill is on record. Early refills carry over, and days in a hospital
/// are not counted, for then nothing is taken at home.
pub fn supply<'a>(line: Line, records: &Records<'a>, stays: &[DateRange], today: NaiveDate) -> Option<Supply<'a>> {
    let newest = *records.fills.last()?;
    let mut lasting: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    let mut runs_out = Err(Unknown::NoSchedule);
    for fill in &records.fills {
        let before = runs_out.as_ref().ok().copied();
        let start = before.map_or(fill.date, |out: NaiveDate| out.max(fill.date));
        runs_out = days_of(line, fill, records, today).and_then(|days| {
            let out = start.checked_add_days(Days::new(u64::from(days.min(MOST_DAYS)))).ok_or(Unknown::NoSchedule)?;
            Ok(without_stays(start, out, stays))
        });
        if let Ok(out) = runs_out {
            lasting.push((start, out));
        }
    }
    Some(Supply { newest, runs_out, lasting })
}

/// For how many days a fill lasts: what the pharmacy says, else what can be computed.
fn days_of(line: Line, fill: &Fill, records: &Records, today: NaiveDate) -> Result<u32, Unknown> {
    if is_prn(line.medication) {
        let uses = prn::a_day(records, today).ok_or(Unknown::NoUse)?;
        let one = need::at_a_time(line)?;
        return one.times(uses).days(&Quantity::read(&fill.quantity, line.formulary)?, line);
    }
    match fill.days {
        Some(days) if days > 0 => Ok(u32::from(days)),
        Some(_) | None => need::a_day(line)?.days(&Quantity::read(&fill.quantity, line.formulary)?, line),
    }
}

/// The day a supply runs out when nothing is taken from it during stays elsewhere.
fn without_stays(start: NaiveDate, mut out: NaiveDate, stays: &[DateRange]) -> NaiveDate {
    for stay in stays {
        let from = stay.from.max(start);
        if from < out && from < stay.to {
            let away = (stay.to - from).num_days().unsigned_abs();
            out = out.checked_add_days(Days::new(away)).unwrap_or(out);
        }
    }
    out
}

fn came_back(event: &Stored<Event>) -> Option<NaiveDate> {
    if let Event::InpatientDischarge { at, .. } = &event.value {
        return Some(at.date());
    }
    if let Event::Roc { date } = &event.value { Some(*date) } else { None }
}

/// Since when she has been in hospital, where she still is on `today`; `stays` are those up to it.
pub fn away_since(stays: &[DateRange], events: &[Stored<Event>], today: NaiveDate) -> Option<NaiveDate> {
    let last = stays.last()?;
    let is_back = events.iter().filter_map(came_back).any(|day| last.from <= day && day <= today);
    (!is_back).then_some(last.from)
}

/// Inpatient stays: the day of admission to the day of coming home, or to `today` where she is still there; earliest first.
pub fn stays(events: &[Stored<Event>], today: NaiveDate) -> Vec<DateRange> {
    let admitted = |event: &Stored<Event>| {
        if let Event::InpatientAdmission { at, .. } = &event.value { Some(at.date()) } else { None }
    };
    let home = |from: NaiveDate| events.iter().filter_map(came_back).filter(|day| *day >= from).min();
    let mut known: Vec<NaiveDate> = events.iter().filter_map(admitted).filter(|from| *from <= today).collect();
    known.sort_unstable();
    let mut stays: Vec<DateRange> = Vec::new();
    for from in known {
        // A second admission within a stay is none of its own.
        if stays.last().is_none_or(|last| from >= last.to) {
            stays.push(DateRange { from, to: home(from).unwrap_or(today).min(today) });
        }
    }
    stays
}
