//! The tape: Holdfast's own encoding, read into its own values, with the dictionary that a model's schema would give.

use std::cell::RefCell;

use holdfast::core::keys::Keys;
use holdfast::core::value::Value;
use wasm_bindgen::prelude::*;

thread_local! {
    static KEYS: RefCell<Keys> = RefCell::default();
    static KEPT: RefCell<Value> = RefCell::new(Value::null());
}

/// Sets the names that are encoded as numbers.
#[wasm_bindgen]
pub fn tape_names(names: Vec<String>) {
    KEYS.set(Keys::new(names.iter().map(String::as_str), 1));
}

/// Reads a tape, checks it, and keeps the value.
#[wasm_bindgen]
pub fn tape_in(tape: &[u8]) {
    let value = KEYS.with_borrow(|keys| Value::decode(tape, keys));
    KEPT.set(value.expect("a tape that was just written can be read"));
}

/// Writes the kept value.
#[wasm_bindgen]
pub fn tape_out() -> Vec<u8> {
    KEPT.with_borrow(|value| value.view().to_bytes())
}
