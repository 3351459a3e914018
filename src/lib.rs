//! Holdfast keeps the state of a web application: validated, versioned, journaled to `IndexedDB`.
//!
//! The layers, each of which knows only the ones before it:
//! [`core`] (pure, native), `storage` (native), `browser` and `bindings` (wasm only).

pub mod core;
#[cfg(target_arch = "wasm32")]
mod bindings;
