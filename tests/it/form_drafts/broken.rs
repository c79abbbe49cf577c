//! Forms left, come back to and taken back by somebody in a hurry.

use super::{DRAFTS, cursor, form, ruth, texts};

#[test]
fn what_was_typed_is_taken_back_with_one_key_and_put_in_again_with_the_same() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("S-Tab").type_text("dizzy").keys("Ctrl-z");
    desk.has("Cleared: nothing is kept. Ctrl-z puts it in again.");
    assert_eq!(form(&desk).asked[0].prompt.text(), "<140/90", "the field says again what was proposed");
    assert_eq!(desk.number(DRAFTS), 0);
    desk.keys("Ctrl-z");
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: <130/80\nreason: dizzy"]);
    assert_eq!(cursor(&desk), ("reason", "dizzy".to_owned()));
    desk.keys("Esc e Ctrl-z Esc");
    desk.has("Nothing changed.");
    assert_eq!(desk.number(DRAFTS), 0);
    desk.keys("e");
    desk.lacks("restored");
    desk.keys("Ctrl-z");
    desk.has("Nothing is typed here that could be cleared.");
    // What is typed after it was taken back is what counts.
    desk.type_text("x").keys("Ctrl-z Ctrl-z");
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: x"]);
}

#[test]
fn emptying_the_field_leaves_no_draft_and_says_so() {
    let mut desk = ruth((80, 24));
    desk.keys("1").type_text("x").keys("Esc");
    desk.has("Kept as a draft, not saved.");
    desk.keys("1");
    desk.has("Esc leave, keeps the text");
    desk.keys("Ctrl-u Esc");
    desk.has("Nothing changed.");
    assert_eq!((desk.number(DRAFTS), desk.app.board().drafts), (0, 0));
}

#[test]
fn a_form_says_nothing_of_the_draft_of_another() {
    let mut desk = ruth((80, 24));
    desk.keys("1").type_text("x").keys("Esc j j 1");
    desk.lacks("Kept as a draft");
    desk.keys("Esc k k 1");
    desk.has("restored");
    desk.keys("Esc j j e");
    desk.lacks("restored");
    // What can be undone stays offered.
    desk.keys("Esc 1").type_text("y").keys("Enter");
    desk.has("undo");
    desk.keys("e Esc");
    desk.has("undo");
}

#[test]
fn the_lines_of_a_list_are_taken_back_and_put_in_again() {
    let mut desk = ruth((80, 24));
    desk.keys("g m L").type_text("1").keys("Tab").type_text("son").keys("Tab Tab");
    desk.paste("warfarin 5 mg daily\nlisinopril 10 mg\n").type_text("asp");
    let kept = texts(&mut desk);
    desk.keys("Ctrl-z");
    assert_eq!(desk.number(DRAFTS), 0);
    desk.keys("Ctrl-z");
    assert_eq!(texts(&mut desk), kept);
}

#[test]
fn a_window_that_shows_nothing_takes_no_keys_but_the_one_that_leaves() {
    for opens in ["e", "N"] {
        let mut desk = ruth((80, 24));
        desk.keys(opens).type_text("<130");
        let kept = texts(&mut desk);
        desk.resize(60, 12);
        desk.has("Q quits.");
        desk.type_text("/80 jjx1").keys("Enter Backspace Ctrl-u Ctrl-z Esc Ctrl-s").paste("more");
        assert_eq!(texts(&mut desk), kept, "{opens}: nobody saw what was typed");
        desk.resize(80, 24);
        desk.has("<130");
        desk.has("nothing of the pasted text was put");
        desk.lacks("<130/80");
        desk.resize(60, 12).keys("Q");
        assert_eq!(desk.effects.last(), Some(&caseload::ui::Effect::Quit), "{opens}: what the window says is true");
        assert_eq!(texts(&mut desk), kept, "{opens}");
    }
}

#[test]
fn what_is_typed_after_she_stayed_is_not_said_to_be_kept() {
    let mut desk = ruth((80, 24));
    let lock = desk.store().colleague();
    desk.keys("e").type_text("<130");
    lock.connection().execute_batch("BEGIN IMMEDIATE").unwrap();
    desk.type_text("/80").keys("Esc Q");
    desk.has("not kept: others are writing");
    assert_ne!(desk.effects.last(), Some(&caseload::ui::Effect::Quit));
    // She stays and goes on.
    desk.keys("e").type_text(" sitting").keys("Esc");
    desk.lacks("Kept as a draft");
    desk.has("not kept: others are writing");
    desk.keys("Q");
    assert_ne!(desk.effects.last(), Some(&caseload::ui::Effect::Quit), "it is asked again");
    lock.connection().execute_batch("ROLLBACK").unwrap();
    desk.keys("e").type_text("!").keys("Esc");
    desk.has("Kept as a draft");
    desk.keys("Q");
    assert_eq!(desk.effects.last(), Some(&caseload::ui::Effect::Quit));
    assert_eq!(texts(&mut desk), ["form/goal/change/1 | target: <130/80 sitting!"]);
}
