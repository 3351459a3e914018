//! Retention: what a state need not keep.
//!
//! - A [`Rule`] is data that comes with the model; whether an entry goes is a pure question to the entry and the time.
//! - A [`Plan`] goes through the rules, each on what those before it left, a slice at a time, on a version of its own. What
//!   it did is a list of changes, which becomes an ordinary update.

mod plan;
mod rule;

pub(crate) use plan::{Done, Plan};
pub(crate) use rule::Rule;
