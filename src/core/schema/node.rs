//! The compiled form: nodes in one vector, named by their position.

use crate::core::keys::{Key, Keys};
use crate::core::value::{Kind, Value, ValueRef};

pub(super) type NodeId = usize;

/// Sets of kinds, and whether a number has to be whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Types(pub(super) u16);

impl Types {
    pub(super) const INTEGER: u16 = 1 << 7;

    pub(super) fn bit(kind: Kind) -> u16 {
        1 << kind as u16
    }

    pub(super) fn allows(self, value: ValueRef<'_>) -> bool {
        let kind = value.kind();
        self.0 & Types::bit(kind) != 0
            || (self.0 & Types::INTEGER != 0 && value.as_number().is_some_and(|n| n.fract() == 0.0))
    }

    pub(super) fn names(self) -> String {
        let kinds = [Kind::Null, Kind::Boolean, Kind::Number, Kind::String, Kind::Array, Kind::Object, Kind::Map];
        let mut names: Vec<&str> =
            kinds.into_iter().filter(|kind| self.0 & Types::bit(*kind) != 0).map(Kind::name).collect();
        if self.0 & Types::INTEGER != 0 {
            names.push("integer");
        }
        names.join(" or ")
    }
}

/// What one schema object asks for.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// `false` as a schema.
    pub(super) never: bool,
    pub(super) types: Option<Types>,
    pub(super) enumeration: Option<Vec<Value>>,
    pub(super) constant: Option<Value>,
    pub(super) numbers: Option<Box<Numbers>>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    /// Least and most entries: items of an array, members of an object or map.
    pub(super) items_count: Bounds,
    pub(super) members_count: Bounds,
    pub(super) required: Vec<Key>,
    /// Sorted by key.
    pub(super) properties: Vec<(Key, NodeId)>,
    pub(super) additional: Option<NodeId>,
    pub(super) prefix: Vec<NodeId>,
    pub(super) items: Option<NodeId>,
    pub(super) reference: Option<NodeId>,
    pub(super) all_of: Vec<NodeId>,
    pub(super) any_of: Vec<NodeId>,
    pub(super) one_of: Vec<NodeId>,
    pub(super) not: Option<NodeId>,
    pub(super) condition: Option<Condition>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    pub(super) least: Option<usize>,
    pub(super) most: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) exclusive_minimum: Option<f64>,
    pub(super) exclusive_maximum: Option<f64>,
    pub(super) multiple_of: Option<f64>,
}

#[derive(Debug)]
pub(super) struct Condition {
    pub(super) when: NodeId,
    pub(super) then: Option<NodeId>,
    pub(super) otherwise: Option<NodeId>,
}

/// A compiled JSON Schema. The value `true` compiles to one that allows everything.
#[derive(Debug)]
pub struct Schema {
    pub(super) nodes: Vec<Node>,
    pub(super) root: NodeId,
}

impl Node {
    /// Whether what it asks of a container can be asked of the entries that changed, plus counts and names.
    pub(super) fn is_local(&self) -> bool {
        self.enumeration.is_none()
            && self.constant.is_none()
            && self.prefix.is_empty()
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && self.not.is_none()
            && self.condition.is_none()
    }

    /// The schemas that apply to the same value as this one.
    pub(super) fn in_place(&self) -> impl Iterator<Item = NodeId> {
        let lists = [&self.all_of, &self.any_of, &self.one_of].into_iter().flatten().copied();
        let condition = self.condition.iter().flat_map(|c| [Some(c.when), c.then, c.otherwise]).flatten();
        lists.chain(self.reference).chain(self.not).chain(condition)
    }

    pub(super) fn has_entry_schemas(&self) -> bool {
        !self.properties.is_empty() || self.additional.is_some() || self.items.is_some()
    }

    /// The schema under `properties` for a member.
    pub(super) fn listed(&self, key: &Key) -> Option<NodeId> {
        let at = self.properties.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
        Some(self.properties[at].1)
    }

    /// The schema for a member.
    pub(super) fn member(&self, key: &Key) -> Option<NodeId> {
        self.listed(key).or(self.additional)
    }

    /// The schema for an array element.
    pub(super) fn element(&self, index: usize) -> Option<NodeId> {
        self.prefix.get(index).copied().or(self.items)
    }
}

impl Schema {
    /// Whether `null` may stand at a path. Where alternatives (`anyOf`, `oneOf`) are open, one that allows it is enough.
    pub fn allows_null(&self, path: &[&Key], keys: &Keys) -> bool {
        self.permits_null(self.root, path, keys)
    }

    fn permits_null(&self, id: NodeId, path: &[&Key], keys: &Keys) -> bool {
        let node = &self.nodes[id];
        let Some((key, rest)) = path.split_first() else { return self.accepts(id, Value::null().view(), keys) };
        let below = |id: &NodeId| self.permits_null(*id, path, keys);
        let keyed = Types::bit(Kind::Object) | Types::bit(Kind::Map);
        // An alternative that is no object has no say in what stands inside one. (Nothing is merged into arrays.)
        if node.types.is_some_and(|types| types.0 & keyed == 0) {
            return false;
        }
        !node.never
            && node.member(key).is_none_or(|id| self.permits_null(id, rest, keys))
            && node.reference.iter().chain(&node.all_of).all(below)
            && (node.any_of.is_empty() || node.any_of.iter().any(below))
            && (node.one_of.is_empty() || node.one_of.iter().any(below))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::core::keys::{Key, Keys};
    use crate::core::model::Model;
    use crate::core::pointer;
    use crate::core::value::Value;

    fn allows_null(schema: &Json, path: &str) -> bool {
        let schema = Value::from_json(schema, &Keys::default()).expect("JSON can be encoded");
        let model = Model::new("test", 1, &schema.view().to_bytes(), 0).expect("a schema");
        let path = pointer::parse(path.as_bytes(), &model.keys).expect("a pointer");
        let path: Vec<&Key> = path.iter().collect();
        model.schema.allows_null(&path, &model.keys)
    }

    #[test]
    fn null_is_allowed_where_nothing_on_the_way_forbids_it() {
        let text = json!({ "type": "string" });
        let maybe = json!({ "type": ["string", "null"] });
        let cases = [
            (json!(true), true),
            (json!({ "properties": { "a": text } }), false),
            (json!({ "properties": { "a": maybe } }), true),
            (json!({ "additionalProperties": text }), false),
            (json!({ "additionalProperties": maybe }), true),
            (json!({ "properties": { "a": maybe }, "additionalProperties": false }), true),
            (json!({ "additionalProperties": false }), false),
            (json!({ "properties": { "a": { "enum": [1, null] } } }), true),
            (json!({ "properties": { "a": { "const": 1 } } }), false),
            (json!({ "properties": { "a": { "not": { "type": "null" } } } }), false),
            (json!({ "allOf": [{ "properties": { "a": maybe } }, { "properties": { "a": text } }] }), false),
            (json!({ "$ref": "#/$defs/d", "$defs": { "d": { "properties": { "a": text } } } }), false),
            (json!({ "anyOf": [{ "properties": { "a": maybe } }, { "properties": { "a": text } }] }), true),
            (json!({ "anyOf": [{ "properties": { "a": text } }, { "type": "null" }] }), false),
            (json!({ "oneOf": [{ "properties": { "a": text } }, { "properties": { "a": maybe } }] }), true),
            (json!({ "oneOf": [{ "properties": { "a": text } }, { "properties": { "a": text } }] }), false),
            (json!({ "type": "object", "x-map": true, "additionalProperties": text }), false),
            (json!({ "type": ["object", "array"], "properties": { "a": text }, "items": maybe }), false),
        ];
        for (schema, allowed) in cases {
            assert_eq!(allows_null(&schema, "/a"), allowed, "{schema}");
        }
    }

    #[test]
    fn the_way_goes_through_members_of_members() {
        let schema = json!({ "properties": { "a": { "additionalProperties": { "properties": {
            "x": { "type": "null" }, "y": { "type": "number" },
        } } } } });
        assert!(allows_null(&schema, "/a/any/x") && allows_null(&schema, "/b/y") && allows_null(&schema, "/a/any/z"));
        assert!(!allows_null(&schema, "/a/any/y"));
        assert!(!allows_null(&json!({ "type": "number" }), ""));
    }
}
