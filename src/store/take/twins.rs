//! Charts that may be one person's: found when a patient comes, decided by a person.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{NAMED, Report};
use crate::domain::codes::Sex;
use crate::domain::names::{START, alike_among};
use crate::domain::pair::{self, Because, Decision, Who};
use crate::domain::patient::{Name, Patient};
use crate::domain::record::is_unnamed;
use crate::domain::text::fold;
use crate::domain::when::PartialDate;
use crate::store::Fault;
use crate::store::statements as sql;

/// Of a number that more than so many others have, nothing follows about two of them.
const MANY: usize = 3;

/// A chart with what tells its patient from others.
type Chart = (i64, String, Who);

fn chart(row: &Row<'_>) -> rusqlite::Result<Chart> {
    let born: Option<String> = row.get(4)?;
    let who = Who {
        name: Name { family: row.get(2)?, given: row.get(3)? },
        born: born.and_then(|born| PartialDate::parse(&born).ok()),
        sex: Sex::from_word(row.get_ref(5)?.as_str()?),
    };
    Ok((row.get(0)?, row.get(1)?, who))
}

/// Chart number of a patient, and what tells the patient from others.
pub(super) fn who(transaction: &Transaction<'_>, patient: i64) -> Result<(String, Who), Fault> {
    let (_, number, who) = transaction.prepare_cached(sql::PATIENT_WHO)?.query_row([patient], chart)?;
    Ok((number, who))
}

fn charts(transaction: &Transaction<'_>, statement: &str, params: impl rusqlite::Params) -> Result<Vec<Chart>, Fault> {
    Ok(transaction.prepare_cached(statement)?.query_map(params, chart)?.collect::<rusqlite::Result<_>>()?)
}

/// Looks for charts that may be this patient's, too, and for names that may be taken for a new one's.
pub(super) fn look(
    transaction: &Transaction<'_>,
    row: i64,
    patient: &Patient,
    is_new: bool,
    report: &mut Report,
) -> Result<(), Fault> {
    let (_, own) = who(transaction, row)?;
    for identifier in &patient.identifiers {
        let (system, value) = (&identifier.system, &identifier.value);
        if system.is_empty() {
            continue;
        }
        let others = charts(transaction, sql::PATIENTS_NUMBERED, params![system, value, row])?;
        if others.is_empty() {
            continue;
        }
        if pair::is_stand_in(value) || others.len() > MANY {
            report.remark(format!(
                "the number {value} ({system}) stands in several charts; it tells nobody from anybody"
            ));
            continue;
        }
        for (other, _, theirs) in others {
            let because = if pair::alike(&own, &theirs) { Because::Number } else { Because::Shared };
            found(transaction, (row, other), &because, None, report)?;
        }
    }
    if let Some(PartialDate::Day(day)) = own.born {
        let others = charts(transaction, sql::PATIENTS_BORN, params![day.format("%Y-%m-%d").to_string(), row])?;
        for (other, ..) in others.into_iter().filter(|(.., theirs)| pair::alike(&own, theirs)) {
            found(transaction, (row, other), &Because::Details, None, report)?;
        }
    }
    if is_new { look_alike(transaction, row, report) } else { Ok(()) }
}

/// Looks for other persons whose names may be taken for this new patient's. Nothing is to be decided about them.
fn look_alike(transaction: &Transaction<'_>, row: i64, report: &mut Report) -> Result<(), Fault> {
    let (number, own) = who(transaction, row)?;
    let letters: String = fold(&own.name.family).chars().take(START).collect();
    if report.alike.len() >= NAMED || is_unnamed(&own.name.family) || letters.is_empty() {
        return Ok(());
    }
    let behind = format!("{letters}\u{10ffff}");
    for (other, other_number, theirs) in charts(transaction, sql::PATIENTS_BEGINNING, params![letters, behind, row])? {
        let (low, high) = (row.min(other), row.max(other));
        let is_pair = transaction.prepare_cached(sql::PAIR_OF)?.exists([low, high])?;
        let both = [(&own.name, own.born), (&theirs.name, theirs.born)];
        let is_like = !is_unnamed(&theirs.name.family) && alike_among(both.into_iter()).contains(&true);
        if is_like && !is_pair && report.alike.len() < NAMED {
            report.alike.push(format!("{number} {} and {other_number} {}", own.name.listed(), theirs.name.listed()));
        }
    }
    Ok(())
}

/// Puts two charts on the list. `keeps` is the one that goes on, where the source says so. Answers row and version.
pub(super) fn found(
    transaction: &Transaction<'_>,
    (one, other): (i64, i64),
    because: &Because,
    keeps: Option<i64>,
    report: &mut Report,
) -> Result<(i64, i64), Fault> {
    let (low, high) = (one.min(other), one.max(other));
    let known: Option<(i64, String, String, Option<i64>, i64)> = transaction
        .prepare_cached(sql::PAIR_OF)?
        .query_row([low, high], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let written = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (id, version) = match known {
        None => {
            let all = serde_json::to_string(&[because])?;
            transaction.prepare_cached(sql::PAIR_FOUND)?.query_row(params![low, high, all, keeps], written)?
        }
        Some((id, all, decision, kept, version)) => {
            let mut all: Vec<Because> = serde_json::from_str(&all)?;
            // A number says the same as name and birth date beside it.
            let says_less = *because == Because::Details && all.contains(&Because::Number);
            if all.contains(because) || says_less {
                return Ok((id, version));
            }
            all.push(because.clone());
            let all = serde_json::to_string(&all)?;
            let is_decided = Decision::from_word(&decision) == Decision::Same;
            let row =
                transaction.prepare_cached(sql::PAIR_MORE)?.query_row(params![id, all, kept.or(keeps)], written)?;
            if is_decided {
                return Ok(row);
            }
            row
        }
    };
    let (number, who_one) = who(transaction, one)?;
    let (other_number, who_other) = who(transaction, other)?;
    let (name, other_name) = (who_one.name.listed(), who_other.name.listed());
    report.pairs.push(format!("{number} {name} and {other_number} {other_name}: {}", because.label()));
    Ok((id, version))
}
