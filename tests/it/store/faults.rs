//! Kills, crowds and full disks: what was acknowledged is there, and nothing is there by half.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use caseload::domain::change::{Change, EventChange, Stamp};
use caseload::domain::event::Event;
use caseload::domain::ids::OperationId;
use caseload::store::{NotSaved, Store, Verdict};

use crate::situation::{Situation, now, stamp};

/// The database a child writes to, its number, and how many writes it makes (0: until it is killed).
const DATABASE: &str = "CASELOAD_CRASH_DB";
const WRITER: &str = "CASELOAD_CRASH_WRITER";
const WRITES: &str = "CASELOAD_CRASH_WRITES";

fn record(situation: &Situation) -> Change {
    let event = Event::Roc { date: "2026-03-09".parse().unwrap() };
    Change::Event(EventChange::Record { patient: situation.patient("abara"), event })
}

#[test]
#[ignore = "the writer that the other tests start and kill"]
fn crash_writer() {
    let read = |name: &str| std::env::var(name).unwrap();
    let mut store = Store::open(Path::new(&read(DATABASE)), "writer").unwrap();
    let user = store.users().unwrap()[0].0;
    let patient = store.find("abara", &[]).unwrap()[0].patient;
    let (writer, writes): (u64, u64) = (read(WRITER).parse().unwrap(), read(WRITES).parse().unwrap());
    for number in (1..).take_while(|number| writes == 0 || *number <= writes) {
        let operation = OperationId((u128::from(writer) << 64 | u128::from(number)).to_be_bytes());
        let event = Event::Roc { date: "2026-03-09".parse().unwrap() };
        let change = Change::Event(EventChange::Record { patient, event });
        store.apply(&change, &Stamp { user, at: now(), operation }).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nsaved {operation}").unwrap();
        out.flush().unwrap();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the product starts no program; a process that is killed or lied to must be another"
)]
fn program(path: &Path) -> Command {
    Command::new(path)
}

/// This test binary again, as one of its ignored tests and nothing else.
fn again(writer: &str) -> Command {
    let mut command = program(&std::env::current_exe().unwrap());
    command.args(["--exact", &format!("store::faults::{writer}"), "--ignored", "--nocapture", "--test-threads=1"]);
    command
}

fn start(database: &Path, writer: u64, writes: u64) -> Child {
    again("crash_writer")
        .env(DATABASE, database)
        .env(WRITER, writer.to_string())
        .env(WRITES, writes.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The operation a line of the writer acknowledges. A line that was cut short acknowledges nothing.
fn acknowledged(line: &str) -> Option<String> {
    line.strip_prefix("saved ").filter(|operation| operation.len() == 32).map(str::to_owned)
}

fn operations(situation: &Situation) -> BTreeSet<String> {
    situation.words("SELECT lower(hex(operation)) FROM operation").into_iter().collect()
}

fn assert_sound(situation: &Situation) {
    assert!(matches!(situation.store.verify_audit().unwrap(), Verdict::Whole { .. }));
    assert_eq!(situation.store.integrity().unwrap(), Vec::<String>::new());
    for half in [
        "SELECT count(*) FROM operation LEFT JOIN audit USING (seq) WHERE audit.seq IS NULL",
        "SELECT count(*) FROM audit WHERE action LIKE 'event.%' AND seq NOT IN (SELECT seq FROM operation)",
        "SELECT count(*) FROM event WHERE 'event/' || id NOT IN (SELECT object FROM operation)",
    ] {
        assert_eq!(situation.number(half), 0, "{half}");
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill_at_any_time() {
    let kills: u64 = std::env::var("CASELOAD_KILLS").map_or(15, |kills| kills.parse().unwrap());
    let situation = Situation::with_one_visit();
    let mut promised = BTreeSet::new();
    let mut unheard = 0;
    for round in 1..=kills {
        let mut child = start(&situation.path(), round, 0);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        // Killed somewhere in the saves after this many.
        let patience = usize::try_from(round * 7919 % 23).unwrap();
        promised.extend(lines.by_ref().filter_map(|line| acknowledged(&line)).take(patience + 1));
        for _ in 0..round * 104_729 % 60_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        promised.extend(lines.filter_map(|line| acknowledged(&line)));
        child.wait().unwrap();

        let there = operations(&situation);
        let lost: Vec<_> = promised.difference(&there).collect();
        assert!(lost.is_empty(), "round {round} lost {lost:?}");
        unheard = there.len() - promised.len();
        assert!(unheard <= usize::try_from(round).unwrap(), "a kill leaves at most one save that was not acknowledged");
        assert_sound(&situation);
    }
    println!("{kills} kills: {} saves acknowledged, none lost; {unheard} more were saved unheard", promised.len());
}

#[test]
fn many_processes_write_at_once_and_none_fails_or_is_lost() {
    let situation = Situation::with_one_visit();
    let children: Vec<Child> = (1..=4).map(|writer| start(&situation.path(), writer, 50)).collect();
    let mut promised = BTreeSet::new();
    for mut child in children {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        promised.extend(lines.filter_map(|line| acknowledged(&line)));
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(promised.len(), 200);
    assert_eq!(operations(&situation), promised);
    assert_sound(&situation);
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing_by_half() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    let change = record(&situation);
    let pages = situation.number("PRAGMA page_count");
    let limit = |pages: i64| format!("PRAGMA max_page_count = {pages}");
    situation.store.connection().query_row(&limit(pages + 3), [], |_| Ok(())).unwrap();
    let mut saved = 0;
    let refused = loop {
        match situation.store.apply(&change, &stamp(rosa, 0)) {
            Ok(_) => saved += 1,
            Err(refused) => break refused,
        }
        assert!(saved < 10_000, "the disk never filled");
    };
    assert!(matches!(refused, NotSaved::Fault(_)));
    assert_eq!(refused.to_string(), "the disk is full: free some space and try again");
    assert_eq!(situation.number("SELECT count(*) FROM operation"), saved);
    assert_sound(&situation);
    assert_eq!(situation.caseload("rbrandt").patients.len(), 1, "reading goes on");
    situation.store.connection().query_row(&limit(pages + 1000), [], |_| Ok(())).unwrap();
    situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
}

/// While this file exists, the disk of the writer below confirms nothing.
const NO_SYNC: &str = "CASELOAD_NO_SYNC";
/// Stands between the writer and the system. `cc` is what SQLite itself is built with.
const SHIM: &str = r#"
    #include <errno.h>
    #include <stdlib.h>
    #include <unistd.h>
    #include <sys/syscall.h>
    static int confirms(long call, int fd) {
        if (access(getenv("CASELOAD_NO_SYNC"), F_OK) == 0) { errno = EIO; return -1; }
        return syscall(call, fd);
    }
    int fsync(int fd) { return confirms(SYS_fsync, fd); }
    int fdatasync(int fd) { return confirms(SYS_fdatasync, fd); }
"#;

#[test]
#[ignore = "the writer that another test starts with a disk that confirms nothing"]
fn unconfirmed_writer() {
    let read = |name: &str| std::env::var(name).unwrap();
    let broken = read(NO_SYNC);
    let mut store = Store::open(Path::new(&read(DATABASE)), "writer").unwrap();
    let user = store.users().unwrap()[0].0;
    let patient = store.find("abara", &[]).unwrap()[0].patient;
    let mut save = |number: u128| {
        let event = Event::Roc { date: "2026-03-09".parse().unwrap() };
        let operation = OperationId(number.to_be_bytes());
        let saved =
            store.apply(&Change::Event(EventChange::Record { patient, event }), &Stamp { user, at: now(), operation });
        match saved {
            Ok(_) => println!("\nsaved {operation}"),
            Err(NotSaved::Fault(fault)) => {
                println!("\nrefused, sent again at once: {}: {fault}", !fault.nothing_begun());
            }
            Err(other) => println!("\nrefused: {other}"),
        }
    };
    save(1);
    std::fs::write(&broken, "").unwrap();
    save(2);
    save(3);
    std::fs::remove_file(&broken).unwrap();
    save(3);
}

#[test]
#[cfg(target_os = "linux")]
fn what_the_disk_does_not_confirm_is_said_and_never_acknowledged() {
    let situation = Situation::with_one_visit();
    let folder = tempfile::tempdir().unwrap();
    let (source, shim) = (folder.path().join("shim.c"), folder.path().join("shim.so"));
    std::fs::write(&source, SHIM).unwrap();
    let built = program(Path::new("cc")).args(["-shared", "-fPIC", "-o"]).args([&shim, &source]).status().unwrap();
    assert!(built.success());
    let out = again("unconfirmed_writer")
        .env(DATABASE, situation.path())
        .env(NO_SYNC, folder.path().join("broken"))
        .env("LD_PRELOAD", &shim)
        .output()
        .unwrap();
    let out = String::from_utf8(out.stdout).unwrap();
    let said: Vec<&str> = out.lines().filter(|line| line.starts_with("saved") || line.starts_with("refused")).collect();
    let refused = "refused, sent again at once: false: the disk did not confirm it: \
        try again; if it stays so, tell who keeps the server";
    let saved = |number: u128| format!("saved {}", OperationId(number.to_be_bytes()));
    assert_eq!(said, [&saved(1), refused, refused, &saved(3)], "{out}");
    let promised: BTreeSet<String> = said.into_iter().filter_map(acknowledged).collect();
    assert_eq!(operations(&situation), promised);
    assert_sound(&situation);
}
