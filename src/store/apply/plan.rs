//! The plan of care through the door: its rows, and versions that are signed once and for all.

use rusqlite::{Transaction, params};
use sha2::{Digest, Sha256};

use super::super::statements as sql;
use super::super::table::{Bound, Column};
use super::edit::Row;
use super::{NotSaved, Write, Written};
use crate::domain::change::Stamp;
use crate::domain::ids::{Id, UserId};
use crate::domain::plan::Signing;
use crate::domain::plan::Telling;

/// A version is written under its number. Where a colleague signed that number meanwhile, nothing is written.
impl Write for Signing {
    fn write(&self, transaction: &Transaction<'_>, stamp: &Stamp) -> Result<Written, NotSaved> {
        let version = &self.version;
        let hash: [u8; 32] = Sha256::digest(version.content.as_bytes()).into();
        let rows = transaction.prepare_cached(sql::PLAN_VERSION_ADD)?.execute(params![
            self.patient.raw(),
            version.number,
            version.kind.word(),
            version.about,
            version.content,
            hash,
            stamp.user.raw(),
            version.signer,
            stamp.at.timestamp_millis(),
        ])?;
        if rows == 0 {
            return Err(NotSaved::Conflict);
        }
        Ok(Written::inserted("plan_version", transaction.last_insert_rowid()))
    }
}

impl Row for Telling {
    const TABLE: &'static str = "plan_telling";
    const ADD: &'static str = sql::PLAN_TELLING_ADD;
    const AMEND: &'static str = sql::PLAN_TELLING_AMEND;

    fn bind<'a>(&'a self, _: UserId, into: &mut Bound<'a>) {
        self.at.bind(into);
        into.push(self.after.map_or(0, Id::raw).into());
        self.content.bind(into);
        self.up_to.bind(into);
        self.findings.bind(into);
        // A list of texts always becomes JSON; the table refuses what is none.
        into.push(serde_json::to_string(&self.parties).unwrap_or_default().into());
        self.counts.bind(into);
    }
}
