//! A tab: an engine with what it has asked for and what it has promised.

use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::migrations::Migration;
use super::oracle::Name;
use super::recoveries::Recovery;
use super::updates::{initial, model};
use holdfast::core::config::{BackupRetention, Config};
use holdfast::core::engine::Engine;
use holdfast::core::io::{Commit, Input, Output, Unusable};
use holdfast::core::journal::reader::Outcome;
use holdfast::core::tree::{Digest, digest};
use holdfast::core::value::Value;
use holdfast::storage::memory::{Medium, MemoryStorage};
use holdfast::storage::{Contents, ladder};
use serde_json::Value as Json;

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
    /// The updates that were accepted and neither acknowledged nor refused, by the version they got.
    pub(crate) open: BTreeMap<u64, Name>,
    /// Those that were acknowledged.
    pub(crate) saved: BTreeMap<u64, Name>,
    /// What was stored is of an earlier model, and how far the migration has come; until it is over nobody is shown the state.
    pub(crate) migration: Option<Migration>,
    pub(crate) recovery: Option<Recovery>,
    /// It is time to look after what is stored, and whether there is something new.
    pub(crate) maintenance: Option<bool>,
    /// A commit has happened and was reported as failed, and it does not know yet.
    pub(crate) is_in_doubt: bool,
    /// The code is older than what is stored: it does nothing any more.
    pub(crate) is_outdated: bool,
    /// Old code has written during its migration: it will load again.
    pub(crate) begins_again: bool,
    /// What was shown last.
    shown: (u64, Digest),
}

impl Tab {
    /// A tab with the code for a version of the model; `None` if what is stored is of a later one. `number` makes the name of a
    /// database that it may have to make.
    pub(crate) fn open(medium: &Medium, number: u64, code: u32, time: u64) -> Result<Option<Tab>, String> {
        let storage = MemoryStorage::open(medium);
        let config = Config {
            consistency_check_interval: 0.0,
            validation_interval: 0.0,
            optimization_interval: 4_000.0,
            backup_interval: 3_000.0,
            backup_retention: BackupRetention { automatic: 2, manual: 2 },
            sync_timeout: 3_000.0,
            ..Config::default()
        };
        let mut database = [3; 16];
        database[..8].copy_from_slice(&number.to_le_bytes());
        let mut engine = Engine::new(model(code), config, database);
        let loaded = now(ladder::load(&storage, engine.keys(), u64::MAX, &async |_| ())).expect("memory can be read");
        let initial = Value::from_json(&initial(code), engine.keys()).expect("JSON is a value");
        let Contents { slots, records } = loaded.contents;
        engine.handle(Input::Loaded { slots, records, base: loaded.base, initial }, time);
        match engine.poll_output() {
            Some(Output::Ready { outcome, .. }) if !matches!(outcome, Outcome::Damaged { .. }) => {}
            Some(Output::Unusable(Unusable::Newer(_))) => return Ok(None),
            other => return Err(format!("loading gave {other:?}")),
        }
        let shown = (engine.version(), digest(engine.state().view()));
        let migration = (engine.model_version() < code).then(Migration::default);
        let (open, saved) = (BTreeMap::new(), BTreeMap::new());
        let (commit, read, recovery, maintenance) = (None, None, None, None);
        let (is_in_doubt, is_outdated, begins_again) = (false, false, false);
        Ok(Some(Tab {
            engine,
            storage,
            commit,
            read,
            open,
            saved,
            migration,
            recovery,
            maintenance,
            is_in_doubt,
            is_outdated,
            begins_again,
            shown,
        }))
    }

    /// The state, as everybody reads it.
    pub(crate) fn state(&self) -> Json {
        self.engine.state().view().to_json(self.engine.keys())
    }

    pub(crate) fn digest(&self) -> Digest {
        digest(self.engine.state().view())
    }

    /// Nothing more is done here: what was not promised never will be.
    pub(crate) fn end(&mut self) {
        self.is_outdated = true;
        (self.commit, self.read, self.recovery, self.maintenance, self.migration) = (None, None, None, None, None);
        self.open.clear();
    }

    /// Whether somebody works with it.
    pub(crate) fn is_in_use(&self) -> bool {
        !self.is_outdated && self.migration.is_none()
    }

    /// Whether there is nothing that it waits for.
    pub(crate) fn is_quiet(&self) -> bool {
        let is_still = self.commit.is_none() && self.read.is_none() && self.engine.log().is_clean();
        (self.is_outdated && !self.begins_again) || (is_still && self.recovery.is_none() && self.migration.is_none())
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
