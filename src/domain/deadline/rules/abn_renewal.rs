//! An Advance Beneficiary Notice covers care that goes on for a year at most. Source: Medicare Claims Processing Manual,
//! chapter 30; form CMS-R-131.

use super::chain::Chain;
use super::{Obligation, describe};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::words;
use crate::domain::event::Event;

/// The notice that runs now, and those that were renewed late; none where the care it was for has ended before.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let notices: Vec<&Event> =
        course.events.iter().copied().filter(|event| matches!(event, Event::AbnDelivered { .. })).collect();
    let (Some(first), Some(window)) = (notices.first(), rule.windows.first()) else { return Vec::new() };
    let chain = Chain {
        begins: first.day(),
        begun_by: describe(first),
        every: window.due,
        answers: notices.get(1..).unwrap_or_default().to_vec(),
    };
    let mut owed = chain.obligations(course, |_, _| None);
    let ends = course.events.iter().filter_map(|event| {
        let Event::NoncoveredCare { until, .. } = event else { return None };
        Some(*until)
    });
    // Care of which nobody said when it ends goes on.
    let ended = ends.collect::<Option<Vec<_>>>().and_then(|ends| ends.into_iter().max());
    if let Some(ended) = ended {
        for obligation in owed.iter_mut().filter(|owed| owed.due.is_some_and(|due| due.day() > ended)) {
            obligation.lapsed = Some(format!("the care that it was for ended {}", words::day(ended)));
        }
    }
    owed
}
