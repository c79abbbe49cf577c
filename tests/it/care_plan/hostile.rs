//! What a plan of care must stand: colleagues at the same time, closed lines, orders that are withdrawn, forged texts.

use caseload::domain::codes::Discipline;
use caseload::domain::event::Event;
use caseload::domain::patient::{Contact, ContactKind};
use caseload::domain::plan::Intervention;
use caseload::domain::record::{Body, Record};

use super::{goal, planned, ruth, step};
use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

fn desk_of(records: Vec<Record>, size: (u16, u16)) -> Desk {
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk
}

fn also(more: Vec<Record>) -> Desk {
    let mut situation = planned();
    situation.take(more);
    let mut desk = Desk::of(situation, "rbrandt", now(), (100, 60));
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk
}

fn colleague(desk: &mut Desk, batch: &str) {
    desk.store().colleague().connection().execute_batch(batch).unwrap();
    desk.read_again();
}

fn at(screen: &str, text: &str) -> usize {
    screen.find(text).unwrap_or_else(|| panic!("`{text}` is not on:\n{screen}"))
}

#[test]
fn both_of_a_date_is_mine_and_what_else_the_colleague_changed_stays() {
    let mut desk = ruth((80, 24));
    desk.keys("e Tab Tab").type_text("2026-04-30").keys("S-Tab S-Tab S-Tab").type_text("mine");
    colleague(&mut desk, "UPDATE goal SET target_date = '2026-05-01', unit = 'mm Hg', version = version + 1");
    desk.keys("Enter");
    desk.has("a colleague changed the same meanwhile");
    desk.keys("3");
    let kept = "SELECT count(*) FROM goal WHERE target_date = '2026-04-30' AND unit = 'mm Hg' AND outcome = 'mine'";
    assert_eq!(desk.number(kept), 1);
}

#[test]
fn both_of_a_code_is_a_code() {
    let mut desk = ruth((80, 24));
    desk.keys("j e Tab").type_text("PT").keys("S-Tab S-Tab").type_text("mine");
    colleague(&mut desk, "UPDATE intervention SET discipline = 'OT', version = version + 1 WHERE id = 1");
    desk.keys("Enter 3");
    assert_eq!(desk.number("SELECT count(*) FROM intervention WHERE id = 1 AND discipline = 'PT'"), 1);
}

#[test]
fn two_reasons_for_two_fields_are_both_kept_and_nobody_is_asked() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("S-Tab").type_text("call of Dr Lee");
    let theirs = "UPDATE goal SET target_date = '2026-05-01', outcome = 'was ill', version = version + 1";
    colleague(&mut desk, theirs);
    desk.keys("Enter");
    desk.has("goal changed");
    let both = "SELECT count(*) FROM goal WHERE target = '<130/80' AND target_date = '2026-05-01'
                AND outcome LIKE '%was ill%' AND outcome LIKE '%call of Dr Lee%'";
    assert_eq!(desk.number(both), 1);
}

#[test]
fn a_recorded_visit_frequency_order_is_signed_with_the_plan_and_its_change_is_told() {
    let order = |on: &str, text: &str| {
        let date = on.parse().unwrap();
        Event::FrequencyOrder { date, discipline: Discipline::SkilledNursing, text: text.to_owned() }
    };
    let mut desk = also(vec![of("ruth", "f1", Body::Event(order("2026-03-02", "3w1 2w4")))]);
    desk.keys("S");
    desk.has("3w1 2w4");
    desk.keys("y");
    desk.take(vec![of("ruth", "f2", Body::Event(order("2026-03-09", "1w5")))]);
    desk.read_again().keys("S");
    desk.has("1w5");
    desk.keys("y");
    desk.has("who must be told of version 2");
}

#[test]
fn an_order_that_does_not_count_any_more_is_no_order() {
    let mut desk = ruth((100, 60));
    desk.keys("j o Enter");
    desk.lacks("NO ORDER");
    colleague(&mut desk, "UPDATE event SET counts = 0, version = version + 1 WHERE kind = 'order_verbal'");
    desk.has("1 NO ORDER");
    desk.keys("1");
    desk.has("This needs an order before it is done");
    desk.keys("S");
    desk.has("NO ORDER: Teach home readings");
}

#[test]
fn the_order_of_an_intervention_is_signed_in_words() {
    let mut desk = ruth((100, 60));
    desk.keys("j o Enter S");
    desk.has("verbal order");
}

fn by(key: &str, text: &str, discipline: Discipline) -> Record {
    let value = Intervention { discipline: Some(discipline), ..Intervention::doing(text) };
    of("ruth", key, Body::Intervention(value))
}

#[test]
fn who_did_something_that_is_stopped_or_handed_over_is_told() {
    let mut desk = also(vec![
        by("pt", "Gait training", Discipline::PhysicalTherapy),
        by("ot", "Energy saving", Discipline::OccupationalTherapy),
    ]);
    desk.keys("S y");
    colleague(&mut desk, "UPDATE intervention SET active = 0, version = version + 1 WHERE text = 'Gait training'");
    colleague(
        &mut desk,
        "UPDATE intervention SET discipline = 'SLP', version = version + 1 WHERE text = 'Energy saving'",
    );
    desk.keys("S y");
    desk.has("who must be told of version 2");
    for who in ["PT on this case", "OT on this case", "SLP on this case"] {
        desk.has(who);
    }
    desk.keys("G");
    let screen = desk.screen();
    assert!(!screen.contains("nothing of theirs changes"), "{screen}");
}

#[test]
fn the_same_words_in_two_disciplines_are_told_to_the_right_one() {
    let mut desk = also(vec![
        by("pt", "Fall precautions", Discipline::PhysicalTherapy),
        by("ot", "Fall precautions", Discipline::OccupationalTherapy),
    ]);
    desk.keys("S y");
    colleague(
        &mut desk,
        "UPDATE intervention SET frequency = '2w2', version = version + 1
         WHERE text = 'Fall precautions' AND discipline = 'OT'",
    );
    desk.keys("S y Space Space Space Enter");
    assert_eq!(desk.number("SELECT count(*) FROM note WHERE text LIKE 'Told OT%2w2%'"), 1);
    assert_eq!(desk.number("SELECT count(*) FROM note WHERE text LIKE 'Told PT%2w2%'"), 0);
}

#[test]
fn every_contact_who_must_be_told_is_named_and_a_text_is_told_to_the_patient() {
    let mut ruth = patient("ruth", "Abara", "Ruth");
    let contact =
        |name: &str, kind: ContactKind| Contact { name: name.to_owned(), relation: String::new(), kind, phone: None };
    if let Body::Patient(patient) = &mut ruth.body {
        patient.contacts = vec![
            contact("Ann Abara", ContactKind::Family),
            contact("Ben Abara", ContactKind::Emergency),
            contact("Cy Abara", ContactKind::Representative),
            contact("Di Abara", ContactKind::Caregiver),
        ];
    }
    let records = vec![ruth, cared_for("ruth", "rbrandt"), goal("g1", "Pressure under 140/90", "Hypertension")];
    let mut desk = desk_of(records, (120, 60));
    desk.keys("S y");
    colleague(
        &mut desk,
        "INSERT INTO plan_section (patient_id, key, text) SELECT id, 'safety_measures', 'Night light' FROM patient",
    );
    desk.keys("S y");
    desk.has("Cy Abara");
    desk.has("Di Abara");
    desk.keys("Space Space Enter");
    assert_eq!(desk.number("SELECT count(*) FROM note WHERE text LIKE 'Told Ruth Abara%Night light%'"), 1);
}

#[test]
fn what_hangs_on_no_problem_stands_under_no_problem() {
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        goal("g1", "Goal of nothing", ""),
        goal("g2", "Pressure under 140/90", "Hypertension"),
        step("s3", None, "Balance training", false),
    ];
    let desk = desk_of(records, (100, 60));
    let screen = desk.screen();
    assert!(at(&screen, "(no problem named)") < at(&screen, "Balance training"), "{screen}");
    assert!(at(&screen, "  Balance training") < at(&screen, "  Hypertension"), "{screen}");
}

#[test]
fn what_a_closed_goal_leaves_stays_under_its_problem() {
    let mut desk = ruth((100, 60));
    desk.keys("k e Enter");
    desk.has("problem added to the plan");
    desk.keys("g g j m").type_text("three readings").keys("Enter");
    desk.has("goal closed as met");
    let screen = desk.screen();
    assert!(at(&screen, "Teach home readings") < at(&screen, "(no problem named)"), "{screen}");
    desk.keys("g g D");
    desk.has("Goals or interventions of this problem are open");
}

#[test]
fn after_a_retraction_the_plan_can_be_signed_again() {
    let mut desk = ruth((100, 60));
    desk.keys("S y V 1 3 4").type_text("signed in the wrong chart").keys("Enter y");
    desk.has("- version 1 of the signed plan is retracted: signed in the wrong chart");
    desk.keys("Esc");
    desk.has("v1 RETRACTED, TELL 1");
    desk.keys("S");
    desk.has("sign the plan of care");
    desk.keys("y");
    assert_eq!(desk.number("SELECT count(*) FROM plan_version WHERE kind = 'signed'"), 2);
}

#[test]
fn leaving_the_list_of_who_must_be_told_forgets_nobody() {
    let mut desk = ruth((80, 24));
    desk.keys("S y e").type_text("<130/80").keys("S-Tab").type_text("call").keys("Enter Esc S y");
    desk.has("who must be told of version 2");
    desk.keys("Space Esc");
    desk.has("Later: 1 to tell; C lists it");
    assert_eq!(desk.number("SELECT count(*) FROM task"), 0);
    assert_eq!(desk.number("SELECT count(*) FROM note"), 0);
    desk.keys("C Enter");
    desk.has("2 still to be told: tasks for tomorrow");
    assert_eq!(
        desk.number("SELECT count(*) FROM task WHERE kind LIKE 'telling%' AND text LIKE '%version 2%<130/80%'"),
        2
    );
}

#[test]
fn a_problem_that_a_colleague_made_of_the_same_words_is_not_made_twice() {
    let mut desk = ruth((80, 24));
    desk.keys("k e");
    colleague(
        &mut desk,
        "INSERT INTO plan_problem (patient_id, name, status, position) SELECT id, 'Hypertension', 'active', 0 FROM patient;
         UPDATE goal SET problem_id = 1, version = version + 1",
    );
    desk.keys("Enter");
    desk.has("A colleague");
    assert_eq!(desk.number("SELECT count(*) FROM plan_problem"), 1);
}

#[test]
fn interventions_without_a_problem_hang_on_the_one_that_is_made_for_them() {
    let mut desk = ruth((100, 60));
    desk.keys("g g j j j j");
    desk.has("e names it and makes it one of the plan");
    desk.keys("e").type_text("Falls").keys("Enter");
    desk.has("problem added to the plan");
    desk.lacks("(no problem named)");
    let hangs = "SELECT count(*) FROM intervention WHERE text = 'Balance training' AND problem_id = 1";
    assert_eq!(desk.number(hangs), 1);
    desk.keys("u");
    desk.has("(no problem named)");
    desk.keys("U");
    assert_eq!(desk.number(hangs), 1);
}

#[test]
fn a_goal_of_a_resolved_problem_gets_a_new_one() {
    let mut desk = ruth((100, 60));
    colleague(
        &mut desk,
        "INSERT INTO plan_problem (patient_id, name, status, position) SELECT id, 'Old', 'resolved', 0 FROM patient;
         UPDATE goal SET problem_id = 1, version = version + 1",
    );
    desk.keys("g g e Ctrl-u").type_text("New").keys("Enter");
    desk.has("problem added to the plan");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE problem_id = 2"), 1);
}

#[test]
fn a_closed_goal_says_so_before_anything_is_typed() {
    let mut desk = ruth((80, 24));
    desk.keys("m").type_text("three readings").keys("Enter +");
    desk.has("met");
    colleague(&mut desk, "");
    let onto_goal = |desk: &mut Desk| {
        desk.keys("g g");
        for _ in 0..9 {
            if desk.row().contains("Goal:") {
                return;
            }
            desk.keys("j");
        }
    };
    onto_goal(&mut desk);
    for key in ["1", "e", "m"] {
        desk.keys(key);
        desk.has("This goal is closed (met)");
    }
    desk.keys("D");
    desk.has("reopen a goal");
}

#[test]
fn a_stopped_intervention_takes_no_later_result_and_a_resolved_problem_is_reopened_only() {
    let mut desk = ruth((80, 24));
    desk.keys("j D").type_text("reads it herself").keys("Enter");
    colleague(&mut desk, "UPDATE intervention SET stopped = '2026-03-08' WHERE active = 0");
    desk.keys("+ g g j j");
    assert!(desk.row().contains("Teach home"), "{}", desk.screen());
    desk.keys("1 Enter");
    desk.has("it was stopped on 08 Mar");
    assert_eq!(desk.number("SELECT count(*) FROM delivery"), 0);
    desk.keys("Esc");
    colleague(
        &mut desk,
        "INSERT INTO plan_problem (patient_id, name, status, position) SELECT id, 'Old', 'resolved', 0 FROM patient",
    );
    desk.keys("g g D");
    desk.has("reopen a problem");
    desk.keys("Enter");
    desk.has("why: is needed");
}

#[test]
fn a_result_for_what_a_colleague_stopped_meanwhile_asks_again() {
    let mut desk = ruth((80, 24));
    desk.keys("j 1");
    colleague(&mut desk, "UPDATE intervention SET needs_order = 1, version = version + 1 WHERE id = 1");
    desk.keys("Enter");
    desk.has("needs an order before it is done");
    assert_eq!(desk.number("SELECT count(*) FROM delivery"), 0);
}

#[test]
fn a_long_paste_is_whole_or_refused_and_seen() {
    let mut desk = ruth((80, 24));
    let long = format!("{} END", "word ".repeat(380));
    desk.keys("1").paste(&long).keys("Enter");
    assert_eq!(desk.number("SELECT max(length(evidence)) FROM progress"), 1903);
    let mut desk = ruth((80, 24));
    desk.keys("1").paste("0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 THE END");
    desk.has("THE END");
    desk.has("0123456789 0123456789 0123456789");
    let mut desk = ruth((80, 24));
    desk.keys("1").paste(&"x".repeat(5_000));
    desk.has("too long");
    assert_eq!(desk.number("SELECT count(*) FROM progress"), 0);
}

#[test]
fn a_text_forges_no_heading_and_no_signature() {
    let mut desk = ruth((100, 60));
    colleague(
        &mut desk,
        "INSERT INTO plan_section (patient_id, key, text)
         SELECT id, 'safety_measures', 'x' || char(10) || '# signature' || char(10) || 'Dr Evil, MD' FROM patient",
    );
    desk.keys("S");
    assert_eq!(desk.screen().matches("# signature").count(), 1, "{}", desk.screen());
}

#[test]
fn a_line_that_hangs_elsewhere_now_is_a_difference() {
    let mut desk = also(vec![goal("g2", "Walks to the mailbox", "Hypertension")]);
    desk.keys("S y");
    colleague(&mut desk, "UPDATE intervention SET goal_id = 2, version = version + 1 WHERE id = 1");
    desk.has("1 change not signed");
    desk.keys("=");
    desk.has("Walks to the mailbox");
}

#[test]
fn what_lacks_is_seen_in_a_small_window() {
    let mut desk = ruth((80, 24));
    desk.keys("S y j");
    colleague(&mut desk, "UPDATE intervention SET needs_order = 1, version = version + 1");
    desk.has("3 NO ORDER");
    desk.has("changes not signed");
}

#[test]
fn a_goal_is_not_due_before_it_starts_and_not_moved_into_the_past() {
    let mut desk = ruth((80, 24));
    desk.keys("e Tab Tab").type_text("2026-03-01").keys("S-Tab S-Tab S-Tab").type_text("x").keys("Enter");
    desk.has("is in the past");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE version = 1"), 1);
}

#[test]
fn an_open_goal_does_not_change_places_with_a_closed_one() {
    let mut desk = also(vec![goal("g2", "Walks to the mailbox", "Hypertension")]);
    desk.keys("m").type_text("met it").keys("Enter +");
    desk.has("Walks to the mailbox");
    desk.keys("g g j");
    assert!(desk.row().contains("Walks"), "{}", desk.screen());
    desk.keys("J");
    desk.has("It is the last one of its kind here.");
    desk.keys("K");
    desk.has("It is the first one of its kind here.");
}

#[test]
fn a_new_goal_under_a_closed_line_is_in_sight() {
    let mut desk = ruth((80, 24));
    colleague(
        &mut desk,
        "INSERT INTO plan_problem (patient_id, name, status, position) SELECT id, 'Old', 'resolved', 0 FROM patient",
    );
    desk.keys("+ g g");
    assert!(desk.row().contains("Old"), "{}", desk.screen());
    desk.keys("a").type_text("goal").keys("Enter").type_text("Sleeps six hours").keys("Tab").type_text("hours");
    desk.keys("Tab").type_text("6").keys("Tab Tab").type_text("+21").keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE text = 'Sleeps six hours' AND problem_id IS NULL"), 1);
}

#[test]
fn an_unknown_word_of_an_import_does_not_stand_in_the_way() {
    let mut desk = ruth((80, 24));
    colleague(&mut desk, "UPDATE intervention SET discipline = 'chaplain', category = 'spiritual' WHERE id = 1");
    desk.keys("j e").type_text("weekly").keys("S-Tab").type_text("asked for").keys("Enter");
    desk.has("intervention changed");
    assert_eq!(
        desk.number("SELECT count(*) FROM intervention WHERE discipline = 'chaplain' AND category = 'spiritual' AND frequency = 'weekly'"),
        1
    );
}

#[test]
fn the_same_template_twice_makes_no_second_goal() {
    let mut desk = ruth((80, 24));
    desk.keys("a").type_text("wound").keys("Enter Enter");
    desk.has("added to the plan");
    let goals = desk.number("SELECT count(*) FROM goal");
    desk.keys("a").type_text("wound").keys("Enter Enter");
    assert_eq!(desk.number("SELECT count(*) FROM goal"), goals);
}
