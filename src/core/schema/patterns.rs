//! Regular expressions of a schema, and formats, which are some.

use std::fmt;

use super::format::Format;
use super::host::{Host, Test};
use crate::core::text::{concat, quoted};

/// A pattern of a schema, or a format that is asserted.
pub(super) struct Pattern {
    /// The keyword: `pattern` or `format`.
    pub(super) word: &'static str,
    /// How it stands in the schema.
    pub(super) source: String,
    test: Test,
    format: Option<&'static Format>,
}

impl Pattern {
    pub(super) fn new(source: &str, host: &dyn Host) -> Result<Pattern, String> {
        match host.pattern(source) {
            Ok(test) => Ok(Pattern { word: "pattern", source: source.into(), test, format: None }),
            Err(reason) => Err(concat(&[&quoted(source), " is no pattern: ", &reason])),
        }
    }

    /// The test for a format; `None` for a format that is not known here.
    pub(super) fn format(name: &str, host: &dyn Host) -> Result<Option<Pattern>, String> {
        let Some(format) = super::format::find(name) else { return Ok(None) };
        let mut pattern = Pattern::new(&format.pattern(), host)?;
        (pattern.word, pattern.source, pattern.format) = ("format", name.into(), Some(format));
        Ok(Some(pattern))
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        (self.test)(text) && self.format.is_none_or(|format| format.allows(text))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}
