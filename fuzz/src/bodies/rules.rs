//! Integrity and retention rules, of any bytes or drawn: refused, or counted update by update as counting anew finds it.

use holdfast::core::io::{Form, Input, Job};
use holdfast::core::model::Model;

use super::draw::{Draw, NAMES};
use super::life::{Life, Recipe};
use crate::plain::Plain;

const RULES: [&str; 8] = ["reference", "unique", "count", "held", "keyed", "status", "future", "none"];
const MEMBERS: [&str; 12] =
    ["from", "to", "at", "by", "of", "equals", "each", "in", "id", "dropEntry", "enforce", "severity"];
const RETENTION: [&str; 9] =
    ["drop", "drop", "olderThan", "by", "when", "unlessHeldBy", "dropReferences", "stamp", "ifMissing"];

pub fn run(bytes: &[u8]) {
    let everything = Plain::Bool(true).bytes();
    drop(Model::new("fuzzed", 1, &everything, 0).map(|model| model.with_rules(bytes)));
    let mut draw = Draw::new(bytes);
    let definition = definition(&mut draw).bytes();
    let initial = draw.record(4, false);
    // Its names are in the dictionary, or not.
    let names = NAMES.iter().map(|name| (*name, Plain::Bool(true)));
    let schema = if draw.flag() { Plain::object([("properties", Plain::object(names))]).bytes() } else { everything };
    let Some(mut life) = Life::new(&Recipe { schema, rules: Some(definition) }, &initial) else { return };
    while !draw.is_empty() {
        let state = life.state();
        match draw.below(8) {
            0 => drop(life.run(Job::Optimization)),
            1 => drop(life.run(Job::Consistency)),
            2 => drop(life.act(Input::Undo(None))),
            3 => drop(life.act(Input::Redo)),
            4 => life.now += u64::from(draw.byte()),
            5 => drop(life.update(Form::Merge, &draw.record(4, false).bytes(), "fuzz", None)),
            _ => drop(life.update(Form::Patch, &draw.operations(&state).bytes(), "fuzz", None)),
        }
    }
    life.close(&initial);
}

fn definition(draw: &mut Draw<'_>) -> Plain {
    let integrity = (0..draw.below(5)).map(|_| integrity(draw)).collect();
    let retention = (0..draw.below(4)).map(|_| retention(draw)).collect();
    let component = Plain::object([("slice", Plain::text("/nodes")), ("status", Plain::text(pattern(draw)))]);
    Plain::object([
        ("integrity", Plain::Array(integrity)),
        ("retention", Plain::Array(retention)),
        ("components", Plain::object([("A", component)])),
    ])
}

fn pattern(draw: &mut Draw<'_>) -> String {
    let mut pattern = String::new();
    for _ in 0..=draw.below(4) {
        let token = if draw.below(3) == 0 { "*".to_owned() } else { draw.pick(&NAMES).to_owned() };
        pattern = format!("{pattern}/{}", token.replace('~', "~0").replace('/', "~1"));
    }
    pattern
}

fn patterns(draw: &mut Draw<'_>) -> Plain {
    if draw.flag() {
        return Plain::text(pattern(draw));
    }
    Plain::Array((0..=draw.below(2)).map(|_| Plain::text(pattern(draw))).collect())
}

/// The pattern of all entries of something.
fn entries(draw: &mut Draw<'_>) -> Plain {
    Plain::text(pattern(draw) + "/*")
}

fn integrity(draw: &mut Draw<'_>) -> Plain {
    let rule = draw.pick(&RULES);
    let mut members = vec![("rule", Plain::text(rule))];
    // What it has to have, so that most are right, and something else.
    match rule {
        "reference" => members.extend([("from", patterns(draw)), ("to", patterns(draw))]),
        "unique" | "future" => members.push(("at", patterns(draw))),
        "count" if draw.flag() => members.extend([
            ("of", patterns(draw)),
            ("each", entries(draw)),
            ("by", Plain::text(draw.name())),
            ("in", Plain::text(draw.name())),
        ]),
        "count" => members.extend([("of", patterns(draw)), ("equals", patterns(draw))]),
        "held" => members.extend([("at", entries(draw)), ("by", patterns(draw))]),
        "keyed" => members.extend([("at", entries(draw)), ("by", Plain::text(draw.name()))]),
        _ => {}
    }
    let more = draw.pick(&MEMBERS);
    let value = match more {
        "dropEntry" | "enforce" => Plain::Bool(true),
        "severity" => Plain::text(draw.pick(&["warning", "inconsistency", "error"])),
        _ if draw.flag() => Plain::text(draw.name()),
        _ => draw.value(1),
    };
    if members.iter().all(|(name, _)| *name != more) {
        members.push((more, value));
    }
    Plain::object(members)
}

fn retention(draw: &mut Draw<'_>) -> Plain {
    let mut members: Vec<(&str, Plain)> = Vec::new();
    for _ in 0..2 + draw.below(4) {
        let name = draw.pick(&RETENTION);
        let value = match name {
            "drop" => entries(draw),
            "stamp" => Plain::text(pattern(draw)),
            "olderThan" if draw.flag() => Plain::Number(f64::from(draw.byte())),
            "by" if draw.flag() => Plain::text(draw.name()),
            "when" => {
                let test = draw.pick(&["equals", "atMost", "atLeast", "empty"]);
                let value = if draw.flag() { Plain::Bool(draw.flag()) } else { Plain::Number(1.0) };
                Plain::object([(draw.name(), Plain::object([(test, value)]))])
            }
            "dropReferences" | "ifMissing" => Plain::Bool(true),
            _ => patterns(draw),
        };
        if members.iter().all(|(other, _)| *other != name) {
            members.push((name, value));
        }
    }
    Plain::object(members)
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::engine::seeds();
    seeds.push(Plain::from_json(&super::engine::definition(true)).bytes());
    seeds
}
