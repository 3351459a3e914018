//! Taking back and making again.

use holdfast::core::io::{Form, Input, Output, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::patch::{draft, operations};
use super::plain::Plain;
use super::seeds::cases;
use super::session::{Session, Source};

fn act(session: &mut Session, input: Input<'_>) -> bool {
    session.engine.handle(input, session.now);
    let mut accepted = false;
    while let Some(output) = session.engine.poll_output() {
        accepted |= matches!(output, Output::Accepted { changed: true, .. });
    }
    accepted
}

fn patch(session: &mut Session, source: &str, operations: &Json) -> bool {
    let body = Plain::from_json(operations).bytes();
    let request = Request { form: Form::Patch, body: &body, source, label: None, durability: None };
    act(session, Input::Update(request))
}

fn state(session: &Session) -> Plain {
    Plain::read(session.engine.state().view(), session.engine.keys())
}

fn open(initial: &Json) -> Session {
    Session::new(&Source::any(Plain::from_json(initial)))
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn everything_can_be_taken_back_step_by_step_and_made_again(
        initial in super::arbitrary::json_value(),
        patches in vec(vec(draft(), 1..4), 0..10),
    ) {
        let mut session = Session::new(&Source::any(initial));
        let mut states = vec![state(&session)];
        for patch in &patches {
            let before = session.engine.version();
            session.patch(&Plain::from_json(&Json::Array(operations(&state(&session).json(), patch))));
            if session.engine.version() > before {
                states.push(state(&session));
            }
        }
        for expected in states.iter().rev().skip(1) {
            prop_assert!(session.engine.history().can_undo());
            prop_assert!(act(&mut session, Input::Undo(None)));
            prop_assert_eq!(&state(&session), expected);
        }
        prop_assert!(!session.engine.history().can_undo() && !act(&mut session, Input::Undo(None)));
        for expected in &states[1..] {
            prop_assert!(act(&mut session, Input::Redo));
            prop_assert_eq!(&state(&session), expected);
        }
        prop_assert!(!act(&mut session, Input::Redo));
    }
}

#[test]
fn an_update_of_one_source_is_taken_back_from_under_those_of_another() {
    let mut session = open(&json!({ "list": ["x"], "a": 1, "b": 1 }));
    assert!(patch(&mut session, "mine", &json!([{ "op": "add", "path": "/list/0", "value": "mine" }])));
    assert!(patch(&mut session, "theirs", &json!([{ "op": "add", "path": "/list/0", "value": "theirs" }])));
    assert!(patch(&mut session, "theirs", &json!([{ "op": "replace", "path": "/b", "value": 2 }])));
    assert!(act(&mut session, Input::Undo(Some("mine"))));
    assert_eq!(state(&session).json(), json!({ "list": ["theirs", "x"], "a": 1.0, "b": 2.0 }));
    assert!(!act(&mut session, Input::Undo(Some("mine"))), "there was one");
    assert!(act(&mut session, Input::Redo));
    assert_eq!(state(&session).json()["list"], json!(["theirs", "mine", "x"]));
}

#[test]
fn what_another_update_has_overwritten_is_not_taken_back_by_half() {
    let mut session = open(&json!({ "a": 1, "b": 1 }));
    let both = json!([{ "op": "replace", "path": "/a", "value": 2 }, { "op": "replace", "path": "/b", "value": 2 }]);
    assert!(patch(&mut session, "mine", &both));
    assert!(patch(&mut session, "theirs", &json!([{ "op": "replace", "path": "/b", "value": 3 }])));
    assert!(!act(&mut session, Input::Undo(Some("mine"))));
    assert_eq!(state(&session).json(), json!({ "a": 2.0, "b": 3.0 }));
    assert!(act(&mut session, Input::Undo(None)), "theirs");
    assert!(act(&mut session, Input::Undo(Some("mine"))), "nothing stands in its place any more");
    assert_eq!(state(&session).json(), json!({ "a": 1.0, "b": 1.0 }));
}

#[test]
fn something_new_ends_what_can_be_made_again_and_housekeeping_does_not() {
    let mut session = open(&json!({ "a": 1, "b": 1 }));
    let set = |value: u8| json!([{ "op": "replace", "path": "/a", "value": value }]);
    patch(&mut session, "mine", &set(2));
    act(&mut session, Input::Undo(None));
    assert!(patch(&mut session, "component:X", &json!([{ "op": "replace", "path": "/b", "value": 2 }])));
    assert!(session.engine.history().can_redo());
    assert!(patch(&mut session, "mine", &set(3)));
    assert!(!session.engine.history().can_redo() && !act(&mut session, Input::Redo));
}

#[test]
fn taking_back_is_an_update_that_the_schema_may_refuse() {
    let schema = json!({ "properties": { "a": { "type": "number" } } });
    let mut source = Source::new(&schema, Plain::from_json(&json!({ "a": "text" })));
    source.initial = Plain::from_json(&json!({ "a": 0 }));
    let mut session = Session::new(&source);
    session.set(|config| config.validation_enabled = false);
    patch(&mut session, "mine", &json!([{ "op": "replace", "path": "/a", "value": "text" }]));
    patch(&mut session, "mine", &json!([{ "op": "replace", "path": "/a", "value": 1 }]));
    session.set(|config| config.validation_enabled = true);
    assert!(!act(&mut session, Input::Undo(None)), "it was text before");
    assert_eq!(state(&session).json(), json!({ "a": 1.0 }));
}
