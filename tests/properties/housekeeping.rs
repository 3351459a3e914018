//! Retention where it does not go straight: large states, several rules at once, an outcome that is not allowed.

use holdfast::core::io::{Input, Job, JobResult, Optimized, Output};
use serde_json::{Value as Json, json};

use super::disk::Disk;
use super::plain::Plain;
use super::session::{Session, Source, quiet};

const NOW: u64 = 1_000_000;

fn open(schema: &Json, retention: &Json, integrity: &Json, initial: &Json) -> Session {
    let mut source = Source::new(schema, Plain::from_json(initial));
    let definition = json!({ "retention": retention, "integrity": integrity });
    source.rules = Some(Plain::from_json(&definition).bytes());
    Session::open_with(&source, Disk::default(), NOW, quiet()).unwrap()
}

/// Runs an optimisation; gives what it did and in how many slices. Between two of them something may happen.
fn run(session: &mut Session, between: &mut dyn FnMut(&mut Session, usize)) -> (JobResult, usize) {
    session.engine.handle(Input::Run(Job::Optimization, 3), NOW);
    for slice in 0.. {
        session.engine.handle(Input::Work, NOW);
        while let Some(output) = session.engine.poll_output() {
            if let Output::Finished { number: 3, result, .. } = output {
                return (result, slice + 1);
            }
        }
        between(session, slice);
    }
    unreachable!("a job comes to an end");
}

fn optimised(session: &mut Session) -> (Optimized, usize) {
    match run(session, &mut |_, _| {}) {
        (JobResult::Optimized(done), slices) => (done, slices),
        other => panic!("{other:?}"),
    }
}

fn state(session: &Session) -> Json {
    Plain::read(session.engine.state().view(), session.engine.keys()).json()
}

#[test]
fn many_entries_many_references_and_many_records_without_a_time_take_many_slices() {
    let count = 3_000_usize;
    let nodes: serde_json::Map<String, Json> =
        (0..count).map(|i| (format!("n{i}"), json!({ "old": i.is_multiple_of(2) }))).collect();
    let links: Vec<Json> = (0..count).map(|i| json!(format!("n{i}"))).collect();
    let records: Vec<Json> =
        (0..count).map(|i| if i.is_multiple_of(3) { json!({ "seen": 1 }) } else { json!({}) }).collect();
    let retention = json!([
        { "name": "nodes", "drop": "/nodes/*", "when": { "old": { "equals": true } }, "dropReferences": true },
        { "stamp": "/records/*/seen", "ifMissing": true },
    ]);
    let integrity = json!([{ "rule": "reference", "from": "/links/*", "to": "/nodes" }]);
    let initial = json!({ "nodes": nodes, "links": links, "records": records });
    let mut session = open(&json!(true), &retention, &integrity, &initial);
    let (done, slices) = optimised(&mut session);
    assert!(slices > 12, "{slices}");
    assert_eq!((done.removed, done.references), (vec![("nodes".to_owned(), 1_500)], 1_500));
    let state = state(&session);
    assert_eq!(state["nodes"].as_object().map(serde_json::Map::len), Some(1_500));
    let left: Vec<Json> = (0..count).filter(|i| !i.is_multiple_of(2)).map(|i| json!(format!("n{i}"))).collect();
    assert_eq!(state["links"], Json::Array(left));
    let stamped = |i: usize| if i.is_multiple_of(3) { json!({ "seen": 1.0 }) } else { json!({ "seen": NOW as f64 }) };
    assert_eq!(state["records"], (0..count).map(stamped).collect::<Json>());
}

#[test]
fn references_of_several_kinds_in_one_list_are_each_taken_out_where_they_stand() {
    let id = |i: usize| format!("n{}", i % 90);
    let is_old = |i: usize| (i % 90).is_multiple_of(3);
    let nodes: serde_json::Map<String, Json> = (0..90).map(|i| (id(i), json!({ "old": is_old(i) }))).collect();
    let link = |i: usize, is_done: bool| {
        let via: Vec<usize> = (0..i % 100).map(|at| at * 7 + i).filter(|at| !is_done || !is_old(*at)).collect();
        json!({ "from": id(i), "to": id(i * 5 + 1), "via": via.into_iter().map(id).collect::<Vec<_>>() })
    };
    let links: Vec<Json> = (0..300).map(|i| link(i, false)).collect();
    let named: Vec<Json> = (0..300).map(|i| json!(id(i))).collect();
    let retention =
        json!([{ "name": "nodes", "drop": "/nodes/*", "when": { "old": { "equals": true } }, "dropReferences": true }]);
    let initial = json!({ "nodes": nodes, "links": links, "named": named });
    let kept = |i: &usize| !is_old(*i) && !is_old(i * 5 + 1);
    let links: Vec<Json> = (0..300).filter(kept).map(|i| link(i, true)).collect();
    let named: Vec<Json> = (0..300).filter(|i| !is_old(*i)).map(|i| json!(id(i))).collect();
    // Whichever comes first, it moves the others.
    let mut rules = vec![
        json!({ "rule": "reference", "from": "/links/*/from", "to": "/nodes", "dropEntry": true }),
        json!({ "rule": "reference", "from": ["/links/*/via/*", "/named/*"], "to": "/nodes" }),
        json!({ "rule": "reference", "from": "/links/*/to", "to": "/nodes", "dropEntry": true }),
    ];
    for _ in 0..3 {
        let mut session = open(&json!(true), &retention, &json!(rules), &initial);
        assert_eq!(optimised(&mut session).0.removed, vec![("nodes".to_owned(), 30)]);
        let state = state(&session);
        assert_eq!((&state["links"], &state["named"]), (&json!(links), &json!(named)), "{rules:?}");
        rules.rotate_left(1);
    }
}

#[test]
fn rules_of_one_name_are_counted_together() {
    let rule = |place: &str| json!({ "name": "old", "drop": place, "olderThan": 10, "by": "at" });
    let retention = json!([rule("/a/*"), rule("/b/*"), { "drop": "/c/*", "olderThan": 10, "by": "at" }]);
    let entry = json!([{ "at": 0 }, { "at": 0 }]);
    let mut session =
        open(&json!(true), &retention, &json!([]), &json!({ "a": entry, "b": entry, "c": entry, "d": entry }));
    let (done, _) = optimised(&mut session);
    assert_eq!(done.removed, [("old".to_owned(), 4), ("/c/*".to_owned(), 2)]);
    assert_eq!(state(&session)["d"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_the_schema_would_not_allow_is_not_dropped() {
    let schema = json!({ "properties": { "a": { "type": "array", "minItems": 1 } } });
    let retention = json!([{ "drop": "/a/*", "olderThan": 10, "by": "at" }, { "stamp": "/indexed" }]);
    let initial = json!({ "a": [{ "at": 0.0 }, { "at": 1.0 }] });
    let mut session = open(&schema, &retention, &json!([]), &initial);
    let (JobResult::Refused(issues), _) = run(&mut session, &mut |_, _| {}) else { panic!("one has to stay") };
    assert_eq!((issues[0].code.as_str(), issues[0].pointer.as_str()), ("schema/minItems", "/a"));
    assert_eq!((session.engine.version(), state(&session)), (0, initial));
}

#[test]
fn what_is_held_is_known_by_a_member_of_its_own_and_what_has_none_is_not_held() {
    let retention = json!([{ "name": "a", "drop": "/a/*", "unlessHeldBy": ["/held/*", "/keys"], "id": "id" }]);
    let initial = json!({
        "a": [{ "id": "x" }, { "id": "y" }, { "id": "z" }, {}, { "id": 1 }],
        "held": ["x"], "keys": { "z": true },
    });
    let mut session = open(&json!(true), &retention, &json!([]), &initial);
    let (done, _) = optimised(&mut session);
    assert_eq!(done.removed, [("a".to_owned(), 3)]);
    assert_eq!(state(&session)["a"], json!([{ "id": "x" }, { "id": "z" }]));
}

#[test]
fn a_change_elsewhere_between_two_slices_is_in_nobodys_way() {
    let retention = json!([{ "name": "a", "drop": "/a/*", "olderThan": 10, "by": "at" }]);
    let old: Vec<Json> = (0..4_000).map(|_| json!({ "at": 0 })).collect();
    let mut session = open(&json!(true), &retention, &json!([]), &json!({ "a": old, "b": [] }));
    let (result, _) = run(&mut session, &mut |session, slice| {
        if slice == 2 {
            session.patch(&Plain::from_json(&json!([{ "op": "add", "path": "/b/-", "value": "new" }])));
        }
    });
    let JobResult::Optimized(done) = result else { panic!("{result:?}") };
    assert_eq!((done.removed, done.version), (vec![("a".to_owned(), 4_000)], 2));
    assert_eq!(state(&session), json!({ "a": [], "b": ["new"] }));
    session.engine.handle(Input::Undo(None), NOW);
    assert_eq!(state(&session)["a"].as_array().map(Vec::len), Some(4_000));
    assert_eq!(state(&session)["b"], json!(["new"]));
}
