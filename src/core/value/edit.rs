//! One change inside an encoded container: a new encoding in which everything else is the same bytes.

use std::rc::Rc;

use super::Value;
use super::encoding::{ARRAY, HEADER, MAP, OBJECT, read_key, split_key, value_len, write_key};
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

impl Edit {
    pub(crate) fn brings_tree(&self) -> bool {
        matches!(self, Edit::Put(Value::Tree(_), _) | Edit::Insert(Value::Tree(_)))
    }
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
            let (found, from) = split_key(bytes.get(at..)?)?;
            hit = key.with_ref(|key| key == found);
            at = bytes.len() - from.len();
        }
        let end = at + value_len(bytes.get(at..)?)?;
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    fn keys() -> Keys {
        Keys::new(["id"], 0)
    }

    fn edited(json: &Json, path: &str, edit: &Edit) -> Result<(Json, Option<usize>), EditFault> {
        let keys = keys();
        let bytes = Value::from_json(json, &keys).expect("JSON can be encoded").view().to_bytes();
        let path = crate::core::pointer::parse(path.as_bytes(), &keys).expect("a pointer");
        let path: Vec<&Key> = path.iter().collect();
        let (bytes, edited) = edit_encoded(&bytes, &path, edit, &keys)?;
        let after = Value::decode(&bytes, &keys).expect("an edit leaves normal form");
        assert_eq!(after.view().to_bytes(), bytes);
        Ok((after.view().to_json(&keys), edited.position))
    }

    fn put(position: Option<usize>) -> Edit {
        Edit::Put(Value::text("new"), position)
    }

    #[test]
    fn a_member_goes_to_the_end_or_to_the_place_it_is_given() {
        let state = json!({ "a": 1.0, "id": 2.0 });
        let names = |position| {
            let (after, _) = edited(&state, "/x", &put(position)).expect("possible");
            after.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(names(None), ["a", "id", "x"]);
        assert_eq!(names(Some(0)), ["x", "a", "id"]);
        assert_eq!(names(Some(1)), ["a", "x", "id"]);
        assert_eq!(names(Some(99)), ["a", "id", "x"]);
        assert_eq!(edited(&state, "/id", &put(Some(0))), Ok((json!({ "a": 1.0, "id": "new" }), None)));
    }

    #[test]
    fn an_element_goes_before_the_position_and_no_further_than_the_end() {
        let insert = Edit::Insert(Value::text("new"));
        let list = json!({ "id": [1.0, 2.0] });
        assert_eq!(edited(&list, "/id/0", &insert), Ok((json!({ "id": ["new", 1.0, 2.0] }), None)));
        assert_eq!(edited(&list, "/id/2", &insert), Ok((json!({ "id": [1.0, 2.0, "new"] }), None)));
        let beyond = EditFault { depth: 1, reason: EditFault::NOT_AN_INDEX };
        assert_eq!(edited(&list, "/id/3", &insert), Err(beyond));
        assert_eq!(edited(&list, "/id/-", &insert), Err(beyond));
        assert_eq!(edited(&json!([]), "/0", &insert), Ok((json!(["new"]), None)));
        assert_eq!(edited(&json!([]), "/1", &insert), Err(EditFault::here(EditFault::NOT_AN_INDEX)));
    }

    #[test]
    fn what_is_taken_out_tells_its_place_among_members_and_none_in_a_list() {
        let state = json!({ "a": [1.0, 2.0], "id": 2.0 });
        assert_eq!(edited(&state, "/id", &Edit::Remove), Ok((json!({ "a": [1.0, 2.0] }), Some(1))));
        assert_eq!(edited(&state, "/a/0", &Edit::Remove), Ok((json!({ "a": [2.0], "id": 2.0 }), None)));
    }

    #[test]
    fn lengths_are_put_right_on_every_level() {
        let state = json!({ "a": { "b": { "c": [0.0] } }, "z": true });
        let long = Edit::Put(Value::text(&"x".repeat(400)), None);
        let (after, _) = edited(&state, "/a/b/c/0", &long).expect("possible");
        assert_eq!(after["a"]["b"]["c"][0], json!("x".repeat(400)));
        assert_eq!(after["z"], json!(true));
    }

    #[test]
    fn what_is_not_there_cannot_be_edited() {
        let state = json!({ "a": [1.0], "text": "x" });
        for (path, edit, depth, reason) in [
            ("/b", &Edit::Remove, 0, EditFault::MISSING),
            ("/b/c", &put(None), 0, EditFault::MISSING),
            ("/a/1", &put(None), 1, EditFault::MISSING),
            ("/a/1", &Edit::Remove, 1, EditFault::MISSING),
            ("/a/id", &put(None), 1, EditFault::NOT_AN_INDEX),
            ("/text/x", &put(None), 1, EditFault::NOT_A_CONTAINER),
            ("/text", &Edit::Insert(Value::null()), 0, EditFault::MISSING),
        ] {
            assert_eq!(edited(&state, path, edit), Err(EditFault { depth, reason }), "{path} {edit:?}");
        }
        assert_eq!(edited(&state, "", &Edit::Remove), Err(EditFault::here(EditFault::MISSING)));
    }
}
