//! `charts`: the list, what is decided, and what is refused in words.

use serde_json::Value;

use super::home::Home;

/// A home with two charts of one person, told by number, and one of somebody else.
fn home() -> Home {
    let home = Home::new();
    let about = ["--zone", "America/Chicago", "--admin", "Maria Ortiz", "--role", "case_manager", "--credential", "RN"];
    home.run(&[&["--db", "agency.db", "init", "--agency", "Test"], &about[..]].concat()).fine();
    let person = |id: u8, family: &str, born: &str, number: &str| {
        format!(
            r#"{{"resourceType":"Patient","id":"{id}","gender":"female","birthDate":"{born}","name":[{{"family":"{family}","given":["Nell"]}}],"identifier":[{{"system":"urn:oid:1.2.3","value":"{number}"}}]}}"#
        )
    };
    let lines = [
        person(1, "Quill", "1944-05-01", "778899"),
        person(2, "Quill", "1944-05-01", "778899"),
        person(3, "Osei", "1940-01-05", "55"),
    ];
    std::fs::write(home.path("people.ndjson"), lines.join("\n")).unwrap();
    home.run(&["--db", "agency.db", "import", "people.ndjson", "--assign", "ortiz"]).fine();
    home
}

fn charts(home: &Home, words: &[&str]) -> super::home::Answer {
    home.run(&[&["--db", "agency.db", "charts", "--user", "ortiz"], words].concat())
}

#[test]
fn the_list_shows_both_sides_and_says_what_differs() {
    let home = home();
    let said = charts(&home, &[]).fine();
    assert!(said.starts_with("00001 and 00002: to decide\n    the same number, name and birth date\n"), "{said}");
    assert!(said.contains("born        agrees   1944-05-01"), "{said}");
    assert!(said.contains("number      agrees   778899 (urn:oid:1.2.3)"), "{said}");
    assert!(said.contains("caseload charts 00001 00002 --same | --different | --later"), "{said}");
    assert_eq!(charts(&home, &["00001", "00002"]).fine(), said);
    assert_eq!(charts(&home, &["00002", "00001"]).fine(), said, "in any order");
}

#[test]
fn a_decision_is_told_and_stays_until_it_is_opened_again() {
    let home = home();
    let said = charts(&home, &["00001", "00002", "--same", "--keep", "00002"]).fine();
    assert!(said.starts_with("00001 and 00002: the same person\n"), "{said}");
    assert!(said.contains("goes on as  00002") && said.contains("decided by  Maria Ortiz"), "{said}");
    assert_eq!(charts(&home, &[]).fine(), "No charts are to be decided.\n");
    assert!(charts(&home, &["--all"]).fine().contains("the same person"));
    let patient = home.run(&["--db", "agency.db", "patient", "00001", "--user", "ortiz"]).fine();
    assert!(patient.contains("GOES ON AS #00002 QUILL Nell"), "{patient}");
    let said = charts(&home, &["00001", "00002", "--open"]).fine();
    assert!(said.starts_with("00001 and 00002: to decide\n") && !said.contains("decided by"), "{said}");
    assert!(charts(&home, &["00001", "00002", "--later"]).fine().contains("put off"));
    assert!(charts(&home, &[]).fine().contains("put off"), "what is put off is listed");
    assert!(charts(&home, &["00001", "00002", "--different"]).fine().contains("not the same person"));
    assert_eq!(charts(&home, &[]).fine(), "No charts are to be decided.\n");
}

#[test]
fn json_has_the_same_and_says_who_decided() {
    let home = home();
    let list = || -> Value { serde_json::from_str(&charts(&home, &["--all", "--json"]).fine()).unwrap() };
    let pair = &list()["charts"][0];
    assert_eq!((&pair["decision"], &pair["because"]), (&"open".into(), &serde_json::json!(["number"])));
    assert_eq!((&pair["keeps"], &pair["decided_by"]), (&Value::Null, &Value::Null));
    let side = &pair["sides"][1];
    assert_eq!(side["number"], "00002");
    assert_eq!(side["identifiers"], serde_json::json!([{"system": "urn:oid:1.2.3", "value": "778899"}]));
    assert_eq!(side["sources"], serde_json::json!([""]), "a file that does not say");
    assert_eq!((&side["counts"]["medicines"], &side["care"]["state"]), (&0.into(), &"referral".into()));
    charts(&home, &["00001", "00002", "--same"]).fine();
    let pair = &list()["charts"][0];
    assert_eq!((&pair["decision"], &pair["keeps"]), (&"same".into(), &pair["sides"][0]["patient"]));
    assert_eq!(pair["decided_by"], "Maria Ortiz");
}

#[test]
fn what_cannot_be_decided_is_named() {
    let home = home();
    let none = "Charts 00001 and 00003 are not on the list";
    assert!(charts(&home, &["00001", "00003", "--same"]).refused(1).contains(none));
    assert!(charts(&home, &["00001", "00001"]).refused(1).contains("are not on the list"));
    assert!(charts(&home, &["00001", "99999"]).refused(1).contains("are not on the list"));
    let said = charts(&home, &["00001", "00002", "--same", "--keep", "00003"]).refused(1);
    assert!(said.contains("Chart 00003 is none of the two."), "{said}");
    charts(&home, &["00001"]).refused(2);
    charts(&home, &["--same"]).refused(2);
    charts(&home, &["00001", "00002", "--same", "--later"]).refused(2);
    charts(&home, &["00001", "00002", "--later", "--keep", "00001"]).refused(2);
    assert!(charts(&home, &[]).fine().contains("to decide"), "nothing was decided by any of these");
}

#[test]
fn who_may_not_is_refused() {
    let home = home();
    let config = "[not_for]\nrn = [\"pair\"]\n";
    std::fs::write(home.path("narrow.toml"), config).unwrap();
    let narrow = |words: &[&str]| {
        let begin = ["--config", "narrow.toml", "--db", "agency.db", "charts", "--user", "ortiz"];
        home.run(&[&begin, words].concat())
    };
    let said = narrow(&["00001", "00002", "--different"]).refused(4);
    assert!(said.contains("Deciding whether two charts are one person's is not for an RN at this agency"), "{said}");
    assert!(narrow(&[]).fine().contains("to decide"), "looking is another matter");
    let home = Home::with_demo();
    let said = home.run(&["charts", "--db", "agency.db", "--user", "escobedo"]).refused(4);
    assert!(said.contains("Administrators"), "{said}");
}
