//! What is different between two versions of a container, at a cost that follows the difference: subtrees that both
//! versions share are skipped without a look inside.

use std::rc::Rc;

use super::container::Container;
use super::node::{Body, Child};
use super::page::Page;
use crate::core::value::{Entry, ValueRef};

/// An entry of an object or map that is not the same in both versions.
#[derive(Clone, Copy, Debug)]
pub struct Difference<'a> {
    /// The entry before, if there was one.
    pub before: Option<Entry<'a>>,
    /// The entry after, if there is one.
    pub after: Option<Entry<'a>>,
}

/// The run of an array that is not the same in both versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Elements at the beginning that are the same.
    pub start: usize,
    /// How many elements after those were taken out.
    pub removed: usize,
    /// How many came in their place.
    pub inserted: usize,
}

/// Calls `visit` for every entry that two versions of an object or map do not share, in order of insertion. Trees count as
/// different unless they are the same in memory: whether their content is equal is for the caller to find out, below.
pub fn differences<'a>(before: &'a Container, after: &'a Container, visit: &mut dyn FnMut(Difference<'a>)) {
    let (mut old, mut new) = (Cursor::new(before.root(), false), Cursor::new(after.root(), false));
    loop {
        skip_shared(&mut old, &mut new);
        let order = match (old.seq(), new.seq()) {
            (None, None) => return,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(old), Some(new)) => old.cmp(&new),
        };
        let mut difference = Difference { before: None, after: None };
        if order.is_le() {
            difference.before = old.next(true);
        }
        if order.is_ge() {
            difference.after = new.next(true);
        }
        match difference {
            Difference { before: Some(before), after: Some(after) } if before.key != after.key => {
                visit(Difference { before: Some(before), after: None });
                visit(Difference { before: None, after: Some(after) });
            }
            Difference { before: Some(before), after: Some(after) } if is_shared(before.value, after.value) => {}
            _ => visit(difference),
        }
    }
}

fn is_shared(a: ValueRef<'_>, b: ValueRef<'_>) -> bool {
    match (a, b) {
        (ValueRef::Encoded(a), ValueRef::Encoded(b)) => is_same_bytes(a, b),
        (ValueRef::Tree(a), ValueRef::Tree(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

/// Eight bytes at a time: the comparison of slices goes byte by byte on this target.
pub(crate) fn is_same_bytes(a: &[u8], b: &[u8]) -> bool {
    let (left, left_rest) = a.as_chunks::<8>();
    let (right, right_rest) = b.as_chunks::<8>();
    a.len() == b.len()
        && left.iter().zip(right).all(|(a, b)| u64::from_le_bytes(*a) == u64::from_le_bytes(*b))
        && left_rest == right_rest
}

/// The run of elements that two versions of an array do not share.
pub fn replaced(before: &Container, after: &Container) -> Replaced {
    let start = common(before, after, false, before.len().min(after.len()));
    let end = common(before, after, true, before.len().min(after.len()) - start);
    Replaced { start, removed: before.len() - start - end, inserted: after.len() - start - end }
}

/// Whether two containers hold the same entries in the same order.
pub(crate) fn is_same_sequence(a: &Container, b: &Container) -> bool {
    a.len() == b.len() && common(a, b, false, a.len()) == a.len()
}

/// How many entries are the same from one end on, up to `limit`.
fn common(before: &Container, after: &Container, from_end: bool, limit: usize) -> usize {
    let keyed = before.kind().is_keyed();
    let (mut old, mut new) = (Cursor::new(before.root(), from_end), Cursor::new(after.root(), from_end));
    let mut count = 0;
    while count < limit {
        count += skip_shared(&mut old, &mut new);
        match (old.next(keyed), new.next(keyed)) {
            (Some(a), Some(b)) if a.key == b.key && a.value.identical(b.value) => count += 1,
            _ => break,
        }
    }
    count.min(limit)
}

/// Moves both cursors past nodes that they share; returns how many entries those hold.
fn skip_shared(old: &mut Cursor<'_>, new: &mut Cursor<'_>) -> usize {
    let mut skipped = 0;
    loop {
        let (Some(a), Some(b)) = (old.peek(), new.peek()) else { return skipped };
        if Rc::ptr_eq(&a.node, &b.node) {
            skipped += a.count;
            old.skip();
            new.skip();
            continue;
        }
        match (&a.node.body, &b.node.body) {
            (Body::Leaf(_), Body::Leaf(_)) => return skipped,
            (Body::Branch(_), _) if a.count >= b.count || matches!(b.node.body, Body::Leaf(_)) => old.open(),
            _ => new.open(),
        }
    }
}

/// A place in a tree that can be moved by an entry or by a whole node.
struct Cursor<'a> {
    /// What is left on each level, the deepest last.
    levels: Vec<&'a [Child]>,
    /// The page that has been entered, and how many of its entries are done.
    inside: Option<(&'a Page, usize)>,
    from_end: bool,
}

impl<'a> Cursor<'a> {
    fn new(root: &'a Child, from_end: bool) -> Cursor<'a> {
        Cursor { levels: vec![std::slice::from_ref(root)], inside: None, from_end }
    }

    /// The node that comes next; `None` in the middle of a page and at the end.
    fn peek(&mut self) -> Option<&'a Child> {
        if let Some((page, done)) = self.inside {
            if done < page.len() {
                return None;
            }
            self.inside = None;
        }
        loop {
            let level = *self.levels.last()?;
            let next = if self.from_end { level.last() } else { level.first() };
            if next.is_some() {
                return next;
            }
            self.levels.pop();
        }
    }

    fn skip(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            *level = if self.from_end { &level[..level.len() - 1] } else { &level[1..] };
        }
    }

    /// Goes into the node that comes next.
    fn open(&mut self) {
        let Some(child) = self.peek() else { return };
        self.skip();
        match &child.node.body {
            Body::Branch(children) => self.levels.push(children),
            Body::Leaf(page) => self.inside = Some((page, 0)),
        }
    }

    fn page(&mut self) -> Option<(&'a Page, usize)> {
        loop {
            if let Some((page, done)) = self.inside
                && done < page.len()
            {
                return Some((page, if self.from_end { page.len() - 1 - done } else { done }));
            }
            self.peek()?;
            self.open();
        }
    }

    fn seq(&mut self) -> Option<u32> {
        self.page().and_then(|(page, index)| page.seq(index))
    }

    fn next(&mut self, keyed: bool) -> Option<Entry<'a>> {
        let (page, index) = self.page()?;
        if let Some((_, done)) = &mut self.inside {
            *done += 1;
        }
        page.entry(index, keyed)
    }
}
