//! serde-wasm-bindgen: Rust walks the JavaScript value, one call across the boundary per property.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// Fails on a value that JSON could not hold either.
#[wasm_bindgen]
pub fn serde_in(value: JsValue) -> Result<(), JsError> {
    crate::keep(serde_wasm_bindgen::from_value(value)?);
    Ok(())
}

/// `json_compatible`: plain objects rather than `Map`s.
#[wasm_bindgen]
pub fn serde_out() -> Result<JsValue, JsError> {
    Ok(crate::with_kept(|value| value.serialize(&Serializer::json_compatible()))?)
}
