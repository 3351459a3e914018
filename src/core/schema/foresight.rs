//! Deciding before anything is applied.
//!
//! Most updates set a few members whose place in the schema can be found by following their paths. If nothing on the way
//! asks about a container as a whole, the new values alone decide, and the state need not be copied to try them out. The
//! answer is "surely valid" or "cannot say": whoever needs reasons applies the update to a copy and asks
//! [`Schema::check_update`].

use super::node::{Node, NodeId, Schema, limit, list};
use super::report::{MAX_NESTING, Report};
use crate::core::change::{Action, Wanted};
use crate::core::keys::{Key, Keys};
use crate::core::value::{Value, ValueRef};

/// What is to happen at the end of a path.
struct Plan<'p> {
    action: Action,
    value: Option<ValueRef<'p>>,
    keys: &'p Keys,
}

impl Schema {
    /// Whether a valid state surely stays valid under changes none of which lies inside another.
    pub(crate) fn surely_allows(&self, changes: &[Wanted], keys: &Keys) -> bool {
        changes.iter().all(|change| {
            let value = change.value.as_ref().filter(|_| change.action != Action::Remove);
            let plan = Plan { action: change.action, value: value.map(Value::view), keys };
            self.follow(self.root, &change.path.keys(), &plan, 0)
        })
    }

    fn follow(&self, mut id: NodeId, path: &[&Key], plan: &Plan<'_>, nesting: u32) -> bool {
        let Some((key, rest)) = path.split_first() else {
            return plan.value.is_some_and(|value| self.accepts(id, value, plan.keys, nesting));
        };
        while self.node(id).alias != 0 {
            id = self.node(id).alias;
        }
        let node = self.node(id);
        if node.never || node.is_whole || !node.allowed.is_empty() || !node.lists[list::PREFIX].is_empty() {
            return false;
        }
        let is_last = rest.is_empty();
        let removed = is_last && plan.action == Action::Remove;
        if nesting == MAX_NESTING || (is_last && !self.shape_allows(node, key, plan, nesting)) {
            return false;
        }
        let entry = |id: NodeId| removed || self.follow(id, rest, plan, nesting + 1);
        // A key that looks like a position may be a member too: then both schemas have to agree.
        let element = key.index().map_or(0, |index| node.element(index));
        let mut surely = element == 0 || entry(element);
        key.with_ref(|key| {
            node.each_schema(node.mentioned(key, 0), key, plan.keys, &mut |id| surely = surely && entry(id));
        });
        surely && node.together.iter().all(|id| self.follow(*id, path, plan, nesting + 1))
    }

    /// Whether an entry may surely come or go, as far as counts and names are concerned.
    fn shape_allows(&self, node: &Node, key: &Key, plan: &Plan<'_>, nesting: u32) -> bool {
        let removes = plan.action == Action::Remove;
        // Slots of limits on counts come in pairs, the least first, and those that can be broken differ.
        let breaks = |slot: usize| slot >= limit::ITEMS && (slot - limit::ITEMS).is_multiple_of(2) == removes;
        node.dependents.is_empty()
            && !node.limits.iter().any(|(_, slot, _)| breaks(*slot))
            && key.with_ref(|key| match node.mentioned(key, 0) {
                Some(at) if removes => !node.members[at].required,
                _ => removes || self.allows_name(node, key, plan.keys, &mut Report::quick(nesting + 1)),
            })
    }
}
