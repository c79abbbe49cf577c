//! The Notice of Admission, with what it takes before it can be sent. Source: 42 CFR 484.205(j).

use chrono::{NaiveDate, TimeDelta};

use super::{Obligation, by_row};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Need, words};
use crate::domain::episode::PAYMENT_PERIOD_DAYS;
use crate::domain::event::Event;

/// Counted by the row; late ones say how many days are at risk.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let mut owed = by_row::obligations(rule, course);
    let Some(soc) = course.soc else { return owed };
    let found =
        |wanted: fn(&Event) -> bool| course.events.iter().find(|event| wanted(event)).map(|e| words::day(e.day()));
    let accepted = found(|event| matches!(event, Event::NoaAccepted { .. }));
    let accepted_on = course.first(rule, rule.satisfied_by, soc..=NaiveDate::MAX).map(Event::day);
    for obligation in &mut owed {
        obligation.needs = vec![
            Need {
                what: "order for the initial visit".to_owned(),
                have: found(|e| {
                    matches!(e, Event::OrderVerbal { .. } | Event::PocSigned { .. } | Event::OrderedSoc { .. })
                }),
            },
            Need {
                what: "initial visit made".to_owned(),
                have: found(|event| matches!(event, Event::Soc { .. })).filter(|_| soc <= course.today()),
            },
            Need { what: "accepted by the contractor".to_owned(), have: accepted.clone() },
        ];
        let late = obligation.due.is_some_and(|due| accepted_on.unwrap_or(course.today()) > due.day());
        if late && course.excluded(rule, soc).is_none() && !course.is_payer_unknown(rule, soc) {
            let until = accepted_on.unwrap_or(course.today());
            let days = (until - soc).num_days().min(PAYMENT_PERIOD_DAYS.cast_signed());
            let last = soc.checked_add_signed(TimeDelta::days(days - 1)).unwrap_or(until);
            obligation.why.push(format!(
                "late: {days} days {} to {} at risk, {days}/{PAYMENT_PERIOD_DAYS} of the first payment period",
                words::day(soc),
                words::day(last)
            ));
        }
    }
    owed
}
