//! Validating only what an update made new.
//!
//! The version before is known to be valid. Where a node asks something of entries one by one, only the entries that
//! differ are looked at; where it asks something of a container as a whole (`anyOf`, `enum`, ...), the container is
//! validated as a whole. Subtrees that both versions share are not visited.

use super::check::{check_self, member_node, unknown_member};
use super::node::{NodeId, Schema};
use super::report::{Report, Step};
use crate::core::keys::Keys;
use crate::core::tree::{differences, replaced};
use crate::core::value::{Kind, ValueRef};

impl Schema {
    /// Adds what is wrong with `after` to the report, given that `before` is valid.
    pub fn check_update<'a>(&self, before: ValueRef<'a>, after: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        self.check_new(self.root, Some(before), after, keys, report);
    }

    fn check_new<'a>(
        &self,
        id: NodeId,
        before: Option<ValueRef<'a>>,
        after: ValueRef<'a>,
        keys: &Keys,
        report: &mut Report<'a>,
    ) {
        let node = &self.nodes[id];
        let (Some(ValueRef::Tree(old)), ValueRef::Tree(new)) = (before, after) else {
            return self.check_node(id, after, keys, report);
        };
        if !node.is_local() || old.kind() != new.kind() {
            return self.check_node(id, after, keys, report);
        }
        if std::rc::Rc::ptr_eq(old, new) || !check_self(node, after, keys, report) {
            return;
        }
        if node.has_entry_schemas() {
            if new.kind() == Kind::Array {
                let run = replaced(old, new);
                for (index, entry) in new.entries_from(run.start).take(run.inserted).enumerate() {
                    let index = run.start + index;
                    if let Some(id) = node.element(index) {
                        // As many out as in: most likely the same elements, changed.
                        let before = if run.removed == run.inserted { old.at(index) } else { None };
                        let before = before.map(|entry| entry.value);
                        report.inside(Step::Element(index), |report| {
                            self.check_new(id, before, entry.value, keys, report);
                        });
                    }
                }
            } else {
                differences(old, new, &mut |difference| {
                    let Some(after) = difference.after else { return };
                    let Some(key) = after.key else { return };
                    let Some(id) = member_node(node, key) else { return };
                    let before = difference.before.map(|entry| entry.value);
                    report.inside(Step::Member(key), |report| {
                        if Some(id) == node.additional && self.nodes[id].never {
                            unknown_member(after.value, keys, report);
                        } else {
                            self.check_new(id, before, after.value, keys, report);
                        }
                    });
                });
            }
        }
        for id in node.reference.iter().chain(&node.all_of) {
            self.check_new(*id, before, after, keys, report);
        }
    }
}
