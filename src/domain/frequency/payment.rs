//! Visits in the 30-day payment periods, as numbers.
//!
//! Nothing here ranks or judges them, and nothing may: visits that follow a payment threshold instead of the patient are
//! a sign of fraud. A threshold (of a low-utilization payment adjustment, by case-mix group and year) is what the agency
//! looked up, and only stands beside the numbers.

use chrono::NaiveDate;
use serde::Serialize;

use super::ledger::{Dated, Outcome};
use super::weeks::{DateRange, later};
use crate::domain::episode::PAYMENT_PERIOD_DAYS;

/// The visits of one payment period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PaymentPeriod {
    /// Its 30 days.
    pub days: DateRange,
    /// Visits made.
    pub done: u32,
    /// Visits still to be made.
    pub planned: u32,
    /// The agency's threshold for this period, as it was given.
    pub threshold: Option<u32>,
}

/// The visits of all disciplines in the two payment periods of a certification period that begins on `from`. The
/// thresholds are the agency's, for the first and the second period.
pub fn visits_in_payment_period(from: NaiveDate, visits: &[Dated], thresholds: [Option<u32>; 2]) -> [PaymentPeriod; 2] {
    let [first, second] = thresholds;
    let period = |from: NaiveDate, threshold| {
        let days = DateRange { from, to: later(from, PAYMENT_PERIOD_DAYS - 1) };
        let with = |wanted: Outcome| {
            let found = visits.iter().filter(|(day, outcome)| days.contains(*day) && *outcome == wanted).count();
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        PaymentPeriod { days, done: with(Outcome::Done), planned: with(Outcome::Placed), threshold }
    };
    [period(from, first), period(later(from, PAYMENT_PERIOD_DAYS), second)]
}
