//! How many cases a property runs, and how a failing one is found again.

use std::any::Any;

use proptest::test_runner::{Config, FailurePersistence, PersistedSeed};

/// A configuration of `cases` cases that prints the seed of a failure and first tries the one in `HOLDFAST_SEED`.
/// `HOLDFAST_CASES` multiplies: 100 runs a hundred times as many.
pub(crate) fn cases(cases: u32) -> Config {
    let factor = std::env::var("HOLDFAST_CASES").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1);
    Config {
        cases: cases * factor,
        max_shrink_iters: 2_000,
        failure_persistence: Some(Box::new(Printed)),
        ..Config::default()
    }
}

#[derive(Debug)]
struct Printed;

impl FailurePersistence for Printed {
    fn load_persisted_failures2(&self, _: Option<&'static str>) -> Vec<PersistedSeed> {
        std::env::var("HOLDFAST_SEED").ok().and_then(|seed| seed.parse().ok()).into_iter().collect()
    }

    fn save_persisted_failure2(&mut self, _: Option<&'static str>, seed: PersistedSeed, _: &dyn std::fmt::Debug) {
        eprintln!("run this case again with HOLDFAST_SEED='{seed}'");
    }

    fn box_clone(&self) -> Box<dyn FailurePersistence> {
        Box::new(Printed)
    }

    fn eq(&self, other: &dyn FailurePersistence) -> bool {
        other.as_any().is::<Printed>()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
