//! A major change in condition asks for an assessment of its own; on days 56 to 60 the recertification is that assessment.
//! Source: 42 CFR 484.55(d)(1).

use chrono::NaiveDate;

use super::{Obligation, at_once, describe};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::words;
use crate::domain::episode::certification;

/// One for each major change.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let changes = course.events.iter().copied().filter(|event| window.from.is(event));
    let owed = changes.filter_map(|change| {
        let due = window.due.from(Anchor::Event(change.moment()), course.calendar())?;
        let mut why =
            vec![format!("major {}", describe(change)), format!("plus {} = {}", window.due.words(), words::due(due))];
        let mut kinds = rule.satisfied_by.to_vec();
        let in_window = course.soc.and_then(|soc| certification(soc, change.day())).is_some_and(|at| at.day >= 56);
        if in_window {
            why.push("on days 56 to 60 the recertification assessment is enough".to_owned());
            kinds.extend(rule.satisfied_in_window_by);
        }
        let done = course.first(rule, &kinds, change.day()..=NaiveDate::MAX);
        Some(Obligation::running(change.day(), at_once(change.moment()), due, why).done_by(done))
    });
    owed.collect()
}
