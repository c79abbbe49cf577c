//! The plan of care on the screen: situation, keys, screen.

mod content;
mod editors;
mod hostile;
mod imported;
mod reopen;
mod required;
mod telling;
mod untold;
mod versions;

use caseload::domain::plan::{CarePlan, Goal, Intervention, PlanStatus};
use caseload::domain::record::{Body, Record};

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

fn goal(key: &str, text: &str, problem: &str) -> Record {
    let goal = Goal {
        problem: problem.to_owned(),
        measure: Some("blood pressure".to_owned()),
        target: Some("<140/90".to_owned()),
        target_date: "2026-04-10".parse().ok(),
        started: "2026-03-02".parse().ok(),
        ..Goal::saying(text)
    };
    of("ruth", key, Body::Goal(goal))
}

fn step(key: &str, goal: Option<&str>, text: &str, needs_order: bool) -> Record {
    let mut record = of("ruth", key, Body::Intervention(Intervention { needs_order, ..Intervention::doing(text) }));
    record.links.goal = goal.map(str::to_owned);
    record
}

/// Ruth's plan: one goal with two interventions, one intervention that serves no goal; Tuesday 10 March, 9:00.
pub(crate) fn planned() -> Situation {
    let plan = CarePlan { title: "Plan".to_owned(), status: PlanStatus::Active, from: None, to: None };
    Situation::with(vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        of("ruth", "plan", Body::CarePlan(plan)),
        goal("g1", "Pressure under 140/90", "Hypertension"),
        step("s1", Some("g1"), "Teach home readings", false),
        step("s2", Some("g1"), "Weigh at each visit", false),
        step("s3", None, "Balance training", false),
    ])
}

/// Ruth's plan with a problem, a section and two signed versions: the first was retracted, the second has an addendum, a
/// correction and a late entry. After them an intervention was stopped and a goal met.
pub(crate) fn revised() -> Desk {
    let mut desk = ruth((120, 40));
    desk.keys("k e Tab").type_text("my pressure is up").keys("Enter g g j j o Enter");
    desk.keys("G e").type_text("Goes to her son.").keys("Ctrl-s S y");
    desk.has("v1 signed");
    desk.keys("g g j e").type_text("<130/80").keys("S-Tab").type_text("Dr Lee, call of today");
    desk.keys("Enter Esc S y Esc");
    desk.has("v2 signed");
    let mut add = |keys: &str, text: &str| {
        desk.keys(keys).type_text(text).keys("Enter y");
        // A correction and a retraction open the list of who must be told: later.
        if desk.screen().contains("who must be told") {
            desk.keys("Esc");
        }
    };
    add("V 1 3 1", "Her daughter was present.");
    add("V 1 3 2", "The call was on 9 March.");
    add("V 1 3 3", "The cuff was checked.");
    add("V 2 3 4", "The target was not hers.");
    desk.keys("g g j j j D")
        .type_text("scale is broken")
        .keys("Enter g g j m")
        .type_text("three readings")
        .keys("Enter");
    desk.has("goal closed as met");
    desk
}

fn ruth(size: (u16, u16)) -> Desk {
    let mut desk = Desk::of(planned(), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk
}

#[test]
fn the_tree_in_a_small_and_in_a_wide_window() {
    insta::assert_snapshot!("plan_80x24", ruth((80, 24)).styled_screen());
    insta::assert_snapshot!("plan_120x40", ruth((120, 40)).styled_screen());
}

#[test]
fn results_of_interventions_cost_two_keys_each() {
    let mut desk = ruth((80, 24));
    desk.keys("j 1 Enter");
    desk.has("result of an intervention recorded");
    desk.keys("2 Enter");
    desk.has("say what was left out, and why");
    desk.type_text("scale was broken").keys("Enter 3").type_text("asleep").keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM delivery WHERE on_date = '2026-03-10'"), 3);
    assert_eq!(desk.number("SELECT count(DISTINCT intervention_id) FROM delivery"), 3);
    desk.keys("u");
    assert_eq!(desk.number("SELECT count(*) FROM delivery WHERE counts = 1"), 2);
}

#[test]
fn the_last_detail_is_proposed_again() {
    let mut desk = ruth((80, 24));
    desk.keys("j 1").type_text("own cuff, 3 readings").keys("Enter k 1");
    desk.has("own cuff, 3 readings");
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM delivery WHERE detail = 'own cuff, 3 readings'"), 2);
}

#[test]
fn a_problem_named_in_words_becomes_one_of_the_plan() {
    let mut desk = ruth((80, 24));
    desk.keys("k e Tab").type_text("my pressure is up").keys("Tab Tab").type_text("3").keys("Enter");
    desk.has("problem added to the plan, its goals hang on it");
    desk.has("knowledge 3 of 5");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE problem_id IS NOT NULL"), 1);
    desk.keys("u");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE problem_id IS NOT NULL"), 0);
    assert_eq!(desk.number("SELECT count(*) FROM plan_problem WHERE status = 'active'"), 0);
}

#[test]
fn an_intervention_without_its_order_says_so_until_one_is_linked() {
    let mut desk = ruth((80, 24));
    desk.keys("a").type_text("intervention").keys("Enter").type_text("Change hydrofiber dressing");
    desk.keys("Tab").type_text("SN").keys("Tab").type_text("every 3 days").keys("Tab Tab").type_text("y");
    desk.keys("Enter");
    desk.has("intervention added");
    desk.has("1 NO ORDER");
    // The cursor has gone to the new line.
    desk.has("NO ORDER: o links it to its order");
    desk.keys("1");
    desk.has("This needs an order before it is done");
    desk.keys("o Enter");
    desk.has("verbal order recorded and linked");
    desk.lacks("NO ORDER");
    desk.keys("1 Enter u u");
    desk.has("1 NO ORDER");
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'order_verbal' AND counts = 1"), 0);
}

#[test]
fn a_line_is_read_in_full_where_the_window_is_too_small_for_it() {
    let mut desk = ruth((80, 24));
    for check in ["138/84 own cuff", "142/88", "150/90 salt yesterday", "136/82", "134/80", "132/78", "130/76"] {
        desk.keys("2").type_text(check).keys("Enter");
    }
    desk.lacks("138/84 own cuff");
    desk.has("more lines: w shows all");
    desk.keys("w");
    desk.has("Goal: Pressure under 140/90");
    desk.has("138/84 own cuff");
}

#[test]
fn lines_change_places_under_their_heading() {
    let mut desk = ruth((80, 24));
    desk.keys("j J");
    desk.has("order of the plan changed");
    let screen = desk.screen();
    assert!(screen.find("Weigh at each").unwrap() < screen.find("Teach home").unwrap(), "{screen}");
    desk.keys("J");
    desk.has("It is the last one of its kind here.");
    desk.keys("K");
    let screen = desk.screen();
    assert!(screen.find("Weigh at each").unwrap() > screen.find("Teach home").unwrap(), "{screen}");
}

#[test]
fn what_is_stopped_goes_out_of_sight_and_plus_shows_it() {
    let mut desk = ruth((80, 24));
    desk.keys("j D").type_text("reads it herself now").keys("Enter");
    desk.has("intervention stopped");
    desk.lacks("Teach home readings");
    desk.keys("+");
    desk.has("Teach home readings");
    desk.has("stopped");
}

#[test]
fn a_plan_is_signed_after_it_was_read_and_what_changes_then_is_told() {
    let mut desk = ruth((80, 24));
    desk.keys("S");
    desk.has("version 1: the first one that is signed");
    desk.keys("Esc S y");
    desk.has("plan of care signed");
    desk.lacks("u undo");
    desk.has("v1 signed 10 Mar, unchanged since");
    desk.keys("S");
    desk.has("Nothing has changed since the signed version.");
    desk.keys("e").type_text("<130/80").keys("S-Tab").type_text("Dr Lee, call of today").keys("Enter Esc");
    desk.has("1 change not signed, TELL 1");
    desk.keys("=");
    desk.has("[-<140/90-] {+<130/80+}");
    desk.keys("Esc S y");
    desk.has("who must be told of version 2");
    desk.keys("Space Enter");
    desk.has("1 still to be told: a task for tomorrow");
    assert_eq!(desk.number("SELECT count(*) FROM note WHERE text LIKE '%version 2%<130/80%'"), 1);
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'poc_revised'"), 1);
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'poc_revision_told'"), 0);
}

#[test]
fn versions_are_read_compared_and_added_to_and_stay_as_they_are() {
    let mut desk = ruth((120, 40));
    desk.keys("S y e").type_text("<130/80").keys("S-Tab").type_text("call").keys("Enter Esc S y Esc V");
    desk.has("version 2");
    desk.has("practitioner has not signed it, and no verbal order since");
    desk.keys("2");
    desk.has("compare with version 2");
    desk.keys("5");
    desk.has("version 1 to version 2");
    desk.has("[-<140/90-] {+<130/80+}");
    desk.keys("Esc V 1 3 1").type_text("Patient's daughter was present.").keys("Enter");
    desk.has("addendum to version 2");
    desk.keys("y");
    desk.has("addendum to the plan signed");
    desk.keys("V 1 1");
    desk.has("ADDENDUM Rosa Brandt, RN");
    desk.has("Patient's daughter was present.");
    desk.has("SHA-256");
    let hashes = desk.number("SELECT count(DISTINCT sha256) FROM plan_version");
    assert_eq!((hashes, desk.number("SELECT count(*) FROM plan_version")), (3, 3));
}

#[test]
fn a_signed_version_is_printed_word_for_word_and_every_print_is_on_record() {
    let mut desk = revised();
    desk.keys("V 2");
    desk.has("4 print it, word for word, as a PDF");
    desk.keys("4");
    desk.has("00001-2026-03-10-plan-version-1.pdf is written");
    desk.keys("P");
    desk.has("4 PDF of version 2, word for word as it was signed");
    desk.keys("4");
    desk.has("00001-2026-03-10-plan-version-2.pdf is written");
    let prints = "SELECT count(*) FROM audit WHERE action = 'print.plan_version' AND object = ";
    assert_eq!(desk.number(&format!("{prints}'version/1'")), 1);
    assert_eq!(desk.number(&format!("{prints}'version/2'")), 1);
    desk.keys("P 1");
    desk.has("DRAFT: 3 changes since version 2 are not signed");
}

#[test]
fn a_version_of_a_newer_program_is_no_crash() {
    let mut desk = ruth((80, 24));
    let newer = "INSERT INTO plan_version (patient_id, number, kind, content, sha256, user_id, signer, at)
                 SELECT id, 1, 'signed', '{\"format\":99}', zeroblob(32), 1, 'X', 0 FROM patient";
    desk.store().colleague().connection().execute_batch(newer).unwrap();
    desk.read_again().keys("V 1");
    desk.has("signed with a newer program");
    desk.keys("Esc P 4");
    desk.has("is not what was signed and cannot be read: tell the");
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action LIKE 'print%'"), 0);
    desk.keys("P 1");
    desk.has("DRAFT: what is kept of version 1 is not what was signed");
}

#[test]
fn a_signature_is_not_taken_back_with_what_was_done_before_it() {
    let mut desk = ruth((80, 24));
    desk.keys("j 1 Enter S y u");
    assert_eq!(desk.number("SELECT count(*) FROM plan_version"), 1);
    desk.has("undone: result of an intervention recorded");
}

#[test]
fn a_colleagues_change_of_another_field_is_kept_and_of_the_same_is_asked_about() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("S-Tab").type_text("mine");
    let colleague = "UPDATE goal SET target_date = '2026-05-01', version = version + 1";
    desk.store().colleague().connection().execute_batch(colleague).unwrap();
    desk.read_again().keys("Enter");
    desk.has("goal changed");
    let both = "SELECT count(*) FROM goal WHERE target = '<130/80' AND target_date = '2026-05-01'";
    assert_eq!(desk.number(both), 1);

    desk.keys("e").type_text("<120/80").keys("S-Tab").type_text("mine again");
    let colleague = "UPDATE goal SET target = '<135/85', version = version + 1";
    desk.store().colleague().connection().execute_batch(colleague).unwrap();
    desk.read_again().keys("Enter");
    desk.has("a colleague changed the same meanwhile");
    desk.has("theirs: <135/85");
    desk.has("yours:  <120/80");
    desk.keys("Esc");
    desk.has("<120/80");
    desk.keys("Enter 3");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE target = '<135/85; <120/80'"), 1);
}

#[test]
fn a_write_that_met_a_colleagues_is_typed_no_second_time() {
    let mut desk = ruth((80, 24));
    desk.keys("e").type_text("<130/80").keys("S-Tab").type_text("mine");
    let colleague = "UPDATE goal SET unit = 'mm Hg', version = version + 1";
    desk.store().colleague().connection().execute_batch(colleague).unwrap();
    desk.keys("Enter");
    desk.has("Someone else changed this meanwhile");
    desk.keys("Enter");
    desk.has("goal changed");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE target = '<130/80' AND unit = 'mm Hg'"), 1);
}

#[test]
fn a_colleague_in_the_same_chart_is_named_and_what_she_writes() {
    let mut desk = ruth((80, 24));
    desk.lacks("ALSO HERE");
    let tilda = desk.store().user("tquist");
    let patient = desk.store().patient("abara");
    let mut colleague = desk.store().colleague();
    colleague.open_chart(patient, tilda, now()).unwrap();
    desk.news();
    desk.has("ALSO HERE T.Quist 09:00");
    let draft = "INSERT INTO draft (user_id, patient_id, place, text, cursor, updated_at, becomes, session)
                 SELECT u.id, p.id, 'plan/safety', 'x', 1, 1773151200000, zeroblob(16), 'other' FROM user AS u, patient AS p WHERE u.login = 'tquist'";
    colleague.connection().execute_batch(draft).unwrap();
    desk.read_again();
    desk.has("ALSO HERE T.Quist 09:00, writing Safety measures");
}

#[test]
fn the_plan_is_printed_here_and_into_files_and_every_print_is_on_record() {
    let mut desk = ruth((80, 24));
    desk.keys("P");
    desk.has("Every print is on record.");
    desk.keys("1");
    desk.has("DRAFT, not signed");
    desk.keys("Esc P 2 P 3 P 3");
    desk.has("00001-2026-03-10-plan-for-patient-2.pdf is written");
    let folder = desk.store().path().parent().unwrap().to_owned();
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".pdf"))
        .collect();
    files.sort();
    let named = [
        "00001-2026-03-10-plan-for-patient-2.pdf",
        "00001-2026-03-10-plan-for-patient.pdf",
        "00001-2026-03-10-plan.pdf",
    ];
    assert_eq!(files, named);
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action = 'print.plan'"), 2);
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action = 'print.plan_patient'"), 2);
}
