//! The names that a schema mentions.

use super::words::{Form, PROPERTIES, Word, each_subschema, find};
use crate::core::keys::{Key, Keys};
use crate::core::value::{Kind, ValueRef};

/// The names of members that a schema mentions, in order: the dictionary for the model's states. Names in data, and in
/// words that JSON Schema does not know, are none.
pub fn property_names<'a>(schema: ValueRef<'a>, keys: &'a Keys) -> Vec<&'a str> {
    let mut names = Vec::new();
    collect(schema, keys, &mut names);
    names
}

fn collect<'a>(schema: ValueRef<'a>, keys: &'a Keys, names: &mut Vec<&'a str>) {
    if schema.kind() != Kind::Object {
        return;
    }
    for entry in schema.entries() {
        let Some(Word { form, slot, .. }) = entry.key.and_then(|key| find(key.name(keys))) else { continue };
        match form {
            Form::Names => list(entry.value, names),
            Form::Dependents => {
                for member in entry.value.entries() {
                    names.extend(member.key.and_then(|key| std::str::from_utf8(key.name(keys)).ok()));
                    if member.value.kind() == Kind::Array {
                        list(member.value, names);
                    }
                }
            }
            Form::Named if *slot == PROPERTIES => {
                for member in entry.value.entries() {
                    names.extend(member.key.and_then(|key| std::str::from_utf8(key.name(keys)).ok()));
                }
            }
            _ => {}
        }
    }
    each_subschema(schema, keys, &mut |_, _: Key, _, inner| collect(inner, keys, names));
}

fn list<'a>(value: ValueRef<'a>, names: &mut Vec<&'a str>) {
    names.extend(value.entries().filter_map(|name| name.value.as_str()));
}
