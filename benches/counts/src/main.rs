//! The hot paths of the core, each to be run once under Valgrind, which counts its instructions: see `tools/counts.mjs`.
//!
//! Without arguments it lists the paths; with a name it runs that one. Everything is made from fixed seeds, and the core knows
//! no clock and no randomness, so the same program runs the same instructions each time.
#![allow(clippy::unwrap_used, reason = "what cannot be measured is to fail")]

use std::hint::black_box;

mod page;
mod paths;
mod state;

/// Values and a disk as the properties have them.
#[allow(dead_code, reason = "the properties use more of it")]
#[path = "../../../tests/properties/disk.rs"]
mod disk;
#[allow(dead_code, reason = "the properties use more of it")]
#[path = "../../../tests/properties/plain.rs"]
mod plain;

/// What is counted is what happens in here, as often as it is called: it has its name for `tools/counts.mjs`, which looks for it in
/// the program. So it has to stay a function of its own that calls and returns.
#[inline(never)]
fn measured(work: &mut dyn FnMut()) {
    work();
    black_box(());
}

fn main() {
    let Some(name) = std::env::args().nth(1) else {
        return paths::PATHS.iter().for_each(|(name, _)| println!("{name}"));
    };
    let (_, path) = paths::PATHS.iter().find(|(other, _)| *other == name).unwrap();
    path();
}
