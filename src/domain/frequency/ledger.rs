//! An order beside the visits: what is ordered, placed and done in each week, and what that asks for.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::weeks::{DateRange, Week, WeekStart, later, weeks_touched};
use super::windows::{Window, windows};
use super::{FrequencyOrder, Visits};
use crate::domain::codes::Discipline;
use crate::domain::visit::{Visit, VisitStatus};
use crate::domain::when::civil;

/// From this day of the certification period on, orders that end before it are told: early enough to get one for the
/// recertification visit.
const TELL_ENDING_FROM_DAY: u64 = 42;
/// The recertification visit is made in the last five days of the period: 42 CFR 484.55(d)(1).
const RECERT_DAYS: u64 = 5;

/// What became of a visit, or will.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Made.
    Done,
    /// Agreed for its day, or under way.
    Placed,
    /// Missed, or no further than the door.
    Missed,
}

/// A visit of the order's discipline: its civil day, and what became of it. One that was moved stands on its new day.
pub type Dated = (NaiveDate, Outcome);

/// How a visit counts for its order, on its civil day in the patient's zone. `None` for what never counts: telehealth,
/// non-billable and cancelled visits.
pub fn counted(visit: &Visit, zone: Tz) -> Option<Dated> {
    if !visit.kind.is_counted() {
        return None;
    }
    let outcome = match visit.state.status {
        VisitStatus::Done => Outcome::Done,
        VisitStatus::Planned | VisitStatus::Started => Outcome::Placed,
        VisitStatus::Missed | VisitStatus::Attempted => Outcome::Missed,
        VisitStatus::Cancelled | VisitStatus::Other(_) => return None,
    };
    Some((civil(visit.starts, zone), outcome))
}

/// An order in a certification period.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'a> {
    /// What is ordered.
    pub order: &'a FrequencyOrder,
    /// Its first day, which lies in its first week however late. An order that counts from the start of that week, or
    /// from a later one, says that week's first day.
    pub from: NaiveDate,
    /// Its last day, when it is replaced, stopped, or ended by a discharge.
    pub until: Option<NaiveDate>,
    /// Days in an inpatient facility: their weeks may hold fewer visits.
    pub paused: &'a [DateRange],
    /// The certification period. An order does not run past it.
    pub period: DateRange,
    /// The agency's week.
    pub week_start: WeekStart,
    /// The days of which every visit is known. Of other weeks nothing is found.
    pub known: DateRange,
}

impl<'a> InForce<'a> {
    /// An order from the first day of a period, in weeks from Sunday to Saturday, all visits known.
    pub fn from_start(order: &'a FrequencyOrder, period: DateRange) -> Self {
        let (from, week_start, known) = (period.from, WeekStart::default(), DateRange::ALWAYS);
        Self { order, from, until: None, paused: &[], period, week_start, known }
    }

    /// The days of the period it is in force on.
    pub(super) fn span(&self) -> Option<DateRange> {
        DateRange { from: self.from, to: self.until.unwrap_or(NaiveDate::MAX) }.overlap(self.period)
    }
}

/// Where a week stands on the day it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekState {
    /// Over.
    Closed,
    /// This week.
    Open,
    /// Still to come.
    Ahead,
}

/// One agency week of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WeekRow {
    /// Number in the certification period; 1 for the week of its first day.
    pub number: u32,
    /// Its days on which the order is in force.
    pub days: DateRange,
    /// Closed, open or ahead.
    pub state: WeekState,
    /// What is ordered. Where visits are ordered for longer than a week, what is left of them: the high number may
    /// still be made in this week, the low number has to be.
    pub ordered: Visits,
    /// Visits made and still to be made; in a closed week only those made.
    pub placed: u32,
    /// Visits made.
    pub done: u32,
    /// Visits missed, whether made up for or not.
    pub missed: u32,
    /// Visits of a closed week that nobody has recorded as made or missed.
    pub unrecorded: u32,
    /// Visits beyond the ordered ones that PRN orders cover.
    pub prn: u32,
    /// Whether every visit that bears on the week is known. Where it is not, the counts are of those that are, and
    /// nothing is found.
    pub is_known: bool,
    /// What the week asks for.
    pub findings: Vec<WeekFinding>,
}

/// What a week asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WeekFinding {
    /// The week is open, and too few visits are placed.
    Short {
        /// How many are lacking.
        by: u32,
    },
    /// The week is over, and too few visits were made.
    Missed {
        /// How many are lacking.
        by: u32,
    },
    /// More visits than ordered, made or placed.
    Unordered(Unordered),
}

/// Visits beyond the order: not payable without a further order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unordered {
    /// How many.
    pub by: u32,
    /// Why no PRN order covers them.
    pub because: Beyond,
}

/// Why visits beyond the ordered ones are not covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// The order is not in force on that day.
    NotInForce,
    /// No visits as needed are ordered.
    NoPrn,
    /// They are used up.
    PrnUsedUp,
    /// They name no reason or no maximum, so they cover nothing.
    PrnNotQualified,
}

/// The weeks of an order in its certification period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Every week the order is in force in, earliest first.
    pub weeks: Vec<WeekRow>,
    /// PRN visits that are left; `None` when visits that may have used them are not known.
    pub prn_left: Option<u32>,
    /// From day 42 of the period to its end: that the orders end before it does.
    pub orders_end: Option<OrdersEnd>,
}

/// Orders that end before the certification period does. Information, not a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OrdersEnd {
    /// The week of the period in which they end.
    pub week: u32,
    /// The weeks of the period.
    pub of: u32,
    /// The last day on which a visit is ordered.
    pub last: NaiveDate,
    /// The days for the recertification visit, when none of them has an ordered visit of a discipline that may make it.
    pub recertification: Option<DateRange>,
}

impl WeekRow {
    /// How many visits are still to be placed before the week is as ordered.
    pub fn to_place(&self) -> u32 {
        self.ordered.low().saturating_sub(self.placed)
    }
}

/// An order week by week beside the visits of its discipline, as seen on `today`. Visits outside the order's days are
/// left out. Telehealth never counts; a visit moved within its week is not missed.
pub fn ledger(order: &InForce<'_>, visits: &[Dated], today: NaiveDate) -> Ledger {
    let windows = windows(order);
    let mut prn_left: u32 = order.order.prn().map(super::Prn::covers).sum();
    let span = order.span();
    let in_force = |week: Week| Some(Week { days: span?.overlap(week.days)?, ..week });
    let counts = |(day, outcome): &Dated| match outcome {
        Outcome::Done => true,
        Outcome::Placed => today <= order.week_start.week_of(*day).to,
        Outcome::Missed => false,
    };
    let counting: Vec<NaiveDate> = visits.iter().filter(|visit| counts(visit)).map(|visit| visit.0).collect();
    let mut weeks = Vec::new();
    for week in weeks_touched(order.period, order.week_start).filter_map(in_force) {
        let ordered = ordered_in(week.days, &windows, &counting);
        let mut row = count(week, ordered, visits, today);
        row.is_known = is_known(week.days, &windows, order.known);
        if row.is_known {
            let beyond = row.placed.saturating_sub(ordered.high());
            row.prn = beyond.min(prn_left);
            prn_left -= row.prn;
            row.findings = findings(&row, beyond - row.prn, why_beyond(order.order));
        }
        weeks.push(row);
    }
    let is_sure = prn_left == 0 || weeks.iter().all(|row| row.is_known || row.state == WeekState::Ahead);
    let told = DateRange { from: later(order.period.from, TELL_ENDING_FROM_DAY - 1), to: order.period.to };
    let orders_end = orders_end(order).filter(|_| told.contains(today));
    Ledger { weeks, prn_left: is_sure.then_some(prn_left), orders_end }
}

/// Whether every visit is known that bears on a week: those of its days, and those before them that count for a window
/// which reaches into it.
fn is_known(week: DateRange, windows: &[Window], known: DateRange) -> bool {
    let touching = windows.iter().filter(|window| window.days.overlap(week).is_some());
    let from = touching.map(|window| window.days.from).fold(week.from, NaiveDate::min);
    known.from <= from && week.to <= known.to
}

/// What is ordered in a week, given the visits that count. Of a window that reaches beyond the week, the visits made in
/// it before are no longer open, and none has to be made while there is a later week for it.
fn ordered_in(week: DateRange, windows: &[Window], counting: &[NaiveDate]) -> Visits {
    windows.iter().filter(|window| window.days.overlap(week).is_some()).fold(Visits::NONE, |sum, window| {
        let earlier = counting.iter().filter(|day| window.days.contains(**day) && **day < week.from).count();
        let left = window.visits.less(u32::try_from(earlier).unwrap_or(u32::MAX));
        sum.plus(if window.days.to > week.to { left.at_most() } else { left })
    })
}

fn count(week: Week, ordered: Visits, visits: &[Dated], today: NaiveDate) -> WeekRow {
    let with = |wanted: Outcome| {
        let found = visits.iter().filter(|(day, outcome)| week.days.contains(*day) && *outcome == wanted).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    let (done, open) = (with(Outcome::Done), with(Outcome::Placed));
    let state = match today {
        today if week.days.to < today => WeekState::Closed,
        today if today < week.days.from => WeekState::Ahead,
        _ => WeekState::Open,
    };
    let (placed, unrecorded) = if state == WeekState::Closed { (done, open) } else { (done.saturating_add(open), 0) };
    let missed = with(Outcome::Missed);
    WeekRow {
        number: week.number,
        days: week.days,
        state,
        ordered,
        placed,
        done,
        missed,
        unrecorded,
        prn: 0,
        is_known: true,
        findings: Vec::new(),
    }
}

fn findings(row: &WeekRow, unordered: u32, because: Beyond) -> Vec<WeekFinding> {
    let lacking = match (row.to_place(), row.state) {
        (0, _) | (_, WeekState::Ahead) => None,
        (by, WeekState::Open) => Some(WeekFinding::Short { by }),
        (by, WeekState::Closed) => Some(WeekFinding::Missed { by }),
    };
    let unordered = (unordered > 0).then_some(WeekFinding::Unordered(Unordered { by: unordered, because }));
    lacking.into_iter().chain(unordered).collect()
}

fn why_beyond(order: &FrequencyOrder) -> Beyond {
    if order.prn().next().is_none() {
        Beyond::NoPrn
    } else if order.prn().all(|prn| prn.covers() == 0) {
        Beyond::PrnNotQualified
    } else {
        Beyond::PrnUsedUp
    }
}

/// Whether one visit more on `day` would be more than ordered, with no PRN visit left for it; to be asked before it is
/// placed.
pub fn would_be_unordered(
    order: &InForce<'_>,
    visits: &[Dated],
    day: NaiveDate,
    today: NaiveDate,
) -> Option<Unordered> {
    if !order.span().is_some_and(|span| span.contains(day)) {
        return Some(Unordered { by: 1, because: Beyond::NotInForce });
    }
    let unordered = |visits: &[Dated]| -> u32 {
        let weeks = ledger(order, visits, today).weeks;
        weeks.iter().flat_map(|row| &row.findings).copied().map(unordered_by).sum()
    };
    // A visit counts as made, so that one in a closed week counts too.
    let with: Vec<Dated> = visits.iter().copied().chain([(day, Outcome::Done)]).collect();
    let by = unordered(&with).saturating_sub(unordered(visits));
    (by > 0).then(|| Unordered { by, because: why_beyond(order.order) })
}

fn unordered_by(finding: WeekFinding) -> u32 {
    match finding {
        WeekFinding::Unordered(unordered) => unordered.by,
        WeekFinding::Short { .. } | WeekFinding::Missed { .. } => 0,
    }
}

/// Where the orders of a period end, when that is in an earlier week than the period's last. `None` for orders of
/// nothing but PRN visits.
pub fn orders_end(order: &InForce<'_>) -> Option<OrdersEnd> {
    let windows = windows(order);
    let ordered: Vec<DateRange> =
        windows.iter().filter(|window| window.visits.high() > 0).map(|window| window.days).collect();
    let last = ordered.iter().map(|days| days.to).max()?;
    let weeks: Vec<Week> = weeks_touched(order.period, order.week_start).collect();
    let of = weeks.last()?.number;
    let week = weeks.iter().find(|week| week.days.contains(last))?.number;
    let to = order.period.to;
    let from = to.checked_sub_days(chrono::Days::new(RECERT_DAYS - 1)).unwrap_or(to);
    let recertification = DateRange { from, to };
    let is_covered = ordered.iter().any(|days| days.overlap(recertification).is_some());
    let may_assess = !matches!(order.order.discipline(), Some(Discipline::Aide | Discipline::SocialWork));
    let recertification = (may_assess && !is_covered).then_some(recertification);
    (week < of).then_some(OrdersEnd { week, of, last, recertification })
}
