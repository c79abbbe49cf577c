//! The rows of a plan of care.

use rusqlite::Row;
use sha2::{Digest, Sha256};

use super::{date, entry, instant_set, odd, word, word_if_any};
use crate::domain::codes::Discipline;
use crate::domain::ids::{Id, Stored, UserId};
use crate::domain::plan::untold::Telling;
use crate::domain::plan::{
    CarePlan, Category, Delivery, DeliveryResult, Intervention, PlanProblem, PlanProblemStatus, PlanStatus,
    PlanVersion, Ratings, Section, SignedVersion, VersionKind,
};

pub(in crate::store) fn care_plan(row: &Row<'_>) -> rusqlite::Result<Stored<CarePlan>> {
    let value = CarePlan {
        title: row.get(3)?,
        status: word(row, 4, PlanStatus::from_word)?,
        from: date(row, 5)?,
        to: date(row, 6)?,
    };
    entry(row, value)
}

pub(in crate::store) fn plan_problem(row: &Row<'_>) -> rusqlite::Result<Stored<PlanProblem>> {
    let value = PlanProblem {
        name: row.get(3)?,
        words: row.get(4)?,
        code: row.get(5)?,
        status: word(row, 6, PlanProblemStatus::from_word)?,
        ratings: Ratings { knowledge: row.get(7)?, behavior: row.get(8)?, condition: row.get(9)? },
        position: row.get(10)?,
        outcome: row.get(11)?,
    };
    entry(row, value)
}

pub(in crate::store) fn intervention(row: &Row<'_>) -> rusqlite::Result<Stored<Intervention>> {
    let value = Intervention {
        plan: row.get::<_, Option<i64>>(3)?.map(Id::new),
        goal: row.get::<_, Option<i64>>(4)?.map(Id::new),
        text: row.get(5)?,
        discipline: word_if_any(row, 6, Discipline::from_word)?,
        frequency: row.get(7)?,
        active: row.get(8)?,
        problem_id: row.get::<_, Option<i64>>(9)?.map(Id::new),
        category: word_if_any(row, 10, Category::from_word)?,
        needs_order: row.get(11)?,
        order: row.get::<_, Option<i64>>(12)?.map(Id::new),
        started: date(row, 13)?,
        stopped: date(row, 14)?,
        position: row.get(15)?,
        outcome: row.get(16)?,
        frequency_since: date(row, 17)?,
        counts: true,
    };
    entry(row, value)
}

pub(in crate::store) fn delivery(row: &Row<'_>) -> rusqlite::Result<Stored<Delivery>> {
    let value = Delivery {
        intervention: Id::new(row.get(3)?),
        date: date(row, 4)?.unwrap_or_default(),
        result: word(row, 5, DeliveryResult::from_word)?,
        detail: row.get(6)?,
        counts: true,
    };
    entry(row, value)
}

pub(in crate::store) fn section(row: &Row<'_>) -> rusqlite::Result<Stored<Section>> {
    entry(row, Section { key: row.get(3)?, text: row.get(4)? })
}

pub(in crate::store) fn telling(row: &Row<'_>) -> rusqlite::Result<Stored<Telling>> {
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
pub(in crate::store) fn signed_version(row: &Row<'_>) -> rusqlite::Result<SignedVersion> {
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
