//! What is in the database.

use sha2::{Digest, Sha256};

use super::statements::{DOCTOR_CHANGES, DOCTOR_VERSIONS};
use std::collections::BTreeMap;

use super::statements::{COUNTS, COUNTS_VITALS};
use super::{Fault, Store};

/// So many findings of one kind are named.
const SHOWN: usize = 20;

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

impl Store {
    /// Rows by the dotted names of `counts --json`.
    pub fn counts(&self) -> Result<BTreeMap<String, i64>, Fault> {
        Ok(self.list(COUNTS, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
    }

    /// Measurements that count, by code.
    pub fn vitals_by_code(&self) -> Result<BTreeMap<String, i64>, Fault> {
        Ok(self.list(COUNTS_VITALS, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
    }

    /// What was changed behind the audit: signed texts that are not what was signed, and changes that are not what was done. A row
    /// of a chart that was edited by itself is not found.
    pub fn behind_the_audit(&self) -> Result<Vec<String>, Fault> {
        let mut found = self.not_as_signed()?;
        found.extend(self.not_as_done()?);
        // A few of them say enough, and there may be very many.
        let more = found.len().saturating_sub(SHOWN);
        found.truncate(SHOWN);
        found.extend((more > 0).then(|| format!("and {more} more of this kind")));
        Ok(found)
    }

    fn not_as_signed(&self) -> rusqlite::Result<Vec<String>> {
        let (mut statement, mut found) = (self.connection.prepare(DOCTOR_VERSIONS)?, Vec::new());
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if digest(row.get_ref(2)?.as_str()?) != row.get_ref(3)?.as_blob()? {
                let (number, version): (String, i64) = (row.get(0)?, row.get(1)?);
                found.push(format!("plan of #{number}, version {version}: not what was signed"));
            }
        }
        Ok(found)
    }

    fn not_as_done(&self) -> rusqlite::Result<Vec<String>> {
        let (mut statement, mut found) = (self.connection.prepare(DOCTOR_CHANGES)?, Vec::new());
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (change, recorded) = (row.get_ref(1)?.as_str_or_null()?, row.get_ref(2)?.as_blob_or_null()?);
            if change.is_none() || change.map(digest).as_ref().map(<[u8; 32]>::as_slice) != recorded {
                found.push(format!("the change of audit row {}: not what was done", row.get::<_, i64>(0)?));
            }
        }
        Ok(found)
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
