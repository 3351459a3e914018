//! Who is told of a change, against a list of watched paths that is gone through one by one.

use std::rc::Rc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::seeds::cases;
use holdfast::core::change::{Action, Change};
use holdfast::core::keys::{Key, Keys};
use holdfast::core::pointer::Path;
use holdfast::core::subscription::{Hit, Subscriptions};

fn path() -> impl Strategy<Value = Vec<u8>> {
    vec(0_u8..4, 0..5)
}

fn keys_of(path: &[u8], keys: &Keys) -> Vec<Key> {
    path.iter().map(|step| keys.key(["id", "a", "0", "17"][usize::from(*step)].as_bytes())).collect()
}

/// What is watched, and what is no longer.
#[derive(Clone, Debug)]
enum Step {
    Watch(Vec<u8>),
    Unwatch(prop::sample::Index),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![2 => path().prop_map(Step::Watch), 1 => any::<prop::sample::Index>().prop_map(Step::Unwatch)]
}

/// The rule: hit at the path, above it and below it; what is below was replaced. In an array that gained or lost an
/// element, everything inside was replaced.
fn expected(watched: &[u8], changed: &[u8], moves: bool) -> Option<bool> {
    let place = if moves && !changed.is_empty() { &changed[..changed.len() - 1] } else { changed };
    if place.starts_with(watched) { Some(false) } else { watched.starts_with(place).then_some(true) }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn exactly_those_are_told_whom_a_change_concerns(
        steps in vec(step(), 0..60), changes in vec((path(), 0_usize..4), 1..4), many in any::<bool>(),
    ) {
        let keys = Rc::new(Keys::new(["id"], 4));
        let mut subscriptions = Subscriptions::new(&keys);
        let mut watched: Vec<(u32, Vec<u8>)> = Vec::new();
        // So many that a hash index has branches.
        for number in 0..u32::from(many) * 100 {
            subscriptions.watch(1_000 + number, &[keys.key(format!("other{number}").as_bytes())]);
        }
        for (id, step) in (0..).zip(steps) {
            match step {
                Step::Watch(path) => {
                    subscriptions.watch(id, &keys_of(&path, &keys));
                    watched.push((id, path));
                }
                Step::Unwatch(at) if !watched.is_empty() => {
                    let (id, path) = watched.swap_remove(at.index(watched.len()));
                    subscriptions.unwatch(id, &keys_of(&path, &keys));
                }
                Step::Unwatch(_) => {}
            }
        }
        for number in 0..u32::from(many) * 100 {
            subscriptions.unwatch(1_000 + number, &[keys.key(format!("other{number}").as_bytes())]);
        }
        let mut wanted = Vec::new();
        let mut made = Vec::new();
        for (changed, how) in changes {
            let (action, position) = [
                (Action::Put, None),
                (Action::Insert, None),
                (Action::Remove, None),
                (Action::Remove, Some(3)),
            ][how];
            let moves = matches!((action, position), (Action::Insert | Action::Remove, None));
            wanted.extend(watched.iter().filter_map(|(id, path)| {
                expected(path, &changed, moves).map(|replaced| Hit { id: *id, replaced })
            }));
            let path: Path = keys_of(&changed, &keys).into_iter().collect();
            made.push(Change { path, action, before: None, after: None, position });
        }
        let mut hits = Vec::new();
        subscriptions.hits(&made, &mut hits);
        hits.sort_unstable();
        wanted.sort_unstable();
        prop_assert_eq!(hits, wanted);
    }
}

#[test]
fn a_watch_that_was_never_there_can_be_taken_back() {
    let keys = Rc::new(Keys::default());
    let mut subscriptions = Subscriptions::new(&keys);
    subscriptions.unwatch(1, &keys_of(&[1, 2], &keys));
    subscriptions.watch(1, &keys_of(&[1, 2], &keys));
    subscriptions.unwatch(2, &keys_of(&[1, 2], &keys));
    subscriptions.unwatch(1, &keys_of(&[1], &keys));
    let path: Path = keys_of(&[1, 2], &keys).into_iter().collect();
    let mut hits = Vec::new();
    subscriptions.hits(&[Change { path, action: Action::Put, before: None, after: None, position: None }], &mut hits);
    assert_eq!(hits, [Hit { id: 1, replaced: false }]);
}
