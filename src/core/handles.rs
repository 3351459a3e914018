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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_holds_until_it_is_released_and_is_then_given_out_again() {
        let mut handles = Handles::default();
        assert!(handles.is_empty());
        let (a, b) = (handles.hold(Value::text("a")), handles.hold(Value::text("b")));
        assert_eq!((a, b, handles.len()), (1, 2, 2));
        handles.release(a);
        assert!(handles.get(a).is_none() && handles.len() == 1);
        assert_eq!(handles.hold(Value::text("c")), a);
        assert_eq!(handles.get(a).and_then(|value| value.view().as_str()), Some("c"));
        assert_eq!(handles.get(b).and_then(|value| value.view().as_str()), Some("b"));
    }

    #[test]
    fn releasing_twice_or_what_was_never_held_does_nothing() {
        let mut handles = Handles::default();
        let a = handles.hold(Value::null());
        for wrong in [0, a + 1, u32::MAX] {
            handles.release(wrong);
            assert!(handles.get(wrong).is_none());
        }
        handles.release(a);
        handles.release(a);
        let (one, other) = (handles.hold(Value::null()), handles.hold(Value::null()));
        assert_ne!(one, other, "a handle is given to one holder only");
        assert_eq!(handles.len(), 2);
    }

    #[test]
    fn entries_are_read_through_a_handle() {
        let keys = Keys::default();
        let mut handles = Handles::default();
        let small = [0x08, 4, 0, 0, 0, 1, 0, b'a', 0x81];
        let small = handles.hold(Value::decode(&small, &keys).expect("an object"));
        assert_eq!(handles.entry(small, &keys.key(b"a"), &keys).and_then(ValueRef::as_number), Some(1.0));
        assert!(handles.entry(small, &keys.key(b"b"), &keys).is_none());
        assert!(handles.tree(small).is_none() && handles.tree(9).is_none());
        let mut list = vec![0x07, 0, 8, 0, 0];
        list.resize(5 + 2_048, 0x85);
        let large = handles.hold(Value::decode(&list, &keys).expect("an array"));
        assert_eq!(handles.tree(large).map(|tree| tree.len()), Some(2_048));
        assert_eq!(handles.entry(large, &Key::Index(7), &keys).and_then(ValueRef::as_number), Some(5.0));
    }
}
