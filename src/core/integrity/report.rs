//! Listing what is broken, with its place: a walk for each rule that counting says is broken.

use super::id_set::IdSet;
use super::index::Index;
use super::layout::{Layout, Measure, each_id, hash_of, is_keyed};
use super::rule::{Meaning, Rule};
use crate::core::error::Issue;
use crate::core::keys::{Key, Keys};
use crate::core::pattern::{Pattern, Place, Trie, Walk};
use crate::core::pointer::Path;
use crate::core::schema::shown;
use crate::core::text::{concat, number, quoted};
use crate::core::value::{Value, ValueRef};

/// What issues are found in.
#[derive(Clone, Copy)]
pub(crate) struct World<'w> {
    pub(crate) rules: &'w [Rule],
    pub(crate) layout: &'w Layout,
    pub(crate) keys: &'w Keys,
    pub(crate) index: &'w Index,
    pub(crate) root: &'w Value,
}

/// Lists what breaks one rule.
#[derive(Debug)]
pub(crate) struct Reporter {
    rule: usize,
    walk: Walk,
    trie: Trie,
    /// Values that were seen, of those that occur more than once.
    seen: IdSet,
    /// What was found, up to the limit.
    pub(crate) issues: Vec<Issue>,
    limit: usize,
}

impl Reporter {
    /// Begins with a rule.
    pub(crate) fn new(rule: usize, limit: usize, world: World<'_>) -> Reporter {
        let patterns: Vec<Pattern> = match &world.rules[rule].meaning {
            Meaning::Reference { from, .. } => from.clone(),
            Meaning::Unique { at, by: Some(by) } => at.iter().map(|pattern| pattern.join(by)).collect(),
            Meaning::Unique { at, by: None } | Meaning::Held { at, .. } | Meaning::Keyed { at, .. } => at.clone(),
            Meaning::Tally { each, .. } => vec![each.clone()],
            Meaning::Count { .. } | Meaning::Status { .. } | Meaning::Future { .. } => Vec::new(),
        };
        let (walk, trie) = (Walk::over(world.root), Trie::of(&patterns));
        let mut reporter = Reporter { rule, walk, trie, seen: IdSet::default(), issues: Vec::new(), limit };
        if let (Meaning::Count { of, equals }, Measure::Difference(a, b)) =
            (&world.rules[rule].meaning, world.layout.measures[rule])
        {
            reporter.add_count(of, equals, world.index.numbers[a], world.index.numbers[b], world);
        }
        reporter
    }

    /// Visits about `budget` entries; returns whether there are more, and room for what may be found.
    pub(crate) fn step(&mut self, budget: usize, world: World<'_>) -> bool {
        let Reporter { rule, walk, trie, seen, issues, limit } = self;
        let mut found = Found { rule: &world.rules[*rule], measure: world.layout.measures[*rule], world, seen, issues };
        let more = walk.step(trie, world.keys, budget, &mut |place| {
            if found.issues.len() < *limit {
                found.visit(&place);
            }
        });
        more && issues.len() < *limit
    }

    fn add_count(&mut self, of: &[Pattern], equals: &[Pattern], found: i64, expected: i64, world: World<'_>) {
        let text = |patterns: &[Pattern]| {
            patterns.iter().map(|pattern| pattern.text(world.keys)).collect::<Vec<_>>().join(" and ")
        };
        let pointer = of.first().map(|pattern| pattern.text(world.keys)).unwrap_or_default();
        let (found, expected) = (number(found as f64), number(expected as f64));
        let message = concat(&[
            &text(of),
            " has ",
            &found,
            " entries, ",
            &text(equals),
            if equals.len() > 1 { " together have " } else { " has " },
            &expected,
            ": add or remove what is missing or too much",
        ]);
        let issue = issue(&world.rules[self.rule], pointer, message);
        self.issues.push(issue.with(concat(&[&expected, " entries"]), concat(&[&found, " entries"])));
    }
}

/// An issue of a rule.
pub(super) fn issue(rule: &Rule, pointer: String, message: String) -> Issue {
    let code = concat(&["integrity/", &rule.name]);
    Issue { severity: rule.severity, ..Issue::error(&code, pointer, message) }
}

/// Where issues of one rule go.
struct Found<'f> {
    rule: &'f Rule,
    measure: Measure,
    world: World<'f>,
    seen: &'f mut IdSet,
    issues: &'f mut Vec<Issue>,
}

impl Found<'_> {
    fn visit(&mut self, place: &Place<'_, '_>) {
        let (World { layout, keys, index, .. }, value) = (self.world, place.value);
        match (&self.rule.meaning, self.measure) {
            (Meaning::Reference { to, .. }, Measure::Dangling { link, .. }) => {
                let mut lost = Vec::new();
                each_id(value, keys, &mut |id, key: Option<Key>| {
                    if index.is_dangling(link, id, layout) {
                        lost.push(key);
                    }
                });
                for key in lost {
                    let (path, actual) = match key {
                        Some(key) => (place.path().join(key.clone()), name_of(&key, keys)),
                        None => (place.path(), shown(value)),
                    };
                    let message =
                        concat(&[&actual, " names no existing record: remove the reference, or add the record"]);
                    self.add(&path, message, concat(&["an id at ", &texts(to, keys)]), actual);
                }
            }
            (Meaning::Held { by, id, .. }, Measure::Dangling { link, .. }) => {
                let named = match id {
                    Some(id) => value.get(id, keys).and_then(ValueRef::as_text).map(|text| keys.hash_id(text)),
                    None => place.with_name(keys, |name| name.map(|name| keys.hash_id(name))),
                };
                // In an array entries have no key that anybody could name.
                if named.is_none_or(|id| index.is_dangling(link, id, layout)) && (id.is_some() || named.is_some()) {
                    let by = texts(by, keys);
                    let message = concat(&["nothing at ", &by, " names this entry: it is orphaned"]);
                    self.add(&place.path(), message, concat(&["named at ", &by]), "named nowhere".into());
                }
            }
            (Meaning::Unique { by, .. }, Measure::Repeated(set)) => {
                let id = hash_of(value, keys);
                if index.sets[set].count(id) > 1 && !self.seen.contains(id) {
                    self.seen.add(id, 1);
                } else if index.sets[set].count(id) > 1 {
                    let actual = shown(value);
                    let message = concat(&[&actual, " occurs more than once: give each record one of its own"]);
                    let path = place.path();
                    // The record is at fault, and not its member.
                    let record = path.split().map(|(record, _)| record).filter(|_| by.is_some());
                    self.add(record.unwrap_or(&path), message, "a value that occurs once".into(), actual);
                }
            }
            (Meaning::Keyed { by, .. }, _) => {
                let right = place.with_name(keys, |name| is_keyed(value, name, by, keys));
                if !right {
                    let path = place.path();
                    let name = path.split().map(|(_, key)| name_of(key, keys)).unwrap_or_default();
                    let actual = value.get(by, keys).map_or("nothing".into(), shown);
                    let member = name_of(by, keys);
                    let message = concat(&[
                        "the key is ",
                        &name,
                        " and the member ",
                        &member,
                        " is ",
                        &actual,
                        ": make them equal",
                    ]);
                    self.add(&path, message, name, actual);
                }
            }
            (Meaning::Tally { of, by, member, .. }, Measure::Tally(set))
                if !index.is_tallied(value, set, by, member, keys) =>
            {
                let expected = number(index.tallied(value, set, by, keys) as f64);
                let actual = value.get(member, keys).map_or("nothing".into(), shown);
                let (member, of) = (name_of(member, keys), texts(of, keys));
                let message = concat(&[
                    "the member ",
                    &member,
                    " is ",
                    &actual,
                    ", and ",
                    &of,
                    " names this record ",
                    &expected,
                    " times",
                ]);
                self.add(&place.path(), message, expected, actual);
            }
            _ => {}
        }
    }

    fn add(&mut self, path: &Path, message: String, expected: String, actual: String) {
        let issue = issue(self.rule, path.pointer(self.world.keys), message);
        self.issues.push(issue.with(expected, actual));
    }
}

fn name_of(key: &Key, keys: &Keys) -> String {
    key.with_ref(|key| quoted(&String::from_utf8_lossy(key.name(keys))))
}

fn texts(patterns: &[Pattern], keys: &Keys) -> String {
    patterns.iter().map(|pattern| pattern.text(keys)).collect::<Vec<_>>().join(" or ")
}
