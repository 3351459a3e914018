//! Random values: all kinds, sizes on both sides of every limit, names that look like something else.

use proptest::collection::vec;
use proptest::prelude::*;

use super::plain::{Members, Plain};

/// Names of a dictionary, names that are not in one, and names that could be mistaken for positions or prototypes.
pub(crate) const NAMES: [&str; 16] =
    ["id", "name", "value", "list", "a", "b", "c", "", "0", "1", "7", "01", "-", "a/b", "m~n", "__proto__"];

/// The first of [`NAMES`], as a model has them.
pub(crate) const DICTIONARY: [&str; 4] = ["id", "name", "value", "list"];

pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => prop::sample::select(&NAMES[..]).prop_map(str::to_owned),
        2 => "\\PC{0,8}",
        1 => (30_usize..300).prop_map(|len| "k".repeat(len)),
    ]
}

pub(crate) fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (0..128).prop_map(f64::from),
        2 => any::<i32>().prop_map(f64::from),
        2 => prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL,
        1 => prop::sample::select(&[
            -0.0, 127.0, 128.0, -1.0, 2_147_483_647.0, 2_147_483_648.0, -2_147_483_648.0, -2_147_483_649.0, 0.1, 1e300,
            9_007_199_254_740_993.0,
        ][..]),
    ]
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-z]{0,6}",
        2 => "\\PC{0,20}",
        1 => (250_usize..260).prop_map(|len| "x".repeat(len)),
        1 => (1_000_usize..1_040).prop_map(|len| "y".repeat(len)),
        1 => (2_000_usize..6_000).prop_map(|len| "z".repeat(len)),
    ]
}

pub(crate) fn scalar() -> impl Strategy<Value = Plain> {
    prop_oneof![
        1 => Just(Plain::Null),
        1 => any::<bool>().prop_map(Plain::Bool),
        3 => number().prop_map(Plain::Number),
        3 => text().prop_map(Plain::Text),
    ]
}

/// A value of any kind, up to four levels deep.
pub(crate) fn value() -> impl Strategy<Value = Plain> {
    scalar().prop_recursive(4, 48, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Plain::Array),
            members(inner.clone(), 8).prop_map(Plain::Object),
            members(inner, 8).prop_map(Plain::Map),
        ]
    })
}

/// A value that JSON has too: no `Map`.
pub(crate) fn json_value() -> impl Strategy<Value = Plain> {
    scalar().prop_recursive(4, 48, 8, |inner| {
        prop_oneof![vec(inner.clone(), 0..6).prop_map(Plain::Array), members(inner, 6).prop_map(Plain::Object)]
    })
}

/// Members under different names.
pub(crate) fn members(value: impl Strategy<Value = Plain>, most: usize) -> impl Strategy<Value = Members> {
    vec((name(), value), 0..most).prop_map(|mut members| {
        let mut seen = std::collections::HashSet::new();
        members.retain(|(name, _)| seen.insert(name.clone()));
        members
    })
}
