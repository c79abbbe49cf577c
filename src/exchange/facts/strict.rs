//! JSON in which no key stands twice: of two dates nobody knows which one is meant.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Value};

/// Reads one value and nothing after it. The error is a sentence with the place.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { place: "" }.deserialize(&mut reader);
    let whole = value.and_then(|value| reader.end().map(|()| value));
    whole.map_err(|error| match error.classify() {
        Category::Eof => {
            format!("the JSON ends in the middle, at line {} column {}", error.line(), error.column())
        }
        Category::Syntax | Category::Io => format!("it is not JSON: {error}"),
        Category::Data => error.to_string(),
    })
}

/// One value at a place such as `events[3]`.
#[derive(Clone, Copy)]
struct Strict<'p> {
    place: &'p str,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let place = format!("{}[{}]", self.place, list.len());
            match entries.next_element_seed(Strict { place: &place })? {
                Some(entry) => list.push(entry),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let (shown, colon) = (super::words::short(&key), if self.place.is_empty() { "" } else { ": " });
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format!("{}{colon}`{shown}` is there twice", self.place)));
            }
            let place = if self.place.is_empty() { shown } else { format!("{}.{shown}", self.place) };
            let value = entries.next_value_seed(Strict { place: &place })?;
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}
