//! A missed visit is a deviation from the plan of care: the practitioner is told. Weeks are compared with the visit-frequency
//! orders. Source: 42 CFR 484.60; the 24 hours are agency policy.

use chrono::{Days, NaiveDate};

use super::Obligation;
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
    discipline: Discipline,
    text: String,
    /// `Err` when the order cannot be read.
    rows: Result<Vec<WeekRow>, String>,
    since: NaiveDate,
}

impl Weeks {
    fn of(course: &Course<'_>, event: &Event) -> Option<Self> {
        let Event::FrequencyOrder { date, discipline, text } = event else { return None };
        let soc = course.soc?;
        let until = until(course, *date, discipline);
        // An order for the start of care is often written before it; its weeks begin with care.
        let date = (*date).max(soc);
        if until.is_some_and(|until| until < date) {
            return None;
        }
        let period = certification(soc, date)?;
        let rows = text.parse::<FrequencyOrder>().map_err(|refused| refused.to_string()).map(|order| {
            let in_force = InForce {
                order: &order,
                from: date,
                until,
                paused: &stays(course),
                period: DateRange { from: period.from, to: period.to },
                week_start: WeekStart(course.case.week_starts),
            };
            let rows = frequency::ledger(&in_force, &visits(course, discipline), course.today()).weeks;
            // Of weeks before the visits that were read nothing can be said.
            rows.into_iter().filter(|row| course.case.visits_from.is_none_or(|from| row.days.from >= from)).collect()
        });
        Some(Self { discipline: discipline.clone(), text: text.clone(), rows, since: date })
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
        let done = told(rule, course, Some(&self.discipline), row.days.to);
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
    let mut visits: Vec<Dated> = course.events.iter().copied().filter(of).filter_map(dated).collect();
    // A visit marked as missed and the fact recorded beside it are one.
    visits.dedup_by(|a, b| a == b && a.1 == Outcome::Missed);
    visits
}
