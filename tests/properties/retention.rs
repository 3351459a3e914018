//! Retention rules against the plainest reading of them.

use std::collections::{BTreeMap, HashSet};

use holdfast::core::io::{Input, Job, JobResult, Optimized, Output};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::disk::Disk;
use super::integrity::{entries, ids, places};
use super::plain::Plain;
use super::seeds::cases;
use super::session::{Session, Source, quiet};

const NOW: u64 = 1_000_000;

fn definition() -> Json {
    json!({
        "integrity": [
            { "rule": "reference", "from": ["/nodes/*/links/*", "/links"], "to": "/nodes" },
            { "rule": "reference", "from": "/links/*/*", "to": "/nodes" },
            { "rule": "reference", "from": "/patterns/*/similar/*/id", "to": "/patterns/*/id", "dropEntry": true },
            { "rule": "reference", "from": "/patterns/*/best", "to": "/patterns/*/id" },
        ],
        "retention": [
            { "name": "short", "drop": "/short/*", "olderThan": 100, "by": "at" },
            { "name": "nodes", "drop": "/nodes/*", "unlessHeldBy": "/short/*/id", "dropReferences": true },
            { "drop": "/patterns/*", "when": { "confidence": { "atMost": 0.5 } }, "dropReferences": true },
            { "name": "lessons", "drop": "/lessons/*", "when": { "done": { "equals": false }, "notes": { "empty": true } },
              "olderThan": "/limit", "by": "/last" },
            { "stamp": "/indexed" },
            { "stamp": "/patterns/*/seen", "ifMissing": true },
        ],
    })
}

/// Takes out what is at pointers that are in the order of the state.
fn remove(state: &mut Plain, pointers: &[String]) {
    let mut seen = HashSet::new();
    for pointer in pointers.iter().rev().filter(|pointer| seen.insert(pointer.as_str())) {
        let mut steps: Vec<String> =
            pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        let last = steps.pop().unwrap();
        let mut at = &mut *state;
        for step in steps {
            at = match at {
                Plain::Array(items) => &mut items[step.parse::<usize>().unwrap()],
                other => {
                    other.members_mut().unwrap().iter_mut().find(|(name, _)| *name == step).map(|(_, v)| v).unwrap()
                }
            };
        }
        match at {
            Plain::Array(items) => drop(items.remove(last.parse().unwrap())),
            other => other.members_mut().unwrap().retain(|(name, _)| *name != last),
        }
    }
}

fn set(record: &mut Plain, name: &str, value: Plain) {
    let members = record.members_mut().unwrap();
    match members.iter_mut().find(|(other, _)| other == name) {
        Some((_, old)) => *old = value,
        None => members.push((name.to_owned(), value)),
    }
}

fn number(value: Option<&Plain>) -> Option<f64> {
    if let Some(Plain::Number(number)) = value { Some(*number) } else { None }
}

/// Does to a state what the rules say, in the same words.
fn optimise(state: &mut Plain) -> BTreeMap<String, usize> {
    let mut removed = BTreeMap::new();
    let definition = definition();
    for rule in definition["retention"].as_array().unwrap() {
        if let Some(stamp) = rule.get("stamp") {
            let now = Plain::Number(NOW as f64);
            if stamp == "/indexed" {
                set(state, "indexed", now);
            } else if let Some((_, Plain::Array(patterns))) =
                state.members_mut().unwrap().iter_mut().find(|(name, _)| name == "patterns")
            {
                let missing = |pattern: &&mut Plain| pattern.members().is_some() && pattern.get("seen").is_none();
                patterns.iter_mut().filter(missing).for_each(|pattern| set(pattern, "seen", now.clone()));
            }
            continue;
        }
        let held: HashSet<String> = rule
            .get("unlessHeldBy")
            .map(|by| ids(state, by))
            .unwrap_or_default()
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        let is_old = |entry: &Plain| {
            let Some(limit) = rule.get("olderThan") else { return true };
            let limit = limit.as_f64().or_else(|| number(state.get("limit")));
            let since = if rule["by"] == "/last" { number(state.get("last")) } else { number(entry.get("at")) };
            limit.zip(since).is_some_and(|(limit, since)| NOW as f64 - since > limit)
        };
        let meets = |entry: &Plain| {
            rule.get("when").and_then(Json::as_object).into_iter().flatten().all(|(name, condition)| {
                let value = entry.get(name);
                condition.get("atMost").is_none_or(|most| number(value).is_some_and(|n| n <= most.as_f64().unwrap()))
                    && condition.get("equals").is_none_or(|_| value == Some(&Plain::Bool(false)))
                    && condition.get("empty").is_none_or(|_| match value {
                        Some(Plain::Text(text)) => text.is_empty(),
                        Some(value) => entries(value).is_empty(),
                        None => true,
                    })
            })
        };
        let doomed: Vec<(String, Option<String>, Plain)> = places(state, &rule["drop"])
            .into_iter()
            .filter(|place| is_old(place.value) && meets(place.value))
            .filter(|place| {
                rule.get("unlessHeldBy").is_none() || place.key.as_ref().is_none_or(|key| !held.contains(key))
            })
            .map(|place| (place.pointer, place.key, place.value.clone()))
            .collect();
        let name = rule.get("name").unwrap_or(&rule["drop"]).as_str().unwrap().to_owned();
        removed.insert(name, doomed.len());
        remove(state, &doomed.iter().map(|(pointer, ..)| pointer.clone()).collect::<Vec<_>>());
        if rule.get("dropReferences").is_none() || doomed.is_empty() {
            continue;
        }
        for reference in definition["integrity"].as_array().unwrap() {
            let gone: HashSet<String> = match (rule["drop"].as_str().unwrap(), reference["to"].as_str().unwrap()) {
                ("/nodes/*", "/nodes") => doomed.iter().filter_map(|(_, key, _)| key.clone()).collect(),
                ("/patterns/*", "/patterns/*/id") => doomed
                    .iter()
                    .filter_map(
                        |(.., value)| if let Some(Plain::Text(id)) = value.get("id") { Some(id.clone()) } else { None },
                    )
                    .collect(),
                _ => continue,
            };
            let from = reference["from"].as_array().cloned().unwrap_or_else(|| vec![reference["from"].clone()]);
            for from in from {
                let cut = |pointer: String| match reference.get("dropEntry") {
                    Some(_) => pointer.rsplit_once('/').unwrap().0.to_owned(),
                    None => pointer,
                };
                let found = ids(state, &from).into_iter().filter(|(id, _)| gone.contains(id)).map(|(_, at)| cut(at));
                let found: Vec<String> = found.collect();
                remove(state, &found);
            }
        }
    }
    removed
}

fn id() -> impl Strategy<Value = String> {
    prop::sample::select(&["a", "b", "c", "0", "1"][..]).prop_map(str::to_owned)
}

fn record() -> impl Strategy<Value = Plain> {
    let age = prop::sample::select(&[0.0, 100.0, 101.0][..]);
    let confidence = prop::sample::select(&[0.4, 0.5, 0.6][..]);
    let similar = vec(id().prop_map(|id| Plain::object([("id", Plain::Text(id))])), 0..3);
    let links = vec(id().prop_map(Plain::Text), 0..4);
    (id(), age, confidence, links, similar, prop::option::of(id()), any::<[bool; 4]>()).prop_map(
        |(id, age, confidence, links, similar, best, [timed, done, seen, noted])| {
            let mut members = vec![
                ("id", Plain::Text(id)),
                ("confidence", Plain::Number(confidence)),
                ("links", Plain::Array(links)),
                ("similar", Plain::Array(similar)),
                ("done", Plain::Bool(done)),
                ("notes", if noted { Plain::text("x") } else { Plain::Array(Vec::new()) }),
            ];
            members.extend(timed.then_some(("at", Plain::Number(NOW as f64 - age))));
            members.extend(seen.then_some(("seen", Plain::Number(1.0))));
            members.extend(best.map(|best| ("best", Plain::Text(best))));
            Plain::object(members)
        },
    )
}

fn state() -> impl Strategy<Value = Plain> {
    let keyed = |value: BoxedStrategy<Plain>| {
        vec((id(), value), 0..5).prop_map(|mut members| {
            let mut seen = HashSet::new();
            members.retain(|(name, _): &(String, Plain)| seen.insert(name.clone()));
            Plain::Map(members)
        })
    };
    let list = || vec(record(), 0..6).prop_map(Plain::Array);
    let links = keyed(vec(id().prop_map(Plain::Text), 0..4).prop_map(Plain::Array).boxed());
    (keyed(record().boxed()), links, list(), list(), list(), 0..2_u8, 0..2_u8).prop_map(
        |(nodes, links, short, patterns, lessons, limit, last)| {
            Plain::object([
                ("nodes", nodes),
                ("links", links),
                ("short", short),
                ("patterns", patterns),
                ("lessons", lessons),
                ("limit", Plain::Number(f64::from(limit) * 50.0)),
                ("last", Plain::Number(NOW as f64 - f64::from(last) * 60.0)),
            ])
        },
    )
}

fn open(initial: Plain) -> Session {
    let mut source = Source::any(initial);
    source.rules = Some(Plain::from_json(&definition()).bytes());
    Session::open_with(&source, Disk::default(), NOW, quiet()).unwrap()
}

fn run(session: &mut Session, between: &mut dyn FnMut(&mut Session, usize)) -> Optimized {
    session.engine.handle(Input::Run(Job::Optimization, 3), NOW);
    let mut slices = 0;
    loop {
        session.engine.handle(Input::Work, NOW);
        while let Some(output) = session.engine.poll_output() {
            if let Output::Finished { number: 3, result: JobResult::Optimized(done), .. } = output {
                return done;
            }
        }
        between(session, slices);
        slices += 1;
    }
}

fn now(session: &Session) -> Plain {
    Plain::read(session.engine.state().view(), session.engine.keys())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_the_rules_say_is_dropped_and_what_points_at_it_and_it_can_all_be_taken_back(initial in state()) {
        let mut session = open(initial.clone());
        let mut expected = initial.clone();
        let removed = optimise(&mut expected);
        let size = session.engine.state().view().size();
        let done = run(&mut session, &mut |_, _| {});
        prop_assert_eq!(now(&session), expected);
        prop_assert_eq!(done.removed.into_iter().collect::<BTreeMap<_, _>>(), removed);
        prop_assert_eq!(done.bytes_freed, size.saturating_sub(session.engine.state().view().size()));
        prop_assert_eq!(done.version, session.engine.version());
        prop_assert_eq!(session.engine.history().last().map(|update| &*update.source), Some("optimizer"));
        session.engine.handle(Input::Undo(None), NOW);
        prop_assert_eq!(now(&session), initial);
    }
}

#[test]
fn what_changes_between_two_slices_is_not_lost_and_what_was_renewed_is_kept() {
    let old = |i: usize| {
        Plain::object([
            ("id", Plain::text(format!("n{i}"))),
            ("at", Plain::Number(0.0)),
            ("text", Plain::text("x".repeat(20))),
        ])
    };
    let state =
        Plain::object([("short", Plain::Array((0..4_000).map(old).collect())), ("indexed", Plain::Number(0.0))]);
    let mut session = open(state);
    let done = run(&mut session, &mut |session, slice| {
        if slice == 2 {
            let fresh = json!([
                { "op": "replace", "path": "/short/7/at", "value": NOW },
                { "op": "add", "path": "/short/0", "value": { "id": "new", "at": NOW } },
            ]);
            session.patch(&Plain::from_json(&fresh));
        }
    });
    let state = now(&session).json();
    let left: Vec<&str> = state["short"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(left, ["new", "n7"]);
    assert_eq!(done.removed[0], ("short".to_owned(), 3_999));
}

#[test]
fn a_timer_that_finds_nothing_to_drop_writes_nothing() {
    let mut session = open(Plain::object([("short", Plain::Array(Vec::new())), ("indexed", Plain::Number(0.0))]));
    session.set(|config| config.optimization_interval = 10.0);
    session.engine.handle(Input::Timeout, NOW + 10);
    while session.engine.has_work() {
        session.engine.handle(Input::Work, NOW + 10);
    }
    assert_eq!(session.engine.version(), 0);
    run(&mut session, &mut |_, _| {});
    assert_eq!(session.engine.version(), 1, "who asks for it gets the time written");
}
