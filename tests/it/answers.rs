//! Medication alerts answered: a situation, keys, and what is to be seen.

use caseload::domain::medication::Medication;
use caseload::domain::record::{Body, Record};

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

/// Ruth takes warfarin with naproxen; it is Tuesday 10 March, 9:00.
fn bleeding_risk(doses: &str) -> Vec<Record> {
    let line = |key: &str, drug: &str, sig: &str| of("ruth", key, Body::Medication(Medication::written(drug, sig)));
    vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        line("m/1", "warfarin 5 mg tablet", "5 mg by mouth every evening"),
        line("m/2", "naproxen 500 mg tablet", doses),
    ]
}

fn ruth() -> Desk {
    let mut desk = Desk::of(Situation::with(bleeding_risk("1 tablet twice a day")), "rbrandt", now(), (80, 24));
    desk.keys("4");
    desk
}

#[test]
fn an_answered_alert_rests_and_can_be_taken_back() {
    let mut desk = ruth();
    desk.has("warfarin x naproxen");
    desk.keys("r 5").type_text("Dr Lee: short course after the fall").keys("Enter");
    desk.has("medication alert answered");
    desk.lacks("SERIOUS");
    assert_eq!(desk.number("SELECT count(*) FROM acknowledgement WHERE kind = 'benefit_over_risk'"), 1);
    desk.keys("u");
    desk.has("warfarin x naproxen");
}

#[test]
fn nothing_is_closed_without_a_word() {
    let mut desk = ruth();
    desk.keys("r 6 Enter");
    desk.has("nothing is closed without a word");
    desk.keys("Esc");
    desk.has("warfarin x naproxen");
    assert_eq!(desk.number("SELECT count(*) FROM acknowledgement"), 0);
}

#[test]
fn monitoring_is_promised_for_a_day_and_comes_back_on_that_day() {
    let mut desk = ruth();
    desk.keys("r 2").type_text("INR").keys("Enter");
    desk.has("day: is needed.");
    desk.type_text("yesterday").keys("Enter");
    desk.has("is over already");
    desk.keys("Ctrl-u").type_text("today").keys("Enter");
    desk.lacks("SERIOUS");
    desk.keys("1");
    desk.has("To do today: INR");
    desk.keys("x");
    desk.has("task done");
    desk.lacks("To do today");
    // Both halves of the answer are one thing, and are taken back as one.
    desk.keys("u");
    desk.has("To do today: INR");
    desk.keys("u");
    desk.lacks("To do today");
    desk.keys("4");
    desk.has("warfarin x naproxen");
}

#[test]
fn a_call_without_a_reply_leaves_the_alert_where_it_is() {
    let mut desk = ruth();
    desk.keys("r 9").type_text("Dr Lee, left word").keys("Tab").type_text("tomorrow").keys("Enter");
    desk.has("called: ");
    desk.has("BEFORE   call made, reply awaited: Dr Lee, left word");
}

#[test]
fn when_a_fact_changes_the_alert_comes_back_with_the_old_answer_first() {
    let mut desk = ruth();
    desk.keys("r 5").type_text("short course").keys("Enter");
    desk.lacks("SERIOUS");
    desk.take(bleeding_risk("1 tablet three times a day"));
    desk.keys("R");
    desk.has("warfarin x naproxen");
    desk.has("BEFORE   prescriber: benefit over risk: short course");
    desk.has("the facts have changed since");
}
