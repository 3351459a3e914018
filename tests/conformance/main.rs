//! What the standards say, as their authors wrote it down.
#![cfg(not(target_arch = "wasm32"))]
