//! The audit shows what was done to it, up to the limits that `assets/docs/security.md` names.

use std::path::{Path, PathBuf};

use caseload::store::{Act, Anchor, Store, Verdict};
use proptest::prelude::*;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::runs::runs;
use crate::situation::{Situation, now};

/// Rows of the long audit: two seals and an unsealed tail.
const ROWS: i64 = 2010;

/// A database with a long audit.
fn long() -> Situation {
    let mut situation = Situation::with_one_visit();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let done = situation.number("SELECT max(seq) FROM audit");
    for place in done..ROWS {
        let mut act = Act::new(if place % 3 == 0 { "list" } else { "print.o'clock" }, now());
        if place % 2 == 0 {
            act = act.by(rosa).on(ruth);
        }
        if place % 5 == 0 {
            act.object = Some(format!("report/{place}"));
            act.content = Some([u8::try_from(place % 256).unwrap(); 32]);
        }
        situation.store.note(&act).unwrap();
    }
    assert_eq!(situation.store.verify_audit().unwrap(), Verdict::Whole { rows: ROWS, seals: 2 });
    situation.store.connection().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    situation
}

/// The triggers that guard the audit, with their text.
fn guards(hand: &Connection) -> Vec<(String, String)> {
    let mut found =
        hand.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name GLOB 'audit*'").unwrap();
    found.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

/// The verdict on a copy of the database to which something was done by hand.
fn verdict(original: &Path, tamper: impl FnOnce(&Connection)) -> (Verdict, PathBuf, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    std::fs::copy(original, &copy).unwrap();
    let hand = Connection::open(&copy).unwrap();
    // Whoever does this puts the guards back: without them the database would not be opened.
    let guards = guards(&hand);
    for (name, _) in &guards {
        hand.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    hand.execute_batch("PRAGMA synchronous = OFF; BEGIN").unwrap();
    tamper(&hand);
    for (_, text) in &guards {
        hand.execute_batch(text).unwrap();
    }
    hand.execute_batch("COMMIT").unwrap();
    drop(hand);
    (Store::open(&copy, "auditor").unwrap().verify_audit().unwrap(), copy, folder)
}

#[derive(Debug, Clone)]
enum Tamper {
    Change { column: usize, row: i64 },
    Delete { row: i64 },
    Insert { after: i64 },
    Swap { row: i64, with: i64 },
    Renumber { from: i64 },
    DropSeal { id: i64 },
    ChangeSeal { id: i64 },
    Recompute { from: i64 },
}

/// Each column that says something, and a different value of it.
const COLUMNS: &[&str] = &[
    "at = at + 1",
    "user_id = coalesce(user_id, 0) + 1",
    "session = session || 'x'",
    "action = replace(action, '''', '') || 's'",
    "patient_id = coalesce(patient_id + 1, 1)",
    "object = coalesce(object || '0', 'visit/1')",
    "version = coalesce(version, 0) + 1",
    "content = CAST(coalesce(content, '') || 'x' AS BLOB)",
    "content = CASE WHEN content IS NULL THEN x'00' END",
    "hash = zeroblob(32)",
];

/// What cannot be seen from inside is left out: see the tests of anchors.
fn tamper() -> impl Strategy<Value = Tamper> {
    prop_oneof![
        (0..COLUMNS.len(), 1..=ROWS).prop_map(|(column, row)| Tamper::Change { column, row }),
        (1..ROWS).prop_map(|row| Tamper::Delete { row }),
        (0..=ROWS).prop_map(|after| Tamper::Insert { after }),
        (1..ROWS, 1..=ROWS)
            .prop_filter("two rows", |(row, with)| row != with)
            .prop_map(|(row, with)| Tamper::Swap { row, with }),
        (1..ROWS).prop_map(|from| Tamper::Renumber { from }),
        (1..=2_i64).prop_map(|id| Tamper::DropSeal { id }),
        (1..=2_i64).prop_map(|id| Tamper::ChangeSeal { id }),
        (1..=2000_i64).prop_map(|from| Tamper::Recompute { from }),
    ]
}

fn carry_out(hand: &Connection, tamper: &Tamper) {
    let run = |statements: String| hand.execute_batch(&statements).unwrap();
    match *tamper {
        Tamper::Change { column, row } => run(format!("UPDATE audit SET {} WHERE seq = {row}", COLUMNS[column])),
        Tamper::Delete { row } => run(format!("DELETE FROM audit WHERE seq = {row}")),
        Tamper::Insert { after } => run(format!(
            "UPDATE audit SET seq = -seq - 1 WHERE seq > {after}; UPDATE audit SET seq = -seq WHERE seq < 0;
             INSERT INTO audit (seq, at, session, action, hash) VALUES ({after} + 1, 0, 's', 'view', zeroblob(32))"
        )),
        Tamper::Swap { row, with } => run(format!(
            "UPDATE audit SET seq = 0 WHERE seq = {row}; UPDATE audit SET seq = {row} WHERE seq = {with};
             UPDATE audit SET seq = {with} WHERE seq = 0"
        )),
        Tamper::Renumber { from } => run(format!(
            "DELETE FROM audit WHERE seq = {from}; UPDATE audit SET seq = -seq + 1 WHERE seq > {from};
             UPDATE audit SET seq = -seq WHERE seq < 0"
        )),
        Tamper::DropSeal { id } => run(format!("DELETE FROM audit_seal WHERE id = {id}")),
        Tamper::ChangeSeal { id } => run(format!("UPDATE audit_seal SET digest = zeroblob(32) WHERE id = {id}")),
        Tamper::Recompute { from } => {
            run(format!("UPDATE audit SET user_id = 99 WHERE seq = {from}"));
            rewrite_hashes(hand, from);
        }
    }
}

/// Writes the hashes from a row on anew, as somebody would who knows how they are made.
fn rewrite_hashes(hand: &Connection, from: i64) {
    let query =
        "SELECT seq, quote(seq)||'|'||quote(at)||'|'||quote(user_id)||'|'||quote(session)||'|'||quote(action)||'|'||
                 quote(patient_id)||'|'||quote(object)||'|'||quote(version)||'|'||quote(content), lower(hex(hash))
                 FROM audit WHERE seq >= ?1 - 1 ORDER BY seq";
    let mut statement = hand.prepare(query).unwrap();
    let rows = statement.query_map([from], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let rows: Vec<(i64, String, String)> = rows.collect::<rusqlite::Result<_>>().unwrap();
    let mut previous = "0".repeat(64);
    for (seq, line, hash) in rows {
        if seq < from {
            previous = hash;
            continue;
        }
        let digest = Sha256::digest(format!("{previous}|{line}"));
        previous = digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        hand.execute("UPDATE audit SET hash = ?2 WHERE seq = ?1", rusqlite::params![seq, digest.to_vec()]).unwrap();
    }
}

#[test]
fn whatever_is_done_to_the_audit_by_hand_shows() {
    let situation = long();
    let original = situation.path();
    proptest!(runs(40), |(tamper in tamper())| {
        let (verdict, ..) = verdict(&original, |hand| carry_out(hand, &tamper));
        let is_found = matches!(verdict, Verdict::Broken { .. });
        prop_assert!(is_found, "{:?}: {:?}", tamper, verdict);
    });
    let (untouched, ..) = verdict(&original, |_| ());
    assert_eq!(untouched, Verdict::Whole { rows: ROWS, seals: 2 });
}

#[test]
fn the_verdict_names_the_place() {
    let situation = long();
    let place = |statement: &str| match verdict(&situation.path(), |hand| hand.execute_batch(statement).unwrap()).0 {
        Verdict::Broken { place } => place,
        Verdict::Whole { .. } => "nothing found".to_owned(),
    };
    assert_eq!(place("UPDATE audit SET user_id = 7 WHERE seq = 1234"), "row 1234 was changed");
    assert_eq!(place("DELETE FROM audit WHERE seq = 1234"), "row 1234 is missing");
    assert_eq!(place("DELETE FROM audit WHERE seq > 1990"), "rows after 1990 are missing under a seal");
    assert_eq!(place("DELETE FROM audit_seal WHERE id = 1"), "the seal over row 1000 does not agree");
}

#[test]
fn a_chopped_or_rewritten_end_shows_only_against_an_anchor() {
    let situation = long();
    let anchor = situation.store.anchor().unwrap();
    assert_eq!(anchor.seq, ROWS);
    assert!(situation.store.contains(&anchor).unwrap());
    let chop = |hand: &Connection| hand.execute_batch("DELETE FROM audit WHERE seq > 2005").unwrap();
    let chop_more = |hand: &Connection| {
        hand.execute_batch("DELETE FROM audit WHERE seq > 1990; DELETE FROM audit_seal WHERE id = 2").unwrap();
    };
    let rewrite = |hand: &Connection| {
        hand.execute_batch("UPDATE audit SET user_id = 99 WHERE seq = 2003").unwrap();
        rewrite_hashes(hand, 2003);
    };
    for tamper in [&chop as &dyn Fn(&Connection), &chop_more, &rewrite] {
        let (verdict, copy, _folder) = verdict(&situation.path(), tamper);
        assert!(matches!(verdict, Verdict::Whole { .. }), "from inside nothing is to be seen: {verdict:?}");
        assert!(!Store::open(&copy, "auditor").unwrap().contains(&anchor).unwrap());
    }
}

#[test]
fn an_anchor_holds_while_the_audit_grows_past_seals() {
    let mut situation = Situation::new();
    let mut anchors = vec![situation.store.anchor().unwrap()];
    for place in 0..1010 {
        situation.store.note(&Act::new("list", now())).unwrap();
        if place % 100 == 0 || place > 990 {
            anchors.push(situation.store.anchor().unwrap());
        }
    }
    for anchor in anchors {
        assert!(situation.store.contains(&anchor).unwrap(), "{anchor}");
        let other = Anchor { digest: anchor.digest.replace(['0', '1'], "2"), ..anchor };
        assert!(!situation.store.contains(&other).unwrap());
    }
}

#[test]
fn the_audit_can_neither_be_changed_nor_deleted_through_sql() {
    let situation = long();
    for statement in [
        "UPDATE audit SET user_id = 7 WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit_seal SET first = 2",
        "DELETE FROM audit_seal",
    ] {
        assert!(situation.store.connection().execute(statement, []).is_err(), "{statement}");
    }
}

#[test]
fn the_audit_holds_no_clinical_text() {
    let columns = Situation::new().words("SELECT name FROM pragma_table_info('audit')");
    let known = ["seq", "at", "user_id", "session", "action", "patient_id", "object", "version", "content", "hash"];
    assert_eq!(columns, known, "a new column needs a look at what it may hold");
}

#[test]
fn the_script_of_the_documents_comes_to_the_same_verdict() {
    let installed = |program: &str| {
        std::env::var_os("PATH")
            .is_some_and(|paths| std::env::split_paths(&paths).any(|folder| folder.join(program).is_file()))
    };
    if !installed("sqlite3") || !installed("sha256sum") {
        println!("skipped: sqlite3 and sha256sum are not installed");
        return;
    }
    let situation = long();
    let early = Anchor { seq: 0, digest: String::new() };
    let anchor = situation.store.anchor().unwrap();
    let run = |tamper: &dyn Fn(&Connection), anchor: &Anchor| {
        let (_, copy, _folder) = verdict(&situation.path(), tamper);
        let (code, said) = script(&copy, anchor);
        (code, said.split_inclusive('\n').take(1).collect::<String>())
    };
    let nothing = |_: &Connection| ();
    let whole = |anchors| format!("WHOLE: 2010 rows, {anchors} anchors agree; the anchor of today is {anchor}\n");
    assert_eq!(run(&nothing, &early), (Some(3), whole(0)));
    assert_eq!(run(&nothing, &anchor), (Some(0), whole(1)));
    for (statement, says) in [
        ("UPDATE audit SET user_id = 7 WHERE seq = 1234", "rows 1001 to 2000"),
        ("UPDATE audit SET user_id = 7 WHERE seq = 2003", "row 2003"),
        ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 1234", "row 1234"),
        ("UPDATE audit SET session = session || char(0) || 'x' WHERE seq = 77", "row 77 has text behind a zero byte"),
        ("DELETE FROM audit_seal WHERE id = 1", "a seal after row 0 is missing"),
        ("DELETE FROM audit_seal", "the seal after row 0 is missing"),
        ("DELETE FROM audit WHERE seq > 2005", "the audit up to row 2010 is not what it was"),
    ] {
        let tamper = |hand: &Connection| hand.execute_batch(statement).unwrap();
        assert_eq!(run(&tamper, &anchor), (Some(1), format!("BROKEN: {says}\n")), "{statement}");
    }
}

/// Exit code and answer of the script. The anchor of row 0 stands for none.
#[expect(clippy::disallowed_methods, reason = "the product starts no program; this test runs what an auditor would")]
fn script(database: &Path, anchor: &Anchor) -> (Option<i32>, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/docs/verify-audit.sh");
    let mut command = std::process::Command::new("sh");
    command.arg(script).arg(database);
    if anchor.seq > 0 {
        command.arg(anchor.to_string());
    }
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}
