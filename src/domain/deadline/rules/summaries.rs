//! Discharge and transfer summaries, in business days. Source: 42 CFR 484.110(a)(6).

use chrono::{Days, NaiveDate};

use super::{Obligation, describe};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// From the discharge or, when it was ordered earlier, from the order: surveyors are reported to count from there.
pub(super) fn discharge(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let ended = |event: &&Event| matches!(event, Event::Discharge { .. }) && Some(event.day()) == course.ended;
    let ordered = |event: &&Event| matches!(event, Event::DischargeOrdered { .. });
    let starts = course.events.iter().copied().filter(|event| ended(event) || ordered(event));
    let counted = starts.filter_map(|event| {
        let count = rule.window(event.kind())?.due;
        Some((count.from(Anchor::Event(event.moment()), course.calendar())?, event, count))
    });
    let Some((due, event, count)) = counted.min_by_key(|(due, event, _)| (*due, event.kind())) else {
        return Vec::new();
    };
    let why = vec![describe(event), format!("plus {} = {}", count.words(), words::due(due))];
    let done = course.first(rule, rule.satisfied_by, event.day()..=NaiveDate::MAX);
    vec![Obligation::running(event.day(), Due::Day(event.day()), due, why).done_by(done)]
}

/// To the facility, as long as the patient is there when the agency learns of the stay.
pub(super) fn transfer(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(count) = rule.windows.first().map(|window| window.due) else { return Vec::new() };
    let during_care = |from: Moment| course.soc.is_some_and(|soc| from.date() >= soc);
    let stays = course.stays.iter().filter(|stay| stay.qualifying && stay.from.is_some_and(during_care));
    let owed = stays.filter_map(|stay| {
        let from = stay.from?;
        let until = until(course, from.date());
        let known = stay.known.filter(|known| known.earliest() > from.earliest()).unwrap_or(from);
        let due = count.from(Anchor::Event(known), course.calendar())?;
        let why = vec![
            format!("in hospital since {}, the agency knew {}", words::moment(from), words::moment(known)),
            format!("plus {} = {}", count.words(), words::due(due)),
        ];
        let done = course.first(rule, rule.satisfied_by, from.date()..=until);
        let mut owed = Obligation::running(known.date(), Due::Day(known.date()), due, why).done_by(done);
        if stay.home.is_some_and(|home| home.earliest() <= known.earliest()) {
            owed.lapsed = Some(
                "the patient had left the facility before the agency was notified: no transfer summary".to_owned(),
            );
        }
        Some(owed)
    });
    owed.collect()
}

/// The last day of a summary that can be about the stay begun on that day: what is sent from the next transfer, from the
/// order to discharge or from a later discharge on is about those.
fn until(course: &Course<'_>, from: NaiveDate) -> NaiveDate {
    let stays = course.stays.iter().filter(|stay| stay.qualifying).filter_map(|stay| stay.from).map(Moment::date);
    let ordered = course.events.iter().filter(|event| matches!(event, Event::DischargeOrdered { .. }));
    let next = stays.chain(ordered.map(|event| event.day())).chain(course.ended).filter(|day| *day > from).min();
    next.and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(NaiveDate::MAX)
}
