//! Validating a whole value.

use super::node::{Node, NodeId, Schema, limit, one};
use super::report::{MAX_NESTING, Report, Step};
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::text::{concat, number, quoted};
use crate::core::value::{Kind, Value, ValueRef};

impl Schema {
    /// Adds everything that is wrong with a value to the report.
    pub fn check<'a>(&self, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        self.check_node(self.root, value, keys, report);
    }

    /// Whether nothing is wrong; for whoever does not ask why.
    pub(super) fn accepts(&self, id: NodeId, value: ValueRef<'_>, keys: &Keys, nesting: u32) -> bool {
        self.holds(id, value, keys, &mut Report::quick(nesting))
    }

    /// The same of a branch, whose issues nobody wants to read: but if there were too many schemas to find out, that is an issue
    /// of the whole, and not something to build on.
    pub(super) fn holds(&self, id: NodeId, value: ValueRef<'_>, keys: &Keys, around: &mut Report<'_>) -> bool {
        let mut report = Report::quick(around.nesting);
        self.check_node(id, value, keys, &mut report);
        if report.is_too_deep {
            around.too_deep(keys);
        }
        report.count == 0
    }

    pub(super) fn check_node<'a>(&self, id: NodeId, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        self.check_since(id, None, value, keys, report);
    }

    /// Checks a value. `before` is one that stood there and is known to be valid: see [`super::incremental`].
    pub(super) fn check_since<'a>(
        &self,
        id: NodeId,
        before: Option<ValueRef<'a>>,
        value: ValueRef<'a>,
        keys: &Keys,
        report: &mut Report<'a>,
    ) {
        if self.says_yes(id, value, report.nesting) {
            return;
        }
        let trees = match (before, value) {
            (Some(ValueRef::Tree(old)), ValueRef::Tree(new)) if std::rc::Rc::ptr_eq(old, new) => return,
            (Some(ValueRef::Tree(old)), ValueRef::Tree(new)) if old.kind() == new.kind() => Some((old, new)),
            _ => None,
        };
        let Some(id) = self.begin(id, keys, report) else { return };
        let node = self.node(id);
        if check_self(node, value, keys, report) {
            match trees {
                Some((old, new)) => self.check_new_entries(id, old, new, keys, report),
                None => self.check_entries(id, value, keys, report),
            }
            for id in &node.together {
                self.check_since(*id, trees.and(before), value, keys, report);
            }
            if node.is_whole {
                self.check_whole(id, value, keys, report);
            }
        }
        report.nesting -= 1;
    }

    /// The node that a reference leads to, if there is any point in looking at it. Whoever gets one takes `nesting` back.
    pub(super) fn begin(&self, mut id: NodeId, keys: &Keys, report: &mut Report<'_>) -> Option<NodeId> {
        if report.is_settled() {
            return None;
        }
        while self.node(id).alias != 0 {
            id = self.node(id).alias;
        }
        if report.nesting == MAX_NESTING {
            report.too_deep(keys);
            return None;
        }
        report.nesting += 1;
        Some(id)
    }

    /// What a node asks of entries one by one, and that all those are there which it asks for.
    fn check_entries<'a>(&self, id: NodeId, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        let node = self.node(id);
        match value.kind() {
            Kind::Object | Kind::Map => {
                let mut found = 0;
                if !node.has_entry_schemas || report.defer(id, value, keys) {
                    // Each is looked up.
                } else {
                    let mut hint = node.first;
                    for entry in value.entries() {
                        let Some(key) = entry.key else { continue };
                        let at = node.mentioned(key, hint);
                        if let Some(at) = at {
                            found += u32::from(node.members[at].required);
                            hint = node.members[at].next;
                        }
                        self.check_member(node, at, key, entry.value, keys, report);
                        if report.is_settled() {
                            return;
                        }
                    }
                }
                check_names(node, found == node.required, value, keys, report);
            }
            Kind::Array if node.has_entry_schemas && !report.defer(id, value, keys) => {
                for (index, entry) in value.entries().enumerate() {
                    self.check_element(node, index, entry.value, keys, report);
                    if report.is_settled() {
                        return;
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn check_element<'a>(
        &self,
        node: &Node,
        index: usize,
        value: ValueRef<'a>,
        keys: &Keys,
        report: &mut Report<'a>,
    ) {
        report.visited += 1;
        let id = node.element(index);
        if id != 0 {
            report.enter(Step::Element(index));
            self.check_node(id, value, keys, report);
            report.leave();
        }
    }

    /// Checks a member; `at` is where it is mentioned.
    pub(super) fn check_member<'a>(
        &self,
        node: &Node,
        at: Option<usize>,
        key: KeyRef<'a>,
        value: ValueRef<'a>,
        keys: &Keys,
        report: &mut Report<'a>,
    ) {
        report.visited += 1;
        report.enter(Step::Member(key));
        if !self.allows_name(node, key, keys, report) && report.found() {
            let name = quoted(&String::from_utf8_lossy(key.name(keys)));
            report.describe(keys, "propertyNames", "a name that the schema under propertyNames allows", "", &name);
        }
        let own = at.map_or(0, |at| node.members[at].node);
        if own != 0 && node.patterns.is_empty() {
            self.check_node(own, value, keys, report);
            return report.leave();
        }
        node.each_schema(at, key, keys, &mut |id| {
            if id == node.one[one::ADDITIONAL] && self.node(id).never {
                excluded(value, "additionalProperties", keys, report);
            } else {
                self.check_node(id, value, keys, report);
            }
        });
        report.leave();
    }

    /// Whether `propertyNames` allows a name.
    pub(super) fn allows_name(&self, node: &Node, key: KeyRef<'_>, keys: &Keys, report: &mut Report<'_>) -> bool {
        let names = node.one[one::NAMES];
        names == 0 || {
            let name = Value::text(&String::from_utf8_lossy(key.name(keys)));
            self.holds(names, name.view(), keys, report)
        }
    }
}

/// An entry that `additionalProperties: false` or its like excludes. A member at the top level has a code of its own, since
/// there it is nearly always a misspelled slice.
pub(super) fn excluded<'a>(value: ValueRef<'a>, keyword: &str, keys: &Keys, report: &mut Report<'a>) {
    if report.found() {
        if keyword == "unevaluatedItems" {
            let message = "the schema allows no element here: take it out, or add it to the schema".into();
            return report.explain(keys, keyword, message, "no such element", value.kind().name());
        }
        let top = report.pointer(keys).matches('/').count() == 1;
        let code = if top { "update/unknown_key" } else { keyword };
        let message = "the schema has no member of this name: correct the name, or add it to the schema".into();
        report.explain(keys, code, message, "no such member", value.kind().name());
    }
}

/// What a node asks of the value itself, its entries aside; not inlined, for it would widen every frame of a deep recursion.
/// `false` if there is no point in looking further.
#[inline(never)]
pub(super) fn check_self<'a>(node: &Node, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) -> bool {
    if node.never {
        if report.found() {
            report.describe(keys, "false", "nothing", "", &shown(value));
        }
        return false;
    }
    if !node.types.allows(value) {
        if report.found() {
            report.describe(keys, "type", &node.types.names(), "", &shown(value));
        }
        return false;
    }
    for (keyword, values) in &node.allowed {
        if !values.iter().any(|allowed| allowed.view().equals(value, keys)) && report.found() {
            let mut expected = String::new();
            for value in values {
                if !expected.is_empty() {
                    expected.push_str(" | ");
                }
                expected.push_str(&shown(value.view()));
            }
            report.describe(keys, keyword, &expected, "", &shown(value));
        }
    }
    if !node.limits.is_empty() {
        check_limits(node, value, keys, report);
    }
    if !node.texts.is_empty()
        && let Some(text) = value.as_str()
    {
        for pattern in node.texts.iter().filter(|pattern| !pattern.fits(text)) {
            if report.found() {
                let expected = if pattern.word == "format" { "text of the format " } else { "text that matches " };
                report.describe(keys, pattern.word, &concat(&[expected, &pattern.source]), "", &shown(value));
            }
        }
    }
    true
}

/// The numbers that a node asks for: what is compared depends on the kind of the value.
fn check_limits(node: &Node, value: ValueRef<'_>, keys: &Keys, report: &mut Report<'_>) {
    let (first, unit, n) = match value.kind() {
        Kind::Number => (limit::MINIMUM, "", value.as_number().unwrap_or_default()),
        Kind::String => (limit::LENGTH, " characters", characters(value)),
        Kind::Array => (limit::ITEMS, " entries", value.len() as f64),
        Kind::Object | Kind::Map => (limit::MEMBERS, " entries", value.len() as f64),
        _ => return,
    };
    check_limit(node, first, n, unit, keys, report);
}

/// The characters of a text, as RFC 8259 counts them: every byte that does not continue one.
pub(super) fn characters(value: ValueRef<'_>) -> f64 {
    value.as_text().unwrap_or_default().iter().filter(|byte| **byte & 0xC0 != 0x80).count() as f64
}

/// Compares a number with those limits of a node that begin at a slot.
pub(super) fn check_limit(node: &Node, first: usize, n: f64, unit: &str, keys: &Keys, report: &mut Report<'_>) {
    let last = if first == limit::MINIMUM { limit::MULTIPLE } else { first + 1 };
    for (keyword, slot, limit) in node.limits.iter().filter(|(_, slot, _)| (first..=last).contains(slot)) {
        let (holds, words) = match slot - first {
            0 => (n >= *limit, "at least "),
            1 => (n <= *limit, "at most "),
            2 => (n > *limit, "above "),
            3 => (n < *limit, "below "),
            _ => (is_multiple(n, *limit), "a multiple of "),
        };
        if !holds && report.found() {
            report.describe(keys, keyword, &concat(&[words, &number(*limit)]), unit, &number(n));
        }
    }
}

/// Whether a quotient is whole up to rounding: 19.99 is a multiple of 0.01, though the quotient of the two is not whole. Of large
/// numbers every quotient is; but steps that are whole can be taken off by halves and doubles, which is exact.
fn is_multiple(n: f64, step: f64) -> bool {
    if step.fract() != 0.0 {
        let times = n / step;
        return (times - times.round()).abs() <= times.abs() * f64::EPSILON;
    }
    let (mut rest, mut part) = (n.abs(), step);
    while part <= rest / 2.0 {
        part *= 2.0;
    }
    while part >= step {
        if part <= rest {
            rest -= part;
        }
        part /= 2.0;
    }
    rest == 0.0
}

/// That the members are there which have to be, or which others bring with them.
pub(super) fn check_names<'a>(
    node: &Node,
    has_required: bool,
    value: ValueRef<'a>,
    keys: &Keys,
    report: &mut Report<'a>,
) {
    for member in node.members.iter().filter(|member| member.required && !has_required) {
        check_there("required", &member.key, value, keys, report);
    }
    for dependent in &node.dependents {
        if !dependent.names.is_empty() && value.get(&dependent.key, keys).is_some() {
            for name in &dependent.names {
                check_there("dependentRequired", name, value, keys, report);
            }
        }
    }
}

fn check_there<'a>(keyword: &str, key: &Key, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
    if value.get(key, keys).is_none() && report.found() {
        let mut name = Vec::new();
        key.push_name(keys, &mut name);
        let name = String::from_utf8_lossy(&name);
        let message = concat(&["the member ", &quoted(&name), " is required"]);
        report.explain(keys, keyword, message, &name, "nothing");
    }
}

/// A value as it stands in a message: short ones in full.
pub(crate) fn shown(value: ValueRef<'_>) -> String {
    const SHORT: usize = 60;
    match value.kind() {
        Kind::Null => "null".into(),
        Kind::Boolean => if value.as_bool() == Some(true) { "true" } else { "false" }.into(),
        Kind::Number => number(value.as_number().unwrap_or_default()),
        Kind::String => {
            let text = value.as_str().unwrap_or_default();
            match text.char_indices().nth(SHORT) {
                Some((end, _)) => quoted(text.get(..end).unwrap_or_default()) + "…",
                None => quoted(text),
            }
        }
        kind => kind.name().into(),
    }
}
