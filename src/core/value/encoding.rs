//! The one encoding of values: across the JavaScript boundary, in memory, in the journal.
//!
//! - A value is a tag byte and what the tag asks for. All numbers are little-endian.
//! - `00` null, `01` false, `02` true.
//! - `80..FF` the integers 0 to 127; `03` i32; `04` f64. The shortest that holds the number is the only one allowed;
//!   negative zero is an f64; NaN and infinities do not occur.
//! - `05` u8 length, UTF-8; `06` u32 length (256 or more), UTF-8.
//! - `07` array: u32 length of the body in bytes, values.
//! - `08` object, `09` map: u32 length of the body in bytes, pairs of key and value, in insertion order, no key twice.
//! - A key is a u16: with the high bit set a number in the model's dictionary ([`Keys`]), else the length of the UTF-8
//!   that follows; `7FFF` means that a u32 length (32,767 or more) follows.
//! - `0A` stands only in pages of the tree, for a value that is kept outside the page.
//!
//! Fixed widths are deliberate: a value can be skipped, cut out or replaced without reading what is inside it.

use crate::core::error::Malformed;
use crate::core::hash_index::HashIndex;
use crate::core::keys::{KeyRef, Keys};

pub(crate) const NULL: u8 = 0x00;
pub(crate) const FALSE: u8 = 0x01;
pub(crate) const TRUE: u8 = 0x02;
pub(crate) const INT: u8 = 0x03;
pub(crate) const FLOAT: u8 = 0x04;
pub(crate) const SHORT: u8 = 0x05;
pub(crate) const LONG: u8 = 0x06;
pub(crate) const ARRAY: u8 = 0x07;
pub(crate) const OBJECT: u8 = 0x08;
pub(crate) const MAP: u8 = 0x09;
pub(crate) const REF: u8 = 0x0A;
pub(crate) const SMALL: u8 = 0x80;

const KEY_ID: u16 = 0x8000;
pub(crate) const KEY_LONG: u16 = 0x7FFF;

/// Containers nested deeper than this are refused.
pub const MAX_DEPTH: usize = 128;

/// Bytes before the body of an array, object or map.
pub(crate) const HEADER: usize = 5;

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The length of the value that `bytes` begins with.
#[allow(
    clippy::inline_always,
    reason = "every walk over bytes asks it for each value: 3 to 8 % more instructions without"
)]
#[inline(always)]
pub(crate) fn value_len(bytes: &[u8]) -> Option<usize> {
    let len = match *bytes.first()? {
        NULL | FALSE | TRUE | REF | SMALL.. => 1,
        INT => 5,
        FLOAT => 9,
        SHORT => 2 + usize::from(*bytes.get(1)?),
        LONG | ARRAY | OBJECT | MAP => HEADER.checked_add(u32_at(bytes, 1)? as usize)?,
        _ => return None,
    };
    (len <= bytes.len()).then_some(len)
}

/// The key that `bytes` begins with, and its encoded length.
#[allow(clippy::inline_always, reason = "as `value_len`")]
#[inline(always)]
pub(crate) fn read_key(bytes: &[u8]) -> Option<(KeyRef<'_>, usize)> {
    let head = u16::from_le_bytes(bytes.get(..2)?.try_into().ok()?);
    if head & KEY_ID != 0 {
        return Some((KeyRef::Id(head & !KEY_ID), 2));
    }
    let (start, len) = if head == KEY_LONG { (6_usize, u32_at(bytes, 2)? as usize) } else { (2, usize::from(head)) };
    let end = start.checked_add(len)?;
    Some((KeyRef::Text(bytes.get(start..end)?), end))
}

pub(crate) fn write_key(key: KeyRef<'_>, out: &mut Vec<u8>) {
    match key {
        KeyRef::Id(id) => out.extend_from_slice(&(id | KEY_ID).to_le_bytes()),
        KeyRef::Text(text) => {
            if text.len() < usize::from(KEY_LONG) {
                out.extend_from_slice(&(text.len() as u16).to_le_bytes());
            } else {
                out.extend_from_slice(&KEY_LONG.to_le_bytes());
                out.extend_from_slice(&(text.len() as u32).to_le_bytes());
            }
            out.extend_from_slice(text);
        }
    }
}

#[allow(clippy::float_cmp, reason = "asks whether the number is exactly an i32")]
fn as_integer(n: f64) -> Option<i32> {
    (f64::from(n as i32) == n && !(n == 0.0 && n.is_sign_negative())).then_some(n as i32)
}

pub(crate) fn write_number(n: f64, out: &mut Vec<u8>) {
    match as_integer(n) {
        Some(small @ 0..=127) => out.push(SMALL | small as u8),
        Some(integer) => {
            out.push(INT);
            out.extend_from_slice(&integer.to_le_bytes());
        }
        None => {
            out.push(FLOAT);
            out.extend_from_slice(&n.to_le_bytes());
        }
    }
}

pub(crate) fn write_str(text: &[u8], out: &mut Vec<u8>) {
    if let Ok(len) = u8::try_from(text.len()) {
        out.extend_from_slice(&[SHORT, len]);
    } else {
        out.push(LONG);
        out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    }
    out.extend_from_slice(text);
}

/// Writes text that `fill` appends.
pub(crate) fn write_text(out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    out.extend_from_slice(&[SHORT, 0]);
    fill(out);
    let len = out.len() - at - 2;
    if let Ok(len) = u8::try_from(len) {
        out[at + 1] = len;
    } else {
        let head = [&[LONG], (len as u32).to_le_bytes().as_slice()].concat();
        out.splice(at..at + 2, head);
    }
}

/// Writes a container whose body `fill` appends.
pub(crate) fn write_container<E>(
    tag: u8,
    out: &mut Vec<u8>,
    fill: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    out.push(tag);
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    fill(out)?;
    let len = (out.len() - at - 4) as u32;
    out[at..at + 4].copy_from_slice(&len.to_le_bytes());
    Ok(())
}

/// Reads untrusted bytes and appends the same value in normal form: names of the dictionary as numbers, numbers as
/// short as they can be. Everything that the module's rules forbid is an error; nothing panics.
///
/// `levels` is how many containers may be nested: [`MAX_DEPTH`] for a state, more for what a state is wrapped in.
pub fn normalise(bytes: &[u8], keys: &Keys, out: &mut Vec<u8>, levels: usize) -> Result<(), Malformed> {
    if is_normal(bytes, keys, levels) {
        // At once: a browser takes longer to begin a copy than to copy what most values consist of.
        out.extend_from_slice(bytes);
        return Ok(());
    }
    let used = normalise_at(bytes, keys, out, levels)?;
    if used == bytes.len() { Ok(()) } else { Err(Malformed("bytes after the value")) }
}

/// Whether bytes are a value that is in normal form already. If not, [`normalise`] says whether they are one at all.
pub(crate) fn is_normal(bytes: &[u8], keys: &Keys, levels: usize) -> bool {
    normal_len(bytes, keys, levels) == Some(bytes.len())
}

/// The length of the value that `bytes` begins with, if that is in normal form.
fn normal_len(bytes: &[u8], keys: &Keys, levels: usize) -> Option<usize> {
    let len = value_len(bytes)?;
    let is_normal = match bytes[0] {
        tag @ (ARRAY | OBJECT | MAP) => {
            let below = levels.checked_sub(1)?;
            let body = &bytes[HEADER..len];
            let mut seen = SeenKeys::default();
            let mut at = 0;
            while at < body.len() {
                if tag != ARRAY {
                    let (key, used) = read_key(&body[at..])?;
                    if used != key.encoded_len() || normal_key(key, keys) != Ok(key) {
                        return None;
                    }
                    seen.insert(key, &body[..at], keys).ok()?;
                    at += used;
                }
                at += normal_len(&body[at..], keys, below)?;
            }
            true
        }
        SHORT => std::str::from_utf8(&bytes[2..len]).is_ok(),
        LONG => len - HEADER > usize::from(u8::MAX) && std::str::from_utf8(&bytes[HEADER..len]).is_ok(),
        FLOAT => {
            let n = f64::from_le_bytes(bytes[1..9].try_into().ok()?);
            n.is_finite() && as_integer(n).is_none()
        }
        INT => !(0..=127).contains(&u32_at(bytes, 1)?.cast_signed()),
        REF => false,
        _ => true,
    };
    is_normal.then_some(len)
}

fn normalise_at(bytes: &[u8], keys: &Keys, out: &mut Vec<u8>, levels: usize) -> Result<usize, Malformed> {
    let len = value_len(bytes).ok_or(Malformed("a value is cut off or has an unknown tag"))?;
    match bytes[0] {
        tag @ (ARRAY | OBJECT | MAP) => {
            let below = levels.checked_sub(1).ok_or(Malformed("nested too deeply"))?;
            write_container(tag, out, |out| {
                let start = out.len();
                let mut body = &bytes[HEADER..len];
                let mut seen = SeenKeys::default();
                while !body.is_empty() {
                    if tag != ARRAY {
                        let (key, used) = read_key(body).ok_or(Malformed("a key is cut off"))?;
                        let key = normal_key(key, keys)?;
                        seen.insert(key, &out[start..], keys)?;
                        write_key(key, out);
                        body = &body[used..];
                    }
                    body = &body[normalise_at(body, keys, out, below)?..];
                }
                Ok(())
            })?;
        }
        SHORT | LONG => {
            let text = &bytes[if bytes[0] == SHORT { 2 } else { HEADER }..len];
            std::str::from_utf8(text).map_err(|_| Malformed("text is not UTF-8"))?;
            write_str(text, out);
        }
        REF => return Err(Malformed("a reference outside a page")),
        FLOAT => {
            let n = f64::from_le_bytes(bytes[1..9].try_into().map_err(|_| Malformed("a number is cut off"))?);
            if !n.is_finite() {
                return Err(Malformed("a number is not finite"));
            }
            write_number(n, out);
        }
        INT => {
            let n = u32_at(bytes, 1).ok_or(Malformed("a number is cut off"))?.cast_signed();
            write_number(f64::from(n), out);
        }
        _ => out.push(bytes[0]),
    }
    Ok(len)
}

/// A key as it is kept: the number of a name that is in the dictionary, else UTF-8.
pub(crate) fn normal_key<'a>(key: KeyRef<'a>, keys: &Keys) -> Result<KeyRef<'a>, Malformed> {
    match key {
        KeyRef::Id(id) if keys.name(id).is_none() => Err(Malformed("a key is not in the dictionary")),
        KeyRef::Id(_) => Ok(key),
        KeyRef::Text(text) => match keys.id(text) {
            Some(id) => Ok(KeyRef::Id(id)),
            None if std::str::from_utf8(text).is_ok() => Ok(key),
            None => Err(Malformed("a key is not UTF-8")),
        },
    }
}

/// So many keys are looked through, more are found by an index.
const FEW: usize = 12;
/// Stands for a key that has no number.
const NO_ID: u16 = u16::MAX;

/// Finds a key that occurs twice.
#[derive(Default)]
struct SeenKeys {
    count: usize,
    /// Numbers of the first keys.
    few: [u16; FEW],
    has_texts: bool,
    /// Where in the bytes written so far a key with a hash stands, once there are more.
    places: HashIndex,
}

impl SeenKeys {
    /// Takes the key that comes next, after the pairs in `written`.
    fn insert(&mut self, key: KeyRef<'_>, written: &[u8], keys: &Keys) -> Result<(), Malformed> {
        let twice = if self.count < FEW {
            let (id, twice) = match key {
                KeyRef::Id(id) => (id, self.few[..self.count].contains(&id)),
                KeyRef::Text(_) => {
                    let twice = self.has_texts && pairs(written).any(|(other, _)| other == key);
                    self.has_texts = true;
                    (NO_ID, twice)
                }
            };
            self.few[self.count] = id;
            twice
        } else {
            if self.count == FEW {
                let mut at = 0;
                for (key, value) in pairs(written) {
                    self.places.insert(keys.hash(key), at as u32);
                    at += key.encoded_len() + value.len();
                }
            }
            let hash = keys.hash(key);
            let twice = self
                .places
                .find(hash)
                .any(|at| read_key(&written[at as usize..]).is_some_and(|(other, _)| other == key));
            self.places.insert(hash, written.len() as u32);
            twice
        };
        self.count += 1;
        if twice { Err(Malformed("a key occurs twice")) } else { Ok(()) }
    }
}

/// The pairs of a normal object body; ends early where the bytes do.
pub(crate) fn pairs(body: &[u8]) -> impl Iterator<Item = (KeyRef<'_>, &[u8])> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let (key, used) = read_key(rest)?;
        let len = value_len(&rest[used..])?;
        let value = &rest[used..used + len];
        rest = &rest[used + len..];
        Some((key, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
        let mut out = Vec::new();
        normalise(bytes, &Keys::new(["id"], 0), &mut out, MAX_DEPTH).map(|()| out)
    }

    #[test]
    fn numbers_take_their_shortest_form() {
        let cases: [(f64, &[u8]); 6] = [
            (0.0, &[0x80]),
            (127.0, &[0xFF]),
            (128.0, &[INT, 128, 0, 0, 0]),
            (-1.0, &[INT, 255, 255, 255, 255]),
            (-0.0, &[FLOAT, 0, 0, 0, 0, 0, 0, 0, 0x80]),
            (0.5, &[FLOAT, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F]),
        ];
        for (n, expected) in cases {
            let mut out = Vec::new();
            write_number(n, &mut out);
            assert_eq!(out, expected, "{n}");
            let mut long = vec![FLOAT];
            long.extend_from_slice(&n.to_le_bytes());
            assert_eq!(normal(&long).as_deref(), Ok(expected), "{n}");
        }
    }

    #[test]
    fn a_name_of_the_dictionary_becomes_its_number() {
        let text = [OBJECT, 5, 0, 0, 0, 2, 0, b'i', b'd', TRUE];
        assert_eq!(normal(&text), Ok(vec![OBJECT, 3, 0, 0, 0, 0, 0x80, TRUE]));
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        let cases: [&[u8]; 10] = [
            &[],
            &[0x0B],
            &[REF],
            &[INT, 1, 2],
            &[SHORT, 3, b'a'],
            &[SHORT, 1, 0xFF],
            &[ARRAY, 9, 0, 0, 0, NULL],
            &[OBJECT, 3, 0, 0, 0, 9, 0x80, TRUE],
            &[NULL, NULL],
            &[OBJECT, 8, 0, 0, 0, 1, 0, b'a', TRUE, 1, 0, b'a', TRUE],
        ];
        for bytes in cases {
            assert!(normal(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_written_is_normal_and_what_could_be_shorter_is_not() {
        let keys = Keys::new(["id"], 0);
        let is = |bytes: &[u8]| is_normal(bytes, &keys, 1);
        let normal: [&[u8]; 8] = [
            &[NULL],
            &[0xFF],
            &[INT, 128, 0, 0, 0],
            &[FLOAT, 0, 0, 0, 0, 0, 0, 0, 0x80],
            &[SHORT, 1, b'a'],
            &[OBJECT, 3, 0, 0, 0, 0, 0x80, TRUE],
            &[MAP, 8, 0, 0, 0, 1, 0, b'a', TRUE, 1, 0, b'b', TRUE],
            &[ARRAY, 0, 0, 0, 0],
        ];
        for bytes in normal {
            assert!(is(bytes), "{bytes:?}");
        }
        let other: [&[u8]; 9] = [
            &[INT, 127, 0, 0, 0],
            &[FLOAT, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F],
            &[FLOAT, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F],
            &[LONG, 1, 0, 0, 0, b'a'],
            &[OBJECT, 5, 0, 0, 0, 2, 0, b'i', b'd', TRUE],
            &[OBJECT, 8, 0, 0, 0, 0xFF, 0x7F, 1, 0, 0, 0, b'a', TRUE],
            &[MAP, 6, 0, 0, 0, 0, 0x80, TRUE, 0, 0x80, TRUE],
            &[ARRAY, 5, 0, 0, 0, ARRAY, 0, 0, 0, 0],
            &[NULL, NULL],
        ];
        for bytes in other {
            assert!(!is(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nest = |depth| {
            let mut bytes = vec![NULL];
            for _ in 0..depth {
                let mut outer = vec![ARRAY];
                outer.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
                outer.extend_from_slice(&bytes);
                bytes = outer;
            }
            bytes
        };
        assert!(normal(&nest(MAX_DEPTH)).is_ok());
        assert!(normal(&nest(MAX_DEPTH + 1)).is_err());
    }
}
