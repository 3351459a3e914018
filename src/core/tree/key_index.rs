//! From the hash of a key to the sequence numbers it may have: a persistent trie over the hash, 16 ways a level.

use std::rc::Rc;

const BITS: u32 = 4;
const WAYS: usize = 1 << BITS;
/// A leaf over this size becomes a branch, unless all bits of the hash are used up.
const LEAF: usize = 16;

/// See the module. Cloning shares everything.
#[derive(Clone, Debug)]
pub(crate) enum KeyIndex {
    Leaf(Vec<(u32, u32)>),
    Branch([Option<Rc<KeyIndex>>; WAYS]),
}

impl Default for KeyIndex {
    fn default() -> Self {
        KeyIndex::Leaf(Vec::new())
    }
}

fn way(hash: u32, depth: u32) -> usize {
    (hash >> (depth * BITS)) as usize % WAYS
}

impl KeyIndex {
    /// The candidates for a hash; the caller compares keys.
    pub(crate) fn find(&self, hash: u32) -> impl Iterator<Item = u32> {
        let mut node = self;
        let mut depth = 0;
        let leaf: &[(u32, u32)] = loop {
            match node {
                KeyIndex::Leaf(leaf) => break leaf,
                KeyIndex::Branch(ways) => match &ways[way(hash, depth)] {
                    Some(next) => node = next,
                    None => break &[],
                },
            }
            depth += 1;
        };
        leaf.iter().filter(move |(other, _)| *other == hash).map(|(_, seq)| *seq)
    }

    pub(crate) fn insert(&mut self, hash: u32, seq: u32) {
        self.insert_at(hash, seq, 0);
    }

    fn insert_at(&mut self, hash: u32, seq: u32, depth: u32) {
        match self {
            KeyIndex::Branch(ways) => {
                let next = ways[way(hash, depth)].get_or_insert_default();
                Rc::make_mut(next).insert_at(hash, seq, depth + 1);
            }
            KeyIndex::Leaf(leaf) if leaf.len() < LEAF || (depth + 1) * BITS > u32::BITS => leaf.push((hash, seq)),
            KeyIndex::Leaf(leaf) => {
                let leaf = std::mem::take(leaf);
                *self = KeyIndex::Branch(Default::default());
                for (hash, seq) in leaf.into_iter().chain([(hash, seq)]) {
                    self.insert_at(hash, seq, depth);
                }
            }
        }
    }

    pub(crate) fn remove(&mut self, hash: u32, seq: u32) {
        let mut node = self;
        let mut depth = 0;
        loop {
            match node {
                KeyIndex::Leaf(leaf) => {
                    if let Some(at) = leaf.iter().position(|entry| *entry == (hash, seq)) {
                        leaf.swap_remove(at);
                    }
                    return;
                }
                KeyIndex::Branch(ways) => match &mut ways[way(hash, depth)] {
                    Some(next) => node = Rc::make_mut(next),
                    None => return,
                },
            }
            depth += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_hashes_live_together_and_are_told_apart_by_their_number() {
        let mut index = KeyIndex::default();
        for seq in 0..100 {
            index.insert(7, seq);
            index.insert(seq.wrapping_mul(0x9E37_79B9), 1000 + seq);
        }
        let older = index.clone();
        index.remove(7, 50);
        assert_eq!(index.find(7).count(), 99);
        assert_eq!(older.find(7).count(), 100, "an older version is not touched");
        assert_eq!(index.find(0x9E37_79B9).collect::<Vec<_>>(), [1001]);
    }
}
