//! Schemas, of any bytes or drawn: refused, or the same for a whole value as for what changes in one.

use std::rc::Rc;

use holdfast::core::io::Form;
use holdfast::core::model::compile;
use holdfast::core::schema::{Host, Report, Test};
use holdfast::core::value::Value;

use super::draw::{Draw, NAMES};
use super::life::{Life, Recipe};
use crate::plain::Plain;

/// What stands in schemas.
const WORDS: &str = "type type x-map enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength \
    maxLength minItems maxItems minProperties maxProperties minContains maxContains required required properties properties \
    patternProperties propertyNames $defs definitions additionalProperties items prefixItems contains allOf anyOf oneOf not \
    if then else dependentSchemas dependentRequired dependencies unevaluatedItems unevaluatedProperties $ref $ref \
    $dynamicRef $anchor $dynamicAnchor $id $schema $vocabulary uniqueItems pattern format";
const TYPES: [&str; 7] = ["object", "array", "string", "number", "integer", "boolean", "null"];
const REFS: [&str; 9] = [
    "#",
    "#/$defs/a",
    "#/$defs/b",
    "#/properties/a",
    "#anchor",
    "#/nowhere",
    "other",
    "https://json-schema.org/draft/2020-12/schema",
    "other#/$defs/a",
];

/// Finds what it is given as it stands: an expression that takes for ever would be no mistake of ours.
struct Literally;

impl Host for Literally {
    fn pattern(&self, source: &str) -> Result<Test, String> {
        let source = source.to_owned();
        if source.starts_with('(') { Err("refused".into()) } else { Ok(Rc::new(move |text| text.contains(&source))) }
    }
}

pub fn run(bytes: &[u8]) {
    any(bytes, &[], true);
    let mut draw = Draw::new(bytes);
    if draw.below(4) == 0 {
        let documents = Plain::object([("https://a.example/other", schema(&mut draw, 3))]).bytes();
        any(&schema(&mut draw, 4).bytes(), &documents, draw.flag());
    }
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

/// Schemas that say where they stand may refer to each other.
fn any(bytes: &[u8], documents: &[u8], assert_formats: bool) {
    let Ok((schema, keys)) = compile(bytes, documents, 0, &Literally, assert_formats) else { return };
    // A schema may be nested one level deeper than a state.
    let Ok(value) = Value::decode(bytes, &keys) else { return };
    let mut report = Report::new(10);
    schema.check(value.view(), &keys, &mut report);
    assert!(report.issues.len() <= report.count.min(10));
}

fn schema(draw: &mut Draw<'_>, depth: usize) -> Plain {
    if depth == 0 || draw.below(12) == 0 {
        return Plain::Bool(draw.below(4) != 0);
    }
    let mut members: Vec<(String, Plain)> = Vec::new();
    for _ in 0..draw.below(5) {
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let word = draw.pick(&words);
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
        "properties" | "$defs" | "definitions" | "patternProperties" | "dependentSchemas" => {
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
        "additionalProperties"
        | "items"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties" => schema(draw, depth),
        "dependentRequired" | "dependencies" => {
            let names = (0..draw.below(3)).map(|_| Plain::text(draw.pick(&NAMES))).collect();
            Plain::object([(draw.name(), Plain::Array(names))])
        }
        "$ref" | "$dynamicRef" | "$schema" => Plain::text(draw.pick(&REFS)),
        "$anchor" | "$dynamicAnchor" => Plain::text("anchor"),
        "$id" => Plain::text(draw.pick(&["other", "https://a.example/root", "a"])),
        "format" => Plain::text(draw.pick(&["date-time", "email", "ipv6", "uri", "regex", "none"])),
        "pattern" => Plain::text(draw.pick(&["a", "^b", "[0-9]+", "(", ""])),
        _ if draw.byte() > 200 => draw.value(0),
        _ => Plain::Number(f64::from(draw.byte() % 5)),
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::engine::seeds();
    seeds.push(Plain::from_json(&super::engine::schema()).bytes());
    seeds
}
