//! An engine with a disk: what a page does with both, in a few lines.

use std::collections::BTreeMap;

use holdfast::core::config::{Config, Durability};
use holdfast::core::engine::Engine;
use holdfast::core::error::Issue;
use holdfast::core::io::{Commit, CommitFault, Followed, Form, Input, Output, Request, Unusable};
use holdfast::core::journal::reader::Outcome;
use holdfast::core::model::Model;
use holdfast::core::tree::{Digest, digest};

use super::disk::Disk;
use super::plain::Plain;

/// The database id of every new database here.
const DATABASE: [u8; 16] = [0x5A; 16];

/// A model before it is compiled, so that a session can begin again with it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) schema: Vec<u8>,
    pub(crate) initial: Plain,
    pub(crate) seed: u64,
    /// What the model has beside its schema, encoded.
    pub(crate) rules: Option<Vec<u8>>,
    /// Of the model.
    pub(crate) version: u32,
}

impl Source {
    pub(crate) fn new(schema: &serde_json::Value, initial: Plain) -> Source {
        Source { schema: Plain::from_json(schema).bytes(), initial, seed: 11, rules: None, version: 1 }
    }

    /// A model that allows everything.
    pub(crate) fn any(initial: Plain) -> Source {
        Source::new(&serde_json::json!(true), initial)
    }

    pub(crate) fn model(&self) -> Model {
        let model = Model::new("test", self.version, &self.schema, self.seed).expect("the test's schema compiles");
        match &self.rules {
            Some(rules) => model.with_rules(rules).expect("the test's rules are right"),
            None => model,
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
        max_issues: 10_000.0,
        recovery_enabled: false,
        ..Config::default()
    }
}

/// What an update came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accepted { version: u64, changed: bool },
    Rejected(Vec<Issue>, usize),
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) engine: Engine,
    pub(crate) disk: Disk,
    pub(crate) now: u64,
    pub(crate) outcome: Outcome,
    /// The commit that has been asked for and not been answered.
    pub(crate) in_flight: Option<Commit>,
    /// The newest version that was reported as durable.
    pub(crate) durable: u64,
    /// The digest of every version since the session began, that one included.
    pub(crate) states: BTreeMap<u64, Digest>,
    /// Everything the engine has said.
    pub(crate) trace: Vec<String>,
    /// What others have done, as the engine told it.
    pub(crate) followed: Vec<Followed>,
    /// Whether what others have written cannot be read.
    pub(crate) is_deaf: bool,
    /// Why it has come to an end; a test that expects it takes it out.
    pub(crate) unusable: Option<Unusable>,
}

impl Session {
    pub(crate) fn open(source: &Source, disk: Disk, now: u64) -> Result<Session, Unusable> {
        Session::open_with(source, disk, now, quiet())
    }

    pub(crate) fn open_with(source: &Source, disk: Disk, now: u64, config: Config) -> Result<Session, Unusable> {
        Session::open_named(source, disk, now, config, DATABASE)
    }

    /// On an empty disk, to which it gives another name than others do.
    pub(crate) fn named(source: &Source, database: [u8; 16]) -> Session {
        let opened = Session::open_named(source, Disk::default(), 1_000, quiet(), database);
        opened.expect("an empty disk is a new database")
    }

    fn open_named(
        source: &Source,
        disk: Disk,
        now: u64,
        config: Config,
        database: [u8; 16],
    ) -> Result<Session, Unusable> {
        let mut engine = Engine::new(source.model(), config, database);
        let initial = source.initial.value(engine.keys());
        engine.handle(Input::Loaded { slots: disk.slots(), records: disk.records(), base: None, initial }, now);
        let outcome = match engine.poll_output() {
            Some(Output::Ready { outcome, .. }) => outcome,
            Some(Output::Unusable(unusable)) => return Err(unusable),
            other => panic!("loading gave {other:?}"),
        };
        let states = BTreeMap::from([(engine.version(), digest(engine.state().view()))]);
        let durable = if disk.slots().is_empty() { 0 } else { engine.version() };
        Ok(Session {
            engine,
            disk,
            now,
            outcome,
            in_flight: None,
            durable,
            states,
            trace: Vec::new(),
            followed: Vec::new(),
            is_deaf: false,
            unusable: None,
        })
    }

    pub(crate) fn new(source: &Source) -> Session {
        Session::open(source, Disk::default(), 1_000).expect("an empty disk is a new database")
    }

    pub(crate) fn digest(&self) -> Digest {
        digest(self.engine.state().view())
    }

    pub(crate) fn update(&mut self, form: Form, body: &[u8], durability: Option<Durability>) -> Answer {
        let request = Request { form, body, source: "test", label: None, durability };
        self.engine.handle(Input::Update(request), self.now);
        let answer = self.drain().expect("an update has an answer");
        if let Answer::Accepted { version, .. } = answer {
            self.states.insert(version, self.digest());
        }
        answer
    }

    pub(crate) fn set(&mut self, change: impl FnOnce(&mut Config)) {
        let mut config = self.engine.config().clone();
        change(&mut config);
        self.engine.configure(config, self.now);
    }

    pub(crate) fn merge(&mut self, body: &Plain) -> Answer {
        self.update(Form::Merge, &body.bytes(), None)
    }

    pub(crate) fn patch(&mut self, operations: &Plain) -> Answer {
        self.update(Form::Patch, &operations.bytes(), None)
    }

    /// Lets the time come that the engine waits for, unless that is later than `until`.
    pub(crate) fn tick(&mut self, until: u64) -> bool {
        let Some(due) = self.engine.poll_timeout().filter(|due| *due <= until) else { return false };
        self.now = self.now.max(due);
        self.engine.handle(Input::Timeout, self.now);
        self.drain();
        true
    }

    /// Answers the commit that is under way: by writing it, or with a fault.
    pub(crate) fn answer(&mut self, fault: Option<CommitFault>) -> bool {
        let Some(commit) = self.in_flight.take() else { return false };
        let input = match fault.or_else(|| self.disk.commit(&commit).err()) {
            None => Input::Committed,
            Some(fault) => Input::CommitFailed(fault),
        };
        self.engine.handle(input, self.now);
        self.drain();
        true
    }

    pub(crate) fn flush(&mut self) {
        self.input(Input::Flush);
    }

    /// Takes an input and does what follows from it.
    pub(crate) fn input(&mut self, input: Input<'_>) {
        self.engine.handle(input, self.now);
        self.drain();
    }

    /// Writes everything that is pending.
    pub(crate) fn settle(&mut self) {
        self.flush();
        for _ in 0..1_000 {
            if !self.answer(None) && self.engine.log().is_clean() {
                return;
            }
            self.tick(u64::MAX);
        }
        panic!("the engine never comes to rest");
    }

    /// The next page on the same disk; what was under way is lost.
    pub(crate) fn reload(&self, source: &Source) -> Result<Session, Unusable> {
        Session::open(source, self.disk.clone(), self.now)
    }

    fn drain(&mut self) -> Option<Answer> {
        assert!(self.unusable.is_none(), "{:?}", self.unusable);
        let mut answer = None;
        while let Some(output) = self.engine.poll_output() {
            self.trace.push(format!("{output:?}"));
            match output {
                Output::Accepted { version, changed, .. } => answer = Some(Answer::Accepted { version, changed }),
                Output::Rejected { issues, count } => answer = Some(Answer::Rejected(issues, count)),
                Output::Commit(commit) => {
                    assert!(self.in_flight.is_none(), "one commit at a time");
                    self.in_flight = Some(commit);
                }
                Output::Durable { version } => {
                    assert!(version == 0 || version > self.durable, "durable {version} after {}", self.durable);
                    self.durable = self.durable.max(version);
                }
                Output::CatchUp { .. } if self.is_deaf => {
                    self.engine.handle(Input::BehindFailed(CommitFault::Unavailable), self.now);
                }
                Output::CatchUp { after } => {
                    assert!(self.in_flight.is_none(), "nothing is read while a commit is under way");
                    let (slots, records) = (self.disk.slots(), self.disk.records_after(after));
                    self.engine.handle(Input::Behind { slots, records, base: None }, self.now);
                }
                Output::Followed(followed) => {
                    self.states.insert(self.engine.version(), self.digest());
                    self.followed.push(followed);
                }
                Output::Unusable(unusable) => self.unusable = Some(unusable),
                Output::Undurable { .. }
                | Output::TimedOut { .. }
                | Output::MaintenanceDue { .. }
                | Output::Rewritten { .. } => {}
                other => panic!("unexpected {other:?}"),
            }
        }
        answer
    }
}
