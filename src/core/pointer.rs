//! JSON Pointer, RFC 6901: `/memory/nodes/a~1b` names the entry `a/b` of `nodes` of `memory`.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use crate::core::keys::{Key, Keys};

/// A pointer that is none, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadPointer(&'static str);

impl BadPointer {
    /// What is wrong with it.
    pub fn reason(self) -> &'static str {
        self.0
    }
}

/// The reference tokens of a pointer, unescaped.
pub fn tokens(pointer: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, BadPointer> {
    let mut tokens = Vec::new();
    each_token(pointer, |token| tokens.push(token))?;
    Ok(tokens)
}

fn each_token<'p>(pointer: &'p [u8], mut take: impl FnMut(Cow<'p, [u8]>)) -> Result<(), BadPointer> {
    let Some((slash, rest)) = pointer.split_first() else { return Ok(()) };
    if *slash != b'/' {
        return Err(BadPointer("a pointer is empty or starts with '/'"));
    }
    std::str::from_utf8(pointer).map_err(|_| BadPointer("a pointer is UTF-8 text"))?;
    for token in rest.split(|byte| *byte == b'/') {
        take(unescape(token)?);
    }
    Ok(())
}

fn unescape(token: &[u8]) -> Result<Cow<'_, [u8]>, BadPointer> {
    if !token.contains(&b'~') {
        return Ok(Cow::Borrowed(token));
    }
    let mut out = Vec::with_capacity(token.len());
    let mut bytes = token.iter();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'~' => match bytes.next() {
                Some(b'0') => b'~',
                Some(b'1') => b'/',
                _ => return Err(BadPointer("'~' is followed by 0 or 1")),
            },
            other => *other,
        });
    }
    Ok(Cow::Owned(out))
}

/// The keys that a pointer names.
pub fn parse(pointer: &[u8], keys: &Keys) -> Result<Vec<Key>, BadPointer> {
    let mut path = Vec::new();
    each_token(pointer, |token| path.push(keys.key(&token)))?;
    Ok(path)
}

/// A place in the state. Paths that begin alike share their beginning.
#[derive(Clone, Default)]
pub struct Path(Option<Rc<Step>>);

struct Step {
    parent: Path,
    key: Key,
    depth: usize,
}

/// One step after the other: a pointer from outside may have more of them than a stack has room for.
impl Drop for Step {
    fn drop(&mut self) {
        let mut parent = self.parent.0.take();
        while let Some(Ok(mut step)) = parent.map(Rc::try_unwrap) {
            parent = step.parent.0.take();
        }
    }
}

impl Path {
    /// The whole state.
    pub const ROOT: Path = Path(None);

    /// One step further.
    #[must_use]
    pub fn join(&self, key: Key) -> Path {
        Path(Some(Rc::new(Step { parent: self.clone(), key, depth: self.len() + 1 })))
    }

    /// The number of steps.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |step| step.depth)
    }

    /// Whether this is the whole state.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The steps, from the root on.
    pub fn keys(&self) -> Vec<&Key> {
        let mut keys = Vec::with_capacity(self.len());
        let mut path = self;
        while let Some(step) = &path.0 {
            keys.push(&step.key);
            path = &step.parent;
        }
        keys.reverse();
        keys
    }

    /// The last step, and the path to where it is taken from.
    pub fn split(&self) -> Option<(&Path, &Key)> {
        self.0.as_ref().map(|step| (&step.parent, &step.key))
    }

    /// Whether both are known to be entries of one container: they share how they begin.
    pub(crate) fn is_beside(&self, other: &Path) -> bool {
        match (self.split(), other.split()) {
            (Some((Path(Some(parent)), _)), Some((Path(Some(same)), _))) => Rc::ptr_eq(parent, same),
            _ => false,
        }
    }

    /// As RFC 6901 text.
    pub fn pointer(&self, keys: &Keys) -> String {
        let mut out = Vec::new();
        self.write_pointer(keys, &mut out);
        text(out)
    }

    /// Appends it as RFC 6901 text.
    pub(crate) fn write_pointer(&self, keys: &Keys, out: &mut Vec<u8>) {
        // So many steps and no more are taken one in the other: a pointer from outside may have more than a stack has room for.
        const NESTED: usize = 32;
        match &self.0 {
            None => {}
            Some(step) if step.depth <= NESTED => {
                step.parent.write_pointer(keys, out);
                write_step(&step.key, keys, out);
            }
            Some(_) => self.keys().into_iter().for_each(|key| write_step(key, keys, out)),
        }
    }
}

/// Makes paths of pointers, one after the other: what one begins with like the one before is read, and kept, once.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    pointer: Vec<u8>,
    path: Path,
}

impl Paths {
    /// The place that a pointer names.
    pub(crate) fn path(&mut self, pointer: &[u8], keys: &Keys) -> Result<Path, BadPointer> {
        let common = self.pointer.iter().zip(pointer).take_while(|(before, here)| before == here).count();
        let ends = |pointer: &[u8]| pointer.get(common).is_none_or(|byte| *byte == b'/');
        // Whole tokens.
        let common = if ends(&self.pointer) && ends(pointer) {
            common
        } else {
            pointer[..common].iter().rposition(|byte| *byte == b'/').unwrap_or_default()
        };
        let mut path = self.path.clone();
        for _ in self.pointer[common..].iter().filter(|byte| **byte == b'/') {
            path = path.split().map_or(Path::ROOT, |(parent, _)| parent.clone());
        }
        each_token(&pointer[common..], |token| path = path.join(keys.key(&token)))?;
        self.pointer.truncate(common);
        self.pointer.extend_from_slice(&pointer[common..]);
        self.path = path.clone();
        Ok(path)
    }
}

impl FromIterator<Key> for Path {
    fn from_iter<I: IntoIterator<Item = Key>>(keys: I) -> Path {
        keys.into_iter().fold(Path::ROOT, |path, key| path.join(key))
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys()).finish()
    }
}

/// A sequence of keys as RFC 6901 text.
pub fn pointer<'k>(path: impl IntoIterator<Item = &'k Key>, keys: &Keys) -> String {
    let mut out = Vec::new();
    path.into_iter().for_each(|key| write_step(key, keys, &mut out));
    text(out)
}

fn text(utf8: Vec<u8>) -> String {
    String::from_utf8(utf8).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn write_step(key: &Key, keys: &Keys, out: &mut Vec<u8>) {
    out.push(b'/');
    let from = out.len();
    key.push_name(keys, out);
    if out[from..].iter().any(|byte| matches!(byte, b'~' | b'/')) {
        for byte in out.split_off(from) {
            match byte {
                b'~' => out.extend_from_slice(b"~0"),
                b'/' => out.extend_from_slice(b"~1"),
                other => out.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pointer_after_the_other_is_read_as_if_it_were_alone() {
        let keys = Keys::new(["a", "ab"], 0);
        let (mut paths, mut dice) = (Paths::default(), 1_u32);
        let mut roll = |sides: usize| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 16) as usize % sides
        };
        for _ in 0..5_000 {
            let parts = ["/", "/", "/", "a", "b", "~0", "~1", "~", "é", "7"];
            let text: String = (0..roll(9)).map(|_| parts[roll(parts.len())]).collect();
            let alone = parse(text.as_bytes(), &keys);
            let path = paths.path(text.as_bytes(), &keys);
            assert_eq!(path.is_ok(), alone.is_ok(), "{text}");
            if let (Ok(path), Ok(alone)) = (path, alone) {
                assert_eq!(path.keys(), alone.iter().collect::<Vec<_>>(), "{text}");
                assert_eq!(path.len(), alone.len());
            }
        }
    }

    #[test]
    fn places_in_one_container_share_the_way_there() {
        let (keys, mut paths) = (Keys::default(), Paths::default());
        let mut path = |text: &str| paths.path(text.as_bytes(), &keys).expect("a pointer");
        let (one, two, deeper) = (path("/list/one"), path("/list/two"), path("/list/two/three"));
        assert!(one.is_beside(&two) && !two.is_beside(&deeper));
        assert!(path("/list/two/four").is_beside(&deeper) && path("/list/on").is_beside(&one));
    }

    #[test]
    fn the_examples_of_the_rfc_go_there_and_back() {
        let keys = Keys::default();
        for text in
            ["", "/foo", "/foo/0", "/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n", "/~01"]
        {
            let parsed = parse(text.as_bytes(), &keys).expect(text);
            assert_eq!(pointer(&parsed, &keys), text);
        }
        assert_eq!(
            tokens(b"/a~1b/m~0n/~01"),
            Ok(vec![Cow::Borrowed(b"a/b".as_slice()), Cow::Borrowed(b"m~n"), Cow::Borrowed(b"~1")])
        );
    }

    #[test]
    fn what_is_no_pointer_is_refused() {
        for text in ["a", "/~", "/~2", "/a~"] {
            assert!(tokens(text.as_bytes()).is_err(), "{text}");
        }
    }
}
