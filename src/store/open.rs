//! Opening: the file is looked at before SQLite may touch it, then pragmas, then migrations.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use super::{Fault, OpenError, Store, audit};
use crate::domain::caseload::Agency;
use crate::domain::when::Instant;

/// "CSLD": what SQLite's header says a file is.
const APPLICATION_ID: u32 = 0x4353_4C44;

/// Every schema there ever was, oldest first; only ever added to.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_spine.sql")];

/// The schema version this program knows.
pub const LATEST: i64 = MIGRATIONS.len().cast_signed() as i64;

/// SQLite before this can corrupt a WAL file that several connections write. Source: sqlite.org/wal.html#walresetbug
const OLDEST_SQLITE: i32 = 3_051_003;

/// The version of the SQLite inside.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// What the first bytes of a file say.
enum Header {
    Absent,
    Ours { version: i64 },
    Foreign,
}

impl Store {
    /// Creates the database of an agency at `path`, where nothing may be yet.
    pub fn create(path: &Path, agency: &Agency, session: &str, now: Instant) -> Result<Self, OpenError> {
        match header(path)? {
            Header::Absent => {}
            Header::Ours { .. } | Header::Foreign => return Err(OpenError::Exists(path.to_owned())),
        }
        // Made before SQLite opens it: its side files take over this file's mode, so that a shared folder works.
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o660)
            .open(path)
            .map_err(|why| OpenError::Io { path: path.to_owned(), why })?;
        let failed = |fault: Fault| OpenError::Fault { path: path.to_owned(), fault };
        let mut store = connect(path, session)?;
        migrate(&mut store.connection).map_err(failed)?;
        store
            .write::<(), Fault>(|transaction, session| {
                transaction.execute(
                    "INSERT INTO agency (id, name, zone, created_at) VALUES (1, ?1, ?2, ?3)",
                    params![agency.name, agency.zone.name(), now.timestamp_millis()],
                )?;
                audit::add(transaction, session, &audit::Act::new("init", now)).map(drop)
            })
            .map_err(failed)?;
        Ok(store)
    }

    /// Opens the database at `path`, bringing an older one up to date.
    pub fn open(path: &Path, session: &str) -> Result<Self, OpenError> {
        match header(path)? {
            Header::Absent => return Err(OpenError::Missing(path.to_owned())),
            Header::Foreign => return Err(OpenError::NotOurs(path.to_owned())),
            Header::Ours { version } if version > LATEST => {
                return Err(OpenError::Newer { path: path.to_owned(), found: version, known: LATEST });
            }
            Header::Ours { .. } => {}
        }
        let failed = |fault: Fault| OpenError::Fault { path: path.to_owned(), fault };
        let mut store = connect(path, session)?;
        let found = schema_version(&store.connection).map_err(failed)?;
        if found > LATEST {
            return Err(OpenError::Newer { path: path.to_owned(), found, known: LATEST });
        }
        if found < LATEST {
            migrate(&mut store.connection).map_err(failed)?;
        }
        Ok(store)
    }
}

/// Reads the header without SQLite: recovering a journal would already change a file that is not ours.
fn header(path: &Path) -> Result<Header, OpenError> {
    let io = |why| OpenError::Io { path: path.to_owned(), why };
    let mut bytes = [0_u8; 100];
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Header::Absent),
        Err(error) => return Err(io(error)),
    };
    match file.read_exact(&mut bytes) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(Header::Foreign),
        Err(error) => return Err(io(error)),
    }
    let word = |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes);
    if !bytes.starts_with(b"SQLite format 3\0") || word(68) != APPLICATION_ID {
        return Ok(Header::Foreign);
    }
    Ok(Header::Ours { version: word(60).into() })
}

fn connect(path: &Path, session: &str) -> Result<Store, OpenError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite(rusqlite::version().to_owned()));
    }
    let queue_path = PathBuf::from(format!("{}-queue", path.display()));
    let queue = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o660)
        .open(&queue_path)
        .map_err(|why| OpenError::Io { path: queue_path, why })?;
    let connection = connection(path, "FULL").map_err(|fault| OpenError::Fault { path: path.to_owned(), fault })?;
    Ok(Store { connection, path: path.to_owned(), session: session.to_owned(), queue })
}

/// A connection with the pragmas of this house. `synchronous` is `FULL` for charts and `NORMAL` for drafts.
pub(super) fn connection(path: &Path, synchronous: &str) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(&format!(
        "PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = -512;
         PRAGMA synchronous = {synchronous};
         PRAGMA journal_size_limit = 67108864;"
    ))?;
    Ok(connection)
}

fn schema_version(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Runs the migrations a file lacks, each in its own transaction. Only then the file becomes a WAL database,
/// so that the header in the main file always says whose it is.
fn migrate(connection: &mut Connection) -> Result<(), Fault> {
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version = schema_version(&transaction)?;
        let next = usize::try_from(version).ok().and_then(|done| MIGRATIONS.get(done));
        let Some(next) = next else { break };
        transaction.execute_batch(next)?;
        transaction.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {};",
            version + 1
        ))?;
        transaction.commit()?;
    }
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}
