//! The days of an order: its terms laid out over the agency's weeks.

use chrono::{Months, NaiveDate};

use super::ledger::InForce;
use super::weeks::{DateRange, later};
use super::{Regular, Unit, Visits};

/// Days in which a number of visits is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) days: DateRange,
    /// The visits; fewer than the low number are a miss.
    pub(super) visits: Visits,
}

/// Every window of an order, in turn. A term of weeks or months begins with a week: with the first day of the order, or
/// else with the week after the one in which the term before it ends. Nothing is ordered past the certification period.
/// Nothing is asked for, but visits are still allowed, in a window that a pause or the end of the order touches, and in
/// one that keeps half or less of several days, weeks or months.
pub(super) fn windows(order: &InForce<'_>) -> Vec<Window> {
    let mut found = Vec::new();
    let mut next = order.span().map(|span| span.from);
    for (index, term) in order.order.regular().enumerate() {
        let Some(mut from) = next else { break };
        let begins_week = order.week_start.week_of(from).from == from;
        if term.unit() != Unit::Day && index > 0 && !begins_week {
            let Some(week) = order.week_start.next_week(from) else { break };
            from = week;
        }
        next = lay_out(order, term, from, &mut found);
    }
    found
}

/// Lays out one term from its first day on, and gives the day after it; `None` when the order does not go on.
fn lay_out(order: &InForce<'_>, term: Regular, start: NaiveDate, found: &mut Vec<Window>) -> Option<NaiveDate> {
    let span = order.span()?;
    let (mut from, mut done) = (start, 0);
    while term.lasting().is_none_or(|lasting| done < lasting) {
        if from > span.to {
            return None;
        }
        let ends = |units: u32| match term.unit() {
            Unit::Day => later(from, u64::from(units) - 1),
            Unit::Week => later(order.week_start.week_of(from).to, (u64::from(units) - 1) * 7),
            // Counted from the first day of the term, so that the rounding to weeks does not add up.
            Unit::Month => {
                let after = start.checked_add_months(Months::new(done + units)).and_then(|day| day.pred_opt());
                order.week_start.week_of(after.unwrap_or(NaiveDate::MAX)).to
            }
        };
        let units = term.lasting().map_or(term.every(), |lasting| term.every().min(lasting - done));
        let whole = DateRange { from, to: ends(term.every()) };
        let ordered_to = ends(units).min(order.period.to);
        let kept = DateRange { from, to: ordered_to.min(span.to) };
        let is_rest = term.every() > 1 && kept.length() * 2 <= whole.length();
        let ended_early = span.to < ordered_to;
        let paused = order.paused.iter().any(|pause| pause.overlap(kept).is_some());
        let visits = if is_rest || ended_early || paused { term.visits().at_most() } else { term.visits() };
        found.push(Window { days: kept, visits });
        from = ends(units).succ_opt()?;
        done += units;
    }
    Some(from)
}
