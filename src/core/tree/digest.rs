//! Content digests: 122 bits, equal for equal content whatever its history, recomputed only where something changed.
//!
//! - The digest of encoded bytes is two XXH64 of them with different seeds.
//! - The digest of a tree is a polynomial over the digests of its entries, in two prime fields of 2^61 - 1 with
//!   different bases. Polynomials of neighbours combine (`a · base^len(b) + b`), so every node remembers its own and the
//!   shape of the tree does not matter.
//! - It guards against rot and divergence, not against an adversary.
//!
//! Names of the model's dictionary enter by their number: digests are comparable between engines with the same model.

use std::rc::Rc;

use xxhash_rust::xxh64::xxh64;

use super::container::Container;
use super::node::{Body, Child};
use crate::core::value::ValueRef;
use crate::core::value::encoding::write_key;

/// A content digest.
pub type Digest = [u64; 2];

const SEEDS: [u64; 2] = [0x486F_6C64, 0x6661_7374];
const PRIME: u64 = (1 << 61) - 1;
const BASES: [u64; 2] = [0x0E6B_9F5D_2C1A_8347, 0x1337_C0DE_5EED_BA5E];

/// The digest of a value.
pub fn digest(value: ValueRef<'_>) -> Digest {
    match value {
        ValueRef::Encoded(bytes) => hash(bytes),
        ValueRef::Tree(container) => of_tree(container),
    }
}

fn hash(bytes: &[u8]) -> Digest {
    SEEDS.map(|seed| xxh64(bytes, seed))
}

fn of_tree(container: &Rc<Container>) -> Digest {
    let fold = container.root().fold(container.kind().is_keyed());
    let mut bytes = vec![container.kind().tag()];
    bytes.extend_from_slice(&(container.len() as u64).to_le_bytes());
    bytes.extend(fold.sum.iter().flat_map(|lane| lane.to_le_bytes()));
    hash(&bytes)
}

/// A node of a tree that remembers its digest.
#[derive(Clone, Copy, Debug)]
pub struct Part<'v> {
    child: &'v Child,
    keyed: bool,
}

impl Part<'_> {
    /// Finds out its digest, to be remembered.
    pub fn remember(self) {
        self.child.fold(self.keyed);
    }
}

/// The nodes of a large value, each after those that it consists of: whoever lets one after the other remember has done in steps what
/// [`digest`] does at once, and next to nothing is left to do for that.
pub fn digest_parts(value: ValueRef<'_>) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    if let ValueRef::Tree(container) = value {
        add_parts(container.root(), container.kind().is_keyed(), &mut parts);
    }
    parts
}

fn add_parts<'v>(child: &'v Child, keyed: bool, parts: &mut Vec<Part<'v>>) {
    if child.node.fold.get().is_some() {
        return;
    }
    match &child.node.body {
        Body::Branch(children) => children.iter().for_each(|child| add_parts(child, keyed, parts)),
        Body::Leaf(page) => {
            for entry in page.entries_from(0, keyed) {
                if let ValueRef::Tree(tree) = entry.value {
                    add_parts(tree.root(), tree.kind().is_keyed(), parts);
                }
            }
        }
    }
    parts.push(Part { child, keyed });
}

/// A polynomial over entries, and the power of the base that stands for their number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fold {
    sum: Digest,
    power: Digest,
}

impl Fold {
    const EMPTY: Fold = Fold { sum: [0; 2], power: [1; 2] };

    fn then(self, next: Fold) -> Fold {
        let lane =
            |i: usize| (add(multiply(self.sum[i], next.power[i]), next.sum[i]), multiply(self.power[i], next.power[i]));
        let ((a, x), (b, y)) = (lane(0), lane(1));
        Fold { sum: [a, b], power: [x, y] }
    }
}

fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    add(product as u64 & PRIME, (product >> 61) as u64)
}

impl Child {
    fn fold(&self, keyed: bool) -> Fold {
        *self.node.fold.get_or_init(|| match &self.node.body {
            Body::Branch(children) => children.iter().fold(Fold::EMPTY, |fold, child| fold.then(child.fold(keyed))),
            Body::Leaf(page) => {
                let mut buffer = Vec::new();
                page.entries_from(0, keyed).fold(Fold::EMPTY, |fold, entry| {
                    buffer.clear();
                    if let Some(key) = entry.key {
                        write_key(key, &mut buffer);
                    }
                    match entry.value {
                        ValueRef::Encoded(bytes) => buffer.extend_from_slice(bytes),
                        ValueRef::Tree(tree) => buffer.extend(of_tree(tree).iter().flat_map(|lane| lane.to_le_bytes())),
                    }
                    fold.then(Fold { sum: hash(&buffer).map(|lane| lane % PRIME), power: BASES })
                })
            }
        })
    }
}
