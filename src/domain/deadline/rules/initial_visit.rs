//! The initial assessment visit: 48 hours after the referral or the return home, or on the ordered date. Source: rules.md
//! 1.A row 1 and 1.B.

use chrono::NaiveDate;

use super::straddle::{Straddle, Verdict, payer_starts_anew, straddle};
use super::{Done, Obligation, at_once, by_others, describe, in_time};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::{Course, Stay};
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// What the 48 hours run from.
struct Start {
    at: Moment,
    /// The event's word in the rule table.
    window: &'static str,
    why: Vec<String>,
}

/// The initial visit of this admission, and the one that starts care anew after a stay over day 60.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let anew = anew(rule, course).or_else(|| for_payer(rule, course));
    of_referral(rule, course).into_iter().chain(anew).collect()
}

/// The start of care that another payer asks for: on the day it begins to pay, or when that was decided later.
fn for_payer(rule: &Rule, course: &Course<'_>) -> Option<Obligation> {
    let (from, decided) = payer_starts_anew(course)?;
    let day = from.max(decided);
    let due = rule.window("ordered_soc")?.due.from(Anchor::Event(Moment::Day(day)), course.calendar())?;
    let why = vec![
        format!("another payer from {}", words::day(from)),
        format!("decided {}: new start of care and admission, by {}", words::day(decided), words::due(due)),
    ];
    Some(Obligation::running(day, Due::Day(day), due, why))
}

/// The start of care after a stay that ended the certification: 48 hours after the return home.
fn anew(rule: &Rule, course: &Course<'_>) -> Option<Obligation> {
    let Straddle { home, verdict: Verdict::StartsAnew(why), .. } = straddle(course)? else { return None };
    let due = rule.window("return_home")?.due.from(Anchor::Event(home), course.calendar())?;
    let why = vec![
        why,
        format!("home from hospital {}", words::moment(home)),
        format!("plus 48 hours = {}", words::due(due)),
    ];
    Some(Obligation::running(home.date(), at_once(home), due, why))
}

fn of_referral(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let start = match start(rule, course) {
        Some(Ok(start)) => Some(start),
        Some(Err(waiting)) => return vec![waiting],
        None => None,
    };
    let count = start.as_ref().and_then(|start| rule.window(start.window)).map(|window| window.due);
    let hours = start
        .as_ref()
        .zip(count)
        .and_then(|(start, count)| count.from(Anchor::Event(start.at), course.calendar()).map(|due| (start.at, due)));
    let order = course.events.iter().rev().find_map(|event| {
        let Event::OrderedSoc { date, received_at } = event else { return None };
        start.as_ref().is_none_or(|start| *date >= start.at.date()).then_some((*date, *received_at))
    });
    let in_due_time = |received: &Moment| hours.is_none_or(|(_, end)| in_time(*received, end));
    let ordered = order.filter(|(_, received)| received.as_ref().is_none_or(in_due_time)).map(|(date, _)| date);
    let mut why = start.map(|start| start.why).unwrap_or_default();
    if let (None, Some((date, Some(received)))) = (ordered, order) {
        why.push(format!(
            "ordered for {}, but the order came {}, after the 48 hours",
            words::day(date),
            words::moment(received)
        ));
    }
    let (opens, due) = match (ordered, hours) {
        (Some(day), _) => {
            why.push(format!("start of care ordered for {}: due on that day", words::day(day)));
            why.push(match order.and_then(|(_, received)| received) {
                Some(received) => format!("the order came {}", words::moment(received)),
                None => "an order for a later date counts only if it came within the 48 hours; when it came is not \
                         recorded"
                    .to_owned(),
            });
            (
                Due::Day(day),
                rule.window("ordered_soc").and_then(|w| w.due.from(Anchor::Event(Moment::Day(day)), course.calendar())),
            )
        }
        (None, Some((at, due))) => {
            why.extend(count.map(|count| format!("plus {} = {}", count.words(), words::due(due))));
            (at_once(at), Some(due))
        }
        (None, None) => return Vec::new(),
    };
    let Some(due) = due else { return Vec::new() };
    let since = hours.map_or(due.day(), |(at, _)| at.date());
    why.extend(by_others(rule, course, since, None));
    let done =
        course.first(rule, rule.satisfied_by, since..=NaiveDate::MAX).map(|event| done(event, due, ordered, hours));
    vec![Obligation { done, ..Obligation::running(since, opens, due, why) }]
}

/// A visit on the ordered day is in time, and so is one within the 48 hours. One between the two has been made, but in
/// neither window.
fn done(event: &Event, due: Due, ordered: Option<NaiveDate>, hours: Option<(Moment, Due)>) -> Done {
    let within_hours = hours.is_some_and(|(_, end)| in_time(event.moment(), end));
    let on_ordered_day = ordered.is_some_and(|day| event.day() == day);
    let words = match (ordered, due) {
        (None, Due::At(end)) if matches!(event.moment(), Moment::Day(day) if day == end.date()) => {
            format!("{}, time of the visit not recorded", describe(event))
        }
        _ => describe(event),
    };
    Done { words, in_time: within_hours || on_ordered_day, day: event.day() }
}

/// The referral, or the return home when the patient was or became an inpatient before the visit; an error while she is
/// still in the hospital she was referred from.
fn start(rule: &Rule, course: &Course<'_>) -> Option<Result<Start, Obligation>> {
    let by_soc = |at: &Moment| course.soc.is_none_or(|soc| at.date() <= soc);
    let referral = course.last("referral").filter(by_soc);
    let home = course.last("return_home").filter(by_soc);
    let hours = referral.and_then(|at| rule.window("referral")?.due.from(Anchor::Event(at), course.calendar()));
    let stay = course.stays.iter().rev().find(|stay| {
        let (Some(from), Some(referral)) = (stay.from, referral) else {
            return stay.from.is_some() && referral.is_none() && course.soc.is_none();
        };
        let began_before_visit = stay.qualifying && stay.home.is_some() && hours.is_some_and(|end| in_time(from, end));
        stay.home.is_none_or(|home| home.earliest() >= referral.earliest())
            && (from.earliest() <= referral.earliest() || began_before_visit)
    });
    let home = match (home, stay) {
        (Some(home), _) => Some(home),
        (None, Some(Stay { home: Some(home), .. })) => Some(*home).filter(by_soc),
        (None, Some(Stay { home: None, .. })) if course.soc.is_none() => {
            let since = referral.map_or_else(|| course.today(), Moment::date);
            let why = vec!["in hospital when referred: the hours start at the return home".to_owned()];
            return Some(Err(Obligation::waiting(since, why)));
        }
        (None, _) => None,
    };
    let said = referral.map(|at| format!("referral {}", words::moment(at)));
    match (referral, home) {
        (_, Some(home)) if referral.is_none_or(|referral| home.earliest() > referral.earliest()) => {
            let why = said.into_iter().chain([format!("home from hospital {}", words::moment(home))]).collect();
            Some(Ok(Start { at: home, window: "return_home", why }))
        }
        (Some(referral), _) => Some(Ok(Start { at: referral, window: "referral", why: said.into_iter().collect() })),
        (None, _) => None,
    }
}
