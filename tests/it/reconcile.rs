//! Reconciliation: a situation, keys, and what is to be seen.

mod properties;

use caseload::domain::medication::Medication;
use caseload::domain::medication::reconcile::says_the_same;
use caseload::domain::record::{Body, Record};
use caseload::knowledge::formulary;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

fn line(key: &str, drug: &str, sig: &str) -> Record {
    of("ruth", key, Body::Medication(Medication::written(drug, sig)))
}

/// Ruth is home from the hospital; it is Tuesday 10 March, 9:00. Her medication list is open.
fn ruth(size: (u16, u16)) -> Desk {
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        line("m/1", "apixaban 5 mg tablet", "5 mg by mouth twice a day"),
        line("m/2", "metoprolol succinate ER 50 mg tablet", "50 mg by mouth once a day"),
        line("m/3", "lisinopril 10 mg tablet", "10 mg by mouth once a day"),
        line("m/4", "atorvastatin 40 mg tablet", "40 mg by mouth at bedtime"),
    ];
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter g m");
    desk
}

/// The hospital's list and the bottles of the home are taken down.
fn with_lists(size: (u16, u16)) -> Desk {
    let mut desk = ruth(size);
    desk.keys("L").type_text("1").keys("Tab").type_text("St. Anne discharge summary").keys("Tab Tab");
    desk.paste(
        "apixaban 5 mg po bid\nmetoprolol succinate 100 mg po daily\natorvastatin 40 mg po qhs\npotassium chloride 20 mEq po daily\n",
    );
    desk.keys("Enter");
    desk.keys("L").type_text("3").keys("Tab").type_text("bottles on the table").keys("Tab Tab");
    for typed in ["apixaban 5 mg po bid", "metoprolol succinate 50 mg po daily", "lisinopril 10 mg po daily"] {
        desk.type_text(typed).keys("Enter");
    }
    desk.type_text("atorvastatin 40 mg po qhs").keys("Enter Enter");
    desk
}

#[test]
fn without_another_list_there_is_nothing_to_reconcile() {
    let mut desk = ruth((80, 24));
    desk.keys("=");
    desk.has("No list to reconcile. L enters one");
}

#[test]
fn a_list_is_pasted_or_typed_and_read_line_by_line() {
    let mut desk = ruth((80, 24));
    desk.keys("L").type_text("1").keys("Tab").type_text("St. Anne").keys("Tab Tab");
    desk.paste("apixaban 5 mg po bid\n\nzorvaxitol 5 mg daily\n");
    desk.has("READS   apixaban, 5 mg by mouth twice a day");
    desk.has("no table knows zorvaxitol");
    desk.keys("Enter");
    desk.has("medication list received");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_list WHERE source = 'hospital' AND status = 'open'"), 1);
    desk.keys("u");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_list WHERE status = 'open'"), 0);
}

#[test]
fn an_empty_list_is_refused() {
    let mut desk = ruth((80, 24));
    desk.keys("L").type_text("1").keys("Tab").type_text("St. Anne").keys("Enter");
    desk.has("no medicine is on it yet");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_list"), 0);
}

#[test]
fn three_lists_on_one_row_per_drug() {
    let mut desk = with_lists((80, 24));
    desk.keys("=");
    insta::assert_snapshot!("reconcile_80x24", desk.styled_screen());
    let mut wide = with_lists((120, 40));
    wide.keys("= j 5");
    insta::assert_snapshot!("reconcile_120x40", wide.styled_screen());
}

#[test]
fn a_digit_decides_and_everything_is_written_at_once() {
    let mut desk = with_lists((80, 24));
    // lisinopril: the hospital is silent; metoprolol: two doses; potassium: new.
    desk.keys("= 4 5 2");
    desk.has("3 of 5 decided");
    desk.keys("S");
    desk.has("2 rows are undecided");
    desk.keys("= S");
    insta::assert_snapshot!("reconcile_finish", desk.styled_screen());
    desk.keys("1");
    desk.has("medicines reconciled");
    let count = |desk: &mut Desk, what: &str| desk.number(&format!("SELECT count(*) FROM {what}"));
    assert_eq!(count(&mut desk, "medication WHERE drug LIKE 'lisinopril%' AND status = 'stopped'"), 1);
    assert_eq!(count(&mut desk, "medication WHERE drug LIKE 'potassium chloride%' AND status = 'active'"), 1);
    assert_eq!(count(&mut desk, "medication WHERE drug LIKE 'metoprolol%' AND sig LIKE '50 mg%'"), 1);
    assert_eq!(
        count(
            &mut desk,
            "note WHERE text LIKE '%1. metoprolol: ours metoprolol succinate ER 50 mg tablet: 50 mg%100 mg%'"
        ),
        1
    );
    assert_eq!(count(&mut desk, "task WHERE status = 'open' AND text LIKE 'Call %1 question%'"), 1);
    assert_eq!(count(&mut desk, "medicine_list WHERE status = 'reconciled'"), 2);
    assert_eq!(count(&mut desk, "event WHERE kind = 'drug_regimen_review'"), 1);
    // All of it is one thing, and is taken back as one.
    desk.keys("u");
    assert_eq!(count(&mut desk, "medicine_list WHERE status = 'open'"), 2);
    assert_eq!(count(&mut desk, "medication WHERE drug LIKE 'lisinopril%' AND status = 'active'"), 1);
    assert_eq!(count(&mut desk, "event WHERE kind = 'drug_regimen_review' AND counts = 1"), 0);
}

#[test]
fn what_a_list_does_not_have_cannot_be_taken_from_it() {
    let mut desk = with_lists((80, 24));
    desk.keys("= 2");
    desk.has("Their list does not have lisinopril");
    desk.has("0 of 5 decided");
}

#[test]
fn decisions_stay_when_the_chart_is_left_and_opened_again() {
    let mut desk = with_lists((80, 24));
    desk.keys("= 4 5 Esc Esc").keys("f").type_text("abara").keys("Enter g m =");
    desk.has("2 of 5 decided");
}

#[test]
fn the_same_is_said_in_many_ways() {
    let same = |one: (&str, &str), other: (&str, &str)| {
        says_the_same(&Medication::written(one.0, one.1), &Medication::written(other.0, other.1), formulary())
    };
    assert!(same(("metformin 500 mg tablet", "1 tablet twice a day"), ("metformin", "500 mg by mouth bid")));
    assert!(same(("Lipitor 40 mg", "1 tab po qhs"), ("atorvastatin 40 mg tablet", "40 mg by mouth at bedtime")));
    assert!(!same(("metformin 500 mg tablet", "1 tablet twice a day"), ("metformin", "1000 mg by mouth daily")));
    assert!(!same(("warfarin 5 mg tablet", "5 mg daily"), ("warfarin 5 mg tablet", "2.5 mg daily")));
    assert!(same(("morphine 20 mg/mL", "0.5 mL every 4 hours"), ("Morphine 20 mg/mL", "0.5 mL every 4 hours")));
    let different = [
        (("warfarin 5 mg tablet", "as directed"), ("warfarin 5 mg tablet", "5 mg daily")),
        (
            ("prednisone", "40 mg daily"),
            ("prednisone", "40 mg daily for 3 days, then 20 mg daily for 3 days, then stop"),
        ),
        (("ciprofloxacin 500 mg", "1 tablet bid"), ("ciprofloxacin 500 mg", "1 tablet bid x 7 days")),
        (("metoprolol tartrate 50 mg", "50 mg daily"), ("metoprolol succinate ER 50 mg", "50 mg daily")),
        // Ten milligrams out of another bottle are another number of millilitres.
        (("morphine 20 mg/mL", "0.5 mL every 4 hours"), ("morphine 20 mg/5 mL", "2.5 mL every 4 hours")),
        (("morphine 20 mg/mL", "0.5 mL every 4 hours"), ("morphine", "10 mg every 4 hours")),
        (("methotrexate 2.5 mg", "15 mg on Monday"), ("methotrexate 2.5 mg", "15 mg on Thursday")),
        (
            ("oxycodone 5 mg", "2 tablets every 4 hours as needed"),
            ("oxycodone 5 mg", "1-2 tablets every 4-6 hours as needed"),
        ),
        (("acetaminophen 500 mg", "500 mg every 6 hours"), ("acetaminophen 500 mg", "500 mg every 6 hours prn")),
    ];
    for (one, other) in different {
        assert!(!same(one, other), "{one:?} and {other:?}");
    }
}

/// Ruth takes lisinopril; the hospital's list has these lines.
fn beside(lines: &str) -> Desk {
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        line("m/1", "lisinopril 10 mg tablet", "10 mg by mouth once a day"),
    ];
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g m L").type_text("1").keys("Tab").type_text("St. Anne");
    desk.keys("Tab Tab").paste(&format!("{lines}\n")).keys("Enter =");
    desk
}

#[test]
fn a_line_that_says_stopped_or_held_agrees_with_nothing_and_is_no_order() {
    for stopped in [
        "lisinopril 10 mg po daily - STOPPED",
        "DISCONTINUED: lisinopril 10 mg daily",
        "STOP taking lisinopril",
        "lisinopril 10 mg po daily, HOLD until SBP over 110",
    ] {
        let mut desk = beside(stopped);
        desk.has("0 of 1 decided");
        desk.has("STOPPED, HELD?");
        desk.keys("=");
        desk.has("0 of 1 decided");
        desk.keys("2");
        desk.has("is stopped or on hold");
    }
}

#[test]
fn a_line_with_an_open_question_agrees_with_nothing() {
    let mut desk = beside("lisinopril 10 po daily");
    desk.has("ASK     10 what?");
    desk.keys("=");
    desk.has("0 of 1 decided");
}

#[test]
fn the_same_line_twice_is_one_row_and_a_declined_drug_leaves_a_trace() {
    let mut desk = beside("lisinopril 10 mg po daily\nmelatonin 3 mg po qhs\nmelatonin 3 mg po qhs");
    desk.has("0 of 2 decided");
    desk.keys("= 1 S 1");
    desk.has("medicines reconciled");
    let declined = "note WHERE text LIKE 'Not taken up%melatonin 3 mg po qhs'";
    assert_eq!(desk.number(&format!("SELECT count(*) FROM {declined}")), 1);
}

#[test]
fn a_new_list_is_decided_anew() {
    let mut desk = beside("melatonin 3 mg po qhs");
    desk.keys("1 1 S 1");
    desk.has("medicines reconciled");
    desk.keys("L").type_text("1").keys("Tab").type_text("St. Anne").keys("Tab Tab");
    desk.paste("melatonin 3 mg po qhs\n").keys("Enter =");
    desk.has("0 of 2 decided");
}

#[test]
fn what_changed_meanwhile_is_read_again_before_it_is_written() {
    let mut desk = beside("melatonin 3 mg po qhs");
    desk.keys("1 1 S");
    desk.take(vec![line("m/9", "amlodipine 5 mg tablet", "5 mg by mouth once a day")]);
    desk.news();
    desk.keys("1");
    desk.has("The lists changed meanwhile");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_list WHERE status = 'reconciled'"), 0);
}

#[test]
fn many_questions_do_not_hide_the_choice_to_write_them() {
    let drugs = [
        "aspirin",
        "atorvastatin",
        "metoprolol",
        "furosemide",
        "gabapentin",
        "sertraline",
        "omeprazole",
        "tamsulosin",
        "allopurinol",
        "donepezil",
        "melatonin",
        "loratadine",
    ];
    let lines: Vec<String> = drugs.iter().map(|drug| format!("{drug} 10 mg po daily")).collect();
    let mut desk = beside(&lines.join("\n"));
    for _ in 0..=drugs.len() {
        desk.keys("5");
    }
    desk.keys("S");
    desk.has("-- lines 1 to ");
    desk.keys("PgDn PgDn PgDn");
    desk.has(" PgUp --");
    desk.has("> 1 write it");
}

#[test]
fn a_list_of_somebody_else_is_put_away_as_entered_in_error() {
    let mut desk = with_lists((80, 24));
    desk.keys("= D");
    desk.has("4 hospital list (St. Anne discharge summary, 10 Mar)");
    desk.keys("4");
    desk.has("medication list marked entered in error");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_list WHERE status = 'entered_in_error'"), 1);
    desk.has("with in the home (bottles on the table, 10 Mar)");
    desk.keys("u");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_list WHERE status = 'open'"), 2);
}

#[test]
fn decisions_outlive_the_program_until_they_are_written() {
    let mut desk = with_lists((80, 24));
    desk.keys("= 4 5 Q");
    assert!(
        desk.effects.iter().any(|effect| matches!(effect, caseload::ui::Effect::Quit)),
        "they are kept: leaving asks nothing"
    );
    assert_eq!(desk.number("SELECT count(*) FROM draft WHERE place = 'reconcile'"), 1);
    let situation = std::mem::replace(desk.store(), Situation::new());
    let mut desk = Desk::of(situation, "rbrandt", now(), (80, 24));
    desk.has("1 draft");
    desk.keys("0");
    desk.has("reconciliation");
    desk.keys("Enter");
    desk.has("2 decisions of Tue 10 Mar 09:00 restored.");
    desk.has("2 of ");
    desk.keys("Esc g 0 D y Esc");
    assert_eq!(desk.number("SELECT count(*) FROM draft"), 0, "its author puts it away");
}
