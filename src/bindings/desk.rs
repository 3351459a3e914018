//! The desk between the two sides: JavaScript lays encoded bytes into the inbox and finds answers in the outbox.
//!
//! Answers are encoded values with one addition: a container that is a tree of its own is given as `0A`, its tag, u32
//! number of entries, u32 handle. Whoever receives a handle releases it.

use crate::core::error::Malformed;
use crate::core::handles::Handles;
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::value::encoding::{ARRAY, MAP, OBJECT, REF, read_key, write_key};
use crate::core::value::{Kind, ValueRef};

/// Bytes of an inbox that is worth keeping.
const LARGE: usize = 1 << 20;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub(super) inbox: Vec<u8>,
    pub(super) outbox: Vec<u8>,
    pub(super) handles: Handles,
}

impl Desk {
    /// Makes room for bytes that are about to come, and says where.
    pub(super) fn make_room(&mut self, len: usize) -> *const u8 {
        if self.inbox.len() < len {
            // The old bytes go first, and nothing is copied: what is in there has been read.
            self.inbox = Vec::new();
            self.inbox = vec![0; if len > LARGE { len } else { len.next_power_of_two() }];
        }
        self.inbox.as_ptr()
    }

    /// Puts back the inbox after its bytes were read. A large one is not kept: it would be as large as the state.
    pub(super) fn put_back(&mut self, inbox: Vec<u8>) {
        if inbox.len() <= LARGE {
            self.inbox = inbox;
        }
    }

    /// The keys that lie in the inbox.
    pub(super) fn path(&self, len: usize, keys: &Keys) -> Result<Vec<Key>, Malformed> {
        let mut rest = self.inbox.get(..len).ok_or(Malformed("a path is cut off"))?;
        let mut path = Vec::new();
        while !rest.is_empty() {
            let (key, used) = read_key(rest).ok_or(Malformed("a key is cut off"))?;
            path.push(keys.key(key.name(keys)));
            rest = &rest[used..];
        }
        Ok(path)
    }

    /// Writes a value into the outbox, trees as handles.
    pub(super) fn put(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Encoded(bytes) => self.outbox.extend_from_slice(bytes),
            ValueRef::Tree(tree) => {
                let tag = match tree.kind() {
                    Kind::Object => OBJECT,
                    Kind::Map => MAP,
                    _ => ARRAY,
                };
                self.outbox.extend_from_slice(&[REF, tag]);
                self.put_u32(tree.len());
                let handle = self.handles.hold(value.to_value());
                self.put_u32(handle as usize);
            }
        }
    }

    pub(super) fn put_key(&mut self, key: Option<KeyRef<'_>>) {
        if let Some(key) = key {
            write_key(key, &mut self.outbox);
        }
    }

    pub(super) fn put_u32(&mut self, n: usize) {
        self.outbox.extend_from_slice(&(n as u32).to_le_bytes());
    }
}
