//! Consistency: what must hold between parts of a state, beyond what its schema can say.
//!
//! - A `Rule` is data that comes with the model.
//! - An `Index` knows how often each rule is broken. It is made by a walk over the state and kept by the changes of each
//!   update, so a rule that refuses updates (`enforce`) costs what the update costs.
//! - A `Check` is the full walk, a slice at a time. It has to agree with the index, and says where it does not; what is
//!   broken it lists with its place.
//!
//! Ids are known by their 64-bit hash, seeded from outside: two that are taken for each other are not to be expected in
//! the life of a state. What a rule means is said once more, in the plainest way, by the oracle of `tests/properties`.

mod check;
mod enforce;
mod id_set;
mod index;
mod layout;
mod report;
mod rule;

pub use check::Findings;
pub(crate) use check::{Check, Now};
pub(crate) use enforce::{Proposal, enforces};
pub(crate) use id_set::IdSet;
pub(crate) use index::Index;
pub(crate) use layout::{Layout, each_id};
pub(crate) use report::{Reporter, World};
pub(crate) use rule::{Meaning, Rule};
