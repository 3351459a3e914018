//! Reading a value without knowing its form.

use std::rc::Rc;

use super::Value;
use super::encoding::{self, HEADER, split_key, split_value};
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::tree::{Container, TreeEntries};

/// The seven kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A finite IEEE 754 double.
    Number,
    /// UTF-8 text.
    String,
    /// An ordered list.
    Array,
    /// A plain object; members in insertion order.
    Object,
    /// A `Map` with string keys; entries in insertion order.
    Map,
}

impl Kind {
    /// The name used in messages.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean => "boolean",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Array => "array",
            Kind::Object => "object",
            Kind::Map => "Map",
        }
    }

    /// Whether values of this kind have entries.
    pub fn is_container(self) -> bool {
        matches!(self, Kind::Array | Kind::Object | Kind::Map)
    }

    /// Whether entries have names.
    pub fn is_keyed(self) -> bool {
        matches!(self, Kind::Object | Kind::Map)
    }

    pub(crate) fn tag(self) -> u8 {
        match self {
            Kind::Object => encoding::OBJECT,
            Kind::Map => encoding::MAP,
            _ => encoding::ARRAY,
        }
    }

    /// What a container with this tag is.
    pub(crate) fn of_container(tag: u8) -> Option<Kind> {
        match tag {
            encoding::ARRAY => Some(Kind::Array),
            encoding::OBJECT => Some(Kind::Object),
            encoding::MAP => Some(Kind::Map),
            _ => None,
        }
    }
}

/// A borrowed value.
#[derive(Clone, Copy, Debug)]
pub enum ValueRef<'a> {
    /// Exactly the bytes of one value in normal form.
    Encoded(&'a [u8]),
    /// A container that is kept as a tree.
    Tree(&'a Rc<Container>),
}

/// One entry of a container; arrays have no keys.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The member's name, in objects and maps.
    pub key: Option<KeyRef<'a>>,
    /// Its value.
    pub value: ValueRef<'a>,
}

impl<'a> ValueRef<'a> {
    /// Which of the seven kinds this is.
    pub fn kind(self) -> Kind {
        match self {
            ValueRef::Tree(container) => container.kind(),
            ValueRef::Encoded(bytes) => match bytes.first() {
                Some(&(encoding::FALSE | encoding::TRUE)) => Kind::Boolean,
                Some(&(encoding::INT | encoding::FLOAT | encoding::SMALL..)) => Kind::Number,
                Some(&(encoding::SHORT | encoding::LONG)) => Kind::String,
                Some(&encoding::ARRAY) => Kind::Array,
                Some(&encoding::OBJECT) => Kind::Object,
                Some(&encoding::MAP) => Kind::Map,
                _ => Kind::Null,
            },
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        match self {
            ValueRef::Encoded([encoding::TRUE]) => Some(true),
            ValueRef::Encoded([encoding::FALSE]) => Some(false),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(self) -> Option<f64> {
        let ValueRef::Encoded(bytes) = self else { return None };
        match *bytes {
            [small] if small >= encoding::SMALL => Some(f64::from(small & 0x7F)),
            [encoding::INT, a, b, c, d] => Some(f64::from(i32::from_le_bytes([a, b, c, d]))),
            [encoding::FLOAT, ref n @ ..] => Some(f64::from_le_bytes(n.try_into().ok()?)),
            _ => None,
        }
    }

    /// The text as UTF-8 bytes, if it is one.
    pub fn as_text(self) -> Option<&'a [u8]> {
        match self {
            ValueRef::Encoded([encoding::SHORT, _, text @ ..] | [encoding::LONG, _, _, _, _, text @ ..]) => Some(text),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(self) -> Option<&'a str> {
        std::str::from_utf8(self.as_text()?).ok()
    }

    /// The length of the encoding in bytes.
    pub fn size(self) -> usize {
        match self {
            ValueRef::Encoded(bytes) => bytes.len(),
            ValueRef::Tree(container) => container.size(),
        }
    }

    /// How many pieces of memory it consists of, which is known and not counted: pages of entries and the branches above
    /// them; what is no tree is one piece.
    pub fn nodes(self) -> usize {
        match self {
            ValueRef::Encoded(_) => 1,
            ValueRef::Tree(container) => container.root().nodes,
        }
    }

    /// How many entries there are.
    pub fn len(self) -> usize {
        match self {
            ValueRef::Encoded(_) => self.entries().count(),
            ValueRef::Tree(container) => container.len(),
        }
    }

    /// Whether there are no entries.
    pub fn is_empty(self) -> bool {
        self.entries().next().is_none()
    }

    /// The entries in order; none for what is no container.
    pub fn entries(self) -> Entries<'a> {
        match self {
            ValueRef::Tree(container) => Entries::Tree(container.entries()),
            ValueRef::Encoded(bytes) if self.kind().is_container() => {
                Entries::Encoded { rest: &bytes[HEADER..], keyed: self.kind().is_keyed() }
            }
            ValueRef::Encoded(_) => Entries::Encoded { rest: &[], keyed: false },
        }
    }

    /// The entry under a key, or at the position that the key is.
    pub fn get(self, key: &Key, keys: &Keys) -> Option<ValueRef<'a>> {
        match self {
            ValueRef::Tree(container) => container.get(key, keys),
            ValueRef::Encoded(bytes) => match self.kind() {
                Kind::Array => self.at(key.index()?),
                Kind::Object | Kind::Map => key.with_ref(|key| member(&bytes[HEADER..], key)),
                _ => None,
            },
        }
    }

    /// The entry at a position, whatever the kind.
    pub fn at(self, index: usize) -> Option<ValueRef<'a>> {
        match self {
            ValueRef::Tree(container) => container.at(index).map(|entry| entry.value),
            ValueRef::Encoded(_) => self.entries().nth(index).map(|entry| entry.value),
        }
    }

    /// Follows a path.
    pub fn find<'k>(self, path: impl IntoIterator<Item = &'k Key>, keys: &Keys) -> Option<ValueRef<'a>> {
        path.into_iter().try_fold(self, |value, key| value.get(key, keys))
    }

    /// A value of one's own; a tree is shared, not copied.
    pub fn to_value(self) -> Value {
        match self {
            ValueRef::Encoded(bytes) => Value::Encoded(bytes.into()),
            ValueRef::Tree(container) => Value::Tree(container.clone()),
        }
    }

    /// Appends the encoding in normal form.
    pub fn write(self, out: &mut Vec<u8>) {
        match self {
            ValueRef::Encoded(bytes) => out.extend_from_slice(bytes),
            ValueRef::Tree(container) => {
                out.push(container.kind().tag());
                out.extend_from_slice(&((container.size() - HEADER) as u32).to_le_bytes());
                for entry in container.entries() {
                    if let Some(key) = entry.key {
                        encoding::write_key(key, out);
                    }
                    entry.value.write(out);
                }
            }
        }
    }

    /// Appends the encoding with every name as text: for readers with another dictionary.
    pub fn write_portable(self, keys: &Keys, out: &mut Vec<u8>) {
        let kind = self.kind();
        match self {
            ValueRef::Encoded(bytes) if !kind.is_container() => out.extend_from_slice(bytes),
            _ => {
                let _: Result<(), ()> = encoding::write_container(kind.tag(), out, |out| {
                    for entry in self.entries() {
                        if let Some(key) = entry.key {
                            encoding::write_key(KeyRef::Text(key.name(keys)), out);
                        }
                        entry.value.write_portable(keys, out);
                    }
                    Ok(())
                });
            }
        }
    }

    /// The encoding in normal form.
    pub fn to_bytes(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.size());
        self.write(&mut out);
        out
    }
}

/// The member of a name. As a loop, since it is what a walk over all records does most.
fn member<'a>(mut rest: &'a [u8], key: KeyRef<'_>) -> Option<ValueRef<'a>> {
    loop {
        let (found, from) = split_key(rest)?;
        let (value, after) = split_value(from)?;
        let is_it = match (found, key) {
            (KeyRef::Id(a), KeyRef::Id(b)) => a == b,
            _ => found == key,
        };
        if is_it {
            return Some(ValueRef::Encoded(value));
        }
        rest = after;
    }
}

/// See [`ValueRef::entries`].
#[derive(Clone, Debug)]
pub enum Entries<'a> {
    /// From bytes.
    Encoded {
        /// What has not been read.
        rest: &'a [u8],
        /// Whether a key stands before each value.
        keyed: bool,
    },
    /// From a tree.
    Tree(TreeEntries<'a>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        match self {
            Entries::Tree(entries) => entries.next(),
            Entries::Encoded { rest, keyed } => {
                let mut key = None;
                if *keyed {
                    let (found, from) = split_key(rest)?;
                    key = Some(found);
                    *rest = from;
                }
                let (value, after) = split_value(rest)?;
                *rest = after;
                Some(Entry { key, value: ValueRef::Encoded(value) })
            }
        }
    }
}
