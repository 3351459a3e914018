//! Reading the rules of a model out of data, with an error that names the place.

use std::cell::RefCell;

use super::keys::{Key, KeyRef, Keys};
use super::pattern::Pattern;
use super::pointer::{self, Path};
use super::text::concat;
use super::value::{Kind, ValueRef};

/// A model that cannot be used: where in its definition, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the model at '{pointer}': {reason}")]
pub struct InvalidModel {
    /// RFC 6901 pointer into the definition.
    pub pointer: String,
    /// What is wrong.
    pub reason: String,
}

/// A part of a definition, and its place.
///
/// What is wrong is noted, the first of it, and something harmless is read instead; whoever began asks at the end. So
/// reading is a straight line, which takes a third of the room that returning early from everywhere would take.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    pub(crate) value: ValueRef<'a>,
    pub(crate) keys: &'a Keys,
    place: Path,
    wrong: &'a RefCell<Option<InvalidModel>>,
}

impl<'a> Part<'a> {
    /// The whole definition.
    pub(crate) fn whole(value: ValueRef<'a>, keys: &'a Keys, wrong: &'a RefCell<Option<InvalidModel>>) -> Part<'a> {
        Part { value, keys, place: Path::ROOT, wrong }
    }

    /// Notes that something is wrong here.
    pub(crate) fn invalid(&self, reason: &str) {
        let invalid = || InvalidModel { pointer: self.place.pointer(self.keys), reason: reason.to_owned() };
        self.wrong.borrow_mut().get_or_insert_with(invalid);
    }

    fn inner(&self, key: Key, value: ValueRef<'a>) -> Part<'a> {
        Part { value, place: self.place.join(key), ..*self }
    }

    /// A member that may be absent.
    pub(crate) fn optional(&self, name: &str) -> Option<Part<'a>> {
        let key = self.keys.key(name.as_bytes());
        let value = self.value.get(&key, self.keys)?;
        Some(self.inner(key, value))
    }

    /// A member; this part itself if there is none.
    pub(crate) fn member(&self, name: &str) -> Part<'a> {
        self.optional(name).unwrap_or_else(|| {
            self.invalid(&concat(&["the member ", name, " is missing"]));
            self.clone()
        })
    }

    /// The elements of a list, or the members of an object.
    pub(crate) fn entries(&self, kind: Kind) -> Vec<(Key, Part<'a>)> {
        let mut entries = Vec::new();
        if self.value.kind() != kind {
            self.invalid(&concat(&["expected ", kind.name(), ", found ", self.value.kind().name()]));
            return entries;
        }
        for entry in self.value.entries() {
            let key = entry.key.map_or(Key::Index(entries.len() as u32), KeyRef::to_key);
            let part = self.inner(key.clone(), entry.value);
            entries.push((key, part));
        }
        entries
    }

    /// Text.
    pub(crate) fn text(&self) -> &'a str {
        self.value.as_str().unwrap_or_else(|| {
            self.invalid("expected text");
            ""
        })
    }

    /// A number.
    fn number(&self) -> f64 {
        self.value.as_number().unwrap_or_else(|| {
            self.invalid("expected a number");
            0.0
        })
    }

    /// The name of a member of records.
    pub(crate) fn key(&self) -> Key {
        self.keys.key(self.text().as_bytes())
    }

    /// A pattern.
    pub(crate) fn pattern(&self) -> Pattern {
        Pattern::parse(self.text(), self.keys).unwrap_or_else(|bad| {
            self.invalid(bad.reason());
            Pattern { steps: Vec::new() }
        })
    }

    /// A place in the state.
    pub(crate) fn path(&self) -> Path {
        let keys = pointer::parse(self.text().as_bytes(), self.keys).unwrap_or_else(|bad| {
            self.invalid(bad.reason());
            Vec::new()
        });
        keys.into_iter().collect()
    }

    /// A member that is text, if it is there.
    pub(crate) fn text_at(&self, name: &str) -> Option<&'a str> {
        Some(self.optional(name)?.text())
    }

    /// A member that is a number, if it is there.
    pub(crate) fn number_at(&self, name: &str) -> Option<f64> {
        Some(self.optional(name)?.number())
    }

    /// A member that names a member of records, if it is there.
    pub(crate) fn key_at(&self, name: &str) -> Option<Key> {
        Some(self.optional(name)?.key())
    }

    /// A member that is one pattern or a list of them.
    pub(crate) fn patterns(&self, name: &str) -> Vec<Pattern> {
        self.member(name);
        self.patterns_at(name)
    }

    /// The same; none if it is not there.
    pub(crate) fn patterns_at(&self, name: &str) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        if let Some(part) = self.optional(name) {
            if part.value.kind() == Kind::Array {
                for (_, part) in part.entries(Kind::Array) {
                    patterns.push(part.pattern());
                }
            } else {
                patterns.push(part.pattern());
            }
        }
        patterns
    }

    /// Whether a member is `true`.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.optional(name).is_some_and(|part| part.value.as_bool() == Some(true))
    }
}
