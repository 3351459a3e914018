//! JSON text: `JSON.stringify` and a parser in Rust, a writer in Rust and `JSON.parse`.

use wasm_bindgen::prelude::*;

/// Fails with the parser's message and place.
#[wasm_bindgen]
pub fn json_in(text: &str) -> Result<(), JsError> {
    crate::keep(serde_json::from_str(text)?);
    Ok(())
}

#[wasm_bindgen]
pub fn json_out() -> Result<String, JsError> {
    Ok(crate::with_kept(serde_json::to_string)?)
}
