//! Deciding before anything is applied.
//!
//! Most updates set a few members whose place in the schema can be found by following their paths. If nothing on the way
//! asks about a container as a whole, the new values alone decide, and the state need not be copied to try them out. The
//! answer is "surely valid" or "cannot say": whoever needs reasons applies the update to a copy and asks
//! [`Schema::check_update`].

use super::node::{NodeId, Schema};
use crate::core::change::{Action, Wanted};
use crate::core::keys::{Key, Keys};
use crate::core::value::{Value, ValueRef};

impl Schema {
    /// Whether a valid state surely stays valid under changes none of which lies inside another.
    pub(crate) fn surely_allows(&self, changes: &[Wanted], keys: &Keys) -> bool {
        changes.iter().all(|change| {
            let value = change.value.as_ref().filter(|_| change.action != Action::Remove);
            self.follow(self.root, &change.path.keys(), change.action, value.map(Value::view), keys)
        })
    }

    fn follow(&self, id: NodeId, path: &[&Key], action: Action, value: Option<ValueRef<'_>>, keys: &Keys) -> bool {
        let node = &self.nodes[id];
        let Some((key, rest)) = path.split_first() else {
            return value.is_some_and(|value| self.accepts(id, value, keys));
        };
        if node.never || !node.is_local() {
            return false;
        }
        if rest.is_empty() {
            let bounds = [node.members_count, node.items_count];
            let counted = match action {
                Action::Remove => bounds.iter().any(|bounds| bounds.least.is_some()) || node.required.contains(key),
                Action::Put | Action::Insert => bounds.iter().any(|bounds| bounds.most.is_some()),
            };
            if counted {
                return false;
            }
        }
        let removed = rest.is_empty() && action == Action::Remove;
        // A key that looks like a position may be a member too: then both schemas have to agree.
        let element = key.index().and_then(|index| node.element(index));
        let entry = |id: NodeId| removed || self.follow(id, rest, action, value, keys);
        element.is_none_or(entry)
            && node.member(key).is_none_or(entry)
            && node.reference.iter().chain(&node.all_of).all(|id| self.follow(*id, path, action, value, keys))
    }
}
