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

    /// The days that are not named.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(!self.0 & 0x7f)
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
    /// How many minutes before or after the named times, where it says so; 0 where it does not.
    pub lead: u16,
}

/// Two things said about when, put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Joined {
    /// They fit.
    Both(Rhythm),
    /// They fit, and the meals say how and not when.
    Beside(Rhythm, Moments),
    /// They contradict each other.
    Against,
}

impl Rhythm {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it names days of the week and nothing else.
    pub(super) fn has_days_only(&self) -> bool {
        *self == Self { days: self.days, ..Self::default() }
    }

    /// Whether both name a time in the same part of the day.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let around = |moments: Moments, clock: &[ClockTime]| clock.iter().any(|time| !moments.around(*time).is_empty());
        self.moments.meets(other.moments) || around(self.moments, &other.clock) || around(other.moments, &self.clock)
    }

    /// This and what is said behind it. `and` is whether a word or sign between them lists them.
    pub(super) fn joined(&self, said: Self, and: bool) -> Joined {
        if self.is_empty() {
            return Joined::Both(said);
        }
        let Some(often) = both_often(self.often, said.often) else { return Joined::Against };
        let apart = !(self.days.is_empty() || said.days.is_empty() || self.days == said.days || and);
        let same_part = self.moments.meets(said.moments) && self.moments != said.moments;
        if apart || (same_part && and) {
            return Joined::Against;
        }
        let mut all = Self {
            often,
            moments: self.moments.narrowed(said.moments),
            days: self.days.and(said.days),
            clock: [self.clock.clone(), said.clock.clone()].concat(),
            lead: self.lead.max(said.lead),
        };
        if and {
            return Joined::Both(all);
        }
        // "every evening at bedtime", "every morning at 6 am": one time said twice.
        // What a word like "and" listed before is two times, whatever follows.
        let both =
            |moments: Moments| !moments.of(Moments::BEDTIME).is_empty() && !moments.of(Moments::EVENING).is_empty();
        if both(all.moments) && !both(self.moments) && !both(said.moments) {
            all.moments = all.moments.without(Moments::EVENING);
        }
        for time in &all.clock {
            let known = if self.clock.contains(time) { said.moments } else { self.moments };
            all.moments = all.moments.without(known.around(*time));
        }
        // "every morning with meals": the meals say how, and not that there are three more.
        let meals = all.moments.of(Moments::MEALS);
        let timed = |rhythm: &Self| !rhythm.moments.without(Moments::MEALS).is_empty() || !rhythm.clock.is_empty();
        let around = |rhythm: &Self| !rhythm.moments.of(Moments::MEALS).is_empty();
        if (timed(self) && around(&said) && !timed(&said)) || (around(self) && timed(&said) && !around(&said)) {
            all.moments = all.moments.without(Moments::MEALS);
            return Joined::Beside(all, meals);
        }
        Joined::Both(all)
    }

    /// Whether how often and the times named beside it do not agree: "three times a day at 8 AM".
    pub(super) fn is_contradictory(&self) -> bool {
        let meals = !self.moments.of(Moments::MEALS).is_empty();
        let timed = usize::from(self.moments.doses()) + self.clock.len();
        let days = self.days.count();
        match self.often {
            // One day of the week is no every day.
            Some(often) if often == Often::daily(1) => {
                days == 1 || (meals && (!self.moments.without(Moments::MEALS).is_empty() || !self.clock.is_empty()))
            }
            Some(Often::Times { low, high, every: 1, period: Period::Day }) if timed > 0 => {
                let agrees = usize::from(high) == timed || usize::from(low) == timed;
                !(agrees || meals && self.moments.without(Moments::MEALS).is_empty())
            }
            Some(Often::Times { high: 1, every: 1, period: Period::Week, .. }) if timed > 1 && !meals => true,
            Some(Often::Times { high, every: 1, period: Period::Week, .. }) if days > 0 => high != days,
            Some(Often::Hours { low, .. }) if timed > 0 && !meals => timed * usize::from(low) != 24,
            _ => false,
        }
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
        // "Daily at 8 AM and 2 PM" is twice; "daily with meals" is once.
        let named = usize::from(self.moments.without(Moments::MEALS).doses()) + self.clock.len();
        let says_it_all = (named > 1 && counted(1, Period::Day))
            || (timed > 0 && u8::try_from(timed).is_ok_and(|times| counted(times, Period::Day)))
            || (!self.days.is_empty() && counted(1, Period::Day))
            || (self.days.count() > 1 && counted(self.days.count(), Period::Week));
        if says_it_all {
            self.often = None;
        }
        // Two times on one day are twice a week.
        if self.days.count() == 1 && timed <= 1 && self.often.is_none() && self.days.0 & Weekdays::OTHERS.0 == 0 {
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
        // "On the days between": how often says it all.
        let turns = matches!(self.often, Some(Often::Times { every: 2, .. })) && self.days == Weekdays::OTHERS;
        if turns {
            return Some(on_a_day);
        }
        let days = if self.days.0 & Weekdays::OTHERS.0 != 0 { 7 - others.min(7) } else { self.days.count() };
        if self.days.is_empty() || weekly { Some(on_a_day) } else { Some(on_a_day * f32::from(days) / 7.0) }
    }

    /// The hours between two doses at the least, where hours are stated.
    pub fn smallest_gap(&self) -> Option<u8> {
        match self.often? {
            Often::Hours { low, .. } => Some(low),
            Often::Times { .. } | Often::Dates { .. } | Often::Once | Often::Continuously => None,
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

fn hours_of(often: Often) -> bool {
    matches!(often, Often::Hours { .. } | Often::Times { period: Period::Day, .. })
}

/// How often, said twice; `None` where one says another thing than the other.
#[expect(clippy::option_option, reason = "nothing said and nothing agreed are two answers")]
fn both_often(one: Option<Often>, other: Option<Often>) -> Option<Option<Often>> {
    let (Some(first), Some(second)) = (one, other) else { return Some(one.or(other)) };
    let daily = Often::daily(1);
    // "One time a day every other day", "daily 6 days a week", "twice a day every 12 hours".
    let rarer = |often: Often| match often {
        Often::Times { every, period: Period::Day, .. } => every > 1,
        Often::Times { high, every: 1, period: Period::Week, .. } => high > 1,
        Often::Dates { .. } => true,
        Often::Times { .. } | Often::Hours { .. } | Often::Once | Often::Continuously => false,
    };
    // "Every 12 hours around the clock".
    if second == Often::Continuously && hours_of(first) {
        return Some(one);
    }
    if first == second || (second == daily && rarer(first)) {
        return Some(one);
    }
    if first == daily && rarer(second) {
        return Some(other);
    }
    let hours = |often| matches!(often, Often::Hours { .. });
    let same = first.per_day() == second.per_day() && (hours(first) != hours(second));
    same.then_some(if hours(first) { one } else { other })
}
