//! What follows from all keywords of a schema together, put down once they are read.

use super::node::{Member, Node, NodeId, list, one};
use crate::core::keys::KeyRef;

/// A schema that applies to the same value again and again, if there is one.
pub(super) fn endless(nodes: &[Node]) -> Option<usize> {
    const NEW: u8 = 0;
    const ENTERED: u8 = 1;
    const LEFT: u8 = 2;
    let mut marks = vec![NEW; nodes.len()];
    let mut stack: Vec<(NodeId, u8)> = (1..nodes.len() as NodeId).map(|id| (id, NEW)).collect();
    while let Some((id, mark)) = stack.pop() {
        let at = id as usize;
        match (mark, marks[at]) {
            (LEFT, _) => marks[at] = LEFT,
            (_, LEFT) => {}
            (_, ENTERED) => return Some(at),
            _ => {
                marks[at] = ENTERED;
                stack.push((id, LEFT));
                nodes[at].each_in_place(&mut |next| stack.push((next, NEW)));
            }
        }
    }
    None
}

impl Node {
    /// The entry for a member, made if there is none.
    pub(super) fn mention(&mut self, key: KeyRef<'_>) -> &mut Member {
        let at = self.members.partition_point(|member| key.compare(&member.key).is_gt());
        if !self.members.get(at).is_some_and(|member| key.compare(&member.key).is_eq()) {
            // Until all are there: how many came before it.
            let next = self.members.len();
            self.members.insert(at, Member { key: key.to_key(), node: 0, required: false, next });
        }
        &mut self.members[at]
    }

    /// Calls `visit` with the schemas that apply to the same value as this one.
    pub(super) fn each_in_place(&self, visit: &mut dyn FnMut(NodeId)) {
        let listed = self.lists[list::ANY].iter().chain(&self.lists[list::ONE]).chain(&self.together);
        for id in listed {
            visit(*id);
        }
        for id in &self.one[one::NOT..one::REFERENCE] {
            if *id != 0 {
                visit(*id);
            }
        }
        for dependent in &self.dependents {
            if dependent.node != 0 {
                visit(dependent.node);
            }
        }
    }

    /// Puts down what follows from all keywords together.
    pub(super) fn settle(&mut self) {
        let mut order: Vec<usize> = (0..self.members.len()).collect();
        order.sort_unstable_by_key(|at| self.members[*at].next);
        self.first = order.first().copied().unwrap_or_default();
        for pair in order.windows(2) {
            self.members[pair[0]].next = pair[1];
        }
        self.together.clone_from(&self.lists[list::ALL]);
        for id in &self.one[one::REFERENCE..] {
            if *id != 0 {
                self.together.push(*id);
            }
        }
        if self.one[one::IF] == 0 {
            // Section 10.2.2: without `if` they say nothing.
            (self.one[one::THEN], self.one[one::ELSE]) = (0, 0);
        }
        self.has_entry_schemas = self.members.iter().any(|member| member.node != 0)
            || !self.patterns.is_empty()
            || !self.lists[list::PREFIX].is_empty()
            || self.one[..=one::NAMES].iter().any(|id| *id != 0);
        self.is_whole = self.unique
            || !self.validators.is_empty()
            || !self.lists[list::ANY].is_empty()
            || !self.lists[list::ONE].is_empty()
            || self.one[one::CONTAINS..one::REFERENCE].iter().any(|id| *id != 0)
            || self.dependents.iter().any(|dependent| dependent.node != 0);
        self.is_simple = !(self.never || self.is_whole || self.has_entry_schemas)
            && self.together.is_empty()
            && self.allowed.is_empty()
            && self.texts.is_empty()
            && self.members.is_empty()
            && self.dependents.is_empty();
    }
}
