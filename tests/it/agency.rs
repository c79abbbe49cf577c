//! A whole agency on one board: the same findings as on the boards of its case managers, only more of them.

use caseload::domain::board::Board;
use caseload::domain::record::Record;
use caseload::domain::when::{civil, instants};
use caseload::run::{Office, Session};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use crate::desk::knowledge;
use crate::situation::{Situation, cared_for, now, patient, visit};

/// So many patients, each with a visit in her day and one late at night.
fn crowd(size: usize) -> Vec<Record> {
    let entries = |number: usize| {
        let key = format!("p{number}");
        let visit = |starts| visit(&key, "rbrandt", starts);
        let (day, night) = (visit("2026-03-10T15:00:00Z"), visit("2026-03-11T04:30:00Z"));
        [patient(&key, &format!("Family{number:03}"), "Ada"), cared_for(&key, "rbrandt"), day, night]
    };
    (0..size).flat_map(entries).collect()
}

#[test]
fn many_patients_are_assessed_side_by_side_with_the_findings_and_the_order_of_few() {
    let situation = Situation::with(crowd(403));
    let one_by_one = Board::of(situation.caseload("rbrandt"), knowledge(), now());
    let store = situation.colleague();
    let users = store.users().unwrap();
    let session = Session::of(&store, situation.user("rbrandt"), users, "test").unwrap();
    let side_by_side = Office::new(store, session, knowledge()).board(now()).unwrap();
    assert_eq!(side_by_side.patients.len(), 403);
    assert!(side_by_side == one_by_one, "the two boards differ");
}

#[test]
fn the_visits_of_a_day_are_those_between_its_midnights() {
    let situation = Situation::with(crowd(2));
    let board = Board::of(situation.caseload("rbrandt"), knowledge(), now());
    let on = |day: &str| board.visits_on(day.parse().unwrap()).len();
    assert_eq!(
        (on("2026-03-09"), on("2026-03-10"), on("2026-03-11")),
        (0, 4, 0),
        "23:30 in Chicago is still the tenth"
    );
}

#[test]
fn a_civil_day_begins_with_its_first_instant_and_ends_before_the_next_one_also_when_clocks_are_moved() {
    let zones: [Tz; 4] = [
        chrono_tz::America::Chicago,
        chrono_tz::America::New_York,
        chrono_tz::Pacific::Honolulu,
        chrono_tz::America::Anchorage,
    ];
    let first: NaiveDate = "2026-01-01".parse().unwrap();
    for (zone, day) in zones.into_iter().flat_map(|zone| first.iter_days().take(366).map(move |day| (zone, day))) {
        let hours = instants(day, zone);
        let moment = TimeDelta::milliseconds(1);
        assert_eq!((civil(hours.start, zone), civil(hours.end - moment, zone)), (day, day), "{zone} {day}");
        assert_eq!(civil(hours.start - moment, zone), day.pred_opt().unwrap(), "{zone} {day}");
        assert_eq!(hours.end, instants(day.succ_opt().unwrap(), zone).start, "{zone} {day}");
    }
}
