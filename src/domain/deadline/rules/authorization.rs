//! A payer's authorization: the renewal is asked for before it ends, and the payer answers in time. Sources: the payer's
//! contract; 42 CFR 422.568, 422.572, 438.210, 440.230 (CMS-0057-F).

use chrono::NaiveDate;

use super::{Obligation, describe};
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
    let counts = |event: &&&Event| matches!(event, Event::Visit { date, kind, .. } if (from..=until).contains(date) && kind.is_counted());
    let made: Vec<NaiveDate> = course.events.iter().filter(counts).map(|event| event.day()).collect();
    let mut why = vec![
        format!("authorized {} to {}", words::day(from), words::day(until)),
        format!("{} = {}", window.due.words(), words::due(due)),
    ];
    let (mut opens, mut due) = (opens, due);
    let mut needs = Vec::new();
    if let Some(most) = visits {
        let count = made.len();
        why.push(format!("{count} of {most} authorized visits made"));
        if let Some(read) = course.case.visits_from.filter(|read| *read > from) {
            why.push(format!("visits before {} are not counted here", words::day(read)));
        }
        needs.push(Need { what: format!("{most} visits authorized"), have: Some(format!("{count} made")) });
        let left = usize::from(rule.amount("visits_left"));
        // The visit that left so few of them; with fewer authorized than that, the first day.
        let place = usize::from(most).saturating_sub(left);
        let reached = if place == 0 { Some(from) } else { made.get(place - 1).copied() };
        if let Some(day) = reached.filter(|day| *day < due.day()) {
            why.push(format!("{left} or fewer are left from {} on: by then", words::day(day)));
            (opens, due) = (Due::Day(day.min(opens.day())), Due::Day(day));
        }
    }
    let done = course.first(rule, rule.satisfied_by, from..=NaiveDate::MAX);
    vec![Obligation { needs, ..Obligation::running(from, opens, due, why).done_by(done) }]
}

/// The payer's answer to each request; an urgent one has less time. The first decision or authorization from then on
/// answers it.
pub(super) fn answers(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let asked = course.events.iter().copied().filter(|event| matches!(event, Event::AuthorizationRequested { .. }));
    let of = |event: &Event| {
        let window = rule.windows.iter().find(|window| window.from.is(event))?;
        let due = window.due.from(Anchor::Event(event.moment()), course.calendar())?;
        let mut why = vec![describe(event), format!("plus {} = {}", window.due.words(), words::due(due))];
        let done = course.first(rule, rule.satisfied_by, event.day()..=NaiveDate::MAX);
        if let Some(Event::AuthorizationDecided { approved: false, reason, .. }) = done {
            why.push(match reason {
                Some(reason) => format!("refused: {reason}"),
                None => "refused without a reason: the payer owes one; call back".to_owned(),
            });
        }
        Some(Obligation::running(event.day(), Due::Day(event.day()), due, why).done_by(done))
    };
    asked.filter_map(of).collect()
}
