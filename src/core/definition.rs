//! Reading the rules of a model out of data, with an error that names the place.

use super::keys::{Key, Keys};
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

/// What reading gives.
pub(crate) type Read<T> = Result<T, InvalidModel>;

/// A part of a definition, and its place.
///
/// Deliberately few and plain functions that are called often: each of them is in the module once, while a chain of
/// closures would be in it at every place where something is read.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    pub(crate) value: ValueRef<'a>,
    pub(crate) keys: &'a Keys,
    place: Path,
}

impl<'a> Part<'a> {
    /// The whole definition.
    pub(crate) fn whole(value: ValueRef<'a>, keys: &'a Keys) -> Part<'a> {
        Part { value, keys, place: Path::ROOT }
    }

    /// The error that something is wrong here.
    pub(crate) fn invalid(&self, reason: &str) -> InvalidModel {
        InvalidModel { pointer: self.place.pointer(self.keys), reason: reason.to_owned() }
    }

    fn inner(&self, key: Key, value: ValueRef<'a>) -> Part<'a> {
        Part { value, keys: self.keys, place: self.place.join(key) }
    }

    /// A member that may be absent.
    pub(crate) fn optional(&self, name: &str) -> Option<Part<'a>> {
        let key = self.keys.key(name.as_bytes());
        let value = self.value.get(&key, self.keys)?;
        Some(self.inner(key, value))
    }

    /// A member.
    pub(crate) fn member(&self, name: &str) -> Read<Part<'a>> {
        match self.optional(name) {
            Some(part) => Ok(part),
            None => Err(self.invalid(&concat(&["the member ", name, " is missing"]))),
        }
    }

    /// The elements of a list, or the members of an object.
    pub(crate) fn entries(&self, kind: Kind) -> Read<Vec<(Key, Part<'a>)>> {
        if self.value.kind() != kind {
            return Err(self.invalid(&concat(&["expected ", kind.name(), ", found ", self.value.kind().name()])));
        }
        let mut entries = Vec::new();
        for entry in self.value.entries() {
            let key = entry.key.map_or(Key::Index(entries.len() as u32), |key| key.to_key());
            let part = self.inner(key.clone(), entry.value);
            entries.push((key, part));
        }
        Ok(entries)
    }

    /// Text.
    pub(crate) fn text(&self) -> Read<&'a str> {
        match self.value.as_str() {
            Some(text) => Ok(text),
            None => Err(self.invalid("expected text")),
        }
    }

    /// A number.
    fn number(&self) -> Read<f64> {
        match self.value.as_number() {
            Some(number) => Ok(number),
            None => Err(self.invalid("expected a number")),
        }
    }

    /// The name of a member of records.
    pub(crate) fn key(&self) -> Read<Key> {
        Ok(self.keys.key(self.text()?.as_bytes()))
    }

    /// A pattern.
    pub(crate) fn pattern(&self) -> Read<Pattern> {
        match Pattern::parse(self.text()?, self.keys) {
            Ok(pattern) => Ok(pattern),
            Err(bad) => Err(self.invalid(bad.reason())),
        }
    }

    /// A place in the state.
    pub(crate) fn path(&self) -> Read<Path> {
        match pointer::parse(self.text()?.as_bytes(), self.keys) {
            Ok(keys) => Ok(keys.into_iter().collect()),
            Err(bad) => Err(self.invalid(bad.reason())),
        }
    }

    /// A member that is text, if it is there.
    pub(crate) fn text_at(&self, name: &str) -> Read<Option<&'a str>> {
        match self.optional(name) {
            Some(part) => Ok(Some(part.text()?)),
            None => Ok(None),
        }
    }

    /// A member that is a number, if it is there.
    pub(crate) fn number_at(&self, name: &str) -> Read<Option<f64>> {
        match self.optional(name) {
            Some(part) => Ok(Some(part.number()?)),
            None => Ok(None),
        }
    }

    /// A member that names a member of records, if it is there.
    pub(crate) fn key_at(&self, name: &str) -> Read<Option<Key>> {
        match self.optional(name) {
            Some(part) => Ok(Some(part.key()?)),
            None => Ok(None),
        }
    }

    /// A member that is one pattern or a list of them; none if it is not there.
    pub(crate) fn patterns_at(&self, name: &str) -> Read<Vec<Pattern>> {
        let mut patterns = Vec::new();
        if let Some(part) = self.optional(name) {
            if part.value.kind() != Kind::Array {
                patterns.push(part.pattern()?);
                return Ok(patterns);
            }
            for (_, part) in part.entries(Kind::Array)? {
                patterns.push(part.pattern()?);
            }
        }
        Ok(patterns)
    }

    /// The same, of which there has to be one.
    pub(crate) fn must_have_patterns(&self, name: &str) -> Read<Vec<Pattern>> {
        self.member(name)?;
        self.patterns_at(name)
    }

    /// Whether a member is `true`.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.optional(name).is_some_and(|part| part.value.as_bool() == Some(true))
    }
}
