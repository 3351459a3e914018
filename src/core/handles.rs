//! Numbers for containers that somebody outside holds on to, so that an old version can be read while new ones come.

use std::rc::Rc;

use super::keys::{Key, Keys};
use super::tree::Container;
use super::value::{Value, ValueRef};

/// A container that is held; 0 is never one.
pub type Handle = u32;

/// The containers that are held.
#[derive(Debug, Default)]
pub struct Handles {
    held: Vec<Option<Value>>,
    free: Vec<usize>,
}

impl Handles {
    /// Holds a value.
    pub fn hold(&mut self, value: Value) -> Handle {
        let index = self.free.pop().unwrap_or(self.held.len());
        if index == self.held.len() {
            self.held.push(None);
        }
        self.held[index] = Some(value);
        index as Handle + 1
    }

    /// Lets go of it.
    pub fn release(&mut self, handle: Handle) {
        let index = (handle as usize).wrapping_sub(1);
        if let Some(slot) = self.held.get_mut(index)
            && slot.take().is_some()
        {
            self.free.push(index);
        }
    }

    /// The value behind a handle.
    pub fn get(&self, handle: Handle) -> Option<&Value> {
        self.held.get((handle as usize).wrapping_sub(1))?.as_ref()
    }

    /// The tree behind a handle, if it is one.
    pub fn tree(&self, handle: Handle) -> Option<&Rc<Container>> {
        match self.get(handle)? {
            Value::Tree(tree) => Some(tree),
            Value::Encoded(_) => None,
        }
    }

    /// The entry under a key of what is behind a handle.
    pub fn entry(&self, handle: Handle, key: &Key, keys: &Keys) -> Option<ValueRef<'_>> {
        self.get(handle)?.view().get(key, keys)
    }

    /// How many are held.
    pub fn len(&self) -> usize {
        self.held.len() - self.free.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
