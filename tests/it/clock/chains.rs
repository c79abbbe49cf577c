//! Intervals that start anew with each answer: what must hold for any care, visits and answers.

use caseload::domain::codes::Discipline;
use caseload::domain::deadline::{Deadline, DeadlineStatus};
use caseload::domain::event::{Event, SupervisionMode};
use caseload::domain::visit::VisitKind;
use caseload::knowledge::rules::rules;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use proptest::prelude::*;

use crate::runs::runs;

use super::{any_patient, at, day, restarts, run_for};

const SOC: &str = "2026-01-01";

/// A day of the admission, up to half a year ahead.
fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0..180_u64).prop_map(|days| day(SOC) + Days::new(days))
}

fn among<T: Clone + std::fmt::Debug + 'static>(all: &[T]) -> impl Strategy<Value = T> + use<T> {
    prop::sample::select(all.to_vec())
}

fn a_role() -> impl Strategy<Value = String> {
    among(&["RN", "LPN", "PT", "PTA", "OT", "AIDE"]).prop_map(str::to_owned)
}

fn a_therapy() -> impl Strategy<Value = Discipline> {
    among(&[Discipline::PhysicalTherapy, Discipline::OccupationalTherapy])
}

/// What may answer or start an interval, answers more often.
fn a_fact() -> impl Strategy<Value = Event> {
    let which = || among(&[None, Some("A".to_owned())]);
    let modes = || among(&[SupervisionMode::InPerson, SupervisionMode::Virtual]);
    let kinds = [VisitKind::Routine, VisitKind::Evaluation, VisitKind::Reassessment, VisitKind::Supervision];
    let disciplines =
        [Discipline::SkilledNursing, Discipline::PhysicalTherapy, Discipline::OccupationalTherapy, Discipline::Aide];
    prop_oneof![
        4 => (a_day(), among(&disciplines), a_role(), among(&kinds)).prop_map(|(date, discipline, role, kind)| {
            Event::Visit { date, at: None, discipline, role, kind }
        }),
        1 => a_day().prop_map(|date| Event::AideFirstVisit { date }),
        2 => (a_day(), a_role(), modes()).prop_map(|(date, by, mode)| Event::AideSupervision { date, by, mode, reason: None }),
        2 => (a_day(), a_role(), which()).prop_map(|(date, by, aide)| Event::AideObserved { date, by, aide }),
        1 => (a_day(), which()).prop_map(|(day, aide)| Event::AideHired { date: day - Days::new(400), aide }),
        2 => (a_day(), a_therapy(), a_role()).prop_map(|(date, discipline, role)| {
            Event::TherapyReassessment { date, discipline, role }
        }),
        1 => a_day().prop_map(|date| Event::LpnSupervision { date }),
        1 => (a_day(), a_therapy()).prop_map(|(date, discipline)| Event::AssistantSupervision { date, discipline }),
        1 => (a_day(), 1..40_u16, 0..3_u16, which()).prop_map(|(date, every_days, tolerance, id)| Event::TaskOrdered {
            date,
            what: id.clone().unwrap_or_else(|| "weight".to_owned()),
            every_days,
            tolerance_days: (tolerance > 0).then_some(tolerance),
            id,
        }),
        2 => (a_day(), which()).prop_map(|(date, id)| Event::TaskDone { date, id }),
    ]
}

/// Whether its interval begins with what happened that day.
fn is_begun_by(deadline: &Deadline, day: NaiveDate) -> bool {
    let said = day.format("%a %Y-%m-%d").to_string();
    deadline.why.first().is_some_and(|begins| begins.contains(&said))
}

proptest! {
    #![proptest_config(runs(512))]

    /// What an answer answered is not late any more, and what is late only since then is counted from the answer.
    #[test]
    fn an_answer_settles_its_interval_and_begins_the_next(
        patient in any_patient(),
        facts in proptest::collection::vec(a_fact(), 1..12),
        more in a_fact(),
    ) {
        let now = at("2026-07-20T10:42");
        // A visit may also bring skilled care back, and with it the other rule on aides.
        let is_visit = matches!(more, Event::Visit { .. });
        let answered: Vec<&str> = rules()
            .iter()
            .filter(|rule| restarts(rule.id) && rule.satisfied_by.iter().any(|by| by.is(&more)))
            .filter(|rule| !(is_visit && rule.id.starts_with("aide")))
            .map(|rule| rule.id)
            .collect();
        let found = |facts: &[Event]| -> Vec<Deadline> {
            let all = run_for(Tz::America__New_York, &patient, facts, now).into_iter();
            all.filter(|deadline| answered.contains(&deadline.rule)).collect()
        };
        let mut facts: Vec<Event> = facts.into_iter().chain([Event::Soc { date: day(SOC) }]).collect();
        let before = found(&facts);
        facts.push(more.clone());
        let after = found(&facts);
        for late in after.iter().filter(|deadline| deadline.status == DeadlineStatus::Overdue) {
            let is_same = |d: &&Deadline| (d.rule, &d.name) == (late.rule, &late.name);
            let was_late = before.iter().filter(is_same).any(|d| d.due == late.due);
            prop_assert!(was_late || is_begun_by(late, more.day()), "{late:?} was not late before {more:?}");
            let counted = after.iter().filter(is_same).any(|d| is_begun_by(d, more.day()) && !before.contains(d));
            let settled = !is_begun_by(late, more.day()) && late.opens.is_some_and(|opens| opens.day() <= more.day());
            prop_assert!(!(counted && settled), "{late:?} is late in spite of {more:?}");
        }
    }
}
