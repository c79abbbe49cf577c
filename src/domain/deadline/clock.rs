//! The clock: every rule put to one patient, with status and arithmetic.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::course::{Case, Cohort, Course};
use super::rule::{Applies, ItemSet, Lead, Rule, Setting};
use super::rules::{self, Obligation};
use super::{Deadline, DeadlineStatus, Due, Need, words};
use crate::domain::event::Event;

/// What is due for one patient at `now`, local in the case's zone; what ends first stands first.
///
/// Of an admission that has ended remains what was done, what is still owed, and what was late when care ended; of the
/// admissions before it only what is owed and what was late. A rule's version is chosen by the day of its trigger.
pub fn clock(case: &Case<'_>, rules: &[Rule], now: NaiveDateTime) -> Vec<Deadline> {
    let newest = Course::of(case, now);
    let mut deadlines = of_admission(&newest, rules);
    let mut before = newest.earlier();
    while let Some(course) = before {
        for deadline in of_admission(&course, rules) {
            let is_kept = deadline.is_open() || deadline.is_late_for_good();
            if is_kept && !deadlines.iter().any(|known| known.is_same(&deadline)) {
                deadlines.push(Deadline { question: None, ..deadline });
            }
        }
        before = course.earlier();
    }
    deadlines.sort_by(|a, b| (a.due.is_none(), a.due, a.rule, &a.name).cmp(&(b.due.is_none(), b.due, b.rule, &b.name)));
    deadlines
}

fn of_admission(course: &Course<'_>, rules: &[Rule]) -> Vec<Deadline> {
    let owed = rules.iter().filter(|rule| rule.setting != Setting::Off).flat_map(|rule| {
        let owed = rules::obligations(rule, course).into_iter();
        owed.filter(|obligation| rule.governs(obligation.since, obligation.due.map(Due::day), rules))
            .filter_map(|obligation| at_the_end(rule, obligation, course))
            .map(|obligation| deadline(rule, obligation, course))
            .collect::<Vec<_>>()
    });
    owed.collect()
}

/// What becomes of an obligation when care ends: what was late by then stays a finding, what was not is not owed any more.
fn at_the_end(rule: &Rule, mut obligation: Obligation, course: &Course<'_>) -> Option<Obligation> {
    let Some(ended) = course.ended else { return Some(obligation) };
    if rule.outlives_care || obligation.done.is_some() {
        return Some(obligation);
    }
    let was_late = obligation.due.is_some_and(|due| due.day() < ended) && !obligation.paused;
    obligation.question = None;
    obligation.too_late.get_or_insert_with(|| format!("care ended {} without it", words::day(ended)));
    was_late.then_some(obligation)
}

fn deadline(rule: &Rule, obligation: Obligation, course: &Course<'_>) -> Deadline {
    let mut why = obligation.why.clone();
    why.extend(rule.note.map(str::to_owned));
    why.extend(rule.overridden.map(|changed| format!("agency: {changed}")));
    let (status, reason) = status(rule, &obligation, course);
    why.extend(reason);
    let cohort = if rule.applies_if == Applies::Oasis { course.cohort(rule, obligation.since) } else { None };
    let as_chosen = matches!(cohort, Some(Cohort::Chosen(_)));
    match cohort {
        Some(Cohort::Never(_)) if obligation.done.is_some() => {
            why.push("recorded all the same: check it, such a record is not to be submitted".to_owned());
        }
        Some(Cohort::Chosen(said) | Cohort::Required(said)) => why.push(said),
        Some(Cohort::Never(_)) | None => {}
    }
    why.extend(item_set(rule, &obligation, course));
    if matches!(status, DeadlineStatus::Overdue | DeadlineStatus::DoneLate | DeadlineStatus::NotDone) {
        why.extend(rule.excuses.iter().map(|excuse| format!("may excuse it: {excuse}")));
    }
    if status != DeadlineStatus::Waived {
        why.extend(waivers(rule, &obligation, course).filter_map(Result::err));
    }
    if rule.oasis.is_some() && course.is_minor() {
        why.push("under 18: the comprehensive assessment is due, OASIS is not collected".to_owned());
    }
    let applies = status != DeadlineStatus::NotApplicable;
    let payer_unknown = applies && course.is_payer_unknown(rule, obligation.since);
    if payer_unknown {
        why.push("who pays is not recorded: this rule is not for every payer, so it only advises".to_owned());
    }
    let overdue_by = match (&status, obligation.due) {
        (DeadlineStatus::Overdue, Some(due)) => words::overdue_by(due, course.now, course.case.zone),
        _ => None,
    };
    let name = match &obligation.subject {
        Some(subject) => Cow::Owned(format!("{} {subject}", rule.short)),
        None => Cow::Borrowed(rule.short),
    };
    let late_reason = late_reason(rule, &obligation, course);
    let mut needs = obligation.needs;
    if let (true, Some(kind)) = (needs.is_empty(), rule.satisfied_by.first()) {
        needs.push(Need { what: kind.words(), have: obligation.done.as_ref().map(|done| done.words.clone()) });
    }
    needs.extend(rule.includes.iter().map(|kind| {
        let found = course.all(std::slice::from_ref(kind), obligation.since..=obligation.until).next();
        Need { what: kind.words(), have: found.map(rules::describe) }
    }));
    why.extend(late_reason.iter().map(|reason| format!("reason for lateness: {reason}")));
    Deadline {
        rule: rule.id,
        version: rule.effective_from,
        name,
        discipline: obligation.discipline,
        severity: rule.severity,
        advisory: rule.setting != Setting::On || payer_unknown || as_chosen,
        opens: obligation.opens.filter(|_| applies),
        due: obligation.due.filter(|_| applies),
        status,
        satisfied_by: obligation.done.map(|done| done.words),
        overdue_by,
        late_reason,
        needs,
        question: obligation.question,
        why,
        citation: rule.citation,
        confidence: rule.confidence.word(),
    }
}

/// Which OASIS item set the assessment takes: its completion alone decides, or what it would be today and at the end.
fn item_set(rule: &Rule, obligation: &Obligation, course: &Course<'_>) -> Option<String> {
    let of = |day: NaiveDate| rule.item_sets.iter().find(|set| set.is_for(day));
    let noted = |set: &ItemSet| match set.notes.iter().find(|(rfa, _)| rule.oasis == Some(*rfa)) {
        Some((_, note)) => format!("item set {}: {note}", set.name),
        None => format!("item set {}", set.name),
    };
    if let Some(done) = &obligation.done {
        return of(done.day).map(noted);
    }
    let due = obligation.due?.day();
    let first = course.today().max(obligation.opens.map_or(due, Due::day));
    match (of(first), of(due)) {
        (Some(now), Some(then)) if now.name != then.name => {
            Some(format!("{} when completed (M0090) before {}; from then on {}", noted(now), then.from, noted(then)))
        }
        (Some(now), _) => Some(noted(now)),
        (None, _) => None,
    }
}

/// The reason somebody gave for this lateness; the newest stands.
fn late_reason(rule: &Rule, obligation: &Obligation, course: &Course<'_>) -> Option<String> {
    course.events.iter().rev().find_map(|event| {
        let Event::LateReason { rule: late, due, reason, .. } = event else { return None };
        let is_it = late == rule.id && obligation.due.is_some_and(|end| end.day() == *due);
        (is_it && is_about(event, obligation)).then(|| reason.clone())
    })
}

/// Whether a waiver or a reason that names an order, a record or a discipline names this one.
fn is_about(event: &Event, obligation: &Obligation) -> bool {
    event.id().is_none_or(|id| obligation.subject.as_deref() == Some(id))
        && event.names_discipline().is_none_or(|discipline| obligation.discipline.as_ref() == Some(discipline))
}

/// Where it stands, and what there is to say about that.
fn status(rule: &Rule, obligation: &Obligation, course: &Course<'_>) -> (DeadlineStatus, Option<String>) {
    if let Some(why_not) = course.excluded(rule, obligation.since) {
        return (DeadlineStatus::NotApplicable, Some(why_not));
    }
    if let Some(done) = &obligation.done {
        return if done.in_time {
            (DeadlineStatus::DoneOnTime, Some(format!("done: {}", done.words)))
        } else {
            (DeadlineStatus::DoneLate, Some(format!("done late: {}", done.words)))
        };
    }
    if let Some(words) = waivers(rule, obligation, course).find_map(Result::ok) {
        return (DeadlineStatus::Waived, Some(words));
    }
    if let Some(why_not) = &obligation.lapsed {
        return (DeadlineStatus::NotApplicable, Some(why_not.clone()));
    }
    let Some(due) = obligation.due else { return (DeadlineStatus::WaitingForTrigger, None) };
    if let Some(why_not) = obligation.too_late.as_ref().filter(|_| due.is_past(course.now)) {
        return (DeadlineStatus::NotDone, Some(why_not.clone()));
    }
    if obligation.paused {
        return (DeadlineStatus::Paused, None);
    }
    if rule.paused_while_inpatient && course.is_inpatient() {
        return (DeadlineStatus::Paused, Some("held while the patient is an inpatient".to_owned()));
    }
    (running(obligation.opens, due, rule.lead, course.now), None)
}

fn running(opens: Option<Due>, due: Due, lead: Lead, now: NaiveDateTime) -> DeadlineStatus {
    let not_yet = opens.is_some_and(|opens| match opens {
        Due::Day(day) => now.date() < day,
        Due::At(at) => now < at,
    });
    let soon = match lead {
        Lead::Days(days) => due.day() - now.date() <= TimeDelta::days(days.into()),
        Lead::Hours(hours) => due.last_moment() - now <= TimeDelta::hours(hours.into()),
    };
    if due.is_past(now) {
        DeadlineStatus::Overdue
    } else if not_yet {
        DeadlineStatus::NotOpenYet
    } else if due.day() == now.date() {
        DeadlineStatus::DueToday
    } else if soon {
        DeadlineStatus::DueSoon
    } else {
        DeadlineStatus::WindowOpen
    }
}

/// The waivers of what is owed: one that names the day it is due is about that one, another about what ran then. In words:
/// `Ok` of one that holds, `Err` of one that ends too early.
fn waivers<'a>(
    rule: &'a Rule,
    obligation: &'a Obligation,
    course: &'a Course<'_>,
) -> impl Iterator<Item = Result<String, String>> + 'a {
    let ends = obligation.due.map_or(course.today(), Due::day);
    course.events.iter().filter_map(move |event| {
        let Event::Waiver { rule: waived, date, authority, reason, until, due, .. } = event else { return None };
        let is_it = match due {
            Some(due) => obligation.due.is_some_and(|end| end.day() == *due),
            None => (obligation.since..=obligation.until).contains(date),
        };
        if waived != rule.id || !is_it || !is_about(event, obligation) {
            return None;
        }
        let why = reason.as_deref().map(|reason| format!("; why: {reason}")).unwrap_or_default();
        Some(match until {
            Some(until) if *until < ends => {
                Err(format!("not waived: {authority}{why}; it ends {}, before this is due", words::day(*until)))
            }
            Some(until) => Ok(format!("waived: {authority}{why}; until {}", words::day(*until))),
            None => Ok(format!("waived: {authority}{why}")),
        })
    })
}
