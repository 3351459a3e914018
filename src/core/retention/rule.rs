//! The rules as data, and the questions they ask.

use crate::core::definition::Part;
use crate::core::integrity::{Meaning, Rule as IntegrityRule};
use crate::core::keys::{Key, Keys};
use crate::core::pattern::{Pattern, Step};
use crate::core::value::{Kind, Value, ValueRef};

/// One rule.
#[derive(Debug)]
pub(crate) enum Rule {
    Drop(Drop),
    Stamp(Stamp),
}

/// Drops entries of a collection for which all conditions hold.
#[derive(Debug)]
pub(crate) struct Drop {
    /// Under which it is counted.
    pub(crate) name: String,
    /// The entries it looks at.
    pub(super) entries: Pattern,
    age: Option<Age>,
    when: Vec<(Key, Condition)>,
    /// Kept while an id here names it.
    pub(super) held_by: Vec<Pattern>,
    id: Option<Key>,
    /// What points at these entries and goes with them.
    pub(super) references: Vec<Reference>,
}

/// Writes the time of the run.
#[derive(Debug)]
pub(crate) struct Stamp {
    /// The records, and the member of each.
    pub(super) records: Pattern,
    pub(super) member: Key,
    pub(super) if_missing: bool,
}

/// Where references to the entries of a rule stand.
#[derive(Debug)]
pub(super) struct Reference {
    /// The member by which the entries are known; their keys if there is none.
    pub(super) by: Option<Key>,
    pub(super) from: Pattern,
    /// How many steps of the path to a reference lead to what goes with it; all if there is no number.
    pub(super) depth: Option<usize>,
    /// Whether what goes with one before this may change where these stand: then they are looked for after that is gone.
    pub(super) is_moved: bool,
}

impl Reference {
    /// Whether what goes with this changes where those of another stand: elements of the same list may.
    fn moves(&self, other: &Reference) -> bool {
        let steps = &self.from.steps[..self.depth.unwrap_or(self.from.steps.len())];
        let list = match steps.split_last() {
            Some((Step::Key(key), _)) if key.index().is_none() => steps,
            Some((_, list)) => list,
            None => steps,
        };
        let may_be = |(one, other): (&Step, &Step)| one == other || *one == Step::Any || *other == Step::Any;
        list.len() <= other.from.steps.len() && list.iter().zip(&other.from.steps).all(may_be)
    }
}

#[derive(Debug)]
struct Age {
    limit: Limit,
    since: Since,
}

/// Milliseconds, or where the state says how many.
#[derive(Debug)]
enum Limit {
    Fixed(f64),
    At(Pattern),
}

/// A member of the entry, or a place of the state.
#[derive(Debug)]
enum Since {
    Member(Key),
    At(Pattern),
}

#[derive(Debug)]
struct Condition {
    equals: Option<Value>,
    at_most: Option<f64>,
    at_least: Option<f64>,
    empty: Option<bool>,
}

impl Rule {
    /// Reads a rule; the integrity rules say what references are.
    pub(crate) fn read(part: &Part<'_>, integrity: &[IntegrityRule]) -> Rule {
        if let Some(stamp) = part.optional("stamp") {
            let mut records = stamp.pattern();
            let member = records.steps.pop();
            let Some(Step::Key(member)) = member else {
                stamp.invalid("expected a pattern that ends in the name of a member");
                return Rule::Stamp(Stamp { records, member: Key::Index(0), if_missing: true });
            };
            return Rule::Stamp(Stamp { records, member, if_missing: part.is("ifMissing") });
        }
        let place = part.member("drop");
        let drop = place.pattern();
        let container = drop.container().unwrap_or_else(|| {
            place.invalid("expected a pattern that ends in /*");
            drop.clone()
        });
        let mut when = Vec::new();
        if let Some(part) = part.optional("when") {
            for (key, part) in part.entries(Kind::Object) {
                when.push((key, Condition::read(&part)));
            }
        }
        let (age, held_by) = (Age::read(part), part.patterns_at("unlessHeldBy"));
        if age.is_none() && when.is_empty() && held_by.is_empty() {
            part.invalid("a rule without a condition would drop everything");
        }
        let references = if part.is("dropReferences") { references(&drop, &container, integrity) } else { Vec::new() };
        let name = part.text_at("name").unwrap_or(place.text()).to_owned();
        Rule::Drop(Drop { name, entries: drop, age, when, held_by, id: part.key_at("id"), references })
    }
}

impl Age {
    fn read(part: &Part<'_>) -> Option<Age> {
        let (limit, since) = match (part.optional("olderThan"), part.optional("by")) {
            (Some(limit), Some(since)) => (limit, since),
            (None, None) => return None,
            _ => {
                part.invalid("olderThan and by go together");
                return None;
            }
        };
        let limit = match limit.value.as_number() {
            Some(limit) => Limit::Fixed(limit),
            None => Limit::At(limit.pattern()),
        };
        let is_pointer = since.text().starts_with('/');
        let since = if is_pointer { Since::At(since.pattern()) } else { Since::Member(since.key()) };
        Some(Age { limit, since })
    }
}

/// Where the model's reference rules find what points at the entries that `drop` matches.
fn references(drop: &Pattern, container: &Pattern, integrity: &[IntegrityRule]) -> Vec<Reference> {
    let mut found = Vec::new();
    for rule in integrity {
        let Meaning::Reference { from, to, drop_entry } = &rule.meaning else { continue };
        for to in to {
            let by = match to.after(drop) {
                _ if to == container => None,
                Some([Step::Key(key)]) => Some(key.clone()),
                _ => continue,
            };
            for from in from {
                let last = from.steps.iter().rposition(|step| *step == Step::Any);
                let depth = last.filter(|_| *drop_entry).map(|at| at + 1);
                let mut reference = Reference { by: by.clone(), from: from.clone(), depth, is_moved: false };
                reference.is_moved = found.iter().any(|before: &Reference| before.moves(&reference));
                found.push(reference);
            }
        }
    }
    found
}

impl Condition {
    fn read(part: &Part<'_>) -> Condition {
        Condition {
            equals: part.optional("equals").map(|part| part.value.to_value()),
            at_most: part.number_at("atMost"),
            at_least: part.number_at("atLeast"),
            empty: part.optional("empty").and_then(|part| part.value.as_bool()),
        }
    }

    /// Whether a member, which may be absent, is what is asked for.
    fn holds(&self, value: Option<ValueRef<'_>>, keys: &Keys) -> bool {
        let number = value.and_then(ValueRef::as_number);
        let is_empty = match value {
            Some(value) if value.kind() == Kind::String => value.as_text().is_some_and(<[u8]>::is_empty),
            Some(value) => value.is_empty(),
            None => true,
        };
        self.equals.as_ref().is_none_or(|wanted| value.is_some_and(|value| value.equals(wanted.view(), keys)))
            && self.at_most.is_none_or(|limit| number.is_some_and(|number| number <= limit))
            && self.at_least.is_none_or(|limit| number.is_some_and(|number| number >= limit))
            && self.empty.is_none_or(|wanted| is_empty == wanted)
    }
}

/// A rule at one time, on one state.
#[derive(Debug)]
pub(super) struct Question {
    /// When an entry is too old: its own time is before this.
    before: Option<f64>,
}

impl Drop {
    /// What the state says about ages.
    pub(super) fn ask(&self, root: ValueRef<'_>, now: f64, keys: &Keys) -> Question {
        let number_at = |pattern: &Pattern| {
            let mut value = Some(root);
            for step in &pattern.steps {
                let Step::Key(key) = step else { return None };
                value = value?.get(key, keys);
            }
            value?.as_number()
        };
        let before = self.age.as_ref().map(|age| {
            let limit = match &age.limit {
                Limit::Fixed(limit) => Some(*limit),
                Limit::At(place) => number_at(place),
            };
            // What the state does not say is no reason to drop anything.
            let before = limit.map_or(f64::NEG_INFINITY, |limit| now - limit);
            match &age.since {
                Since::Member(_) => before,
                Since::At(place) => {
                    let is_old = number_at(place).is_some_and(|since| since < before);
                    if is_old { f64::INFINITY } else { f64::NEG_INFINITY }
                }
            }
        });
        Question { before }
    }

    /// Whether an entry goes; `is_held` says so of its id.
    pub(super) fn applies(
        &self,
        question: &Question,
        entry: ValueRef<'_>,
        name: Option<&[u8]>,
        keys: &Keys,
        is_held: impl Fn(u64) -> bool,
    ) -> bool {
        let old = question.before.is_none_or(|before| match self.age.as_ref().map(|age| &age.since) {
            Some(Since::Member(key)) => {
                entry.get(key, keys).and_then(ValueRef::as_number).is_some_and(|since| since < before)
            }
            _ => before == f64::INFINITY,
        });
        old && self.when.iter().all(|(key, condition)| condition.holds(entry.get(key, keys), keys))
            && (self.held_by.is_empty() || !self.id_of(entry, name, keys).is_some_and(is_held))
    }

    fn id_of(&self, entry: ValueRef<'_>, name: Option<&[u8]>, keys: &Keys) -> Option<u64> {
        let id = match &self.id {
            Some(key) => entry.get(key, keys).and_then(ValueRef::as_text),
            None => name,
        };
        id.map(|id| keys.hash_id(id))
    }
}
