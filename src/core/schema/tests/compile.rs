//! What is compiled, and what is refused.

use serde_json::{Value as Json, json};

use crate::core::keys::Keys;
use crate::core::schema::{InvalidSchema, Report, Schema, property_names};
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
        (json!({ "$ref": 1 }), "/$ref", "text"),
        (json!({ "$ref": "other.json" }), "/$ref", "leads nowhere"),
        (json!({ "type": [] }), "/type", "no type"),
        (json!({ "pattern": "(" }), "/pattern", "is no pattern"),
        (json!({ "patternProperties": { "[": true } }), "/patternProperties", "is no pattern"),
        (json!({ "uniqueItems": 1 }), "/uniqueItems", "true or false"),
        (json!({ "dependentRequired": { "a": true } }), "/dependentRequired", "lists of names"),
        (json!({ "dependentSchemas": { "a": ["b"] } }), "/dependentSchemas/a", "object or a boolean"),
        (json!({ "contains": 1 }), "/contains", "object or a boolean"),
        (json!({ "multipleOf": 0 }), "/multipleOf", "above 0"),
        (json!({ "x-map": true }), "", "x-map"),
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
