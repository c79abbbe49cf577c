//! Visit-frequency orders: examples as data, and what must hold for any of them.

use caseload::domain::codes::Discipline;
use caseload::domain::frequency::{
    DateRange, Dated, FrequencyOrder, InForce, Outcome, WeekRow, WeekStart, counted, ledger, visits_in_payment_period,
    weeks_touched, would_be_unordered,
};
use caseload::domain::visit::{Visit, VisitKind, VisitState, VisitStatus};
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use serde::Deserialize;
use serde::de::DeserializeOwned;

mod course;
mod properties;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    case: Vec<T>,
}

fn cases<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = format!("{}/tests/cases/frequency/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let file: File<T> = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(!file.case.is_empty());
    file.case
}

fn order(text: &str) -> FrequencyOrder {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The 60 days from a start of care.
fn period(soc: NaiveDate) -> DateRange {
    DateRange { from: soc, to: soc + Days::new(59) }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Readable {
    written: String,
    printed: String,
    words: Option<String>,
    #[serde(default)]
    warnings: Vec<String>,
}

#[test]
fn orders_are_read_as_people_write_them() {
    for example in cases::<Readable>("written") {
        let read = order(&example.written);
        assert_eq!(read.to_string(), example.printed, "{}", example.written);
        assert_eq!(order(&example.printed), read, "{}", example.printed);
        if let Some(words) = &example.words {
            assert_eq!(read.words(), *words, "{}", example.written);
        }
        let warnings: Vec<&str> = read.warnings().iter().map(|warning| warning.text()).collect();
        assert_eq!(warnings, example.warnings, "{}", example.written);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    #[serde(default)]
    name: String,
    written: String,
    /// The sentence; `*` at its end stands for more of it.
    says: String,
}

#[test]
fn what_is_not_understood_is_named_with_its_place() {
    for example in cases::<Refused>("refused") {
        let said = example.written.parse::<FrequencyOrder>().map(|read| read.to_string()).unwrap_err().to_string();
        let place = format!("{:?} {}", example.written, example.name);
        match example.says.strip_suffix('*') {
            Some(beginning) => assert!(said.starts_with(beginning), "{place}: {said}"),
            None => assert_eq!(said, example.says, "{place}"),
        }
    }
}

#[test]
fn an_endless_text_is_refused_and_not_repeated() {
    let said = "SN 3w1 ".repeat(100_000).parse::<FrequencyOrder>().unwrap_err();
    assert!(said.words.chars().count() <= 40);
    let many = "1w1 ".repeat(17).parse::<FrequencyOrder>().unwrap_err();
    assert_eq!(many.trouble, caseload::domain::frequency::Trouble::TooLong);
    let reason = format!("2PRN for {}", "pain ".repeat(40)).parse::<FrequencyOrder>().unwrap_err();
    assert_eq!(reason.trouble, caseload::domain::frequency::Trouble::TooLong);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Touched {
    soc: NaiveDate,
    #[serde(default)]
    week_start: WeekStart,
    weeks: u32,
    first: String,
    last: String,
}

#[test]
fn a_period_of_sixty_days_touches_nine_or_ten_weeks() {
    for example in cases::<Touched>("weeks") {
        let weeks: Vec<_> = weeks_touched(period(example.soc), example.week_start).collect();
        let said = |index: usize| format!("{} to {}", weeks[index].days.from, weeks[index].days.to);
        let found = (weeks.len(), weeks.last().unwrap().number, said(0), said(weeks.len() - 1));
        assert_eq!(
            found,
            (example.weeks as usize, example.weeks, example.first, example.last),
            "{} {:?}",
            example.soc,
            example.week_start
        );
    }
}

#[test]
fn the_agencys_week_is_written_as_a_word() {
    for word in ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] {
        let read: WeekStart = serde_json::from_str(&format!("\"{word}\"")).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), format!("\"{word}\""));
    }
    let said = serde_json::from_str::<WeekStart>("\"someday\"").unwrap_err().to_string();
    assert!(said.starts_with("`someday` is no weekday (sunday, "), "{said}");
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Beside {
    name: String,
    order: String,
    soc: NaiveDate,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    #[serde(default)]
    paused: Vec<(NaiveDate, NaiveDate)>,
    #[serde(default)]
    week_start: WeekStart,
    /// The first and the last day of which every visit is known.
    known: Option<(NaiveDate, NaiveDate)>,
    today: NaiveDate,
    /// Month, day and outcome.
    #[serde(default)]
    visits: Vec<String>,
    #[serde(default)]
    weeks: Vec<String>,
    /// Whether `weeks` are all there are.
    #[serde(default)]
    all: bool,
    prn_left: Option<u32>,
    orders_end: Option<String>,
    /// A day a visit more is to be placed on.
    place: Option<NaiveDate>,
    would_be: Option<String>,
}

fn visit(text: &str) -> Dated {
    let (day, outcome) = text.split_once(' ').unwrap();
    let outcome = match outcome {
        "done" => Outcome::Done,
        "placed" => Outcome::Placed,
        "missed" => Outcome::Missed,
        other => panic!("no outcome: {other}"),
    };
    (date(&format!("2026-{day}")), outcome)
}

fn said(row: &WeekRow) -> String {
    let (from, to) = (row.days.from.format("%m-%d"), row.days.to.format("%m-%d"));
    let mut line =
        format!("{}: {from} to {to}: {} ordered, {} placed, {} done", row.number, row.ordered, row.placed, row.done);
    for (count, what) in [(row.missed, "missed"), (row.prn, "PRN")] {
        if count > 0 {
            line = format!("{line}, {count} {what}");
        }
    }
    if !row.is_known {
        line.push_str(", not known");
    }
    [line].into_iter().chain(row.lines()).collect::<Vec<_>>().join("; ")
}

#[test]
fn an_order_beside_its_visits() {
    for example in cases::<Beside>("ledger") {
        let name = &example.name;
        let order = order(&example.order);
        let paused: Vec<_> = example.paused.iter().map(|(from, to)| DateRange { from: *from, to: *to }).collect();
        let in_force = InForce {
            from: example.from.unwrap_or(example.soc),
            until: example.until,
            paused: &paused,
            week_start: example.week_start,
            known: example.known.map_or(DateRange::ALWAYS, |(from, to)| DateRange { from, to }),
            ..InForce::from_start(&order, period(example.soc))
        };
        let visits: Vec<Dated> = example.visits.iter().map(|text| visit(text)).collect();
        let found = ledger(&in_force, &visits, example.today);
        let rows: Vec<String> = found.weeks.iter().map(said).collect();
        if example.all {
            assert_eq!(rows, example.weeks, "{name}");
        }
        for wanted in &example.weeks {
            assert!(rows.contains(wanted), "{name}: no {wanted}\nin {rows:#?}");
        }
        assert_eq!(found.orders_end.map(|end| end.to_string()), example.orders_end, "{name}");
        assert_eq!(example.prn_left.or(found.prn_left), found.prn_left, "{name}");
        if let Some(day) = example.place {
            let would_be = would_be_unordered(&in_force, &visits, day, example.today);
            assert_eq!(would_be.map(|unordered| unordered.to_string()), example.would_be, "{name}");
        }
    }
}

#[test]
fn telehealth_never_counts() {
    let of = |kind: VisitKind, status: VisitStatus| {
        let at = "2026-03-05T04:30:00Z".parse().unwrap();
        let state = VisitState { status, started: None, finished: None, reason: None, practitioner_told: false };
        let discipline = Discipline::SkilledNursing;
        let visit = Visit {
            episode: None,
            clinician: None,
            discipline,
            kind,
            starts: at,
            ends: at,
            purpose: String::new(),
            state,
        };
        counted(&visit, Tz::America__Chicago)
    };
    let day = date("2026-03-04");
    assert_eq!(of(VisitKind::Telehealth, VisitStatus::Done), None);
    assert_eq!(of(VisitKind::from_word("telehealth"), VisitStatus::Planned), None);
    assert_eq!(of(VisitKind::NonBillable, VisitStatus::Done), None);
    assert_eq!(of(VisitKind::Routine, VisitStatus::Cancelled), None);
    assert_eq!(of(VisitKind::Routine, VisitStatus::Done), Some((day, Outcome::Done)));
    assert_eq!(of(VisitKind::Recert, VisitStatus::Started), Some((day, Outcome::Placed)));
    assert_eq!(of(VisitKind::Routine, VisitStatus::Attempted), Some((day, Outcome::Missed)));
}

#[test]
fn payment_periods_are_counted_and_nothing_more() {
    let visits: Vec<Dated> =
        ["03-03 done", "03-04 done", "04-02 done", "04-03 placed", "04-10 missed", "05-02 placed", "05-03 placed"]
            .map(visit)
            .to_vec();
    let [first, second] = visits_in_payment_period(date("2026-03-04"), &visits, [Some(3), None]);
    assert_eq!(first.days.to_string(), "Wed 2026-03-04 to Thu 2026-04-02");
    assert_eq!((first.done, first.planned, first.threshold), (2, 0, Some(3)));
    assert_eq!(second.days.to_string(), "Fri 2026-04-03 to Sat 2026-05-02");
    assert_eq!((second.done, second.planned, second.threshold), (0, 2, None));
}
