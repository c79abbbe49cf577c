//! The medication list of a chart: a situation, keys, and what is to be seen.

use caseload::domain::medication::Medication;
use caseload::domain::record::{Body, Record};

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

fn line(key: &str, drug: &str, sig: &str) -> Record {
    of("ruth", key, Body::Medication(Medication::written(drug, sig)))
}

/// Ruth takes lisinopril, metformin and warfarin; it is Tuesday 10 March, 9:00. Her chart is open at the medication list.
fn ruth(size: (u16, u16)) -> Desk {
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        line("m/1", "lisinopril 10 mg tablet", "10 mg by mouth once a day"),
        line("m/2", "metformin 500 mg tablet", "500 mg by mouth twice a day with meals"),
        line("m/3", "warfarin 5 mg tablet", "5 mg by mouth every evening"),
    ];
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter g m");
    desk
}

#[test]
fn the_list_in_a_small_and_in_a_wide_window() {
    insta::assert_snapshot!("medicines_80x24", ruth((80, 24)).styled_screen());
    let mut wide = ruth((120, 40));
    wide.keys("j j");
    insta::assert_snapshot!("medicines_120x40", wide.styled_screen());
}

#[test]
fn a_drug_is_added_by_one_line_and_two_enters() {
    let mut desk = ruth((80, 24));
    desk.keys("a").type_text("amlodipine 5 po daily htn");
    desk.has("READS   amlodipine, 5 mg by mouth once a day, for");
    desk.has("ASK     5 what? mg, unless written otherwise");
    desk.keys("Enter");
    desk.has("writes it as it stands");
    assert_eq!(desk.number("SELECT count(*) FROM medication"), 3);
    desk.keys("Enter");
    desk.has("medicine added: amlodipine");
    assert_eq!(desk.number("SELECT count(*) FROM medication WHERE source = 'as_taken' AND drug = 'amlodipine'"), 1);
    desk.keys("u");
    desk.lacks("5 mg by mouth once a day, for");
    assert_eq!(desk.number("SELECT count(*) FROM medication WHERE status = 'active'"), 3);
}

#[test]
fn a_name_that_nobody_knows_is_asked_about_and_never_guessed() {
    let mut desk = ruth((80, 24));
    desk.keys("a").type_text("amlodpine 5 mg po daily htn").keys("Enter");
    desk.has("Which one is meant?");
    insta::assert_snapshot!("medicines_which_drug", desk.styled_screen());
    desk.keys("1 Enter");
    desk.has("medicine added: amlodipine");
}

#[test]
fn an_unknown_name_is_kept_as_typed_when_she_says_so() {
    let mut desk = ruth((80, 24));
    desk.keys("a").type_text("zorvaxitol 5 mg po daily for sleep").keys("Enter");
    desk.has("it cannot be checked");
    desk.keys("1 Enter");
    desk.has("medicine added: zorvaxitol");
    desk.has("3 of 4 checked");
}

#[test]
fn a_dose_is_changed_by_typing_only_the_dose_and_the_order_is_written_out() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("20mg").keys("Tab").type_text("1").keys("Tab Ctrl-u").type_text("Dr Lee");
    desk.has("READS   lisinopril 10 mg tablet, 20 mg by mouth once a day");
    desk.has("ORDER   Change lisinopril 10 mg tablet: 10 mg by mouth once a day to");
    desk.keys("Enter");
    desk.has("medicine changed: lisinopril 10 mg tablet");
    desk.has("20 mg by mouth once a day");
    desk.has("Dr Lee, verbal order, read back");
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'order_verbal'"), 1);
    assert_eq!(desk.number("SELECT count(*) FROM note WHERE text LIKE 'Change lisinopril%Dr Lee, verbal order%'"), 1);
    // The line, the order and its note are one thing, and are taken back as one.
    desk.keys("u");
    desk.has("10 mg by mouth once a day");
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'order_verbal' AND counts = 1"), 0);
}

#[test]
fn an_order_needs_somebody_who_gave_it() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("20mg").keys("Tab").type_text("1").keys("Enter");
    desk.has("an order has somebody who gave it");
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'order_verbal'"), 0);
}

#[test]
fn what_a_new_line_would_raise_is_seen_before_it_is_written() {
    let mut desk = ruth((120, 40));
    desk.keys("a").type_text("naproxen 500 mg po bid with food for knee pain");
    desk.has("SERIOUS  warfarin x naproxen");
    desk.keys("Esc");
    assert_eq!(desk.number("SELECT count(*) FROM medication"), 3);
}

#[test]
fn a_medicine_is_held_and_resumed_and_stopped_with_a_reason() {
    let mut desk = ruth((80, 24));
    desk.keys("H Enter");
    desk.has("why: is needed");
    desk.type_text("BP 92/50, dizzy").keys("Tab").type_text("3").keys("Enter");
    desk.has("medicine on hold: lisinopril");
    desk.has("ON HOLD");
    desk.has("ours, who ordered it is not recorded");
    desk.keys("H").type_text("BP 128/70").keys("Tab").type_text("3").keys("Enter");
    desk.has("medicine resumed: lisinopril");
    desk.keys("g g s")
        .type_text("cough")
        .keys("Tab")
        .type_text("2")
        .keys("Tab Ctrl-u")
        .type_text("Dr Lee")
        .keys("Enter");
    desk.has("medicine stopped: lisinopril");
    desk.lacks("10 mg by mouth once a day");
    assert_eq!(desk.number("SELECT count(*) FROM medication WHERE status = 'stopped' AND reason = 'cough'"), 1);
}

#[test]
fn misread_notation_is_not_kept() {
    let mut desk = ruth((80, 24));
    desk.keys("a").type_text("furosemide 20.0 mg PO QD for swelling");
    desk.has("is error-prone; the plain words above are written");
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM medication WHERE sig LIKE '%QD%' OR sig LIKE '%20.0%'"), 0);
}

#[test]
fn what_cannot_be_changed_in_part_is_asked_for_as_a_whole() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("x 5 days").keys("Tab").type_text("5").keys("Enter Enter Enter");
    desk.has("write the whole line, drug and all");
    desk.keys("Ctrl-u").type_text("losartan 50 mg po daily").keys("Enter Enter");
    desk.has("losartan is another drug: stop lisinopril 10 mg tablet");
    assert_eq!(desk.number("SELECT count(*) FROM medication WHERE version > 1"), 0);
}

#[test]
fn a_held_medicine_stays_on_hold_when_its_words_change() {
    let mut desk = ruth((80, 24));
    desk.keys("H").type_text("BP 92/50").keys("Tab").type_text("3").keys("Enter");
    desk.keys("e").type_text("lisinopril 5 mg po daily for htn").keys("Tab").type_text("5").keys("Enter");
    desk.has("medicine changed: lisinopril");
    desk.has("ON HOLD: 5 mg by mouth once a day");
}

#[test]
fn everything_about_the_alerts_of_the_medicine_in_hand_is_read_with_one_key() {
    let mut desk = ruth((100, 40));
    desk.keys("a").type_text("naproxen 500 mg po bid with food for knee pain").keys("Enter G w");
    insta::assert_snapshot!("medicines_why", desk.styled_screen());
    desk.keys("Esc");
    desk.has("How it is taken");
    // A medicine that nothing is said about says so, and nothing of why the patient is on the list.
    let mut desk = ruth((80, 24));
    desk.keys("a").type_text("docusate 100 mg po bid for constipation").keys("Enter G w");
    desk.has("why: docusate");
    desk.has("No alert is about this medicine.");
    desk.has("4 of 4 medicines of this patient");
}

#[test]
fn a_verbal_order_is_called_by_what_was_ordered() {
    let mut desk = ruth((80, 24));
    desk.keys("H").type_text("BP 88/50").keys("Tab 1 Tab").type_text("Dr Lee").keys("Enter");
    let orders = desk.store().words("SELECT json_extract(body, '$.id') FROM event WHERE kind = 'order_verbal'");
    assert!(orders.len() == 1 && orders[0].starts_with("hold lisinopril 10 mg tablet, "), "{orders:?}");
}
