//! The fuzz targets on their own seeds and on bytes that came of them: a target that has gone stale is noticed here.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::bodies::{Target, targets};
use super::seeds::cases;

#[test]
fn every_target_runs_on_what_it_begins_with() {
    for Target { run, seeds, .. } in targets() {
        run(&[]);
        for seed in &seeds {
            run(seed);
        }
    }
}

#[test]
fn every_target_is_one_of_cargo_fuzz() {
    let manifest = include_str!("../../fuzz/Cargo.toml");
    let listed: Vec<&str> = manifest.split("[[bin]]").skip(1).filter_map(|part| part.split('"').nth(1)).collect();
    assert_eq!(listed, targets().iter().map(|target| target.name).collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn every_target_stands_what_becomes_of_its_seeds(
        which in any::<Index>(),
        changes in vec((any::<Index>(), any::<u8>()), 0..6), cut in any::<Index>(), tail in vec(any::<u8>(), 0..60),
    ) {
        for Target { run, seeds, .. } in targets() {
            let mut bytes = which.get(&seeds).clone();
            for (at, byte) in &changes {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = *byte;
                }
            }
            bytes.truncate(cut.index(bytes.len() + 1));
            bytes.extend(&tail);
            run(&bytes);
        }
    }
}
