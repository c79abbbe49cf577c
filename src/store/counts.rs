//! What is in the database.

use std::collections::BTreeMap;

use super::statements::{COUNTS, COUNTS_VITALS};
use super::{Fault, Store};

impl Store {
    /// Rows by the dotted names of `counts --json`.
    pub fn counts(&self) -> Result<BTreeMap<String, i64>, Fault> {
        Ok(self.list(COUNTS, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
    }

    /// Measurements that count, by code.
    pub fn vitals_by_code(&self) -> Result<BTreeMap<String, i64>, Fault> {
        Ok(self.list(COUNTS_VITALS, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
    }

    /// SQLite's own opinion of the file: an empty list is a healthy one.
    pub fn integrity(&self) -> Result<Vec<String>, Fault> {
        let mut lines: Vec<String> = self.list("PRAGMA integrity_check", [], |row| row.get(0))?;
        lines.retain(|line| line != "ok");
        let broken: Vec<String> = self.list("PRAGMA foreign_key_check", [], |row| {
            let table: String = row.get(0)?;
            Ok(format!("{table}: a reference leads nowhere"))
        })?;
        lines.extend(broken);
        Ok(lines)
    }
}
