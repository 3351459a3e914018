//! The write side of the journal: updates wait here from the moment they are accepted until they are on disk.
//!
//! One commit is under way at a time; everything that is accepted meanwhile goes into the next one. A commit that fails
//! is tried again with growing pauses; nothing leaves the queue before it is on disk.

use std::collections::VecDeque;
use std::rc::Rc;

use super::config::Durability;
use super::io::{Commit, CommitFault, Output, Timestamp};
use super::journal::frame::{self, FrameKind, MAX_PAYLOAD, Position};
use super::journal::meta::Meta;
use super::journal::reader::{Journal, Outcome, Stored};
use super::journal::record::{Genesis, Update, group};
use super::keys::Keys;

/// The most bytes of updates in one commit.
const COMMIT_BYTES: usize = 4 * MAX_PAYLOAD;
/// How long an update that is in no hurry may wait, in milliseconds.
const LAZY_MS: u64 = 1_000;
/// Pauses between attempts, in milliseconds: the first, and the longest.
const RETRY_MS: (u64, u64) = (50, 10_000);

/// See the module.
#[derive(Debug)]
pub struct Log {
    /// The last record that can be built on.
    head: Position,
    /// The head that the meta slots name: further on than `head` while damaged records are not set aside.
    stored: Position,
    /// The number of the last commit.
    commits: u64,
    /// A first state that is not on disk.
    genesis: Option<Genesis>,
    /// Updates that are not on disk, oldest first. The first `in_flight` of them are on their way.
    pending: VecDeque<Pending>,
    in_flight: Option<InFlight>,
    set_aside: Option<u64>,
    /// When the next commit may begin.
    due: Option<Timestamp>,
    failures: u32,
    bytes: usize,
    saved_at: Option<Timestamp>,
    /// Versions up to this one have been reported as late.
    late: u64,
    /// Another tab has written: nothing more can be.
    fenced: bool,
}

#[derive(Debug)]
struct Pending {
    update: Rc<Update>,
    durability: Durability,
}

#[derive(Debug)]
struct InFlight {
    updates: usize,
    meta: Meta,
    bytes: usize,
}

impl Log {
    pub(crate) fn new(head: Position) -> Log {
        Log {
            head,
            stored: head,
            commits: 0,
            genesis: None,
            pending: VecDeque::new(),
            in_flight: None,
            set_aside: None,
            due: None,
            failures: 0,
            bytes: 0,
            saved_at: None,
            late: 0,
            fenced: false,
        }
    }

    /// Starts a new database.
    pub(crate) fn begin(&mut self, genesis: Genesis, now: Timestamp) {
        self.genesis = Some(genesis);
        self.due = Some(now);
    }

    /// Goes on after what was read.
    pub(crate) fn resume(&mut self, journal: &Journal) {
        let Journal { head, stored, commit, outcome, bytes, .. } = journal;
        (self.head, self.stored) = (*head, *stored);
        (self.commits, self.bytes) = (*commit, *bytes);
        self.set_aside = match outcome {
            Outcome::Clean => None,
            Outcome::TornTail { from } | Outcome::Damaged { from, .. } => Some(*from),
        };
    }

    pub(crate) fn append(&mut self, update: Rc<Update>, durability: Durability, now: Timestamp) {
        self.pending.push_back(Pending { update, durability });
        let due = if durability == Durability::Memory { now + LAZY_MS } else { now };
        if self.failures == 0 {
            self.due = Some(self.due.map_or(due, |before| before.min(due)));
        }
    }

    /// Lets what is pending wait no longer.
    pub(crate) fn hurry(&mut self, now: Timestamp) {
        if !self.is_clean() {
            self.due = Some(now);
        }
    }

    /// When there is something to do.
    pub(crate) fn due(&self, sync_timeout: u64) -> Option<Timestamp> {
        let write = self.due.filter(|_| self.in_flight.is_none() && !self.fenced);
        let late = self.first_not_late().map(|pending| pending.update.time + sync_timeout);
        [write, late].into_iter().flatten().min()
    }

    fn first_not_late(&self) -> Option<&Pending> {
        self.pending.iter().find(|pending| pending.update.version > self.late)
    }

    /// Reports updates that have waited too long, each once.
    pub(crate) fn expire(&mut self, sync_timeout: u64, outputs: &mut VecDeque<Output>, now: Timestamp) {
        let late = self.pending.iter().take_while(|pending| pending.update.time + sync_timeout <= now).last();
        if let Some(version) = late.map(|pending| pending.update.version).filter(|version| *version > self.late) {
            self.late = version;
            outputs.push_back(Output::TimedOut { version });
        }
    }

    /// Begins a commit, if one is due and none under way.
    pub(crate) fn write(&mut self, now: Timestamp, keys: &Keys, outputs: &mut VecDeque<Output>) {
        if self.in_flight.is_some() || self.fenced || self.due.is_none_or(|due| due > now) {
            return;
        }
        self.due = None;
        if self.is_clean() {
            return;
        }
        let mut head = self.head;
        let mut records: Vec<Stored> = Vec::new();
        let mut add = |kind, payload: &[u8]| {
            let first = head.sequence + 1;
            records.extend((first..).zip(frame::write(kind, payload, &mut head)));
        };
        if let Some(genesis) = &self.genesis {
            add(FrameKind::Genesis, &genesis.write(keys));
        }
        let mut durability = if self.genesis.is_some() { Durability::Strict } else { Durability::Memory };
        let (mut updates, mut total) = (0, 0);
        let mut bytes = Vec::new();
        for pending in &self.pending {
            if total > COMMIT_BYTES {
                break;
            }
            let before = bytes.len();
            pending.update.write(keys, &mut bytes);
            total += bytes.len() - before;
            durability = durability.max(pending.durability);
            updates += 1;
            if bytes.len() > MAX_PAYLOAD / 2 {
                add(FrameKind::Updates, &group(&bytes));
                bytes.clear();
            }
        }
        if !bytes.is_empty() {
            add(FrameKind::Updates, &group(&bytes));
        }
        let meta = Meta { head, commit: self.commits + 1 };
        self.in_flight =
            Some(InFlight { updates, meta, bytes: records.iter().map(|(_, bytes)| bytes.len()).sum() });
        outputs.push_back(Output::Commit(Commit {
            expected: self.stored,
            records,
            meta,
            set_aside: self.set_aside,
            strict: durability == Durability::Strict,
        }));
    }

    pub(crate) fn committed(&mut self, outputs: &mut VecDeque<Output>, now: Timestamp) {
        let Some(done) = self.in_flight.take() else { return };
        (self.head, self.stored) = (done.meta.head, done.meta.head);
        self.commits = done.meta.commit;
        self.bytes += done.bytes;
        self.genesis = None;
        self.set_aside = None;
        self.failures = 0;
        self.saved_at = Some(now);
        let version = self.pending.drain(..done.updates).last().map(|pending| pending.update.version);
        if !self.pending.is_empty() && self.due.is_none() {
            self.due = Some(now);
        }
        outputs.push_back(Output::Durable { version: version.unwrap_or_default() });
    }

    pub(crate) fn failed(&mut self, fault: CommitFault, outputs: &mut VecDeque<Output>, now: Timestamp) {
        let Some(failed) = self.in_flight.take() else { return };
        let last = failed.updates.checked_sub(1).and_then(|last| self.pending.get(last));
        let version = last.map_or(0, |pending| pending.update.version);
        self.fenced = fault == CommitFault::Conflict;
        self.failures += 1;
        let pause = (RETRY_MS.0 << self.failures.min(16)).min(RETRY_MS.1);
        self.due = Some(now + pause);
        outputs.push_back(Output::Undurable { version, fault });
    }

    /// Whether everything is on disk.
    pub fn is_clean(&self) -> bool {
        self.pending.is_empty() && self.genesis.is_none()
    }

    /// Updates that are not on disk.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// When something was last saved.
    pub fn saved_at(&self) -> Option<Timestamp> {
        self.saved_at
    }

    /// Bytes of all records of the journal.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The last record on disk.
    pub fn head(&self) -> Position {
        self.head
    }
}
