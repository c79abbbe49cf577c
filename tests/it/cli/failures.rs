//! What goes wrong is said in one sentence, with the exit code that belongs to it, and harms nothing.

use std::process::Stdio;

use super::home::{AT, Home, answer};

#[test]
fn a_time_that_is_none_is_named() {
    let home = Home::with_demo();
    for wrong in ["yesterday", "2026-02-30", "2026-09-14T25:00"] {
        for command in [&["today", "--user", "ortiz", "--db", "agency.db"][..], &["demo", "--no-ui", "--keep", "b.db"]]
        {
            let said = home.run(&[command, &["--at", wrong]].concat()).refused(2);
            assert!(said.contains(wrong) && said.contains("2026-09-14T10:42"), "{said}");
        }
    }
    let skipped = home.run(&["today", "--user", "ortiz", "--db", "agency.db", "--at", "2026-03-08T02:30"]).refused(2);
    assert!(skipped.contains("does not exist in America/Chicago"), "{skipped}");
    assert!(!home.path("b.db").exists());
}

#[test]
fn a_user_who_is_none_is_named_with_those_who_are() {
    let home = Home::with_demo();
    let said = home.run(&["today", "--db", "agency.db", "--user", "nobody"]).refused(1);
    assert!(said.contains("`nobody`") && said.contains("ortiz"), "{said}");
    let said = home.run(&["today", "--db", "agency.db"]).refused(1);
    assert!(said.contains("--user") && said.contains("ortiz"), "{said}");
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let home = Home::new();
    for command in ["today", "visits", "reassess", "alerts", "plans", "counts"] {
        let said = home.run(&[command, "--db", "absent.db"]).refused(1);
        assert!(said.contains("absent.db") && said.contains("caseload init"), "{said}");
    }
    let doctor = home.run(&["doctor", "--db", "absent.db"]);
    assert_eq!(doctor.code, 1, "{doctor:?}");
    assert!(doctor.out.contains("not signed off") && doctor.err.contains("absent.db"), "{doctor:?}");
    assert!(!home.path("absent.db").exists());
}

#[test]
fn a_file_of_somebody_else_stays_as_it_is() {
    let home = Home::new();
    let text = "Shopping: tea, bread.\n".repeat(400);
    std::fs::write(home.path("list.txt"), &text).unwrap();
    let foreign = rusqlite::Connection::open(home.path("other.db")).unwrap();
    foreign.execute_batch("CREATE TABLE song (title TEXT);").unwrap();
    drop(foreign);
    for file in ["list.txt", "other.db"] {
        let before = std::fs::read(home.path(file)).unwrap();
        for command in ["today", "counts"] {
            let said = home.run(&[command, "--db", file]).refused(3);
            assert!(said.contains(file), "{said}");
        }
        assert_eq!(home.run(&["doctor", "--db", file]).code, 3);
        assert_eq!(std::fs::read(home.path(file)).unwrap(), before, "{file} was changed");
    }
    assert_eq!(std::fs::read_dir(home.folder()).unwrap().count(), 2, "files were left beside it");
}

#[test]
fn a_damaged_database_answers_3() {
    let home = Home::with_demo();
    let mut bytes = std::fs::read(home.path("agency.db")).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[4096..middle].fill(0xA5);
    std::fs::write(home.path("agency.db"), bytes).unwrap();
    let counts = home.run(&["counts", "--db", "agency.db"]).refused(3);
    assert!(counts.contains("agency.db") || counts.contains("database"), "{counts}");
    let doctor = home.run(&["doctor", "--db", "agency.db"]);
    assert_eq!(doctor.code, 3, "{doctor:?}");
}

#[test]
fn an_audit_that_was_changed_is_found() {
    let home = Home::with_demo();
    assert!(home.run(&["doctor", "--db", "agency.db"]).fine().contains("healthy"));
    let connection = rusqlite::Connection::open(home.path("agency.db")).unwrap();
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (trigger, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    connection.execute("UPDATE audit SET action = 'forged' WHERE seq = 3", []).unwrap();
    // With a guard missing the database is not even opened.
    assert!(home.run(&["today", "--db", "agency.db"]).refused(3).contains("changed behind this program"));
    for (_, text) in &triggers {
        connection.execute_batch(text).unwrap();
    }
    drop(connection);
    let doctor = home.run(&["doctor", "--db", "agency.db"]);
    assert_eq!(doctor.code, 3, "{doctor:?}");
    assert!(doctor.out.contains("DAMAGED: audit"), "{doctor:?}");
}

#[test]
fn an_administrator_sees_no_chart() {
    let home = Home::with_demo();
    for command in [&["today"][..], &["visits"], &["reassess"], &["alerts"], &["plans"], &["patient", "sewell"]] {
        let said = home.run(&[command, &["--db", "agency.db", "--user", "escobedo", "--at", AT]].concat()).refused(4);
        assert!(said.contains("Administrators"), "{said}");
    }
}

#[test]
fn the_whole_agency_is_for_those_who_answer_for_others() {
    let home = Home::with_demo();
    let said = home.run(&["reassess", "--agency", "--db", "agency.db", "--user", "ortiz", "--at", AT]).refused(4);
    assert!(said.contains("--agency is for supervisors"), "{said}");
}

#[test]
fn init_makes_a_database_once() {
    let home = Home::new();
    let order = ["init", "--agency", "Prairie Home Health", "--zone", "America/Chicago", "--admin", "Ana Ruiz"];
    let said = home.run(&[&order[..], &["--db", "new/agency.db", "--role", "case_manager"]].concat()).fine();
    assert!(said.contains("(RN: --credential names another licence)"), "what is assumed is said: {said}");
    assert!(said.contains("new/agency.db") && said.contains("`ruiz`") && said.contains("import"), "{said}");
    let counts = home.run(&["counts", "--db", "new/agency.db", "--json"]).fine();
    let counts: serde_json::Value = serde_json::from_str(&counts).unwrap();
    assert_eq!((counts["patients"].as_u64(), counts["users"].as_u64()), (Some(0), Some(1)));
    // She is the only case manager: nobody has to be named.
    let today = home.run(&["today", "--db", "new/agency.db", "--at", AT]).fine();
    assert!(today.starts_with("Ana Ruiz at Mon 14 Sep 2026 10:42, 0 patients"), "{today}");

    let before = std::fs::read(home.path("new/agency.db")).unwrap();
    let again = home.run(&[&order[..], &["--db", "new/agency.db"]].concat()).refused(1);
    assert!(again.contains("exists already"), "{again}");
    assert_eq!(std::fs::read(home.path("new/agency.db")).unwrap(), before);
}

#[test]
fn init_refuses_what_it_cannot_use() {
    let home = Home::new();
    let order =
        |zone, admin, role| ["init", "--agency", "A", "--db", "a.db", "--zone", zone, "--admin", admin, "--role", role];
    let cases = [
        (order("Chicago", "Ana Ruiz", "administrator"), "America/Chicago"),
        (order("America/Chicago", " ", "administrator"), "--admin"),
        (order("America/Chicago", "Ana Ruiz", "queen"), "case_manager"),
        (order("America/Chicago", "Ana Ruiz", "clinician"), "--credential PT"),
    ];
    for (arguments, hint) in cases {
        let said = home.run(&arguments).refused(2);
        assert!(said.contains(hint), "{said}");
    }
    assert!(!home.path("a.db").exists());
}

#[test]
fn wrong_usage_is_2() {
    let home = Home::new();
    let wrong: [&[&str]; 9] = [
        &["dance"],
        &["today", "--loud"],
        &["patient"],
        &["init"],
        &["demo", "--no-ui"],
        &["demo", "--years", "0"],
        &["demo", "--db", "a.db", "--no-ui", "--keep", "b.db"],
        &["--user", "ortiz", "rules"],
        &["counts", "--config", "absent.toml"],
    ];
    for arguments in wrong {
        home.run(arguments).refused(2);
    }
    std::fs::write(home.path("mine.toml"), "asci = true\n").unwrap();
    let said = home.run(&["counts", "--config", "mine.toml"]).refused(2);
    assert!(said.contains("mine.toml, line 1") && said.contains("asci"), "{said}");
}

#[test]
fn whose_caseload_and_when_may_stand_before_the_subcommand() {
    let home = Home::with_demo();
    let before = home.run(&["--db", "agency.db", "--user", "ortiz", "--at", AT, "today"]).fine();
    let behind = home.run(&["today", "--db", "agency.db", "--user", "ortiz", "--at", AT]).fine();
    assert_eq!(before, behind);
}

#[test]
fn without_a_terminal_there_is_a_hint_and_no_screen() {
    let home = Home::with_demo();
    for arguments in [&["--db", "agency.db", "--user", "ortiz"][..], &["demo"]] {
        let said = home.run(arguments).refused(1);
        assert!(said.contains("terminal") && said.contains("caseload today"), "{said}");
    }
}

#[test]
fn without_a_home_folder_the_other_places_hold() {
    let home = Home::with_demo();
    let mut command = home.command(&["counts", "--db", "agency.db"]);
    answer(command.env_remove("HOME")).fine();
    let said = answer(home.command(&["counts"]).env_remove("HOME")).refused(1);
    assert!(said.contains("caseload/caseload.db"), "{said}");
    answer(home.command(&["counts"]).env("CASELOAD_DB", "agency.db")).fine();
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = Home::with_demo();
    for arguments in [&["reassess", "--json"][..], &["patient", "sewell", "--json"], &["today"]] {
        let full = [arguments, &["--user", "ortiz", "--at", AT, "--db", "agency.db"]].concat();
        let mut child = home.command(&full).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    }
}
