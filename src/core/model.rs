//! A model: what a state looks like and what it is called.

use std::rc::Rc;

use super::error::Issue;
use super::keys::Keys;
use super::schema::{InvalidSchema, Report, Schema, property_names};
use super::value::{Value, ValueRef};

/// A model, compiled.
#[derive(Debug)]
pub struct Model {
    /// Its name; data of another model is not touched.
    pub name: String,
    /// Its version; data of a later one is not touched.
    pub version: u32,
    /// What a valid state is.
    pub schema: Schema,
    /// The names of the schema's members.
    pub keys: Rc<Keys>,
}

impl Model {
    /// Compiles a model. `schema` is encoded with every name as text; `seed` comes from outside randomness.
    pub fn new(name: &str, version: u32, schema: &[u8], seed: u64) -> Result<Model, InvalidSchema> {
        let malformed = |reason: String| InvalidSchema { pointer: String::new(), reason };
        let none = Keys::default();
        let source = Value::decode(schema, &none).map_err(|error| malformed(error.to_string()))?;
        let keys = Keys::new(property_names(source.view(), &none), seed);
        let source = Value::decode(schema, &keys).map_err(|error| malformed(error.to_string()))?;
        let schema = Schema::compile(source.view(), &keys)?;
        Ok(Model { name: name.into(), version, schema, keys: Rc::new(keys) })
    }

    /// What is wrong with a state, up to the first ten problems.
    pub fn problems(&self, state: ValueRef<'_>) -> Vec<Issue> {
        let mut report = Report::new(10);
        self.schema.check(state, &self.keys, &mut report);
        report.issues
    }
}
