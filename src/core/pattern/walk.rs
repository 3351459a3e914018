//! Visiting the places of a state that patterns match, a slice at a time.
//!
//! A walk holds the version that it began with, so the state may change between two slices.

use std::rc::Rc;

use super::trie::{Node, NodeId, ROOT, Trie};
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::pointer::Path;
use crate::core::tree::Container;
use crate::core::value::encoding::{HEADER, MAP, OBJECT, split_key, split_value};
use crate::core::value::{Entries, Kind, Value, ValueRef};

/// A container with more entries than this is not gone through in one go: the next slice may go on in the middle of it.
const AT_ONCE: usize = 64;

/// Something that a pattern matches.
pub(crate) struct Place<'w, 'a> {
    /// What ends here.
    pub(crate) tap: u32,
    /// The value.
    pub(crate) value: ValueRef<'a>,
    base: &'w Path,
    trail: Option<&'w Trail<'w>>,
}

impl Place<'_, '_> {
    /// Where it stands.
    pub(crate) fn path(&self) -> Path {
        path_of(self.base, self.trail)
    }

    /// Whether it stands in an object or `Map`, and under which name.
    pub(crate) fn with_name<R>(&self, keys: &Keys, then: impl FnOnce(Option<&[u8]>) -> R) -> R {
        match self.trail.map(|trail| trail.turn) {
            Some(Turn::Member(key)) => then(Some(key.name(keys))),
            Some(Turn::Named(key)) => key.with_ref(|key| then(Some(key.name(keys)))),
            Some(Turn::Element(_)) | None => then(None),
        }
    }
}

/// One step down, borrowed from a container or a trie.
#[derive(Clone, Copy)]
pub(crate) enum Turn<'a> {
    Member(KeyRef<'a>),
    Named(&'a Key),
    Element(usize),
}

/// The last step to a place, and those before it.
#[derive(Clone, Copy)]
struct Trail<'t> {
    turn: Turn<'t>,
    above: Option<&'t Trail<'t>>,
}

fn path_of(base: &Path, trail: Option<&Trail<'_>>) -> Path {
    let Some(Trail { turn, above }) = trail else { return base.clone() };
    path_of(base, *above).join(match turn {
        Turn::Member(key) => key.to_key(),
        Turn::Named(key) => (*key).clone(),
        Turn::Element(index) => Key::Index(*index as u32),
    })
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Walk {
    start: Option<Value>,
    frames: Vec<Frame>,
}

/// A large container of which some entries are still to be visited.
#[derive(Debug)]
struct Frame {
    /// Where the entries belong.
    node: NodeId,
    container: Rc<Container>,
    at: usize,
    path: Path,
}

type Visit<'v> = &'v mut dyn FnMut(Place<'_, '_>);

impl Walk {
    /// A walk over a state.
    pub(crate) fn over(root: &Value) -> Walk {
        Walk { start: Some(root.clone()), frames: Vec::new() }
    }

    /// Visits about `budget` entries; returns whether there are more.
    pub(crate) fn step(&mut self, trie: &Trie, keys: &Keys, budget: usize, visit: Visit<'_>) -> bool {
        let mut left = budget;
        let mut later = Vec::new();
        if let Some(root) = self.start.take() {
            let mut descent =
                Descent { trie, keys, base: &Path::ROOT, left: &mut left, later: &mut later, visit: &mut *visit };
            descent.at(ROOT, root.view(), None);
        }
        loop {
            self.frames.append(&mut later);
            let Some(mut frame) = self.frames.pop() else { return false };
            if left == 0 {
                self.frames.push(frame);
                return true;
            }
            let (container, base) = (frame.container.clone(), frame.path.clone());
            let mut descent =
                Descent { trie, keys, base: &base, left: &mut left, later: &mut later, visit: &mut *visit };
            let entries = Entries::Tree(container.entries_from(frame.at));
            frame.at += descent.entries(frame.node, entries, frame.at, None, true);
            if frame.at < container.len() {
                self.frames.push(frame);
            }
        }
    }

    /// Visits everything that is left.
    pub(crate) fn finish(mut self, trie: &Trie, keys: &Keys, visit: Visit<'_>) {
        while self.step(trie, keys, usize::MAX, visit) {}
    }
}

/// Visits everything at and below a value that stands, or stood, at the end of a path that leads to `node`.
pub(crate) fn within(trie: &Trie, node: NodeId, value: ValueRef<'_>, last: Turn<'_>, keys: &Keys, visit: Visit<'_>) {
    let (mut left, mut later) = (usize::MAX, Vec::new());
    let mut descent = Descent { trie, keys, base: &Path::ROOT, left: &mut left, later: &mut later, visit: &mut *visit };
    descent.at(node, value, Some(&Trail { turn: last, above: None }));
    Walk { start: None, frames: later }.finish(trie, keys, visit);
}

struct Descent<'a, 'd, 'v> {
    trie: &'a Trie,
    keys: &'d Keys,
    base: &'d Path,
    left: &'d mut usize,
    /// Where containers go that are too large for one go.
    later: &'d mut Vec<Frame>,
    visit: Visit<'v>,
}

impl<'a> Descent<'a, '_, '_> {
    /// Visits a value, to which the trail leads, and what is below it.
    fn at(&mut self, node: NodeId, value: ValueRef<'a>, trail: Option<&Trail<'_>>) {
        let found = self.trie.node(node);
        for tap in &found.taps {
            (self.visit)(Place { tap: *tap, value, base: self.base, trail });
        }
        // Most places are ends.
        if !found.keys.is_empty() {
            self.named(found, value, trail);
        }
        if let Some(any) = found.any {
            self.any(any, value, trail);
        }
    }

    /// Visits all entries of a value, if it has any.
    fn any(&mut self, node: NodeId, value: ValueRef<'a>, trail: Option<&Trail<'_>>) {
        match value {
            ValueRef::Tree(container) if container.len() > AT_ONCE => {
                let path = path_of(self.base, trail);
                self.later.push(Frame { node, container: container.clone(), at: 0, path });
            }
            _ => {
                self.entries(node, value.entries(), 0, trail, false);
            }
        }
    }

    /// Visits what stands under names.
    fn named(&mut self, node: &'a Node, value: ValueRef<'a>, trail: Option<&Trail<'_>>) {
        if let ValueRef::Encoded(bytes @ [OBJECT | MAP, ..]) = value {
            return self.named_in_record(node, bytes, trail);
        }
        let is_array = value.kind() == Kind::Array;
        for (key, child) in &node.keys {
            if let Some(inner) = value.get(key, self.keys) {
                let turn = if is_array { Turn::Element(key.index().unwrap_or_default()) } else { Turn::Named(key) };
                self.at(*child, inner, Some(&Trail { turn, above: trail }));
            }
        }
    }

    /// The same, once through a record for all names and not once for each.
    fn named_in_record(&mut self, node: &'a Node, bytes: &'a [u8], trail: Option<&Trail<'_>>) {
        let (mut rest, mut left) = (&bytes[HEADER..], node.keys.len());
        while left > 0
            && let Some((key, from)) = split_key(rest)
            && let Some((value, after)) = split_value(from)
        {
            rest = after;
            if !node.may_name(key) {
                continue;
            }
            let is_named = |(name, _): &&(Key, NodeId)| match (key, name) {
                (KeyRef::Id(id), Key::Id(other)) => id == *other,
                _ => key.compare(name).is_eq(),
            };
            if let Some((name, child)) = node.keys.iter().find(is_named) {
                self.at(*child, ValueRef::Encoded(value), Some(&Trail { turn: Turn::Named(name), above: trail }));
                left -= 1;
            }
        }
    }

    /// Visits entries, the first of which is at position `from`; returns how many. Stops when the budget is used up, if it may.
    fn entries(
        &mut self,
        node: NodeId,
        entries: Entries<'a>,
        from: usize,
        trail: Option<&Trail<'_>>,
        can_stop: bool,
    ) -> usize {
        let mut count = 0;
        for entry in entries {
            let turn = entry.key.map_or(Turn::Element(from + count), Turn::Member);
            self.at(node, entry.value, Some(&Trail { turn, above: trail }));
            count += 1;
            *self.left = self.left.saturating_sub(1);
            if *self.left == 0 && can_stop {
                break;
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::core::pattern::Pattern;
    use crate::core::pointer;

    /// Containers on both sides of what is gone through in one go, in lists, objects and each other.
    fn state(entries: usize) -> Json {
        let record = |i: usize| json!({ "id": format!("n{i}"), "tags": ["a", i], "more": { "0": i, "x/y": [i] } });
        let many: serde_json::Map<String, Json> = (0..entries).map(|i| (format!("n{i}"), record(i))).collect();
        let list: Vec<Json> = (0..entries).map(record).collect();
        let inner = |i: usize| json!({ "list": (0..entries * (i % 2)).collect::<Vec<_>>() });
        json!({ "list": list, "nodes": many, "0": [[1, 2], { "0": true }], "nested": (0..3).map(inner).collect::<Vec<_>>() })
    }

    const PATTERNS: [&str; 14] = [
        "",
        "/*",
        "/list/*",
        "/list/*/tags/*",
        "/list/0",
        "/list/70/id",
        "/list/01",
        "/nodes/*/more/*",
        "/nodes/n1",
        "/nodes/n1/more/x~1y/0",
        "/*/*",
        "/0/*/0",
        "/nested/*/list/*",
        "/nowhere/*",
    ];

    /// The plainest reading of a pattern.
    fn expected(json: &Json, pattern: &str) -> Vec<String> {
        let mut found = vec![(String::new(), json)];
        for step in pattern.split('/').skip(1) {
            let mut below = Vec::new();
            for (place, value) in found {
                let entries: Vec<(String, &Json)> = match value {
                    Json::Array(items) => items.iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect(),
                    Json::Object(members) => {
                        members.iter().map(|(name, value)| (name.replace('/', "~1"), value)).collect()
                    }
                    _ => Vec::new(),
                };
                let fits = entries.into_iter().filter(|(name, _)| step == "*" || step == name);
                below.extend(fits.map(|(name, value)| (format!("{place}/{name}"), value)));
            }
            found = below;
        }
        found.into_iter().map(|(place, _)| place).collect()
    }

    fn trie(keys: &Keys) -> Trie {
        let mut trie = Trie::default();
        for (tap, pattern) in (0..).zip(PATTERNS) {
            trie.add(&Pattern::parse(pattern, keys).expect("a pattern"), tap);
        }
        trie
    }

    #[test]
    fn whatever_the_budget_every_place_is_visited_once_under_its_own_path() {
        let keys = Keys::new(["id", "list", "tags", "0"], 1);
        for entries in [0, 3, AT_ONCE, AT_ONCE + 1, 300] {
            let json = state(entries);
            let root = Value::from_json(&json, &keys).expect("JSON is a value");
            for budget in [1, 2, 7, AT_ONCE, 1_000, usize::MAX] {
                let (mut walk, trie) = (Walk::over(&root), trie(&keys));
                let mut found = vec![Vec::new(); PATTERNS.len()];
                let mut visit = |place: Place<'_, '_>| {
                    let path = place.path();
                    let there = root.view().find(path.keys(), &keys);
                    assert!(there.is_some_and(|there| there.identical(place.value)), "{}", path.pointer(&keys));
                    place.with_name(&keys, |name| {
                        let above = path.split().and_then(|(above, _)| root.view().find(above.keys(), &keys));
                        let is_named = above.is_some_and(|above| above.kind().is_keyed());
                        let last = path.pointer(&keys).rsplit('/').next().unwrap_or_default().replace("~1", "/");
                        assert_eq!(name, is_named.then_some(last.as_bytes()));
                    });
                    found[place.tap as usize].push(path.pointer(&keys));
                };
                while walk.step(&trie, &keys, budget, &mut visit) {}
                assert!(!walk.step(&trie, &keys, budget, &mut visit), "what has ended goes on");
                for (pattern, mut found) in PATTERNS.iter().zip(found) {
                    let mut expected = expected(&json, pattern);
                    // Large containers come later than small ones that stand after them.
                    expected.sort();
                    found.sort();
                    assert_eq!(found, expected, "{pattern} of {entries} with a budget of {budget}");
                }
            }
        }
    }

    #[test]
    fn a_slice_ends_soon_after_its_budget() {
        let keys = Keys::default();
        let root = Value::from_json(&json!({ "list": vec![0; 5_000] }), &keys).expect("JSON is a value");
        let trie = Trie::of([&Pattern::parse("/list/*", &keys).expect("a pattern")]);
        let (mut walk, mut slices) = (Walk::over(&root), 1);
        let mut count = 0;
        while walk.step(&trie, &keys, 100, &mut |_| count += 1) {
            assert!(count <= slices * 100, "{count} after {slices}");
            slices += 1;
        }
        assert_eq!(count, 5_000);
    }

    #[test]
    fn a_walk_sees_the_version_that_it_began_with() {
        let keys = Keys::default();
        let root = Value::from_json(&json!({ "list": vec![1; 2_000] }), &keys).expect("JSON is a value");
        let trie = Trie::of([&Pattern::parse("/list/*", &keys).expect("a pattern")]);
        let mut walk = Walk::over(&root);
        let mut count = 0;
        assert!(walk.step(&trie, &keys, 50, &mut |_| count += 1));
        drop(root);
        walk.finish(&trie, &keys, &mut |_| count += 1);
        assert_eq!(count, 2_000);
    }

    #[test]
    fn what_stands_at_the_end_of_a_path_is_visited_from_there() {
        let keys = Keys::default();
        let mut trie = Trie::default();
        for (tap, pattern) in [(0, "/a/*"), (1, "/a/*/b/*"), (2, "/a/x")] {
            trie.add(&Pattern::parse(pattern, &keys).expect("a pattern"), tap);
        }
        let value = Value::from_json(&json!({ "b": vec![0; 100] }), &keys).expect("JSON is a value");
        let (a, x) = (keys.key(b"a"), keys.key(b"x"));
        let mut counts = [0; 3];
        for node in trie.follow(&trie.follow(&[ROOT], &a), &x) {
            within(&trie, node, value.view(), Turn::Named(&x), &keys, &mut |place| {
                if place.tap != 1 {
                    place.with_name(&keys, |name| assert_eq!(name, Some(b"x".as_slice())));
                    assert_eq!(place.path().pointer(&keys), pointer::pointer([&x], &keys));
                }
                counts[place.tap as usize] += 1;
            });
        }
        assert_eq!(counts, [1, 100, 1]);
    }
}
