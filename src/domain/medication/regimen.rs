//! The load of a whole list: doses a day, and at how many times of day. Only counted; whether a time may move is for whoever
//! ordered it.

use std::collections::BTreeMap;

use super::Medication;
use super::dose::{instructions, times_per_day, unclear_amount};
use super::habit::is_prn;
use super::reading::Reading;
use super::sig::rhythm::{ClockTime, Rhythm};
use super::sig::{Dosing, Sig};
use crate::domain::formulary::Formulary;
use crate::domain::ids::{MedicationId, Stored};

/// Times of day within so many minutes of each other could be one.
const NEAR: i32 = 60;

/// What a day of the whole list asks of the patient.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Regimen {
    /// Scheduled doses of a day; a weekly one is a seventh.
    pub doses: f32,
    /// Scheduled lines that do not say how often.
    pub unsaid: usize,
    /// The times of day at which something is due, with the lines due then.
    pub times: BTreeMap<ClockTime, Vec<MedicationId>>,
    /// Lines of which somebody wrote only how often, so that their usual times are as good as others nearby.
    loose: Vec<MedicationId>,
    /// Lines taken before a meal or on an empty stomach: nothing is put beside them.
    alone: Vec<MedicationId>,
    /// Scheduled lines that say how often and not when.
    pub untimed: usize,
}

/// A time of day that lines could have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The time.
    pub at: ClockTime,
    /// The lines, those that are due then first.
    pub lines: Vec<MedicationId>,
}

impl Regimen {
    /// Counts a list.
    pub fn of(lines: &[Stored<Medication>], formulary: &Formulary) -> Self {
        let mut regimen = Self::default();
        let taken = lines.iter().filter(|line| line.status.is_taken() && !is_prn(line));
        for line in taken {
            let reading = Reading::of(line, formulary);
            let Some(times) = times_per_day(line, &reading, formulary) else {
                // Of words that were not understood the review says so.
                regimen.unsaid += usize::from(unclear_amount(line, &reading, formulary).is_empty());
                continue;
            };
            regimen.doses += times;
            let (sig, _) = instructions(line, &reading, formulary);
            let mut times: Vec<ClockTime> =
                sig.dosings().flat_map(|dosing| dosing.rhythm.clock_times(&formulary.sig)).collect();
            times.sort_unstable();
            times.dedup();
            if times.is_empty() {
                regimen.untimed += 1;
            }
            let bound = |rhythm: &Rhythm| !rhythm.clock.is_empty() || !rhythm.moments.is_empty();
            if !times.is_empty() && !sig.dosings().any(|dosing| bound(&dosing.rhythm)) {
                regimen.loose.push(line.id);
            }
            if is_alone(&sig) {
                regimen.alone.push(line.id);
            }
            for time in times {
                let due = regimen.times.entry(time).or_default();
                due.push(line.id);
                due.sort_unstable();
            }
        }
        regimen.loose.sort_unstable();
        regimen
    }

    /// "12 doses a day at 6 times".
    pub fn words(&self) -> String {
        let whole = self.doses.round();
        // Some are due once a week.
        let about = if (self.doses - whole).abs() < 0.05 { "" } else { "about " };
        let at = match self.times.len() {
            0 => String::new(),
            1 => " at 1 time".to_owned(),
            times => format!(" at {times} times"),
        };
        format!("{about}{whole} scheduled doses a day{at}")
    }

    /// Where times of day within an hour of each other could be one: lines whose order says only how often could stand at
    /// the time of the others.
    pub fn shared(&self) -> Vec<Shared> {
        let mut found = Vec::new();
        for (at, due) in &self.times {
            if due.iter().any(|line| self.alone.contains(line)) {
                continue;
            }
            let fixed = due.iter().any(|line| !self.loose.contains(line));
            let near =
                self.times.iter().filter(|(time, _)| *time != at && (minutes(**time) - minutes(*at)).abs() <= NEAR);
            let movable: Vec<MedicationId> = near
                .filter(|(_, lines)| lines.iter().all(|line| self.loose.contains(line)))
                .flat_map(|(_, lines)| lines.iter().copied())
                .filter(|line| !due.contains(line) && !self.alone.contains(line))
                .collect();
            if fixed && !movable.is_empty() {
                let mut lines = due.clone();
                lines.extend(movable);
                found.push(Shared { at: *at, lines });
            }
        }
        found
    }
}

/// Whether a line wants an empty stomach, as far as it says so.
fn is_alone(sig: &Sig) -> bool {
    let before = |dosing: &Dosing| dosing.rhythm.moments.iter().any(|moment| moment.words.starts_with("before"));
    sig.dosings().any(before) || sig.remarks.iter().any(|remark| remark.contains("empty") || remark.contains("before"))
}

fn minutes(time: ClockTime) -> i32 {
    i32::from(time.hour) * 60 + i32::from(time.minute)
}
