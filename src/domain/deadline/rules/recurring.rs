//! Tasks that an order repeats, and the statement that belongs to each visit. Sources: the order itself; 42 CFR
//! 424.22(a)(1)(ii).

use chrono::Days;

use super::chain::Chain;
use super::{Obligation, describe};
use crate::domain::deadline::counting::{Count, EventDayZero};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;

/// Each ordered task runs until it is stopped: the interval since it was last done, plus the tolerance.
pub(super) fn obligations(_rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let of = |event: &&Event| {
        let Event::TaskOrdered { what, every_days, tolerance_days, id, .. } = event else { return Vec::new() };
        let tolerance = tolerance_days.unwrap_or(0);
        let same = |other: &&&Event| other.id() == id.as_deref() && other.day() >= event.day();
        let stopped = course.events.iter().any(|other| matches!(other, Event::TaskStopped { .. }) && same(&other));
        let done = course.events.iter().filter(|other| matches!(other, Event::TaskDone { .. })).filter(same);
        let chain = Chain {
            begins: event.day(),
            begun_by: format!("{what}, every {}: {}", words::days((*every_days).into()), describe(event)),
            every: Count::EventDayZero(EventDayZero(every_days.saturating_add(tolerance))),
            answers: done.copied().collect(),
        };
        let mut owed = chain.obligations(course, |_, _| None);
        owed.retain(|obligation| obligation.done.is_some() || !stopped);
        for obligation in &mut owed {
            let width = Days::new(u64::from(tolerance) * 2);
            let opens = obligation.due.and_then(|due| due.day().checked_sub_days(width));
            obligation.opens = opens.map(Due::Day);
            obligation.subject = Some(what.clone());
        }
        owed
    };
    course.events.iter().flat_map(of).collect()
}

/// The note of the newest billed visit of a nurse or therapist states why she is homebound; an aide states nothing.
pub(super) fn homebound(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let counts = |event: &&&Event| matches!(event, Event::Visit { kind, discipline, .. } if kind.is_counted() && discipline.is_skilled());
    let Some(visit) = course.events.iter().rev().find(counts) else { return Vec::new() };
    let day = visit.day();
    let why = vec![describe(visit), "each visit note states it, with the criteria".to_owned()];
    let done = course.first(rule, rule.satisfied_by, day..=day);
    vec![Obligation::running(day, Due::Day(day), Due::Day(day), why).done_by(done)]
}
