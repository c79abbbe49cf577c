//! The clock: every rule put to one patient, with status and arithmetic.

use std::borrow::Cow;

use chrono::{NaiveDateTime, TimeDelta};

use super::course::{Case, Course};
use super::rule::{Lead, Rule, Setting};
use super::rules::{self, Obligation};
use super::{Deadline, DeadlineStatus, Due, Need, words};
use crate::domain::event::Event;

/// What is due for one patient at `now`, local in the case's zone; what ends first stands first.
///
/// Of an admission that has ended only what was done remains. A rule's version is chosen by the day of its trigger.
pub fn clock(case: &Case<'_>, rules: &[Rule], now: NaiveDateTime) -> Vec<Deadline> {
    let course = Course::of(case, now);
    let mut deadlines: Vec<Deadline> = rules
        .iter()
        .filter(|rule| rule.setting != Setting::Off)
        .flat_map(|rule| rules::obligations(rule, &course).into_iter().map(move |obligation| (rule, obligation)))
        .filter(|(rule, obligation)| rule.governs(obligation.since, rules))
        .filter(|(rule, obligation)| course.ended.is_none() || rule.outlives_care || obligation.done.is_some())
        .map(|(rule, obligation)| deadline(rule, obligation, &course))
        .collect();
    deadlines.sort_by(|a, b| (a.due.is_none(), a.due, a.rule, &a.name).cmp(&(b.due.is_none(), b.due, b.rule, &b.name)));
    deadlines
}

fn deadline(rule: &Rule, obligation: Obligation, course: &Course<'_>) -> Deadline {
    let mut why = obligation.why.clone();
    why.extend(rule.overridden.map(|changed| format!("agency: {changed}")));
    let (status, reason) = status(rule, &obligation, course);
    why.extend(reason);
    if rule.oasis.is_some() && course.is_minor() {
        why.push("under 18: the comprehensive assessment is due, OASIS is not collected".to_owned());
    }
    let applies = status != DeadlineStatus::NotApplicable;
    let overdue_by = match (&status, obligation.due) {
        (DeadlineStatus::Overdue, Some(due)) => words::overdue_by(due, course.now, course.case.zone),
        _ => None,
    };
    let name = match &obligation.subject {
        Some(subject) => Cow::Owned(format!("{} {subject}", rule.short)),
        None => Cow::Borrowed(rule.short),
    };
    let mut needs = obligation.needs;
    if let (true, Some(kind)) = (needs.is_empty(), rule.satisfied_by.first()) {
        needs.push(Need { what: kind.words(), have: obligation.done.as_ref().map(|done| done.words.clone()) });
    }
    let late_reason = obligation.due.and_then(|due| late_reason(rule, due, course));
    why.extend(late_reason.iter().map(|reason| format!("reason for lateness: {reason}")));
    Deadline {
        rule: rule.id,
        version: rule.effective_from,
        name,
        discipline: obligation.discipline,
        severity: rule.severity,
        advisory: rule.setting != Setting::On,
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

/// The reason somebody gave for this lateness; the newest stands.
fn late_reason(rule: &Rule, due: Due, course: &Course<'_>) -> Option<String> {
    course.events.iter().rev().find_map(|event| {
        let Event::LateReason { rule: late, due: of, reason, .. } = event else { return None };
        (late == rule.id && *of == due.day()).then(|| reason.clone())
    })
}

/// Where it stands, and what there is to say about that.
fn status(rule: &Rule, obligation: &Obligation, course: &Course<'_>) -> (DeadlineStatus, Option<String>) {
    if let Some(why_not) = course.excluded(rule) {
        return (DeadlineStatus::NotApplicable, Some(why_not));
    }
    if let Some(done) = &obligation.done {
        return if done.in_time {
            (DeadlineStatus::DoneOnTime, Some(format!("done: {}", done.words)))
        } else {
            (DeadlineStatus::DoneLate, Some(format!("done late: {}", done.words)))
        };
    }
    if let Some(authority) = waiver(rule, obligation, course) {
        return (DeadlineStatus::Waived, Some(format!("waived: {authority}")));
    }
    if let Some(why_not) = &obligation.lapsed {
        return (DeadlineStatus::NotApplicable, Some(why_not.clone()));
    }
    let Some(due) = obligation.due else { return (DeadlineStatus::WaitingForTrigger, None) };
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

/// On whose authority it was waived since it began.
fn waiver<'a>(rule: &Rule, obligation: &Obligation, course: &Course<'a>) -> Option<&'a str> {
    course.events.iter().find_map(|event| {
        let Event::Waiver { rule: waived, date, authority } = event else { return None };
        (waived == rule.id && (obligation.since..=obligation.until).contains(date)).then_some(authority.as_str())
    })
}
