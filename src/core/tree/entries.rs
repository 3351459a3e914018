//! Iterating over a container in order, from any position.

use super::node::{At, Body, Child};
use super::page::PageEntries;
use crate::core::value::Entry;

/// See [`super::Container::entries`].
#[derive(Clone, Debug)]
pub struct TreeEntries<'a> {
    /// What is still to visit on each level, the deepest last.
    above: Vec<std::slice::Iter<'a, Child>>,
    page: PageEntries<'a>,
    keyed: bool,
}

impl<'a> TreeEntries<'a> {
    pub(crate) fn new(root: &'a Child, from: usize, keyed: bool) -> TreeEntries<'a> {
        let mut entries = TreeEntries { above: Vec::new(), page: PageEntries::default(), keyed };
        entries.seek(root, from);
        entries
    }

    fn seek(&mut self, root: &'a Child, mut from: usize) {
        let mut child = root;
        loop {
            match &child.node.body {
                Body::Leaf(page) => {
                    self.page = page.entries_from(from, self.keyed);
                    return;
                }
                Body::Branch(children) => {
                    let mut rest = children.iter();
                    let Some(mut next) = rest.next() else { return };
                    while from >= next.count {
                        let Some(after) = rest.next() else { break };
                        from -= next.count;
                        next = after;
                    }
                    self.above.push(rest);
                    child = next;
                }
            }
        }
    }

    /// The entry at a place; for callers that know only the root.
    pub(crate) fn entry_at(root: &'a Child, at: At, keyed: bool) -> Option<Entry<'a>> {
        let (page, index) = root.find(at)?;
        page.entry(index, keyed)
    }
}

impl<'a> Iterator for TreeEntries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        loop {
            if let Some(entry) = self.page.next() {
                return Some(entry);
            }
            match self.above.last_mut()?.next() {
                Some(next) => self.seek(next, 0),
                None => drop(self.above.pop()),
            }
        }
    }
}
