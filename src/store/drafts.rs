//! What people are typing, on disk within a quarter of a second, through a connection of its own
//! (`synchronous=NORMAL`): a kill of the process loses nothing, and a chart's commit never waits for a keystroke.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::statements::{DRAFT_OF, DRAFT_PUT_AWAY, DRAFT_SAVE};
use super::{Fault, open, rows};
use crate::domain::ids::{PatientId, UserId};
use crate::domain::when::Instant;

/// A text somebody has not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The text so far.
    pub text: String,
    /// Where the cursor stood, in characters.
    pub cursor: usize,
    /// When it was last touched.
    pub updated: Instant,
}

/// The connection drafts are kept through.
pub struct Drafts {
    connection: Connection,
}

impl Drafts {
    /// Opens the drafts of a database that is open already.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        Ok(Self { connection: open::connection(path, open::Purpose::Drafts)? })
    }

    /// Keeps a text.
    pub fn save(&self, user: UserId, patient: PatientId, place: &str, draft: &Draft) -> Result<(), Fault> {
        self.connection.prepare_cached(DRAFT_SAVE)?.execute(params![
            user.raw(),
            patient.raw(),
            place,
            draft.text,
            draft.cursor.cast_signed() as i64,
            draft.updated.timestamp_millis(),
        ])?;
        Ok(())
    }

    /// The text this user was typing here.
    pub fn of(&self, user: UserId, patient: PatientId, place: &str) -> Result<Option<Draft>, Fault> {
        let mut statement = self.connection.prepare_cached(DRAFT_OF)?;
        let found = statement.query_row(params![user.raw(), patient.raw(), place], |row| {
            let cursor: i64 = row.get(1)?;
            Ok(Draft {
                text: row.get(0)?,
                cursor: usize::try_from(cursor).unwrap_or(0),
                updated: rows::instant_set(row, 2)?,
            })
        });
        Ok(found.optional()?)
    }

    /// The text was used, or its author put it away.
    pub fn put_away(&self, user: UserId, patient: PatientId, place: &str) -> Result<(), Fault> {
        self.connection.prepare_cached(DRAFT_PUT_AWAY)?.execute(params![user.raw(), patient.raw(), place])?;
        Ok(())
    }
}
