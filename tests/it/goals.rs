//! Deciding about goals: a situation, keys, and what is to be seen.

use caseload::domain::plan::{Direction, Goal, Progress};
use caseload::domain::record::{Body, Record};

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

fn goal(key: &str, text: &str, target: &str, by: &str) -> Record {
    let day = |text: &str| Some(text.parse().unwrap());
    let goal = Goal {
        problem: "Hypertension".to_owned(),
        measure: Some("blood pressure".to_owned()),
        target: Some(target.to_owned()),
        unit: Some("mmHg".to_owned()),
        started: day("2026-01-20"),
        target_date: day(by),
        ..Goal::saying(text)
    };
    of("ruth", key, Body::Goal(goal))
}

/// Ruth has two goals, one past its date; it is Tuesday 10 March, 9:00. Her goals are open.
fn ruth(size: (u16, u16)) -> Desk {
    let date = "2026-03-03".parse().unwrap();
    let check =
        Progress { goal: None, date, direction: Direction::Toward, evidence: "148/86".to_owned(), counts: true };
    let mut checked = of("ruth", "c/1", Body::Progress(check));
    checked.links.goal = Some("g/1".to_owned());
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        goal("g/1", "Blood pressure under 140/90", "<140/90", "2026-03-06"),
        goal("g/2", "Walks to the mailbox and back", "60", "2026-04-10"),
        checked,
    ];
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk
}

#[test]
fn goals_in_a_small_and_in_a_wide_window() {
    insta::assert_snapshot!("goals_80x24", ruth((80, 24)).styled_screen());
    insta::assert_snapshot!("goals_120x40", ruth((120, 40)).styled_screen());
}

#[test]
fn a_goal_is_checked_with_a_digit_and_a_line() {
    let mut desk = ruth((80, 24));
    desk.keys("1").type_text("132/80, sitting").keys("Enter");
    desk.has("goal checked: met");
    desk.has("met       132/80, sitting");
    desk.keys("u");
    assert_eq!(desk.number("SELECT count(*) FROM progress WHERE counts = 1"), 1);
    assert!(!desk.screen().contains("132/80"), "{}", desk.screen());
}

#[test]
fn a_check_says_what_was_found_and_is_not_dated_ahead() {
    let mut desk = ruth((80, 24));
    desk.keys("4 Enter");
    desk.has("what was found: is needed");
    desk.type_text("152/90").keys("Tab").type_text("tomorrow").keys("Enter");
    desk.has("is still to come");
    assert_eq!(desk.number("SELECT count(*) FROM progress"), 1);
}

#[test]
fn a_target_is_changed_with_its_reason_and_the_goal_asks_no_more() {
    let mut desk = ruth((80, 24));
    desk.has("target date passed 4 days ago");
    desk.keys("e Tab Tab").type_text("2026-04-30").keys("S-Tab S-Tab S-Tab").type_text("dose was raised on 3 March");
    desk.keys("Enter");
    desk.has("goal changed");
    assert!(!desk.screen().contains("target date passed"), "{}", desk.screen());
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE target_date = '2026-04-30' AND version = 2"), 1);
}

#[test]
fn a_goal_is_closed_or_dropped_with_a_reason() {
    let mut desk = ruth((80, 24));
    desk.keys("m Enter");
    desk.has("why: is needed");
    desk.type_text("three readings under 140/90").keys("Enter");
    desk.has("goal closed as met");
    desk.keys("D").type_text("moved to her daughter, no mailbox").keys("Enter");
    desk.has("goal dropped");
    desk.has("Nothing is planned yet");
    desk.keys("u u");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE status = 'open'"), 2);
}

#[test]
fn a_goal_is_added_with_its_measure() {
    let mut desk = ruth((80, 24));
    desk.keys("a")
        .type_text("goal")
        .keys("Enter")
        .type_text("Weighs herself daily")
        .keys("Tab")
        .type_text("days a week")
        .keys("Tab")
        .type_text("7");
    desk.keys("Enter");
    desk.has("by: is needed");
    desk.type_text("2026-03-09").keys("Enter");
    desk.has("is in the past");
    desk.keys("Ctrl-u").type_text("+21").keys("Enter");
    desk.has("goal added");
    desk.has("Weighs herself daily");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE target = '7' AND started = '2026-03-10'"), 1);
}

#[test]
fn r_on_a_goal_that_asks_leads_to_it() {
    let mut desk = ruth((80, 24));
    desk.keys("Esc 5 j r");
    desk.has("2 goals (2 ask)");
    desk.has("> ~    Goal: Walks to the mailbox");
}

#[test]
fn a_goal_that_asks_is_decided_about_and_rests_until_its_facts_change() {
    let mut desk = ruth((80, 24));
    desk.keys("r");
    desk.has("target date passed 4 days ago");
    for (digit, way) in [(1, "keep"), (2, "change the goal"), (3, "change the plan"), (4, "consult"), (5, "close")] {
        desk.has(&format!("{digit} {way}"));
    }
    desk.keys("1").type_text("two readings this week").keys("Tab").type_text("+3").keys("Enter");
    desk.lacks("target date passed");
    assert_eq!(desk.number("SELECT count(*) FROM task WHERE status = 'open' AND due = '2026-03-13'"), 1);
    desk.keys("4").type_text("150/90").keys("Enter");
    desk.has("target date passed");
    desk.keys("r");
    desk.has("before: kept as it is: two readings this week");
}
