//! From a schema as data to the compiled form, in one pass over every schema that can be reached.

use super::node::{Condition, Node, NodeId, Numbers, Schema, Types};
use crate::core::hash_index::HashIndex;
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::pointer::{self, tokens};
use crate::core::text::quoted;
use crate::core::value::{Kind, ValueRef};

/// A schema that cannot be compiled: where, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the schema at '{pointer}': {reason}")]
pub struct InvalidSchema {
    /// RFC 6901 pointer into the schema.
    pub pointer: String,
    /// What is wrong.
    pub reason: String,
}

/// Keywords that ask for something this compiler does not know. Ignoring them would accept wrong data.
const UNSUPPORTED: [&str; 14] = [
    "pattern",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "uniqueItems",
    "unevaluatedItems",
    "unevaluatedProperties",
    "$dynamicRef",
    "$recursiveRef",
];

/// The names that a schema's `properties` and `required` mention, in order: the dictionary for the model's states.
pub fn property_names<'a>(schema: ValueRef<'a>, keys: &'a Keys) -> Vec<&'a str> {
    let mut names = Vec::new();
    collect(schema, keys, &mut names);
    names
}

fn collect<'a>(schema: ValueRef<'a>, keys: &'a Keys, names: &mut Vec<&'a str>) {
    for entry in schema.entries() {
        let name = entry.key.map(|key| key.name(keys)).unwrap_or_default();
        match name {
            b"enum" | b"const" | b"default" | b"examples" => {}
            b"properties" => {
                for member in entry.value.entries() {
                    names.extend(member.key.and_then(|key| std::str::from_utf8(key.name(keys)).ok()));
                    collect(member.value, keys, names);
                }
            }
            b"required" => names.extend(entry.value.entries().filter_map(|name| name.value.as_str())),
            _ => collect(entry.value, keys, names),
        }
    }
}

impl Schema {
    /// Compiles a schema. `source` is read with the dictionary `keys`, which is that of the states it will check too.
    pub fn compile(source: ValueRef<'_>, keys: &Keys) -> Result<Schema, InvalidSchema> {
        let (nodes, places, later) = (Vec::new(), Vec::new(), Vec::new());
        let mut compiler = Compiler { source, keys, nodes, known: HashIndex::default(), places, later };
        let root = compiler.schema(source, &[])?;
        while let Some((id, value, place)) = compiler.later.pop() {
            compiler.nodes[id] = compiler.build(value, &place)?;
        }
        if let Some(id) = endless(&compiler.nodes) {
            let pointer = compiler.places.swap_remove(id);
            let reason =
                "leads back to itself without a step into the value: no value can be checked against it".into();
            return Err(InvalidSchema { pointer, reason });
        }
        Ok(Schema { nodes: compiler.nodes, root })
    }
}

/// A schema that applies to the same value again and again, if there is one.
fn endless(nodes: &[Node]) -> Option<NodeId> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Entered,
        Left,
    }
    let mut marks = vec![Mark::New; nodes.len()];
    let mut stack: Vec<(NodeId, Mark)> = (0..nodes.len()).map(|id| (id, Mark::New)).collect();
    while let Some((id, mark)) = stack.pop() {
        match (mark, marks[id]) {
            (Mark::Left, _) => marks[id] = Mark::Left,
            (_, Mark::Left) => {}
            (_, Mark::Entered) => return Some(id),
            (_, Mark::New) => {
                marks[id] = Mark::Entered;
                stack.push((id, Mark::Left));
                stack.extend(nodes[id].in_place().map(|next| (next, Mark::New)));
            }
        }
    }
    None
}

struct Compiler<'a> {
    source: ValueRef<'a>,
    keys: &'a Keys,
    nodes: Vec<Node>,
    /// Schemas by their place, so that each is compiled once and may refer to itself.
    known: HashIndex,
    places: Vec<String>,
    /// Schemas that were referred to and not looked into: definitions that lead to each other in a long row must not fill
    /// the stack.
    later: Vec<(NodeId, ValueRef<'a>, Vec<Key>)>,
}

type Place<'p> = &'p [Key];

impl<'a> Compiler<'a> {
    fn key(&self, name: &str) -> Key {
        self.keys.key(name.as_bytes())
    }

    fn fail<T>(&self, place: Place<'_>, reason: impl Into<String>) -> Result<T, InvalidSchema> {
        Err(InvalidSchema { pointer: pointer::pointer(place, self.keys), reason: reason.into() })
    }

    /// The number of the schema at a place, and whether it is new.
    fn number_of(&mut self, place: Place<'_>) -> (NodeId, bool) {
        let pointer = pointer::pointer(place, self.keys);
        let hash = self.keys.hash_text(pointer.as_bytes());
        if let Some(id) = self.known.find(hash).find(|id| self.places[*id as usize] == pointer) {
            return (id as NodeId, false);
        }
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.places.push(pointer);
        self.known.insert(hash, id as u32);
        (id, true)
    }

    fn schema(&mut self, value: ValueRef<'a>, place: Place<'_>) -> Result<NodeId, InvalidSchema> {
        let (id, is_new) = self.number_of(place);
        if is_new {
            self.nodes[id] = self.build(value, place)?;
        }
        Ok(id)
    }

    fn build(&mut self, value: ValueRef<'a>, place: Place<'_>) -> Result<Node, InvalidSchema> {
        match value.kind() {
            Kind::Boolean => Ok(Node { never: value.as_bool() == Some(false), ..Node::default() }),
            Kind::Object => self.node(value, place),
            other => self.fail(place, format!("a schema is an object or a boolean, not {}", other.name())),
        }
    }

    fn node(&mut self, value: ValueRef<'a>, place: Place<'_>) -> Result<Node, InvalidSchema> {
        let mut node = Node::default();
        let mut numbers = Numbers::default();
        let mut map = false;
        let (mut when, mut then, mut otherwise) = (None, None, None);
        for entry in value.entries() {
            let Some(key) = entry.key else { continue };
            let name = std::str::from_utf8(key.name(self.keys)).unwrap_or_default();
            let here = below(place, &self.key(name));
            let inner = entry.value;
            match name {
                "type" => node.types = Some(self.types(inner, &here)?),
                "x-map" => map = inner.as_bool() == Some(true),
                "enum" if inner.kind() != Kind::Array => return self.fail(&here, "enum is an array"),
                "enum" => node.enumeration = Some(inner.entries().map(|entry| entry.value.to_value()).collect()),
                "const" => node.constant = Some(inner.to_value()),
                "minimum" => numbers.minimum = Some(self.number(inner, &here)?),
                "maximum" => numbers.maximum = Some(self.number(inner, &here)?),
                "exclusiveMinimum" => numbers.exclusive_minimum = Some(self.number(inner, &here)?),
                "exclusiveMaximum" => numbers.exclusive_maximum = Some(self.number(inner, &here)?),
                "multipleOf" => match self.number(inner, &here)? {
                    step if step > 0.0 => numbers.multiple_of = Some(step),
                    _ => return self.fail(&here, "a number above 0 is needed here"),
                },
                "minLength" => node.min_length = Some(self.count(inner, &here)?),
                "maxLength" => node.max_length = Some(self.count(inner, &here)?),
                "minItems" => node.items_count.least = Some(self.count(inner, &here)?),
                "maxItems" => node.items_count.most = Some(self.count(inner, &here)?),
                "minProperties" => node.members_count.least = Some(self.count(inner, &here)?),
                "maxProperties" => node.members_count.most = Some(self.count(inner, &here)?),
                "required" => node.required = self.names(inner, &here)?,
                "properties" => {
                    for (key, schema) in self.members(inner, &here)? {
                        let id = self.schema(schema, &below(&here, &key))?;
                        let at = node.properties.partition_point(|(other, _)| *other < key);
                        node.properties.insert(at, (key, id));
                    }
                }
                "$defs" | "definitions" => {
                    for (key, schema) in self.members(inner, &here)? {
                        self.schema(schema, &below(&here, &key))?;
                    }
                }
                "additionalProperties" => node.additional = Some(self.schema(inner, &here)?),
                "items" => node.items = Some(self.schema(inner, &here)?),
                "prefixItems" => node.prefix = self.schemas(inner, &here)?,
                "allOf" => node.all_of = self.schemas(inner, &here)?,
                "anyOf" => node.any_of = self.schemas(inner, &here)?,
                "oneOf" => node.one_of = self.schemas(inner, &here)?,
                "not" => node.not = Some(self.schema(inner, &here)?),
                "if" => when = Some(self.schema(inner, &here)?),
                "then" => then = Some(self.schema(inner, &here)?),
                "else" => otherwise = Some(self.schema(inner, &here)?),
                "$ref" => node.reference = Some(self.reference(inner, &here)?),
                _ if UNSUPPORTED.contains(&name) => {
                    return self.fail(&here, format!("the keyword {name} is not supported yet"));
                }
                // Annotations, and words that JSON Schema does not know, ask for nothing.
                _ => {}
            }
        }
        if map {
            let object = Types::bit(Kind::Object);
            let Some(types) = node.types.as_mut().filter(|types| types.0 & object != 0) else {
                return self.fail(place, "x-map stands beside type: object");
            };
            types.0 = (types.0 & !object) | Types::bit(Kind::Map);
        }
        if numbers.minimum.or(numbers.maximum).or(numbers.exclusive_minimum).or(numbers.exclusive_maximum).is_some()
            || numbers.multiple_of.is_some()
        {
            node.numbers = Some(Box::new(numbers));
        }
        node.condition = when.map(|when| Condition { when, then, otherwise });
        Ok(node)
    }

    fn types(&self, value: ValueRef<'_>, place: Place<'_>) -> Result<Types, InvalidSchema> {
        let mut types = Types::default();
        let mut add = |value: ValueRef<'_>| {
            let bit = match value.as_str() {
                Some("null") => Types::bit(Kind::Null),
                Some("boolean") => Types::bit(Kind::Boolean),
                Some("number") => Types::bit(Kind::Number),
                Some("integer") => Types::INTEGER,
                Some("string") => Types::bit(Kind::String),
                Some("array") => Types::bit(Kind::Array),
                Some("object") => Types::bit(Kind::Object),
                other => {
                    let name = quoted(other.unwrap_or("of that form"));
                    return self.fail(place, format!("there is no type {name}"));
                }
            };
            types.0 |= bit;
            Ok(())
        };
        if value.kind() == Kind::Array {
            value.entries().try_for_each(|entry| add(entry.value))?;
        } else {
            add(value)?;
        }
        Ok(types)
    }

    fn number(&self, value: ValueRef<'_>, place: Place<'_>) -> Result<f64, InvalidSchema> {
        value.as_number().map_or_else(|| self.fail(place, "a number is needed here"), Ok)
    }

    fn count(&self, value: ValueRef<'_>, place: Place<'_>) -> Result<usize, InvalidSchema> {
        match value.as_number() {
            Some(n) if n >= 0.0 && n.fract() == 0.0 => Ok(n as usize),
            _ => self.fail(place, "a whole number of at least 0 is needed here"),
        }
    }

    fn names(&self, value: ValueRef<'_>, place: Place<'_>) -> Result<Vec<Key>, InvalidSchema> {
        if value.kind() != Kind::Array {
            return self.fail(place, "a list of names is needed here");
        }
        let name = |value: ValueRef<'_>| match value.as_text() {
            Some(name) => Ok(self.keys.key(name)),
            None => self.fail(place, "a name is text"),
        };
        value.entries().map(|entry| name(entry.value)).collect()
    }

    fn members(&self, value: ValueRef<'a>, place: Place<'_>) -> Result<Vec<(Key, ValueRef<'a>)>, InvalidSchema> {
        if value.kind() != Kind::Object {
            return self.fail(place, "an object of schemas is needed here");
        }
        Ok(value.entries().filter_map(|entry| Some((entry.key?.to_key(), entry.value))).collect())
    }

    fn schemas(&mut self, value: ValueRef<'a>, place: Place<'_>) -> Result<Vec<NodeId>, InvalidSchema> {
        if value.kind() != Kind::Array {
            return self.fail(place, "a list of schemas is needed here");
        }
        value
            .entries()
            .enumerate()
            .map(|(index, entry)| self.schema(entry.value, &below(place, &Key::Index(index as u32))))
            .collect()
    }

    /// `$ref` to a place in the same schema: `#`, `#/$defs/name`, or `#anchor`.
    fn reference(&mut self, value: ValueRef<'_>, place: Place<'_>) -> Result<NodeId, InvalidSchema> {
        let text = value.as_str().unwrap_or_default();
        let Some(fragment) = text.strip_prefix('#') else {
            return self.fail(place, format!("{} is not in this schema: put it under $defs", quoted(text)));
        };
        let fragment = percent_decoded(fragment);
        let target: Vec<Key> = match tokens(&fragment) {
            Ok(tokens) => tokens.iter().map(|token| self.keys.key(token)).collect(),
            Err(_) => match self.anchor(self.source, &fragment, &mut Vec::new()) {
                Some(place) => place,
                None => return self.fail(place, format!("{} leads nowhere", quoted(text))),
            },
        };
        let Some(found) = self.source.find(&target, self.keys) else {
            return self.fail(place, format!("{} leads nowhere", quoted(text)));
        };
        let (id, is_new) = self.number_of(&target);
        if is_new {
            self.later.push((id, found, target));
        }
        Ok(id)
    }

    fn anchor(&self, value: ValueRef<'_>, name: &[u8], place: &mut Vec<Key>) -> Option<Vec<Key>> {
        if value.get(&self.key("$anchor"), self.keys).and_then(ValueRef::as_text) == Some(name) {
            return Some(place.clone());
        }
        value.entries().enumerate().find_map(|(index, entry)| {
            place.push(entry.key.map_or(Key::Index(index as u32), KeyRef::to_key));
            let found = self.anchor(entry.value, name, place);
            place.pop();
            found
        })
    }
}

fn below(place: Place<'_>, key: &Key) -> Vec<Key> {
    let mut below = Vec::with_capacity(place.len() + 1);
    below.extend_from_slice(place);
    below.push(key.clone());
    below
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let hex = |bytes: &mut std::str::Bytes<'_>| {
            let digits = [bytes.next()?, bytes.next()?];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()
        };
        let mut ahead = bytes.clone();
        match (byte, hex(&mut ahead)) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                bytes = ahead;
            }
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::core::schema::Report;
    use crate::core::value::Value;

    fn encoded(json: &Json, keys: &Keys) -> Value {
        Value::from_json(json, keys).expect("JSON can be encoded")
    }

    fn compiled(schema: &Json) -> Result<(Schema, Keys), InvalidSchema> {
        let none = Keys::default();
        let keys = Keys::new(property_names(encoded(schema, &none).view(), &none), 0);
        Ok((Schema::compile(encoded(schema, &keys).view(), &keys)?, keys))
    }

    fn is_valid(schema: &Json, value: &Json) -> bool {
        let (schema, keys) = compiled(schema).expect("a schema");
        let value = encoded(value, &keys);
        let mut report = Report::new(1);
        schema.check(value.view(), &keys, &mut report);
        report.count == 0
    }

    #[test]
    fn references_lead_anywhere_in_the_schema() {
        let schema = json!({
            "properties": {
                "whole": { "$ref": "#" },
                "pointer": { "$ref": "#/$defs/a~1b%25c" },
                "anchor": { "$ref": "#named" },
                "element": { "$ref": "#/$defs/list/anyOf/1" },
                "old": { "$ref": "#/definitions/old" },
            },
            "additionalProperties": false,
            "$defs": {
                "a/b%c": { "type": "number" },
                "deep": { "items": { "$anchor": "named", "type": "string" } },
                "list": { "anyOf": [true, { "type": "null" }] },
            },
            "definitions": { "old": { "minimum": 5 } },
        });
        for valid in [
            json!({ "whole": { "pointer": 1, "whole": { "anchor": "x" } } }),
            json!({ "pointer": 1, "anchor": "x", "element": null, "old": 5 }),
        ] {
            assert!(is_valid(&schema, &valid), "{valid}");
        }
        for invalid in [
            json!({ "whole": { "unknown": 1 } }),
            json!({ "whole": { "whole": { "pointer": "x" } } }),
            json!({ "anchor": 1 }),
            json!({ "element": 0 }),
            json!({ "old": 4 }),
        ] {
            assert!(!is_valid(&schema, &invalid), "{invalid}");
        }
    }

    #[test]
    fn what_stands_beside_a_reference_counts_too() {
        let schema = json!({ "$ref": "#/$defs/a", "maximum": 9, "$defs": { "a": { "minimum": 5 } } });
        assert!(is_valid(&schema, &json!(7)));
        assert!(!is_valid(&schema, &json!(4)) && !is_valid(&schema, &json!(10)));
    }

    #[test]
    fn a_schema_that_cannot_be_honoured_names_its_place_and_reason() {
        let cases = [
            (json!(1), "", "object or a boolean"),
            (json!({ "properties": { "a": 1 } }), "/properties/a", "object or a boolean"),
            (json!({ "properties": [] }), "/properties", "object of schemas"),
            (json!({ "items": { "anyOf": {} } }), "/items/anyOf", "list of schemas"),
            (json!({ "allOf": [true, { "not": "x" }] }), "/allOf/1/not", "object or a boolean"),
            (json!({ "type": "int" }), "/type", "no type"),
            (json!({ "type": ["string", 1] }), "/type", "no type"),
            (json!({ "enum": "a" }), "/enum", "array"),
            (json!({ "minimum": "1" }), "/minimum", "number"),
            (json!({ "minLength": -1 }), "/minLength", "whole number"),
            (json!({ "maxItems": 1.5 }), "/maxItems", "whole number"),
            (json!({ "required": "a" }), "/required", "list of names"),
            (json!({ "required": [1] }), "/required", "text"),
            (json!({ "$ref": 1 }), "/$ref", "not in this schema"),
            (json!({ "$ref": "other.json" }), "/$ref", "not in this schema"),
            (json!({ "$ref": "#/$defs/none" }), "/$ref", "leads nowhere"),
            (json!({ "$ref": "#none" }), "/$ref", "leads nowhere"),
            (json!({ "$defs": { "a": { "if": 1 } } }), "/$defs/a/if", "object or a boolean"),
        ];
        for (schema, pointer, reason) in cases {
            let error = compiled(&schema).err().unwrap_or_else(|| panic!("{schema} was accepted"));
            assert_eq!(error.pointer, pointer, "{error}");
            assert!(error.reason.contains(reason), "{error}");
        }
    }

    #[test]
    fn annotations_and_unknown_words_ask_for_nothing() {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "x", "$comment": 1, "title": "T",
            "description": 1, "default": 1, "examples": [1], "deprecated": true, "readOnly": true, "format": "email",
            "contentEncoding": "base64", "x-own": { "minimum": "no number" },
        });
        assert!(is_valid(&schema, &json!("anything")));
    }

    #[test]
    fn names_of_members_are_collected_and_data_is_not() {
        let schema = json!({
            "properties": { "a": { "properties": { "properties": { "required": ["b"] } } }, "enum": { "const": { "no": 1 } } },
            "required": ["c", 1], "enum": [{ "properties": { "no": 1 } }], "default": { "required": ["no"] },
            "anyOf": [{ "items": { "properties": { "d": true } } }],
        });
        let keys = Keys::default();
        let value = encoded(&schema, &keys);
        assert_eq!(property_names(value.view(), &keys), ["a", "properties", "b", "enum", "c", "d"]);
    }

    #[test]
    fn a_percent_sign_that_escapes_nothing_is_itself() {
        assert_eq!(percent_decoded("a%20b%C3%BC%2"), "a bü%2".as_bytes());
        assert_eq!(percent_decoded("%%41%zz"), b"%A%zz");
    }
}
