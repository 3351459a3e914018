//! What tabs want: updates that concern each other, each with a mark of its own; and two versions of the model that they are made for.

use serde_json::{Value as Json, json};

use super::dice::Dice;
use holdfast::core::engine::Engine;
use holdfast::core::io::Form;
use holdfast::core::keys::Keys;
use holdfast::core::model::Model;
use holdfast::core::value::Value;

pub(crate) fn encoded(json: &Json) -> Vec<u8> {
    Value::from_json(json, &Keys::default()).expect("JSON is a value").view().to_bytes()
}

/// The version of the model that new code has.
pub(crate) const LATEST: u32 = 2;

/// What is of no use any more, in milliseconds.
pub(crate) const OLD_MS: u64 = 1_500;

/// What the number is called in a version of the model.
fn counter(model: u32) -> &'static str {
    if model == 1 { "count" } else { "total" }
}

/// A state of a version of the model as one of the newest.
pub(crate) fn migrated(mut state: Json, from: u32) -> Json {
    let members = state.as_object_mut().expect("an object");
    if from < LATEST
        && let Some(count) = members.remove(counter(from))
    {
        members.insert(counter(LATEST).into(), count);
    }
    state
}

/// Few places for many writers: updates made apart are often not possible together.
pub(crate) fn model(version: u32) -> Model {
    let counter = counter(version);
    let schema = json!({
        "type": "object",
        "properties": {
            "seen": { "type": "object", "additionalProperties": { "type": "integer" } },
            "few": { "type": "object", "maxProperties": 5, "additionalProperties": { "type": "integer" } },
            counter: { "type": "integer" },
            "junk": {
                "type": "object",
                "additionalProperties": {
                    "type": "object", "properties": { "at": { "type": "integer" } }, "required": ["at"],
                },
            },
            "list": {
                "type": "array", "maxItems": 14,
                "items": {
                    "type": "object",
                    "properties": { "id": { "type": "string" }, "n": { "type": "integer" } },
                    "required": ["id"],
                },
            },
        },
        "required": ["seen", "few", counter, "list", "junk"],
        "additionalProperties": false,
    });
    let rules = json!({
        "integrity": [
            { "rule": "unique", "at": "/list/*", "by": "id", "enforce": true },
            { "rule": "count", "of": "/few", "equals": ["/list"] },
        ],
        "retention": [{ "drop": "/junk/*", "olderThan": OLD_MS, "by": "at" }],
        "components": {},
    });
    let model = Model::new("sim", version, &encoded(&schema), 7).expect("the schema compiles");
    model.with_rules(&encoded(&rules)).expect("the rules are right")
}

pub(crate) fn initial(version: u32) -> Json {
    json!({ "seen": {}, "few": {}, counter(version): 0, "list": [], "junk": {} })
}

/// An update with the mark `id`, by a tab that shows this.
pub(crate) fn update(dice: &mut Dice, id: &str, engine: &Engine, time: u64) -> (Form, Vec<u8>) {
    let n = dice.roll(1_000);
    let counter = counter(engine.model_version());
    let at = |name: &str| engine.find(&[engine.keys().key(name.as_bytes())]).expect("the schema requires it");
    let len = at("list").len();
    let mark = json!({ "op": "add", "path": format!("/seen/{id}"), "value": n });
    let patch = |operations: &[Json]| {
        let all: Vec<Json> = std::iter::once(&mark).chain(operations).cloned().collect();
        (Form::Patch, encoded(&Json::Array(all)))
    };
    let merge = |name: &str, value: Json| {
        let mut body = json!({ "seen": { id: n } });
        body[name] = value;
        (Form::Merge, encoded(&body))
    };
    let name = dice.pick(&["a", "b", "c", "d", "e", "f", "g", "h"]);
    match dice.roll(12) {
        0 => merge("few", json!({ name: n })),
        1 => patch(&[json!({ "op": "remove", "path": format!("/few/{name}") })]),
        2 => patch(&[json!({ "op": "add", "path": format!("/few/{name}"), "value": n })]),
        3 => merge(counter, json!(n)),
        4 | 5 => {
            let count = at(counter).as_number().unwrap_or_default();
            let next = count + 1.0;
            patch(&[
                json!({ "op": "test", "path": format!("/{counter}"), "value": count }),
                json!({ "op": "replace", "path": format!("/{counter}"), "value": next }),
            ])
        }
        6 => patch(&[json!({ "op": "add", "path": "/list/-", "value": { "id": format!("x{}", n % 40) } })]),
        7 => {
            let at = dice.roll(len + 1);
            patch(&[json!({ "op": "add", "path": format!("/list/{at}"), "value": { "id": id } })])
        }
        8 if len > 0 => patch(&[json!({ "op": "remove", "path": format!("/list/{}", dice.roll(len)) })]),
        9 | 10 => merge("junk", json!({ id: { "at": time } })),
        11 if len > 0 => patch(&[json!({ "op": "add", "path": format!("/list/{}/n", dice.roll(len)), "value": n })]),
        _ => patch(&[]),
    }
}
