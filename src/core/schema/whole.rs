//! What a schema asks of a value as a whole: its alternatives, and what depends on all entries of a container.

use super::check::{check_limit, excluded, shown};
use super::node::{Node, NodeId, Schema, limit, list, one};
use super::report::{Report, Step};
use crate::core::error::Issue;
use crate::core::hash_index::HashIndex;
use crate::core::keys::Keys;
use crate::core::text::{concat, number};
use crate::core::value::{Entry, Kind, ValueRef};

/// A keyword that counts how many of its schemas hold: its name, what it asks for, and the most that may hold.
type Alternatives = (&'static str, &'static str, usize);

const ANY: Alternatives = ("anyOf", "matches at least one of the schemas under anyOf", usize::MAX);
const ONE: Alternatives = ("oneOf", "matches exactly one of the schemas under oneOf", 1);
const NOT: Alternatives = ("not", "does not match the schema under not", 0);

impl Schema {
    /// Not inlined, for it would widen every frame of a deep recursion.
    #[inline(never)]
    pub(super) fn check_whole<'a>(&self, id: NodeId, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        let node = self.node(id);
        self.check_alternatives(&node.lists[list::ANY], ANY, value, keys, report);
        self.check_alternatives(&node.lists[list::ONE], ONE, value, keys, report);
        if node.one[one::NOT] != 0 {
            self.check_alternatives(&[node.one[one::NOT]], NOT, value, keys, report);
        }
        let mut also = vec![self.branch(node, value, keys, report)];
        for dependent in &node.dependents {
            if value.kind().is_keyed() && value.get(&dependent.key, keys).is_some() {
                also.push(dependent.node);
            }
        }
        for id in also {
            if id != 0 {
                self.check_node(id, value, keys, report);
            }
        }
        if value.kind() == Kind::Array {
            if node.one[one::CONTAINS] != 0 {
                self.check_contains(node, value, keys, report);
            }
            if node.unique {
                check_unique(value, keys, report);
            }
        }
        // Last: it depends on what the others have looked at (Core, section 11).
        self.check_unevaluated(id, value, keys, report);
        if !node.validators.is_empty() {
            ask(node, value, keys, report);
        }
    }

    fn check_alternatives(
        &self,
        ids: &[NodeId],
        (keyword, expected, most): Alternatives,
        value: ValueRef<'_>,
        keys: &Keys,
        report: &mut Report<'_>,
    ) {
        let mut count = 0;
        for id in ids {
            count += usize::from(self.holds(*id, value, keys, report));
            if count > 0 && most == usize::MAX {
                break;
            }
        }
        let least = usize::from(most > 0 && !ids.is_empty());
        if (count < least || count > most) && report.found() {
            let matching = concat(&["matches ", &number(count as f64)]);
            let actual = if most == 1 { matching } else { shown(value) };
            report.explain(keys, keyword, expected.into(), expected, &actual);
        }
    }

    /// The branch that `if` chooses; 0 for none.
    fn branch(&self, node: &Node, value: ValueRef<'_>, keys: &Keys, report: &mut Report<'_>) -> NodeId {
        if node.one[one::IF] == 0 {
            return 0;
        }
        let holds = self.holds(node.one[one::IF], value, keys, report);
        node.one[if holds { one::THEN } else { one::ELSE }]
    }

    fn check_contains<'a>(&self, node: &Node, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        let mut count = 0;
        for entry in value.entries() {
            count += usize::from(self.holds(node.one[one::CONTAINS], entry.value, keys, report));
        }
        let has_least = node.limits.iter().any(|(_, slot, _)| *slot == limit::CONTAINS);
        if count == 0 && !has_least && report.found() {
            report.describe(keys, "contains", "an element that matches the schema under contains", "", "none");
        }
        check_limit(
            node,
            limit::CONTAINS,
            count as f64,
            " elements that match the schema under contains",
            keys,
            report,
        );
    }

    /// What `unevaluatedItems` and `unevaluatedProperties` ask of entries that nothing else has looked at.
    fn check_unevaluated<'a>(&self, id: NodeId, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        let (slot, keyword) = match value.kind() {
            Kind::Array => (one::UNEVALUATED_ITEMS, "unevaluatedItems"),
            Kind::Object | Kind::Map => (one::UNEVALUATED_MEMBERS, "unevaluatedProperties"),
            _ => return,
        };
        let rest = self.node(id).one[slot];
        if rest == 0 {
            return;
        }
        let mut nodes = Vec::new();
        self.evaluating(id, value, keys, report.nesting, &mut nodes);
        for (index, entry) in value.entries().enumerate() {
            let looks_at = |other: &NodeId| self.looks_at(*other, *other == id, index, entry, keys, report.nesting);
            if nodes.iter().any(looks_at) {
                continue;
            }
            report.enter(entry.key.map_or(Step::Element(index), Step::Member));
            if self.node(rest).never {
                excluded(entry.value, keyword, keys, report);
            } else {
                self.check_node(rest, entry.value, keys, report);
            }
            report.leave();
        }
    }

    /// Adds the nodes that apply to the same value as a node, itself included, and hold.
    fn evaluating(&self, id: NodeId, value: ValueRef<'_>, keys: &Keys, nesting: u32, nodes: &mut Vec<NodeId>) {
        let node = self.node(id);
        if nodes.contains(&id) {
            return;
        }
        nodes.push(id);
        for id in &node.together {
            self.evaluating(*id, value, keys, nesting, nodes);
        }
        let mut optional = vec![node.one[one::IF], self.branch(node, value, keys, &mut Report::quick(nesting))];
        optional.extend_from_slice(&node.lists[list::ANY]);
        optional.extend_from_slice(&node.lists[list::ONE]);
        for dependent in &node.dependents {
            if value.kind().is_keyed() && value.get(&dependent.key, keys).is_some() {
                optional.push(dependent.node);
            }
        }
        for id in optional {
            if id != 0 && self.accepts(id, value, keys, nesting) {
                self.evaluating(id, value, keys, nesting, nodes);
            }
        }
    }

    /// Whether a node looks at an entry.
    fn looks_at(&self, id: NodeId, is_self: bool, index: usize, entry: Entry<'_>, keys: &Keys, nesting: u32) -> bool {
        let node = self.node(id);
        let Some(key) = entry.key else {
            let contains = node.one[one::CONTAINS];
            return node.element(index) != 0
                || (!is_self && node.one[one::UNEVALUATED_ITEMS] != 0)
                || (contains != 0 && self.accepts(contains, entry.value, keys, nesting));
        };
        (!is_self && node.one[one::UNEVALUATED_MEMBERS] != 0)
            || node.each_schema(node.mentioned(key, 0), key, keys, &mut |_| {})
    }
}

/// Asks the validators of a node, but of nothing in which something else is wrong: that would be said twice.
#[inline(never)]
fn ask<'a>(node: &Node, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
    if report.count > 0 {
        return;
    }
    let complaints = node.validators.iter().flat_map(|validator| (validator.0)(value, keys));
    for (place, message) in complaints {
        if report.found() {
            let pointer = concat(&[&report.pointer(keys), &place]);
            report.issues.push(Issue::error("schema/validator", pointer, message));
        }
    }
}

fn check_unique<'a>(value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
    let mut seen = HashIndex::default();
    let mut elements = Vec::new();
    for (index, entry) in value.entries().enumerate() {
        let hash = hash_of(entry.value, keys);
        let same = |at: &u32| entry.value.equals(elements[*at as usize], keys);
        if let Some(twin) = seen.find(hash).find(same) {
            if report.found() {
                let (a, b) = (number(f64::from(twin)), number(index as f64));
                let actual = concat(&["the same at ", &a, " and ", &b]);
                report.describe(keys, "uniqueItems", "elements that differ", "", &actual);
            }
            return;
        }
        elements.push(entry.value);
        seen.insert(hash, index as u32);
    }
}

/// A hash that is the same for values that are equal as JSON.
fn hash_of(value: ValueRef<'_>, keys: &Keys) -> u32 {
    let kind = value.kind();
    if let Some(n) = value.as_number() {
        // Zero has two signs, and is one number.
        return keys.hash_text(&(n + 0.0).to_le_bytes());
    }
    if !kind.is_container() {
        return value
            .as_text()
            .map_or(kind as u32 + u32::from(value.as_bool() == Some(true)), |text| keys.hash_text(text));
    }
    value.entries().fold(kind as u32, |sum, entry| {
        let inner = hash_of(entry.value, keys);
        match entry.key {
            // Members may come in any order.
            Some(key) => sum.wrapping_add((inner ^ keys.hash(key)).wrapping_mul(0x9E37_79B1)),
            None => (sum.rotate_left(5) ^ inner).wrapping_mul(0x9E37_79B1),
        }
    })
}
