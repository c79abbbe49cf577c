//! What must never happen on the screen, whatever the keys, the sizes and the names.

use caseload::domain::change::Change;
use caseload::domain::record::Body;
use caseload::ui::key::Key;
use caseload::ui::{Effect, Msg, Overlay, rows};
use proptest::prelude::*;
use unicode_width::UnicodeWidthChar;

use crate::desk::Desk;
use crate::runs::runs;
use crate::situation::{Situation, cared_for, now, patient, visit};

const SIZES: &[(u16, u16)] =
    &[(80, 24), (80, 24), (120, 40), (119, 25), (0, 0), (1, 1), (10, 3), (79, 23), (300, 100), (120, 24), (80, 100)];

#[derive(Debug, Clone)]
enum Step {
    Keys(Vec<Key>),
    Resize((u16, u16)),
    Paste(String),
    /// Another session adds a patient with a visit today.
    Arrival,
}

/// Keys that mean something, more often than others.
fn keys() -> impl Strategy<Value = Vec<Key>> {
    let bound: Vec<Vec<Key>> = rows().flat_map(|row| row.keys).filter_map(|key| Key::parse_binding(key)).collect();
    let work =
        ["x", "v", "M", "m", "1", "n", "Enter", "j", "u", "2", "Esc"].map(|key| Key::parse_binding(key).unwrap());
    prop_oneof![
        4 => prop::sample::select(bound),
        4 => prop::sample::select(work.to_vec()),
        1 => any::<char>().prop_map(|c| vec![Key::Char(c)]),
        1 => any::<char>().prop_map(|c| vec![Key::Ctrl(c)]),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => keys().prop_map(Step::Keys),
        3 => prop::sample::select(SIZES).prop_map(Step::Resize),
        1 => any::<String>().prop_map(Step::Paste),
        1 => Just(Step::Arrival),
    ]
}

/// Letters of many kinds, and what is no letter: wide, joined, combining, right to left, invisible, control.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "王小明",
            "👩‍⚕️",
            "👨‍👩‍👧‍👦",
            "e\u{301}\u{302}\u{303}",
            "שלום",
            "\u{202e}cba",
            "\u{200b}",
            "\u{1b}[2J",
            "\u{7}",
            "\t",
            "\r\n",
            "ﷺ",
            "🇺🇸",
            "ก็็็",
            "\u{9b}31m",
            "\u{ad}",
            "a b",
            "ß",
            "\u{fe0f}",
            "한국어",
            "  "
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[A-Za-z ]{1,12}",
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn three() -> Situation {
    let mut records = Vec::new();
    for (key, family, hour) in [("ruth", "Abara", 15), ("carl", "Boone", 16), ("mina", "Zeller", 17)] {
        let visit = visit(key, "rbrandt", &format!("2026-03-10T{hour}:00:00Z"));
        records.extend([patient(key, family, "Kim"), cared_for(key, "rbrandt"), visit]);
    }
    Situation::with(records)
}

/// No control character and nothing invisible in any cell, the cursor inside, and the same frame twice.
fn sound(desk: &Desk) -> Result<(), TestCaseError> {
    let (buffer, cursor) = desk.frame();
    for cell in buffer.content() {
        let hidden = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{200b}';
        prop_assert!(!cell.symbol().contains(hidden), "{:?}", cell.symbol());
    }
    if let Some((x, y)) = cursor {
        prop_assert!(x < buffer.area.width && y < buffer.area.height, "cursor at {x},{y} in {:?}", buffer.area);
    }
    prop_assert_eq!(&buffer, &desk.frame().0);
    Ok(())
}

/// The names on the row in hand, the chart's heading, and the title of a box.
fn named(desk: &Desk) -> String {
    let screen = desk.screen();
    let first = screen.lines().next().unwrap_or_default();
    // The title of a box, which names whom it is about.
    let title = screen.lines().find(|line| line.contains("+- ") && desk.app.overlay().is_some());
    format!("{first}\n{}\n{}", desk.row(), title.unwrap_or_default()).to_uppercase()
}

fn audit(desk: &mut Desk) -> i64 {
    desk.store().number("SELECT count(*) FROM audit WHERE action LIKE '%.%'")
}

fn writes(desk: &Desk) -> usize {
    desk.effects.iter().filter(|it| matches!(it, Effect::Write(..) | Effect::Undo | Effect::Redo)).count()
}

fn run(desk: &mut Desk, step: &Step, number: usize) -> Result<(), TestCaseError> {
    match step {
        Step::Keys(keys) => {
            for key in keys {
                press(desk, *key)?;
            }
        }
        Step::Resize((width, height)) => {
            desk.resize(*width, *height);
        }
        Step::Paste(text) => {
            let before = writes(desk);
            desk.paste(text);
            prop_assert_eq!(writes(desk), before, "pasted text wrote something");
        }
        Step::Arrival => {
            let key = format!("late{number}");
            let visit = visit(&key, "rbrandt", "2026-03-10T14:30:00Z");
            desk.store().take(vec![patient(&key, "Late", "Pat"), cared_for(&key, "rbrandt"), visit]);
            let selected = desk.app.selected().cloned();
            desk.news();
            if selected.is_some() {
                prop_assert_eq!(desk.app.selected().cloned(), selected, "the cursor moved by itself");
            }
        }
    }
    Ok(())
}

/// A key; what it writes is about somebody named on the screen, and leaves its row in the audit.
fn press(desk: &mut Desk, key: Key) -> Result<(), TestCaseError> {
    let (seen, rows, before) = (named(desk), audit(desk), desk.effects.len());
    desk.tell(Msg::Key(key));
    let new: Vec<Effect> = desk.effects[before..].to_vec();
    // A print is on record, too.
    let one = new.iter().any(|it| matches!(it, Effect::Write(..) | Effect::Print(..)));
    // Of what is written at once each part has its row, and so it is taken back.
    let several = new.iter().any(|it| matches!(it, Effect::WriteBundle(..) | Effect::Undo | Effect::Redo));
    for effect in &new {
        let changes: &[Change] = match effect {
            Effect::Write(change, _) => std::slice::from_ref(change),
            Effect::WriteBundle(bundle, _) => &bundle.parts,
            _ => &[],
        };
        for change in changes {
            let family = desk.app.board().patient(change.patient()).unwrap().facts.patient.name.family.to_uppercase();
            // A long name is cut in a narrow list.
            let start: String = family.chars().take(5).collect();
            prop_assert!(seen.contains(&start), "{key:?} changed {family} while this was in hand:\n{seen}");
        }
    }
    let written = audit(desk) - rows;
    let saved = (one || several) && !desk.app.status().warning;
    prop_assert_eq!(written > 0, saved, "{:?}: {}", key, desk.status());
    prop_assert!(several || written <= 1, "{key:?} left {written} rows: {}", desk.status());
    Ok(())
}

proptest! {
    #![proptest_config(runs(24))]

    #[test]
    fn no_key_surprises(steps in prop::collection::vec(step(), 1..60)) {
        let mut desk = Desk::small(three());
        for (number, step) in steps.iter().enumerate() {
            run(&mut desk, step, number)?;
            sound(&desk)?;
        }
    }
}

proptest! {
    #![proptest_config(runs(16))]

    #[test]
    fn no_key_surprises_in_a_full_agency(steps in prop::collection::vec(keys(), 1..60), size in prop::sample::select(SIZES)) {
        let mut desk = Desk::demo(size.0, size.1);
        for keys in steps {
            for key in keys {
                press(&mut desk, key)?;
            }
            sound(&desk)?;
        }
    }
}

proptest! {
    #![proptest_config(runs(32))]

    #[test]
    fn no_text_breaks_the_screen(family in text(), given in text(), purpose in text(), typed in text()) {
        let mut ruth = patient("ruth", &family, &given);
        if let Body::Patient(patient) = &mut ruth.body {
            patient.access = Some(purpose.clone());
            patient.phone = Some(given.clone());
        }
        let mut visit = visit("ruth", "rbrandt", "2026-03-10T15:00:00Z");
        if let Body::Visit(visit) = &mut visit.body {
            visit.purpose = purpose;
        }
        let mut desk = Desk::of(Situation::with(vec![ruth, cared_for("ruth", "rbrandt"), visit]), "rbrandt", now(), (80, 24));
        for (at, keys) in ["2", "1", "3", "2 x", "Enter", "gv", "w", "Esc f", "Esc Esc /", "Esc :"].iter().enumerate() {
            desk.keys(keys);
            if desk.app.place().is_text() {
                desk.type_text(&typed).paste(&typed);
                desk.keys("Left Left Backspace Home End Ctrl-w");
            }
            let size = SIZES[at % SIZES.len()];
            for (width, height) in [(80, 24), (120, 40), size, (80, 24)] {
                desk.resize(width, height);
                sound(&desk)?;
            }
        }
    }

    #[test]
    fn what_is_typed_is_what_is_looked_for(typed in "[A-Za-z0-9 王é]{1,30}") {
        let mut desk = Desk::small(Situation::new());
        desk.keys("f").type_text(&typed);
        let Some(Overlay::Find { prompt, .. }) = desk.app.overlay() else { return Err(TestCaseError::fail("no box")) };
        prop_assert_eq!(prompt.text(), typed.clone());
        let (_, cursor) = desk.frame();
        let width: usize = typed.chars().filter_map(char::width).sum();
        prop_assert_eq!(usize::from(cursor.unwrap().0), 1 + 3 + width);
    }
}
