//! Alerts, results, visits and tasks answered: a situation, keys, and what is to be seen.

use caseload::domain::medication::Medication;
use caseload::domain::observation::{Observation, ObservationStatus};
use caseload::domain::record::{Body, Record};
use caseload::domain::visit::VisitStatus;

use crate::desk::Desk;
use crate::situation::{Situation, at, cared_for, now, of, patient};

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
    desk.keys("w");
    desk.has("Source: promised on Tue 2026-03-10 with the answer \"prescriber aware, keep");
    desk.has("taken on by R.Brandt");
    desk.keys("Esc x");
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
    desk.has("BEFORE  call made, reply awaited: Dr Lee, left word");
}

#[test]
fn when_a_fact_changes_the_alert_comes_back_with_the_old_answer_first() {
    let mut desk = ruth();
    desk.keys("r 5").type_text("short course").keys("Enter");
    desk.lacks("SERIOUS");
    desk.take(bleeding_risk("1 tablet three times a day"));
    desk.keys("R");
    desk.has("warfarin x naproxen");
    desk.has("BEFORE  prescriber: benefit over risk: short course");
    desk.has("the facts have changed since");
}

/// Ruth's INR of this morning is far over its goal; she takes warfarin.
fn bleeding() -> Vec<Record> {
    let inr = Observation {
        code: "6301-6".to_owned(),
        name: "INR".to_owned(),
        category: "laboratory".to_owned(),
        at: Some(at("2026-03-10T13:00:00Z")),
        value: Some(4.6),
        unit: None,
        text: None,
        status: ObservationStatus::Valid,
        how: None,
    };
    vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt"), of("ruth", "o/1", Body::Observation(inr))]
}

fn bled() -> Desk {
    Desk::of(Situation::with(bleeding()), "rbrandt", now(), (120, 40))
}

#[test]
fn a_critical_result_is_answered_and_the_row_says_so_until_the_recheck() {
    let mut desk = bled();
    desk.has("!! ABARA Ruth");
    desk.has("INR 4.6, goal 2-3");
    desk.keys("r 1").type_text("Dr Banks").keys("Tab").type_text("hold 2 doses").keys("Tab");
    desk.type_text("2026-03-12").keys("Enter");
    desk.has("INR 4.6: called Dr Banks 09:00, hold 2 doses; recheck Thu");
    desk.has(".  ABARA Ruth");
    desk.lacks("!! ABARA Ruth");
    desk.keys("Enter");
    desk.has("INR 4.6: called Dr Banks 09:00, hold 2 doses; recheck");
}

#[test]
fn a_recheck_that_was_not_done_brings_the_result_back_where_it_stood() {
    let mut desk = bled();
    desk.keys("r 1").type_text("Dr Banks").keys("Tab").type_text("hold 2 doses").keys("Tab");
    desk.type_text("2026-03-12").keys("Enter");
    desk.later(chrono::TimeDelta::days(3));
    desk.has("!! ABARA Ruth");
    desk.has("INR 4.6: called Dr Banks Tue 09:00, hold 2 doses; recheck");
    // The promise and the result are one line, not two.
    desk.lacks("To do ");
    desk.keys("x");
    desk.has("Nothing needs you first");
}

#[test]
fn a_result_answered_without_a_recheck_leaves_the_list_and_comes_back_when_that_is_taken_back() {
    let mut desk = bled();
    desk.keys("r 4").type_text("911, daughter Ada").keys("Tab").type_text("bleeding, to St Luke's").keys("Enter");
    desk.lacks("ABARA Ruth 81F   ");
    desk.has("Nothing needs you first");
    assert_eq!(desk.store().words("SELECT told FROM acknowledgement"), ["911, daughter Ada"]);
    desk.keys("u");
    desk.has("!! ABARA Ruth");
}

#[test]
fn a_call_without_a_reply_leaves_a_critical_result_on_top_and_says_that_it_was_made() {
    let mut desk = bled();
    desk.keys("r 3").type_text("Dr Banks' office").keys("Enter");
    desk.has("look again on: is needed");
    desk.type_text("today").keys("Enter");
    desk.has("!! ABARA Ruth");
    desk.has("INR 4.6: called Dr Banks' office 09:00, no reply yet;");
    // Answered again, the newest answer counts.
    desk.keys("r 1").type_text("Dr Banks").keys("Tab").type_text("hold 2 doses").keys("Enter");
    desk.has("called Dr Banks 09:00, hold 2 doses");
}

#[test]
fn a_result_is_not_closed_without_who_was_told() {
    let mut desk = bled();
    desk.keys("r 1 Enter");
    desk.has("who was told: is needed");
    assert_eq!(desk.number("SELECT count(*) FROM acknowledgement"), 0);
}

#[test]
fn a_missed_visit_is_answered_with_who_was_told() {
    let mut missed = crate::situation::visit("ruth", "rbrandt", "2026-03-09T15:00:00Z");
    if let Body::Visit(visit) = &mut missed.body {
        visit.state.status = VisitStatus::Missed;
    }
    let records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt"), missed];
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), (120, 40));
    desk.has("tell MD");
    desk.keys("r 1").type_text("Dr Banks").keys("Tab").type_text("no new order").keys("Enter");
    desk.has("Nothing needs you first");
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'missed_visit_notified'"), 1);
}

#[test]
fn what_was_promised_is_done_with_what_came_of_it_or_put_off_with_a_reason() {
    let mut desk = ruth();
    desk.keys("r 2").type_text("INR").keys("Tab").type_text("today").keys("Enter");
    desk.keys("1");
    desk.has("To do today: INR");
    desk.keys("r 2").type_text("tomorrow").keys("Tab").type_text("the lab is closed").keys("Enter");
    desk.lacks("To do today: INR");
    assert_eq!(desk.store().words("SELECT due || ' ' || outcome FROM task"), ["2026-03-11 the lab is closed"]);
}
