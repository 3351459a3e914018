//! Normal form: every value has one encoding.
//!
//! What comes from outside may name members by their text, and hold numbers longer than they have to be. What is kept does not: so equal
//! values are equal bytes, and a member is found by its number.

use std::borrow::Cow;

use super::encoding::{
    ARRAY, FLOAT, HEADER, INT, LONG, MAP, OBJECT, REF, SHORT, as_integer, pairs, split_key, split_value, u32_at,
    value_len, write_container, write_key, write_number, write_str,
};
use crate::core::error::Malformed;
use crate::core::hash_index::HashIndex;
use crate::core::keys::{KeyRef, Keys};

/// Reads untrusted bytes: the same value in normal form, that is names of the dictionary as numbers, and numbers as short as they can
/// be. Everything that the rules of the encoding forbid is an error; nothing panics.
///
/// `levels` is how many containers may be nested: [`MAX_DEPTH`](super::encoding::MAX_DEPTH) for a state, more for what a state is
/// wrapped in.
pub(crate) fn normalise<'b>(bytes: &'b [u8], keys: &Keys, levels: usize) -> Result<Cow<'b, [u8]>, Malformed> {
    if after_normal(bytes, keys, levels).is_some_and(<[u8]>::is_empty) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut out = Vec::with_capacity(bytes.len());
    let used = normalise_at(bytes, keys, &mut out, levels)?;
    if used == bytes.len() { Ok(Cow::Owned(out)) } else { Err(Malformed("bytes after the value")) }
}

/// What follows the value that `bytes` begins with, if that is in normal form.
fn after_normal<'b>(bytes: &'b [u8], keys: &Keys, levels: usize) -> Option<&'b [u8]> {
    let (value, after) = split_value(bytes)?;
    let is_normal = match *value {
        [ARRAY, _, _, _, _, ref body @ ..] => {
            let below = levels.checked_sub(1)?;
            let mut rest = body;
            while !rest.is_empty() {
                rest = after_normal(rest, keys, below)?;
            }
            true
        }
        [OBJECT | MAP, _, _, _, _, ref body @ ..] => {
            let below = levels.checked_sub(1)?;
            let mut seen = SeenKeys::default();
            let mut rest = body;
            while !rest.is_empty() {
                let (key, from) = split_key(rest)?;
                let is_normal = match key {
                    KeyRef::Id(id) => keys.name(id).is_some(),
                    KeyRef::Text(_) => rest.len() - from.len() == key.encoded_len() && normal_key(key, keys) == Ok(key),
                };
                if !is_normal {
                    return None;
                }
                seen.insert(key, &body[..body.len() - rest.len()], keys).ok()?;
                rest = after_normal(from, keys, below)?;
            }
            true
        }
        [SHORT, _, ref text @ ..] => std::str::from_utf8(text).is_ok(),
        [LONG, _, _, _, _, ref text @ ..] => text.len() > usize::from(u8::MAX) && std::str::from_utf8(text).is_ok(),
        [FLOAT, ref n @ ..] => {
            let n = f64::from_le_bytes(n.try_into().ok()?);
            n.is_finite() && as_integer(n).is_none()
        }
        [INT, ref n @ ..] => !(0..=127).contains(&i32::from_le_bytes(n.try_into().ok()?)),
        [tag, ..] => tag != REF,
        [] => false,
    };
    is_normal.then_some(after)
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
                        let (key, from) = split_key(body).ok_or(Malformed("a key is cut off"))?;
                        let key = normal_key(key, keys)?;
                        seen.insert(key, &out[start..], keys)?;
                        write_key(key, out);
                        body = from;
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
    /// The next after the greatest of them: records name their members in nearly the order of the dictionary.
    next: u16,
    has_texts: bool,
    /// Where in the bytes written so far a key with a hash stands, once there are more.
    places: HashIndex,
}

impl SeenKeys {
    /// Takes the key that comes next, after the pairs in `written`.
    fn insert(&mut self, key: KeyRef<'_>, written: &[u8], keys: &Keys) -> Result<(), Malformed> {
        let twice = if self.count < FEW {
            let (id, twice) = match key {
                KeyRef::Id(id) if id >= self.next => {
                    self.next = id + 1;
                    (id, false)
                }
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
                .any(|at| split_key(&written[at as usize..]).is_some_and(|(other, _)| other == key));
            self.places.insert(hash, written.len() as u32);
            twice
        };
        self.count += 1;
        if twice { Err(Malformed("a key occurs twice")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::encoding::{MAX_DEPTH, NULL, TRUE};
    use super::*;

    fn normal(bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
        normalise(bytes, &Keys::new(["id"], 0), MAX_DEPTH).map(Cow::into_owned)
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
        let is = |bytes: &[u8]| matches!(normalise(bytes, &keys, 1), Ok(Cow::Borrowed(_)));
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
