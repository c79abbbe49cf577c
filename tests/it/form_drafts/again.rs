//! The list of drafts leads back to forms.

use caseload::domain::event::Event;
use caseload::domain::ids::OperationId;
use caseload::domain::medication::Medication;
use caseload::domain::plan::{Goal, GoalStatus};
use caseload::domain::record::{Body, Record};
use caseload::ui::Overlay;

use super::{DRAFTS, colleague, cursor, people, ruth, started_again, texts};
use crate::desk::Desk;
use crate::situation::{Situation, now, of};

/// Ruth with a medicine, and with what asks for answers.
pub(super) fn treated() -> Vec<Record> {
    let line = Medication::written("apixaban 5 mg tablet", "5 mg by mouth twice a day");
    let prn = Medication::written("tramadol 50 mg tablet", "50 mg by mouth every 6 hours as needed for pain");
    let ibuprofen = Medication::written("ibuprofen 400 mg tablet", "400 mg by mouth twice a day");
    let mut records = people();
    records.push(of("ruth", "m/1", Body::Medication(line)));
    records.push(of("ruth", "m/2", Body::Medication(ibuprofen)));
    records.push(of("ruth", "m/3", Body::Medication(prn)));
    let soc = "2026-01-12".parse().unwrap();
    for (at, event) in [Event::Soc { date: soc }, Event::RightsGiven { date: soc }].into_iter().enumerate() {
        records.push(of("ruth", &format!("e/{at}"), Body::Event(event)));
    }
    records
}

/// Ruth's plan is open, the first goal in hand; a problem and a record of the start of care are there.
pub(super) fn busy() -> Desk {
    let mut desk = Desk::of(Situation::with(treated()), "rbrandt", now(), (120, 40));
    desk.keys("f").type_text("abara").keys("Enter g p a").type_text("problem in your own").keys("Enter");
    desk.type_text("Falls").keys("Enter");
    desk.has("problem added");
    desk.keys("g p g g");
    while !desk.row().contains("Blood pressure under") {
        desk.keys("j");
    }
    desk
}

#[test]
fn the_list_says_in_words_what_was_begun_and_leads_back_to_it() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("Esc j j 2").type_text("to the door, with a walker").keys("Esc");
    let mut desk = started_again(&mut desk);
    desk.has("2 drafts");
    desk.keys("g 0");
    insta::assert_snapshot!("form_drafts_80x24", desk.styled_screen());
    desk.has("change a goal");
    desk.has("check a goal");
    desk.has("target: <130/80");
    desk.keys("Enter");
    desk.has("check a goal: ABARA Ruth");
    assert_eq!(cursor(&desk), ("evidence", "to the door, with a walker".to_owned()));
    insta::assert_snapshot!("form_restored_80x24", desk.styled_screen());
    desk.keys("Enter");
    desk.has("goal checked: toward");
    desk.keys("g 0 Enter");
    assert_eq!(cursor(&desk), ("target", "<130/80".to_owned()));
    desk.keys("Esc");
    desk.has("> ~    Goal: Blood pressure under 140/90");
    desk.keys("g 0 D y");
    desk.has("change a goal: draft discarded");
    assert_eq!(desk.number(DRAFTS), 0);
}

#[test]
fn every_form_of_a_chart_opens_again_from_the_list() {
    // Keys in the plan with the first goal in hand; how the form is called, and a field with what was typed.
    let forms: &[(&str, &str)] = &[
        ("g p e", "change a goal"),
        ("g p 1", "check a goal"),
        ("g p 4", "check a goal"),
        ("g p m", "close a goal as met"),
        ("g p D", "drop a goal"),
        ("g p a g o a l Enter", "add a goal"),
        ("g p a i n t e r v e n t i o n Enter", "add an intervention"),
        ("g p g g a g o a l Enter", "add a goal"),
        ("g p g g a i n t e r v e n t i o n Enter", "add an intervention"),
        ("g p k a i n t e r v e n t i o n Enter", "add an intervention"),
        ("g p G a i n t e r v e n t i o n Enter", "add an intervention"),
        ("g p r 1", "decide about a goal"),
        ("g p j e", "change an intervention"),
        ("g p j 1", "result of intervention"),
        ("g p j 3", "result of intervention"),
        ("g p j D", "stop an intervention"),
        ("g p j a i n t e r v e n t i o n Enter", "add an intervention"),
        ("g p k e", "a problem of the plan"),
        ("g p g g e", "change a problem"),
        ("g p g g D", "resolve a problem"),
        ("g p g g a p r o b l e m Space i n Enter", "add a problem"),
        ("g p g g a p r o b l e m : Space p a i n Enter", "add a problem"),
        ("g m a", "add a medicine"),
        ("g m e", "change a medicine"),
        ("g m H", "hold a medicine"),
        ("g m s", "stop a medicine"),
        ("g m d", "doses taken"),
        ("g m F", "a fill"),
        ("g m G p", "PRN use"),
        ("g m L", "enter another list"),
        ("g m r 1", "answer an alert"),
        ("g t a s t a r t Space o f Enter", "record start of care"),
        ("g t I", "record"),
        ("g t x", "record"),
        ("Esc 4 I", "record"),
        ("g t W", "waive"),
        ("g t v 1", "place a visit"),
        ("g t e 1", "correct a fact"),
    ];
    for (keys, words) in forms {
        let mut desk = busy();
        desk.keys(keys);
        assert!(matches!(desk.app.overlay(), Some(Overlay::Form(_))), "{keys}:\n{}", desk.screen());
        desk.keys("x y Esc");
        let kept = texts(&mut desk);
        assert_eq!(kept.len(), 1, "{keys}: {kept:?}");
        let mut desk = started_again(&mut desk);
        desk.keys("g 0");
        desk.has(words);
        desk.keys("Enter");
        desk.has("restored");
        assert!(cursor(&desk).1.ends_with("xy"), "{keys}: {:?}", cursor(&desk));
        desk.keys("Esc");
        assert_eq!(texts(&mut desk), kept, "{keys}: it is the same draft");
    }
}

#[test]
fn what_cannot_be_opened_again_is_there_to_be_read() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("Esc");
    colleague(&mut desk, |goal| Goal { status: GoalStatus::Met, ..goal.clone() });
    let mut desk = started_again(&mut desk);
    desk.keys("g 0 Enter");
    desk.has("draft: change a goal: ABARA Ruth");
    desk.has("This goal is closed (met); D reopens it, a adds another one.");
    desk.has("target: <130/80");
    assert_eq!(desk.number(DRAFTS), 1);
    desk.keys("Esc g 0 D y");
    assert_eq!(desk.number(DRAFTS), 0);
}

#[test]
fn what_is_reopened_opens_again_too() {
    let mut desk = ruth((80, 24));
    desk.keys("D").type_text("given up").keys("Enter + g g");
    while !desk.row().contains("dropped") {
        desk.keys("j");
    }
    desk.keys("D");
    desk.has("reopen a goal");
    desk.type_text("wants to try again").keys("Esc");
    desk.keys("g 0 Enter");
    desk.has("reopen a goal: ABARA Ruth");
    assert_eq!(cursor(&desk).1, "wants to try again");
    desk.keys("Enter");
    desk.has("goal open again");
    assert_eq!(desk.number(DRAFTS), 0);
}

#[test]
fn a_place_of_another_version_of_the_program_is_there_to_be_read() {
    let mut desk = ruth((80, 24));
    let patient = desk.store().patient("abara");
    for place in ["form/goal/turn/1", "form/goal/change/x", "form/", "form/step", "form/correct/99", "form/%7E/%"] {
        let (text, place) = ("a: b".to_owned(), place.to_owned());
        desk.keeper.take(
            caseload::ui::Effect::KeepDraft {
                patient,
                place: place.clone(),
                text,
                cursor: 0,
                seen: 0,
                becomes: OperationId([7; 16]),
            },
            now(),
        );
        desk.keys("g 0 Enter");
        desk.has("a: b");
        assert!(matches!(desk.app.overlay(), Some(Overlay::Reader(_))), "{place}");
        desk.keys("Esc g 0 D y Esc");
        assert_eq!(desk.number(DRAFTS), 0, "{place}");
    }
}

#[test]
fn what_two_sessions_typed_into_one_form_is_both_there() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80");
    let patient = desk.store().patient("abara");
    let mut home = desk.office.keeper();
    let keep = |text: &str| caseload::ui::Effect::KeepDraft {
        patient,
        place: "form/goal/change/1".to_owned(),
        text: text.to_owned(),
        cursor: 3,
        seen: 1,
        becomes: OperationId([7; 16]),
    };
    let later = |seconds| now() + chrono::TimeDelta::seconds(seconds);
    home.take(caseload::ui::Effect::ReadDraft { patient, place: "form/goal/change/1".to_owned() }, later(1));
    home.take(keep("target: <120/70"), later(2));
    home.write();
    desk.type_text("!").keys("Esc");
    assert_eq!(desk.number(DRAFTS), 2, "{:?}", texts(&mut desk));
    desk.keys("g 0");
    desk.has("change a goal, typed");
    while !desk.row().contains("typed") {
        desk.keys("j");
    }
    desk.keys("Enter");
    assert_eq!(desk.number(DRAFTS), 2);
    desk.has("<120/70");
    desk.keys("S-Tab").type_text("dizzy").keys("Enter");
    desk.has("goal changed");
    assert_eq!(desk.number(DRAFTS), 1, "{:?}", texts(&mut desk));
}

#[test]
fn what_is_added_to_a_signed_version_is_kept_until_it_is_signed() {
    let mut desk = ruth((80, 24));
    desk.keys("S y");
    desk.has("plan of care signed");
    desk.keys("V 1 3 1");
    desk.has("addendum to version 1");
    desk.type_text("Son present at the teaching.").keys("Esc Esc g 0");
    desk.has("addendum to v1");
    desk.keys("Enter");
    assert_eq!(cursor(&desk), ("addition", "Son present at the teaching.".to_owned()));
    desk.keys("Enter");
    assert_eq!(desk.number(DRAFTS), 1, "it is read once more first");
    desk.keys("y");
    assert_eq!(desk.number(DRAFTS), 0);
    assert_eq!(desk.number("SELECT count(*) FROM plan_version WHERE kind = 'addendum'"), 1);
}
