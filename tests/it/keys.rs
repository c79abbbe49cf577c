//! The keys: one meaning each, all of them explained, none that a terminal cannot send.

use std::collections::BTreeMap;

use caseload::ui::command::{BadKeys, Command, KeyMap, Place};
use caseload::ui::key::Key;
use caseload::ui::overlay::Overlay;
use caseload::ui::theme::Theme;
use caseload::ui::{App, KeyOutcome, Options, rows};

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
        assert!(!row.places.is_empty(), "{} cannot be reached", row.name);
        // Without a key it is reached by its name, in the palette.
        let palette = rows().find(|palette| palette.name == "palette").unwrap();
        let is_named = row.places.iter().all(|place| palette.places.contains(place));
        assert!(!row.keys.is_empty() || is_named, "{} cannot be reached", row.name);
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

#[test]
fn sentences_name_the_key_that_is_bound() {
    let mut desk = Desk::demo(80, 24).with_keys(rebound("help", "F9").unwrap());
    desk.keys("!").has("! does nothing here. F9 shows the keys of this place.");

    let mut desk = Desk::demo(80, 24).with_keys(rebound("box.close", "F7").unwrap());
    desk.keys("/").type_text("nobody is called so").keys("Enter").has("Nothing matches. / then F7 clears the filter.");

    let desk = Desk::demo(80, 24).with_keys(rebound("why", "F8").unwrap());
    desk.has("(F8: full)");
    desk.lacks("(w: full)");
}

#[test]
fn a_command_without_a_key_is_named_and_taken_by_its_name() {
    let mut desk = Desk::demo(80, 40).with_keys(rebound("find", "").unwrap());
    desk.keys("/").type_text("nobody is called so").keys("Enter Enter");
    desk.has(":find finds a patient");
    let mut desk = Desk::demo(80, 40);
    desk.keys("? ?");
    let Some(Overlay::Reader(help)) = desk.app.overlay() else { panic!("{}", desk.screen()) };
    assert!(help.lines.iter().any(|line| line.starts_with(":rules ")), "{:?}", help.lines);
    desk.keys("Esc :").type_text("rules").keys("Enter");
    let Some(Overlay::Reader(rules)) = desk.app.overlay() else { panic!("{}", desk.screen()) };
    assert_eq!(rules.title, "deadline rules: not signed");
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

/// The commands whose hints are on the screen.
fn hinted(desk: &Desk) -> Vec<&'static Command> {
    let (screen, place) = (desk.screen(), desk.app.place());
    let hints = screen.lines().last().unwrap().split("  ").map(str::trim).filter(|hint| !hint.is_empty());
    let of = |hint: &str| {
        let (key, hint) = hint.split_once(' ').unwrap();
        let mut live = rows().filter(|row| row.places.contains(&place) && row.hint == hint);
        live.find(|row| row.keys.first() == Some(&key)).unwrap_or_else(|| panic!("`{hint}` in {place:?}"))
    };
    hints.map(of).collect()
}

/// Every view and section of the demo, from the first row to the fourth, at both widths.
fn every_view(mut look: impl FnMut(&Desk, &str)) {
    let sections = ["g s", "g m", "g p", "g t", "g v", "g a", "g d"].map(|section| format!("Enter {section}"));
    let views = ["1", "2", "3", "4", "5"].map(str::to_owned);
    for (width, height) in [(80, 24), (120, 40)] {
        let mut desk = Desk::demo(width, height);
        for way in views.iter().chain(&sections) {
            desk.keys("g 1 g g").keys(way);
            for row in 0..4 {
                look(&desk, &format!("{way}, row {row}, {width} columns"));
                desk.keys("j");
            }
        }
    }
}

#[test]
fn a_hint_is_there_where_its_key_would_not_be_refused() {
    let mut looked = 0;
    every_view(|desk, at| {
        let hints = hinted(desk);
        for row in &hints {
            looked += 1;
            let would = (row.run)(&desk.app);
            assert!(would.is_ok(), "{at}: `{}` is in the hint bar and says: {}", row.name, would.unwrap_err());
        }
        // Where one is missing, it would be refused, or there was no room for it.
        let place = desk.app.place();
        let all = rows().filter(|row| row.places.contains(&place) && !row.hint.is_empty());
        let possible: Vec<&str> = all.filter(|row| (row.run)(&desk.app).is_ok()).map(|row| row.name).collect();
        let shown: Vec<&str> = hints.iter().map(|row| row.name).collect();
        let (last, first) = shown.split_last().unwrap();
        assert!(possible.starts_with(first) && possible.last() == Some(last), "{at}: {possible:?}, {shown:?}");
    });
    assert!(looked > 500, "{looked}");
}

#[test]
fn every_hinted_key_is_pressed_without_a_refusal() {
    for way in ["1", "2", "3", "4", "5", "1 Enter", "1 Enter g m", "1 Enter g p", "1 Enter g t"] {
        let count = hinted(Desk::demo(80, 24).keys(way)).len();
        for at in 0..count {
            let mut desk = Desk::demo(80, 24);
            desk.keys(way);
            let row = hinted(&desk)[at];
            for key in Key::parse_binding(row.keys[0]).unwrap() {
                let (outcome, _) = desk.app.key(key);
                assert_ne!(outcome, KeyOutcome::Refused, "{way}: {} says {}", row.name, desk.status());
            }
        }
    }
}

#[test]
fn on_a_clock_set_by_hand_no_hint_offers_to_write() {
    let mut desk = Desk::seated(Situation::demo(), "ortiz", crate::situation::demo_now(), (120, 40), true);
    for way in ["1", "2", "3", "1 Enter g m", "1 Enter g p"] {
        desk.keys("g 1").keys(way);
        let offered: Vec<&str> = hinted(&desk).iter().map(|row| row.name).collect();
        let writes = ["visit.start", "visit.done", "event.record", "medicine.add", "plan.add", "undo"];
        assert!(writes.iter().all(|name| !offered.contains(name)), "{way}: {offered:?}");
        assert!(offered.contains(&"help"), "{way}: {offered:?}");
    }
}

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
                .filter_map(|row| Some(format!("{} {}", row.keys.first()?, row.hint)))
                .collect();
            for hint in hints.split("  ").map(str::trim).filter(|hint| !hint.is_empty()) {
                assert!(live.contains(&hint.to_owned()), "`{hint}` in {place:?} at {width}");
            }
            assert!(hints.matches("  ").count() <= 9, "at most nine keys: {hints}");
        }
    }
}

/// The keys that are promised to something, each with the places where it will be bound.
fn keys_to_come() -> Vec<(String, &'static [Place])> {
    let page = std::fs::read_to_string(crate::source::root().join("assets/docs/keys-to-come.md")).unwrap();
    let first = page.split("\n## ").next().unwrap();
    let cells = first.lines().filter(|line| line.starts_with("| `")).map(|line| line.split(" | ").collect::<Vec<_>>());
    let places = |words: &str| -> &'static [Place] {
        use Place::{Chart, ChartDeadlines, ChartPlan, Deadlines, List};
        match words {
            "lists" => &[List, Deadlines],
            "lists and charts" => &[List, Deadlines, Chart, ChartDeadlines, ChartPlan],
            other => panic!("where is `{other}`?"),
        }
    };
    let keys = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    cells.flat_map(|cells| keys(cells[0]).into_iter().map(move |key| (key, places(cells[1])))).collect()
}

#[test]
fn the_keys_of_what_comes_are_free() {
    let to_come = keys_to_come();
    assert!(to_come.len() > 20, "{}", to_come.len());
    for (key, places) in to_come {
        for row in rows().filter(|row| row.places.iter().any(|place| places.contains(place))) {
            let promised = Key::parse_binding(&key).unwrap();
            let is_taken = |bound: &&&str| {
                let bound = Key::parse_binding(bound).unwrap();
                promised.starts_with(&bound) || bound.starts_with(&promised)
            };
            let taken = row.keys.iter().find(is_taken);
            assert_eq!(taken, None, "`{key}` is promised, and `{}` has it", row.name);
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
