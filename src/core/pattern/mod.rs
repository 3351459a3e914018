//! Patterns: pointers in which a step `*` matches every entry of a container.
//!
//! Rules of a model speak of the state in patterns (`/memory/nodes/*/connections/*`). Several of them are laid into one
//! [`Trie`], so that one [`Walk`] over the state, or over what an update changed, serves all of them.

mod trie;
mod walk;

pub(crate) use trie::{ROOT, Trie};
pub(crate) use walk::{Place, Turn, Walk, within};

use super::keys::{Key, Keys};
use super::pointer::{self, BadPointer};

/// One step of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The entry under this key.
    Key(Key),
    /// Every entry.
    Any,
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) steps: Vec<Step>,
}

impl Pattern {
    /// Reads an RFC 6901 pointer in which a token `*` stands for every entry.
    pub(crate) fn parse(text: &str, keys: &Keys) -> Result<Pattern, BadPointer> {
        let mut steps = Vec::new();
        for token in pointer::tokens(text.as_bytes())? {
            steps.push(if *token == *b"*" { Step::Any } else { Step::Key(keys.key(&token)) });
        }
        Ok(Pattern { steps })
    }

    /// One step further.
    pub(crate) fn join(&self, key: &Key) -> Pattern {
        let mut steps = self.steps.clone();
        steps.push(Step::Key(key.clone()));
        Pattern { steps }
    }

    /// The pattern of the container whose entries these are, if this one ends in `*`.
    pub(crate) fn container(&self) -> Option<Pattern> {
        let (last, above) = self.steps.split_last()?;
        (*last == Step::Any).then(|| Pattern { steps: above.to_vec() })
    }

    /// What follows `start`, if this begins with it.
    pub(crate) fn after(&self, start: &Pattern) -> Option<&[Step]> {
        self.steps.strip_prefix(start.steps.as_slice())
    }

    /// As it was written, up to the escaping of `/` and `~`.
    pub(crate) fn text(&self, keys: &Keys) -> String {
        let mut text = String::new();
        for step in &self.steps {
            match step {
                Step::Any => text.push_str("/*"),
                Step::Key(key) => text.push_str(&pointer::pointer([key], keys)),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str, keys: &Keys) -> Pattern {
        Pattern::parse(text, keys).expect("a pattern")
    }

    #[test]
    fn a_pattern_is_written_as_it_was_read() {
        let keys = Keys::new(["nodes"], 0);
        for text in ["", "/", "/*", "/nodes/*/7/a~1b/m~0n", "/**", "/*/*"] {
            assert_eq!(pattern(text, &keys).text(&keys), text);
        }
        assert!(Pattern::parse("nodes/*", &keys).is_err() && Pattern::parse("/a~", &keys).is_err());
        assert!(!pattern("/**", &keys).steps.contains(&Step::Any), "only the token * is one");
    }

    #[test]
    fn what_a_pattern_lies_in_and_what_follows() {
        let keys = Keys::default();
        let container = |text: &str| pattern(text, &keys).container().map(|container| container.text(&keys));
        assert_eq!(container("/a/*"), Some("/a".into()));
        assert_eq!(container("/*"), Some(String::new()));
        assert_eq!((container("/a/*/b"), container("")), (None, None));
        let (long, start) = (pattern("/a/*/b", &keys), pattern("/a/*", &keys));
        assert_eq!(long.after(&start), Some(&[Step::Key(keys.key(b"b"))][..]));
        assert_eq!((start.after(&long), start.after(&start)), (None, Some(&[][..])));
        assert_eq!(start.join(&keys.key(b"b")), long);
    }
}
