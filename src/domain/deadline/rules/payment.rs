//! Payment periods of 30 days, for information: assessments and certification run on 60. Source: 42 CFR 484.205(b)(2).

use chrono::{Days, NaiveDate};

use super::Obligation;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, Need, words};
use crate::domain::episode::PAYMENT_PERIOD_DAYS;
use crate::domain::event::Event;

/// The payment period of today and, of the calendar, the one after it. Visits are counted without a target: thresholds
/// differ by group and year, and nobody is to be nudged towards one.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(soc) = course.soc else { return Vec::new() };
    let passed = u64::try_from((course.last_day() - soc).num_days()).unwrap_or(0) / PAYMENT_PERIOD_DAYS;
    let of = |number: u64| {
        let first = soc.checked_add_days(Days::new(number.checked_mul(PAYMENT_PERIOD_DAYS)?))?;
        let last = first.checked_add_days(Days::new(PAYMENT_PERIOD_DAYS - 1))?;
        if rule.id == "lupa-watch" && course.case.visits_from.is_some_and(|from| from > first) {
            return None;
        }
        let days = if number.is_multiple_of(2) { "1 to 30" } else { "31 to 60" };
        let mut why =
            vec![format!("payment period {}, days {days}: {} to {}", number + 1, words::day(first), words::day(last))];
        let mut needs = Vec::new();
        if rule.id == "lupa-watch" {
            let made = visits(course, first, last);
            let visits = if made == 1 { "visit" } else { "visits" };
            why.push(format!("{made} {visits} made; the threshold is the group's and the year's"));
            needs.push(Need { what: "visits made in this payment period".to_owned(), have: Some(made.to_string()) });
        }
        let subject = Some(format!("{}", number + 1));
        Some(Obligation { subject, needs, ..Obligation::running(first, Due::Day(first), Due::Day(last), why) })
    };
    let next = (rule.id == "pdgm-period").then_some(passed + 1);
    [Some(passed), next].into_iter().flatten().filter_map(of).collect()
}

fn visits(course: &Course<'_>, first: NaiveDate, last: NaiveDate) -> usize {
    let billable = |event: &&&Event| {
        matches!(event, Event::Visit { date, kind, .. }
            if (first..=last).contains(date) && kind.is_counted())
    };
    course.events.iter().filter(billable).count()
}
