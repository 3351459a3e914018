//! What JavaScript sees: the class `StateSync`, in two halves.
//!
//! - [`plain`]: complete on its own, with ordinary JavaScript values.
//! - [`tape`]: the same engine for the TypeScript class, which encodes and decodes by itself and keeps what it has read.
//!
//! Each method decodes, calls and encodes; what it does stands in [`crate::core`] or [`crate::browser`].

mod convert;
mod desk;
mod options;
pub(crate) mod plain;
mod sync;
pub(crate) mod tape;

pub use sync::StateSync;
