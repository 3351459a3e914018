//! Where `null` may stand.

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
