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

/// Before the first run of a target: writes what it begins with into the directory that `HOLDFAST_FUZZ_SEEDS` names. A
/// program for that alone would have to be built, with all it stands on, a second time.
pub fn write_seeds(target: &str) {
    let Some(directory) = std::env::var_os("HOLDFAST_FUZZ_SEEDS") else { return };
    let target = bodies::targets().into_iter().find(|one| one.name == target).expect("it is one of the targets");
    for (number, seed) in target.seeds.iter().enumerate() {
        let file = std::path::Path::new(&directory).join(format!("seed-{number}"));
        std::fs::write(file, seed).expect("the directory can be written to");
    }
}
