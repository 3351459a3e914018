//! Rules that refuse updates.
//!
//! An update is refused if it makes such a rule broken more often than it was: what was wrong before does not stand in
//! the way of everything else, and can be mended step by step.

use super::check::{times_ahead, wrong_statuses};
use super::index::Index;
use super::layout::Layout;
use super::report::{Reporter, World};
use super::rule::{Meaning, Rule};
use crate::core::change::{Change, Wanted};
use crate::core::error::Issue;
use crate::core::journal::record::Timestamp;
use crate::core::model::Model;
use crate::core::pattern::ROOT;
use crate::core::value::Value;

/// An update that is about to be accepted.
pub(crate) struct Proposal<'p> {
    pub(crate) model: &'p Model,
    pub(crate) before: &'p Value,
    pub(crate) after: &'p Value,
    pub(crate) changes: &'p [Change],
    pub(crate) live: &'p [(String, String)],
    pub(crate) time: Timestamp,
    pub(crate) max_issues: usize,
}

impl Layout {
    /// Whether a wanted change can have any effect on what is counted.
    pub(crate) fn concerns(&self, wanted: &Wanted) -> bool {
        let mut nodes = vec![ROOT];
        for key in wanted.path.keys() {
            if nodes.iter().any(|node| !self.full.taps(*node).is_empty()) {
                return true;
            }
            nodes = self.full.follow(&nodes, key);
        }
        !nodes.is_empty()
    }
}

impl Proposal<'_> {
    /// Lets an index follow the update, unless that breaks a rule that is enforced: then it stays as it was, and the
    /// issues are given, with their number.
    pub(crate) fn record(&self, index: &mut Option<Index>) -> Result<(), (Vec<Issue>, usize)> {
        let Model { rules, layout, keys, .. } = self.model;
        if !enforces(rules) {
            if let Some(index) = index {
                index.record(layout, self.changes, self.after.view(), keys, 1);
            }
            return Ok(());
        }
        let good = |index: &mut Option<Index>, root: &Value| {
            if !index.as_ref().is_some_and(Index::is_good) {
                *index = Some(Index::of(layout, root, keys));
            }
        };
        good(index, self.before);
        let count = |index: &Option<Index>, root: &Value| -> Vec<i64> {
            let Some(index) = index else { return Vec::new() };
            (0..rules.len()).map(|rule| self.broken(rule, index, root)).collect()
        };
        let before = count(index, self.before);
        if let Some(index) = index {
            index.record(layout, self.changes, self.after.view(), keys, 1);
        }
        good(index, self.after);
        let after = count(index, self.after);
        let broken: Vec<usize> =
            (0..rules.len()).filter(|rule| rules[*rule].enforce && after[*rule] > before[*rule]).collect();
        if broken.is_empty() {
            return Ok(());
        }
        // What was broken before is among the issues, so it counts.
        let total = broken.iter().map(|rule| after[*rule] as usize).sum();
        let issues = index.as_ref().map(|index| self.issues(&broken, index)).unwrap_or_default();
        *index = None;
        good(index, self.before);
        Err((issues, total))
    }

    /// How often a rule is broken that is enforced.
    fn broken(&self, rule: usize, index: &Index, root: &Value) -> i64 {
        let Model { rules, layout, keys, .. } = self.model;
        match &rules[rule].meaning {
            _ if !rules[rule].enforce => 0,
            Meaning::Status { active } => {
                wrong_statuses(&rules[rule], active, self.model, root, self.live).len() as i64
            }
            Meaning::Future { at, tolerance } => times_ahead(at, *tolerance, self.time, root, keys).len() as i64,
            _ => index.broken(rule, rules, layout, root.view(), keys),
        }
    }

    fn issues(&self, broken: &[usize], index: &Index) -> Vec<Issue> {
        let Model { rules, layout, keys, .. } = self.model;
        let world = World { rules, layout, keys, index, root: self.after };
        let mut issues = Vec::new();
        for rule in broken {
            match &rules[*rule].meaning {
                Meaning::Status { active } => {
                    issues.extend(wrong_statuses(&rules[*rule], active, self.model, self.after, self.live));
                }
                Meaning::Future { at, tolerance } => {
                    let ahead = times_ahead(at, *tolerance, self.time, self.after, keys);
                    issues.extend(ahead.into_iter().map(|time| time.issue(&rules[*rule], *tolerance, self.time, keys)));
                }
                _ => {
                    let mut reporter = Reporter::new(*rule, self.max_issues, world);
                    while reporter.step(usize::MAX, world) {}
                    issues.append(&mut reporter.issues);
                }
            }
        }
        issues.truncate(self.max_issues);
        issues
    }
}

/// Whether any of the rules refuses updates.
pub(crate) fn enforces(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| rule.enforce)
}
