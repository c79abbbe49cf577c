//! A missed visit is a deviation from the plan of care: the practitioner is told. Weeks are compared with the visit-frequency
//! orders. Source: 42 CFR 484.60; the 24 hours are agency policy.

use chrono::NaiveDate;

use super::Obligation;
use crate::domain::codes::Discipline;
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;
use crate::domain::frequency::{Ordered, WeekFinding, WeekRow};
use crate::domain::when::Moment;

/// One for each missed visit that was not made up for in its week, and one for each week that closed short without a word.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let ordered = Weeks::all(course);
    let recorded = missed(course).into_iter().filter_map(|event| {
        let in_hospital = course.stays.iter().any(|stay| stay.covers_night_of(event.day()));
        let made_up = ordered.iter().any(|weeks| weeks.made_up(event));
        if in_hospital || made_up { None } else { recorded(rule, course, event) }
    });
    let unrecorded = ordered.iter().flat_map(|weeks| weeks.unrecorded(rule, course));
    recorded.chain(unrecorded).collect()
}

fn recorded(rule: &Rule, course: &Course<'_>, event: &Event) -> Option<Obligation> {
    let count = rule.window(event.kind())?.due;
    let due = count.from(Anchor::Event(event.moment()), course.calendar())?;
    let discipline = event.discipline().cloned();
    let why = vec![
        format!("{} {}", event.label(), words::moment(event.moment())),
        format!("plus {} = {}", count.words(), words::due(due)),
    ];
    let done = told(rule, course, event.discipline(), event.day());
    let opens = Due::Day(event.day());
    let subject = discipline.as_ref().map(|discipline| discipline.label().to_owned());
    Some(Obligation { subject, discipline, ..Obligation::running(event.day(), opens, due, why).done_by(done) })
}

/// The first word to the practitioner from that day on that is about the discipline, or names none.
fn told<'a>(rule: &Rule, course: &Course<'a>, discipline: Option<&Discipline>, from: NaiveDate) -> Option<&'a Event> {
    course.first_of(rule, from..=NaiveDate::MAX, |event| {
        let is_told = rule.satisfied_by.iter().any(|kind| kind.is(event));
        is_told && (event.names_discipline().is_none() || event.names_discipline() == discipline)
    })
}

/// The missed visits; of several of one discipline on one day, the first.
fn missed<'a>(course: &Course<'a>) -> Vec<&'a Event> {
    let mut missed: Vec<&Event> =
        course.events.iter().copied().filter(|event| matches!(event, Event::VisitMissed { .. })).collect();
    missed.dedup_by_key(|event| (event.day(), event.discipline()));
    missed
}

/// The weeks of one order, beside the visits of its discipline.
struct Weeks {
    ordered: Ordered,
    discipline: Discipline,
    /// Those of which every visit is known; none when the order cannot be read.
    rows: Vec<WeekRow>,
}

impl Weeks {
    fn all(course: &Course<'_>) -> Vec<Self> {
        let Some(admission) = course.admission(None) else { return Vec::new() };
        let of = |ordered: Ordered| {
            let mut rows = ordered.ledger(&admission).map(|ledger| ledger.weeks).unwrap_or_default();
            rows.retain(|row| row.is_known);
            Some(Self { discipline: ordered.discipline.clone()?, ordered, rows })
        };
        admission.dated_orders().into_iter().filter_map(of).collect()
    }

    /// Whether the week of a missed visit has as many visits as ordered all the same.
    fn made_up(&self, missed: &Event) -> bool {
        missed.discipline() == Some(&self.discipline)
            && self.rows.iter().any(|row| row.days.contains(missed.day()) && row.to_place() == 0)
    }

    fn unrecorded(&self, rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
        if let Err(refused) = &self.ordered.order {
            let text = &self.ordered.text;
            let why = format!("the order `{text}` cannot be read, so its weeks are not checked: {refused}");
            let discipline = Some(self.discipline.clone());
            return vec![Obligation { discipline, ..Obligation::waiting(self.ordered.days.from, vec![why]) }];
        }
        self.rows.iter().filter_map(|row| self.short(rule, course, row)).collect()
    }

    fn short(&self, rule: &Rule, course: &Course<'_>, row: &WeekRow) -> Option<Obligation> {
        let lacking = row.findings.iter().find_map(|finding| match finding {
            WeekFinding::Missed { by } => Some(*by),
            WeekFinding::Short { .. } | WeekFinding::Unordered(_) => None,
        })?;
        let unrecorded = lacking.checked_sub(row.missed).filter(|short| *short > 0)?;
        let ended = Moment::Day(row.days.to);
        let count = rule.window("visit_missed")?.due;
        let due = count.from(Anchor::Event(ended), course.calendar())?;
        let why = vec![
            format!("{} ordered `{}`", self.discipline.label(), self.ordered.text),
            format!(
                "week {} ({} to {}) closed with {} of {}: {unrecorded} missed and not recorded",
                row.number,
                words::day(row.days.from),
                words::day(row.days.to),
                row.done,
                row.ordered.low(),
            ),
            format!("plus {} = {}", count.words(), words::due(due)),
        ];
        let done = told(rule, course, Some(&self.discipline), row.days.to);
        Some(Obligation {
            discipline: Some(self.discipline.clone()),
            subject: Some(self.discipline.label().to_owned()),
            ..Obligation::running(row.days.to, Due::Day(row.days.to), due, why).done_by(done)
        })
    }
}
