//! The journal beyond what a small history shows: payloads of several records, later formats, labels and positions.

use serde_json::json;

use super::disk::Disk;
use super::plain::Plain;
use super::session::{Session, Source};
use holdfast::core::change::{Action, Change};
use holdfast::core::io::{Commit, Unusable};
use holdfast::core::journal::frame::{self, FrameKind, Position};
use holdfast::core::journal::meta::Meta;
use holdfast::core::journal::reader::Outcome;
use holdfast::core::journal::record::{Update, group, read_group};
use holdfast::core::keys::Keys;
use holdfast::core::pointer;
use holdfast::core::value::Value;

/// A state and an update of more than two records each.
fn large() -> (Source, Plain) {
    let text = |len: usize| Plain::text("x".repeat(len));
    let source = Source::any(Plain::object([("first", text(2_500_000)), ("small", text(1))]));
    (source, Plain::object([("second", text(3_000_000))]))
}

fn plain(json: &serde_json::Value) -> Plain {
    Plain::from_json(json)
}

/// The commit of an update, on a disk where what came before is settled.
fn unanswered(source: &Source, update: &Plain) -> (Session, Commit) {
    let mut session = Session::new(source);
    session.settle();
    session.merge(update);
    while session.in_flight.is_none() {
        session.tick(u64::MAX);
    }
    let commit = session.in_flight.take().expect("a commit");
    (session, commit)
}

#[test]
fn what_is_larger_than_a_record_is_spread_and_read_as_one() {
    let (source, update) = large();
    let (mut session, commit) = unanswered(&source, &update);
    assert_eq!((session.disk.journal.len(), commit.records.len()), (10, 3));
    session.disk.commit(&commit).expect("it can be written");
    let next = session.reload(&source).expect("the disk can be read");
    assert_eq!((next.engine.version(), &next.outcome), (1, &Outcome::Clean));
    assert_eq!(next.digest(), session.digest());
}

#[test]
fn a_tail_that_was_torn_inside_a_payload_is_dropped_whole() {
    let (source, update) = large();
    let (session, commit) = unanswered(&source, &update);
    for records in 1..3 {
        let mut disk = session.disk.clone();
        disk.tear(&commit, records);
        let mut next = Session::open(&source, disk, 9).expect("what came before");
        let from = session.disk.journal.len() as u64 + 1;
        assert_eq!((next.engine.version(), &next.outcome), (0, &Outcome::TornTail { from }));
        next.merge(&plain(&json!({ "small": "after" })));
        next.settle();
        assert_eq!(next.disk.quarantine.len(), records);
        let last = next.reload(&source).expect("the disk can be read");
        assert_eq!((last.engine.version(), &last.outcome), (1, &Outcome::Clean));
    }
}

#[test]
fn a_payload_that_lost_its_end_after_it_was_acknowledged_is_damage() {
    let (source, update) = large();
    let (session, commit) = unanswered(&source, &update);
    let mut disk = session.disk.clone();
    disk.commit(&commit).expect("it can be written");
    let (first, last) = (commit.records[0].0, commit.records[2].0);
    disk.journal.remove(&last);
    let next = Session::open(&source, disk, 9).expect("what came before");
    assert_eq!(next.engine.version(), 0);
    assert!(
        matches!(next.outcome, Outcome::Damaged { from, to, .. } if (from, to) == (first, last)),
        "{:?}",
        next.outcome
    );
}

/// A record with something else in its header, and a checksum that is right.
fn altered(record: &[u8], at: usize, byte: u8) -> Vec<u8> {
    let mut record = record.to_vec();
    record[at] = byte;
    let end = record.len() - 8;
    let hash = xxhash_rust::xxh64::xxh64(&record[..end], 0).to_le_bytes();
    record[end..].copy_from_slice(&hash);
    record
}

#[test]
fn what_a_later_version_wrote_is_left_as_it_is() {
    let source = Source::any(plain(&json!({})));
    let mut session = Session::new(&source);
    session.settle();
    session.merge(&plain(&json!({ "a": 1 })));
    session.settle();
    let newer = |disk: &Disk| {
        let result = Session::open(&source, disk.clone(), 9);
        assert!(matches!(result, Err(Unusable::Newer(_))), "{result:?}");
    };
    // Format, kind, flags.
    for (at, byte) in [(4, 2), (5, 5), (5, 0), (6, 2), (7, 1)] {
        for key in [1, 2] {
            let mut disk = session.disk.clone();
            let record = altered(&disk.journal[&key], at, byte);
            disk.journal.insert(key, record);
            newer(&disk);
        }
    }
    for slot in 0..2 {
        let mut disk = session.disk.clone();
        disk.slots[slot] = disk.slots[slot].as_ref().map(|bytes| altered(bytes, 4, 2));
        newer(&disk);
        // Nor is anything written over it.
        let position = Position::default();
        let commit = Commit {
            expected: position,
            records: Vec::new(),
            meta: Meta::default(),
            set_aside: None,
            strict: true,
            is_last: false,
        };
        assert!(!commit.follows(disk.slots.iter().flatten().map(Vec::as_slice)));
    }
}

#[test]
fn a_later_version_of_the_model_and_another_model_are_refused() {
    let source = Source::any(plain(&json!({})));
    let mut session = Session::new(&source);
    session.settle();
    let genesis = |name: &str, version: u32| {
        let state = plain(&json!({})).value(&Keys::default());
        let genesis = holdfast::core::journal::record::Genesis {
            model: name.into(),
            model_version: version,
            version: 0,
            time: 0,
            state,
        };
        let mut head = Position { database: [0x5A; 16], epoch: 1, ..Position::default() };
        let record = frame::write(FrameKind::Genesis, &genesis.write(&Keys::default()), &mut head).remove(0);
        let slot = Meta { head, commit: 1 }.write();
        Disk { slots: [None, Some(slot)], journal: [(1, record)].into(), quarantine: Vec::new() }
    };
    assert!(Session::open(&source, genesis("test", 1), 9).is_ok());
    let newer = Session::open(&source, genesis("test", 2), 9);
    assert!(matches!(&newer, Err(Unusable::Newer(text)) if text.contains('2')), "{newer:?}");
    let other = Session::open(&source, genesis("other", 1), 9);
    assert!(matches!(&other, Err(Unusable::Unreadable(text)) if text.contains("other")), "{other:?}");
}

#[test]
fn slots_without_records_are_no_new_database() {
    let source = Source::any(plain(&json!({})));
    let mut session = Session::new(&source);
    session.settle();
    session.disk.journal.clear();
    let result = session.reload(&source);
    assert!(matches!(result, Err(Unusable::Unreadable(_))), "{result:?}");
}

#[test]
fn labels_positions_and_every_action_come_back() {
    let keys = Keys::new(["id"], 0);
    let path = |text: &str| pointer::parse(text.as_bytes(), &keys).expect("a pointer").into_iter().collect();
    let change =
        |text: &str, action, after, position| Change { path: path(text), action, before: None, after, position };
    let one = Some(Value::number(1.0));
    let update = Update {
        version: 7,
        time: 1_760_000_000_000,
        source: "component:Größe".into(),
        label: Some("rename".into()),
        changes: vec![
            change("/id", Action::Put, one.clone(), Some(3)),
            change("/a~1b/0", Action::Insert, Some(Value::text("ü")), None),
            change("/id/-0", Action::Remove, None, Some(2)),
            change("", Action::Put, one, None),
        ],
    };
    let mut bytes = Vec::new();
    update.write(&keys, &mut bytes);
    // Another model reads the same names.
    let other = Keys::new(["b", "a/b"], 1);
    let read = read_group(&group(&bytes), &other).expect("a group").remove(0);
    assert_eq!((read.version, read.time), (7, 1_760_000_000_000));
    assert_eq!((&*read.source, read.label.as_deref()), ("component:Größe", Some("rename")));
    let shown: Vec<_> = read
        .changes
        .iter()
        .map(|wanted| {
            let value = wanted.value.as_ref().map(|value| value.view().to_json(&other));
            (wanted.path.pointer(&other), wanted.action, value, wanted.position)
        })
        .collect();
    let expected = [
        ("/id".to_owned(), Action::Put, Some(json!(1.0)), Some(3)),
        ("/a~1b/0".to_owned(), Action::Insert, Some(json!("ü")), None),
        ("/id/-0".to_owned(), Action::Remove, None, None),
        (String::new(), Action::Put, Some(json!(1.0)), None),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn a_record_that_is_not_the_one_the_slot_names_is_damage() {
    let source = Source::any(plain(&json!({})));
    let mut session = Session::new(&source);
    session.settle();
    session.merge(&plain(&json!({ "n": 1 })));
    session.settle();
    // Two lives of the same database, as when an old copy of a profile is put back and used.
    let written = |n: u32| {
        let mut life = session.reload(&source).expect("the disk can be read");
        for n in [n, n + 10] {
            life.merge(&plain(&json!({ "n": n })));
            life.settle();
        }
        life.disk
    };
    let (one, other) = (written(2), written(3));
    let damaged = |disk: Disk, from: u64, version: u64| {
        let next = Session::open(&source, disk, 9).expect("what both have in common");
        assert!(matches!(&next.outcome, Outcome::Damaged { from: f, to: 4, .. } if *f == from), "{:?}", next.outcome);
        assert_eq!(next.engine.version(), version);
    };
    damaged(Disk { slots: one.slots.clone(), ..other.clone() }, 4, 2);
    // A single record of the other life does not follow the one before it, or is not followed by the one after it.
    for (key, from, version) in [(3, 4, 2), (4, 4, 2)] {
        let mut mixed = one.clone();
        mixed.journal.insert(key, other.journal[&key].clone());
        damaged(mixed, from, version);
    }
}
