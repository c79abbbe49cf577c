//! Facts given by hand: what is read, and that a mistake is named with its place.

use caseload::domain::codes::Discipline;
use caseload::domain::deadline::Payer;
use caseload::domain::event::Event;
use caseload::domain::field::Shape;
use caseload::domain::holidays::Holidays;
use caseload::exchange::facts::{Given, NotFacts, read};
use caseload::knowledge::rules::rules;
use chrono::Weekday;
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::source::root;

fn taken(bytes: &[u8]) -> Result<Given, NotFacts> {
    let ids: Vec<&str> = rules().iter().map(|rule| rule.id).collect();
    read(bytes, &ids)
}

fn complaint(bytes: &[u8]) -> String {
    taken(bytes).unwrap_err().to_string()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    name: String,
    file: Option<String>,
    event: Option<String>,
    says: String,
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let cases = std::fs::read_to_string(root().join("tests/cases/facts/refused.toml")).unwrap();
    let cases: File = toml::from_str(&cases).unwrap();
    assert!(cases.case.len() > 40);
    for Refused { name, file, event, says } in cases.case {
        let second = |event: String| format!(r#"{{"events": [{{"type": "soc", "date": "2026-03-01"}}, {event}]}}"#);
        let text = file.or(event.map(second)).unwrap();
        assert_eq!(complaint(text.as_bytes()), says, "{name}");
    }
}

#[test]
fn the_bytes_are_looked_at_before_the_words() {
    assert_eq!(complaint(b"{\"zone\": \"\xFFX\"}"), "it is not UTF-8 text (byte 11)");
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert!(complaint(&deep).starts_with("it is not JSON: recursion limit exceeded"), "{}", complaint(&deep));
    let huge = vec![b' '; (4 << 20) + 1];
    assert_eq!(complaint(&huge), "it is larger than 4 MB; the facts of one patient are not");
    let many = json!({"events": vec![json!({"type": "soc", "date": "2026-03-04"}); 5_001]}).to_string();
    assert_eq!(complaint(many.as_bytes()), "events: 5001 facts are more than one patient has; 5000 are read");
    let control =
        complaint(br#"{"events": [{"type": "\u001b[31m\u202esoc and more and more and more and more and more"}]}"#);
    assert!(!control.contains(['\u{1b}', '\u{202e}']) && control.len() < 120, "{control}");
}

#[test]
fn everything_given_is_taken() {
    let text = json!({
        "zone": "America/Denver", "payer": "va", "born": "1944", "disciplines": ["SN", "HHA"], "week_starts": "monday",
        "holidays": ["2026-11-27"],
        "events": [
            {"type": "soc", "date": "2026-03-04"},
            {"type": "visit", "date": "2026-03-04", "at": "2026-03-04T09:10", "discipline": "SN", "role": "RN", "kind": "soc"},
            {"type": "discharge", "date": "2026-04-04", "planned": null},
        ],
    });
    let given = taken(format!("\u{FEFF}{text}").as_bytes()).unwrap();
    assert_eq!(
        (given.zone, given.payer, given.week_starts),
        (Some(Tz::America__Denver), Some(Payer::Va), Some(Weekday::Mon))
    );
    assert_eq!(given.born.map(|born| born.to_string()).as_deref(), Some("1944"));
    assert_eq!(given.disciplines, [Discipline::SkilledNursing, Discipline::Aide]);
    assert_eq!(given.holidays, Some(Holidays::of(["2026-11-27".parse().unwrap()])));
    assert_eq!(given.events.iter().map(Event::kind).collect::<Vec<_>>(), ["soc", "visit", "discharge"]);

    let nothing = taken(br#"{"events": [], "payer": null, "holidays": null}"#).unwrap();
    assert_eq!(nothing, Given::default());
}

/// A fact of that kind with every field.
fn whole(kind: &caseload::domain::event::Kind) -> Value {
    let mut fact = json!({"type": kind.word});
    for field in kind.fields {
        fact[field.name] = match (field.name, field.shape) {
            ("by", _) if kind.word == "f2f" => json!("MD"),
            ("role" | "by", _) => json!("RN"),
            ("text", _) => json!("3w1 2w4"),
            ("rfa", _) => json!("06"),
            ("rule", _) => json!("oasis-recert"),
            ("payer", _) => json!("va"),
            (_, Shape::Day | Shape::DayAhead | Shape::Days) => json!("2026-03-04"),
            (_, Shape::Moment) => json!("2026-03-04T10:00"),
            (_, Shape::Bool) => json!(true),
            (_, Shape::Text) => json!("words"),
            (_, Shape::Number) => json!(12),
            (_, Shape::Coded(known) | Shape::Several(known)) => json!(known.words().last().unwrap().0),
        };
    }
    fact
}

#[test]
fn every_kind_of_fact_is_read_and_misses_each_of_its_fields() {
    for kind in Event::KINDS {
        let fact = whole(kind);
        let text = json!({"events": [fact]}).to_string();
        let given = taken(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(serde_json::to_value(&given.events).unwrap(), json!([fact]));
        for field in kind.fields.iter().filter(|field| !field.optional) {
            let mut less = fact.clone();
            less.as_object_mut().unwrap().remove(field.name);
            let said = complaint(json!({"events": [less]}).to_string().as_bytes());
            assert_eq!(said, format!("events[0] (`{}`): `{}` is missing", kind.word, field.name));
        }
    }
}
