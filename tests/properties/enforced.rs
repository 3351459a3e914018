//! Rules that are enforced, on deep partials: those take a way without a copy of the state where nothing can be broken.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::disk::Disk;
use super::integrity::{NOW, broken, check, id, now, record, rules, state};
use super::plain::Plain;
use super::seeds::cases;
use super::session::{Answer, Session, Source, quiet};
use holdfast::core::io::Input;

/// Without those for components, whose status would have to be looked at with every update.
fn enforced() -> Vec<Json> {
    let Json::Array(mut rules) = rules() else { panic!("a list of rules") };
    rules.retain(|rule| rule["rule"] != "status");
    for rule in &mut rules {
        rule["enforce"] = json!(true);
    }
    rules
}

fn open(initial: Plain, definition: Option<&Json>) -> Session {
    let mut source = Source::any(initial);
    source.rules = definition.map(|definition| Plain::from_json(definition).bytes());
    Session::open_with(&source, Disk::default(), NOW, quiet()).unwrap()
}

/// What changes: sometimes what rules speak of, sometimes nothing of that.
fn partial() -> impl Strategy<Value = Plain> {
    let inner = prop_oneof![
        record(),
        id().prop_map(Plain::Text),
        (prop::sample::select(&["text", "count", "id", "at", "more"][..]), id())
            .prop_map(|(name, id)| Plain::object([(name, Plain::Text(id))])),
        Just(Plain::object([("at", Plain::Number(NOW as f64 + 9.0))])),
    ];
    let keyed = (id(), inner.clone()).prop_map(|(name, value)| Plain::object([(name, value)]));
    let list = vec(inner, 0..3).prop_map(Plain::Array);
    let names = prop::sample::select(&["nodes", "nodes", "short", "tags", "links", "name", "other"][..]);
    vec((names, prop_oneof![keyed, list, id().prop_map(Plain::Text)]), 1..3).prop_map(|mut members| {
        members.dedup_by(|a, b| a.0 == b.0);
        if members.len() == 2 && members[0].0 == members[1].0 {
            members.pop();
        }
        Plain::object(members)
    })
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_partial_is_refused_exactly_if_it_breaks_a_rule_more_often(initial in state(), partials in vec(partial(), 0..12)) {
        let all = enforced();
        let mut session = open(initial, Some(&json!({ "integrity": all })));
        for partial in &partials {
            let before = now(&session);
            let mut free = open(before.clone(), None);
            free.merge(partial);
            let after = now(&free);
            let worse = all.iter().any(|rule| broken(&after, rule, &[]).len() > broken(&before, rule, &[]).len());
            let answer = session.merge(partial);
            prop_assert_eq!(matches!(answer, Answer::Rejected(..)), worse, "{:?} of {:?}", partial, before);
            prop_assert_eq!(now(&session), if worse { before } else { after });
        }
        let (.., was_stale) = check(&mut session);
        prop_assert!(!was_stale);
    }
}

#[test]
fn a_status_that_the_component_does_not_have_is_refused_with_what_it_is() {
    let definition = json!({
        "integrity": [{ "rule": "status", "active": "up", "enforce": true }],
        "components": { "A": { "status": "/system/A" }, "B": { "status": "/system/B" } },
    });
    let state = json!({ "system": { "A": { "status": "down" } } });
    let mut session = open(Plain::from_json(&state), Some(&definition));
    let says = |status: &str| Plain::from_json(&json!({ "system": { "A": { "status": status } } }));
    let Answer::Rejected(issues, 1) = session.merge(&says("up")) else { panic!("nobody is up") };
    let issue = &issues[0];
    assert_eq!((issue.code.as_str(), issue.pointer.as_str()), ("integrity/status", "/system/A"));
    assert_eq!((issue.expected.as_deref(), issue.actual.as_deref()), (Some("not \"up\""), Some("\"up\"")));
    session.engine.handle(Input::Component("A", Some("up")), NOW);
    // What has been wrong before is no reason to refuse what does not make it worse.
    assert!(matches!(session.merge(&says("idle")), Answer::Accepted { .. }));
    assert!(matches!(session.merge(&says("up")), Answer::Accepted { .. }));
    let Answer::Rejected(issues, 1) = session.merge(&says("idle")) else { panic!("it is up") };
    assert_eq!((issues[0].expected.as_deref(), issues[0].actual.as_deref()), (Some("\"up\""), Some("\"idle\"")));
}

#[test]
fn a_rule_is_not_enforced_while_validation_is_off_and_counted_all_the_same() {
    let definition = json!({ "integrity": [{ "rule": "unique", "at": "/tags/*", "enforce": true }] });
    let mut session = open(Plain::from_json(&json!({ "tags": [] })), Some(&definition));
    let tags = |tags: &[&str]| Plain::from_json(&json!({ "tags": tags }));
    assert!(matches!(session.merge(&tags(&["a", "a"])), Answer::Rejected(..)));
    session.set(|config| config.validation_enabled = false);
    assert!(matches!(session.merge(&tags(&["a", "a", "a"])), Answer::Accepted { .. }));
    session.set(|config| config.validation_enabled = true);
    let (issues, total, was_stale) = check(&mut session);
    assert_eq!((issues.len(), total, was_stale), (2, 2, false));
    assert!(matches!(session.merge(&tags(&["a", "a"])), Answer::Accepted { .. }), "better than before");
}

#[test]
fn a_rule_about_a_position_holds_for_what_a_patch_moves_there() {
    let rule = json!({ "rule": "reference", "from": "/list/1", "to": "/nodes", "enforce": true });
    let definition = json!({ "integrity": [rule] });
    let refuses = |operations: Json| {
        let state = Plain::from_json(&json!({ "nodes": { "a": 1 }, "list": ["nobody", "a", "nobody"] }));
        matches!(open(state, Some(&definition)).patch(&Plain::from_json(&operations)), Answer::Rejected(..))
    };
    assert!(refuses(json!([{ "op": "add", "path": "/list/0", "value": "a" }])));
    assert!(refuses(json!([{ "op": "remove", "path": "/list/0" }])));
    assert!(!refuses(json!([{ "op": "remove", "path": "/list/2" }])));
}
