//! The deadline clock: worked examples as data (`cases`), and what must hold for any dates.

use caseload::domain::codes::Discipline;
use caseload::domain::deadline::rule::{Confidence, Setting};
use caseload::domain::deadline::{Case, Deadline, DeadlineStatus, Due, Payer, clock, left};
use caseload::domain::episode::certification;
use caseload::domain::event::{Event, Kind};
use caseload::domain::field::{Field, Shape};
use caseload::domain::payer::Cover;
use caseload::domain::when::Moment;
use caseload::knowledge::rules::{federal_holidays, rules};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use serde_json::Value;

use crate::runs::runs;

mod cases;
mod chains;

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
    run_for(zone, &(None, Vec::new()), facts, now)
}

fn run_for(
    zone: Tz,
    (payer, disciplines): &(Option<Payer>, Vec<Discipline>),
    facts: &[Event],
    now: NaiveDateTime,
) -> Vec<Deadline> {
    let covers: Vec<Cover> = payer.clone().map(Cover::always).into_iter().collect();
    let case = Case {
        zone,
        covers: &covers,
        born: None,
        disciplines,
        holidays: federal_holidays(),
        week_starts: Weekday::Sun,
        scheduled: Vec::new(),
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
        [
            "start of care Wed 2026-03-04 is day 1",
            "day 56 = Tue 2026-04-28",
            "day 60 = Sat 2026-05-02",
            "weekend in the window: Sat 2026-05-02",
            "item set OASIS-E2"
        ]
    );
    assert_eq!((&*recert.name, recert.confidence), ("Recert", "primary"));
    assert_eq!(recert.citation, "42 CFR 484.55(d)(1)");
}

/// The rules of the reference, in its order.
const RULES: [&str; 55] = [
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
    "f2f-medicaid",
    "denc",
    "abn-renewal",
    "auth-answer",
    "acceptance-policy",
    "public-services-info",
    "pre-claim-review",
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
        ("2026-06-07", "2026-09-14T10:42", "late 99d"),
        ("2026-05-14", "2026-09-14T10:42", "late 17w"),
        ("2020-09-14", "2026-09-14T10:42", "late 6y"),
        ("1965-12-27", "2026-09-14T10:42", "late 60y"),
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
            covers: &[],
            born: None,
            disciplines: &[],
            holidays: federal_holidays(),
            week_starts: Weekday::Sun,
            scheduled: Vec::new(),
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

/// Words that a field of that name takes, where a word is not free.
fn words_of(kind: &str, field: &str) -> Option<Vec<&'static str>> {
    Some(match (kind, field) {
        ("transfer", "rfa") => vec!["06", "07"],
        (_, "rfa") => vec!["01", "03", "04", "05", "06", "07", "08", "09"],
        (_, "role" | "by") => vec!["RN", "LPN", "PT", "PTA", "OT", "SLP", "AIDE", "MD"],
        (_, "payer") => Payer::ALL.iter().map(Payer::word).map(|word| &*word.to_owned().leak()).collect(),
        (_, "rule") => rules().iter().map(|rule| rule.id).collect(),
        (_, "text") => vec!["3w1 2w4 1w3", "1w9", "2m2", "1-2w4 2PRN for falls", "EOD", "banana"],
        (_, "id" | "aide") => vec!["A", "B"],
        (_, "answer") => vec!["new_soc", "resume", "continue"],
        (_, "question") => vec!["payer-change:2026-05-04", "straddle:2026-05-04", "home-day-60:2026-05-04"],
        _ => return None,
    })
}

fn any_value(kind: &'static str, field: &'static Field) -> BoxedStrategy<Value> {
    let among = |words: Vec<&'static str>| prop::sample::select(words).prop_map(Value::from).boxed();
    let value = match (words_of(kind, field.name), field.shape) {
        (Some(words), _) => among(words),
        (None, Shape::Day | Shape::DayAhead | Shape::Days) => {
            any_day().prop_filter("a year of four digits", |day| written_day(*day)).prop_map(day_value).boxed()
        }
        (None, Shape::Moment) => any_moment()
            .prop_filter("a year of four digits", |at| written_day(at.date()))
            .prop_map(moment_value)
            .boxed(),
        (None, Shape::Bool) => any::<bool>().prop_map(Value::from).boxed(),
        (None, Shape::Text) => Just(Value::from("words")).boxed(),
        (None, Shape::Number) => prop_oneof![0..40_u16, Just(u16::MAX)].prop_map(Value::from).boxed(),
        (None, Shape::Coded(known) | Shape::Several(known)) => {
            let words = known.words().iter().map(|(word, _)| *word);
            // An old word for speech therapy comes from files as well.
            among(words.chain((known.what == "discipline").then_some("ST")).collect())
        }
    };
    if field.optional { prop_oneof![Just(Value::Null), value].boxed() } else { value }
}

fn written_day(day: NaiveDate) -> bool {
    (1..=9999).contains(&day.year())
}

fn day_value(day: NaiveDate) -> Value {
    Value::from(day.format("%Y-%m-%d").to_string())
}

fn moment_value(at: Moment) -> Value {
    Value::from(at.to_string())
}

/// A fact of any kind, as a file could give it.
fn any_event() -> impl Strategy<Value = Event> {
    prop::sample::select(Event::KINDS).prop_flat_map(event_of)
}

fn event_of(kind: Kind) -> impl Strategy<Value = Event> {
    let values: Vec<BoxedStrategy<Value>> = kind.fields.iter().map(|field| any_value(kind.word, field)).collect();
    values.prop_map(move |values| {
        let fields = kind.fields.iter().map(|field| field.name.to_owned()).zip(values).collect();
        Event::read(kind.word, fields).unwrap()
    })
}

/// A fact that satisfies some rule.
fn any_satisfier() -> impl Strategy<Value = Event> {
    let kinds: Vec<Kind> = Event::KINDS
        .iter()
        .filter(|kind| rules().iter().any(|rule| rule.satisfied_by.iter().any(|by| by.kind == kind.word)))
        .copied()
        .collect();
    prop::sample::select(kinds).prop_flat_map(event_of)
}

/// Who pays and what is ordered, known or not.
fn any_patient() -> impl Strategy<Value = (Option<Payer>, Vec<Discipline>)> {
    let payer = proptest::option::of(prop::sample::select(Payer::ALL));
    (payer, prop::sample::subsequence(Discipline::ALL.to_vec(), 0..4))
}

fn some_zone() -> impl Strategy<Value = Tz> {
    prop_oneof![Just(Tz::America__New_York), Just(Tz::America__Phoenix), Just(Tz::Pacific__Honolulu), Just(Tz::UTC)]
}

proptest! {
    #![proptest_config(runs(256))]

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
        patient in any_patient(),
        (facts, shuffled) in proptest::collection::vec(any_event(), 0..16)
            .prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle())),
        now in any_moment(),
    ) {
        let now = now.earliest();
        prop_assert_eq!(run_for(zone, &patient, &facts, now), run_for(zone, &patient, &shuffled, now));
    }

    #[test]
    fn no_dates_can_upset_it(
        patient in any_patient(),
        facts in proptest::collection::vec(any_event(), 0..16),
        now in any_moment(),
    ) {
        let zone = Tz::America__New_York;
        for deadline in run_for(zone, &patient, &facts, now.earliest()) {
            prop_assert!(!deadline.why.is_empty(), "{:?}", deadline);
            if let Some(due) = deadline.due {
                left(due, now.earliest(), zone);
            }
        }
    }

    /// Of the rules that a fact satisfies none ends earlier, and late, because it was recorded.
    #[test]
    fn doing_it_never_makes_another_of_its_rule_late(
        patient in any_patient(),
        facts in proptest::collection::vec(any_event(), 0..10),
        more in any_satisfier(),
    ) {
        let now = at("2026-09-14T10:42");
        let answered: Vec<&str> = rules()
            .iter()
            .filter(|rule| rule.satisfied_by.iter().any(|by| by.is(&more)))
            // It starts these itself, and a new start is a new deadline.
            .filter(|rule| rule.windows.iter().all(|window| !window.from.is(&more)))
            .filter(|rule| !(restarts(rule.id) || starts_care(rule.id) && matches!(more, Event::Soc { .. })))
            .map(|rule| rule.id)
            .collect();
        let late = |facts: &[Event]| -> Vec<(&str, Option<NaiveDateTime>)> {
            let found = run_for(Tz::America__New_York, &patient, facts, now).into_iter();
            let late = found.filter(|d| d.status == DeadlineStatus::Overdue && answered.contains(&d.rule));
            late.map(|d| (d.rule, d.due.map(Due::last_moment))).collect()
        };
        let before = late(&facts);
        let with: Vec<Event> = facts.iter().cloned().chain([more.clone()]).collect();
        for overdue in late(&with) {
            prop_assert!(before.contains(&overdue), "{overdue:?} was not late before {more:?}");
        }
    }
}

/// Rules that the start of care ends: a start of care is an admission, with deadlines of its own.
fn starts_care(rule: &str) -> bool {
    ["soc-initial-visit", "timely-initiation"].contains(&rule)
}

/// Rules whose interval starts anew with each answer.
fn restarts(rule: &str) -> bool {
    [
        "therapy-30",
        "aide-sup-14",
        "aide-sup-60",
        "aide-observe-annual",
        "aide-observe-6mo",
        "lpn-supervision",
        "assistant-supervision",
        "order-recurring",
    ]
    .contains(&rule)
}

proptest! {
    #![proptest_config(runs(256))]

    /// A fact that is corrected leaves nothing behind: the clock knows only the facts as they stand.
    #[test]
    fn a_correction_equals_the_facts_as_they_stand(
        facts in proptest::collection::vec(any_event(), 1..10),
        (at_place, put) in (any::<prop::sample::Index>(), any_event()),
    ) {
        let now = at("2026-09-14T10:42");
        let patient = (Some(Payer::MedicareFfs), Vec::new());
        let mut corrected = facts.clone();
        corrected[at_place.index(facts.len())] = put.clone();
        // Facts come back in the order they were recorded, or the corrected one last: it is all the same.
        let mut last = facts.clone();
        last.remove(at_place.index(facts.len()));
        last.push(put);
        run_for(Tz::America__New_York, &patient, &facts, now);
        let found = run_for(Tz::America__New_York, &patient, &corrected, now);
        prop_assert_eq!(found, run_for(Tz::America__New_York, &patient, &last, now));
    }
}

/// Not a test: what the clock costs, for a caseload of 30 and for an agency of 6,000.
#[test]
#[ignore = "a measurement; run it in a release build"]
fn how_long_the_clock_takes() {
    let situation = crate::situation::Situation::demo();
    let now = crate::situation::demo_now();
    let board = caseload::domain::board::Board::of(situation.caseload("ortiz"), crate::desk::knowledge(), now);
    for count in [30_usize, 6_000] {
        let begun = std::time::Instant::now();
        let deadlines: usize =
            board.patients.iter().cycle().take(count).map(|patient| board.explained(patient).len()).sum();
        println!("{count} patients, {deadlines} deadlines with their arithmetic: {:?}", begun.elapsed());
    }
}
