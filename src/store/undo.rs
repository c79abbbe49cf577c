//! Undo and redo: the inverse change through the same door. Both stay in the history.

use chrono::TimeDelta;
use rusqlite::{OptionalExtension, Transaction, params};

use super::apply::{How, carry_out, known};
use super::statements::{OPERATION_LIVE, OPERATION_TO_REDO, OPERATION_TO_UNDO};
use super::{NotSaved, Saved, Store};
use crate::domain::change::{Change, Stamp};
use crate::domain::ids::OperationId;

/// How long something can be taken back.
const WINDOW: TimeDelta = TimeDelta::minutes(30);

impl Store {
    /// Takes back the last thing this user did in the last half hour.
    pub fn undo(&mut self, stamp: &Stamp) -> Result<Saved, NotSaved> {
        self.again(stamp, OPERATION_TO_UNDO, "Nothing of the last 30 minutes to take back.", How::Undo)
    }

    /// Does again what this user last took back, unless she did something new since.
    pub fn redo(&mut self, stamp: &Stamp) -> Result<Saved, NotSaved> {
        self.again(stamp, OPERATION_TO_REDO, "Nothing that was taken back can be done again.", How::Redo)
    }

    fn again(
        &mut self,
        stamp: &Stamp,
        candidate: &str,
        nothing: &'static str,
        how: fn(OperationId) -> How,
    ) -> Result<Saved, NotSaved> {
        self.write(|transaction, session| {
            let since = (stamp.at - WINDOW).timestamp_millis();
            let found = target(transaction, candidate, stamp.user.raw(), since)?;
            let Some((target, inverse)) = found else { return Err(NotSaved::Nothing(nothing)) };
            if let Some(seq) = known(transaction, stamp.operation)? {
                return Ok(Saved { seq, patient: inverse.patient(), says: inverse.says(), repeated: true });
            }
            let how = how(target);
            let (saved, back) = carry_out(transaction, session, &inverse, stamp, &how)?;
            let live = matches!(how, How::Redo(_));
            let back = back.map(|change| serde_json::to_string(&change)).transpose()?;
            transaction.prepare_cached(OPERATION_LIVE)?.execute(params![target.0, live, back])?;
            Ok(saved)
        })
    }
}

fn target(
    transaction: &Transaction<'_>,
    candidate: &str,
    user: i64,
    since: i64,
) -> Result<Option<(OperationId, Change)>, NotSaved> {
    let found: Option<(Vec<u8>, String)> = transaction
        .prepare_cached(candidate)?
        .query_row(params![user, since], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, inverse)) = found else { return Ok(None) };
    let id = id.try_into().map_err(|_| rusqlite::Error::InvalidQuery)?;
    Ok(Some((OperationId(id), serde_json::from_str(&inverse)?)))
}
