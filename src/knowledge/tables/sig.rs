//! The tables of instructions: their rows, and what must hold in them.

use std::collections::HashSet;

use serde::Deserialize;

use super::checks::{Known, cited, unique};
use super::rows::list;
use super::{Fault, Table, Tables};

/// What a unit may measure.
const KINDS: [&str; 6] = ["mass", "volume", "units", "milliequivalents", "rate", "count"];

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
    /// More of this unit at a time is asked about.
    pub most_at_once: Option<f64>,
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

/// What rows say about each other and about the other tables.
pub(super) fn check(tables: &Tables, faults: &mut Vec<Fault>) {
    unique(&tables.units, |row| &row.code, faults);
    unique(&tables.remarks, |row| &row.remark, faults);
    unique(&tables.rare_doses, |row| &row.rule_id, faults);
    unique(&tables.usual_units, |row| &row.subject, faults);
    unique(&tables.indications, |row| &row.words, faults);
    once(&tables.frequencies, |row| &row.aliases, faults);
    once(&tables.units, |row| &row.aliases, faults);
    once(&tables.remarks, |row| &row.aliases, faults);
    once(&tables.indications, |row| &row.aliases, faults);
    let known = Known::of(tables);
    for row in &tables.rare_doses {
        if !known.ingredients.contains(row.ingredient_id.as_str()) {
            faults.push(tables.rare_doses.fault(row, format!("`{}` is not an ingredient", row.ingredient_id)));
        }
        if !(row.route.is_empty() || known.routes.contains(row.route.as_str())) {
            faults.push(tables.rare_doses.fault(row, format!("`{}` is not a route", row.route)));
        }
    }
    for row in &tables.usual_units {
        if !known.subject(&row.subject) {
            faults.push(tables.usual_units.fault(row, format!("`{}` is neither class nor ingredient", row.subject)));
        }
        if row.unit != "none" && !tables.units.iter().any(|unit| unit.code == row.unit) {
            faults.push(tables.usual_units.fault(row, format!("`{}` is not a unit", row.unit)));
        }
    }
    for row in tables.units.iter().filter(|row| !KINDS.contains(&row.kind.as_str())) {
        faults.push(tables.units.fault(row, format!("`{}` is not a kind of unit", row.kind)));
    }
    let keys: HashSet<&str> = tables.sources.iter().map(|row| row.key.as_str()).collect();
    let plain = "-";
    cited(&tables.units, &keys, |row| (&row.source, plain), faults);
    cited(&tables.remarks, &keys, |row| (&row.source, plain), faults);
    cited(&tables.rare_doses, &keys, |row| (&row.source, &row.source_detail), faults);
    cited(&tables.usual_units, &keys, |row| (&row.source, plain), faults);
    cited(&tables.indications, &keys, |row| (&row.source, plain), faults);
}

/// Within one table no phrase may stand for two things.
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
