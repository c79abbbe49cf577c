//! What an aide's staff file asks for: observation once a year and twelve hours of training. Source: 42 CFR 484.80(d),
//! (h)(1)(iv).

use chrono::Months;

use super::chain::Chain;
use super::{Obligation, at_once, describe};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, Need, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

fn hired<'a>(course: &Course<'a>) -> Vec<(&'a Event, Option<&'a str>)> {
    let hired = course.events.iter().copied().filter_map(|event| {
        let Event::AideHired { aide, .. } = event else { return None };
        Some((event, aide.as_deref()))
    });
    hired.collect()
}

/// Observed on site while giving care, every twelve months, each aide.
pub(super) fn observation(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let of = |(event, name): (&Event, Option<&str>)| {
        let same = |seen: &&Event| matches!(seen, Event::AideObserved { aide, .. } if aide.as_deref() == name);
        let chain = Chain {
            begins: event.day(),
            begun_by: describe(event),
            every: window.due,
            answers: course
                .all(rule.satisfied_by, event.day()..=course.today())
                .filter(same)
                .filter(|seen| course.is_by_permitted(rule, seen))
                .collect(),
        };
        let owed = chain.obligations(course, |_, _| None);
        owed.into_iter()
            .map(|obligation| Obligation { subject: name.map(str::to_owned), ..obligation })
            .collect::<Vec<_>>()
    };
    hired(course).into_iter().flat_map(of).collect()
}

/// The hours of the year since the day of hire that runs now, and in the one before when they were not reached.
pub(super) fn training(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let asked = u32::from(rule.amount("hours"));
    let year = |name: Option<&str>, from: chrono::NaiveDate| {
        let last = from.checked_add_months(Months::new(12))?.pred_opt()?;
        let mut logged = 0;
        let mut reached = None;
        for event in &course.events {
            let Event::AideInservice { date, hours, aide } = event else { continue };
            if aide.as_deref() == name && (from..=last).contains(date) {
                logged += u32::from(*hours);
                if logged >= asked && reached.is_none() {
                    reached = Some(*event);
                }
            }
        }
        let why = vec![
            format!("year from {}", words::day(from)),
            format!("{logged} of {asked} hours logged, to {}", words::due(Due::Day(last))),
        ];
        let mut obligation =
            Obligation::running(from, at_once(Moment::Day(from)), Due::Day(last), why).done_by(reached);
        obligation.subject = name.map(str::to_owned);
        obligation.needs =
            vec![Need { what: format!("{asked} hours of training"), have: Some(format!("{logged} hours")) }];
        Some(obligation)
    };
    let of = |(event, name): (&Event, Option<&str>)| {
        let years = course.today().years_since(event.day()).unwrap_or(0);
        let start = |years: u32| event.day().checked_add_months(Months::new(years.saturating_mul(12)));
        let now = start(years).and_then(|from| year(name, from));
        let before = years.checked_sub(1).and_then(start).and_then(|from| year(name, from));
        before.filter(|obligation| obligation.done.is_none()).into_iter().chain(now).collect::<Vec<_>>()
    };
    hired(course).into_iter().flat_map(of).collect()
}
