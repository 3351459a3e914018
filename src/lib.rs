//! Holdfast keeps the state of a web application: validated, versioned, journaled to `IndexedDB`.
//!
//! The layers, each of which knows only the ones before it:
//! [`core`] (pure, native), `storage` (native), `browser` and `bindings` (wasm only).

#[cfg(target_arch = "wasm32")]
pub mod bindings;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod core;
pub mod storage;

#[cfg(all(target_arch = "wasm32", feature = "talc"))]
#[global_allocator]
static ALLOCATOR: browser::allocator::Allocator = browser::allocator::allocator();
