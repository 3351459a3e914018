//! RFC 6902 by the suite of its implementers, `tests/data/json-patch`.

use super::apply::{apply, same};
use holdfast::core::io::Form;
use serde_json::{Value as Json, json};

fn run(name: &str, text: &str) {
    let records: Vec<Json> = serde_json::from_str(text).unwrap();
    let (mut passed, mut skipped, mut comments) = (0, 0, 0);
    let mut failed = Vec::new();
    for record in &records {
        let (Some(state), Some(patch)) = (record.get("doc"), record.get("patch")) else {
            comments += 1;
            continue;
        };
        if record.get("disabled") == Some(&json!(true)) {
            skipped += 1;
            continue;
        }
        let result = apply(&json!(true), state, Form::Patch, patch);
        let right = match (&result, record.get("expected"), record.get("error")) {
            (Ok(after), Some(expected), None) => same(after, expected),
            (Ok(_), None, None) | (Err(_), None, Some(_)) => true,
            _ => false,
        };
        if right {
            passed += 1;
        } else {
            failed.push(format!("{record}\n  gave {result:?}"));
        }
    }
    println!("{name}: {passed} passed, {} failed, {skipped} disabled, {comments} without a patch", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(passed + skipped + comments, records.len());
}

#[test]
fn the_suite_of_the_implementers() {
    run("json-patch-test-suite tests", include_str!("../data/json-patch/tests.json"));
}

#[test]
fn the_examples_of_the_rfc() {
    run("json-patch-test-suite spec_tests", include_str!("../data/json-patch/spec_tests.json"));
}

/// Two of the four disabled tests are about the whole document; the other two repeat a member, which no JSON parser
/// keeps.
#[test]
fn the_whole_state_can_be_tested_and_replaced() {
    let test = json!([{ "op": "test", "path": "", "value": { "foo": 1 } }]);
    assert!(apply(&json!(true), &json!({ "foo": 1 }), Form::Patch, &test).is_ok());
    let replace = json!([{ "op": "replace", "path": "", "value": "bar" }]);
    assert_eq!(apply(&json!(true), &json!("foo"), Form::Patch, &replace), Ok(json!("bar")));
}
