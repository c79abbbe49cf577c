//! The records an end of care asks for. Source: OASIS guidance for RFA 08 and 09; 42 CFR 484.55(d)(3).

use chrono::NaiveDate;

use super::{Obligation, describe};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;

/// Discharge: unless there was one visit only, or the patient never came back from the hospital.
pub(super) fn discharge(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(end) = end(course, |event| matches!(event, Event::Discharge { .. })) else { return Vec::new() };
    let Some(mut owed) = after(rule, course, end) else { return Vec::new() };
    if course.is_inpatient() {
        owed.lapsed =
            Some("in hospital and not resumed: the transfer was the last record, nothing more is due".to_owned());
    } else {
        owed.lapsed = course.one_visit(end.day());
    }
    if matches!(end, Event::Discharge { planned: Some(false), .. }) {
        owed.why.push(
            "unplanned: it may be completed from the last visit of a qualified clinician and other staff's visits"
                .to_owned(),
        );
    }
    vec![owed]
}

/// Death at home, unless there was one visit only; in hospital for a day or longer it is a transfer.
pub(super) fn death(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(end) = end(course, |event| matches!(event, Event::Death { .. })) else { return Vec::new() };
    let Some(mut owed) = after(rule, course, end) else { return Vec::new() };
    if course.is_inpatient() {
        owed.lapsed = Some("died as an inpatient: the transfer was the last record".to_owned());
    } else {
        owed.lapsed = course.one_visit(end.day());
    }
    vec![owed]
}

fn end<'a>(course: &Course<'a>, wanted: impl Fn(&Event) -> bool) -> Option<&'a Event> {
    course.events.iter().rev().copied().find(|event| Some(event.day()) == course.ended && wanted(event))
}

fn after(rule: &Rule, course: &Course<'_>, end: &Event) -> Option<Obligation> {
    let count = rule.window(end.kind())?.due;
    let due = count.from(Anchor::Event(end.moment()), course.calendar())?;
    let why = vec![describe(end), format!("plus {} = {}", count.words(), words::due(due))];
    let done = course.first(rule, rule.satisfied_by, course.soc.unwrap_or(NaiveDate::MIN)..=NaiveDate::MAX);
    Some(Obligation::running(end.day(), Due::Day(end.day()), due, why).done_by(done))
}
