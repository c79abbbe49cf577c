//! What happens to a database below this program: replaced, given a second name, its log or its guards removed.

use std::path::{Path, PathBuf};

use caseload::domain::change::{Change, EventChange};
use caseload::domain::event::Event;
use caseload::store::{Fault, NotSaved, OpenError, Store};
use rusqlite::Connection;

use crate::desk::Desk;
use crate::situation::{Situation, stamp};

fn record(situation: &Situation) -> Change {
    let event = Event::Roc { date: "2026-03-09".parse().unwrap() };
    Change::Event(EventChange::Record { patient: situation.patient("abara"), event })
}

fn named(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A copy as the documents say, beside the database.
fn copy(situation: &Situation) -> PathBuf {
    let copy = named(&situation.path(), ".copy");
    situation.store.connection().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    copy
}

fn saves(situation: &mut Situation, number: i64) -> Result<(), NotSaved> {
    let (change, user) = (record(situation), situation.user("rbrandt"));
    situation.store.apply(&change, &stamp(user, number)).map(drop)
}

fn is_moved(written: &Result<(), NotSaved>) -> bool {
    matches!(written, Err(NotSaved::Fault(Fault::Moved(_))))
}

#[test]
fn a_copy_put_back_under_an_open_session_is_noticed_and_left_whole() {
    let mut situation = Situation::with_one_visit();
    saves(&mut situation, 1).unwrap();
    let copy = copy(&situation);
    saves(&mut situation, 2).unwrap();
    std::fs::rename(copy, situation.path()).unwrap();
    assert!(matches!(situation.store.data_version(), Err(Fault::Moved("another database file lies there now"))));
    assert!(is_moved(&saves(&mut situation, 3)));
    assert!(named(&situation.path(), "-wal-of-replaced").exists(), "it would have been written into the copy");
    let mut fresh = situation.shared();
    assert_eq!(fresh.store.integrity().unwrap(), Vec::<String>::new());
    saves(&mut fresh, 4).unwrap();
    // The old session ends later, and takes nothing with it.
    drop(situation);
    let again = fresh.colleague();
    assert_eq!(again.integrity().unwrap(), Vec::<String>::new());
    assert_eq!(fresh.number("SELECT count(*) FROM operation"), 2);
}

#[test]
fn what_is_typed_while_the_database_is_replaced_stays_on_the_screen() {
    let mut desk = Desk::small(Situation::with_one_visit());
    desk.keys("f").type_text("abara").keys("Enter N").type_text("wound dry");
    let copy = copy(desk.store());
    let path = desk.store().path();
    std::fs::rename(copy, &path).unwrap();
    desk.keys("Ctrl-s");
    assert_eq!(
        desk.status(),
        "Nothing is saved any more: another database file lies there now: leave with Q, log in again."
    );
    assert_eq!(desk.app.writing().unwrap().text(), "wound dry");
    desk.news();
    assert!(desk.status().starts_with("Nothing is saved any more"), "{}", desk.status());
    desk.type_text("!");
    assert!(desk.status().starts_with("not kept: another database file"), "{}", desk.status());
}

#[test]
fn a_log_that_is_removed_and_a_second_name_are_noticed() {
    let mut situation = Situation::with_one_visit();
    saves(&mut situation, 1).unwrap();
    let second = named(&situation.path(), ".second");
    std::fs::hard_link(situation.path(), &second).unwrap();
    assert!(is_moved(&saves(&mut situation, 2)));
    assert!(matches!(Store::open(&second, "other"), Err(OpenError::TwoNames(_))));
    std::fs::remove_file(second).unwrap();
    saves(&mut situation, 3).unwrap();
    std::fs::remove_file(named(&situation.path(), "-wal")).unwrap();
    assert!(is_moved(&saves(&mut situation, 4)));
    // What was acknowledged is in its hands, and is written into the database when it ends.
    let path = situation.path();
    let kept = situation.folder();
    drop(situation);
    let hand = Connection::open(path).unwrap();
    let there: i64 = hand.query_row("SELECT count(*) FROM operation", [], |row| row.get(0)).unwrap();
    assert_eq!(there, 2);
    drop(kept);
}

#[test]
fn a_copy_in_the_other_mode_writes_ahead_again() {
    let situation = Situation::with_one_visit();
    let store = Store::open(&copy(&situation), "other").unwrap();
    let mode: String = store.connection().query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

/// The database with something done to it by hand, opened again.
fn tampered(statement: &str) -> (Result<Store, OpenError>, Situation) {
    let situation = Situation::with_one_visit();
    let hand = Connection::open(situation.path()).unwrap();
    hand.execute_batch(statement).unwrap();
    drop(hand);
    (Store::open(&situation.path(), "again"), situation)
}

#[test]
fn a_schema_that_is_not_ours_is_refused_or_named() {
    for (statement, named) in [
        ("DROP TRIGGER audit_is_never_deleted", "trigger audit_is_never_deleted is missing"),
        ("DROP TRIGGER plan_version_is_final", "trigger plan_version_is_final is missing"),
        ("DROP INDEX note_by_patient", "index note_by_patient is missing"),
        (
            "CREATE TRIGGER quiet AFTER INSERT ON audit WHEN new.user_id = 1 BEGIN DELETE FROM audit WHERE seq = new.seq; END",
            "trigger quiet is not",
        ),
        ("ALTER TABLE note ADD COLUMN more TEXT", "table note is missing or not as it was made"),
    ] {
        let (opened, _folder) = tampered(statement);
        match opened {
            Err(error @ OpenError::Altered { .. }) => {
                assert!(error.to_string().contains(named), "{statement}: {error}");
                assert!(error.is_bad_file());
            }
            Err(error) => panic!("{statement}: {error}"),
            Ok(_) => panic!("{statement}: opened"),
        }
    }
    let (opened, _folder) = tampered("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)");
    let found = opened.unwrap().schema_findings().unwrap();
    assert_eq!((found.known.len(), found.foreign.len()), (1, 0), "{found:?}");
    let (opened, _folder) = tampered("CREATE TABLE notes_of_mine (text); CREATE VIEW v AS SELECT 1");
    let found = opened.unwrap().schema_findings().unwrap();
    assert_eq!(found.foreign, ["table notes_of_mine", "view v"]);
}

#[test]
fn a_dump_that_was_read_back_is_called_what_it_is() {
    let (opened, _folder) =
        tampered("PRAGMA application_id = 0; PRAGMA user_version = 0; PRAGMA wal_checkpoint(TRUNCATE);");
    let Err(error @ OpenError::Unmarked(_)) = opened else { panic!("it was opened, or called something else") };
    assert!(error.to_string().contains("VACUUM INTO"), "{error}");
}

#[test]
fn what_was_edited_behind_the_audit_is_found() {
    let mut situation = Situation::with_one_visit();
    saves(&mut situation, 1).unwrap();
    saves(&mut situation, 2).unwrap();
    assert_eq!(situation.store.behind_the_audit().unwrap(), Vec::<String>::new());
    let hand = Connection::open(situation.path()).unwrap();
    hand.execute_batch(
        "UPDATE operation SET change = replace(change, '03-09', '03-08') WHERE seq = (SELECT max(seq) FROM operation)",
    )
    .unwrap();
    let found = situation.store.behind_the_audit().unwrap();
    assert!(matches!(found.as_slice(), [one] if one.contains("not what was done")), "{found:?}");
    hand.execute_batch("DELETE FROM operation").unwrap();
    assert_eq!(situation.store.behind_the_audit().unwrap().len(), 2);
}

#[test]
fn the_queue_is_never_somebody_elses_file() {
    use std::os::unix::fs::{MetadataExt, chown};
    let situation = Situation::with_one_visit();
    let queue = named(&situation.path(), "-queue");
    let victim = named(&situation.path(), ".victim");
    std::fs::write(&victim, "precious\nprecious\n").unwrap();
    std::fs::remove_file(&queue).unwrap();
    std::os::unix::fs::symlink(&victim, &queue).unwrap();
    assert!(matches!(Store::open(&situation.path(), "again"), Err(OpenError::Io { .. })));
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious\nprecious\n");
    std::fs::remove_file(&queue).unwrap();
    if rustix::process::geteuid().is_root() {
        chown(situation.path(), Some(4711), Some(4711)).unwrap();
        drop(Store::open(&situation.path(), "root").unwrap());
        assert_eq!(queue.metadata().unwrap().uid(), 4711, "or every login after it would be shut out");
    } else {
        println!("skipped: who owns what root makes; this is not root");
    }
}
