//! Charts that may be one person's, with both their sides.

use std::collections::HashMap;

use rusqlite::{Params, Row};
use serde::de::DeserializeOwned;

use super::statements as sql;
use super::take::source_of;
use super::{Fault, Store, rows};
use crate::domain::codes::Sex;
use crate::domain::episode::EpisodeState;
use crate::domain::ids::{Id, PatientId, Stored};
use crate::domain::pair::{Counts, Decision, Pair, SideOfPair, ToDecide};
use crate::domain::patient::{Identifier, Name};
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

    /// How many pairs nobody has decided about, or put off.
    pub(super) fn pairs_waiting(&self) -> Result<usize, Fault> {
        let count: i64 = self.connection.prepare_cached(sql::PAIRS_WAITING)?.query_row([], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
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
        let whole = |(pair, decided_by): (Stored<Pair>, String)| {
            let both = [sides.get(&pair.patient)?.clone(), sides.get(&pair.value.other)?.clone()];
            Some(ToDecide { pair, sides: both, decided_by: Some(decided_by).filter(|name| !name.is_empty()) })
        };
        Ok(pairs.into_iter().filter_map(whole).collect())
    }
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(Stored<Pair>, String)> {
    let because: String = row.get(4)?;
    let value = Pair {
        other: Id::new(row.get(3)?),
        because: serde_json::from_str(&because).map_err(|error| rows::odd(4, error))?,
        decision: rows::word(row, 5, Decision::from_word)?,
        keeps: row.get::<_, Option<i64>>(6)?.map(Id::new),
    };
    let entry = Stored { id: Id::new(row.get(0)?), version: row.get(1)?, patient: Id::new(row.get(2)?), value };
    Ok((entry, row.get(7)?))
}

fn side(row: &Row<'_>) -> rusqlite::Result<SideOfPair> {
    let (street, city): (String, String) = (row.get(7)?, row.get(8)?);
    let numbers: Vec<(String, String)> = listed(row, 9)?;
    let keys: Vec<String> = listed(row, 10)?;
    let mut sources: Vec<String> = keys.iter().map(|key| source_of(key).trim_start_matches('/').to_owned()).collect();
    sources.sort();
    sources.dedup();
    let count = |kind: usize| row.get::<_, u32>(FIRST_COUNT + kind);
    Ok(SideOfPair {
        id: Id::new(row.get(0)?),
        number: row.get(1)?,
        name: Name { family: row.get(2)?, given: row.get(3)? },
        born: row.get::<_, Option<String>>(4)?.and_then(|text| PartialDate::parse(&text).ok()),
        sex: rows::word(row, 5, Sex::from_word)?,
        phone: row.get(6)?,
        address: [street, city].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        identifiers: numbers.into_iter().map(|(system, value)| Identifier { system, value }).collect(),
        sources,
        care: match row.get::<_, Option<String>>(11)? {
            None => None,
            Some(state) => Some((EpisodeState::from_word(&state), rows::date(row, 12)?)),
        },
        visited: rows::instant(row, 13)?,
        counts: Counts {
            medicines: count(0)?,
            allergies: count(1)?,
            problems: count(2)?,
            results: count(3)?,
            goals: count(4)?,
            visits: count(5)?,
            facts: count(6)?,
            notes: count(7)?,
            versions: count(8)?,
        },
    })
}

/// The column of the first count.
const FIRST_COUNT: usize = 14;

/// A column that holds a JSON list.
fn listed<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<T>> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| rows::odd(column, error))
}
