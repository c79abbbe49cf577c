//! Every statement is known, is valid and looks up instead of reading through.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use caseload::store::{STATEMENT_FILES, statements};
use rusqlite::Connection;

use crate::situation::Situation;

/// Tables that stay small whatever the agency does.
const SMALL: &[&str] = &["agency", "user", "json_each"];

/// Statements that read through a growing table because that is the question.
const READ_THROUGH: &[(&str, &str)] = &[
    ("audit_rows", "the chain is verified from its beginning"),
    ("audit_seals", "the same"),
    ("counts", "everything is counted, on request"),
    ("counts_vitals", "the same"),
    ("doctor_changes", "every digest is computed again, on request"),
    ("doctor_versions", "the same"),
    ("schema_objects", "tables, indexes and triggers are few"),
    ("schema_ours", "the same"),
];

#[test]
fn every_file_is_a_statement_and_says_what_it_answers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/sql");
    let files: BTreeSet<String> = folder
        .read_dir()
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap().trim_end_matches(".sql").to_owned())
        .collect();
    let known: BTreeSet<String> = STATEMENT_FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(files, known);
    for (name, text) in statements() {
        assert!(text.starts_with("-- ") && text.trim_end().ends_with(';'), "{name}");
        let ends = text.lines().filter(|line| !line.starts_with("--") && line.contains(';')).count();
        assert_eq!(ends, 1, "{name} is one statement");
    }
}

#[test]
fn query_plans_are_as_reviewed() {
    let situation = Situation::new();
    let mut plans = String::from(
        "How SQLite answers each statement of the store. Reviewed: what grows is looked up (SEARCH), not read through.\n",
    );
    let by_name: BTreeMap<&str, &str> = statements().collect();
    for (name, text) in by_name {
        writeln!(plans, "\n{name}").unwrap();
        for line in plan(situation.store.connection(), text) {
            writeln!(plans, "  {line}").unwrap();
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/query-plans.txt");
    if std::env::var_os("CASELOAD_UPDATE").is_some() {
        std::fs::write(&file, &plans).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(plans, reviewed, "run again with CASELOAD_UPDATE=1 and review tests/cases/query-plans.txt");
}

#[test]
fn nothing_that_grows_is_read_through() {
    let situation = Situation::new();
    for (name, text) in statements() {
        // Of an insert SQLite also lists where it would look for references that wait for the new row. None ever waits:
        // references are checked at once. The rest of these statements names no table.
        if READ_THROUGH.iter().any(|(exempt, _)| *exempt == name)
            || text.contains("\nINSERT INTO ") && name.starts_with("take_")
        {
            continue;
        }
        // `SCAN x` of an alias: the plan names the alias, so the tables behind it are read from the statement.
        for line in plan(situation.store.connection(), text) {
            let Some(scanned) = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else { continue };
            let is_small = SMALL.contains(&scanned)
                || SMALL.iter().any(|table| text.contains(&format!(" {table} AS {scanned}")) || is_call(text, table, scanned))
                // A subquery that was built from a search, and the constant rows of VALUES.
                || text.contains(&format!(") AS {scanned}"))
                || text.contains(&format!("WITH {scanned} ("))
                || ["CONSTANT", "(subquery-"].iter().any(|built| scanned.starts_with(built));
            // The newest row by primary key reads one.
            let is_newest =
                line == format!("SCAN {scanned}") && text.contains("ORDER BY") && text.contains("DESC LIMIT 1");
            assert!(is_small || is_newest, "{name}: {line}");
        }
    }
}

/// Whether `alias` stands for a call of a table function: `json_each(?1) AS mine`.
fn is_call(text: &str, function: &str, alias: &str) -> bool {
    text.match_indices(&format!("{function}(")).any(|(at, _)| {
        text[at..].split_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(&format!("AS {alias}")))
    })
}

fn plan(connection: &Connection, statement: &str) -> Vec<String> {
    let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
    for place in 1..=explained.parameter_count() {
        explained.raw_bind_parameter(place, rusqlite::types::Null).unwrap();
    }
    let mut rows = explained.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        lines.push(row.get::<_, String>(3).unwrap());
    }
    lines
}
