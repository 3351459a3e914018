//! Patterns that begin alike, sharing their beginning.

use super::{Pattern, Step};
use crate::core::keys::{Key, KeyRef};

/// A place in a trie.
pub(crate) type NodeId = usize;

/// Where every pattern begins.
pub(crate) const ROOT: NodeId = 0;

/// See the module. What ends at a node is a number that means something to whoever built the trie.
#[derive(Debug)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) taps: Vec<u32>,
    pub(super) keys: Vec<(Key, NodeId)>,
    pub(super) any: Option<NodeId>,
    /// A bit for each dictionary number in `keys`, which others may share.
    ids: u64,
    has_texts: bool,
}

impl Node {
    /// `false` if a key is surely not among the `keys`: most members of a record are not.
    #[allow(clippy::inline_always, reason = "asked for each member of each record")]
    #[inline(always)]
    pub(super) fn may_name(&self, key: KeyRef<'_>) -> bool {
        match key {
            KeyRef::Id(id) => self.ids >> (id % 64) & 1 == 1,
            KeyRef::Text(_) => self.has_texts,
        }
    }
}

/// Without patterns.
impl Default for Trie {
    fn default() -> Trie {
        Trie { nodes: vec![Node::default()] }
    }
}

impl Trie {
    /// A trie of patterns that all have the same tap, 0.
    pub(crate) fn of<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Trie {
        let mut trie = Trie::default();
        patterns.into_iter().for_each(|pattern| trie.add(pattern, 0));
        trie
    }

    /// Lets a pattern end in a tap.
    pub(crate) fn add(&mut self, pattern: &Pattern, tap: u32) {
        let node = pattern.steps.iter().fold(ROOT, |node, step| self.below(node, step));
        self.nodes[node].taps.push(tap);
    }

    fn below(&mut self, node: NodeId, step: &Step) -> NodeId {
        let new = self.nodes.len();
        let found = match step {
            Step::Any => *self.nodes[node].any.get_or_insert(new),
            Step::Key(key) => self.child(node, key).unwrap_or_else(|| {
                let node = &mut self.nodes[node];
                match key {
                    Key::Id(id) => node.ids |= 1 << (id % 64),
                    Key::Index(_) | Key::Text(_) => node.has_texts = true,
                }
                node.keys.push((key.clone(), new));
                new
            }),
        };
        if found == new {
            self.nodes.push(Node::default());
        }
        found
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// What ends at a node.
    pub(crate) fn taps(&self, id: NodeId) -> &[u32] {
        &self.nodes[id].taps
    }

    fn child(&self, node: NodeId, key: &Key) -> Option<NodeId> {
        self.nodes[node].keys.iter().find(|(other, _)| other == key).map(|(_, child)| *child)
    }

    /// Whether a pattern goes on from any of `nodes` with a position of an array.
    pub(crate) fn names_positions(&self, nodes: &[NodeId]) -> bool {
        nodes.iter().flat_map(|node| &self.nodes[*node].keys).any(|(key, _)| key.index().is_some())
    }

    /// The nodes that a step under `key` leads to from any of `nodes`.
    pub(crate) fn follow(&self, nodes: &[NodeId], key: &Key) -> Vec<NodeId> {
        nodes.iter().flat_map(|node| self.child(*node, key).into_iter().chain(self.nodes[*node].any)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::keys::Keys;

    #[test]
    fn patterns_share_what_they_begin_with_and_keep_their_own_ends() {
        let keys = Keys::new(["a", "b"], 0);
        let mut trie = Trie::default();
        for (tap, pattern) in (0..).zip(["", "/a", "/a/*", "/a/*/b", "/a/b", "/a/*", "/*/b", "/a/7"]) {
            trie.add(&Pattern::parse(pattern, &keys).expect("a pattern"), tap);
        }
        // The root, a, a/*, a/*/b, a/b, *, */b and a/7.
        assert_eq!(trie.nodes.len(), 8);
        let ends = |path: &str| {
            let step = |nodes: Vec<NodeId>, name: &str| trie.follow(&nodes, &keys.key(name.as_bytes()));
            let nodes = path.split('/').skip(1).fold(vec![ROOT], step);
            let mut taps: Vec<u32> = nodes.iter().flat_map(|node| trie.taps(*node)).copied().collect();
            taps.sort_unstable();
            taps
        };
        let cases: [(&str, &[u32]); 8] = [
            ("", &[0]),
            ("/a", &[1]),
            ("/c", &[]),
            ("/a/b", &[2, 4, 5, 6]),
            ("/a/7", &[2, 5, 7]),
            ("/a/x/b", &[3]),
            ("/c/b", &[6]),
            ("/a/b/b/b", &[]),
        ];
        for (path, expected) in cases {
            assert_eq!(ends(path), expected, "{path}");
        }
    }
}
