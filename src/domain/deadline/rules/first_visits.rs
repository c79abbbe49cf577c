//! What belongs to the first visits, and what is handed over at one: written information, rights of a representative, a
//! copy of the record. Sources: 42 CFR 484.60(e), 484.50(a)(4), 484.110(e).

use chrono::NaiveDate;

use super::by_row::awaiting_soc;
use super::{Obligation, describe};
use crate::domain::deadline::counting::{Anchor, StartOfCare};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;
use crate::domain::visit::VisitKind;

fn visit_after(course: &Course<'_>, day: NaiveDate) -> Option<NaiveDate> {
    let visit = |event: &&&Event| matches!(event, Event::Visit { .. }) && event.day() > day;
    course.events.iter().filter(visit).map(|event| event.day()).min()
}

/// By the second visit.
pub(super) fn written_information(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(soc) = course.soc else { return Vec::new() };
    let done = course.first(rule, rule.satisfied_by, NaiveDate::MIN..=NaiveDate::MAX);
    let mut why = vec![format!("start of care {}", words::day(soc))];
    let Some(second) = visit_after(course, soc) else {
        why.push("by the second visit, which is not recorded yet (agency policy)".to_owned());
        return if done.is_some() { Vec::new() } else { vec![Obligation::waiting(soc, why)] };
    };
    why.push(format!("by the second visit {} (agency policy)", words::day(second)));
    vec![Obligation::running(soc, Due::Day(soc), Due::Day(second), why).done_by(done)]
}

/// The initial evaluation visit: the first visit that may be one, or the start of care it is recorded with.
fn initial_visit(course: &Course<'_>) -> Option<NaiveDate> {
    let visits = course
        .events
        .iter()
        .filter(|event| matches!(event, Event::Visit { kind: VisitKind::Soc | VisitKind::NonBillable, .. }));
    visits.map(|event| event.day()).chain(course.soc).min()
}

/// Rights in writing at the initial visit, before care.
pub(super) fn rights(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let (Some(initial), Some(window)) = (initial_visit(course), rule.windows.first()) else {
        return course.events.first().map(|event| awaiting_soc(event.day())).into_iter().collect();
    };
    let Some(due) = window.due.from(Anchor::StartOfCare(StartOfCare(initial)), course.calendar()) else {
        return Vec::new();
    };
    let why = vec![format!("initial visit {}: before care begins", words::day(initial))];
    let done = course.first(rule, rule.satisfied_by, NaiveDate::MIN..=NaiveDate::MAX);
    vec![Obligation::running(initial, Due::Day(initial), due, why).done_by(done)]
}

/// Four business days after the initial visit, when she has named a representative.
pub(super) fn representative(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let named = course.events.iter().find(|event| matches!(event, Event::RepresentativeNamed { .. }));
    let (Some(named), Some(soc), Some(window)) = (named, initial_visit(course), rule.windows.first()) else {
        return Vec::new();
    };
    let Some(due) = window.due.from(Anchor::StartOfCare(StartOfCare(soc)), course.calendar()) else {
        return Vec::new();
    };
    let why = vec![
        describe(named),
        format!("initial visit {} is day 0", words::day(soc)),
        format!("plus {} = {}", window.due.words(), words::due(due)),
    ];
    let done = course.first(rule, rule.satisfied_by, soc..=NaiveDate::MAX);
    vec![Obligation::running(soc, Due::Day(soc), due, why).done_by(done)]
}

/// At the next visit or within four business days, whichever comes first.
pub(super) fn record_copy(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let asked = course.events.iter().copied().filter(|event| window.from.is(event));
    let owed = asked.filter_map(|asked| {
        let days = window.due.from(Anchor::Event(asked.moment()), course.calendar())?;
        let mut why = vec![describe(asked), format!("plus {} = {}", window.due.words(), words::due(days))];
        let visit = visit_after(course, asked.day()).filter(|visit| *visit < days.day());
        why.extend(visit.map(|visit| format!("the next visit {} comes first", words::day(visit))));
        let due = visit.map_or(days, Due::Day);
        let done = course.first(rule, rule.satisfied_by, asked.day()..=NaiveDate::MAX);
        Some(Obligation::running(asked.day(), Due::Day(asked.day()), due, why).done_by(done))
    });
    owed.collect()
}
