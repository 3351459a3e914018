//! Integrity rules, incrementally and in full, against the plainest reading of them.

use std::collections::HashSet;

use holdfast::core::error::Issue;
use holdfast::core::io::{Form, Input, Job, JobResult, Output};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::disk::Disk;
use super::plain::{Plain, position};
use super::seeds::cases;
use super::session::{Answer, Session, Source, quiet};

pub(crate) const NOW: u64 = 1_000_000;

/// Rules of every kind; those with the same patterns share what they count.
pub(crate) fn rules() -> Json {
    json!([
        { "rule": "reference", "from": ["/nodes/*/links/*", "/links", "/links/*/*"], "to": "/nodes" },
        { "rule": "reference", "from": "/short/*/category", "to": "/categories/*/id", "severity": "warning" },
        { "rule": "unique", "at": ["/short/*", "/long/*"], "by": "id" },
        { "rule": "unique", "at": "/tags/*", "recommendation": "one tag each" },
        { "rule": "count", "of": "/nodes", "equals": ["/short", "/long"] },
        { "rule": "count", "of": "/short/*/category", "each": "/categories/*", "by": "id", "in": "count" },
        { "rule": "held", "at": "/nodes/*", "by": ["/short/*/id", "/long/*/id"], "severity": "warning" },
        { "rule": "held", "at": "/categories/*", "by": "/short/*/category", "id": "id" },
        { "rule": "keyed", "at": "/nodes/*", "by": "id" },
        { "rule": "status", "active": "up" },
        { "rule": "future", "at": ["/nodes/*/at", "/short/*/at"], "byMoreThan": 5, "severity": "warning" },
    ])
}

fn definition(enforce: bool) -> Json {
    let mut rules = rules();
    if enforce {
        rules.as_array_mut().unwrap().iter_mut().for_each(|rule| rule["enforce"] = json!(true));
    }
    let components = json!({ "A": { "slice": "/nodes", "status": "/system/A" }, "B": { "slice": "/short" } });
    json!({ "integrity": rules, "components": components })
}

pub(crate) struct Place<'p> {
    pub(crate) pointer: String,
    /// In an array there is none.
    pub(crate) key: Option<String>,
    pub(crate) value: &'p Plain,
}

pub(crate) fn entries(value: &Plain) -> Vec<(String, bool, &Plain)> {
    match value {
        Plain::Array(items) => items.iter().enumerate().map(|(i, item)| (i.to_string(), false, item)).collect(),
        _ => value.members().map(|all| all.iter().map(|(k, v)| (k.clone(), true, v)).collect()).unwrap_or_default(),
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

pub(crate) fn places<'p>(state: &'p Plain, patterns: &Json) -> Vec<Place<'p>> {
    let one = std::slice::from_ref(patterns);
    let patterns = patterns.as_array().map_or(one, Vec::as_slice);
    let mut all = Vec::new();
    for pattern in patterns {
        let mut found = vec![Place { pointer: String::new(), key: None, value: state }];
        for step in pattern.as_str().unwrap().split('/').skip(1) {
            let below = |place: Place<'p>| {
                entries(place.value).into_iter().filter(move |(name, ..)| step == "*" || name == step).map(
                    move |(name, keyed, value)| Place {
                        pointer: format!("{}/{}", place.pointer, escaped(&name)),
                        key: keyed.then_some(name),
                        value,
                    },
                )
            };
            found = found.into_iter().flat_map(below).collect();
        }
        all.extend(found);
    }
    all
}

fn text(value: Option<&Plain>) -> Option<&str> {
    if let Some(Plain::Text(text)) = value { Some(text) } else { None }
}

pub(crate) fn ids(state: &Plain, patterns: &Json) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for place in places(state, patterns) {
        if let Plain::Text(id) = place.value {
            all.push((id.clone(), place.pointer));
        } else if place.value.members().is_some() {
            let id =
                |(name, ..): (String, bool, &Plain)| (name.clone(), format!("{}/{}", place.pointer, escaped(&name)));
            all.extend(entries(place.value).into_iter().map(id));
        }
    }
    all
}

/// The pointers at which a rule is broken.
pub(crate) fn broken(state: &Plain, rule: &Json, live: &[(&str, &str)]) -> Vec<String> {
    let known = |patterns: &Json| ids(state, patterns).into_iter().map(|(id, _)| id).collect::<HashSet<_>>();
    let size = |patterns: &Json| places(state, patterns).iter().map(|place| entries(place.value).len()).sum::<usize>();
    let wrong = |at: &Json, is_wrong: &dyn Fn(&Place<'_>) -> bool| {
        places(state, at).into_iter().filter(is_wrong).map(|place| place.pointer).collect::<Vec<_>>()
    };
    match rule["rule"].as_str().unwrap() {
        "reference" => {
            let known = known(&rule["to"]);
            ids(state, &rule["from"]).into_iter().filter(|(id, _)| !known.contains(id)).map(|(_, at)| at).collect()
        }
        "unique" => {
            let by = rule.get("by").map(|by| by.as_str().unwrap());
            let mut seen: Vec<&Plain> = Vec::new();
            let mut found = Vec::new();
            for Place { pointer, value, .. } in places(state, &rule["at"]) {
                let Some(inner) = by.map_or(Some(value), |by| value.get(by)) else { continue };
                if seen.contains(&inner) { found.push(pointer) } else { seen.push(inner) }
            }
            found
        }
        "count" if rule.get("each").is_some() => wrong(&rule["each"], &|place| {
            let id = text(place.value.get(rule["by"].as_str().unwrap()));
            let named = ids(state, &rule["of"]).iter().filter(|(other, _)| Some(other.as_str()) == id).count();
            place.value.get(rule["in"].as_str().unwrap()) != Some(&Plain::Number(named as f64))
        }),
        "count" => {
            let differ = size(&rule["of"]) != size(&rule["equals"]);
            if differ { vec![rule["of"].as_str().unwrap().to_owned()] } else { Vec::new() }
        }
        "held" => {
            let held = known(&rule["by"]);
            wrong(&rule["at"], &|place| match rule.get("id") {
                Some(id) => text(place.value.get(id.as_str().unwrap())).is_none_or(|id| !held.contains(id)),
                None => place.key.as_ref().is_some_and(|key| !held.contains(key)),
            })
        }
        "keyed" => wrong(&rule["at"], &|place| {
            let stated = text(place.value.get(rule["by"].as_str().unwrap()));
            place.key.as_ref().is_some_and(|key| stated != Some(key.as_str()))
        }),
        "status" => wrong(&json!("/system/A"), &|place| {
            let stated = text(place.value.get("status")).unwrap_or_default();
            match live.iter().find(|(name, _)| *name == "A") {
                Some((_, live)) => stated != *live,
                None => stated == "up",
            }
        }),
        "future" => wrong(
            &rule["at"],
            &|place| matches!(place.value, Plain::Number(time) if time - NOW as f64 > rule["byMoreThan"].as_f64().unwrap()),
        ),
        other => panic!("{other}"),
    }
}

fn expected(state: &Plain, live: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for rule in rules().as_array().unwrap() {
        let code = format!("integrity/{}", rule["rule"].as_str().unwrap());
        all.extend(broken(state, rule, live).into_iter().map(|pointer| (code.clone(), pointer)));
    }
    all.sort();
    all
}

const IDS: [&str; 7] = ["a", "b", "c", "0", "1", "7", "id"];

pub(crate) fn id() -> impl Strategy<Value = String> {
    prop::sample::select(&IDS[..]).prop_map(str::to_owned)
}

pub(crate) fn record() -> impl Strategy<Value = Plain> {
    let time = prop_oneof![Just(0.0), Just(NOW as f64 + 5.0), Just(NOW as f64 + 6.0)];
    let links = vec(id().prop_map(Plain::Text), 0..3);
    (prop::option::weighted(0.9, id()), links, time, prop::option::of(id()), 0..3_u8).prop_map(
        |(own, links, at, category, count)| {
            let optional = |name: &'static str, id: Option<String>| id.map(|id| (name, Plain::Text(id)));
            let fixed =
                [("links", Plain::Array(links)), ("at", Plain::Number(at)), ("count", Plain::Number(f64::from(count)))];
            Plain::object(optional("id", own).into_iter().chain(optional("category", category)).chain(fixed))
        },
    )
}

fn keyed(value: impl Strategy<Value = Plain>) -> impl Strategy<Value = Plain> {
    (vec((id(), value), 0..5), any::<bool>()).prop_map(|(mut members, map)| {
        let mut seen = HashSet::new();
        members.retain(|(name, _)| seen.insert(name.clone()));
        if map { Plain::Map(members) } else { Plain::Object(members) }
    })
}

fn list(value: impl Strategy<Value = Plain>) -> impl Strategy<Value = Plain> {
    vec(value, 0..4).prop_map(Plain::Array)
}

fn collection() -> impl Strategy<Value = Plain> {
    prop_oneof![3 => keyed(record()), 3 => list(record()), 1 => Just(Plain::text("a")), 1 => list(id().prop_map(Plain::Text))]
}

pub(crate) fn state() -> impl Strategy<Value = Plain> {
    let links = keyed(list(id().prop_map(Plain::Text)));
    let tags = list(prop_oneof![id().prop_map(Plain::Text), record(), Just(Plain::Number(1.0))]);
    let system = prop::sample::select(&["up", "down"][..]);
    (keyed(record()), list(record()), list(record()), list(record()), links, tags, system).prop_map(
        |(nodes, short, long, categories, links, tags, status)| {
            let system = Plain::object([("A", Plain::object([("status", Plain::text(status))]))]);
            Plain::object([
                ("nodes", nodes),
                ("short", short),
                ("long", long),
                ("categories", categories),
                ("links", links),
                ("tags", tags),
                ("system", system),
            ])
        },
    )
}

/// An operation somewhere; the numbers choose among what is there.
#[derive(Clone, Debug)]
struct Poke {
    place: usize,
    turns: Vec<usize>,
    action: u8,
    name: String,
    value: Plain,
}

fn poke() -> impl Strategy<Value = Poke> {
    let value = prop_oneof![
        3 => record(),
        3 => id().prop_map(Plain::Text),
        2 => (0..3_u8).prop_map(|n| Plain::Number(f64::from(n))),
        1 => Just(Plain::Number(NOW as f64 + 9.0)),
        2 => collection(),
    ];
    (0..7_usize, vec(any::<usize>(), 0..4), 0..4_u8, id(), value).prop_map(|(place, turns, action, name, value)| Poke {
        place,
        turns,
        action,
        name,
        value,
    })
}

impl Poke {
    fn operation(&self, state: &Plain) -> Json {
        let tops = ["nodes", "short", "long", "categories", "links", "tags", "system"];
        let mut pointer = format!("/{}", tops[self.place]);
        let mut at = state.get(tops[self.place]);
        let mut is_list = false;
        for turn in &self.turns {
            let Some(value) = at else { break };
            let below = entries(value);
            is_list = matches!(value, Plain::Array(_));
            if below.is_empty() {
                break;
            }
            let (name, _, inner) = &below[turn % below.len()];
            pointer = format!("{pointer}/{}", escaped(name));
            at = Some(inner);
        }
        let members = |name: &str| json!(["id", "links", "category", "count", "at", name][self.turns.len() % 6]);
        match (self.action, at) {
            (0, _) => json!({ "op": "remove", "path": pointer }),
            (1, Some(Plain::Array(_))) => json!({ "op": "add", "path": format!("{pointer}/-"), "value": null }),
            (1, Some(value)) if value.members().is_some() => {
                let name = if self.turns.is_empty() { json!(self.name) } else { members(&self.name) };
                json!({ "op": "add", "path": format!("{pointer}/{}", escaped(name.as_str().unwrap())), "value": null })
            }
            (2, _) if is_list => json!({ "op": "add", "path": pointer, "value": null }),
            _ => json!({ "op": "replace", "path": pointer, "value": null }),
        }
    }

    /// As a value, since JSON has no `Map`.
    fn plain(&self, state: &Plain) -> Plain {
        let mut operation = Plain::from_json(&self.operation(state));
        for (name, value) in operation.members_mut().unwrap() {
            if name == "value" {
                *value = self.value.clone();
            }
        }
        operation
    }
}

fn open(initial: Plain, enforce: bool) -> Session {
    let mut source = Source::any(initial);
    source.rules = Some(Plain::from_json(&definition(enforce)).bytes());
    Session::open_with(&source, Disk::default(), NOW, quiet()).unwrap()
}

pub(crate) fn check(session: &mut Session) -> (Vec<Issue>, usize, bool) {
    session.engine.handle(Input::Run(Job::Consistency, 1), NOW);
    while session.engine.has_work() {
        session.engine.handle(Input::Work, NOW);
    }
    while let Some(output) = session.engine.poll_output() {
        if let Output::Finished { result: JobResult::Found(findings), .. } = output {
            return (findings.issues.clone(), findings.total(), findings.was_stale);
        }
    }
    panic!("a check ends");
}

pub(crate) fn now(session: &Session) -> Plain {
    Plain::read(session.engine.state().view(), session.engine.keys())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_is_kept_update_by_update_is_what_is_so(initial in state(), patches in vec(vec(poke(), 1..4), 0..12), live in prop::option::of(prop::sample::select(&["up", "down"][..]))) {
        let mut session = open(initial, false);
        let live: Vec<(&str, &str)> = live.map(|status| ("A", status)).into_iter().collect();
        for (name, status) in &live {
            session.engine.handle(Input::Component(name, Some(status)), NOW);
        }
        for (number, patch) in patches.iter().enumerate() {
            let before = now(&session);
            let operations = Plain::Array(patch.iter().map(|poke| poke.plain(&before)).collect());
            session.update(Form::Patch, &operations.bytes(), None);
            // Sometimes several updates before one check.
            if number % 3 == 1 {
                continue;
            }
            let state = now(&session);
            let (issues, total, was_stale) = check(&mut session);
            let mut found: Vec<(String, String)> =
                issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect();
            found.sort();
            let expected = expected(&state, &live);
            prop_assert_eq!(total, expected.len(), "{:?} in {:?}", &found, &state);
            prop_assert_eq!(found, expected, "{:?}", state);
            prop_assert!(!was_stale, "the index had lost count after {:?}", operations);
        }
    }

    #[test]
    fn a_rule_that_is_enforced_refuses_what_breaks_it_more_often_and_nothing_else(initial in state(), patches in vec(vec(poke(), 1..3), 0..12)) {
        let mut session = open(initial, true);
        let all = rules();
        let all = all.as_array().unwrap();
        for patch in &patches {
            let before = now(&session);
            let counts: Vec<usize> = all.iter().map(|rule| broken(&before, rule, &[]).len()).collect();
            let operations = Plain::Array(patch.iter().map(|poke| poke.plain(&before)).collect()).bytes();
            // What the patch does where nothing is enforced.
            let mut free = open(before.clone(), false);
            let possible = free.update(Form::Patch, &operations, None);
            let answer = session.update(Form::Patch, &operations, None);
            let Answer::Accepted { .. } = possible else {
                prop_assert!(matches!(answer, Answer::Rejected(..)));
                continue;
            };
            let after = now(&free);
            let worse = all.iter().zip(&counts).any(|(rule, count)| broken(&after, rule, &[]).len() > *count);
            if worse {
                let Answer::Rejected(issues, count) = answer else { panic!("{after:?} was accepted after {before:?}") };
                prop_assert!(count > 0 && issues.iter().all(|issue| issue.code.starts_with("integrity/")), "{issues:?}");
                prop_assert!(!issues.is_empty());
                prop_assert_eq!(now(&session), before);
            } else {
                prop_assert!(matches!(answer, Answer::Accepted { .. }), "{:?}", answer);
                prop_assert_eq!(now(&session), after);
            }
        }
        let (.., was_stale) = check(&mut session);
        prop_assert!(!was_stale);
    }
}

#[test]
fn orphans_are_found_by_their_pointers() {
    let node = |id: &str| Plain::object([("id", Plain::text(id)), ("links", Plain::Array(Vec::new()))]);
    let state = Plain::object([
        ("nodes", Plain::Map(vec![("a".into(), node("a")), ("b/c".into(), node("b/c"))])),
        ("short", Plain::Array(vec![node("a")])),
    ]);
    let mut session = open(state, false);
    assert_eq!(session.engine.find_orphans(), ["/nodes/b~1c"]);
    assert_eq!(position("1"), Some(1));
}

#[test]
fn a_large_state_is_checked_in_many_slices_between_which_it_may_change() {
    let node = |id: &str| Plain::object([("id", Plain::text(id)), ("links", Plain::Array(vec![Plain::text("n1")]))]);
    let nodes =
        |range: std::ops::Range<usize>| range.map(|i| (format!("n{i}"), node(&format!("n{i}")))).collect::<Vec<_>>();
    let short = (0..5_000).map(|i| node(&format!("n{i}"))).collect();
    let state = Plain::object([
        ("nodes", Plain::Map(nodes(0..5_000))),
        ("short", Plain::Array(short)),
        ("long", Plain::Array(Vec::new())),
    ]);
    let mut session = open(state, false);
    session.engine.handle(Input::Run(Job::Consistency, 7), NOW);
    let mut slices = 0;
    while session.engine.has_work() {
        session.engine.handle(Input::Work, NOW);
        slices += 1;
        if slices < 40 && session.engine.has_work() {
            let change = Plain::object([("nodes", Plain::Map(vec![(format!("extra{slices}"), node("n0"))]))]);
            assert!(matches!(session.merge(&change), Answer::Accepted { .. }));
        }
    }
    assert!(slices > 10, "{slices}");
    while session.engine.poll_output().is_some() {}
    let state = now(&session);
    let extra = slices - 1;
    let (issues, total, was_stale) = check(&mut session);
    let mut found: Vec<(String, String)> = issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect();
    found.sort();
    let expected = expected(&state, &[]);
    assert_eq!((found, was_stale, total), (expected, false, 1 + 2 * extra));
}

/// Found by the property above.
#[test]
fn a_record_that_is_replaced_and_then_goes_with_its_collection_is_counted_as_what_it_was() {
    let node = || Plain::object([("id", Plain::text("1")), ("links", Plain::Array(Vec::new()))]);
    let system = Plain::object([("A", Plain::object([("status", Plain::text("down"))]))]);
    for last in
        [json!({ "op": "replace", "path": "/nodes", "value": "a" }), json!({ "op": "remove", "path": "/nodes" })]
    {
        for nodes in [Plain::object([("1", node())]), Plain::Array(vec![node(), node()])] {
            let mut session = open(Plain::object([("nodes", nodes), ("system", system.clone())]), false);
            check(&mut session);
            let first = json!({ "op": "replace", "path": "/nodes/1", "value": { "id": "2" } });
            let answer = session.patch(&Plain::from_json(&json!([first, last])));
            assert!(matches!(answer, Answer::Accepted { .. }));
            let (issues, _, was_stale) = check(&mut session);
            assert!(issues.is_empty() && !was_stale, "{issues:?}");
        }
    }
}
