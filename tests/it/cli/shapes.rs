//! The JSON shapes that scripts depend on, and the page that describes them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::home::{Home, ORTIZ};
use crate::source::root;

/// A shape is an object of shapes, a list of one shape, or a word: `text`, `number`, `yes or no`, `any`, with `?` where
/// null may stand.
fn misfits(value: &Value, shape: &Value, place: &str, found: &mut Vec<String>) {
    match (value, shape) {
        (Value::Object(fields), Value::Object(wanted)) => {
            for key in fields.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
                let place = format!("{place}.{key}");
                match (fields.get(key), wanted.get(key)) {
                    (Some(field), Some(shape)) => misfits(field, shape, &place, found),
                    (Some(_), None) => found.push(format!("{place} is new")),
                    (None, _) => found.push(format!("{place} is missing")),
                }
            }
        }
        (Value::Array(rows), Value::Array(wanted)) => {
            for (at, row) in rows.iter().enumerate() {
                misfits(row, &wanted[0], &format!("{place}[{at}]"), found);
            }
        }
        (value, Value::String(word)) => {
            let fits = match word.trim_end_matches('?') {
                "text" => value.is_string(),
                "number" => value.is_number(),
                "yes or no" => value.is_boolean(),
                "any" => true,
                other => panic!("`{other}` is no shape"),
            };
            let may_be_absent = word.ends_with('?') && value.is_null();
            if !fits && !may_be_absent {
                found.push(format!("{place} is no {word}: {value}"));
            }
        }
        (value, shape) => found.push(format!("{place} is no {shape}: {value}")),
    }
}

fn assert_shape(value: &Value, shape: &Value) {
    let mut found = Vec::new();
    misfits(value, shape, "", &mut found);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn person() -> Value {
    json!({"id": "number", "number": "text", "name": "text", "listed": "text", "born": "text?", "care_ended": "text?",
        "care_ended_on": "text?"})
}

/// The head every pane has, with its own rows.
fn pane(name: &str, row: &Value) -> Value {
    json!({
        "as_of": "text", "zone": "text", "user": "text", "patients": "number",
        "medicines_checked": "number", "medicines": "number", name: [row],
    })
}

fn alert() -> Value {
    json!({
        "patient": "number", "kind": "text", "tier": "text?", "ingredients": ["text"], "lines": ["number"],
        "rule": "text", "text": "text?", "why": ["text"], "missing": ["text"], "consequence": "text", "action": "text",
        "ask": ["text"], "teach": ["text"], "call_now": ["text"], "source": "text",
    })
}

fn days() -> Value {
    json!({"from": "text", "to": "text"})
}

fn ordered() -> Value {
    json!({
        "discipline": "text?", "order": "text", "text": "text", "written": "text", "days": days(), "unreadable": "text?",
        "weeks": [{
            "number": "number", "days": days(), "state": "text", "ordered": {"low": "number", "high": "number"},
            "placed": "number", "done": "number", "missed": "number", "unrecorded": "number", "prn": "number",
            "is_known": "yes or no", "findings": ["any"],
        }],
        "prn_left": "number?", "orders_end": "any",
    })
}

fn deadline() -> Value {
    json!({
        "rule": "text", "version": "text", "name": "text", "opens": "text?", "due": "text?", "status": "text",
        "satisfied_by": "text?", "overdue_by": "text?", "why": ["text"], "citation": "text", "confidence": "text",
        "advisory": "yes or no", "discipline": "text?", "severity": "number", "late_reason": "text?",
        "needs": [{"what": "text", "have": "text?"}], "question": "any",
    })
}

fn of_pane(home: &Home, name: &str) -> Value {
    home.json(&[&[name][..], &ORTIZ].concat())
}

#[test]
fn today_has_its_shape_and_every_reason_its_facts_and_source() {
    let home = Home::with_demo();
    let today = of_pane(&home, "today");
    let reason = json!({
        "tier": "text", "area": "text", "text": "text", "due": "text?", "cause": "text", "facts": ["text"],
        "source": "text", "next": "text", "visit": "number?", "task": "number?", "goal": "number?", "answered": "any",
    });
    let row = json!({"rank": "number", "patient": person(), "tier": "text", "mark": "text", "reasons": [reason]});
    assert_shape(&today, &pane("today", &row));
    assert_eq!(today["as_of"], "2026-09-14T10:42:00-05:00");

    let rows = today["today"].as_array().unwrap();
    assert!(rows.len() > 5);
    for (place, row) in rows.iter().enumerate() {
        assert_eq!(row["rank"].as_u64(), Some(place as u64 + 1));
        let reasons = row["reasons"].as_array().unwrap();
        assert!(!reasons.is_empty(), "{row} gives no reason");
        assert_eq!(row["tier"], reasons[0]["tier"]);
        for reason in reasons {
            let says = |key: &str| reason[key].as_str().is_some_and(|text| !text.trim().is_empty());
            assert!(says("text") && says("source") && says("next"), "{reason}");
            assert!(reason["facts"].as_array().is_some_and(|facts| !facts.is_empty()), "{reason} has no facts");
        }
    }
}

#[test]
fn the_other_panes_have_their_shapes() {
    let home = Home::with_demo();
    let visit = json!({
        "id": "number", "patient": person(), "starts": "text", "ends": "text", "discipline": "text", "kind": "text",
        "status": "text", "started": "text?", "finished": "text?", "reason": "text?", "practitioner_told": "yes or no",
        "purpose": "text", "frequency": ordered(),
    });
    let goal = json!({"id": "number", "patient": "number", "version": "number", "value": {
        "plan": "number", "problem": "text?", "text": "text", "measure": "text?", "target": "text?", "unit": "text?",
        "started": "text?", "target_date": "text?", "status": "text", "outcome": "text?", "problem_id": "number", "baseline": "text",
        "agreed": "yes or no",
    }});
    let signal = json!({"kind": "text", "text": "text", "facts": ["text"], "choice_hint": "text"});
    let rows = [
        ("visits", visit),
        ("reassess", json!({"patient": person(), "deadline": deadline()})),
        (
            "alerts",
            json!({"patient": person(), "checked": "number", "of": "number", "alerts": [alert()], "cautions": [alert()]}),
        ),
        ("plans", json!({"patient": person(), "goal": goal, "signal": signal})),
    ];
    for (name, row) in rows {
        let answer = of_pane(&home, name);
        assert!(!answer[name].as_array().unwrap().is_empty(), "{name} is empty");
        assert_shape(&answer, &pane(name, &row));
    }
}

#[test]
fn a_chart_has_its_shape() {
    let home = Home::with_demo();
    let chart = home.json(&[&["patient", "sewell"][..], &ORTIZ].concat());
    let row = json!({"id": "number", "patient": "number", "version": "number", "value": "any"});
    let rows = json!([row]);
    let shape = json!({
        "patient": row, "episode": row, "problems": rows, "allergies": rows, "medications": rows, "uses": rows, "vitals": rows,
        "visits": rows, "events": rows,
        "frequency": {
            "period": days(), "known": days(), "orders": [ordered()],
            "without_order": [{"discipline": "text", "visits": "number"}],
            "payment_periods": [{"number": "number", "days": days(), "done": "number", "planned": "number"}],
        }, "deadlines": [deadline()],
        "review": {"checked": "number", "of": "number", "alerts": [alert()], "cautions": [alert()]},
        "goals": [{"goal": row, "checks": [{"goal": "number", "date": "text", "direction": "text", "evidence": "text"}]}],
        "plan": {
            "problems": rows, "closed_goals": [{"goal": row, "checks": ["any"]}], "interventions": rows, "sections": rows,
            "versions": [{
                "number": "number", "kind": "text", "about": "number?", "signer": "text", "at": "text", "hash": "text",
                "intact": "yes or no", "retracted": "yes or no",
            }],
            "told": "any",
        },
        "findings": [{
            "kind": "text", "measure": "text", "at": "text", "code": "text", "text": "text", "tier": "text", "facts": ["text"],
            "cause": "text", "source": "text",
        }],
        "entries": [{
            "id": "number", "kind": "text", "on": "text", "state": "text", "version": "number", "fields": "any",
            "says": "text", "by": "text", "recorded_at": "text",
        }],
        "team": [{"name": "text", "role": "text", "phone": "text?"}], "payers": ["text"], "charts": ["any"],
        "notes": [{"at": "text", "author": "text", "kind": "text", "text": "text"}], "looked_before": "text?",
    });
    assert_shape(&chart, &shape);
    let frequency = &chart["frequency"];
    assert!(!frequency["payment_periods"].as_array().unwrap().is_empty());
    let weeks = frequency["orders"][0]["weeks"].as_array().unwrap();
    assert_eq!(weeks.iter().filter(|week| week["state"] == "open").count(), 1, "{frequency}");
    for list in ["problems", "allergies", "medications", "vitals", "visits", "events", "goals", "team"] {
        assert!(!chart[list].as_array().unwrap().is_empty(), "{list} is empty");
    }
}

#[test]
fn the_plan_of_a_chart_is_told_without_what_was_signed() {
    let mut desk = crate::care_plan::revised();
    let path = desk.store().path();
    let arguments = ["patient", "abara", "--json", "--user", "rbrandt", "--at", "2026-03-10T09:00", "--db"];
    let said = Home::new().run(&[&arguments[..], &[path.to_str().unwrap()]].concat()).fine();
    let chart: Value = serde_json::from_str(&said).unwrap();
    let plan = &chart["plan"];
    assert!(!plan["versions"].to_string().contains("present"), "{plan}");
    let page = std::fs::read_to_string(root().join("assets/docs/json.md")).unwrap();
    let mut found = BTreeSet::new();
    keys(plan, &mut found);
    let silent: Vec<&String> = found
        .iter()
        .filter(|key| !page.contains(&format!("`{key}`")) && !page.contains(&format!("\"{key}\"")))
        .collect();
    assert!(silent.is_empty(), "assets/docs/json.md does not name {silent:?}");
    insta::assert_snapshot!("plan_of_a_chart_as_json", serde_json::to_string_pretty(plan).unwrap());
}

#[test]
fn counts_and_doctor_have_their_shapes() {
    let home = Home::with_demo();
    let counts = home.json(&["counts"]);
    let total = json!({"total": "number"});
    let mut shape = json!({
        "patients": "number", "users": "number", "episodes": {"total": "number", "referrals": "number"},
        "medications": {"total": "number", "active": "number"},
        "allergies": {"total": "number", "active": "number", "active_real": "number", "active_no_known": "number"},
        "conditions": {"total": "number", "active": "number"}, "goals": {"total": "number", "open": "number"},
        "vitals": "any",
    });
    for name in
        ["audit", "care_plans", "encounters", "events", "interventions", "notes", "observations", "visits", "waiting"]
    {
        shape[name] = total.clone();
    }
    assert_shape(&counts, &shape);
    assert!(counts["vitals"].as_object().unwrap().values().all(Value::is_u64));

    let doctor = home.json(&["doctor"]);
    let shape = json!({
        "version": "text", "sqlite": "text", "schema": "number", "path": "text", "database": "text",
        "problems": ["text"], "tables_of_tools": ["text"], "knowledge": "text", "rules": "number", "newest_rule": "text", "changed_rules": [{"rule": "text", "change": "text"}], "agency_duties": ["text"], "look_up": ["text"],
        "not_signed_off": ["text"],
    });
    assert_shape(&doctor, &shape);
    assert!(!doctor["not_signed_off"].as_array().unwrap().is_empty());
}

#[test]
fn clock_and_rules_have_their_shapes() {
    let home = Home::new();
    let answer = |arguments: &[&str]| -> Value { serde_json::from_str(&home.run(arguments).fine()).unwrap() };
    let clock = answer(&["clock", "--soc", "2026-03-04", "--at", "2026-04-29", "--json"]);
    assert!(clock.as_array().is_some_and(|found| found.len() > 10));
    assert_shape(&clock, &json!([deadline()]));
    let rules = answer(&["rules", "--json"]);
    let rule = json!({
        "rule": "text", "version": "text", "until": "text?", "name": "text", "setting": "text", "authority": "text",
        "applies_to": "text", "trigger": "text", "windows": ["text"], "satisfied_by": ["text"], "who_may": ["text"],
        "who_may_if_therapy_only": ["text"], "paused_while_inpatient": "yes or no", "lead": "text",
        "overdue_means": "text", "severity": "number", "citation": "text", "confidence": "text", "may_change": "text",
        "overridden": "text?", "note": "text?", "dates": [{"name": "text", "day": "text"}], "excuses": ["text"],
        "reviewed": "text?", "due_again": "text?",
    });
    assert_shape(&rules, &json!({"signed_by": "text?", "look_up": ["text"], "rules": [rule]}));
}

/// Every key of a value. Below some keys stand codes and types of other people, which no page can list.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                found.insert(key.clone());
                if !["vitals", "read", "skipped"].contains(&key.as_str()) || field.is_array() {
                    keys(field, found);
                }
            }
        }
        Value::Array(rows) => rows.iter().for_each(|row| keys(row, found)),
        _ => {}
    }
}

#[test]
fn the_page_names_every_key() {
    let home = Home::with_demo();
    std::fs::write(home.path("a.json"), r#"{"resourceType": "Patient", "id": "a", "name": [{"family": "Doe"}]}"#)
        .unwrap();
    std::fs::write(home.path("b.json"), "{").unwrap();
    let mut found = BTreeSet::new();
    for pane in ["today", "visits", "reassess", "alerts", "plans"] {
        keys(&of_pane(&home, pane), &mut found);
    }
    // Events and measurements differ between charts: a few are looked at.
    let listed = of_pane(&home, "alerts");
    for row in listed["alerts"].as_array().unwrap() {
        let number = row["patient"]["number"].as_str().unwrap();
        keys(&home.json(&[&["patient", number][..], &ORTIZ].concat()), &mut found);
    }
    keys(&home.json(&["counts"]), &mut found);
    keys(&home.json(&["doctor"]), &mut found);
    for arguments in [&["clock", "--soc", "2026-03-04", "--at", "2026-04-29", "--json"][..], &["rules", "--json"]] {
        keys(&serde_json::from_str(&home.run(arguments).fine()).unwrap(), &mut found);
    }
    std::fs::write(home.path("list.txt"), "warfarin 5 mg daily\nnaproxen 500 mg bid\nLasiksx\n").unwrap();
    std::fs::create_dir(home.path("own")).unwrap();
    for arguments in
        [&["check-meds", "list.txt", "--age", "80", "--json"][..], &["knowledge", "check", "own", "--json"]]
    {
        keys(&serde_json::from_str(&home.run(arguments).fine()).unwrap(), &mut found);
    }
    let import = home.run(&["import", "a.json", "b.json", "--json", "--db", "agency.db"]);
    assert_eq!((import.code, import.err.as_str()), (1, ""), "a refused file is exit code 1");
    keys(&serde_json::from_str(&import.out).unwrap(), &mut found);
    assert!(found.len() > 100, "{found:?}");

    let page = std::fs::read_to_string(root().join("assets/docs/json.md")).unwrap();
    let named = |key: &String| page.contains(&format!("\"{key}\"")) || page.contains(&format!("`{key}`"));
    let silent: Vec<&String> = found.iter().filter(|key| !named(key)).collect();
    assert!(silent.is_empty(), "assets/docs/json.md does not name {silent:?}");
}

#[test]
fn the_page_names_every_kind_of_fact_with_its_fields() {
    let page = std::fs::read_to_string(root().join("assets/docs/json.md")).unwrap();
    for kind in caseload::domain::event::Event::KINDS {
        let mark = |optional| if optional { "?" } else { "" };
        let fields: Vec<String> =
            kind.fields.iter().map(|field| format!("`{}`{}", field.name, mark(field.optional))).collect();
        let row = format!("| `{}` | {} | {} |", kind.word, kind.label, fields.join(", "));
        assert!(page.lines().any(|line| line == row), "{row}");
    }
}

#[test]
fn the_examples_of_the_page_are_json() {
    let page = std::fs::read_to_string(root().join("assets/docs/json.md")).unwrap();
    let examples: Vec<&str> = page.split("```json").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 9, "one example for each command");
    for example in examples {
        if let Err(error) = serde_json::from_str::<Value>(example) {
            panic!("{error} in{example}");
        }
    }
}
