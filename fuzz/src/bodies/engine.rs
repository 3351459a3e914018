//! A life: updates, undo, jobs, components, options, a disk that fails and pages that die, in any order.

use holdfast::core::config::{Config, Durability};
use holdfast::core::io::{CommitFault, Form, Input, Job};
use serde_json::{Value as Json, json};

use super::draw::Draw;
use super::life::{Life, Recipe};
use crate::plain::Plain;

const FAULTS: [CommitFault; 3] = [CommitFault::Quota, CommitFault::Unavailable, CommitFault::Aborted];

pub fn run(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    let kind = draw.byte();
    let schema = if kind & 1 == 0 { schema() } else { json!(true) };
    let mut rules = definition(kind & 4 == 0);
    if kind & 8 == 0 {
        // Without a status to look at, an update may be seen to break no rule by its paths alone.
        rules["components"] = json!({});
    }
    let rules = (kind & 2 == 0).then(|| Plain::from_json(&rules).bytes());
    let recipe = Recipe { schema: Plain::from_json(&schema).bytes(), rules };
    let initial = Plain::from_json(&initial());
    let mut life = Life::new(&recipe, &initial).expect("the model is right");
    // What an update did that nothing came after: the state before it.
    let mut latest: Option<Plain> = None;
    while !draw.is_empty() {
        let (version, before) = (life.engine.version(), life.state());
        let what = draw.below(32);
        step(&mut life, what, &mut draw, &before, &initial);
        if let (14, Some(expected)) = (what, latest.take())
            && life.engine.version() > version
        {
            assert_eq!(life.state(), expected, "the update before was taken back");
        }
        latest = (what < 13 && life.engine.version() > version).then_some(before);
    }
    life.close(&initial);
}

fn step(life: &mut Life, what: usize, draw: &mut Draw<'_>, state: &Plain, initial: &Plain) {
    let source = draw.pick(&["a", "b", "component:A"]);
    let durability =
        draw.pick(&[None, None, Some(Durability::Memory), Some(Durability::Relaxed), Some(Durability::Strict)]);
    match what {
        0..5 => drop(life.update(Form::Merge, &draw.record(4, false).bytes(), source, durability)),
        5..10 => drop(life.update(Form::Patch, &draw.operations(state).bytes(), source, durability)),
        10 => {
            let form = draw.pick(&[Form::Merge, Form::Patch]);
            let len = draw.below(64);
            life.update(form, draw.bytes(len), source, durability);
        }
        // More than lies inline, and more than is visited in one go.
        11 | 12 => {
            let (first, text) = (draw.below(200), "x".repeat(draw.below(40)));
            let record = |i: usize| {
                Plain::object([
                    ("id", Plain::text(format!("n{i}"))),
                    ("at", Plain::Number(0.0)),
                    ("name", Plain::text(&text)),
                ])
            };
            let records = (first..first + 80).map(|i| (format!("n{i}"), record(i))).collect();
            life.update(Form::Merge, &Plain::object([("nodes", Plain::Map(records))]).bytes(), source, durability);
        }
        13 => drop(life.act(Input::Undo(Some(source)))),
        14 | 15 => drop(life.act(Input::Undo(None))),
        16 => drop(life.act(Input::Redo)),
        17 => {
            let status = draw.pick(&[None, Some("up"), Some("down")]);
            life.act(Input::Component(draw.pick(&["A", "B"]), status));
        }
        18 | 19 => drop(life.act(Input::Run(draw.pick(&Job::ALL), u32::from(draw.byte())))),
        20 | 21 => drop(life.act(Input::Work)),
        22 => {
            let until = life.now + 16 * u64::from(draw.byte());
            while life.tick(until) {}
            life.now = until;
        }
        23 => life.now = life.now.saturating_sub(1_000 * u64::from(draw.byte())),
        24 | 25 => life.answer(None),
        26 => life.answer(Some(draw.pick(&FAULTS))),
        // It is on disk, and the engine is told that it is not.
        27 => {
            if let Some(commit) = &life.in_flight {
                life.disk.commit(commit).ok();
            }
            life.answer(Some(draw.pick(&FAULTS)));
        }
        28 => drop(life.act(Input::Flush)),
        29 => configure(life, draw),
        30 => {
            if let Some(commit) = life.in_flight.take() {
                match draw.below(4) {
                    0 => drop(life.disk.commit(&commit)),
                    records => life.disk.tear(&commit, records - 1),
                }
            }
            life.reload(initial);
        }
        _ => {
            life.engine.find_orphans();
            if draw.flag() {
                life.engine.rebuild_indexes();
            }
        }
    }
}

fn configure(life: &mut Life, draw: &mut Draw<'_>) {
    let before = life.engine.config().clone();
    let interval = f64::from(draw.byte());
    let config = match draw.below(8) {
        0 => Config { validation_enabled: !before.validation_enabled, ..before },
        1 => Config { consistency_check_interval: interval, ..before },
        2 => Config { validation_interval: interval, ..before },
        3 => Config { optimization_interval: interval, ..before },
        4 => Config { history_limit: f64::from(draw.byte() % 8), ..before },
        5 => Config { max_state_size: 1.0 + 400.0 * f64::from(draw.byte()), ..before },
        6 => Config { queue_limit: 1.0 + f64::from(draw.byte() % 8), ..before },
        _ => Config { max_issues: 1.0 + f64::from(draw.byte() % 4), sync_timeout: 1.0 + interval, ..before },
    };
    life.engine.configure(config, life.now);
}

pub(super) fn schema() -> Json {
    let list = json!({ "type": "array", "maxItems": 40, "items": { "$ref": "#/$defs/record" } });
    json!({
        "type": "object",
        "properties": {
            "nodes": { "type": "object", "x-map": true, "additionalProperties": { "$ref": "#/$defs/record" } },
            "short": list,
            "long": list,
            "links": { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } } },
            "tags": { "type": "array", "minItems": 1 },
            "system": { "type": "object" },
            "name": { "type": ["string", "null"], "maxLength": 12 },
            "count": { "type": "integer", "minimum": 0 },
        },
        "required": ["nodes", "short"],
        "$defs": {
            "record": {
                "type": "object",
                "properties": {
                    "id": { "type": "string" },
                    "at": { "type": "number" },
                    "name": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
                    "links": { "type": "array", "items": { "type": "string" } },
                },
            },
        },
    })
}

pub(super) fn definition(enforce: bool) -> Json {
    json!({
        "integrity": [
            { "rule": "reference", "from": ["/nodes/*/links/*", "/links", "/links/*/*"], "to": "/nodes", "enforce": enforce },
            { "rule": "reference", "from": "/short/*/category", "to": "/long/*/id", "dropEntry": true },
            { "rule": "unique", "at": ["/short/*", "/long/*"], "by": "id", "enforce": enforce },
            { "rule": "unique", "at": "/tags/*", "recommendation": "one tag each" },
            { "rule": "count", "of": "/nodes", "equals": ["/short", "/long"] },
            { "rule": "count", "of": "/short/*/category", "each": "/long/*", "by": "id", "in": "count", "enforce": enforce },
            { "rule": "held", "at": "/nodes/*", "by": ["/short/*/id", "/long/*/id"], "severity": "warning" },
            { "rule": "held", "at": "/long/*", "by": "/short/*/category", "id": "id" },
            { "rule": "keyed", "at": "/nodes/*", "by": "id" },
            { "rule": "status", "active": "up" },
            { "rule": "future", "at": ["/nodes/*/at", "/short/*/at"], "byMoreThan": 5, "severity": "warning" },
        ],
        "retention": [
            { "name": "short", "drop": "/short/*", "olderThan": 100, "by": "at" },
            { "name": "nodes", "drop": "/nodes/*", "unlessHeldBy": "/short/*/id", "dropReferences": true },
            { "drop": "/long/*", "when": { "count": { "atMost": 0.5 } }, "dropReferences": true },
            { "drop": "/tags/*", "when": { "name": { "empty": true }, "a": { "equals": false } }, "olderThan": "/count", "by": "/at" },
            { "stamp": "/at" },
            { "stamp": "/long/*/at", "ifMissing": true },
        ],
        "components": { "A": { "slice": "/nodes", "status": "/system/A" }, "B": { "slice": "/short" } },
    })
}

fn initial() -> Json {
    json!({
        "nodes": { "a": { "id": "a", "links": ["b"] }, "b": { "id": "b", "links": [] } },
        "short": [{ "id": "a", "category": "c", "at": 0 }],
        "long": [{ "id": "b", "count": 0 }],
        "links": {}, "tags": ["a"], "system": { "A": { "status": "down" } },
    })
}

/// Bytes without meaning of their own: what counts is that they differ.
pub fn seeds() -> Vec<Vec<u8>> {
    let bytes = |number: u64, len: u64| {
        let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let next = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        };
        (0..len).map(next).collect::<Vec<u8>>()
    };
    (1..=40).map(|number| bytes(number, 40 * number)).collect()
}
