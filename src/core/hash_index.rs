//! From the hash of a key to the numbers that it may stand for: a persistent trie over the hash, 16 ways a level.
//!
//! The one hash table of the core. It keeps no keys: whoever looks something up compares the candidates.

use std::rc::Rc;

const BITS: u32 = 4;
const WAYS: usize = 1 << BITS;
/// A leaf over this size becomes a branch, unless all bits of the hash are used up.
const LEAF: usize = 16;

/// See the module. Cloning shares everything.
#[derive(Clone, Debug)]
pub(crate) enum HashIndex {
    Leaf(Vec<(u32, u32)>),
    Branch([Option<Rc<HashIndex>>; WAYS]),
}

impl Default for HashIndex {
    fn default() -> Self {
        HashIndex::Leaf(Vec::new())
    }
}

fn way(hash: u32, depth: u32) -> usize {
    (hash >> (depth * BITS)) as usize % WAYS
}

impl HashIndex {
    /// The candidates for a hash; the caller compares keys.
    pub(crate) fn find(&self, hash: u32) -> impl Iterator<Item = u32> {
        let mut node = self;
        let mut depth = 0;
        let leaf: &[(u32, u32)] = loop {
            match node {
                HashIndex::Leaf(leaf) => break leaf,
                HashIndex::Branch(ways) => match &ways[way(hash, depth)] {
                    Some(next) => node = next,
                    None => break &[],
                },
            }
            depth += 1;
        };
        leaf.iter().filter(move |(other, _)| *other == hash).map(|(_, number)| *number)
    }

    pub(crate) fn insert(&mut self, hash: u32, number: u32) {
        self.insert_at(hash, number, 0);
    }

    fn insert_at(&mut self, hash: u32, number: u32, depth: u32) {
        match self {
            HashIndex::Branch(ways) => {
                let next = ways[way(hash, depth)].get_or_insert_default();
                Rc::make_mut(next).insert_at(hash, number, depth + 1);
            }
            HashIndex::Leaf(leaf) if leaf.len() < LEAF || (depth + 1) * BITS > u32::BITS => leaf.push((hash, number)),
            HashIndex::Leaf(leaf) => {
                let leaf = std::mem::take(leaf);
                *self = HashIndex::Branch(Default::default());
                for (hash, number) in leaf.into_iter().chain([(hash, number)]) {
                    self.insert_at(hash, number, depth);
                }
            }
        }
    }

    pub(crate) fn remove(&mut self, hash: u32, number: u32) {
        let mut node = self;
        let mut depth = 0;
        loop {
            match node {
                HashIndex::Leaf(leaf) => {
                    if let Some(at) = leaf.iter().position(|entry| *entry == (hash, number)) {
                        leaf.swap_remove(at);
                    }
                    return;
                }
                HashIndex::Branch(ways) => match &mut ways[way(hash, depth)] {
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
        let mut index = HashIndex::default();
        for number in 0..100 {
            index.insert(7, number);
            index.insert(number.wrapping_mul(0x9E37_79B9), 1000 + number);
        }
        let older = index.clone();
        index.remove(7, 50);
        assert_eq!(index.find(7).count(), 99);
        assert_eq!(older.find(7).count(), 100, "an older version is not touched");
        assert_eq!(index.find(0x9E37_79B9).collect::<Vec<_>>(), [1001]);
    }
}
