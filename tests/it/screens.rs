//! What is on the screen: a situation, keys, and what is to be seen.

use caseload::domain::patient::Death;
use caseload::domain::record::Body;
use caseload::domain::visit::{MissReason, VisitStatus};
use caseload::ui::key::Key;
use caseload::ui::{Effect, Msg, Overlay};
use ratatui::style::Modifier;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, demo_now, now, patient, stamp, visit};
use crate::store::queue::standstill;

/// Compares a screen of the generated agency with the reviewed one.
fn shows(name: &str, (width, height): (u16, u16), keys: &str) {
    let mut desk = Desk::demo(width, height);
    insta::assert_snapshot!(name, desk.keys(keys).styled_screen());
}

const SMALL: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);

#[test]
fn today() {
    shows("today-80x24", SMALL, "");
    shows("today-100x30", (100, 30), "");
    shows("today-120x40", WIDE, "");
    shows("today-200x60", (200, 60), "j j");
}

#[test]
fn views() {
    for (digit, name) in [("2", "visits"), ("3", "reassess"), ("4", "meds"), ("5", "plans")] {
        shows(&format!("{name}-80x24"), SMALL, digit);
        shows(&format!("{name}-120x40"), WIDE, digit);
    }
}

#[test]
fn charts() {
    shows("chart-80x24", SMALL, "Enter");
    shows("chart-120x40", WIDE, "Enter");
    shows("chart-meds-80x24", SMALL, "gm");
}

#[test]
fn boxes() {
    shows("why-80x24", SMALL, "w");
    shows("why-clock-80x24", SMALL, "3 w");
    shows("help-80x24", SMALL, "?");
    shows("help-all-80x24", SMALL, "? ?");
    shows("find-80x24", SMALL, "f a l");
    shows("palette-80x24", SMALL, ": v i s i t");
    shows("miss-80x24", SMALL, "2 j j M a 1");
    shows("too-small-60x20", (60, 20), "");
}

#[test]
fn few_patients() {
    insta::assert_snapshot!("empty-80x24", Desk::small(Situation::new()).styled_screen());
    insta::assert_snapshot!("single-80x24", Desk::small(Situation::with_one_visit()).styled_screen());
    insta::assert_snapshot!(
        "single-chart-80x24",
        Desk::small(Situation::with_one_visit()).keys("2 Enter").styled_screen()
    );
}

/// Ruth Abara, Carl `McGill` and Mina Zeller from 8 to 9, which it is now, and one tomorrow.
fn three() -> Desk {
    let mut records = Vec::new();
    let visits = [
        ("ruth", "Abara", "Ruth", "10T13:00:00Z"),
        ("carl", "McGill", "Carl", "10T13:00:00Z"),
        ("mina", "Zeller", "Mina", "10T13:00:00Z"),
        ("olaf", "Olsen", "Olaf", "11T15:00:00Z"),
    ];
    for (key, family, given, at) in visits {
        let visit = visit(key, "rbrandt", &format!("2026-03-{at}"));
        records.extend([patient(key, family, given), cared_for(key, "rbrandt"), visit]);
    }
    Desk::small(Situation::with(records))
}

fn actions(desk: &mut Desk) -> Vec<String> {
    desk.store().words("SELECT action FROM audit WHERE action LIKE '%visit%' ORDER BY seq")
}

fn visit_of(desk: &mut Desk, name: &str) -> caseload::domain::visit::StoredVisit {
    let id = desk.store().patient(name);
    let caseload = desk.store().caseload("rbrandt");
    caseload.patients.into_iter().find(|facts| facts.id() == id).unwrap().visits.remove(0)
}

/// The families on the screen, from the top.
fn families(desk: &Desk) -> Vec<String> {
    let screen = desk.screen();
    let list = screen.lines().take_while(|line| !line.starts_with("--"));
    let known = ["ABARA", "MCGILL", "ZELLER", "OLSEN", "ADAMS"];
    let family =
        |line: &str| known.iter().find(|name| line.to_uppercase().contains(**name)).map(|name| (*name).to_owned());
    list.filter_map(family).collect()
}

#[test]
fn x_marks_the_visit_done_and_u_takes_it_back() {
    let mut desk = three();
    desk.keys("2 x");
    assert!(desk.status().starts_with("ABARA Ruth 81F: visit marked done"), "{}", desk.status());
    assert!(desk.row().contains("ABARA Ruth 81F") && desk.row().contains("done"), "{}", desk.row());
    assert!(desk.screen().contains(" u undo 30m"));
    desk.keys("u");
    assert!(desk.screen().contains(" U redo 30m"), "what was taken back can be done again:\n{}", desk.screen());
    assert!(desk.status().starts_with("ABARA Ruth 81F: undone"), "{}", desk.status());
    assert_eq!(visit_of(&mut desk, "abara").state.status, VisitStatus::Planned);
    assert_eq!(actions(&mut desk), ["visit.done", "undo:visit.done"]);
    desk.keys("U");
    assert_eq!(visit_of(&mut desk, "abara").state.status, VisitStatus::Done);
    assert!(desk.screen().contains(" u undo 30m"));
    desk.keys("j");
    assert!(!desk.screen().contains(" undo 30m"), "offered only beside the news");
}

#[test]
fn what_could_not_be_saved_is_still_there_to_be_saved_again() {
    let mut desk = three();
    desk.office.store().wait_at_most(std::time::Duration::ZERO);
    let other = standstill(desk.store());
    desk.keys("2 x");
    let said = "Not saved: another caseload process (pid ";
    assert!(desk.app.status().warning && desk.status().starts_with(said), "{}", desk.status());
    assert!(desk.status().ends_with("Nothing was written; try again."), "{}", desk.status());
    assert!(desk.row().contains("ABARA Ruth 81F"), "{}", desk.row());
    desk.keys("M a 1 n");
    let answered = desk.screen();
    desk.keys("Enter");
    assert!(desk.status().starts_with(said), "{}", desk.status());
    // What lies behind the box moves up when the sentence takes another line.
    let inside = |line: &str| Some(line.get(line.find('|')?..=line.rfind('|')?)?.to_owned());
    let box_of = |screen: &str| screen.lines().filter_map(inside).collect::<Vec<_>>().join("\n");
    assert!(box_of(&answered).contains("a [x]"), "{answered}");
    assert_eq!(box_of(&desk.screen()), box_of(&answered), "her answers are still there");
    assert_eq!(visit_of(&mut desk, "abara").state.status, VisitStatus::Planned);
    drop(other);
    desk.office.store().wait_at_most(std::time::Duration::from_secs(60));
    desk.keys("Enter");
    let ruth = visit_of(&mut desk, "abara");
    assert_eq!((&ruth.state.status, &ruth.state.reason), (&VisitStatus::Attempted, &Some(MissReason::NotHome)));
    assert_eq!(actions(&mut desk), ["visit.attempted"]);
    assert_eq!(desk.app.overlay(), None);
}

#[test]
fn v_starts_a_visit_and_finishes_it() {
    let mut desk = three();
    desk.keys("2 v");
    assert_eq!(visit_of(&mut desk, "abara").state.status, VisitStatus::Started);
    // Two keys are no visit: when she came and left is asked.
    desk.keys("v");
    desk.has("When did you come, and when did you leave?");
    desk.keys("S-Tab").type_text("8:05").keys("Tab").type_text("8:50");
    desk.has("visit done, Tue 10 Mar 08:05 to 08:50, 45 minutes");
    desk.keys("Enter");
    assert_eq!(visit_of(&mut desk, "abara").state.status, VisitStatus::Done);
    assert_eq!(actions(&mut desk), ["visit.start", "visit.done"]);
}

#[test]
fn a_visit_not_made_is_recorded_with_its_reason() {
    let mut desk = three();
    desk.keys("2 M a 1 Enter j M m 2 n Enter");
    let ruth = visit_of(&mut desk, "abara").state.clone();
    assert_eq!((ruth.status, ruth.reason), (VisitStatus::Attempted, Some(MissReason::NotHome)));
    assert!(!ruth.practitioner_told);
    let carl = visit_of(&mut desk, "mcgill").state.clone();
    assert_eq!((carl.status, carl.reason), (VisitStatus::Missed, Some(MissReason::Declined)));
    assert!(carl.practitioner_told);
}

#[test]
fn a_visit_not_made_needs_an_answer_to_both_questions() {
    let mut desk = three();
    for (keys, asks) in [("2 M Enter", "First m"), ("m Enter", "A reason is needed")] {
        desk.keys(keys);
        assert!(desk.status().starts_with(asks), "{}", desk.status());
    }
    desk.keys("Esc");
    assert!(desk.app.overlay().is_none() && actions(&mut desk).is_empty());
}

#[test]
fn the_cursor_stays_with_the_person() {
    let mut desk = three();
    desk.keys("2 j");
    let early = [
        patient("anna", "Adams", "Anna"),
        cared_for("anna", "rbrandt"),
        visit("anna", "rbrandt", "2026-03-10T12:30:00Z"),
    ];
    desk.store().take(early.to_vec());
    desk.news();
    assert!(desk.row().contains("Carl"), "{}", desk.row());
    assert_eq!(families(&desk), ["ABARA", "MCGILL", "ZELLER", "ADAMS"], "new rows come last");
    assert!(desk.status().contains("1 new"), "{}", desk.status());
    desk.keys("R");
    assert!(desk.row().contains("Carl"), "{}", desk.row());
    assert_eq!(families(&desk), ["ADAMS", "ABARA", "MCGILL", "ZELLER"]);
    assert_eq!(desk.status(), "Ranked again; 4 rows moved.");
}

#[test]
fn what_another_session_wrote_is_not_overwritten() {
    let mut desk = three();
    let user = desk.store().user("tquist");
    let change = visit_of(&mut desk, "abara").not_made(false, MissReason::Hospital, true, now()).unwrap();
    desk.store().store.apply(&change, &stamp(user, 1)).unwrap();
    desk.keys("2 x");
    assert!(desk.app.status().warning, "{}", desk.status());
    assert_eq!(visit_of(&mut desk, "abara").state.status, VisitStatus::Missed);
    assert_eq!(actions(&mut desk), ["visit.missed"]);
    assert!(desk.row().contains("MISSED"), "the board was read again: {}", desk.row());
}

#[test]
fn f_finds_by_letters_telephone_and_date_of_birth() {
    for typed in ["ab", "abara ru", "ruth", "5/14/1944"] {
        let mut desk = three();
        let ruth = desk.store().patient("abara");
        if typed.starts_with('5') {
            desk = Desk::small(Situation::with_one_visit());
        }
        desk.keys("f").type_text(typed).keys("Enter");
        assert_eq!(desk.app.open_chart(), Some(ruth), "{typed}: {}", desk.screen());
    }
    let mut desk = Desk::demo(80, 24);
    let facts = &desk.app.board().patients[3].facts;
    let (id, phone) = (facts.id(), facts.patient.phone.clone().unwrap());
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    desk.keys("f").type_text(&digits).keys("Enter");
    assert_eq!(desk.app.open_chart(), Some(id), "{phone}");
}

#[test]
fn keys_typed_ahead_of_the_answer_work() {
    let mut desk = three();
    let carl = desk.store().patient("mcgill");
    desk.keys("f m c g Enter");
    assert_eq!(desk.app.open_chart(), Some(carl));
}

#[test]
fn the_filter_narrows_the_list_down_until_esc() {
    let mut desk = three();
    desk.keys("2 / z e l");
    assert_eq!(families(&desk), ["ZELLER"]);
    desk.keys("Enter x");
    assert!(desk.status().starts_with("ZELLER Mina"), "{}", desk.status());
    desk.keys("Esc");
    assert_eq!(families(&desk), ["ABARA", "MCGILL", "ZELLER"]);
    assert!(desk.row().contains("Mina"), "{}", desk.row());
    desk.keys("/ q q q");
    assert!(desk.screen().contains("Nothing matches."));
    desk.keys("Esc");
    assert_eq!(families(&desk).len(), 3);
}

#[test]
fn lists_are_ordered_by_name_time_left_and_rank() {
    let mut desk = Desk::demo(80, 24);
    let names = |desk: &Desk| -> Vec<String> {
        let rows = desk.screen();
        rows.lines().skip(3).take(9).map(|line| line.chars().skip(8).take(18).collect()).collect()
    };
    let ranked = names(&desk);
    desk.keys("on");
    let mut sorted = names(&desk);
    sorted.sort();
    assert_eq!(names(&desk), sorted);
    assert_eq!(desk.status(), "ordered by name");
    desk.keys("od");
    assert_eq!(desk.status(), "ordered by time left");
    desk.keys("or");
    assert_eq!(names(&desk), ranked);
}

#[test]
fn brackets_change_the_day_of_the_visits() {
    let mut desk = three();
    desk.keys("2 ]");
    assert!(desk.screen().contains("Wed 11 Mar 2026"));
    assert_eq!(families(&desk), ["OLSEN"]);
    desk.keys("x");
    assert!(desk.status().contains("later day"), "{}", desk.status());
    desk.keys("[");
    assert_eq!(families(&desk), ["ABARA", "MCGILL", "ZELLER"]);
    desk.keys("1 ]");
    assert!(desk.status().contains("Visits view"), "{}", desk.status());
}

#[test]
fn minus_goes_to_the_last_place_and_back() {
    let mut desk = three();
    desk.keys("2 j Enter");
    let carl = desk.app.open_chart();
    assert!(carl.is_some());
    desk.keys("-");
    assert_eq!(desk.app.open_chart(), None);
    assert!(desk.row().contains("Carl"));
    desk.keys("-");
    assert_eq!(desk.app.open_chart(), carl);
}

#[test]
fn esc_h_and_left_lead_from_the_chart_to_its_row() {
    for back in ["Esc", "h", "Left", "q"] {
        let mut desk = three();
        desk.keys("2 j Enter").keys(back);
        assert!(desk.app.open_chart().is_none() && desk.row().contains("Carl"), "{back}: {}", desk.screen());
    }
}

#[test]
fn digits_and_g_lead_to_views_and_sections() {
    let mut desk = Desk::demo(80, 24);
    for (digit, bar) in
        [("2", "[2 Visits"), ("3", "[3 Reassess"), ("4", "[4 Meds"), ("5", "[5 Plans"), ("1", "[1 Today")]
    {
        assert!(desk.keys(digit).screen().contains(bar));
        let from_chart = format!("Enter g{digit}");
        assert!(desk.keys(&from_chart).screen().contains(bar), "{from_chart}");
    }
    for (keys, first) in [
        ("gm", " medicines"),
        ("gp", " Plan "),
        ("gv", "-- ordered visits"),
        ("gd", "-- people"),
        ("ga", "-- allergies"),
    ] {
        let screen = desk.keys(keys).screen();
        let mut below = screen.lines().skip_while(|line| !line.starts_with("-- g: s summary")).skip(1);
        assert!(below.next().unwrap().starts_with(first), "{keys}: {screen}");
    }
    assert!(desk.keys("Esc Tab").screen().contains("[1 Today"));
    assert!(desk.keys("2 Tab").screen().contains("[3 Reassess"));
    assert!(desk.keys("S-Tab S-Tab").screen().contains("[1 Today"));
}

#[test]
fn tab_moves_the_cursor_between_the_panes() {
    let mut desk = Desk::demo(120, 40);
    let first = desk.row();
    desk.keys("Tab");
    assert_ne!(desk.row(), first);
    assert_eq!(desk.keys("S-Tab").row(), first);
}

#[test]
fn i_says_what_changed_since_the_last_look() {
    let mut desk = three();
    desk.keys("2 Enter i");
    assert!(desk.screen().contains("You had not opened this chart before this session."));
}

#[test]
fn the_palette_runs_a_command_and_names_its_short_key() {
    let mut desk = three();
    desk.keys(":").type_text("view meds").keys("Enter");
    assert!(desk.screen().contains("[4 Meds"));
    assert_eq!(desk.status(), "Shorter: 4");
    desk.keys("Ctrl-p").type_text("reass");
    assert!(desk.screen().contains("> 3       view Reassess"), "{}", desk.screen());
    desk.keys("Enter");
    assert!(desk.screen().contains("[3 Reassess"));
}

#[test]
fn the_palette_names_the_patient_it_acts_on() {
    let mut desk = three();
    desk.keys("2 j :").type_text("done the visit");
    assert!(desk.screen().contains("McGILL Carl") || desk.screen().contains("MCGILL Carl"), "{}", desk.screen());
}

#[test]
fn help_is_of_this_place_and_then_of_all() {
    let mut desk = three();
    assert!(desk.keys("?").screen().contains("help: Lists"));
    assert!(desk.keys("?").screen().contains("all keys"));
    desk.keys("Esc 2 Enter ?");
    assert!(desk.screen().contains("help: Chart"));
}

#[test]
fn q_closes_and_q_shifted_leaves() {
    let mut desk = three();
    desk.keys("2 Enter q");
    assert!(!desk.effects.contains(&Effect::Quit));
    desk.keys("Enter Q");
    assert_eq!(desk.effects.last(), Some(&Effect::Quit));
}

#[test]
fn refusals_are_sentences() {
    for keys in
        ["]", "-", "Z", "2 M m 1 Enter x", "2 M m 1 n Enter M", "u", "U", "4 Enter", "5 w", "2 M Enter", "2 ] x"]
    {
        let mut desk = Desk::small(Situation::with_one_visit());
        desk.keys(keys);
        let said = desk.status();
        assert!(desk.app.status().warning, "{keys} was not refused: {said}");
        assert!(said.ends_with('.') && said.len() <= 110, "{keys}: {said}");
    }
}

#[test]
fn pasted_text_never_runs_as_keys() {
    let mut desk = three();
    desk.keys("2").paste("x\nQ");
    assert!(desk.effects.is_empty() && desk.status().starts_with("Pasted text"), "{}", desk.status());
    let carl = desk.store().patient("mcgill");
    desk.keys("f").paste("McG\n\x1b[2J").keys("Enter");
    assert!(
        desk.app.overlay().is_some_and(|it| matches!(it, Overlay::Find { .. })) || desk.app.open_chart() == Some(carl)
    );
}

#[test]
fn on_a_clock_set_by_hand_nothing_is_written() {
    let mut desk = Desk::seated(Situation::with_one_visit(), "rbrandt", now(), SMALL, true);
    for key in ["2 x", "v", "M", "u", "U"] {
        desk.keys(key);
        assert!(desk.status().contains("--at"), "{key}: {}", desk.status());
    }
    assert!(desk.effects.is_empty());
    assert!(desk.screen().contains("READ ONLY"));
}

#[test]
fn in_a_window_too_small_to_see_nothing_is_done() {
    let mut desk = three();
    desk.keys("2").resize(60, 20).keys("x v M");
    assert!(desk.effects.is_empty());
    desk.keys("Q");
    assert_eq!(desk.effects, [Effect::Quit]);
}

#[test]
fn the_box_for_missed_visits_names_its_patient_whatever_the_list_does() {
    let mut desk = three();
    desk.keys("2 M");
    let gone = visit_of(&mut desk, "abara").not_made(false, MissReason::Hospital, true, now()).unwrap();
    let user = desk.store().user("tquist");
    desk.store().store.apply(&gone, &stamp(user, 1)).unwrap();
    desk.news();
    assert!(desk.screen().contains("visit not made: ABARA Ruth"), "{}", desk.screen());
}

#[test]
fn the_row_in_hand_is_marked_and_reversed() {
    let desk = Desk::demo(80, 24);
    let (buffer, _) = desk.frame();
    assert_eq!(buffer[(0, 3)].symbol(), ">");
    let reversed = |y: u16| (0..80).all(|x| buffer[(x, y)].modifier.contains(Modifier::REVERSED));
    assert!(reversed(3) && !reversed(4));
    assert_eq!(desk.app.board().as_of, demo_now());
}

#[test]
fn every_medicine_of_a_chart_can_be_read() {
    for size in [SMALL, WIDE, (130, 24)] {
        let mut desk = Desk::demo(size.0, size.1);
        desk.keys("Enter");
        let medicines = desk.app.patient_in_hand().unwrap().facts.medications.clone();
        let mut seen = String::new();
        for _ in 0..30 {
            seen.push_str(&desk.screen());
            desk.keys("j j");
        }
        for medicine in medicines {
            let start: String = medicine.listed().chars().take(20).collect();
            assert!(seen.contains(&start), "{start} at {size:?}");
        }
    }
}

#[test]
fn the_end_of_a_long_text_can_be_read() {
    for width in [80, 100, 140] {
        let mut desk = Desk::demo(width, 24);
        desk.keys("w");
        let Some(Overlay::Reader(reader)) = desk.app.overlay() else { panic!("no text") };
        let last = reader.lines.iter().rev().find(|line| !line.is_empty()).unwrap();
        let word = last.rsplit(' ').next().unwrap().to_owned();
        let screen = desk.keys("G").screen();
        let end = screen.lines().rev().skip(4).take(2).collect::<String>();
        assert!(end.contains(&word), "{word}: {screen}");
    }
}

#[test]
fn a_search_that_fails_does_not_hold_the_keys() {
    let mut desk = three();
    desk.keys("f");
    desk.app.update(Msg::Key(Key::Char('a')));
    assert!(desk.app.must_wait(Key::Enter));
    desk.app.update(Msg::Failed("Not read: the database is busy.".to_owned()));
    assert!(!desk.app.must_wait(Key::Enter));
}

#[test]
fn the_board_is_read_again_at_midnight() {
    let mut desk = Desk::small(Situation::with_one_visit());
    desk.app.update(Msg::Time("2026-03-11T04:58:00Z".parse().unwrap()));
    desk.tell(Msg::Time("2026-03-11T05:01:00Z".parse().unwrap()));
    assert_eq!(desk.effects, [Effect::ReadBoard]);
}

#[test]
fn a_death_is_shown_with_its_date_or_as_of_an_unknown_one() {
    for (died, shown) in [("2025-03", "DIED 2025-03 "), ("unknown", "DIED date unknown ")] {
        let mut ruth = patient("ruth", "Abara", "Ruth");
        let Body::Patient(body) = &mut ruth.body else { panic!("a patient") };
        body.died = Death::parse(died).ok();
        let mut desk = Desk::small(Situation::with(vec![ruth]));
        desk.keys("f").type_text("abara");
        assert!(desk.screen().contains(" died "), "{}", desk.screen());
        desk.keys("Enter");
        assert!(desk.screen().contains(shown), "{}", desk.screen());
    }
}

#[test]
fn what_is_cut_says_so() {
    let mut desk = Desk::small(Situation::with(vec![
        patient("long", "Featherstonehaugh-Cholmondeley", "Maximiliana"),
        cared_for("long", "rbrandt"),
        visit("long", "rbrandt", "2026-03-10T15:00:00Z"),
    ]));
    assert!(desk.keys("2").row().contains("FEATHERST.. M. 81F"), "{}", desk.row());
}

#[test]
fn the_cursor_is_in_sight_in_every_view_and_pane_of_every_window() {
    let mut desk = Desk::demo(80, 24);
    for (width, height) in [(80, 24), (100, 26), (119, 60), (120, 24), (120, 30), (131, 37), (250, 25)] {
        desk.resize(width, height);
        for keys in ["1", "Tab", "Tab", "Tab", "Tab", "2", "3", "4", "5"] {
            desk.keys(keys);
            for motion in ["G", "gg", "j", "Ctrl-d"] {
                assert!(!desk.keys(motion).row().is_empty(), "{keys} {motion} at {width}x{height}:\n{}", desk.screen());
            }
        }
    }
}
