//! A year of the demo agency, day by day: every deadline is seen as coming before it is late, done late or not done.
//!
//! Each day the clock is given what was known by then and no more. The schedule is known two weeks ahead.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use caseload::demo::{Order, Size, patients, staff};
use caseload::domain::deadline::{Case, Deadline, DeadlineStatus, Payer, clock};
use caseload::domain::event::Event;
use caseload::domain::payer::Cover;
use caseload::domain::record::{Body, Record};
use caseload::domain::visit::{Visit, VisitStatus};
use caseload::domain::when::{Moment, civil};
use caseload::knowledge::rules::{federal_holidays, rules};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};

/// Patients that are followed day by day; the clock of all of them would take minutes in a debug build.
const FOLLOWED: usize = 40;

fn order() -> Order {
    let now = DateTime::parse_from_rfc3339("2026-09-14T15:20:00Z").unwrap().to_utc();
    Order { seed: 1, size: Size::S, years: 1, now, zone: chrono_tz::America::Chicago }
}

/// What one chart tells, and the days on which it is known.
struct Chart {
    facts: Vec<Event>,
    visits: Vec<NaiveDate>,
    payer: Option<Payer>,
}

fn chart(order: &Order, records: &[Record], roles: &BTreeMap<String, String>) -> Chart {
    let mut facts: Vec<Event> = Vec::new();
    let mut visits = Vec::new();
    let mut payer = None;
    for record in records {
        if let Body::Event(event) = &record.body {
            facts.push(event.clone());
        } else if let Body::Coverage(coverage) = &record.body {
            payer = Some(Payer::from_word(&coverage.kind));
        } else if let Body::Visit(visit) = &record.body {
            visits.push(civil(visit.starts, order.zone));
            let role = record.links.user.as_ref().and_then(|user| roles.get(user)).cloned().unwrap_or_default();
            facts.extend(made(order, visit, role));
        }
    }
    Chart { facts, visits, payer }
}

fn made(order: &Order, visit: &Visit, role: String) -> Option<Event> {
    let at = visit.state.started.unwrap_or(visit.starts).with_timezone(&order.zone).naive_local();
    (visit.state.status == VisitStatus::Done).then(|| Event::Visit {
        date: at.date(),
        at: Some(Moment::At(at)),
        discipline: visit.discipline.clone(),
        role,
        kind: visit.kind.clone(),
    })
}

/// The day a fact is known: that of a discharge is known when it is decided, or ordered.
fn known_from(event: &Event, all: &[Event]) -> NaiveDate {
    let Event::Discharge { date, decided, .. } = event else { return event.day() };
    let ordered = all.iter().filter(|event| matches!(event, Event::DischargeOrdered { .. })).map(Event::day);
    let within_a_month = ordered.filter(|ordered| (0..30).contains(&(*date - *ordered).num_days())).max();
    decided.or(within_a_month).unwrap_or(*date)
}

/// What the clock says at eight in the evening of that day.
fn evening(order: &Order, chart: &Chart, day: NaiveDate) -> Vec<Deadline> {
    let ahead = day + Days::new(14);
    let covers: Vec<Cover> = chart.payer.clone().map(Cover::always).into_iter().collect();
    let case = Case {
        zone: order.zone,
        covers: &covers,
        born: None,
        disciplines: &[],
        holidays: federal_holidays(),
        week_starts: Weekday::Sun,
        scheduled: chart.visits.iter().copied().filter(|visit| *visit <= ahead).collect(),
        visits_from: None,
        events: chart.facts.iter().filter(|event| known_from(event, &chart.facts) <= day).collect(),
    };
    clock(&case, rules(), day.and_time(NaiveTime::from_hms_opt(20, 0, 0).unwrap()))
}

fn charts(order: &Order) -> Vec<Chart> {
    let roles: BTreeMap<String, String> = staff(order)
        .into_iter()
        .filter_map(|record| match (record.key, record.body) {
            (Some(key), Body::User(user)) => Some((key, user.credential)),
            _ => None,
        })
        .collect();
    patients(order).take(FOLLOWED).map(|records| chart(order, &records, &roles)).collect()
}

#[test]
fn no_deadline_is_seen_late_first() {
    let order = order();
    let today = civil(order.now, order.zone);
    let mut surprises = Vec::new();
    for (place, chart) in charts(&order).iter().enumerate() {
        let mut seen = BTreeSet::new();
        let first = chart.facts.iter().map(Event::day).min().unwrap().max(today - TimeDelta::days(365));
        for day in first.iter_days().take_while(|day| *day <= today) {
            for deadline in evening(&order, chart, day) {
                let Some(due) = deadline.due else { continue };
                let name = (deadline.rule, deadline.name.to_string(), due.last_moment());
                let is_new = seen.insert(name);
                let is_late = matches!(
                    deadline.status,
                    DeadlineStatus::Overdue | DeadlineStatus::DoneLate | DeadlineStatus::NotDone
                );
                if is_new && is_late && day > first {
                    surprises.push(format!(
                        "chart {place}, {day}: {} {:?} due {due:?} {:?}",
                        deadline.rule, deadline.status, deadline.why
                    ));
                }
            }
        }
    }
    assert!(surprises.is_empty(), "{} deadlines late on sight:\n{}", surprises.len(), surprises.join("\n"));
}

#[test]
fn the_counts_by_rule_and_state() {
    let order = order();
    let today = civil(order.now, order.zone);
    let charts = charts(&order);
    let mut text = String::new();
    for back in [240, 120, 0] {
        let day = today - TimeDelta::days(back);
        let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for deadline in charts.iter().flat_map(|chart| evening(&order, chart, day)) {
            *counts.entry((deadline.rule, deadline.status.word().to_owned())).or_default() += 1;
        }
        writeln!(text, "{day}, {} charts", charts.len()).unwrap();
        for ((rule, status), count) in counts {
            writeln!(text, "  {rule:<28}{status:<22}{count:>4}").unwrap();
        }
    }
    insta::assert_snapshot!(text);
}
