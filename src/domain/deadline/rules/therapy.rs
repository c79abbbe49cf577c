//! Therapy: each discipline reassesses on its own clock, and supervises its assistants. Sources: 42 CFR 409.44(c)(2)(i);
//! 484.75(c).

use chrono::NaiveDate;

use super::chain::Chain;
use super::{Obligation, describe};
use crate::domain::codes::Discipline;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::event::Event;
use crate::domain::visit::VisitKind;

/// Each therapy with the credentials of its therapists.
const THERAPIES: [(Discipline, &[&str]); 3] = [
    (Discipline::PhysicalTherapy, &["PT"]),
    (Discipline::OccupationalTherapy, &["OT"]),
    (Discipline::SpeechTherapy, &["SLP", "ST"]),
];

/// Reassessment every 30 days, per discipline, from its first visit until it ends.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    THERAPIES.iter().flat_map(|(discipline, therapists)| of(rule, course, discipline, therapists)).collect()
}

fn of(rule: &Rule, course: &Course<'_>, discipline: &Discipline, therapists: &[&str]) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let ours = || course.events.iter().copied().filter(|event| event.discipline() == Some(discipline));
    let ended = ours().filter(|event| matches!(event, Event::DisciplineDischarge { .. })).map(Event::day).max();
    let visit = |event: &&Event| matches!(event, Event::Visit { .. } | Event::TherapyReassessment { .. });
    // Ordered again after its end, a discipline starts anew.
    let after_end = |event: &&Event| ended.is_none_or(|end| event.day() > end);
    let again = ours().filter(visit).any(|event| after_end(&event));
    let in_run = |event: &&Event| !again || after_end(event);
    let Some(first) = ours().filter(visit).find(in_run) else { return Vec::new() };
    let measured = |event: &&Event| {
        let kind = matches!(
            event,
            Event::TherapyReassessment { .. }
                | Event::Visit { kind: VisitKind::Evaluation | VisitKind::Reassessment, .. }
        );
        kind && event.role().is_some_and(|role| therapists.iter().any(|own| own.eq_ignore_ascii_case(role)))
    };
    let mut answers: Vec<&Event> = ours().filter(|event| event.day() > first.day()).filter(measured).collect();
    answers.dedup_by_key(|event| event.day());
    let chain = Chain {
        begins: first.day(),
        begun_by: format!("first {} visit: {}", discipline.label(), describe(first)),
        every: window.due,
        answers,
    };
    let mut owed = chain.obligations(course, |_, _| None);
    if let Some(ended) = ended.filter(|_| !again) {
        owed.retain_mut(|running| running.ends_with(ended, discipline.label()));
    }
    for obligation in &mut owed {
        obligation.subject = Some(discipline.label().to_owned());
        obligation.discipline = Some(discipline.clone());
        if let (true, Some(due)) = (obligation.done.is_none(), obligation.due) {
            let in_stay = course.stays.iter().any(|stay| stay.covers_night_of(due.day()));
            if in_stay {
                obligation.why.push(
                    "it ran out during the stay: the first therapy visit on return is the therapist's, with the \
                     reassessment"
                        .to_owned(),
                );
            }
        }
    }
    owed
}

/// Supervision of practical nurses and of assistants: no federal interval; state or agency policy.
pub(super) fn supervision(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let assistants: &[&str] = if rule.id == "lpn-supervision" { &["LPN", "LVN"] } else { &["PTA", "COTA", "OTA"] };
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let theirs = |event: &&Event| {
        let role = event.role().unwrap_or_default();
        matches!(event, Event::Visit { .. }) && assistants.iter().any(|own| own.eq_ignore_ascii_case(role))
    };
    let disciplines: Vec<Option<Discipline>> = if rule.id == "lpn-supervision" {
        vec![None]
    } else {
        THERAPIES.iter().map(|(discipline, _)| Some(discipline.clone())).collect()
    };
    let chain = |discipline: Option<Discipline>| {
        let same = |event: &&Event| discipline.is_none() || event.discipline() == discipline.as_ref();
        let first = course.events.iter().copied().filter(theirs).find(same)?;
        let answers = course.all(rule.satisfied_by, first.day()..=course.today());
        let chain = Chain {
            begins: first.day(),
            begun_by: format!("first visit of an assistant: {}", describe(first)),
            every: window.due,
            answers: answers.filter(same).collect(),
        };
        let mut owed = chain.obligations(course, |_: NaiveDate, _| None);
        for obligation in &mut owed {
            obligation.subject = discipline.as_ref().map(|discipline| discipline.label().to_owned());
            obligation.discipline.clone_from(&discipline);
            obligation.why.push(format!("policy: {}", window.due.words()));
        }
        Some(owed)
    };
    disciplines.into_iter().filter_map(chain).flatten().collect()
}
