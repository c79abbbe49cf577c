//! The Notice of Medicare Non-Coverage: two calendar days before covered services end, and no later than the visit before
//! the last. Source: 42 CFR 405.1200(b), 422.624(b); the form's instructions: the two days are not 48 hours.

use chrono::{Days, NaiveDate};

use super::Obligation;
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// How long before the end a notice can be the one for this end; it is not issued at each recertification.
const NOTICE: Days = Days::new(60);

/// At most one: for the end that is planned.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let (Some((last, said, previous)), Some(window)) = (end(course), rule.windows.first()) else { return Vec::new() };
    let Some(days) = window.due.from(Anchor::Event(Moment::Day(last)), course.calendar()) else { return Vec::new() };
    let mut why = vec![said, format!("{} = {}", window.due.words(), words::due(days))];
    let earlier = previous.filter(|visit| *visit < days.day());
    why.extend(earlier.map(|visit| format!("the visit before the last is earlier: {}", words::day(visit))));
    let due = earlier.map_or(days, Due::Day);
    let from = last.checked_sub_days(NOTICE).unwrap_or(NaiveDate::MIN);
    let done = course.first(rule, rule.satisfied_by, from..=NaiveDate::MAX);
    let since = course.soc.unwrap_or(from).max(from).min(due.day());
    vec![Obligation { opens: None, ..Obligation::running(since, due, due, why).done_by(done) }]
}

/// The last covered day, how that is known, and the visit before the last. That visit is known when somebody said it, or
/// when the schedule reaches the last day: visits made so far say nothing about those still to come.
fn end(course: &Course<'_>) -> Option<(NaiveDate, String, Option<NaiveDate>)> {
    let said = course.planned().filter_map(|event| {
        let Event::CoveredServicesEnd { date, previous_visit } = event else { return None };
        Some((*date, *previous_visit))
    });
    // A planned discharge lies ahead; one that the patient asked for is not planned.
    let planned = course.planned().filter(|event| event.detail() == Some("planned")).map(|event| (event.day(), None));
    let (last, previous) = said.max().or_else(|| planned.max())?;
    let scheduled = &course.case.scheduled;
    let before =
        || scheduled.iter().copied().filter(|day| *day < last && course.soc.is_none_or(|soc| *day >= soc)).max();
    let previous = previous.or_else(|| if scheduled.contains(&last) { before() } else { None });
    Some((last, format!("last covered day {}", words::day(last)), previous))
}
