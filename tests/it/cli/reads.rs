//! What the read commands say, and that the same order gives the same agency.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::home::{AT, Home, ORTIZ};

const PANES: [&str; 5] = ["today", "visits", "reassess", "alerts", "plans"];

#[test]
fn every_read_command_answers_in_text() {
    let home = Home::with_demo();
    for pane in PANES {
        let text = home.reads(&[pane]).fine();
        assert!(text.starts_with("Maria Ortiz at Mon 14 Sep 2026 10:42, "), "{text}");
        assert!(text.lines().count() > 3, "{pane} is empty: {text}");
        assert!(text.lines().all(|line| line == line.trim_end()), "{pane} has blanks at the end of a line");
    }
    let chart = home.reads(&["patient", "sewell"]).fine();
    assert!(chart.starts_with("SEWELL Cora") && chart.contains("-- medicines"), "{chart}");
    let counts = home.run(&["counts", "--db", "agency.db"]).fine();
    assert!(counts.lines().any(|line| line.starts_with("patients ")), "{counts}");
    let doctor = home.run(&["doctor", "--db", "agency.db"]).fine();
    assert!(doctor.contains("no pharmacist has signed") && doctor.contains("healthy"), "{doctor}");
}

#[test]
fn text_and_json_list_the_same_people() {
    let home = Home::with_demo();
    for pane in ["today", "visits"] {
        let json = home.json(&[&[pane][..], &ORTIZ].concat());
        let text = home.reads(&[pane]).fine();
        let rows = json[pane].as_array().unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            let listed = row["patient"]["listed"].as_str().unwrap();
            assert!(text.contains(listed), "{listed} is not in {pane}:\n{text}");
        }
    }
}

#[test]
fn a_chart_is_found_by_what_is_known_of_the_person() {
    let home = Home::with_demo();
    let number = |who: &str| home.json(&[&["patient", who][..], &ORTIZ].concat())["patient"]["value"]["number"].clone();
    let sewell = number("sewell");
    assert_eq!(number("cora sew"), sewell);
    assert_eq!(number(sewell.as_str().unwrap()), sewell);

    let nobody = home.reads(&["patient", "zzzqq"]).refused(1);
    assert!(nobody.contains("`zzzqq`"), "{nobody}");
    let several = home.reads(&["patient", "ab"]).refused(1);
    assert!(several.contains("match `ab`") && several.matches('#').count() > 1, "{several}");
}

#[test]
fn a_look_is_on_record_at_the_time_it_was_taken() {
    let home = Home::with_demo();
    let before = looks(&home);
    home.reads(&["patient", "sewell"]).fine();
    home.reads(&["today"]).fine();
    let new: Vec<_> = looks(&home).split_off(before.len());
    let words: Vec<&str> = new.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(words, ["view", "list"]);
    let (view, list) = (new[0].1, new[1].1);
    assert!((list - view).abs() < 3_600_000, "the look was written with the time of --at");
}

/// The audit: what was done, and when.
fn looks(home: &Home) -> Vec<(String, i64)> {
    let connection = Connection::open(home.path("agency.db")).unwrap();
    let mut rows = connection.prepare("SELECT action, at FROM audit ORDER BY seq").unwrap();
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_same_order_gives_the_same_agency() {
    let home = Home::with_demo();
    let build = |name: &str, seed: &str| {
        home.run(&["demo", "--no-ui", "--keep", name, "--at", AT, "--seed", seed]).fine();
        dump(&Connection::open(home.path(name)).unwrap())
    };
    let first = dump(&Connection::open(home.path("agency.db")).unwrap());
    let again = build("again.db", "1");
    assert_eq!(first.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    for (table, rows) in &first {
        assert!(rows == &again[table], "{table} differs");
    }
    assert!(first["patient"].len() > 50);
    assert_ne!(first["patient"], build("other.db", "2")["patient"]);

    for arguments in [vec!["counts", "--json"], [&["today", "--json"][..], &ORTIZ].concat()] {
        let said = |name| home.run(&[&arguments[..], &["--db", name]].concat()).fine();
        assert_eq!(said("agency.db"), said("again.db"));
    }
}

/// Every row of every table, without what names the process that wrote it.
fn dump(connection: &Connection) -> BTreeMap<String, Vec<Vec<Value>>> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut tables = connection.prepare(sql).unwrap();
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let of = |table: &String| {
        let mut rows = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let told = |name: &&String| table != "audit" || !["session", "hash"].contains(&name.as_str());
        let kept: Vec<usize> = (0..columns.len()).filter(|at| told(&&columns[*at])).collect();
        let found = rows.query_map([], |row| kept.iter().map(|at| row.get(*at)).collect::<Result<Vec<Value>, _>>());
        (table.clone(), found.unwrap().collect::<Result<Vec<_>, _>>().unwrap())
    };
    names.iter().map(of).collect()
}
