//! A model: what a state looks like and what it is called.

use std::rc::Rc;

use super::error::Issue;
use super::keys::Keys;
use super::schema::{InvalidSchema, Options, Patterns, Report, Schema, property_names};
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
    #[cfg(not(target_arch = "wasm32"))]
    pub fn new(name: &str, version: u32, schema: &[u8], seed: u64) -> Result<Model, InvalidSchema> {
        Model::with_patterns(name, version, schema, seed, &super::schema::Regress)
    }

    /// The same with another reader of regular expressions.
    pub fn with_patterns(
        name: &str,
        version: u32,
        schema: &[u8],
        seed: u64,
        patterns: &dyn Patterns,
    ) -> Result<Model, InvalidSchema> {
        let (schema, keys) = compile(&[("", schema)], seed, patterns, false)?;
        Ok(Model { name: name.into(), version, schema, keys: Rc::new(keys) })
    }

    /// What is wrong with a state, up to the first ten problems.
    pub fn problems(&self, state: ValueRef<'_>) -> Vec<Issue> {
        let mut report = Report::new(10);
        self.schema.check(state, &self.keys, &mut report);
        report.issues
    }
}

/// Compiles a schema together with the dictionary for its values. `documents` are encoded with every name as text: first
/// the schema, then those that it may refer to, with their URIs.
pub fn compile(
    documents: &[(&str, &[u8])],
    seed: u64,
    patterns: &dyn Patterns,
    assert_formats: bool,
) -> Result<(Schema, Keys), InvalidSchema> {
    let decode = |keys: &Keys| -> Result<Vec<(String, Value)>, InvalidSchema> {
        let decoded = documents.iter().map(|(uri, bytes)| match Value::decode(bytes, keys) {
            Ok(value) => Ok(((*uri).into(), value)),
            Err(error) => Err(InvalidSchema { pointer: (*uri).into(), reason: error.0.into() }),
        });
        decoded.collect()
    };
    let none = Keys::default();
    let sources = decode(&none)?;
    let keys = Keys::new(sources.iter().flat_map(|(_, source)| property_names(source.view(), &none)), seed);
    let sources = decode(&keys)?;
    let views: Vec<(String, ValueRef<'_>)> = sources.iter().map(|(uri, value)| (uri.clone(), value.view())).collect();
    let [(_, source), documents @ ..] = views.as_slice() else {
        return Err(InvalidSchema { pointer: String::new(), reason: "there is no schema".into() });
    };
    let schema = Schema::compile_with(*source, &keys, &Options { patterns, assert_formats, documents })?;
    Ok((schema, keys))
}
