//! The drug tables as files: reads a folder of them and says what is wrong with it.
//!
//! Compiled twice: into the build script, which refuses to build from tables with faults, and into the program,
//! so that a person who edits a copy can ask the same questions.

pub(crate) mod checks;
pub mod rows;
pub mod sig;

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;

use rows::{
    AllergyRow, AmbiguousRow, ClassRow, CombinationRow, ConditionRow, DoseLimitRow, DuplicateRow, Edition,
    FrequencyRow, HarmSignRow, IngredientRow, InteractionRow, MonitoringRow, MultiRow, NameRouteRow, NotationRow,
    OlderAdultRow, QuietRow, RenalRow, RouteRow, SideEffectRow, SourceRow,
};
use sig::{IndicationRow, RareDoseRow, RemarkRow, UnitRow, UsualUnitRow};

/// One thing that is wrong with the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File name inside the folder.
    pub file: &'static str,
    /// Line of the file, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// The column, where one cell is at fault.
    pub column: Option<String>,
    /// What is wrong, in words.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, " line {}", self.line)?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
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
        Fault { file: self.file, line: row.line, column: None, reason: reason.into() }
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
    /// `sig_frequencies.csv`.
    pub frequencies: Table<FrequencyRow>,
    /// `sig_routes.csv`.
    pub routes: Table<RouteRow>,
    /// `sig_error_prone.csv`.
    pub notations: Table<NotationRow>,
    /// `conditions.csv`.
    pub conditions: Table<ConditionRow>,
    /// `harm_signs.csv`.
    pub harm_signs: Table<HarmSignRow>,
    /// `sig_units.csv`.
    pub units: Table<UnitRow>,
    /// `sig_remarks.csv`.
    pub remarks: Table<RemarkRow>,
    /// `sig_rare_doses.csv`.
    pub rare_doses: Table<RareDoseRow>,
    /// `sig_usual_units.csv`.
    pub usual_units: Table<UsualUnitRow>,
    /// `indications.csv`.
    pub indications: Table<IndicationRow>,
}

/// Every file of a set; the build watches them.
pub const FILES: [&str; 27] = [
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
    "indications.csv",
];

/// Where the text of a file comes from.
pub(crate) type Reader<'a> = &'a dyn Fn(&str) -> io::Result<String>;

impl Tables {
    /// Reads every table of a folder and runs every check.
    ///
    /// # Errors
    /// All faults found; a file that cannot be read hides the faults that would need it.
    pub fn read(folder: &Path) -> Result<Self, Vec<Fault>> {
        let files = |file: &str| fs::read_to_string(folder.join(file));
        let tables = Self::parse(&files).map_err(|fault| vec![fault])?;
        let mut faults = Vec::new();
        for file in FILES {
            checks::bytes(file, &files, &mut faults);
        }
        checks::meaning(&tables, &mut faults);
        locate(&mut faults, &files);
        if faults.is_empty() { Ok(tables) } else { Err(faults) }
    }

    /// Reads every table.
    pub(crate) fn parse(files: Reader) -> Result<Self, Fault> {
        Ok(Self {
            edition: edition(files, "set.toml")?,
            sources: table(files, "sources.csv")?,
            classes: table(files, "classes.csv")?,
            ingredients: table(files, "ingredients.csv")?,
            combinations: table(files, "combinations.csv")?,
            ambiguous: table(files, "ambiguous_names.csv")?,
            name_routes: table(files, "name_routes.csv")?,
            interactions: table(files, "interactions.csv")?,
            quiet_pairs: table(files, "quiet_pairs.csv")?,
            multi_rules: table(files, "multi_rules.csv")?,
            duplicates: table(files, "duplicates.csv")?,
            allergies: table(files, "allergy_classes.csv")?,
            monitoring: table(files, "monitoring.csv")?,
            renal: table(files, "renal.csv")?,
            dose_limits: table(files, "dose_limits.csv")?,
            older_adults: table(files, "older_adults.csv")?,
            side_effects: table(files, "side_effects.csv")?,
            frequencies: table(files, "sig_frequencies.csv")?,
            routes: table(files, "sig_routes.csv")?,
            notations: table(files, "sig_error_prone.csv")?,
            conditions: table(files, "conditions.csv")?,
            harm_signs: table(files, "harm_signs.csv")?,
            units: table(files, "sig_units.csv")?,
            remarks: table(files, "sig_remarks.csv")?,
            rare_doses: table(files, "sig_rare_doses.csv")?,
            usual_units: table(files, "sig_usual_units.csv")?,
            indications: table(files, "indications.csv")?,
        })
    }
}

fn edition(files: Reader, file: &'static str) -> Result<Edition, Fault> {
    let whole = |reason: String| Fault { file, line: 0, column: None, reason };
    let text = files(file).map_err(|error| whole(error.to_string()))?;
    toml::from_str(&text).map_err(|error| whole(error.to_string()))
}

/// The rows of one file.
pub(crate) fn table<T: DeserializeOwned>(files: Reader, file: &'static str) -> Result<Table<T>, Fault> {
    let text = files(file).map_err(|error| Fault { file, line: 0, column: None, reason: error.to_string() })?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut headers = csv::StringRecord::new();
    let fault = |error: &csv::Error, line: u64, headers: &csv::StringRecord| {
        let (field, reason) = if let csv::ErrorKind::Deserialize { err, .. } = error.kind() {
            (err.field(), err.kind().to_string())
        } else {
            (None, error.to_string())
        };
        let column = field.and_then(|field| headers.get(usize::try_from(field).ok()?)).map(str::to_owned);
        Fault { file, line: error.position().map_or(line, csv::Position::line), column, reason }
    };
    headers.clone_from(reader.headers().map_err(|error| fault(&error, 1, &headers))?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| fault(&error, 0, &headers))?;
        let line = record.position().map_or(0, csv::Position::line);
        let value = record.deserialize(Some(&headers)).map_err(|error| fault(&error, line, &headers))?;
        rows.push(Row { line, value });
    }
    Ok(Table { file, rows })
}

/// Names the column of each fault: that of the cell in which the words stand that the reason quotes.
pub(crate) fn locate(faults: &mut [Fault], files: Reader) {
    for fault in faults.iter_mut().filter(|fault| fault.line > 0 && fault.column.is_none()) {
        let Some(quoted) = fault.reason.split('`').nth(1).filter(|quoted| !quoted.is_empty()) else { continue };
        let Ok(text) = files(fault.file) else { continue };
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let Ok(headers) = reader.headers().cloned() else { continue };
        let mut records = reader.records().flatten();
        let at = |record: &csv::StringRecord| record.position().map(csv::Position::line) == Some(fault.line);
        let Some(record) = records.find(at) else { continue };
        let cell = record.iter().position(|cell| cell == quoted);
        let cell = cell.or_else(|| record.iter().position(|cell| cell.contains(quoted)));
        fault.column = cell.and_then(|cell| headers.get(cell)).map(str::to_owned);
    }
}
