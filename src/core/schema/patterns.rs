//! Regular expressions: a port, since an engine for them is larger than the rest of this package, and a browser has one.

use std::fmt;
use std::rc::Rc;

use super::format::Format;
use crate::core::text::{concat, quoted};

/// Whether a text contains what a pattern describes.
pub type Test = Rc<dyn Fn(&str) -> bool>;

/// Whoever can read regular expressions as ECMA-262 defines them, with the flag `u` and no other (JSON Schema Core
/// 2020-12, section 6.4).
///
/// A test is called while the engine is borrowed: it has to be a function of the text alone, and must not call back.
pub trait Patterns {
    /// A pattern ready to be tried on texts, or why it is none.
    fn compile(&self, source: &str) -> Result<Test, String>;
}

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
    pub(super) fn new(source: &str, patterns: &dyn Patterns) -> Result<Pattern, String> {
        match patterns.compile(source) {
            Ok(test) => Ok(Pattern { word: "pattern", source: source.into(), test, format: None }),
            Err(reason) => Err(concat(&[&quoted(source), " is no pattern: ", &reason])),
        }
    }

    /// The test for a format; `None` for a format that is not known here.
    pub(super) fn format(name: &str, patterns: &dyn Patterns) -> Result<Option<Pattern>, String> {
        let Some(format) = super::format::find(name) else { return Ok(None) };
        let mut pattern = Pattern::new(&format.pattern(), patterns)?;
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

/// The natural choice where there is no browser: crate `regress`.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, Default)]
pub struct Regress;

#[cfg(not(target_arch = "wasm32"))]
impl Patterns for Regress {
    fn compile(&self, source: &str) -> Result<Test, String> {
        let regex = regress::Regex::with_flags(source, "u").map_err(|error| error.to_string())?;
        Ok(Rc::new(move |text| regex.find(text).is_some()))
    }
}
