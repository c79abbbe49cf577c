//! One agency's charts in one SQLite database. Every change of a chart goes through [`Store::apply`]
//! and leaves one audit row in the same transaction.

mod apply;
mod audit;
mod counts;
mod drafts;
mod fault;
mod open;
mod read;
mod rows;
mod search;
mod statements;
mod take;
mod undo;

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use apply::{NotSaved, Saved};
pub use audit::{Act, Anchor, Verdict};
pub use drafts::{Draft, Drafts};
pub use fault::{Fault, OpenError};
pub use open::{LATEST, sqlite_version};
pub use statements::ALL as STATEMENTS;
pub use take::{Load, Report};

/// The open database of an agency.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    session: String,
    /// Writers queue on this file, so that nobody starves behind SQLite's busy handler.
    /// Nobody queues for a database that is still being built.
    queue: Option<File>,
}

impl Store {
    /// Where the database lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection, for reading. Used by tests that look behind the curtain.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Tells `heard` the text of every statement from now on.
    pub fn overhear(&mut self, mut heard: impl FnMut(&str) + Send + 'static) -> Result<(), Fault> {
        let tell = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(_, text) = event {
                heard(text);
            }
        };
        Ok(self.connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(tell))?)
    }

    /// Whether another session has committed since the last call with the value then returned.
    pub fn data_version(&self) -> Result<i64, Fault> {
        Ok(self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Runs `work` as the one writer: all of it is committed, or nothing.
    fn write<T, E: From<Fault>>(&mut self, work: impl FnOnce(&Transaction<'_>, &str) -> Result<T, E>) -> Result<T, E> {
        let _turn = self.queue.as_ref().map(Turn::take).transpose().map_err(E::from)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|fault| E::from(Fault::from(fault)))?;
        let outcome = work(&transaction, &self.session)?;
        transaction.commit().map_err(|fault| E::from(Fault::from(fault)))?;
        Ok(outcome)
    }
}

/// This process's turn to write; given back when dropped, also by the kernel when the process dies.
struct Turn<'a>(&'a File);

impl<'a> Turn<'a> {
    fn take(queue: &'a File) -> Result<Self, Fault> {
        loop {
            match rustix::fs::flock(queue, rustix::fs::FlockOperation::LockExclusive) {
                Ok(()) => return Ok(Self(queue)),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(Fault::Queue(error.into())),
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // If unlocking fails the kernel does it when the file is closed.
        if rustix::fs::flock(self.0, rustix::fs::FlockOperation::Unlock).is_err() {
            tracing::warn!("the write queue could not be left");
        }
    }
}
