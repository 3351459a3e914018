//! Validating a whole value in steps, so that a check in the background never blocks.

use super::node::Schema;
use super::report::{Deferred, Report};
use crate::core::error::Issue;
use crate::core::keys::Keys;
use crate::core::value::Value;

/// A validation that can be interrupted: it finds what [`Schema::check`] finds, in another order.
///
/// Between two steps it owns all that it needs: the value, which never changes, and what is left of it. A container that
/// is a tree of its own is taken entry by entry. What a schema asks of a container as a whole (`anyOf`, `uniqueItems`, ...)
/// is answered in one step.
///
/// ```
/// use holdfast::core::{model::Model, schema::{Progress, Walk}, value::Value};
/// let schema = serde_json::json!({ "items": { "type": "number" } });
/// let schema = Value::from_json(&schema, &Default::default())?;
/// let model = Model::new("numbers", 1, &schema.view().to_bytes(), 0).expect("a schema");
/// let state = Value::from_json(&serde_json::json!(vec!["x"; 5_000]), &model.keys)?;
///
/// let mut walk = Walk::new(state, 100);
/// while walk.step(&model.schema, &model.keys, 1_000) == Progress::More {
///     // Something else may run here.
/// }
/// assert_eq!((walk.issues.len(), walk.count), (100, 5_000));
/// # Ok::<(), holdfast::core::error::Malformed>(())
/// ```
#[derive(Debug)]
pub struct Walk {
    /// The issues kept.
    pub issues: Vec<Issue>,
    /// How many there are.
    pub count: usize,
    limit: usize,
    /// The value, until the first step.
    root: Option<Value>,
    /// What has been put aside, the next at the end.
    rest: Vec<Deferred>,
}

/// Whether a walk is at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing is left.
    Done,
    /// There is more to look at.
    More,
}

impl Walk {
    /// A walk over a value that will keep `limit` issues.
    pub fn new(root: Value, limit: usize) -> Walk {
        Walk { issues: Vec::new(), count: 0, limit, root: Some(root), rest: Vec::new() }
    }

    /// Goes on until about `budget` entries have been looked at. The schema and the dictionary have to be the same in
    /// every step.
    pub fn step(&mut self, schema: &Schema, keys: &Keys, budget: usize) -> Progress {
        let mut left = budget.max(1);
        if let Some(root) = self.root.take() {
            let mut report = self.report(String::new(), 0);
            schema.check(root.view(), keys, &mut report);
            left = left.saturating_sub(report.visited);
            self.take(report);
        }
        while left > 0
            && let Some(mut next) = self.rest.pop()
        {
            let value = next.value.clone();
            let (Value::Tree(container), node) = (&value, schema.node(next.node)) else { continue };
            let mut report = self.report(std::mem::take(&mut next.place), next.nesting);
            for entry in container.entries_from(next.from) {
                if report.visited >= left {
                    break;
                }
                match entry.key {
                    Some(key) => {
                        schema.check_member(node, node.mentioned(key, 0), key, entry.value, keys, &mut report);
                    }
                    None => schema.check_element(node, next.from, entry.value, keys, &mut report),
                }
                next.from += 1;
            }
            left = left.saturating_sub(report.visited);
            next.place.clone_from(&report.base);
            let is_done = next.from == container.len();
            if !is_done {
                self.rest.push(next);
            }
            self.take(report);
        }
        if self.rest.is_empty() { Progress::Done } else { Progress::More }
    }

    fn report<'a>(&self, base: String, nesting: u32) -> Report<'a> {
        let mut report = Report::new(self.limit - self.issues.len());
        report.base = base;
        report.nesting = nesting;
        report.deferred = Some(Vec::new());
        report
    }

    fn take(&mut self, report: Report<'_>) {
        self.count += report.count;
        self.issues.extend(report.issues);
        self.rest.extend(report.deferred.unwrap_or_default());
    }
}
