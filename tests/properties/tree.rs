//! The persistent tree against plain lists: random histories of one container, from empty to thousands of entries and
//! back, with entries on both sides of the size from which they are trees of their own.

use std::collections::{HashMap, HashSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::arbitrary::{name, scalar, value};
use super::operations::{add, remove, replace};
use super::plain::{Members, Names, Plain};
use super::seeds::cases;
use super::session::{Answer, Session, Source};
use holdfast::core::keys::Keys;
use holdfast::core::tree::{Container, Difference, Digest, Replaced, differences, digest, replaced};
use holdfast::core::value::{INLINE_MAX, Value, ValueRef};

/// A place among however many there are.
#[derive(Clone, Copy, Debug)]
struct Place(u32);

impl Place {
    const FIRST: Place = Place(0);
    const MIDDLE: Place = Place(u32::MAX / 2);
    const LAST: Place = Place(u32::MAX);

    fn of(self, len: usize) -> usize {
        ((u64::from(self.0) * len as u64) >> 32) as usize
    }
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![8 => any::<u32>().prop_map(Place), 1 => Just(Place::FIRST), 1 => Just(Place::LAST)]
}

/// What happens to the container.
#[derive(Clone, Debug)]
enum Step {
    /// Set a member that may be there, or replace an element.
    Put(String, Place, Plain),
    /// Set the member or element at a position.
    Replace(Place, Plain),
    /// Add an entry: a member at the end, an element anywhere.
    Insert(Place, Plain),
    Remove(Place),
    /// Add many entries of about the same size.
    Grow(Place, usize, usize),
    /// Take out many entries that stand together.
    Shrink(Place, usize),
    /// Set a member of an entry, or insert into it.
    Inside(Place, String, Plain),
    /// Take everything out of an entry that is a container.
    Clear(Place),
}

fn step() -> impl Strategy<Value = Step> {
    let at = place;
    prop_oneof![
        3 => (name(), at(), value()).prop_map(|(name, at, value)| Step::Put(name, at, value)),
        3 => (at(), value()).prop_map(|(at, value)| Step::Replace(at, value)),
        4 => (at(), value()).prop_map(|(at, value)| Step::Insert(at, value)),
        3 => at().prop_map(Step::Remove),
        2 => (at(), 1_usize..400, 0_usize..60).prop_map(|(at, count, size)| Step::Grow(at, count, size)),
        1 => (at(), 1_usize..40, 900_usize..1100).prop_map(|(at, count, size)| Step::Grow(at, count, size)),
        2 => (at(), 1_usize..500).prop_map(|(at, count)| Step::Shrink(at, count)),
        4 => (at(), name(), scalar()).prop_map(|(at, name, value)| Step::Inside(at, name, value)),
        1 => at().prop_map(Step::Clear),
    ]
}

/// How many entries there are at first.
fn count() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 0_usize..40, 4 => 40_usize..200, 1 => 1_000_usize..5_000]
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Array,
    Object,
    Map,
}

fn shape() -> impl Strategy<Value = Shape> {
    prop::sample::select(&[Shape::Array, Shape::Object, Shape::Map][..])
}

/// One version, as it was when it was made.
struct Version {
    value: Value,
    digest: Digest,
    plain: Plain,
    bytes: Vec<u8>,
    /// Members that the step before took out, perhaps to put them back.
    removed: HashSet<String>,
}

struct World {
    session: Session,
    plain: Plain,
    names: Names,
    fresh: usize,
    removed: HashSet<String>,
    versions: Vec<Version>,
}

impl World {
    fn new(shape: Shape, count: usize, size: usize) -> World {
        let mut world_plain = match shape {
            Shape::Array => Plain::Array(Vec::new()),
            Shape::Object => Plain::Object(Vec::new()),
            Shape::Map => Plain::Map(Vec::new()),
        };
        for number in 0..count {
            let entry = filler(number, size);
            match &mut world_plain {
                Plain::Array(items) => items.push(entry),
                other => other.members_mut().unwrap().push((format!("n{number}"), entry)),
            }
        }
        let schema = serde_json::json!({ "properties": { "id": {}, "name": {}, "value": {}, "list": {} } });
        let session = Session::new(&Source::new(&schema, Plain::object([("t", world_plain.clone())])));
        let names = Names::of(session.engine.keys());
        let mut world =
            World { session, plain: world_plain, names, fresh: count, removed: HashSet::new(), versions: Vec::new() };
        world.remember();
        world
    }

    fn keys(&self) -> &Keys {
        self.session.engine.keys()
    }

    fn value(&self) -> ValueRef<'_> {
        let keys = self.keys();
        self.session.engine.state().view().find(&[keys.key(b"t")], keys).expect("the container is there")
    }

    fn len(&self) -> usize {
        match &self.plain {
            Plain::Array(items) => items.len(),
            other => other.members().unwrap().len(),
        }
    }

    fn name_at(&self, index: usize) -> String {
        match &self.plain {
            Plain::Array(_) => index.to_string(),
            other => other.members().unwrap()[index].0.clone(),
        }
    }

    fn at_mut(&mut self, index: usize) -> &mut Plain {
        match &mut self.plain {
            Plain::Array(items) => &mut items[index],
            other => &mut other.members_mut().unwrap()[index].1,
        }
    }

    /// Adds an entry and says with which operation.
    fn insert(&mut self, at: usize, entry: Plain) -> Plain {
        let number = self.fresh;
        self.fresh += 1;
        match &mut self.plain {
            Plain::Array(items) => {
                items.insert(at, entry.clone());
                add(&["t", &at.to_string()], entry)
            }
            other => {
                let name = format!("n{number}");
                other.members_mut().unwrap().push((name.clone(), entry.clone()));
                add(&["t", &name], entry)
            }
        }
    }

    fn take(&mut self, at: usize) -> Plain {
        let name = self.name_at(at);
        match &mut self.plain {
            Plain::Array(items) => drop(items.remove(at)),
            other => drop(other.members_mut().unwrap().remove(at)),
        }
        let operation = remove(&["t", &name]);
        self.removed.insert(name);
        operation
    }

    /// The operations of a step, after they have been carried out on the plain list.
    fn plan(&mut self, step: &Step) -> Vec<Plain> {
        let len = self.len();
        match step {
            Step::Put(name, at, value) => match &mut self.plain {
                Plain::Array(_) => self.plan(&Step::Replace(*at, value.clone())),
                other => {
                    put(other.members_mut().unwrap(), name, value.clone());
                    vec![add(&["t", name], value.clone())]
                }
            },
            Step::Replace(..) | Step::Remove(_) | Step::Shrink(..) | Step::Inside(..) | Step::Clear(_) if len == 0 => {
                Vec::new()
            }
            Step::Replace(at, value) => {
                let index = at.of(len);
                *self.at_mut(index) = value.clone();
                vec![replace(&["t", &self.name_at(index)], value.clone())]
            }
            Step::Insert(at, value) => vec![self.insert(at.of(len + 1), value.clone())],
            Step::Remove(at) => vec![self.take(at.of(len))],
            Step::Grow(at, count, size) => {
                let at = at.of(len + 1);
                (0..*count).map(|number| self.insert(at, filler(number, *size))).collect()
            }
            Step::Shrink(at, count) => {
                let at = at.of(len);
                (0..(*count).min(len - at)).map(|_| self.take(at)).collect()
            }
            Step::Inside(at, name, value) => {
                let index = at.of(len);
                let outer = self.name_at(index);
                match self.at_mut(index) {
                    Plain::Array(items) => {
                        items.push(value.clone());
                        vec![add(&["t", &outer, "-"], value.clone())]
                    }
                    other => match other.members_mut() {
                        Some(members) => {
                            put(members, name, value.clone());
                            vec![add(&["t", &outer, name], value.clone())]
                        }
                        None => Vec::new(),
                    },
                }
            }
            Step::Clear(at) => {
                let index = at.of(len);
                let outer = self.name_at(index);
                match self.at_mut(index) {
                    Plain::Array(items) => items.drain(..).map(|_| remove(&["t", &outer, "0"])).collect(),
                    other => match other.members_mut() {
                        Some(members) => members.drain(..).map(|(name, _)| remove(&["t", &outer, &name])).collect(),
                        None => Vec::new(),
                    },
                }
            }
        }
    }

    fn run(&mut self, step: &Step) {
        self.removed.clear();
        let operations = Plain::Array(self.plan(step));
        let answer = self.session.patch(&operations);
        assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
        self.check();
        self.remember();
    }

    /// Everything that can be asked of the container, against the plain one.
    fn check(&self) {
        let (value, keys) = (self.value(), self.keys());
        let bytes = self.plain.normal(&self.names);
        assert_eq!(value.len(), self.len());
        assert_eq!(value.is_empty(), self.len() == 0);
        assert_eq!(value.size(), bytes.len(), "the size that is kept");
        assert!(value.to_bytes() == bytes, "the content: {:?}", self.plain);
        let decoded = Value::decode(&bytes, keys).unwrap();
        assert_eq!(digest(value), digest(decoded.view()), "the digest of the same content made afresh");
        assert!(value.identical(decoded.view()) && decoded.view().equals(value, keys));
        let len = self.len();
        let sample = (0..len).step_by(len / 40 + 1).chain(len.checked_sub(1));
        for index in sample {
            let name = self.name_at(index);
            let expected = self.plain.get(&name).unwrap().normal(&self.names);
            assert!(value.at(index).unwrap().to_bytes() == expected, "at {index}");
            assert!(value.get(&keys.key(name.as_bytes()), keys).unwrap().to_bytes() == expected, "under {name:?}");
            if let ValueRef::Tree(tree) = value {
                self.check_from(tree, index);
            }
        }
        for missing in ["nothing", &len.to_string(), "99999", "-", "00"] {
            let found = value.get(&keys.key(missing.as_bytes()), keys);
            assert_eq!(found.is_some(), self.plain.get(missing).is_some(), "{missing:?}");
        }
        assert!(value.at(len).is_none());
        if let ValueRef::Tree(tree) = value {
            self.check_from(tree, len);
            assert_eq!(tree.entries_from(len + 1_000).count(), 0);
            assert!(!tree.is_empty() && tree.entries().count() == len);
        }
    }

    /// The entries from a position on are the ones at those positions.
    fn check_from(&self, tree: &Container, from: usize) {
        let mut entries = tree.entries_from(from);
        for index in from..self.len().min(from + 3) {
            let entry = entries.next().expect("an entry");
            let key = entry.key.map(|key| String::from_utf8_lossy(key.name(self.keys())).into_owned());
            assert_eq!(key.unwrap_or_else(|| index.to_string()), self.name_at(index));
            assert!(entry.value.identical(tree.at(index).expect("an entry").value));
        }
        assert_eq!(entries.count(), self.len().saturating_sub(from + 3));
    }

    fn remember(&mut self) {
        let value = self.value().to_value();
        self.versions.push(Version {
            digest: digest(value.view()),
            bytes: value.view().to_bytes(),
            plain: self.plain.clone(),
            removed: std::mem::take(&mut self.removed),
            value,
        });
    }

    /// What older versions say has not changed.
    fn check_past(&self) {
        for version in &self.versions {
            assert!(version.value.view().to_bytes() == version.bytes);
            assert_eq!(digest(version.value.view()), version.digest);
        }
    }

    fn check_difference(&self, from: usize, to: usize) {
        let (before, after) = (&self.versions[from], &self.versions[to]);
        let (Value::Tree(old), Value::Tree(new)) = (&before.value, &after.value) else { return };
        if let (Plain::Array(a), Plain::Array(b)) = (&before.plain, &after.plain) {
            assert_eq!(replaced(old, new), naive_run(a, b));
            return;
        }
        let between = &self.versions[from.min(to)..=from.max(to)];
        let rebuilt = between.iter().any(|version| version.bytes.len() <= INLINE_MAX);
        let removed = between.iter().flat_map(|version| version.removed.iter().map(String::as_str));
        let moved: HashSet<&str> = removed.collect();
        self.check_members(old, new, before, after, |name| rebuilt || moved.contains(name));
    }

    /// The differences are complete and real; a member that is the same may be reported only as taken out and put in
    /// again, if it was.
    fn check_members(
        &self,
        old: &Container,
        new: &Container,
        before: &Version,
        after: &Version,
        may_have_moved: impl Fn(&str) -> bool,
    ) {
        let encoded = |plain: &Plain| -> HashMap<String, Vec<u8>> {
            let members = plain.members().unwrap().iter();
            members.map(|(name, value)| (name.clone(), value.normal(&self.names))).collect()
        };
        let (was, is) = (encoded(&before.plain), encoded(&after.plain));
        let (mut out, mut into) = (HashMap::new(), HashMap::new());
        let mut order = Vec::new();
        // Two trees may say the same; to find out is left to the caller.
        let mut trees = HashSet::new();
        differences(old, new, &mut |Difference { before, after }| {
            let both_trees = [before, after].iter().flatten().all(|entry| matches!(entry.value, ValueRef::Tree(_)));
            let read = |entry: holdfast::core::value::Entry<'_>| {
                let name = entry.key.expect("a member has a name").name(self.keys());
                (String::from_utf8(name.to_vec()).unwrap(), entry.value.to_bytes())
            };
            let (before, after) = (before.map(read), after.map(read));
            assert!(before.is_some() || after.is_some());
            assert!(before != after || both_trees, "the same member before and after: {before:?}");
            if let (Some(before), Some(after)) = (&before, &after) {
                assert_eq!(before.0, after.0, "one member");
                if both_trees {
                    trees.insert(before.0.clone());
                }
            }
            if let Some((name, value)) = before {
                assert!(out.insert(name, value).is_none(), "reported twice as it was before");
            }
            if let Some((name, value)) = after {
                order.push(name.clone());
                assert!(into.insert(name, value).is_none(), "reported twice as it is after");
            }
        });
        for (name, value) in &out {
            assert_eq!(was.get(name), Some(value), "{name:?} as it was before");
        }
        for (name, value) in &into {
            assert_eq!(is.get(name), Some(value), "{name:?} as it is after");
        }
        for name in was.keys().chain(is.keys()) {
            if was.get(name) == is.get(name) {
                let doubtful = may_have_moved(name) || trees.contains(name);
                assert!(!out.contains_key(name) || doubtful, "{name:?} is the same in both");
                assert_eq!(out.contains_key(name), into.contains_key(name), "{name:?} is in both");
            } else {
                assert_eq!(out.contains_key(name), was.contains_key(name), "{name:?} is another one after");
                assert_eq!(into.contains_key(name), is.contains_key(name), "{name:?} was another one before");
            }
        }
        let members = after.plain.members().unwrap().iter();
        let positions: Vec<&str> =
            members.map(|(name, _)| name.as_str()).filter(|name| into.contains_key(*name)).collect();
        assert_eq!(order, positions, "in the order of the members");
    }
}

/// An entry of about `size` bytes: of every third one a container, so that something can happen inside.
fn filler(number: usize, size: usize) -> Plain {
    let text = Plain::text("f".repeat(size.saturating_sub(8)));
    match number % 3 {
        0 => text,
        1 => Plain::object([("id", Plain::Number(number as f64)), ("value", text)]),
        _ => Plain::Array(vec![Plain::Number(number as f64), text]),
    }
}

fn put(members: &mut Members, name: &str, value: Plain) {
    match members.iter_mut().find(|(other, _)| other == name) {
        Some((_, old)) => *old = value,
        None => members.push((name.to_owned(), value)),
    }
}

fn naive_run(a: &[Plain], b: &[Plain]) -> Replaced {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - start;
    let end = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    Replaced { start, removed: a.len() - start - end, inserted: b.len() - start - end }
}

proptest! {
    #![proptest_config(cases(30))]

    #[test]
    fn a_container_is_what_its_history_made_it(
        shape in shape(), count in count(), size in 0_usize..80, steps in vec(step(), 1..25),
        pairs in vec((place(), place()), 8),
    ) {
        let mut world = World::new(shape, count, size);
        world.check();
        for step in &steps {
            world.run(step);
        }
        world.check_past();
        let len = world.versions.len();
        for next in 1..len {
            world.check_difference(next - 1, next);
        }
        for (from, to) in pairs {
            world.check_difference(from.of(len), to.of(len));
        }
    }
}

#[test]
fn a_container_grows_to_thousands_of_entries_and_shrinks_to_nothing() {
    for shape in [Shape::Array, Shape::Object, Shape::Map] {
        for at in [Place::FIRST, Place::MIDDLE, Place::LAST] {
            let mut world = World::new(shape, 0, 0);
            for (count, size) in [(700, 10), (400, 30), (40, 1_050), (500, 0)] {
                world.run(&Step::Grow(at, count, size));
            }
            for _ in 0..6 {
                world.run(&Step::Shrink(at, 240));
            }
            while world.len() > 0 {
                world.run(&Step::Shrink(Place::FIRST, 500));
            }
            world.check_past();
            for next in 1..world.versions.len() {
                world.check_difference(next - 1, next);
                world.check_difference(next, next - 1);
            }
        }
    }
}
