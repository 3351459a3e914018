//! The one encoding of values: across the JavaScript boundary, in memory, in the journal.
//!
//! - A value is a tag byte and what the tag asks for. All numbers are little-endian.
//! - `00` null, `01` false, `02` true.
//! - `80..FF` the integers 0 to 127; `03` i32; `04` f64. The shortest that holds the number is the only one allowed;
//!   negative zero is an f64; NaN and infinities do not occur.
//! - `05` u8 length, UTF-8; `06` u32 length (256 or more), UTF-8.
//! - `07` array: u32 length of the body in bytes, values.
//! - `08` object, `09` map: u32 length of the body in bytes, pairs of key and value, in insertion order, no key twice.
//! - A key is a u16: with the high bit set a number in the model's dictionary ([`Keys`](crate::core::keys::Keys)), else the length of the UTF-8
//!   that follows; `7FFF` means that a u32 length (32,767 or more) follows.
//! - `0A` stands only in pages of the tree, for a value that is kept outside the page.
//!
//! Fixed widths are deliberate: a value can be skipped, cut out or replaced without reading what is inside it.

use crate::core::keys::KeyRef;

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

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// By tag, how long a value is; 0 where the tag does not say. A look into a table is faster than a `match`, and smaller.
static LENGTHS: [u8; 256] = {
    let mut lengths = [0; 256];
    let mut tag = SMALL as usize;
    while tag < 256 {
        lengths[tag] = 1;
        tag += 1;
    }
    (lengths[NULL as usize], lengths[FALSE as usize], lengths[TRUE as usize], lengths[REF as usize]) = (1, 1, 1, 1);
    (lengths[INT as usize], lengths[FLOAT as usize]) = (5, 9);
    lengths
};

/// The value that `bytes` begins with, and what follows it.
#[allow(
    clippy::inline_always,
    reason = "every walk over bytes asks it for each value: 3 to 8 % more instructions without"
)]
#[inline(always)]
pub(crate) fn split_value(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let tag = *bytes.first()?;
    let len = match usize::from(LENGTHS[usize::from(tag)]) {
        0 if tag == SHORT => 2 + usize::from(*bytes.get(1)?),
        0 if tag < REF => HEADER.checked_add(u32_at(bytes, 1)? as usize)?,
        0 => return None,
        len => len,
    };
    bytes.split_at_checked(len)
}

/// The length of the value that `bytes` begins with.
#[allow(clippy::inline_always, reason = "as `split_value`")]
#[inline(always)]
pub(crate) fn value_len(bytes: &[u8]) -> Option<usize> {
    split_value(bytes).map(|(value, _)| value.len())
}

/// The key that `bytes` begins with, and what follows it.
#[allow(clippy::inline_always, reason = "as `split_value`")]
#[inline(always)]
pub(crate) fn split_key(bytes: &[u8]) -> Option<(KeyRef<'_>, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    let head = u16::from_le_bytes(*head);
    if head & KEY_ID != 0 {
        return Some((KeyRef::Id(head & !KEY_ID), rest));
    }
    let (len, rest) = if head == KEY_LONG {
        let (len, rest) = rest.split_first_chunk::<4>()?;
        (u32::from_le_bytes(*len) as usize, rest)
    } else {
        (usize::from(head), rest)
    };
    let (text, rest) = rest.split_at_checked(len)?;
    Some((KeyRef::Text(text), rest))
}

/// The key that `bytes` begins with, and its encoded length.
pub(crate) fn read_key(bytes: &[u8]) -> Option<(KeyRef<'_>, usize)> {
    split_key(bytes).map(|(key, rest)| (key, bytes.len() - rest.len()))
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
pub(super) fn as_integer(n: f64) -> Option<i32> {
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

/// The pairs of a normal object body; ends early where the bytes do.
pub(crate) fn pairs(body: &[u8]) -> impl Iterator<Item = (KeyRef<'_>, &[u8])> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let (key, from) = split_key(rest)?;
        let (value, after) = split_value(from)?;
        rest = after;
        Some((key, value))
    })
}
