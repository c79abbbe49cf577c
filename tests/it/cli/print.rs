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
    assert!(
        plan.contains("sulfamethoxazole") && plan.contains("DRAFT: 1 change since version 1 is not signed"),
        "{plan}"
    );
    let says = |drug: &str| {
        let of = "patient_id = (SELECT id FROM patient WHERE number = '100000')";
        count(&format!("SELECT count(*) FROM plan_version WHERE {of} AND content LIKE '%{drug}%'"))
    };
    assert_eq!((says("warfarin"), says("sulfamethoxazole")), (1, 0));
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

/// A command about Ruth's plan that was revised twice.
fn of_abara(desk: &mut crate::desk::Desk, home: &Home, options: &[&str]) -> super::home::Answer {
    let path = desk.store().path();
    let who = ["print", "plan", "abara", "--user", "rbrandt", "--at", "2026-03-10T09:00", "--db"];
    home.run(&[&who[..], &[path.to_str().unwrap()], options].concat())
}

#[test]
fn a_signed_version_is_printed_and_the_audit_says_which() {
    let (mut desk, home) = (crate::care_plan::revised(), Home::new());
    let mut print = |options: &[&str]| of_abara(&mut desk, &home, options);
    let first = print(&["--version", "1"]).fine();
    assert!(first.contains("\nRETRACTED 2026-03-10\n") && first.contains("The target was not hers."), "{first}");
    assert!(first.contains("target: <140/90") && !first.contains("<130/80"), "{first}");
    let second = print(&["--signed"]).fine();
    assert_eq!(second, print(&["--version", "2"]).fine());
    assert!(second.contains("target: <130/80") && second.contains("order: verbal order"), "{second}");
    assert!(second.contains("Weigh at each visit") && !second.contains("three readings"), "{second}");
    insta::assert_snapshot!("second_version_of_a_plan", second);
    let pages = print(&["--version", "1", "--pages"]).fine();
    for page in pages.split('\u{c}') {
        assert!(
            page.contains("version 1, signed") && page.contains("\nRETRACTED ") && page.contains("page "),
            "{page}"
        );
    }
    let said = print(&["--signed", "--pdf", "two.pdf"]).fine();
    assert!(said.contains("two.pdf holds version 2 of the plan of record 00001"), "{said}");
    assert!(std::fs::read(home.path("two.pdf")).unwrap().starts_with(b"%PDF-1.7"));
    let today = print(&[]).fine();
    assert!(today.contains("\nDRAFT: ") && today.contains("since version 2 are not signed\n"), "{today}");
    let prints =
        "SELECT count(*) FROM audit WHERE action = 'print.plan_version' AND patient_id IS NOT NULL AND object = ";
    assert_eq!(desk.number(&format!("{prints}'version/1'")), 2);
    assert_eq!(desk.number(&format!("{prints}'version/2'")), 3);
}

#[test]
fn a_version_that_is_none_is_refused_and_nothing_is_on_record() {
    let (mut desk, home) = (crate::care_plan::revised(), Home::new());
    let mut print = |options: &[&str]| of_abara(&mut desk, &home, options);
    let why = print(&["--version", "7"]).refused(1);
    assert!(why.contains("There is no version 7 of this plan; signed are: 1, 2."), "{why}");
    let why = print(&["--version", "3"]).refused(1);
    assert!(why.contains("Number 3 is a text beside version 2 (addendum)"), "{why}");
    for both in [["--version=1", "--signed"], ["--version=1", "--patient"], ["--signed", "--patient"]] {
        let why = print(&both).refused(2);
        assert!(why.contains("cannot be used with"), "{why}");
    }
    print(&["--version", "two"]).refused(2);
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action LIKE 'print%'"), 0);
    let never = Home::with_demo();
    let why = never.reads(&["print", "plan", "gaffney", "--signed"]).refused(1);
    assert!(why.contains("This plan has never been signed."), "{why}");
}

#[test]
fn without_a_version_in_force_the_retracted_one_is_named() {
    let (mut desk, home) = (crate::care_plan::revised(), Home::new());
    desk.keys("V 1 3 4").type_text("Of another patient.").keys("Enter y");
    let why = of_abara(&mut desk, &home, &["--signed"]).refused(1);
    assert!(why.contains("No signed version is in force: version 2 was retracted. --version 2 prints it"), "{why}");
    let today = of_abara(&mut desk, &home, &[]).fine();
    assert!(today.contains("\nDRAFT: version 2 was RETRACTED\n"), "{today}");
}
