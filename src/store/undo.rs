//! Undo and redo: the inverse change through the same door. Both stay in the history.
//!
//! Versions only grow, so what is taken back stands at a new version. Operations that waited for the row to be as it
//! was before learn that version; that is how several changes of one row can be taken back one after the other.

use chrono::TimeDelta;
use rusqlite::{Transaction, params};

use super::apply::{Door, How, Part, carry_out, known};
use super::statements::{OPERATION_AGAIN, OPERATION_LIVE, OPERATION_TO_REDO, OPERATION_TO_UNDO};
use super::{NotSaved, Saved, Store};
use crate::domain::change::{Change, Stamp};
use crate::domain::ids::{OperationId, Version};

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
        let permissions = self.permissions.clone();
        self.write(|transaction, session| {
            if let Some(saved) = known(transaction, stamp.operation)? {
                return Ok(saved);
            }
            let targets = targets(transaction, candidate, stamp)?;
            let door = Door::of(transaction, stamp.user, &permissions)?;
            let mut first = None;
            for (place, target) in targets.into_iter().enumerate() {
                let follows = target.follows;
                if !follows {
                    door.lets(transaction, &target.inverse)?;
                }
                let saved = turn(transaction, session, Part { stamp, place, follows }, target, how)?;
                first.get_or_insert(saved);
            }
            first.ok_or(NotSaved::Nothing(nothing))
        })
    }
}

/// Takes back one operation, or does it again.
fn turn(
    transaction: &Transaction<'_>,
    session: &str,
    part: Part<'_>,
    target: Target,
    how: fn(OperationId) -> How,
) -> Result<Saved, NotSaved> {
    let how = how(target.operation);
    let change = target.inverse.seen_at(target.expects);
    let done = carry_out(transaction, session, &change, part, how, target.change.action())?;
    let written = done.written;
    transaction.prepare_cached(OPERATION_AGAIN)?.execute(params![written.object, target.restores, written.now])?;
    let live = matches!(how, How::Redo(_));
    let back = done.inverse.map(|change| serde_json::to_string(&change)).transpose()?;
    let (operation, expects, restores) = (target.operation.0, written.now, written.before);
    transaction.prepare_cached(OPERATION_LIVE)?.execute(params![operation, live, back, expects, restores])?;
    Ok(done.saved)
}

/// An operation that can be taken back or done again.
struct Target {
    operation: OperationId,
    /// What it did at first.
    change: Change,
    /// What takes it back, or does it again.
    inverse: Change,
    /// The version the inverse fits.
    expects: Version,
    /// The version whose content the inverse brings back.
    restores: Version,
    /// Whether it only followed from the other parts.
    follows: bool,
}

/// The parts of what can be taken back or done again, in the order to go through them.
fn targets(transaction: &Transaction<'_>, candidate: &str, stamp: &Stamp) -> Result<Vec<Target>, NotSaved> {
    let since = (stamp.at - WINDOW).timestamp_millis();
    let mut statement = transaction.prepare_cached(candidate)?;
    let mut found = statement.query(params![stamp.user.raw(), since])?;
    let mut targets = Vec::new();
    while let Some(row) = found.next()? {
        targets.push(Target {
            operation: OperationId(row.get(0)?),
            change: serde_json::from_str(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?,
            inverse: serde_json::from_str(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?,
            expects: row.get(3)?,
            restores: row.get(4)?,
            follows: row.get(5)?,
        });
    }
    Ok(targets)
}
