//! Entries of containers, large and small.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::node::tests::check;
use super::*;
use crate::core::tree::{differences, digest, digest_parts};

fn keys() -> Keys {
    Keys::new(["id"], 1)
}

fn key(number: u32) -> Key {
    keys().key(if number == 0 { "id".into() } else { format!("k{number}") }.as_bytes())
}

fn empty(kind: Kind) -> Container {
    Container::from_normal(&[kind.tag(), 0, 0, 0, 0], &keys())
}

fn object(numbers: impl IntoIterator<Item = u32>) -> Container {
    let mut container = empty(Kind::Object);
    numbers.into_iter().for_each(|number| put(&mut container, number, Value::number(f64::from(number)), None));
    container
}

fn put(container: &mut Container, number: u32, value: Value, position: Option<usize>) {
    container.edit(&[&key(number)], &Edit::Put(value, position), &keys()).expect("a member can be set");
}

fn remove(container: &mut Container, number: u32) -> Edited {
    container.edit(&[&key(number)], &Edit::Remove, &keys()).expect("the member is there")
}

fn names(container: &Container) -> Vec<Key> {
    container.entries().filter_map(|entry| Some(entry.key?.to_key())).collect()
}

fn bytes(container: &Container) -> Vec<u8> {
    ValueRef::Tree(&Rc::new(container.clone())).to_bytes()
}

/// Checks the tree and, in an object, that every name leads to its entry.
fn check_all(container: &Container, model: &[(u32, Value)]) {
    let seqs = check(container.root());
    assert!(seqs.windows(2).all(|pair| pair[0] < pair[1]), "the numbers grow: {seqs:?}");
    assert!(seqs.last().is_none_or(|last| *last < container.next_seq));
    assert_eq!(names(container), model.iter().map(|(number, _)| key(*number)).collect::<Vec<_>>());
    for (number, value) in model {
        let found = container.get(&key(*number), &keys()).expect("the member is there");
        assert!(found.identical(value.view()), "member {number}");
    }
    assert!(container.get(&key(999), &keys()).is_none());
    assert!(container.index.is_some() || container.len() <= SCAN);
    let afresh = Container::from_normal(&bytes(container), &keys());
    assert_eq!(container.size(), afresh.size());
    let of = |container: &Container| digest(ValueRef::Tree(&Rc::new(container.clone())));
    assert_eq!(of(container), of(&afresh));
}

fn some_value(number: u32) -> Value {
    match number % 4 {
        0 => Value::number(f64::from(number)),
        1 => Value::text(&"x".repeat(number as usize % 900)),
        2 => Value::text(&"y".repeat(1_030)),
        _ => Value::Tree(Rc::new(object(0..230))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn members_go_where_they_are_put(
        start in 0_u32..150, steps in vec((0_u32..200, 0_u32..5, 0_usize..220, any::<u32>()), 1..150),
    ) {
        let mut model: Vec<(u32, Value)> = (0..start).map(|number| (number, Value::number(f64::from(number)))).collect();
        let mut container = object(0..start);
        let mut older = Vec::new();
        for (number, action, position, value) in steps {
            let found = model.iter().position(|(other, _)| *other == number);
            let value = some_value(value);
            match (action, found) {
                (0, Some(at)) => {
                    let edited = remove(&mut container, number);
                    prop_assert_eq!(edited.position, Some(at));
                    prop_assert!(edited.before.is_some_and(|before| before.view().identical(model[at].1.view())));
                    model.remove(at);
                }
                (0, None) => {
                    prop_assert!(container.edit(&[&key(number)], &Edit::Remove, &keys()).is_err());
                }
                (_, Some(at)) => {
                    put(&mut container, number, value.clone(), Some(position));
                    model[at].1 = value;
                }
                (1, None) => {
                    put(&mut container, number, value.clone(), None);
                    model.push((number, value));
                }
                (_, None) => {
                    put(&mut container, number, value.clone(), Some(position));
                    model.insert(position.min(model.len()), (number, value));
                }
            }
            if older.len() < 3 && number % 16 == 0 {
                older.push((container.clone(), bytes(&container)));
            }
        }
        check_all(&container, &model);
        for (version, before) in older {
            prop_assert!(bytes(&version) == before, "an older version has changed");
            check(version.root());
            let mut changed = std::collections::BTreeMap::new();
            differences(&version, &container, &mut |difference| {
                for (side, entry) in [(0, difference.before), (1, difference.after)] {
                    if let Some(key) = entry.and_then(|entry| entry.key) {
                        changed.entry(key.name(&keys()).to_vec()).or_insert([false; 2])[side] = true;
                    }
                }
            });
            for (number, value) in &model {
                let same = version.get(&key(*number), &keys()).is_some_and(|before| before.identical(value.view()));
                let name = key(*number).with_ref(|key| key.name(&keys()).to_vec());
                prop_assert!(same || changed.get(&name).is_some_and(|sides| sides[1]), "{number} is another one");
            }
        }
    }
}

#[test]
fn a_member_is_brought_back_between_neighbours_without_a_number_to_spare() {
    let mut container = object(0..100);
    let before = bytes(&container);
    for _ in 0..3 {
        remove(&mut container, 50);
        put(&mut container, 50, Value::number(50.0), Some(50));
        assert_eq!(bytes(&container), before);
    }
    // The gap that the removal left is not in the way of another member.
    for number in 200..300 {
        put(&mut container, number, Value::null(), Some(50));
    }
    let seqs = check(container.root());
    assert_eq!(seqs.len(), 200);
    assert_eq!(names(&container)[49..52], [key(49), key(299), key(298)]);
    assert_eq!(names(&container)[149..151], [key(200), key(50)]);
}

#[test]
fn numbers_start_again_when_they_run_out() {
    let mut container = object(0..40);
    remove(&mut container, 7);
    container.next_seq = u32::MAX;
    put(&mut container, 100, Value::null(), None);
    assert_eq!(check(container.root()), (0..40).collect::<Vec<_>>());
    assert_eq!(container.next_seq, 40);
    assert_eq!(names(&container).last(), Some(&key(100)));
    assert!(container.get(&key(39), &keys()).is_some());
}

#[test]
fn small_objects_have_no_index_and_large_ones_do() {
    let mut container = object(0..32);
    assert!(container.index.is_none());
    put(&mut container, 32, Value::null(), Some(0));
    assert!(container.index.is_some());
    assert!((0..33).all(|number| container.get(&key(number), &keys()).is_some()));
    let afresh = Container::from_normal(&bytes(&container), &keys());
    assert!(afresh.index.is_some());
    assert!(Container::from_normal(&bytes(&object(0..32)), &keys()).index.is_none());
}

#[test]
fn an_array_refuses_names_and_positions_beyond_its_end() {
    let keys = keys();
    let mut list = empty(Kind::Array);
    let at = |index| Key::Index(index);
    let insert = Edit::Insert(Value::null());
    for (key, edit, reason) in [
        (at(1), &insert, EditFault::NOT_AN_INDEX),
        (keys.key(b"x"), &insert, EditFault::NOT_AN_INDEX),
        (keys.key(b"id"), &Edit::Remove, EditFault::NOT_AN_INDEX),
        (at(0), &Edit::Remove, EditFault::MISSING),
        (at(0), &Edit::Put(Value::null(), None), EditFault::MISSING),
    ] {
        assert_eq!(list.edit(&[&key], edit, &keys).err(), Some(EditFault::here(reason)), "{key:?} {edit:?}");
    }
    assert_eq!(list.edit(&[], &insert, &keys).err(), Some(EditFault::here(EditFault::MISSING)));
    assert_eq!(list.edit(&[&at(0), &at(0)], &insert, &keys).err(), Some(EditFault::here(EditFault::MISSING)));
    list.edit(&[&at(0)], &insert, &keys).expect("the end is a place");
    let object_only = object(0..3).edit(&[&key(0)], &insert, &keys);
    assert_eq!(object_only.err(), Some(EditFault::here(EditFault::MISSING)));
    assert!(list.get(&keys.key(b"x"), &keys).is_none() && list.at(1).is_none());
}

#[test]
fn what_stands_in_a_page_or_beside_it_can_be_reached_into() {
    let keys = keys();
    let mut container = object(0..40);
    let (small, large) = (Value::Tree(Rc::new(object(0..3))), Value::Tree(Rc::new(object(0..230))));
    put(&mut container, 1, Value::from_normal(&small.view().to_bytes(), &keys), None);
    put(&mut container, 2, large, None);
    put(&mut container, 3, Value::text(&"t".repeat(2_000)), None);
    let older = container.clone();
    let edit = Edit::Put(Value::text("new"), None);
    for outer in [1, 2] {
        container.edit(&[&key(outer), &key(0)], &edit, &keys).expect("there is a member inside");
        let inner = container.get(&key(outer), &keys).and_then(|inner| inner.get(&key(0), &keys));
        assert_eq!(inner.and_then(ValueRef::as_str), Some("new"));
        let before = older.get(&key(outer), &keys).and_then(|inner| inner.get(&key(0), &keys));
        assert_eq!(before.and_then(ValueRef::as_number), Some(0.0));
    }
    for (path, depth, reason) in [
        ([key(1), key(9)], 1, EditFault::MISSING),
        ([key(2), key(999)], 1, EditFault::MISSING),
        ([key(3), key(0)], 1, EditFault::NOT_A_CONTAINER),
        ([key(4), key(0)], 1, EditFault::NOT_A_CONTAINER),
        ([key(998), key(0)], 0, EditFault::MISSING),
    ] {
        let fault = container.clone().edit(&[&path[0], &path[1]], &Edit::Remove, &keys).err();
        assert_eq!(fault, Some(EditFault { depth, reason }), "{path:?}");
    }
}

#[test]
fn a_tree_that_is_put_into_something_small_is_not_made_anew() {
    let tree = Value::Tree(Rc::new(object(0..1000)));
    let small = Value::from_normal(&bytes(&object([1])), &keys());
    assert!(matches!(small, Value::Encoded(_)));
    let (large, _) = edit_value(small, &[&key(2)], &Edit::Put(tree.clone(), None), &keys()).expect("it can be put");
    let ValueRef::Tree(found) = large.view().get(&key(2), &keys()).expect("it is there") else { panic!("a tree") };
    assert!(tree.same(&Value::Tree(found.clone())));
    assert_eq!(
        large.view().to_bytes(),
        bytes(&{
            let mut whole = object([1]);
            put(&mut whole, 2, tree, None);
            whole
        })
    );
}

#[test]
fn a_digest_in_steps_is_the_digest_and_leaves_nothing_to_do() {
    let mut whole = object(0..1000);
    put(&mut whole, 7_000, Value::Tree(Rc::new(object(0..2000))), None);
    let afresh = Value::from_normal(&bytes(&whole), &keys());
    let whole = Value::Tree(Rc::new(whole));
    let parts = digest_parts(whole.view());
    assert!(parts.len() > 10, "{}", parts.len());
    for part in parts {
        part.remember();
    }
    assert!(digest_parts(whole.view()).is_empty());
    assert_eq!(digest(whole.view()), digest(afresh.view()));
}
