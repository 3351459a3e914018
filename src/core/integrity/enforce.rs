//! Rules that refuse updates.
//!
//! An update is refused if it makes such a rule broken more often than it was: what was wrong before does not stand in
//! the way of everything else, and can be mended step by step.

use super::check::{times_ahead, wrong_statuses};
use super::index::Index;
use super::layout::Layout;
use super::report::{Reporter, World};
use super::rule::{Meaning, Rule};
use crate::core::change::{Action, Change, Wanted};
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
        let keys = wanted.path.keys();
        // Whatever stands after an element that comes or goes stands elsewhere then.
        let moves = wanted.action == Action::Insert || (wanted.action == Action::Remove && wanted.is_index());
        for (depth, key) in keys.iter().enumerate() {
            if nodes.iter().any(|node| !self.full.taps(*node).is_empty())
                || (moves && depth + 1 == keys.len() && self.full.names_positions(&nodes))
            {
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
        let follow = |index: &mut Option<Index>, sign: i64| {
            if let Some(index) = index {
                index.record(layout, self.changes, self.after.view(), keys, sign);
            }
        };
        follow(index, 1);
        let is_followed = index.as_ref().is_some_and(Index::is_good);
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
        if is_followed {
            follow(index, -1);
        } else {
            *index = None;
        }
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

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::core::keys::Keys;
    use crate::core::patch::patch;

    fn value(json: &Json, keys: &Keys) -> Value {
        Value::from_json(json, keys).expect("JSON is a value")
    }

    fn bytes(json: &Json) -> Vec<u8> {
        let mut out = Vec::new();
        value(json, &Keys::default()).view().write_portable(&Keys::default(), &mut out);
        out
    }

    fn model() -> Model {
        let rules = json!({ "integrity": [
            { "rule": "unique", "at": "/tags/*", "enforce": true },
            { "rule": "reference", "from": "/links/*", "to": "/nodes", "enforce": true },
            { "rule": "unique", "at": "/nodes/*", "by": "id", "enforce": true },
            { "rule": "count", "of": "/a", "equals": "/b" },
        ] });
        let model = Model::new("test", 1, &bytes(&json!(true)), 0).expect("it allows everything");
        model.with_rules(&bytes(&rules)).expect("the rules are right")
    }

    /// Has an update refused, and gives back the index; before it, one number of a rule that is not concerned is `mark`.
    fn refused(operations: &Json, mark: i64) -> (Model, Value, Index) {
        let model = model();
        let keys = &model.keys;
        let before = value(
            &json!({ "nodes": { "a": { "id": "a" }, "b": { "id": "b" } }, "links": ["a", "b"], "tags": ["x", "y"] }),
            keys,
        );
        let mut index = Index::of(&model.layout, &before, keys);
        index.numbers[0] = mark;
        let mut index = Some(index);
        let mut after = before.clone();
        let changes = patch(&mut after, value(operations, keys).view(), keys).expect("it fits");
        let (before, after) = (&before, &after);
        let proposal =
            Proposal { model: &model, before, after, changes: &changes, live: &[], time: 0, max_issues: 100 };
        let (issues, count) = proposal.record(&mut index).expect_err("it breaks a rule");
        assert!(count > 0 && !issues.is_empty());
        let before = before.clone();
        (model, before, index.expect("there is one"))
    }

    #[test]
    fn after_a_refusal_the_index_goes_back_and_is_not_made_anew() {
        let updates = [
            json!([{ "op": "add", "path": "/tags/-", "value": "x" }]),
            json!([{ "op": "remove", "path": "/nodes/a" }]),
            json!([{ "op": "add", "path": "/links/0", "value": "nobody" }, { "op": "remove", "path": "/links/1" }]),
            // What comes and goes within the update would be missing on the way back if that began at the front.
            json!([
                { "op": "add", "path": "/nodes/c", "value": { "id": "c" } },
                { "op": "replace", "path": "/nodes/c/id", "value": "d" },
                { "op": "replace", "path": "/nodes/c/id", "value": "a" },
            ]),
        ];
        for operations in updates {
            // No walk over the state could have found that.
            let (model, before, mut index) = refused(&operations, 7);
            assert_eq!(index.numbers[0], 7, "made anew after {operations}");
            index.numbers[0] = 0;
            assert!(index.is_good() && index == Index::of(&model.layout, &before, &model.keys), "{operations}");
        }
    }

    #[test]
    fn an_index_that_could_not_follow_what_was_refused_is_made_anew() {
        // Whether the member was in an array is not seen any more once its container has become another.
        let operations = json!([
            { "op": "replace", "path": "/tags", "value": { "0": "x" } },
            { "op": "replace", "path": "/tags/0", "value": "y" },
            { "op": "replace", "path": "/tags", "value": ["x", "x"] },
        ]);
        let (model, before, index) = refused(&operations, 7);
        assert!(index == Index::of(&model.layout, &before, &model.keys));
    }
}
