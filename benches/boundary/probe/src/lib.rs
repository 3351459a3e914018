//! Three ways for a value to cross between JavaScript and Rust.
//!
//! Each way has two exports: `<way>_in` turns a JavaScript value into an owned [`Value`] tree
//! and keeps it, `<way>_out` turns the kept tree into a JavaScript value. What is measured is
//! thus the whole way, allocation included, and nothing but the way.

mod json;
mod serde_js;
mod tape;
mod value;

use std::cell::RefCell;

use value::Value;

thread_local! {
    static KEPT: RefCell<Value> = const { RefCell::new(Value::Null) };
}

fn keep(value: Value) {
    KEPT.set(value);
}

fn with_kept<T>(read: impl FnOnce(&Value) -> T) -> T {
    KEPT.with_borrow(read)
}
