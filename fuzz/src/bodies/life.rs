//! An engine, its disk and its clock, held to what holds at any time.

use std::collections::BTreeMap;

use holdfast::core::config::{Config, Durability};
use holdfast::core::engine::Engine;
use holdfast::core::io::{Commit, CommitFault, Findings, Form, Input, Job, JobResult, Output, Request, Unusable};
use holdfast::core::model::Model;
use holdfast::core::tree::{Digest, digest};

use super::sound;
use crate::disk::Disk;
use crate::plain::Plain;

/// What a model is made of, so that it can be made again.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) schema: Vec<u8>,
    pub(crate) rules: Option<Vec<u8>>,
}

impl Recipe {
    /// The model, if there is one.
    pub(crate) fn model(&self) -> Option<Model> {
        let model = Model::new("fuzzed", 1, &self.schema, 3).ok()?;
        match &self.rules {
            Some(rules) => model.with_rules(rules).ok(),
            None => Some(model),
        }
    }
}

/// Options with which nothing is done that nobody asked for.
pub(crate) fn quiet() -> Config {
    Config {
        consistency_check_interval: 0.0,
        validation_interval: 0.0,
        optimization_interval: 0.0,
        backup_interval: 0.0,
        max_state_size: 60_000.0,
        ..Config::default()
    }
}

/// See the module.
pub(crate) struct Life {
    recipe: Recipe,
    pub(crate) engine: Engine,
    pub(crate) disk: Disk,
    pub(crate) now: u64,
    pub(crate) in_flight: Option<Commit>,
    /// The newest version that was reported as durable.
    durable: u64,
    /// The digest of each version.
    states: BTreeMap<u64, Digest>,
    /// Whether the state is valid: then no update may change that.
    is_valid: bool,
    /// The jobs that are done.
    pub(crate) finished: Vec<(Job, JobResult)>,
}

impl Life {
    /// An engine on a disk; `None` if there is no such model.
    pub(crate) fn open(
        recipe: &Recipe,
        initial: &Plain,
        disk: Disk,
        now: u64,
        config: Config,
    ) -> Option<Result<Life, Unusable>> {
        let mut engine = Engine::new(recipe.model()?, config, [7; 16]);
        let initial = initial.value(engine.keys());
        engine.handle(Input::Loaded { slots: disk.slots(), records: disk.records(), base: None, initial }, now);
        match engine.poll_output() {
            Some(Output::Ready { .. }) => {}
            Some(Output::Unusable(unusable)) => return Some(Err(unusable)),
            other => panic!("loading gave {other:?}"),
        }
        let states = BTreeMap::from([(engine.version(), digest(engine.state().view()))]);
        let is_valid = engine.validate().total() == 0;
        let recipe = recipe.clone();
        let life =
            Life { recipe, engine, disk, now, in_flight: None, durable: 0, states, is_valid, finished: Vec::new() };
        Some(Ok(life))
    }

    /// A new database.
    pub(crate) fn new(recipe: &Recipe, initial: &Plain) -> Option<Life> {
        Life::open(recipe, initial, Disk::default(), 1_000_000, quiet()).map(|life| life.expect("an empty disk is new"))
    }

    pub(crate) fn state(&self) -> Plain {
        Plain::read(self.engine.state().view(), self.engine.keys())
    }

    pub(crate) fn digest(&self) -> Digest {
        digest(self.engine.state().view())
    }

    /// Takes an input and does what follows from it; tells whether a version was made by it.
    pub(crate) fn act(&mut self, input: Input<'_>) -> bool {
        let (was, before) = (self.engine.version(), self.digest());
        self.engine.handle(input, self.now);
        let is_new = self.engine.version() != was;
        let mut said = false;
        while let Some(output) = self.engine.poll_output() {
            match output {
                Output::Accepted { version, changed, .. } => {
                    assert_eq!((version, changed), (self.engine.version(), is_new));
                    said |= changed;
                }
                Output::Changed { .. } => said = true,
                Output::Rejected { issues, count } => assert!(!issues.is_empty() && count >= issues.len()),
                Output::Commit(commit) => assert!(self.in_flight.replace(commit).is_none(), "one commit at a time"),
                Output::Durable { version } => {
                    assert!(version == 0 || version > self.durable, "durable {version} after {}", self.durable);
                    self.durable = self.durable.max(version);
                }
                Output::Finished { job, result, .. } => {
                    if let JobResult::Found(findings) = &result {
                        assert!(!findings.was_stale, "the index had lost count");
                    }
                    self.finished.push((job, result));
                }
                Output::CatchUp { after } => {
                    assert!(self.in_flight.is_none(), "nothing is read while a commit is under way");
                    let (slots, records) = (self.disk.slots(), self.disk.records_after(after));
                    self.engine.handle(Input::Behind { slots, records, base: None }, self.now);
                }
                Output::Undurable { .. } | Output::TimedOut { .. } => {}
                other => panic!("unexpected {other:?}"),
            }
        }
        assert_eq!(said, is_new);
        if is_new {
            assert_eq!(self.engine.version(), was + 1);
            self.states.insert(self.engine.version(), self.digest());
            let valid = self.engine.validate().total() == 0;
            assert!(
                valid || !self.is_valid || !self.engine.config().validation_enabled,
                "an update made the state invalid"
            );
            self.is_valid = valid;
        } else {
            assert!(self.digest() == before, "another state under the same version");
        }
        is_new
    }

    pub(crate) fn update(&mut self, form: Form, body: &[u8], source: &str, durability: Option<Durability>) -> bool {
        self.act(Input::Update(Request { form, body, source, label: None, durability }))
    }

    /// Answers the commit under way: by carrying it out, or with a fault.
    pub(crate) fn answer(&mut self, fault: Option<CommitFault>) {
        let Some(commit) = self.in_flight.take() else { return };
        match fault.or_else(|| self.disk.commit(&commit).err()) {
            None => self.act(Input::Committed),
            Some(fault) => self.act(Input::CommitFailed(fault)),
        };
    }

    /// Lets the time come that the engine waits for, unless that is later.
    pub(crate) fn tick(&mut self, until: u64) -> bool {
        let Some(due) = self.engine.poll_timeout().filter(|due| *due <= until) else { return false };
        self.now = self.now.max(due);
        self.act(Input::Timeout);
        true
    }

    /// Writes everything that is pending, unless another page has written.
    pub(crate) fn settle(&mut self) {
        self.act(Input::Flush);
        for _ in 0..100 {
            if self.in_flight.is_some() {
                self.answer(None);
            } else if self.engine.log().is_clean() || !self.tick(self.now + 100_000) {
                return;
            }
        }
    }

    /// The next page on the same disk. Its state is one that this page had, and nothing acknowledged is missing.
    pub(crate) fn reload(&mut self, initial: &Plain) {
        let opened = Life::open(&self.recipe, initial, self.disk.clone(), self.now, self.engine.config().clone());
        let mut next = opened.expect("the model was right before").expect("what was written can be read");
        let version = next.engine.version();
        assert!(version >= self.durable, "version {version} after {} was durable", self.durable);
        let is_new = next.disk.slots().is_empty() && next.disk.journal.is_empty();
        assert!(is_new || self.states.get(&version) == Some(&next.digest()), "version {version} is another one");
        next.durable = version;
        *self = next;
    }

    /// Works until a job is done; gives what it found.
    pub(crate) fn run(&mut self, job: Job) -> JobResult {
        self.work();
        self.act(Input::Run(job, 9));
        self.work();
        self.finished.pop().expect("a job comes to an end").1
    }

    pub(crate) fn work(&mut self) {
        while self.engine.has_work() {
            self.act(Input::Work);
        }
    }

    fn check(&mut self) -> Findings {
        match self.run(Job::Consistency) {
            JobResult::Found(findings) => findings,
            other => panic!("a check gave {other:?}"),
        }
    }

    /// What has to be so at the end: the value is sound, what was counted update by update is what counting anew finds, and
    /// what is on disk is this state.
    pub(crate) fn close(mut self, initial: &Plain) {
        sound(self.engine.state(), self.engine.keys());
        let (kept, orphans) = (self.check(), self.engine.find_orphans());
        self.engine.rebuild_indexes();
        let (anew, others) = (self.check(), self.engine.find_orphans());
        assert_eq!((kept.counts, &kept.issues, orphans), (anew.counts, &anew.issues, others));
        self.settle();
        let (version, is_written) = (self.engine.version(), self.engine.log().is_clean());
        self.reload(initial);
        assert!(!is_written || self.engine.version() == version, "everything was written");
    }
}
