//! What can go wrong with the database, in words for the log and for the person at the keyboard.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::ErrorCode;

/// The database did not do what it was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// SQLite refused or failed.
    #[error("{}", in_words(.0))]
    Sqlite(#[from] rusqlite::Error),
    /// The database refused an entry of a source.
    #[error("{entry} cannot be stored: {why}")]
    Refused {
        /// Which entry, by its key in the source.
        entry: String,
        /// What SQLite said.
        why: rusqlite::Error,
    },
    /// The queue of writers cannot be used.
    #[error("{}", queue(.0))]
    Queue(#[source] std::io::Error),
    /// Others had the turn to write all the time; nothing was begun.
    #[error("{}", held(*.process, *.waited))]
    Held {
        /// The process that had the turn when this one gave up, if that is known.
        process: Option<u32>,
        /// How long this one waited.
        waited: Duration,
    },
    /// The files of the database are not the ones it was opened with: nothing is written any more.
    #[error("{0}: leave with Q, log in again")]
    Moved(&'static str),
    /// The disk did not confirm that it took a write.
    #[error("the disk did not confirm it: try again; if it stays so, tell who keeps the server")]
    Unconfirmed,
    /// A stored value cannot be read.
    #[error("{table} {row} cannot be read: {why}")]
    Unreadable {
        /// Table.
        table: &'static str,
        /// Row id.
        row: i64,
        /// What is wrong.
        why: String,
    },
    /// A value cannot be stored.
    #[error("an entry cannot be stored: {0}")]
    Unstorable(#[from] serde_json::Error),
    /// No such row.
    #[error("there is no {what} {id}")]
    Missing {
        /// What was looked for.
        what: &'static str,
        /// Its id.
        id: i64,
    },
}

fn in_words(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full: free some space and try again".to_owned(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "others are writing: try again in a moment".to_owned()
        }
        Some(ErrorCode::ReadOnly) => "the database can only be read here: ask for permission to write".to_owned(),
        Some(ErrorCode::SystemIoFailure) => {
            format!("the disk refused it (quota used up, or failing): tell who keeps the server ({error})")
        }
        _ => {
            // Its own words would be followed by the whole statement.
            if let rusqlite::Error::SqlInputError { msg, .. } = error {
                return format!("the database did not answer: {msg}");
            }
            format!("the database did not answer: {error}")
        }
    }
}

fn queue(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::ReadOnlyFilesystem {
        return "the disk can only be read now: tell who keeps the server".to_owned();
    }
    format!("the write queue beside the database cannot be used: {error}")
}

fn held(process: Option<u32>, waited: Duration) -> String {
    let process = process.map(|id| format!(" (pid {id})")).unwrap_or_default();
    let seconds = waited.as_secs_f32();
    format!(
        "another caseload process{process} has held the write lock for {seconds} s; if it stands still, continue or end it"
    )
}

impl Fault {
    /// Whether it is certain that nothing was begun: then there is nothing to find out by sending it again at once.
    pub fn nothing_begun(&self) -> bool {
        matches!(self, Self::Queue(_) | Self::Held { .. } | Self::Moved(_) | Self::Unconfirmed)
    }

    /// Whether trying again in this session is of no use.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Moved(_))
    }

    /// Whether the disk was asked to confirm a write and did not.
    pub(super) fn is_unconfirmed(&self) -> bool {
        use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};
        let Self::Sqlite(rusqlite::Error::SqliteFailure(error, _)) = self else { return false };
        matches!(error.extended_code, SQLITE_IOERR_FSYNC | SQLITE_IOERR_DIR_FSYNC)
    }

    /// Whether the file is damaged or no database: trying again is of no use, a backup is.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Sqlite(error) | Self::Refused { why: error, .. } => {
                matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
            }
            Self::Unreadable { .. } => true,
            Self::Queue(_)
            | Self::Held { .. }
            | Self::Moved(_)
            | Self::Unconfirmed
            | Self::Unstorable(_)
            | Self::Missing { .. } => false,
        }
    }
}

/// A database was not opened; the file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no file.
    #[error("there is no database at {}: create one with `caseload init`, or try `caseload demo`", .0.display())]
    Missing(PathBuf),
    /// There is a file already.
    #[error("{} exists already: choose another path, nothing was changed", .0.display())]
    Exists(PathBuf),
    /// A file of something else.
    #[error("{} is not a caseload database: nothing was changed", .0.display())]
    NotOurs(PathBuf),
    /// The tables of a database of ours, without the mark in its head.
    #[error(
        "{} has the tables of a caseload database without its mark, as a .dump that was read back has: restore a copy that keeps \
         the mark (made by VACUUM INTO, .backup, or .recover of sqlite3 3.46 or later); nothing was changed",
        .0.display()
    )]
    Unmarked(PathBuf),
    /// The schema is not the one this program makes.
    #[error(
        "{} was changed behind this program: {found}. Ask who has written to it; restore a backup from before. Nothing was changed",
        .path.display()
    )]
    Altered {
        /// Which file.
        path: PathBuf,
        /// What is not as it was made.
        found: String,
    },
    /// The file has a second name.
    #[error(
        "{} has a second name (a hard link), and sessions under two names lose each other's changes: remove one of them",
        .0.display()
    )]
    TwoNames(PathBuf),
    /// Written by a newer program.
    #[error(
        "{} was written by a newer caseload (schema {found}, this program knows {known}): update the program, nothing was changed",
        .path.display()
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Written by a program from before the first release.
    #[error(
        "{} was written by a caseload from before its first release, whose tables this program does not read: \
         import the charts into a new one (`caseload init`, `caseload import`); nothing was changed",
        .0.display()
    )]
    Unreleased(PathBuf),
    /// SQLite is too old to be trusted with many writers.
    #[error("this build contains SQLite {0}, which can corrupt a shared database; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// The file or its folder cannot be used.
    #[error("{} cannot be opened: {why}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The database did not answer.
    #[error("{} cannot be opened: {fault}", .path.display())]
    Fault {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        fault: Fault,
    },
}

impl OpenError {
    /// Whether the file itself is damaged or not ours, as opposed to missing or not accessible.
    pub fn is_bad_file(&self) -> bool {
        match self {
            Self::NotOurs(_) | Self::Unmarked(_) | Self::Altered { .. } | Self::Newer { .. } | Self::Unreleased(_) => {
                true
            }
            Self::Fault { fault, .. } => fault.is_damage(),
            Self::Missing(_) | Self::Exists(_) | Self::TwoNames(_) | Self::OldSqlite(_) | Self::Io { .. } => false,
        }
    }
}
