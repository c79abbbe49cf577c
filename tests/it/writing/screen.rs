//! The text area on the screen: situation, keys, what is to be seen, and what it costs.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use caseload::domain::change::{Change, Edit, PlanChange};
use caseload::domain::ids::OperationId;
use caseload::domain::plan::Section;
use caseload::domain::record::Record;
use caseload::terminal::Canvas;
use caseload::ui::{Effect, Msg};
use ratatui::style::Modifier;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, patient, stamp};

const NOTES: &str = "SELECT count(*) FROM note WHERE counts = 1";
const DRAFTS: &str = "SELECT count(*) FROM draft";

fn people() -> Vec<Record> {
    vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        patient("carl", "Boone", "Carl"),
        cared_for("carl", "rbrandt"),
    ]
}

/// Rosa Brandt in the chart of Ruth Abara, Tuesday 10 March, 9:00.
pub(super) fn chart(size: (u16, u16)) -> Desk {
    let mut desk = Desk::of(Situation::with(people()), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter");
    desk
}

/// The same database after the program has been started again.
fn started_again(desk: &mut Desk) -> Desk {
    let fresh = Situation::with(Vec::new());
    let situation = std::mem::replace(desk.store(), fresh);
    let mut desk = Desk::of(situation, "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter");
    desk
}

fn words(desk: &mut Desk, query: &str) -> Vec<String> {
    desk.store().words(query)
}

#[test]
fn a_free_note_is_written_and_saved() {
    let mut desk = chart((80, 24));
    desk.keys("N");
    desk.has("-- note --");
    desk.has("ABARA Ruth");
    desk.type_text("Edema +1 both ankles, q, Q and : are letters.").keys("Enter Enter").type_text("No SOB.");
    assert_eq!((desk.number(DRAFTS), desk.number(NOTES)), (1, 0), "it is kept, and not saved");
    desk.keys("Ctrl-s");
    desk.has("note written");
    desk.has("note R.Brandt RN: Edema +1 both ankles, q, Q and : are letters.");
    desk.keys("gn");
    desk.has("No SOB.");
    desk.keys("Esc");
    let text = "SELECT text FROM note WHERE kind = 'note' AND author = 'R.Brandt RN'";
    assert_eq!(words(&mut desk, text), ["Edema +1 both ankles, q, Q and : are letters.\n\nNo SOB."]);
    assert_eq!(desk.number(DRAFTS), 0, "what was saved is no draft");
    assert_eq!(desk.app.board().drafts, 0);
    desk.keys("u");
    assert_eq!(desk.number(NOTES), 0, "a note is taken back like anything else");
}

#[test]
fn nothing_is_saved_while_nothing_is_written() {
    let mut desk = chart((80, 24));
    desk.keys("N Ctrl-s");
    desk.has("Nothing is written yet.");
    desk.type_text("x").keys("Backspace Esc");
    assert_eq!((desk.number(DRAFTS), desk.number(NOTES)), (0, 0));
    desk.has("Nothing was changed.");
}

#[test]
fn leaving_keeps_the_text_and_the_cursor() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("walks with walker").keys("Ctrl-w Left Esc");
    desk.has("Kept as a draft");
    desk.keys("N");
    desk.has("draft of 09:00 restored; Ctrl-s saves, D in the list of drafts discards it");
    desk.type_text("X");
    desk.has(" walks withX");
    let mut desk = started_again(&mut desk);
    desk.keys("N");
    assert_eq!(desk.app.writing().unwrap().text(), "walks withX ");
    desk.type_text("Y");
    desk.has(" walks withXY");
}

#[test]
fn each_chart_has_its_own_draft_and_the_header_counts_them() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("of Ruth").keys("Esc g 1");
    desk.has("1 draft");
    desk.keys("f").type_text("boone").keys("Enter N");
    desk.lacks("of Ruth");
    desk.type_text("of Carl").keys("Esc g 1");
    desk.has("2 drafts");
    let mut desk = started_again(&mut desk);
    desk.keys("g 1");
    desk.has("2 drafts");
}

#[test]
fn the_list_of_drafts_leads_back_to_each() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("of Ruth: ankles").keys("Esc f").type_text("boone").keys("Enter N").type_text("of Carl");
    desk.keys("Esc g 1 0");
    desk.has("your drafts 2");
    insta::assert_snapshot!("drafts_80x24", desk.styled_screen());
    desk.keys("j Enter");
    desk.has("ABARA Ruth");
    desk.has("of Ruth: ankles");
    desk.type_text("!");
    assert_eq!(desk.app.writing().unwrap().text(), "of Ruth: ankles!");
}

#[test]
fn a_draft_is_put_away_only_after_it_was_asked() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("of Ruth").keys("Esc g 0 y");
    assert_eq!(desk.number(DRAFTS), 1, "y alone does nothing");
    desk.keys("D");
    desk.has("y discards this draft for good");
    desk.keys("z y");
    assert_eq!(desk.number(DRAFTS), 1, "another key keeps it");
    desk.keys("D y");
    assert_eq!(desk.number(DRAFTS), 0);
    desk.has("You have no drafts.");
    assert_eq!(desk.app.board().drafts, 0);
}

#[test]
fn a_phrase_is_expanded_and_taken_back() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("Visit: .sn today .nothing x");
    assert_eq!(desk.app.writing().unwrap().text(), "Visit: Skilled nursing visit made. today .nothing x");
    desk.keys("Ctrl-z Ctrl-z Ctrl-z Ctrl-z");
    assert_eq!(desk.app.writing().unwrap().text(), "Visit: .sn ");
    desk.keys("Ctrl-y");
    assert_eq!(desk.app.writing().unwrap().text(), "Visit: Skilled nursing visit made. ");
    desk.keys("F1");
    desk.has(".sn       Skilled nursing visit made.");
    desk.keys("Esc").type_text("q");
    assert_eq!(desk.app.writing().unwrap().text(), "Visit: Skilled nursing visit made. q");
}

#[test]
fn the_blanks_of_a_phrase_are_filled_one_after_the_other() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text(".need wound care").keys("Tab").type_text("dressing").keys("Tab").type_text("none seen");
    let filled = "Skilled need today: wound care. Done: dressing. Response: none seen. ";
    assert_eq!(desk.app.writing().unwrap().text(), filled);
    // Without a blank Tab leaves the cursor where it is; a word is taken back, and the last one gives its blank back.
    desk.keys("Tab").type_text("!").keys("Ctrl-z Ctrl-z");
    assert_eq!(desk.app.writing().unwrap().text(), filled.replace("none seen", "none "));
    desk.keys("Ctrl-z");
    assert_eq!(desk.app.writing().unwrap().text(), filled.replace("none seen", "___"));
}

#[test]
fn the_first_tab_after_a_phrase_stays_in_its_first_blank_which_is_seen() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text(".need ");
    let (frame, cursor) = desk.frame();
    let (x, y) = cursor.unwrap();
    let seen = (x..x + 3).all(|x| frame[(x, y)].modifier.contains(Modifier::REVERSED));
    assert!(seen && !frame[(x - 1, y)].modifier.contains(Modifier::REVERSED), "{}", desk.screen());
    desk.keys("Tab").type_text("wound care").keys("Tab").type_text("dressing");
    assert!(desk.app.writing().unwrap().text().starts_with("Skilled need today: wound care. Done: dressing."));
}

#[test]
fn a_paste_is_text_and_too_much_of_it_is_refused() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("before ");
    desk.paste("BP 132/80\nq\nQ");
    assert_eq!(desk.app.writing().unwrap().text(), "before BP 132/80\nq\nQ");
    desk.paste(&"x".repeat(2_000_000));
    desk.has("A text holds at most 2 MB.");
    assert_eq!(desk.app.writing().unwrap().text(), "before BP 132/80\nq\nQ");
    desk.keys("Ctrl-z");
    assert_eq!(desk.app.writing().unwrap().text(), "before ");
}

#[test]
fn what_cannot_be_kept_is_said_and_asked_about_before_leaving() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("first");
    let lock = desk.store().colleague();
    lock.connection().execute_batch("BEGIN IMMEDIATE").unwrap();
    desk.type_text("!");
    desk.has("not kept: others are writing");
    desk.keys("Esc g 1 Q");
    desk.has("not kept: others are writing");
    lock.connection().execute_batch("ROLLBACK").unwrap();
    desk.keys("0");
    desk.has("first!");
    assert_eq!(words(&mut desk, "SELECT text FROM draft"), ["first!"], "what could not be written was kept in memory");
}

#[test]
fn two_sessions_of_one_person_lose_neither_text() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("At the office.");
    // At home she goes on with it, an hour later; the other session still stands there.
    let mut home = desk.office.keeper();
    let patient = desk.store().patient("abara");
    let place = || "note".to_owned();
    let later = |minutes| now() + chrono::TimeDelta::minutes(minutes);
    home.take(Effect::ReadDraft { patient, place: place() }, later(60));
    let (text, cursor) = ("At the office. At home.".to_owned(), 5);
    home.take(
        Effect::KeepDraft { patient, place: place(), text, cursor, seen: 0, becomes: OperationId([7; 16]) },
        later(61),
    );
    home.write();
    desk.type_text(" And here again.");
    let drafts = "SELECT place || ': ' || text FROM draft ORDER BY id";
    let both = ["note~1: At the office. At home.", "note: At the office. And here again."];
    assert_eq!(words(&mut desk, drafts), both);
    // What the one session has saved takes nothing from the other.
    home.take(Effect::ReadDraft { patient, place: place() }, later(62));
    desk.type_text("!").keys("Ctrl-s g 0");
    desk.has("note, typed else");
    desk.keys("Enter");
    assert_eq!(desk.app.writing().unwrap().text(), "At the office. At home.");
    desk.keys("Ctrl-s");
    assert_eq!((desk.number(DRAFTS), desk.number(NOTES)), (0, 2));
}

/// A section of the plan with this text, as a colleague writes it.
fn section(situation: &mut Situation, text: &str) {
    let patient = situation.patient("abara");
    let value = Section { key: "goals".to_owned(), text: text.to_owned() };
    let user = situation.user("tquist");
    let known = situation.store.chart(patient, user, None, now()).unwrap().plan.section("goals").cloned();
    let edit = known.map_or(Edit::Add { patient, value: value.clone() }, |entry| entry.amended(value));
    let number = situation.number("SELECT count(*) FROM operation");
    situation.store.apply(&Change::Plan(PlanChange::section(edit)), &stamp(user, number)).unwrap();
}

#[test]
fn a_section_that_a_colleague_saved_meanwhile_shows_both_versions() {
    let mut desk = chart((80, 24));
    section(desk.store(), "Walks to the mailbox.");
    // As a draft of it was left behind.
    let patient = desk.store().patient("abara");
    let effect = |text: &str, seen| Effect::KeepDraft {
        patient,
        place: "plan/goals".to_owned(),
        text: text.to_owned(),
        cursor: 5,
        seen,
        becomes: OperationId([u8::try_from(text.len()).unwrap(); 16]),
    };
    desk.keeper.take(effect("Walks to the corner.", 1), now());
    desk.keys("g 0 Enter");
    assert_eq!(desk.app.writing().unwrap().text(), "Walks to the corner.");
    section(desk.store(), "Walks to church.");
    desk.keys("End").type_text(" Daily.").keys("Ctrl-s");
    desk.has("theirs stands under yours");
    desk.has("Walks to the corner. Daily.");
    desk.has("Walks to church.");
    desk.keys("Ctrl-s");
    desk.has("Two versions stand here.");
    desk.keys("PgDn PgDn End Ctrl-u Ctrl-u Ctrl-u Ctrl-u Ctrl-s");
    desk.has("section of the plan changed");
    assert_eq!(words(&mut desk, "SELECT text FROM plan_section"), ["Walks to the corner. Daily."]);
    desk.keeper.take(effect("An old draft.", 1), now());
    desk.keys("g 0 Enter");
    desk.has("Your draft, and under it what somebody saved meanwhile.");
}

const TEXT: &str = "Visited at 09:00. Patient sitting in recliner, legs elevated. Denies shortness of breath at rest; \
two pillows at night as before. Edema +1 both ankles, less than last week. Weight 171.2 lb, down 1.4 lb.\n\nTaught: daily \
weight before breakfast, call for +3 lb in two days or +5 lb in a week. Teach-back done, son present. 王小明 interprets.\n";

#[test]
fn the_text_area_in_a_small_and_in_a_wide_window() {
    for (name, size) in [("writing_80x24", (80, 24)), ("writing_120x40", (120, 40))] {
        let mut desk = chart(size);
        desk.keys("N").paste(TEXT);
        insta::assert_snapshot!(name, desk.styled_screen());
    }
}

#[test]
fn a_small_window_keeps_the_text_and_the_cursor_in_sight() {
    let mut desk = chart((120, 40));
    desk.keys("N").paste(&TEXT.repeat(9));
    for (width, height) in [(80, 24), (20, 5), (300, 100), (80, 24)] {
        desk.resize(width, height);
        if width >= 80 {
            let (_, cursor) = desk.frame();
            assert!(cursor.is_some_and(|(x, y)| x < width && y < height - 2), "{width}x{height}: {cursor:?}");
        }
    }
    desk.keys("Up Up PgUp Home").type_text("HERE");
    desk.has("HERE");
}

#[derive(Clone, Default)]
struct Bytes(Rc<RefCell<usize>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0.borrow_mut() += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bytes of each of these keys.
fn costs(desk: &mut Desk, size: (u16, u16), keys: impl Iterator<Item = Msg>) -> Vec<usize> {
    let bytes = Bytes::default();
    let mut canvas = Canvas::fixed(bytes.clone(), size.0, size.1).unwrap();
    canvas.draw_resting(|frame| desk.app.view(frame)).unwrap();
    bytes.0.replace(0);
    keys.map(|key| {
        desk.tell(key);
        canvas.draw_resting(|frame| desk.app.view(frame)).unwrap();
        bytes.0.replace(0)
    })
    .collect()
}

fn typed(text: &str) -> impl Iterator<Item = Msg> {
    text.chars().map(|c| Msg::Key(caseload::ui::key::Key::Char(c)))
}

#[test]
fn a_typed_character_costs_at_most_120_bytes() {
    for size in [(80, 24), (120, 40)] {
        let mut desk = chart(size);
        desk.keys("N").type_text("a");
        let line = TEXT.lines().next().unwrap();
        let costs_at_the_end = costs(&mut desk, size, typed(line));
        let most = costs_at_the_end.iter().max().unwrap();
        assert!(*most <= 120, "{most} bytes at the end of a text, at {size:?}");
        // In the middle of a row the rest of the row moves on.
        let mut desk = chart(size);
        desk.keys("N").type_text("walks with a walker to the door and back").keys("Home");
        let in_the_middle = costs(&mut desk, size, typed("He "));
        let most = in_the_middle.iter().max().unwrap();
        assert!(*most <= 120, "{most} bytes in the middle of a row, at {size:?}");
    }
}
