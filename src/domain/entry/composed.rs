//! An entry from what people type, and back.

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::{Content, Entry, Kind, NotAnEntry, Setting, starts_with};
use crate::domain::field::{NotTaken, WrongField};

impl Kind {
    /// What the typed answers say, checked, or the first field that is wrong. Fields nobody answered are empty.
    ///
    /// # Errors
    /// The field to mend, and why.
    pub fn compose(&self, answers: &[(&'static str, String)], setting: &Setting<'_>) -> Result<Content, WrongField> {
        let mut fields = Map::new();
        for field in self.fields {
            let typed = answers.iter().find(|(name, _)| *name == field.name).map_or("", |(_, typed)| typed.as_str());
            if let Some(answer) = field.read(typed, setting.now)? {
                fields.insert(field.name.to_owned(), answer.value);
            }
        }
        let mut content = (self.read)(&mut fields).map_err(wrong)?;
        content.says_mut().complete(setting);
        content.check(setting)?;
        Ok(content)
    }

    /// What a new entry starts with, field by field, as somebody would type it.
    pub fn proposed(&self, setting: &Setting<'_>) -> Vec<(&'static str, String)> {
        self.fields.iter().map(|field| (field.name, starts_with(field, setting))).collect()
    }
}

/// What was typed has been read field by field; what is left would be a fault of the declaration.
fn wrong(error: NotAnEntry) -> WrongField {
    let why = match error.why {
        NotTaken::Missing => "is needed".to_owned(),
        NotTaken::Unreadable(why) => why,
    };
    WrongField { field: error.field, why }
}

impl Entry {
    /// Its fields as somebody would type them, in the order they are asked for.
    pub fn answers(&self) -> Vec<(&'static str, String)> {
        let stored = self.fields();
        let fields = self.content.kind().map(|kind| kind.fields).unwrap_or_default();
        fields.iter().map(|field| (field.name, field.written(stored.get(field.name).unwrap_or(&Value::Null)))).collect()
    }
}

impl Content {
    /// Each field that says something, with its label: "found on", "Mon 14 Sep 2026, today".
    pub fn said(&self, now: NaiveDateTime) -> Vec<(&'static str, String)> {
        let stored = self.written();
        let fields = self.kind().map(|kind| kind.fields).unwrap_or_default();
        let each = fields.iter().filter_map(|field| {
            let typed = field.written(stored.get(field.name)?);
            let said = field.read(&typed, now).ok().flatten().map_or(typed, |answer| answer.said);
            Some((field.label, said))
        });
        each.filter(|(_, said)| !said.is_empty()).collect()
    }
}
