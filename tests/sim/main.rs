//! Several tabs on one database, with everything that can go wrong between them: a virtual clock, messages that are lost,
//! late and out of order, storage that fails in every way that it says, and in the way that it says it failed and did not,
//! bits that flip, and tabs that die at any step. Tabs take back what they have done ([`undo`]), bring back what was
//! ([`recoveries`]), drop what is old ([`jobs`]) and look after snapshots and journal ([`backups`]); in some worlds there is
//! old code as well as new ([`migrations`]).
//!
//! The oracle ([`oracle`]) is told of every commit by the storage and of every promise by the tabs, reads the records in its
//! own way ([`chain`]), and knows nothing of how the engine does it. That it sees what it is there to see is shown by bugs
//! that are planted on purpose ([`planted`]).
//!
//! `HOLDFAST_SIM_STEPS` says how many steps, `HOLDFAST_SIM_SEED` from which seed on; a failure prints the seed of its
//! world, and `HOLDFAST_SIM_SEED=<seed> HOLDFAST_SIM_STEPS=1` runs that world again; `HOLDFAST_SIM_TRACE=1` prints what
//! tabs say.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod backups;
mod chain;
mod counts;
mod dice;
mod jobs;
mod migrations;
mod oracle;
mod planted;
mod recoveries;
mod rest;
mod tab;
mod undo;
mod updates;
mod world;

use std::time::{SystemTime, UNIX_EPOCH};

use counts::Counts;
use world::{Bug, World};

/// Steps of one world, before it comes to rest.
const STEPS: usize = 1_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Of the run: the one that is asked for, that of all random tests, or another one each time.
fn seed() -> u64 {
    let random = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.subsec_nanos().into());
    number("HOLDFAST_SIM_SEED").or_else(|| number("HOLDFAST_SEED")).unwrap_or_else(random)
}

#[test]
fn tabs_agree_on_one_order_that_holds_everything_acknowledged() {
    let wanted = number("HOLDFAST_SIM_STEPS").unwrap_or(100_000) as usize;
    let first = seed();
    let mut counts = Counts::default();
    let mut world = first;
    while counts.steps < wanted {
        match World::new(world, None).and_then(|mut made| made.live(STEPS)) {
            Ok(more) => counts.add(&more),
            Err(flaw) => panic!("{flaw}\nHOLDFAST_SIM_SEED={world} HOLDFAST_SIM_STEPS=1 runs it again"),
        }
        world += 1;
    }
    println!("seeds {first} to {}: {counts}", world - 1);
    assert!(wanted < 10_000 || counts.have_seen_it_all(), "something never happened: {counts}");
}

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::ALL {
        let found = (1..200).find_map(|seed| {
            let lived = World::new(seed, Some(bug)).and_then(|mut world| world.live(STEPS));
            lived.err().map(|flaw| (seed, flaw))
        });
        let (seed, flaw) = found.unwrap_or_else(|| panic!("nobody notices {bug:?}"));
        println!("{bug:?}: found in world {seed}: {flaw}");
    }
}
