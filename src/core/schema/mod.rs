//! Validation: a JSON Schema (draft 2020-12, all of it) compiled into a graph of nodes, and the walks over it.
//!
//! - [`Schema::compile_with`] reads a schema once, with the documents it refers to, and refuses what it cannot honour.
//!   Regular expressions are not read here, and validators are not made here: whoever compiles a schema gives [`Host`].
//! - [`Schema::check`] validates a value; [`Walk`] does it in steps; [`Schema::check_update`] validates only what one
//!   version of a value has that the version before it, known to be valid, has not. For most updates it is not needed: see
//!   `foresight`.
//! - `x-map: true` beside `type: object` asks for a `Map`; `type: object` alone asks for a plain object. What is asked of
//!   the members of objects is asked of the entries of Maps too.
//! - `format` is an annotation, and an assertion where [`Options`] or the metaschema's vocabularies say so.

mod check;
mod compile;
mod foresight;
mod format;
mod host;
mod incremental;
mod names;
mod node;
mod null;
mod patterns;
mod quick;
mod report;
mod resources;
mod settle;
#[cfg(test)]
mod tests;
mod uri;
mod walk;
mod whole;
mod words;

pub(crate) use check::shown;
pub use compile::{InvalidSchema, Options};
#[cfg(not(target_arch = "wasm32"))]
pub use host::Regress;
pub use host::{Host, Judge, Test};
pub use names::property_names;
pub use node::Schema;
pub use report::Report;
pub use walk::{Progress, Walk};
