//! From a wanted change to a new version of the state, or to the reasons why not.

use std::rc::Rc;

use super::Engine;
use crate::core::change::{self, Change, Wanted};
use crate::core::config::Durability;
use crate::core::error::Issue;
use crate::core::history::Step;
use crate::core::integrity::{Proposal, enforces};
use crate::core::io::{Form, Output, Request, Timestamp};
use crate::core::journal::record::Update;
use crate::core::keys::Keys;
use crate::core::log::Again;
use crate::core::merge::merge;
use crate::core::model::Model;
use crate::core::patch::{foresee, patch, tests};
use crate::core::pointer::Path;
use crate::core::schema::Report;
use crate::core::subscription::Hit;
use crate::core::value::encoding::MAX_DEPTH;
use crate::core::value::{EditFault, Value, ValueRef};

/// Why an update is refused, and how many reasons there are.
pub(super) type Refusal = (Vec<Issue>, usize);

/// The source of updates that take back others.
const UNDO: &str = "undo";

/// Who changes the state, and how that is remembered.
pub(super) struct Origin<'o> {
    pub(super) source: &'o str,
    pub(super) label: Option<&'o str>,
    pub(super) durability: Option<Durability>,
    pub(super) kind: OriginKind,
}

/// What an update is to the history.
pub(super) enum OriginKind {
    /// Something new.
    New,
    /// Taking back the update of that version.
    Undo(u64),
    /// Making again what was taken back last.
    Redo,
}

fn one(issue: Issue) -> Refusal {
    (vec![issue], 1)
}

impl Engine {
    pub(super) fn update(&mut self, request: &Request<'_>, now: Timestamp) {
        let output = match self.try_update(request, now) {
            Ok(output) => output,
            Err((issues, count)) => Output::Rejected { issues, count },
        };
        self.outputs.push_back(output);
    }

    fn try_update(&mut self, request: &Request<'_>, now: Timestamp) -> Result<Output, Refusal> {
        if self.log.pending() >= self.config.queue_limit as usize {
            let message = "too many updates wait for the disk (queueLimit): wait for flush() before the next";
            return Err(one(Issue::error("update/queue_full", String::new(), message.into())));
        }
        let keys = &self.model.keys;
        // The value in a patch lies in an operation in a list.
        let wrapped = if request.form == Form::Patch { 2 } else { 0 };
        let body = Value::decode_wrapped(request.body, keys, wrapped)
            .map_err(|error| one(Issue::error("value/unsupported", String::new(), error.to_string())))?;
        let changes = match request.form {
            Form::Patch => match foresee(self.root.view(), body.view(), keys) {
                Some(wanted) if wanted.iter().all(is_shallow) && self.is_surely_fine(&wanted) => {
                    self.apply_foreseen(wanted)
                }
                _ => self.attempt_patch(body.view(), now)?,
            },
            Form::Merge => {
                let wanted = merge_form(self.root.view(), body.view(), &self.model).map_err(|issue| one(*issue))?;
                if self.is_surely_fine(&wanted) { self.apply_foreseen(wanted) } else { self.attempt_all(wanted, now)? }
            }
        };
        if changes.is_empty() {
            return Ok(Output::Accepted { version: self.version, changed: false, hits: Vec::new() });
        }
        let Request { source, label, durability, .. } = *request;
        let again = match request.form {
            Form::Merge => Again::Merge(body),
            Form::Patch if tests(body.view(), &self.model.keys) => Again::Patch(body),
            Form::Patch => Again::Changes,
        };
        let hits = self.accept(changes, &Origin { source, label, durability, kind: OriginKind::New }, again, now);
        Ok(Output::Accepted { version: self.version, changed: true, hits })
    }

    /// Makes changes in place that were computed from this state, and that nothing can be wrong with.
    fn apply_foreseen(&mut self, wanted: Vec<Wanted>) -> Vec<Change> {
        match apply_all(&mut self.root, wanted, &self.model.keys) {
            Ok(changes) => {
                self.count(&changes);
                changes
            }
            Err(_) => unreachable!("changes computed from this state fit it"),
        }
    }

    /// Lets the index follow changes that led to the state.
    pub(super) fn count(&mut self, changes: &[Change]) {
        if let Some(index) = &mut self.index {
            index.record(&self.model.layout, changes, self.root.view(), &self.model.keys, 1);
        }
    }

    pub(super) fn undo(&mut self, source: Option<&str>, now: Timestamp) {
        self.again(self.history.undo(source), true, now);
    }

    pub(super) fn redo(&mut self, now: Timestamp) {
        self.again(self.history.redo(), false, now);
    }

    fn again(&mut self, step: Option<Step>, is_undo: bool, now: Timestamp) {
        let output = match step.and_then(|step| self.try_again(step, is_undo, now)) {
            Some(Ok(hits)) => Output::Accepted { version: self.version, changed: true, hits },
            Some(Err((issues, count))) => Output::Rejected { issues, count },
            None => {
                let message = "there is nothing to undo or to redo, or something newer stands in its place";
                Output::Rejected {
                    issues: vec![Issue::error("update/nothing", String::new(), message.into())],
                    count: 1,
                }
            }
        };
        self.outputs.push_back(output);
    }

    /// `None` if it would take back something else.
    fn try_again(
        &mut self,
        Step { update, wanted, made }: Step,
        is_undo: bool,
        now: Timestamp,
    ) -> Option<Result<Vec<Hit>, Refusal>> {
        let mut root = self.root.clone();
        let changes = apply_all(&mut root, wanted, &self.model.keys);
        // Where elements have come and gone that stood beside each other, positions alone may lead to another one.
        for (back, made) in changes.iter().flatten().zip(made.changes.iter().rev()) {
            if let (Some(found), Some(left)) = (&back.before, &made.after)
                && !found.view().identical(left.view())
            {
                return None;
            }
        }
        let source = if is_undo { UNDO } else { &update.source };
        let kind = if is_undo { OriginKind::Undo(update.version) } else { OriginKind::Redo };
        let origin = Origin { source, label: update.label.as_deref(), durability: None, kind };
        let changes = self.made_on(root, changes, now);
        Some(changes.map(|changes| self.accept(changes, &origin, Again::Strictly, now)))
    }

    /// Makes a version of changes that have been made; returns the watches to tell.
    pub(super) fn accept(
        &mut self,
        changes: Vec<Change>,
        origin: &Origin<'_>,
        again: Again,
        now: Timestamp,
    ) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.subscriptions.hits(&changes, &mut hits);
        self.version += 1;
        let update = Rc::new(Update {
            version: self.version,
            time: now,
            source: origin.source.into(),
            label: origin.label.map(Rc::from),
            changes,
        });
        let limit = self.config.history_limit as usize;
        match origin.kind {
            OriginKind::New => {
                if !is_housekeeping(origin.source) {
                    self.history.forget_undone();
                }
                self.history.push(update.clone(), limit);
            }
            OriginKind::Undo(version) => self.history.push_undo(update.clone(), version, limit),
            OriginKind::Redo => self.history.push_redo(update.clone(), limit),
        }
        self.jobs.note(&update);
        self.log.append(update, origin.durability.unwrap_or(self.config.durability), again, now);
        hits
    }

    /// Whether changes can be applied in place, without a copy to fall back on: whatever is doubtful is not. None nests too
    /// deep.
    fn is_surely_fine(&self, wanted: &[Wanted]) -> bool {
        let added: usize = wanted.iter().map(Wanted::size).sum();
        let config = &self.config;
        self.root.view().size() + added <= config.max_state_size as usize
            && (!config.validation_enabled
                || (self.model.schema.surely_allows(&mut wanted.iter().map(Wanted::step), &self.model.keys)
                    && self.breaks_no_rule(wanted)))
    }

    /// Whether no rule that is enforced can have anything against changes.
    fn breaks_no_rule(&self, wanted: &[Wanted]) -> bool {
        let Model { rules, layout, components, .. } = &self.model;
        !enforces(rules)
            || (components.iter().all(|component| component.status.is_none())
                && !wanted.iter().any(|wanted| layout.concerns(wanted)))
    }

    /// Makes changes on a copy, which becomes the state only if nothing is wrong with it.
    pub(super) fn attempt_all(&mut self, wanted: Vec<Wanted>, now: Timestamp) -> Result<Vec<Change>, Refusal> {
        let mut root = self.root.clone();
        let changes = apply_all(&mut root, wanted, &self.model.keys);
        self.made_on(root, changes, now)
    }

    /// The same with the operations of a patch.
    pub(super) fn attempt_patch(&mut self, body: ValueRef<'_>, now: Timestamp) -> Result<Vec<Change>, Refusal> {
        let mut root = self.root.clone();
        let changes = patch(&mut root, body, &self.model.keys);
        self.made_on(root, changes, now)
    }

    pub(super) fn made_on(
        &mut self,
        root: Value,
        changes: Result<Vec<Change>, Box<Issue>>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Refusal> {
        let changes = changes.map_err(|issue| one(*issue))?;
        self.propose(root, &changes, now)?;
        Ok(changes)
    }

    /// Takes a new state, unless something is wrong with it.
    pub(super) fn propose(&mut self, root: Value, changes: &[Change], now: Timestamp) -> Result<(), Refusal> {
        self.check(&root, changes)?;
        if self.config.validation_enabled {
            let proposal = Proposal {
                model: &self.model,
                before: &self.root,
                after: &root,
                changes,
                live: &self.live,
                time: now,
                max_issues: self.config.max_issues as usize,
            };
            proposal.record(&mut self.index)?;
        } else if let Some(index) = &mut self.index {
            index.record(&self.model.layout, changes, root.view(), &self.model.keys, 1);
        }
        self.root = root;
        Ok(())
    }

    /// Whether a new state may become the state.
    fn check(&self, root: &Value, changes: &[Change]) -> Result<(), (Vec<Issue>, usize)> {
        let keys = &self.model.keys;
        if let Some(change) = changes.iter().find(|change| change.depth() > MAX_DEPTH) {
            let message = format!("nested deeper than {MAX_DEPTH} levels: store it in parts that refer to each other");
            return Err((vec![Issue::error("value/too_deep", change.path.pointer(keys), message)], 1));
        }
        let (size, limit) = (root.view().size(), self.config.max_state_size as usize);
        if size > limit && size > self.root.view().size() {
            let message =
                "the state would be larger than maxStateSize: remove something first, or raise the limit".into();
            let issue = Issue::error("size/limit", String::new(), message)
                .with(format!("at most {limit} bytes"), format!("{size} bytes"));
            return Err((vec![issue], 1));
        }
        // What takes out many entries of a list would else have all others looked at again, since they stand elsewhere now.
        let is_fine = || self.model.schema.surely_allows(&mut changes.iter().map(Change::step), keys);
        if self.config.validation_enabled && !is_fine() {
            let mut report = Report::new(self.config.max_issues as usize);
            self.model.schema.check_update(self.root.view(), root.view(), keys, &mut report);
            if report.count > 0 {
                return Err((report.issues, report.count));
            }
        }
        Ok(())
    }
}

/// Whether a change does not nest too deep. What a merge wants does not, since it lies as deep in the body.
fn is_shallow(wanted: &Wanted) -> bool {
    wanted.depth() <= MAX_DEPTH
}

/// Updates that nobody asked for do not take away what can be made again.
pub(super) fn is_housekeeping(source: &str) -> bool {
    source == super::jobs::OPTIMIZER || source.starts_with("component:")
}

/// The changes that a deep partial asks for.
pub(super) fn merge_form(state: ValueRef<'_>, body: ValueRef<'_>, model: &Model) -> Result<Vec<Wanted>, Box<Issue>> {
    let (kind, present) = (body.kind(), state.kind());
    // A Map has nothing to merge into an object, nor an object into a Map.
    if !kind.is_keyed() || (present.is_keyed() && present != kind) {
        let message = "an update is an object of what changes: to replace the whole state use a patch".into();
        let issue = Issue::error("update/form", String::new(), message);
        let expected = if present.is_keyed() { present.name() } else { "object" };
        return Err(Box::new(issue.with(expected, kind.name())));
    }
    Ok(merge(state, body, &model.schema, &model.keys))
}

/// Makes changes, or says of one why it is not possible.
pub(super) fn apply_all(root: &mut Value, wanted: Vec<Wanted>, keys: &Keys) -> Result<Vec<Change>, Box<Issue>> {
    let refused = |(path, fault): (Path, EditFault)| {
        Box::new(Issue::error("update/form", path.pointer(keys), fault.reason.into()))
    };
    change::apply_all(root, wanted, keys).map_err(refused)
}
