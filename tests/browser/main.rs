//! Tests of the engine in a real browser. `npm run test:browser` runs them in headless Chromium.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, reason = "a test is described by its name")]
#![allow(clippy::float_cmp, reason = "numbers come back exactly as they were stored")]

mod allocator;
mod class;
mod contract;
mod smoke;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
