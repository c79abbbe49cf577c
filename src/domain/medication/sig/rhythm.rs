//! When doses are taken: how often, at which times of day, on which days.

pub use super::timing::{ClockTime, MOMENTS, Moment, Moments, Often, Period};
use crate::domain::formulary::sig::{Frequency, SigTables};

/// Names of the days of the week, Monday first.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Days of the week: bit 0 is Monday; the highest bit stands for "the other days" beside another dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weekdays(pub u8);

impl Weekdays {
    /// The days that no other dose of the same instructions names.
    pub const OTHERS: Self = Self(0x80);

    /// Whether none is named.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many are named.
    pub fn count(self) -> u8 {
        (self.0 & 0x7f).count_ones() as u8
    }

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Their names, Monday first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        WEEKDAYS.iter().enumerate().filter(move |(bit, _)| self.0 & (1 << bit) != 0).map(|(_, name)| *name)
    }
}

/// When a dose is taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rhythm {
    /// How often; `None` where times of day or days say it all.
    pub often: Option<Often>,
    /// Named times of day.
    pub moments: Moments,
    /// Days of the week.
    pub days: Weekdays,
    /// Times by the clock.
    pub clock: Vec<ClockTime>,
}

impl Rhythm {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same in one way only: what the times and days already say is not counted beside them, and one day of the
    /// week is once a week.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.clock.sort_unstable();
        self.clock.dedup();
        let timed = usize::from(self.moments.doses()) + self.clock.len();
        let counted =
            |times: u8, period: Period| self.often == Some(Often::Times { low: times, high: times, every: 1, period });
        let says_it_all = (timed > 0 && u8::try_from(timed).is_ok_and(|times| counted(times, Period::Day)))
            || (!self.days.is_empty() && counted(1, Period::Day))
            || (self.days.count() > 1 && counted(self.days.count(), Period::Week));
        if says_it_all {
            self.often = None;
        }
        if self.days.count() == 1 && self.often.is_none() && self.days.0 & Weekdays::OTHERS.0 == 0 {
            self.often = Some(Often::weekly(1));
        }
        self
    }

    /// Doses per day, averaged over the days; `None` where that cannot be said. `others` is how many days of the week
    /// another dose names.
    pub fn per_day(&self, others: u8) -> Option<f32> {
        let clock = u8::try_from(self.clock.len()).unwrap_or(u8::MAX);
        let timed = f32::from(self.moments.doses()) + f32::from(clock);
        // "bid with meals": meals say when and not how often, where something else does.
        let apart = self.moments.iter().filter(|moment| moment.doses == 1).count();
        let apart = f32::from(u8::try_from(apart).unwrap_or(u8::MAX)) + f32::from(clock);
        let on_a_day = match self.often {
            // Once a week in the morning is once a week.
            Some(often) => match often.per_day()? {
                rare if rare <= 1.0 => rare,
                often => often.max(apart),
            },
            None if timed > 0.0 => timed,
            None if self.days.is_empty() => return None,
            None => 1.0,
        };
        let weekly =
            matches!(self.often, Some(Often::Times { period: Period::Week | Period::Month | Period::Year, .. }));
        let days = if self.days.0 & Weekdays::OTHERS.0 != 0 { 7 - others.min(7) } else { self.days.count() };
        if self.days.is_empty() || weekly { Some(on_a_day) } else { Some(on_a_day * f32::from(days) / 7.0) }
    }

    /// The hours between two doses at the least, where hours are stated.
    pub fn smallest_gap(&self) -> Option<u8> {
        match self.often? {
            Often::Hours { low, .. } => Some(low),
            Often::Times { .. } | Often::Once | Often::Continuously => None,
        }
    }

    /// The code of `sig_frequencies.csv` that says the same; `None` where the table has none.
    pub fn code(&self, tables: &SigTables) -> Option<&'static str> {
        let same = |row: &&Frequency| {
            let said = Self { often: row.often, moments: row.moments, ..Self::default() };
            !said.is_empty() && said.settled() == Self { days: Weekdays::default(), ..self.clone() }.settled()
        };
        let weekly = (self.days.count() > 1 && self.often.is_none()).then(|| match self.days.count() {
            2 => Some("twice_weekly"),
            3 => Some("three_weekly"),
            _ => None,
        });
        weekly.unwrap_or_else(|| tables.frequencies.iter().find(same).map(|row| row.code))
    }

    /// When doses are given by the clock, in order; nothing where nobody can say (every 6 hours from when?).
    pub fn clock_times(&self, tables: &SigTables) -> Vec<ClockTime> {
        let mut times = self.clock.clone();
        times.extend(self.moments.iter().flat_map(|moment| moment.usual));
        if times.is_empty() {
            let row = self.code(tables).and_then(|code| tables.frequency(code));
            times.extend(row.into_iter().flat_map(|row| row.default_times));
        }
        times.sort_unstable();
        times.dedup();
        times
    }
}
