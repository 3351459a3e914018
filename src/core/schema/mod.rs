//! Validation: a JSON Schema (draft 2020-12) compiled into a graph of nodes, and the walks over it.
//!
//! - [`Schema::compile`] reads a schema once and refuses what it cannot honour: a keyword that would be ignored in
//!   silence is worse than one that is missing.
//! - [`Schema::check`] validates a value; [`Schema::check_update`] validates only what one version of a value has that
//!   the version before it, known to be valid, has not. For most updates it is not needed: see `foresight`.
//! - `x-map: true` beside `type: object` asks for a `Map`; `type: object` alone asks for a plain object.

mod check;
mod compile;
mod foresight;
mod incremental;
mod node;
mod report;

pub(crate) use check::shown;
pub use compile::{InvalidSchema, property_names};
pub use node::Schema;
pub use report::Report;
