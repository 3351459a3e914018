//! JSON Patch against the crate `json-patch`, on lists of operations of which most are possible.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::arbitrary::json_value;
use super::plain::{Names, Plain};
use super::seeds::cases;
use super::session::{Answer, Session, Source};

/// An operation before it is known what the state is.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    kind: usize,
    path: Vec<u32>,
    from: Vec<u32>,
    value: Plain,
    /// Whether `test` names the value that is there.
    truthful: bool,
}

pub(crate) fn draft() -> impl Strategy<Value = Draft> {
    (0_usize..6, vec(any::<u32>(), 1..5), vec(any::<u32>(), 1..5), json_value(), prop::bool::weighted(0.95))
        .prop_map(|(kind, path, from, value, truthful)| Draft { kind, path, from, value, truthful })
}

/// Follows random numbers down into a document; `new` says whether the last step may name what is not there.
fn pointer(document: &Json, numbers: &[u32], new: bool) -> String {
    let mut at = document;
    let mut pointer = String::new();
    for (step, number) in numbers.iter().enumerate() {
        let number = *number as usize;
        let last = step + 1 == numbers.len();
        let name = match at {
            Json::Array(items) if last && new => {
                if number.is_multiple_of(5) {
                    "-".to_owned()
                } else {
                    (number % (items.len() + 1)).to_string()
                }
            }
            Json::Array(items) if !items.is_empty() => (number % items.len()).to_string(),
            Json::Object(_) if last && new && number.is_multiple_of(2) => {
                ["id", "new", "", "a/b", "m~n", "0", "__proto__"][number % 7].to_owned()
            }
            Json::Object(members) if !members.is_empty() => members.keys().nth(number % members.len()).unwrap().clone(),
            // Nothing to go into: sometimes a path to nowhere.
            _ if number.is_multiple_of(40) => "nowhere".to_owned(),
            _ => break,
        };
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        let Some(next) = at.get(&name).or_else(|| at.get(name.parse::<usize>().ok()?)) else { break };
        at = next;
    }
    pointer
}

/// The operations, made to fit the document as it is when their turn comes, up to the first that fails.
pub(crate) fn operations(document: &Json, drafts: &[Draft]) -> Vec<Json> {
    let mut document = document.clone();
    let mut operations = Vec::new();
    for draft in drafts {
        let old = pointer(&document, &draft.path, false);
        let new = pointer(&document, &draft.path, true);
        let from = pointer(&document, &draft.from, false);
        let value = draft.value.json();
        let operation = match draft.kind {
            0 => json!({ "op": "add", "path": new, "value": value }),
            1 => json!({ "op": "replace", "path": old, "value": value }),
            // What removing the root means is nobody's guess.
            2 if !old.is_empty() => json!({ "op": "remove", "path": old }),
            3 if !from.is_empty() => json!({ "op": "move", "from": from, "path": new }),
            4 => json!({ "op": "copy", "from": from, "path": new }),
            _ => {
                let there = document.pointer(&old).cloned().filter(|_| draft.truthful).unwrap_or(value);
                json!({ "op": "test", "path": old, "value": there })
            }
        };
        let patch: json_patch::Patch = serde_json::from_value(json!([operation])).unwrap();
        operations.push(operation);
        if json_patch::patch_unsafe(&mut document, &patch).is_err() {
            break;
        }
    }
    operations
}

fn check(state: &Plain, drafts: &[Draft]) {
    let document = state.json();
    let operations = Json::Array(operations(&document, drafts));
    let patch: json_patch::Patch = serde_json::from_value(operations.clone()).unwrap();
    let mut expected = document.clone();
    // The safe function panics where it cannot undo its own `move`.
    let judged = json_patch::patch_unsafe(&mut expected, &patch);
    let source = Source::any(state.clone());
    let mut session = Session::new(&source);
    let before = session.engine.state().view().to_bytes();
    let answer = session.patch(&Plain::from_json(&operations));
    let after = session.engine.state().view();
    match (&answer, judged) {
        (Answer::Accepted { .. }, Ok(())) => {
            let after = Plain::read(after, session.engine.keys());
            assert_eq!(after.json(), expected, "{operations}");
            let names = Names::of(session.engine.keys());
            assert_eq!(session.engine.state().view().to_bytes(), after.normal(&names));
            assert_eq!(session.digest(), super::digest_of(&after, session.engine.keys()));
        }
        (Answer::Rejected(issues, 1), Err(_)) => {
            assert_eq!(issues[0].code, "update/patch");
            assert_eq!(after.to_bytes(), before, "all or nothing");
            assert_eq!(session.engine.version(), 0);
            assert!(session.engine.history().last().is_none() && session.engine.log().pending() == 0);
        }
        (answer, judged) => panic!("{operations}\non {document}\ngave {answer:?}, should be {judged:?}"),
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_patch_does_what_another_implementation_does(state in json_value(), drafts in vec(draft(), 1..10)) {
        check(&state, &drafts);
    }

    #[test]
    fn so_it_does_where_containers_are_trees(
        items in vec(json_value(), 20..60), long in 0_usize..40, drafts in vec(draft(), 1..10),
    ) {
        let filler = (0..long).map(|number| (format!("n{number}"), Plain::text("x".repeat(40))));
        let state = Plain::object([("items", Plain::Array(items)), ("filler", Plain::object(filler))]);
        check(&state, &drafts);
    }
}

#[test]
fn what_is_no_list_of_operations_is_refused() {
    let mut session = Session::new(&Source::any(Plain::from_json(&json!({ "a": [1] }))));
    let bad = [
        json!({}),
        json!("add"),
        json!([1]),
        json!([{ "op": "add" }]),
        json!([{ "op": "spam", "path": "/a" }]),
        json!([{ "path": "/a" }]),
        json!([{ "op": 1, "path": "/a" }]),
        json!([{ "op": "add", "path": "/a" }]),
        json!([{ "op": "add", "path": "a", "value": 1 }]),
        json!([{ "op": "add", "path": "/a/~2", "value": 1 }]),
        json!([{ "op": "add", "path": 7, "value": 1 }]),
        json!([{ "op": "move", "path": "/a" }]),
        json!([{ "op": "copy", "path": "/a", "from": "x" }]),
        json!([{ "op": "remove", "path": "" }]),
        json!([{ "op": "remove", "path": "/a/-" }]),
        json!([{ "op": "add", "path": "/a/01", "value": 1 }]),
        json!([{ "op": "add", "path": "/a/2", "value": 1 }]),
        json!([{ "op": "add", "path": "/b/c", "value": 1 }]),
        json!([{ "op": "add", "path": "/a/0/c", "value": 1 }]),
        json!([{ "op": "replace", "path": "/b", "value": 1 }]),
        json!([{ "op": "move", "from": "/a", "path": "/a/0" }]),
        json!([{ "op": "move", "from": "/b", "path": "/c" }]),
        json!([{ "op": "replace", "path": "/a", "value": 1 }, { "op": "test", "path": "/a", "value": 2 }]),
    ];
    for patch in bad {
        let answer = session.patch(&Plain::from_json(&patch));
        assert!(matches!(answer, Answer::Rejected(_, 1)), "{patch}: {answer:?}");
    }
    assert_eq!(Plain::read(session.engine.state().view(), session.engine.keys()).json(), json!({ "a": [1.0] }));
}

#[test]
fn a_map_is_treated_like_an_object_and_never_equals_one() {
    let map = Plain::Map(vec![("b".into(), Plain::Bool(true))]);
    let mut session = Session::new(&Source::any(Plain::object([("a", map)])));
    let mut patch = |json| session.patch(&Plain::from_json(&json));
    assert!(matches!(patch(json!([{ "op": "add", "path": "/a/c", "value": 1 }])), Answer::Accepted { .. }));
    let test = json!([{ "op": "test", "path": "/a", "value": { "b": true, "c": 1 } }]);
    assert!(matches!(patch(test), Answer::Rejected(..)));
    assert!(matches!(patch(json!([{ "op": "copy", "from": "/a", "path": "/d" }])), Answer::Accepted { .. }));
    let state = Plain::read(session.engine.state().view(), session.engine.keys());
    assert!(matches!(state.get("d"), Some(Plain::Map(members)) if members.len() == 2));
}

#[test]
fn tests_alone_make_no_version() {
    let mut session = Session::new(&Source::any(Plain::from_json(&json!({ "a": 1 }))));
    let answer = session.patch(&Plain::from_json(&json!([{ "op": "test", "path": "/a", "value": 1 }])));
    assert_eq!(answer, Answer::Accepted { version: 0, changed: false });
    let moved = json!([{ "op": "move", "from": "/a", "path": "/a" }]);
    assert_eq!(session.patch(&Plain::from_json(&moved)), Answer::Accepted { version: 0, changed: false });
}
