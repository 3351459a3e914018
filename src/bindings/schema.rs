//! The validator alone.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use super::convert::{encode, encode_model};
use super::page::Page;
use super::plain::{issue_of, issue_to_js};
use crate::browser::{error_of, random};
use crate::core::keys::Keys;
use crate::core::model::compile;
use crate::core::schema::{InvalidSchema, Report, Schema};
use crate::core::value::Value;

/// A compiled JSON Schema, draft 2020-12.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Validator {
    schema: Schema,
    keys: Keys,
}

#[wasm_bindgen]
impl Validator {
    /// Compiles a schema. `registry` holds the documents it may refer to, by URI. Throws `invalid_model`.
    #[wasm_bindgen(constructor)]
    pub fn new(schema: &JsValue, registry: &JsValue, assert_formats: bool) -> Result<Validator, JsValue> {
        let documents = documents(registry)?;
        let [a, b, c, d, ..] = random();
        let seed = u64::from(u32::from_le_bytes([a, b, c, d]));
        let page = Page { validators: Array::new() };
        let (schema, keys) = compile(&encode_model(schema)?, &documents, seed, &page, assert_formats)
            .map_err(|error| invalid_schema(&error, ""))?;
        Ok(Validator { schema, keys })
    }

    /// How many problems a value has, and then the first `limit` of them.
    pub fn validate(&self, value: &JsValue, limit: usize) -> Array {
        let mut report = Report::new(limit);
        let decoded = match encode(value) {
            Ok(bytes) => Value::decode(&bytes, &self.keys).unwrap_or_else(|_| Value::null()),
            Err(refused) => return Array::of2(&1.into(), &issue_to_js(&issue_of(&refused))),
        };
        self.schema.check(decoded.view(), &self.keys, &mut report);
        let found = Array::of1(&report.count.into());
        for issue in &report.issues {
            found.push(&issue_to_js(issue));
        }
        found
    }
}

/// The documents that a schema may refer to, by URI; `undefined` for none.
pub(super) fn documents(registry: &JsValue) -> Result<Vec<u8>, JsValue> {
    if registry.is_undefined() { Ok(Vec::new()) } else { encode_model(registry) }
}

/// What is thrown for a schema that cannot be compiled; `place` is where it stands in what the caller gave. A mistake in another
/// document has the URI of that before its pointer.
pub(super) fn invalid_schema(invalid: &InvalidSchema, place: &str) -> JsValue {
    let place = if invalid.pointer.contains('#') { "" } else { place };
    invalid_model(&(place.to_owned() + &invalid.pointer), &invalid.to_string())
}

/// What is thrown for a model that cannot be used.
pub(super) fn invalid_model(pointer: &str, message: &str) -> JsValue {
    let error = error_of("invalid_model", message);
    let _ = Reflect::set(&error, &"pointer".into(), &pointer.into());
    error
}
