//! The full check, a slice at a time.
//!
//! 1. Measure: one walk over a version of the state counts everything. If there is an index, it has to agree with that
//!    walk, up to what has changed since; if there is none, the walk makes it. Times are compared with the clock.
//! 2. Report: for each rule that is broken a walk lists where. What the index has made of its sets is counted again first,
//!    since the walk of the first part does not show that.
//!
//! Both take the state as it was when they began. When it changes during the second, that begins anew, and after some
//! times goes on to the end in one go.

use std::rc::Rc;

use super::index::{IDS_PER_ENTRY, Index, Recount, Sums};
use super::layout::{Count, Layout, Tap};
use super::report::{Reporter, World, issue};
use super::rule::{Meaning, Rule};
use crate::core::change::Change;
use crate::core::error::{Issue, Severity};
use crate::core::journal::record::{Timestamp, Update};
use crate::core::keys::{Key, Keys};
use crate::core::model::Model;
use crate::core::pattern::{Pattern, Place, Trie, Walk};
use crate::core::pointer::Path;
use crate::core::text::{concat, number, quoted};
use crate::core::tree::Container;
use crate::core::value::{Value, ValueRef};

/// How often a report begins anew because the state has changed.
const PATIENCE: u32 = 3;

/// What a check or a validation found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The first issues.
    pub issues: Vec<Issue>,
    /// How many there are of each severity: errors, inconsistencies, warnings.
    pub counts: [usize; 3],
    /// What to do, each advice once.
    pub recommendations: Vec<String>,
    /// Whether an index did not agree with the state and was made anew.
    pub was_stale: bool,
}

impl Findings {
    pub(crate) fn count(&mut self, severity: Severity, by: usize) {
        self.counts[severity as usize] += by;
    }

    /// How many issues there are.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// What a check works on, as it is now.
pub(crate) struct Now<'n> {
    pub(crate) model: &'n Model,
    pub(crate) root: &'n Value,
    pub(crate) version: u64,
    pub(crate) index: &'n mut Option<Index>,
    /// Updates since the check began.
    pub(crate) since: &'n [Rc<Update>],
    /// The components that are registered, with their status.
    pub(crate) live: &'n [(String, String)],
    pub(crate) time: Timestamp,
    pub(crate) max_issues: usize,
}

impl Now<'_> {
    fn world<'w>(&'w self, index: &'w Index) -> World<'w> {
        let Model { rules, layout, keys, .. } = self.model;
        World { rules, layout, keys, index, root: self.root }
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Check {
    stage: Stage,
    /// Issues with the number of their rule.
    found: Vec<(usize, Issue)>,
    findings: Findings,
}

#[derive(Debug)]
enum Stage {
    Measure { walk: Walk, aside: Vec<Aside>, counted: Counted, linking: Recount, time: Timestamp },
    Report { version: u64, rule: usize, recount: Recount, reporter: Option<Reporter>, begun: u32 },
}

/// A container whose keys are ids of a set, too many to be counted in one go.
#[derive(Debug)]
struct Aside {
    set: usize,
    container: Rc<Container>,
    at: usize,
}

/// What the walk counts into.
#[derive(Debug)]
enum Counted {
    /// There is an index, which said this when the walk began.
    Sums { found: Sums, expected: Sums },
    /// There is none.
    Index(Index),
}

impl Counted {
    fn add(&mut self, count: Count) {
        match self {
            Counted::Sums { found, .. } => found.add(count),
            Counted::Index(index) => index.collect_one(count),
        }
    }

    /// Counts about `budget` of the ids that were put aside; whether none is left.
    fn add_aside(&mut self, aside: &mut Vec<Aside>, keys: &Keys, budget: usize) -> bool {
        if let Some(Aside { set, container, at }) = aside.last_mut() {
            for entry in container.entries_from(*at).take(budget) {
                *at += 1;
                if let Some(key) = entry.key {
                    self.add(Count::Id(*set, keys.hash_id(key.name(keys))));
                }
            }
            if *at == container.len() {
                aside.pop();
            }
        }
        aside.is_empty()
    }

    fn link_on(&mut self, layout: &Layout, linking: &mut Recount, budget: usize) -> bool {
        match self {
            Counted::Sums { .. } => true,
            Counted::Index(index) => index.link_on(layout, linking, budget),
        }
    }
}

impl Check {
    /// Begins with the state as it is.
    pub(crate) fn new(now: &Now<'_>) -> Check {
        let layout = &now.model.layout;
        let counted = match now.index.as_ref().filter(|index| index.is_good()) {
            Some(index) => Counted::Sums { found: Sums::none(layout), expected: index.sums() },
            None => Counted::Index(Index::empty(layout)),
        };
        let (walk, aside, linking) = (Walk::over(now.root), Vec::new(), Recount::default());
        let stage = Stage::Measure { walk, aside, counted, linking, time: now.time };
        Check { stage, found: Vec::new(), findings: Findings::default() }
    }

    /// Visits about `budget` entries; gives the findings once all are there.
    pub(crate) fn step(&mut self, budget: usize, now: &mut Now<'_>) -> Option<Findings> {
        match &mut self.stage {
            Stage::Measure { walk, aside, counted, linking, time } => {
                let Model { rules, layout, keys, .. } = now.model;
                let (found, time, limit) = (&mut self.found, *time, now.max_issues);
                let findings = &mut self.findings;
                let more = walk.step(&layout.full, keys, budget, &mut |place| match &layout.taps[place.tap as usize] {
                    Tap::Time { rule: number, tolerance } => {
                        let Some(ahead) = Ahead::new(&place, *tolerance, time) else { return };
                        let rule = &rules[*number];
                        findings.count(rule.severity, 1);
                        if found.len() < limit {
                            found.push((*number, ahead.issue(rule, *tolerance, time, keys)));
                        }
                    }
                    tap => match tap.many_ids(place.value) {
                        Some((set, container)) => aside.push(Aside { set, container, at: 0 }),
                        None => place.with_name(keys, |name| {
                            tap.count(place.value, name, keys, &mut |count| counted.add(count));
                        }),
                    },
                });
                if !more && counted.add_aside(aside, keys, budget) && counted.link_on(layout, linking, budget) {
                    self.settle(now);
                }
                None
            }
            Stage::Report { .. } => self.report(budget, now),
        }
    }

    /// After the first walk: is the index right?
    fn settle(&mut self, now: &mut Now<'_>) {
        let next =
            Stage::Report { version: now.version, rule: 0, recount: Recount::default(), reporter: None, begun: 0 };
        let Stage::Measure { counted, .. } = std::mem::replace(&mut self.stage, next) else { return };
        let Model { layout, keys, .. } = now.model;
        match counted {
            Counted::Index(mut index) => {
                // In one go: what one update did may have to be read in the light of a later one.
                let changes: Vec<Change> = now.since.iter().flat_map(|update| update.changes.iter().cloned()).collect();
                index.record(layout, &changes, now.root.view(), keys, 1);
                *now.index = Some(index);
            }
            Counted::Sums { found, expected } => {
                if found != expected {
                    self.findings.was_stale = true;
                    *now.index = None;
                }
            }
        }
        if !now.index.as_ref().is_some_and(Index::is_good) {
            *now.index = Some(Index::of(layout, now.root, keys));
        }
    }

    fn report(&mut self, budget: usize, now: &mut Now<'_>) -> Option<Findings> {
        let Stage::Report { version, rule, recount, reporter, begun } = &mut self.stage else { return None };
        if *version != now.version && *begun < PATIENCE {
            (*version, *rule, *recount, *reporter) = (now.version, 0, Recount::default(), None);
            *begun += 1;
            self.found.retain(|(rule, _)| matches!(now.model.rules[*rule].meaning, Meaning::Future { .. }));
        }
        let layout = &now.model.layout;
        if !now.index.as_ref().is_some_and(Index::is_good) {
            *now.index = Some(Index::of(layout, now.root, &now.model.keys));
        }
        let index = now.index.as_ref()?;
        let world = now.world(index);
        let mut left = if *begun < PATIENCE { budget } else { usize::MAX };
        while left > 0 {
            if *rule == world.rules.len() {
                return Some(self.finish(now, index));
            }
            let counted = recount.at;
            let agrees = if reporter.is_none() { index.count_again(*rule, layout, recount, left) } else { Some(true) };
            match agrees {
                None => return None,
                Some(true) => {}
                Some(false) => {
                    self.findings.was_stale = true;
                    (*recount, *now.index) = (Recount::default(), None);
                    return None;
                }
            }
            left = left.saturating_sub((recount.at - counted) / IDS_PER_ENTRY).max(1);
            if index.broken(*rule, world.rules, layout, world.root.view(), world.keys) > 0 {
                let current = reporter.get_or_insert_with(|| Reporter::new(*rule, now.max_issues, world));
                if current.step(left, world) {
                    return None;
                }
                self.found.extend(current.issues.drain(..).map(|issue| (*rule, issue)));
                left = if left == usize::MAX { left } else { left / 2 };
            }
            (*recount, *reporter) = (Recount::default(), None);
            *rule += 1;
            left = left.saturating_sub(1);
        }
        None
    }

    fn finish(&mut self, now: &Now<'_>, index: &Index) -> Findings {
        let Model { rules, layout, keys, .. } = now.model;
        let mut findings = std::mem::take(&mut self.findings);
        for (number, rule) in rules.iter().enumerate() {
            let mut broken = index.broken(number, rules, layout, now.root.view(), keys).max(0) as usize;
            if let Meaning::Status { active } = &rule.meaning {
                let wrong = wrong_statuses(rule, active, now.model, now.root, now.live);
                broken = wrong.len();
                self.found.extend(wrong.into_iter().map(|issue| (number, issue)));
            }
            findings.count(rule.severity, broken);
            let advice = rule.recommendation.as_ref().filter(|_| broken > 0);
            findings
                .recommendations
                .extend(advice.filter(|advice| !findings.recommendations.contains(advice)).cloned());
        }
        self.found.sort_by_key(|(rule, _)| *rule);
        findings.issues = self.found.drain(..).map(|(_, issue)| issue).take(now.max_issues).collect();
        findings
    }
}

/// A time that is too far ahead.
pub(super) struct Ahead {
    path: Path,
    time: f64,
}

impl Ahead {
    fn new(place: &Place<'_, '_>, tolerance: f64, now: Timestamp) -> Option<Ahead> {
        let time = place.value.as_number().filter(|time| time - now as f64 > tolerance)?;
        Some(Ahead { path: place.path(), time })
    }

    pub(super) fn issue(&self, rule: &Rule, tolerance: f64, now: Timestamp, keys: &Keys) -> Issue {
        let seconds = number(((self.time - now as f64) / 1000.0).ceil());
        let message = concat(&["this time lies ", &seconds, " seconds in the future: is a clock wrong?"]);
        let expected = concat(&["at most ", &number(now as f64 + tolerance)]);
        issue(rule, self.path.pointer(keys), message).with(expected, number(self.time))
    }
}

/// All times that are too far ahead.
pub(super) fn times_ahead(at: &[Pattern], tolerance: f64, now: Timestamp, root: &Value, keys: &Keys) -> Vec<Ahead> {
    let mut ahead = Vec::new();
    Walk::over(root).finish(&Trie::of(at), keys, &mut |place| ahead.extend(Ahead::new(&place, tolerance, now)));
    ahead
}

/// Components whose status in the state is not the one that they have.
pub(super) fn wrong_statuses(
    rule: &Rule,
    active: &str,
    model: &Model,
    root: &Value,
    live: &[(String, String)],
) -> Vec<Issue> {
    let keys = &model.keys;
    let status_key: Key = keys.key(b"status");
    let mut wrong = Vec::new();
    for component in &model.components {
        let Some(path) = &component.status else { continue };
        let Some(record) = root.view().find(path.keys(), keys) else { continue };
        let stated = record.get(&status_key, keys).and_then(ValueRef::as_str).unwrap_or_default();
        let live = live.iter().find(|(name, _)| *name == component.name).map(|(_, status)| status.as_str());
        let fits = live.map_or(stated != active, |live| stated == live);
        if !fits {
            let expected = live.map_or_else(|| concat(&["not ", &quoted(active)]), quoted);
            let actual = quoted(stated);
            let is = live.map_or("is not registered".to_owned(), |live| concat(&["is ", &quoted(live)]));
            let name = &component.name;
            let message =
                concat(&["the state says ", &actual, " and the component ", name, " ", &is, ": correct one of them"]);
            wrong.push(issue(rule, path.pointer(keys), message).with(expected, actual));
        }
    }
    wrong
}

#[cfg(test)]
mod tests;
