//! Charts that may be one person's, with both their sides.

use std::collections::HashMap;

use rusqlite::{Params, Row};

use super::statements as sql;
use super::{Fault, Store, rows};
use crate::domain::codes::Sex;
use crate::domain::ids::{Entry, Id, PatientId};
use crate::domain::pair::{Decision, Pair, SideOfPair, ToDecide};
use crate::domain::patient::Name;
use crate::domain::when::PartialDate;

impl Store {
    /// The pairs of charts that wait for somebody's decision; with `all`, those that are decided, too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pairs(&self, all: bool) -> Result<Vec<ToDecide>, Fault> {
        let wanted =
            Decision::ALL.iter().filter(|decision| all || matches!(decision, Decision::Open | Decision::Later));
        let wanted = serde_json::to_string(&wanted.collect::<Vec<_>>())?;
        self.with_sides(sql::PAIRS, [wanted])
    }

    /// The pairs that a chart is one of.
    pub(super) fn pairs_of(&self, patient: PatientId) -> Result<Vec<ToDecide>, Fault> {
        self.with_sides(sql::PAIRS_OF, [patient.raw()])
    }

    fn with_sides(&self, statement: &str, params: impl Params) -> Result<Vec<ToDecide>, Fault> {
        let pairs = self.list(statement, params, pair)?;
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<i64> = pairs.iter().flat_map(|(pair, _)| [pair.patient.raw(), pair.value.other.raw()]).collect();
        let sides = self.list(sql::PAIR_SIDES, [serde_json::to_string(&ids)?], side)?;
        let sides: HashMap<PatientId, SideOfPair> = sides.into_iter().map(|side| (side.id, side)).collect();
        let whole = |(pair, decided_by): (Entry<Pair>, String)| {
            let both = [sides.get(&pair.patient)?.clone(), sides.get(&pair.value.other)?.clone()];
            Some(ToDecide { pair, sides: both, decided_by: Some(decided_by).filter(|name| !name.is_empty()) })
        };
        Ok(pairs.into_iter().filter_map(whole).collect())
    }
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(Entry<Pair>, String)> {
    let because: String = row.get(4)?;
    let value = Pair {
        other: Id::new(row.get(3)?),
        because: serde_json::from_str(&because).map_err(|error| rows::odd(4, error))?,
        decision: rows::word(row, 5, Decision::from_word)?,
        keeps: row.get::<_, Option<i64>>(6)?.map(Id::new),
    };
    let entry = Entry { id: Id::new(row.get(0)?), version: row.get(1)?, patient: Id::new(row.get(2)?), value };
    Ok((entry, row.get(7)?))
}

fn side(row: &Row<'_>) -> rusqlite::Result<SideOfPair> {
    let (street, city): (String, String) = (row.get(7)?, row.get(8)?);
    let identifiers: String = row.get(9)?;
    Ok(SideOfPair {
        id: Id::new(row.get(0)?),
        number: row.get(1)?,
        name: Name { family: row.get(2)?, given: row.get(3)? },
        born: row.get::<_, Option<String>>(4)?.and_then(|text| PartialDate::parse(&text).ok()),
        sex: rows::word(row, 5, Sex::from_word)?,
        phone: row.get(6)?,
        address: [street, city].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        identifiers: serde_json::from_str(&identifiers).map_err(|error| rows::odd(9, error))?,
        medicines: row.get(10)?,
        allergies: row.get(11)?,
        notes: row.get(12)?,
    })
}
