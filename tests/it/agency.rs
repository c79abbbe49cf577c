//! A whole agency on one board: the same findings as on the boards of its case managers, only more of them.

use std::sync::mpsc::{Receiver, channel};

use caseload::clock::Clock;
use caseload::domain::board::Board;
use caseload::domain::record::{Body, Record};
use caseload::domain::user::Role;
use caseload::domain::when::{civil, instants};
use caseload::run::{self, Event, Office, Session};
use caseload::ui::{Effect, Msg};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use crate::desk::{Desk, knowledge};
use crate::situation::{Situation, at, cared_for, now, patient, user, visit};

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
    let session = Session::of(&store, situation.user("rbrandt"), users).unwrap();
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

/// The office of an on-call nurse, who looks after so many patients.
fn on_call(size: usize) -> Situation {
    let mut nurse = user("ncall", "Nora", "Call");
    if let Body::User(record) = &mut nurse.body {
        record.role = Role::OnCall;
    }
    let mut situation = Situation::with(vec![nurse]);
    situation.take(crowd(size));
    situation
}

/// Three o'clock of the crowd's day: the visits in the day are over and not closed.
fn desk(size: usize, window: (u16, u16)) -> Desk {
    Desk::of(on_call(size), "ncall", at("2026-03-10T20:00:00Z"), window)
}

#[test]
fn a_board_that_nobody_waits_for_any_more_is_not_read_to_its_end() {
    let mut desk = desk(403, (80, 24));
    let mut told = Vec::new();
    let board = desk.office.board_told(now(), &mut |done, of| {
        told.push((done, of));
        false
    });
    assert!(board.unwrap().is_none());
    assert_eq!(told, [(400, 403)]);
    let whole = desk.office.board_told(now(), &mut |done, of| {
        told.push((done, of));
        true
    });
    assert_eq!(whole.unwrap().unwrap().patients.len(), 403);
    assert_eq!(told[1..], [(400, 403), (403, 403)]);
}

#[test]
fn what_is_not_read_yet_never_looks_like_nothing_to_do() {
    for window in [(80, 24), (120, 40)] {
        let mut desk = desk(30, window).awaiting();
        for view in ["1", "2", "3", "4", "5"] {
            desk.keys(view);
            desk.has("Reading the patients of the whole agency ...");
            desk.has("reading p");
            for false_or_empty in
                ["0 p", "Nothing needs", "No visits", "No deadline", "No medication", "No goal", "(0)", "0/0"]
            {
                desk.lacks(false_or_empty);
            }
        }
        desk.tell(Msg::Reading(12, 30)).keys("3 +");
        desk.has("Reading 30 patients of the whole agency: 12 so far.");
        desk.has("reading 12 of 30 p");
        desk.has("The patients are still being read.");
        desk.keys("R");
        assert_eq!(desk.effects, [], "reading is not begun again");
        let board = desk.office.board(desk.now()).unwrap();
        desk.tell(Msg::Board(Box::new(board)));
        desk.lacks("eading");
        desk.has("30 p");
        assert!(desk.keys("2").row().contains("FAMILY000"), "{}", desk.row());
    }
}

#[test]
fn a_board_that_could_not_be_read_says_so_until_it_is_read() {
    let mut desk = desk(3, (80, 24)).awaiting();
    desk.tell(Msg::Unread("Not read: the database is busy.".to_owned()));
    desk.has("The patients of the whole agency could not be read");
    desk.has("pts NOT READ");
    desk.keys("R");
    assert_eq!(desk.effects, [Effect::ReadBoard]);
    desk.has("3 pts");
}

#[test]
fn a_key_makes_the_lines_of_one_frame_and_counts_nothing_anew() {
    for window in [(80, 24), (120, 40)] {
        let mut desk = desk(300, window);
        for view in ["1", "2", "3", "4", "5"] {
            for key in [view, "j", "G", "Tab", "k"] {
                let before = desk.app.effort().so_far();
                desk.keys(key);
                desk.screen();
                let after = desk.app.effort().so_far();
                // Five lists stand beside each other in a wide window, none of them higher than it.
                let rows = usize::from(window.1) * if window.0 >= 120 { 2 } else { 1 };
                assert!(after[0] - before[0] <= rows, "{key} in {view}: {} lines", after[0] - before[0]);
                assert_eq!(after[1..], before[1..], "{key} in {view}");
            }
        }
    }
}

/// How many rows of the list at the top of the screen begin with a time and go to patients of such names.
fn rows(desk: &Desk, family: &str) -> usize {
    let is_row = |line: &&str| line.trim_start_matches([' ', '>']).starts_with("10:00-") && line.contains(family);
    desk.screen().lines().filter(is_row).count()
}

#[test]
fn a_letter_of_a_filter_makes_no_text_anew_but_the_first_one() {
    let mut desk = desk(300, (80, 40));
    desk.keys("2 /").type_text("f");
    let [_, listed, folded, _] = desk.app.effort().so_far();
    assert_eq!(folded, 600, "each row once");
    desk.type_text("amily29");
    desk.has("2 Visits 600");
    assert_eq!(rows(&desk, "FAMILY29"), 10);
    desk.keys("Backspace").type_text("8");
    assert_eq!(rows(&desk, "FAMILY28"), 10);
    assert_eq!(desk.app.effort().so_far()[1..3], [listed, folded]);
    // A new board has other rows, and the filter holds for them.
    desk.keys("Enter R");
    assert_eq!(rows(&desk, "FAMILY28"), 10);
    assert_eq!(rows(&desk, "FAMILY"), 10);
}

/// What the store's thread answers to these requests, in words.
fn answered(answers: &Receiver<Event>) -> impl Iterator<Item = String> {
    answers.iter().map(|event| match event {
        Event::Answer(msg) => match *msg {
            Msg::Reading(done, of) => format!("{done} of {of}"),
            Msg::Board(board) => format!("board of {}", board.patients.len()),
            Msg::Found(number, found) => format!("search {number} found {}", found.len()),
            other => format!("{other:?}"),
        },
        Event::Input(input) => format!("{input:?}"),
    })
}

#[test]
fn what_is_asked_goes_before_a_long_reading_and_is_done_after_she_has_left() {
    let desk = desk(403, (80, 24));
    let clock = Clock::fixed(desk.now());
    let ((requests, inbox), (to, answers)) = (channel(), channel());
    requests.send(Effect::Find(7, "family402".to_owned())).unwrap();
    drop(requests);
    run::attend(desk.office, &clock, vec![Effect::ReadBoard], &inbox, &to);
    drop(to);
    assert_eq!(answered(&answers).collect::<Vec<_>>(), ["search 7 found 1"], "nobody waits for the board");
}

#[test]
fn a_long_reading_tells_how_far_it_is() {
    let desk = desk(403, (80, 24));
    let clock = Clock::fixed(desk.now());
    let ((requests, inbox), (to, answers)) = (channel(), channel());
    let office = desk.office;
    let store = std::thread::spawn(move || run::attend(office, &clock, vec![Effect::ReadBoard], &inbox, &to));
    let first: Vec<String> = answered(&answers).take(3).collect();
    drop(requests);
    store.join().unwrap();
    assert_eq!(first, ["400 of 403", "403 of 403", "board of 403"]);
}

#[test]
fn a_board_that_cannot_be_read_is_not_taken_for_a_write_that_failed() {
    let mut desk = Desk::small(crate::situation::Situation::with_one_visit());
    desk.keys("f").type_text("abara").keys("Enter g t a").type_text("verbal").keys("Enter");
    let open = desk.screen();
    desk.app.update(Msg::Key(caseload::ui::key::Key::Enter));
    assert!(desk.app.is_writing(), "{open}");
    desk.app.update(Msg::Unread("Not read: the database is busy.".to_owned()));
    assert!(desk.app.is_writing(), "the write is still on its way");
    assert!(desk.app.overlay().is_none(), "a form that opened again would invite a second record");
}
