//! Where rules look, laid together: which places count towards which set of ids or number.

use std::rc::Rc;

use super::rule::{Meaning, Rule};
use crate::core::keys::{Key, Keys};
use crate::core::pattern::{Pattern, Trie};
use crate::core::tree::{Container, digest};
use crate::core::value::ValueRef;

/// What a place counts towards.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tap {
    /// The ids that it offers, in a set.
    Ids(usize),
    /// Its keys, in a set.
    Keys(usize),
    /// The value itself, in a set.
    Value(usize),
    /// Its entries, in a number.
    Entries(usize),
    /// Itself, in a number, if its member is not its key.
    Keyed { number: usize, by: Key },
    /// Its member as an id, in a set; where it has none, itself in a number.
    Named { set: usize, id: Key, missing: usize },
    /// Nothing: what is counted has to be counted anew when one of these members changes.
    Stated { by: Key, member: Key },
    /// A time, of a rule that lets it lie so many milliseconds ahead.
    Time { rule: usize, tolerance: f64 },
}

/// How to learn how often a rule is broken.
#[derive(Clone, Copy, Debug)]
pub(super) enum Measure {
    /// Ids of the link that are nowhere, and entries without an id.
    Dangling { link: usize, missing: Option<usize> },
    /// Repetitions in a set.
    Repeated(usize),
    /// Whether two numbers differ.
    Difference(usize, usize),
    /// A number.
    Number(usize),
    /// The records have to be compared with a set.
    Tally(usize),
    /// Not by counting.
    Elsewhere,
}

/// Ids of one set that have to be in another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(super) taps: Vec<Tap>,
    /// Everything that is counted, and the times.
    pub(super) full: Trie,
    /// Everything that is counted.
    pub(super) counted: Trie,
    pub(super) measures: Vec<Measure>,
    pub(super) links: Vec<Link>,
    /// The links of each set.
    pub(super) links_of: Vec<Vec<usize>>,
    pub(super) numbers: usize,
    /// What each set holds, so that rules that ask for the same share it.
    sources: Vec<Vec<(Pattern, Tap)>>,
}

impl Layout {
    /// Lays rules together.
    pub(crate) fn of(rules: &[Rule]) -> Layout {
        let mut layout = Layout::default();
        for (number, rule) in rules.iter().enumerate() {
            let measure = layout.measure(number, &rule.meaning);
            layout.measures.push(measure);
        }
        layout.links_of = vec![Vec::new(); layout.sources.len()];
        for (number, link) in layout.links.iter().enumerate() {
            layout.links_of[link.from].push(number);
            layout.links_of[link.to].push(number);
        }
        layout
    }

    pub(super) fn sets(&self) -> usize {
        self.sources.len()
    }

    fn measure(&mut self, rule: usize, meaning: &Meaning) -> Measure {
        match meaning {
            Meaning::Reference { from, to, .. } => {
                let (from, to) = (self.ids(from), self.ids(to));
                Measure::Dangling { link: self.link(from, to), missing: None }
            }
            Meaning::Held { at, by, id: None } => {
                // The keys of the entries are those of the containers.
                let containers: Vec<Pattern> = at.iter().filter_map(Pattern::container).collect();
                let (from, to) = (self.set(&containers, Tap::Keys), self.ids(by));
                Measure::Dangling { link: self.link(from, to), missing: None }
            }
            Meaning::Held { at, by, id: Some(id) } => {
                let missing = self.number();
                let named = |set| Tap::Named { set, id: id.clone(), missing };
                let from = self.set(at, named);
                let to = self.ids(by);
                Measure::Dangling { link: self.link(from, to), missing: Some(missing) }
            }
            Meaning::Unique { at, by } => {
                let places: Vec<Pattern> = match by {
                    Some(by) => at.iter().map(|pattern| pattern.join(by)).collect(),
                    None => at.clone(),
                };
                Measure::Repeated(self.set(&places, Tap::Value))
            }
            Meaning::Count { of, equals } => {
                let counted = [of, equals].map(|patterns| {
                    let number = self.number();
                    self.taps(patterns, &Tap::Entries(number));
                    number
                });
                Measure::Difference(counted[0], counted[1])
            }
            Meaning::Tally { of, each, by, member } => {
                self.tap(each, Tap::Stated { by: by.clone(), member: member.clone() });
                Measure::Tally(self.ids(of))
            }
            Meaning::Keyed { at, by } => {
                let number = self.number();
                self.taps(at, &Tap::Keyed { number, by: by.clone() });
                Measure::Number(number)
            }
            Meaning::Future { at, tolerance } => {
                self.taps(at, &Tap::Time { rule, tolerance: *tolerance });
                Measure::Elsewhere
            }
            Meaning::Status { .. } => Measure::Elsewhere,
        }
    }

    fn number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers - 1
    }

    fn link(&mut self, from: usize, to: usize) -> usize {
        self.links.push(Link { from, to });
        self.links.len() - 1
    }

    fn ids(&mut self, patterns: &[Pattern]) -> usize {
        self.set(patterns, Tap::Ids)
    }

    /// The set of what patterns lead to; the one that there is, if it was asked for before.
    fn set(&mut self, patterns: &[Pattern], tap: impl Fn(usize) -> Tap) -> usize {
        let source: Vec<(Pattern, Tap)> = patterns.iter().map(|pattern| (pattern.clone(), tap(0))).collect();
        if let Some(set) = self.sources.iter().position(|other| *other == source) {
            return set;
        }
        let set = self.sources.len();
        self.taps(patterns, &tap(set));
        self.sources.push(source);
        set
    }

    fn taps(&mut self, patterns: &[Pattern], tap: &Tap) {
        for pattern in patterns {
            self.tap(pattern, tap.clone());
        }
    }

    fn tap(&mut self, pattern: &Pattern, tap: Tap) {
        let number = self.taps.len() as u32;
        if !matches!(tap, Tap::Time { .. }) {
            self.counted.add(pattern, number);
        }
        self.full.add(pattern, number);
        self.taps.push(tap);
    }
}

/// Something that counts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Count {
    /// An id in a set.
    Id(usize, u64),
    /// In a number.
    Number(usize, i64),
}

/// A container with more entries than this is not counted in one go.
const AT_ONCE: usize = 1_024;

impl Tap {
    /// The set and the container, where what counts are so many keys that they are not counted in one go.
    pub(super) fn many_ids(&self, value: ValueRef<'_>) -> Option<(usize, Rc<Container>)> {
        match (self, value) {
            (Tap::Ids(set) | Tap::Keys(set), ValueRef::Tree(container))
                if container.kind().is_keyed() && container.len() > AT_ONCE =>
            {
                Some((*set, container.clone()))
            }
            _ => None,
        }
    }

    /// What a value, which stands under `name` if it is in an object or `Map`, counts for.
    pub(super) fn count(&self, value: ValueRef<'_>, name: Option<&[u8]>, keys: &Keys, add: &mut dyn FnMut(Count)) {
        match self {
            Tap::Keys(_) if !value.kind().is_keyed() => {}
            Tap::Ids(set) | Tap::Keys(set) => each_id(value, keys, &mut |id, _| add(Count::Id(*set, id))),
            Tap::Value(set) => add(Count::Id(*set, hash_of(value, keys))),
            Tap::Entries(number) => add(Count::Number(*number, value.len() as i64)),
            Tap::Keyed { number, by } => {
                if !is_keyed(value, name, by, keys) {
                    add(Count::Number(*number, 1));
                }
            }
            Tap::Named { set, id, missing } => add(named(value.get(id, keys), *set, *missing, keys)),
            Tap::Stated { .. } | Tap::Time { .. } => {}
        }
    }
}

/// What an entry whose id this is counts for.
pub(super) fn named(id: Option<ValueRef<'_>>, set: usize, missing: usize, keys: &Keys) -> Count {
    match id.and_then(ValueRef::as_text) {
        Some(text) => Count::Id(set, keys.hash_id(text)),
        None => Count::Number(missing, 1),
    }
}

/// Whether the key of an entry is its member `by`; what has no key cannot be wrong.
pub(super) fn is_keyed(value: ValueRef<'_>, name: Option<&[u8]>, by: &Key, keys: &Keys) -> bool {
    name.is_none_or(|name| value.get(by, keys).and_then(ValueRef::as_text) == Some(name))
}

/// The ids that a value offers; with each, the key that it is, if it is one.
pub(crate) fn each_id(value: ValueRef<'_>, keys: &Keys, visit: &mut dyn FnMut(u64, Option<Key>)) {
    if let Some(text) = value.as_text() {
        visit(keys.hash_id(text), None);
    } else if value.kind().is_keyed() {
        for key in value.entries().filter_map(|entry| entry.key) {
            visit(keys.hash_id(key.name(keys)), Some(key.to_key()));
        }
    }
}

/// The hash of a value, equal for text and the id that it is.
pub(super) fn hash_of(value: ValueRef<'_>, keys: &Keys) -> u64 {
    match value.as_text() {
        Some(text) => keys.hash_id(text),
        None => digest(value)[0],
    }
}
