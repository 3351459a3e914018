//! The time, and a source of randomness: the two things that the engine has to be given.

use wasm_bindgen::prelude::*;

use crate::core::io::Timestamp;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now() -> Timestamp {
    date_now() as Timestamp
}

/// Milliseconds since some moment, with fractions: for measuring how long something takes.
pub(crate) fn elapsed() -> f64 {
    performance_now()
}

/// Random bytes, fit for naming things and for seeding hash tables.
pub(crate) fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    get_random_values(&mut bytes);
    bytes
}
