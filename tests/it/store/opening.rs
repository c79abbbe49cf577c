//! Opening: what is not ours, damaged or newer is refused and stays as it is.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use caseload::domain::caseload::Agency;
use caseload::store::{FIRST, LATEST, OpenError, Store, sqlite_version};
use rusqlite::Connection;

use crate::situation::{Situation, agency, load, now, patient};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        folder.read_dir().unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A finished database without side files.
fn database() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agency.db");
    drop(Store::create(&path, &agency(), "test", now()).unwrap());
    let _ = fs::remove_file(folder.path().join("agency.db-queue"));
    assert_eq!(names(folder.path()), ["agency.db"]);
    (folder, path)
}

/// Opening is refused; not a byte has changed and nothing was put beside the file.
fn refused(path: &Path) -> OpenError {
    let folder = path.parent().unwrap();
    let look = || (names(folder), fs::read(path).unwrap(), fs::metadata(path).unwrap().mtime_nsec());
    let before = look();
    let error = Store::open(path, "test").err().expect("it should have been refused");
    assert!(look() == before, "{error}: {:?}", names(folder));
    let sentence = error.to_string();
    assert!(sentence.contains("agency.db") && !sentence.contains("Error {"), "{sentence}");
    error
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_untouched() {
    let (_folder, path) = database();
    set(&path, "user_version = 7777");
    let error = refused(&path);
    assert!(matches!(error, OpenError::Newer { found: 7777, known: LATEST, .. }) && error.is_bad_file(), "{error}");
}

#[test]
fn files_of_others_are_refused_and_untouched() {
    let (_folder, path) = database();
    set(&path, "application_id = 17");
    assert!(matches!(refused(&path), OpenError::NotOurs(_)));
    let noise: Vec<u8> = (0..9000_u32).map(|place| u8::try_from(place * 7919 % 251).unwrap()).collect();
    let just_the_magic = b"SQLite format 3\0".to_vec();
    for content in [Vec::new(), b"x".to_vec(), noise[..99].to_vec(), noise, just_the_magic, vec![0; 4096]] {
        fs::write(&path, content).unwrap();
        let error = refused(&path);
        assert!(matches!(error, OpenError::NotOurs(_)) && error.is_bad_file(), "{error}");
    }
}

#[test]
fn a_foreign_database_with_a_journal_is_not_even_recovered() {
    let (_folder, path) = database();
    let foreign = Connection::open(&path).unwrap();
    foreign
        .execute_batch("PRAGMA application_id = 17; PRAGMA wal_checkpoint(TRUNCATE); CREATE TABLE more (id)")
        .unwrap();
    let wal = path.with_extension("db-wal");
    let log = fs::read(&wal).unwrap();
    assert!(!log.is_empty());
    assert!(matches!(refused(&path), OpenError::NotOurs(_)));
    assert_eq!(fs::read(&wal).unwrap(), log);
    drop(foreign);
}

#[test]
fn a_truncated_database_is_refused_and_untouched() {
    let (_folder, path) = database();
    let whole = fs::read(&path).unwrap();
    for length in [200, 4096, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(refused(&path).is_bad_file(), "{length} bytes");
    }
    fs::write(&path, &whole).unwrap();
    Store::open(&path, "test").unwrap();
}

#[test]
fn noise_in_a_database_is_found_or_harmless_but_never_a_panic() {
    let (_folder, path) = database();
    let whole = fs::read(&path).unwrap();
    for place in (0..whole.len()).step_by(509) {
        let mut damaged = whole.clone();
        damaged[place..].iter_mut().take(64).for_each(|byte| *byte ^= 0x5a);
        fs::write(&path, &damaged).unwrap();
        if let Ok(store) = Store::open(&path, "test") {
            drop((store.agency(), store.users(), store.integrity(), store.verify_audit()));
        }
        for suffix in ["-wal", "-shm", "-queue"] {
            let _ = fs::remove_file(format!("{}{suffix}", path.display()));
        }
    }
}

#[test]
fn a_folder_and_nothing_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agency.db");
    let missing = Store::open(&path, "test").err().unwrap();
    assert!(matches!(missing, OpenError::Missing(_)) && missing.to_string().contains("caseload init"));
    fs::create_dir(&path).unwrap();
    assert!(matches!(Store::open(&path, "test"), Err(OpenError::Io { .. })));
    assert!(matches!(Store::create(&path, &agency(), "test", now()), Err(OpenError::Exists(_))));
    assert_eq!(names(folder.path()), ["agency.db"]);
    assert!(matches!(
        Store::create(Path::new("/nonexistent/agency.db"), &agency(), "", now()),
        Err(OpenError::Io { .. })
    ));
}

#[test]
fn a_file_without_permission_is_refused() {
    if rustix::process::geteuid().is_root() {
        println!("skipped: nothing is forbidden to root");
        return;
    }
    let (_folder, path) = database();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(matches!(refused(&path), OpenError::Io { .. }));
}

#[test]
fn odd_names_are_only_names() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a b.db", "50%20.db", "what?mode=memory.db", "hash#.db", "ñandú.db"] {
        let path = folder.path().join(name);
        drop(Store::create(&path, &agency(), "test", now()).unwrap());
        assert_eq!(Store::open(&path, "test").unwrap().agency().unwrap(), agency(), "{name}");
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn opening_again_does_not_drop_the_locks_of_this_process() {
    let (_folder, path) = database();
    let first = Store::open(&path, "first").unwrap();
    let rows: i64 = first.connection().query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap();
    drop(Store::open(&path, "second").unwrap());
    // Locks show in the kernel's table by inode.
    let inode = format!(":{} ", fs::metadata(&path).unwrap().ino());
    let held = fs::read_to_string("/proc/locks").unwrap_or(inode.clone()).contains(&inode);
    assert!(held && rows == 1, "the database is still marked as in use");
}

#[test]
fn nothing_is_created_over_something_and_nothing_half_is_left() {
    let (folder, path) = database();
    let before = fs::read(&path).unwrap();
    assert!(matches!(Store::create(&path, &agency(), "test", now()), Err(OpenError::Exists(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(names(folder.path()), ["agency.db"]);

    let other = folder.path().join("other.db");
    let stopped = Store::build(&other, &agency(), "test", now(), |store| {
        store.take(vec![patient("ruth", "Abara", "Ruth")], &load()).unwrap();
        Err::<(), OpenError>(OpenError::Missing(PathBuf::from("the generator gave up")))
    });
    assert!(matches!(stopped, Err(OpenError::Missing(_))));
    assert_eq!(names(folder.path()), ["agency.db"]);
}

#[test]
fn a_building_site_somebody_left_behind_is_built_upon_and_one_in_use_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agency.db");
    fs::write(folder.path().join("agency.db-building"), [0x5a; 10_000]).unwrap();
    let (store, inner) = Store::build(&path, &agency(), "test", now(), |_| {
        Ok::<_, OpenError>(Store::create(&path, &agency(), "another", now()).err())
    })
    .unwrap();
    assert!(matches!(inner, Some(OpenError::Exists(_))), "two build at once");
    assert!(store.integrity().unwrap().is_empty());
}

#[test]
fn what_is_built_is_whole_and_as_durable_as_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agency.db");
    let (store, report) = Store::build(&path, &agency(), "test", now(), |store| {
        Ok::<_, OpenError>(store.take(vec![patient("ruth", "Abara", "Ruth")], &load()).unwrap())
    })
    .unwrap();
    assert_eq!(report.by_kind["patient"].taken, 1);
    assert_eq!(store.find("abara", &[]).unwrap().len(), 1);
    let pragma = |name: &str| -> String {
        store
            .connection()
            .query_row(&format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"), [], |row| row.get(0))
            .unwrap()
    };
    for (name, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("temp_store", "2"),
        ("secure_delete", "1"),
        ("locking_mode", "normal"),
        ("user_version", &LATEST.to_string()),
    ] {
        assert_eq!(pragma(name), value, "{name}");
    }
    assert!(store.integrity().unwrap().is_empty());
}

#[test]
fn nobody_outside_the_group_may_read_any_of_the_files() {
    let mut situation = Situation::new();
    situation.take(vec![patient("ruth", "Abara", "Ruth")]);
    let folder = situation.path().parent().unwrap().to_owned();
    let files = names(&folder);
    assert_eq!(files, ["agency.db", "agency.db-queue", "agency.db-shm", "agency.db-wal"]);
    let database = fs::metadata(situation.path()).unwrap().mode() & 0o777;
    for file in files {
        let mode = fs::metadata(folder.join(&file)).unwrap().mode() & 0o777;
        assert_eq!(mode & 0o117, 0, "{file} is {mode:o}");
        assert_eq!(mode, database, "{file}");
    }
}

#[test]
fn the_sqlite_inside_can_be_trusted_with_many_writers() {
    let parts: Vec<u32> = sqlite_version().split('.').map(|part| part.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3], "{}", sqlite_version());
}

#[test]
fn the_agency_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agency.db");
    let written = Agency { name: "O'Hara & Söhne".to_owned(), zone: chrono_tz::America::Anchorage };
    let store = Store::create(&path, &written, "test", now()).unwrap();
    assert_eq!((store.agency().unwrap(), store.path()), (written, path.as_path()));
}

/// Each released schema has its fixture, `tests/cases/schema-NUMBER.sql`; the newest gets one when the next is begun.
#[test]
fn every_released_schema_becomes_the_newest_and_keeps_its_rows() {
    let newest = Situation::with(vec![patient("ruth", "Abara", "Ruth")]);
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let fixture = |version: i64| fs::read_to_string(cases.join(format!("schema-{version}.sql")));
    let older = (FIRST..LATEST).map(|version| fixture(version).expect("a released schema has its fixture"));
    for (old, version) in older.chain([dump(newest.store.connection())]).zip(FIRST..) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("agency.db");
        Connection::open(&path).unwrap().execute_batch(&old).unwrap();
        let store = Store::open(&path, "test").unwrap();
        assert_eq!(store.find("abara", &[]).unwrap().len(), 1, "schema {version}");
        let fix = "a released schema is never changed: add a migration";
        assert_eq!(schema(store.connection()), schema(newest.store.connection()), "schema {version}: {fix}");
        assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
        assert!(matches!(store.verify_audit(), Ok(caseload::store::Verdict::Whole { .. })), "schema {version}");
        assert_eq!(Store::open(&path, "again").unwrap().users().unwrap().len(), 2);
    }
}

#[test]
fn a_database_from_before_the_first_release_is_refused_and_untouched() {
    for version in [1, 8, FIRST - 1] {
        let (_folder, path) = database();
        set(&path, &format!("user_version = {version}"));
        let error = refused(&path);
        assert!(matches!(error, OpenError::Unreleased(_)) && error.is_bad_file(), "{error}");
        assert!(error.to_string().contains("before its first release"), "{error}");
    }
}

fn set(path: &Path, pragma: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(&format!("PRAGMA {pragma}; PRAGMA wal_checkpoint(TRUNCATE);")).unwrap();
}

fn schema(connection: &Connection) -> Vec<String> {
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

/// A database as statements that make it again.
fn dump(connection: &Connection) -> String {
    let list = |query: &str| -> Vec<String> {
        let mut statement = connection.prepare(query).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    };
    let mut lines = vec![format!("PRAGMA journal_mode = WAL; PRAGMA application_id = {};", 0x4353_4C44)];
    lines.push(format!("PRAGMA user_version = {LATEST};"));
    lines.extend(list("SELECT sql || ';' FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"));
    for table in list("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid") {
        let columns = list(&format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')"));
        let values = columns.join(" || ', ' || ");
        lines.extend(list(&format!("SELECT 'INSERT INTO {table} VALUES (' || {values} || ');' FROM {table}")));
    }
    lines.extend(list("SELECT sql || ';' FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY rowid"));
    lines.join("\n") + "\n"
}
