//! Tests of the schema code, each with a file of its own so that the files they are about stay short.
#![cfg(not(target_arch = "wasm32"))]

mod check;
mod compile;
mod null;
mod walk;
