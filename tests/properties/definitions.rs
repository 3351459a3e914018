//! Bad definitions of a model: each is refused with its place and the reason.

use serde_json::{Value as Json, json};

use super::plain::Plain;
use holdfast::core::definition::InvalidModel;
use holdfast::core::model::Model;

fn with(definition: &Json) -> Result<Model, InvalidModel> {
    let schema = json!({ "properties": { "nodes": {}, "id": {} } });
    let model = Model::new("test", 1, &Plain::from_json(&schema).bytes(), 0).expect("the schema compiles");
    model.with_rules(&Plain::from_json(definition).bytes())
}

fn refused(cases: &[(Json, &str, &str)]) {
    for (definition, pointer, reason) in cases {
        let error = with(definition).expect_err(&definition.to_string());
        assert_eq!((error.pointer.as_str(), error.reason.as_str()), (*pointer, *reason), "{definition}");
        assert_eq!(error.to_string(), format!("the model at '{pointer}': {reason}"));
    }
}

#[test]
fn integrity_rules() {
    let one = |rule: Json| json!({ "integrity": [{ "rule": "unique", "at": "/nodes/*" }, rule] });
    let keys = "expected a pattern that ends in /*: what is asked for is the keys";
    refused(&[
        (json!({ "integrity": {} }), "/integrity", "expected array, found object"),
        (one(json!({})), "/integrity/1", "the member rule is missing"),
        (one(json!([])), "/integrity/1", "the member rule is missing"),
        (one(json!({ "rule": 1 })), "/integrity/1/rule", "expected text"),
        (one(json!({ "rule": "referenz" })), "/integrity/1/rule", "there is no such rule"),
        (one(json!({ "rule": "reference", "to": "/a" })), "/integrity/1", "the member from is missing"),
        (one(json!({ "rule": "reference", "from": "/a" })), "/integrity/1", "the member to is missing"),
        (one(json!({ "rule": "reference", "from": 1, "to": "/a" })), "/integrity/1/from", "expected text"),
        (one(json!({ "rule": "reference", "from": ["/a", 1], "to": "/a" })), "/integrity/1/from/1", "expected text"),
        (one(json!({ "rule": "unique" })), "/integrity/1", "the member at is missing"),
        (one(json!({ "rule": "unique", "at": "/a", "by": 5 })), "/integrity/1/by", "expected text"),
        (one(json!({ "rule": "count", "equals": "/a" })), "/integrity/1", "the member of is missing"),
        (one(json!({ "rule": "count", "of": "/a" })), "/integrity/1", "the member equals is missing"),
        (one(json!({ "rule": "count", "of": "/a", "each": "/b/*" })), "/integrity/1", "the member by is missing"),
        (
            one(json!({ "rule": "count", "of": "/a", "each": "/b/*", "by": "id" })),
            "/integrity/1",
            "the member in is missing",
        ),
        (one(json!({ "rule": "held", "at": "/a/*" })), "/integrity/1", "the member by is missing"),
        (one(json!({ "rule": "held", "at": "/a", "by": "/b" })), "/integrity/1/at", keys),
        (one(json!({ "rule": "keyed", "at": ["/a/*", "/b"], "by": "id" })), "/integrity/1/at", keys),
        (one(json!({ "rule": "keyed", "at": "/a/*" })), "/integrity/1", "the member by is missing"),
        (
            one(json!({ "rule": "future", "at": "/a", "byMoreThan": "1" })),
            "/integrity/1/byMoreThan",
            "expected a number",
        ),
        (one(json!({ "rule": "status", "active": true })), "/integrity/1/active", "expected text"),
        (
            one(json!({ "rule": "unique", "at": "/a", "severity": "error" })),
            "/integrity/1/severity",
            "severity is inconsistency or warning",
        ),
        (
            one(json!({ "rule": "unique", "at": "/a", "recommendation": 1 })),
            "/integrity/1/recommendation",
            "expected text",
        ),
    ]);
    let bad_pointer = with(&one(json!({ "rule": "unique", "at": "nodes/*" }))).expect_err("no pointer");
    assert_eq!(bad_pointer.pointer, "/integrity/1/at");
    let bad_escape = with(&one(json!({ "rule": "unique", "at": ["/a~2"] }))).expect_err("no pointer");
    assert_eq!(bad_escape.pointer, "/integrity/1/at/0");
}

#[test]
fn retention_rules() {
    let one = |rule: Json| json!({ "retention": [rule] });
    let condition = "a rule without a condition would drop everything";
    refused(&[
        (json!({ "retention": null }), "/retention", "expected array, found null"),
        (one(json!({})), "/retention/0", "the member drop is missing"),
        (one(json!({ "drop": 7 })), "/retention/0/drop", "expected text"),
        (
            one(json!({ "drop": "/a", "olderThan": 1, "by": "at" })),
            "/retention/0/drop",
            "expected a pattern that ends in /*",
        ),
        (one(json!({ "drop": "/a/*" })), "/retention/0", condition),
        (one(json!({ "drop": "/a/*", "when": {} })), "/retention/0", condition),
        (one(json!({ "drop": "/a/*", "when": [] })), "/retention/0/when", "expected object, found array"),
        (one(json!({ "drop": "/a/*", "olderThan": 1 })), "/retention/0", "olderThan and by go together"),
        (one(json!({ "drop": "/a/*", "by": "at" })), "/retention/0", "olderThan and by go together"),
        (one(json!({ "drop": "/a/*", "olderThan": true, "by": "at" })), "/retention/0/olderThan", "expected text"),
        (one(json!({ "drop": "/a/*", "olderThan": 1, "by": 1 })), "/retention/0/by", "expected text"),
        (
            one(json!({ "drop": "/a/*", "when": { "a/b": { "atMost": "1" } } })),
            "/retention/0/when/a~1b/atMost",
            "expected a number",
        ),
        (
            one(json!({ "drop": "/a/*", "when": { "a": { "atLeast": null } } })),
            "/retention/0/when/a/atLeast",
            "expected a number",
        ),
        (one(json!({ "drop": "/a/*", "unlessHeldBy": [false] })), "/retention/0/unlessHeldBy/0", "expected text"),
        (one(json!({ "drop": "/a/*", "unlessHeldBy": "/b", "id": 1 })), "/retention/0/id", "expected text"),
        (one(json!({ "drop": "/a/*", "unlessHeldBy": "/b", "name": 1 })), "/retention/0/name", "expected text"),
        (one(json!({ "stamp": 1 })), "/retention/0/stamp", "expected text"),
        (one(json!({ "stamp": "/a/*" })), "/retention/0/stamp", "expected a pattern that ends in the name of a member"),
        (one(json!({ "stamp": "" })), "/retention/0/stamp", "expected a pattern that ends in the name of a member"),
    ]);
}

#[test]
fn components() {
    refused(&[
        (json!({ "components": [] }), "/components", "expected object, found array"),
        (json!({ "components": { "A/B": { "status": 1 } } }), "/components/A~1B/status", "expected text"),
    ]);
    let error = with(&json!({ "components": { "A": { "status": "system" } } })).expect_err("no pointer");
    assert_eq!(error.pointer, "/components/A/status");
    assert!(with(&json!({ "components": { "A": {}, "B": { "slice": "/b", "status": "/system/B" } } })).is_ok());
}

#[test]
fn of_several_mistakes_the_first_is_named() {
    let definition = json!({
        "retention": [{ "drop": "/a/*" }],
        "integrity": [{ "rule": "unique", "at": "/a", "severity": "bad" }, { "rule": "none" }],
    });
    let error = with(&definition).expect_err("it has mistakes");
    assert_eq!(error.pointer, "/integrity/0/severity");
}

#[test]
fn bytes_that_are_no_value_are_no_definition() {
    let model = || Model::new("test", 1, &Plain::Bool(true).bytes(), 0).expect("the schema compiles");
    for bytes in [&[][..], &[0x0B], &[8, 9, 0, 0, 0], &[0, 0]] {
        assert_eq!(model().with_rules(bytes).expect_err("no value").pointer, "");
    }
    assert!(model().with_rules(&Plain::Null.bytes()).is_ok(), "nothing is asked for");
}
