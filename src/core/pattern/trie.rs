//! Patterns that begin alike, sharing their beginning.

use super::{Pattern, Step};
use crate::core::keys::Key;

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
                self.nodes[node].keys.push((key.clone(), new));
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

    /// The nodes that a step under `key` leads to from any of `nodes`.
    pub(crate) fn follow(&self, nodes: &[NodeId], key: &Key) -> Vec<NodeId> {
        nodes.iter().flat_map(|node| self.child(*node, key).into_iter().chain(self.nodes[*node].any)).collect()
    }
}
