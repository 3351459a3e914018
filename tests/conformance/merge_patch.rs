//! RFC 7396, appendix A, with two differences.
//!
//! - `null` deletes only where the schema does not allow `null`: see the last test.
//! - A merge patch that is no object replaces the whole target. As an update that is refused: see the refusals.

use super::apply::{apply, same};
use holdfast::core::io::Form;
use serde_json::{Value as Json, json};

/// Everything but `null`, on every level.
fn no_null() -> Json {
    json!({
        "type": ["boolean", "number", "string", "array", "object"],
        "items": { "$ref": "#" },
        "additionalProperties": { "$ref": "#" },
    })
}

/// Original, patch, result.
fn examples() -> Vec<(Json, Json, Json)> {
    let text = r#"[
        [{"a":"b"},         {"a":"c"},                  {"a":"c"}],
        [{"a":"b"},         {"b":"c"},                  {"a":"b","b":"c"}],
        [{"a":"b"},         {"a":null},                 {}],
        [{"a":"b","b":"c"}, {"a":null},                 {"b":"c"}],
        [{"a":["b"]},       {"a":"c"},                  {"a":"c"}],
        [{"a":"c"},         {"a":["b"]},                {"a":["b"]}],
        [{"a":{"b":"c"}},   {"a":{"b":"d","c":null}},   {"a":{"b":"d"}}],
        [{"a":[{"b":"c"}]}, {"a":[1]},                  {"a":[1]}],
        [["a","b"],         ["c","d"],                  ["c","d"]],
        [{"a":"b"},         ["c"],                      ["c"]],
        [{"a":"foo"},       null,                       null],
        [{"a":"foo"},       "bar",                      "bar"],
        [{"e":null},        {"a":1},                    {"e":null,"a":1}],
        [[1,2],             {"a":"b","c":null},         {"a":"b"}],
        [{},                {"a":{"bb":{"ccc":null}}},  {"a":{"bb":{}}}]
    ]"#;
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_examples_of_the_rfc() {
    let (mut merged, mut refused) = (0, 0);
    for (state, patch, expected) in examples() {
        let result = apply(&no_null(), &state, Form::Merge, &patch);
        if patch.is_object() {
            assert!(result.as_ref().is_ok_and(|after| same(after, &expected)), "{state} and {patch} gave {result:?}");
            merged += 1;
        } else {
            assert!(result.as_ref().is_err_and(|issues| issues.contains("update/form")), "{patch} gave {result:?}");
            refused += 1;
        }
    }
    println!("RFC 7396: {merged} examples merged, {refused} refused since they are no objects");
    assert_eq!((merged, refused), (11, 4));
}

#[test]
fn the_example_of_section_3() {
    let state = json!({
        "title": "Goodbye!", "author": { "givenName": "John", "familyName": "Doe" },
        "tags": ["example", "sample"], "content": "This will be unchanged",
    });
    let patch = json!({
        "title": "Hello!", "phoneNumber": "+01-123-456-7890", "author": { "familyName": null }, "tags": ["example"],
    });
    let expected = json!({
        "title": "Hello!", "author": { "givenName": "John" }, "tags": ["example"],
        "content": "This will be unchanged", "phoneNumber": "+01-123-456-7890",
    });
    assert_eq!(apply(&no_null(), &state, Form::Merge, &patch), Ok(expected));
}

#[test]
fn null_is_stored_where_the_schema_allows_it() {
    let schema = json!({ "properties": { "a": { "type": ["string", "null"] }, "b": { "type": "string" } } });
    let (state, patch) = (json!({ "a": "x", "b": "y" }), json!({ "a": null, "b": null }));
    assert_eq!(apply(&schema, &state, Form::Merge, &patch), Ok(json!({ "a": null })));
}

#[test]
fn alternatives_that_are_no_objects_have_no_say_in_what_null_means_inside_one() {
    let inner = json!({ "type": "object", "properties": { "b": { "type": "string" } } });
    let state = json!({ "a": { "b": "x", "c": "y" } });
    for other in [json!({ "type": "null" }), json!({ "type": "string" }), json!({ "type": "array" })] {
        let schema = json!({ "properties": { "a": { "anyOf": [other, inner] } } });
        let patch = json!({ "a": { "b": null } });
        assert_eq!(apply(&schema, &state, Form::Merge, &patch), Ok(json!({ "a": { "c": "y" } })), "{other}");
        let anew = json!({ "a": { "b": null, "c": "z" } });
        assert_eq!(
            apply(&schema, &json!({ "a": "text" }), Form::Merge, &anew),
            Ok(json!({ "a": { "c": "z" } })),
            "{other}"
        );
    }
}
