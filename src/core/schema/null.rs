//! Where `null` may stand: in a deep partial it is stored there and deletes elsewhere.

use super::node::{NodeId, Schema, Types, list, one};
use super::report::MAX_NESTING;
use crate::core::keys::{Key, Keys};
use crate::core::value::Value;

impl Schema {
    /// Whether `null` may stand at a path. Where alternatives (`anyOf`, `oneOf`) are open, one that allows it is enough;
    /// conditions (`if`, `not`, `dependentSchemas`) have no say.
    pub fn allows_null(&self, path: &[&Key], keys: &Keys) -> bool {
        self.permits_null(self.root, path, keys, 0)
    }

    fn permits_null(&self, id: NodeId, path: &[&Key], keys: &Keys, nesting: u32) -> bool {
        let node = self.node(id);
        let Some((key, rest)) = path.split_first() else {
            return self.accepts(id, Value::null().view(), keys, nesting);
        };
        // An alternative that is no object has no say in what stands inside one. (Nothing is merged into arrays.)
        if node.never || nesting == MAX_NESTING || (node.types.0 != 0 && node.types.0 & Types::KEYED == 0) {
            return false;
        }
        let below = |id: &NodeId| self.permits_null(*id, path, keys, nesting + 1);
        let (any, one_of) = (&node.lists[list::ANY], &node.lists[list::ONE]);
        let mut permits = true;
        key.with_ref(|key| {
            node.each_schema(node.mentioned(key, 0), key, keys, &mut |id| {
                permits = permits && self.permits_null(id, rest, keys, nesting + 1);
            });
        });
        let rest_of = node.one[one::UNEVALUATED_MEMBERS];
        permits
            && node.together.iter().all(below)
            && (any.is_empty() || any.iter().any(below))
            && (one_of.is_empty() || one_of.iter().any(below))
            && (rest_of == 0
                || self.may_look_at(id, true, key, keys, nesting)
                || self.permits_null(rest_of, rest, keys, nesting + 1))
    }

    /// Whether a member may be looked at by any schema that applies to the object, so that it is not unevaluated.
    fn may_look_at(&self, id: NodeId, is_self: bool, key: &Key, keys: &Keys, nesting: u32) -> bool {
        let node = self.node(id);
        let mut may = nesting == MAX_NESTING
            || (!is_self && node.one[one::UNEVALUATED_MEMBERS] != 0)
            || key.with_ref(|key| node.each_schema(node.mentioned(key, 0), key, keys, &mut |_| {}));
        node.each_in_place(&mut |id| may = may || self.may_look_at(id, false, key, keys, nesting + 1));
        may
    }
}
