//! Carrying out the rules, a slice at a time.

use super::rule::{Drop, Question, Rule};
use crate::core::change::{Change, Wanted, remove_all};
use crate::core::integrity::{IdSet, each_id};
use crate::core::keys::{Key, Keys};
use crate::core::pattern::{Trie, Walk};
use crate::core::pointer::Path;
use crate::core::value::{Value, ValueRef};

/// See the module. It works on a copy of the state, which shares with it what is the same.
#[derive(Debug)]
pub(crate) struct Plan {
    root: Value,
    now: f64,
    rule: usize,
    stage: Stage,
    done: Done,
}

/// What a plan has done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// The changes, in order.
    pub(crate) changes: Vec<Change>,
    /// How many entries each rule has dropped, by its number.
    pub(crate) removed: Vec<(usize, usize)>,
    /// How many references went with them.
    pub(crate) references: usize,
    /// Whether there is more to it than writing the time.
    pub(crate) is_worth_it: bool,
}

#[derive(Debug)]
enum Stage {
    /// To begin with the next rule.
    Next,
    /// Which ids are named?
    Held { walk: Walk, trie: Trie, held: IdSet },
    /// Which entries go?
    Select { walk: Walk, trie: Trie, held: IdSet, question: Question, doomed: Vec<Path>, gone: Vec<IdSet> },
    /// Take them out, from the end, so that positions before them stay what they are.
    Remove { doomed: Vec<Path>, gone: Vec<IdSet>, count: usize },
    /// Which references point at them? For several at once, from this one on.
    Refer { first: usize, walk: Walk, trie: Trie, doomed: Vec<Vec<Path>>, gone: Vec<IdSet> },
    /// Take those out too, those of one after the other.
    Unrefer { reference: usize, doomed: Vec<Vec<Path>>, gone: Vec<IdSet> },
    /// Which records have no time yet?
    Stamp { walk: Walk, trie: Trie, records: Vec<Path> },
}

impl Plan {
    /// Begins with the state as it is.
    pub(crate) fn new(root: &Value, now: u64) -> Plan {
        Plan { root: root.clone(), now: now as f64, rule: 0, stage: Stage::Next, done: Done::default() }
    }

    /// Visits about `budget` entries; gives what was done, and the state that it led to, once all rules have run.
    pub(crate) fn step(&mut self, budget: usize, rules: &[Rule], keys: &Keys) -> Option<(Done, Value)> {
        let Some(rule) = rules.get(self.rule) else {
            return Some((std::mem::take(&mut self.done), self.root.clone()));
        };
        let stage = std::mem::replace(&mut self.stage, Stage::Next);
        self.stage = match rule {
            Rule::Drop(rule) => self.drop(rule, stage, budget, keys),
            Rule::Stamp(stamp) => match stage {
                Stage::Stamp { mut walk, trie, mut records } => {
                    let wanted = |value: ValueRef<'_>| !stamp.if_missing || value.get(&stamp.member, keys).is_none();
                    let more = walk.step(&trie, keys, budget, &mut |place| {
                        if place.value.kind().is_keyed() && wanted(place.value) {
                            records.push(place.path().join(stamp.member.clone()));
                        }
                    });
                    if more {
                        Stage::Stamp { walk, trie, records }
                    } else {
                        self.done.is_worth_it |= stamp.if_missing && !records.is_empty();
                        for path in records {
                            self.apply(Wanted::put(path, Value::number(self.now)), keys);
                        }
                        self.next()
                    }
                }
                _ => {
                    Stage::Stamp { walk: Walk::over(&self.root), trie: Trie::of([&stamp.records]), records: Vec::new() }
                }
            },
        };
        None
    }

    fn drop(&mut self, rule: &Drop, stage: Stage, budget: usize, keys: &Keys) -> Stage {
        match stage {
            Stage::Held { mut walk, trie, mut held } => {
                let more = walk.step(&trie, keys, budget, &mut |place| {
                    each_id(place.value, keys, &mut |id, _| {
                        held.add(id, 1);
                    });
                });
                if more { Stage::Held { walk, trie, held } } else { self.select(rule, held, keys) }
            }
            Stage::Select { mut walk, trie, held, question, mut doomed, mut gone } => {
                let more = walk.step(&trie, keys, budget, &mut |place| {
                    place.with_name(keys, |name| {
                        if rule.applies(&question, place.value, name, keys, |id| held.contains(id)) {
                            doomed.push(place.path());
                            for (reference, gone) in rule.references.iter().zip(&mut gone) {
                                let id = match &reference.by {
                                    Some(key) => place.value.get(key, keys).and_then(ValueRef::as_text),
                                    None => name,
                                };
                                if let Some(id) = id {
                                    gone.add(keys.hash_id(id), 1);
                                }
                            }
                        }
                    });
                });
                if more {
                    return Stage::Select { walk, trie, held, question, doomed, gone };
                }
                let count = doomed.len();
                self.done.removed.push((self.rule, count));
                self.done.is_worth_it |= count > 0;
                Stage::Remove { doomed, gone, count }
            }
            Stage::Remove { mut doomed, gone, count } => {
                // Entries of one pattern: each is there, and none lies in another.
                let last = doomed.split_off(doomed.len().saturating_sub(budget));
                for beside in last.chunk_by(Path::is_beside).rev() {
                    let removed = remove_all(&mut self.root, beside.to_vec(), keys, &mut self.done.changes);
                    debug_assert!(removed.is_ok(), "{removed:?}");
                }
                if !doomed.is_empty() {
                    return Stage::Remove { doomed, gone, count };
                }
                if count > 0 { self.refer(rule, 0, gone) } else { self.next() }
            }
            Stage::Refer { first, mut walk, trie, mut doomed, gone } => {
                let more = walk.step(&trie, keys, budget, &mut |place| {
                    let reference = place.tap as usize;
                    let (depth, doomed) = (rule.references[reference].depth, &mut doomed[reference]);
                    each_id(place.value, keys, &mut |id, key: Option<Key>| {
                        if gone[reference].contains(id) {
                            let path = match key {
                                Some(key) => place.path().join(key),
                                None => place.path(),
                            };
                            let path = match depth {
                                Some(depth) => path.keys().into_iter().take(depth).cloned().collect(),
                                None => path,
                            };
                            // Two references in one entry.
                            if doomed.last().is_none_or(|last: &Path| last.keys() != path.keys()) {
                                doomed.push(path);
                            }
                        }
                    });
                });
                if more {
                    return Stage::Refer { first, walk, trie, doomed, gone };
                }
                self.done.references += doomed.iter().map(Vec::len).sum::<usize>();
                Stage::Unrefer { reference: first, doomed, gone }
            }
            Stage::Unrefer { reference, mut doomed, gone } => {
                let left = &mut doomed[reference];
                for path in left.drain(left.len().saturating_sub(budget)..).rev() {
                    // One may lie in another, and be gone with it.
                    if self.root.view().find(path.keys(), keys).is_some() {
                        self.apply(Wanted::remove(path), keys);
                    }
                }
                match rule.references.get(reference + 1) {
                    _ if !doomed[reference].is_empty() => Stage::Unrefer { reference, doomed, gone },
                    Some(next) if !next.is_moved => Stage::Unrefer { reference: reference + 1, doomed, gone },
                    _ => self.refer(rule, reference + 1, gone),
                }
            }
            Stage::Next | Stage::Stamp { .. } => {
                let (walk, trie) = (Walk::over(&self.root), Trie::of(&rule.held_by));
                Stage::Held { walk, trie, held: IdSet::default() }
            }
        }
    }

    fn select(&self, rule: &Drop, held: IdSet, keys: &Keys) -> Stage {
        Stage::Select {
            walk: Walk::over(&self.root),
            trie: Trie::of([&rule.entries]),
            held,
            question: rule.ask(self.root.view(), self.now, keys),
            doomed: Vec::new(),
            gone: rule.references.iter().map(|_| IdSet::default()).collect(),
        }
    }

    fn refer(&mut self, rule: &Drop, first: usize, gone: Vec<IdSet>) -> Stage {
        if first == rule.references.len() {
            return self.next();
        }
        let mut trie = Trie::default();
        for (tap, reference) in rule.references.iter().enumerate().skip(first) {
            if tap > first && reference.is_moved {
                break;
            }
            trie.add(&reference.from, tap as u32);
        }
        let doomed = vec![Vec::new(); rule.references.len()];
        Stage::Refer { first, walk: Walk::over(&self.root), trie, doomed, gone }
    }

    fn next(&mut self) -> Stage {
        self.rule += 1;
        Stage::Next
    }

    fn apply(&mut self, wanted: Wanted, keys: &Keys) {
        // Without a copy to fall back on pages are changed in place.
        if let Ok(change) = wanted.apply(&mut self.root, keys) {
            self.done.changes.push(change);
        }
    }
}
