//! Validating only what an update made new.
//!
//! The version before is known to be valid. What a node asks of entries one by one is asked of the entries that differ;
//! counts and names are asked of the container, which costs next to nothing; what it asks of the value as a whole (`anyOf`,
//! `contains`, ...) is asked of the whole value again. Subtrees that both versions share are not visited for the former.

use std::rc::Rc;

use super::check::check_names;
use super::node::{NodeId, Schema, list};
use super::report::{Report, Step};
use crate::core::keys::Keys;
use crate::core::tree::{Container, differences, replaced};
use crate::core::value::{Kind, ValueRef};

impl Schema {
    /// Adds what is wrong with `after` to the report, given that `before` is valid.
    pub fn check_update<'a>(&self, before: ValueRef<'a>, after: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        self.check_since(self.root, Some(before), after, keys, report);
    }

    /// What a node asks of the entries of a container of which it knows another version. Not inlined, for it would widen every
    /// frame of a deep recursion.
    #[inline(never)]
    pub(super) fn check_new_entries<'a>(
        &self,
        id: NodeId,
        old: &'a Container,
        new: &'a Rc<Container>,
        keys: &Keys,
        report: &mut Report<'a>,
    ) {
        let node = self.node(id);
        if new.kind().is_keyed() {
            check_names(node, node.required == 0, ValueRef::Tree(new), keys, report);
        }
        if !node.has_entry_schemas {
            return;
        }
        if new.kind() == Kind::Array {
            let mut run = replaced(old, new);
            if run.removed != run.inserted && !node.lists[list::PREFIX].is_empty() {
                // What moved may have come to a place with another schema.
                run.inserted = new.len() - run.start;
            }
            for (index, entry) in new.entries_from(run.start).take(run.inserted).enumerate() {
                let index = run.start + index;
                let id = node.element(index);
                if id != 0 {
                    // As many out as in: most likely the same elements, changed.
                    let before = if run.removed == run.inserted { old.at(index) } else { None };
                    report.enter(Step::Element(index));
                    self.check_since(id, before.map(|entry| entry.value), entry.value, keys, report);
                    report.leave();
                }
            }
            return;
        }
        differences(old, new, &mut |difference| {
            let Some(after) = difference.after else { return };
            let Some(key) = after.key else { return };
            let at = node.mentioned(key, 0);
            let before = difference.before.map(|entry| entry.value);
            if let (Some(before @ ValueRef::Tree(_)), ValueRef::Tree(_)) = (before, after.value) {
                // Its name has been allowed before, and no schema that it was valid under says that there be none.
                report.enter(Step::Member(key));
                node.each_schema(at, key, keys, &mut |id| {
                    self.check_since(id, Some(before), after.value, keys, report);
                });
                report.leave();
            } else {
                self.check_member(node, at, key, after.value, keys, report);
            }
        });
    }
}
