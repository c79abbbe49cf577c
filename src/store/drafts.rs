//! What people are typing, on disk within a quarter of a second, through a connection of its own
//! (`synchronous=NORMAL`): a kill of the process loses nothing, and a chart's commit never waits for a keystroke.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use super::statements::{DRAFT_ASIDE, DRAFT_OF, DRAFT_PUT_AWAY, DRAFT_SAVE, DRAFT_TAKEN, DRAFTS_COUNT, DRAFTS_OF_USER};
use super::{Fault, Watch, open, rows};
use crate::domain::draft::{Draft, KeptDraft};
use crate::domain::ids::{Id, OperationId, PatientId, UserId};
use crate::domain::patient::Name;
use crate::domain::when::Instant;

/// How long a draft waits while others write. Its text is in memory meanwhile and is tried again; a process that is told
/// to end has little more time than this.
const PATIENCE: Duration = Duration::from_millis(400);

/// The connection drafts are kept through.
pub struct Drafts {
    connection: Connection,
    session: String,
    watch: Option<Watch>,
}

impl Drafts {
    /// Opens the drafts of a database that is open already, for the session of that name.
    /// `watch` are the files it was opened with, where that is known.
    pub fn open(path: &Path, session: &str, watch: Option<&Watch>) -> Result<Self, Fault> {
        watch.map_or(Ok(()), Watch::look)?;
        let connection = open::connection(path, open::Purpose::Drafts)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(Self { connection, session: session.to_owned(), watch: watch.cloned() })
    }

    /// Keeps a text. `seen` is the time of the draft that stood there when this session last looked, `None` where it never
    /// did; a text that another session of the same user wrote there since is put beside it and stays in the list. False where it
    /// was saved under its name meanwhile: then nothing is kept.
    pub fn save(
        &self,
        user: UserId,
        patient: PatientId,
        place: &str,
        draft: &Draft,
        seen: Option<Instant>,
    ) -> Result<bool, Fault> {
        self.look()?;
        let transaction = self.connection.unchecked_transaction()?;
        if let Some(seen) = seen {
            let seen = seen.timestamp_millis();
            let theirs = params![user.raw(), patient.raw(), place, seen, draft.text];
            transaction.prepare_cached(DRAFT_ASIDE)?.execute(theirs)?;
        }
        let kept = transaction.prepare_cached(DRAFT_SAVE)?.execute(params![
            user.raw(),
            patient.raw(),
            place,
            draft.text,
            draft.cursor.cast_signed() as i64,
            draft.seen,
            draft.updated.timestamp_millis(),
            draft.becomes.0,
            self.session,
        ])?;
        transaction.commit()?;
        self.look()?;
        Ok(kept > 0)
    }

    /// The text this user was typing here.
    pub fn of(&self, user: UserId, patient: PatientId, place: &str) -> Result<Option<Draft>, Fault> {
        let mut statement = self.connection.prepare_cached(DRAFT_OF)?;
        let found = statement.query_row(params![user.raw(), patient.raw(), place], |row| {
            let cursor: i64 = row.get(1)?;
            Ok(Draft {
                text: row.get(0)?,
                cursor: usize::try_from(cursor).unwrap_or(0),
                seen: row.get(2)?,
                updated: rows::instant_set(row, 3)?,
                becomes: OperationId(row.get(4)?),
            })
        });
        Ok(found.optional()?)
    }

    /// Whether its files are still there: what is written into others is not kept.
    fn look(&self) -> Result<(), Fault> {
        self.watch.as_ref().map_or(Ok(()), Watch::look)
    }

    /// This session goes on with the text a user was typing here.
    pub fn take(&self, user: UserId, patient: PatientId, place: &str) -> Result<(), Fault> {
        let taken = params![user.raw(), patient.raw(), place, self.session];
        self.connection.prepare_cached(DRAFT_TAKEN)?.execute(taken)?;
        Ok(())
    }

    /// The unfinished texts of a user, the newest first.
    pub fn all(&self, user: UserId) -> Result<Vec<KeptDraft>, Fault> {
        let mut statement = self.connection.prepare_cached(DRAFTS_OF_USER)?;
        let found = statement.query_map([user.raw()], |row| {
            let length: i64 = row.get(5)?;
            Ok(KeptDraft {
                patient: Id::new(row.get(0)?),
                who: Name { family: row.get(1)?, given: row.get(2)? }.listed(),
                place: row.get(3)?,
                begins: row.get(4)?,
                length: usize::try_from(length).unwrap_or(0),
                updated: rows::instant_set(row, 6)?,
            })
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// How many unfinished texts a user has.
    pub fn count(&self, user: UserId) -> Result<usize, Fault> {
        let count: i64 = self.connection.prepare_cached(DRAFTS_COUNT)?.query_row([user.raw()], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The text was used, or its author put it away. What another session wrote there since `seen` stays.
    pub fn put_away(&self, user: UserId, patient: PatientId, place: &str, seen: Option<Instant>) -> Result<(), Fault> {
        let seen = seen.map(|seen| seen.timestamp_millis());
        self.connection.prepare_cached(DRAFT_PUT_AWAY)?.execute(params![user.raw(), patient.raw(), place, seen])?;
        Ok(())
    }
}
