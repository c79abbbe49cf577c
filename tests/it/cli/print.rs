//! `print plan`: what is written, into what, and that it is on record.

use std::os::unix::fs::PermissionsExt;

use rusqlite::Connection;

use super::home::Home;

fn acts(home: &Home, action: &str) -> i64 {
    let store = Connection::open(home.path("agency.db")).unwrap();
    store.query_row("SELECT count(*) FROM audit WHERE action = ?1", [action], |row| row.get(0)).unwrap()
}

#[test]
fn a_plan_is_printed_as_text_and_the_export_is_on_record() {
    let home = Home::with_demo();
    let text = home.reads(&["print", "plan", "sewell"]).fine();
    assert!(text.starts_with("HOME HEALTH CERTIFICATION AND PLAN OF"), "{text}");
    assert!(text.contains("Sewell, Cora, born 1962-07-13, medical record number 100000"), "{text}");
    insta::assert_snapshot!("plan_of_a_demo_patient", text);
    assert_eq!(acts(&home, "print.plan"), 1);
    let pages = home.reads(&["print", "plan", "sewell", "--pages"]).fine();
    let sheets: Vec<&str> = pages.split('\u{c}').collect();
    assert!(sheets.len() > 1, "{pages}");
    for (at, sheet) in sheets.iter().enumerate() {
        assert_eq!(sheet.lines().count(), 60, "{sheet}");
        assert!(sheet.ends_with(&format!("page {} of {}\n", at + 1, sheets.len())), "{sheet}");
        assert!(sheet.contains("medical record number 100000") && sheet.contains("not signed"), "{sheet}");
    }
}

#[test]
fn plans_of_the_demo_are_signed_and_a_medicine_that_was_begun_since_is_not() {
    let home = Home::with_demo();
    let store = Connection::open(home.path("agency.db")).unwrap();
    let count = |query: &str| -> i64 { store.query_row(query, [], |row| row.get(0)).unwrap() };
    let signed = count("SELECT count(*) FROM plan_version");
    assert!(signed >= 40, "{signed} of 50");
    assert_eq!(count("SELECT count(DISTINCT patient_id) FROM plan_version"), signed);
    let plan = home.reads(&["print", "plan", "sewell"]).fine();
    assert!(plan.contains("sulfamethoxazole") && plan.contains("DRAFT after version 1, not signed"), "{plan}");
    assert_eq!(
        count("SELECT count(*) FROM plan_version WHERE patient_id = 1 AND content LIKE '%sulfamethoxazole%'"),
        0
    );
}

#[test]
fn a_file_is_for_its_owner_only_and_never_written_over_unasked() {
    let home = Home::with_demo();
    let plan = |options: &[&str]| home.reads(&[&["print", "plan", "sewell"], options].concat());
    let said = plan(&["--pdf", "plan.pdf"]).fine();
    assert!(said.contains("plan.pdf") && said.contains("on record"), "{said}");
    let mode = std::fs::metadata(home.path("plan.pdf")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let first = std::fs::read(home.path("plan.pdf")).unwrap();
    assert!(first.starts_with(b"%PDF-1.7"));
    let why = plan(&["--pdf", "plan.pdf"]).refused(1);
    assert!(why.contains("--force"), "{why}");
    assert_eq!(acts(&home, "print.plan"), 1);
    std::fs::set_permissions(home.path("plan.pdf"), std::fs::Permissions::from_mode(0o644)).unwrap();
    plan(&["--pdf", "plan.pdf", "--force"]).fine();
    let mode = std::fs::metadata(home.path("plan.pdf")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read(home.path("plan.pdf")).unwrap(), first, "the same plan made other bytes");
    plan(&["--patient", "--output", "copy.txt"]).fine();
    assert_eq!(acts(&home, "print.plan_patient"), 1);
    let why = plan(&["--pdf", "nowhere/plan.pdf"]).refused(1);
    assert!(why.contains("Name a folder"), "{why}");
}

#[test]
fn nobody_is_guessed() {
    let home = Home::with_demo();
    let why = home.reads(&["print", "plan", "zzzz"]).refused(1);
    assert!(why.contains("Nobody matches"), "{why}");
    let why = home.reads(&["print", "plan", "sewell", "--pdf", "a.pdf", "--output", "b.txt"]).refused(2);
    assert!(why.contains("cannot be used with"), "{why}");
}
