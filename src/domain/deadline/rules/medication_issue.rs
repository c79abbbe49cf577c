//! A clinically significant medication issue: the practitioner is told and what was recommended is done, both by midnight
//! of the next day. It is a clock only when a clinician calls it significant. Source: OASIS guidance for M2003 and M2005.

use super::{Done, Obligation, at_once, in_time};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Need, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// One for each significant issue. Without ids, a follow-up belongs to the issues before it.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let issues = course.events.iter().copied().filter(|event| window.from.is(event));
    let owed = issues.filter_map(|issue| {
        let found = issue.moment();
        let due = window.due.from(Anchor::Event(found), course.calendar())?;
        let (told, completed) = followed_up(course, issue);
        let why = vec![
            format!("significant issue found {}", words::moment(found)),
            format!("through {} = {}", window.due.words(), words::due(due)),
        ];
        let need = |what: &str, at: Option<Moment>| Need { what: what.to_owned(), have: at.map(words::moment) };
        let done = told.zip(completed).map(|(told, completed)| {
            let last = if completed.earliest() >= told.earliest() { completed } else { told };
            let words = format!("practitioner told {}, completed {}", words::moment(told), words::moment(completed));
            Done { words, in_time: in_time(last, due), day: last.date() }
        });
        Some(Obligation {
            done,
            subject: issue.id().map(str::to_owned),
            needs: vec![need("practitioner told", told), need("recommended actions completed", completed)],
            ..Obligation::running(issue.day(), at_once(found), due, why)
        })
    });
    owed.collect()
}

/// The first word on each half.
fn followed_up(course: &Course<'_>, issue: &Event) -> (Option<Moment>, Option<Moment>) {
    let (mut told, mut completed) = (None, None);
    for event in &course.events {
        let Event::MedicationIssueClosed { contacted_at, completed_at, .. } = event else { continue };
        let later = |at: &Moment| at.date() >= issue.day();
        if event.id() == issue.id() {
            told = told.or(contacted_at.filter(later));
            completed = completed.or(completed_at.filter(later));
        }
    }
    (told, completed)
}
