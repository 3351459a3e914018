//! The encoding: what goes in comes out byte by byte, and what is damaged is an error.

use proptest::prelude::*;

use super::arbitrary::{DICTIONARY, value};
use super::plain::{Names, Plain};
use super::seeds::cases;
use holdfast::core::keys::Keys;
use holdfast::core::tree::digest;
use holdfast::core::value::{INLINE_MAX, Value, ValueRef};

fn keys() -> Keys {
    Keys::new(DICTIONARY, 3)
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_value_comes_back_as_it_was(plain in value()) {
        let keys = keys();
        let value = plain.value(&keys);
        prop_assert_eq!(value.view().to_bytes(), plain.normal(&Names::of(&keys)));
        prop_assert_eq!(value.view().size(), value.view().to_bytes().len());
        prop_assert_eq!(Plain::read(value.view(), &keys), plain);
    }

    #[test]
    fn the_portable_form_can_be_read_with_another_dictionary(plain in value()) {
        let keys = keys();
        let mut portable = Vec::new();
        plain.value(&keys).view().write_portable(&keys, &mut portable);
        prop_assert_eq!(&portable, &plain.bytes());
        let other = Keys::new(["value", "zzz"], 9);
        let value = Value::decode(&portable, &other).unwrap();
        prop_assert_eq!(Plain::read(value.view(), &other), plain);
    }

    #[test]
    fn normal_form_is_its_own_normal_form(plain in value()) {
        let keys = keys();
        let value = plain.value(&keys);
        let again = Value::decode(&value.view().to_bytes(), &keys).unwrap();
        prop_assert_eq!(again.view().to_bytes(), value.view().to_bytes());
        prop_assert!(again.view().identical(value.view()));
        prop_assert_eq!(digest(again.view()), digest(value.view()));
    }

    #[test]
    fn the_form_follows_from_the_size_alone(plain in value()) {
        fn check(value: ValueRef<'_>) {
            let is_tree = matches!(value, ValueRef::Tree(_));
            assert_eq!(is_tree, value.kind().is_container() && value.size() > INLINE_MAX);
            value.entries().for_each(|entry| check(entry.value));
        }
        check(plain.value(&keys()).view());
    }

    #[test]
    fn values_are_equal_where_json_says_so(a in value(), b in value()) {
        let keys = keys();
        let (x, y) = (a.value(&keys), b.value(&keys));
        prop_assert_eq!(x.view().identical(y.view()), a == b);
        prop_assert_eq!(x.view().equals(y.view(), &keys), same(&a, &b));
        prop_assert!(x.view().equals(x.view(), &keys));
    }

    #[test]
    fn a_difference_at_any_depth_counts(plain in value(), place in any::<usize>(), turn in 0_usize..3) {
        let keys = keys();
        let mut other = turned(&plain, turn);
        let mut left = place % leaves(&plain);
        alter(&mut other, &mut left);
        let (x, y) = (plain.value(&keys), other.value(&keys));
        prop_assert!(!x.view().equals(y.view(), &keys) && !y.view().equals(x.view(), &keys));
        prop_assert!(!x.view().identical(y.view()));
        prop_assert_ne!(digest(x.view()), digest(y.view()));
    }

    #[test]
    fn the_order_of_members_does_not_count_for_equality(plain in value(), turn in any::<usize>()) {
        let keys = keys();
        let turned = turned(&plain, turn);
        prop_assert!(plain.value(&keys).view().equals(turned.value(&keys).view(), &keys));
    }
}

/// Equality as RFC 6902 has it.
fn same(a: &Plain, b: &Plain) -> bool {
    match (a, b) {
        #[allow(clippy::float_cmp, reason = "numbers are equal or not")]
        (Plain::Number(a), Plain::Number(b)) => a == b,
        (Plain::Array(a), Plain::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Plain::Object(x), Plain::Object(y)) | (Plain::Map(x), Plain::Map(y)) => {
            x.len() == y.len() && x.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}

/// The same value with its members in another order on every level.
fn turned(plain: &Plain, turn: usize) -> Plain {
    let members = |members: &[(String, Plain)]| {
        let mut members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), turned(value, turn))).collect();
        let len = members.len().max(1);
        members.rotate_left(turn % len);
        members
    };
    match plain {
        Plain::Array(items) => Plain::Array(items.iter().map(|item| turned(item, turn)).collect()),
        Plain::Object(inner) => Plain::Object(members(inner)),
        Plain::Map(inner) => Plain::Map(members(inner)),
        scalar => scalar.clone(),
    }
}

/// How many scalars and empty containers there are.
fn leaves(plain: &Plain) -> usize {
    let inner: Vec<&Plain> = match plain {
        Plain::Array(items) => items.iter().collect(),
        other => other.members().into_iter().flatten().map(|(_, value)| value).collect(),
    };
    inner.into_iter().map(leaves).sum::<usize>().max(1)
}

/// Puts something else in the place of the scalar or empty container that comes after `left` others.
fn alter(plain: &mut Plain, left: &mut usize) {
    let mut inner: Vec<&mut Plain> = match plain {
        Plain::Array(items) => items.iter_mut().collect(),
        Plain::Object(members) | Plain::Map(members) => members.iter_mut().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    if inner.is_empty() {
        if *left == 0 {
            *plain = match plain {
                Plain::Bool(true) => Plain::Bool(false),
                Plain::Object(_) => Plain::Map(Vec::new()),
                _ => Plain::Bool(true),
            };
        }
        *left = left.wrapping_sub(1);
        return;
    }
    for value in &mut inner {
        alter(value, left);
    }
}

#[test]
fn a_name_of_any_length_can_be_used() {
    let keys = keys();
    for len in [0, 1, 0x7FFE, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000] {
        let plain = Plain::object([("n".repeat(len), Plain::Bool(true)), ("after".into(), Plain::Null)]);
        let value = plain.value(&keys);
        assert_eq!(value.view().to_bytes(), plain.normal(&Names::of(&keys)), "{len}");
        let key = keys.key("n".repeat(len).as_bytes());
        assert_eq!(value.view().get(&key, &keys).and_then(ValueRef::as_bool), Some(true), "{len}");
    }
}

#[test]
fn a_key_that_occurs_twice_is_found_whatever_its_place() {
    let keys = keys();
    for len in [2_usize, 11, 12, 13, 14, 40, 500] {
        for twin in [0, len / 2, len - 1] {
            let mut members: Vec<_> = (0..len).map(|i| (format!("k{i}"), Plain::Null)).collect();
            members.push((format!("k{twin}"), Plain::Null));
            let bytes = Plain::Object(members).bytes();
            assert!(Value::decode(&bytes, &keys).is_err(), "{twin} of {len}");
        }
    }
}

#[test]
fn a_name_given_both_as_text_and_as_number_occurs_twice() {
    let bytes = [8, 8, 0, 0, 0, 2, 0, b'i', b'd', 0, 0, 0x80, 0];
    assert!(Value::decode(&bytes, &keys()).is_err());
}

#[test]
fn large_objects_with_the_same_values_under_other_names_are_different() {
    let keys = keys();
    let object = |name: &str| {
        let members = (0..200).map(|i| if i == 150 { name.to_owned() } else { format!("k{i:04}") });
        Plain::object(members.map(|name| (name, Plain::text("same")))).value(&keys)
    };
    let (one, other) = (object("k0150"), object("other"));
    assert!(matches!(one, Value::Tree(_)) && one.view().size() == other.view().size());
    assert!(!one.view().identical(other.view()) && !one.view().equals(other.view(), &keys));
    assert_ne!(digest(one.view()), digest(other.view()));
    assert!(one.view().identical(object("k0150").view()));
}
