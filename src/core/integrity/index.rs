//! How often each rule is broken, kept while the state changes.

use super::id_set::IdSet;
use super::layout::{Count, Layout, Measure, Tap, named};
use super::rule::{Meaning, Rule};
use crate::core::change::{Action, Change};
use crate::core::keys::{Key, Keys};
use crate::core::pattern::{Place, ROOT, Trie, Turn, Walk, within};
use crate::core::pointer;
use crate::core::value::{Value, ValueRef};

/// See the module.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(PartialEq))]
pub(crate) struct Index {
    pub(super) sets: Vec<IdSet>,
    pub(super) numbers: Vec<i64>,
    /// By link: how often an id of one set is not in the other.
    pub(super) dangling: Vec<i64>,
    /// Something has changed in a way that only a walk can tell.
    is_stale: bool,
}

/// What two indexes of the same state have in common, and of different ones hardly ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) sets: Vec<u64>,
    pub(super) numbers: Vec<i64>,
}

impl Sums {
    pub(super) fn none(layout: &Layout) -> Sums {
        Index::empty(layout).sums()
    }

    pub(super) fn add(&mut self, count: Count) {
        match count {
            Count::Id(set, id) => self.sets[set] = self.sets[set].wrapping_add(id),
            Count::Number(number, by) => self.numbers[number] += by,
        }
    }
}

/// How far counting again has come.
#[derive(Debug, Default)]
pub(super) struct Recount {
    /// Ids that have been looked at.
    pub(super) at: usize,
    sum: i64,
    /// Links that are done, where all are counted.
    link: usize,
}

/// So many ids are looked up while one entry is visited.
pub(super) const IDS_PER_ENTRY: usize = 16;

impl Index {
    /// Of an empty state.
    pub(super) fn empty(layout: &Layout) -> Index {
        Index {
            sets: (0..layout.sets()).map(|_| IdSet::default()).collect(),
            numbers: vec![0; layout.numbers],
            dangling: vec![0; layout.links.len()],
            is_stale: false,
        }
    }

    /// Of a state, by one walk.
    pub(crate) fn of(layout: &Layout, root: &Value, keys: &Keys) -> Index {
        let mut index = Index::empty(layout);
        Walk::over(root).finish(&layout.counted, keys, &mut |place| index.collect(layout, &place, keys));
        index.link(layout);
        index
    }

    /// Counts a place, leaving the links for later.
    pub(super) fn collect(&mut self, layout: &Layout, place: &Place<'_, '_>, keys: &Keys) {
        place.with_name(keys, |name| {
            layout.taps[place.tap as usize].count(place.value, name, keys, &mut |count| self.collect_one(count));
        });
    }

    /// Counts one thing, leaving the links for later.
    pub(super) fn collect_one(&mut self, count: Count) {
        match count {
            Count::Id(set, id) => self.is_stale |= !self.sets[set].add(id, 1),
            Count::Number(number, by) => self.numbers[number] += by,
        }
    }

    /// Compares linked sets, once all are there.
    pub(super) fn link(&mut self, layout: &Layout) {
        for link in 0..layout.links.len() {
            self.dangling[link] = self.count_dangling(link, layout);
        }
    }

    fn count_dangling(&self, link: usize, layout: &Layout) -> i64 {
        let from = self.sets[layout.links[link].from].iter();
        from.filter(|(id, _)| self.is_dangling(link, *id, layout)).map(|(_, count)| count).sum()
    }

    /// Counts again what is kept for a rule beside the sets, `budget` ids further; whether it agrees with them, once all are
    /// counted. Nothing may change in between.
    pub(super) fn count_again(
        &self,
        rule: usize,
        layout: &Layout,
        recount: &mut Recount,
        budget: usize,
    ) -> Option<bool> {
        let Measure::Dangling { link, .. } = layout.measures[rule] else { return Some(true) };
        self.count_link(link, layout, recount, budget).then(|| self.dangling[link] == recount.sum)
    }

    /// The same for a link; whether all are counted.
    fn count_link(&self, link: usize, layout: &Layout, recount: &mut Recount, budget: usize) -> bool {
        let from = &self.sets[layout.links[link].from];
        // An id takes a fraction of what an entry takes; and the way to where it went on is gone again each time.
        for (id, count) in from.iter().skip(recount.at).take(budget.saturating_mul(IDS_PER_ENTRY)) {
            recount.at += 1;
            recount.sum += if self.is_dangling(link, id, layout) { count } else { 0 };
        }
        recount.at == from.len()
    }

    /// Compares linked sets, once all are there, `budget` ids further; whether all are compared.
    pub(super) fn link_on(&mut self, layout: &Layout, recount: &mut Recount, budget: usize) -> bool {
        let link = recount.link;
        if link < layout.links.len() && self.count_link(link, layout, recount, budget) {
            self.dangling[link] = recount.sum;
            *recount = Recount { link: link + 1, ..Recount::default() };
        }
        recount.link == layout.links.len()
    }

    /// Whether it tells what is so.
    pub(crate) fn is_good(&self) -> bool {
        !self.is_stale
    }

    pub(super) fn sums(&self) -> Sums {
        Sums { sets: self.sets.iter().map(IdSet::sum).collect(), numbers: self.numbers.clone() }
    }

    /// How often a rule is broken, as far as counting tells.
    pub(crate) fn broken(&self, rule: usize, rules: &[Rule], layout: &Layout, root: ValueRef<'_>, keys: &Keys) -> i64 {
        match layout.measures[rule] {
            Measure::Dangling { link, missing } => {
                self.dangling[link] + missing.map_or(0, |number| self.numbers[number])
            }
            Measure::Repeated(set) => self.sets[set].repeated(),
            Measure::Difference(a, b) => i64::from(self.numbers[a] != self.numbers[b]),
            Measure::Number(number) => self.numbers[number],
            Measure::Tally(set) => self.wrong_tallies(&rules[rule].meaning, set, root, keys),
            Measure::Elsewhere => 0,
        }
    }

    fn wrong_tallies(&self, meaning: &Meaning, set: usize, root: ValueRef<'_>, keys: &Keys) -> i64 {
        let Meaning::Tally { each, by, member, .. } = meaning else { return 0 };
        let mut wrong = 0;
        let count =
            &mut |place: Place<'_, '_>| wrong += i64::from(!self.is_tallied(place.value, set, by, member, keys));
        Walk::over(&root.to_value()).finish(&Trie::of([each]), keys, count);
        wrong
    }

    /// Whether a record states as many ids as there are.
    pub(super) fn is_tallied(&self, value: ValueRef<'_>, set: usize, by: &Key, member: &Key, keys: &Keys) -> bool {
        let stated = value.get(member, keys).and_then(ValueRef::as_number);
        stated == Some(self.tallied(value, set, by, keys) as f64)
    }

    /// How many ids name a record.
    pub(super) fn tallied(&self, value: ValueRef<'_>, set: usize, by: &Key, keys: &Keys) -> i64 {
        let id = value.get(by, keys).and_then(ValueRef::as_text);
        id.map_or(0, |id| self.sets[set].count(keys.hash_id(id)))
    }

    /// Whether an id of a link is nowhere.
    pub(super) fn is_dangling(&self, link: usize, id: u64, layout: &Layout) -> bool {
        self.sets[layout.links[link].to].count(id) == 0
    }

    /// Follows the changes of an update that led to `root`; with `sign` -1, unless following them has made it stale, goes
    /// back to before them.
    pub(crate) fn record(&mut self, layout: &Layout, changes: &[Change], root: ValueRef<'_>, keys: &Keys, sign: i64) {
        // Containers that came or went whole: what is there now may be of another kind than what a change was made in.
        let is_container =
            |value: &Option<Value>| value.as_ref().is_some_and(|value| value.view().kind().is_container());
        let mut whole = IdSet::default();
        for change in changes.iter().filter(|_| changes.len() > 1) {
            if is_container(&change.before) || is_container(&change.after) {
                whole.add(hash_of_path(&change.path.keys(), keys), 1);
            }
        }
        // The last first on the way back: what one has taken away another may have brought.
        let order = |number: usize| if sign < 0 { changes.len() - 1 - number } else { number };
        for change in (0..changes.len()).map(|number| &changes[order(number)]) {
            let record = Record { layout, change, root, keys, sign };
            let path = change.path.keys();
            if changes.len() > 1 && record.depends_on_kinds(&path) {
                self.is_stale |= (0..path.len()).any(|depth| whole.contains(hash_of_path(&path[..depth], keys)));
            }
            record.run(&path, self);
        }
    }

    fn add(&mut self, layout: &Layout, count: Count, sign: i64) {
        let (set, id) = match count {
            Count::Id(set, id) => (set, id),
            Count::Number(number, by) => {
                self.numbers[number] += by * sign;
                return;
            }
        };
        self.recount(layout, set, id, -1);
        self.is_stale |= !self.sets[set].add(id, sign);
        self.recount(layout, set, id, 1);
    }

    /// Adds what an id contributes to the links of a set, or takes it away.
    fn recount(&mut self, layout: &Layout, set: usize, id: u64, sign: i64) {
        for number in &layout.links_of[set] {
            let link = layout.links[*number];
            if self.sets[link.to].count(id) == 0 {
                self.dangling[*number] += self.sets[link.from].count(id) * sign;
            }
        }
    }
}

/// One change that is being followed.
struct Record<'r> {
    layout: &'r Layout,
    change: &'r Change,
    root: ValueRef<'r>,
    keys: &'r Keys,
    sign: i64,
}

impl Record<'_> {
    /// Whether it has to be known if the containers that the last two steps lead into were arrays.
    fn depends_on_kinds(&self, path: &[&Key]) -> bool {
        let is_position = |from_end: usize| path.iter().rev().nth(from_end).is_some_and(|key| key.index().is_some());
        (is_position(0) && self.change.action == Action::Put && self.change.before.is_some()) || is_position(1)
    }

    fn run(&self, path: &[&Key], index: &mut Index) {
        let trie = &self.layout.counted;
        let mut nodes = vec![ROOT];
        for (depth, key) in path.iter().enumerate() {
            if nodes.is_empty() {
                return;
            }
            for tap in nodes.iter().flat_map(|node| trie.taps(*node)) {
                self.around(&self.layout.taps[*tap as usize], path, depth, index);
            }
            // Whatever stands after this element stands elsewhere now.
            index.is_stale |= depth + 1 == path.len() && self.moves() && trie.names_positions(&nodes);
            nodes = trie.follow(&nodes, key);
        }
        let is_element = !nodes.is_empty() && self.is_element(path);
        let turn = |key| if is_element { Turn::Element(0) } else { Turn::Named(key) };
        let turn = path.last().map_or(Turn::Element(0), |key| turn(*key));
        for (value, sign) in [(&self.change.before, -1), (&self.change.after, 1)] {
            for node in &nodes {
                let Some(value) = value else { continue };
                within(trie, *node, value.view(), turn, self.keys, &mut |place| {
                    place.with_name(self.keys, |name| {
                        let tap = &self.layout.taps[place.tap as usize];
                        tap.count(place.value, name, self.keys, &mut |count| {
                            index.add(self.layout, count, sign * self.sign);
                        });
                    });
                });
            }
        }
    }

    /// What a change does to a place that it lies in, `depth` steps from the root.
    fn around(&self, tap: &Tap, path: &[&Key], depth: usize, index: &mut Index) {
        let change = self.change;
        let came = i64::from(change.after.is_some()) - i64::from(change.before.is_some());
        let is_entry = depth + 1 == path.len();
        let key = path[depth];
        match tap {
            Tap::Value(_) => index.is_stale = true,
            _ if !is_entry => {}
            Tap::Entries(number) => self.add(index, Count::Number(*number, came)),
            Tap::Ids(set) | Tap::Keys(set) if came != 0 && !self.is_element(path) => {
                let id = key.with_ref(|key| self.keys.hash_id(key.name(self.keys)));
                index.add(self.layout, Count::Id(*set, id), came * self.sign);
            }
            Tap::Keyed { number, by }
                if by == key
                // The entry itself is there before and after: what changes is whether its member is its key.
                && depth > 0 && !self.is_in_array(path, depth - 1) =>
            {
                let own = path[depth - 1];
                let right = |value: &Option<Value>| {
                    let text = value.as_ref().and_then(|value| value.view().as_text());
                    own.with_ref(|own| text == Some(own.name(self.keys)))
                };
                let by = i64::from(right(&change.before)) - i64::from(right(&change.after));
                self.add(index, Count::Number(*number, by));
            }
            Tap::Named { set, id, missing } if id == key => {
                for (value, sign) in [(&change.before, -1), (&change.after, 1)] {
                    let count = named(value.as_ref().map(Value::view), *set, *missing, self.keys);
                    index.add(self.layout, count, sign * self.sign);
                }
            }
            // Of these only what is in them counts, or nothing has come or gone.
            _ => {}
        }
    }

    fn add(&self, index: &mut Index, count: Count) {
        index.add(self.layout, count, self.sign);
    }

    /// Whether an element of an array came or went.
    fn moves(&self) -> bool {
        match self.change.action {
            Action::Insert => true,
            Action::Remove => self.change.position.is_none(),
            Action::Put => false,
        }
    }

    /// Whether the change is to an element of an array.
    fn is_element(&self, path: &[&Key]) -> bool {
        let is_replaced = self.change.action == Action::Put && self.change.before.is_some();
        self.moves() || (is_replaced && !path.is_empty() && self.is_in_array(path, path.len() - 1))
    }

    /// Whether the container that the step at `depth` leads into was an array. Only a name that looks like a position may
    /// be in one.
    fn is_in_array(&self, path: &[&Key], depth: usize) -> bool {
        if path[depth].index().is_none() {
            return false;
        }
        let container = self.root.find(path[..depth].iter().copied(), self.keys);
        container.is_some_and(|container| !container.kind().is_keyed())
    }
}

fn hash_of_path(path: &[&Key], keys: &Keys) -> u64 {
    keys.hash_id(pointer::pointer(path.iter().copied(), keys).as_bytes())
}
