//! Commits: what waits goes to the disk as a whole, and the disk answers.

use std::collections::VecDeque;

use super::{InFlight, Log, RETRY_MS, TURN_MS, pause_after};
use crate::core::config::Durability;
use crate::core::io::{Commit, CommitFault, Output, Timestamp};
use crate::core::journal::frame::{self, FrameKind, MAX_PAYLOAD};
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::Stored;
use crate::core::journal::record::group;
use crate::core::keys::Keys;

/// The most bytes of updates in one commit.
pub(super) const COMMIT_BYTES: usize = 4 * MAX_PAYLOAD;

impl Log {
    /// Begins a commit, if one is due and none under way.
    pub(crate) fn write(&mut self, now: Timestamp, keys: &Keys, outputs: &mut VecDeque<Output>) {
        // No pause is that long: a time further ahead means that the clock was set back.
        let due = |due: Timestamp| due <= now || due > now + RETRY_MS.1;
        if self.in_flight.is_some() || !self.due.map(|at| at.max(self.pause_until)).is_some_and(due) {
            return;
        }
        self.due = None;
        if self.is_saved(self.held()) {
            return;
        }
        let mut head = self.head;
        let mut records: Vec<Stored> = Vec::new();
        if let Some(genesis) = &self.genesis {
            let first = head.sequence + 1;
            records.extend((first..).zip(frame::write_pieces(FrameKind::Genesis, genesis.pieces(keys), &mut head)));
        }
        let mut add = |updates: &[u8]| {
            let first = head.sequence + 1;
            records.extend((first..).zip(frame::write(FrameKind::Updates, &group(updates), &mut head)));
        };
        let mut durability = if self.genesis.is_some() { Durability::Strict } else { Durability::Memory };
        let (mut updates, mut total) = (0, 0);
        let mut bytes = Vec::new();
        for pending in &self.pending {
            if total > COMMIT_BYTES || pending.name > self.held() {
                break;
            }
            let before = bytes.len();
            pending.update.write(keys, &mut bytes);
            total += bytes.len() - before;
            durability = durability.max(pending.durability);
            updates += 1;
            if bytes.len() > MAX_PAYLOAD / 2 {
                add(&bytes);
                bytes.clear();
            }
        }
        if !bytes.is_empty() {
            add(&bytes);
        }
        let meta = Meta { head, commit: self.commits + 1 };
        self.in_flight = Some(InFlight { updates, meta, bytes: records.iter().map(|(_, bytes)| bytes.len()).sum() });
        outputs.push_back(Output::Commit(Commit {
            expected: self.stored,
            records,
            meta,
            set_aside: self.set_aside,
            strict: durability == Durability::Strict,
            is_last: false,
        }));
    }

    pub(crate) fn committed(&mut self, outputs: &mut VecDeque<Output>, now: Timestamp) {
        let Some(done) = self.in_flight.take() else { return };
        (self.head, self.stored) = (done.meta.head, done.meta.head);
        self.commits = done.meta.commit;
        self.sizes.push_back((self.head.sequence, done.bytes));
        let genesis = self.genesis.take();
        // A whole state is no reason to write another one.
        self.grown += if genesis.is_some() { 0 } else { done.bytes };
        let whole = genesis.map_or(0, |genesis| genesis.version);
        self.set_aside = None;
        self.failures = 0;
        self.saved_at = Some(now);
        self.doubtful.clear();
        if std::mem::take(&mut self.is_asked) {
            self.pause_until = now + TURN_MS;
        }
        self.written(done.updates, whole, outputs);
        if !self.pending.is_empty() && self.due.is_none() {
            self.due = Some(now);
        }
    }

    /// The first of the updates that wait are on disk, or if there are none a whole state of a version.
    pub(super) fn written(&mut self, updates: usize, whole: u64, outputs: &mut VecDeque<Output>) {
        let last = self.pending.drain(..updates).next_back().map_or(whole, |pending| pending.name);
        // Those between it and the first that is left were refused.
        let left = self.pending.front().map_or(self.newest, |first| first.name - 1);
        let version = if last > 0 { left } else { last };
        self.told = self.told.max(version);
        outputs.push_back(Output::Durable { version });
    }

    /// A conflict is nobody's concern yet: what the other tab has written is read, and the updates are made again on it.
    pub(crate) fn failed(&mut self, fault: CommitFault, outputs: &mut VecDeque<Output>, now: Timestamp) {
        let Some(failed) = self.in_flight.take() else { return };
        if fault == CommitFault::Conflict {
            self.due = Some(now);
            return;
        }
        if self.doubtful.last().is_none_or(|last| last.meta != failed.meta) {
            self.doubtful.push(failed);
        }
        self.due = Some(now + pause_after(self.failures));
        self.failures += 1;
        self.undurable(failed.updates, fault, outputs);
    }

    /// Says that the first of the updates that wait could not be written.
    pub(crate) fn undurable(&self, updates: usize, fault: CommitFault, outputs: &mut VecDeque<Output>) {
        let last = updates.checked_sub(1).and_then(|last| self.pending.get(last));
        outputs.push_back(Output::Undurable { version: last.map_or(0, |pending| pending.name), fault });
    }
}
