//! An object that is read field by field, so that what nobody read is known afterwards.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::types::{LONGEST_TEXT, Text};
use crate::domain::text;

/// Any value but `null`, which stands for nothing.
#[derive(Debug, Clone)]
pub(super) enum Json {
    Text(Text),
    List(Vec<Json>),
    Fields(Fields),
}

/// The fields of an object. What is read is taken out.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Vec<(String, Json)>);

impl Fields {
    fn take(&mut self, name: &str, wanted: impl Fn(&Json) -> bool) -> Option<Json> {
        let at = self.0.iter().position(|(known, value)| known == name && wanted(value))?;
        Some(self.0.swap_remove(at).1)
    }

    /// A text, number or boolean on one line; nothing where it is empty.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name, |value| matches!(value, Json::Text(_)))? {
            Json::Text(written) => Some(text::line(&written)).filter(|line| !line.is_empty()),
            Json::List(_) | Json::Fields(_) => None,
        }
    }

    /// A number; what is none stays unread.
    pub(super) fn number(&mut self, name: &str) -> Option<f64> {
        let parsed = |written: &Text| written.trim().parse::<f64>().ok().filter(|value| value.is_finite());
        match self.take(name, |value| matches!(value, Json::Text(written) if parsed(written).is_some()))? {
            Json::Text(written) => parsed(&written),
            Json::List(_) | Json::Fields(_) => None,
        }
    }

    /// Whether a boolean is there and true.
    pub(super) fn holds(&mut self, name: &str) -> bool {
        self.text(name).is_some_and(|flag| flag == "true")
    }

    /// An object.
    pub(super) fn object(&mut self, name: &str) -> Option<Fields> {
        match self.take(name, |value| matches!(value, Json::Fields(_)))? {
            Json::Fields(fields) => Some(fields),
            Json::List(_) | Json::Text(_) => None,
        }
    }

    /// The objects of a list. One object alone is a list of one: versions of FHIR differ in what repeats.
    pub(super) fn objects(&mut self, name: &str) -> Vec<Fields> {
        let all = |value: &Json| match value {
            Json::List(items) => items.iter().all(|item| matches!(item, Json::Fields(_))),
            Json::Fields(_) => true,
            Json::Text(_) => false,
        };
        let items = match self.take(name, all) {
            Some(Json::List(items)) => items,
            Some(one @ Json::Fields(_)) => vec![one],
            Some(Json::Text(_)) | None => Vec::new(),
        };
        items.into_iter().filter_map(|item| if let Json::Fields(fields) = item { Some(fields) } else { None }).collect()
    }

    /// The texts of a list. One text alone is a list of one.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let all = |value: &Json| match value {
            Json::List(items) => items.iter().all(|item| matches!(item, Json::Text(_))),
            Json::Text(_) => true,
            Json::Fields(_) => false,
        };
        let items = match self.take(name, all) {
            Some(Json::List(items)) => items,
            Some(one @ Json::Text(_)) => vec![one],
            Some(Json::Fields(_)) | None => Vec::new(),
        };
        let texts =
            items.into_iter().filter_map(|item| if let Json::Text(written) = item { Some(written) } else { None });
        texts.map(|written| text::line(&written)).filter(|line| !line.is_empty()).collect()
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Moves these fields here.
    pub(super) fn move_from(&mut self, other: &mut Self, names: &[&str]) {
        for name in names {
            self.0.extend(other.take(name, |_| true).map(|value| ((*name).to_owned(), value)));
        }
    }

    /// Puts the names of what is left behind the others. Ids, and extensions that FHIR lets a reader pass over, are no
    /// part of what is said; one that changes the meaning is.
    pub(super) fn rest(self, unread: &mut Vec<String>) {
        let says_something = |name: &String| !name.starts_with('_') && name != "id" && name != "extension";
        unread.extend(self.0.into_iter().map(|(name, _)| name).filter(says_something));
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<Json>::deserialize(deserializer)? {
            Some(Json::Fields(fields)) => Ok(fields),
            None => Ok(Self::default()),
            Some(Json::Text(_) | Json::List(_)) => Err(D::Error::custom("an object was expected")),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        if text.len() > LONGEST_TEXT {
            return Err(E::custom(format!("a text of {} bytes is longer than the {LONGEST_TEXT} allowed", text.len())));
        }
        Ok(Json::Text(Text(text.to_owned())))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Text(Text(value.to_string())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Text(Text(value.to_string())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Text(Text(value.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Text(Text(value.to_string())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<Option<Json>>()? {
            items.extend(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut names: Vec<String> = Vec::new();
        let mut fields = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Option<Json>>()? {
            if names.contains(&name) {
                return Err(A::Error::custom(format!("the key `{name}` is given twice")));
            }
            fields.extend(value.map(|value| (name.clone(), value)));
            names.push(name);
        }
        Ok(Json::Fields(Fields(fields)))
    }
}
