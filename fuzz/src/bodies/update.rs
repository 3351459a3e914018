//! Deep partials and patches, of any bytes or drawn: what is accepted leaves a sound state that comes back from disk.

use holdfast::core::io::{Form, Input};

use super::draw::Draw;
use super::life::{Life, Recipe};
use crate::plain::Plain;

pub fn run(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    let initial = draw.record(3, false);
    let recipe = Recipe { schema: Plain::Bool(true).bytes(), rules: None };
    let mut life = Life::new(&recipe, &initial).expect("a model that allows everything");
    while !draw.is_empty() {
        let before = life.state();
        let changed = match draw.below(4) {
            0 => {
                let form = draw.pick(&[Form::Merge, Form::Patch]);
                let len = usize::from(draw.byte());
                life.update(form, draw.bytes(len), "fuzz", None)
            }
            1 => life.update(Form::Merge, &draw.record(4, false).bytes(), "fuzz", None),
            _ => {
                let operations = draw.operations(&before).bytes();
                life.update(Form::Patch, &operations, "fuzz", None)
            }
        };
        if changed && draw.flag() {
            assert!(life.act(Input::Undo(None)), "what was done last can be taken back");
            assert_eq!(life.state(), before);
            assert!(life.act(Input::Redo));
        }
    }
    life.close(&initial);
}

pub fn seeds() -> Vec<Vec<u8>> {
    super::engine::seeds()
}
