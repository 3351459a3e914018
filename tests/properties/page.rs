//! A page with a database in memory: the engine, its journal, and snapshots as the driver makes them.

use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use holdfast::core::config::{BackupRetention, Durability};
use holdfast::core::engine::Engine;
use holdfast::core::io::{Commit, Form, Input, Output, Replacement, Request, Unusable};
use holdfast::core::journal::reader::Outcome;
use holdfast::core::keys::Keys;
use holdfast::core::snapshot::{Kind, Manifest};
use holdfast::core::tree::{Digest, digest};
use holdfast::core::value::Value;
use holdfast::storage::backup::{Backup, Saving, list, save};
use holdfast::storage::find::{Found, Target, find};
use holdfast::storage::ladder::load;
use holdfast::storage::memory::{Medium, MemoryStorage};
use holdfast::storage::{Storage, StorageError};

use super::plain::Plain;
use super::session::{Source, quiet};

const DATABASE: [u8; 16] = [0x5A; 16];

/// Memory never waits, so polling once is enough; what hangs on purpose gives `None`.
pub(crate) fn at_once<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

/// What storage gives that nothing is wrong with.
pub(crate) fn now<T>(future: impl Future<Output = Result<T, StorageError>>) -> T {
    at_once(future).expect("it does not hang").expect("nothing stands in the way")
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) engine: Engine,
    pub(crate) medium: Medium,
    pub(crate) now: u64,
    pub(crate) outcome: Outcome,
    /// The snapshot that it was loaded from, and which of its slices could not be read.
    pub(crate) backup: Option<String>,
    pub(crate) missing: Vec<String>,
    pub(crate) in_flight: Option<Commit>,
    pub(crate) retention: BackupRetention,
    /// Every version, with the time of its update; since the database was made, where pages follow each other.
    pub(crate) states: BTreeMap<u64, (Value, u64)>,
    /// The version that is reached with each record.
    pub(crate) reached: BTreeMap<u64, u64>,
}

impl Page {
    pub(crate) fn open(source: &Source, medium: &Medium, time: u64) -> Result<Page, Unusable> {
        let mut engine = Engine::new(source.model(), quiet(), DATABASE);
        let initial = source.initial.value(engine.keys());
        let loaded = now(load(&MemoryStorage::open(medium), engine.keys(), u64::MAX, &async |_| ()));
        let missing = loaded.base.as_ref().map(|base| base.missing.clone()).unwrap_or_default();
        let (slots, records) = (loaded.contents.slots, loaded.contents.records);
        engine.handle(Input::Loaded { slots, records, base: loaded.base, initial }, time);
        let outcome = match engine.poll_output() {
            Some(Output::Ready { outcome, .. }) => outcome,
            Some(Output::Unusable(unusable)) => return Err(unusable),
            other => panic!("loading gave {other:?}"),
        };
        let mut page = Page {
            engine,
            medium: medium.clone(),
            now: time,
            outcome,
            backup: loaded.backup,
            missing,
            in_flight: None,
            retention: BackupRetention { automatic: 5, manual: 5 },
            states: BTreeMap::new(),
            reached: BTreeMap::new(),
        };
        page.note();
        Ok(page)
    }

    pub(crate) fn new(source: &Source) -> Page {
        let mut page = Page::open(source, &Medium::default(), 1_000).expect("an empty database is new");
        page.settle();
        page
    }

    pub(crate) fn storage(&self) -> MemoryStorage {
        MemoryStorage::open(&self.medium)
    }

    pub(crate) fn keys(&self) -> &Keys {
        self.engine.keys()
    }

    pub(crate) fn digest(&self) -> Digest {
        digest(self.engine.state().view())
    }

    pub(crate) fn plain(&self) -> Plain {
        Plain::read(self.engine.state().view(), self.keys())
    }

    /// The digest of a version that this page has had.
    pub(crate) fn digest_of(&self, version: u64) -> Option<Digest> {
        self.states.get(&version).map(|(state, _)| digest(state.view()))
    }

    fn note(&mut self) {
        self.states.entry(self.engine.version()).or_insert_with(|| (self.engine.state().clone(), self.now));
    }

    /// Takes an input; tells whether it was accepted and changed something.
    pub(crate) fn act(&mut self, input: Input<'_>) -> bool {
        self.engine.handle(input, self.now);
        let mut changed = false;
        while let Some(output) = self.engine.poll_output() {
            match output {
                Output::Accepted { changed: is_new, .. } => changed = is_new,
                Output::Commit(commit) => assert!(self.in_flight.replace(commit).is_none(), "one commit at a time"),
                Output::Rejected { .. } | Output::Durable { .. } | Output::TimedOut { .. } => {}
                other => panic!("unexpected {other:?}"),
            }
        }
        self.note();
        changed
    }

    pub(crate) fn update(&mut self, form: Form, body: &[u8], durability: Option<Durability>) -> bool {
        self.now += 10;
        self.act(Input::Update(Request { form, body, source: "test", label: None, durability }))
    }

    pub(crate) fn merge(&mut self, body: &Plain) -> bool {
        self.update(Form::Merge, &body.bytes(), None)
    }

    pub(crate) fn patch(&mut self, operations: &serde_json::Value) -> bool {
        self.update(Form::Patch, &Plain::from_json(operations).bytes(), None)
    }

    pub(crate) fn replace(&mut self, state: &Plain, is_migrated: bool) -> bool {
        self.now += 10;
        let state = state.value(self.keys());
        self.act(Input::Replace(Replacement { state, source: "test", label: None, is_migrated, is_recovery: false }))
    }

    /// Carries out the commit that is under way.
    pub(crate) fn write(&mut self) -> bool {
        let Some(commit) = self.in_flight.take() else { return false };
        let head = commit.meta.head.sequence;
        now(self.storage().commit(commit));
        self.act(Input::Committed);
        self.reached.insert(head, self.engine.on_disk().1);
        true
    }

    pub(crate) fn tick(&mut self, until: u64) -> bool {
        let Some(due) = self.engine.poll_timeout().filter(|due| *due <= until) else { return false };
        self.now = self.now.max(due);
        self.act(Input::Timeout);
        true
    }

    /// Writes everything that is pending.
    pub(crate) fn settle(&mut self) {
        self.act(Input::Flush);
        for _ in 0..1_000 {
            if !self.write() && self.engine.log().is_clean() {
                return;
            }
            self.tick(u64::MAX);
        }
        panic!("the engine never comes to rest");
    }

    /// What a snapshot of now would be.
    pub(crate) fn saving(&self, kind: Kind) -> Saving {
        let ((state, version, position), keys) = (self.engine.on_disk(), self.engine.keys().clone());
        let manifest = Manifest {
            kind,
            label: None,
            version,
            time: self.now,
            model: self.engine.model().name.clone(),
            model_version: self.engine.model_version(),
            bytes: 0,
            new_bytes: 0,
            tag: 0,
            names: keys.names().map(|name| String::from_utf8(name.to_vec()).unwrap()).collect(),
            slices: Vec::new(),
            position,
        };
        Saving { state, keys, manifest, retention: self.retention }
    }

    pub(crate) fn save(&mut self, kind: Kind) -> Backup {
        self.now += 1;
        let (backup, trimmed) = now(save(&self.storage(), &self.saving(kind), async |_| ()));
        self.act(Input::BackedUp(backup.manifest.version, trimmed));
        backup
    }

    pub(crate) fn find(&self, target: &Target, only: Option<&[String]>) -> Option<Found> {
        now(find(&self.storage(), target, only, self.keys(), &async |_| ()))
    }

    pub(crate) fn shelf(&self) -> Vec<String> {
        now(self.storage().shelf())
    }

    pub(crate) fn backups(&self) -> Vec<Backup> {
        now(list(&self.storage()))
    }

    pub(crate) fn records(&self) -> Vec<(u64, Vec<u8>)> {
        now(self.storage().load()).records
    }

    /// The page after this one; it remembers what this one did.
    pub(crate) fn reload(&self, source: &Source) -> Page {
        let mut next = Page::open(source, &self.medium, self.now).expect("the database can be read");
        // What was not written has never been: its versions are given anew.
        next.states = self.states.clone();
        drop(next.states.split_off(&(next.engine.version() + 1)));
        next.reached = self.reached.clone();
        next.retention = self.retention;
        next
    }
}
