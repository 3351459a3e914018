//! Collecting what is wrong, with the path to each place.

use super::node::NodeId;
use crate::core::error::Issue;
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::text::concat;
use crate::core::value::{Value, ValueRef};

/// Schemas applied one inside the other: more than this would fill the stack. A state has at most 128 levels.
pub(super) const MAX_NESTING: u32 = 1_000;

/// One step to the value that is being looked at, borrowed from it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Member(KeyRef<'a>),
    Element(usize),
}

/// The entries of a large container, to be looked at later: see [`super::walk`].
#[derive(Clone, Debug)]
pub(super) struct Deferred {
    /// RFC 6901 pointer to the container.
    pub(super) place: String,
    pub(super) value: Value,
    pub(super) node: NodeId,
    /// The first entry that has not been looked at.
    pub(super) from: usize,
    pub(super) nesting: u32,
}

/// The issues found so far: all are counted, the first `limit` kept.
#[derive(Debug)]
pub struct Report<'a> {
    /// The issues kept.
    pub issues: Vec<Issue>,
    /// How many there are.
    pub count: usize,
    pub(super) limit: usize,
    /// Where the path begins.
    pub(super) base: String,
    path: Vec<Step<'a>>,
    /// Whether the first issue settles it.
    is_quick: bool,
    /// Whether it cannot be said what is wrong.
    pub(super) is_too_deep: bool,
    pub(super) nesting: u32,
    /// How many entries were looked at.
    pub(super) visited: usize,
    /// Where large containers are put aside, if they are.
    pub(super) deferred: Option<Vec<Deferred>>,
}

impl<'a> Report<'a> {
    /// An empty report that will keep `limit` issues.
    pub fn new(limit: usize) -> Report<'a> {
        Report {
            issues: Vec::new(),
            count: 0,
            limit,
            base: String::new(),
            path: Vec::new(),
            is_quick: false,
            is_too_deep: false,
            nesting: 0,
            visited: 0,
            deferred: None,
        }
    }

    /// One that asks only whether anything is wrong; `nesting` is how many schemas are being applied around it.
    pub(super) fn quick(nesting: u32) -> Report<'a> {
        let mut report = Report::new(0);
        report.is_quick = true;
        report.nesting = nesting;
        report
    }

    /// Whether looking further would change nothing.
    pub(super) fn is_settled(&self) -> bool {
        self.is_quick && self.count > 0
    }

    pub(super) fn enter(&mut self, step: Step<'a>) {
        // Nobody asks for the place.
        if !self.is_quick {
            self.path.push(step);
        }
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// Counts an issue; `true` if it is to be described.
    pub(super) fn found(&mut self) -> bool {
        self.count += 1;
        self.issues.len() < self.limit
    }

    /// Counts that more schemas apply one inside the other than can be.
    pub(super) fn too_deep(&mut self, keys: &Keys) {
        self.is_too_deep = true;
        if self.found() {
            let expected = "fewer schemas that apply one inside the other";
            self.describe(keys, "value/too_deep", expected, "", "more than 1000");
        }
    }

    /// Describes an issue: what the schema asks for, in `unit`s if there are any, and what was found.
    pub(super) fn describe(&mut self, keys: &Keys, keyword: &str, expected: &str, unit: &str, actual: &str) {
        self.explain(keys, keyword, concat(&["expected ", expected, unit, ", found ", actual]), expected, actual);
    }

    /// The same in words of its own.
    pub(super) fn explain(&mut self, keys: &Keys, keyword: &str, message: String, expected: &str, actual: &str) {
        // The one issue of a schema that is named after what caused it.
        let code = if keyword.contains('/') { keyword.into() } else { concat(&["schema/", keyword]) };
        self.issues.push(Issue::error(&code, self.pointer(keys), message).with(expected, actual));
    }

    /// Where the walk is.
    pub(super) fn pointer(&self, keys: &Keys) -> String {
        let key = |step: &Step<'_>| match step {
            Step::Member(key) => key.to_key(),
            Step::Element(index) => Key::Index(*index as u32),
        };
        let path: Vec<Key> = self.path.iter().map(key).collect();
        concat(&[&self.base, &crate::core::pointer::pointer(&path, keys)])
    }

    /// Puts the entries of a container aside, if this walk does that and it is large.
    pub(super) fn defer(&mut self, node: NodeId, value: ValueRef<'a>, keys: &Keys) -> bool {
        if self.deferred.is_none() || !matches!(value, ValueRef::Tree(_)) {
            return false;
        }
        let place = self.pointer(keys);
        let deferred = Deferred { place, value: value.to_value(), node, from: 0, nesting: self.nesting };
        self.deferred.get_or_insert_default().push(deferred);
        true
    }
}
