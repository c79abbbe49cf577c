//! OASIS records: each is accepted, not merely sent, thirty days after it was completed. Source: 42 CFR 484.45(a).

use chrono::{NaiveDate, TimeDelta};

use super::{Obligation, describe};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;

/// How long after a transfer its record is looked for.
const MONTH: TimeDelta = TimeDelta::days(30);

/// One for each record of this admission.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let assessed = course
        .events
        .iter()
        .filter_map(|event| if let Event::Assessment { rfa, m0090, .. } = event { Some((*m0090, rfa)) } else { None });
    let mut records: Vec<_> = assessed.chain(transferred(course)).collect();
    records.sort_unstable();
    records.dedup();
    let owed = records.into_iter().filter_map(|(completed, reason)| {
        let due = window.due.from(Anchor::Event(completed.into()), course.calendar())?;
        let fits = |event: &&Event| {
            matches!(event, Event::OasisAccepted { rfa, m0090, date }
                if rfa == reason && *m0090 == completed && *date >= completed)
        };
        let accepted = course.events.iter().copied().filter(fits).min_by_key(|event| event.day());
        let mut why = vec![
            format!("RFA {reason} completed (M0090) {}", words::day(completed)),
            format!("plus {} = {}", window.due.words(), words::due(due)),
        ];
        why.extend(accepted.map(|event| {
            format!("{} after {}", describe(event), { words::days((event.day() - completed).num_days()) })
        }));
        let subject = Some(reason.clone());
        let ends = ["06", "07", "08", "09"].contains(&reason.as_str());
        let lapsed = course.one_visit(completed).filter(|_| ends);
        Some(Obligation {
            lapsed,
            subject,
            ..Obligation::running(completed, Due::Day(completed), due, why).done_by(accepted)
        })
    });
    owed.collect()
}

/// Transfers of which only the event is recorded: its day stands for M0090. The record of a transfer recorded both ways is
/// completed within a month of it.
fn transferred<'a>(course: &Course<'a>) -> Vec<(NaiveDate, &'a String)> {
    let transfers = course.events.iter().filter_map(|event| {
        let Event::Transfer { date, rfa } = event else { return None };
        let is_its_record = |other: &&Event| {
            matches!(other, Event::Assessment { rfa: reason, m0090, .. } if reason == rfa
                && (TimeDelta::zero()..MONTH).contains(&(*m0090 - *date)))
        };
        let recorded = course.events.iter().copied().any(|other| is_its_record(&other));
        (!recorded).then_some((*date, rfa))
    });
    transfers.collect()
}
