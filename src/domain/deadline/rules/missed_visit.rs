//! A missed visit is a deviation from the plan of care: the practitioner is told. Weeks are compared with the visit-frequency
//! orders. Source: 42 CFR 484.60; the 24 hours are agency policy.

use chrono::{Days, NaiveDate};

use super::{Obligation, by_row};
use crate::domain::codes::Discipline;
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::episode::certification;
use crate::domain::event::Event;
use crate::domain::frequency::{
    self, DateRange, Dated, FrequencyOrder, InForce, Outcome, WeekFinding, WeekRow, WeekStart,
};
use crate::domain::visit::VisitKind;
use crate::domain::when::Moment;

/// One for each missed visit that was not made up for in its week, and one for each week that closed short without a word.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let ordered: Vec<Weeks> = course.events.iter().filter_map(|event| Weeks::of(course, event)).collect();
    let recorded = by_row::obligations(rule, course).into_iter().zip(missed(course)).filter_map(|(owed, event)| {
        let in_hospital = course.stays.iter().any(|stay| stay.covers_night_of(event.day()));
        let made_up = ordered.iter().any(|weeks| weeks.made_up(event));
        let discipline = event.discipline().cloned();
        let subject = discipline.as_ref().map(|discipline| discipline.label().to_owned());
        (!in_hospital && !made_up).then_some(Obligation { subject, discipline, ..owed })
    });
    let unrecorded = ordered.iter().flat_map(|weeks| weeks.unrecorded(rule, course));
    recorded.chain(unrecorded).collect()
}

/// The missed visits in the order of their obligations: of several on one day, the first.
fn missed<'a>(course: &Course<'a>) -> Vec<&'a Event> {
    let mut missed: Vec<&Event> =
        course.events.iter().copied().filter(|event| matches!(event, Event::VisitMissed { .. })).collect();
    missed.dedup_by_key(|event| event.day());
    missed
}

/// The weeks of one order, beside the visits of its discipline.
struct Weeks {
    discipline: Discipline,
    text: String,
    /// `Err` when the order cannot be read.
    rows: Result<Vec<WeekRow>, String>,
    since: NaiveDate,
}

impl Weeks {
    fn of(course: &Course<'_>, event: &Event) -> Option<Self> {
        let Event::FrequencyOrder { date, discipline, text } = event else { return None };
        let period = certification(course.soc?, *date)?;
        let rows = text.parse::<FrequencyOrder>().map_err(|refused| refused.to_string()).map(|order| {
            let in_force = InForce {
                order: &order,
                from: *date,
                until: until(course, *date, discipline),
                paused: &stays(course),
                period: DateRange { from: period.from, to: period.to },
                week_start: WeekStart(course.case.week_starts),
            };
            let rows = frequency::ledger(&in_force, &visits(course, discipline), course.today()).weeks;
            // Of weeks before the visits that were read nothing can be said.
            rows.into_iter().filter(|row| course.case.visits_from.is_none_or(|from| row.days.from >= from)).collect()
        });
        Some(Self { discipline: discipline.clone(), text: text.clone(), rows, since: *date })
    }

    /// Whether the week of a missed visit has as many visits as ordered all the same.
    fn made_up(&self, missed: &Event) -> bool {
        let Ok(rows) = &self.rows else { return false };
        missed.discipline() == Some(&self.discipline)
            && rows.iter().any(|row| row.days.contains(missed.day()) && row.to_place() == 0)
    }

    fn unrecorded(&self, rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
        let rows = match &self.rows {
            Ok(rows) => rows,
            Err(refused) => {
                let why = format!("the order `{}` cannot be read, so its weeks are not checked: {refused}", self.text);
                return vec![Obligation {
                    discipline: Some(self.discipline.clone()),
                    ..Obligation::waiting(self.since, vec![why])
                }];
            }
        };
        rows.iter().filter_map(|row| self.short(rule, course, row)).collect()
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
            format!("{} ordered `{}`", self.discipline.label(), self.text),
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
        let done = course.first(rule, rule.satisfied_by, row.days.to..=NaiveDate::MAX);
        Some(Obligation {
            discipline: Some(self.discipline.clone()),
            subject: Some(self.discipline.label().to_owned()),
            ..Obligation::running(row.days.to, Due::Day(row.days.to), due, why).done_by(done)
        })
    }
}

/// The last day of an order: before the next of its discipline, the discipline's end, or the end of care.
fn until(course: &Course<'_>, from: NaiveDate, discipline: &Discipline) -> Option<NaiveDate> {
    let later = course.events.iter().filter(|event| event.discipline() == Some(discipline) && event.day() > from);
    let next = later.filter_map(|event| {
        if let Event::FrequencyOrder { date, .. } = event {
            return date.checked_sub_days(Days::new(1));
        }
        matches!(event, Event::DisciplineDischarge { .. }).then(|| event.day())
    });
    next.chain(course.ended).min()
}

/// Days in a facility: nothing is expected of their weeks.
fn stays(course: &Course<'_>) -> Vec<DateRange> {
    let range = |stay: &crate::domain::deadline::course::Stay| {
        let to = stay.home.map_or(NaiveDate::MAX, Moment::date);
        Some(DateRange { from: stay.from?.date(), to })
    };
    course.stays.iter().filter_map(range).collect()
}

fn visits(course: &Course<'_>, discipline: &Discipline) -> Vec<Dated> {
    let of = |event: &&Event| event.discipline() == Some(discipline);
    let dated = |event: &Event| {
        if let Event::Visit { date, kind, .. } = event {
            let counts = !matches!(kind, VisitKind::NonBillable | VisitKind::Telehealth);
            return counts.then_some((*date, Outcome::Done));
        }
        matches!(event, Event::VisitMissed { .. }).then(|| (event.day(), Outcome::Missed))
    };
    course.events.iter().copied().filter(of).filter_map(dated).collect()
}
