//! What the standards say, as their authors wrote it down.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod apply;
mod json_patch;
mod json_schema;
mod merge_patch;
