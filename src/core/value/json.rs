//! From and to JSON text's data model, for native callers.

use serde_json::{Map, Number, Value as Json};

use super::encoding::{ARRAY, FALSE, NULL, OBJECT, TRUE, write_container, write_key, write_number, write_str};
use super::{Kind, Value, ValueRef};
use crate::core::error::Malformed;
use crate::core::keys::{KeyRef, Keys};

impl Value {
    /// A value from JSON. Numbers become IEEE 754 doubles.
    ///
    /// ```
    /// use holdfast::core::{keys::Keys, value::Value};
    /// let keys = Keys::new(["name"], 0);
    /// let json = serde_json::json!({ "name": "Tony", "skills": [1, 2.5] });
    /// let value = Value::from_json(&json, &keys)?;
    /// assert_eq!(value.view().to_json(&keys), serde_json::json!({ "name": "Tony", "skills": [1.0, 2.5] }));
    /// # Ok::<(), holdfast::core::error::Malformed>(())
    /// ```
    pub fn from_json(json: &Json, keys: &Keys) -> Result<Value, Malformed> {
        let mut bytes = Vec::new();
        encode(json, &mut bytes);
        Value::decode(&bytes, keys)
    }
}

/// Appends the encoding of JSON with every name as text.
pub(crate) fn encode(json: &Json, out: &mut Vec<u8>) {
    let done = |out: &mut Vec<u8>, tag, fill: &dyn Fn(&mut Vec<u8>)| {
        let _: Result<(), ()> = write_container(tag, out, |out| {
            fill(out);
            Ok(())
        });
    };
    match json {
        Json::Null => out.push(NULL),
        Json::Bool(yes) => out.push(if *yes { TRUE } else { FALSE }),
        Json::Number(n) => write_number(n.as_f64().unwrap_or_default(), out),
        Json::String(text) => write_str(text.as_bytes(), out),
        Json::Array(items) => done(out, ARRAY, &|out| items.iter().for_each(|item| encode(item, out))),
        Json::Object(members) => done(out, OBJECT, &|out| {
            for (name, value) in members {
                write_key(KeyRef::Text(name.as_bytes()), out);
                encode(value, out);
            }
        }),
    }
}

impl ValueRef<'_> {
    /// The value as JSON; a `Map` becomes an object.
    pub fn to_json(self, keys: &Keys) -> Json {
        match self.kind() {
            Kind::Null => Json::Null,
            Kind::Boolean => Json::Bool(self.as_bool().unwrap_or_default()),
            Kind::Number => Number::from_f64(self.as_number().unwrap_or_default()).map_or(Json::Null, Json::Number),
            Kind::String => Json::String(self.as_str().unwrap_or_default().to_owned()),
            Kind::Array => Json::Array(self.entries().map(|entry| entry.value.to_json(keys)).collect()),
            Kind::Object | Kind::Map => {
                let member = |entry: super::Entry<'_>| {
                    let name = entry.key.map(|key| String::from_utf8_lossy(key.name(keys)).into_owned());
                    (name.unwrap_or_default(), entry.value.to_json(keys))
                };
                Json::Object(self.entries().map(member).collect::<Map<_, _>>())
            }
        }
    }
}
