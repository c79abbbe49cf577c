//! Screens read to the end: nothing glued together, nothing over a letter, no sentence against what stands beside it.

use caseload::domain::codes::CodeStatus;
use caseload::domain::medication::Medication;
use caseload::domain::record::{Body, Record};

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

#[test]
fn a_picker_says_that_nothing_matches_only_when_nothing_does() {
    for opens in [":", "a"] {
        let mut desk = Desk::demo(80, 24);
        desk.keys(opens);
        desk.lacks("Nothing for");
        desk.type_text("visit");
        desk.lacks("Nothing for");
        desk.type_text("zzzz");
        desk.has("Nothing for \"visitzzzz\"");
    }
}

#[test]
fn columns_of_a_narrow_list_stand_apart() {
    let desk = Desk::demo(120, 40);
    desk.has("Start of care  Tue 11:30");
    desk.has("in progress|");
    let desk = Desk::demo(200, 60);
    desk.has("Start of care  to Tue 15:20  visit placed Tue 11:30");
    desk.has("Transfer sum.  13-15 Sep");
}

#[test]
fn a_reason_that_has_no_room_loses_the_day_that_the_next_column_has() {
    let mut desk = Desk::demo(80, 24);
    desk.has("Transfer OASIS due soon         +1 1d");
    desk.keys("j j j j j j j w");
    desk.has("Transfer OASIS due soon, to Tue 15 Sep");
}

#[test]
fn the_mark_of_a_text_that_goes_on_covers_no_letter() {
    let mut desk = Desk::demo(120, 40);
    desk.keys("Enter");
    desk.has("/min 07 Sepv v  ");
}

#[test]
fn a_menu_that_goes_on_says_so() {
    let mut desk = Desk::demo(80, 24);
    desk.keys("e");
    let last = |desk: &mut Desk| {
        desk.screen().lines().rfind(|line| line.starts_with("| ") || line.starts_with("|v")).map(str::to_owned)
    };
    assert!(last(&mut desk).is_some_and(|line| line.starts_with("|v")), "{}", desk.screen());
    desk.keys("G");
    assert!(last(&mut desk).is_some_and(|line| !line.starts_with("|v")), "{}", desk.screen());
    desk.has("|^");
}

#[test]
fn a_goal_is_shown_with_each_of_its_facts_once() {
    let mut desk = Desk::demo(120, 40);
    desk.keys("5");
    let screen = desk.screen();
    assert_eq!(screen.matches("144/73").count(), 1, "{screen}");
    assert_eq!(screen.matches("arget date: Fri 11 Sep 2026").count(), 1, "{screen}");
    desk.lacks("2026-09-11");
}

#[test]
fn the_most_pressing_alert_stands_first_in_the_chart() {
    let mut desk = Desk::demo(80, 24);
    let screen = desk.keys("Enter").screen();
    let at = |what: &str| screen.find(what);
    assert!(at("!! SERIOUS  warfarin").is_some() && at("!! SERIOUS  warfarin") < at("~  SERIOUS"), "{screen}");
}

#[test]
fn what_is_not_recorded_is_said_once() {
    let mut ruth = patient("ruth", "Abara", "Ruth");
    let Body::Patient(body) = &mut ruth.body else { panic!("a patient") };
    body.code_status = CodeStatus::NotRecorded;
    let situation = Situation::with(vec![ruth, cared_for("ruth", "rbrandt")]);
    let mut desk = Desk::of(situation, "rbrandt", now(), (120, 40));
    desk.keys("f").type_text("abara").keys("Enter");
    desk.has("Code status: not recorded");
    desk.lacks("Code status: code status");
}

fn line(key: &str, drug: &str, sig: &str) -> Record {
    of("ruth", key, Body::Medication(Medication::written(drug, sig)))
}

/// Ruth's medication list is open.
fn ruth(lines: &[(&str, &str)]) -> Desk {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    records.extend(lines.iter().enumerate().map(|(at, (drug, sig))| line(&format!("m/{at}"), drug, sig)));
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g m");
    desk
}

#[test]
fn a_list_that_nobody_gave_takes_no_room_in_a_reconciliation() {
    let mut desk = ruth(&[("methotrexate 2.5 mg tablet", "4 tablets by mouth once a week on Monday")]);
    desk.keys("L").type_text("1").keys("Tab").type_text("St. Anne").keys("Tab Tab");
    desk.paste("methotrexate 2.5 mg 4 tablets once a day\n");
    desk.keys("Enter =");
    desk.lacks("In the home");
    // A day and a week are told apart in the row itself.
    desk.has("2.5 mg: 4 tab weekly");
    desk.has("2.5 mg: 4 tab daily");
    desk.keys("5 g 0");
    desk.has("ask: methotrexate");
    desk.lacks("[");
    desk.lacks("characters");
}

#[test]
fn the_heading_of_a_list_is_read_to_its_end() {
    let lines = [
        ("lisinopril 10 mg tablet", "10 mg by mouth once a day"),
        ("zinc oxide cream", "apply to bottom"),
        ("alendronate 70 mg tablet", "70 mg by mouth once a week"),
        ("metformin 500 mg tablet", "500 mg by mouth twice a day"),
        ("potassium chloride", "by mouth 3 times a day with food, 1 scoop"),
        ("docusate", "by mouth"),
    ];
    let desk = ruth(&lines);
    let screen = desk.screen();
    let heading: Vec<&str> = screen.lines().skip_while(|line| !line.starts_with(" medicines 6")).take(2).collect();
    assert!(heading.iter().all(|line| !line.contains("..")), "{screen}");
    desk.has("about ");
    assert!(screen.contains("2 have\n   no frequency"), "{screen}");
}
