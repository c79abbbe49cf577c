//! The keys: one meaning each, all of them explained, none that a terminal cannot send.

use std::collections::BTreeMap;

use caseload::ui::command::{BadKeys, KeyMap, Place};
use caseload::ui::key::Key;
use caseload::ui::overlay::Overlay;
use caseload::ui::theme::Theme;
use caseload::ui::{App, Options, rows};

use crate::desk::Desk;
use crate::situation::{Situation, now};

/// Keys no command may have: another key to the terminal, or kept by screen, tmux, flow control.
const NEVER: [&str; 9] = ["Ctrl-i", "Ctrl-m", "Ctrl-h", "Ctrl-j", "Ctrl-[", "Ctrl-a", "Ctrl-b", "Ctrl-q", "Ctrl-1"];

fn rebound(command: &str, keys: &str) -> Result<KeyMap, BadKeys> {
    KeyMap::rebound(&BTreeMap::from([(command.to_owned(), keys.to_owned())]))
}

#[test]
fn every_key_has_one_meaning() {
    assert_eq!(KeyMap::standard().check(), Ok(()));
}

#[test]
fn every_command_has_a_name_of_its_own_a_place_a_key_and_help() {
    let mut names = std::collections::BTreeSet::new();
    for row in rows() {
        assert!(names.insert(row.name), "{} is there twice", row.name);
        assert!(!row.help.trim().is_empty(), "{} has no help", row.name);
        assert!(!row.keys.is_empty() && !row.places.is_empty(), "{} cannot be reached", row.name);
        for key in row.keys {
            assert!(Key::parse_binding(key).is_some(), "`{key}` of {} is no key", row.name);
        }
    }
}

#[test]
fn keys_that_terminals_cannot_send_are_bound_nowhere() {
    for row in rows() {
        assert!(
            !row.keys.iter().any(|key| NEVER.contains(key) || key.starts_with("Alt")),
            "{}: {:?}",
            row.name,
            row.keys
        );
    }
    for key in &NEVER[..8] {
        let refused = rebound("why", key).map(|_| ());
        assert_eq!(refused, Err(BadKeys::Forbidden { command: "why".to_owned(), key: (*key).to_owned() }));
    }
}

#[test]
fn what_is_offered_names_the_key_it_has() {
    for (keys, offered) in [("F5", Some(" F5 undo 30m")), ("", None)] {
        let mut desk = Desk::small(Situation::with_one_visit());
        let (knowledge, theme) = (desk.office.knowledge(), Theme::PLAIN);
        let keys = rebound("undo", keys).unwrap();
        let (names, permissions) = (desk.office.names(), desk.office.permissions());
        let options = Options { size: (80, 24), theme, read_only: false, keys, knowledge, names, permissions };
        desk.app = App::new(desk.office.board(now()).unwrap(), options);
        desk.keys("2 v");
        assert!(desk.status().contains("visit"), "{}", desk.status());
        let screen = desk.screen();
        assert_eq!(screen.contains("undo 30m"), offered.is_some(), "{screen}");
        assert!(screen.contains(offered.unwrap_or_default()), "{screen}");
    }
}

#[test]
fn a_clash_names_both_commands() {
    let said = rebound("why", "x").unwrap_err().to_string();
    assert!(said.contains("visit.done") && said.contains("`why`"), "{said}");
    let said = rebound("why", "g").unwrap_err().to_string();
    assert!(said.contains("`why`"), "the beginning of another's keys: {said}");
}

#[test]
fn an_unknown_command_is_named() {
    assert_eq!(rebound("fly", "y").map(|_| ()), Err(BadKeys::NoCommand("fly".to_owned())));
    assert!(rebound("why", "Hyper-x").unwrap_err().to_string().contains("`Hyper-x` for `why`"));
}

#[test]
fn a_rebound_key_works_and_is_shown() {
    let map = rebound("why", "z").unwrap();
    let why = rows().find(|row| row.name == "why").unwrap();
    assert_eq!(map.shown(why), "z");
}

#[test]
fn help_shows_the_keys_that_are_bound_and_no_others() {
    let mut desk = Desk::demo(80, 60).with_keys(rebound("undo", "F5 F6").unwrap());
    for keys in ["?", "? ?"] {
        desk.keys(keys);
        let Some(Overlay::Reader(help)) = desk.app.overlay() else { panic!("{}", desk.screen()) };
        let undo: Vec<&String> = help.lines.iter().filter(|line| line.contains("undo your last change")).collect();
        assert!(!undo.is_empty(), "{keys}");
        assert!(undo.iter().all(|line| line.starts_with("F5 ") && line.ends_with("(F6)")), "{keys}: {undo:?}");
        desk.keys("Esc Esc");
    }
}

#[test]
fn the_next_step_of_today_shows_the_key_that_is_bound() {
    let mut desk = Desk::demo(80, 24).with_keys(rebound("alert.answer", "F7").unwrap());
    desk.has("call.. F7");
    desk.lacks("call MD r");
    assert!(desk.keys("g g F7").app.overlay().is_some(), "{}", desk.screen());
}

/// Keys that lead to every place.
const WAYS: [(&str, Place); 6] = [
    ("2", Place::List),
    ("2 Enter", Place::Chart),
    ("f", Place::Picker),
    ("/", Place::Filter),
    ("2 M", Place::Miss),
    ("?", Place::Reader),
];

#[test]
fn hints_are_whole_words_of_live_commands_in_every_place() {
    for (keys, place) in WAYS {
        for width in [80, 120] {
            let mut desk = Desk::small(crate::situation::Situation::with_one_visit());
            desk.resize(width, 24).keys(keys);
            assert_eq!(desk.app.place(), place);
            let screen = desk.screen();
            let hints = screen.lines().last().unwrap();
            assert!(hints.len() <= usize::from(width), "{hints}");
            let live: Vec<String> = rows()
                .filter(|row| row.places.contains(&place))
                .map(|row| format!("{} {}", row.keys[0], row.hint))
                .collect();
            for hint in hints.split("  ").map(str::trim).filter(|hint| !hint.is_empty()) {
                assert!(live.contains(&hint.to_owned()), "`{hint}` in {place:?} at {width}");
            }
            assert!(hints.matches("  ").count() <= 9, "at most nine keys: {hints}");
        }
    }
}

/// Written anew when `CASELOAD_UPDATE` is set.
#[test]
fn the_key_page_is_what_the_rows_say() {
    let path = crate::source::root().join("assets/docs/keys.md");
    if std::env::var_os("CASELOAD_UPDATE").is_some() {
        std::fs::write(&path, caseload::ui::reference()).unwrap();
    }
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(page == caseload::ui::reference(), "the page is old: run this test with CASELOAD_UPDATE=1");
}
