//! The audit: gap-free numbers, each row's hash over the one before and its own canonical line, sealed in blocks.
//!
//! The canonical line is what SQL's `quote()` gives for each column, joined by `|`, so that the stock
//! `sqlite3` shell and `sha256sum` can verify it without this program.

use std::fmt;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use super::statements::{
    AUDIT_ADD, AUDIT_LAST, AUDIT_ROWS, AUDIT_SEAL_ADD, AUDIT_SEAL_OF, AUDIT_SEALS, AUDIT_TO_SEAL, AUDIT_VIEWED,
};
use super::{Fault, Store};
use crate::domain::ids::{PatientId, UserId, Version};
use crate::domain::when::Instant;

/// Rows per seal.
const SEAL_EVERY: i64 = 1000;

/// One thing that was done, for the audit. It never holds clinical text.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The word for what was done: `visit.done`, `view`.
    pub action: String,
    /// When.
    pub at: Instant,
    /// Who; nobody for what the program does by itself.
    pub user: Option<UserId>,
    /// Whose chart.
    pub patient: Option<PatientId>,
    /// What it was done to: `visit/17`.
    pub object: Option<String>,
    /// The version that came of it.
    pub version: Option<Version>,
    /// SHA-256 of what was written.
    pub content: Option<[u8; 32]>,
}

impl Act {
    /// An act of the program itself.
    pub fn new(action: &str, at: Instant) -> Self {
        Self { action: action.to_owned(), at, user: None, patient: None, object: None, version: None, content: None }
    }

    /// The same act, done by a user.
    #[must_use]
    pub fn by(mut self, user: UserId) -> Self {
        self.user = Some(user);
        self
    }

    /// The same act, on a patient's chart.
    #[must_use]
    pub fn on(mut self, patient: PatientId) -> Self {
        self.patient = Some(patient);
        self
    }

    /// The same act, done to something of that chart.
    #[must_use]
    pub fn of(mut self, object: String) -> Self {
        self.object = Some(object);
        self
    }
}

/// What a look at the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every hash and every seal agrees.
    Whole {
        /// Rows.
        rows: i64,
        /// Seals.
        seals: i64,
    },
    /// This row or seal does not agree with what is before it.
    Broken {
        /// What and where, in words.
        place: String,
    },
}

/// What the audit held at some time, in one line. Kept where nobody who can write the database can reach it, it shows
/// later that none of the rows up to then was changed, dropped or written anew; the chain alone cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Number of the newest row.
    pub seq: i64,
    /// Digest of the block up to this row, as a seal would have it: 64 hexadecimal digits.
    pub digest: String,
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.digest)
    }
}

/// A row as it stands in the database.
struct Line {
    seq: i64,
    text: String,
    hash: Vec<u8>,
}

/// Appends one row and, where a block is full, its seal. Returns the row's number.
pub(super) fn add(transaction: &Transaction<'_>, session: &str, act: &Act) -> Result<i64, Fault> {
    let last: Option<(i64, Vec<u8>)> =
        transaction.prepare_cached(AUDIT_LAST)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (before, previous) = last.unwrap_or((0, vec![0; 32]));
    let seq = before + 1;
    let content = act.content.map(|digest| digest.to_vec());
    let line = [
        seq.to_string(),
        act.at.timestamp_millis().to_string(),
        number(act.user.map(UserId::raw)),
        quoted(Some(session)),
        quoted(Some(&act.action)),
        number(act.patient.map(PatientId::raw)),
        quoted(act.object.as_deref()),
        number(act.version),
        blob(content.as_deref()),
    ]
    .join("|");
    transaction.prepare_cached(AUDIT_ADD)?.execute(params![
        seq,
        act.at.timestamp_millis(),
        act.user.map(UserId::raw),
        session,
        act.action,
        act.patient.map(PatientId::raw),
        act.object,
        act.version,
        content,
        chained(&previous, &line),
    ])?;
    if seq % SEAL_EVERY == 0 {
        seal(transaction, seq - SEAL_EVERY, seq / SEAL_EVERY)?;
    }
    Ok(seq)
}

fn number(value: Option<i64>) -> String {
    value.map_or_else(|| "NULL".to_owned(), |value| value.to_string())
}

fn quoted(value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_owned(), |value| format!("'{}'", value.replace('\'', "''")))
}

fn blob(value: Option<&[u8]>) -> String {
    let Some(bytes) = value else { return "NULL".to_owned() };
    format!("X'{}'", hex(bytes).to_uppercase())
}

/// The hash of a row: over the one before as hexadecimal digits, a bar, and the row's line.
fn chained(previous: &[u8], line: &str) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(hex(previous));
    hasher.update(b"|");
    hasher.update(line.as_bytes());
    hasher.finalize().to_vec()
}

fn read_line(row: &Row<'_>) -> rusqlite::Result<Line> {
    let content: Option<Vec<u8>> = row.get(8)?;
    let seq: i64 = row.get(0)?;
    let session: String = row.get(3)?;
    let action: String = row.get(4)?;
    let object: Option<String> = row.get(6)?;
    let text = [
        seq.to_string(),
        row.get::<_, i64>(1)?.to_string(),
        number(row.get(2)?),
        quoted(Some(&session)),
        quoted(Some(&action)),
        number(row.get(5)?),
        quoted(object.as_deref()),
        number(row.get(7)?),
        blob(content.as_deref()),
    ]
    .join("|");
    Ok(Line { seq, text, hash: row.get(9)? })
}

/// The digest of a block: the seal before it and every line, each ended by a line feed.
fn block_digest(previous: &[u8], lines: &[Line]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(hex(previous));
    hasher.update(b"\n");
    for line in lines {
        hasher.update(line.text.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, byte| text + &format!("{byte:02x}"))
}

fn seal(transaction: &Transaction<'_>, after: i64, id: i64) -> Result<(), Fault> {
    let lines: Vec<Line> =
        transaction.prepare_cached(AUDIT_TO_SEAL)?.query_map([after], read_line)?.collect::<rusqlite::Result<_>>()?;
    let previous: Option<Vec<u8>> =
        transaction.prepare_cached(AUDIT_SEAL_OF)?.query_row([id - 1], |row| row.get(0)).optional()?;
    let digest = block_digest(&previous.unwrap_or_else(|| vec![0; 32]), &lines);
    let last = lines.last().map_or(after, |line| line.seq);
    transaction.prepare_cached(AUDIT_SEAL_ADD)?.execute(params![id, after + 1, last, digest])?;
    Ok(())
}

struct Seal {
    id: i64,
    first: i64,
    last: i64,
    digest: Vec<u8>,
}

fn seals(connection: &Connection) -> Result<Vec<Seal>, Fault> {
    let mut statement = connection.prepare_cached(AUDIT_SEALS)?;
    let rows = statement.query_map([], |row| {
        Ok(Seal { id: row.get(0)?, first: row.get(1)?, last: row.get(2)?, digest: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// Records that a user looked at something, once per session, patient and quarter of an hour.
    pub(super) fn viewed(transaction: &Transaction<'_>, session: &str, act: &Act) -> Result<(), Fault> {
        let recently = act.at.timestamp_millis() - 15 * 60 * 1000;
        let patient = act.patient.map(PatientId::raw);
        let known: bool = transaction
            .prepare_cached(AUDIT_VIEWED)?
            .query_row(params![patient, session, recently], |row| row.get(0))?;
        if !known {
            add(transaction, session, act)?;
        }
        Ok(())
    }

    /// Writes one row of the audit for something that changes no chart: a login, a list shown, an export.
    pub fn note(&mut self, act: &Act) -> Result<(), Fault> {
        self.write(|transaction, session| add(transaction, session, act).map(drop))
    }

    /// The number of the newest row of the audit, 0 where there is none.
    pub fn last_act(&self) -> Result<i64, Fault> {
        let mut statement = self.connection.prepare_cached(AUDIT_LAST)?;
        let seq: Option<i64> = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(seq.unwrap_or(0))
    }

    /// What the audit holds now.
    pub fn anchor(&self) -> Result<Anchor, Fault> {
        let _snapshot = self.connection.unchecked_transaction()?;
        self.anchor_at(self.last_act()?)
    }

    /// Whether the audit still holds what it held at an earlier time. Says so only of a chain that verifies.
    pub fn contains(&self, anchor: &Anchor) -> Result<bool, Fault> {
        let _snapshot = self.connection.unchecked_transaction()?;
        let now = self.anchor_at(anchor.seq)?;
        Ok(now.seq == anchor.seq && now.digest.eq_ignore_ascii_case(&anchor.digest))
    }

    fn anchor_at(&self, seq: i64) -> Result<Anchor, Fault> {
        let blocks = (seq - 1).max(0) / SEAL_EVERY;
        let mut statement = self.connection.prepare_cached(AUDIT_SEAL_OF)?;
        let previous: Option<Vec<u8>> = statement.query_row([blocks], |row| row.get(0)).optional()?;
        let mut lines: Vec<Line> = self.list(AUDIT_TO_SEAL, [blocks * SEAL_EVERY], read_line)?;
        lines.retain(|line| line.seq <= seq);
        let digest = hex(&block_digest(&previous.unwrap_or_else(|| vec![0; 32]), &lines));
        Ok(Anchor { seq: lines.last().map_or(0, |line| line.seq), digest })
    }

    /// Recomputes the whole chain and every seal.
    pub fn verify_audit(&self) -> Result<Verdict, Fault> {
        // One state of the file: another session may fill and seal a block meanwhile.
        let _snapshot = self.connection.unchecked_transaction()?;
        let seals = seals(&self.connection)?;
        let mut statement = self.connection.prepare_cached(AUDIT_ROWS)?;
        let mut rows = statement.query([])?;
        let mut previous = vec![0; 32];
        let mut sealed = vec![0; 32];
        let mut block = Vec::new();
        let mut count = 0;
        let mut pending = seals.iter();
        let mut seal = pending.next();
        while let Some(row) = rows.next()? {
            let line = read_line(row)?;
            count += 1;
            if line.seq != count {
                return Ok(Verdict::Broken { place: format!("row {count} is missing") });
            }
            if chained(&previous, &line.text) != line.hash {
                return Ok(Verdict::Broken { place: format!("row {count} was changed") });
            }
            previous.clone_from(&line.hash);
            block.push(line);
            if count % SEAL_EVERY == 0 {
                let agrees = seal.is_some_and(|seal| {
                    (seal.id, seal.first, seal.last) == (count / SEAL_EVERY, count - SEAL_EVERY + 1, count)
                        && seal.digest == block_digest(&sealed, &block)
                });
                if !agrees {
                    return Ok(Verdict::Broken { place: format!("the seal over row {count} does not agree") });
                }
                sealed = seal.map_or_else(Vec::new, |seal| seal.digest.clone());
                seal = pending.next();
                block.clear();
            }
        }
        if seal.is_some() {
            return Ok(Verdict::Broken { place: format!("rows after {count} are missing under a seal") });
        }
        Ok(Verdict::Whole { rows: count, seals: seals.len().cast_signed() as i64 })
    }
}
