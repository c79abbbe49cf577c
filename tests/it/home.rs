//! Home safety: a walk through the rooms, what is carried over and never assumed, and what stands open in a caseload.
//!
//! It is Tuesday 10 March 2026, 9:00, in Chicago.

use caseload::domain::entry::hazard::{Outcome, Risk, table};
use caseload::domain::entry::home_evaluation::Occasion;
use caseload::domain::entry::{Content, Entry, Hazard, HomeEvaluation};
use caseload::domain::home::{ByRisk, Home, Standing};
use caseload::domain::ids::{Id, PatientId, Stored, UserId};
use caseload::domain::record::{Body, Record};
use caseload::domain::user::Role;
use chrono::NaiveDate;

use crate::desk::Desk;
use crate::situation::{Situation, at, cared_for, now, of, patient, user};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hazard(id: &str, found: &str) -> Hazard {
    let mut hazard = Hazard::found(table::known("F02").unwrap(), day(found));
    id.clone_into(&mut hazard.hazard);
    hazard
}

fn evaluation(date: &str, looked: &[&str]) -> HomeEvaluation {
    HomeEvaluation {
        date: day(date),
        occasion: Occasion::StartOfCare,
        by: "R.Brandt RN".to_owned(),
        looked: looked.iter().map(|room| (*room).to_owned()).collect(),
        absent: Vec::new(),
        finished: true,
    }
}

/// An entry of Ruth's chart that Rosa Brandt wrote in February.
fn entry(key: &str, content: impl Into<Content>) -> Record {
    let entry = Entry::new(content, UserId::new(0), at("2026-02-02T15:00:00Z"));
    let mut record = of("ruth", key, Body::Entry(Box::new(entry)));
    record.links.user = Some("user/rbrandt".to_owned());
    record
}

fn ruth(more: Vec<Record>) -> Situation {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    records.extend(more);
    Situation::with(records)
}

/// Ruth's home safety, in a window of the usual size.
fn home(more: Vec<Record>) -> Desk {
    let mut desk = Desk::small(ruth(more));
    desk.keys("f").type_text("abara").keys("Enter gh");
    desk
}

/// A rug of February that was confirmed by nobody since, in a home that was looked at then.
fn carried_over() -> Vec<Record> {
    vec![entry("e/1", evaluation("2026-02-02", &["floors", "stairs"])), entry("e/2", hazard("F02", "2026-02-02"))]
}

fn count(desk: &Desk, kind: &str, field: &str, value: &str) -> i64 {
    desk.number(&format!(
        "SELECT count(*) FROM entry WHERE kind = '{kind}' AND state <> 'entered_in_error'
         AND coalesce(json_extract(body, '$.{field}'), '') = '{value}'"
    ))
}

fn rooms_looked(desk: &Desk) -> i64 {
    desk.number(
        "SELECT coalesce(max(json_array_length(body, '$.looked')), 0) FROM entry
         WHERE kind = 'home_evaluation' AND on_date = '2026-03-10' AND state <> 'entered_in_error'",
    )
}

#[test]
fn the_table_reads_with_its_sources() {
    let read = table::parse(table::TABLE).unwrap();
    assert_eq!((read.rooms.len(), read.hazards.len()), (20, 77));
    for known in &read.hazards {
        assert!(!known.source.is_empty() && !known.fix.is_empty() && !known.who.is_empty(), "{known:?}");
        assert!(["verified", "secondary", "remembered"].contains(&known.sure), "{known:?}");
    }
    for (room, _) in &read.rooms {
        assert!(read.hazards.iter().any(|known| known.room == *room), "{room} looks for nothing");
    }
}

#[test]
fn a_table_that_cannot_be_read_says_the_line() {
    for (table, why) in [
        ("F01 | high", "line 1: a hazard before the first room"),
        ("[a] A\nF01 | high | x", "line 2: 3 columns, not 10"),
        ("[a] A\n[a] B", "line 2: this room stands here twice"),
        ("[a] A\nF01 | soon | n | f | w | - | - | none | s | verified", "line 2: a risk is"),
    ] {
        let said = table::parse(table).unwrap_err();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn the_first_answer_begins_an_evaluation_and_every_key_is_undone() {
    let mut desk = home(vec![]);
    desk.has("No home safety evaluation yet: a begins one");
    desk.has("Floors, any r.. not looked at");
    desk.keys("j y");
    desk.has("10 Mar 2026: 0 of 20 rooms looked at");
    desk.has("Open hazards: 1 high");
    desk.has("> high there      Loose throw rugs");
    assert_eq!(count(&desk, "hazard", "found", "2026-03-10"), 1);
    desk.keys("2");
    desk.has("high told       Loose throw rugs");
    desk.has("> med  -          Objects on floor");
    desk.keys("n");
    desk.has("med  not there  Objects on floor");
    desk.keys("0");
    desk.has("Floors, any r.. looked, 1 open");
    desk.has("> high -          Objects on stairs");
    assert_eq!(rooms_looked(&desk), 1);
    // Each key is one step back.
    desk.keys("u");
    assert_eq!(rooms_looked(&desk), 0);
    desk.has("Floors, any r.. 1 open so far");
    desk.keys("u S-Tab");
    desk.has("med  -          Objects on floor");
    desk.keys("u");
    desk.has("high there      Loose throw rugs");
    desk.keys("u");
    desk.has("No home safety evaluation yet: a begins one");
    desk.has("Open hazards: none");
    assert_eq!(desk.number("SELECT count(*) FROM entry WHERE state <> 'entered_in_error'"), 0);
}

#[test]
fn what_was_there_before_is_never_assumed() {
    let mut desk = home(carried_over());
    desk.has("Last 02 Feb 2026, start of care, R.Brandt RN: 2 of 20 rooms");
    desk.has("Floors, any r.. looked, 1 open");
    desk.keys("a 4");
    desk.has("10 Mar 2026, after a fall: 0 of 20 rooms looked at, CONFIRM 1 from before");
    desk.has("Floors, any r.. CONFIRM 1");
    desk.keys("0");
    assert_eq!(desk.status(), "ABARA Ruth 81F: Floors, any room: none of the rest; confirm 1 from before");
    // The cursor waits on what nobody has answered.
    desk.has("> high CONFIRM    Loose throw rugs");
    desk.has("Floors, any r.. CONFIRM 1");
    assert_eq!(count(&desk, "hazard", "confirmed", ""), 1);
    desk.keys("2");
    desk.has("CONFIRM 1 from before");
    desk.keys("k y");
    desk.lacks("CONFIRM");
    desk.has("Floors, any r.. looked, 1 open");
    assert_eq!(count(&desk, "hazard", "confirmed", "2026-03-10"), 1);
    assert_eq!(count(&desk, "hazard", "outcome", "told"), 1);
    desk.keys("F");
    desk.has("home safety evaluation finished; 19 rooms stay not");
}

#[test]
fn finished_with_something_to_confirm_says_so() {
    let mut desk = home(carried_over());
    desk.keys("a 1 ] 0 F");
    desk.has(
        "finished; 1 from before not
   confirmed; 19 rooms stay not looked at",
    );
    assert_eq!(count(&desk, "hazard", "confirmed", ""), 1);
}

#[test]
fn what_is_not_there_any_more_is_gone_and_what_never_was_is_an_error() {
    let mut desk = home(carried_over());
    desk.keys("a 1 j n");
    desk.has("high gone       Loose throw rugs");
    assert_eq!(count(&desk, "hazard", "settled", "2026-03-10"), 1);
    assert_eq!(count(&desk, "hazard", "outcome", "gone"), 1);
    // It is there after all: the same record is open again.
    desk.keys("k y");
    desk.has("Open hazards: 1 high");
    assert_eq!(desk.number("SELECT count(*) FROM entry WHERE kind = 'hazard'"), 1);
    // Said by a slip of the finger: it was never found.
    desk.keys("g g y n");
    desk.has("med  not there  Furniture narrows");
    assert_eq!(desk.number("SELECT count(*) FROM entry WHERE kind = 'hazard' AND state = 'entered_in_error'"), 1);
}

#[test]
fn an_outcome_is_of_what_is_on_record() {
    let mut desk = home(carried_over());
    desk.keys("3");
    assert!(desk.status().contains("say first that it is there"), "{}", desk.status());
    desk.keys("e");
    assert!(desk.status().contains("say first that it is there"), "{}", desk.status());
    // Between two evaluations an answer begins none.
    desk.keys("j 3");
    desk.has("high refused    Loose throw rugs");
    assert_eq!(desk.number("SELECT count(*) FROM entry WHERE kind = 'home_evaluation'"), 1);
    assert_eq!(count(&desk, "hazard", "settled", "2026-03-10"), 1);
}

#[test]
fn what_was_refused_before_is_found_anew() {
    let refused = hazard("F02", "2026-02-02").with_outcome(Outcome::Refused, day("2026-02-02"));
    let mut desk = home(vec![entry("e/1", evaluation("2026-02-02", &["floors"])), entry("e/2", refused)]);
    desk.has("high refused    Loose throw rugs");
    desk.keys("j y");
    desk.has("> high there      Loose throw rugs");
    desk.has("10 Mar 2026: 0 of 20 rooms looked at");
    assert_eq!(count(&desk, "hazard", "found", "2026-03-10"), 1);
    assert_eq!(count(&desk, "hazard", "settled", "2026-02-02"), 1);
}

#[test]
fn the_last_answer_of_a_room_makes_it_looked_at() {
    let mut desk = home(vec![]);
    desk.keys("] ] ] n");
    desk.has("Lighting        not looked at");
    desk.keys("n");
    desk.has("Lighting        looked");
    assert_eq!(count(&desk, "home_evaluation", "looked", r#"["lighting"]"#), 1);
    assert_eq!(count(&desk, "home_evaluation", "absent", ""), 1);
    // The cursor went on to the next room.
    desk.has("> high -          Tub/shower floor slippery");
}

#[test]
fn five_findings_are_at_most_forty_keys() {
    let mut desk = home(vec![]);
    let mut keys = 4; // find the row, Enter, gh
    let mut press = |desk: &mut Desk, written: &str| {
        keys += written.split_whitespace().count();
        desk.keys(written);
    };
    // Rugs, a handrail, grab bars, no smoke alarm, smoking beside oxygen; none of the rest anywhere.
    press(&mut desk, "j y 2 0");
    press(&mut desk, "G k y 4 0");
    press(&mut desk, "0 0");
    press(&mut desk, "j y 1 0");
    press(&mut desk, "0 0");
    press(&mut desk, "y 4 0");
    press(&mut desk, "y 2 0");
    press(&mut desk, "0 0 0 0 0 0 0 0 0 0 0 F");
    assert_eq!(desk.status(), "ABARA Ruth 81F: home safety evaluation finished; every room looked at");
    desk.has("Open hazards: 1 critical, 3 high");
    assert!(keys <= 40, "{keys} keys");
    assert_eq!(rooms_looked(&desk), 20);
    assert_eq!(desk.number("SELECT count(*) FROM entry WHERE kind = 'hazard'"), 5);
}

#[test]
fn fix_owner_and_day_are_in_the_form_and_attempts_in_a_line() {
    let mut desk = home(carried_over());
    desk.keys("j +").type_text("daughter will tape it").keys("Enter");
    assert_eq!(count(&desk, "hazard", "attempts", "3/10 daughter will tape it"), 1);
    desk.keys("+").type_text("called again").keys("Enter");
    assert_eq!(count(&desk, "hazard", "attempts", "3/10 daughter will tape it; 3/10 called again"), 1);
    desk.keys("e");
    desk.has("who fixes it");
    desk.keys("Tab Tab Tab Tab Tab Tab Tab").type_text("daughter").keys("Tab").type_text("+5").keys("Enter");
    desk.has("Loose throw rugs (daughter)");
    desk.has("who: daughter");
    desk.has("by Sun 15 Mar");
}

#[test]
fn a_colleague_who_was_faster_is_not_overwritten() {
    let mut desk = home(carried_over());
    let mut other = Desk::beside(&mut desk, "other");
    other.keys("f").type_text("abara").keys("Enter gh j 1");
    other.has("high fixed      Loose throw rugs");
    desk.keys("j 3");
    assert!(desk.app.status().warning, "{}", desk.status());
    desk.has("high fixed      Loose throw rugs");
    assert_eq!(count(&desk, "hazard", "outcome", "fixed"), 1);
}

#[test]
fn nothing_is_written_where_nothing_may_be() {
    let mut desk = Desk::seated(ruth(carried_over()), "rbrandt", now(), (80, 24), true);
    desk.keys("f").type_text("abara").keys("Enter gh j");
    for key in ["y", "n", "0", "1", "a", "e", "+", "F"] {
        desk.keys(key);
        assert!(desk.status().contains("nothing is written"), "{key}: {}", desk.status());
        assert!(desk.app.overlay().is_none(), "{key}");
    }
    assert_eq!(desk.number("SELECT max(version) FROM entry"), 1);
}

#[test]
fn who_may_not_record_facts_is_told() {
    let mut ada = user("aholm", "Ada", "Holm");
    if let Body::User(user) = &mut ada.body {
        (user.role, user.credential) = (Role::Aide, "HHA".to_owned());
    }
    let mut situation = ruth(carried_over());
    situation.take(vec![ada, cared_for("ruth", "aholm")]);
    let mut desk = Desk::of(situation, "aholm", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter gh j");
    for key in ["y", "n", "0", "1", "e", "+"] {
        desk.keys(key);
        assert!(desk.app.status().warning && desk.app.overlay().is_none(), "{key}: {}", desk.status());
    }
    assert_eq!(desk.number("SELECT max(version) FROM entry"), 1);
}

#[test]
fn a_hazard_of_a_newer_table_is_read_and_answered() {
    let mut desk = home(vec![entry("e/1", hazard("Z99", "2026-02-02")), entry("e/2", hazard("Z99", "2026-02-03"))]);
    desk.has("Open hazards: 2 high");
    desk.keys(&"] ".repeat(20));
    desk.has("Not in this t..");
    desk.has("> high open       Z99");
    desk.keys("0");
    assert!(desk.status().contains("each is answered by itself"), "{}", desk.status());
    desk.keys("n");
    desk.has("Open hazards: 1 high");
    assert_eq!(count(&desk, "hazard", "hazard", "Z99"), 2);
    assert_eq!(rooms_looked(&desk), 0);
}

#[test]
fn today_and_the_view_of_homes_lead_to_the_hazard() {
    let mut smoking = hazard("O01", "2026-03-09");
    smoking.outcome = Some(Outcome::Told);
    let records = vec![entry("e/1", smoking), entry("e/2", hazard("F01", "2026-03-09"))];
    let mut desk = Desk::small(ruth(records));
    let row = desk.row();
    assert!(row.contains("!!") && row.contains("Smoking or open flame") && row.contains("settle r"), "{row}");
    desk.keys("w");
    desk.has("HOME  Home: Smoking or open flame with oxygen in use (oxygen)");
    desk.has("O01 of the table of home hazards: oxygen safety sheets");
    desk.keys("Esc Enter");
    desk.has("> crit told       Smoking or open flame");
    desk.keys("Esc g 7");
    desk.has("[7 Home 2]");
    desk.has("> crit ABARA Ruth 81F");
    // What no reason of Today is about stands here all the same, and is answered here.
    desk.keys("j");
    assert!(desk.row().contains("med  ABARA Ruth 81F"), "{}", desk.row());
    desk.keys("r 1");
    desk.has("[7 Home 1]");
    desk.keys("Enter");
    desk.has("> crit told       Smoking or open flame");
}

#[test]
fn the_summary_says_what_is_open_and_when_it_was_looked_at() {
    let mut desk = Desk::small(ruth(carried_over()));
    desk.keys("f").type_text("abara").keys("Enter");
    desk.has("home safety  (gh)");
    desk.has("02 Feb 2026, start of care: 2 of 20 rooms looked at");
    desk.has("high Floors, any room: Loose throw rugs, OVERDUE since Mon 09 Feb");
    let mut quiet = Desk::small(ruth(vec![]));
    quiet.keys("f").type_text("abara").keys("Enter");
    quiet.lacks("home safety");
}

fn stored(id: i64, content: impl Into<Content>) -> Stored<Entry> {
    let value = Entry::new(content, UserId::new(1), now());
    Stored { id: Id::new(id), version: 1, patient: PatientId::new(1), value }
}

#[test]
fn the_course_counts_what_was_open_on_each_day() {
    let mut fixed = hazard("F02", "2026-01-05");
    (fixed.outcome, fixed.settled) = (Some(Outcome::Fixed), Some(day("2026-02-10")));
    let mut risky = hazard("C02", "2026-01-05");
    risky.risk = Some(Risk::from_word("dreadful"));
    let mut gone = stored(5, hazard("E03", "2026-01-05"));
    gone.value.retracted = Some("never there".to_owned());
    let entries = [
        stored(1, evaluation("2026-01-05", &["floors"])),
        stored(2, evaluation("2026-03-05", &["floors", "stairs"])),
        stored(3, fixed),
        stored(4, risky),
        gone,
    ];
    let home = Home::of(&entries);
    let course: Vec<(NaiveDate, ByRisk)> = home.course().iter().map(|it| (it.evaluation.date, it.open)).collect();
    let high = |high| ByRisk { high, ..ByRisk::default() };
    assert_eq!(course, [(day("2026-03-05"), high(1)), (day("2026-01-05"), high(2))]);
    assert_eq!(home.open_by_risk().words(), "1 high");
    assert!(home.in_hand().is_none());
    // In the newest evaluation: fixed before it, so nothing is on record of the rug; looked for, so it is not there.
    let floors = home.lines("floors", home.shown());
    let rugs = floors.iter().find(|line| line.hazard == "F02").unwrap();
    assert_eq!((rugs.standing, rugs.record.is_none()), (Standing::Absent, true));
    let numbers = home.lines("phone", home.shown());
    assert_eq!(numbers[1].standing, Standing::ToConfirm);
}

#[test]
fn home_at_the_usual_and_at_a_wide_window() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut desk = Desk::of(ruth(carried_over()), "rbrandt", now(), (width, height));
        desk.keys("f").type_text("abara").keys("Enter gh a 4 j y 4");
        insta::assert_snapshot!(format!("home_{width}x{height}"), desk.styled_screen());
    }
}
