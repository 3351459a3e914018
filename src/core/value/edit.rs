//! One change inside an encoded container: a new encoding in which everything else is the same bytes.

use std::rc::Rc;

use super::Value;
use super::encoding::{ARRAY, HEADER, MAP, OBJECT, read_key, value_len, write_key};
use crate::core::keys::{Key, Keys};

/// What to do at the end of a path.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// Set a member: in place if it is there, else appended, or brought back to the position given. In an array:
    /// replace the element, which must be there.
    Put(Value, Option<usize>),
    /// Insert an element before the position; the length appends.
    Insert(Value),
    /// Take the entry out.
    Remove,
}

/// What an edit found.
#[derive(Debug, Default)]
pub(crate) struct Edited {
    /// The value that was there.
    pub(crate) before: Option<Value>,
    /// Its position among the members, when one was taken out.
    pub(crate) position: Option<usize>,
}

/// Why an edit is impossible: how many steps of the path could be taken, and what went wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EditFault {
    pub(crate) depth: usize,
    pub(crate) reason: &'static str,
}

impl EditFault {
    pub(crate) const MISSING: &'static str = "there is no such entry";
    pub(crate) const NOT_A_CONTAINER: &'static str = "a scalar has no entries";
    pub(crate) const NOT_AN_INDEX: &'static str =
        "an array position is a number without leading zeros, up to the length";

    pub(crate) fn here(reason: &'static str) -> EditFault {
        EditFault { depth: 0, reason }
    }

    pub(crate) fn deeper(self) -> EditFault {
        EditFault { depth: self.depth + 1, ..self }
    }
}

/// Where an entry stands in the body: start of the entry, of its value, its end, and its position.
struct Span {
    start: usize,
    value: usize,
    end: usize,
    position: usize,
}

fn locate(bytes: &[u8], key: &Key) -> Option<Span> {
    let keyed = bytes[0] != ARRAY;
    let mut at = HEADER;
    for position in 0.. {
        let start = at;
        let mut hit = key.index() == Some(position);
        if keyed {
            let (found, used) = read_key(&bytes[at..])?;
            hit = key.with_ref(|key| key == found);
            at += used;
        }
        let end = at + value_len(&bytes[at..])?;
        if hit {
            return Some(Span { start, value: at, end, position });
        }
        at = end;
    }
    None
}

/// Carries out `edit` at the end of `path` (which is not empty) inside the encoded container `bytes`.
pub(crate) fn edit_encoded(
    bytes: &[u8],
    path: &[&Key],
    edit: &Edit,
    keys: &Keys,
) -> Result<(Vec<u8>, Edited), EditFault> {
    let Some((key, deeper)) = path.split_first() else { return Err(EditFault::here(EditFault::MISSING)) };
    if !matches!(bytes.first(), Some(&(ARRAY | OBJECT | MAP))) {
        return Err(EditFault::here(EditFault::NOT_A_CONTAINER));
    }
    let array = bytes[0] == ARRAY;
    if array && key.index().is_none() {
        return Err(EditFault::here(EditFault::NOT_AN_INDEX));
    }
    let span = locate(bytes, key);
    if !deeper.is_empty() {
        let span = span.ok_or(EditFault::here(EditFault::MISSING))?;
        let (inner, edited) =
            edit_encoded(&bytes[span.value..span.end], deeper, edit, keys).map_err(EditFault::deeper)?;
        return Ok((splice(bytes, span.value, span.end, &inner), edited));
    }
    let before = |span: &Span| Some(Value::from_normal(&bytes[span.value..span.end], keys));
    match (edit, span) {
        (Edit::Put(value, _), Some(span)) => {
            let bytes = splice(bytes, span.value, span.end, &value.view().to_bytes());
            Ok((bytes, Edited { before: before(&span), position: None }))
        }
        (Edit::Put(value, position), None) if !array => {
            let mut entry = Vec::new();
            key.with_ref(|key| write_key(key, &mut entry));
            value.view().write(&mut entry);
            let at = position.map_or(bytes.len(), |position| start_of(bytes, position, true));
            Ok((splice(bytes, at, at, &entry), Edited::default()))
        }
        (Edit::Insert(value), span) if array => {
            let index = key.index().unwrap_or_default();
            let at = span.map_or_else(|| start_of(bytes, index, false), |span| span.start);
            if at == bytes.len() && index != Value::Encoded(Rc::from(bytes)).view().len() {
                return Err(EditFault::here(EditFault::NOT_AN_INDEX));
            }
            Ok((splice(bytes, at, at, &value.view().to_bytes()), Edited::default()))
        }
        (Edit::Remove, Some(span)) => Ok((
            splice(bytes, span.start, span.end, &[]),
            Edited { before: before(&span), position: (!array).then_some(span.position) },
        )),
        _ => Err(EditFault::here(EditFault::MISSING)),
    }
}

/// Where the entry at a position starts; the end where there is none.
fn start_of(bytes: &[u8], position: usize, keyed: bool) -> usize {
    let mut at = HEADER;
    for _ in 0..position {
        let key = if keyed { read_key(&bytes[at..]).map_or(0, |(_, used)| used) } else { 0 };
        let Some(len) = bytes.get(at + key..).and_then(value_len) else { return bytes.len() };
        at += key + len;
    }
    at
}

/// The container with the bytes from `start` to `end` replaced, and its length put right.
fn splice(bytes: &[u8], start: usize, end: usize, middle: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() - (end - start) + middle.len());
    out.extend_from_slice(&bytes[..start]);
    out.extend_from_slice(middle);
    out.extend_from_slice(&bytes[end..]);
    let len = (out.len() - HEADER) as u32;
    out[1..HEADER].copy_from_slice(&len.to_le_bytes());
    out
}
