//! The write side of the journal: updates wait here from the moment they are accepted until they are on disk.
//!
//! One commit is under way at a time; everything that is accepted meanwhile goes into the next one. A commit that fails
//! is tried again with growing pauses; nothing leaves the queue before it is on disk. One that fails may have happened all
//! the same: it is remembered until the disk says whether it has.
//!
//! Where other tabs write, an update may become another version before it is on disk. What is said of it here goes by the
//! version that it was accepted with, its name: names ascend in the order of the queue, whatever becomes of the versions.

mod commit;
mod follow;

use std::collections::VecDeque;
use std::rc::Rc;

use super::config::Durability;
use super::io::{Output, Timestamp};
use super::journal::frame::{self, FrameKind, Position};
use super::journal::meta::Meta;
use super::journal::reader::{Journal, Outcome};
use super::journal::record::{Genesis, Update, group};
use super::keys::Keys;
use super::value::Value;

/// How long an update that is in no hurry may wait, in milliseconds.
const LAZY_MS: u64 = 1_000;
/// Pauses between attempts, in milliseconds: the first, and the longest.
const RETRY_MS: (u64, u64) = (50, 10_000);
/// How long a tab that has written lets others write who wait to, in milliseconds: enough to read, make again and write.
const TURN_MS: u64 = 50;

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
    /// Whether nothing of that has been on disk: it is the model's first state, or what a migration has made.
    is_fresh: bool,
    /// One that goes there with the next update.
    standby: Option<Genesis>,
    /// Updates that are not on disk, oldest first. The first `in_flight` of them are on their way.
    pending: VecDeque<Pending>,
    in_flight: Option<InFlight>,
    set_aside: Option<u64>,
    /// When the next commit may begin.
    due: Option<Timestamp>,
    failures: u32,
    /// The records on disk: the last key of each commit, and bytes since the one before.
    sizes: VecDeque<(u64, usize)>,
    /// Bytes of updates since the last snapshot.
    grown: usize,
    saved_at: Option<Timestamp>,
    /// Updates up to this name have been reported as late.
    late: u64,
    /// The newest name, and the one up to which all have been told how they ended.
    newest: u64,
    told: u64,
    /// Commits that have failed and may have happened all the same.
    doubtful: Vec<InFlight>,
    /// What was accepted after this name waits until a recovery is over.
    held: Option<u64>,
    /// Another tab waits to write, as far as is known.
    is_asked: bool,
    /// No commit before this, so that others come to theirs.
    pause_until: Timestamp,
}

/// An update that is not on disk.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) update: Rc<Update>,
    pub(crate) durability: Durability,
    /// The version that it was accepted with.
    pub(crate) name: u64,
    pub(crate) again: Again,
}

/// What is to be done again when another tab was faster.
#[derive(Debug)]
pub(crate) enum Again {
    /// This deep partial.
    Merge(Value),
    /// This patch, which tests what it stands on.
    Patch(Value),
    /// Its changes, carried over those of the other tab.
    Changes,
    /// The same, unless the other tab has written to the same places.
    Strictly,
    /// The same, unless another recovery puts something else in the same places.
    Recovery,
    /// Nothing: it only takes a version, perhaps a later one than that after this.
    Nothing(u64),
}

impl Pending {
    /// The version that it follows.
    pub(crate) fn before(&self) -> u64 {
        if let Again::Nothing(before) = self.again { before } else { self.update.version - 1 }
    }
}

#[derive(Clone, Copy, Debug)]
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
            is_fresh: false,
            standby: None,
            pending: VecDeque::new(),
            in_flight: None,
            set_aside: None,
            due: None,
            failures: 0,
            sizes: VecDeque::new(),
            grown: 0,
            saved_at: None,
            late: 0,
            newest: 0,
            told: 0,
            doubtful: Vec::new(),
            held: None,
            is_asked: false,
            pause_until: 0,
        }
    }

    /// Puts a whole state at the beginning of the next commit: of a new database, or of a later version of the model.
    pub(crate) fn begin(&mut self, genesis: Genesis, now: Timestamp) {
        (self.genesis, self.standby, self.is_fresh) = (Some(genesis), None, false);
        self.due = Some(now);
    }

    /// The same with the model's first state, or with what a migration has made.
    pub(crate) fn begin_fresh(&mut self, genesis: Genesis, now: Timestamp) {
        self.begin(genesis, now);
        self.is_fresh = true;
    }

    /// Whether such a state waits: it does not take the place of anything that old code has written.
    pub(crate) fn is_fresh(&self) -> bool {
        self.is_unwritten() && self.is_fresh
    }

    /// Puts a whole state before the next update: it is not what the journal leads to.
    pub(crate) fn begin_with_next(&mut self, genesis: Genesis) {
        self.standby = Some(genesis);
    }

    /// Goes on after what was read.
    pub(crate) fn resume(&mut self, journal: &Journal) {
        let Journal { head, stored, commit, outcome, bytes, grown, .. } = journal;
        (self.head, self.stored, self.commits) = (*head, *stored, *commit);
        self.sizes = [(head.sequence, *bytes)].into();
        self.grown = *grown;
        self.set_aside = match outcome {
            Outcome::Clean => None,
            Outcome::TornTail { from } | Outcome::Damaged { from, .. } => Some(*from),
        };
    }

    pub(crate) fn append(&mut self, update: Rc<Update>, durability: Durability, again: Again, now: Timestamp) {
        self.genesis = self.standby.take().or(self.genesis.take());
        let due = if durability == Durability::Memory { now + LAZY_MS } else { now };
        let name = update.version;
        self.newest = name;
        self.pending.push_back(Pending { update, durability, name, again });
        if self.failures == 0 {
            self.due = Some(self.due.map_or(due, |before| before.min(due)));
        }
    }

    /// Another tab waits to write, or has written.
    pub(crate) fn share(&mut self, waits: bool) {
        self.is_asked = waits;
    }

    /// Holds back what is accepted from now on, or lets go of it.
    pub(crate) fn hold(&mut self, after: Option<u64>) {
        self.held = after;
    }

    /// The newest update that is not held back, by its name.
    pub(crate) fn held(&self) -> u64 {
        self.held.unwrap_or(u64::MAX)
    }

    /// Lets what is pending wait no longer, not even for others.
    pub(crate) fn hurry(&mut self, now: Timestamp) {
        self.pause_until = now;
        self.wake(now);
    }

    fn wake(&mut self, now: Timestamp) {
        if !self.is_clean() {
            self.due = Some(now);
        }
    }

    /// When there is something to do.
    pub(crate) fn due(&self, sync_timeout: u64, may_write: bool) -> Option<Timestamp> {
        let write = self.due.filter(|_| may_write && self.in_flight.is_none());
        let write = write.map(|due| due.max(self.pause_until));
        let late = self.first_not_late().map(|pending| pending.update.time + sync_timeout);
        [write, late].into_iter().flatten().min()
    }

    /// The newest update that has been reported as late, by its name.
    pub fn late(&self) -> u64 {
        self.late
    }

    fn first_not_late(&self) -> Option<&Pending> {
        self.pending.iter().find(|pending| pending.name > self.late)
    }

    /// Reports updates that have waited too long, each once.
    pub(crate) fn expire(&mut self, sync_timeout: u64, outputs: &mut VecDeque<Output>, now: Timestamp) {
        // What has been reported is out of it: a clock that was set back must not make it hide what came later.
        let rest = self.pending.iter().skip_while(|pending| pending.name <= self.late);
        let late = rest.take_while(|pending| pending.update.time + sync_timeout <= now).last();
        if let Some(version) = late.map(|pending| pending.name) {
            self.late = version;
            outputs.push_back(Output::TimedOut { version });
        }
    }

    /// Whether a commit is under way.
    pub(crate) fn is_writing(&self) -> bool {
        self.in_flight.is_some()
    }

    /// Whether a whole state waits for the disk: the database has still to be made, as far as is known, or a migration to be written.
    pub fn is_unwritten(&self) -> bool {
        self.genesis.is_some()
    }

    /// Whether the whole state that waits for the disk is this one.
    pub(crate) fn is_whole(&self, genesis: &Genesis) -> bool {
        self.genesis.as_ref().is_some_and(|waits| waits.version == genesis.version)
    }

    /// The head that the meta slots named last.
    pub(crate) fn stored(&self) -> Position {
        self.stored
    }

    /// What waits, oldest first.
    pub(crate) fn waiting(&self) -> impl DoubleEndedIterator<Item = &Pending> + ExactSizeIterator {
        self.pending.iter()
    }

    /// The newest update that waits, by the version that it was accepted with; 0 if none does.
    pub fn newest(&self) -> u64 {
        self.pending.back().map_or(0, |pending| pending.name)
    }

    /// The newest version on its way to the disk; 0 if there is none.
    pub fn in_flight(&self) -> u64 {
        let last = self.in_flight.as_ref().and_then(|on_its_way| on_its_way.updates.checked_sub(1));
        last.and_then(|last| self.pending.get(last)).map_or(0, |pending| pending.name)
    }

    /// Whether everything is on disk.
    pub fn is_clean(&self) -> bool {
        self.is_saved(u64::MAX)
    }

    /// Whether everything is that was accepted up to this name.
    pub fn is_saved(&self, name: u64) -> bool {
        self.genesis.is_none() && self.pending.front().is_none_or(|first| first.name > name)
    }

    /// Updates that are not on disk.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// When something was last saved.
    pub fn saved_at(&self) -> Option<Timestamp> {
        self.saved_at
    }

    /// Bytes of all records of the journal that are known of: what stands before a snapshot is not read at the start.
    pub fn bytes(&self) -> usize {
        self.sizes.iter().map(|(_, bytes)| bytes).sum()
    }

    /// Bytes of the updates that were written since the last snapshot.
    pub(crate) fn grown(&self) -> usize {
        self.grown
    }

    /// There is a snapshot, and records up to this key are gone.
    pub(crate) fn trimmed(&mut self, key: u64) {
        self.grown = 0;
        while self.sizes.front().is_some_and(|(last, _)| *last <= key) {
            self.sizes.pop_front();
        }
    }

    /// The records up to this key have as many bytes.
    pub(crate) fn measured(&mut self, key: u64, bytes: usize) {
        self.sizes.retain(|(last, _)| *last > key);
        self.sizes.push_front((key, bytes));
    }

    /// The updates that are not on disk, with a checksum: for a place that is written at once when a page ends. Empty if
    /// there are none, or more than `limit` bytes.
    pub fn unfinished(&self, keys: &Keys, limit: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for pending in &self.pending {
            pending.update.write(keys, &mut bytes);
            if bytes.len() > limit {
                return Vec::new();
            }
        }
        if bytes.is_empty() {
            return bytes;
        }
        frame::write_one(FrameKind::Updates, false, &group(&bytes), &mut { self.head })
    }

    /// The last record on disk.
    pub fn head(&self) -> Position {
        self.head
    }
}

/// How long to wait after so many failures in a row before this one, in milliseconds.
pub(crate) fn pause_after(failures: u32) -> u64 {
    (RETRY_MS.0 << failures.min(16)).min(RETRY_MS.1)
}

#[cfg(test)]
mod tests;
