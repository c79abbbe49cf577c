//! Whether the tables, indexes and triggers of a database are those that this program makes: a trigger more or less, and the
//! audit could say whatever somebody wants.

use std::collections::BTreeSet;

use super::statements::SCHEMA_OBJECTS;
use super::{Fault, Store, open};

/// Tables that tools for copying put beside ours, by the beginning of their names.
const KNOWN: &[(&str, &str)] = &[("_litestream_", "Litestream")];

/// How a schema differs from the one this program makes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemaFindings {
    /// What is missing or says something else, and triggers that are not ours: the database is not opened.
    pub dangerous: Vec<String>,
    /// Further tables, indexes and views: they do nothing by themselves.
    pub foreign: Vec<String>,
    /// Tables of tools that are known, and whose.
    pub known: Vec<String>,
}

/// The statements of a migration that make something, as SQLite keeps their text.
fn made(migration: &str) -> BTreeSet<&str> {
    let statements = migration.split(";\n").filter_map(|text| {
        let at = if text.starts_with("CREATE ") { Some(0) } else { text.find("\nCREATE ").map(|at| at + 1) };
        at.and_then(|at| text.get(at..))
    });
    statements.map(|text| text.trim_end().trim_end_matches(';')).collect()
}

/// The name of what a statement makes: `TRIGGER audit_is_never_changed`.
fn name(statement: &str) -> String {
    let words = statement.split([' ', '(']).skip(1).filter(|word| *word != "UNIQUE");
    words.take(2).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Compares what a connection finds with what the migrations make.
pub(super) fn compare(connection: &rusqlite::Connection) -> rusqlite::Result<SchemaFindings> {
    let mut expected: BTreeSet<&str> = open::migrations().iter().flat_map(|migration| made(migration)).collect();
    let mut findings = SchemaFindings::default();
    let mut statement = connection.prepare(SCHEMA_OBJECTS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, called, table) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        let text = row.get_ref(3)?.as_str_or_null()?.unwrap_or_default();
        if expected.remove(text) {
            continue;
        }
        let tool = KNOWN.iter().find(|(begins, _)| table.starts_with(begins));
        if kind == "trigger" {
            findings.dangerous.push(format!("trigger {called} is not of this program"));
        } else if let Some((_, tool)) = tool {
            findings.known.push(format!("{kind} {called} ({tool})"));
        } else {
            findings.foreign.push(format!("{kind} {called}"));
        }
    }
    findings
        .dangerous
        .extend(expected.into_iter().map(|text| format!("{} is missing or not as it was made", name(text))));
    Ok(findings)
}

impl Store {
    /// How the schema differs from the one this program makes.
    pub fn schema_findings(&self) -> Result<SchemaFindings, Fault> {
        Ok(compare(&self.connection)?)
    }
}
