//! Where other tabs write too: going on after what was read, and what waits is made again.

use std::collections::VecDeque;

use super::{InFlight, Log, Pending};
use crate::core::io::{Output, Timestamp};
use crate::core::journal::frame::Position;
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::{Journal, Stored};
use crate::core::journal::record::Genesis;

impl Log {
    /// The last of the commits that may have happened of which the records on disk show that it has: how many updates. One may begin
    /// with the records of another one that did not get so far.
    pub(crate) fn happened(&self, records: &[Stored]) -> Option<usize> {
        let is_there = |commit: &&InFlight| {
            let Position { sequence, hash, .. } = commit.meta.head;
            let at = records.binary_search_by_key(&sequence, |(key, _)| *key);
            at.is_ok_and(|at| records[at].1.ends_with(&hash.to_le_bytes()))
        };
        self.doubtful.iter().filter(is_there).map(|commit| commit.updates).max()
    }

    /// None of the commits that may have happened has.
    pub(crate) fn none_happened(&mut self) {
        self.doubtful.clear();
    }

    /// Goes on after what was read, in which the first `own` of the updates that wait are.
    pub(crate) fn follow(
        &mut self,
        journal: &Journal,
        own: Option<usize>,
        outputs: &mut VecDeque<Output>,
        now: Timestamp,
    ) {
        self.resume(journal);
        self.doubtful.clear();
        self.failures = 0;
        self.wake(now);
        if let Some(own) = own {
            self.genesis = None;
            self.saved_at = Some(now);
            self.written(own, 0, outputs);
        }
    }

    /// Begins the database anew, in place of what is stored; if that are any records, they are set aside.
    pub(crate) fn begin_anew(&mut self, genesis: Genesis, stored: Option<Meta>, is_empty: bool, now: Timestamp) {
        self.head = Position { epoch: self.head.epoch + 1, sequence: 0, hash: 0, ..self.head };
        (self.stored, self.set_aside) = (self.head, (!is_empty).then_some(1));
        self.sizes.clear();
        if let Some(meta) = stored {
            (self.stored, self.commits) = (meta.head, meta.commit);
            self.head.epoch = self.head.epoch.max(meta.head.epoch + 1);
        }
        self.doubtful.clear();
        self.failures = 0;
        self.begin(genesis, now);
    }

    /// The database has a first state, and that is another one. Who waited for versions up to `told` knows how they ended.
    pub(crate) fn give_way(&mut self, told: u64) {
        self.genesis = None;
        // Versions are not names: what waits has not been told of.
        let last = self.pending.front().map_or(self.newest, |first| first.name - 1);
        self.late = self.late.max(told.min(last));
    }

    /// Takes out the updates that wait, so that they are made again.
    pub(crate) fn take(&mut self) -> VecDeque<Pending> {
        std::mem::take(&mut self.pending)
    }

    /// Puts back one that was made again.
    pub(crate) fn put_back(&mut self, pending: Pending) {
        self.pending.push_back(pending);
    }

    /// After the last was put back: for those before the first that was there is nothing left to wait for.
    pub(crate) fn settle(&mut self, outputs: &mut VecDeque<Output>, now: Timestamp) {
        let version = self.pending.front().map_or(self.newest, |first| first.name - 1);
        if version > self.told {
            self.told = version;
            outputs.push_back(Output::Durable { version });
        }
        self.wake(now);
    }
}
