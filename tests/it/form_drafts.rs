//! What is typed into forms is kept: situation, keys, what is to be seen and what is on disk.

mod again;
mod broken;
mod hostile;
mod twice;

use caseload::domain::change::Change;
use caseload::domain::ids::OperationId;
use caseload::domain::plan::{Goal, Intervention};
use caseload::domain::record::{Body, Record};
use caseload::ui::Overlay;
use caseload::ui::form::Form;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient, stamp};

const DRAFTS: &str = "SELECT count(*) FROM draft";
const TEXTS: &str = "SELECT place || ' | ' || text FROM draft ORDER BY place";

fn goal(key: &str, text: &str, target: &str) -> Record {
    let goal = Goal {
        problem: "Hypertension".to_owned(),
        measure: Some("blood pressure".to_owned()),
        target: Some(target.to_owned()),
        unit: Some("mmHg".to_owned()),
        started: "2026-01-20".parse().ok(),
        target_date: "2026-03-06".parse().ok(),
        ..Goal::saying(text)
    };
    of("ruth", key, Body::Goal(goal))
}

fn people() -> Vec<Record> {
    let mut step = of("ruth", "s/1", Body::Intervention(Intervention::doing("Teach home readings")));
    step.links.goal = Some("g/1".to_owned());
    vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        goal("g/1", "Blood pressure under 140/90", "<140/90"),
        goal("g/2", "Walks to the mailbox and back", "60"),
        step,
    ]
}

/// Ruth has two goals and an intervention; it is Tuesday 10 March, 9:00. Her plan is open, the first goal in hand.
fn ruth(size: (u16, u16)) -> Desk {
    let mut desk = Desk::of(Situation::with(people()), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk
}

/// The same database after the program has been started again.
fn started_again(desk: &mut Desk) -> Desk {
    let situation = std::mem::replace(desk.store(), Situation::with(Vec::new()));
    Desk::of(situation, "rbrandt", now(), (80, 24))
}

fn form(desk: &Desk) -> &Form {
    let Some(Overlay::Form(form)) = desk.app.overlay() else { panic!("no form is open:\n{}", desk.screen()) };
    form
}

/// The field with the cursor, and what stands before the cursor.
fn cursor(desk: &Desk) -> (&'static str, String) {
    let form = form(desk);
    (form.asked[form.at].field.name, form.asked[form.at].prompt.before().to_owned())
}

fn texts(desk: &mut Desk) -> Vec<String> {
    desk.store().words(TEXTS)
}

/// A colleague makes something else of the first goal.
fn colleague(desk: &mut Desk, makes: impl Fn(&Goal) -> Goal) {
    let situation = desk.store();
    let (ruth, user) = (situation.patient("abara"), situation.user("tquist"));
    let chart = situation.store.chart(ruth, user, None, now()).unwrap();
    let known = &chart.facts.goals.iter().find(|tracked| tracked.goal.text.starts_with("Blood")).unwrap().goal;
    let change = Change::goal(known.amended(makes(known)));
    let number = situation.number("SELECT count(*) FROM operation");
    situation.store.apply(&change, &stamp(user, number)).unwrap();
}

#[test]
fn leaving_a_form_keeps_what_is_typed_and_the_cursor() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("Left Left Esc");
    desk.has("Kept as a draft, not saved. g0 lists your drafts.");
    assert_eq!(desk.app.board().drafts, 1);
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: <130/80"]);
    desk.keys("e");
    desk.has("draft of 09:00 restored; Esc keeps it, Ctrl-z clears it");
    assert_eq!(cursor(&desk), ("target", "<130/".to_owned()));
    desk.type_text("x");
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: <130/x80"]);
    desk.keys("Esc j j e");
    assert_eq!(cursor(&desk), ("target", "60".to_owned()), "another goal has a draft of its own");
}

#[test]
fn the_cursor_comes_back_to_a_field_that_nobody_typed_into() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("Tab Tab Esc e");
    assert_eq!(cursor(&desk).0, "target_date");
    desk.type_text("+9");
    assert_eq!(form(&desk).asked[form(&desk).at].prompt.text(), "+9", "what is proposed is replaced there");
}

#[test]
fn what_says_the_same_as_was_proposed_is_no_draft() {
    let mut desk = ruth((80, 24));
    desk.keys("e Tab S-Tab Esc");
    desk.lacks("Kept as a draft");
    assert_eq!(desk.number(DRAFTS), 0);
    desk.keys("e").type_text("<130").keys("Ctrl-u").type_text("<140/90");
    assert_eq!(desk.number(DRAFTS), 0, "typed back to what stands on record");
    desk.keys("Esc");
    desk.lacks("Kept as a draft");
    assert_eq!(desk.app.board().drafts, 0);
    desk.keys("e Backspace Esc e");
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: "], "a field that was emptied says so");
    assert_eq!(cursor(&desk), ("target", String::new()));
}

#[test]
fn what_was_saved_is_no_draft_any_more() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("S-Tab").type_text("dose was raised");
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: <130/80\nreason: dose was raised"]);
    desk.keys("Enter");
    desk.has("goal changed");
    assert_eq!((desk.number(DRAFTS), desk.app.board().drafts), (0, 0));
    // Also one that was left and gone on with.
    desk.keys("1").type_text("132/80").keys("Esc 1").type_text(", sitting").keys("Enter");
    desk.has("goal checked: met");
    assert_eq!(desk.number(DRAFTS), 0);
    assert_eq!(desk.number("SELECT count(*) FROM progress WHERE evidence = '132/80, sitting'"), 1);
}

#[test]
fn type_ahead_goes_into_the_field() {
    let mut desk = ruth((80, 24));
    let asked = desk.app.key(caseload::ui::key::Key::Char('e')).1;
    assert!(desk.app.overlay().is_none(), "the form waits for its draft");
    assert!(desk.app.must_wait(caseload::ui::key::Key::Char('<')), "and what is typed waits for the form");
    assert!(desk.app.must_wait(caseload::ui::key::Key::Char('Q')), "it is a letter, though on the plan it would leave");
    assert!(desk.app.is_waiting());
    assert_eq!(asked.len(), 1, "{asked:?}");
    for effect in asked {
        for answer in desk.keeper.take(effect, now()) {
            desk.tell(caseload::ui::Msg::Draft(answer));
        }
    }
    assert!(!desk.app.is_waiting());
    desk.type_text("<130/80").keys("S-Tab").type_text("dizzy").keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE target = '<130/80'"), 1);
}

#[test]
fn a_box_that_leads_to_a_form_stays_until_the_form_is_there() {
    for keys in ["a g o a l", ": m e d i c a t i o n Space i s s u e", "r"] {
        let mut desk = ruth((80, 24));
        desk.keys("g m g p").keys(keys);
        let before = desk.screen();
        let key = if keys == "r" { caseload::ui::key::Key::Char('1') } else { caseload::ui::key::Key::Enter };
        let asked = desk.app.key(key).1;
        assert!(matches!(asked.as_slice(), [caseload::ui::Effect::ReadDraft { .. }]), "{keys}: {asked:?}\n{before}");
        let above = |screen: String| screen.lines().take(22).collect::<Vec<_>>().join("\n");
        assert_eq!(above(desk.screen()), above(before), "{keys}: nothing is drawn for it");
        for effect in asked {
            for answer in desk.keeper.take(effect, now()) {
                desk.tell(caseload::ui::Msg::Draft(answer));
            }
        }
        assert!(form(&desk).kept.is_some(), "{keys}");
    }
}

#[test]
fn a_medicine_that_was_changed_since_says_so() {
    let mut desk = Desk::of(Situation::with(again::treated()), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g m e").type_text("2.5 mg").keys("Esc");
    let change = "UPDATE medication SET version = version + 1, indication = 'clots' WHERE id = 1";
    desk.store().colleague().connection().execute_batch(change).unwrap();
    desk.read_again().keys("e");
    desk.has("This was changed on record after you began.");
    assert_eq!(cursor(&desk), ("revision", "2.5 mg".to_owned()));
}

#[test]
fn a_write_that_fails_leaves_the_draft() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("S-Tab").type_text("dizzy");
    colleague(&mut desk, |goal| Goal { text: "Blood pressure in range".to_owned(), ..goal.clone() });
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE target = '<130/80'"), 0);
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: <130/80\nreason: dizzy"]);
    assert_eq!(cursor(&desk), ("reason", "dizzy".to_owned()), "the box is open again");
    desk.keys("Enter");
    desk.has("goal changed");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE target = '<130/80' AND text LIKE '%in range'"), 1);
    assert_eq!(desk.number(DRAFTS), 0);
}

#[test]
fn choosing_between_two_versions_drops_the_draft_only_when_it_is_written() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("S-Tab").type_text("dizzy");
    colleague(&mut desk, |goal| Goal { target: Some("<150/90".to_owned()), ..goal.clone() });
    desk.news().keys("Enter");
    desk.has("a colleague changed the same meanwhile");
    assert_eq!(desk.number(DRAFTS), 1);
    desk.keys("Esc");
    assert_eq!(cursor(&desk), ("reason", "dizzy".to_owned()));
    desk.keys("Enter 1");
    desk.has("goal changed");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE target = '<130/80'"), 1);
    assert_eq!(desk.number(DRAFTS), 0);
}

#[test]
fn what_a_colleague_wrote_since_is_told_before_it_is_replaced() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("Esc");
    colleague(&mut desk, |goal| Goal {
        target: Some("<150/90".to_owned()),
        measure: Some("sitting blood pressure".to_owned()),
        ..goal.clone()
    });
    desk.news().keys("e");
    desk.has("on record by now: target <150/90");
    insta::assert_snapshot!("form_on_record_80x24", desk.styled_screen());
    let measure = form(&desk).asked.iter().find(|asked| asked.field.name == "measure").unwrap();
    assert_eq!(measure.prompt.text(), "sitting blood pressure", "what nobody typed comes from the record");
    desk.has("<130/80");
    // By now the record says what was typed: nothing is left to keep.
    desk.keys("Esc");
    colleague(&mut desk, |goal| Goal { target: Some("<130/80".to_owned()), ..goal.clone() });
    desk.news().keys("e");
    desk.lacks("on record by now");
    desk.lacks("restored");
    assert_eq!(desk.number(DRAFTS), 0);
}

#[test]
fn a_confirmation_drops_the_draft_only_with_y() {
    let mut desk = Desk::of(Situation::with(again::treated()), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter e");
    desk.has("2 start of care");
    desk.keys("2").type_text("1/14").keys("Enter");
    desk.has("what would follow");
    assert_eq!(desk.number(DRAFTS), 1);
    desk.keys("Esc Esc e 2");
    desk.has("restored");
    desk.has("1/14");
    desk.keys("Enter y");
    assert_eq!(desk.number(DRAFTS), 0);
    assert_eq!(
        desk.number("SELECT count(*) FROM event WHERE kind = 'soc' AND counts = 1 AND body LIKE '%2026-01-14%'"),
        1
    );
}

#[test]
fn which_drug_is_meant_can_be_left_open_without_losing_the_line() {
    let mut desk = ruth((80, 24));
    desk.keys("g m a").type_text("lisinoprel 10 mg daily").keys("Enter");
    desk.has("which drug");
    desk.keys("Esc");
    assert_eq!(cursor(&desk), ("line", "lisinoprel 10 mg daily".to_owned()), "Esc leads back to the line");
    desk.keys("Enter 1");
    let with = texts(&mut desk);
    assert_eq!(with, ["form/medicine/add | line: lisinopril 10 mg daily"], "what was chosen is kept as well");
}

#[test]
fn the_lines_of_a_list_that_is_taken_down_are_kept() {
    let mut desk = ruth((80, 24));
    desk.keys("g m L").type_text("1").keys("Tab").type_text("son").keys("Tab Tab");
    desk.type_text("warfarin 5 mg daily").keys("Enter").paste("lisinopril 10 mg\nmetoprolol 25 mg bid\n");
    desk.type_text("asp").keys("Esc");
    let kept = "form/list | line: warfarin 5 mg daily\nline: lisinopril 10 mg\nline: metoprolol 25 mg bid\n\
                list_source: 1\ntold_by: son\nnext_line: asp";
    assert_eq!(texts(&mut desk), [kept]);
    let mut desk = started_again(&mut desk);
    desk.keys("g 0 Enter");
    desk.has("3; Enter on an empty line writes the list");
    assert_eq!(cursor(&desk), ("next_line", "asp".to_owned()));
    desk.keys("Ctrl-u Enter");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_list WHERE lines LIKE 'warfarin%bid'"), 1);
    assert_eq!(desk.number(DRAFTS), 0);
}

/// The same program at nine o'clock so many days later, in Ruth's chart.
fn days_later(desk: &mut Desk, days: i64) -> Desk {
    let situation = std::mem::replace(desk.store(), Situation::with(Vec::new()));
    let mut desk = Desk::of(situation, "rbrandt", now() + chrono::TimeDelta::days(days), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter");
    desk
}

#[test]
fn a_day_in_a_draft_of_another_day_means_what_it_meant() {
    let mut desk = ruth((80, 24));
    desk.keys("2").type_text("138/84").keys("Tab").type_text("y").keys("Esc");
    let mut desk = days_later(&mut desk, 1);
    desk.keys("g p 2");
    desk.has("typed on Tue 10 Mar: \"today\" and the like mean that day");
    desk.has("draft of Tue 10 Mar 09:00 restored");
    desk.has("= Mon 09 Mar 2026, 2 days ago");
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM progress WHERE on_date = '2026-03-09' AND evidence = '138/84'"), 1);
}

#[test]
fn a_day_that_was_only_proposed_means_the_day_of_the_draft_as_well() {
    let mut desk = ruth((80, 24));
    desk.keys("2").type_text("138/84").keys("Esc");
    let mut desk = days_later(&mut desk, 3);
    desk.keys("g p 2");
    desk.has("= Tue 10 Mar 2026, 3 days ago");
    assert_eq!(cursor(&desk), ("evidence", "138/84".to_owned()));
    // Left and come to again on a third day, it is still the same day.
    desk.keys("Esc");
    let mut desk = days_later(&mut desk, 5);
    desk.keys("g p 2");
    desk.has("= Tue 10 Mar 2026, 5 days ago");
    // Taken back, it is a new form of today.
    desk.keys("Ctrl-z");
    desk.has("= Sun 15 Mar 2026, today");
}

#[test]
fn a_stretch_of_days_in_a_draft_stays_where_it_was() {
    let mut desk = Desk::of(Situation::with(again::treated()), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g m d").type_text("12/14").keys("Esc");
    let mut desk = days_later(&mut desk, 2);
    desk.keys("g m d");
    desk.has("2026-03-03 to 2026-03-09");
    desk.has("12/14");
}

#[test]
fn with_a_clock_set_by_hand_nothing_is_kept() {
    let mut desk = Desk::seated(Situation::with(people()), "rbrandt", now(), (80, 24), true);
    desk.keys("f").type_text("abara").keys("Enter g p e").type_text("<130/80").keys("Esc");
    assert_eq!(desk.number(DRAFTS), 0);
}

#[test]
fn what_cannot_be_kept_is_said_while_it_is_typed() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130");
    let lock = desk.store().colleague();
    lock.connection().execute_batch("BEGIN IMMEDIATE").unwrap();
    desk.type_text("/");
    desk.has("not kept: others are writing");
    desk.keys("Esc");
    desk.has("not kept: others are writing");
    lock.connection().execute_batch("ROLLBACK").unwrap();
    desk.keys("e");
    assert_eq!(cursor(&desk), ("target", "<130/".to_owned()), "it was kept in memory");
    desk.type_text("80");
    desk.has("Your text is kept again.");
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: <130/80"]);
}

#[test]
fn a_draft_that_cannot_be_read_opens_no_form_over_it() {
    let mut desk = ruth((80, 24));
    let hand = rusqlite::Connection::open(desk.store().path()).unwrap();
    hand.execute_batch("ALTER TABLE draft RENAME TO gone").unwrap();
    desk.keys("e");
    desk.has("Your draft here cannot be read");
    assert!(desk.app.overlay().is_none() && !desk.app.is_waiting());
    hand.execute_batch("ALTER TABLE gone RENAME TO draft").unwrap();
    desk.keys("e").type_text("<130/80");
    assert_eq!(desk.number(DRAFTS), 1);
}

#[test]
fn a_colleague_sees_that_something_is_begun_but_not_what() {
    let mut desk = ruth((80, 24));
    let (ruth, rosa) = (desk.store().patient("abara"), desk.store().user("tquist"));
    let drafts = caseload::store::Drafts::open(&desk.store().path(), "test", None).unwrap();
    let draft = caseload::domain::draft::Draft {
        text: "target: secret".to_owned(),
        cursor: 0,
        seen: 1,
        updated: now(),
        becomes: OperationId([7; 16]),
    };
    drafts.save(rosa, ruth, "form/goal/change/1", &draft, None).unwrap();
    desk.read_again();
    desk.has("ALSO HERE T.Quist 09:00, change a goal");
    desk.lacks("secret");
}

#[test]
fn boxes_that_only_look_for_something_keep_nothing() {
    let mut desk = ruth((80, 24));
    desk.keys("f").type_text("boo").keys("Esc :").type_text("pri").keys("Esc a").type_text("go").keys("Esc");
    assert_eq!(desk.number(DRAFTS), 0);
    assert_eq!(desk.effects.iter().filter(|effect| effect.is_about_drafts()).count(), 0);
}

#[test]
fn a_typed_character_is_one_draft_and_a_moving_cursor_none() {
    let mut desk = ruth((80, 24));
    desk.keys("e");
    for (keys, drafts) in [("x", 1), ("Left", 0), ("Tab", 0), ("Backspace", 1), ("Ctrl-w", 1), ("Home", 0)] {
        let before = desk.effects.len();
        desk.keys(keys);
        assert_eq!(desk.effects.len() - before, drafts, "{keys}: {:?}", &desk.effects[before..]);
    }
}
