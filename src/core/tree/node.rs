//! The B+tree over pages: finding an entry by position or sequence number, and changing it with path copying.

use std::cell::OnceCell;
use std::rc::Rc;

use super::digest::Fold;
use super::page::Page;
use crate::core::keys::KeyRef;

/// A branch with more children than this is split.
const WAYS: usize = 16;

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Leaf(Page),
    Branch(Vec<Child>),
}

/// A node, with the digest of its entries once somebody asked for it.
///
/// The cell is the one place in the core with interior mutability: it remembers a pure function of the content, so
/// nothing that can be observed depends on whether it is filled.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) body: Body,
    pub(crate) fold: OnceCell<Fold>,
}

/// A node with what its parent needs to know of it.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    pub(crate) node: Rc<Node>,
    /// Entries below.
    pub(crate) count: usize,
    /// Their encoded size.
    pub(crate) size: usize,
    /// The node itself and all below, those of containers in it included.
    pub(crate) nodes: usize,
    /// The least sequence number below.
    first: u32,
}

/// Whether a node had to give up its second half.
enum Split {
    No,
    Into(Child),
}

/// Where in a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At {
    /// The entry at a position.
    Position(usize),
    /// The gap before the entry at a position.
    Gap(usize),
    /// The entry with a sequence number.
    Seq(u32),
}

/// Several entries, in order.
#[derive(Clone, Copy)]
pub(crate) enum Several<'s> {
    /// By their positions.
    Positions(&'s [u32]),
    /// By their sequence numbers.
    Seqs(&'s [u32]),
}

impl Default for Several<'_> {
    fn default() -> Self {
        Several::Seqs(&[])
    }
}

impl<'s> Several<'s> {
    fn is_empty(self) -> bool {
        let (Several::Positions(all) | Several::Seqs(all)) = self;
        all.is_empty()
    }

    /// Splits off those before a sequence number or, where they go by it, a position.
    fn split_before(&mut self, seq: u32, position: usize) -> Several<'s> {
        match self {
            Several::Positions(all) => {
                let (here, rest) = all.split_at(all.partition_point(|at| (*at as usize) < position));
                *all = rest;
                Several::Positions(here)
            }
            Several::Seqs(all) => {
                let (here, rest) = all.split_at(all.partition_point(|at| *at < seq));
                *all = rest;
                Several::Seqs(here)
            }
        }
    }

    /// Where they stand in a page before which there are so many entries.
    fn indices(self, page: &Page, before: usize) -> Vec<usize> {
        match self {
            Several::Positions(all) => all.iter().map(|at| *at as usize - before).collect(),
            Several::Seqs(all) => all.iter().filter_map(|seq| page.index_of(*seq).ok()).collect(),
        }
    }
}

impl Node {
    fn new(body: Body) -> Rc<Node> {
        Rc::new(Node { body, fold: OnceCell::new() })
    }
}

/// The body for writing: a copy if somebody else holds the node.
fn body_mut(node: &mut Rc<Node>) -> &mut Body {
    let node = Rc::make_mut(node);
    node.fold = OnceCell::new();
    &mut node.body
}

impl Child {
    pub(crate) fn leaf(page: Page) -> Child {
        Child::new(Body::Leaf(page))
    }

    fn branch(children: Vec<Child>) -> Child {
        Child::new(Body::Branch(children))
    }

    fn new(body: Body) -> Child {
        let mut child = Child { count: 0, size: 0, nodes: 0, first: 0, node: Node::new(body) };
        child.refresh();
        child
    }

    /// A tree over pages in order.
    pub(crate) fn build(pages: Vec<Page>) -> Child {
        let mut level: Vec<Child> = pages.into_iter().map(Child::leaf).collect();
        while level.len() > 1 {
            let mut rest = level.into_iter();
            let mut above = Vec::new();
            loop {
                let group: Vec<Child> = rest.by_ref().take(WAYS).collect();
                if group.is_empty() {
                    break;
                }
                above.push(Child::branch(group));
            }
            level = above;
        }
        level.pop().unwrap_or_else(|| Child::leaf(Page::default()))
    }

    fn sums(&self) -> [usize; 3] {
        [self.count, self.size, self.nodes]
    }

    fn refresh(&mut self) {
        match &self.node.body {
            Body::Leaf(page) => {
                (self.count, self.size, self.first) = (page.len(), page.size(), page.first_seq());
                self.nodes = page.nodes();
            }
            Body::Branch(children) => {
                self.count = children.iter().map(|child| child.count).sum();
                self.size = children.iter().map(|child| child.size).sum();
                self.nodes = 1 + children.iter().map(|child| child.nodes).sum::<usize>();
                self.first = children.first().map_or(0, |child| child.first);
            }
        }
    }

    /// The page that holds an entry, and the entry's place in it.
    pub(crate) fn find(&self, mut at: At) -> Option<(&Page, usize)> {
        let mut node = &self.node;
        loop {
            match &node.body {
                Body::Leaf(page) => {
                    return place(page, at).filter(|index| *index < page.len()).map(|index| (page, index));
                }
                Body::Branch(children) => node = &children[descend(children, &mut at)].node,
            }
        }
    }

    /// The page that holds a member, and its place in it, by looking at all of them.
    pub(crate) fn find_key(&self, key: KeyRef<'_>) -> Option<(&Page, usize)> {
        match &self.node.body {
            Body::Leaf(page) => page.find_key(key).map(|index| (page, index)),
            Body::Branch(children) => children.iter().find_map(|child| child.find_key(key)),
        }
    }

    /// How many entries stand before the one with a sequence number.
    pub(crate) fn position(&self, seq: u32) -> Option<usize> {
        let mut node = &self.node;
        let mut before = 0;
        loop {
            match &node.body {
                Body::Leaf(page) => return page.index_of(seq).ok().map(|index| before + index),
                Body::Branch(children) => {
                    let next = descend(children, &mut At::Seq(seq));
                    before += children[..next].iter().map(|child| child.count).sum::<usize>();
                    node = &children[next].node;
                }
            }
        }
    }

    /// Changes the page at a place with `change`, then splits, joins and recounts along the path. `change` gets the
    /// place inside the page. `None` if there is no such place.
    pub(crate) fn edit<R>(&mut self, at: At, change: impl FnOnce(&mut Page, usize) -> R) -> Option<R> {
        let mut result = None;
        let mut change = Some(change);
        // One copy of the walk for all kinds of changes.
        let split = self.edit_below(at, &mut |page, index| {
            result = change.take().map(|change| change(page, index));
        })?;
        if let Split::Into(right) = split {
            let left = std::mem::replace(self, Child::leaf(Page::default()));
            *self = Child::branch(vec![left, right]);
        }
        self.lower();
        result
    }

    /// A branch above a single child is none.
    fn lower(&mut self) {
        while let Body::Branch(children) = &self.node.body {
            let [only] = children.as_slice() else { break };
            *self = only.clone();
        }
    }

    /// Takes out several entries, which are there and given in order: by number, or by position in a list. `taken` gets the page
    /// of each, its index there, and its position.
    pub(crate) fn remove_all(&mut self, doomed: Several<'_>, taken: &mut dyn FnMut(&Page, usize, usize)) {
        self.remove_below(doomed, 0, taken);
        self.lower();
    }

    fn remove_below(&mut self, doomed: Several<'_>, before: usize, taken: &mut dyn FnMut(&Page, usize, usize)) {
        if let Body::Leaf(page) = &self.node.body {
            let indices = doomed.indices(page, before);
            for index in &indices {
                taken(page, *index, before + index);
            }
            // Most likely another version holds the page too: what goes need not be copied first.
            self.node = Node::new(Body::Leaf(page.without(&indices)));
        } else if let Body::Branch(children) = body_mut(&mut self.node) {
            let (mut rest, mut position) = (doomed, before);
            for at in 0..children.len() {
                let after = position + children[at].count;
                let here = match children.get(at + 1) {
                    Some(next) => rest.split_before(next.first, after),
                    None => std::mem::take(&mut rest),
                };
                if !here.is_empty() {
                    children[at].remove_below(here, position, taken);
                }
                position = after;
            }
            if children.iter().all(|child| child.count == 0) {
                children.truncate(1);
            } else {
                children.retain(|child| child.count > 0);
            }
            let mut at = 0;
            while at < children.len() {
                at += usize::from(!join_neighbours(children, at));
            }
        }
        self.refresh();
    }

    /// `None` if there is no such place.
    fn edit_below(&mut self, mut at: At, change: &mut dyn FnMut(&mut Page, usize)) -> Option<Split> {
        let mut split = Split::No;
        match body_mut(&mut self.node) {
            Body::Leaf(page) => {
                let index = place(page, at)?;
                change(page, index);
                if page.is_over() {
                    // Appending leaves full pages behind; anything else leaves two halves.
                    let appended = index + 1 == page.len() && matches!(at, At::Gap(_));
                    let middle = if appended { index } else { page.len() / 2 };
                    split = Split::Into(Child::leaf(page.split_off(middle)));
                    page.shrink();
                }
            }
            Body::Branch(children) => {
                let next = descend(children, &mut at);
                let before = children[next].sums();
                if let Split::Into(right) = children[next].edit_below(at, change)? {
                    children.insert(next + 1, right);
                } else if children[next].count == 0 && children.len() > 1 {
                    children.remove(next);
                } else if !join_neighbours(children, next) {
                    // The others are as they were.
                    let after = children[next].sums();
                    let [count, size, nodes] = [0, 1, 2].map(|of| after[of].wrapping_sub(before[of]));
                    self.count = self.count.wrapping_add(count);
                    self.size = self.size.wrapping_add(size);
                    self.nodes = self.nodes.wrapping_add(nodes);
                    self.first = children[0].first;
                    return Some(Split::No);
                }
                if children.len() > WAYS {
                    let middle = if next + 2 >= children.len() { WAYS } else { WAYS / 2 };
                    split = Split::Into(Child::branch(children.split_off(middle)));
                }
            }
        }
        self.refresh();
        Some(split)
    }
}

fn place(page: &Page, at: At) -> Option<usize> {
    match at {
        At::Position(index) => (index < page.len()).then_some(index),
        At::Gap(index) => (index <= page.len()).then_some(index),
        At::Seq(seq) => page.index_of(seq).ok(),
    }
}

/// Which child to go into; makes `at` relative to it.
fn descend(children: &[Child], at: &mut At) -> usize {
    let last = children.len() - 1;
    match at {
        At::Seq(seq) => children.partition_point(|child| child.first <= *seq).saturating_sub(1),
        At::Position(index) => {
            let mut next = 0;
            while next < last && *index >= children[next].count {
                *index -= children[next].count;
                next += 1;
            }
            next
        }
        At::Gap(index) => {
            let mut next = 0;
            while next < last && *index > children[next].count {
                *index -= children[next].count;
                next += 1;
            }
            next
        }
    }
}

/// Joins a child with the one after or before it where both are small; returns whether it has.
fn join_neighbours(children: &mut Vec<Child>, at: usize) -> bool {
    let small = |child: &Child| match &child.node.body {
        Body::Leaf(page) => page.len() < 8,
        Body::Branch(children) => children.len() < WAYS / 4,
    };
    if children.len() < 2 || !small(&children[at]) {
        return false;
    }
    let left = if at + 1 < children.len() { at } else { at - 1 };
    let fits = match (&children[left].node.body, &children[left + 1].node.body) {
        (Body::Leaf(a), Body::Leaf(b)) => a.fits_with(b),
        (Body::Branch(a), Body::Branch(b)) => a.len() + b.len() <= WAYS,
        _ => false,
    };
    if fits {
        let right = children.remove(left + 1).node;
        let right = Rc::try_unwrap(right).unwrap_or_else(|shared| (*shared).clone());
        match (body_mut(&mut children[left].node), right.body) {
            (Body::Leaf(a), Body::Leaf(b)) => a.append(b),
            (Body::Branch(a), Body::Branch(b)) => a.extend(b),
            _ => {}
        }
        children[left].refresh();
    }
    fits
}

#[cfg(test)]
pub(super) mod tests;
