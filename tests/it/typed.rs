//! The fields of facts as people type them: cases as data, and what must hold for any typing.

use caseload::domain::event::{Event, Kind};
use caseload::domain::field::Field;
use caseload::domain::when::Moment;
use chrono::NaiveDateTime;
use proptest::prelude::*;
use serde::Deserialize;

use crate::runs::runs;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Case {
    kind: String,
    field: String,
    typed: String,
    stored: Option<serde_json::Value>,
    said: Option<String>,
    wrong: Option<String>,
}

fn now() -> NaiveDateTime {
    Moment::parse("2026-09-14T10:42").unwrap().earliest()
}

fn field(kind: &str, name: &str) -> &'static Field {
    Kind::of(kind).unwrap().fields.iter().find(|field| field.name == name).unwrap()
}

#[test]
fn what_a_nurse_types_is_read_said_back_or_refused_at_its_field() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/typed/fields.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(file.case.len() > 30);
    let mut wrong = Vec::new();
    for case in &file.case {
        let read = field(&case.kind, &case.field).read(&case.typed, now());
        let (stored, said, refused) = match &read {
            Ok(answer) => (answer.as_ref().map(|it| it.value.clone()), answer.as_ref().map(|it| it.said.clone()), None),
            Err(error) => (None, None, Some(error.to_string())),
        };
        if (&stored, &said, &refused) != (&case.stored, &case.said, &case.wrong) {
            wrong.push(format!("{case:?}\n  came to {read:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fact_is_composed_and_said_back_in_plain_words() {
    let answers = [("rfa", "4".to_owned()), ("m0090", "today".to_owned())];
    let event = Kind::of("assessment").unwrap().compose(&answers, now()).unwrap();
    assert_eq!(event, Event::Assessment { rfa: "04".to_owned(), m0090: now().date(), by: None });
    let said = "assessment; reason (RFA) 04 recertification; completed (M0090) Mon 14 Sep 2026, today";
    assert_eq!(event.said(now()), said);
}

#[test]
fn the_first_wrong_field_is_named() {
    let answers = [("rfa", "4".to_owned()), ("m0090", "soon".to_owned())];
    assert_eq!(Kind::of("assessment").unwrap().compose(&answers, now()).unwrap_err().field, "m0090");
    assert_eq!(Kind::of("assessment").unwrap().compose(&[], now()).unwrap_err().field, "rfa");
    let nothing = Kind::of("medication_issue_closed").unwrap().compose(&[], now()).unwrap_err();
    assert_eq!(nothing.to_string(), "something has to be said", "a fact without any answer is none");
}

#[test]
fn every_field_has_a_question_people_understand() {
    for field in Event::KINDS.iter().flat_map(|kind| kind.fields) {
        let asks = field.label;
        assert!(!asks.is_empty() && asks.len() <= 24 && !asks.contains('_'), "{}: {asks}", field.name);
        let mut digits: Vec<char> = field.words().iter().map(|word| word.digit).collect();
        digits.sort_unstable();
        digits.dedup();
        assert_eq!(digits.len(), field.words().len(), "{}: two words share a digit", field.name);
    }
}

/// A field of any kind.
fn fields() -> impl Strategy<Value = &'static Field> {
    let all: Vec<&Field> = Event::KINDS.iter().flat_map(|kind| kind.fields).collect();
    prop::sample::select(all)
}

/// Typing that often means something.
fn typing() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,2}/[0-9]{1,2}(/[0-9]{2,4})?",
        "(today|y|-[0-9]{1,4}|now|[0-9]{1,4}) ?([0-9]{1,2}:?[0-9]{2})?(am|pm)?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?[0-9:]{0,5}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(runs(2000))]

    /// Nothing breaks it; what it took, written down as typing, is read as the same again.
    #[test]
    fn what_was_read_reads_the_same_again(field in fields(), typed in typing()) {
        if let Ok(Some(answer)) = field.read(&typed, now()) {
            let again = field.read(&field.written(&answer.value), now()).unwrap().unwrap();
            prop_assert_eq!(again.value, answer.value);
        }
    }
}
