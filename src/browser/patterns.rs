//! Regular expressions of the browser, for the patterns of a schema.
//!
//! A pattern is tried in the middle of a validation, while the engine is borrowed. So only the intrinsic `RegExp.prototype.exec` is called, which runs no code of the page: `test` would
//! look for an `exec` that the page may have replaced. It is taken when a schema is compiled, while nothing is borrowed, and
//! what it is called on is an expression of our own with neither `g` nor `y`, so that it keeps no position between calls.

use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

use crate::core::schema::Test;

#[wasm_bindgen]
extern "C" {
    type RegExp;

    /// Throws what is no pattern.
    #[wasm_bindgen(constructor, catch)]
    fn new(source: &str, flags: &str) -> Result<RegExp, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_namespace = ["RegExp", "prototype"], js_name = exec)]
    static EXEC: Function;
}

/// See [`crate::core::schema::Host`].
pub(crate) fn pattern(source: &str) -> Result<Test, String> {
    let expression = RegExp::new(source, "u").map_err(|error| reason_of(&error))?;
    let exec = EXEC.with(Function::clone);
    // It throws nothing but a full stack: then the text is taken not to match.
    Ok(Rc::new(move |text| exec.call1(&expression, &text.into()).is_ok_and(|found| !found.is_null())))
}

fn reason_of(error: &JsValue) -> String {
    Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string()).unwrap_or_default()
}
