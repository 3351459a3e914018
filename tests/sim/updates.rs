//! What tabs want: updates that concern each other, each with a mark of its own that nobody ever takes away.

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

/// Few places for many writers: updates made apart are often not possible together.
pub(crate) fn model() -> Model {
    let schema = json!({
        "type": "object",
        "properties": {
            "seen": { "type": "object", "additionalProperties": { "type": "integer" } },
            "few": { "type": "object", "maxProperties": 5, "additionalProperties": { "type": "integer" } },
            "count": { "type": "integer" },
            "list": {
                "type": "array", "maxItems": 14,
                "items": {
                    "type": "object",
                    "properties": { "id": { "type": "string" }, "n": { "type": "integer" } },
                    "required": ["id"],
                },
            },
        },
        "required": ["seen", "few", "count", "list"],
        "additionalProperties": false,
    });
    let rules = json!({
        "integrity": [
            { "rule": "unique", "at": "/list/*", "by": "id", "enforce": true },
            { "rule": "count", "of": "/few", "equals": ["/list"] },
        ],
        "retention": [],
        "components": {},
    });
    let model = Model::new("sim", 1, &encoded(&schema), 7).expect("the schema compiles");
    model.with_rules(&encoded(&rules)).expect("the rules are right")
}

pub(crate) fn initial() -> Json {
    json!({ "seen": {}, "few": {}, "count": 0, "list": [] })
}

/// An update with the mark `id`, by a tab that shows this.
pub(crate) fn update(dice: &mut Dice, id: &str, engine: &Engine) -> (Form, Vec<u8>) {
    let n = dice.roll(1_000);
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
    match dice.roll(10) {
        0 => merge("few", json!({ name: n })),
        1 => patch(&[json!({ "op": "remove", "path": format!("/few/{name}") })]),
        2 => patch(&[json!({ "op": "add", "path": format!("/few/{name}"), "value": n })]),
        3 => merge("count", json!(n)),
        4 | 5 => {
            let count = at("count").as_number().unwrap_or_default();
            let next = count + 1.0;
            patch(&[
                json!({ "op": "test", "path": "/count", "value": count }),
                json!({ "op": "replace", "path": "/count", "value": next }),
            ])
        }
        6 => patch(&[json!({ "op": "add", "path": "/list/-", "value": { "id": format!("x{}", n % 40) } })]),
        7 => {
            let at = dice.roll(len + 1);
            patch(&[json!({ "op": "add", "path": format!("/list/{at}"), "value": { "id": id } })])
        }
        8 if len > 0 => patch(&[json!({ "op": "remove", "path": format!("/list/{}", dice.roll(len)) })]),
        9 if len > 0 => patch(&[json!({ "op": "add", "path": format!("/list/{}/n", dice.roll(len)), "value": n })]),
        _ => patch(&[]),
    }
}
