//! Validating what changed finds what validating everything finds, after any history.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::operations::{add, copy, remove, replace};
use super::plain::{Members, Plain};
use super::schema::{issues, model, other, schema, sorted, value, walked};
use super::seeds::cases;
use holdfast::core::config::Config;
use holdfast::core::engine::Engine;
use holdfast::core::io::{Form, Input, Output, Request};
use holdfast::core::schema::Report;
use holdfast::core::tree::digest;
use holdfast::core::value::Value;

/// A few large containers whose entries look like `entry`, with `around` asked of each container.
fn large(entry: &Json, around: &Json, defs: &[Json]) -> Json {
    let each = json!({ "$ref": "#/$defs/entry" });
    json!({
        "type": "object",
        "properties": {
            "nodes": { "type": "object", "x-map": true, "additionalProperties": each, "allOf": [around] },
            "list": { "type": "array", "items": each, "allOf": [around] },
            "record": {
                "type": "object",
                "properties": { "k1": each, "k2": { "type": "number" }, "deep": { "$ref": "#" } },
                "additionalProperties": each,
                "$ref": "#/$defs/around",
            },
            "deep": { "$ref": "#" },
        },
        "additionalProperties": false,
        "$id": "http://localhost/root",
        "$dynamicAnchor": "node",
        "$defs": { "entry": entry, "around": around, "d0": defs[0], "d1": defs[1], "d2": defs[2], "other": other(defs),
            "shared": { "additionalProperties": { "not": { "const": "zz" } }, "maxItems": 130 } },
    })
}

/// What is asked of a container as a whole. With `count` entries it holds, and an update or two may break it.
fn around(kind: usize, slack: usize, count: usize) -> Json {
    match kind {
        0 => json!({}),
        1 => json!({ "maxProperties": count + slack, "maxItems": count + slack }),
        2 => json!({ "minProperties": count.saturating_sub(slack), "minItems": count.saturating_sub(slack) }),
        3 => json!({ "required": (0..count.min(3 + slack)).map(|i| format!("k{i}")).collect::<Vec<_>>() }),
        4 => json!({ "additionalProperties": { "not": { "const": "zz" } }, "items": { "not": { "const": "zz" } } }),
        5 => {
            json!({ "properties": { "k1": { "not": { "const": "zz" } } }, "prefixItems": [true, { "not": { "const": "zz" } }] })
        }
        6 => json!({ "not": { "required": ["zz"] } }),
        7 => json!({ "if": { "required": ["zz"] }, "then": { "maxProperties": count + slack } }),
        8 => {
            json!({ "anyOf": [{ "not": { "required": ["zz"] } }, { "required": ["k1"], "maxProperties": count + slack }] })
        }
        9 => json!({ "oneOf": [{ "required": ["zz"] }, { "maxProperties": count + slack }] }),
        10 => json!({ "allOf": [{ "$ref": "#/$defs/shared" }] }),
        11 => json!({ "propertyNames": { "not": { "const": "zz" } } }),
        12 => json!({ "patternProperties": { "^z": false, "^k[0-9]$": { "not": { "const": "zz" } } } }),
        13 => json!({ "dependentRequired": { "zz": ["k1"], "k1": ["k0"] } }),
        14 => {
            json!({ "dependentSchemas": { "zz": { "maxProperties": count + slack } }, "dependencies": { "k2": ["k1"] } })
        }
        15 => json!({ "contains": { "not": { "const": "zz" } }, "minContains": count.saturating_sub(slack) }),
        16 => json!({ "contains": { "const": "zz" }, "minContains": 0, "maxContains": slack, "minItems": count / 2 }),
        17 => json!({ "uniqueItems": true }),
        18 => {
            json!({ "unevaluatedProperties": { "not": { "const": "zz" } }, "unevaluatedItems": { "not": { "const": "zz" } } })
        }
        19 => json!({
            "anyOf": [
                { "properties": { "zz": true }, "patternProperties": { "^k": true } },
                { "required": ["k1"], "patternProperties": { "^(k|n)": true } },
            ],
            "unevaluatedProperties": { "not": { "const": "zz" } },
        }),
        20 => json!({
            "prefixItems": [true, { "not": { "const": "zz" } }], "items": { "not": { "const": "zz" } },
            "if": { "prefixItems": [{ "type": "number" }], "minItems": 1 }, "then": { "unevaluatedItems": { "type": ["number", "object"] } },
        }),
        _ => json!({ "if": { "properties": { "k0": { "type": "number" } } }, "then": { "required": ["k0"] } }),
    }
}

/// What is asked of each entry: something realistic, or anything.
fn entry() -> impl Strategy<Value = Json> {
    let record = json!({
        "type": ["object", "number"],
        "properties": {
            "a": { "type": "number", "minimum": 0 },
            "b": { "type": "string", "maxLength": 3 },
            "c": { "$ref": "#/$defs/entry" },
            "list": { "type": "array", "items": { "type": "number" }, "maxItems": 320 },
        },
        "additionalProperties": false,
    });
    let either = json!({ "oneOf": [
        { "type": ["number", "string"] },
        { "type": "object", "required": ["a"], "properties": { "a": { "enum": [1, 2, "a"] } } },
        { "type": "object", "required": ["list"], "properties": { "list": { "items": { "$ref": "#/$defs/entry" } } } },
    ] });
    let together = json!({ "allOf": [{ "properties": { "a": { "$ref": "#/$defs/d0" } } }, { "minProperties": 1 }] });
    prop_oneof![
        6 => prop::sample::select(vec![record, either, together, json!(true)]),
        2 => schema(),
        2 => schema().prop_map(|schema| json!({ "anyOf": [schema, { "type": ["number", "object"] }] })),
    ]
}

/// Values that the realistic schemas allow, one of them a tree of its own.
fn ordinary() -> Vec<Json> {
    let long: Vec<u32> = (1_000..1_300).collect();
    let nested = json!({ "a": 2, "c": { "a": 1, "c": { "list": [1] } } });
    vec![json!(1), json!({ "a": 1 }), json!({ "a": 2, "b": "ab" }), nested, json!({ "list": long }), json!("a")]
}

/// Where an operation goes, and what it brings.
#[derive(Clone, Debug)]
struct Draft {
    container: &'static str,
    action: usize,
    place: usize,
    value: Option<Json>,
    inner: &'static [&'static str],
}

fn draft() -> impl Strategy<Value = Draft> {
    const INNER: [&[&str]; 6] = [&["a"], &["b"], &["c", "a"], &["list", "0"], &["list", "-"], &["zz"]];
    let container = prop::sample::select(&["nodes", "list", "record"][..]);
    let value = prop_oneof![6 => Just(None), 2 => value().prop_map(Some), 1 => Just(Some(json!("zz")))];
    (container, 0_usize..10, 0_usize..1_000, value, prop::sample::select(&INNER[..]))
        .prop_map(|(container, action, place, value, inner)| Draft { container, action, place, value, inner })
}

impl Draft {
    /// An operation that is possible in most states.
    fn operation(&self, state: &Plain, pool: &[Json]) -> Plain {
        let Some(container) = state.get(self.container) else {
            return add(&[self.container], Plain::from_json(&json!({})));
        };
        let (len, list) = match container {
            Plain::Array(items) => (items.len(), true),
            other => (other.members().map_or(0, Vec::len), false),
        };
        let place = self.place % (len + 1);
        let name = match container.members().and_then(|members| members.get(place)) {
            _ if self.place % 10 == 7 && !list => "zz".into(),
            Some((name, _)) => name.clone(),
            None if list => place.to_string(),
            None => format!("k{}", self.place),
        };
        let value = Plain::from_json(self.value.as_ref().unwrap_or(&pool[self.place % pool.len()]));
        let here: &[&str] = &[self.container, &name];
        let inside: Vec<&str> = here.iter().chain(self.inner).copied().collect();
        let there = container.get(&name).is_some();
        match self.action {
            0..3 if there => replace(here, value),
            3 if there => remove(here),
            4 | 5 if there && value_at(state, &inside[..inside.len() - 1]) => add(&inside, value),
            6 if there && value_at(state, &inside) => remove(&inside),
            7 if self.place.is_multiple_of(3) => copy(&[], &["deep"]),
            7 if there && !list => copy(here, &[self.container, "copy"]),
            8 if state.get("deep").is_some() => copy(&[self.container], &["deep", self.container]),
            _ => add(here, value),
        }
    }
}

impl Draft {
    /// Adds what this asks for to a deep partial.
    fn merge_into(&self, body: &mut Members, state: &Plain, pool: &[Json]) {
        let value = Plain::from_json(self.value.as_ref().unwrap_or(&pool[self.place % pool.len()]));
        let container = if self.action == 7 { "list" } else { self.container };
        let there = state.get(container).and_then(Plain::members).filter(|members| !members.is_empty());
        let name = match there {
            _ if self.place % 10 == 7 => "zz".into(),
            Some(_) if self.place % 10 == 3 => format!("k{}", self.place / 10 % 6),
            Some(members) if !self.place.is_multiple_of(5) => members[self.place % members.len()].0.clone(),
            _ => format!("k{}", self.place),
        };
        let member = match self.action {
            0..4 => (name, value),
            4 | 5 => (name, Plain::object([(self.inner[0], value)])),
            6 => (name, Plain::Null),
            7 => return put(body, "list", Plain::Array(vec![value; self.place % 60])),
            8 => return put(body, if self.place.is_multiple_of(2) { "deep" } else { "zz" }, value),
            _ if self.place.is_multiple_of(6) => return put(body, container, value),
            _ => (format!("new{}", self.place), value),
        };
        let empty = if container == "nodes" { Plain::Map(Vec::new()) } else { Plain::Object(Vec::new()) };
        let at = body.iter().position(|(other, _)| other == container).unwrap_or_else(|| {
            body.push((container.into(), empty));
            body.len() - 1
        });
        if let Some(members) = body[at].1.members_mut() {
            put(members, &member.0, member.1);
        }
    }
}

fn put(members: &mut Members, name: &str, value: Plain) {
    members.retain(|(other, _)| other != name);
    members.push((name.into(), value));
}

/// Whether a container stands at a path, or at the one above it.
fn value_at(state: &Plain, path: &[&str]) -> bool {
    path.iter().try_fold(state, |value, name| value.get(name)).is_some()
}

fn engine(schema: &Json, initial: Value, validates: bool) -> Engine {
    let config = Config { validation_enabled: validates, max_issues: 1e6, ..Config::default() };
    let mut engine = Engine::new(model(schema).unwrap(), config, [1; 16]);
    engine.handle(Input::Loaded { slots: Vec::new(), records: Vec::new(), base: None, initial }, 0);
    assert!(matches!(engine.poll_output(), Some(Output::Ready { .. })));
    engine
}

fn update(engine: &mut Engine, form: Form, body: &[u8]) -> Output {
    let request = Request { form, body, source: "test", label: None, durability: None };
    engine.handle(Input::Update(request), 0);
    engine.poll_output().expect("an answer")
}

fn check(form: Form, schema: &Json, pool: &[Json], count: usize, steps: &[Vec<Draft>]) {
    let compiled = match model(schema) {
        Ok(model) => model,
        Err(error) => return assert!(error.contains("leads back"), "{error}"),
    };
    // What is valid may fill the containers.
    let alone = |value: &Json| Plain::object([("list", Plain::from_json(&json!([value])))]).value(&compiled.keys);
    let all: Vec<Json> = ordinary().into_iter().chain(pool.iter().cloned()).collect();
    let pool: Vec<Json> = all.iter().filter(|value| issues(&compiled, &alone(value)).is_empty()).cloned().collect();
    let entries: Vec<Plain> = pool.iter().cycle().take(count).map(Plain::from_json).collect();
    let pool = if pool.is_empty() { all } else { pool };
    let named =
        || -> Members { entries.iter().enumerate().map(|(i, entry)| (format!("k{i}"), entry.clone())).collect() };
    let full = Plain::object([
        ("nodes", Plain::Map(named())),
        ("list", Plain::Array(entries.clone())),
        ("record", Plain::Object(named().into_iter().filter(|(name, _)| name != "k2").collect())),
    ]);
    let candidates = [full, Plain::object([("list", Plain::Array(entries.clone()))]), Plain::object::<&str>([])];
    let mut candidates = candidates.iter().map(|plain| plain.value(&compiled.keys));
    let Some(initial) = candidates.find(|value| issues(&compiled, value).is_empty()) else { return };
    let mut live = engine(schema, initial, true);
    for (number, step) in steps.iter().enumerate() {
        let plain = Plain::read(live.state().view(), live.keys());
        let body = if form == Form::Patch {
            Plain::Array(step.iter().map(|draft| draft.operation(&plain, &pool)).collect())
        } else {
            let mut body = Vec::new();
            for draft in step {
                draft.merge_into(&mut body, &plain, &pool);
            }
            Plain::Object(body)
        };
        let body = body.bytes();
        let before = live.state().clone();
        let mut lenient = engine(schema, before.clone(), false);
        let made = update(&mut lenient, form, &body);
        let after = lenient.state().clone();
        let all = issues(&compiled, &after);
        let mut report = Report::new(1_000_000);
        compiled.schema.check_update(before.view(), after.view(), &compiled.keys, &mut report);
        assert_eq!(report.count, report.issues.len());
        assert_eq!(sorted(report.issues), all, "what changed, and everything");
        let budget = [40, 7, 1][number % 3];
        assert_eq!(walked(&compiled, &after, budget), all, "in steps of {budget}");
        let version = live.version();
        match (made, update(&mut live, form, &body)) {
            (Output::Rejected { .. }, Output::Rejected { .. }) => assert_eq!(live.version(), version),
            (Output::Accepted { .. }, Output::Rejected { issues, count }) => {
                assert_eq!((live.version(), count), (version, all.len()));
                assert_eq!(sorted(issues), all);
                assert_eq!(digest(live.state().view()), digest(before.view()));
            }
            (Output::Accepted { changed, .. }, Output::Accepted { .. }) => {
                assert!(all.is_empty(), "accepted with {all:?}");
                assert_eq!(live.version(), version + u64::from(changed));
                assert_eq!(digest(live.state().view()), digest(after.view()));
                assert_eq!(live.validate().total(), 0);
            }
            other => panic!("{other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn what_a_patch_changed_is_judged_like_everything(
        entry in entry(), (kind, slack) in (0_usize..22, 0_usize..3), defs in vec(schema(), 3), pool in vec(value(), 6),
        count in prop_oneof![0_usize..10, 90_usize..140], steps in vec(vec(draft(), 1..4), 1..12),
    ) {
        check(Form::Patch, &large(&entry, &around(kind, slack, count), &defs), &pool, count, &steps);
    }

    #[test]
    fn what_a_merge_will_change_is_judged_like_everything(
        entry in entry(), (kind, slack) in (0_usize..22, 0_usize..3), defs in vec(schema(), 3), pool in vec(value(), 6),
        count in prop_oneof![0_usize..10, 90_usize..140], steps in vec(vec(draft(), 1..4), 1..12),
    ) {
        check(Form::Merge, &large(&entry, &around(kind, slack, count), &defs), &pool, count, &steps);
    }
}

#[test]
fn what_is_asked_of_a_list_as_a_whole_is_asked_after_every_update() {
    let list: Vec<Json> = (0..90).map(|i| json!(format!("element {i:010}"))).collect();
    let (number, twin) = (json!(7), list[0].clone());
    let text = json!({ "type": "string" });
    let cases = [
        (json!({ "uniqueItems": true }), add(&["80"], Plain::from_json(&twin))),
        (json!({ "contains": { "const": twin } }), remove(&["0"])),
        (json!({ "contains": text, "minContains": 90 }), replace(&["5"], Plain::from_json(&number))),
        (json!({ "contains": text, "maxContains": 90 }), add(&["-"], Plain::from_json(&twin))),
        (json!({ "prefixItems": [{ "const": twin }] }), add(&["0"], Plain::from_json(&number))),
        (json!({ "prefixItems": [true], "items": text }), add(&["0"], Plain::from_json(&number))),
        (json!({ "unevaluatedItems": text }), add(&["-"], Plain::from_json(&number))),
        (json!({ "contains": text, "unevaluatedItems": false }), add(&["3"], Plain::from_json(&number))),
    ];
    for (schema, operation) in cases {
        let compiled = model(&schema).unwrap();
        let initial = Plain::from_json(&json!(list)).value(&compiled.keys);
        assert!(issues(&compiled, &initial).is_empty(), "{schema}");
        let mut live = engine(&schema, initial, true);
        let answer = update(&mut live, Form::Patch, &Plain::Array(vec![operation]).bytes());
        let valid = schema["prefixItems"] == json!([true]);
        assert_eq!(matches!(answer, Output::Accepted { .. }), valid, "{schema}: {answer:?}");
    }
}

/// Each schema allows the state of ninety members and forbids what the update makes of it.
#[test]
fn what_is_asked_of_a_container_as_a_whole_is_asked_after_every_update() {
    let members = |count: usize| -> Json { (0..count).map(|i| (format!("k{i}"), json!("x".repeat(20)))).collect() };
    let state = members(90);
    let with = |name: &str, value: Json| {
        let mut changed = state.clone();
        changed[name] = value;
        changed
    };
    let (put, put_known, gone) = (json!({ "zz": 1 }), json!({ "k1": 1 }), json!({ "k1": null }));
    let text = json!({ "type": "string" });
    let cases = [
        (json!({ "maxProperties": 90 }), &put),
        (json!({ "minProperties": 90, "additionalProperties": text }), &gone),
        (json!({ "required": ["k1"], "additionalProperties": text }), &gone),
        (json!({ "additionalProperties": text }), &put),
        (json!({ "properties": { "zz": text } }), &put),
        (json!({ "const": state }), &put_known),
        (json!({ "const": state }), &put),
        (json!({ "enum": [1, state] }), &put_known),
        (json!({ "not": { "required": ["zz"] } }), &put),
        (json!({ "not": { "const": with("k1", json!(1)) } }), &put_known),
        (json!({ "if": { "required": ["zz"] }, "then": { "maxProperties": 90 } }), &put),
        (json!({ "if": { "properties": { "k1": text } }, "else": false }), &put_known),
        (json!({ "anyOf": [{ "maxProperties": 90 }, false] }), &put),
        (json!({ "oneOf": [{ "maxProperties": 90 }, { "required": ["nothing"] }] }), &put),
        (json!({ "oneOf": [true, { "required": ["zz"] }] }), &put),
        (json!({ "allOf": [true, { "maxProperties": 90 }] }), &put),
        (json!({ "$ref": "#/$defs/d", "$defs": { "d": { "maxProperties": 90 } } }), &put),
        (json!({ "propertyNames": { "maxLength": 3, "not": { "const": "zz" } } }), &put),
        (json!({ "patternProperties": { "^z": text } }), &put),
        (json!({ "patternProperties": { "^k": text } }), &put_known),
        (json!({ "patternProperties": { "^k": text }, "additionalProperties": false }), &put),
        (json!({ "dependentRequired": { "k2": ["k1"] }, "additionalProperties": text }), &gone),
        (json!({ "dependentRequired": { "zz": ["nothing"] } }), &put),
        (json!({ "dependencies": { "zz": ["nothing"] } }), &put),
        (json!({ "dependentSchemas": { "zz": false } }), &put),
        (json!({ "dependentSchemas": { "k2": { "required": ["k1"] } }, "additionalProperties": text }), &gone),
        (json!({ "unevaluatedProperties": text }), &put),
        (json!({ "allOf": [{ "patternProperties": { "^k": text } }], "unevaluatedProperties": false }), &put),
        (
            json!({ "anyOf": [{ "required": ["k1"], "additionalProperties": text }, { "properties": { "k1": text } }], "unevaluatedProperties": false }),
            &gone,
        ),
    ];
    for (schema, update_of) in cases {
        let deep =
            json!({ "properties": { "in": { "properties": { "deeper": schema } } }, "$defs": schema.get("$defs") });
        let deep = if schema.get("$defs").is_some() { deep } else { json!({ "properties": deep["properties"] }) };
        for (schema, state, merge) in [
            (&schema, state.clone(), update_of.clone()),
            (&deep, json!({ "in": { "deeper": state } }), json!({ "in": { "deeper": update_of } })),
        ] {
            let compiled = model(schema).unwrap();
            let initial = Plain::from_json(&state).value(&compiled.keys);
            assert!(issues(&compiled, &initial).is_empty(), "{schema}");
            let mut live = engine(schema, initial.clone(), true);
            let refused = update(&mut live, Form::Merge, &Plain::from_json(&merge).bytes());
            assert!(matches!(refused, Output::Rejected { .. }), "{schema} and {merge}: {refused:?}");
            assert!(live.state().same(&initial));
        }
    }
}
