//! How often each id occurs.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A multiset of hashed ids.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(PartialEq))]
pub(crate) struct IdSet {
    counts: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    /// The sum of all ids: equal for equal content, in whatever order it came.
    sum: u64,
    /// By how much the occurrences outnumber the ids.
    repeated: i64,
}

/// Ids are hashes already.
#[derive(Debug, Default)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("ids are hashed as numbers")
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = id;
    }
}

impl IdSet {
    /// How often an id occurs.
    pub(crate) fn count(&self, id: u64) -> i64 {
        self.counts.get(&id).map_or(0, |count| i64::from(*count))
    }

    /// How many ids occur.
    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether an id occurs.
    pub(crate) fn contains(&self, id: u64) -> bool {
        self.counts.contains_key(&id)
    }

    /// One more, or one less, of an id. What was never there cannot go: then the set is not what it should be, and `false`
    /// is returned.
    pub(crate) fn add(&mut self, id: u64, sign: i64) -> bool {
        if sign > 0 {
            let count = self.counts.entry(id).or_default();
            *count += 1;
            self.repeated += i64::from(*count > 1);
            self.sum = self.sum.wrapping_add(id);
            return true;
        }
        let Some(count) = self.counts.get_mut(&id) else { return false };
        self.repeated -= i64::from(*count > 1);
        self.sum = self.sum.wrapping_sub(id);
        *count -= 1;
        if *count == 0 {
            self.counts.remove(&id);
        }
        true
    }

    /// By how much the occurrences outnumber the ids.
    pub(crate) fn repeated(&self) -> i64 {
        self.repeated
    }

    /// A number that is equal for equal sets.
    pub(crate) fn sum(&self) -> u64 {
        self.sum
    }

    /// All ids with their counts, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, i64)> {
        self.counts.iter().map(|(id, count)| (*id, i64::from(*count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_went_leaves_nothing() {
        let mut set = IdSet::default();
        for id in [7, 7, 9, u64::MAX] {
            assert!(set.add(id, 1));
        }
        assert_eq!((set.count(7), set.repeated()), (2, 1));
        for id in [9, 7, u64::MAX, 7] {
            assert!(set.add(id, -1));
        }
        assert_eq!((set.count(7), set.repeated(), set.sum(), set.iter().count()), (0, 0, 0, 0));
    }

    #[test]
    fn what_was_never_there_cannot_go() {
        assert!(!IdSet::default().add(1, -1));
    }
}
