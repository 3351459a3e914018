//! Who wants to know: watched paths in a trie, matched against the paths that changed.
//!
//! A watch is hit by a change at its path, below it (something inside it changed) or above it (it was replaced). Removal
//! and insertion in an array hit every watch below the array, since positions moved.

use std::rc::Rc;

use crate::core::change::{Action, Change};
use crate::core::hash_index::HashIndex;
use crate::core::keys::{Key, Keys};

/// A watch, as its owner calls it.
pub type WatchId = u32;

/// A watch that a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Which.
    pub id: WatchId,
    /// Whether something above the watched path was replaced, so that what leads there may be something else now.
    pub replaced: bool,
}

impl Hit {
    /// In one number: twice the watch, plus 1 if something above its path was replaced.
    pub fn coded(self) -> u32 {
        (self.id << 1) | u32::from(self.replaced)
    }
}

/// The watched paths.
#[derive(Debug)]
pub struct Subscriptions {
    root: Node,
    keys: Rc<Keys>,
}

#[derive(Debug, Default)]
struct Node {
    watches: Vec<WatchId>,
    below: Vec<(Key, Node)>,
    /// From the hash of a key to its position in `below`.
    index: HashIndex,
}

fn hash(key: &Key, keys: &Keys) -> u32 {
    key.with_ref(|key| keys.hash(key))
}

impl Node {
    fn position(&self, key: &Key, keys: &Keys) -> Option<usize> {
        self.index.find(hash(key, keys)).map(|at| at as usize).find(|at| self.below[*at].0 == *key)
    }

    fn below_mut(&mut self, key: &Key, keys: &Keys) -> &mut Node {
        let at = self.position(key, keys).unwrap_or_else(|| {
            self.index.insert(hash(key, keys), self.below.len() as u32);
            self.below.push((key.clone(), Node::default()));
            self.below.len() - 1
        });
        &mut self.below[at].1
    }

    /// Takes a child out; the last one takes its place.
    fn remove(&mut self, at: usize, keys: &Keys) {
        let last = self.below.len() - 1;
        let moved = hash(&self.below[last].0, keys);
        self.index.remove(hash(&self.below[at].0, keys), at as u32);
        self.below.swap_remove(at);
        if at != last {
            self.index.remove(moved, last as u32);
            self.index.insert(moved, at as u32);
        }
    }

    fn hit(&self, replaced: bool, hits: &mut Vec<Hit>) {
        hits.extend(self.watches.iter().map(|id| Hit { id: *id, replaced }));
    }

    fn hit_below(&self, hits: &mut Vec<Hit>) {
        for (_, node) in &self.below {
            node.hit(true, hits);
            node.hit_below(hits);
        }
    }
}

impl Subscriptions {
    /// None yet.
    pub fn new(keys: &Rc<Keys>) -> Subscriptions {
        Subscriptions { root: Node::default(), keys: keys.clone() }
    }

    /// Watches a path.
    pub fn watch(&mut self, id: WatchId, path: &[Key]) {
        let keys = &self.keys;
        path.iter().fold(&mut self.root, |node, key| node.below_mut(key, keys)).watches.push(id);
    }

    /// Stops watching; the path is the one that was watched.
    pub fn unwatch(&mut self, id: WatchId, path: &[Key]) {
        remove(&mut self.root, id, path, &self.keys);
    }

    /// Adds the watches that the changes hit, one as often as it is hit.
    pub fn hits(&self, changes: &[Change], hits: &mut Vec<Hit>) {
        for change in changes {
            self.hit(change, hits);
        }
    }

    fn hit(&self, change: &Change, hits: &mut Vec<Hit>) {
        let path = change.path.keys();
        let moved = match change.action {
            Action::Insert => true,
            Action::Remove => change.position.is_none(),
            Action::Put => false,
        };
        let mut node = &self.root;
        for (depth, key) in path.iter().enumerate() {
            if moved && depth + 1 == path.len() {
                break;
            }
            node.hit(false, hits);
            match node.position(key, &self.keys) {
                Some(at) => node = &node.below[at].1,
                None => return,
            }
        }
        node.hit(false, hits);
        node.hit_below(hits);
    }
}

/// Returns whether the node is empty and can go.
fn remove(node: &mut Node, id: WatchId, path: &[Key], keys: &Keys) -> bool {
    match path.split_first() {
        None => node.watches.retain(|watch| *watch != id),
        Some((key, rest)) => {
            if let Some(at) = node.position(key, keys)
                && remove(&mut node.below[at].1, id, rest, keys)
            {
                node.remove(at, keys);
            }
        }
    }
    node.watches.is_empty() && node.below.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::pointer;

    fn hits(watched: &[&str], changed: &str, action: Action) -> Vec<WatchId> {
        let keys = Rc::new(Keys::default());
        let mut subscriptions = Subscriptions::new(&keys);
        let parse = |text: &str| pointer::parse(text.as_bytes(), &keys).expect(text);
        for (id, path) in watched.iter().enumerate() {
            subscriptions.watch(id as u32, &parse(path));
        }
        let path = parse(changed).into_iter().collect();
        let change = Change { path, action, before: None, after: None, position: None };
        let mut hits = Vec::new();
        subscriptions.hits(&[change], &mut hits);
        hits.iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn a_watch_is_hit_at_above_and_below_its_path_and_nowhere_else() {
        let watched = ["", "/a", "/a/b", "/a/b/c", "/a/x", "/z"];
        assert_eq!(hits(&watched, "/a/b", Action::Put), [0, 1, 2, 3]);
        assert_eq!(hits(&watched, "", Action::Put), [0, 1, 2, 3, 4, 5]);
        assert_eq!(hits(&watched, "/q", Action::Put), [0]);
    }

    #[test]
    fn elements_that_moved_count_as_changed() {
        assert_eq!(hits(&["/list/0", "/list/5", "/other"], "/list/2", Action::Insert), [0, 1]);
        assert_eq!(hits(&["/list/0", "/list/5"], "/list/5", Action::Put), [1]);
    }

    #[test]
    fn nothing_is_left_of_a_watch_that_ended() {
        let keys = Rc::new(Keys::default());
        let mut subscriptions = Subscriptions::new(&keys);
        let path = pointer::parse(b"/a/b", &keys).expect("a pointer");
        subscriptions.watch(1, &path);
        subscriptions.watch(2, &path[..1]);
        subscriptions.unwatch(1, &path);
        assert!(subscriptions.root.below.iter().all(|(_, node)| node.below.is_empty()));
        subscriptions.unwatch(2, &path[..1]);
        assert!(subscriptions.root.below.is_empty());
    }
}
