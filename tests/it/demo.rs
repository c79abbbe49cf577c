//! The demo agency: the same for the same seed and date, true to the rules of the field, and with a morning to show.

use std::collections::{BTreeMap, HashSet};

use caseload::demo::{Order, Size, agency, patients, staff};
use caseload::domain::codes::Discipline;
use caseload::domain::episode::{Episode, EpisodeState, certification};
use caseload::domain::event::Event;
use caseload::domain::frequency::{DateRange, FrequencyOrder, InForce, counted, ledger};
use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::domain::observation::{Observation, loinc};
use caseload::domain::patient::Patient;
use caseload::domain::plan::template::SectionKind;
use caseload::domain::plan::{Direction, Goal, GoalStatus, Progress};
use caseload::domain::record::{Body, Record};
use caseload::domain::text;
use caseload::domain::user::Role;
use caseload::domain::visit::{Visit, VisitKind, VisitStatus};
use caseload::domain::when::{Instant, civil};
use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;

fn order(seed: u64, at: &str, zone: Tz) -> Order {
    let now = DateTime::parse_from_rfc3339(at).unwrap().to_utc();
    Order { seed, size: Size::S, years: 1, now, zone }
}

/// Ordinary days and the days that break calendars: a leap day, both changes of the clocks, the ends of a year,
/// a Sunday night, an early morning.
fn orders() -> Vec<Order> {
    use chrono_tz::America::{Chicago, Denver, Los_Angeles, New_York};
    vec![
        order(1, "2026-09-14T15:20:00Z", Chicago),
        order(2, "2028-02-29T14:00:00Z", Chicago),
        order(3, "2026-03-08T08:30:00Z", New_York),
        order(4, "2026-11-01T06:30:00Z", Chicago),
        order(5, "2027-01-01T05:10:00Z", Denver),
        order(6, "2026-12-31T23:59:00Z", Los_Angeles),
        order(7, "2026-06-07T03:00:00Z", New_York),
        order(8, "2026-07-18T21:45:00Z", Chicago),
    ]
}

/// One batch, sorted by what it holds.
struct Chart {
    records: Vec<Record>,
    now: Instant,
    zone: Tz,
}

impl Chart {
    fn all(order: &Order) -> Vec<Self> {
        patients(order).map(|records| Self { records, now: order.now, zone: order.zone }).collect()
    }

    fn bodies<'a, T: 'a>(&'a self, of: impl Fn(&'a Body) -> Option<&'a T> + 'a) -> impl Iterator<Item = &'a T> + 'a {
        self.records.iter().filter_map(move |record| of(&record.body))
    }

    fn patient(&self) -> &Patient {
        self.bodies(|body| if let Body::Patient(patient) = body { Some(patient.as_ref()) } else { None })
            .next()
            .unwrap()
    }

    fn episode(&self) -> &Episode {
        self.bodies(|body| if let Body::Episode(episode) = body { Some(episode) } else { None }).next().unwrap()
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.bodies(|body| if let Body::Event(event) = body { Some(event) } else { None })
    }

    fn visits(&self) -> impl Iterator<Item = &Visit> {
        self.bodies(|body| if let Body::Visit(visit) = body { Some(visit) } else { None })
    }

    fn medications(&self) -> impl Iterator<Item = &Medication> {
        self.bodies(|body| if let Body::Medication(medication) = body { Some(medication) } else { None })
    }

    fn goals(&self) -> impl Iterator<Item = &Goal> {
        self.bodies(|body| if let Body::Goal(goal) = body { Some(goal) } else { None })
    }

    fn checks(&self, goal: usize) -> Vec<&Progress> {
        let ending = format!("-{}", goal + 1);
        let of_goal = |record: &&Record| record.links.goal.as_ref().is_some_and(|key| key.ends_with(&ending));
        let progress = |record: &'_ Record| matches!(record.body, Body::Progress(_));
        let records = self.records.iter().filter(of_goal).filter(|record| progress(record));
        records.filter_map(|record| if let Body::Progress(check) = &record.body { Some(check) } else { None }).collect()
    }

    /// The newest value of a measurement.
    fn newest(&self, code: &str) -> Option<f64> {
        let observations = self.bodies(|body| if let Body::Observation(it) = body { Some(it) } else { None });
        observations.filter(|it| it.code == code).max_by_key(|it| it.at).and_then(|it: &Observation| it.value)
    }

    fn manager(&self) -> &str {
        let episode = self.records.iter().find(|record| matches!(record.body, Body::Episode(_))).unwrap();
        episode.links.user.as_deref().unwrap()
    }

    fn today(&self) -> NaiveDate {
        civil(self.now, self.zone)
    }

    fn day(&self, at: Instant) -> NaiveDate {
        civil(at, self.zone)
    }

    fn on_census(&self) -> bool {
        self.episode().state != EpisodeState::Discharged
    }

    fn certification_day(&self) -> Option<u64> {
        certification(self.episode().soc?, self.today()).map(|period| period.day)
    }

    fn recertified_in(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.events().any(
            |event| matches!(event, Event::Assessment { rfa, m0090, .. } if rfa == "04" && from <= *m0090 && *m0090 <= to),
        )
    }

    /// Nursing visits made or placed in the week of today, and how many are ordered in it.
    fn nursing_week(&self) -> Option<(u32, u32)> {
        let period = certification(self.episode().soc?, self.today())?;
        let orders = self.episode().frequencies.iter().map(|text| text.parse::<FrequencyOrder>().unwrap());
        let order = orders.into_iter().find(|order| order.discipline() == Some(&Discipline::SkilledNursing))?;
        let nursing = self.visits().filter(|visit| visit.discipline == Discipline::SkilledNursing);
        let visits: Vec<_> = nursing.filter_map(|visit| counted(visit, self.zone)).collect();
        let in_force = InForce::from_start(&order, DateRange { from: period.from, to: period.to });
        let weeks = ledger(&in_force, &visits, self.today()).weeks;
        weeks.iter().find(|week| week.days.contains(self.today())).map(|week| (week.placed, week.ordered.high()))
    }
}

fn day_after(day: NaiveDate, days: u64) -> NaiveDate {
    day + Days::new(days)
}

#[test]
fn the_same_seed_and_date_give_the_same_agency() {
    for order in orders().iter().take(3) {
        assert_eq!(staff(order), staff(order));
        assert!(patients(order).eq(patients(order)));
        let other = Order { seed: order.seed + 100, ..*order };
        assert!(!patients(order).eq(patients(&other)));
    }
}

#[test]
fn a_known_seed_keeps_its_first_patient_over_versions() {
    let first = patients(&order(42, "2026-09-14T15:20:00Z", chrono_tz::America::Chicago)).next().unwrap();
    let chart = Chart { records: first, now: Instant::default(), zone: chrono_tz::UTC };
    insta::assert_snapshot!(chart.patient().headline(NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()), @"ACKERMAN Dorothy 95F");
}

#[test]
fn the_census_is_as_large_as_promised() {
    for size in [Size::S, Size::M] {
        let order = Order { size, years: 0, ..orders()[0] };
        let charts = Chart::all(&order);
        assert_eq!(charts.len(), size.census());
        assert!(charts.iter().all(Chart::on_census));
        let managers: HashSet<&str> = charts.iter().map(Chart::manager).collect();
        assert_eq!(managers.len(), size.managers());
    }
}

#[test]
fn history_fills_the_year_and_ends_before_the_present_patient_came() {
    let order = orders()[0];
    let charts = Chart::all(&order);
    let former = charts.iter().filter(|chart| !chart.on_census()).count();
    assert!((100..400).contains(&former), "{former} former patients");
    let year_ago = civil(order.now, order.zone) - TimeDelta::days(366);
    for chart in charts.iter().filter(|chart| !chart.on_census()) {
        assert!(chart.episode().soc.unwrap() >= year_ago);
        assert!(chart.episode().ended.unwrap() < chart.today());
        assert!(chart.medications().all(|line| line.status == MedicationStatus::Completed));
        assert!(!chart.records.iter().any(|r| matches!(&r.body, Body::TeamMember(m) if m.role == "case_manager")));
    }
}

#[test]
fn everybody_works_there_that_an_agency_needs() {
    let order = orders()[0];
    let records = staff(&order);
    let users: Vec<_> =
        records.iter().filter_map(|r| if let Body::User(user) = &r.body { Some(user) } else { None }).collect();
    assert_eq!(users.iter().filter(|user| user.role == Role::CaseManager).count(), 3);
    // An auditor reads what others did; nothing in a demo waits for one.
    for role in Role::ALL.iter().filter(|role| **role != Role::Auditor) {
        assert!(users.iter().any(|user| user.role == *role), "nobody is {}", role.label());
    }
    for discipline in Discipline::ALL {
        assert!(users.iter().any(|user| user.discipline.as_ref() == Some(discipline)), "no {}", discipline.label());
    }
    let logins: Vec<&str> = users.iter().map(|user| user.login.as_str()).collect();
    assert_eq!(&logins[..3], ["ortiz", "kim", "watkins"]);
    for size in [Size::S, Size::M, Size::L] {
        let keys: Vec<_> = staff(&Order { size, ..order }).into_iter().map(|record| record.key).collect();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len(), "every login is one person's");
    }
    assert_eq!(agency(&order).name, "Larkfield Home Health");
}

/// How many of a case manager's patients show something.
type Finding = (&'static str, std::ops::RangeInclusive<usize>, fn(&Chart) -> bool);

const MORNING: [Finding; 20] = [
    ("INR above its range with a new antibiotic", 1..=1, |c| {
        let antibiotic = c.medications().any(|line| line.drug.starts_with("sulfamethoxazole"));
        let warfarin = c.medications().any(|line| line.drug.starts_with("warfarin"));
        antibiotic && warfarin && c.newest(loinc::INR) == Some(4.6)
    }),
    ("blood pressure or saturation out of limits", 1..=1, |c| {
        c.newest(loinc::SYSTOLIC).is_some_and(|it| it > 160.0)
            || c.newest(loinc::SATURATION).is_some_and(|it| it < 88.0)
    }),
    ("weight up 4 lb in two days on furosemide", 1..=1, |c| {
        let mut weights: Vec<_> = c
            .bodies(|body| if let Body::Observation(it) = body { Some(it) } else { None })
            .filter(|it| it.code == loinc::WEIGHT)
            .map(|it| (it.at.unwrap(), it.value.unwrap()))
            .collect();
        weights.sort_by_key(|(at, _)| *at);
        let Some((newest, value)) = weights.last().copied() else { return false };
        let before = weights.iter().rfind(|(at, _)| newest - *at >= TimeDelta::hours(44));
        before.is_some_and(|(_, before)| value - before >= 4.0)
            && c.medications().any(|line| line.drug.starts_with("furosemide"))
    }),
    ("referral with start of care still to come", 1..=1, |c| {
        matches!(c.episode().state, EpisodeState::PendingSoc | EpisodeState::Referral)
            && c.episode().referred_at.is_some_and(|at| c.now - at < TimeDelta::hours(34))
            && c.events().any(|event| matches!(event, Event::Referral { .. }))
            && !c.events().any(|event| matches!(event, Event::Soc { .. }))
    }),
    ("in hospital", 1..=1, |c| {
        c.episode().state == EpisodeState::Hold
            && !c.events().any(|event| matches!(event, Event::InpatientDischarge { .. }))
    }),
    ("home from hospital since yesterday, resumption not done", 1..=1, |c| {
        c.events().any(
            |event| matches!(event, Event::InpatientDischarge { at, .. } if at.date() >= c.today().pred_opt().unwrap()),
        ) && !c.events().any(|event| matches!(event, Event::Roc { .. }))
    }),
    ("last day of the recertification window", 1..=1, |c| c.certification_day() == Some(60)),
    ("recertification window open", 1..=1, |c| matches!(c.certification_day(), Some(56..=59))),
    ("recertification window about to open", 1..=6, |c| matches!(c.certification_day(), Some(51..=55))),
    ("recertification overdue", 1..=1, |c| {
        let Some(period) = c.episode().soc.and_then(|soc| certification(soc, c.today())) else { return false };
        period.number > 0 && !c.recertified_in(period.from - TimeDelta::days(5), period.from - TimeDelta::days(1))
    }),
    ("yesterday's visit missed, practitioner not told", 1..=1, |c| {
        c.visits().any(|visit| {
            visit.state.status == VisitStatus::Missed
                && !visit.state.practitioner_told
                && c.day(visit.starts) == c.today().pred_opt().unwrap()
        })
    }),
    ("fewer visits this week than ordered", 1..=5, |c| {
        c.episode().state == EpisodeState::Active && c.nursing_week().is_some_and(|(there, ordered)| there < ordered)
    }),
    ("a goal past its date", 1..=3, |c| {
        c.certification_day().is_some_and(|day| day > 20)
            && c.goals().any(|goal| goal.status == GoalStatus::Open && goal.target_date.unwrap() < c.today())
    }),
    ("a goal without progress for 14 days", 1..=2, |c| {
        (0..3).any(|goal| {
            let recent: Vec<_> =
                c.checks(goal).into_iter().filter(|check| (c.today() - check.date).num_days() <= 14).collect();
            !recent.is_empty() && recent.iter().all(|check| check.direction == Direction::NoChange)
        })
    }),
    ("a goal met three times", 1..=2, |c| {
        c.goals().enumerate().any(|(index, goal)| {
            let checks = c.checks(index);
            goal.status == GoalStatus::Open
                && checks.len() >= 3
                && checks.iter().rev().take(3).all(|check| check.direction == Direction::Met)
        })
    }),
    ("goals on track", 5..=17, |c| {
        c.checks(0)
            .last()
            .is_some_and(|check| check.direction == Direction::Toward && (c.today() - check.date).num_days() <= 7)
    }),
    ("a name that no table knows", 1..=1, |c| {
        let unknown = ["Lasiksx", "metropolal", "gabapantine", "Dr Bell's"];
        c.medications().any(|line| unknown.iter().any(|word| line.drug.starts_with(word)))
    }),
    ("the same drug or class twice", 1..=1, |c| {
        let has = |word: &str| c.medications().any(|line| line.drug.contains(word));
        [
            ("acetaminophen 500", "hydrocodone-"),
            ("carvedilol", "Coreg"),
            ("atorvastatin", "simvastatin"),
            ("alendronate", "Fosamax"),
        ]
        .iter()
        .any(|(one, other)| has(one) && has(other))
    }),
    ("an antibiotic against an allergy", 0..=1, |c| {
        c.medications().any(|line| line.drug.starts_with("amoxicillin"))
            && c.bodies(|body| if let Body::Allergy(it) = body { Some(it) } else { None })
                .any(|allergy| allergy.substance == "penicillin" && !allergy.none_known)
    }),
    ("a nurse's visits of today", 4..=6, |c| {
        c.visits().any(|visit| visit.discipline == Discipline::SkilledNursing && c.day(visit.starts) == c.today())
    }),
];

#[test]
fn every_case_manager_finds_a_morning_worth_showing() {
    for order in orders() {
        let charts = Chart::all(&order);
        let mut caseloads: BTreeMap<&str, Vec<&Chart>> = BTreeMap::new();
        for chart in charts.iter().filter(|chart| chart.on_census()) {
            caseloads.entry(chart.manager()).or_default().push(chart);
        }
        for (manager, caseload) in caseloads {
            assert!((16..=17).contains(&caseload.len()));
            for (what, expected, shows) in &MORNING {
                let names = caseload.iter().filter(|chart| shows(chart)).count();
                assert!(expected.contains(&names), "{}, {manager}: {names} patients with {what}", order.now);
            }
        }
    }
}

#[test]
fn facts_of_a_chart_agree_with_each_other() {
    for order in orders() {
        for chart in Chart::all(&order) {
            agrees(&chart);
        }
    }
}

fn agrees(chart: &Chart) {
    let who = chart.records[0].key.clone().unwrap();
    let episode = chart.episode();
    assert!(matches!(chart.records[0].body, Body::Patient(_)));
    let socs: Vec<_> = chart.events().filter(|event| event.kind() == "soc").map(Event::day).collect();
    assert_eq!(socs, episode.soc.into_iter().collect::<Vec<_>>(), "{who}");
    for event in chart.events() {
        assert!(event.day() <= chart.today(), "{who}: {event:?} lies ahead");
        match event {
            Event::Referral { at, .. } => {
                assert_eq!(
                    episode.referred_at.map(|it| it.with_timezone(&chart.zone).naive_local()),
                    Some(at.earliest()),
                    "{who}"
                );
            }
            Event::Assessment { rfa, m0090, .. } if rfa == "01" => {
                let soc = episode.soc.unwrap();
                assert!(soc <= *m0090 && *m0090 <= day_after(soc, 5), "{who}: {m0090}");
            }
            _ => {}
        }
    }
    if let Some(soc) = episode.soc {
        periods_agree(chart, soc, &who);
    }
    visits_agree(chart, &who);
    let observed = chart.bodies(|body| if let Body::Observation(it) = body { it.at.as_ref() } else { None });
    let noted = chart.bodies(|body| if let Body::Note(note) = body { Some(&note.at) } else { None });
    assert!(observed.chain(noted).all(|at| *at <= chart.now), "{who}: something was measured or written ahead of now");
    if chart.on_census() {
        let lines: HashSet<String> = chart.medications().map(Medication::line).collect();
        assert_eq!(lines.len(), chart.medications().count(), "{who}");
        assert!((8..=15).contains(&lines.len()), "{who}: {} drugs", lines.len());
    }
}

/// Every certification period that is over has its recertification, but for the one that is overdue.
fn periods_agree(chart: &Chart, soc: NaiveDate, who: &str) {
    let first_visit = chart.visits().min_by_key(|visit| visit.starts).unwrap();
    assert_eq!((&first_visit.kind, chart.day(first_visit.starts)), (&VisitKind::Soc, soc), "{who}");
    assert!(first_visit.starts - chart.episode().referred_at.unwrap() <= TimeDelta::hours(48), "{who}");
    let newest = chart.episode().ended.unwrap_or(chart.today());
    let over =
        (0..).map(|k| (day_after(soc, 60 * k + 55), day_after(soc, 60 * k + 59))).take_while(|(_, to)| *to < newest);
    for (from, to) in over {
        let just_missed = (newest - to).num_days() <= 3 && chart.on_census();
        assert!(chart.recertified_in(from, to) || just_missed, "{who}: no recertification {from} to {to}");
    }
}

fn visits_agree(chart: &Chart, who: &str) {
    let away: Vec<_> = chart
        .events()
        .filter(|event| matches!(event, Event::InpatientAdmission { .. } | Event::InpatientDischarge { .. }))
        .map(Event::day)
        .collect();
    for visit in chart.visits() {
        let state = &visit.state;
        assert!(visit.starts < visit.ends);
        assert_eq!(state.status == VisitStatus::Planned, visit.starts > chart.now, "{who}: {visit:?}");
        assert!(state.started.into_iter().chain(state.finished).all(|at| at <= chart.now), "{who}: {visit:?}");
        assert!(state.finished.is_none_or(|finished| state.started.unwrap() < finished), "{who}: {visit:?}");
        assert!(!visit.purpose.is_empty(), "{who}: {visit:?}");
        let day = chart.day(visit.starts);
        assert!(chart.episode().ended.is_none_or(|ended| day <= ended), "{who}: {visit:?}");
        let inside = match away.as_slice() {
            [admitted, home] => *admitted <= day && day <= *home,
            [admitted] => day >= *admitted,
            _ => false,
        };
        assert!(!inside, "{who}: a visit while in hospital, {visit:?}");
    }
}

#[test]
fn most_weeks_are_kept_as_ordered() {
    for order in orders() {
        let charts = Chart::all(&order);
        let weeks: Vec<_> = charts.iter().filter(|c| c.on_census()).filter_map(Chart::nursing_week).collect();
        let kept = weeks.iter().filter(|(there, ordered)| there >= ordered).count();
        assert!(kept * 4 > weeks.len() * 2, "{kept} of {} weeks kept at {}", weeks.len(), order.now);
    }
}

#[test]
fn every_order_is_written_as_orders_are_printed() {
    for order in orders() {
        for chart in Chart::all(&order) {
            for text in &chart.episode().frequencies {
                let read: FrequencyOrder = text.parse().unwrap();
                assert_eq!((read.to_string(), read.warnings()), (text.clone(), vec![]));
                assert!(read.discipline().is_some());
            }
        }
    }
}

#[test]
fn a_case_managers_visits_do_not_overlap_today() {
    for order in orders() {
        let charts = Chart::all(&order);
        let mut busy: BTreeMap<&str, Vec<(Instant, Instant)>> = BTreeMap::new();
        for chart in charts.iter().filter(|chart| chart.on_census()) {
            let today = chart.visits().filter(|visit| visit.discipline == Discipline::SkilledNursing);
            let today = today.filter(|visit| chart.day(visit.starts) == chart.today());
            busy.entry(chart.manager()).or_default().extend(today.map(|visit| (visit.starts, visit.ends)));
        }
        for (manager, mut visits) in busy {
            visits.sort();
            assert!((5..=6).contains(&visits.len()), "{manager} has {} visits at {}", visits.len(), order.now);
            assert!(visits.is_sorted_by(|a, b| a.1 <= b.0), "{manager} at {}: {visits:?}", order.now);
        }
    }
}

#[test]
fn every_link_leads_somewhere_and_every_key_is_one_record() {
    let order = orders()[0];
    let users: HashSet<String> = staff(&order).into_iter().filter_map(|record| record.key).collect();
    let mut keys = users.clone();
    for batch in patients(&order) {
        let own: HashSet<String> = batch.iter().filter_map(|record| record.key.clone()).collect();
        for record in &batch {
            let links = &record.links;
            let here = [&links.patient, &links.episode, &links.plan, &links.goal, &links.problem, &links.medication];
            assert!(here.into_iter().flatten().all(|key| own.contains(key)), "{record:?}");
            assert!(links.user.iter().all(|key| users.contains(key)), "{record:?}");
            assert!(links.patient.is_some() || matches!(record.body, Body::Patient(_)), "{record:?}");
        }
        for key in own {
            assert!(keys.insert(key.clone()), "{key} twice");
        }
    }
}

#[test]
fn every_goal_hangs_on_a_problem_and_every_section_is_one_of_the_plan() {
    let content = caseload::knowledge::plans::content();
    for chart in Chart::all(&orders()[0]) {
        let who = &chart.patient().number;
        let problems = chart.bodies(|body| if let Body::PlanProblem(it) = body { Some(it) } else { None });
        for problem in problems {
            let known = content.problems.iter().any(|omaha| omaha.name == problem.name);
            assert!(known, "{who}: {} is no problem of the Omaha System", problem.name);
        }
        let goals = chart.records.iter().filter(|record| matches!(record.body, Body::Goal(_)));
        assert!(goals.clone().all(|record| record.links.problem.is_some()), "{who}");
        let sections = chart.bodies(|body| if let Body::PlanSection(it) = body { Some(it) } else { None });
        let sections: Vec<&str> = sections.map(|section| section.key.as_str()).collect();
        assert!(sections.iter().all(|key| content.section(key).is_some_and(SectionKind::is_written)), "{sections:?}");
        if chart.on_census() && goals.count() > 0 {
            assert!(sections.len() > 6, "{who}: {sections:?}");
        }
    }
}

#[test]
fn every_text_is_clean_and_nothing_is_empty_that_people_read() {
    fn texts<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
        match value {
            serde_json::Value::String(text) => found.push(text),
            serde_json::Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
            serde_json::Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
        }
    }
    let order = orders()[1];
    let records = staff(&order).into_iter().chain(patients(&order).flatten());
    for record in records {
        let value = serde_json::to_value(&record).unwrap();
        let mut found = Vec::new();
        texts(&value, &mut found);
        for found in found {
            assert_eq!(text::line(found), found, "{record:?}");
            assert!(!found.contains('|'), "{record:?}");
        }
        match &record.body {
            Body::Patient(patient) => {
                assert!(!patient.name.family.is_empty() && !patient.name.given.is_empty());
                assert!(patient.phone.as_ref().unwrap().contains("-555-01"));
            }
            Body::Note(note) => assert!(!note.text.is_empty() && !note.author.is_empty()),
            Body::Medication(line) => assert!(!line.drug.is_empty() && !line.sig.is_empty()),
            _ => {}
        }
    }
}

#[test]
fn names_on_a_census_are_rarely_shared() {
    let order = Order { size: Size::M, years: 0, ..orders()[0] };
    let charts = Chart::all(&order);
    let names: HashSet<String> = charts.iter().map(|chart| chart.patient().name.full()).collect();
    assert!(names.len() * 100 >= charts.len() * 95, "{} names for {} patients", names.len(), charts.len());
}
