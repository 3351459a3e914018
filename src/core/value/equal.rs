//! Two notions of equality: the same data in the same order, and JSON's (order of members does not matter).

use std::rc::Rc;

use super::ValueRef;
use crate::core::keys::Keys;
use crate::core::tree::{is_same_bytes, is_same_sequence};

impl ValueRef<'_> {
    /// The same content in the same order. What both share is equal without a look inside.
    pub fn identical(self, other: ValueRef<'_>) -> bool {
        match (self, other) {
            (ValueRef::Encoded(a), ValueRef::Encoded(b)) => is_same_bytes(a, b),
            (ValueRef::Tree(a), ValueRef::Tree(b)) => {
                Rc::ptr_eq(a, b) || (a.size() == b.size() && a.kind() == b.kind() && is_same_sequence(a, b))
            }
            _ => false,
        }
    }

    /// Equal as JSON values (RFC 6902 §4.6): numbers by value, members in any order. An object never equals a `Map`.
    pub fn equals(self, other: ValueRef<'_>, keys: &Keys) -> bool {
        if self.identical(other) {
            return true;
        }
        let kind = self.kind();
        if kind != other.kind() || self.as_number() != other.as_number() || !kind.is_container() {
            return kind == other.kind() && self.as_number().is_some() && self.as_number() == other.as_number();
        }
        if self.len() != other.len() {
            return false;
        }
        if kind.is_keyed() {
            self.entries().all(|entry| {
                let found = entry.key.and_then(|key| other.get(&key.to_key(), keys));
                found.is_some_and(|value| entry.value.equals(value, keys))
            })
        } else {
            self.entries().zip(other.entries()).all(|(a, b)| a.value.equals(b.value, keys))
        }
    }
}
