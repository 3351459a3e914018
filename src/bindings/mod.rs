//! What JavaScript sees: the class `StateSync`, in two halves, and the class `Validator` (`schema`).
//!
//! - `plain`: complete on its own, with ordinary JavaScript values.
//! - `tape`: the same engine for the TypeScript class, which encodes and decodes by itself and keeps what it has read.
//!
//! Jobs, undo and what goes with them are in `jobs`, backups and recovery in `backups`, for both.
//!
//! Each method decodes, calls and encodes; what it does stands in [`crate::core`] or [`crate::browser`].

// What JavaScript passes is owned by this side already.
#![allow(clippy::needless_pass_by_value)]
// Lengths are below 2^31: no buffer of this target is larger.
#![allow(clippy::cast_possible_wrap)]

mod backups;
mod convert;
mod desk;
mod hub;
mod jobs;
mod options;
mod page;
pub(crate) mod plain;
mod results;
pub(crate) mod schema;
mod sync;
pub(crate) mod tape;

pub use schema::Validator;
pub use sync::StateSync;
