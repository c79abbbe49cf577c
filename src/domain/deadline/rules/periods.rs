//! What each 60-day certification period asks for once: review of the plan of care, certification, discharge planning.

use chrono::{Days, NaiveDate};

use super::Obligation;
use super::by_row::awaiting_soc;
use super::straddle::last_period;
use crate::domain::deadline::counting::{Anchor, StartOfCare};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::{Rule, Window};
use crate::domain::deadline::{Due, words};
use crate::domain::episode::{CERTIFICATION_DAYS, certification};

/// How long before a period what belongs to it may be dated, where it may precede.
const AHEAD: Days = Days::new(15);
/// How long before an expected discharge its plan is reviewed.
const REVIEW: Days = Days::new(14);

/// The period in force, and the one before it as long as it is not settled.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.window("soc") else { return Vec::new() };
    let Some(soc) = course.soc else {
        return course.events.first().map(|event| awaiting_soc(event.day())).into_iter().collect();
    };
    let current = certification(soc, course.today()).map_or(0, |period| period.number);
    let current = last_period(course, current);
    let before = current.checked_sub(1).and_then(|number| period(rule, window, course, soc, number));
    let unsettled = before.filter(|owed| owed.done.as_ref().is_none_or(|done| !done.in_time));
    let planned = if rule.id == "discharge-planning" { before_discharge(rule, course) } else { None };
    match planned {
        Some(planned) => vec![planned],
        None => unsettled.into_iter().chain(period(rule, window, course, soc, current)).collect(),
    }
}

/// A planned discharge ahead asks for the review two weeks before it.
fn before_discharge(rule: &Rule, course: &Course<'_>) -> Option<Obligation> {
    let planned = course.case.events.iter().filter(|event| event.detail() == Some("planned"));
    let expected = planned.map(|event| event.day()).filter(|day| *day >= course.today()).min()?;
    let due = Due::Day(expected.checked_sub_days(REVIEW)?);
    let opens = Due::Day(due.day().checked_sub_days(REVIEW)?);
    let why = vec![
        format!("discharge expected {}", words::day(expected)),
        format!("the plan is reviewed 14 days before = {}", words::due(due)),
    ];
    let done = course.first(rule, rule.satisfied_by, opens.day()..=NaiveDate::MAX);
    Some(Obligation::running(opens.day(), opens, due, why).done_by(done))
}

fn period(rule: &Rule, window: &Window, course: &Course<'_>, soc: NaiveDate, number: u64) -> Option<Obligation> {
    let begins = |number: u64| soc.checked_add_days(Days::new(number.checked_mul(CERTIFICATION_DAYS)?));
    let first = begins(number)?;
    let anchor = Anchor::StartOfCare(StartOfCare(first));
    let opens = window.opens?.from(anchor, course.calendar())?;
    let due = window.due.from(anchor, course.calendar())?;
    let ahead = |day: NaiveDate| if rule.may_precede { day.checked_sub_days(AHEAD) } else { Some(day) };
    let from = if number == 0 && rule.may_precede { NaiveDate::MIN } else { ahead(opens.day())? };
    // The next period's answers begin where its window opens.
    let until = opens.day().checked_add_days(Days::new(CERTIFICATION_DAYS)).and_then(ahead)?.pred_opt()?;
    let why = vec![
        format!("certification period {} begins {}, its day 1", number + 1, words::day(first)),
        format!("{} = {}", window.due.words(), words::due(due)),
    ];
    let done = course.first(rule, rule.satisfied_by, from..=until);
    Some(Obligation { until, ..Obligation::running(first, opens, due, why).done_by(done) })
}
