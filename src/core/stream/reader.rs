//! Reading a stream back, a piece at a time: whoever reads a large state can let others in between.

use std::rc::Rc;

use super::{OPEN, OPENING};
use crate::core::error::Malformed;
use crate::core::keys::{KeyRef, Keys};
use crate::core::tree::{Builder, Container};
use crate::core::value::encoding::{MAX_DEPTH, read_key, u32_at, value_len, write_key};
use crate::core::value::normal::{normal_key, normalise};
use crate::core::value::{INLINE_MAX, Kind, Value, ValueRef};

const CUT_OFF: Malformed = Malformed("a stream is cut off");

/// Makes a value out of the pieces of a stream, which may end anywhere.
#[derive(Debug)]
pub struct StreamReader<'k> {
    /// The dictionary that the stream was written with, if it is another one than `keys`.
    names: Option<Rc<Keys>>,
    keys: &'k Keys,
    /// The beginning of an entry of which the rest has not come.
    rest: Vec<u8>,
    open: Vec<Open>,
    value: Option<Value>,
    /// The entry that is being read, in normal form.
    entry: Vec<u8>,
}

/// A container of which not all entries have come.
#[derive(Debug)]
struct Open {
    builder: Builder,
    left: u32,
    /// Its own key in the container around it.
    head: Vec<u8>,
}

impl<'k> StreamReader<'k> {
    /// Reads what was written with the dictionary `names` into the terms of `keys`.
    pub fn new(names: &Rc<Keys>, keys: &'k Keys) -> StreamReader<'k> {
        // Numbers mean the same where the names are; trees find their entries by the seed of `keys` in any case.
        let names = (!names.names().eq(keys.names())).then(|| names.clone());
        StreamReader { names, keys, rest: Vec::new(), open: Vec::new(), value: None, entry: Vec::new() }
    }

    /// Takes the next piece.
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), Malformed> {
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(piece);
        let mut at = 0;
        while let Some(used) = self.step(&bytes[at..])? {
            at += used;
        }
        bytes.drain(..at);
        self.rest = bytes;
        Ok(())
    }

    /// The value, once all pieces were there.
    pub fn finish(self) -> Result<Value, Malformed> {
        self.value.filter(|_| self.rest.is_empty()).ok_or(CUT_OFF)
    }

    /// Reads one entry, or the opening of a container; `None` if there is not all of it.
    fn step(&mut self, bytes: &[u8]) -> Result<Option<usize>, Malformed> {
        if bytes.is_empty() {
            return Ok(None);
        }
        if self.value.is_some() {
            return Err(Malformed("bytes after the stream"));
        }
        self.entry.clear();
        let mut head = 0;
        if let Some(open) = self.open.last().filter(|open| open.builder.kind().is_keyed()) {
            let Some((key, used)) = read_key(bytes) else { return Ok(None) };
            let named = match (&self.names, key) {
                (Some(names), KeyRef::Id(id)) => {
                    KeyRef::Text(names.name(id).ok_or(Malformed("a key is not in the dictionary"))?)
                }
                _ => key,
            };
            let key = normal_key(named, self.keys)?;
            if open.builder.has(key, self.keys) {
                return Err(Malformed("a key occurs twice"));
            }
            write_key(key, &mut self.entry);
            head = used;
        }
        let value = &bytes[head..];
        if value.first() == Some(&OPEN) {
            return self.open(value).map(|is_open| is_open.then_some(head + OPENING));
        }
        let Some(len) = value_len(value) else { return Ok(None) };
        let start = self.entry.len();
        self.read(&value[..len])?;
        match self.open.last_mut() {
            Some(open) => open.builder.push(&self.entry, start, self.keys),
            None => self.value = Some(Value::from_normal(&self.entry, self.keys)),
        }
        self.counted();
        Ok(Some(head + len))
    }

    /// Appends a value to the entry.
    fn read(&mut self, value: &[u8]) -> Result<(), Malformed> {
        let levels = MAX_DEPTH - self.open.len();
        let mut portable = Vec::new();
        let mut value = value;
        if let Some(names) = &self.names {
            // By name from one dictionary to the other.
            ValueRef::Encoded(&normalise(value, names, levels)?).write_portable(names, &mut portable);
            value = &portable;
        }
        self.entry.extend_from_slice(&normalise(value, self.keys, levels)?);
        Ok(())
    }

    /// Opens a container under the key that is in the entry; `false` if there is not all of what opens it.
    fn open(&mut self, bytes: &[u8]) -> Result<bool, Malformed> {
        let Some(opening) = bytes.get(..OPENING) else { return Ok(false) };
        let kind = Kind::of_container(opening[1]).ok_or(Malformed("no container"))?;
        if self.open.len() == MAX_DEPTH {
            return Err(Malformed("nested too deeply"));
        }
        let left = u32_at(opening, 2).unwrap_or_default();
        self.open.push(Open { builder: Builder::new(kind), left, head: std::mem::take(&mut self.entry) });
        if left == 0 {
            self.close();
        }
        Ok(true)
    }

    /// After an entry has come.
    fn counted(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.left -= 1;
            if open.left == 0 {
                self.close();
            }
        }
    }

    /// Puts the innermost container, of which all has come, into the one around it.
    fn close(&mut self) {
        let Some(Open { builder, head, .. }) = self.open.pop() else { return };
        let value = in_normal_form(builder.finish());
        match self.open.last_mut() {
            Some(open) => open.builder.push_value(&head, value, self.keys),
            None => self.value = Some(value),
        }
        self.counted();
    }
}

/// What is small is no tree.
fn in_normal_form(container: Container) -> Value {
    let container = Rc::new(container);
    if container.size() > INLINE_MAX {
        Value::Tree(container)
    } else {
        Value::Encoded(ValueRef::Tree(&container).to_bytes().into())
    }
}

/// The value of a whole stream, which was written with the dictionary `names`.
pub fn read_stream(stream: &[u8], names: &Rc<Keys>, keys: &Keys) -> Result<Value, Malformed> {
    let mut reader = StreamReader::new(names, keys);
    reader.feed(stream)?;
    reader.finish()
}
