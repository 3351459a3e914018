//! Checks of states and of the indexes that follow them.

use serde_json::{Value as Json, json};

use super::*;
use crate::core::patch::patch;
use crate::core::value::encoding::NULL;

fn bytes(json: &Json) -> Vec<u8> {
    let keys = Keys::default();
    let mut out = Vec::new();
    Value::from_json(json, &keys).expect("JSON is a value").view().write_portable(&keys, &mut out);
    out
}

fn model() -> Model {
    let rules = json!({ "integrity": [
        { "rule": "reference", "from": "/links/*", "to": "/nodes" },
        { "rule": "count", "of": "/nodes", "equals": "/links", "recommendation": "count again" },
        { "rule": "unique", "at": "/links/*", "severity": "warning" },
    ] });
    let model = Model::new("test", 1, &bytes(&json!(true)), 0).expect("it allows everything");
    model.with_rules(&bytes(&rules)).expect("the rules are right")
}

/// Runs a check in slices of `budget` entries; `between` changes what there is before each.
fn run(
    model: &Model,
    root: &Value,
    index: &mut Option<Index>,
    budget: usize,
    between: &mut dyn FnMut(&mut Option<Index>),
) -> Findings {
    let mut now = Now { model, root, version: 1, index, since: &[], live: &[], time: 0, max_issues: 100 };
    let mut check = Check::new(&now);
    for _ in 0..1_000 {
        between(now.index);
        if let Some(findings) = check.step(budget, &mut now) {
            return findings;
        }
    }
    panic!("a check comes to an end");
}

fn facts(findings: &Findings) -> (Vec<(&str, &str)>, [usize; 3]) {
    let issues = findings.issues.iter().map(|issue| (issue.code.as_str(), issue.pointer.as_str()));
    (issues.collect(), findings.counts)
}

#[test]
fn an_index_that_has_lost_count_is_reported_and_made_anew() {
    let model = model();
    let value = |json: &Json| Value::from_json(json, &model.keys).expect("JSON is a value");
    let root = value(&json!({ "nodes": { "a": 1, "b": 1 }, "links": ["a", "c", "a"] }));
    let right = (
        vec![("integrity/reference", "/links/1"), ("integrity/count", "/nodes"), ("integrity/unique", "/links/2")],
        [0, 2, 1],
    );
    for wrong in
        [json!({ "nodes": { "a": 1 }, "links": ["a", "c", "a"] }), json!({ "nodes": { "a": 1, "b": 1 } }), json!({})]
    {
        for budget in [1, 4, 1_000] {
            let mut index = Some(Index::of(&model.layout, &value(&wrong), &model.keys));
            let findings = run(&model, &root, &mut index, budget, &mut |_| {});
            assert!(findings.was_stale, "{wrong}");
            assert_eq!(facts(&findings), right);
            assert_eq!(findings.recommendations, ["count again"]);
            let again = run(&model, &root, &mut index, budget, &mut |_| {});
            assert!(!again.was_stale, "it was made anew");
            assert_eq!(facts(&again), right);
        }
    }
}

#[test]
fn an_index_that_has_lost_count_of_dangling_references_alone_is_noticed() {
    let model = model();
    let json = json!({ "nodes": { "a": 1, "b": 1 }, "links": ["a", "c", "a"] });
    let root = Value::from_json(&json, &model.keys).expect("JSON is a value");
    for wrong in [0, 2] {
        let mut index = Index::of(&model.layout, &root, &model.keys);
        assert_eq!(std::mem::replace(&mut index.dangling[0], wrong), 1);
        let mut index = Some(index);
        let findings = run(&model, &root, &mut index, 2, &mut |_| {});
        assert!(findings.was_stale && findings.counts == [0, 2, 1], "{findings:?}");
        assert!(!run(&model, &root, &mut index, 2, &mut |_| {}).was_stale, "it was made anew");
    }
}

#[test]
fn an_index_that_goes_on_with_the_state_during_a_check_is_not_taken_for_one_that_has_lost_count() {
    let model = model();
    let Model { layout, keys, .. } = &model;
    let value = |json: &Json| Value::from_json(json, keys).expect("JSON is a value");
    let before = value(&json!({ "nodes": { "a": 1 }, "links": ["a"] }));
    let mut after = before.clone();
    let operations = value(&json!([{ "op": "remove", "path": "/nodes/a" }]));
    let changes = patch(&mut after, operations.view(), keys).expect("it fits");
    let mut index = Some(Index::of(layout, &before, keys));
    let mut check = {
        let (root, index) = (&before, &mut index);
        Check::new(&Now { model: &model, root, version: 1, index, since: &[], live: &[], time: 0, max_issues: 100 })
    };
    index = Some(Index::of(layout, &after, keys));
    let since = [Rc::new(Update { version: 2, time: 0, source: "me".into(), label: None, changes })];
    let (root, index) = (&after, &mut index);
    let mut now = Now { model: &model, root, version: 2, index, since: &since, live: &[], time: 0, max_issues: 100 };
    let findings = (0..100).find_map(|_| check.step(1, &mut now)).expect("it ends");
    assert!(!findings.was_stale);
    assert_eq!(facts(&findings), (vec![("integrity/reference", "/links/0"), ("integrity/count", "/nodes")], [0, 2, 0]));
}

#[test]
fn an_index_that_is_lost_between_two_slices_is_made_anew() {
    let model = model();
    let root = Value::from_json(&json!({ "nodes": {}, "links": ["a"] }), &model.keys).expect("JSON is a value");
    let mut index = None;
    let findings = run(&model, &root, &mut index, 1, &mut |index| *index = None);
    assert!(!findings.was_stale, "there was none");
    assert_eq!(facts(&findings).1, [0, 2, 0]);
}

#[test]
fn a_model_without_rules_has_nothing_to_find() {
    let model = Model::new("test", 1, &bytes(&json!(true)), 0).expect("it allows everything");
    let root = Value::decode(&[NULL], &model.keys).expect("a value");
    let findings = run(&model, &root, &mut None, 10, &mut |_| {});
    assert!(findings.issues.is_empty() && findings.total() == 0 && !findings.was_stale);
}

#[test]
fn what_is_too_large_to_be_counted_in_one_go_is_counted_all_the_same() {
    let model = model();
    let nodes: serde_json::Map<String, Json> = (0..3_000).map(|n| (format!("n{n}"), json!(n))).collect();
    let links: Vec<String> = (1..3_001).map(|n| format!("n{n}")).collect();
    let json = json!({ "nodes": nodes, "links": links });
    let root = Value::from_json(&json, &model.keys).expect("JSON is a value");
    let right = Index::of(&model.layout, &root, &model.keys);
    for budget in [100, 1_000_000] {
        let mut index = None;
        for _ in 0..2 {
            let findings = run(&model, &root, &mut index, budget, &mut |_| {});
            assert!(!findings.was_stale);
            assert_eq!(facts(&findings), (vec![("integrity/reference", "/links/2999")], [0, 1, 0]));
            assert_eq!(index.as_ref(), Some(&right));
        }
        // A key that the index does not know of is noticed.
        let mut less = Some(Index::of(&model.layout, &root, &model.keys));
        less.as_mut().expect("it is there").sets.iter_mut().for_each(|set| {
            set.add(7, 1);
        });
        assert!(run(&model, &root, &mut less, budget, &mut |_| {}).was_stale);
    }
}
