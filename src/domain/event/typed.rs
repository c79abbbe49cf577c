//! Facts from what people type, and back.

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::{Event, Kind};
use crate::domain::field::WrongField;

/// Reasons for assessment: the code of OASIS and what it is called.
pub const REASONS_FOR_ASSESSMENT: &[(&str, &str)] = &[
    ("01", "start of care"),
    ("03", "resumption of care"),
    ("04", "recertification"),
    ("05", "other follow-up"),
    ("06", "transfer, not discharged"),
    ("07", "transfer, discharged"),
    ("08", "death at home"),
    ("09", "discharge"),
];

impl Kind {
    /// The kind of that word.
    pub fn of(word: &str) -> Option<&'static Self> {
        Event::KINDS.iter().find(|kind| kind.word == word)
    }

    /// The fact that the typed answers make, or the first field that is wrong. Fields nobody answered are empty.
    pub fn compose(&self, answers: &[(&'static str, String)], now: NaiveDateTime) -> Result<Event, WrongField> {
        let mut fields = Map::new();
        for field in self.fields {
            let typed = answers.iter().find(|(name, _)| *name == field.name).map_or("", |(_, typed)| typed.as_str());
            if let Some(answer) = field.read(typed, now)? {
                fields.insert(field.name.to_owned(), answer.value);
            }
        }
        if let (true, Some(field)) = (fields.is_empty(), self.fields.first()) {
            return Err(WrongField { field: field.name, why: "something has to be said".to_owned() });
        }
        // What was typed has been read field by field; what is left would be a fault of the table of kinds.
        let field = self.fields.first().map_or("type", |field| field.name);
        Event::read(self.word, fields).map_err(|error| WrongField { field, why: error.to_string() })
    }
}

impl Event {
    /// Its fields as somebody would type them, in the order they are asked for.
    pub fn answers(&self) -> Vec<(&'static str, String)> {
        let stored = serde_json::to_value(self).unwrap_or_default();
        let kind = Kind::of(self.kind());
        let fields = kind.map(|kind| kind.fields).unwrap_or_default();
        fields.iter().map(|field| (field.name, field.written(stored.get(field.name).unwrap_or(&Value::Null)))).collect()
    }

    /// Said back in plain words on `today`: "assessment, reason (RFA) recertification, completed (M0090) Mon 14 Sep 2026,
    /// today".
    pub fn said(&self, now: NaiveDateTime) -> String {
        let fields = Kind::of(self.kind()).map(|kind| kind.fields).unwrap_or_default();
        let mut parts = vec![self.label().to_owned()];
        for (field, (_, typed)) in fields.iter().zip(self.answers()) {
            let said = field.read(&typed, now).ok().flatten().map_or(typed, |answer| answer.said);
            if !said.is_empty() {
                parts.push(format!("{} {said}", field.label));
            }
        }
        parts.join("; ")
    }
}
