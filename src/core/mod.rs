//! The engine: pure and deterministic. No clock, no randomness, no I/O, no JavaScript.

pub mod change;
pub mod error;
pub mod keys;
mod merge;
mod patch;
pub mod pointer;
pub mod schema;
pub mod tree;
pub mod value;
