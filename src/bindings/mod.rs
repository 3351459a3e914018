//! What JavaScript sees.
use wasm_bindgen::prelude::*;

/// The state engine, as JavaScript sees it.
#[wasm_bindgen]
#[derive(Default)]
pub struct StateSync {}

#[wasm_bindgen]
impl StateSync {
    /// An engine that holds nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> StateSync {
        StateSync {}
    }
}
