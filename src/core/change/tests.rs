//! Changes made, taken back and made again.

use proptest::prelude::*;

use super::*;

use crate::core::tree::digest;
use crate::core::value::{Entry, Kind};

/// A random number that is used up bit by bit.
#[derive(Clone, Copy, Debug)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((u128::from(self.0) * sides as u128) >> 64) as usize
    }
}

fn keys() -> Keys {
    Keys::new(["id", "a", "b"], 5)
}

fn json(dice: &mut Dice, levels: usize) -> serde_json::Value {
    let below = levels.saturating_sub(1);
    let count = [0, 1, 3, 8, 40, 90][dice.roll(6)] * below.min(1);
    match dice.roll(if levels == 0 { 4 } else { 9 }) {
        0 => serde_json::Value::Null,
        1 => dice.roll(300).into(),
        2 => "short".into(),
        3 => "long".repeat(dice.roll(400)).into(),
        4..=6 => {
            let member = |i| (["id", "a", "b", "7", "else"].get(i).map_or(format!("k{i}"), ToString::to_string), i);
            (0..count).map(member).map(|(name, _)| (name, json(dice, below.min(1)))).collect()
        }
        _ => (0..count).map(|_| json(dice, below.min(1))).collect(),
    }
}

fn value(dice: &mut Dice, keys: &Keys) -> Value {
    Value::from_json(&json(dice, 2), keys).expect("JSON can be encoded")
}

/// A change somewhere in the state; not every one is possible.
fn wanted(dice: &mut Dice, root: ValueRef<'_>, keys: &Keys) -> Wanted {
    let mut path = Path::ROOT;
    let mut at = root;
    loop {
        let len = at.len();
        let found = if len > 0 { at.entries().nth(dice.roll(len)) } else { None };
        let position = dice.roll(len + 1);
        let key = match found.and_then(|entry| entry.key) {
            Some(key) if dice.roll(4) > 0 => key.to_key(),
            _ if at.kind() == Kind::Array => Key::Index(position as u32),
            _ => keys.key(["id", "b", "new", "9", ""][dice.roll(5)].as_bytes()),
        };
        let Some(inner) = at.get(&key, keys).filter(|inner| inner.kind().is_container() && dice.roll(3) > 0) else {
            let action = match dice.roll(8) {
                0..3 => Action::Remove,
                _ if at.kind() == Kind::Array && dice.roll(3) > 0 => Action::Insert,
                _ => Action::Put,
            };
            let position = (dice.roll(2) > 0).then_some(position);
            return Wanted { path: path.join(key), action, value: Some(value(dice, keys)), position };
        };
        path = path.join(key);
        at = inner;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_can_be_taken_back_and_made_again_byte_by_byte(seed: u64) {
        let keys = keys();
        let mut dice = Dice(seed);
        let mut states = vec![value(&mut dice, &keys)];
        let mut changes = Vec::new();
        for _ in 0..40 {
            let mut root = states[states.len() - 1].clone();
            let before = root.view().to_bytes();
            if let Ok(change) = wanted(&mut dice, root.view(), &keys).apply(&mut root, &keys) {
                prop_assert!(states[states.len() - 1].view().to_bytes() == before, "{change:?} reached the version before");
                changes.push(change);
                states.push(root);
            }
        }
        let mut root = states[states.len() - 1].clone();
        for (change, state) in changes.iter().zip(&states).rev() {
            let back = change.inverse().apply(&mut root, &keys);
            prop_assert!(back.is_ok(), "{change:?} cannot be taken back: {back:?}");
            prop_assert!(root.view().to_bytes() == state.view().to_bytes(), "{change:?} taken back");
            prop_assert_eq!(digest(root.view()), digest(state.view()));
        }
        let mut root = Value::decode(&states[0].view().to_bytes(), &keys).expect("a value");
        for (change, state) in changes.iter().zip(&states[1..]) {
            prop_assert!(change.again().apply(&mut root, &keys).is_ok(), "{change:?} cannot be made again");
            prop_assert!(root.view().to_bytes() == state.view().to_bytes(), "{change:?} made again");
        }
    }

    #[test]
    fn changes_in_a_row_are_as_if_made_one_by_one(seed: u64) {
        let keys = keys();
        let mut dice = Dice(seed);
        let root = Value::from_json(&(0..3).map(|_| json(&mut dice, 2)).collect(), &keys).expect("JSON can be encoded");
        let kept = root.view().to_bytes();
        let (mut one, mut expected, mut all) = (root.clone(), Vec::new(), Vec::new());
        for _ in 0..8 {
            let Wanted { path, .. } = wanted(&mut dice, one.view(), &keys);
            let Some((parent, _)) = path.split() else { continue };
            // Several in one container; now and then one that is not possible.
            for _ in 0..[1, MANY - 1, MANY, 30][dice.roll(4)] {
                let container = one.view().find(parent.keys(), &keys);
                let next = wanted(&mut dice, container.unwrap_or(one.view()), &keys);
                let (_, key) = next.path.split().expect("it has a step");
                let next = Wanted { path: parent.join(key.clone()), ..next };
                let mut after = one.clone();
                let made = next.clone().apply(&mut after, &keys);
                if made.is_err() && dice.roll(20) > 0 {
                    continue;
                }
                all.push(next);
                match made {
                    Ok(change) => expected.push(change),
                    Err(fault) => {
                        let (path, found) = apply_all(&mut root.clone(), all, &keys).expect_err("one is not possible");
                        prop_assert_eq!(found.reason, fault.reason);
                        prop_assert_eq!(format!("{path:?}"), format!("{:?}", parent.join(key.clone())));
                        return Ok(());
                    }
                }
                one = after;
            }
        }
        let mut several = root.clone();
        let changes = apply_all(&mut several, all, &keys).expect("each is possible");
        prop_assert_eq!(format!("{changes:?}"), format!("{expected:?}"));
        prop_assert!(several.view().to_bytes() == one.view().to_bytes());
        prop_assert_eq!(digest(several.view()), digest(one.view()));
        prop_assert!(root.view().to_bytes() == kept, "the version before is not touched");
    }

    #[test]
    fn several_entries_go_as_if_one_after_the_other_from_the_last_on(seed: u64, parts in 1..8_usize) {
        let keys = keys();
        let mut dice = Dice(seed);
        let json = [json(&mut dice, 2), json(&mut dice, 2)];
        let root = Value::from_json(&json.iter().cloned().collect(), &keys).expect("JSON can be encoded");
        let kept = root.view().to_bytes();
        for at in 0..json.len() {
            let parent = Path::ROOT.join(Key::Index(at as u32));
            let Some(container) = root.view().at(at).filter(|value| value.kind().is_container()) else { continue };
            let key = |(at, entry): (usize, Entry<'_>)| {
                entry.key.map_or(Key::Index(at as u32), crate::core::keys::KeyRef::to_key)
            };
            let all: Vec<Path> = container.entries().enumerate().map(|entry| parent.join(key(entry))).collect();
            let doomed: Vec<Path> = all.into_iter().filter(|_| dice.roll(parts) == 0).collect();
            let (mut several, mut one) = (root.clone(), root.clone());
            let (mut changes, mut expected) = (Vec::new(), Vec::new());
            remove_all(&mut several, doomed.clone(), &keys, &mut changes).expect("they are there");
            for path in doomed.into_iter().rev() {
                expected.push(Wanted::remove(path).apply(&mut one, &keys).expect("it is there"));
            }
            prop_assert_eq!(format!("{changes:?}"), format!("{expected:?}"));
            prop_assert!(several.view().to_bytes() == one.view().to_bytes());
            prop_assert!(matches!(several, Value::Tree(_)) == matches!(one, Value::Tree(_)));
            prop_assert_eq!(digest(several.view()), digest(one.view()));
            let left = several.view().at(at).expect("the container");
            for (at, entry) in left.entries().enumerate() {
                let found = left.get(&key((at, entry)), &keys);
                prop_assert!(found.is_some_and(|found| found.identical(entry.value)), "what is left is found");
            }
            for change in changes.iter().rev() {
                prop_assert!(change.inverse().apply(&mut several, &keys).is_ok());
            }
            prop_assert!(several.view().to_bytes() == kept, "taken back");
        }
        prop_assert!(root.view().to_bytes() == kept, "the version before is not touched");
    }
}

fn state(json: &serde_json::Value) -> Value {
    Value::from_json(json, &keys()).expect("JSON can be encoded")
}

fn path(pointer: &str) -> Path {
    crate::core::pointer::parse(pointer.as_bytes(), &keys()).expect("a pointer").into_iter().collect()
}

#[test]
fn a_member_that_is_brought_back_stands_where_it_stood() {
    let keys = keys();
    let mut root = state(&serde_json::json!({ "x": 1, "id": 2, "y": 3 }));
    let before = root.view().to_bytes();
    let change = Wanted::remove(path("/id")).apply(&mut root, &keys).expect("it is there");
    assert_eq!(change.position, Some(1));
    change.inverse().apply(&mut root, &keys).expect("it can be brought back");
    assert_eq!(root.view().to_bytes(), before);
}

#[test]
fn the_whole_state_can_be_replaced_and_brought_back_but_not_removed() {
    let keys = keys();
    let mut root = state(&serde_json::json!([1, 2]));
    let change = Wanted::put(Path::ROOT, Value::text("new")).apply(&mut root, &keys).expect("it can be replaced");
    assert_eq!(root.view().as_str(), Some("new"));
    change.inverse().apply(&mut root, &keys).expect("it can be brought back");
    assert_eq!(root.view().to_json(&keys), serde_json::json!([1.0, 2.0]));
    assert!(Wanted::remove(Path::ROOT).apply(&mut root, &keys).is_err());
}

#[test]
fn what_is_impossible_says_how_far_it_got_and_why() {
    let root = state(&serde_json::json!({ "a": { "list": [1], "text": "x" } }));
    let cases = [
        (Wanted::remove(path("/a/none")), 1, EditFault::MISSING),
        (Wanted::remove(path("/none/x")), 0, EditFault::MISSING),
        (Wanted::put(path("/a/text/x"), Value::null()), 2, EditFault::NOT_A_CONTAINER),
        (Wanted::put(path("/a/list/x"), Value::null()), 2, EditFault::NOT_AN_INDEX),
        (Wanted::put(path("/a/list/1"), Value::null()), 2, EditFault::MISSING),
        (Wanted::put(path("/a/list/0/x"), Value::null()), 3, EditFault::NOT_A_CONTAINER),
        (
            Wanted { action: Action::Insert, ..Wanted::put(path("/a/list/2"), Value::null()) },
            2,
            EditFault::NOT_AN_INDEX,
        ),
        (Wanted { action: Action::Insert, ..Wanted::put(path("/a/x"), Value::null()) }, 1, EditFault::MISSING),
    ];
    for (wanted, depth, reason) in cases {
        let shown = format!("{wanted:?}");
        let result = wanted.apply(&mut root.clone(), &keys());
        assert_eq!(result.err(), Some(EditFault { depth, reason }), "{shown}");
    }
}

#[test]
fn a_container_of_exactly_the_limit_lies_in_its_parent_and_one_byte_more_makes_it_a_tree() {
    use crate::core::value::INLINE_MAX;
    let keys = keys();
    for limit in [INLINE_MAX - 1, INLINE_MAX, INLINE_MAX + 1] {
        // 5 for the list, 1 for the first element, 5 for a long text.
        let fitting = Value::text(&"x".repeat(limit - 11));
        for larger in [Value::text("x"), Value::text(&"x".repeat(2_000))] {
            let mut root = state(&serde_json::json!({ "a": [1] }));
            let put = |value: &Value| Wanted { action: Action::Insert, ..Wanted::put(path("/a/1"), value.clone()) };
            put(&larger).apply(&mut root, &keys).expect("possible");
            Wanted::put(path("/a/1"), fitting.clone()).apply(&mut root, &keys).expect("possible");
            let list = root.view().find(&[keys.key(b"a")], &keys).expect("the list");
            assert_eq!(list.size(), limit);
            assert_eq!(matches!(list, ValueRef::Tree(_)), limit > INLINE_MAX, "{limit}");
            let afresh = Value::decode(&root.view().to_bytes(), &keys).expect("a value");
            assert_eq!(digest(root.view()), digest(afresh.view()), "{limit}");
        }
    }
}

#[test]
fn depth_counts_containers_from_the_root_on() {
    let keys = keys();
    let mut root = state(&serde_json::json!({ "a": {} }));
    let deep = state(&serde_json::json!([[1, [2]], {}]));
    let change = Wanted::put(path("/a/b"), deep).apply(&mut root, &keys).expect("a change");
    assert_eq!(change.depth(), 5);
    let change = Wanted::put(path("/a"), Value::null()).apply(&mut root, &keys).expect("a change");
    assert_eq!(change.depth(), 1);
    assert_eq!(Wanted::remove(path("/a")).apply(&mut root, &keys).expect("a change").depth(), 0);
}
