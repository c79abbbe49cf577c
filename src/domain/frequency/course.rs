//! The course of the ordered visits: which order is in force on which day, and its weeks beside the visits.
//!
//! Order and visit hang together by their days and by nothing else, so that a corrected day of the start, of an order or
//! of a visit puts all of them where they belong (decision 0016).

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::FrequencyOrder;
use super::ledger::{Beyond, Dated, InForce, Ledger, Outcome, WeekRow, ledger, would_be_unordered};
use super::payment::{PaymentPeriod, visits_in_payment_period};
use super::weeks::{DateRange, WeekStart};
use crate::domain::codes::Discipline;
use crate::domain::episode::{Certification, certification};
use crate::domain::event::Event;

/// What of an admission bears on its ordered visits.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission<'a> {
    /// Start of care.
    pub soc: NaiveDate,
    /// The last day under care, when it has come.
    pub ended: Option<NaiveDate>,
    /// Days in a facility: nothing is expected of their weeks.
    pub away: Vec<DateRange>,
    /// What happened, oldest first; orders, visits made and missed, and ends of disciplines are looked at.
    pub events: Vec<&'a Event>,
    /// Orders of the episode that nobody gave a day; they are taken for those of the current period.
    pub undated: &'a [String],
    /// Visits still to be made.
    pub placed: Vec<(Discipline, NaiveDate)>,
    /// The days of which every visit is known.
    pub known: DateRange,
    /// The agency's week.
    pub week_start: WeekStart,
    /// The day it is looked at.
    pub today: NaiveDate,
}

/// Where an order is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// In a fact of its own, with the day it begins.
    FrequencyOrder,
    /// In the episode, without a day.
    Episode,
}

/// An order in one certification period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// Whose visits; `None` when the order does not say.
    pub discipline: Option<Discipline>,
    /// As written.
    pub text: String,
    /// Where.
    pub written: Written,
    /// The days it is in force on.
    pub days: DateRange,
    /// The order, or why it cannot be told what it orders.
    pub order: Result<FrequencyOrder, String>,
    /// Its period.
    period: DateRange,
}

/// The orders of one certification period beside the visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The certification period.
    pub period: DateRange,
    /// The days of which every visit is known.
    pub known: DateRange,
    /// The agency's week.
    pub week_start: WeekStart,
    /// The orders by discipline and day, each with its weeks where it can be read.
    pub orders: Vec<(Ordered, Option<Ledger>)>,
    /// Visits of the known days of the period on which no order of their discipline is in force.
    pub without_order: Vec<WithoutOrder>,
    /// The payment periods that have begun and of which every visit so far is known, each with its number in the
    /// certification period. Numbers only: nothing is to follow from them.
    pub payment_periods: Vec<(u32, PaymentPeriod)>,
}

/// Visits that no order is in force for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithoutOrder {
    /// Whose.
    pub discipline: Discipline,
    /// How many are made or placed.
    pub visits: u32,
}

/// What speaks against one visit more, told before it is placed. It may be placed all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placing {
    /// More than ordered in its week.
    Beyond {
        /// The order.
        said: String,
        /// The week, as far as the order is in force in it.
        week: WeekRow,
        /// Whether today lies in it.
        is_this_week: bool,
        /// Why no PRN visit covers it.
        because: Beyond,
    },
    /// The discipline has an order, but none for that day.
    NotInForce {
        /// The order nearest to it.
        said: String,
        /// The days that one is in force on.
        days: DateRange,
        /// The day of the visit.
        day: NaiveDate,
    },
    /// Nothing is ordered of the discipline in the certification period.
    NoOrder {
        /// Whose visit.
        discipline: Discipline,
        /// The period.
        period: DateRange,
    },
    /// An order that cannot be read might cover it.
    Unreadable {
        /// The order.
        said: String,
        /// Why not.
        why: String,
    },
    /// The visits that bear on its week are not all known.
    NotKnown {
        /// The order.
        said: String,
        /// The days of which every visit is known.
        known: DateRange,
        /// Whether those that are not known lie ahead.
        is_ahead: bool,
    },
}

/// What a recorded visit, or the record of a missed one, is for its discipline's order. `None` for other facts, and for
/// telehealth and non-billable visits, which never count.
pub fn made_or_missed(event: &Event) -> Option<(&Discipline, Dated)> {
    if let Event::Visit { date, discipline, kind, .. } = event {
        let counts = kind.is_counted();
        return counts.then_some((discipline, (*date, Outcome::Done)));
    }
    let Event::VisitMissed { date, discipline } = event else { return None };
    Some((discipline, (*date, Outcome::Missed)))
}

impl Ordered {
    /// `SN 2w4 1w5`: as printed where it can be read, else as written.
    pub fn said(&self) -> String {
        let text = match &self.order {
            Ok(order) => order.to_string(),
            Err(_) => self.text.clone(),
        };
        match &self.discipline {
            Some(discipline) if !text.starts_with(discipline.word()) => format!("{} {text}", discipline.word()),
            Some(_) | None => text,
        }
    }

    fn is_of(&self, discipline: &Discipline) -> bool {
        self.discipline.as_ref() == Some(discipline)
    }

    fn is_rival_of(&self, other: &Self) -> bool {
        self.discipline.is_some() && self.discipline == other.discipline && self.days.from == other.days.from
    }

    /// Its weeks beside the visits of its discipline; `None` when it cannot be read.
    pub fn ledger(&self, admission: &Admission<'_>) -> Option<Ledger> {
        let visits = admission.visits_of(self.discipline.as_ref()?);
        let found = ledger(&self.in_force(admission)?, &visits, admission.today);
        // That an order ends early is no news where another follows it, or somebody stopped it.
        let orders_end = found.orders_end.filter(|_| self.days.to == self.period.to);
        Some(Ledger { orders_end, ..found })
    }

    fn in_force<'a>(&'a self, admission: &'a Admission<'_>) -> Option<InForce<'a>> {
        Some(InForce {
            order: self.order.as_ref().ok()?,
            from: self.days.from,
            until: Some(self.days.to),
            paused: &admission.away,
            period: self.period,
            week_start: admission.week_start,
            known: admission.known,
        })
    }
}

impl Admission<'_> {
    /// Its certification period on a day; days before the start of care have that of the start.
    fn period_of(&self, day: NaiveDate) -> Option<DateRange> {
        let Certification { from, to, .. } = certification(self.soc, day.max(self.soc))?;
        Some(DateRange { from, to })
    }

    /// Today, or the last day under care when that has passed, or the first when it has not come.
    pub fn current_day(&self) -> NaiveDate {
        self.ended.map_or(self.today, |ended| ended.min(self.today)).max(self.soc)
    }

    /// Every order that somebody gave a day, in the order of the facts, each in the period it begins in.
    pub fn dated_orders(&self) -> Vec<Ordered> {
        let mut found: Vec<Ordered> = self.events.iter().filter_map(|event| self.dated(event)).collect();
        mark_rivals(&mut found);
        found
    }

    fn dated(&self, event: &Event) -> Option<Ordered> {
        let Event::FrequencyOrder { date, discipline, text } = event else { return None };
        // An order for the start of care is often written before it; its weeks begin with care.
        let from = (*date).max(self.soc);
        let until = self.replaced(*date, discipline).into_iter().chain(self.ended).min();
        let period = self.period_of(from)?;
        let to = until.unwrap_or(period.to).min(period.to);
        let order = text.parse::<FrequencyOrder>().map_err(|refused| refused.to_string());
        let order = order.and_then(|order| match order.discipline() {
            Some(other) if other != discipline => {
                Err(format!("it is kept as an order of {} and speaks of {}", discipline.label(), other.label()))
            }
            Some(_) | None => Ok(order),
        });
        let (discipline, text, written) = (Some(discipline.clone()), text.clone(), Written::FrequencyOrder);
        (from <= to).then_some(Ordered { discipline, text, written, days: DateRange { from, to }, order, period })
    }

    /// The last day of an order of that day: before the next of its discipline, or with the discipline's end.
    fn replaced(&self, date: NaiveDate, discipline: &Discipline) -> Option<NaiveDate> {
        let later = self.events.iter().filter(|event| event.discipline() == Some(discipline) && event.day() > date);
        let ends = later.filter_map(|event| {
            if let Event::FrequencyOrder { date, .. } = event {
                return date.checked_sub_days(Days::new(1));
            }
            matches!(event, Event::DisciplineDischarge { .. }).then(|| event.day())
        });
        ends.min()
    }

    /// The orders of the episode as those of its current period, until the first dated one of their discipline.
    fn undated_orders(&self, dated: &[Ordered]) -> Vec<Ordered> {
        let Some(period) = self.period_of(self.current_day()) else { return Vec::new() };
        let of = |text: &String| {
            let read = text.parse::<FrequencyOrder>().map_err(|refused| refused.to_string());
            let discipline = read.as_ref().ok().and_then(|order| order.discipline().cloned());
            let order = match &discipline {
                Some(_) => read,
                None => read.and(Err("it does not say whose visits".to_owned())),
            };
            let first = dated.iter().filter(|one| one.period == period && one.discipline == discipline);
            let before = first.map(|one| one.days.from).min().filter(|_| discipline.is_some());
            let before = before.and_then(|day| day.checked_sub_days(Days::new(1)));
            let stopped = discipline.as_ref().and_then(|discipline| self.replaced(period.from, discipline));
            let to = [before, stopped, self.ended].into_iter().flatten().chain([period.to]).min()?;
            let (text, written) = (text.clone(), Written::Episode);
            let days = DateRange { from: period.from, to };
            (days.from <= to).then_some(Ordered { discipline, text, written, days, order, period })
        };
        let mut found: Vec<Ordered> = self.undated.iter().filter_map(of).collect();
        mark_rivals(&mut found);
        found
    }

    /// The orders of the period a day lies in, by discipline and day. What cannot be read is among them.
    fn orders_of(&self, period: DateRange) -> Vec<Ordered> {
        let mut orders = self.dated_orders();
        orders.extend(self.undated_orders(&orders));
        orders.retain(|one| one.period == period);
        let place = |one: &Ordered| one.discipline.as_ref().map_or(usize::MAX, place_of);
        orders.sort_by(|a, b| (place(a), a.days.from, &a.text).cmp(&(place(b), b.days.from, &b.text)));
        orders
    }

    fn visits_of(&self, discipline: &Discipline) -> Vec<Dated> {
        let recorded = self.events.iter().filter_map(|event| made_or_missed(event));
        let mut visits: Vec<Dated> = recorded.filter(|(of, _)| *of == discipline).map(|(_, dated)| dated).collect();
        // A visit marked as missed and the fact recorded beside it are one.
        visits.dedup_by(|a, b| a == b && a.1 == Outcome::Missed);
        visits.extend(self.placed.iter().filter(|(of, _)| of == discipline).map(|(_, day)| (*day, Outcome::Placed)));
        visits
    }

    /// Everybody whose visits are ordered, made, missed or placed.
    fn disciplines(&self) -> Vec<Discipline> {
        let recorded = self.events.iter().filter_map(|event| made_or_missed(event)).map(|(of, _)| of);
        let mut found: Vec<Discipline> = recorded.chain(self.placed.iter().map(|(of, _)| of)).cloned().collect();
        found.sort_by_key(|one| (place_of(one), one.word().to_owned()));
        found.dedup();
        found
    }

    /// The orders and visits of the certification period a day lies in. `None` only at the end of the calendar.
    pub fn course_on(&self, day: NaiveDate) -> Option<Course> {
        let period = self.period_of(day)?;
        let orders = self.orders_of(period);
        let looked_at = period.overlap(self.known);
        let without = |discipline: Discipline| {
            let is_ordered = |day: NaiveDate| {
                let may_cover = |one: &Ordered| one.is_of(&discipline) || one.discipline.is_none();
                orders.iter().any(|one| may_cover(one) && one.days.contains(day))
            };
            let visits = self.visits_of(&discipline).into_iter().filter(|(day, outcome)| {
                *outcome != Outcome::Missed && looked_at.is_some_and(|days| days.contains(*day)) && !is_ordered(*day)
            });
            let visits = u32::try_from(visits.count()).unwrap_or(u32::MAX);
            (visits > 0).then_some(WithoutOrder { discipline, visits })
        };
        let without_order = self.disciplines().into_iter().filter_map(without).collect();
        let all: Vec<Dated> = self.disciplines().iter().flat_map(|discipline| self.visits_of(discipline)).collect();
        let paid = visits_in_payment_period(period.from, &all, [None, None]);
        let is_told =
            |paid: &PaymentPeriod| paid.days.from >= self.known.from && paid.days.from <= self.today.max(self.soc);
        let payment_periods = (1..).zip(paid).filter(|(_, paid)| is_told(paid)).collect();
        let orders = orders
            .into_iter()
            .map(|one| {
                let ledger = one.ledger(self);
                (one, ledger)
            })
            .collect();
        let (known, week_start) = (self.known, self.week_start);
        Some(Course { period, known, week_start, orders, without_order, payment_periods })
    }

    /// What speaks against one visit more of a discipline on a day; `None` when it is ordered, or before care begins.
    pub fn placing(&self, discipline: &Discipline, day: NaiveDate) -> Option<Placing> {
        let period = self.period_of(day).filter(|_| day >= self.soc)?;
        let orders = self.orders_of(period);
        let unreadable = |one: &Ordered| {
            let why = one.order.as_ref().err()?.clone();
            Some(Placing::Unreadable { said: one.said(), why })
        };
        let of_discipline = || orders.iter().filter(|one| one.is_of(discipline));
        let Some(one) = of_discipline().find(|one| one.days.contains(day)) else {
            let mut unclear = orders.iter().filter(|one| one.discipline.is_none() && one.days.contains(day));
            if let Some(unclear) = unclear.find_map(unreadable) {
                return Some(unclear);
            }
            let nearest = of_discipline().min_by_key(|one| (one.days.from - day).abs().min((one.days.to - day).abs()));
            return Some(match nearest {
                Some(one) => Placing::NotInForce { said: one.said(), days: one.days, day },
                None => Placing::NoOrder { discipline: discipline.clone(), period },
            });
        };
        let Some(in_force) = one.in_force(self) else { return unreadable(one) };
        let visits = self.visits_of(discipline);
        let weeks = ledger(&in_force, &visits, self.today).weeks;
        let week = weeks.into_iter().find(|row| row.days.contains(day))?;
        if !week.is_known {
            return Some(Placing::NotKnown {
                said: one.said(),
                known: self.known,
                is_ahead: week.days.to > self.known.to,
            });
        }
        let because = would_be_unordered(&in_force, &visits, day, self.today)?.because;
        let is_this_week = self.week_start.week_of(day).contains(self.today);
        Some(Placing::Beyond { said: one.said(), week, is_this_week, because })
    }
}

/// Where a discipline stands in every list.
pub(super) fn place_of(discipline: &Discipline) -> usize {
    Discipline::ALL.iter().position(|known| known == discipline).unwrap_or(Discipline::ALL.len())
}

/// Two orders of one discipline that begin on one day and say different things: which of them counts is not known, so
/// neither is taken. The same one twice is kept once.
fn mark_rivals(orders: &mut Vec<Ordered>) {
    let mut kept: Vec<Ordered> = Vec::new();
    for one in orders.drain(..) {
        if !kept.iter().any(|known| known.is_rival_of(&one) && known.text == one.text) {
            kept.push(one);
        }
    }
    let rivals: Vec<bool> =
        kept.iter().map(|one| kept.iter().filter(|known| known.is_rival_of(one)).count() > 1).collect();
    for (one, _) in kept.iter_mut().zip(rivals).filter(|(_, is_rival)| *is_rival) {
        one.order = Err("another order of the discipline begins on the same day".to_owned());
    }
    *orders = kept;
}

impl Course {
    /// The orders of a discipline that are in force on a day, or cannot be told to be not.
    pub fn on(&self, discipline: &Discipline, day: NaiveDate) -> impl Iterator<Item = &(Ordered, Option<Ledger>)> {
        let of = |one: &Ordered| one.is_of(discipline);
        self.orders.iter().filter(move |(one, _)| of(one) && one.days.contains(day))
    }
}
