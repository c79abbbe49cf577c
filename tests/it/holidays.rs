//! Business days and the holidays of the United States.

use caseload::domain::holidays::Holidays;
use chrono::{Datelike, NaiveDate};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_federal_holidays_of_a_year_stand_on_their_observed_days() {
    let observed = |year: i32| {
        let days = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(move |day| day.year() == year);
        let weekdays = days.filter(|day| day.weekday().num_days_from_monday() < 5);
        let kept = weekdays.filter_map(|day| Some((day.format("%m-%d").to_string(), Holidays::federal().on(day)?)));
        kept.collect::<Vec<_>>()
    };
    let names_2026 = [
        ("01-01", "New Year's Day"),
        ("01-19", "Martin Luther King Jr. Day"),
        ("02-16", "Washington's Birthday"),
        ("05-25", "Memorial Day"),
        ("06-19", "Juneteenth"),
        ("07-03", "Independence Day"),
        ("09-07", "Labor Day"),
        ("10-12", "Columbus Day"),
        ("11-11", "Veterans Day"),
        ("11-26", "Thanksgiving Day"),
        ("12-25", "Christmas Day"),
    ];
    assert_eq!(observed(2026), names_2026.map(|(day, name)| (day.to_owned(), name)));

    let days = |year| observed(year).into_iter().map(|(day, _)| day).collect::<Vec<_>>().join(" ");
    // 2021: Juneteenth is new and a Saturday, Independence Day a Sunday; 2022 begins on a Saturday.
    assert_eq!(days(2020), "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25");
    assert_eq!(days(2021), "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31");
    assert_eq!(days(2022), "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26");
}

#[test]
fn business_days_begin_the_day_after() {
    let federal = Holidays::federal();
    let cases = [
        ("2026-05-22", 5, "2026-06-01"),
        ("2026-05-22", 2, "2026-05-27"),
        ("2026-04-10", 2, "2026-04-14"),
        ("2026-03-04", 4, "2026-03-10"),
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-05-23", 0, "2026-05-23"),
        ("2026-05-23", 1, "2026-05-26"),
    ];
    for (from, count, to) in cases {
        assert_eq!(federal.add_business_days(day(from), count), Some(day(to)), "{from} and {count}");
    }
    assert_eq!(federal.add_business_days(NaiveDate::MAX, 1), None);
}

#[test]
fn an_agency_keeps_its_own_days() {
    let own = Holidays::of([day("2026-11-27")]);
    assert!(own.is_business_day(day("2026-11-26")), "its list stands in place of the federal one");
    assert!(!own.is_business_day(day("2026-11-27")) && own.on(day("2026-11-27")).is_some());
    assert!(!own.is_business_day(day("2026-11-28")), "a Saturday");
    assert_eq!(own.add_business_days(day("2026-11-26"), 1), Some(day("2026-11-30")));
    assert_eq!(Holidays::default(), Holidays::federal());
}
