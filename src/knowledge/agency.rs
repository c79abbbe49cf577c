//! An agency's own tables: rows beside the built-in ones, and what it silences or grades otherwise. They are checked as
//! strictly as the built-in set and are never mixed into it on disk, so that a new edition erases nothing.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;

use super::assemble::assemble;
use super::tables::rows::SourceRow;
use super::tables::{FILES, Fault, Reader, Row, Table, Tables, checks, locate, table};
use crate::domain::formulary::Formulary;

mod merge;

use merge::Rules as _;

/// The file that says who changed what, and why.
pub const OVERRIDES: &str = "overrides.csv";

/// `overrides.csv`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct OverrideRow {
    /// Id of the row it is about.
    rule: String,
    /// `add`, `silence` or `tier`.
    action: String,
    /// The new tier, for `tier`.
    tier: String,
    /// Who answers for it.
    author: String,
    /// Why.
    reason: String,
    /// Since when, `YYYY-MM-DD`.
    date: String,
}

/// The built-in tables, as text of this program.
fn built_in(file: &str) -> io::Result<String> {
    macro_rules! texts {
        ($($name:literal),*) => {
            match file {
                $($name => Ok(include_str!(concat!("../../assets/knowledge/", $name)).to_owned()),)*
                _ => Err(io::Error::from(io::ErrorKind::NotFound)),
            }
        };
    }
    texts!(
        "set.toml",
        "sources.csv",
        "classes.csv",
        "ingredients.csv",
        "combinations.csv",
        "ambiguous_names.csv",
        "name_routes.csv",
        "interactions.csv",
        "quiet_pairs.csv",
        "multi_rules.csv",
        "duplicates.csv",
        "allergy_classes.csv",
        "monitoring.csv",
        "renal.csv",
        "dose_limits.csv",
        "older_adults.csv",
        "side_effects.csv",
        "sig_frequencies.csv",
        "sig_routes.csv",
        "sig_error_prone.csv",
        "conditions.csv",
        "harm_signs.csv",
        "sig_units.csv",
        "sig_remarks.csv",
        "sig_rare_doses.csv",
        "sig_usual_units.csv",
        "indications.csv"
    )
}

/// What an agency's folder comes to.
#[derive(Debug)]
pub struct AgencySet {
    /// Rows it adds.
    pub added: usize,
    /// Rows it silences.
    pub silenced: usize,
    /// Rows it grades otherwise.
    pub regraded: usize,
    tables: Tables,
}

impl AgencySet {
    /// Reads and checks a folder of an agency's tables against the built-in set.
    ///
    /// # Errors
    /// Everything that is wrong, each with file, line, column and reason.
    pub fn read(folder: &Path) -> Result<Self, Vec<Fault>> {
        let files = |file: &str| fs::read_to_string(folder.join(file));
        let mut faults = strangers(folder);
        let present: Vec<&'static str> = FILES.into_iter().filter(|file| folder.join(file).exists()).collect();
        for file in present.iter().copied().chain(folder.join(OVERRIDES).exists().then_some(OVERRIDES)) {
            checks::bytes(file, &files, &mut faults);
        }
        let mut tables = Tables::parse(&built_in).map_err(|fault| vec![fault])?;
        let added = tables.append(&present, &files, &mut faults);
        if faults.is_empty() {
            checks::meaning(&tables, &mut faults);
        }
        let overrides = if folder.join(OVERRIDES).exists() {
            table::<OverrideRow>(&files, OVERRIDES).unwrap_or_else(|fault| {
                faults.push(fault);
                Table { file: OVERRIDES, rows: Vec::new() }
            })
        } else {
            Table { file: OVERRIDES, rows: Vec::new() }
        };
        if faults.is_empty() {
            tables.mark_added(&added);
            tables.apply(&overrides, &added, &mut faults);
        }
        locate(&mut faults, &files);
        if !faults.is_empty() {
            return Err(faults);
        }
        let count = |action: &str| overrides.iter().filter(|row| row.action == action).count();
        let (silenced, regraded) = (count("silence"), count("tier"));
        Ok(Self { added: added.rows, silenced, regraded, tables })
    }

    /// The whole set with the agency's part in it. Asked for once, at the start: it stays for the rest of the program, as
    /// the compiled one does.
    pub fn formulary(&self) -> &'static Formulary {
        Box::leak(Box::new(assemble(&self.tables)))
    }
}

/// Files that are no tables; a table with a misspelt name would be passed over in silence.
fn strangers(folder: &Path) -> Vec<Fault> {
    let whole = |file, reason: String| Fault { file, line: 0, column: None, reason };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return vec![whole("the folder", format!("cannot be read: {error}"))],
    };
    let mut faults = Vec::new();
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    for name in names {
        let is_table = name != "set.toml" && FILES.contains(&name.as_str()) || name == OVERRIDES;
        let is_note = name.starts_with('.') || name.to_lowercase().ends_with(".md");
        if !is_table && !is_note {
            faults
                .push(whole("the folder", format!("`{name}` is no table of the set; correct its name or take it out")));
        }
    }
    faults
}

/// What the agency added: the ids of its rules, and how many rows of all tables.
pub(super) struct Added {
    /// Table and id of each rule.
    pub(super) rules: Vec<(&'static str, u64, String)>,
    /// Rows of all tables.
    pub(super) rows: usize,
}

impl Tables {
    /// Applies the overrides in their order.
    fn apply(&mut self, overrides: &Table<OverrideRow>, added: &Added, faults: &mut Vec<Fault>) {
        let mut explained: BTreeSet<&str> = BTreeSet::new();
        for row in overrides {
            let fault = |reason: String| Fault { file: OVERRIDES, line: row.line, column: None, reason };
            for (name, cell) in [("author", &row.author), ("reason", &row.reason)] {
                if cell.trim().is_empty() {
                    faults.push(Fault { column: Some(name.to_owned()), ..fault(format!("has no {name}")) });
                }
            }
            if row.date.parse::<NaiveDate>().is_err() {
                faults.push(fault(format!("`{}` is not a date (YYYY-MM-DD)", row.date)));
            }
            match row.action.as_str() {
                "add" if added.rules.iter().any(|(_, _, id)| *id == row.rule) => {
                    explained.insert(&row.rule);
                }
                "add" => faults.push(fault(format!("`{}` is no row of this folder's tables", row.rule))),
                "silence" if self.silence(&row.rule) => {}
                "tier" => match self.regrade(&row.rule, &row.tier) {
                    Some(true) => self.cite_change(row),
                    Some(false) => faults.push(fault(format!("`{}` is not a tier of that table", row.tier))),
                    None => faults.push(fault(format!("`{}` is no rule of the set", row.rule))),
                },
                "silence" => faults.push(fault(format!("`{}` is no rule of the set", row.rule))),
                other => faults.push(fault(format!("`{other}` is not one of: add, silence, tier"))),
            }
        }
        for (file, line, id) in added.rules.iter().filter(|(_, _, id)| !explained.contains(id.as_str())) {
            let reason = format!("`{id}` has no row `{id},add` in {OVERRIDES} that names author, reason and date");
            faults.push(Fault { file, line: *line, column: None, reason });
        }
    }

    /// The source of a rule whose tier was changed says so.
    fn cite_change(&mut self, row: &Row<OverrideRow>) {
        let change = format!("{} at this agency since {} ({}: {})", row.tier, row.date, row.author, row.reason);
        self.change_source(&row.rule, |title| format!("{title}; {change}"));
    }

    /// Gives a rule a source of its own, made from the title of the one it cited.
    fn change_source(&mut self, rule: &str, title: impl Fn(&str) -> String) {
        let Some(source) = self.source_of(rule) else { return };
        let old = self.sources.iter().find(|row| row.key == *source).map_or(source.clone(), |row| row.title.clone());
        let key = format!("{rule} at this agency");
        self.set_source(rule, &key);
        self.sources.rows.push(Row { line: 0, value: SourceRow { key, title: title(&old) } });
    }

    fn mark_added(&mut self, added: &Added) {
        for (_, _, id) in &added.rules {
            self.change_source(id, |title| format!("this agency's own table ({title})"));
        }
    }
}

/// The rows of one file of the agency, where it has it.
fn more<T: serde::de::DeserializeOwned>(
    into: &mut Table<T>,
    present: &[&'static str],
    files: Reader,
    faults: &mut Vec<Fault>,
) -> std::ops::Range<usize> {
    let from = into.rows.len();
    if present.contains(&into.file) {
        match table::<T>(files, into.file) {
            Ok(found) => into.rows.extend(found.rows),
            Err(fault) => faults.push(fault),
        }
    }
    from..into.rows.len()
}
