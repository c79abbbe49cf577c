//! From rows to domain values.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;
use sha2::{Digest, Sha256};

use super::Fault;
use super::table::read;
use crate::domain::answer::{Answer, AnswerKind};
use crate::domain::caseload::Facts;
use crate::domain::codes::{CodeStatus, Discipline, Sex};
use crate::domain::deadline::Payer;
use crate::domain::entry::{Entry, StoredAs};
use crate::domain::event::Event;
use crate::domain::ids::{Id, Keyed, PatientId, Stored, UserId};
use crate::domain::medication::Medication;
use crate::domain::medication::uses::{MedicineUse, Used};
use crate::domain::observation::{Observation, ObservationStatus};
use crate::domain::patient::{Address, Death, Name, Patient};
use crate::domain::payer::{Cover, NamedPayer};
use crate::domain::plan::Telling;
use crate::domain::plan::{Goal, PlanVersion, SignedVersion, TrackedGoal, VersionKind};
use crate::domain::user::{Role, User};
use crate::domain::when::{Instant, NotADate, PartialDate};

/// A column that is not what the schema says it is.
pub(super) fn odd(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, why.into())
}

pub(super) fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Instant>> {
    let millis: Option<i64> = row.get(column)?;
    millis.map(|millis| exactly(column, millis)).transpose()
}

pub(super) fn exactly(column: usize, millis: i64) -> rusqlite::Result<Instant> {
    DateTime::<Utc>::from_timestamp_millis(millis).ok_or_else(|| odd(column, "an instant out of range"))
}

pub(super) fn instant_set(row: &Row<'_>, column: usize) -> rusqlite::Result<Instant> {
    exactly(column, row.get(column)?)
}

pub(super) fn date(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<NaiveDate>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error: chrono::ParseError| odd(column, error))).transpose()
}

fn partial(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<PartialDate>> {
    written(row, column, PartialDate::parse)
}

/// Reads a column that holds a value in its written form.
fn written<T>(row: &Row<'_>, column: usize, parse: fn(&str) -> Result<T, NotADate>) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parse(&text).map_err(|error| odd(column, error))).transpose()
}

/// Reads a stored word into its code.
pub(super) fn word<T>(row: &Row<'_>, column: usize, read: fn(&str) -> T) -> rusqlite::Result<T> {
    Ok(read(row.get_ref(column)?.as_str()?))
}

fn word_if_any<T>(row: &Row<'_>, column: usize, read: fn(&str) -> T) -> rusqlite::Result<Option<T>> {
    Ok(row.get_ref(column)?.as_str_or_null()?.map(read))
}

/// Rows that begin with id, version and patient.
fn entry<T: Keyed>(row: &Row<'_>, value: T) -> rusqlite::Result<Stored<T>> {
    Ok(Stored { id: Id::new(row.get(0)?), version: row.get(1)?, patient: PatientId::new(row.get(2)?), value })
}

pub(super) fn user(row: &Row<'_>) -> rusqlite::Result<(UserId, User)> {
    let user = User {
        login: row.get(1)?,
        os_account: row.get(2)?,
        name: Name { family: row.get(3)?, given: row.get(4)? },
        credential: row.get(5)?,
        role: word(row, 6, Role::from_word)?,
        discipline: word_if_any(row, 7, Discipline::from_word)?,
        team: row.get(8)?,
    };
    Ok((Id::new(row.get(0)?), user))
}

/// A patient about whom nothing else has been read yet, with the payer and when the user last looked.
pub(super) fn patient(row: &Row<'_>) -> rusqlite::Result<Facts> {
    let id = Id::new(row.get(0)?);
    let value = Patient {
        number: row.get(2)?,
        name: Name { family: row.get(3)?, given: row.get(4)? },
        preferred_name: row.get(5)?,
        born: partial(row, 6)?,
        died: written(row, 7, Death::parse)?,
        lives: false,
        sex: word(row, 8, Sex::from_word)?,
        language: row.get(9)?,
        interpreter: row.get(10)?,
        code_status: word(row, 11, CodeStatus::from_word)?,
        address: Address { street: row.get(12)?, city: row.get(13)?, state: row.get(14)?, postal_code: row.get(15)? },
        phone: row.get(16)?,
        more_phones: Vec::new(),
        access: row.get(17)?,
        identifiers: Vec::new(),
        contacts: Vec::new(),
    };
    let entry = Stored { id, version: row.get(1)?, patient: id, value };
    let with: String = row.get(20)?;
    let with: Vec<i64> = serde_json::from_str(&with).map_err(|error| odd(20, error))?;
    let goes_on_as = row.get::<_, Option<i64>>(21)?.map(Id::new);
    let with = with.into_iter().map(Id::new).collect();
    Ok(Facts { looked: instant(row, 18)?, covers: covers(row, 19)?, with, goes_on_as, ..Facts::of(entry) })
}

/// Kind of payer, order, first and last day.
type CoverRow = (String, Option<u32>, Option<NaiveDate>, Option<NaiveDate>);

/// Coverages as a JSON list of [kind, order, from, to].
fn covers(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Cover>> {
    let list: String = row.get(column)?;
    let list: Vec<CoverRow> = serde_json::from_str(&list).map_err(|error| odd(column, error))?;
    let cover = |(kind, order, from, to): CoverRow| {
        let payer = (!kind.is_empty()).then(|| Payer::from_word(&kind));
        Cover { payer, order, from, to }
    };
    Ok(list.into_iter().map(cover).collect())
}

/// A payer as the chart names it.
pub(super) fn named_payer(row: &Row<'_>) -> rusqlite::Result<NamedPayer> {
    let kind: String = row.get(1)?;
    let payer = (!kind.is_empty()).then(|| Payer::from_word(&kind));
    let cover = Cover { payer, order: row.get(2)?, from: date(row, 3)?, to: date(row, 4)? };
    Ok(NamedPayer { name: row.get(0)?, cover })
}

/// One record of a line's use as the statement gives it.
#[derive(serde::Deserialize)]
struct UseRow {
    id: i64,
    version: i64,
    what: Used,
}

/// A line with what is on record of its use.
pub(super) struct UsedLine {
    pub(super) line: Stored<Medication>,
    pub(super) uses: Vec<Stored<MedicineUse>>,
}

/// A line with what is on record of its use; records that cannot be read name their line.
pub(super) fn medication_used(row: &Row<'_>) -> Result<UsedLine, Fault> {
    let line: Stored<Medication> = read(row)?;
    let uses = row.get_ref(17)?.as_str().map_err(rusqlite::Error::from)?;
    if uses == "[]" {
        return Ok(UsedLine { line, uses: Vec::new() });
    }
    let unreadable = |error: serde_json::Error| Fault::Unreadable {
        table: "medicine_use",
        row: line.id.raw(),
        why: error.to_string(),
    };
    let rows: Vec<UseRow> = serde_json::from_str(uses).map_err(unreadable)?;
    let uses = rows.into_iter().map(|row| Stored {
        id: Id::new(row.id),
        version: row.version,
        patient: line.patient,
        value: MedicineUse::of(line.id, row.what),
    });
    Ok(UsedLine { uses: uses.collect(), line })
}

pub(super) fn observation(row: &Row<'_>) -> rusqlite::Result<Stored<Observation>> {
    let value = Observation {
        code: row.get(3)?,
        name: row.get(4)?,
        category: row.get(5)?,
        at: instant(row, 6)?,
        value: row.get(7)?,
        unit: row.get(8)?,
        text: row.get(9)?,
        status: word(row, 10, ObservationStatus::from_word)?,
        how: row.get(11)?,
    };
    entry(row, value)
}

/// A goal with its checks; checks that cannot be read name their goal.
pub(super) fn tracked_goal(row: &Row<'_>) -> Result<TrackedGoal, Fault> {
    let goal: Stored<Goal> = read(row)?;
    let checks = row.get_ref(17)?.as_str().map_err(rusqlite::Error::from)?;
    let unreadable =
        |error: serde_json::Error| Fault::Unreadable { table: "progress", row: goal.id.raw(), why: error.to_string() };
    let checks = serde_json::from_str(checks).map_err(unreadable)?;
    Ok(TrackedGoal { goal, checks })
}

/// A fact; one whose body cannot be read names its row.
pub(super) fn event(row: &Row<'_>) -> Result<Stored<Event>, Fault> {
    let id: i64 = row.get(0)?;
    let body = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
    let unreadable = |error: serde_json::Error| Fault::Unreadable { table: "event", row: id, why: error.to_string() };
    let value = serde_json::from_str(body).map_err(unreadable)?;
    Ok(Stored { id: Id::new(id), version: row.get(1)?, patient: PatientId::new(row.get(2)?), value })
}

/// An entry; one whose fields cannot be read names its row.
pub(super) fn written_entry(row: &Row<'_>) -> Result<Stored<Entry>, Fault> {
    let id: i64 = row.get(0)?;
    let unreadable = |why: String| Fault::Unreadable { table: "entry", row: id, why };
    let word = |column| row.get_ref(column).and_then(|word| Ok(word.as_str()?));
    let fields = serde_json::from_str(word(8)?).map_err(|error| unreadable(error.to_string()))?;
    let stored = StoredAs {
        kind: word(3)?,
        on: date(row, 4)?.unwrap_or_default(),
        state: word(5)?,
        author: UserId::new(row.get(6)?),
        at: instant_set(row, 7)?,
    };
    let value = Entry::read(stored, fields).map_err(|error| unreadable(error.to_string()))?;
    Ok(entry(row, value)?)
}

pub(super) fn answer(row: &Row<'_>) -> rusqlite::Result<Stored<Answer>> {
    let value = Answer {
        subject: row.get(3)?,
        cause: row.get(4)?,
        kind: word(row, 5, AnswerKind::from_word)?,
        reason: row.get(6)?,
        by: UserId::new(row.get(7)?),
        at: instant_set(row, 8)?,
        counts: true,
        told: row.get(9)?,
    };
    entry(row, value)
}

pub(super) fn telling(row: &Row<'_>) -> rusqlite::Result<Stored<Telling>> {
    let (findings, parties): (Option<String>, String) = (row.get(7)?, row.get(8)?);
    let findings = findings.map(|list| serde_json::from_str(&list).map_err(|error| odd(7, error))).transpose()?;
    let after: i64 = row.get(4)?;
    let value = Telling {
        at: instant_set(row, 3)?,
        after: Some(after).filter(|after| *after != 0).map(Id::new),
        content: row.get(5)?,
        up_to: row.get(6)?,
        findings,
        parties: serde_json::from_str(&parties).map_err(|error| odd(8, error))?,
        counts: true,
    };
    entry(row, value)
}

/// A signed version; whether its content is what was signed is found out each time it is read.
pub(super) fn signed_version(row: &Row<'_>) -> rusqlite::Result<SignedVersion> {
    let content: String = row.get(3)?;
    let kept: [u8; 32] = row.get(4)?;
    let found: [u8; 32] = Sha256::digest(content.as_bytes()).into();
    let number: i64 = row.get(0)?;
    let version = PlanVersion {
        number: u32::try_from(number).map_err(|error| odd(0, error))?,
        kind: word(row, 1, VersionKind::from_word)?,
        about: row.get(2)?,
        content,
        signer: row.get(6)?,
    };
    Ok(SignedVersion {
        version,
        by: UserId::new(row.get(5)?),
        at: instant_set(row, 7)?,
        hash: kept,
        intact: kept == found,
    })
}
