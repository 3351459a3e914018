//! Deciding before anything is applied.
//!
//! Most updates set a few members whose place in the schema can be found by following their paths. If nothing on the way
//! asks about a container as a whole, the new values alone decide, and the state need not be copied to try them out. The
//! answer is "surely valid" or "cannot say": whoever needs reasons applies the update to a copy and asks
//! [`Schema::check_update`].

use super::node::{Node, NodeId, Schema, limit, list};
use super::report::{MAX_NESTING, Report};
use crate::core::change::{Action, Step};
use crate::core::keys::{Key, Keys};
use crate::core::pointer::Path;
use crate::core::value::Value;

/// A schema that a place has to fit, and how many have led to it.
type Place = (NodeId, u32);

impl Schema {
    /// Whether a valid state surely stays valid under each of the changes.
    pub(crate) fn surely_allows(&self, mut changes: &mut dyn Iterator<Item = Step<'_>>, keys: &Keys) -> bool {
        // The way to a container is gone once for all of its entries that follow each other.
        let (mut container, mut beside) = (Vec::new(), None);
        Iterator::all(&mut changes, |(path, action, value)| {
            let value = value.filter(|_| action != Action::Remove).map(Value::view);
            let accepts = |(id, nesting): Place| value.is_some_and(|value| self.accepts(id, value, keys, nesting));
            let Some((parent, key)) = path.split() else { return accepts((self.root, 0)) };
            if !beside.replace(path).is_some_and(|before: &Path| before.is_beside(path)) {
                container.clear();
                if !self.places((self.root, 0), &parent.keys(), keys, &mut container) {
                    return false;
                }
            }
            container.iter().all(|place| {
                let entry = &mut |place| action == Action::Remove || accepts(place);
                self.follow(*place, key, Some(action), keys, entry)
            })
        })
    }

    /// Collects the schemas that the container at the end of a path has to fit; `false` if one on the way may ask for more.
    fn places(&self, from: Place, path: &[&Key], keys: &Keys, found: &mut Vec<Place>) -> bool {
        let Some((key, rest)) = path.split_first() else {
            found.push(from);
            return true;
        };
        self.follow(from, key, None, keys, &mut |place| self.places(place, rest, keys, found))
    }

    /// Asks `entry` for all schemas that an entry of a place has to fit, and the place itself if the entry may come or go.
    fn follow(
        &self,
        (mut id, nesting): Place,
        key: &Key,
        action: Option<Action>,
        keys: &Keys,
        entry: &mut dyn FnMut(Place) -> bool,
    ) -> bool {
        while self.node(id).alias != 0 {
            id = self.node(id).alias;
        }
        let node = self.node(id);
        if node.never || node.is_whole || !node.allowed.is_empty() || !node.lists[list::PREFIX].is_empty() {
            return false;
        }
        if nesting == MAX_NESTING
            || action.is_some_and(|action| !self.shape_allows(node, key, action == Action::Remove, keys, nesting))
        {
            return false;
        }
        // A key that looks like a position may be a member too: then both schemas have to agree.
        let element = key.index().map_or(0, |index| node.element(index));
        let mut surely = element == 0 || entry((element, nesting + 1));
        key.with_ref(|key| {
            node.each_schema(node.mentioned(key, 0), key, keys, &mut |id| surely = surely && entry((id, nesting + 1)));
        });
        surely && node.together.iter().all(|id| self.follow((*id, nesting + 1), key, action, keys, entry))
    }

    /// Whether an entry may surely come or go, as far as counts and names are concerned.
    fn shape_allows(&self, node: &Node, key: &Key, removes: bool, keys: &Keys, nesting: u32) -> bool {
        // Slots of limits on counts come in pairs, the least first, and those that can be broken differ.
        let breaks = |slot: usize| slot >= limit::ITEMS && (slot - limit::ITEMS).is_multiple_of(2) == removes;
        node.dependents.is_empty()
            && !node.limits.iter().any(|(_, slot, _)| breaks(*slot))
            && key.with_ref(|key| match node.mentioned(key, 0) {
                Some(at) if removes => !node.members[at].required,
                _ => removes || self.allows_name(node, key, keys, &mut Report::quick(nesting + 1)),
            })
    }
}
