//! One agency's charts in one SQLite database. Every change of a chart goes through [`Store::apply`]
//! and leaves one audit row in the same transaction.

mod apply;
mod audit;
mod counts;
mod drafts;
mod fault;
mod open;
mod pairs;
mod queue;
mod read;
mod rows;
mod schema;
mod search;
mod statements;
mod table;
mod take;
mod undo;
mod watch;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use apply::{NotSaved, Saved};
pub use audit::{Act, Anchor, Verdict};
pub use drafts::Drafts;
pub use fault::{Fault, OpenError};
pub use open::{FIRST, LATEST, sqlite_version};
pub use schema::SchemaFindings;
pub use statements::{FILES as STATEMENT_FILES, all as statements};
pub use take::{Load, Report};
pub use watch::Watch;

use crate::domain::permission::Permissions;
use queue::Queue;

/// The open database of an agency.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    session: String,
    /// Nobody queues for a database that is still being built.
    queue: Option<Queue>,
    /// Who may do what.
    permissions: Permissions,
    /// Its files; nobody watches a database that is still being built.
    watch: Option<Watch>,
    /// A write was not confirmed by the disk, and the connection is to be made anew.
    unconfirmed: bool,
}

impl Store {
    /// Where the database lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of this session in the audit.
    pub fn session(&self) -> &str {
        &self.session
    }

    /// Who may do what from now on: the table, with what the agency takes away.
    pub fn permit(&mut self, permissions: Permissions) {
        self.permissions = permissions;
    }

    /// Who may do what.
    pub fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    /// How long a write waits while others write; then it fails with [`Fault::Held`]. At first five seconds.
    pub fn wait_at_most(&mut self, patience: Duration) {
        if let Some(queue) = &mut self.queue {
            queue.patience = patience;
        }
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
    ///
    /// # Errors
    /// Also when its files are not the ones it was opened with any more.
    pub fn data_version(&self) -> Result<i64, Fault> {
        self.watch.as_ref().map_or(Ok(()), Watch::look)?;
        Ok(self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// The files it was opened with.
    pub fn watch(&self) -> Option<&Watch> {
        self.watch.as_ref()
    }

    /// After a write that the disk did not confirm: what the system still holds of it may never reach the disk, and whatever
    /// is written behind it would be lost with it. So everything goes into the database first, through a new connection.
    fn confirm(&mut self) -> Result<(), Fault> {
        self.connection = open::connection(&self.path, open::Purpose::Charts)?;
        let busy: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy != 0 {
            return Err(Fault::Unconfirmed);
        }
        self.unconfirmed = false;
        Ok(())
    }

    /// Runs `work` as the one writer: all of it is committed, or nothing.
    fn write<T, E: From<Fault>>(&mut self, work: impl FnOnce(&Transaction<'_>, &str) -> Result<T, E>) -> Result<T, E> {
        self.write_and_read(|store, transaction| work(transaction, &store.session))
    }

    /// The same for work that reads charts as they are at that moment.
    fn write_and_read<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&Self, &Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let watch = self.watch.clone();
        let look = || watch.as_ref().map_or(Ok(()), Watch::look).map_err(E::from);
        look()?;
        let _turn = self.queue.as_ref().map(Queue::turn).transpose().map_err(E::from)?;
        if self.unconfirmed {
            self.confirm().map_err(|fault| {
                tracing::error!(%fault, "the disk still does not confirm a write");
                E::from(Fault::Unconfirmed)
            })?;
        }
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(|fault| E::from(Fault::from(fault)))?;
        let outcome = work(self, &transaction)?;
        match transaction.commit().map_err(Fault::from) {
            Ok(()) => {}
            Err(fault) if fault.is_unconfirmed() => {
                tracing::error!(%fault, "the disk did not confirm a write");
                self.unconfirmed = true;
                return Err(E::from(Fault::Unconfirmed));
            }
            Err(fault) => return Err(E::from(fault)),
        }
        // What went into a file that was taken away meanwhile is not said to be saved.
        look()?;
        Ok(outcome)
    }
}
