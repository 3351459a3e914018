//! Names of object members: the dictionary of the model's own names, and [`Key`], a name that is ready to compare.
//!
//! The names that a schema mentions repeat in every record, so they are encoded as two bytes. The dictionary is
//! made once from the model and never grows: names that an application invents at run time stay text.

use std::cmp::Ordering;
use std::rc::Rc;

use xxhash_rust::xxh64::xxh64;

use super::hash_index::HashIndex;
use super::value::encoding::KEY_LONG;

/// More names than this are not put into a dictionary; the rest is encoded as text.
pub const MAX_NAMES: usize = 0x7FFF;

/// The names of a model, and the seed of every hash table whose keys an application chooses.
#[derive(Debug, Default)]
pub struct Keys {
    names: Vec<Rc<[u8]>>,
    ids: HashIndex,
    seed: u64,
}

impl Keys {
    /// A dictionary of `names` in their order; `seed` should come from outside randomness. A name that looks like an
    /// array position stays text: in a pointer, it could be either.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>, seed: u64) -> Keys {
        let mut keys = Keys { names: Vec::new(), ids: HashIndex::default(), seed };
        for name in names {
            let name = name.as_bytes();
            if keys.names.len() < MAX_NAMES && array_index(name).is_none() && keys.id(name).is_none() {
                keys.ids.insert(keys.hash_text(name), keys.names.len() as u32);
                keys.names.push(name.into());
            }
        }
        keys
    }

    /// The number of a name, if the dictionary has it.
    pub fn id(&self, name: &[u8]) -> Option<u16> {
        self.ids.find(self.hash_text(name)).map(|id| id as u16).find(|id| self.name(*id) == Some(name))
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
            KeyRef::Text(text) => self.hash_text(text),
        }
    }

    /// The hash by which an id is known. Seeded, so that ids cannot be made to collide.
    pub(crate) fn hash_id(&self, id: &[u8]) -> u64 {
        xxh64(id, self.seed)
    }

    /// The hash of text. Seeded, so that chosen keys cannot be made to collide.
    pub(crate) fn hash_text(&self, text: &[u8]) -> u32 {
        xxh64(text, self.seed) as u32
    }
}

/// A member name or array position, normalised so that equal names are equal keys: a position where the text is one,
/// else a dictionary number where there is one, else the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

    /// The most bytes it takes where it is encoded.
    pub(crate) fn encoded_len(&self) -> usize {
        match self {
            Key::Id(id) => KeyRef::Id(*id).encoded_len(),
            Key::Text(text) => KeyRef::Text(text).encoded_len(),
            // Ten digits at the most.
            Key::Index(_) => 12,
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

    /// How many bytes it takes.
    pub(crate) fn encoded_len(self) -> usize {
        match self {
            KeyRef::Id(_) => 2,
            KeyRef::Text(text) if text.len() < usize::from(KEY_LONG) => 2 + text.len(),
            KeyRef::Text(text) => 6 + text.len(),
        }
    }

    /// How its normal form compares with a key, without making it.
    pub(crate) fn compare(self, key: &Key) -> Ordering {
        match (self, key) {
            (KeyRef::Id(id), Key::Id(other)) => id.cmp(other),
            (KeyRef::Id(_), _) => Ordering::Less,
            (KeyRef::Text(_), Key::Id(_)) => Ordering::Greater,
            (KeyRef::Text(text), Key::Index(other)) => array_index(text).map_or(Ordering::Greater, |at| at.cmp(other)),
            (KeyRef::Text(text), Key::Text(_)) if array_index(text).is_some() => Ordering::Less,
            (KeyRef::Text(text), Key::Text(other)) => text.cmp(other),
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
