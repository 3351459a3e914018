//! What validating a whole value says.

use serde_json::{Value as Json, json};

use crate::core::error::Issue;
use crate::core::keys::Keys;
use crate::core::model::Model;
use crate::core::schema::Report;
use crate::core::value::Value;

/// The issues of a value, of which `limit` are kept, and how many there are.
fn issues(schema: &Json, value: &Value, limit: usize) -> (Vec<Issue>, usize) {
    let schema = Value::from_json(schema, &Keys::default()).expect("JSON can be encoded");
    let model = Model::new("test", 1, &schema.view().to_bytes(), 0).expect("a schema");
    let mut bytes = Vec::new();
    value.view().write_portable(&Keys::default(), &mut bytes);
    let value = Value::decode(&bytes, &model.keys).expect("a value");
    let mut report = Report::new(limit);
    model.schema.check(value.view(), &model.keys, &mut report);
    (report.issues, report.count)
}

fn only_issue(schema: &Json, json: &Json) -> Issue {
    let value = Value::from_json(json, &Keys::default()).expect("JSON can be encoded");
    let (mut issues, count) = issues(schema, &value, 10);
    assert_eq!(count, 1, "{schema} on {json}: {issues:?}");
    issues.remove(0)
}

#[test]
fn every_keyword_says_where_what_was_expected_and_what_was_found() {
    let cases = [
        (json!({ "type": "string" }), json!(1), "type", "string", "1"),
        (json!({ "type": ["null", "integer"] }), json!("x"), "type", "null or integer", "\"x\""),
        (json!({ "type": "integer" }), json!(1.5), "type", "integer", "1.5"),
        (json!({ "enum": ["a", null, [1]] }), json!("b"), "enum", "\"a\" | null | array", "\"b\""),
        (json!({ "const": true }), json!(false), "const", "true", "false"),
        (json!({ "minimum": 2 }), json!(1), "minimum", "at least 2", "1"),
        (json!({ "maximum": 2 }), json!(3), "maximum", "at most 2", "3"),
        (json!({ "exclusiveMinimum": 2 }), json!(2), "exclusiveMinimum", "above 2", "2"),
        (json!({ "exclusiveMaximum": 2 }), json!(2), "exclusiveMaximum", "below 2", "2"),
        (json!({ "multipleOf": 2 }), json!(3), "multipleOf", "a multiple of 2", "3"),
        (json!({ "minLength": 3 }), json!("äö"), "minLength", "at least 3", "2"),
        (json!({ "maxLength": 1 }), json!("𝄞𝄞"), "maxLength", "at most 1", "2"),
        (json!({ "minItems": 1 }), json!([]), "minItems", "at least 1", "0"),
        (json!({ "maxItems": 1 }), json!([1, 2]), "maxItems", "at most 1", "2"),
        (json!({ "minProperties": 1 }), json!({}), "minProperties", "at least 1", "0"),
        (json!({ "maxProperties": 0 }), json!({ "a": 1 }), "maxProperties", "at most 0", "1"),
        (json!({ "required": ["a"] }), json!({}), "required", "a", "nothing"),
        (json!({ "not": {} }), json!({}), "not", "does not match the schema under not", "object"),
        (json!({ "anyOf": [false] }), json!([]), "anyOf", "matches at least one of the schemas under anyOf", "array"),
        (
            json!({ "oneOf": [true, {}] }),
            json!(1),
            "oneOf",
            "matches exactly one of the schemas under oneOf",
            "matches 2",
        ),
        (json!(false), json!(null), "false", "nothing", "null"),
    ];
    for (schema, value, keyword, expected, actual) in cases {
        for (schema, value, pointer) in [
            (schema.clone(), value.clone(), ""),
            (json!({ "items": { "properties": { "a/b": schema } } }), json!([0, { "a/b": value }]), "/1/a~1b"),
        ] {
            let issue = only_issue(&schema, &value);
            assert_eq!((issue.code.as_str(), issue.pointer.as_str()), (&*format!("schema/{keyword}"), pointer));
            let shown = (issue.expected.as_deref(), issue.actual.as_deref());
            assert_eq!(shown, (Some(expected), Some(actual)), "{issue}");
            assert!(!issue.message.is_empty());
        }
    }
}

#[test]
fn a_member_that_is_not_in_the_schema_is_called_unknown_at_the_top_and_additional_below() {
    let closed = json!({ "properties": { "a": { "additionalProperties": false } }, "additionalProperties": false });
    let issue = only_issue(&closed, &json!({ "b": {} }));
    assert_eq!((issue.code.as_str(), issue.pointer.as_str()), ("update/unknown_key", "/b"));
    let issue = only_issue(&closed, &json!({ "a": { "b": [] } }));
    assert_eq!((issue.code.as_str(), issue.pointer.as_str()), ("schema/additionalProperties", "/a/b"));
}

#[test]
fn all_issues_are_counted_and_as_many_kept_as_asked_for() {
    let value = Value::from_json(&json!(vec!["x"; 500]), &Keys::default()).expect("JSON can be encoded");
    for limit in [0, 1, 7, 1_000] {
        let (kept, count) = issues(&json!({ "items": { "type": "number" } }), &value, limit);
        assert_eq!((kept.len(), count), (limit.min(500), 500));
        assert!(kept.iter().enumerate().all(|(index, issue)| issue.pointer == format!("/{index}")));
    }
}

#[test]
fn a_wrong_type_is_the_only_thing_said_about_a_value() {
    let schema = json!({ "type": "object", "required": ["a"], "allOf": [{ "minProperties": 2 }], "enum": [1] });
    assert_eq!(only_issue(&schema, &json!([])).code, "schema/type");
}

#[test]
fn a_map_is_asked_for_by_name() {
    let map = Value::decode(&[0x09, 4, 0, 0, 0, 1, 0, b'a', 0x81], &Keys::default()).expect("a map");
    let object = Value::decode(&[0x08, 4, 0, 0, 0, 1, 0, b'a', 0x81], &Keys::default()).expect("an object");
    let asks_map = json!({ "type": "object", "x-map": true });
    let asks_object = json!({ "type": "object", "x-map": false });
    let either = json!({ "anyOf": [asks_map, asks_object] });
    for (schema, value, count) in [
        (&asks_map, &map, 0),
        (&asks_map, &object, 1),
        (&asks_object, &map, 1),
        (&asks_object, &object, 0),
        (&either, &map, 0),
        (&either, &object, 0),
        // What is asked of members is asked of the entries of a map too.
        (&json!({ "properties": { "a": { "type": "string" } } }), &map, 1),
        (&json!({ "additionalProperties": { "type": "string" } }), &map, 1),
        (&json!({ "required": ["b"], "maxProperties": 0 }), &map, 2),
    ] {
        assert_eq!(issues(schema, value, 9).1, count, "{schema} {value:?}");
    }
    let (found, _) = issues(&asks_map, &object, 9);
    assert_eq!((found[0].expected.as_deref(), found[0].actual.as_deref()), (Some("Map"), Some("object")));
}

#[test]
fn a_condition_asks_for_one_branch() {
    let schema = json!({ "if": { "type": "number" }, "then": { "minimum": 5 }, "else": { "minLength": 2 } });
    assert_eq!(only_issue(&schema, &json!(4)).code, "schema/minimum");
    assert_eq!(only_issue(&schema, &json!("x")).code, "schema/minLength");
    let half = json!({ "if": { "type": "number" }, "else": false, "then": true });
    assert_eq!(only_issue(&half, &json!("x")).code, "schema/false");
    let none = Value::from_json(&json!("x"), &Keys::default()).expect("JSON can be encoded");
    assert_eq!(issues(&json!({ "if": { "type": "number" }, "then": false }), &none, 1).1, 0);
    assert_eq!(issues(&json!({ "then": false, "else": false }), &none, 1).1, 0, "without if they say nothing");
}

#[test]
fn long_text_is_shown_shortened() {
    let issue = only_issue(&json!({ "type": "number" }), &json!("ü".repeat(100)));
    assert_eq!(issue.actual, Some(format!("\"{}\"…", "ü".repeat(60))));
}

#[test]
fn schemas_that_are_nested_too_deep_are_an_issue_wherever_they_stand() {
    let mut definitions = serde_json::Map::new();
    for level in 0..1_001 {
        definitions.insert(format!("d{level}"), json!({ "allOf": [{ "$ref": format!("#/$defs/d{}", level + 1) }] }));
    }
    definitions.insert("d1001".into(), json!({ "type": "integer" }));
    let deep = json!({ "$ref": "#/$defs/d0" });
    let fine = json!({ "$ref": "#/$defs/d10" });
    let around = |keyword: &str, schema: &Json| {
        let wrapped = match keyword {
            "allOf" => json!([schema]),
            "anyOf" | "oneOf" => json!([schema, true]),
            _ => schema.clone(),
        };
        json!({ "$defs": definitions, (keyword): wrapped })
    };
    let cases = [
        ("allOf", json!(1), ""),
        ("not", json!("text"), ""),
        ("anyOf", json!(1), ""),
        ("oneOf", json!("text"), ""),
        ("if", json!(1), ""),
        ("contains", json!([1]), ""),
        ("propertyNames", json!({ "a": 1 }), "/a"),
    ];
    for (keyword, json, pointer) in cases {
        let value = Value::from_json(&json, &Keys::default()).expect("JSON can be encoded");
        let codes = |schema: &Json| -> Vec<(String, String)> {
            let (issues, count) = issues(schema, &value, 10);
            assert_eq!(issues.len(), count);
            issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect()
        };
        let too_deep = ("value/too_deep".to_owned(), pointer.to_owned());
        assert!(codes(&around(keyword, &deep)).contains(&too_deep), "{keyword}: {:?}", codes(&around(keyword, &deep)));
        assert!(!codes(&around(keyword, &fine)).contains(&too_deep), "{keyword}");
        // Two refusals do not make an approval.
        let twice = json!({ "$defs": definitions, "not": { (keyword): around(keyword, &deep)[keyword] } });
        assert!(codes(&twice).iter().any(|(code, _)| code == "value/too_deep"), "not {keyword}: {:?}", codes(&twice));
    }
}

/// Found by the property that compares with another validator.
#[test]
fn multiples_are_exact_where_quotients_are_rounded_to_whole_numbers() {
    let max = f64::MAX;
    let multiples =
        [(3e17, 3.0), (-3e17, 3.0), (1e17, 5.0), (1e300, 1.0), (max, 2.0), (1e17, 0.1), (0.3, 0.1), (0.0, 7.0)];
    let others = [(1e17, 3.0), (-1e17, 3.0), (1e300, 7.0), (max, 5.0), (9_007_199_254_740_994.0, 4.0), (0.35, 0.1)];
    for (n, step) in multiples {
        let value = Value::number(n);
        assert_eq!(issues(&json!({ "multipleOf": step }), &value, 1).1, 0, "{n} is a multiple of {step}");
    }
    for (n, step) in others {
        let value = Value::number(n);
        assert_eq!(issues(&json!({ "multipleOf": step }), &value, 1).1, 1, "{n} is no multiple of {step}");
    }
}
