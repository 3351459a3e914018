//! Jobs: what goes through the whole state, a slice at a time, one after the other.

use std::collections::VecDeque;
use std::rc::Rc;

use super::Engine;
use super::update::{Origin, OriginKind};
use crate::core::error::{Issue, Severity};
use crate::core::integrity::{Check, Findings, Index, Now, Reporter, World, enforces};
use crate::core::io::{Job, JobResult, Optimized, Output, Timestamp};
use crate::core::journal::record::Update;
use crate::core::log::Again;
use crate::core::model::Model;
use crate::core::rebase::{Moving, once_more, rebase};
use crate::core::retention::{Done, Plan, Rule};
use crate::core::schema::{Progress, Report, Walk};
use crate::core::value::Value;

/// The source of updates that drop what need not be kept.
pub(super) const OPTIMIZER: &str = "optimizer";

/// Entries that one slice visits: far below a millisecond on the slowest machine that matters.
const SLICE: usize = 1_024;

/// What is waiting, and what is under way.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    /// With the number that each was asked for with.
    waiting: VecDeque<(Job, u32)>,
    active: Option<Active>,
    /// Updates since the active one began.
    since: Vec<Rc<Update>>,
    /// The version that was checked last, and what was found: as long as nothing changes it is found again.
    known: [Option<(u64, Findings)>; 2],
}

#[derive(Debug)]
struct Active {
    job: Job,
    number: u32,
    task: Task,
}

#[derive(Debug)]
enum Task {
    Check(Box<Check>),
    Validate(Box<Walk>),
    Optimize(Box<Plan>),
    /// Nothing has changed since the last time.
    Known(Findings),
}

fn wrong(issues: Vec<Issue>, count: usize) -> Findings {
    let mut findings = Findings { issues, ..Findings::default() };
    findings.count(Severity::Error, count);
    findings
}

impl Jobs {
    pub(super) fn add(&mut self, job: Job, number: u32) {
        self.waiting.push_back((job, number));
    }

    /// What a timer asks for is not asked for twice.
    pub(super) fn add_timed(&mut self, job: Job) {
        let is_active = self.active.as_ref().is_some_and(|active| active.job == job);
        if !is_active && !self.waiting.iter().any(|(other, _)| *other == job) {
            self.add(job, 0);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.active.is_none()
    }

    pub(super) fn note(&mut self, update: &Rc<Update>) {
        if self.active.is_some() {
            self.since.push(update.clone());
        }
    }

    /// Begins anew with the one under way: it cannot follow what has happened to the state.
    pub(super) fn begin_anew(&mut self) {
        if let Some(active) = self.active.take() {
            self.waiting.push_front((active.job, active.number));
        }
    }

    /// What was found may not be so any more, though the state is the same.
    pub(super) fn forget_findings(&mut self) {
        self.known = [None, None];
    }
}

impl Engine {
    /// One slice.
    pub(super) fn work(&mut self, now: Timestamp) {
        let Some(mut active) = self.jobs.active.take().or_else(|| self.begin(now)) else { return };
        let done = match &mut active.task {
            Task::Known(findings) => Some(JobResult::Found(std::mem::take(findings))),
            Task::Check(check) => self.check_on(check, now),
            Task::Validate(walk) => {
                let Model { schema, keys, .. } = &self.model;
                let is_done = walk.step(schema, keys, SLICE) == Progress::Done;
                is_done.then(|| JobResult::Found(wrong(std::mem::take(&mut walk.issues), walk.count)))
            }
            Task::Optimize(plan) => {
                let done = plan.step(SLICE, &self.model.retention, &self.model.keys);
                done.map(|(done, root)| self.optimized(done, root, active.number, now))
            }
        };
        let Some(result) = done else {
            self.jobs.active = Some(active);
            return;
        };
        let Active { job, number, .. } = active;
        if let JobResult::Found(findings) = &result {
            // Times that lie ahead come nearer by themselves.
            let lasts = findings.issues.iter().all(|issue| issue.code != "integrity/future");
            self.jobs.known[job as usize] = lasts.then(|| (self.version, findings.clone()));
        }
        self.jobs.since.clear();
        self.outputs.push_back(Output::Finished { job, number, result });
    }

    fn begin(&mut self, now: Timestamp) -> Option<Active> {
        let (job, number) = self.jobs.waiting.pop_front()?;
        self.jobs.since.clear();
        let known = self.jobs.known.get(job as usize).and_then(Option::as_ref);
        let known = known.filter(|(version, _)| number == 0 && *version == self.version);
        let task = match (job, known) {
            (_, Some((_, findings))) => Task::Known(findings.clone()),
            (Job::Consistency, None) => Task::Check(Box::new(Check::new(&self.now(now)))),
            (Job::Validation, None) => {
                Task::Validate(Box::new(Walk::new(self.root.clone(), self.config.max_issues as usize)))
            }
            (Job::Optimization, None) => Task::Optimize(Box::new(Plan::new(&self.root, now))),
        };
        Some(Active { job, number, task })
    }

    fn now(&mut self, time: Timestamp) -> Now<'_> {
        Now {
            model: &self.model,
            root: &self.root,
            version: self.version,
            index: &mut self.index,
            since: &self.jobs.since,
            live: &self.live,
            time,
            max_issues: self.config.max_issues as usize,
        }
    }

    fn check_on(&mut self, check: &mut Check, now: Timestamp) -> Option<JobResult> {
        check.step(SLICE, &mut self.now(now)).map(JobResult::Found)
    }

    /// Everything that is wrong with the state as a whole, by the schema.
    pub fn validate(&self) -> Findings {
        let mut report = Report::new(self.config.max_issues as usize);
        self.model.schema.check(self.root.view(), &self.model.keys, &mut report);
        wrong(report.issues, report.count)
    }

    /// Makes an update of what a plan has done, if it is worth one.
    fn optimized(&mut self, done: Done, root: Value, number: u32, now: Timestamp) -> JobResult {
        let before = self.root.view().size();
        let mut removed: Vec<(String, usize)> = Vec::new();
        for (rule, count) in &done.removed {
            let Rule::Drop(rule) = &self.model.retention[*rule] else { continue };
            match removed.iter_mut().find(|(name, _)| *name == rule.name) {
                Some((_, sum)) => *sum += count,
                None => removed.push((rule.name.clone(), *count)),
            }
        }
        let mut result =
            Optimized { removed, references: done.references, version: self.version, ..Optimized::default() };
        // A timer that finds nothing to drop does not write the time: an application at rest writes nothing.
        if done.changes.is_empty() || (number == 0 && !done.is_worth_it) {
            return JobResult::Optimized(result);
        }
        if done.is_worth_it && !enforces(&self.model.rules) {
            // The next check makes it anew, as small as what is left: following every removal would take longer.
            self.index = None;
        }
        let proposed = if self.jobs.since.is_empty() {
            self.propose(root, &done.changes, now).map(|()| done.changes)
        } else {
            let since = self.jobs.since.iter().flat_map(|update| &update.changes).map(Moving::of).collect();
            if let Some(wanted) = rebase(once_more(&done.changes), since) {
                self.attempt_all(wanted, now)
            } else {
                // Something that was to be dropped has changed meanwhile: once more, and in one go.
                let mut plan = Plan::new(&self.root, now);
                let (done, root) = loop {
                    if let Some(done) = plan.step(usize::MAX, &self.model.retention, &self.model.keys) {
                        break done;
                    }
                };
                self.jobs.since.clear();
                return self.optimized(done, root, number, now);
            }
        };
        let changes = match proposed {
            Ok(changes) => changes,
            Err((issues, _)) => return JobResult::Refused(issues),
        };
        let origin = Origin { source: OPTIMIZER, label: None, durability: None, kind: OriginKind::New };
        let hits = self.accept(changes, &origin, Again::Strictly, now);
        if done.is_worth_it && enforces(&self.model.rules) {
            self.rebuild_indexes();
        }
        result.version = self.version;
        result.bytes_freed = before.saturating_sub(self.root.view().size());
        self.outputs.push_back(Output::Changed { hits });
        JobResult::Optimized(result)
    }

    /// Makes the indexes of the integrity rules anew, at once.
    pub fn rebuild_indexes(&mut self) {
        self.index = Some(Index::of(&self.model.layout, &self.root, &self.model.keys));
        self.jobs.forget_findings();
    }

    /// The places of entries that nothing holds.
    pub fn find_orphans(&mut self) -> Vec<String> {
        if !self.index.as_ref().is_some_and(Index::is_good) {
            self.rebuild_indexes();
        }
        let Some(index) = &self.index else { return Vec::new() };
        let (rules, layout, keys) = (&self.model.rules, &self.model.layout, &*self.model.keys);
        let world = World { rules, layout, keys, index, root: &self.root };
        let mut orphans = Vec::new();
        for (rule, _) in rules.iter().enumerate().filter(|(_, rule)| rule.name == "held") {
            if index.broken(rule, rules, layout, self.root.view(), keys) > 0 {
                let mut reporter = Reporter::new(rule, usize::MAX, world);
                while reporter.step(usize::MAX, world) {}
                orphans.extend(reporter.issues.into_iter().map(|issue| issue.pointer));
            }
        }
        orphans
    }
}
