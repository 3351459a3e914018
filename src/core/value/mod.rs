//! Values: [`Value`] owns one, [`ValueRef`] reads one. Both hide which of two forms it has: encoded bytes for
//! anything small, a [`Container`] for arrays, objects and maps of more than [`INLINE_MAX`] bytes.

mod edit;
pub mod encoding;
mod equal;
#[cfg(not(target_arch = "wasm32"))]
mod json;
pub(crate) mod normal;
mod view;

use std::rc::Rc;

use crate::core::error::Malformed;
use crate::core::keys::Keys;
use crate::core::tree::Container;

pub(crate) use edit::{Edit, EditFault, Edited, edit_encoded};
pub use view::{Entries, Entry, Kind, ValueRef};

/// An array, object or map up to this many encoded bytes lies inside its parent's page; a larger one is a tree of its
/// own. A function of the content alone, so that equal values have equal digests whatever their history.
pub const INLINE_MAX: usize = 1024;

/// A value that is owned, cheap to clone and immutable.
#[derive(Clone, Debug)]
pub enum Value {
    /// A scalar, a text of any length, or a container of at most [`INLINE_MAX`] bytes, in its encoding.
    Encoded(Rc<[u8]>),
    /// A larger container.
    Tree(Rc<Container>),
}

impl Value {
    /// `null`.
    pub fn null() -> Value {
        Value::Encoded(Rc::from([encoding::NULL]))
    }

    /// Reads an encoded value from outside: see [`encoding`] for the form and its errors.
    pub fn decode(bytes: &[u8], keys: &Keys) -> Result<Value, Malformed> {
        Value::decode_wrapped(bytes, keys, 0)
    }

    /// Reads an encoded value in which a value of a state is wrapped in `levels` containers.
    pub(crate) fn decode_wrapped(bytes: &[u8], keys: &Keys, levels: usize) -> Result<Value, Malformed> {
        let normal = normal::normalise(bytes, keys, encoding::MAX_DEPTH + levels)?;
        Ok(Value::from_normal(&normal, keys))
    }

    /// Takes bytes that are known to be in normal form.
    pub(crate) fn from_normal(bytes: &[u8], keys: &Keys) -> Value {
        let container = matches!(bytes.first(), Some(&(encoding::ARRAY | encoding::OBJECT | encoding::MAP)));
        if container && bytes.len() > INLINE_MAX {
            Value::Tree(Rc::new(Container::from_normal(bytes, keys)))
        } else {
            Value::Encoded(bytes.into())
        }
    }

    /// A text.
    pub fn text(text: &str) -> Value {
        let mut bytes = Vec::with_capacity(text.len() + encoding::HEADER);
        encoding::write_str(text.as_bytes(), &mut bytes);
        Value::Encoded(bytes.into())
    }

    /// A finite number; anything else becomes `null`.
    pub fn number(n: f64) -> Value {
        if !n.is_finite() {
            return Value::null();
        }
        let mut bytes = Vec::with_capacity(9);
        encoding::write_number(n, &mut bytes);
        Value::Encoded(bytes.into())
    }

    /// For reading.
    pub fn view(&self) -> ValueRef<'_> {
        match self {
            Value::Encoded(bytes) => ValueRef::Encoded(bytes),
            Value::Tree(container) => ValueRef::Tree(container),
        }
    }

    /// Whether both are the same value in memory; `false` says nothing.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Encoded(a), Value::Encoded(b)) => Rc::ptr_eq(a, b),
            (Value::Tree(a), Value::Tree(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}
