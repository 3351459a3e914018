//! What each target does with the bytes it is given: it must neither panic nor find that something is not as it has to be.
//!
//! [`draw`] makes values, operations and pointers out of bytes, [`life`] is an engine with a disk that is held to what
//! always holds. The rest are targets, each with `run` and `seeds`.

mod draw;
mod life;

pub mod engine;
pub mod journal;
pub mod manifest;
pub mod pointer;
pub mod record;
pub mod rules;
pub mod schema;
pub mod slice;
pub mod slot;
pub mod update;
pub mod value;

use holdfast::core::keys::Keys;
use holdfast::core::value::{Value, ValueRef};

/// Something to be fuzzed.
#[derive(Debug)]
pub struct Target {
    /// As `cargo fuzz` knows it.
    pub name: &'static str,
    /// Takes any bytes.
    pub run: fn(&[u8]),
    /// What to begin with.
    pub seeds: Vec<Vec<u8>>,
}

/// All of them.
pub fn targets() -> Vec<Target> {
    macro_rules! list {
        ($($name:ident)*) => {
            vec![$(Target { name: stringify!($name), run: $name::run, seeds: $name::seeds() }),*]
        };
    }
    list!(value pointer update slot record journal manifest slice schema rules engine)
}

/// What can be decoded is a value in every respect.
pub(crate) fn sound(value: &Value, keys: &Keys) {
    fn walk(value: ValueRef<'_>, keys: &Keys) {
        assert_eq!(value.entries().count(), value.len());
        for (index, entry) in value.entries().enumerate() {
            assert!(value.at(index).is_some_and(|other| other.identical(entry.value)));
            if let Some(key) = entry.key {
                assert!(std::str::from_utf8(key.name(keys)).is_ok());
                assert!(value.get(&key.to_key(), keys).is_some_and(|other| other.identical(entry.value)));
            }
            walk(entry.value, keys);
        }
        assert!(value.as_text().is_none() || value.as_str().is_some());
        assert!(value.as_number().is_none_or(f64::is_finite));
    }
    walk(value.view(), keys);
    let bytes = value.view().to_bytes();
    assert_eq!(bytes.len(), value.view().size());
    let again = Value::decode(&bytes, keys).expect("a value is its own encoding");
    assert!(again.view().identical(value.view()));
}
