//! Aide services: supervision every 14 days beside skilled care and every 60 without, observation of the aide, written
//! instructions. Source: 42 CFR 484.80(g), (h).

use chrono::NaiveDate;

use super::chain::Chain;
use super::{Obligation, describe};
use crate::domain::codes::Discipline;
use crate::domain::deadline::counting::{Anchor, Count};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::episode::certification;
use crate::domain::event::{Event, SupervisionMode};
use crate::domain::visit::VisitKind;
use crate::domain::when::Moment;

/// A registered nurse, who alone may supervise where there is no skilled care: 42 CFR 484.80(h)(2).
const NURSE: &[&str] = &["RN"];

/// The chain of supervisions, or of observations of the aide. Which rule an interval belongs to depends on whether there
/// was skilled care when it ended.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let (Some(first), Some(window)) = (first_visit(course), rule.windows.first()) else { return Vec::new() };
    let for_aide_only = rule.id != "aide-sup-14";
    let observation = rule.id == "aide-observe-6mo";
    let belongs = |day: NaiveDate| is_aide_only(course, day) == for_aide_only;
    let (answers, not_counted) = if observation {
        (course.all(rule.satisfied_by, first..=course.today()).collect(), Vec::new())
    } else {
        supervisions(rule, course, first)
    };
    let begins = if observation { aide_only_since(course, first) } else { first };
    let mut chain = Chain {
        begins,
        begun_by: format!("first aide visit {}", words::day(first)),
        every: window.due,
        answers: answers.into_iter().filter(|answer| !observation || course.is_by_permitted(rule, answer)).collect(),
    };
    if begins != first {
        chain.begun_by = format!("no skilled care since {}", words::day(begins));
    }
    let mut owed = chain.obligations(course, |_, due| {
        after_stay(course, due).or_else(|| if for_aide_only { None } else { skilled_again(course, due, window.due) })
    });
    owed.retain(|obligation| belongs(if obligation.done.is_some() { obligation.until } else { course.today() }));
    if let Some(ended) = ended(course) {
        owed.retain_mut(|running| running.ends_with(ended, "aide services"));
    }
    if let Some(running) = owed.iter_mut().find(|obligation| obligation.done.is_none()) {
        running.why.extend(not_counted);
        if running.due.is_some_and(|due| waits_for_aide(course, due)) {
            running.paused = true;
            running.why.push("ran out during the stay; no aide visit since: nothing to supervise yet".to_owned());
        }
    }
    owed
}

/// The aide's written instructions: before her first visit.
pub(super) fn care_plan(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let ordered = course.events.iter().find(|event| matches!(event, Event::AideOrdered { .. }));
    let Some(ordered) = ordered else { return Vec::new() };
    let mut why = vec![describe(ordered)];
    let done = course.first(rule, rule.satisfied_by, NaiveDate::MIN..=NaiveDate::MAX);
    let Some(first) = first_visit(course) else {
        why.push("before the first aide visit, which is not recorded yet".to_owned());
        return if done.is_some() { Vec::new() } else { vec![Obligation::waiting(ordered.day(), why)] };
    };
    why.push(format!("before the first aide visit {}", words::day(first)));
    vec![Obligation::running(ordered.day(), Due::Day(ordered.day()), Due::Day(first), why).done_by(done)]
}

fn first_visit(course: &Course<'_>) -> Option<NaiveDate> {
    let said = course.events.iter().find(|event| matches!(event, Event::AideFirstVisit { .. }));
    let made = course.events.iter().find(|event| matches!(event, Event::Visit { discipline: Discipline::Aide, .. }));
    said.into_iter().chain(made).map(|event| event.day()).min()
}

/// The supervisions that count, and words on those that do not or that lack something.
fn supervisions<'a>(rule: &Rule, course: &Course<'a>, first: NaiveDate) -> (Vec<&'a Event>, Vec<String>) {
    let (mut count, mut not_counted) = (Vec::new(), Vec::new());
    let by_line_allowed = usize::from(rule.amount("virtual_per_period"));
    let mut virtual_in: Vec<Option<u64>> = Vec::new();
    for event in course.events.iter().copied().filter(|event| event.day() >= first) {
        let (role, mode, reason) = if let Event::AideSupervision { by, mode, reason, .. } = event {
            (by.as_str(), mode.clone(), reason.as_ref())
        } else if let Event::Visit { role, kind: VisitKind::Supervision, .. } = event {
            (role.as_str(), SupervisionMode::InPerson, None)
        } else {
            continue;
        };
        let aide_only = is_aide_only(course, event.day());
        let permitted = if aide_only { NURSE } else { rule.who_may };
        let period = course.soc.and_then(|soc| certification(soc, event.day())).map(|period| period.number);
        let by_line = mode != SupervisionMode::InPerson;
        if !permitted.iter().any(|may| may.eq_ignore_ascii_case(role)) {
            not_counted.push(format!("{} by {role} does not count", describe(event)));
        } else if by_line && aide_only {
            not_counted.push(format!("{}: without skilled care it has to be on site", describe(event)));
        } else if by_line && virtual_in.iter().filter(|one| **one == period).count() >= by_line_allowed {
            not_counted.push(format!("{}: only {by_line_allowed} virtual in 60 days counts", describe(event)));
        } else {
            if by_line {
                virtual_in.push(period);
                if reason.is_none() {
                    not_counted.push(format!("{}: virtual, and why it was is not recorded", describe(event)));
                }
            }
            count.push(event);
        }
    }
    (count, not_counted)
}

/// Whether on that day she has an aide and no skilled care.
fn is_aide_only(course: &Course<'_>, day: NaiveDate) -> bool {
    let serves = |discipline: &Discipline| {
        let of_it = |event: &&&Event| event.day() <= day && event.discipline() == Some(discipline);
        let ended = |event: &&&Event| matches!(event, Event::DisciplineDischarge { .. });
        let last = course.events.iter().rev().filter(of_it).find(|event| !ended(event)).map(|event| event.day());
        let end = course.events.iter().rev().filter(of_it).find(ended).map(|event| event.day());
        match (last, end) {
            (Some(last), Some(end)) => last > end,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => course.case.disciplines.contains(discipline),
        }
    };
    let known = !course.case.disciplines.is_empty()
        || course.events.iter().any(|event| event.discipline().is_some_and(Discipline::is_skilled));
    known && !Discipline::SKILLED.iter().any(serves)
}

fn aide_only_since(course: &Course<'_>, first: NaiveDate) -> NaiveDate {
    let ends = course
        .events
        .iter()
        .rev()
        .find(|event| matches!(event, Event::DisciplineDischarge { discipline, .. } if discipline.is_skilled()));
    ends.map_or(first, |event| event.day().max(first))
}

fn ended(course: &Course<'_>) -> Option<NaiveDate> {
    let aide = |event: &&&Event| event.discipline() == Some(&Discipline::Aide);
    let last = course.events.iter().rev().find(aide)?;
    matches!(last, Event::DisciplineDischarge { .. }).then(|| last.day())
}

/// An end that fell into a time without skilled care counts anew from the first day of skilled care after it: until then
/// the longer interval ran.
fn skilled_again(course: &Course<'_>, due: Due, every: Count) -> Option<(Due, String)> {
    if !is_aide_only(course, due.day()) {
        return None;
    }
    let skilled = |event: &&&Event| {
        let begins = !matches!(event, Event::DisciplineDischarge { .. });
        begins && event.day() > due.day() && event.discipline().is_some_and(Discipline::is_skilled)
    };
    let again = course.events.iter().find(skilled).map(|event| event.day())?;
    let due = every.from(Anchor::Event(Moment::Day(again)), course.calendar())?;
    Some((due, format!("skilled care again from {}: plus {} = {}", words::day(again), every.words(), words::due(due))))
}

/// There is nothing to supervise during a stay: an end that falls into one moves to the first aide visit after it.
fn after_stay(course: &Course<'_>, due: Due) -> Option<(Due, String)> {
    let back = aide_since(course, home_after(course, due)?).filter(|back| *back > due.day())?;
    Some((Due::Day(back), format!("first aide visit after the stay {}: due then (agency policy)", words::day(back))))
}

/// An end that fell into a stay, with no aide visit since.
fn waits_for_aide(course: &Course<'_>, due: Due) -> bool {
    home_after(course, due).is_some_and(|home| aide_since(course, home).is_none())
}

/// The return home from the stay an end fell into.
fn home_after(course: &Course<'_>, due: Due) -> Option<NaiveDate> {
    course.stays.iter().find(|stay| stay.covers_night_of(due.day()))?.home.map(Moment::date)
}

fn aide_since(course: &Course<'_>, home: NaiveDate) -> Option<NaiveDate> {
    let of_aide = |event: &Event| {
        matches!(event, Event::Visit { discipline: Discipline::Aide, .. } | Event::AideFirstVisit { .. })
    };
    course.events.iter().find(|event| of_aide(event) && event.day() >= home).map(|event| event.day())
}
