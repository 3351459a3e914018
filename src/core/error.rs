//! What can be wrong with data that enters the engine.
//!
//! An [`Issue`] is one problem at one place. Those of a rejected update say why; it is never a panic.

use std::fmt;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The structure is wrong: the update is refused.
    Error,
    /// Parts of the state contradict each other.
    Inconsistency,
    /// Worth knowing.
    Warning,
}

impl Severity {
    /// The name that JavaScript sees.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Inconsistency => "inconsistency",
            Severity::Warning => "warning",
        }
    }
}

/// One problem, with the place it was found at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// For example `schema/type`, `size/limit` or `update/unknown_key`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// RFC 6901 pointer to the value in question.
    pub pointer: String,
    /// What is wrong and what to do about it, for a person.
    pub message: String,
    /// What the schema asks for.
    pub expected: Option<String>,
    /// What was found.
    pub actual: Option<String>,
}

impl Issue {
    /// An issue of severity `error` without expectation.
    pub fn error(code: &str, pointer: String, message: String) -> Issue {
        Issue { code: code.into(), severity: Severity::Error, pointer, message, expected: None, actual: None }
    }

    /// Adds what was expected and what was found.
    #[must_use]
    pub fn with(mut self, expected: impl Into<String>, actual: impl Into<String>) -> Issue {
        self.expected = Some(expected.into());
        self.actual = Some(actual.into());
        self
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at '{}': {}", self.code, self.pointer, self.message)
    }
}

/// Bytes that are no well-formed encoding, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed encoding: {0}")]
pub struct Malformed(pub &'static str);
