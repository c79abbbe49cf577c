//! Timely initiation of care, as the quality measure counts it: on the ordered date, else within two days.

use chrono::NaiveDate;

use super::Obligation;
use super::by_row::ends;
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// For the start of care, and for the newest resumption.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    start(rule, course).into_iter().chain(resumption(rule, course)).collect()
}

fn resumption(rule: &Rule, course: &Course<'_>) -> Option<Obligation> {
    let soc = course.soc?;
    let home = course.stays.iter().rev().filter(|stay| stay.qualifying).find_map(|stay| stay.home)?;
    if home.date() <= soc {
        return None;
    }
    let mut why = vec![format!("home from hospital {}", words::moment(home))];
    let ordered = course.last("ordered_roc").map(Moment::date).filter(|day| *day >= home.date());
    why.extend(ordered.map(|day| format!("resumption ordered for {}", words::day(day))));
    let due = ordered.map(Due::Day).or_else(|| ends(rule, "referral", Anchor::Event(home), course))?;
    why.push(format!("by {}", words::due(due)));
    let resumed = |event: &Event| {
        matches!(event, Event::Roc { .. }) || matches!(event, Event::Assessment { rfa, .. } if rfa == "03")
    };
    let done = course.first_of(rule, home.date()..=NaiveDate::MAX, resumed);
    Some(Obligation::running(home.date(), Due::Day(home.date()), due, why).done_by(done))
}

fn start(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(referral) = course.last("referral") else { return Vec::new() };
    let by_soc = |at: &Moment| course.soc.is_none_or(|soc| at.date() <= soc);
    let came = course.stays.iter().rev().filter_map(|stay| stay.home).find(by_soc);
    let home = course.last("return_home").or(came).filter(|home| home.earliest() > referral.earliest());
    let from = home.unwrap_or(referral);
    let mut why = vec![format!("referral {}", words::moment(referral))];
    why.extend(home.map(|home| format!("home from hospital {}", words::moment(home))));
    let ordered = course.last("ordered_soc").map(Moment::date).filter(|day| *day >= referral.date());
    let due = match ordered {
        Some(day) => {
            why.push(format!("start of care ordered for {}", words::day(day)));
            Some(Due::Day(day))
        }
        None => ends(rule, "referral", Anchor::Event(from), course),
    };
    let Some(due) = due else { return Vec::new() };
    why.push(format!("by {}", words::due(due)));
    let done = course.first(rule, rule.satisfied_by, referral.date()..=NaiveDate::MAX);
    vec![Obligation::running(referral.date(), Due::Day(from.date()), due, why).done_by(done)]
}
