//! The keywords as a table: what form the value of each has, and where it goes in a [`super::node::Node`].
//!
//! A table, not code: one loop over it reads every schema, and costs a fraction of a comparison and a branch per keyword.

use super::node::{limit, list, one};
use crate::core::keys::{KeyRef, Keys};
use crate::core::value::{Entry, Kind, ValueRef};

/// What the value of a keyword is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One schema.
    Schema,
    /// A list of schemas.
    Schemas,
    /// An object of schemas.
    Named,
    /// An object whose members are lists of names or schemas.
    Dependents,
    /// A number to compare with.
    Limit,
    /// The same, but a whole number of at least 0.
    Count,
    /// A name or a list of names of kinds.
    Types,
    /// Whether objects are Maps here.
    Map,
    /// A list of values.
    List,
    /// One value.
    Value,
    /// A list of names.
    Names,
    /// A regular expression.
    Pattern,
    /// Whether elements have to differ.
    Unique,
    /// The name of a format.
    Format,
    /// A URI reference to a schema.
    Reference,
    /// The number of a validator.
    Validator,
}

/// A keyword.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// Where it goes; what this is an index of follows from the form.
    pub(super) slot: usize,
    /// The vocabulary it belongs to, an index of [`VOCABULARIES`].
    pub(super) vocabulary: usize,
}

const fn word(name: &'static str, form: Form, slot: usize, vocabulary: usize) -> Word {
    Word { name, form, slot, vocabulary }
}

const CORE: usize = 0;
const APPLICATOR: usize = 1;
const UNEVALUATED: usize = 2;
const VALIDATION: usize = 3;
pub(super) const FORMAT: usize = 4;

/// What a vocabulary's URI begins with.
pub(super) const VOCABULARY: &[u8] = b"https://json-schema.org/draft/2020-12/vocab/";
/// The vocabularies of draft 2020-12; the last three have no keyword that asks for anything.
pub(super) const VOCABULARIES: [&str; 8] = [
    "core",
    "applicator",
    "unevaluated",
    "validation",
    "format-assertion",
    "format-annotation",
    "content",
    "meta-data",
];

/// Slots of [`Form::Named`].
pub(super) const PROPERTIES: usize = 0;
pub(super) const PATTERNS: usize = 1;
/// Definitions: read, so that mistakes in them are found, and kept nowhere.
const NOWHERE: usize = 2;

/// Slots of [`Form::Dependents`]: what the members may be.
const EITHER: usize = 0;
pub(super) const LISTS: usize = 1;
pub(super) const SCHEMAS: usize = 2;

/// Every keyword that asks for something or leads to schemas. Annotations, and words that JSON Schema does not know, ask
/// for nothing.
pub(super) static WORDS: &[Word] = &[
    word("$ref", Form::Reference, one::REFERENCE, CORE),
    word("$dynamicRef", Form::Reference, one::DYNAMIC, CORE),
    word("$defs", Form::Named, NOWHERE, CORE),
    word("definitions", Form::Named, NOWHERE, CORE),
    word("x-map", Form::Map, 0, CORE),
    word("x-validator", Form::Validator, 0, CORE),
    word("properties", Form::Named, PROPERTIES, APPLICATOR),
    word("patternProperties", Form::Named, PATTERNS, APPLICATOR),
    word("additionalProperties", Form::Schema, one::ADDITIONAL, APPLICATOR),
    word("propertyNames", Form::Schema, one::NAMES, APPLICATOR),
    word("items", Form::Schema, one::ITEMS, APPLICATOR),
    word("prefixItems", Form::Schemas, list::PREFIX, APPLICATOR),
    word("contains", Form::Schema, one::CONTAINS, APPLICATOR),
    word("allOf", Form::Schemas, list::ALL, APPLICATOR),
    word("anyOf", Form::Schemas, list::ANY, APPLICATOR),
    word("oneOf", Form::Schemas, list::ONE, APPLICATOR),
    word("not", Form::Schema, one::NOT, APPLICATOR),
    word("if", Form::Schema, one::IF, APPLICATOR),
    word("then", Form::Schema, one::THEN, APPLICATOR),
    word("else", Form::Schema, one::ELSE, APPLICATOR),
    word("dependentSchemas", Form::Dependents, SCHEMAS, APPLICATOR),
    word("dependencies", Form::Dependents, EITHER, APPLICATOR),
    word("unevaluatedItems", Form::Schema, one::UNEVALUATED_ITEMS, UNEVALUATED),
    word("unevaluatedProperties", Form::Schema, one::UNEVALUATED_MEMBERS, UNEVALUATED),
    word("type", Form::Types, 0, VALIDATION),
    word("enum", Form::List, 0, VALIDATION),
    word("const", Form::Value, 0, VALIDATION),
    word("minimum", Form::Limit, limit::MINIMUM, VALIDATION),
    word("maximum", Form::Limit, limit::MINIMUM + 1, VALIDATION),
    word("exclusiveMinimum", Form::Limit, limit::MINIMUM + 2, VALIDATION),
    word("exclusiveMaximum", Form::Limit, limit::MINIMUM + 3, VALIDATION),
    word("multipleOf", Form::Limit, limit::MULTIPLE, VALIDATION),
    word("minLength", Form::Count, limit::LENGTH, VALIDATION),
    word("maxLength", Form::Count, limit::LENGTH + 1, VALIDATION),
    word("minItems", Form::Count, limit::ITEMS, VALIDATION),
    word("maxItems", Form::Count, limit::ITEMS + 1, VALIDATION),
    word("minProperties", Form::Count, limit::MEMBERS, VALIDATION),
    word("maxProperties", Form::Count, limit::MEMBERS + 1, VALIDATION),
    word("minContains", Form::Count, limit::CONTAINS, VALIDATION),
    word("maxContains", Form::Count, limit::CONTAINS + 1, VALIDATION),
    word("required", Form::Names, 0, VALIDATION),
    word("dependentRequired", Form::Dependents, LISTS, VALIDATION),
    word("pattern", Form::Pattern, 0, VALIDATION),
    word("uniqueItems", Form::Unique, 0, VALIDATION),
    word("format", Form::Format, 0, FORMAT),
];

/// The keyword of a name.
pub(super) fn find(name: &[u8]) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.name.as_bytes() == name)
}

/// Something that stands directly in the value of a keyword, or that value itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// Its name, if it has one, and its position; none for the value itself.
    pub(super) name: Option<(Option<KeyRef<'a>>, u32)>,
    pub(super) value: ValueRef<'a>,
}

/// Calls `visit` with every schema that stands directly in a schema, and with lists of names. Data (`enum`, `const`,
/// `default`, words that are not known) is not looked into.
pub(super) fn each_part<'a>(
    schema: ValueRef<'a>,
    keys: &Keys,
    visit: &mut dyn FnMut(&'static Word, KeyRef<'a>, Part<'a>),
) {
    if schema.kind() != Kind::Object {
        return;
    }
    for Entry { key, value } in schema.entries() {
        let Some(key) = key else { continue };
        let Some(word) = find(key.name(keys)) else { continue };
        match word.form {
            Form::Schema => visit(word, key, Part { name: None, value }),
            Form::Schemas | Form::Named | Form::Dependents | Form::Names => {
                for (index, inner) in value.entries().enumerate() {
                    visit(word, key, Part { name: Some((inner.key, index as u32)), value: inner.value });
                }
            }
            _ => {}
        }
    }
}
