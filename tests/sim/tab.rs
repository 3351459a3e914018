//! A tab: an engine with what it has asked for and what it has promised.

use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::updates::{initial, model};
use holdfast::core::config::Config;
use holdfast::core::engine::Engine;
use holdfast::core::io::{Commit, Input, Output};
use holdfast::core::tree::{Digest, digest};
use holdfast::core::value::Value;
use holdfast::storage::Storage;
use holdfast::storage::memory::{Medium, MemoryStorage};

/// Memory never waits, so polling once is enough.
pub(crate) fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("memory answers at once"),
    }
}

/// See the module.
pub(crate) struct Tab {
    pub(crate) engine: Engine,
    pub(crate) storage: MemoryStorage,
    pub(crate) commit: Option<Commit>,
    pub(crate) read: Option<u64>,
    /// The marks of updates that were accepted and neither acknowledged nor refused, by the version they got.
    pub(crate) open: BTreeMap<u64, String>,
    /// Those that were acknowledged.
    pub(crate) saved: BTreeMap<u64, String>,
    /// What was shown last.
    shown: (u64, Digest),
}

impl Tab {
    /// `number` makes the name of a database that it may have to make.
    pub(crate) fn open(medium: &Medium, number: u64, time: u64) -> Result<Tab, String> {
        let storage = MemoryStorage::open(medium);
        let contents = now(storage.load()).expect("memory can be read");
        let config = Config {
            consistency_check_interval: 0.0,
            validation_interval: 0.0,
            optimization_interval: 0.0,
            sync_timeout: 3_000.0,
            ..Config::default()
        };
        let mut database = [3; 16];
        database[..8].copy_from_slice(&number.to_le_bytes());
        let mut engine = Engine::new(model(), config, database);
        let initial = Value::from_json(&initial(), engine.keys()).expect("JSON is a value");
        engine.handle(Input::Loaded { slots: contents.slots, records: contents.records, base: None, initial }, time);
        match engine.poll_output() {
            Some(Output::Ready { .. }) => {}
            other => return Err(format!("loading gave {other:?}")),
        }
        let shown = (engine.version(), digest(engine.state().view()));
        Ok(Tab { engine, storage, commit: None, read: None, open: BTreeMap::new(), saved: BTreeMap::new(), shown })
    }

    /// Begins to write or to read, of which one at a time is enough.
    pub(crate) fn begin(&mut self, commit: Option<Commit>, read: Option<u64>) -> Result<(), String> {
        if self.commit.is_some() || self.read.is_some() {
            return Err("two at once".into());
        }
        (self.commit, self.read) = (commit, read);
        Ok(())
    }

    /// A version is shown with one state only, and none comes back.
    pub(crate) fn check(&mut self) -> Result<(), String> {
        let now = (self.engine.version(), digest(self.engine.state().view()));
        let before = std::mem::replace(&mut self.shown, now);
        if now == before || now.0 > before.0 {
            return Ok(());
        }
        Err(format!("version {} after {} of another state", now.0, before.0))
    }
}
