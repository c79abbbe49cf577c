//! The tables of instructions: their rows, and what must hold in them.

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;

use super::checks::{Known, cited, unique};
use super::rows::list;
use super::{Fault, Table, Tables, table};

/// What a unit may measure.
const KINDS: [&str; 6] = ["mass", "volume", "units", "milliequivalents", "rate", "count"];

/// Every table of instructions but the routes.
#[derive(Debug, Clone)]
pub struct SigRows {
    /// `sig_frequencies.csv`.
    pub frequencies: Table<FrequencyRow>,
    /// `sig_error_prone.csv`.
    pub notations: Table<NotationRow>,
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

/// `sig_frequencies.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct FrequencyRow {
    /// Id.
    pub code: String,
    /// Other ways to write it.
    #[serde(deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// Times per day, where that can be said.
    pub per_day: Option<f64>,
    /// `HH:MM` of each dose unless somebody says otherwise.
    #[serde(deserialize_with = "list")]
    pub default_times: Vec<String>,
    /// Code of FHIR's `TimingAbbreviation`, or empty.
    pub fhir_code: String,
    /// Parts of FHIR's `Timing.repeat`: `frequency=1;period=1;periodUnit=d;when=MORN`.
    #[serde(deserialize_with = "list")]
    pub fhir_repeat: Vec<String>,
    /// Source key.
    pub source: String,
}

/// `sig_error_prone.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct NotationRow {
    /// What is written.
    pub token: String,
    /// How it has been misread.
    pub problem: String,
    /// What to write.
    pub write_instead: String,
    /// `block` or `warn`.
    pub severity: String,
    /// Source key.
    pub source: String,
}

/// `sig_units.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct UnitRow {
    /// Id.
    pub code: String,
    /// Other ways to write it.
    #[serde(deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// As people read one of it.
    pub singular: String,
    /// As people read several of it.
    pub plural: String,
    /// `mass`, `volume`, `units`, `milliequivalents`, `rate` or `count`.
    pub kind: String,
    /// How many milligrams or millilitres one of it is.
    pub factor: f64,
    /// Source key.
    pub source: String,
}

/// `sig_remarks.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct RemarkRow {
    /// In words.
    pub remark: String,
    /// Other ways to write it.
    #[serde(deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// `1` where it says when a dose is taken.
    pub occasion: String,
    /// Source key.
    pub source: String,
}

/// `sig_rare_doses.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct RareDoseRow {
    /// Id.
    pub rule_id: String,
    /// Ingredient.
    pub ingredient_id: String,
    /// Only by this route, or empty.
    pub route: String,
    /// Only under these names, or empty.
    #[serde(deserialize_with = "list")]
    pub names: Vec<String>,
    /// More doses a week than this are asked about.
    pub most_per_week: f64,
    /// What is usual, in words.
    pub usual: String,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `sig_usual_units.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct UsualUnitRow {
    /// Class or ingredient.
    pub subject: String,
    /// Unit code, or `none` where nothing may be proposed.
    pub unit: String,
    /// Source key.
    pub source: String,
}

/// `indications.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct IndicationRow {
    /// What is written out.
    pub words: String,
    /// Ways to write it.
    #[serde(deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// Source key.
    pub source: String,
}

impl SigRows {
    pub(super) fn parse(folder: &Path) -> Result<Self, Fault> {
        Ok(Self {
            frequencies: table(folder, "sig_frequencies.csv")?,
            notations: table(folder, "sig_error_prone.csv")?,
            units: table(folder, "sig_units.csv")?,
            remarks: table(folder, "sig_remarks.csv")?,
            rare_doses: table(folder, "sig_rare_doses.csv")?,
            usual_units: table(folder, "sig_usual_units.csv")?,
            indications: table(folder, "indications.csv")?,
        })
    }
}

/// What rows say about each other and about the other tables.
pub(super) fn check(tables: &Tables, faults: &mut Vec<Fault>) {
    let rows = &tables.sig;
    unique(&rows.frequencies, |row| &row.code, faults);
    unique(&rows.notations, |row| &row.token, faults);
    unique(&rows.units, |row| &row.code, faults);
    unique(&rows.remarks, |row| &row.remark, faults);
    unique(&rows.rare_doses, |row| &row.rule_id, faults);
    unique(&rows.usual_units, |row| &row.subject, faults);
    unique(&rows.indications, |row| &row.words, faults);
    meanings(rows, faults);
    let known = Known::of(tables);
    for row in &rows.rare_doses {
        if !known.ingredients.contains(row.ingredient_id.as_str()) {
            faults.push(rows.rare_doses.fault(row, format!("`{}` is not an ingredient", row.ingredient_id)));
        }
        if !(row.route.is_empty() || known.routes.contains(row.route.as_str())) {
            faults.push(rows.rare_doses.fault(row, format!("`{}` is not a route", row.route)));
        }
    }
    for row in &rows.usual_units {
        if !known.subject(&row.subject) {
            faults.push(rows.usual_units.fault(row, format!("`{}` is neither class nor ingredient", row.subject)));
        }
        if row.unit != "none" && !rows.units.iter().any(|unit| unit.code == row.unit) {
            faults.push(rows.usual_units.fault(row, format!("`{}` is not a unit", row.unit)));
        }
    }
    for row in rows.notations.iter().filter(|row| !["block", "warn"].contains(&row.severity.as_str())) {
        faults.push(rows.notations.fault(row, format!("severity is `{}`; write block or warn", row.severity)));
    }
    for row in rows.units.iter().filter(|row| !KINDS.contains(&row.kind.as_str())) {
        faults.push(rows.units.fault(row, format!("`{}` is not a kind of unit", row.kind)));
    }
    sources(tables, faults);
}

/// Within one table no phrase may stand for two things.
fn meanings(rows: &SigRows, faults: &mut Vec<Fault>) {
    fn once<'a, T>(table: &'a Table<T>, ways: impl Fn(&'a T) -> &'a [String], faults: &mut Vec<Fault>) {
        let mut seen = HashSet::new();
        for row in table {
            let mut own = HashSet::new();
            for way in ways(&row.value).iter().map(|way| way.to_lowercase()).filter(|way| own.insert(way.clone())) {
                if !seen.insert(way.clone()) {
                    faults.push(table.fault(row, format!("`{way}` already stands for another row")));
                }
            }
        }
    }
    once(&rows.frequencies, |row| &row.aliases, faults);
    once(&rows.units, |row| &row.aliases, faults);
    once(&rows.remarks, |row| &row.aliases, faults);
    once(&rows.indications, |row| &row.aliases, faults);
}

fn sources(tables: &Tables, faults: &mut Vec<Fault>) {
    let keys: HashSet<&str> = tables.sources.iter().map(|row| row.key.as_str()).collect();
    let plain = "-";
    let rows = &tables.sig;
    cited(&rows.frequencies, &keys, |row| (&row.source, plain), faults);
    cited(&rows.notations, &keys, |row| (&row.source, plain), faults);
    cited(&rows.units, &keys, |row| (&row.source, plain), faults);
    cited(&rows.remarks, &keys, |row| (&row.source, plain), faults);
    cited(&rows.rare_doses, &keys, |row| (&row.source, &row.source_detail), faults);
    cited(&rows.usual_units, &keys, |row| (&row.source, plain), faults);
    cited(&rows.indications, &keys, |row| (&row.source, plain), faults);
}
