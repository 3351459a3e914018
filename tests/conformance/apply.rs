//! One update of one state, as JSON in and JSON out.

use holdfast::core::config::Config;
use holdfast::core::engine::Engine;
use holdfast::core::io::{Form, Input, Output, Request};
use holdfast::core::keys::Keys;
use holdfast::core::model::Model;
use holdfast::core::value::Value;
use serde_json::Value as Json;

/// The state after an update, or the codes and messages of the refusal. The schema says where `null` may stand; nothing
/// is validated against it.
pub(crate) fn apply(schema: &Json, state: &Json, form: Form, update: &Json) -> Result<Json, String> {
    let encoded = |json: &Json| Value::from_json(json, &Keys::default()).unwrap().view().to_bytes();
    let model = Model::new("conformance", 1, &encoded(schema), 0).unwrap();
    let config = Config { validation_enabled: false, ..Config::default() };
    let mut engine = Engine::new(model, config, [0; 16]);
    let initial = Value::from_json(state, engine.keys()).unwrap();
    engine.handle(Input::Loaded { slots: Vec::new(), records: Vec::new(), base: None, initial }, 0);
    assert!(matches!(engine.poll_output(), Some(Output::Ready { is_new: true, .. })));
    let body = encoded(update);
    engine.handle(Input::Update(Request { form, body: &body, source: "test", label: None, durability: None }), 0);
    let after = engine.state().view().to_json(engine.keys());
    match engine.poll_output() {
        Some(Output::Accepted { .. }) => Ok(after),
        Some(Output::Rejected { issues, .. }) => {
            assert!(same(&after, state), "a refused update left something behind: {after}");
            Err(issues.iter().map(ToString::to_string).collect())
        }
        other => panic!("{other:?}"),
    }
}

/// Equality of JSON values, numbers by value.
pub(crate) fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}
