//! Properties of the core, checked on random inputs against models that are too simple to be wrong.
//!
//! A failure prints its smallest input and a seed; `HOLDFAST_SEED='<seed>' cargo test --test properties <name>` runs
//! that case again. What once failed stays as a test with a name.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod arbitrary;
/// What fuzzing runs, see `fuzzed`.
#[allow(unreachable_pub, reason = "the fuzz targets reach it")]
#[path = "../../fuzz/src/bodies/mod.rs"]
mod bodies;
mod disk;
mod found;
mod operations;
mod page;
mod plain;
mod seeds;
mod session;

mod backups;
mod definitions;
mod encoding;
mod enforced;
mod engine;
mod finding;
mod fuzzed;
mod golden;
mod housekeeping;
mod incremental;
mod integrity;
mod journal;
mod ladder;
mod lifecycle;
mod merge;
mod models;
mod patch;
mod retention;
mod robust;
mod schema;
mod scrub;
mod tabs;
mod tree;
mod undo;
mod watches;

/// The digest of a value that has no history.
fn digest_of(plain: &plain::Plain, keys: &holdfast::core::keys::Keys) -> holdfast::core::tree::Digest {
    holdfast::core::tree::digest(plain.value(keys).view())
}
