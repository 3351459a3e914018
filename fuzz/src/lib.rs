//! What libFuzzer runs. The bodies, and what they use, are files of the property tests, which run them too: a target that
//! no longer compiles, or fails on its own seeds, fails `cargo test`.

pub mod bodies;

// Each is used in part here, and in full by the property tests.
#[allow(dead_code, reason = "the rest is for the property tests")]
#[path = "../../tests/properties/disk.rs"]
mod disk;
#[allow(dead_code, reason = "the rest is for the property tests")]
#[path = "../../tests/properties/plain.rs"]
mod plain;
