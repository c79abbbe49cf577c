//! Orders in force by their days, beside the visits: examples as data.

use caseload::domain::caseload::visits_known;
use caseload::domain::codes::Discipline;
use caseload::domain::deadline::{Case, admission};
use caseload::domain::event::Event;
use caseload::domain::frequency::{Admission, DateRange};
use caseload::domain::holidays::Holidays;
use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::Deserialize;

use super::cases;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    facts: Vec<Event>,
    /// Start of care of an episode without a fact of it.
    soc: Option<NaiveDate>,
    /// Orders of the episode.
    #[serde(default)]
    episode: Vec<String>,
    /// Visits still to be made.
    #[serde(default)]
    placed: Vec<(Discipline, NaiveDate)>,
    /// The first and the last day of which every visit is known.
    known: Option<(NaiveDate, NaiveDate)>,
    today: NaiveDate,
    /// A day of another period to look at.
    on: Option<NaiveDate>,
    /// Lines that stand there.
    #[serde(default)]
    says: Vec<String>,
    /// Whether `says` is all.
    #[serde(default)]
    all: bool,
    /// Words that no line has.
    #[serde(default)]
    never: Vec<String>,
    /// A visit to be placed, and what is said against it; nothing when `against` is missing.
    place: Option<(Discipline, NaiveDate)>,
    against: Option<String>,
}

#[test]
fn orders_count_by_their_days() {
    let holidays = Holidays::federal();
    for example in cases::<Example>("course") {
        let name = &example.name;
        let case = Case {
            zone: chrono_tz::America::Chicago,
            covers: &[],
            born: None,
            disciplines: &[],
            holidays: &holidays,
            week_starts: Weekday::Sun,
            scheduled: Vec::new(),
            visits_from: None,
            events: example.facts.iter().collect(),
        };
        let admission = admission(&case, example.today.and_time(NaiveTime::MIN), example.soc).unwrap();
        let known = example.known.map_or(DateRange::ALWAYS, |(from, to)| DateRange { from, to });
        let admission = Admission { undated: &example.episode, placed: example.placed.clone(), known, ..admission };
        let course = admission.course_on(example.on.unwrap_or(admission.current_day())).unwrap();
        let lines = course.lines();
        if example.all {
            assert_eq!(lines, example.says, "{name}");
        }
        for wanted in &example.says {
            assert!(lines.contains(wanted), "{name}: no {wanted:?}\nin {lines:#?}");
        }
        for word in &example.never {
            assert!(!lines.iter().any(|line| line.contains(word)), "{name}: {word:?}\nin {lines:#?}");
        }
        if let Some((discipline, day)) = &example.place {
            let against = admission.placing(discipline, *day).map(|placing| placing.to_string());
            assert_eq!(against, example.against, "{name}");
        }
    }
}

/// Visits are read from this time of day 35 days back to this time of day 15 days ahead.
#[test]
fn of_the_outermost_days_only_a_part_is_read() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let known = visits_known(day("2026-03-10"));
    assert_eq!((known.from, known.to), (day("2026-02-04"), day("2026-03-24")));
}
