//! The drug tables as files: reads a folder of them and says what is wrong with it.
//!
//! Compiled twice: into the build script, which refuses to build from tables with faults, and into the program,
//! so that a person who edits a copy can ask the same questions.

pub(crate) mod checks;
pub mod rows;
pub mod sig;

use std::fmt;
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

use rows::{
    AllergyRow, AmbiguousRow, ClassRow, CombinationRow, DoseLimitRow, DuplicateRow, Edition, IngredientRow,
    InteractionRow, MonitoringRow, MultiRow, NameRouteRow, OlderAdultRow, QuietRow, RenalRow, RouteRow, SideEffectRow,
    SourceRow,
};

/// One thing that is wrong with the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File name inside the folder.
    pub file: &'static str,
    /// Line of the file, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// What is wrong, in words.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, " line {}", self.line)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// One row with the line it stands in.
#[derive(Debug, Clone)]
pub struct Row<T> {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// The row.
    pub value: T,
}

impl<T> std::ops::Deref for Row<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// One file.
#[derive(Debug, Clone)]
pub struct Table<T> {
    /// File name inside the folder.
    pub file: &'static str,
    /// Its rows in the order of the file.
    pub rows: Vec<Row<T>>,
}

impl<T> Table<T> {
    /// Its rows in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Row<T>> {
        self.rows.iter()
    }

    /// A fault in one row of this file.
    fn fault(&self, row: &Row<T>, reason: impl Into<String>) -> Fault {
        Fault { file: self.file, line: row.line, reason: reason.into() }
    }
}

impl<'a, T> IntoIterator for &'a Table<T> {
    type Item = &'a Row<T>;
    type IntoIter = std::slice::Iter<'a, Row<T>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Every table of the set.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Which edition this is.
    pub edition: Edition,
    /// `sources.csv`.
    pub sources: Table<SourceRow>,
    /// `classes.csv`.
    pub classes: Table<ClassRow>,
    /// `ingredients.csv`.
    pub ingredients: Table<IngredientRow>,
    /// `combinations.csv`.
    pub combinations: Table<CombinationRow>,
    /// `ambiguous_names.csv`.
    pub ambiguous: Table<AmbiguousRow>,
    /// `name_routes.csv`.
    pub name_routes: Table<NameRouteRow>,
    /// `interactions.csv`.
    pub interactions: Table<InteractionRow>,
    /// `quiet_pairs.csv`.
    pub quiet_pairs: Table<QuietRow>,
    /// `multi_rules.csv`.
    pub multi_rules: Table<MultiRow>,
    /// `duplicates.csv`.
    pub duplicates: Table<DuplicateRow>,
    /// `allergy_classes.csv`.
    pub allergies: Table<AllergyRow>,
    /// `monitoring.csv`.
    pub monitoring: Table<MonitoringRow>,
    /// `renal.csv`.
    pub renal: Table<RenalRow>,
    /// `dose_limits.csv`.
    pub dose_limits: Table<DoseLimitRow>,
    /// `older_adults.csv`.
    pub older_adults: Table<OlderAdultRow>,
    /// `side_effects.csv`.
    pub side_effects: Table<SideEffectRow>,
    /// `sig_routes.csv`.
    pub routes: Table<RouteRow>,
    /// How instructions are written.
    pub sig: sig::SigRows,
}

/// Every file of a set; the build watches them.
pub const FILES: [&str; 25] = [
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
    "sig_units.csv",
    "sig_remarks.csv",
    "sig_rare_doses.csv",
    "sig_usual_units.csv",
    "indications.csv",
];

impl Tables {
    /// Reads every table of a folder and runs every check.
    ///
    /// # Errors
    /// All faults found; a file that cannot be read hides the faults that would need it.
    pub fn read(folder: &Path) -> Result<Self, Vec<Fault>> {
        let tables = Self::parse(folder).map_err(|fault| vec![fault])?;
        let mut faults = Vec::new();
        for file in FILES {
            checks::bytes(folder, file, &mut faults);
        }
        checks::meaning(&tables, &mut faults);
        sig::check(&tables, &mut faults);
        if faults.is_empty() { Ok(tables) } else { Err(faults) }
    }

    fn parse(folder: &Path) -> Result<Self, Fault> {
        Ok(Self {
            edition: edition(folder, "set.toml")?,
            sources: table(folder, "sources.csv")?,
            classes: table(folder, "classes.csv")?,
            ingredients: table(folder, "ingredients.csv")?,
            combinations: table(folder, "combinations.csv")?,
            ambiguous: table(folder, "ambiguous_names.csv")?,
            name_routes: table(folder, "name_routes.csv")?,
            interactions: table(folder, "interactions.csv")?,
            quiet_pairs: table(folder, "quiet_pairs.csv")?,
            multi_rules: table(folder, "multi_rules.csv")?,
            duplicates: table(folder, "duplicates.csv")?,
            allergies: table(folder, "allergy_classes.csv")?,
            monitoring: table(folder, "monitoring.csv")?,
            renal: table(folder, "renal.csv")?,
            dose_limits: table(folder, "dose_limits.csv")?,
            older_adults: table(folder, "older_adults.csv")?,
            side_effects: table(folder, "side_effects.csv")?,
            routes: table(folder, "sig_routes.csv")?,
            sig: sig::SigRows::parse(folder)?,
        })
    }
}

fn edition(folder: &Path, file: &'static str) -> Result<Edition, Fault> {
    let whole = |reason: String| Fault { file, line: 0, reason };
    let text = fs::read_to_string(folder.join(file)).map_err(|error| whole(error.to_string()))?;
    toml::from_str(&text).map_err(|error| whole(error.to_string()))
}

fn table<T: DeserializeOwned>(folder: &Path, file: &'static str) -> Result<Table<T>, Fault> {
    let fault = |error: &csv::Error| Fault {
        file,
        line: error.position().map_or(0, csv::Position::line),
        reason: error.to_string(),
    };
    let mut reader = csv::Reader::from_path(folder.join(file)).map_err(|error| fault(&error))?;
    let headers = reader.headers().map_err(|error| fault(&error))?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| fault(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let value =
            record.deserialize(Some(&headers)).map_err(|error| Fault { file, line, reason: error.to_string() })?;
        rows.push(Row { line, value });
    }
    Ok(Table { file, rows })
}
