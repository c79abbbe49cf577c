//! Opening: the file is looked at without touching it, then pragmas, then migrations.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};
use rustix::fs::{Access, OFlags};
use rustix::io::Errno;

use super::queue::Queue;
use super::statements::{AGENCY_ADD, SCHEMA_OURS};
use super::watch::{Watch, is_being_built};
use super::{Fault, OpenError, Store, audit, schema};
use crate::domain::caseload::Agency;
use crate::domain::permission::Permissions;
use crate::domain::when::Instant;

/// "CSLD": what SQLite's header says a file is.
const APPLICATION_ID: i64 = 0x4353_4C44;

/// Every released schema, oldest first: a released one is never changed, a newer one is added behind it. Until the first
/// release there is one, and it is edited in place.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_first.sql")];

/// What makes the schema this program knows.
pub(super) fn migrations() -> &'static [&'static str] {
    MIGRATIONS
}

/// The version of the first of them. Lower ones were given out before the first release, with tables that are gone.
pub const FIRST: i64 = 100;

/// The schema version this program knows.
pub const LATEST: i64 = FIRST + MIGRATIONS.len().cast_signed() as i64 - 1;

/// SQLite before this can corrupt a WAL file that several connections write. Source: sqlite.org/wal.html#walresetbug
const OLDEST_SQLITE: i32 = 3_051_003;

/// Statements kept prepared: more than there are.
const PREPARED: usize = 256;

/// The version of the SQLite inside.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// What a connection is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// What is acknowledged is on disk.
    Charts,
    /// What is typed outlives the process, not always a power cut.
    Drafts,
    /// A file that nobody else can see yet, and that is thrown away if anything goes wrong.
    Building,
}

impl Purpose {
    /// A session keeps little memory of its own, because there are many; the system's cache is shared by all.
    fn pragmas(self) -> &'static str {
        match self {
            Self::Charts => "PRAGMA synchronous = FULL; PRAGMA cache_size = -192;",
            Self::Drafts => "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -128;",
            Self::Building => {
                "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;
                 PRAGMA cache_size = -131072;"
            }
        }
    }
}

impl Store {
    /// Creates the database of an agency at `path`, where nothing may be yet.
    pub fn create(path: &Path, agency: &Agency, session: &str, now: Instant) -> Result<Self, OpenError> {
        Self::build(path, agency, session, now, |_| Ok(())).map(|(store, ())| store)
    }

    /// Creates a database with something in it: it appears at `path` when `fill` has succeeded and everything is on
    /// disk, or not at all. Filling is fast, because until then nothing has to survive.
    pub fn build<T, E: From<OpenError>>(
        path: &Path,
        agency: &Agency,
        session: &str,
        now: Instant,
        fill: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(Self, T), E> {
        let site = Site::claim(path)?;
        let failed = |fault: Fault| OpenError::Fault { path: path.to_owned(), fault };
        let connection = connection(&site.building, Purpose::Building).map_err(failed)?;
        let mut store = Self {
            connection,
            path: site.building.clone(),
            session: session.to_owned(),
            queue: None,
            permissions: Permissions::default(),
            watch: None,
            unconfirmed: false,
        };
        migrate(&mut store.connection).map_err(failed)?;
        store.found(agency, now).map_err(failed)?;
        let filled = fill(&mut store)?;
        store.connection.execute_batch("PRAGMA journal_mode = WAL;").map_err(|fault| failed(fault.into()))?;
        store.connection.close().map_err(|(_, fault)| failed(fault.into()))?;
        site.hand_over(path)?;
        Ok((Self::open(path, session)?, filled))
    }

    fn found(&mut self, agency: &Agency, now: Instant) -> Result<(), Fault> {
        self.write(|transaction, session| {
            let created = now.timestamp_millis();
            transaction.execute(AGENCY_ADD, params![agency.name, agency.zone.name(), created])?;
            audit::add(transaction, session, &audit::Act::new("init", now)).map(drop)
        })
    }

    /// Opens the database at `path`, bringing an older one up to date.
    pub fn open(path: &Path, session: &str) -> Result<Self, OpenError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(OpenError::OldSqlite(rusqlite::version().to_owned()));
        }
        Identity::glimpse(path)?.map_or(Ok(()), |identity| identity.must_suit(path))?;
        let queue_path = beside(path, "-queue");
        let queue = Queue::at(queue_path.clone(), path).map_err(|why| OpenError::Io { path: queue_path, why })?;
        let failed = |fault: Fault| OpenError::Fault { path: path.to_owned(), fault };
        let mut connection = connection(path, Purpose::Charts).map_err(failed)?;
        let identity = Identity::of(&connection).map_err(|fault| failed(fault.into()))?;
        identity.must_suit(path)?;
        if identity.version < LATEST {
            migrate(&mut connection).map_err(failed)?;
        }
        let mode: rusqlite::Result<String> = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0));
        if mode.map_err(|fault| failed(fault.into()))? != "wal" {
            // A copy made by VACUUM INTO: in that mode readers and writers would wait for each other.
            connection.execute_batch("PRAGMA journal_mode = WAL;").map_err(|fault| failed(fault.into()))?;
        }
        let findings = schema::compare(&connection).map_err(|fault| failed(fault.into()))?;
        if !findings.dangerous.is_empty() {
            return Err(OpenError::Altered { path: path.to_owned(), found: findings.dangerous.join("; ") });
        }
        let watch = Watch::of(path).map_err(|why| OpenError::Io { path: path.to_owned(), why })?;
        let (path, session) = (path.to_owned(), session.to_owned());
        Ok(Self {
            connection,
            path,
            session,
            queue: Some(queue),
            permissions: Permissions::default(),
            watch: Some(watch),
            unconfirmed: false,
        })
    }
}

/// Whose file it is and how new.
struct Identity {
    application: i64,
    version: i64,
    /// It has tables of ours; asked only where the mark is missing.
    has_ours: bool,
}

impl Identity {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
        let application = pragma("application_id")?;
        let has_ours = application == 0 && connection.query_row(SCHEMA_OURS, [], |row| row.get(0))?;
        Ok(Self { application, version: pragma("user_version")?, has_ours })
    }

    /// The same of a file that ends where a page ends; whether pages are missing SQLite finds out by itself.
    fn of_whole(connection: &Connection, length: u64) -> rusqlite::Result<Self> {
        let identity = Self::of(connection)?;
        let page: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        if identity.application == APPLICATION_ID && length.cast_signed() % page != 0 {
            let corrupt = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
            return Err(rusqlite::Error::SqliteFailure(corrupt, Some("the end of the file is missing".to_owned())));
        }
        Ok(identity)
    }

    /// Reads the main file alone and as if it were on a read-only disk: recovering a journal would already change a
    /// file that is not ours. `None` when it cannot be told yet, because a session is just writing it.
    ///
    /// This must be done by SQLite: closing any other descriptor of the file would drop the locks of this process.
    fn glimpse(path: &Path) -> Result<Option<Self>, OpenError> {
        let io = |why| OpenError::Io { path: path.to_owned(), why };
        let length = match std::fs::metadata(path) {
            Ok(found) if found.is_file() && found.nlink() > 1 && !is_being_built(path) => {
                return Err(OpenError::TwoNames(path.to_owned()));
            }
            Ok(found) if found.is_file() => found.len(),
            Ok(_) => return Err(io(Error::new(ErrorKind::InvalidInput, "it is not a file"))),
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(OpenError::Missing(path.to_owned())),
            Err(error) => return Err(io(error)),
        };
        rustix::fs::access(path, Access::READ_OK | Access::WRITE_OK).map_err(|error| io(error.into()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        match Connection::open_with_flags(immutable(path), flags)
            .and_then(|connection| Self::of_whole(&connection, length))
        {
            Ok(identity) => Ok(Some(identity)),
            Err(error) => match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) => Err(OpenError::NotOurs(path.to_owned())),
                // The end of the file may still stand in the log of a session that is writing.
                Some(ErrorCode::DatabaseCorrupt) if beside(path, "-wal").exists() => Ok(None),
                _ => Err(OpenError::Fault { path: path.to_owned(), fault: error.into() }),
            },
        }
    }

    fn must_suit(&self, path: &Path) -> Result<(), OpenError> {
        if self.has_ours {
            return Err(OpenError::Unmarked(path.to_owned()));
        }
        if self.application != APPLICATION_ID {
            return Err(OpenError::NotOurs(path.to_owned()));
        }
        if self.version > LATEST {
            return Err(OpenError::Newer { path: path.to_owned(), found: self.version, known: LATEST });
        }
        if self.version < FIRST {
            return Err(OpenError::Unreleased(path.to_owned()));
        }
        Ok(())
    }
}

/// A path as SQLite's URI of a file that does not change.
fn immutable(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri + "?immutable=1"
}

/// The place where a database is being built, beside the one where it will stand. Cleared away when dropped.
struct Site {
    building: PathBuf,
    /// Locked while it is built; closed after SQLite has let go of it.
    file: File,
}

impl Site {
    fn claim(path: &Path) -> Result<Self, OpenError> {
        let building = beside(path, "-building");
        let file = shared_file(&building, None).map_err(|why| OpenError::Io { path: building.clone(), why })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Exists(building)),
            Err(TryLockError::Error(why)) => return Err(OpenError::Io { path: building, why }),
        }
        // Looked for only now: whoever built here before may just have handed over this very file.
        if path.symlink_metadata().is_ok() {
            if !same_file(&building, path) {
                let _ = std::fs::remove_file(&building);
            }
            return Err(OpenError::Exists(path.to_owned()));
        }
        // What somebody left behind who was interrupted.
        file.set_len(0).map_err(|why| OpenError::Io { path: building.clone(), why })?;
        Ok(Self { building, file })
    }

    /// Puts the finished database where it belongs, once it is on disk.
    fn hand_over(self, path: &Path) -> Result<(), OpenError> {
        let io = |why| OpenError::Io { path: path.to_owned(), why };
        // A mask that keeps its owner out would make a database that nobody can open.
        let mut permissions = self.file.metadata().map_err(io)?.permissions();
        if permissions.mode() & 0o600 != 0o600 {
            permissions.set_mode(permissions.mode() | 0o600);
            self.file.set_permissions(permissions).map_err(io)?;
        }
        self.file.sync_all().map_err(io)?;
        match std::fs::hard_link(&self.building, path) {
            Err(why) if why.kind() == ErrorKind::AlreadyExists => return Err(OpenError::Exists(path.to_owned())),
            linked => linked.map_err(io)?,
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.building) {
            tracing::warn!(%error, "a building site could not be cleared");
        }
    }
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn same_file(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| path.metadata().map(|found| (found.dev(), found.ino())).ok();
    identity(one).is_some() && identity(one) == identity(other)
}

/// Opens a file that all sessions of a group may use, or makes it. SQLite's side files take over the mode of the
/// database, so this is what makes a shared folder work.
///
/// The folder may belong to an account that root does not trust: no link is followed and nothing but a file is opened, and
/// what root makes belongs to the owner of `database`, or every login after it would be shut out.
pub(super) fn shared_file(path: &Path, database: Option<&Path>) -> std::io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o660).custom_flags(flags.bits().cast_signed());
    let file = match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let file = options.clone().create(true).truncate(false).open(path)?;
            if let Some(database) = database.filter(|_| rustix::process::geteuid().is_root()) {
                let owner = std::fs::metadata(database)?;
                std::os::unix::fs::fchown(&file, Some(owner.uid()), Some(owner.gid()))?;
            }
            file
        }
        Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "it is a symbolic link, and nobody puts one there but to mislead",
            ));
        }
        opened => opened?,
    };
    if !file.metadata()?.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    Ok(file)
}

/// A connection with the pragmas of this house.
pub(super) fn connection(path: &Path, purpose: Purpose) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA mmap_size = 0;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    connection.execute_batch(purpose.pragmas())?;
    Ok(connection)
}

/// Runs the migrations a file lacks, each in its own transaction, and brings the new version into the header of the
/// main file, which is what an older program looks at.
fn migrate(connection: &mut Connection) -> Result<(), Fault> {
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version = Identity::of(&transaction)?.version;
        let reached = (version + 1).max(FIRST);
        let next = usize::try_from(reached - FIRST).ok().and_then(|place| MIGRATIONS.get(place));
        let Some(next) = next else { break };
        transaction.execute_batch(next)?;
        transaction
            .execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {reached};"))?;
        transaction.commit()?;
    }
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}
