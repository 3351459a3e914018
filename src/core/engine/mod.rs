//! The engine: takes inputs, changes its state, says what is to be done.
//!
//! ```text
//! engine.handle(input, now);
//! while let Some(output) = engine.poll_output() { perform(output) }
//! arm_timer(engine.poll_timeout());
//! if engine.has_work() { when_idle(|| engine.handle(Input::Work, now)) }
//! ```
//!
//! It never waits and never calls out; the same inputs at the same times give the same outputs.

mod follow;
mod jobs;
mod load;
mod replace;
mod update;

use std::collections::VecDeque;
use std::rc::Rc;

use self::follow::Reading;
use self::jobs::Jobs;
use self::load::Found;
use self::update::{apply_all, is_housekeeping};
use super::change::{Change, differing};
use super::config::Config;
use super::error::Issue;
use super::history::History;
use super::integrity::Index;
use super::io::{CommitFault, Input, Output, Timestamp};
use super::journal::frame::Position;
use super::keys::Keys;
use super::log::{Again, Log};
use super::model::Model;
use super::pointer::Path;
use super::rebase::Moving;
use super::subscription::Subscriptions;
use super::timers::{Due, Timers};
use super::value::{Value, ValueRef};

/// See the module.
#[derive(Debug)]
pub struct Engine {
    model: Model,
    config: Config,
    phase: Phase,
    root: Value,
    version: u64,
    /// The version of the model that the stored state belongs to.
    model_version: u32,
    history: History,
    subscriptions: Subscriptions,
    log: Log,
    /// What is counted for the integrity rules; made when it is first needed.
    index: Option<Index>,
    /// The components that are registered, with their status.
    live: Vec<(String, String)>,
    jobs: Jobs,
    timers: Timers,
    /// When the newest update that was loaded was accepted, and who asked for it.
    last_stored: Option<(Timestamp, Rc<str>)>,
    /// The newest version of which there is a snapshot.
    backed_up: Option<u64>,
    is_backup_due: bool,
    /// How far reading what others have written has come.
    reading: Reading,
    outputs: VecDeque<Output>,
}

/// Bytes by which the updates since the last snapshot may be more than the state before there is another one, whatever the
/// timer says.
const LONG_JOURNAL: usize = 1 << 20;

/// How far the engine's life has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Storage is being read: nothing is accepted, nothing written.
    Loading,
    /// At work.
    Ready,
    /// The stored data cannot be used.
    Failed,
    /// Nothing follows.
    Closed,
}

impl Engine {
    /// An engine that waits for [`Input::Loaded`]. `database` names the database if a new one has to be made; it comes
    /// from outside randomness.
    pub fn new(model: Model, config: Config, database: [u8; 16]) -> Engine {
        Engine {
            subscriptions: Subscriptions::new(&model.keys),
            history: History::default(),
            log: Log::new(Position { database, epoch: 1, sequence: 0, hash: 0 }),
            root: Value::null(),
            version: 0,
            model_version: 0,
            phase: Phase::Loading,
            index: None,
            live: Vec::new(),
            jobs: Jobs::default(),
            timers: Timers::default(),
            last_stored: None,
            backed_up: None,
            is_backup_due: false,
            reading: Reading::default(),
            outputs: VecDeque::new(),
            model,
            config,
        }
    }

    /// Takes one input.
    pub fn handle(&mut self, input: Input<'_>, now: Timestamp) {
        match (input, self.phase) {
            (Input::Loaded { slots, records, base, initial }, Phase::Loading) => {
                self.load(Found { slots: &slots, records: &records, base }, initial, now);
            }
            (Input::Update(request), Phase::Ready) => self.update(&request, now),
            (Input::Replace(wanted), Phase::Ready) => self.replace(wanted, now),
            (Input::BackedUp(version, key), _) => {
                self.backed_up = Some(version);
                self.is_backup_due = false;
                self.log.trimmed(key);
            }
            (Input::JournalSize(key, bytes), _) => self.log.measured(key, bytes),
            (Input::Unfinished(updates), Phase::Ready) => self.finish(&updates, now),
            (Input::Undo(source), Phase::Ready) => self.undo(source, now),
            (Input::Redo, Phase::Ready) => self.redo(now),
            (Input::Update(_) | Input::Replace(_) | Input::Undo(_) | Input::Redo, _) => {
                let issue = Issue::error("update/closed", String::new(), "the engine takes no updates now".into());
                self.outputs.push_back(Output::Rejected { issues: vec![issue], count: 1 });
            }
            (Input::Committed, _) => {
                self.log.committed(&mut self.outputs, now);
                if self.config.backup_interval > 0.0 && self.log.grown() > self.root.view().size() + LONG_JOURNAL {
                    // Once, until there is one or the next timer comes.
                    if !std::mem::replace(&mut self.is_backup_due, true) {
                        self.outputs.push_back(Output::MaintenanceDue { is_changed: true });
                    }
                }
                self.catch_up(now);
            }
            (Input::CommitFailed(fault), _) => {
                self.log.failed(fault, &mut self.outputs, now);
                self.reading.is_wanted |= fault == CommitFault::Conflict;
                self.catch_up(now);
            }
            (Input::Hint, Phase::Ready) => self.hint(now),
            (Input::Behind { slots, records, base }, Phase::Ready) => {
                self.behind(Found { slots: &slots, records: &records, base }, now);
            }
            (Input::BehindFailed(fault), Phase::Ready) => self.behind_failed(fault, now),
            (Input::Flush, Phase::Ready) => self.log.hurry(now),
            (Input::Timeout, Phase::Ready) => {
                self.log.expire(self.config.sync_timeout as u64, &mut self.outputs, now);
                self.catch_up(now);
                if self.reading.is_idle() {
                    self.log.write(now, &self.model.keys, &mut self.outputs);
                }
                for due in self.timers.take(&self.config, now) {
                    match due {
                        Due::Job(job) => self.jobs.add_timed(job),
                        Due::Backup => {
                            let is_changed = self.backed_up != Some(self.version);
                            self.is_backup_due = is_changed;
                            self.outputs.push_back(Output::MaintenanceDue { is_changed });
                        }
                    }
                }
            }
            (Input::Run(job, number), Phase::Ready) => self.jobs.add(job, number),
            (Input::Work, Phase::Ready) => self.work(now),
            (Input::Component(name, status), _) => self.set_component(name, status),
            (Input::Close, _) => self.phase = Phase::Closed,
            _ => {}
        }
    }

    /// What is to be done next, if anything.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is due, if at all. A time that has passed means: as soon as the caller is idle.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        if self.phase != Phase::Ready {
            return None;
        }
        let log = self.log.due(self.config.sync_timeout as u64, self.reading.is_idle());
        [log, self.reading.due(), self.timers.next()].into_iter().flatten().min()
    }

    /// Whether jobs are waiting for [`Input::Work`], which should not hold up what a person is waiting for.
    pub fn has_work(&self) -> bool {
        self.phase == Phase::Ready && !self.jobs.is_empty()
    }

    fn set_component(&mut self, name: &str, status: Option<&str>) {
        self.live.retain(|(other, _)| other != name);
        self.live.extend(status.map(|status| (name.to_owned(), status.to_owned())));
        self.jobs.forget_findings();
    }

    /// Changes options, all or none having been checked; timers follow at once.
    pub fn configure(&mut self, config: Config, now: Timestamp) {
        if self.phase == Phase::Ready {
            self.timers.rearm(&self.config, &config, now);
        }
        self.history.trim(config.history_limit as usize);
        self.config = config;
    }

    /// The state.
    pub fn state(&self) -> &Value {
        &self.root
    }

    /// One value of the state.
    pub fn find(&self, path: &[super::keys::Key]) -> Option<ValueRef<'_>> {
        self.root.view().find(path, &self.model.keys)
    }

    /// Its version: how many updates have been accepted since the database was made.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The version of the model that the stored state belongs to: less than the model's own until it is migrated.
    pub fn model_version(&self) -> u32 {
        self.model_version
    }

    /// The state as it is on disk, its version, and the last record that it follows from.
    pub fn on_disk(&self) -> (Value, u64, Position) {
        let (mut state, mut version) = (self.root.clone(), self.version);
        for pending in self.log.waiting().rev() {
            for change in pending.update.changes.iter().rev() {
                // It was made on this very state, so it can be taken back.
                let _ = change.inverse().apply(&mut state, &self.model.keys);
            }
            version = pending.before();
        }
        (state, version, self.log.head())
    }

    /// Whether what is accepted from now on waits: while a recovery is under way, or it could not be told from what was on disk.
    pub fn hold(&mut self, after: Option<u64>) {
        self.log.hold(after);
    }

    /// Another state, with the updates that wait for the disk made again on it; why not if one of them is not possible there. `replaces`
    /// says of places that what an earlier recovery has put there is not made again.
    pub fn with_waiting(&self, mut state: Value, replaces: impl Fn(&Path) -> bool) -> Result<Value, Box<Issue>> {
        // Two large states are not compared for nobody.
        if self.log.pending() == 0 {
            return Ok(state);
        }
        // What is another there counts as written by somebody else: an undo is not made on what it was not meant for.
        let differing = differing(self.on_disk().0.view(), state.view(), &self.model.keys);
        let mut others: Vec<_> = differing.into_iter().map(|wanted| Moving::put(wanted.path)).collect();
        for pending in self.log.waiting() {
            if matches!(pending.again, Again::Recovery) {
                let changes = pending.update.changes.iter().filter(|change| !replaces(&change.path));
                apply_all(&mut state, changes.map(Change::again).collect(), &self.model.keys)?;
                continue;
            }
            match self.once_more_on(&mut state, pending, &mut others) {
                Ok(_) => {}
                // It comes again by itself.
                Err(_) if is_housekeeping(&pending.update.source) => {}
                Err(issue) => {
                    let message = format!("an update that was made meanwhile is not possible there: {}", issue.message);
                    return Err(Box::new(Issue { message, ..*issue }));
                }
            }
        }
        Ok(state)
    }

    /// Holds another state for the present one, as a fault of memory would have it. For tests alone.
    #[cfg(feature = "faults")]
    pub(crate) fn rot(&mut self, state: Value) {
        self.root = state;
    }

    /// How far the engine's life has gone.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The dictionary.
    pub fn keys(&self) -> &Rc<Keys> {
        &self.model.keys
    }

    /// The options in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The latest updates.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What is watched.
    pub fn subscriptions(&mut self) -> &mut Subscriptions {
        &mut self.subscriptions
    }

    /// What is written and what is not.
    pub fn log(&self) -> &Log {
        &self.log
    }
}
