//! Deep-partial updates: JSON Merge Patch, RFC 7396, with one difference.
//!
//! - An object in the update is merged into an object in the state, a `Map` into a `Map`, member by member; what is not
//!   there or of another kind is taken to be empty first.
//! - Everything else, arrays too, replaces what is there.
//! - The difference: `null` deletes a member only where the schema does not allow `null`; where it does, `null` is stored.
//! - A member that is already what the update says is no change.

use crate::core::change::Wanted;
use crate::core::keys::Keys;
use crate::core::pointer::Path;
use crate::core::schema::Schema;
use crate::core::tree::owned_key;
use crate::core::value::encoding::{write_container, write_key};
use crate::core::value::{Kind, Value, ValueRef};

/// The changes that merging `update` into `state` asks for.
pub(crate) fn merge(state: ValueRef<'_>, update: ValueRef<'_>, schema: &Schema, keys: &Keys) -> Vec<Wanted> {
    let mut merge = Merge { schema, keys, wanted: Vec::new() };
    merge.at(Some(state), update, &Path::ROOT);
    merge.wanted
}

struct Merge<'a> {
    schema: &'a Schema,
    keys: &'a Keys,
    wanted: Vec<Wanted>,
}

impl Merge<'_> {
    fn at(&mut self, state: Option<ValueRef<'_>>, update: ValueRef<'_>, path: &Path) {
        let kind = update.kind();
        match state {
            Some(state) if kind.is_keyed() && state.kind() == kind => {
                for entry in update.entries() {
                    let key = owned_key(entry.key, 0);
                    let found = state.get(&key, self.keys);
                    let path = path.join(key);
                    if self.deletes(entry.value, &path) {
                        if found.is_some() {
                            self.wanted.push(Wanted::remove(path));
                        }
                    } else {
                        self.at(found, entry.value, &path);
                    }
                }
            }
            Some(state) if state.identical(update) => {}
            _ => self.wanted.push(Wanted::put(path.clone(), self.stored(update, path))),
        }
    }

    fn deletes(&self, value: ValueRef<'_>, path: &Path) -> bool {
        value.kind() == Kind::Null && !self.schema.allows_null(&path.keys(), self.keys)
    }

    /// The value as it is stored where nothing was: without the members that mean "delete".
    fn stored(&self, value: ValueRef<'_>, path: &Path) -> Value {
        if !value.kind().is_keyed() || !has_null(value) {
            return match value {
                ValueRef::Encoded(bytes) => Value::from_normal(bytes, self.keys),
                ValueRef::Tree(_) => value.to_value(),
            };
        }
        let mut bytes = Vec::with_capacity(value.size());
        self.write_without_nulls(value, path, &mut bytes);
        Value::from_normal(&bytes, self.keys)
    }

    fn write_without_nulls(&self, value: ValueRef<'_>, path: &Path, out: &mut Vec<u8>) {
        if !value.kind().is_keyed() {
            value.write(out);
            return;
        }
        let _: Result<(), ()> = write_container(value.kind().tag(), out, |out| {
            for entry in value.entries() {
                let path = path.join(owned_key(entry.key, 0));
                if !self.deletes(entry.value, &path) {
                    if let Some(key) = entry.key {
                        write_key(key, out);
                    }
                    self.write_without_nulls(entry.value, &path, out);
                }
            }
            Ok(())
        });
    }
}

/// Whether a member is `null`, on any level that merging looks into.
fn has_null(value: ValueRef<'_>) -> bool {
    value.entries().any(|entry| {
        let kind = entry.value.kind();
        kind == Kind::Null || (kind.is_keyed() && has_null(entry.value))
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    fn merged(schema: &Json, state: &Json, update: &Json) -> (Json, usize) {
        let keys = Keys::new(["a"], 0);
        let value = |json: &Json| Value::from_json(json, &keys).expect("JSON can be encoded");
        let schema = Schema::compile(value(schema).view(), &keys).expect("a schema");
        let mut root = value(state);
        let wanted = merge(root.view(), value(update).view(), &schema, &keys);
        let count = wanted.len();
        for wanted in wanted {
            wanted.apply(&mut root, &keys).expect("what a merge asks for is possible");
        }
        (root.view().to_json(&keys), count)
    }

    fn no_null() -> Json {
        json!({ "type": ["boolean", "number", "string", "array", "object"], "additionalProperties": { "$ref": "#" } })
    }

    /// RFC 7396 says this too; the engine refuses it before it comes here.
    #[test]
    fn what_is_no_object_replaces_everything() {
        for update in [json!(["c"]), json!(null), json!("bar")] {
            assert_eq!(merged(&no_null(), &json!({ "a": "b" }), &update), (update, 1));
        }
    }

    #[test]
    fn only_what_is_different_is_a_change() {
        let state = json!({ "a": { "x": 1.0, "y": [1.0, 2.0] }, "b": "text" });
        assert_eq!(merged(&json!(true), &state, &state).1, 0);
        assert_eq!(merged(&json!(true), &state, &json!({})).1, 0);
        let (after, count) = merged(&json!(true), &state, &json!({ "a": { "x": 1, "y": [1] }, "c": {} }));
        assert_eq!(after, json!({ "a": { "x": 1.0, "y": [1.0] }, "b": "text", "c": {} }));
        assert_eq!(count, 2, "the list and the new member");
    }

    #[test]
    fn deleting_what_is_not_there_is_no_change() {
        assert_eq!(
            merged(&no_null(), &json!({ "a": 1.0 }), &json!({ "b": null, "c": null })),
            (json!({ "a": 1.0 }), 0)
        );
    }

    #[test]
    fn what_is_new_comes_without_the_members_that_mean_delete() {
        let (after, count) = merged(&no_null(), &json!({}), &json!({ "a": { "b": { "c": null, "d": 1 }, "e": null } }));
        assert_eq!((after, count), (json!({ "a": { "b": { "d": 1.0 } } }), 1));
        // In a list they mean what they say.
        let (after, _) = merged(&no_null(), &json!({}), &json!({ "a": [{ "b": null }, null] }));
        assert_eq!(after, json!({ "a": [{ "b": null }, null] }));
    }
}
