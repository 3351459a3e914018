//! A model: what a state looks like and what it is called.

use std::cell::RefCell;
use std::rc::Rc;

use super::definition::{InvalidModel, Part};
use super::error::{Issue, Malformed};
use super::integrity::{Layout, Rule};
use super::keys::Keys;
use super::pointer::Path;
use super::retention;
use super::schema::{Host, InvalidSchema, Options, Report, Schema, property_names};
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
    #[cfg(not(target_arch = "wasm32"))]
    pub fn new(name: &str, version: u32, schema: &[u8], seed: u64) -> Result<Model, InvalidSchema> {
        Model::with_documents(name, version, (schema, &[]), seed, &super::schema::Regress)
    }

    /// The same with the documents that the schema may refer to, as [`compile`] takes them, and another
    /// [`Host`].
    pub fn with_documents(
        name: &str,
        version: u32,
        (schema, documents): (&[u8], &[u8]),
        seed: u64,
        host: &dyn Host,
    ) -> Result<Model, InvalidSchema> {
        let (schema, keys) = compile(schema, documents, seed, host, false)?;
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
        let wrong = RefCell::new(None);
        let whole = Part::whole(definition.view(), &keys, &wrong);
        if let Some(part) = whole.optional("integrity") {
            for (_, rule) in part.entries(Kind::Array) {
                self.rules.push(Rule::read(&rule));
            }
        }
        if let Some(part) = whole.optional("retention") {
            for (_, rule) in part.entries(Kind::Array) {
                self.retention.push(retention::Rule::read(&rule, &self.rules));
            }
        }
        if let Some(part) = whole.optional("components") {
            for (name, part) in part.entries(Kind::Object) {
                let mut text = Vec::new();
                name.push_name(&keys, &mut text);
                let status = part.optional("status").map(|part| part.path());
                self.components.push(Component { name: String::from_utf8_lossy(&text).into_owned(), status });
            }
        }
        if let Some(wrong) = wrong.take() {
            return Err(wrong);
        }
        self.layout = Layout::of(&self.rules);
        Ok(self)
    }

    /// What is wrong with a state, up to the first ten problems.
    pub fn problems(&self, state: ValueRef<'_>) -> Vec<Issue> {
        let mut report = Report::new(10);
        self.schema.check(state, &self.keys, &mut report);
        report.issues
    }
}

/// Compiles a schema together with the dictionary for its values. Both are encoded with every name as text: the schema, and
/// an object of the documents that it may refer to, by URI; nothing, if there are none.
pub fn compile(
    schema: &[u8],
    documents: &[u8],
    seed: u64,
    host: &dyn Host,
    assert_formats: bool,
) -> Result<(Schema, Keys), InvalidSchema> {
    let decode = |bytes: &[u8], keys: &Keys| {
        let malformed = |error: Malformed| InvalidSchema { pointer: String::new(), reason: error.0.into() };
        if bytes.is_empty() { Ok(Value::null()) } else { Value::decode_wrapped(bytes, keys, 1).map_err(malformed) }
    };
    let none = Keys::default();
    let (source, others) = (decode(schema, &none)?, decode(documents, &none)?);
    let mut names = property_names(source.view(), &none);
    for document in others.view().entries() {
        names.extend(property_names(document.value, &none));
    }
    let keys = Keys::new(names, seed);
    let (source, others) = (decode(schema, &keys)?, decode(documents, &keys)?);
    let options = Options { host, assert_formats, documents: others.view() };
    let schema = Schema::compile_with(source.view(), &keys, &options)?;
    Ok((schema, keys))
}
