//! What these tests found once, each by the name of what went wrong.

use serde_json::json;

use super::plain::Plain;
use super::session::{Answer, Session, Source};
use holdfast::core::model::Model;
use holdfast::core::tree::digest;
use holdfast::core::value::encoding::MAX_DEPTH;

fn plain(json: &serde_json::Value) -> Plain {
    Plain::from_json(json)
}

fn accepted(answer: &Answer) {
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
}

fn rejected(answer: &Answer, code: &str) {
    let Answer::Rejected(issues, _) = answer else { panic!("{answer:?}") };
    assert_eq!(issues[0].code, code, "{answer:?}");
}

/// Saves, loads again, and finds the same state.
fn comes_back(mut session: Session, source: &Source) {
    session.settle();
    let again = session.reload(source).expect("the disk can be read");
    assert_eq!(again.engine.version(), session.engine.version(), "{:?}", again.outcome);
    assert_eq!(digest(again.engine.state().view()), digest(session.engine.state().view()));
}

/// `null` in this many lists.
fn nested(levels: usize) -> Plain {
    (0..levels).fold(Plain::Null, |inner, _| Plain::Array(vec![inner]))
}

#[test]
fn an_update_at_the_greatest_depth_is_not_lost() {
    let source = Source::any(plain(&json!({})));
    let mut session = Session::new(&source);
    accepted(&session.merge(&Plain::object([("deep", nested(MAX_DEPTH - 1))])));
    let operation = [("op", Plain::text("add")), ("path", Plain::text("/patched")), ("value", nested(MAX_DEPTH - 1))];
    accepted(&session.patch(&Plain::Array(vec![Plain::object(operation.clone())])));
    comes_back(session, &source);
    let mut session = Session::new(&source);
    let whole = [("op", Plain::text("replace")), ("path", Plain::text("")), ("value", nested(MAX_DEPTH))];
    accepted(&session.patch(&Plain::Array(vec![Plain::object(whole)])));
    comes_back(session, &source);
}

#[test]
fn a_first_state_of_the_greatest_depth_is_not_lost() {
    let source = Source::any(nested(MAX_DEPTH));
    comes_back(Session::new(&source), &source);
}

#[test]
fn one_level_more_than_the_greatest_depth_is_refused() {
    let mut session = Session::new(&Source::any(plain(&json!({ "a": {} }))));
    let operation = [("op", Plain::text("add")), ("path", Plain::text("/a/b")), ("value", nested(MAX_DEPTH - 1))];
    rejected(&session.patch(&Plain::Array(vec![Plain::object(operation)])), "value/too_deep");
    rejected(&session.merge(&Plain::object([("b", nested(MAX_DEPTH))])), "value/unsupported");
    assert_eq!(session.engine.version(), 0);
}

#[test]
fn a_position_is_a_position_even_where_the_schema_has_a_member_of_that_name() {
    let schema = json!({ "properties": { "0": { "type": "string" }, "2": {}, "list": {} }, "required": ["0"] });
    let source = Source::new(&schema, plain(&json!({ "0": "zero", "list": [1, 2] })));
    let mut session = Session::new(&source);
    accepted(&session.patch(&plain(&json!([{ "op": "replace", "path": "/list/0", "value": 5 }]))));
    accepted(&session.patch(&plain(&json!([{ "op": "add", "path": "/list/-", "value": 6 }]))));
    accepted(&session.patch(&plain(&json!([{ "op": "test", "path": "/list/2", "value": 6 }]))));
    rejected(&session.patch(&plain(&json!([{ "op": "replace", "path": "/0", "value": 1 }]))), "schema/type");
    rejected(&session.patch(&plain(&json!([{ "op": "remove", "path": "/0" }]))), "schema/required");
    comes_back(session, &source);
}

#[test]
fn a_pointer_with_more_steps_than_a_stack_has_room_for_is_refused() {
    let mut session = Session::new(&Source::any(plain(&json!({ "a": {} }))));
    let long = "/a".repeat(100_000);
    for op in ["add", "remove", "replace", "test", "move", "copy"] {
        let operation = json!([{ "op": op, "path": long, "from": long, "value": 1 }]);
        rejected(&session.patch(&plain(&operation)), "update/patch");
    }
}

#[test]
fn a_schema_that_leads_back_to_itself_is_refused() {
    let loops = [
        json!({ "$ref": "#" }),
        json!({ "properties": { "a": { "$ref": "#/$defs/b" } }, "$defs": { "b": { "allOf": [{ "$ref": "#/$defs/b" }] } } }),
        json!({ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "not": { "$ref": "#/$defs/a" } } } }),
        json!({ "anyOf": [{ "type": "null" }, { "oneOf": [{ "$ref": "#" }] }] }),
        json!({ "if": true, "then": { "$ref": "#" } }),
        json!({ "if": false, "else": { "$ref": "#" } }),
        json!({ "if": { "$ref": "#" } }),
    ];
    for schema in loops {
        let error = Model::new("test", 1, &plain(&schema).bytes(), 0).expect_err(&schema.to_string());
        assert!(error.reason.contains("leads back"), "{error}");
    }
    let trees = [
        json!({ "additionalProperties": { "$ref": "#" } }),
        json!({ "items": { "anyOf": [{ "$ref": "#" }, { "$ref": "#" }] } }),
        json!({ "allOf": [{ "$ref": "#/$defs/a" }, { "$ref": "#/$defs/a" }], "$defs": { "a": { "items": { "$ref": "#" } } } }),
    ];
    for schema in trees {
        let model = Model::new("test", 1, &plain(&schema).bytes(), 0);
        assert!(model.is_ok(), "{schema}: {model:?}");
    }
}

#[test]
fn null_deletes_a_member_of_what_could_also_be_a_list() {
    let schema = json!({ "type": ["object", "array"], "properties": { "a": { "type": "string" }, "b": {} } });
    let mut session = Session::new(&Source::new(&schema, plain(&json!({ "a": "x", "b": 1 }))));
    accepted(&session.merge(&plain(&json!({ "a": null, "b": null }))));
    assert_eq!(Plain::read(session.engine.state().view(), session.engine.keys()), plain(&json!({ "b": null })));
}

#[test]
fn keywords_that_could_not_be_honoured_are_refused() {
    let refused = [
        (json!({ "properties": { "a": { "x-map": true } } }), "/properties/a"),
        (json!({ "type": "array", "x-map": true }), ""),
        (json!({ "multipleOf": 0 }), "/multipleOf"),
        (json!({ "multipleOf": -1 }), "/multipleOf"),
    ];
    for (schema, pointer) in refused {
        let error = Model::new("test", 1, &plain(&schema).bytes(), 0).expect_err(&schema.to_string());
        assert_eq!(error.pointer, pointer, "{error}");
    }
}

#[test]
fn const_does_not_take_the_place_of_enum() {
    let source = Source::new(&json!({ "properties": { "a": { "enum": [1, 2], "const": 3 } } }), plain(&json!({})));
    let mut session = Session::new(&source);
    rejected(&session.merge(&plain(&json!({ "a": 3 }))), "schema/enum");
    rejected(&session.merge(&plain(&json!({ "a": 1 }))), "schema/const");
}

#[test]
fn a_price_is_a_multiple_of_a_cent() {
    let cases = [
        (19.99, 0.01, true),
        (0.3, 0.1, true),
        (1.005, 0.001, true),
        (12_391_239_123.0, 1e-8, true),
        (0.0, 0.1, true),
        (-4.35, 0.01, true),
        (0.35, 0.1, false),
        (19.995, 0.01, false),
        (0.007_51, 0.000_1, false),
        (1e308, 0.123_456_789, false),
    ];
    for (n, step, multiple) in cases {
        let source = Source::new(&json!({ "properties": { "n": { "multipleOf": step } } }), plain(&json!({})));
        let answer = Session::new(&source).merge(&plain(&json!({ "n": n })));
        assert_eq!(matches!(answer, Answer::Accepted { .. }), multiple, "{n} of {step}");
    }
}

#[test]
fn definitions_that_lead_to_each_other_in_a_long_row_do_not_fill_the_stack() {
    let last = 3_000;
    let link = |i: usize| json!({ "properties": { "a": { "$ref": format!("#/$defs/d{}", i + 1) } } });
    let mut defs: serde_json::Map<String, serde_json::Value> = (0..last).map(|i| (format!("d{i}"), link(i))).collect();
    defs.insert(format!("d{last}"), json!({ "type": "string" }));
    let source = Source::new(&json!({ "$ref": "#/$defs/d2990", "$defs": defs }), plain(&json!({})));
    let mut session = Session::new(&source);
    let nested = |innermost: serde_json::Value| (0..10).fold(innermost, |inner, _| json!({ "a": inner }));
    rejected(&session.merge(&plain(&nested(json!(1)))), "schema/type");
    accepted(&session.merge(&plain(&nested(json!("text")))));
    let front = json!({ "$ref": "#/$defs/d0", "$defs": defs });
    assert!(Model::new("test", 1, &plain(&front).bytes(), 0).is_ok());
}

/// Found by fuzzing.
#[test]
fn a_refusal_counts_what_was_broken_before_if_it_lists_it() {
    let mut source = Source::any(plain(&json!({ "tags": ["a", "a", "a"] })));
    let rules = json!({ "integrity": [{ "rule": "unique", "at": "/tags/*", "enforce": true }] });
    source.rules = Some(plain(&rules).bytes());
    let Answer::Rejected(issues, count) = Session::new(&source).merge(&plain(&json!({ "tags": ["a", "a", "a", "a"] })))
    else {
        panic!("one tag each")
    };
    let pointers: Vec<&str> = issues.iter().map(|issue| issue.pointer.as_str()).collect();
    assert_eq!((pointers, count), (vec!["/tags/1", "/tags/2", "/tags/3"], 3));
}

/// Found by fuzzing.
#[test]
fn a_rule_about_one_position_of_a_list_follows_what_moves_there() {
    let rules = json!({ "integrity": [{ "rule": "reference", "from": ["/rows/0", "/pairs/*/1/*"], "to": "/ids" }] });
    let rows = json!({ "ids": { "x": 1 }, "rows": ["a", "x", "b"], "pairs": [["-", ["y"], ["x"]]] });
    let mut source = Source::any(plain(&rows));
    source.rules = Some(plain(&rules).bytes());
    let cases = [
        (json!({ "op": "remove", "path": "/rows/0" }), vec!["/pairs/0/1/0"]),
        (json!({ "op": "add", "path": "/rows/0", "value": "x" }), vec!["/pairs/0/1/0"]),
        (json!({ "op": "add", "path": "/rows/-", "value": "c" }), vec!["/pairs/0/1/0", "/rows/0"]),
        (json!({ "op": "remove", "path": "/pairs/0/1" }), vec!["/rows/0"]),
        (json!({ "op": "add", "path": "/pairs/0/0", "value": ["z"] }), vec!["/rows/0"]),
        (json!({ "op": "move", "from": "/rows/2", "path": "/rows/0" }), vec!["/pairs/0/1/0", "/rows/0"]),
    ];
    for (operation, expected) in cases {
        let mut session = Session::new(&source);
        super::integrity::check(&mut session);
        accepted(&session.patch(&Plain::Array(vec![plain(&operation)])));
        let (issues, _, was_stale) = super::integrity::check(&mut session);
        let mut pointers: Vec<String> = issues.into_iter().map(|issue| issue.pointer).collect();
        pointers.sort();
        assert_eq!((pointers, was_stale), (expected.into_iter().map(str::to_owned).collect(), false), "{operation}");
    }
}
