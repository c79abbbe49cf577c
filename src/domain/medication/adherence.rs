//! Doses taken of doses due, over the last days, each way of knowing by itself. Days about which nobody said anything are
//! not known; they are neither taken nor missed. What is taken when needed is never missed.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::uses::{Doses, HowKnown, Records, last_days};
use crate::domain::frequency::DateRange;

/// A short window, in days.
pub const WEEK: u16 = 7;
/// The long window.
pub const FORTNIGHT: u16 = 14;
/// Below this share of doses taken something is to be asked (PDC threshold of the CMS adherence measures).
const ENOUGH: f32 = 0.8;
/// A share of fewer known days than this is not judged.
const JUDGED: u16 = 7;

/// What one way of knowing says about a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which way.
    pub how: HowKnown,
    /// Doses that were due on the days it knows of; of a report that reaches beyond the window, its share.
    pub due: f32,
    /// Doses taken of these.
    pub taken: f32,
    /// Days of the window it knows of.
    pub days: u16,
    /// False where a report reaches beyond the window, so that the numbers are shares.
    pub exact: bool,
    /// Doses that must have been missed within the window, however a report that reaches beyond it is split.
    pub missed: u16,
    /// Doses of `taken` that were due: too many of one report make up for none of another.
    kept: f32,
}

impl Figure {
    /// Whole percent.
    pub fn percent(&self) -> u32 {
        if self.due <= 0.0 {
            return 0;
        }
        rounded(self.taken / self.due * 100.0)
    }

    /// "12 of 14 (86%)", "about 5 of 6 (80%), 3 of 7 days known".
    pub fn words(&self, window: u16) -> String {
        let about = if self.exact { "" } else { "about " };
        let known = self.days.min(window);
        let days = if known < window { format!(", {known} of {window} days known") } else { String::new() };
        format!("{about}{} of {} ({}%){days}", rounded(self.taken), rounded(self.due), self.percent())
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded counts of doses, never negative")]
fn rounded(number: f32) -> u32 {
    number.clamp(0.0, 1e6).round() as u32
}

/// The longest run of days without any dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Every dose of every day is reported as taken.
    None,
    /// At least so many days in a row.
    Days(u16),
    /// Reports do not say on which days doses were missed, or there are none.
    NotKnown,
}

impl Gap {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::None => "no gap".to_owned(),
            Self::Days(1) => "longest gap at least 1 day".to_owned(),
            Self::Days(days) => format!("longest gap at least {days} days"),
            Self::NotKnown => "longest gap not known".to_owned(),
        }
    }
}

/// Adherence of one line up to a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Adherence {
    /// The last 7 days and today, one figure for each way of knowing.
    pub week: Vec<Figure>,
    /// The last 14 days and today.
    pub fortnight: Vec<Figure>,
    /// The longest run of days without a dose within the long window.
    pub gap: Gap,
}

/// The last 7 and 14 days before `today`, with what is known of today.
pub fn adherence(records: &Records, today: NaiveDate) -> Adherence {
    let fortnight = last_days(today, u64::from(FORTNIGHT) + 1);
    Adherence {
        week: figures(&records.doses, last_days(today, u64::from(WEEK) + 1)),
        fortnight: figures(&records.doses, fortnight),
        gap: gap(&records.doses, fortnight),
    }
}

fn days(range: DateRange) -> impl Iterator<Item = NaiveDate> {
    range.from.iter_days().take_while(move |day| *day <= range.to)
}

fn covers(report: &Doses, day: NaiveDate) -> bool {
    report.from <= day && day <= report.to
}

/// Of several reports of one day the one with the smallest share taken; so that a further report never hides a miss.
fn worse<'a>(one: &'a Doses, other: &'a Doses) -> &'a Doses {
    let share = |it: &Doses, by: &Doses| u64::from(it.taken) * u64::from(by.due);
    let key = |it: &Doses| (it.days(), std::cmp::Reverse(it.to), it.due);
    let is_worse = match share(other, one).cmp(&share(one, other)) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal => key(other) < key(one),
        std::cmp::Ordering::Greater => false,
    };
    if is_worse { other } else { one }
}

/// What each way of knowing says about a range.
pub fn figures(doses: &[&Doses], range: DateRange) -> Vec<Figure> {
    let mut ways: BTreeMap<&HowKnown, Vec<(&Doses, u16)>> = BTreeMap::new();
    for day in days(range) {
        let mut of_day: BTreeMap<&HowKnown, &Doses> = BTreeMap::new();
        for report in doses.iter().copied().filter(|report| covers(report, day)) {
            of_day.entry(&report.how).and_modify(|known| *known = worse(known, report)).or_insert(report);
        }
        for (how, report) in of_day {
            let way = ways.entry(how).or_default();
            match way.iter_mut().find(|(known, _)| *known == report) {
                Some((_, count)) => *count += 1,
                None => way.push((report, 1)),
            }
        }
    }
    ways.into_iter().map(|(how, reports)| figure(how.clone(), &reports)).collect()
}

fn figure(how: HowKnown, reports: &[(&Doses, u16)]) -> Figure {
    let mut figure = Figure { how, due: 0.0, taken: 0.0, days: 0, exact: true, missed: 0, kept: 0.0 };
    for (report, inside) in reports {
        let all = report.days().max(1);
        let outside = all.saturating_sub(u32::from(*inside));
        let share = f32::from(*inside) / f32::from(u16::try_from(all).unwrap_or(u16::MAX));
        figure.due += f32::from(report.due) * share;
        figure.taken += f32::from(report.taken) * share;
        figure.kept += f32::from(report.taken.min(report.due)) * share;
        figure.days += inside;
        figure.exact &= outside == 0;
        let elsewhere = (u64::from(report.due) * u64::from(outside)).div_ceil(u64::from(all));
        let elsewhere = u16::try_from(elsewhere).unwrap_or(u16::MAX);
        figure.missed = figure.missed.saturating_add(report.surely_missed().saturating_sub(elsewhere));
    }
    figure
}

fn gap(doses: &[&Doses], range: DateRange) -> Gap {
    let (mut longest, mut run, mut all_taken) = (0_u16, 0_u16, true);
    for day in days(range) {
        let mut of_day = doses.iter().filter(|report| covers(report, day)).peekable();
        // Of today little need be known.
        all_taken &= of_day.peek().is_some() || day == range.to;
        let mut nothing = false;
        for report in of_day {
            nothing |= report.taken == 0;
            all_taken &= report.missed() == 0;
        }
        run = if nothing { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    match longest {
        0 if all_taken && !doses.is_empty() => Gap::None,
        0 => Gap::NotKnown,
        days => Gap::Days(days),
    }
}

/// Why a line's doses ask for a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Concern<'a> {
    /// Reports with missed doses that it rests on, the newest last. They do not change from day to day.
    pub reports: Vec<&'a Doses>,
}

/// Whether doses were missed that matter, up to `today`. `strict` is for drugs of which one missed dose does harm; else it
/// takes 2 in 7 days, or less than 80 % of 14 days. Each way of knowing is judged by itself, up to its newest report.
pub fn concern<'a>(records: &Records<'a>, strict: bool, today: NaiveDate) -> Option<Concern<'a>> {
    let mut newest: BTreeMap<&HowKnown, NaiveDate> = BTreeMap::new();
    let since = today.checked_sub_days(Days::new(u64::from(FORTNIGHT)))?;
    for report in records.doses.iter().filter(|report| report.to >= since) {
        newest.insert(&report.how, report.to);
    }
    let mut reports: Vec<&Doses> = Vec::new();
    for (how, to) in newest {
        let fortnight = last_days(to, u64::from(FORTNIGHT));
        let of_way = || records.doses.iter().copied().filter(|report| report.how == *how);
        let mine: Vec<&Doses> = of_way().filter(|report| report.to >= fortnight.from).collect();
        if is_concerning(&mine, strict, to) {
            reports.extend(mine.into_iter().filter(|report| report.surely_missed() > 0));
        }
    }
    reports.sort_by_key(|report| (report.to, report.from, report.taken, report.due, &report.how));
    (!reports.is_empty()).then_some(Concern { reports })
}

fn is_concerning(mine: &[&Doses], strict: bool, to: NaiveDate) -> bool {
    if strict {
        return mine.iter().any(|report| report.surely_missed() > 0);
    }
    let too_few = |it: &Figure| it.days >= JUDGED && it.kept < it.due * ENOUGH;
    is_twice_in_a_week(mine, to) || figures(mine, last_days(to, u64::from(FORTNIGHT))).iter().any(too_few)
}

/// Whether 2 doses were missed in 7 days up to the last day of any report; a week of days known after it ends that, a
/// single good day does not.
fn is_twice_in_a_week(mine: &[&Doses], to: NaiveDate) -> bool {
    mine.iter().any(|report| {
        let since = report.to.succ_opt().map(|from| figures(mine, DateRange { from, to }));
        let known_since = since.iter().flatten().map(|figure| figure.days).max().unwrap_or(0);
        let week = last_days(report.to, u64::from(WEEK));
        known_since < WEEK && figures(mine, week).iter().any(|week| week.missed >= 2)
    })
}
