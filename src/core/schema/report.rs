//! Collecting what is wrong, with the path to each place.

use crate::core::error::Issue;
use crate::core::keys::{KeyRef, Keys};

/// One step to the value that is being looked at, borrowed from it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Member(KeyRef<'a>),
    Element(usize),
}

/// The issues found so far: all are counted, the first `limit` kept.
#[derive(Debug)]
pub struct Report<'a> {
    /// The issues kept.
    pub issues: Vec<Issue>,
    /// How many there are.
    pub count: usize,
    limit: usize,
    path: Vec<Step<'a>>,
}

impl<'a> Report<'a> {
    /// An empty report that will keep `limit` issues.
    pub fn new(limit: usize) -> Report<'a> {
        Report { issues: Vec::new(), count: 0, limit, path: Vec::new() }
    }

    pub(super) fn inside<R>(&mut self, step: Step<'a>, walk: impl FnOnce(&mut Report<'a>) -> R) -> R {
        self.path.push(step);
        let result = walk(self);
        self.path.pop();
        result
    }

    pub(super) fn add(&mut self, keys: &Keys, make: impl FnOnce(String) -> Issue) {
        self.count += 1;
        if self.issues.len() < self.limit {
            self.issues.push(make(self.pointer(keys)));
        }
    }

    fn pointer(&self, keys: &Keys) -> String {
        let path: Vec<_> = self
            .path
            .iter()
            .map(|step| match step {
                Step::Member(key) => keys.key(key.name(keys)),
                Step::Element(index) => crate::core::keys::Key::Index(*index as u32),
            })
            .collect();
        crate::core::pointer::pointer(&path, keys)
    }
}
