//! Schemas, of any bytes or drawn: refused, or the same for a whole value as for what changes in one.

use holdfast::core::io::Form;
use holdfast::core::model::Model;

use super::draw::{Draw, NAMES};
use super::life::{Life, Recipe};
use crate::plain::Plain;

/// What stands in schemas, and what is a number, a list or a schema there.
const WORDS: [&str; 34] = [
    "type",
    "x-map",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "required",
    "properties",
    "$defs",
    "additionalProperties",
    "items",
    "prefixItems",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "$ref",
    "$anchor",
    "uniqueItems",
    "pattern",
    "format",
    "$id",
];
const TYPES: [&str; 7] = ["object", "array", "string", "number", "integer", "boolean", "null"];
const REFS: [&str; 6] = ["#", "#/$defs/a", "#/$defs/b", "#/properties/a", "#anchor", "#/nowhere"];

pub fn run(bytes: &[u8]) {
    drop(Model::new("fuzzed", 1, bytes, 0));
    let mut draw = Draw::new(bytes);
    let recipe = Recipe { schema: schema(&mut draw, 4).bytes(), rules: None };
    let initial = draw.record(3, false);
    let Some(mut life) = Life::new(&recipe, &initial) else { return };
    while !draw.is_empty() {
        let state = life.state();
        if draw.flag() {
            life.update(Form::Merge, &draw.record(3, false).bytes(), "fuzz", None);
        } else {
            life.update(Form::Patch, &draw.operations(&state).bytes(), "fuzz", None);
        }
        let keys = life.engine.keys().clone();
        let path = [keys.key(draw.name().as_bytes()), keys.key(draw.name().as_bytes())];
        life.engine.model().schema.allows_null(&[&path[0], &path[1]], &keys);
    }
    life.close(&initial);
}

fn schema(draw: &mut Draw<'_>, depth: usize) -> Plain {
    if depth == 0 || draw.below(12) == 0 {
        return Plain::Bool(draw.below(4) != 0);
    }
    let mut members: Vec<(String, Plain)> = Vec::new();
    for _ in 0..draw.below(5) {
        let word = draw.pick(&WORDS);
        let value = keyword(draw, word, depth - 1);
        if members.iter().all(|(other, _)| other != word) {
            members.push((word.to_owned(), value));
        }
    }
    Plain::Object(members)
}

fn keyword(draw: &mut Draw<'_>, word: &str, depth: usize) -> Plain {
    match word {
        _ if draw.byte() > 250 => draw.value(2),
        "type" if draw.flag() => Plain::text(draw.pick(&TYPES)),
        "type" => Plain::Array((0..draw.below(4)).map(|_| Plain::text(draw.pick(&TYPES))).collect()),
        "x-map" | "uniqueItems" => Plain::Bool(draw.flag()),
        "enum" => Plain::Array((0..draw.below(4)).map(|_| draw.value(1)).collect()),
        "const" => draw.value(2),
        "required" => Plain::Array((0..draw.below(3)).map(|_| Plain::text(draw.pick(&NAMES))).collect()),
        "properties" | "$defs" => {
            let mut members = Vec::new();
            for _ in 0..draw.below(4) {
                let name = draw.pick(&["a", "b", "id", "nodes", "0"]);
                if members.iter().all(|(other, _)| *other != name) {
                    members.push((name, schema(draw, depth)));
                }
            }
            Plain::object(members)
        }
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
            Plain::Array((0..=draw.below(3)).map(|_| schema(draw, depth)).collect())
        }
        "additionalProperties" | "items" | "not" | "if" | "then" | "else" => schema(draw, depth),
        "$ref" => Plain::text(draw.pick(&REFS)),
        "$anchor" => Plain::text("anchor"),
        "$id" | "pattern" | "format" => Plain::text(draw.name()),
        _ if draw.byte() > 200 => draw.value(0),
        _ => Plain::Number(f64::from(draw.byte() % 5)),
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::engine::seeds();
    seeds.push(Plain::from_json(&super::engine::schema()).bytes());
    seeds
}
