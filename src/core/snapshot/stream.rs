//! A value as a stream of bytes in chunks.
//!
//! - What is small (see [`crate::core::value::INLINE_MAX`]) stands in the stream in the encoding of
//!   [`crate::core::value::encoding`], names of the dictionary as numbers.
//! - A larger container is `0D`, its tag, u32 its number of entries, and the entries: without a length in bytes, so that a
//!   change inside one changes no byte outside of it.
//! - A chunk ends after an entry whose hash says so, once in 256, when it has 16 KiB; at the latest at 256 KiB.

use std::rc::Rc;

use xxhash_rust::xxh64::xxh64;

use crate::core::error::Malformed;
use crate::core::keys::Keys;
use crate::core::tree::{Container, Digest, digest};
use crate::core::value::encoding::{ARRAY, MAP, MAX_DEPTH, read_key, u32_at, value_len, write_container, write_key};
use crate::core::value::{Value, ValueRef};

const OPEN: u8 = 0x0D;
/// Bytes that open a container: tags and number of entries.
const OPENING: usize = 6;
const LEAST: usize = 16 << 10;
const MOST: usize = 256 << 10;
/// Which hashes end a chunk.
const CUT: u64 = 0xFF;

/// The name of a chunk: a digest of its bytes.
pub fn chunk_id(bytes: &[u8]) -> Digest {
    digest(ValueRef::Encoded(bytes))
}

/// A piece of a stream, at most 256 KiB.
pub type Chunk = Vec<u8>;

/// Walks over a value, a chunk at a time: the value may go on changing elsewhere.
#[derive(Debug)]
pub struct Stream {
    /// The containers that are open, each with the number of entries that are done.
    levels: Vec<(Rc<Container>, usize)>,
    chunk: Chunk,
}

impl Stream {
    /// A stream of this value.
    pub fn new(value: &Value) -> Stream {
        let mut stream = Stream { levels: Vec::new(), chunk: Vec::new() };
        stream.value(value.view());
        stream
    }

    /// The next chunk; `None` at the end.
    pub fn next_chunk(&mut self) -> Option<Chunk> {
        while self.chunk.len() < MOST && !self.fill() {}
        let rest = self.chunk.split_off(self.chunk.len().min(MOST));
        let chunk = std::mem::replace(&mut self.chunk, rest);
        (!chunk.is_empty()).then_some(chunk)
    }

    /// Goes on with the innermost container; returns whether the chunk ends here.
    fn fill(&mut self) -> bool {
        let Some(depth) = self.levels.len().checked_sub(1) else { return true };
        let (container, done) = self.levels[depth].clone();
        for entry in container.entries_from(done) {
            let start = self.chunk.len();
            if let Some(key) = entry.key {
                write_key(key, &mut self.chunk);
            }
            self.value(entry.value);
            self.levels[depth].1 += 1;
            if self.chunk.len() >= LEAST && xxh64(&self.chunk[start..], 0) & CUT == 0 {
                return true;
            }
            if self.levels.len() > depth + 1 || self.chunk.len() >= MOST {
                return false;
            }
        }
        self.levels.truncate(depth);
        false
    }

    fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Encoded(bytes) => self.chunk.extend_from_slice(bytes),
            ValueRef::Tree(container) => {
                self.chunk.extend_from_slice(&[OPEN, container.kind().tag()]);
                self.chunk.extend_from_slice(&(container.len() as u32).to_le_bytes());
                self.levels.push((container.clone(), 0));
            }
        }
    }
}

/// The value of a whole stream, which was written with the dictionary `names`.
pub fn read_slice(stream: &[u8], names: &Keys, keys: &Keys) -> Result<Value, Malformed> {
    let mut bytes = Vec::with_capacity(stream.len());
    let mut rest = stream;
    read_value(&mut rest, &mut bytes, MAX_DEPTH)?;
    if !rest.is_empty() {
        return Err(Malformed("bytes after the slice"));
    }
    let value = Value::decode(&bytes, names)?;
    if names.names().eq(keys.names()) {
        return Ok(value);
    }
    // By name from one dictionary to the other.
    bytes.clear();
    value.view().write_portable(names, &mut bytes);
    Value::decode(&bytes, keys)
}

fn take<'a>(stream: &mut &'a [u8], len: usize) -> Result<&'a [u8], Malformed> {
    let (taken, rest) = stream.split_at_checked(len).ok_or(CUT_OFF)?;
    *stream = rest;
    Ok(taken)
}

const CUT_OFF: Malformed = Malformed("a slice is cut off");

fn read_value(stream: &mut &[u8], out: &mut Vec<u8>, levels: usize) -> Result<(), Malformed> {
    if stream.first() != Some(&OPEN) {
        let len = value_len(stream).ok_or(CUT_OFF)?;
        out.extend_from_slice(take(stream, len)?);
        return Ok(());
    }
    let opening = take(stream, OPENING)?;
    let (tag, count) = (opening[1], u32_at(opening, 2).ok_or(CUT_OFF)?);
    if !(ARRAY..=MAP).contains(&tag) {
        return Err(Malformed("no container"));
    }
    let below = levels.checked_sub(1).ok_or(Malformed("nested too deeply"))?;
    write_container(tag, out, |out| {
        for _ in 0..count {
            if tag != ARRAY {
                let (_, used) = read_key(stream).ok_or(CUT_OFF)?;
                out.extend_from_slice(take(stream, used)?);
            }
            read_value(stream, out, below)?;
        }
        Ok(())
    })
}
