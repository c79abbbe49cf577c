//! OASIS records: each is accepted, not merely sent, thirty days after it was completed. Source: 42 CFR 484.45(a).

use chrono::{Days, NaiveDate};

use super::{Obligation, describe};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;

/// One for each record of this admission.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    // A readmission does not end what the admission before it still owes.
    let since = course.soc.and_then(|soc| soc.checked_sub_days(Days::new(60))).unwrap_or(NaiveDate::MIN);
    let mut records: Vec<_> = course
        .case
        .events
        .iter()
        .filter_map(|event| if let Event::Assessment { rfa, m0090 } = event { Some((*m0090, rfa)) } else { None })
        .filter(|(completed, _)| (since..=course.today()).contains(completed))
        .collect();
    records.sort_unstable();
    records.dedup();
    let owed = records.into_iter().filter_map(|(completed, reason)| {
        let due = window.due.from(Anchor::Event(completed.into()), course.calendar())?;
        let fits = |event: &&Event| {
            matches!(event, Event::OasisAccepted { rfa, m0090, date }
                if rfa == reason && *m0090 == completed && (completed..=course.today()).contains(date))
        };
        let accepted = course.case.events.iter().copied().filter(fits).min_by_key(|event| event.day());
        let mut why = vec![
            format!("RFA {reason} completed (M0090) {}", words::day(completed)),
            format!("plus {} = {}", window.due.words(), words::due(due)),
        ];
        why.extend(accepted.map(|event| {
            format!("{} after {}", describe(event), { words::days((event.day() - completed).num_days()) })
        }));
        let subject = Some(reason.clone());
        Some(Obligation { subject, ..Obligation::running(completed, Due::Day(completed), due, why).done_by(accepted) })
    });
    owed.collect()
}
