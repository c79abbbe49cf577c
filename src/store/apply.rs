//! The one door: every change of a chart, its audit row and what takes it back, in one transaction.

use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use super::audit::{self, Act};
use super::statements::{
    DRAFT_USED, EVENT_CORRECT, EVENT_COUNT, EVENT_RECORD, OPERATION_ADD, OPERATION_KNOWN, VISIT_CHANGE, VISIT_PLACE,
};
use super::{Fault, Store};
use crate::domain::change::{
    Bundle, Change, EventChange, Placement, PlanChange, Stamp, VisitChange, action_in_words, changes,
};
use crate::domain::chart::Chart;
use crate::domain::consequence::Consequences;
use crate::domain::event::Event;
use crate::domain::ids::{Id, OperationId, PatientId, Version};
use crate::domain::refusal::Refusal;
use crate::domain::visit::MissReason;

mod edit;
mod permitted;
mod plan;

pub(super) use edit::Row;
pub(super) use permitted::Door;

/// A change is on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// Its row in the audit.
    pub seq: i64,
    /// Whose chart.
    pub patient: PatientId,
    /// What was done, for the status line.
    pub says: String,
    /// True when this very operation had been carried out before; then nothing was written now.
    pub repeated: bool,
    /// The row that its first change made.
    pub made: Option<i64>,
    /// What followed and was written with it.
    pub follows: Consequences,
}

/// A change was not written.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// The row is not as it was seen: a colleague was first.
    #[error("Someone else changed this meanwhile; nothing was overwritten. The screen now shows the newest state.")]
    Conflict,
    /// There is nothing to take back, or nothing to do again.
    #[error("{0}")]
    Nothing(&'static str),
    /// It is not for this user.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed; whether the change is there can be found out by sending the same operation again.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<rusqlite::Error> for NotSaved {
    fn from(error: rusqlite::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<serde_json::Error> for NotSaved {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(error.into())
    }
}

/// What an operation is: something new, or taking back, or doing again, of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Do,
    Undo(OperationId),
    Redo(OperationId),
}

impl How {
    fn word(self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::Undo(_) => "undo",
            Self::Redo(_) => "redo",
        }
    }

    fn target(self) -> Option<OperationId> {
        match self {
            Self::Do => None,
            Self::Undo(of) | Self::Redo(of) => Some(of),
        }
    }

    /// The audit word of doing this to something that was done: what is taken back keeps its name.
    fn action(self, done: &str) -> String {
        match self {
            Self::Do => done.to_owned(),
            Self::Undo(_) | Self::Redo(_) => format!("{}:{done}", self.word()),
        }
    }
}

/// Finds what follows from changes of a chart, as it stands before them.
type Follow<'a> = &'a dyn Fn(&Chart) -> Consequences;

impl Store {
    /// Carries out one change. Sending the same operation again is harmless.
    pub fn apply(&mut self, change: &Change, stamp: &Stamp) -> Result<Saved, NotSaved> {
        self.apply_all(std::slice::from_ref(change), None, stamp)
    }

    /// Carries out several changes at once, or none of them; they are taken back at once, too.
    pub fn apply_bundle(&mut self, bundle: &Bundle, stamp: &Stamp) -> Result<Saved, NotSaved> {
        self.apply_all(&bundle.parts, None, stamp).map(|saved| Saved { says: bundle.says.clone(), ..saved })
    }

    /// The same with what follows from them in the chart as nobody else can change it meanwhile.
    pub fn apply_following(&mut self, bundle: &Bundle, stamp: &Stamp, follow: Follow<'_>) -> Result<Saved, NotSaved> {
        self.apply_all(&bundle.parts, Some(follow), stamp).map(|saved| Saved { says: bundle.says.clone(), ..saved })
    }

    fn apply_all(&mut self, changes: &[Change], follow: Option<Follow<'_>>, stamp: &Stamp) -> Result<Saved, NotSaved> {
        self.write_and_read(|store, transaction| {
            if let Some(saved) = known(transaction, stamp.operation)? {
                return Ok(saved);
            }
            let nothing = NotSaved::Nothing("Nothing was changed, so nothing was written.");
            let Some(patient) = changes.first().map(Change::patient) else { return Err(nothing) };
            // What follows is nobody's wish, and asks nobody's permission.
            let door = Door::of(transaction, stamp.user, &store.permissions)?;
            for change in changes {
                door.lets(transaction, change)?;
            }
            let follows = match follow {
                Some(follow) => follow(&store.chart_at_this_moment(patient, stamp.user, None, stamp.at)?),
                None => Consequences::default(),
            };
            let mut first = None;
            let mut made = Vec::with_capacity(changes.len());
            for (place, change) in changes.iter().chain(&follows.changes).enumerate() {
                let part = Part { stamp, place, follows: place >= changes.len() };
                let change = change.clone().settled(&made);
                let done = carry_out(transaction, &store.session, &change, part, How::Do, change.action())?;
                made.push(done.written.made);
                first.get_or_insert(done.saved);
            }
            let typed = params![stamp.user.raw(), patient.raw(), stamp.operation.0, store.session];
            transaction.prepare_cached(DRAFT_USED)?.execute(typed)?;
            first.map(|saved| Saved { follows, ..saved }).ok_or(nothing)
        })
    }
}

/// What an operation that was carried out already did.
pub(super) fn known(transaction: &Transaction<'_>, operation: OperationId) -> Result<Option<Saved>, Fault> {
    let mut statement = transaction.prepare_cached(OPERATION_KNOWN)?;
    let known = statement.query_row([operation.0], |row| {
        let action: String = row.get(2)?;
        let patient = PatientId::new(row.get(1)?);
        Ok(Saved {
            seq: row.get(0)?,
            patient,
            says: action_in_words(&action),
            repeated: true,
            made: None,
            follows: Consequences::default(),
        })
    });
    Ok(known.optional()?)
}

/// One of the changes that are written under one stamp.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) stamp: &'a Stamp,
    /// Its place among them, from 0.
    pub(super) place: usize,
    /// Whether it only follows from the others.
    pub(super) follows: bool,
}

/// A change that was written, and what takes it back.
pub(super) struct Done {
    pub(super) saved: Saved,
    pub(super) inverse: Option<Change>,
    pub(super) written: Written,
}

/// Writes the change, its audit row and its operation. `done` is the audit word of what is done, undone or redone.
pub(super) fn carry_out(
    transaction: &Transaction<'_>,
    session: &str,
    change: &Change,
    Part { stamp, place: nth, follows }: Part<'_>,
    how: How,
    done: &str,
) -> Result<Done, NotSaved> {
    let by = stamp.user;
    let written = change.write(transaction, stamp)?;
    let body = serde_json::to_string(change)?;
    let act = Act {
        action: how.action(done),
        at: stamp.at,
        user: Some(by),
        patient: Some(change.patient()),
        object: Some(written.object.clone()),
        version: Some(written.now),
        content: Some(Sha256::digest(body.as_bytes()).into()),
    };
    let seq = audit::add(transaction, session, &act)?;
    let inverse = change.inverse(written.made);
    // Undo and redo keep what takes them back with the operation they are about.
    let kept = inverse.as_ref().filter(|_| how == How::Do).map(serde_json::to_string).transpose()?;
    transaction.prepare_cached(OPERATION_ADD)?.execute(params![
        stamp.operation.part(nth).0,
        seq,
        by.raw(),
        stamp.at.timestamp_millis(),
        change.patient().raw(),
        how.word(),
        how.target().map(|of| of.0),
        written.object,
        body,
        kept,
        written.now,
        written.before,
        stamp.operation.0,
        follows,
    ])?;
    let says = action_in_words(&act.action);
    let (patient, made, follows) = (change.patient(), written.made, Consequences::default());
    let saved = Saved { seq, patient, says, repeated: false, made, follows };
    Ok(Done { saved, inverse, written })
}

/// What a statement did.
pub(super) struct Written {
    /// The row as the audit names it: `visit/17`.
    pub(super) object: String,
    /// The version it was at; 0 for a new row.
    pub(super) before: Version,
    /// The version it is at now.
    pub(super) now: Version,
    /// The row it made, for changes that insert.
    made: Option<i64>,
}

impl Written {
    fn inserted(table: &str, made: i64) -> Self {
        Self { object: format!("{table}/{made}"), before: 0, now: 1, made: Some(made) }
    }

    fn updated(object: String, seen: Version) -> Self {
        Self { object, before: seen, now: seen + 1, made: None }
    }
}

/// Something that the door can write.
trait Write {
    fn write(&self, transaction: &Transaction<'_>, stamp: &Stamp) -> Result<Written, NotSaved>;
}

macro_rules! written {
    ($($(#[$doc:meta])* $name:ident by $tag:literal {
        $($(#[$of_its_own:meta])* $own:ident($part:ty);)+
    } edits {
        $($(#[$written:meta])* $row:ident($value:ty) $made:ident $(in chart$(.$place:ident)*)?;)+
    })+) => {$(
        impl Write for $name {
            fn write(&self, transaction: &Transaction<'_>, stamp: &Stamp) -> Result<Written, NotSaved> {
                match self {
                    $(Self::$own(part) => part.write(transaction, stamp),)+
                    $(Self::$row(edit) => edit.write(transaction, stamp),)+
                }
            }
        }
    )+};
}
changes!(written);

impl Write for VisitChange {
    fn write(&self, transaction: &Transaction<'_>, _: &Stamp) -> Result<Written, NotSaved> {
        let rows = transaction.prepare_cached(VISIT_CHANGE)?.execute(params![
            self.visit.raw(),
            self.seen,
            self.to.status.word(),
            self.to.started.map(|at| at.timestamp_millis()),
            self.to.finished.map(|at| at.timestamp_millis()),
            self.to.reason.as_ref().map(MissReason::word),
            self.to.practitioner_told,
            self.patient.raw(),
            self.from.status.word(),
        ])?;
        if rows == 0 {
            return Err(NotSaved::Conflict);
        }
        Ok(Written::updated(format!("visit/{}", self.visit), self.seen))
    }
}

impl Write for Placement {
    fn write(&self, transaction: &Transaction<'_>, _: &Stamp) -> Result<Written, NotSaved> {
        let visit = &self.visit;
        transaction.prepare_cached(VISIT_PLACE)?.execute(params![
            self.patient.raw(),
            visit.episode.map(Id::raw),
            visit.clinician.map(Id::raw),
            visit.discipline.word(),
            visit.kind.word(),
            visit.starts.timestamp_millis(),
            visit.ends.timestamp_millis(),
            visit.purpose,
            visit.state.status.word(),
        ])?;
        Ok(Written::inserted("visit", transaction.last_insert_rowid()))
    }
}

/// The civil day and the body an event is stored with.
fn stored(event: &Event) -> Result<(String, String), NotSaved> {
    Ok((event.day().format("%Y-%m-%d").to_string(), serde_json::to_string(event)?))
}

impl Write for EventChange {
    fn write(&self, transaction: &Transaction<'_>, _: &Stamp) -> Result<Written, NotSaved> {
        match self {
            Self::Record { patient, event } => {
                let (day, body) = stored(event)?;
                transaction.prepare_cached(EVENT_RECORD)?.execute(params![patient.raw(), event.kind(), day, body])?;
                Ok(Written::inserted("event", transaction.last_insert_rowid()))
            }
            Self::Correct { patient, event, seen, to, .. } => {
                let (day, body) = stored(to)?;
                let row = params![event.raw(), seen, patient.raw(), to.kind(), day, body];
                if transaction.prepare_cached(EVENT_CORRECT)?.execute(row)? == 0 {
                    return Err(NotSaved::Conflict);
                }
                Ok(Written::updated(format!("event/{event}"), *seen))
            }
            Self::Count { patient, event, seen, counts } => {
                let rows = transaction.prepare_cached(EVENT_COUNT)?.execute(params![
                    event.raw(),
                    seen,
                    counts,
                    patient.raw()
                ])?;
                if rows == 0 {
                    return Err(NotSaved::Conflict);
                }
                Ok(Written::updated(format!("event/{event}"), *seen))
            }
        }
    }
}
