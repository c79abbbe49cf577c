//! The directions between the rooms of the house, and the crates that may enter each of them.

use crate::source::{Source, rust_files};

const ROOMS: &[&str] = &[
    "main",
    "lib",
    "cli",
    "run",
    "terminal",
    "clock",
    "config",
    "domain",
    "knowledge",
    "store",
    "exchange",
    "ui",
    "demo",
];

/// What each room may import of ours. `main` and `cli` stand at the top, `domain` at the bottom.
fn may_import(room: &str) -> &'static [&'static str] {
    match room {
        "main" | "lib" => &["cli"],
        "cli" => &["run", "terminal", "clock", "config", "domain", "knowledge", "store", "exchange", "ui", "demo"],
        "run" => &["terminal", "clock", "config", "domain", "knowledge", "store", "exchange", "ui", "demo"],
        "store" | "ui" | "exchange" | "knowledge" | "demo" => &["domain"],
        _ => &[],
    }
}

/// Words that only the named rooms may say.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("ratatui::", &["ui", "terminal", "run"]),
    ("ratatui_crossterm::", &["terminal"]),
    ("crossterm::", &["terminal"]),
    ("rusqlite::", &["store"]),
    ("signal_hook::", &["terminal"]),
    ("process::Command", &[]),
    ("Command::new(", &[]),
    ("Utc::now", &["clock"]),
    ("Local::now", &["clock"]),
    ("SystemTime", &["clock"]),
];

/// Words the domain may not say: it is pure.
const NEVER_IN_DOMAIN: &[&str] = &[
    "std::fs",
    "std::env",
    "std::io",
    "std::net",
    "std::thread",
    "std::time",
    "std::process",
    "tracing::",
    "rustix::",
    "println!",
    "Instant::now",
    "toml::",
    "clap::",
];

fn room_of(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// Every complaint about one file.
fn complaints(source: &Source) -> Vec<String> {
    let room = room_of(&source.path);
    let mut found = Vec::new();
    if !ROOMS.contains(&room) {
        found.push(format!("{}: `{room}` is no room of the house", source.path));
    }
    for (line, target) in imports(source) {
        let known = ROOMS.contains(&target.as_str());
        if known && target != room && !may_import(room).contains(&target.as_str()) {
            found.push(format!("{}:{line}: {room} may not import {target}", source.path));
        }
    }
    for (word, rooms) in ONLY_IN {
        if !rooms.contains(&room) {
            found.extend(places(source, word).map(|line| format!("{}:{line}: {word} in {room}", source.path)));
        }
    }
    // The build script lies in a room, but runs before the house exists.
    if room == "domain" {
        for word in NEVER_IN_DOMAIN {
            found.extend(places(source, word).map(|line| format!("{}:{line}: {word} in domain", source.path)));
        }
    }
    found
}

/// Lines on which a word stands as a word of its own.
fn places<'a>(source: &'a Source, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    source
        .code
        .match_indices(word)
        .filter(move |(at, _)| !source.code[..*at].chars().next_back().is_some_and(is_part))
        .map(|(at, _)| source.line_at(at))
}

/// The rooms a file names, by `crate::x`, `caseload::x`, a group `crate::{x::.., y}`, or climbing with `super::`.
fn imports(source: &Source) -> Vec<(usize, String)> {
    let depth = source.path.matches('/').count();
    let climb = "super::".repeat(depth);
    let mut found = Vec::new();
    for prefix in ["crate::", "caseload::", climb.as_str()] {
        if prefix.is_empty() {
            continue;
        }
        for line in places_at(source, prefix) {
            let rest = &source.code[line + prefix.len()..];
            found.extend(first_words(rest).into_iter().map(|word| (source.line_at(line), word)));
        }
    }
    found
}

fn places_at<'a>(source: &'a Source, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    source
        .code
        .match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !source.code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

/// The first word of a path, or of every path in a group.
fn first_words(rest: &str) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut depth = 0;
    let mut words = vec![word(group)];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => words.push(word(&group[at + 1..])),
            _ => {}
        }
    }
    words
}

#[test]
fn every_arrow_points_the_right_way() {
    let found: Vec<String> = rust_files("src").iter().flat_map(complaints).collect();
    assert!(found.is_empty(), "wrong arrows:\n{}", found.join("\n"));
}

#[test]
fn a_wrong_arrow_is_found() {
    let wrong = [
        ("src/domain/rank.rs", "use crate::store::Store;"),
        ("src/domain/rank.rs", "fn f() { let now = chrono::Utc::now(); }"),
        ("src/domain/rank.rs", "use std::fs;"),
        ("src/domain.rs", "use super::ui::App;"),
        ("src/ui/list.rs", "use crate::{domain::ids::{PatientId, VisitId}, store::Store};"),
        ("src/ui/list.rs", "use super::super::run;"),
        ("src/ui.rs", "fn f() { crate::terminal::restore(); }"),
        ("src/ui.rs", "use rusqlite::Connection;"),
        ("src/store/apply.rs", "use ratatui::Frame;"),
        ("src/store.rs", "use crate::ui::Effect;"),
        ("src/exchange/fhir.rs", "use caseload::knowledge;"),
        ("src/terminal/screen.rs", "use crate::domain::text;"),
        ("src/clock.rs", "use crate::config::Config;"),
        ("src/run.rs", "use crate::cli;"),
        ("src/cli/today.rs", "let out = std::process::Command::new(pager);"),
        ("src/helpers.rs", "fn f() {}"),
    ];
    for (path, text) in wrong {
        assert!(!complaints(&Source::new(path, text)).is_empty(), "{path}: {text}");
    }
}

#[test]
fn right_arrows_are_left_alone() {
    let right = [
        ("src/ui/list.rs", "use crate::domain::ids::PatientId; use super::App; use crate::ui::theme;"),
        ("src/ui/list.rs", "// use crate::store::Store;\nlet text = \"crate::store::Store\";"),
        ("src/store/apply.rs", "use rusqlite::{params, Connection}; use crate::domain::change::Change;"),
        ("src/run.rs", "use crate::{store, ui}; use crate::terminal::Screen;"),
        ("src/main.rs", "fn main() { caseload::cli::main() }"),
        ("src/clock.rs", "Utc::now()"),
    ];
    for (path, text) in right {
        assert_eq!(complaints(&Source::new(path, text)), Vec::<String>::new(), "{path}: {text}");
    }
}
