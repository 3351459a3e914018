//! The names that a schema mentions.

use super::words::{Form, PROPERTIES, each_part};
use crate::core::keys::Keys;
use crate::core::value::{Kind, ValueRef};

/// The names of members that a schema mentions, in order: the dictionary for the model's states. Names in data, and in
/// words that JSON Schema does not know, are none.
pub fn property_names<'a>(schema: ValueRef<'a>, keys: &'a Keys) -> Vec<&'a str> {
    let mut names = Vec::new();
    collect(schema, keys, &mut names);
    names
}

fn collect<'a>(schema: ValueRef<'a>, keys: &'a Keys, names: &mut Vec<&'a str>) {
    each_part(schema, keys, &mut |word, _, part| {
        let name = part.name.and_then(|(name, _)| name);
        if word.form == Form::Dependents || (word.form == Form::Named && word.slot == PROPERTIES) {
            names.extend(name.and_then(|name| std::str::from_utf8(name.name(keys)).ok()));
        }
        // Text stands only in `required`, lists only in `dependentRequired`.
        names.extend(part.value.as_str());
        if part.value.kind() == Kind::Array {
            names.extend(part.value.entries().filter_map(|name| name.value.as_str()));
        }
        collect(part.value, keys, names);
    });
}
