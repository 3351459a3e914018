//! The engine: takes inputs, changes its state, says what is to be done.
//!
//! ```text
//! engine.handle(input, now);
//! while let Some(output) = engine.poll_output() { perform(output) }
//! arm_timer(engine.poll_timeout());
//! ```
//!
//! It never waits and never calls out; the same inputs at the same times give the same outputs.

use std::collections::VecDeque;
use std::rc::Rc;

use super::change::{Change, Wanted};
use super::config::Config;
use super::error::Issue;
use super::history::History;
use super::io::{Form, Input, Output, Request, Timestamp, Unusable};
use super::journal::frame::Position;
use super::journal::reader::{self, Stored};
use super::journal::record::{Genesis, Replay, Update};
use super::keys::Keys;
use super::log::Log;
use super::merge::merge;
use super::model::Model;
use super::patch::patch;
use super::pointer::Path;
use super::schema::Report;
use super::subscription::Subscriptions;
use super::text::quoted;
use super::value::encoding::MAX_DEPTH;
use super::value::{Value, ValueRef};

/// See the module.
#[derive(Debug)]
pub struct Engine {
    model: Model,
    config: Config,
    phase: Phase,
    root: Value,
    version: u64,
    history: History,
    subscriptions: Subscriptions,
    log: Log,
    outputs: VecDeque<Output>,
}

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
            phase: Phase::Loading,
            outputs: VecDeque::new(),
            model,
            config,
        }
    }

    /// Takes one input.
    pub fn handle(&mut self, input: Input<'_>, now: Timestamp) {
        match (input, self.phase) {
            (Input::Loaded { slots, records, initial }, Phase::Loading) => self.load(&slots, &records, initial, now),
            (Input::Update(request), Phase::Ready) => self.update(&request, now),
            (Input::Update(_), _) => {
                let issue = Issue::error("update/closed", String::new(), "the engine takes no updates now".into());
                self.outputs.push_back(Output::Rejected { issues: vec![issue], count: 1 });
            }
            (Input::Committed, _) => self.log.committed(&mut self.outputs, now),
            (Input::CommitFailed(fault), _) => self.log.failed(fault, &mut self.outputs, now),
            (Input::Flush, Phase::Ready) => self.log.hurry(now),
            (Input::Timeout, Phase::Ready) => {
                self.log.expire(self.config.sync_timeout as u64, &mut self.outputs, now);
                self.log.write(now, &self.model.keys, &mut self.outputs);
            }
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
        if self.phase == Phase::Ready { self.log.due(self.config.sync_timeout as u64) } else { None }
    }

    fn load(&mut self, slots: &[Vec<u8>], records: &[Stored], initial: Value, now: Timestamp) {
        let unusable = match self.try_load(slots, records, initial, now) {
            Ok(()) => return,
            Err(unusable) => unusable,
        };
        self.phase = Phase::Failed;
        self.outputs.push_back(Output::Unusable(unusable));
    }

    fn try_load(
        &mut self,
        slots: &[Vec<u8>],
        records: &[Stored],
        initial: Value,
        now: Timestamp,
    ) -> Result<(), Unusable> {
        let mut journal =
            reader::read(slots, records, &self.model.keys).map_err(|newer| Unusable::Newer(newer.to_string()))?;
        let is_new = journal.genesis.is_none();
        if let Some(genesis) = journal.genesis.take() {
            self.log.resume(&journal);
            self.adopt(&genesis)?;
            self.root = genesis.state;
            self.version = genesis.version;
            for replay in journal.updates {
                self.replay(replay)?;
            }
        } else if records.is_empty() && slots.is_empty() {
            self.root = initial.clone();
            let (model, model_version) = (self.model.name.clone(), self.model.version);
            self.log.begin(Genesis { model, model_version, version: 0, time: now, state: initial }, now);
        } else {
            return Err(Unusable::Unreadable(journal.outcome.to_string()));
        }
        self.phase = Phase::Ready;
        self.outputs.push_back(Output::Ready { outcome: journal.outcome, is_new });
        Ok(())
    }

    fn adopt(&self, genesis: &Genesis) -> Result<(), Unusable> {
        if genesis.model != self.model.name {
            let (found, wanted) = (&genesis.model, &self.model.name);
            return Err(Unusable::Unreadable(format!(
                "it belongs to the model {}, not to {}",
                quoted(found),
                quoted(wanted)
            )));
        }
        if genesis.model_version > self.model.version {
            let (found, wanted) = (genesis.model_version, self.model.version);
            return Err(Unusable::Newer(format!("model version {found}, this is {wanted}")));
        }
        Ok(())
    }

    fn replay(&mut self, replay: Replay) -> Result<(), Unusable> {
        for wanted in replay.changes {
            wanted.apply(&mut self.root, &self.model.keys).map_err(|fault| {
                Unusable::Unreadable(format!("version {} cannot be replayed: {}", replay.version, fault.reason))
            })?;
        }
        self.version = replay.version;
        Ok(())
    }

    fn update(&mut self, request: &Request<'_>, now: Timestamp) {
        let output = match self.try_update(request, now) {
            Ok(output) => output,
            Err((issues, count)) => Output::Rejected { issues, count },
        };
        self.outputs.push_back(output);
    }

    fn try_update(&mut self, request: &Request<'_>, now: Timestamp) -> Result<Output, (Vec<Issue>, usize)> {
        let one = |issue: Issue| (vec![issue], 1);
        let keys = &self.model.keys;
        // The value in a patch lies in an operation in a list.
        let wrapped = if request.form == Form::Patch { 2 } else { 0 };
        let body = Value::decode_wrapped(request.body, keys, wrapped)
            .map_err(|error| one(Issue::error("value/unsupported", String::new(), error.to_string())))?;
        let changes = match request.form {
            Form::Patch => self.attempt(|root, keys| patch(root, body.view(), keys))?,
            Form::Merge => {
                let wanted = merge_form(self.root.view(), body.view(), &self.model).map_err(|issue| one(*issue))?;
                if self.is_surely_fine(&wanted) {
                    match apply_all(&mut self.root, wanted, keys) {
                        Ok(changes) => changes,
                        Err(_) => unreachable!("changes computed from this state fit it"),
                    }
                } else {
                    self.attempt(|root, keys| apply_all(root, wanted, keys))?
                }
            }
        };
        if changes.is_empty() {
            return Ok(Output::Accepted { version: self.version, changed: false, hits: Vec::new() });
        }
        let mut hits = Vec::new();
        self.subscriptions.hits(&changes, &mut hits);
        self.version += 1;
        let update = Rc::new(Update {
            version: self.version,
            time: now,
            source: request.source.into(),
            label: request.label.map(Rc::from),
            changes,
        });
        self.history.push(update.clone(), self.config.history_limit as usize);
        self.log.append(update, request.durability.unwrap_or(self.config.durability), now);
        Ok(Output::Accepted { version: self.version, changed: true, hits })
    }

    /// Whether changes can be applied in place, without a copy to fall back on: whatever is doubtful is not.
    fn is_surely_fine(&self, wanted: &[Wanted]) -> bool {
        let added: usize = wanted.iter().map(Wanted::size).sum();
        let deepest = wanted.iter().map(Wanted::depth).max().unwrap_or_default();
        let config = &self.config;
        deepest <= MAX_DEPTH
            && self.root.view().size() + added <= config.max_state_size as usize
            && (!config.validation_enabled || self.model.schema.surely_allows(wanted, &self.model.keys))
    }

    /// Makes changes on a copy, which becomes the state only if nothing is wrong with it.
    fn attempt(
        &mut self,
        change: impl FnOnce(&mut Value, &Keys) -> Result<Vec<Change>, Box<Issue>>,
    ) -> Result<Vec<Change>, (Vec<Issue>, usize)> {
        let mut root = self.root.clone();
        let changes = change(&mut root, &self.model.keys).map_err(|issue| (vec![*issue], 1))?;
        self.check(&root, &changes)?;
        self.root = root;
        Ok(changes)
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
        if self.config.validation_enabled {
            let mut report = Report::new(self.config.max_issues as usize);
            self.model.schema.check_update(self.root.view(), root.view(), keys, &mut report);
            if report.count > 0 {
                return Err((report.issues, report.count));
            }
        }
        Ok(())
    }

    /// Everything that is wrong with the state as a whole: the issues kept, and how many there are.
    pub fn validate(&self) -> (Vec<Issue>, usize) {
        let mut report = Report::new(self.config.max_issues as usize);
        self.model.schema.check(self.root.view(), &self.model.keys, &mut report);
        (report.issues, report.count)
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

    /// For changing options.
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
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

/// The changes that a deep partial asks for.
fn merge_form(state: ValueRef<'_>, body: ValueRef<'_>, model: &Model) -> Result<Vec<Wanted>, Box<Issue>> {
    if !body.kind().is_keyed() {
        let message = "an update is an object of what changes: to replace the whole state use a patch".into();
        let issue = Issue::error("update/form", String::new(), message);
        return Err(Box::new(issue.with("object", body.kind().name())));
    }
    Ok(merge(state, body, &model.schema, &model.keys))
}

fn apply_all(root: &mut Value, wanted: Vec<Wanted>, keys: &Keys) -> Result<Vec<Change>, Box<Issue>> {
    let apply = |wanted: Wanted| {
        let path: Path = wanted.path.clone();
        let refused = |reason: &str| Box::new(Issue::error("update/form", path.pointer(keys), reason.into()));
        wanted.apply(root, keys).map_err(|fault| refused(fault.reason))
    };
    wanted.into_iter().map(apply).collect()
}
