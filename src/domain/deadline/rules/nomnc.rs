//! The Notice of Medicare Non-Coverage: two calendar days before covered services end, and no later than the visit before
//! the last. Source: 42 CFR 405.1200(b), 422.624(b); the form's instructions: the two days are not 48 hours.

use chrono::{Days, NaiveDate};

use super::{Obligation, form_in_doubt};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::{EndReason, Event};
use crate::domain::when::Moment;

/// How long before the end a notice can be the one for this end; it is not issued at each recertification.
const NOTICE: Days = Days::new(60);

/// At most one: for the end that is planned.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let (Some(End { last, previous, reason, found }), Some(window)) = (end(course), rule.windows.first()) else {
        return Vec::new();
    };
    let said = format!("last covered day {}", words::day(last));
    let Some(days) = window.due.from(Anchor::Event(Moment::Day(last)), course.calendar()) else { return Vec::new() };
    let mut why = vec![said, format!("{} = {}", window.due.words(), words::due(days))];
    let earlier = previous.filter(|visit| *visit < days.day());
    why.extend(earlier.map(|visit| format!("the visit before the last is earlier: {}", words::day(visit))));
    let mut due = earlier.map_or(days, Due::Day);
    if reason == Some(&EndReason::NotHomebound) {
        due = due.min(Due::Day(found.unwrap_or(course.today()).min(last)));
        why.push("no longer homebound: it is given at once".to_owned());
    }
    let from = last.checked_sub_days(NOTICE).unwrap_or(NaiveDate::MIN);
    let done = course.first(rule, rule.satisfied_by, from..=NaiveDate::MAX);
    why.extend(done.and_then(|notice| form_in_doubt(rule, notice)));
    let since = course.soc.unwrap_or(from).max(from).min(due.day());
    vec![Obligation {
        opens: None,
        lapsed: reason.and_then(not_owed),
        ..Obligation::running(since, due, due, why).done_by(done)
    }]
}

/// Ends of care that ask for no notice. Source: the instructions of form CMS-10123.
fn not_owed(reason: &EndReason) -> Option<String> {
    let why = match reason {
        EndReason::PatientChoice => "the patient ends the care",
        EndReason::ToFacility => "the patient goes to a higher level of care",
        EndReason::OtherAgency => "the patient moves to another agency in the middle of the care",
        EndReason::Business => "the agency stops for reasons of its own",
        EndReason::GoalsMet | EndReason::NotHomebound | EndReason::Other(_) => return None,
    };
    Some(format!("{why}: no NOMNC is owed"))
}

/// The end of covered services that is planned.
struct End<'a> {
    /// The last covered day.
    last: NaiveDate,
    /// The visit before the last. It is known when somebody said it, or when the schedule reaches the last day: visits made
    /// so far say nothing about those still to come.
    previous: Option<NaiveDate>,
    /// Why care ends.
    reason: Option<&'a EndReason>,
    /// The day that was decided.
    found: Option<NaiveDate>,
}

fn end<'a>(course: &Course<'a>) -> Option<End<'a>> {
    let said = course.planned().filter_map(|event| {
        let Event::CoveredServicesEnd { date, previous_visit, reason } = event else { return None };
        Some(End { last: *date, previous: *previous_visit, reason: reason.as_ref(), found: None })
    });
    // A planned discharge lies ahead; one that the patient asked for is not planned.
    let planned = course.planned().filter_map(|event| {
        let Event::Discharge { date, planned: Some(true), decided, reason } = event else { return None };
        Some(End { last: *date, previous: None, reason: reason.as_ref(), found: *decided })
    });
    let end = said.max_by_key(|end| (end.last, end.previous)).or_else(|| planned.max_by_key(|end| end.last))?;
    let scheduled = &course.case.scheduled;
    let before =
        || scheduled.iter().copied().filter(|day| *day < end.last && course.soc.is_none_or(|soc| *day >= soc)).max();
    let previous = end.previous.or_else(|| if scheduled.contains(&end.last) { before() } else { None });
    Some(End { previous, ..end })
}
