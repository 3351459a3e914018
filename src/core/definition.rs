//! Reading the rules of a model out of data, with an error that names the place.

use super::keys::{Key, Keys};
use super::pattern::Pattern;
use super::pointer;
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
#[derive(Clone)]
pub(crate) struct Part<'a> {
    pub(crate) value: ValueRef<'a>,
    pub(crate) keys: &'a Keys,
    place: String,
}

impl<'a> Part<'a> {
    /// The whole definition.
    pub(crate) fn whole(value: ValueRef<'a>, keys: &'a Keys) -> Part<'a> {
        Part { value, keys, place: String::new() }
    }

    /// The error that something is wrong here.
    pub(crate) fn invalid(&self, reason: &str) -> InvalidModel {
        InvalidModel { pointer: self.place.clone(), reason: reason.to_owned() }
    }

    fn inner(&self, key: &Key, value: ValueRef<'a>) -> Part<'a> {
        let place = concat(&[&self.place, &pointer::pointer([key], self.keys)]);
        Part { value, keys: self.keys, place }
    }

    /// A member that may be absent.
    pub(crate) fn optional(&self, name: &str) -> Option<Part<'a>> {
        let key = self.keys.key(name.as_bytes());
        self.value.get(&key, self.keys).map(|value| self.inner(&key, value))
    }

    /// A member.
    pub(crate) fn member(&self, name: &str) -> Result<Part<'a>, InvalidModel> {
        self.optional(name).ok_or_else(|| self.invalid(&concat(&["the member ", name, " is missing"])))
    }

    /// The elements of a list, or the members of an object.
    pub(crate) fn entries(&self, kind: Kind) -> Result<Vec<(Key, Part<'a>)>, InvalidModel> {
        if self.value.kind() != kind {
            return Err(self.invalid(&concat(&["expected ", kind.name(), ", found ", self.value.kind().name()])));
        }
        let key = |index, key: Option<super::keys::KeyRef<'_>>| key.map_or(Key::Index(index), |key| key.to_key());
        let inner = |(index, entry): (u32, super::value::Entry<'a>)| {
            let key = key(index, entry.key);
            let part = self.inner(&key, entry.value);
            (key, part)
        };
        Ok((0..).zip(self.value.entries()).map(inner).collect())
    }

    /// Text.
    pub(crate) fn text(&self) -> Result<&'a str, InvalidModel> {
        self.value.as_str().ok_or_else(|| self.invalid("expected text"))
    }

    /// A number.
    pub(crate) fn number(&self) -> Result<f64, InvalidModel> {
        self.value.as_number().ok_or_else(|| self.invalid("expected a number"))
    }

    /// The name of a member of records.
    pub(crate) fn key(&self) -> Result<Key, InvalidModel> {
        Ok(self.keys.key(self.text()?.as_bytes()))
    }

    /// A member that is `true`.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.optional(name).and_then(|part| part.value.as_bool()) == Some(true)
    }

    /// A pattern.
    pub(crate) fn pattern(&self) -> Result<Pattern, InvalidModel> {
        Pattern::parse(self.text()?, self.keys).map_err(|reason| self.invalid(&reason))
    }

    /// One pattern or a list of them.
    pub(crate) fn patterns(&self) -> Result<Vec<Pattern>, InvalidModel> {
        if self.value.kind() == Kind::Array {
            self.entries(Kind::Array)?.iter().map(|(_, part)| part.pattern()).collect()
        } else {
            Ok(vec![self.pattern()?])
        }
    }
}
