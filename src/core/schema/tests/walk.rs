//! Validating in steps.

use serde_json::{Value as Json, json};

use crate::core::keys::Keys;
use crate::core::model::Model;
use crate::core::schema::{Progress, Walk};
use crate::core::value::Value;

fn walk(schema: &Json, value: &Json, limit: usize) -> (Walk, Model) {
    let schema = Value::from_json(schema, &Keys::default()).expect("JSON can be encoded");
    let model = Model::new("test", 1, &schema.view().to_bytes(), 0).expect("a schema");
    (Walk::new(Value::from_json(value, &model.keys).expect("JSON can be encoded"), limit), model)
}

#[test]
fn a_large_container_takes_many_steps_wherever_it_stands() {
    let list = json!(vec!["a text of some length"; 10_000]);
    let schema = json!({ "additionalProperties": { "items": { "type": "number" } } });
    let (mut walk, model) = walk(&schema, &json!({ "a": list, "b": list }), 7);
    let mut steps = 1;
    while walk.step(&model.schema, &model.keys, 100) == Progress::More {
        steps += 1;
        assert!(walk.count <= steps * 101, "{} issues after {steps} steps", walk.count);
    }
    assert!((200..=202).contains(&steps), "{steps}");
    assert_eq!((walk.issues.len(), walk.count), (7, 20_000));
    assert!(walk.issues.iter().all(|issue| issue.pointer.starts_with("/b/") || issue.pointer.starts_with("/a/")));
}

#[test]
fn a_walk_at_its_end_stays_there() {
    let (mut walk, model) = walk(&json!({ "type": "number" }), &json!("x"), 1);
    for _ in 0..3 {
        assert_eq!(walk.step(&model.schema, &model.keys, 0), Progress::Done);
        assert_eq!(walk.count, 1);
    }
}
