//! One fact of the list: what its kind asks for, words that are known, and no contradiction within it.

use serde_json::Value;

use super::words::{short, unknown};
use super::{NotFacts, shown, words};
use crate::domain::event::{Event, Kind, NotAnEvent};
use crate::domain::field::Shape;
use crate::domain::frequency::FrequencyOrder;

/// Credentials of people who visit.
const ROLES: [&str; 9] = ["RN", "LPN", "PT", "PTA", "OT", "COTA", "SLP", "MSW", "AIDE"];
/// Credentials of practitioners who may see a patient face to face.
const PRACTITIONERS: [&str; 7] = ["MD", "DO", "DPM", "NP", "CNS", "PA", "CNM"];
/// Reads the fact at `place`, which is `events[3]`.
pub(super) fn read(value: Value, place: &str, rules: &[&str]) -> Result<Event, NotFacts> {
    let Value::Object(mut fields) = value else {
        return Err(NotFacts::at(place, format!("{} is not an object with `type`", shown(&value))));
    };
    let kind = match fields.remove("type") {
        Some(Value::String(kind)) => kind,
        Some(other) => return Err(NotFacts::at(place, format!("`type`: {} is not a text", shown(&other)))),
        None => return Err(NotFacts::at(place, NotAnEvent::NoType)),
    };
    let event = Event::read(&kind, fields).map_err(|error| unreadable(place, error))?;
    let wrong = unknown_word(&event, rules).or_else(|| contradiction(&event));
    match wrong {
        Some((field, why)) => Err(NotFacts::of(place, event.kind(), format!("`{field}`: {why}"))),
        None => Ok(event),
    }
}

/// Says where it is and, of what is unknown, what is known.
fn unreadable(place: &str, error: NotAnEvent) -> NotFacts {
    match error {
        NotAnEvent::NoType => NotFacts::at(place, error),
        NotAnEvent::UnknownType(_) => NotFacts::at(place, format!("{error}; assets/docs/json.md lists them")),
        NotAnEvent::Missing { kind, field } => NotFacts::of(place, kind, format!("`{field}` is missing")),
        NotAnEvent::UnknownField { kind, field } => {
            let fields = kind_of(kind).into_iter().flat_map(|kind| kind.fields).map(|known| known.name);
            NotFacts::of(place, kind, unknown("field", &field, fields))
        }
        NotAnEvent::Unreadable { kind, field, why } => NotFacts::of(place, kind, format!("`{field}`: {why}")),
    }
}

fn kind_of(word: &str) -> Option<&'static Kind> {
    Event::KINDS.iter().find(|kind| kind.word == word)
}

/// A field whose word means nothing to the clock, and why.
fn unknown_word(event: &Event, rules: &[&str]) -> Option<(&'static str, String)> {
    if let Some((field, word)) = event.unknown_word() {
        let shape = kind_of(event.kind())?.fields.iter().find(|known| known.name == field)?.shape;
        let (what, known) = match shape {
            Shape::Coded(known) => (known.what, known.words()),
            Shape::Day
            | Shape::DayAhead
            | Shape::Days
            | Shape::Moment
            | Shape::Bool
            | Shape::Text
            | Shape::Number
            | Shape::Several(_) => ("such word", &[][..]),
        };
        let known: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        return Some((field, unknown(what, word, known)));
    }
    let among = |field, what, word: &str, known: &[&str]| {
        (!known.contains(&word)).then(|| (field, unknown(what, word, known.iter().copied())))
    };
    if let Event::Visit { role, .. } | Event::TherapyReassessment { role, .. } = event {
        return among("role", "role", role, &ROLES);
    }
    if let Event::AideSupervision { by, .. } | Event::AideObserved { by, .. } = event {
        return among("by", "role", by, &ROLES);
    }
    if let Event::FaceToFace { by: Some(by), .. } = event {
        return among("by", "credential", by, &PRACTITIONERS);
    }
    if let Event::Assessment { by: Some(by), .. } = event
        && let Some(wrong) = among("by", "role", by, &ROLES)
    {
        return Some(wrong);
    }
    if let Event::FrequencyOrder { text, .. } = event {
        return text.parse::<FrequencyOrder>().err().map(|refused| ("text", refused.to_string()));
    }
    if let Event::Assessment { rfa, .. } | Event::OasisAccepted { rfa, .. } = event {
        return words::reason(rfa).err().map(|why| ("rfa", why));
    }
    if let Event::Transfer { rfa, .. } = event {
        return among("rfa", "reason for a transfer", rfa, &["06", "07"]);
    }
    if let Event::Waiver { rule, .. } | Event::LateReason { rule, .. } = event {
        let known = rules.contains(&rule.as_str());
        let why = || format!("there is no rule `{}`; `caseload rules` lists them", short(rule));
        return (!known).then(|| ("rule", why()));
    }
    if let Event::PayerChange { payer, .. } = event {
        return words::payer(payer).err().map(|why| ("payer", why));
    }
    None
}

/// A field that says something else than another field of the same fact, and why.
fn contradiction(event: &Event) -> Option<(&'static str, String)> {
    if let Event::Visit { date, at: Some(at), .. } = event {
        return (at.date() != *date).then(|| ("at", format!("{at} is not on the day of the visit, {date}")));
    }
    if let Event::MedicationIssueClosed { contacted_at: None, completed_at: None, .. } = event {
        return Some(("contacted_at", "it is missing, and `completed_at` as well; one of them is needed".to_owned()));
    }
    if let Event::Discharge { date, decided: Some(decided), .. } = event {
        return (decided > date).then(|| ("decided", format!("{decided} is after the discharge, {date}")));
    }
    if let Event::Authorization { date, until, .. } = event {
        return (until < date).then(|| ("until", format!("{until} is before {date}")));
    }
    None
}
