//! What a correction would do, told before it is written.

use std::sync::Arc;

use caseload::domain::board::{Circumstances, Foresight, behind, foresee};
use caseload::domain::caseload::{Facts, Staff};
use caseload::domain::change::{Change, EventChange};
use caseload::domain::codes::Discipline;
use caseload::domain::deadline::preview::{PeriodShift, period_shifts, preview};
use caseload::domain::deadline::{Case, Deadline, clock};
use caseload::domain::event::Event;
use caseload::domain::ids::{Id, Stored};
use caseload::domain::knowledge::Knowledge;
use caseload::domain::record::Body;
use caseload::domain::visit::VisitKind;
use caseload::domain::when::Moment;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use crate::desk::knowledge;
use crate::runs::runs;
use crate::situation::patient;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> NaiveDateTime {
    Moment::parse(text).unwrap().earliest()
}

/// Ruth with these facts, numbered from 1.
fn ruth(events: &[Event]) -> Facts {
    let Body::Patient(person) = patient("ruth", "Abara", "Ruth").body else { unreachable!() };
    let id = Id::new(7);
    let mut facts = Facts::of(Stored { id, version: 1, patient: id, value: *person });
    facts.events = (1..)
        .zip(events)
        .map(|(row, event)| Stored { id: Id::new(row), version: 1, patient: id, value: event.clone() })
        .collect();
    facts
}

fn corrected(facts: &Facts, row: usize, to: Event) -> EventChange {
    let Change::Event(change) = facts.events[row].corrected(to).unwrap() else { unreachable!() };
    change
}

fn told(facts: &Facts, change: &EventChange, now: &str) -> Foresight {
    let staff = Arc::new(Staff::new());
    foresee(facts, change, given(&staff, now))
}

fn given<'a>(staff: &'a Staff, now: &str) -> Circumstances<'a> {
    Circumstances { knowledge: knowledge(), staff, zone: chrono_tz::America::Chicago, now: at(now) }
}

/// The lines about the recertification; other rules have their own.
fn of_recert(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).filter(|line| line.starts_with("Recert")).collect()
}

#[test]
fn a_start_of_care_that_was_two_days_later_moves_the_window() {
    let facts = ruth(&[Event::Soc { date: day("2026-03-04") }]);
    let change = corrected(&facts, 0, Event::Soc { date: day("2026-03-06") });
    assert_eq!(
        of_recert(&told(&facts, &change, "2026-05-02T09:00").deadlines),
        ["Recert moves from Sat 2026-05-02 to Mon 2026-05-04; due soon, was due today"]
    );
}

#[test]
fn an_assessment_that_was_too_early_leaves_the_deadline_late_and_that_is_told_first() {
    let soc = Event::Soc { date: day("2026-03-04") };
    let recert = |m0090| Event::Assessment { rfa: "04".to_owned(), m0090: day(m0090), by: None };
    let facts = ruth(&[soc, recert("2026-04-29")]);
    let change = corrected(&facts, 1, recert("2026-04-27"));
    let lines = told(&facts, &change, "2026-05-06T09:00").deadlines;
    assert_eq!(lines[0], "Recert due Sat 2026-05-02, OVERDUE by 4 days: new");
    let change = corrected(&facts, 1, recert("2026-04-30"));
    assert_eq!(
        of_recert(&told(&facts, &change, "2026-04-30T09:00").deadlines),
        ["Recert due Sat 2026-05-02 stays done by assessment RFA 04, M0090 Thu 2026-04-30"]
    );
}

#[test]
fn what_never_happened_takes_its_deadlines_with_it() {
    let stay =
        Event::InpatientAdmission { at: Moment::parse("2026-04-10T20:00").unwrap(), known_at: None, qualifying: true };
    let home = Event::InpatientDischarge { at: Moment::parse("2026-04-14T16:00").unwrap(), known_at: None };
    let facts = ruth(&[Event::Soc { date: day("2026-03-04") }, stay, home]);
    let Change::Event(change) = facts.events[2].in_error() else { unreachable!() };
    let lines = told(&facts, &change, "2026-04-15T09:00").deadlines;
    assert_eq!(
        lines,
        [
            "Resumption moves from Thu 2026-04-16 16:00 to no date yet; waiting, was window open",
            "+ Timely start due Thu 2026-04-16 vanishes",
        ]
    );
}

#[test]
fn what_changes_nothing_tells_nothing() {
    let facts = ruth(&[Event::Soc { date: day("2026-03-04") }]);
    let event = Event::TaskDone { date: day("2026-03-05"), id: None };
    let change = EventChange::Record { patient: facts.id(), event };
    let told = told(&facts, &change, "2026-03-10T09:00");
    assert_eq!(told, Foresight::default());
}

#[test]
fn days_move_within_the_periods_and_across_their_ends() {
    let days = [day("2026-03-10"), day("2026-05-03"), day("2026-03-05")];
    let shifts = period_shifts(&days, Some(day("2026-03-04")), Some(day("2026-03-06")));
    let lines: Vec<String> = shifts.iter().map(PeriodShift::says).collect();
    assert_eq!(
        lines,
        [
            "Tue 2026-03-10: period 1 day 7, becomes period 1 day 5",
            "Sun 2026-05-03: period 2 day 1, becomes period 1 day 59",
            "Thu 2026-03-05: period 1 day 2, becomes before the start of care",
        ]
    );
    assert_eq!(shifts.iter().map(PeriodShift::is_of_another_period).collect::<Vec<_>>(), [false, true, true]);
    assert!(period_shifts(&days, Some(day("2026-03-04")), Some(day("2026-03-04"))).is_empty());
}

#[test]
fn the_facts_behind_a_deadline_are_those_it_hangs_on() {
    let facts = ruth(&[
        Event::Soc { date: day("2026-03-04") },
        Event::DischargePlan { date: day("2026-03-05") },
        Event::Assessment { rfa: "04".to_owned(), m0090: day("2026-04-29"), by: None },
    ]);
    let staff = Staff::new();
    let given = given(&staff, "2026-04-30T09:00");
    let events: Vec<Event> = facts.events.iter().map(|entry| entry.value.clone()).collect();
    let deadlines = computed(&events, given.now);
    let recert = deadlines.iter().find(|deadline| deadline.rule == "oasis-recert").unwrap();
    assert_eq!(behind(&facts, recert, given), [Id::new(1), Id::new(3)]);
}

fn nursing(on: &str, text: &str) -> Event {
    Event::FrequencyOrder { date: day(on), discipline: Discipline::SkilledNursing, text: text.to_owned() }
}

fn visited(on: &str) -> Event {
    let (discipline, role, kind) = (Discipline::SkilledNursing, "RN".to_owned(), VisitKind::Routine);
    Event::Visit { date: day(on), at: None, discipline, role, kind }
}

#[test]
fn a_corrected_start_of_care_puts_orders_and_visits_into_other_weeks() {
    let soc = |date| Event::Soc { date: day(date) };
    // Written before care begins: its weeks begin with care, wherever that is.
    let facts =
        ruth(&[soc("2026-03-04"), nursing("2026-03-03", "3w1 2w1"), visited("2026-03-05"), visited("2026-03-09")]);
    let told = told(&facts, &corrected(&facts, 0, soc("2026-03-08")), "2026-03-17T09:00");
    assert_eq!(
        told.weeks,
        [
            "SN week of 01 Mar: ordered 3, done 1  MISSED 2, becomes not ordered",
            "SN week of 08 Mar: ordered 2, done 1  MISSED 1, becomes ordered 3, done 1  MISSED 2",
            "SN week of 15 Mar: not ordered, becomes ordered 2, done 0, placed 0  SHORT 2",
        ]
    );
}

#[test]
fn a_corrected_return_home_frees_the_weeks_of_the_stay() {
    let moment = |text| Moment::parse(text).unwrap();
    let stay = Event::InpatientAdmission { at: moment("2026-03-09T20:00"), known_at: None, qualifying: true };
    let home = |at| Event::InpatientDischarge { at: moment(at), known_at: None };
    let facts =
        ruth(&[Event::Soc { date: day("2026-03-04") }, nursing("2026-03-04", "2w4"), stay, home("2026-03-17T10:00")]);
    let told = told(&facts, &corrected(&facts, 3, home("2026-03-12T10:00")), "2026-03-18T09:00");
    assert_eq!(
        told.weeks,
        ["SN week of 15 Mar: ordered 0-2, done 0, placed 0, becomes ordered 2, done 0, placed 0  SHORT 2"]
    );
}

#[test]
fn a_corrected_discharge_ends_the_orders_on_another_day() {
    let discharge = |date| Event::Discharge { date: day(date), planned: None, decided: None, reason: None };
    let facts = ruth(&[Event::Soc { date: day("2026-03-04") }, nursing("2026-03-04", "1w4"), discharge("2026-03-14")]);
    let told = told(&facts, &corrected(&facts, 2, discharge("2026-03-20")), "2026-03-24T09:00");
    assert_eq!(told.weeks, ["SN week of 15 Mar: not ordered, becomes ordered 0-1, done 0"]);
}

#[test]
fn an_order_that_becomes_unreadable_is_told() {
    let facts = ruth(&[Event::Soc { date: day("2026-03-04") }, nursing("2026-05-01", "2w1")]);
    let told = told(&facts, &corrected(&facts, 1, nursing("2026-05-01", "PT 2w1")), "2026-05-01T09:00");
    assert_eq!(
        told.weeks,
        [
            "SN PT 2w1 CANNOT BE READ: it is kept as an order of SN and speaks of PT",
            "SN week of 26 Apr: ordered 2, done 0, placed 0  SHORT 2, becomes not known",
        ]
    );
}

fn event() -> impl Strategy<Value = Event> {
    let day = (0..90_i64).prop_map(|days| NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + TimeDelta::days(days));
    (0..6_u8, day).prop_map(|(kind, date)| match kind {
        0 => Event::Soc { date },
        1 => Event::Referral { at: Moment::Day(date), capacity_by: None, capacity_on: None },
        2 => Event::InpatientAdmission { at: Moment::Day(date), known_at: None, qualifying: true },
        3 => Event::InpatientDischarge { at: Moment::Day(date), known_at: None },
        4 => Event::Assessment { rfa: "03".to_owned(), m0090: date, by: None },
        _ => Event::Assessment { rfa: "04".to_owned(), m0090: date, by: None },
    })
}

fn computed(events: &[Event], now: NaiveDateTime) -> Vec<Deadline> {
    let Knowledge { rules, holidays, week_starts, .. } = knowledge();
    let zone = chrono_tz::America::Chicago;
    let events = events.iter().collect();
    let case = Case {
        zone,
        covers: &[],
        born: None,
        disciplines: &[],
        holidays,
        week_starts,
        scheduled: Vec::new(),
        visits_from: None,
        events,
    };
    clock(&case, rules, now)
}

/// What a deadline says that a nurse would see as different.
fn seen(deadline: &Deadline) -> String {
    format!("{} {} {:?} {:?} {:?}", deadline.rule, deadline.name, deadline.opens, deadline.due, deadline.status)
}

proptest! {
    #![proptest_config(runs(256))]

    /// Whoever applies what is told to the deadlines as they were has the deadlines as they will be.
    #[test]
    fn nothing_that_changes_is_left_untold(before in prop::collection::vec(event(), 1..8), to in event(), place in 0..8_usize) {
        let now = at("2026-05-02T09:00");
        let mut after = before.clone();
        after[place % before.len()] = to;
        let (old, new) = (computed(&before, now), computed(&after, now));
        let told = preview(&old, &new);
        let mut result: Vec<String> = old.iter().map(seen).collect();
        for consequence in &told {
            prop_assert!(!consequence.says().is_empty());
            if let Some(gone) = consequence.before {
                let at = result.iter().position(|known| *known == seen(gone)).unwrap();
                result.remove(at);
            }
            result.extend(consequence.after.map(seen));
        }
        let mut wanted: Vec<String> = new.iter().map(seen).collect();
        result.sort();
        wanted.sort();
        prop_assert_eq!(result, wanted);
        prop_assert!(preview(&old, &old).is_empty());
    }
}
