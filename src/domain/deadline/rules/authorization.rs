//! A payer's authorization: the renewal is asked for before it ends. Source: the payer's contract.

use chrono::NaiveDate;

use super::Obligation;
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, Need, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// At most one: the authorization that ends last.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let newest = course.events.iter().filter_map(|event| {
        let Event::Authorization { date, until, visits } = event else { return None };
        Some((*until, *date, *visits))
    });
    let (Some((until, from, visits)), Some(window)) = (newest.max(), rule.windows.first()) else { return Vec::new() };
    let anchor = Anchor::Event(Moment::Day(until));
    let Some(due) = window.due.from(anchor, course.calendar()) else { return Vec::new() };
    let opens = window.opens.and_then(|opens| opens.from(anchor, course.calendar())).unwrap_or(Due::Day(from));
    let made = course
        .events
        .iter()
        .filter(|event| matches!(event, Event::Visit { date, .. } if (from..=until).contains(date)))
        .count();
    let mut why = vec![
        format!("authorized {} to {}", words::day(from), words::day(until)),
        format!("{} = {}", window.due.words(), words::due(due)),
    ];
    let mut needs = Vec::new();
    if let Some(most) = visits {
        why.push(format!("{made} of {most} authorized visits made"));
        needs.push(Need { what: format!("{most} visits authorized"), have: Some(format!("{made} made")) });
    }
    let done = course.first(rule, rule.satisfied_by, from..=NaiveDate::MAX);
    vec![Obligation { needs, ..Obligation::running(from, opens, due, why).done_by(done) }]
}
