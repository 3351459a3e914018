//! Names of object members: the dictionary of the model's own names, and [`Key`], a name that is ready to compare.
//!
//! The names that a schema mentions repeat in every record, so they are encoded as two bytes. The dictionary is
//! made once from the model and never grows: names that an application invents at run time stay text.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::rc::Rc;

use xxhash_rust::xxh64::{Xxh64, xxh64};

/// More names than this are not put into a dictionary; the rest is encoded as text.
pub const MAX_NAMES: usize = 0x7FFF;

/// The names of a model, and the seed of every hash table whose keys an application chooses.
#[derive(Debug, Default)]
pub struct Keys {
    names: Vec<Rc<[u8]>>,
    ids: HashMap<Rc<[u8]>, u16, Seeded>,
    seed: Seeded,
}

impl Keys {
    /// A dictionary of `names` in their order; `seed` should come from outside randomness. A name that looks like an
    /// array position stays text: in a pointer, it could be either.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>, seed: u64) -> Keys {
        let seed = Seeded(seed);
        let mut keys = Keys { names: Vec::new(), ids: HashMap::with_hasher(seed), seed };
        for name in names {
            let name: Rc<[u8]> = name.as_bytes().into();
            let position = array_index(&name).is_some();
            if keys.names.len() < MAX_NAMES && !position && !keys.ids.contains_key(&name) {
                keys.ids.insert(name.clone(), keys.names.len() as u16);
                keys.names.push(name);
            }
        }
        keys
    }

    /// The number of a name, if the dictionary has it.
    pub fn id(&self, name: &[u8]) -> Option<u16> {
        self.ids.get(name).copied()
    }

    /// The name of a number.
    pub fn name(&self, id: u16) -> Option<&[u8]> {
        self.names.get(usize::from(id)).map(|name| &**name)
    }

    /// All names, in the order of their numbers.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.names.iter().map(|name| &**name)
    }

    /// A key in its one normal form.
    pub fn key(&self, name: &[u8]) -> Key {
        if let Some(id) = self.id(name) {
            Key::Id(id)
        } else if let Some(index) = array_index(name) {
            Key::Index(index)
        } else {
            Key::Text(name.into())
        }
    }

    /// The hash of a key, equal for equal names.
    pub(crate) fn hash(&self, key: KeyRef<'_>) -> u32 {
        match key {
            KeyRef::Id(id) => (u64::from(id) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) as u32,
            KeyRef::Text(text) => xxh64(text, self.seed.0) as u32,
        }
    }

    /// The builder for hash maps whose keys an application chooses.
    pub(crate) fn hasher(&self) -> Seeded {
        self.seed
    }
}

/// A member name or array position, normalised so that equal names are equal keys: a position where the text is one,
/// else a dictionary number where there is one, else the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A number in [`Keys`].
    Id(u16),
    /// A canonical array position; also the normal form of a member whose name looks like one.
    Index(u32),
    /// Any other name, UTF-8.
    Text(Rc<[u8]>),
}

impl Key {
    /// Calls `then` with the key as it is encoded.
    pub(crate) fn with_ref<R>(&self, then: impl FnOnce(KeyRef<'_>) -> R) -> R {
        match self {
            Key::Id(id) => then(KeyRef::Id(*id)),
            Key::Text(text) => then(KeyRef::Text(text)),
            Key::Index(index) => then(KeyRef::Text(index.to_string().as_bytes())),
        }
    }

    /// The position this key means in an array.
    pub fn index(&self) -> Option<usize> {
        if let Key::Index(index) = self { Some(*index as usize) } else { None }
    }

    /// Appends the name as text.
    pub fn push_name(&self, keys: &Keys, out: &mut Vec<u8>) {
        match self {
            Key::Id(id) => out.extend_from_slice(keys.name(*id).unwrap_or_default()),
            Key::Text(text) => out.extend_from_slice(text),
            Key::Index(index) => out.extend_from_slice(index.to_string().as_bytes()),
        }
    }
}

/// A member name as it stands in encoded bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRef<'a> {
    /// A number in [`Keys`].
    Id(u16),
    /// UTF-8 text.
    Text(&'a [u8]),
}

impl<'a> KeyRef<'a> {
    /// The name as text.
    pub fn name(self, keys: &'a Keys) -> &'a [u8] {
        match self {
            KeyRef::Id(id) => keys.name(id).unwrap_or_default(),
            KeyRef::Text(text) => text,
        }
    }

    /// The normal form.
    pub fn to_key(self) -> Key {
        match self {
            KeyRef::Id(id) => Key::Id(id),
            KeyRef::Text(text) => match array_index(text) {
                Some(index) => Key::Index(index),
                None => Key::Text(text.into()),
            },
        }
    }
}

/// A canonical array position: digits without a leading zero, below 2^32 - 1 (ECMAScript "array index").
pub(crate) fn array_index(name: &[u8]) -> Option<u32> {
    let canonical =
        matches!(name, [b'0'] | [b'1'..=b'9', ..]) && name.len() <= 10 && name.iter().all(u8::is_ascii_digit);
    let value = canonical.then(|| name.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0')))?;
    u32::try_from(value).ok().filter(|index| *index != u32::MAX)
}

/// A hasher whose seed is chosen at run time, so that chosen keys cannot be made to collide.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seeded(u64);

impl BuildHasher for Seeded {
    type Hasher = SeededHasher;
    fn build_hasher(&self) -> SeededHasher {
        SeededHasher(self.0)
    }
}

/// See [`Seeded`]: xxh64 for text, a multiplication for numbers.
#[derive(Debug)]
pub struct SeededHasher(u64);

impl Hasher for SeededHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut hasher = Xxh64::new(self.0);
        hasher.update(bytes);
        self.0 = hasher.digest();
    }
    fn write_u8(&mut self, n: u8) {
        self.write_u64(n.into());
    }
    fn write_u16(&mut self, n: u16) {
        self.write_u64(n.into());
    }
    fn write_u32(&mut self, n: u32) {
        self.write_u64(n.into());
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x517C_C1B7_2722_0A95);
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
    fn write_isize(&mut self, n: isize) {
        self.write_u64(n as u64);
    }
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_canonical_positions_are_positions() {
        assert_eq!(array_index(b"0"), Some(0));
        assert_eq!(array_index(b"4294967294"), Some(u32::MAX - 1));
        for other in ["", "00", "01", "-1", "1e3", " 1", "4294967295", "99999999999"] {
            assert_eq!(array_index(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_name_of_the_dictionary_has_one_normal_form() {
        let keys = Keys::new(["id", "7", "07", "id"], 1);
        assert_eq!(keys.key(b"id"), Key::Id(0));
        assert_eq!(keys.key(b"07"), Key::Id(1));
        assert_eq!(keys.key(b"7"), Key::Index(7), "it may be a position");
        assert_eq!(keys.key(b"8"), Key::Index(8));
        assert_eq!(keys.key(b"else"), Key::Text(b"else".as_slice().into()));
        assert_eq!(keys.name(1), Some(b"07".as_slice()));
    }
}
