//! The engine: pure and deterministic. No clock, no randomness, no I/O, no JavaScript.
//!
//! Start at [`engine`], which is fed through [`io`]. Everything else is a walk over the persistent tree of
//! [`tree`] and [`value`], or over the list of [`change`]s that an update made.

pub mod change;
pub mod config;
pub mod definition;
pub mod engine;
pub mod error;
pub mod handles;
mod hash_index;
pub mod history;
pub mod integrity;
pub mod io;
pub mod journal;
pub mod keys;
pub mod log;
mod merge;
pub mod model;
mod patch;
mod pattern;
pub mod pointer;
mod rebase;
mod retention;
pub mod schema;
pub mod snapshot;
pub mod stream;
pub mod subscription;
pub(crate) mod text;
mod timers;
pub mod tree;
pub mod value;
