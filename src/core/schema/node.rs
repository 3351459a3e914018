//! The compiled form: nodes in one vector, named by their position.

use super::host::Validator;
use super::patterns::Pattern;
use super::quick::Quick;
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::value::{Kind, Value, ValueRef};

/// A position in [`Schema::nodes`]; 0 stands for none.
pub(super) type NodeId = u32;

/// Slots of [`Node::one`].
pub(super) mod one {
    pub(in super::super) const ADDITIONAL: usize = 0;
    pub(in super::super) const ITEMS: usize = 1;
    pub(in super::super) const NAMES: usize = 2;
    pub(in super::super) const CONTAINS: usize = 3;
    pub(in super::super) const UNEVALUATED_ITEMS: usize = 4;
    pub(in super::super) const UNEVALUATED_MEMBERS: usize = 5;
    /// From here on: schemas that apply to the same value.
    pub(in super::super) const NOT: usize = 6;
    pub(in super::super) const IF: usize = 7;
    pub(in super::super) const THEN: usize = 8;
    pub(in super::super) const ELSE: usize = 9;
    /// From here on: those that have to hold.
    pub(in super::super) const REFERENCE: usize = 10;
    pub(in super::super) const DYNAMIC: usize = 11;
    pub(in super::super) const COUNT: usize = 12;
}

/// Slots of [`Node::lists`].
pub(super) mod list {
    pub(in super::super) const ALL: usize = 0;
    pub(in super::super) const ANY: usize = 1;
    pub(in super::super) const ONE: usize = 2;
    pub(in super::super) const PREFIX: usize = 3;
    pub(in super::super) const COUNT: usize = 4;
}

/// Slots of limits: first what a number is compared with, then pairs of least and most.
pub(super) mod limit {
    pub(in super::super) const MINIMUM: usize = 0;
    pub(in super::super) const MULTIPLE: usize = 4;
    pub(in super::super) const LENGTH: usize = 5;
    pub(in super::super) const ITEMS: usize = 7;
    pub(in super::super) const MEMBERS: usize = 9;
    pub(in super::super) const CONTAINS: usize = 11;
}

/// Sets of kinds, and whether a number has to be whole. The empty set allows everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Types(pub(super) u16);

impl Types {
    pub(super) const INTEGER: u16 = 1 << 7;
    pub(super) const KEYED: u16 = 1 << Kind::Object as u16 | 1 << Kind::Map as u16;

    pub(super) fn bit(kind: Kind) -> u16 {
        1 << kind as u16
    }

    pub(super) fn allows(self, value: ValueRef<'_>) -> bool {
        self.0 == 0
            || self.0 & Types::bit(value.kind()) != 0
            || (self.0 & Types::INTEGER != 0 && value.as_number().is_some_and(|n| n.fract() == 0.0))
    }

    pub(super) fn names(self) -> String {
        let mut all = String::new();
        let mut add = |bit: u16, name: &str| {
            if self.0 & bit != 0 {
                if !all.is_empty() {
                    all.push_str(" or ");
                }
                all.push_str(name);
            }
        };
        for kind in [Kind::Null, Kind::Boolean, Kind::Number, Kind::String, Kind::Array, Kind::Object, Kind::Map] {
            add(Types::bit(kind), kind.name());
        }
        add(Types::INTEGER, "integer");
        all
    }
}

/// A member that the schema mentions.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) key: Key,
    /// The schema under `properties`; none if it is only required.
    pub(super) node: NodeId,
    pub(super) required: bool,
    /// Where the one stands that the schema mentions next, most likely the next of a record too.
    pub(super) next: usize,
}

/// What a member brings with it, if it is there.
#[derive(Debug)]
pub(super) struct Dependent {
    pub(super) key: Key,
    pub(super) names: Vec<Key>,
    pub(super) node: NodeId,
}

/// What one schema object asks for.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own, and each is asked alone")]
pub(super) struct Node {
    /// `false` as a schema.
    pub(super) never: bool,
    pub(super) unique: bool,
    /// Whether [`super::quick`] can decide.
    pub(super) is_quick: bool,
    /// Whether nothing is asked of a value but its type and its limits.
    pub(super) is_simple: bool,
    /// Whether anything is asked of entries one by one.
    pub(super) has_entry_schemas: bool,
    /// Whether anything is asked of a container that entries and counts alone do not decide.
    pub(super) is_whole: bool,
    pub(super) types: Types,
    /// How many members are required.
    pub(super) required: u32,
    /// If this is nothing but a reference: where it leads.
    pub(super) alias: NodeId,
    pub(super) one: [NodeId; one::COUNT],
    /// Those that apply to the same value and have to hold whatever it is.
    pub(super) together: Vec<NodeId>,
    pub(super) lists: [Vec<NodeId>; list::COUNT],
    /// Name, slot and value.
    pub(super) limits: Vec<(&'static str, usize, f64)>,
    /// `enum` and `const`.
    pub(super) allowed: Vec<(&'static str, Vec<Value>)>,
    /// `pattern` and `format`.
    pub(super) texts: Vec<Pattern>,
    pub(super) validators: Vec<Validator>,
    /// Sorted by key.
    pub(super) members: Vec<Member>,
    /// Where the one stands that the schema mentions first.
    pub(super) first: usize,
    pub(super) patterns: Vec<(Pattern, NodeId)>,
    pub(super) dependents: Vec<Dependent>,
}

/// A compiled JSON Schema. The value `true` compiles to one that allows everything.
#[derive(Debug)]
pub struct Schema {
    /// The first stands for no schema.
    pub(super) nodes: Vec<Node>,
    /// The short form of each.
    pub(super) quick: Box<[Quick]>,
    pub(super) root: NodeId,
}

impl Node {
    /// Where a member stands in `members`; `hint` is a guess: most records name their members in the order of the schema.
    pub(super) fn mentioned(&self, key: KeyRef<'_>, hint: usize) -> Option<usize> {
        if self.members.get(hint).is_some_and(|member| key.compare(&member.key).is_eq()) {
            return Some(hint);
        }
        self.members.binary_search_by(|member| key.compare(&member.key).reverse()).ok()
    }

    /// Calls `visit` with each schema for a member: its own, those whose patterns fit its name, and for neither
    /// `additionalProperties`. `at` is where it stands in `members`. Returns whether there is one.
    pub(super) fn each_schema(
        &self,
        at: Option<usize>,
        key: KeyRef<'_>,
        keys: &Keys,
        visit: &mut dyn FnMut(NodeId),
    ) -> bool {
        let mut is_listed = false;
        let listed = at.map_or(0, |at| self.members[at].node);
        if listed != 0 {
            is_listed = true;
            visit(listed);
        }
        if !self.patterns.is_empty() {
            let name = std::str::from_utf8(key.name(keys)).unwrap_or_default();
            for (pattern, id) in &self.patterns {
                if pattern.fits(name) {
                    is_listed = true;
                    visit(*id);
                }
            }
        }
        let additional = self.one[one::ADDITIONAL];
        if !is_listed && additional != 0 {
            visit(additional);
        }
        is_listed || additional != 0
    }

    /// The schema for an array element; 0 for none.
    pub(super) fn element(&self, index: usize) -> NodeId {
        self.lists[list::PREFIX].get(index).copied().unwrap_or(self.one[one::ITEMS])
    }
}

impl Schema {
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }
}
