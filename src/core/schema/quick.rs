//! Saying yes quickly.
//!
//! Nearly everything that is validated is valid, and nearly every schema asks for types, members, ranges and enumerations and nothing
//! else. For those one pass over the bytes of a value is enough, which builds no path and looks up nothing twice. Where it does not end
//! in a yes, [`super::check`] finds out why.

use super::check::characters;
use super::node::{Member, Node, NodeId, Schema, Types, limit, list, one};
use super::report::MAX_NESTING;
use crate::core::keys::{Key, KeyRef};
use crate::core::value::encoding::{
    ARRAY, FALSE, FLOAT, HEADER, INT, LONG, MAP, NULL, OBJECT, SHORT, SMALL, TRUE, split_key, split_value,
};
use crate::core::value::{Kind, ValueRef};

/// A node, as short as can be: of most values nothing else is asked, and all that is asked for lies close together.
#[derive(Debug)]
pub(super) struct Quick {
    /// The kinds that are allowed, as in [`KINDS`].
    kinds: u16,
    then: Then,
}

/// What is asked of a value of the right kind.
#[derive(Clone, Copy, Debug)]
enum Then {
    Nothing,
    /// That a number is not less than the first, and not more than the second.
    Between(f64, f64),
    /// What this node asks: where others lead that are nothing but references.
    Node(NodeId),
}

impl Quick {
    fn of(nodes: &[Node], mut id: NodeId) -> Quick {
        while nodes[id as usize].alias != 0 {
            id = nodes[id as usize].alias;
        }
        let node = &nodes[id as usize];
        let kinds = if node.types.0 == 0 { u16::MAX } else { node.types.0 };
        Quick { kinds, then: if node.is_simple { node.range() } else { None }.unwrap_or(Then::Node(id)) }
    }
}

/// Marks the nodes for which such a pass can decide: those that ask for nothing else, and lead to no others. Gives the short form of
/// all.
pub(super) fn mark(nodes: &mut [Node]) -> Box<[Quick]> {
    for node in nodes.iter_mut() {
        node.is_quick = !node.is_whole
            && node.texts.is_empty()
            && node.patterns.is_empty()
            && node.dependents.is_empty()
            && node.lists[list::PREFIX].is_empty()
            && node.one[one::NAMES] == 0;
    }
    // What leads to one that is not marked loses its mark, until none does.
    let mut is_settled = false;
    while !is_settled {
        is_settled = true;
        for id in 1..nodes.len() {
            if nodes[id].is_quick && !nodes[id].each_next(&mut |next| nodes[next as usize].is_quick) {
                nodes[id].is_quick = false;
                is_settled = false;
            }
        }
    }
    (0..nodes.len()).map(|id| Quick::of(nodes, id as NodeId)).collect()
}

/// What the values with each tag are.
const KINDS: [u16; 10] = {
    let mut kinds = [0; 10];
    kinds[NULL as usize] = 1 << Kind::Null as u16;
    kinds[FALSE as usize] = 1 << Kind::Boolean as u16;
    kinds[TRUE as usize] = 1 << Kind::Boolean as u16;
    kinds[INT as usize] = 1 << Kind::Number as u16 | Types::INTEGER;
    kinds[FLOAT as usize] = 1 << Kind::Number as u16;
    kinds[SHORT as usize] = 1 << Kind::String as u16;
    kinds[LONG as usize] = 1 << Kind::String as u16;
    kinds[ARRAY as usize] = 1 << Kind::Array as u16;
    kinds[OBJECT as usize] = 1 << Kind::Object as u16;
    kinds[MAP as usize] = 1 << Kind::Map as u16;
    kinds
};

impl Node {
    /// Whether something is so of all nodes that this one leads to.
    fn each_next(&self, holds: &mut dyn FnMut(NodeId) -> bool) -> bool {
        let entries = [self.one[one::ADDITIONAL], self.one[one::ITEMS]];
        let members = self.members.iter().map(|member| member.node);
        members.chain(entries).chain(self.together.iter().copied()).filter(|id| *id != 0).all(holds)
    }

    /// Its limits, if they are those of a closed range.
    fn range(&self) -> Option<Then> {
        if self.limits.is_empty() {
            return Some(Then::Nothing);
        }
        let (mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY);
        for (_, slot, limit) in &self.limits {
            match slot.wrapping_sub(limit::MINIMUM) {
                0 => least = *limit,
                1 => most = *limit,
                _ => return None,
            }
        }
        Some(Then::Between(least, most))
    }

    /// Whether the limits of a node are kept: those of counts are left to others.
    fn is_within(&self, value: ValueRef<'_>) -> bool {
        self.limits.iter().all(|(_, slot, limit)| match value.kind() {
            Kind::Number => {
                let n = value.as_number().unwrap_or(f64::NAN);
                match slot.wrapping_sub(limit::MINIMUM) {
                    0 => n >= *limit,
                    1 => n <= *limit,
                    2 => n > *limit,
                    3 => n < *limit,
                    slot => slot != limit::MULTIPLE,
                }
            }
            Kind::String => match slot.wrapping_sub(limit::LENGTH) {
                0 => characters(value) >= *limit,
                1 => characters(value) <= *limit,
                _ => true,
            },
            Kind::Array | Kind::Object | Kind::Map => *slot < limit::ITEMS,
            _ => true,
        })
    }
}

impl Schema {
    /// Whether a value is surely valid; `false` may mean that it is not.
    pub(super) fn says_yes(&self, id: NodeId, value: ValueRef<'_>, nesting: u32) -> bool {
        let node = self.node(id);
        match value {
            ValueRef::Encoded(bytes) => node.is_quick && self.pass(id, bytes, nesting).is_some(),
            ValueRef::Tree(_) => node.is_simple && node.limits.is_empty() && node.types.allows(value),
        }
    }

    /// What follows the value that bytes begin with, if that is surely valid.
    #[allow(
        clippy::inline_always,
        reason = "most values are scalars of which only the type is asked: no call for them"
    )]
    #[inline(always)]
    fn pass<'b>(&self, id: NodeId, bytes: &'b [u8], nesting: u32) -> Option<&'b [u8]> {
        let quick = &self.quick[id as usize];
        let (value, rest) = split_value(bytes)?;
        let tag = value[0];
        let kinds = if tag >= SMALL { KINDS[INT as usize] } else { *KINDS.get(usize::from(tag))? };
        let is_fine = quick.kinds & kinds != 0
            && match quick.then {
                Then::Nothing => true,
                Then::Between(least, most) => {
                    ValueRef::Encoded(value).as_number().is_none_or(|n| least <= n && n <= most)
                }
                Then::Node(id) => self.pass_whole(id, value, nesting),
            };
        is_fine.then_some(rest)
    }

    /// Whether a value of which more is asked than its type is surely valid.
    fn pass_whole(&self, id: NodeId, value: &[u8], nesting: u32) -> bool {
        let node = self.node(id);
        if node.never || nesting == MAX_NESTING {
            return false;
        }
        let is_allowed = node.allowed.iter().all(|(_, values)| {
            // A value of one kind has one form, but for composites, whose members may come in any order.
            values.iter().any(|allowed| matches!(allowed.view(), ValueRef::Encoded(other) if other == value))
        });
        if !is_allowed || (!node.limits.is_empty() && !node.is_within(ValueRef::Encoded(value))) {
            return false;
        }
        let body = value.get(HEADER..).unwrap_or_default();
        let is_fine = match value[0] {
            OBJECT | MAP => self.pass_members(node, body, nesting).is_some(),
            ARRAY if node.one[one::ITEMS] != 0 => self.pass_elements(node.one[one::ITEMS], body, nesting).is_some(),
            _ => true,
        };
        is_fine && node.together.iter().all(|id| self.pass(*id, value, nesting + 1).is_some())
    }

    fn pass_elements(&self, id: NodeId, mut rest: &[u8], nesting: u32) -> Option<()> {
        while !rest.is_empty() {
            rest = self.pass(id, rest, nesting + 1)?;
        }
        Some(())
    }

    fn pass_members(&self, node: &Node, mut rest: &[u8], nesting: u32) -> Option<()> {
        let (mut hint, mut required) = (node.first, 0);
        while !rest.is_empty() {
            let (key, from) = split_key(rest)?;
            let mut below = 0;
            let at_hint = match (key, node.members.get(hint)) {
                (KeyRef::Id(id), Some(Member { key: Key::Id(other), .. })) => id == *other,
                _ => false,
            };
            if let Some(found) = if at_hint { Some(hint) } else { node.mentioned(key, hint) } {
                let member = &node.members[found];
                required += u32::from(member.required);
                (below, hint) = (member.node, member.next);
            }
            if below == 0 {
                below = node.one[one::ADDITIONAL];
            }
            rest = if below == 0 { split_value(from)?.1 } else { self.pass(below, from, nesting + 1)? };
        }
        (required == node.required).then_some(())
    }
}
