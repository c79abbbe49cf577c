//! The deadline clock: worked examples as data (`cases`), and what must hold for any dates.

use caseload::domain::codes::Discipline;
use caseload::domain::deadline::rule::{Confidence, Setting};
use caseload::domain::deadline::{Case, Deadline, DeadlineStatus, Due, clock, left};
use caseload::domain::episode::certification;
use caseload::domain::event::Event;
use caseload::domain::when::Moment;
use caseload::knowledge::rules::{federal_holidays, rules};
use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;

mod cases;

fn written(due: Due) -> String {
    serde_json::to_value(due).unwrap().as_str().unwrap().to_owned()
}

fn at(text: &str) -> NaiveDateTime {
    Moment::parse(text).unwrap().earliest()
}

fn day(text: &str) -> NaiveDate {
    Moment::parse(text).unwrap().date()
}

fn run(zone: Tz, facts: &[Event], now: NaiveDateTime) -> Vec<Deadline> {
    let case = Case {
        zone,
        payer: None,
        born: None,
        disciplines: &[],
        holidays: federal_holidays(),
        week_starts: Weekday::Sun,
        visits_from: None,
        events: facts.iter().collect(),
    };
    clock(&case, rules(), now)
}

#[test]
fn why_is_told_in_plain_words() {
    let facts = [Event::Soc { date: day("2026-03-04") }];
    let found = run(Tz::America__New_York, &facts, at("2026-04-29T09:00"));
    let recert = found.iter().find(|deadline| deadline.rule == "oasis-recert").unwrap();
    assert_eq!(
        recert.why,
        ["start of care Wed 2026-03-04 is day 1", "day 56 = Tue 2026-04-28", "day 60 = Sat 2026-05-02"]
    );
    assert_eq!((&*recert.name, recert.confidence), ("Recert", "primary"));
    assert_eq!(recert.citation, "42 CFR 484.55(d)(1)");
}

/// The rules of the reference, in its order.
const RULES: [&str; 48] = [
    "soc-initial-visit",
    "soc-comprehensive",
    "oasis-recert",
    "oasis-roc",
    "oasis-transfer",
    "oasis-discharge",
    "oasis-death",
    "oasis-other-followup",
    "oasis-submit",
    "poc-review-60",
    "cert-physician",
    "f2f",
    "noa-5",
    "pdgm-period",
    "lupa-watch",
    "therapy-30",
    "aide-sup-14",
    "aide-sup-60",
    "aide-observe-annual",
    "aide-observe-6mo",
    "aide-concern",
    "aide-care-plan",
    "drr-midnight",
    "missed-visit",
    "verbal-order-sign",
    "poc-initial-sign",
    "change-alert",
    "poc-revision-communicated",
    "written-info",
    "rights-notice",
    "rights-representative",
    "rights-oral",
    "advance-directive",
    "emergency-plan",
    "nomnc",
    "hhccn",
    "abn",
    "discharge-summary",
    "transfer-summary",
    "record-copy",
    "lpn-supervision",
    "assistant-supervision",
    "discharge-planning",
    "timely-initiation",
    "auth-expiry",
    "order-recurring",
    "homebound-recheck",
    "aide-inservice",
];

#[test]
fn every_rule_of_the_reference_is_in_the_table() {
    for wanted in RULES {
        assert!(rules().iter().any(|rule| rule.id == wanted), "{wanted}");
    }
}

#[test]
fn what_nobody_confirmed_is_not_switched_on() {
    let unconfirmed = |confidence| matches!(confidence, Confidence::Memory | Confidence::Policy);
    let on = rules().iter().filter(|rule| unconfirmed(rule.confidence) && rule.setting == Setting::On);
    assert_eq!(on.map(|rule| rule.id).collect::<Vec<_>>(), <[&str; 0]>::default());
}

#[test]
fn days_of_certification_are_counted_from_one() {
    for (today, number, day_number) in [
        ("2026-03-04", 0, 1),
        ("2026-04-24", 0, 52),
        ("2026-04-27", 0, 55),
        ("2026-04-28", 0, 56),
        ("2026-05-02", 0, 60),
        ("2026-05-03", 1, 1),
    ] {
        let period = certification(day("2026-03-04"), day(today)).unwrap();
        assert_eq!((period.number, period.day), (number, day_number), "{today}");
    }
}

#[test]
fn the_time_left_fits_a_column() {
    let zone = Tz::America__New_York;
    let left_at = |due: &str, now: &str| {
        let due = match Moment::parse(due).unwrap() {
            Moment::Day(day) => Due::Day(day),
            Moment::At(at) => Due::At(at),
        };
        left(due, at(now), zone)
    };
    for (due, now, said) in [
        ("2026-09-14T16:00", "2026-09-14T10:42", "5h18m"),
        ("2026-09-15T13:00", "2026-09-14T10:42", "1d 2h"),
        ("2026-09-14T11:27", "2026-09-14T10:42", "45m"),
        ("2026-09-14T10:42", "2026-09-14T10:42", "0m"),
        ("2026-09-18T11:00", "2026-09-14T10:42", "4d"),
        ("2026-09-14T10:00", "2026-09-14T10:42", "late 42m"),
        ("2026-09-14T05:00", "2026-09-14T10:42", "late 5h"),
        ("2026-09-13T05:00", "2026-09-14T10:42", "late 1d"),
        ("2026-09-14", "2026-09-14T23:59", "today"),
        ("2026-09-16", "2026-09-14T10:42", "2d"),
        ("2026-09-28", "2026-09-14T10:42", "14d"),
        ("2026-09-12", "2026-09-14T10:42", "late 2d"),
        // An hour is lost in between.
        ("2026-03-08T09:00", "2026-03-07T21:00", "11h00m"),
    ] {
        assert_eq!(left_at(due, now), said, "{due} at {now}");
    }
}

#[test]
fn a_version_governs_what_began_in_its_time() {
    let mut table = rules().to_vec();
    let mut stricter = table.iter().find(|rule| rule.id == "soc-comprehensive").unwrap().clone();
    stricter.effective_from = day("2026-03-05");
    table.push(stricter);
    for (soc, version) in [("2026-03-04", "1999-07-19"), ("2026-03-05", "2026-03-05")] {
        let facts = [Event::Soc { date: day(soc) }];
        let case = Case {
            zone: Tz::UTC,
            payer: None,
            born: None,
            disciplines: &[],
            holidays: federal_holidays(),
            week_starts: Weekday::Sun,
            visits_from: None,
            events: facts.iter().collect(),
        };
        let found = clock(&case, &table, at("2026-03-06T09:00"));
        let versions: Vec<_> = found.iter().filter(|d| d.rule == "soc-comprehensive").map(|d| d.version).collect();
        assert_eq!(versions, [day(version)], "start of care {soc}");
    }
}

#[test]
fn a_moment_is_written_as_it_is_read() {
    for text in ["2026-03-02", "2026-03-02T15:20", "2026-03-02T15:20:07"] {
        assert_eq!(Moment::parse(text).unwrap().to_string(), text);
    }
    for text in ["2026-02-30", "2026-03-02T25:00", "2026-03-02 15:20", "2026-03-02T", "2026-03", ""] {
        assert!(Moment::parse(text).is_err(), "{text}");
    }
}

#[test]
fn an_unknown_fact_or_field_is_an_error() {
    for facts in [
        r#"{"type": "moon_landing", "date": "2026-03-04"}"#,
        r#"{"type": "soc", "date": "2026-03-04", "colour": "red"}"#,
        r#"{"type": "soc", "date": "2026-02-30"}"#,
    ] {
        assert!(serde_json::from_str::<Event>(facts).is_err(), "{facts}");
    }
}

fn some_day() -> impl Strategy<Value = NaiveDate> {
    (0..36_500_u64).prop_map(|days| day("2000-01-01") + Days::new(days))
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        4 => (0..400_u64).prop_map(|days| day("2026-01-01") + Days::new(days)),
        1 => some_day(),
        1 => Just(NaiveDate::MIN),
        1 => Just(NaiveDate::MAX),
        1 => (0..70_u64).prop_map(|days| NaiveDate::MAX - Days::new(days)),
    ]
}

fn any_moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        any_day().prop_map(Moment::Day),
        (any_day(), 0..24_u32, 0..60_u32).prop_map(|(day, h, m)| Moment::At(day.and_hms_opt(h, m, 0).unwrap())),
        Just(Moment::At(NaiveDateTime::MAX)),
        Just(Moment::At(NaiveDateTime::MIN)),
    ]
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        any_moment().prop_map(|at| Event::Referral { at }),
        any_moment().prop_map(|at| Event::ReturnHome { at }),
        any_day().prop_map(|date| Event::OrderedSoc { date }),
        any_day().prop_map(|date| Event::Soc { date }),
        (any_day(), proptest::option::of(any_moment()), "RN|LPN|PT").prop_map(|(date, at, role)| Event::Visit {
            date,
            at,
            discipline: Discipline::SkilledNursing,
            role,
            kind: caseload::domain::visit::VisitKind::Soc,
        }),
        ("01|03|04", any_day()).prop_map(|(rfa, m0090)| Event::Assessment { rfa, m0090 }),
        (any_moment(), proptest::option::of(any_moment()), any::<bool>())
            .prop_map(|(at, known_at, qualifying)| Event::InpatientAdmission { at, known_at, qualifying }),
        (any_moment(), proptest::option::of(any_moment()))
            .prop_map(|(at, known_at)| Event::InpatientDischarge { at, known_at }),
        any_day().prop_map(|date| Event::OrderedRoc { date }),
        any_day().prop_map(|date| Event::Roc { date }),
        any_day().prop_map(|date| Event::Discharge { date, planned: None }),
        any_day().prop_map(|date| Event::Death { date }),
        any_day().prop_map(|date| Event::Waiver { rule: "oasis-recert".into(), date, authority: "agency".into() }),
    ]
}

fn some_zone() -> impl Strategy<Value = Tz> {
    prop_oneof![Just(Tz::America__New_York), Just(Tz::America__Phoenix), Just(Tz::Pacific__Honolulu), Just(Tz::UTC)]
}

proptest! {
    #[test]
    fn the_recert_window_is_always_days_56_to_60(soc in some_day(), after in 0..2000_i64) {
        let now = (soc + TimeDelta::days(after)).and_hms_opt(12, 0, 0).unwrap();
        let found = run(Tz::America__Denver, &[Event::Soc { date: soc }], now);
        let windows: Vec<_> = found.iter().filter(|deadline| deadline.rule == "oasis-recert").collect();
        prop_assert!(!windows.is_empty() && windows.len() <= 2);
        for window in windows {
            let (opens, due) = (window.opens.unwrap().day(), window.due.unwrap().day());
            prop_assert_eq!((opens - soc).num_days() % 60 + 1, 56);
            prop_assert_eq!((due - soc).num_days() % 60 + 1, 60);
            prop_assert_eq!((due - opens).num_days(), 4);
            prop_assert!((due - now.date()).num_days() < 60);
        }
    }

    #[test]
    fn the_order_of_facts_does_not_matter(
        zone in some_zone(),
        (facts, shuffled) in proptest::collection::vec(any_event(), 0..12)
            .prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle())),
        now in any_moment(),
    ) {
        prop_assert_eq!(run(zone, &facts, now.earliest()), run(zone, &shuffled, now.earliest()));
    }

    #[test]
    fn no_dates_can_upset_it(facts in proptest::collection::vec(any_event(), 0..12), now in any_moment()) {
        let zone = Tz::America__New_York;
        for deadline in run(zone, &facts, now.earliest()) {
            prop_assert!(!deadline.why.is_empty(), "{:?}", deadline);
            if let Some(due) = deadline.due {
                left(due, now.earliest(), zone);
            }
        }
    }

    #[test]
    fn doing_it_never_makes_anything_else_late(
        facts in proptest::collection::vec(any_event(), 0..8),
        rfa in "01|03|04",
        days_ago in 0..200_u64,
    ) {
        let now = at("2026-09-14T10:42");
        let zone = Tz::America__New_York;
        let late = |facts: &[Event]| -> Vec<(&str, Option<NaiveDateTime>)> {
            let found = run(zone, facts, now).into_iter().filter(|d| d.status == DeadlineStatus::Overdue);
            // An assessment starts the clock of its submission; that is no answer.
            let found = found.filter(|d| d.rule != "oasis-submit");
            found.map(|d| (d.rule, d.due.map(Due::last_moment))).collect()
        };
        let before = late(&facts);
        let mut more = facts.clone();
        more.push(Event::Assessment { rfa, m0090: now.date() - Days::new(days_ago) });
        for overdue in late(&more) {
            prop_assert!(before.contains(&overdue), "{overdue:?} was not late before");
        }
    }
}
