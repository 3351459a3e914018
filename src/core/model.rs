//! A model: what a state looks like and what it is called.

use std::rc::Rc;

use super::definition::{InvalidModel, Part};
use super::error::Issue;
use super::integrity::{Layout, Rule};
use super::keys::Keys;
use super::pointer::Path;
use super::retention;
use super::schema::{InvalidSchema, Report, Schema, property_names};
use super::value::{Kind, Value, ValueRef};

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
    /// What must be consistent.
    pub(crate) rules: Vec<Rule>,
    pub(crate) layout: Layout,
    /// What need not be kept.
    pub(crate) retention: Vec<retention::Rule>,
    /// Who owns what.
    pub(crate) components: Vec<Component>,
}

/// A component of the application, as the model knows it.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) name: String,
    /// Where its status is kept.
    pub(crate) status: Option<Path>,
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
        Ok(Model {
            name: name.into(),
            version,
            schema,
            keys: Rc::new(keys),
            rules: Vec::new(),
            layout: Layout::default(),
            retention: Vec::new(),
            components: Vec::new(),
        })
    }

    /// Adds what a model has beside its schema: an encoded object with the members `components`, `integrity` and
    /// `retention`, as `defineModel` takes them, each of which may be absent.
    pub fn with_rules(mut self, definition: &[u8]) -> Result<Model, InvalidModel> {
        let malformed = |reason: String| InvalidModel { pointer: String::new(), reason };
        let definition = Value::decode(definition, &self.keys).map_err(|error| malformed(error.to_string()))?;
        let keys = self.keys.clone();
        let whole = Part::whole(definition.view(), &keys);
        if let Some(part) = whole.optional("integrity") {
            self.rules =
                part.entries(Kind::Array)?.iter().map(|(_, rule)| Rule::read(rule)).collect::<Result<_, _>>()?;
            self.layout = Layout::of(&self.rules);
        }
        if let Some(part) = whole.optional("retention") {
            let read = |(_, rule): &(_, Part<'_>)| retention::Rule::read(rule, &self.rules);
            self.retention = part.entries(Kind::Array)?.iter().map(read).collect::<Result<_, _>>()?;
        }
        if let Some(part) = whole.optional("components") {
            let component = |(name, part): &(super::keys::Key, Part<'_>)| {
                let path = |part: Part<'_>| -> Result<Path, InvalidModel> {
                    let text = part.text()?;
                    let keys = super::pointer::parse(text.as_bytes(), part.keys);
                    Ok(keys.map_err(|bad| part.invalid(bad.reason()))?.into_iter().collect())
                };
                let mut text = Vec::new();
                name.push_name(&keys, &mut text);
                Ok(Component {
                    name: String::from_utf8_lossy(&text).into_owned(),
                    status: part.optional("status").map(path).transpose()?,
                })
            };
            self.components = part.entries(Kind::Object)?.iter().map(component).collect::<Result<_, _>>()?;
        }
        Ok(self)
    }

    /// What is wrong with a state, up to the first ten problems.
    pub fn problems(&self, state: ValueRef<'_>) -> Vec<Issue> {
        let mut report = Report::new(10);
        self.schema.check(state, &self.keys, &mut report);
        report.issues
    }
}
