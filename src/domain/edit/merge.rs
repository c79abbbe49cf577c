//! Two people changed one row: what each changed is kept, field by field, and only where both changed the same field does
//! somebody have to choose.

use serde_json::{Map, Value};

use super::Editable;

/// A field that both changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Its name in the row: `target_date`.
    pub field: String,
    /// What one says.
    pub mine: String,
    /// What the other says.
    pub theirs: String,
}

/// Which side is taken where both changed a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Mine.
    Mine,
    /// Theirs.
    Theirs,
    /// Both texts, theirs first; where a field is no text, mine.
    Both,
}

/// The row with the changes of both: `mine` and `theirs` were made of `base`. Fields that both changed are answered.
pub fn merge<T: Editable>(base: &T, mine: &T, theirs: &T) -> Result<T, Vec<Clash>> {
    let merged = combined(base, mine, theirs, None);
    let read = merged.and_then(|value| serde_json::from_value(value).map_err(|_| Vec::new()));
    read.map_err(|clashes| if clashes.is_empty() { whole(mine, theirs) } else { clashes })
}

/// The row with the changes of both, and of fields that both changed that `side`.
pub fn merge_with<T: Editable>(base: &T, mine: &T, theirs: &T, side: Side) -> T {
    let merged = combined(base, mine, theirs, Some(side)).ok();
    let one = match side {
        Side::Theirs => theirs,
        Side::Mine | Side::Both => mine,
    };
    merged.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_else(|| one.clone())
}

/// Of rows that cannot be taken apart, the whole row is what both changed.
fn whole<T: Editable>(mine: &T, theirs: &T) -> Vec<Clash> {
    let told = |row: &T| serde_json::to_string(row).unwrap_or_default();
    vec![Clash { field: "row".to_owned(), mine: told(mine), theirs: told(theirs) }]
}

fn combined<T: Editable>(base: &T, mine: &T, theirs: &T, side: Option<Side>) -> Result<Value, Vec<Clash>> {
    let value = |row: &T| serde_json::to_value(row).map_err(|_| Vec::new());
    let texts = mine.texts();
    let (base, mine, theirs) = (value(base)?, value(mine)?, value(theirs)?);
    let mut clashes = Vec::new();
    let taken = Taken { side, texts: &texts };
    let merged = of("row", Some(&base), Some(&mine), Some(&theirs), taken, &mut clashes);
    if clashes.is_empty() { Ok(merged.unwrap_or(mine)) } else { Err(clashes) }
}

/// A field that is left out says nothing, and so does one that is null.
fn said(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

/// What is taken where both changed a field, and which fields are texts that can stand side by side.
#[derive(Clone, Copy)]
struct Taken<'a> {
    side: Option<Side>,
    texts: &'a [&'static str],
}

fn of(
    field: &str,
    base: Option<&Value>,
    mine: Option<&Value>,
    theirs: Option<&Value>,
    taken: Taken<'_>,
    clashes: &mut Vec<Clash>,
) -> Option<Value> {
    let (base, mine, theirs) = (said(base), said(mine), said(theirs));
    if mine == theirs || theirs == base {
        return mine.cloned();
    }
    if mine == base {
        return theirs.cloned();
    }
    if let (Some(Value::Object(mine)), Some(Value::Object(theirs))) = (mine, theirs) {
        let none = Map::new();
        let base = base.and_then(Value::as_object).unwrap_or(&none);
        let mut fields: Vec<&String> = base.keys().chain(mine.keys()).chain(theirs.keys()).collect();
        fields.sort_unstable();
        fields.dedup();
        let merged = fields.into_iter().filter_map(|name| {
            let merged = of(name, base.get(name), mine.get(name), theirs.get(name), taken, clashes);
            merged.map(|value| (name.clone(), value))
        });
        return Some(Value::Object(merged.collect()));
    }
    match (taken.side, mine, theirs) {
        (Some(Side::Mine), mine, _) => mine.cloned(),
        (Some(Side::Theirs), _, theirs) => theirs.cloned(),
        (Some(Side::Both), Some(Value::String(mine)), Some(Value::String(theirs))) if taken.texts.contains(&field) => {
            Some(Value::String(both(mine, theirs)))
        }
        (Some(Side::Both), mine, theirs) => mine.or(theirs).cloned(),
        (None, mine, theirs) => {
            clashes.push(Clash { field: field.to_owned(), mine: told(mine), theirs: told(theirs) });
            mine.cloned()
        }
    }
}

/// Both texts; one that holds the other says everything already.
fn both(mine: &str, theirs: &str) -> String {
    if mine.contains(theirs) {
        return mine.to_owned();
    }
    if theirs.contains(mine) {
        return theirs.to_owned();
    }
    let between = if mine.contains('\n') || theirs.contains('\n') { "\n" } else { "; " };
    format!("{theirs}{between}{mine}")
}

fn told(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(other @ (Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_))) => other.to_string(),
    }
}
