//! Changes as they are stored: their text is hashed in the audit and read again to take them back, years later.

use std::fs;
use std::path::Path;

use caseload::domain::change::{Change, action_in_words};

/// One of each kind, with its audit word and its sentence: a line `word: sentence`, then the change as it is stored.
const STORED: &str = "tests/cases/changes.txt";

fn stored() -> Vec<(String, String, String)> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(STORED)).unwrap();
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let (word, says) = line.split_once(": ").unwrap();
        found.push((word.to_owned(), says.to_owned(), lines.next().unwrap().to_owned()));
    }
    found
}

#[test]
fn a_stored_change_reads_and_writes_as_ever() {
    for (word, says, text) in stored() {
        let change: Change = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{word}: {error}"));
        assert_eq!(serde_json::to_string(&change).unwrap(), text, "{word}");
        assert_eq!((change.action(), change.says()), (word.as_str(), says.clone()), "{text}");
        assert_eq!(action_in_words(&format!("undo:{word}")), format!("undone: {says}"));
    }
}

#[test]
fn what_takes_a_change_back_is_of_its_kind_and_row() {
    for (word, _, text) in stored() {
        let change: Change = serde_json::from_str(&text).unwrap();
        let Some(inverse) = change.inverse(Some(7)) else {
            assert!(change.is_final(), "{word}");
            continue;
        };
        assert_eq!(inverse.patient(), change.patient(), "{word}");
        let written = serde_json::to_value(&inverse).unwrap();
        assert_eq!(written["seen"], serde_json::to_value(&change).unwrap()["seen"].as_i64().unwrap_or(0) + 1, "{word}");
        let there = inverse.inverse(None).unwrap();
        assert_eq!(serde_json::to_value(there.seen_at(1)).unwrap()["to"], written["from"], "{word}");
    }
}
