//! An engine with a disk, which the paths do things with.

use holdfast::core::config::Config;
use holdfast::core::engine::Engine;
use holdfast::core::io::{Commit, Form, Input, Job, JobResult, Output, Request};
use holdfast::core::model::Model;
use holdfast::core::value::Value;

use super::disk::Disk;
use super::plain::Plain;
use super::state::{NOW, rules, schema, state};

/// See the module.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) engine: Engine,
    pub(crate) disk: Disk,
}

pub(crate) fn model() -> Model {
    let bytes = |json| Plain::from_json(&json).bytes();
    Model::new("counts", 1, &bytes(schema()), 11).unwrap().with_rules(&bytes(rules())).unwrap()
}

impl Page {
    /// An engine that has not loaded anything.
    pub(crate) fn unloaded(disk: Disk) -> Page {
        // Nothing by itself: what is measured is asked for.
        let config = Config {
            consistency_check_interval: 0.0,
            validation_interval: 0.0,
            optimization_interval: 0.0,
            backup_interval: 0.0,
            ..Config::default()
        };
        Page { engine: Engine::new(model(), config, [0x5A; 16]), disk }
    }

    /// One that has loaded what is on its disk, or else `initial`.
    pub(crate) fn load(&mut self, initial: Value) {
        let (slots, records) = (self.disk.slots(), self.disk.records());
        self.engine.handle(Input::Loaded { slots, records, base: None, initial }, NOW);
        assert!(matches!(self.engine.poll_output(), Some(Output::Ready { .. })));
    }

    /// One with the state, which is on disk.
    pub(crate) fn new() -> Page {
        let mut page = Page::unloaded(Disk::default());
        let initial = state().value(page.engine.keys());
        assert_eq!(page.engine.model().problems(initial.view()), []);
        page.load(initial);
        page.save();
        page
    }

    /// Makes an update, which has to be accepted.
    pub(crate) fn update(&mut self, form: Form, body: &[u8]) {
        let request = Request { form, body, source: "app", label: None, durability: None };
        self.engine.handle(Input::Update(request), NOW);
        let output = self.engine.poll_output();
        assert!(matches!(output, Some(Output::Accepted { changed: true, .. })), "{output:?}");
    }

    /// What is to be written of all that is pending.
    pub(crate) fn commit(&mut self) -> Commit {
        self.engine.handle(Input::Flush, NOW);
        self.engine.handle(Input::Timeout, NOW);
        match self.engine.poll_output() {
            Some(Output::Commit(commit)) => commit,
            other => panic!("no commit but {other:?}"),
        }
    }

    pub(crate) fn save(&mut self) {
        let commit = self.commit();
        self.disk.commit(&commit).unwrap();
        self.engine.handle(Input::Committed, NOW);
        while self.engine.poll_output().is_some() {}
        assert!(self.engine.log().is_clean());
    }

    /// Runs a job to its end, a slice at a time as a driver does.
    pub(crate) fn run(&mut self, job: Job, now: u64) -> JobResult {
        self.engine.handle(Input::Run(job, 1), now);
        loop {
            self.engine.handle(Input::Work, now);
            while let Some(output) = self.engine.poll_output() {
                if let Output::Finished { result, .. } = output {
                    return result;
                }
            }
        }
    }
}
