//! `check-meds`: a list as typed, without a database.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use super::home::{Answer, Home, answer};

const LIST: &str = "Jantoven 5 mg tab PO every evening\n\nnaproxen 500 mg bid\nLasiksx 40\nMS 10 mg po prn\n";

fn on(home: &Home, list: &[u8], options: &[&str]) -> Answer {
    std::fs::write(home.path("list.txt"), list).unwrap();
    home.run(&[&["check-meds", "list.txt"], options].concat())
}

fn as_json(list: &str, options: &[&str]) -> Value {
    let answer = on(&Home::new(), list.as_bytes(), &[options, &["--json"]].concat());
    serde_json::from_str(&answer.fine()).unwrap()
}

#[test]
fn the_answer_has_its_shape_and_counts_what_it_could_not_check() {
    let answer = as_json(LIST, &["--age", "81", "--sex", "F", "--condition", "heart failure"]);
    assert_eq!((&answer["checked"], &answer["of"]), (&json!(2), &json!(4)));
    assert_eq!(answer["knowledge"], caseload::knowledge::formulary().dated);
    let line = &answer["lines"][0];
    assert_eq!(line["text"], "Jantoven 5 mg tab PO every evening");
    assert_eq!((&line["ingredients"], &line["route"]), (&json!(["warfarin"]), &json!("po")));
    assert_eq!(line["daily_dose"], json!({"value": 5.0, "unit": "mg"}));
    assert_eq!(line["high_alert"], true);
    assert!(line["understood_as"].as_str().unwrap().starts_with("warfarin"));
    assert_eq!((&answer["lines"][2]["ingredients"], &answer["lines"][2]["route"]), (&json!([]), &Value::Null));
    assert!(answer["lines"][2]["suggestions"].is_array());

    let alerts = answer["alerts"].as_array().unwrap();
    let first = &alerts[0];
    assert_eq!(
        (&first["kind"], &first["tier"], &first["lines"]),
        (&json!("interaction"), &json!("serious"), &json!([0, 1]))
    );
    assert_eq!(first["ingredients"], json!(["warfarin", "naproxen"]));
    for key in ["rule", "why", "consequence", "action", "source"] {
        assert!(first[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    let of_kind = |kind: &str| alerts.iter().filter(|alert| alert["kind"] == kind).collect::<Vec<_>>();
    assert_eq!(of_kind("older_adult").len(), 1);
    assert_eq!(of_kind("sig")[0]["text"], "MS");
    assert_eq!(of_kind("not_checked").len(), 2);
    for alert in ["older_adult", "sig", "not_checked"].into_iter().flat_map(of_kind) {
        assert!(alert.get("tier").is_none(), "{alert}");
    }
    assert!(answer["cautions"].as_array().unwrap().iter().all(|caution| caution["kind"] == "older_adult"));
}

#[test]
fn kidneys_and_allergies_are_taken_as_told() {
    let list = "metformin 500 mg bid\nAugmentin 500 mg bid\nenoxaparin 40 mg daily\n";
    let found = |options: &[&str]| {
        let answer = as_json(list, options);
        let alerts = answer["alerts"].as_array().unwrap().iter();
        let of = |alert: &Value| format!("{} {}", alert["kind"].as_str().unwrap(), alert["ingredients"]);
        alerts.map(of).collect::<Vec<_>>()
    };
    assert!(found(&["--egfr", "28"]).contains(&"renal [\"metformin\"]".to_owned()));
    // The number that is on file stands in for the one the label counts, and that is said.
    assert!(found(&["--egfr", "28"]).contains(&"renal [\"enoxaparin\"]".to_owned()));
    let stands_in = as_json(list, &["--egfr", "28"])["alerts"].to_string();
    assert!(
        stands_in.contains("the label counts creatinine clearance, not computed, missing: creatinine"),
        "{stands_in}"
    );
    assert!(found(&["--crcl", "28"]).contains(&"renal [\"enoxaparin\"]".to_owned()));
    assert!(found(&["--allergy", "PCN: hives"]).contains(&"allergy [\"amoxicillin\"]".to_owned()));
    assert!(found(&["--allergy", "NKDA"]).iter().all(|alert| !alert.starts_with("allergy")));
}

#[test]
fn the_text_names_risk_action_questions_and_source() {
    let page = on(&Home::new(), LIST.as_bytes(), &[]).fine();
    assert!(page.starts_with("2 of 4 medicines checked"), "{page}");
    for words in
        ["SERIOUS  warfarin x naproxen", "\n  risk ", "\n  do ", "\n  ask ", "\n  source ", "NOT CHECKED  Lasiksx"]
    {
        assert!(page.contains(words), "`{words}` is missing in {page}");
    }
}

#[test]
fn standard_input_is_a_list_too() {
    let home = Home::new();
    let mut command = home.command(&["check-meds"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(LIST.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("2 of 4 medicines checked"));
}

#[test]
fn what_is_no_list_is_answered_or_refused_in_words() {
    let home = Home::new();
    let empty = on(&home, b"\n  \n", &[]).fine();
    assert!(empty.contains("0 of 0") && empty.contains("empty"), "{empty}");
    assert!(on(&home, b"\xff\xfe\x00", &[]).refused(1).contains("not plain text"));
    assert!(on(&home, b"warfarin\0", &[]).refused(1).contains("not plain text"));
    assert!(on(&home, &b"warfarin 5 mg daily\n".repeat(501), &[]).refused(1).contains("501 lines"));
    assert!(on(&home, &vec![b'a'; 300 * 1024], &[]).refused(1).contains("256 KiB"));
    assert!(home.run(&["check-meds", "nowhere.txt"]).refused(1).contains("nowhere.txt cannot be read"));
    assert_eq!(answer(&mut home.command(&["check-meds", "-", "--egfr", "much"])).code, 2);
    assert_eq!(answer(&mut home.command(&["check-meds", "-", "--age", "900"])).code, 2);
    // One endless line is still one medicine nobody knows.
    let long = as_json(&"x".repeat(100_000), &[]);
    assert_eq!((&long["checked"], &long["of"]), (&json!(0), &json!(1)));
}

#[test]
fn nothing_typed_reaches_the_terminal_as_a_command() {
    let page = on(&Home::new(), b"\x1b[2Jwarfarin 5 mg daily\nnaproxen \x1b]0;x\x07 500 mg bid\n", &[]).fine();
    assert!(!page.contains('\u{1b}') && !page.contains('\u{7}'), "{page:?}");
}

/// Where a word of a line is not understood nothing is counted, and the line and the review both say so.
#[test]
fn an_amount_that_nobody_can_count_is_named() {
    let answer = as_json("acetaminophen 500 mg 2 tablets every 2 hours flurble\nlisinopril 10 mg daily\n", &[]);
    let [unclear, clear] = [0, 1].map(|line| &answer["lines"][line]);
    assert_eq!(unclear["amount_not_checked"], json!(["not understood: flurble"]));
    assert!(unclear.get("daily_dose").is_none(), "{unclear}");
    assert!(clear.get("amount_not_checked").is_none(), "{clear}");
    let cautions = answer["cautions"].as_array().unwrap();
    let of_words: Vec<&Value> = cautions.iter().filter(|caution| caution["kind"] == "sig").collect();
    assert_eq!(of_words.len(), 1, "{cautions:?}");
    assert_eq!(of_words[0]["lines"], json!([0]));
    assert_eq!(of_words[0]["consequence"], "amount not checked: not understood: flurble");
}

/// The sign in a condition is kept as written and warned of nowhere; as an order it is.
#[test]
fn a_sign_in_a_condition_is_no_error() {
    let signs = |line: &str| {
        let answer = as_json(line, &[]).to_string();
        answer.matches("greater than, less than").count()
    };
    assert_eq!(signs("metoprolol tartrate 25 mg bid, hold if SBP < 100"), 0);
    assert!(signs("oxycodone 5 mg < 4 times a day") > 0);
}
