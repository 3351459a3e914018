//! What waits for the disk, and how it gets there.

use super::commit::COMMIT_BYTES;
use super::*;
use crate::core::change::{Action, Change};
use crate::core::io::{Commit, CommitFault};
use crate::core::journal::frame::MAX_PAYLOAD;
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
fn what_comes_while_a_recovery_is_under_way_waits_until_it_is_over() {
    let mut bench = Bench::new();
    bench.append(Durability::Strict, 0);
    bench.log.hold(Some(bench.log.newest()));
    bench.append(Durability::Strict, 0);
    assert!(!bench.log.is_saved(bench.log.held()));
    assert_eq!(bench.write(0).expect("what came before it").records.len(), 1);
    assert_eq!(bench.committed(0), Some(1));
    assert!(bench.log.is_saved(bench.log.held()) && !bench.log.is_clean());
    bench.log.hurry(1);
    assert!(bench.write(1).is_none());
    assert_eq!(bench.log.due(TIMEOUT, true), Some(TIMEOUT), "nothing is tried meanwhile");
    bench.log.hold(None);
    bench.log.hurry(2);
    assert!(bench.write(2).is_some());
    assert_eq!(bench.committed(2), Some(2));
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
        grown: 7,
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
fn of_two_commits_that_begin_alike_the_longer_one_is_found_to_have_happened() {
    let state = Value::null();
    let mut bench = Bench { log: Log::new(Position::default()), outputs: VecDeque::new(), version: 0 };
    bench.log.begin(Genesis { model: "m".into(), model_version: 1, version: 0, time: 0, state }, 0);
    let first = bench.write(0).expect("the first state");
    bench.failed(CommitFault::Unavailable, 0);
    bench.append(Durability::Strict, 0);
    let second = bench.write(1_000).expect("the same, and an update");
    assert_eq!(second.records[0], first.records[0], "they begin alike");
    bench.failed(CommitFault::Unavailable, 1_000);
    assert_eq!(bench.log.happened(&first.records), Some(0));
    assert_eq!(bench.log.happened(&second.records), Some(1));
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
