//! Taking down what becomes of a medicine in the home: a situation, keys, and what is to be seen.

use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::domain::record::{Body, Record};
use caseload::domain::when::PartialDate;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

fn line(key: &str, drug: &str, sig: &str) -> Record {
    of("ruth", key, Body::Medication(Medication::written(drug, sig)))
}

/// Ruth takes apixaban, lisinopril and tramadol when needed; it is Tuesday 10 March, 9:00. Her chart is open at the list.
fn ruth(size: (u16, u16)) -> Desk {
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        line("m/1", "apixaban 5 mg tablet", "5 mg by mouth twice a day"),
        line("m/2", "lisinopril 10 mg tablet", "10 mg by mouth every morning"),
        line("m/3", "tramadol 50 mg tablet", "50 mg by mouth every 6 hours as needed for pain"),
    ];
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter g m");
    desk
}

#[test]
fn doses_are_taken_down_in_one_line_and_raise_an_alert_that_is_taken_back_with_them() {
    let mut desk = ruth((80, 24));
    desk.has("nothing is on record of its use: d doses, F a fill");
    desk.keys("d").type_text("12/14 pill count");
    desk.has("WRITES  12 of 14 doses taken 2026-03-03 to 2026-03-09, pill count");
    desk.keys("Enter");
    desk.has("doses missed: apixaban");
    desk.has("7 d: pill count 12 of 14 (86%)");
    desk.has("longest gap not known");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use WHERE kind = 'doses' AND on_date = '2026-03-09'"), 1);
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action = 'medicine_use.record'"), 1);
    // No clinical text is in the audit.
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action LIKE '%apixaban%' OR object LIKE '%pill%'"), 0);
    desk.keys("u");
    desk.lacks("doses missed: apixaban");
    desk.has("nothing is on record of its use");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use WHERE counts = 0 AND version = 2"), 1);
    desk.keys("U");
    desk.has("doses missed: apixaban");
}

#[test]
fn the_list_with_what_is_on_record_in_a_small_and_in_a_wide_window() {
    let told = |size| {
        let mut desk = ruth(size);
        desk.keys("d").type_text("missed 2 cg").keys("Tab Tab Tab").type_text("1").keys("Enter");
        desk.keys("F").type_text("60").keys("Tab").type_text("2/9").keys("Tab Tab").type_text("0").keys("Enter");
        desk.keys("j F").type_text("30 tabs").keys("Tab").type_text("2/15").keys("Enter");
        desk.keys("j p").type_text("5").keys("Tab").type_text("y").keys("Tab").type_text("hip pain").keys("Tab");
        desk.type_text("3").keys("Enter Enter g g");
        desk
    };
    let mut small = told((80, 24));
    insta::assert_snapshot!("medicine_use_80x24", small.styled_screen());
    small.keys("G");
    small.has("PRN");
    insta::assert_snapshot!("medicine_use_120x40", told((120, 40)).styled_screen());
}

#[test]
fn wrong_doses_are_refused_in_a_sentence() {
    let mut desk = ruth((80, 24));
    for (typed, says) in [
        ("twelve", "taken / due: 12/14, missed 2, all or none"),
        ("15/14 self", "15 taken are more than 14 due; only a count can find that"),
        ("12/14 guess", "`guess` is no way of knowing"),
        ("missed 20", "20 missed are more than the 14 that were due"),
        ("0/0 self", "no dose was due"),
        ("12/14", "how it is known: is needed"),
    ] {
        desk.keys("d").type_text(typed).keys("Enter");
        desk.has(says);
        desk.keys("Ctrl-u Esc");
    }
    desk.keys("d S-Tab Ctrl-u").type_text("12/14 self").keys("Tab Tab");
    for (days, says) in [
        ("3/12", "is still to come"),
        ("400", "begins more than 90 days ago"),
        ("0", "no days: 7 (up to yesterday)"),
        ("3/9 to 3/3", "the last day is before the first"),
    ] {
        desk.type_text(days).keys("Enter");
        desk.has(says);
        // What is typed is there again, and the cursor where it was.
        desk.keys("Ctrl-u Esc d");
        desk.has("12/14 self");
    }
    desk.type_text("7")
        .keys("S-Tab S-Tab Ctrl-u")
        .type_text("14/14 self")
        .keys("Tab Tab Tab")
        .type_text("2")
        .keys("Enter");
    desk.has("what got in the way: no dose was missed");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use"), 0);
}

#[test]
fn other_numbers_than_the_order_asks_for_are_asked_about_and_may_be_written() {
    let mut desk = ruth((80, 24));
    desk.keys("d").type_text("7/7 seen");
    desk.has("ASK     the order asks for 14 in 7 days, not 7");
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use"), 0, "asked first");
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use"), 1);
    desk.keys("d").type_text("16/14 count");
    desk.has("more are gone than were due: extra doses, or somebody else takes");
    desk.keys("Ctrl-u").type_text("all seen").keys("Tab Tab").type_text("yesterday");
    desk.has("WRITES  2 of 2 doses taken on 2026-03-09, seen by us");
}

#[test]
fn doses_are_of_what_is_scheduled_and_use_is_of_what_is_taken_when_needed() {
    let mut desk = ruth((80, 24));
    desk.keys("p");
    desk.has("apixaban 5 mg tablet is not a PRN drug. d records its doses.");
    desk.keys("G d");
    desk.has("is taken when needed. p records its use.");
    desk.keys("g g H").type_text("bleeding gums").keys("Tab").type_text("3").keys("Enter");
    desk.keys("d");
    desk.has("on hold: no dose is due");
}

#[test]
fn a_fill_says_when_it_runs_out() {
    let mut desk = ruth((80, 24));
    desk.keys("F").type_text("60").keys("Tab").type_text("3/1");
    desk.has("THEN    runs out Tue 31 Mar 2026, 21 days left");
    desk.keys("Enter");
    desk.has("filled 2026-03-01: 60; runs out Tue 31 Mar 2026, 21 days left");
    desk.keys("F").type_text("two boxes").keys("Enter");
    desk.has("`two boxes` is no quantity: write 60, 10 mL, 5 x 3 mL or 200 puffs");
    desk.keys("Ctrl-u").type_text("60 mL").keys("Tab").type_text("today");
    desk.has("run-out not known: 60 mL cannot be counted in what the line takes");
    desk.has("(tablets): write how many, or the days' supply");
    desk.keys("Tab").type_text("30");
    // An early refill begins when the last one ends.
    desk.has("runs out Thu 30 Apr 2026, 51 days left");
}

#[test]
fn use_when_needed_is_held_against_the_order() {
    let mut desk = ruth((80, 24));
    desk.keys("G p");
    desk.has("The order allows 4 a day.");
    desk.type_text("5").keys("Tab").type_text("y");
    desk.has("ASK     the order allows 4 a day");
    desk.keys("Enter Enter");
    desk.has("PRN use: tramadol");
    desk.has("7 d: 5 times on 1 day, most 5 on 2026-03-09");
    desk.keys("p").type_text("0").keys("Tab Tab Tab").type_text("1").keys("Enter");
    desk.has("what it did: nothing was taken");
}

#[test]
fn a_record_is_marked_as_entered_in_error() {
    let mut desk = ruth((80, 24));
    desk.keys("D");
    desk.has("Nothing is on record of the use of apixaban 5 mg tablet");
    desk.keys("d")
        .type_text("12/14 cg")
        .keys("Enter d")
        .type_text("all seen")
        .keys("Tab Tab")
        .type_text("y")
        .keys("Enter D");
    desk.has("1 2 of 2 doses taken on 2026-03-09, seen by us");
    desk.keys("2");
    desk.has("entered in error: 12 of 14 doses taken");
    desk.lacks("doses missed: apixaban");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use WHERE counts = 1"), 1);
    desk.keys("u");
    desk.has("doses missed: apixaban");
}

#[test]
fn an_answered_alert_rests_until_more_is_on_record() {
    let mut desk = ruth((80, 24));
    desk.keys("d")
        .type_text("12/14 cg")
        .keys("Enter r 2")
        .type_text("ask again at the visit")
        .keys("Tab")
        .type_text("3/13")
        .keys("Enter");
    desk.lacks("SERIOUS");
    desk.keys("d").type_text("0/2 cg").keys("Tab Tab").type_text("today").keys("Enter");
    desk.has("SERIOUS  doses missed: apixaban");
}

#[test]
fn a_colleague_stops_the_medicine_meanwhile() {
    let mut desk = ruth((80, 24));
    desk.keys("d").type_text("12/14 cg");
    let stopped = Medication {
        status: MedicationStatus::Stopped,
        ..Medication::written("apixaban 5 mg tablet", "5 mg by mouth twice a day")
    };
    desk.take(vec![of("ruth", "m/1", Body::Medication(stopped))]);
    desk.news();
    desk.keys("Enter");
    desk.has("A colleague has stopped this medicine meanwhile.");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use"), 0);
}

#[test]
fn times_that_lines_could_share_are_counted_and_left_to_whoever_ordered_them() {
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        line("m/1", "metformin 500 mg tablet", "500 mg by mouth twice a day with meals"),
        line("m/2", "amlodipine 5 mg tablet", "5 mg by mouth once a day"),
        line("m/3", "lisinopril 10 mg tablet", "10 mg by mouth with breakfast"),
    ];
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), (120, 40));
    desk.keys("f").type_text("abara").keys("Enter g m");
    desk.has("4 scheduled doses a day at ");
    desk.has("could share 08:30 as their orders stand");
    desk.has("whoever ordered them decides");
}

#[test]
fn use_of_one_day_is_added_to_what_is_on_record() {
    let mut desk = ruth((80, 24));
    desk.keys("G p").type_text("3").keys("Enter p").type_text("2");
    desk.has("3 of that day are on record already; with these it is 5");
    desk.has("the order allows 4 a day");
}

#[test]
fn use_that_nobody_recorded_is_not_known_and_no_nought() {
    let mut desk = ruth((120, 40));
    desk.keys("G p").type_text("2").keys("Tab").type_text("2/20").keys("Enter");
    desk.has("7 d: not known; the order allows 4 a day; last record: taken twice on 2026-02-20");
    desk.keys("p").type_text("1").keys("Tab").type_text("y").keys("Enter");
    desk.has("7 d: 1 time on 1 day, most 1 on 2026-03-09; the 7 days before: not known");
}

#[test]
fn doses_are_not_due_before_the_medicine_was_started() {
    let started = Medication {
        started: Some(PartialDate::parse("2026-03-08").unwrap()),
        ..Medication::written("apixaban 5 mg tablet", "5 mg by mouth twice a day")
    };
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        of("ruth", "m/1", Body::Medication(started)),
    ];
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g m d").type_text("all self");
    desk.has("WRITES  4 of 4 doses taken 2026-03-08 to 2026-03-09, patient says");
    desk.keys("Tab Tab").type_text("3/1 to 3/5").keys("Enter");
    desk.has("it was started on 2026-03-08");
    desk.keys("Ctrl-u").type_text("7").keys("S-Tab S-Tab Ctrl-u").type_text("4/4 self").keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use"), 1);
}

#[test]
fn a_fill_that_is_on_record_already_is_asked_about() {
    let mut desk = ruth((80, 24));
    desk.keys("F").type_text("60").keys("Tab").type_text("3/1").keys("Enter");
    desk.keys("F").type_text("60").keys("Tab").type_text("3/1");
    desk.has("ASK     a fill of that day is on record already: 60; both count");
}
