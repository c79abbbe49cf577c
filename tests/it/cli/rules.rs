//! `rules`, and what an agency may change about them in the configuration.

use super::home::Home;

const AGENCY: &str = "[rules]\n\
    oasis-submit = { due_days = 7, reason = \"claims wait for it\" }\n\
    lpn-supervision = { setting = \"on\", lead_days = 10 }\n";

fn with_config(text: &str) -> Home {
    let home = Home::new();
    std::fs::write(home.path("agency.toml"), text).unwrap();
    home
}

#[test]
fn the_sheet_prints_on_paper_and_leaves_room_for_a_signature() {
    let home = Home::new();
    let sheet = home.run(&["rules"]).fine();
    assert!(sheet.is_ascii(), "a printer has every character");
    assert!(sheet.lines().all(|line| line.len() <= 76 && line == line.trim_end()), "{sheet}");
    let said = sheet.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Nothing is signed by default"), "{sheet}");
    for label in ["agency", "name", "credential", "signature", "date"] {
        let place = sheet.lines().rev().find(|line| line.starts_with(label)).unwrap();
        assert!(place.ends_with("____________________"), "{place}");
    }
    for rule in caseload::knowledge::rules::rules() {
        let heading = format!("\n{}\n-", rule.id);
        let words_of = |entry: &str| entry.split_whitespace().collect::<Vec<_>>().join(" ");
        let in_force = format!("in force from {}", rule.effective_from);
        let mut entries = sheet.match_indices(&heading).map(|(from, _)| sheet[from..].split("\n\n").next().unwrap());
        let entry = entries.find(|entry| words_of(entry).contains(&in_force));
        let entry = entry.unwrap_or_else(|| panic!("{} is missing", rule.id));
        let words = words_of(entry);
        assert!(words.contains(rule.name) && words.contains(rule.citation), "{entry}");
        for label in ["setting", "for", "starts with", "due soon", "if late", "source", "reviewed"] {
            assert_eq!(entry.matches(&format!("\n{label:<12}")).count(), 1, "{label} in {entry}");
        }
        assert_eq!(entry.matches("\ntime ").count(), rule.windows.len(), "{entry}");
    }
}

#[test]
fn one_rule_reads_like_this() {
    let sheet = Home::new().run(&["rules"]).fine();
    let from = sheet.find("\noasis-recert\n").unwrap();
    let entry = sheet[from + 1..].split("\n\n").next().unwrap();
    let expected = "oasis-recert\n\
        ------------\n\
        Recertification assessment in the five-day window (OASIS follow-up)\n\
        setting     ON; federal rule, in force from 1999-07-19\n\
        for         every patient\n\
        starts with each 60-day certification period\n\
        time        from start of care: opens on day 56, ends with day 60 of each\n            \
                    certification period, whose first day is day 1\n\
        done by     assessment RFA 04; or assessment RFA 03 (inside the window)\n\
        who may     RN, PT, SLP, OT\n\
        due soon    3 days ahead; urgency 3 of 7\n\
        if late     Day 60 passed: assess as soon as found, date it truthfully and\n            \
                    write down why. Do not discharge and readmit.\n\
        source      42 CFR 484.55(d)(1); read in the text of the rule itself\n\
        agency      may make it stricter, never looser\n\
        reviewed    [ ] as it stands   [ ] change: ______________________________";
    assert_eq!(entry, expected);
}

#[test]
fn an_agency_s_changes_stand_on_the_sheet_in_doctor_and_in_every_due_date() {
    let home = with_config(AGENCY);
    let json = home.run(&["rules", "--json", "--config", "agency.toml"]).fine();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["signed_by"], serde_json::Value::Null);
    let of = |rule: &str| json["rules"].as_array().unwrap().iter().find(|entry| entry["rule"] == rule).unwrap();
    let submit = "7 calendar days instead of 30 calendar days (claims wait for it)";
    assert_eq!(of("oasis-submit")["overridden"], submit);
    assert_eq!(of("lpn-supervision")["setting"], "on");
    assert_eq!(of("f2f")["overridden"], serde_json::Value::Null);
    let sheet = home.run(&["rules", "--config", "agency.toml"]).fine();
    assert!(sheet.contains("CHANGED     by the agency: 7 calendar days instead of 30"), "{sheet}");

    let facts = ["clock", "--soc", "2026-03-04", "--assessment", "01:2026-03-06", "--at", "2026-03-10"];
    let text = home.run(&[&facts[..], &["--config", "agency.toml"]].concat()).fine();
    assert!(text.contains("Fri 2026-03-13") && text.contains(&format!("  agency: {submit}\n")), "{text}");
    assert!(!home.run(&facts).fine().contains("agency: "));

    let demo = Home::with_demo();
    std::fs::write(demo.path("agency.toml"), AGENCY).unwrap();
    let doctor = demo.run(&["doctor", "--db", "agency.db", "--config", "agency.toml"]).fine();
    assert!(doctor.contains(&format!("  changed: oasis-submit: {submit}\n")), "{doctor}");
    assert!(!demo.run(&["doctor", "--db", "agency.db"]).fine().contains("changed: "));
}

#[test]
fn a_change_that_may_not_be_is_refused_with_its_place() {
    for (text, said) in [
        (
            "[rules]\noasis-recert = { due_days = 61 }",
            "line 2: `oasis-recert`: a federal rule may be made stricter, never looser; day 61 is looser than day 60.",
        ),
        (
            "[rules.f2f]\nsetting = \"off\"",
            "line 1: `f2f`: a federal rule that is on may be made stricter, never looser; it cannot be advisory or off.",
        ),
        ("\n\n[rules.recert]\ndue_days = 3", "line 3: `recert`: there is no such rule; `caseload rules` lists them."),
        ("[rules.lupa-watch]\nsetting = \"off\"", "line 1: `lupa-watch`: an agency cannot change this rule."),
        (
            "[rules.f2f]\ndue_days = 20\ndue_hours = 3",
            "line 1: `f2f`: write one time: due_days, due_hours or due_months.",
        ),
        ("[rules.f2f]\nlead_days = 2\nlead_hours = 3", "line 1: `f2f`: write one lead: lead_days or lead_hours."),
        ("[rules.f2f]\ndue_hours = 3", "line 1: `f2f`: it counts in days; write `due_days`."),
        ("[rules.f2f]\ndays = 3", "line 2, `days`: unknown field `days`"),
    ] {
        let home = with_config(text);
        for command in [&["rules"][..], &["clock", "--soc", "2026-03-04"], &["doctor"]] {
            let refused = home.run(&[command, &["--config", "agency.toml"]].concat()).refused(2);
            assert!(refused.starts_with(&format!("caseload: agency.toml, {said}")), "{refused}");
        }
    }
}

#[test]
fn an_agency_s_holidays_are_in_force() {
    let summary = |config: &str| {
        let home = with_config(config);
        let facts = ["clock", "--soc", "2026-03-04", "--discharge", "2026-05-22", "--at", "2026-05-23", "--json"];
        let found = home.run(&[&facts[..], &["--config", "agency.toml"]].concat()).fine();
        let found: Vec<serde_json::Value> = serde_json::from_str(&found).unwrap();
        let found = found.into_iter().find(|deadline| deadline["rule"] == "discharge-summary").unwrap();
        found["due"].as_str().unwrap().to_owned()
    };
    assert_eq!(summary(""), "2026-06-01", "Memorial Day is no business day");
    assert_eq!(summary("[holidays]\ndates = []"), "2026-05-29");
    assert_eq!(summary("[holidays]\ndates = [2026-05-25, 2026-05-26]"), "2026-06-02");
}
