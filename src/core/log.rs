//! The write side of the journal: updates wait here from the moment they are accepted until they are on disk.
//!
//! One commit is under way at a time; everything that is accepted meanwhile goes into the next one. A commit that fails
//! is tried again with growing pauses; nothing leaves the queue before it is on disk. One that fails may have happened all
//! the same: it is remembered until the disk says whether it has.
//!
//! Where other tabs write, an update may become another version before it is on disk. What is said of it here goes by the
//! version that it was accepted with, its name: names ascend in the order of the queue, whatever becomes of the versions.

use std::collections::VecDeque;
use std::rc::Rc;

use super::config::Durability;
use super::io::{Commit, CommitFault, Output, Timestamp};
use super::journal::frame::{self, FrameKind, MAX_PAYLOAD, Position};
use super::journal::meta::Meta;
use super::journal::reader::{Journal, Outcome, Stored};
use super::journal::record::{Genesis, Update, group};
use super::keys::Keys;
use super::value::Value;

/// The most bytes of updates in one commit.
const COMMIT_BYTES: usize = 4 * MAX_PAYLOAD;
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
            is_asked: false,
            pause_until: 0,
        }
    }

    /// Puts a whole state at the beginning of the next commit: of a new database, or of a later version of the model.
    pub(crate) fn begin(&mut self, genesis: Genesis, now: Timestamp) {
        (self.genesis, self.standby) = (Some(genesis), None);
        self.due = Some(now);
    }

    /// Puts a whole state before the next update: it is not what the journal leads to.
    pub(crate) fn begin_with_next(&mut self, genesis: Genesis) {
        self.standby = Some(genesis);
    }

    /// Goes on after what was read.
    pub(crate) fn resume(&mut self, journal: &Journal) {
        let Journal { head, stored, commit, outcome, bytes, .. } = journal;
        (self.head, self.stored, self.commits) = (*head, *stored, *commit);
        self.sizes = [(head.sequence, *bytes)].into();
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

    /// The commit, of those that may have happened, that the records on disk show to have happened: how many updates.
    pub(crate) fn happened(&self, records: &[Stored]) -> Option<usize> {
        let is_there = |commit: &&InFlight| {
            let Position { sequence, hash, .. } = commit.meta.head;
            let at = records.binary_search_by_key(&sequence, |(key, _)| *key);
            at.is_ok_and(|at| records[at].1.ends_with(&hash.to_le_bytes()))
        };
        self.doubtful.iter().find(is_there).map(|commit| commit.updates)
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
        self.late = self.late.max(told);
    }

    /// Takes out the updates that wait, so that they are made again.
    pub(crate) fn take(&mut self) -> VecDeque<Pending> {
        std::mem::take(&mut self.pending)
    }

    /// Puts back one that was made again.
    pub(crate) fn put_back(&mut self, pending: Pending) {
        self.pending.push_back(pending);
    }

    /// After the last was put back: if none was, there is nothing left to wait for.
    pub(crate) fn settle(&mut self, outputs: &mut VecDeque<Output>, now: Timestamp) {
        if self.pending.is_empty() && self.newest > self.told {
            self.told = self.newest;
            outputs.push_back(Output::Durable { version: self.newest });
        }
        self.wake(now);
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

    /// Begins a commit, if one is due and none under way.
    pub(crate) fn write(&mut self, now: Timestamp, keys: &Keys, outputs: &mut VecDeque<Output>) {
        // No pause is that long: a time further ahead means that the clock was set back.
        let due = |due: Timestamp| due <= now || due > now + RETRY_MS.1;
        if self.in_flight.is_some() || !self.due.map(|at| at.max(self.pause_until)).is_some_and(due) {
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
        self.in_flight = Some(InFlight { updates, meta, bytes: records.iter().map(|(_, bytes)| bytes.len()).sum() });
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
    fn written(&mut self, updates: usize, whole: u64, outputs: &mut VecDeque<Output>) {
        let last = self.pending.drain(..updates).next_back().map_or(whole, |pending| pending.name);
        // If none is left, those after it were refused.
        let version = if last > 0 && self.pending.is_empty() { self.newest } else { last };
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

    /// Whether a commit is under way.
    pub(crate) fn is_writing(&self) -> bool {
        self.in_flight.is_some()
    }

    /// Whether the database has still to be made, as far as is known.
    pub(crate) fn is_unwritten(&self) -> bool {
        self.genesis.is_some()
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

    /// The updates that are not on disk, newest first.
    pub(crate) fn unwritten(&self) -> impl Iterator<Item = &Rc<Update>> {
        self.pending.iter().rev().map(|pending| &pending.update)
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
mod tests {
    use super::*;
    use crate::core::change::{Action, Change};
    use crate::core::pointer::Path;

    const TIMEOUT: u64 = 30_000;

    /// A log on an empty disk, with what it said.
    struct Bench {
        log: Log,
        outputs: VecDeque<Output>,
        version: u64,
    }

    impl Bench {
        /// The first state is on disk.
        fn new() -> Bench {
            let mut bench = Bench { log: Log::new(Position::default()), outputs: VecDeque::new(), version: 0 };
            let state = Value::null();
            bench.log.begin(Genesis { model: "m".into(), model_version: 1, version: 0, time: 0, state }, 0);
            assert!(bench.write(0).is_some());
            bench.log.committed(&mut bench.outputs, 0);
            bench.outputs.clear();
            bench
        }

        fn append(&mut self, durability: Durability, now: Timestamp) {
            self.append_text("x", durability, now);
        }

        fn append_text(&mut self, text: &str, durability: Durability, now: Timestamp) {
            self.version += 1;
            let after = Some(Value::text(text));
            let change = Change { path: Path::ROOT, action: Action::Put, before: None, after, position: None };
            let (version, changes) = (self.version, vec![change]);
            let update = Update { version, time: now, source: "test".into(), label: None, changes };
            self.log.append(Rc::new(update), durability, Again::Changes, now);
        }

        fn write(&mut self, now: Timestamp) -> Option<Commit> {
            self.log.write(now, &Keys::default(), &mut self.outputs);
            match self.outputs.pop_back()? {
                Output::Commit(commit) => Some(commit),
                other => panic!("{other:?}"),
            }
        }

        fn committed(&mut self, now: Timestamp) -> Option<u64> {
            self.log.committed(&mut self.outputs, now);
            match self.outputs.pop_front()? {
                Output::Durable { version } => Some(version),
                other => panic!("{other:?}"),
            }
        }

        fn failed(&mut self, fault: CommitFault, now: Timestamp) -> Option<u64> {
            self.log.failed(fault, &mut self.outputs, now);
            match self.outputs.pop_front()? {
                Output::Undurable { version, .. } => Some(version),
                other => panic!("{other:?}"),
            }
        }

        fn expired(&mut self, now: Timestamp) -> Option<u64> {
            self.log.expire(TIMEOUT, &mut self.outputs, now);
            match self.outputs.pop_front()? {
                Output::TimedOut { version } => Some(version),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn the_first_state_is_written_strictly_and_alone_counts_as_version_0() {
        let mut bench = Bench { log: Log::new(Position::default()), outputs: VecDeque::new(), version: 0 };
        let state = Value::null();
        bench.log.begin(Genesis { model: "m".into(), model_version: 1, version: 0, time: 0, state }, 7);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(7));
        assert!(!bench.log.is_clean());
        let commit = bench.write(7).expect("a commit");
        assert!(commit.strict && commit.expected.sequence == 0 && commit.meta.commit == 1);
        assert_eq!(bench.committed(8), Some(0));
        assert!(bench.log.is_clean());
        assert_eq!(bench.log.saved_at(), Some(8));
        assert_eq!(bench.log.head(), commit.meta.head);
        assert_eq!(bench.log.bytes(), commit.records[0].1.len());
    }

    #[test]
    fn what_comes_while_a_commit_is_under_way_goes_into_the_next_one() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 10);
        let first = bench.write(10).expect("a commit");
        bench.append(Durability::Strict, 11);
        bench.append(Durability::Strict, 12);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(10 + TIMEOUT), "nothing but the timeout while one is under way");
        assert!(bench.write(12).is_none());
        assert_eq!(bench.committed(13), Some(1));
        assert_eq!(bench.log.pending(), 2);
        let second = bench.write(13).expect("a commit");
        assert_eq!(second.expected, first.meta.head);
        assert_eq!(second.records.len(), 1, "both updates in one record");
        assert_eq!(bench.committed(14), Some(3));
        assert_eq!(bench.log.due(TIMEOUT, true), None);
    }

    #[test]
    fn a_commit_is_as_strict_as_the_strictest_update_in_it() {
        for (durabilities, strict) in [
            ([Durability::Memory, Durability::Relaxed], false),
            ([Durability::Strict, Durability::Memory], true),
            ([Durability::Relaxed, Durability::Strict], true),
        ] {
            let mut bench = Bench::new();
            for durability in durabilities {
                bench.append(durability, 5);
            }
            assert_eq!(bench.write(5).expect("a commit").strict, strict, "{durabilities:?}");
        }
    }

    #[test]
    fn an_update_in_no_hurry_waits_a_second_unless_another_one_or_a_flush_comes() {
        let mut bench = Bench::new();
        bench.append(Durability::Memory, 100);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(1_100));
        assert!(bench.write(1_099).is_none());
        bench.log.hurry(200);
        assert!(bench.write(200).is_some());
        bench.committed(200);
        bench.append(Durability::Memory, 300);
        bench.append(Durability::Relaxed, 400);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(400));
        bench.write(400).expect("a commit");
        bench.committed(400);
        bench.log.hurry(500);
        assert_eq!(bench.log.due(TIMEOUT, true), None, "there is nothing to hurry");
    }

    #[test]
    fn a_commit_that_fails_is_tried_again_after_growing_pauses_and_loses_nothing() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 0);
        let mut now = 0;
        let mut pauses = Vec::new();
        for _ in 0..12 {
            assert!(bench.write(now).is_some());
            assert_eq!(bench.failed(CommitFault::Quota, now), Some(1));
            let due = bench.log.due(u64::MAX / 2, true).expect("another attempt");
            assert!(bench.write(due - 1).is_none());
            pauses.push(due - now);
            now = due;
        }
        assert_eq!(pauses[..4], [50, 100, 200, 400]);
        assert_eq!(pauses[11], 10_000);
        bench.append(Durability::Strict, now);
        assert!(bench.write(now).is_some());
        assert_eq!(bench.committed(now), Some(2));
        bench.append(Durability::Strict, now);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(now), "the pauses are over");
    }

    #[test]
    fn new_updates_do_not_shorten_a_pause_and_a_flush_does() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 0);
        bench.write(0).expect("a commit");
        bench.failed(CommitFault::Aborted, 0);
        bench.append(Durability::Strict, 1);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(50));
        bench.log.hurry(2);
        assert_eq!(bench.write(2).map(|commit| commit.meta.commit), Some(2), "the number of the failed one");
    }

    #[test]
    fn answers_that_nobody_waits_for_are_ignored() {
        let mut bench = Bench::new();
        assert_eq!(bench.committed(0), None);
        assert_eq!(bench.failed(CommitFault::Conflict, 0), None);
        bench.append(Durability::Strict, 0);
        assert!(bench.write(0).is_some());
    }

    #[test]
    fn each_update_is_late_once() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 0);
        bench.append(Durability::Strict, 10);
        bench.write(10).expect("a commit");
        assert_eq!(bench.expired(TIMEOUT - 1), None);
        assert_eq!(bench.expired(TIMEOUT), Some(1));
        assert_eq!(bench.expired(TIMEOUT + 9), None);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(TIMEOUT + 10));
        assert_eq!(bench.expired(TIMEOUT + 10), Some(2));
        assert_eq!(bench.expired(u64::MAX / 2), None);
        assert_eq!(bench.committed(TIMEOUT + 20), Some(2), "they may still be saved");
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_make_the_engine_spin() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 100_000);
        bench.write(100_000).expect("a commit");
        assert_eq!(bench.expired(100_000 + TIMEOUT), Some(1));
        bench.append(Durability::Strict, 500);
        let due = bench.log.due(TIMEOUT, true).expect("a timeout");
        assert_eq!(bench.expired(due), Some(2));
        assert_eq!(bench.log.due(TIMEOUT, true), None);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_the_saving() {
        let day = 86_400_000;
        let mut bench = Bench::new();
        bench.append(Durability::Memory, 10 * day);
        assert!(bench.write(9 * day).is_some(), "at the first timer");
        bench.failed(CommitFault::Unavailable, 9 * day);
        assert!(bench.write(8 * day).is_some());
    }

    #[test]
    fn a_burst_is_spread_over_records_and_commits() {
        let mut bench = Bench::new();
        let text = "x".repeat(MAX_PAYLOAD / 4);
        for _ in 0..40 {
            bench.append_text(&text, Durability::Strict, 0);
        }
        let mut commits = 0;
        let mut last = 0;
        while let Some(commit) = bench.write(0) {
            let bytes: usize = commit.records.iter().map(|(_, bytes)| bytes.len()).sum();
            assert!(bytes < COMMIT_BYTES + 2 * MAX_PAYLOAD, "{bytes}");
            assert!(commit.records.iter().all(|(_, bytes)| bytes.len() < MAX_PAYLOAD + 100));
            let keys: Vec<u64> = commit.records.iter().map(|(key, _)| *key).collect();
            let next = commit.expected.sequence + 1;
            assert_eq!(keys, (next..next + keys.len() as u64).collect::<Vec<_>>());
            last = bench.committed(0).expect("an answer");
            commits += 1;
        }
        assert_eq!((commits, last), (3, 40));
    }

    #[test]
    fn what_cannot_be_read_is_set_aside_by_the_first_commit_and_by_no_other() {
        let position = |sequence| Position { sequence, ..Position::default() };
        let outcome = Outcome::Damaged { from: 4, to: 9, reason: "rot".into() };
        let journal = Journal {
            genesis: None,
            updates: Vec::new(),
            head: position(3),
            stored: position(9),
            commit: 5,
            outcome,
            bytes: 77,
        };
        let mut bench = Bench::new();
        bench.log.resume(&journal);
        assert_eq!(bench.log.bytes(), 77);
        bench.log.trimmed(2);
        assert_eq!(bench.log.bytes(), 77, "what was read is one piece");
        bench.append(Durability::Strict, 0);
        let first = bench.write(0).expect("a commit");
        assert_eq!((first.expected.sequence, first.set_aside, first.records[0].0), (9, Some(4), 4));
        assert_eq!(first.meta.commit, 6);
        bench.failed(CommitFault::Unavailable, 0);
        let again = bench.write(50).expect("a commit");
        assert_eq!((again.expected.sequence, again.set_aside), (9, Some(4)), "it has not happened yet");
        bench.committed(50);
        bench.append(Durability::Strict, 60);
        let second = bench.write(60).expect("a commit");
        assert_eq!((second.expected, second.set_aside), (again.meta.head, None));
    }

    #[test]
    fn a_conflict_is_tried_again_at_once_and_nobody_is_told() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 10);
        bench.write(10).expect("a commit");
        assert_eq!(bench.failed(CommitFault::Conflict, 11), None);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(11));
        assert_eq!(bench.log.due(TIMEOUT, false), Some(10 + TIMEOUT), "not before what the other has written is read");
        assert_eq!(bench.log.happened(&[]), None);
    }

    #[test]
    fn a_commit_that_failed_and_is_on_disk_is_known_again_by_its_head() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 0);
        let first = bench.write(0).expect("a commit");
        bench.failed(CommitFault::Aborted, 0);
        bench.append(Durability::Strict, 10);
        let second = bench.write(50).expect("a commit");
        bench.failed(CommitFault::Unavailable, 50);
        assert_eq!(bench.log.happened(&first.records), Some(1));
        assert_eq!(bench.log.happened(&second.records), Some(2));
        bench.log.none_happened();
        assert_eq!(bench.log.happened(&first.records), None);
    }

    #[test]
    fn a_tab_that_has_written_lets_others_write_who_wait_before_it_does_so_again() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 10);
        bench.write(10).expect("a commit");
        bench.committed(11);
        bench.append(Durability::Strict, 11);
        assert!(bench.write(11).is_some(), "alone it need not wait");
        bench.log.share(true);
        bench.append(Durability::Strict, 12);
        bench.committed(12);
        assert_eq!(bench.log.due(TIMEOUT, true), Some(12 + TURN_MS));
        assert!(bench.write(12).is_none() && bench.write(12 + TURN_MS).is_some());
        bench.committed(100);
        bench.append(Durability::Strict, 100);
        assert!(bench.write(100).is_some(), "nobody has asked again");
        bench.log.share(true);
        bench.log.share(false);
        bench.committed(101);
        bench.append(Durability::Strict, 101);
        assert!(bench.write(101).is_some(), "it has had its turn");
    }
}
