//! What becomes of the medicines in the home: for some patients doses were asked about, fills written down, and use when
//! needed kept. About most of them nothing is on record, as in life.

use crate::domain::medication::Medication;
use crate::domain::medication::uses::{Doses, Effect, Fill, HowKnown, MissedFor, PrnUse, Used};

use super::Case;
use super::chance::Chance;
use super::situation::{Sign, Standing};

/// Lines of one list whose doses are asked about.
const ASKED: usize = 3;
/// Tablets for so many days are given out at once.
const SUPPLY: u16 = 30;

/// What is on record for each patient's lines, line after line.
pub(super) struct Uses<'a, 'b> {
    case: &'a Case<'b>,
    chance: Chance,
    /// Whether somebody keeps an eye on this patient's doses.
    watched: bool,
    /// The scheduled line of which doses were missed, counted from 0.
    missed: Option<usize>,
    scheduled: usize,
}

impl<'a, 'b> Uses<'a, 'b> {
    pub(super) fn of(case: &'a Case<'b>) -> Self {
        let mut chance = case.chance(12);
        let at_home = !case.is_former() && case.situation.standing == Standing::UnderCare;
        let watched = at_home && chance.percent(35);
        let missed = (watched && chance.percent(15)).then(|| chance.below(ASKED));
        Self { case, chance, watched, missed, scheduled: 0 }
    }

    /// What is on record of the next line.
    pub(super) fn next(&mut self, line: &Medication) -> Vec<Used> {
        if let Some(told) = self.story(line) {
            return told;
        }
        if !self.watched {
            return Vec::new();
        }
        if line.as_needed {
            return self.when_needed(line);
        }
        let Some(a_day) = doses_a_day(&line.sig) else { return Vec::new() };
        let place = self.scheduled;
        self.scheduled += 1;
        if place >= ASKED {
            return Vec::new();
        }
        let mut found = vec![self.doses(7 * a_day, self.missed == Some(place))];
        if place < ASKED - 1 && line.drug.contains("tablet") {
            found.push(self.fill(SUPPLY * a_day));
        }
        found
    }

    fn doses(&mut self, due: u16, missed: bool) -> Used {
        let ways = [HowKnown::SelfReport, HowKnown::Caregiver, HowKnown::PillCount];
        let how = self.chance.pick(&ways).cloned().unwrap_or(HowKnown::SelfReport);
        let reasons = [MissedFor::Forgot, MissedFor::Cost, MissedFor::SideEffect];
        let because = self.chance.pick(&reasons).cloned().filter(|_| missed);
        let taken = if missed { due - 2 } else { due };
        let (from, to) = (self.case.days.day(-7), self.case.days.day(-1));
        Used::Doses(Doses { from, to, due, taken, how, because, note: None })
    }

    fn fill(&mut self, tablets: u16) -> Used {
        let ago = i64::from(self.chance.between(3, 24));
        let refills = u16::try_from(self.chance.below(6)).ok();
        let (by_mail, auto_refill) = (self.chance.percent(15), self.chance.percent(20));
        let (date, quantity) = (self.case.days.day(-ago), tablets.to_string());
        Used::Fill(Fill { date, quantity, days: Some(SUPPLY), refills, by_mail, auto_refill })
    }

    fn when_needed(&mut self, line: &Medication) -> Vec<Used> {
        if !line.sig.contains("hours") {
            return Vec::new();
        }
        let days: Vec<i64> = (1..=9).filter(|_| self.chance.percent(35)).collect();
        days.into_iter().rev().map(|ago| self.used(ago, 1, Effect::Helped)).collect()
    }

    fn used(&self, ago: i64, times: u16, effect: Effect) -> Used {
        Used::Prn(PrnUse { date: self.case.days.day(-ago), times, reason: None, effect: Some(effect) })
    }

    /// What the notes of this morning tell of a line.
    fn story(&self, line: &Medication) -> Option<Vec<Used>> {
        let shows = |sign: Sign, drug: &str| self.case.shows(sign) && line.drug.starts_with(drug);
        if shows(Sign::PressureHigh, "amlodipine") {
            // "Ran out of amlodipine four days ago."
            let (from, to) = (self.case.days.day(-7), self.case.days.day(-1));
            let because = Some(MissedFor::RanOut);
            let doses = Doses { from, to, due: 7, taken: 3, how: HowKnown::SelfReport, because, note: None };
            let fill = Fill {
                date: self.case.days.day(-34),
                quantity: SUPPLY.to_string(),
                days: Some(SUPPLY),
                refills: Some(0),
                by_mail: false,
                auto_refill: false,
            };
            return Some(vec![Used::Doses(doses), Used::Fill(fill)]);
        }
        if shows(Sign::SaturationLow, "albuterol") {
            // "Uses the rescue inhaler every three hours."
            let use_of = |(ago, times): (i64, u16)| {
                self.used(ago, times, if times > 2 { Effect::Partly } else { Effect::Helped })
            };
            return Some([(9, 1), (7, 1), (6, 2), (4, 1), (3, 2), (2, 3), (1, 8)].map(use_of).to_vec());
        }
        None
    }
}

/// How often the plain sigs of the demo are taken in a day.
fn doses_a_day(sig: &str) -> Option<u16> {
    let says = |words: &str| sig.contains(words);
    if says("week") || says("apply") || says(" for ") {
        None
    } else if says("three times a day") {
        Some(3)
    } else if says("twice a day") {
        Some(2)
    } else if says("once a day") || says("every morning") || says("every evening") || says("at bedtime") {
        Some(1)
    } else {
        None
    }
}
