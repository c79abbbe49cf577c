//! `kinds`, `add`, `entries`, `amend`, `retract`: one truth with the screen, one audit row each, refusals in words.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use super::home::{Answer, Home};

const PRINTS: [&str; 3] = ["print", "home", "quill"];

/// An agency with a case manager who is a nurse, and a chart.
fn home() -> Home {
    let home = Home::new();
    let about = ["--zone", "America/Chicago", "--admin", "Maria Ortiz", "--role", "case_manager", "--credential", "RN"];
    home.run(&[&["--db", "agency.db", "init", "--agency", "Test"], &about[..]].concat()).fine();
    let nell = r#"{"resourceType":"Patient","id":"1","gender":"female","birthDate":"1944-05-01","name":[{"family":"Quill","given":["Nell"]}],"address":[{"line":["12 Elm Street"],"city":"Galena","state":"IL"}]}"#;
    std::fs::write(home.path("people.ndjson"), nell).unwrap();
    home.run(&["--db", "agency.db", "import", "people.ndjson", "--assign", "ortiz"]).fine();
    home
}

fn ask(home: &Home, words: &[&str]) -> Answer {
    home.run(&[words, &["--db", "agency.db", "--user", "ortiz", "--at", "2026-03-10T09:00"]].concat())
}

fn fine(home: &Home, words: &[&str]) -> Value {
    serde_json::from_str(&ask(home, &[words, &["--json"]].concat()).fine()).unwrap()
}

/// The same with this on standard input.
fn with_input(home: &Home, words: &[&str], input: &str) -> Answer {
    let words = [words, &["--db", "agency.db", "--user", "ortiz", "--at", "2026-03-10T09:00"]].concat();
    let mut command = home.command(&words);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Answer {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn audit(home: &Home) -> Vec<String> {
    let database = rusqlite::Connection::open(home.path("agency.db")).unwrap();
    let mut rows = database.prepare("SELECT action FROM audit WHERE object LIKE 'entry/%' ORDER BY seq").unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn every_kind_says_its_fields() {
    let kinds = Home::new().run(&["kinds", "--json"]).fine();
    let kinds: Value = serde_json::from_str(&kinds).unwrap();
    let kinds = kinds["kinds"].as_array().unwrap();
    let words: Vec<&str> = kinds.iter().map(|kind| kind["kind"].as_str().unwrap()).collect();
    for known in ["home_evaluation", "hazard", "sharing"] {
        assert!(words.contains(&known), "{known}: {words:?}");
    }
    for field in kinds.iter().flat_map(|kind| kind["fields"].as_array().unwrap()) {
        for key in ["name", "label", "shape", "required"] {
            assert!(!field[key].is_null(), "{key}: {field}");
        }
        assert_eq!(
            field["shape"] == "choice" || field["shape"] == "choices",
            field["choices"].is_array() && field["shape"] != "yes_or_no",
            "{field}"
        );
    }
    let said = Home::new().run(&["kinds"]).fine();
    assert!(said.contains("hazard: home hazard\n    hazard       hazard, choice (needed)\n"), "{said}");
}

#[test]
fn a_record_is_written_read_changed_and_taken_back() {
    let home = home();
    let added = fine(&home, &["add", "quill", "hazard", "hazard=O01", "detail=smokes in bed"]);
    assert_eq!((&added["kind"], &added["version"], &added["follows"]), (&"hazard".into(), &1.into(), &json!([])));
    assert_eq!(added["says"][0], "home hazard: Smoking or open flame with oxygen in use (oxygen): smokes in bed");
    let id = added["id"].to_string();
    let entry = &fine(&home, &["entries", "quill"])["entries"][0];
    assert_eq!((&entry["id"], &entry["kind"], &entry["on"]), (&added["id"], &"hazard".into(), &"2026-03-10".into()));
    assert_eq!((&entry["state"], &entry["by"]), (&"open".into(), &"M.Ortiz RN".into()));
    let fields = json!({"hazard": "O01", "detail": "smokes in bed", "found": "2026-03-10"});
    assert_eq!(entry["fields"], fields);

    let today = ask(&home, &["today"]).fine();
    assert!(today.contains("!! 1   QUILL Nell"), "it puts the patient on Today:\n{today}");

    let amended = fine(&home, &["amend", &id, "outcome=refused"]);
    assert_eq!((&amended["id"], &amended["version"]), (&added["id"], &2.into()));
    let entry = &fine(&home, &["entries", "quill", "--kind", "hazard"])["entries"][0];
    assert_eq!((&entry["state"], &entry["version"]), (&"closed".into(), &2.into()));
    assert_eq!(entry["fields"]["detail"], "smokes in bed", "what was not named stays");
    assert_eq!(entry["fields"]["settled"], "2026-03-10", "what follows from the outcome is not asked for");
    assert!(!ask(&home, &["today"]).fine().contains("oxygen in use"), "declined is an outcome, and not nagged about");

    let retracted = fine(&home, &["retract", &id, "--why", "another home"]);
    assert_eq!(retracted["version"], 3);
    let entry = &fine(&home, &["entries", "quill"])["entries"][0];
    assert_eq!((&entry["state"], &entry["fields"]["retracted"]), (&"entered_in_error".into(), &"another home".into()));
    assert_eq!(audit(&home), ["hazard.add", "hazard.close", "hazard.in_error"], "one audit row each");
    let doctor = home.run(&["--db", "agency.db", "doctor"]);
    assert!(doctor.out.contains("healthy"), "{doctor:?}");
}

#[test]
fn a_dry_run_says_it_and_writes_nothing() {
    let home = home();
    let said = ask(&home, &["add", "quill", "hazard", "hazard=B01", "--dry-run"]).fine();
    assert!(said.ends_with("Nothing was written: this was a dry run.\n"), "{said}");
    assert_eq!(fine(&home, &["entries", "quill"])["entries"], json!([]));
    let id = fine(&home, &["add", "quill", "hazard", "hazard=B01"])["id"].to_string();
    for dry in
        [vec!["amend", &id, "owner=son", "due=+fri", "--dry-run"], vec!["retract", &id, "--why", "x", "--dry-run"]]
    {
        let said = ask(&home, &dry).fine();
        assert!(said.ends_with("Nothing was written: this was a dry run.\n"), "{said}");
    }
    let entry = &fine(&home, &["entries", "quill"])["entries"][0];
    assert_eq!((&entry["version"], &entry["state"]), (&1.into(), &"open".into()));
}

#[test]
fn fields_come_from_standard_input_where_nobody_else_sees_them() {
    let home = home();
    with_input(&home, &["add", "quill", "hazard", "-"], "hazard=S06\nowner = landlord\ndue=+fri\n").fine();
    with_input(&home, &["add", "quill", "hazard", "-"], r#"{"hazard": "B05", "found": "2026-03-09"}"#).fine();
    let entries = fine(&home, &["entries", "quill"])["entries"].clone();
    assert_eq!(
        entries[0]["fields"],
        json!({"hazard": "S06", "owner": "landlord", "due": "2026-03-13", "found": "2026-03-10"})
    );
    assert_eq!(entries[1]["fields"], json!({"hazard": "B05", "found": "2026-03-09"}));
    let id = entries[1]["id"].to_string();
    with_input(&home, &["amend", &id, "-"], "attempts=3/9 called; no answer").fine();
    with_input(&home, &["retract", &id, "--why", "-"], "typed twice\n").fine();
    let entry = &fine(&home, &["entries", "quill"])["entries"][1];
    assert_eq!(
        (&entry["fields"]["attempts"], &entry["fields"]["retracted"]),
        (&"3/9 called; no answer".into(), &"typed twice".into())
    );
    assert!(with_input(&home, &["add", "quill", "hazard", "-"], "{\"hazard\": ").refused(2).contains("no JSON object"));
    assert!(with_input(&home, &["add", "quill", "hazard", "-"], "hazard").refused(2).contains("no FIELD=VALUE"));
}

#[test]
fn what_cannot_be_written_names_what_and_why() {
    let home = home();
    for (words, code, says) in [
        (
            &["add", "quill", "hazards", "x=1"][..],
            2,
            "There is no kind `hazards`: write one of home_evaluation, hazard",
        ),
        (&["add", "nobody", "hazard", "hazard=B01"], 1, "Nobody matches `nobody`"),
        (&["add", "quill", "hazard"], 2, "hazard (hazard): is needed."),
        (&["add", "quill", "hazard", "hazard=ZZ9"], 2, "hazard (hazard): none of its words"),
        (
            &["add", "quill", "hazard", "hazard=B01", "size=2"],
            2,
            "A home hazard has no field `size`: write one of hazard,",
        ),
        (&["add", "quill", "hazard", "hazard=B01", "hazard=B02"], 2, "The field `hazard` is named twice."),
        (&["add", "quill", "hazard", "hazard=B01", "found=+3"], 2, "found (found on): is still to come."),
        (&["add", "quill", "hazard", "hazard=B01", "owner=son"], 2, "due (fix by): someone has taken this on"),
        (&["entries", "quill", "--kind", "x"], 2, "There is no kind `x`"),
        (&["amend", "77", "owner=son"], 1, "There is no record 77"),
        (&["retract", "77", "--why", "x"], 1, "There is no record 77"),
    ] {
        let said = ask(&home, words).refused(code);
        assert!(said.contains(says), "{words:?}: {said}");
    }
    let id = fine(&home, &["add", "quill", "hazard", "hazard=B01"])["id"].to_string();
    assert!(ask(&home, &["amend", &id]).refused(2).contains("Nothing is to be changed"));
    assert!(ask(&home, &["amend", &id, "hazard=B01"]).refused(1).contains("Nothing is different"));
    ask(&home, &["retract", &id, "--why", " "]).refused(2);
    ask(&home, &["retract", &id, "--why", "x"]).fine();
    assert!(ask(&home, &["amend", &id, "owner=son"]).refused(1).contains("entered in error"));
    assert!(ask(&home, &["retract", &id, "--why", "x"]).refused(1).contains("already"));
}

#[test]
fn who_may_not_is_refused_at_the_door() {
    let home = home();
    let database = rusqlite::Connection::open(home.path("agency.db")).unwrap();
    database.execute("UPDATE user SET role = 'auditor' WHERE login = 'ortiz'", []).unwrap();
    let said = ask(&home, &["add", "quill", "hazard", "hazard=B01"]).refused(4);
    assert!(said.contains("is not for an auditor"), "{said}");
    assert_eq!(fine(&home, &["entries", "quill"])["entries"], json!([]));
    database.execute("UPDATE user SET role = 'administrator' WHERE login = 'ortiz'", []).unwrap();
    assert!(ask(&home, &["entries", "quill"]).refused(4).contains("see no chart"));
}

#[test]
fn a_field_and_a_kind_of_a_newer_program_outlive_this_one() {
    let home = home();
    let id = fine(&home, &["add", "quill", "hazard", "hazard=B01"])["id"].to_string();
    let database = rusqlite::Connection::open(home.path("agency.db")).unwrap();
    database.execute("UPDATE entry SET body = json_set(body, '$.photo', 'p7.jpg')", []).unwrap();
    let newer = "INSERT INTO entry (patient_id, kind, on_date, state, author, at, body)
        SELECT patient_id, 'weather', '2026-03-01', 'open', author, at, '{\"sky\": \"gray\"}' FROM entry";
    database.execute(newer, []).unwrap();
    fine(&home, &["amend", &id, "detail=by the tub"]);
    let entries = fine(&home, &["entries", "quill"])["entries"].clone();
    assert_eq!(
        entries[0]["fields"],
        json!({"hazard": "B01", "detail": "by the tub", "found": "2026-03-10", "photo": "p7.jpg"})
    );
    assert_eq!((&entries[1]["kind"], &entries[1]["fields"]), (&"weather".into(), &json!({"sky": "gray"})));
    let other = entries[1]["id"].to_string();
    assert!(ask(&home, &["amend", &other, "sky=blue"]).refused(1).contains("newer version"));
    let chart = home.run(&["--db", "agency.db", "patient", "quill", "--user", "ortiz"]).fine();
    assert!(chart.contains("QUILL Nell"), "the chart opens all the same:\n{chart}");
}

#[test]
fn what_leaves_the_agency_needs_the_patients_permission() {
    let home = home();
    ask(&home, &["add", "quill", "hazard", "hazard=S06", "detail=fell here twice, on warfarin"]).fine();
    ask(&home, &["add", "quill", "hazard", "hazard=V01"]).fine();
    let page = ask(&home, &PRINTS).fine();
    assert!(
        page.contains("Handrail missing") && page.contains("Signs of abuse") && page.contains("record 00001"),
        "{page}"
    );
    for (flag, with) in [("--family", "family"), ("--landlord", "landlord")] {
        let said = ask(&home, &[&PRINTS[..], &[flag]].concat()).refused(4);
        assert!(said.contains(&format!("has not allowed this to be shared with the {with}")), "{said}");
    }
    ask(&home, &["add", "quill", "sharing", "with=landlord", "name=A. Pell", "how=written"]).fine();
    let letter = ask(&home, &[&PRINTS[..], &["--landlord"]].concat()).fine();
    for there in ["To: A. Pell", "From: Nell Quill, 12 Elm Street", "Handrail missing"] {
        assert!(letter.contains(there), "{there}:\n{letter}");
    }
    for never in ["Test", "00001", "warfarin", "fell", "abuse", "RN"] {
        assert!(!letter.contains(never), "{never}:\n{letter}");
    }
    let family = fine(&home, &["add", "quill", "sharing", "with=family", "how=verbal"])["id"].to_string();
    let page = ask(&home, &[&PRINTS[..], &["--family"]].concat()).fine();
    assert!(page.contains("Handrail missing") && !page.contains("abuse") && !page.contains("warfarin"), "{page}");
    ask(&home, &["amend", &family, "revoked=today"]).fine();
    ask(&home, &[&PRINTS[..], &["--family"]].concat()).refused(4);
    let database = rusqlite::Connection::open(home.path("agency.db")).unwrap();
    let printed =
        "SELECT count(*) FROM audit WHERE action IN ('print.home', 'print.home_landlord', 'print.home_family')";
    let count: i64 = database.query_row(printed, [], |row| row.get(0)).unwrap();
    assert_eq!(count, 3, "each print is on record, no refusal is");
}
