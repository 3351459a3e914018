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
    /// Another tab has written: nothing more can be. Versions up to this one have been told so.
    fenced: Option<u64>,
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
            fenced: None,
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
        let write = match self.fenced {
            // At once, whatever the pause: there is nothing to wait for.
            Some(_) => self.fenced_out().map(|_| 0),
            None => self.due.filter(|_| self.in_flight.is_none()),
        };
        let late = self.first_not_late().map(|pending| pending.update.time + sync_timeout);
        [write, late].into_iter().flatten().min()
    }

    /// The newest version that has still to learn that another tab has written.
    fn fenced_out(&self) -> Option<u64> {
        let told = self.fenced?;
        self.pending.back().map(|pending| pending.update.version).filter(|last| *last > told)
    }

    fn first_not_late(&self) -> Option<&Pending> {
        self.pending.iter().find(|pending| pending.update.version > self.late)
    }

    /// Reports updates that have waited too long, each once.
    pub(crate) fn expire(&mut self, sync_timeout: u64, outputs: &mut VecDeque<Output>, now: Timestamp) {
        // What has been reported is out of it: a clock that was set back must not make it hide what came later.
        let rest = self.pending.iter().skip_while(|pending| pending.update.version <= self.late);
        let late = rest.take_while(|pending| pending.update.time + sync_timeout <= now).last();
        if let Some(version) = late.map(|pending| pending.update.version) {
            self.late = version;
            outputs.push_back(Output::TimedOut { version });
        }
    }

    /// Begins a commit, if one is due and none under way.
    pub(crate) fn write(&mut self, now: Timestamp, keys: &Keys, outputs: &mut VecDeque<Output>) {
        // No pause is that long: a time further ahead means that the clock was set back.
        let due = |due| due <= now || due > now + RETRY_MS.1;
        if let Some(version) = self.fenced_out() {
            self.fenced = Some(version);
            outputs.push_back(Output::Undurable { version, fault: CommitFault::Conflict });
        }
        if self.in_flight.is_some() || self.fenced.is_some() || !self.due.is_some_and(due) {
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
        self.bytes += done.bytes;
        self.genesis = None;
        self.set_aside = None;
        self.failures = 0;
        self.saved_at = Some(now);
        let version = self.pending.drain(..done.updates).next_back().map(|pending| pending.update.version);
        if !self.pending.is_empty() && self.due.is_none() {
            self.due = Some(now);
        }
        outputs.push_back(Output::Durable { version: version.unwrap_or_default() });
    }

    pub(crate) fn failed(&mut self, fault: CommitFault, outputs: &mut VecDeque<Output>, now: Timestamp) {
        let Some(failed) = self.in_flight.take() else { return };
        let last = failed.updates.checked_sub(1).and_then(|last| self.pending.get(last));
        let version = last.map_or(0, |pending| pending.update.version);
        self.fenced = (fault == CommitFault::Conflict).then_some(version);
        let pause = (RETRY_MS.0 << self.failures.min(16)).min(RETRY_MS.1);
        self.failures += 1;
        self.due = Some(now + pause);
        outputs.push_back(Output::Undurable { version, fault });
    }

    /// The newest version on its way to the disk; 0 if there is none.
    pub fn in_flight(&self) -> u64 {
        let last = self.in_flight.as_ref().and_then(|on_its_way| on_its_way.updates.checked_sub(1));
        last.and_then(|last| self.pending.get(last)).map_or(0, |pending| pending.update.version)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::change::{Action, Change};
    use crate::core::pointer::Path;
    use crate::core::value::Value;

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
            self.log.append(Rc::new(update), durability, now);
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
        assert_eq!(bench.log.due(TIMEOUT), Some(7));
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
        assert_eq!(bench.log.due(TIMEOUT), Some(10 + TIMEOUT), "nothing but the timeout while one is under way");
        assert!(bench.write(12).is_none());
        assert_eq!(bench.committed(13), Some(1));
        assert_eq!(bench.log.pending(), 2);
        let second = bench.write(13).expect("a commit");
        assert_eq!(second.expected, first.meta.head);
        assert_eq!(second.records.len(), 1, "both updates in one record");
        assert_eq!(bench.committed(14), Some(3));
        assert_eq!(bench.log.due(TIMEOUT), None);
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
        assert_eq!(bench.log.due(TIMEOUT), Some(1_100));
        assert!(bench.write(1_099).is_none());
        bench.log.hurry(200);
        assert!(bench.write(200).is_some());
        bench.committed(200);
        bench.append(Durability::Memory, 300);
        bench.append(Durability::Relaxed, 400);
        assert_eq!(bench.log.due(TIMEOUT), Some(400));
        bench.write(400).expect("a commit");
        bench.committed(400);
        bench.log.hurry(500);
        assert_eq!(bench.log.due(TIMEOUT), None, "there is nothing to hurry");
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
            let due = bench.log.due(u64::MAX / 2).expect("another attempt");
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
        assert_eq!(bench.log.due(TIMEOUT), Some(now), "the pauses are over");
    }

    #[test]
    fn new_updates_do_not_shorten_a_pause_and_a_flush_does() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 0);
        bench.write(0).expect("a commit");
        bench.failed(CommitFault::Aborted, 0);
        bench.append(Durability::Strict, 1);
        assert_eq!(bench.log.due(TIMEOUT), Some(50));
        bench.log.hurry(2);
        assert_eq!(bench.write(2).map(|commit| commit.meta.commit), Some(2), "the number of the failed one");
    }

    #[test]
    fn after_a_conflict_nothing_is_written() {
        let mut bench = Bench::new();
        bench.append(Durability::Strict, 0);
        bench.write(0).expect("a commit");
        bench.failed(CommitFault::Conflict, 0);
        bench.log.hurry(1);
        assert!(bench.write(100_000).is_none());
        assert_eq!(bench.log.due(TIMEOUT), Some(TIMEOUT));
        assert_eq!(bench.expired(TIMEOUT), Some(1));
        assert_eq!(bench.log.due(TIMEOUT), None);
        assert_eq!(bench.log.pending(), 1, "it is not forgotten");
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
        assert_eq!(bench.log.due(TIMEOUT), Some(TIMEOUT + 10));
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
        let due = bench.log.due(TIMEOUT).expect("a timeout");
        assert_eq!(bench.expired(due), Some(2));
        assert_eq!(bench.log.due(TIMEOUT), None);
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
}

#[cfg(test)]
mod fencing {
    use super::*;
    use crate::core::journal::record::Timestamp;

    fn update(version: u64, time: Timestamp) -> Rc<Update> {
        Rc::new(Update { version, time, source: "test".into(), label: None, changes: Vec::new() })
    }

    #[test]
    fn once_another_tab_has_written_every_later_update_learns_it_at_once() {
        let mut log = Log::new(Position::default());
        let mut outputs = VecDeque::new();
        let keys = Keys::default();
        log.append(update(1, 0), Durability::Strict, 0);
        log.write(0, &keys, &mut outputs);
        log.failed(CommitFault::Conflict, &mut outputs, 5);
        assert_eq!(log.due(30_000), Some(30_000), "the first one has been told and only the time limit is left");
        log.append(update(2, 6), Durability::Strict, 6);
        assert_eq!(log.due(30_000), Some(0));
        outputs.clear();
        log.write(6, &keys, &mut outputs);
        assert!(matches!(outputs.pop_front(), Some(Output::Undurable { version: 2, fault: CommitFault::Conflict })));
        assert!(outputs.is_empty(), "nothing is written");
    }
}
