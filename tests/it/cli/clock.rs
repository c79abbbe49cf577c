//! `clock`: what is due and why, from facts given by hand, without a database.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use super::home::{Answer, Home};

/// The facts of the example in the JSON page.
fn facts() -> String {
    let page = std::fs::read_to_string(crate::source::root().join("assets/docs/json.md")).unwrap();
    let below = page.split("## `clock`").nth(1).expect("the page describes clock");
    below.split("```json").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

fn with_facts(text: &[u8]) -> Home {
    let home = Home::new();
    std::fs::write(home.path("facts.json"), text).unwrap();
    home
}

fn of_file(home: &Home, more: &[&str]) -> Answer {
    home.run(&[&["clock", "--facts", "facts.json"], more].concat())
}

fn from_standard_input(home: &Home, text: &str) -> Answer {
    let mut child = home
        .command(&["clock", "--facts", "-", "--at", "2026-04-15", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn list(answer: Answer) -> Vec<Value> {
    let found: Vec<Value> = serde_json::from_str(&answer.fine()).unwrap();
    found
}

fn due<'a>(found: &'a [Value], rule: &str) -> Vec<(&'a str, &'a str)> {
    let of_rule = found.iter().filter(|deadline| deadline["rule"] == rule);
    of_rule.map(|deadline| (deadline["due"].as_str().unwrap_or("-"), deadline["status"].as_str().unwrap())).collect()
}

#[test]
fn a_file_of_facts_is_answered_with_a_list_of_deadlines() {
    let home = with_facts(facts().as_bytes());
    let found = list(of_file(&home, &["--at", "2026-04-15T09:00", "--json"]));
    assert_eq!(due(&found, "soc-initial-visit"), [("2026-03-04T15:20", "done_on_time")]);
    assert_eq!(due(&found, "soc-comprehensive"), [("2026-03-09", "done_on_time")]);
    assert_eq!(due(&found, "oasis-roc"), [("2026-04-16T16:00", "window_open")]);
    assert_eq!(due(&found, "oasis-transfer"), [("2026-04-15", "due_today")]);
    assert_eq!(due(&found, "drr-midnight"), [("2026-03-05", "overdue")]);
    assert_eq!(due(&found, "oasis-recert"), [("2026-05-02", "not_open_yet")]);
    let again = list(from_standard_input(&home, &facts()));
    assert_eq!(due(&again, "oasis-recert"), due(&found, "oasis-recert"));
    assert_eq!(std::fs::read_dir(home.folder()).unwrap().count(), 1, "no database was made");
}

#[test]
fn options_give_the_same_answer_as_a_file() {
    let home = with_facts(
        br#"{"zone": "America/Denver", "payer": "va", "born": "1944-05-01", "disciplines": ["SN", "PT"], "events": [
            {"type": "referral", "at": "2026-03-02T15:20"}, {"type": "ordered_soc", "date": "2026-03-05"},
            {"type": "soc", "date": "2026-03-05"}, {"type": "f2f", "date": "2026-02-20"},
            {"type": "inpatient_admission", "at": "2026-04-10T20:00", "qualifying": true},
            {"type": "inpatient_discharge", "at": "2026-04-14"},
            {"type": "assessment", "rfa": "01", "m0090": "2026-03-07"},
            {"type": "assessment", "rfa": "03", "m0090": "2026-04-15"}]}"#,
    );
    let by_hand = "clock --zone America/Denver --payer va --born 1944-05-01 --discipline SN,PT --referral \
        2026-03-02T15:20 --ordered-soc 2026-03-05 --soc 2026-03-05 --f2f 2026-02-20 --in 2026-04-10T20:00 --home \
        2026-04-14 --assessment 01:2026-03-07 --assessment 03:2026-04-15";
    for more in [&["--at", "2026-04-20", "--json"][..], &["--at", "2026-04-20"]] {
        let options: Vec<&str> = by_hand.split_whitespace().chain(more.iter().copied()).collect();
        assert_eq!(home.run(&options).fine(), of_file(&home, more).fine());
    }
    let from_hospital = home.run(&["clock", "--home", "2026-03-03T11:00", "--at", "2026-03-03T12:00", "--json"]);
    assert_eq!(due(&list(from_hospital), "soc-initial-visit"), [("2026-03-05T11:00", "window_open")]);
}

#[test]
fn the_text_stands_in_80_columns_worst_first_with_its_reasons() {
    let home = with_facts(facts().as_bytes());
    let text = of_file(&home, &["--at", "2026-04-15T09:00"]).fine();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Wed 2026-04-15 09:00, America/Chicago, payer Medicare");
    assert!(lines.iter().all(|line| line.chars().count() <= 80 && *line == line.trim_end()), "{text}");
    let heads: Vec<&str> =
        lines.iter().filter(|line| line.contains("late ") || line.contains("today")).copied().collect();
    assert!(heads[0].contains(" overdue, "), "{text}");
    assert_eq!(heads[1], "OVERDUE        Medication issue  Thu 2026-03-05  late 41d");
    let place = |word: &str| text.find(word).unwrap_or_else(|| panic!("{word} is not in:\n{text}"));
    assert!(place("\nOVERDUE") < place("\ndue today") && place("\ndue today") < place("\nnot open "));
    assert!(place("window open") < place("\ndone"));
    assert!(text.contains("  day 60 = Sat 2026-05-02\n"), "{text}");
    assert!(text.contains("  oasis-recert: 42 CFR 484.55(d)(1) (primary)\n"), "{text}");
    assert!(text.contains("  needs: practitioner told\n"), "{text}");
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let wrong: [(&[u8], &str); 4] = [
        (
            br#"{"events": [{"type": "soc", "date": "2026-02-30"}]}"#,
            "events[0] (`soc`): `date`: \"2026-02-30\" is not a date",
        ),
        (br#"{"events": ["#, "the JSON ends in the middle, at line 1 column 12"),
        (b"\xFF\xFE{", "it is not UTF-8 text (byte 1)"),
        (
            br#"{"events": [{"type": "waiver", "rule": "x", "date": "2026-03-04", "authority": "CMS"}]}"#,
            "there is no rule `x`",
        ),
    ];
    for (text, said) in wrong {
        let answer = of_file(&with_facts(text), &["--json"]).refused(1);
        assert!(answer.starts_with("caseload: facts.json: ") && answer.contains(said), "{answer}");
        assert_eq!(answer.lines().count(), 1, "{answer}");
    }
    let home = Home::new();
    for place in ["absent.json", "."] {
        let answer = home.run(&["clock", "--facts", place]).refused(1);
        assert!(answer.starts_with(&format!("caseload: {place}: it cannot be read")), "{answer}");
    }
    let unborn = with_facts(br#"{"born": "2026-05-01", "events": []}"#);
    assert!(of_file(&unborn, &["--at", "2026-04-30"]).refused(1).contains("2026-05-01 has not come yet"));
    assert_eq!(of_file(&unborn, &["--at", "2026-05-01", "--json"]).fine(), "[]\n", "nothing happened, nothing is due");
}

#[test]
fn wrong_options_are_wrong_usage() {
    let home = with_facts(br#"{"zone": "America/Chicago", "events": []}"#);
    let wrong: [(&[&str], &str); 8] = [
        (&[], "--soc DATE"),
        (&["--payer", "va"], "--soc DATE"),
        (&["--soc", "2026-02-30"], "2026-02-30"),
        (&["--assessment", "4:2026-04-29"], "there is no reason for assessment `4`"),
        (&["--soc", "2026-03-04", "--discipline", "SN,XX"], "there is no discipline `XX`"),
        (&["--soc", "2026-03-04", "--zone", "Central"], "America/Chicago"),
        (&["--soc", "2026-03-04", "--facts", "facts.json"], "cannot be used with"),
        (&["--facts", "facts.json", "--zone", "America/Denver"], "Leave one of them out"),
    ];
    for (options, said) in wrong {
        let answer = home.run(&[&["clock"], options].concat()).refused(2);
        assert!(answer.contains(said), "{options:?}: {answer}");
    }
}

#[test]
fn five_thousand_facts_are_answered() {
    let visit = |number: usize| {
        let (month, day) = (number / 28 % 12 + 1, number % 28 + 1);
        format!(
            r#"{{"type": "visit", "date": "2026-{month:02}-{day:02}", "discipline": "SN", "role": "RN", "kind": "routine"}}"#
        )
    };
    let visits: Vec<String> = (0..4_999).map(visit).collect();
    let text = format!(r#"{{"events": [{{"type": "soc", "date": "2026-01-01"}}, {}]}}"#, visits.join(","));
    let found = list(of_file(&with_facts(text.as_bytes()), &["--at", "2026-12-31", "--json"]));
    assert!(!found.is_empty());
}
