//! Visiting the places of a state that patterns match, a slice at a time.
//!
//! A walk holds the version that it began with, so the state may change between two slices.

use std::rc::Rc;

use super::trie::{NodeId, ROOT, Trie};
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::pointer::Path;
use crate::core::tree::Container;
use crate::core::value::{Entries, Kind, Value, ValueRef};

/// A container with more entries than this is not gone through in one go: the next slice may go on in the middle of it.
const AT_ONCE: usize = 64;

/// Something that a pattern matches.
pub(crate) struct Place<'w, 'a> {
    /// What ends here.
    pub(crate) tap: u32,
    /// The value.
    pub(crate) value: ValueRef<'a>,
    base: &'w Path,
    trail: &'w [Turn<'a>],
}

impl Place<'_, '_> {
    /// Where it stands.
    pub(crate) fn path(&self) -> Path {
        path_of(self.base, self.trail)
    }

    /// Whether it stands in an object or `Map`, and under which name.
    pub(crate) fn with_name<R>(&self, keys: &Keys, then: impl FnOnce(Option<&[u8]>) -> R) -> R {
        match self.trail.last() {
            Some(Turn::Member(key)) => then(Some(key.name(keys))),
            Some(Turn::Named(key)) => key.with_ref(|key| then(Some(key.name(keys)))),
            Some(Turn::Element(_)) | None => then(None),
        }
    }
}

/// One step down, borrowed from a container or a trie.
#[derive(Clone, Copy)]
pub(crate) enum Turn<'a> {
    Member(KeyRef<'a>),
    Named(&'a Key),
    Element(usize),
}

fn path_of(base: &Path, trail: &[Turn<'_>]) -> Path {
    trail.iter().fold(base.clone(), |path, turn| {
        path.join(match turn {
            Turn::Member(key) => key.to_key(),
            Turn::Named(key) => (*key).clone(),
            Turn::Element(index) => Key::Index(*index as u32),
        })
    })
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Walk {
    start: Option<Value>,
    frames: Vec<Frame>,
}

/// A large container of which some entries are still to be visited.
#[derive(Debug)]
struct Frame {
    /// Where the entries belong.
    node: NodeId,
    container: Rc<Container>,
    at: usize,
    path: Path,
}

type Visit<'v> = &'v mut dyn FnMut(Place<'_, '_>);

impl Walk {
    /// A walk over a state.
    pub(crate) fn over(root: &Value) -> Walk {
        Walk { start: Some(root.clone()), frames: Vec::new() }
    }

    /// Visits about `budget` entries; returns whether there are more.
    pub(crate) fn step(&mut self, trie: &Trie, keys: &Keys, budget: usize, visit: Visit<'_>) -> bool {
        let mut left = budget;
        let mut later = Vec::new();
        if let Some(root) = self.start.take() {
            let mut descent =
                Descent { trie, keys, base: &Path::ROOT, left: &mut left, later: &mut later, visit: &mut *visit };
            descent.at(ROOT, root.view(), &mut Vec::new());
        }
        loop {
            self.frames.append(&mut later);
            let Some(mut frame) = self.frames.pop() else { return false };
            if left == 0 {
                self.frames.push(frame);
                return true;
            }
            let (container, base) = (frame.container.clone(), frame.path.clone());
            let mut descent =
                Descent { trie, keys, base: &base, left: &mut left, later: &mut later, visit: &mut *visit };
            let entries = Entries::Tree(container.entries_from(frame.at));
            frame.at += descent.entries(frame.node, entries, frame.at, &mut Vec::new(), true);
            if frame.at < container.len() {
                self.frames.push(frame);
            }
        }
    }

    /// Visits everything that is left.
    pub(crate) fn finish(mut self, trie: &Trie, keys: &Keys, visit: Visit<'_>) {
        while self.step(trie, keys, usize::MAX, visit) {}
    }
}

/// Visits everything at and below a value that stands, or stood, at the end of a path that leads to `node`.
pub(crate) fn within(trie: &Trie, node: NodeId, value: ValueRef<'_>, last: Turn<'_>, keys: &Keys, visit: Visit<'_>) {
    let (mut left, mut later) = (usize::MAX, Vec::new());
    let mut descent = Descent { trie, keys, base: &Path::ROOT, left: &mut left, later: &mut later, visit: &mut *visit };
    descent.at(node, value, &mut vec![last]);
    Walk { start: None, frames: later }.finish(trie, keys, visit);
}

struct Descent<'a, 'd, 'v> {
    trie: &'a Trie,
    keys: &'d Keys,
    base: &'d Path,
    left: &'d mut usize,
    /// Where containers go that are too large for one go.
    later: &'d mut Vec<Frame>,
    visit: Visit<'v>,
}

impl<'a> Descent<'a, '_, '_> {
    /// Visits a value and what is below it. The last turn of the trail leads to the value.
    fn at(&mut self, node: NodeId, value: ValueRef<'a>, trail: &mut Vec<Turn<'a>>) {
        let found = self.trie.node(node);
        for tap in &found.taps {
            (self.visit)(Place { tap: *tap, value, base: self.base, trail });
        }
        let is_array = value.kind() == Kind::Array;
        for (key, child) in &found.keys {
            if let Some(inner) = value.get(key, self.keys) {
                trail.push(if is_array { Turn::Element(key.index().unwrap_or_default()) } else { Turn::Named(key) });
                self.at(*child, inner, trail);
                trail.pop();
            }
        }
        let Some(any) = found.any else { return };
        match value {
            ValueRef::Tree(container) if container.len() > AT_ONCE => {
                let path = path_of(self.base, trail);
                self.later.push(Frame { node: any, container: container.clone(), at: 0, path });
            }
            _ => {
                self.entries(any, value.entries(), 0, trail, false);
            }
        }
    }

    /// Visits entries, the first of which is at position `from`; returns how many. Stops when the budget is used up, if it may.
    fn entries(
        &mut self,
        node: NodeId,
        entries: Entries<'a>,
        from: usize,
        trail: &mut Vec<Turn<'a>>,
        can_stop: bool,
    ) -> usize {
        let mut count = 0;
        for entry in entries {
            trail.push(entry.key.map_or(Turn::Element(from + count), Turn::Member));
            self.at(node, entry.value, trail);
            trail.pop();
            count += 1;
            *self.left = self.left.saturating_sub(1);
            if *self.left == 0 && can_stop {
                break;
            }
        }
        count
    }
}
