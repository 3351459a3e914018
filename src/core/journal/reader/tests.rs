//! Journals that are whole, torn and damaged.

use super::*;
use crate::core::change::{Action, Change};
use crate::core::journal::record::{Update, group};
use crate::core::pointer::Path;
use crate::core::value::Value;

fn journal(groups: usize) -> (Vec<Vec<u8>>, Vec<Stored>) {
    let keys = Keys::default();
    let mut head = Position { database: [9; 16], epoch: 1, ..Position::default() };
    let state = Value::decode(&[0x08, 0, 0, 0, 0], &keys).expect("an object");
    let genesis = Genesis { model: "m".into(), model_version: 1, version: 0, time: 5, state };
    let mut frames = frame::write(FrameKind::Genesis, &genesis.write(&keys), &mut head);
    for version in 1..=groups as u64 {
        let change = Change {
            path: Path::ROOT.join(keys.key(b"n")),
            action: Action::Put,
            before: None,
            after: Some(Value::number(version as f64)),
            position: None,
        };
        let update = Update { version, time: 6, source: "test".into(), label: None, changes: vec![change] };
        let mut bytes = Vec::new();
        update.write(&keys, &mut bytes);
        frames.extend(frame::write(FrameKind::Updates, &group(&bytes), &mut head));
    }
    let slots = vec![Meta { head, commit: 1 }.write()];
    (slots, frames.into_iter().enumerate().map(|(i, bytes)| (i as u64 + 1, bytes)).collect())
}

fn outcome(slots: &[Vec<u8>], records: &[Stored]) -> (usize, Outcome) {
    let journal = read(slots, records, None, &Keys::default()).expect("not newer");
    (journal.updates.len(), journal.outcome)
}

#[test]
fn a_whole_journal_is_read_whole() {
    let (slots, records) = journal(5);
    assert_eq!(outcome(&slots, &records), (5, Outcome::Clean));
    assert_eq!(outcome(&[], &[]), (0, Outcome::Clean));
}

#[test]
fn a_cut_record_after_the_head_is_a_torn_tail() {
    let (_, records) = journal(4);
    let (slots, _) = journal(3);
    let mut torn = records.clone();
    torn[4].1.truncate(20);
    assert_eq!(outcome(&slots, &torn), (3, Outcome::TornTail { from: 5 }));
}

#[test]
fn whole_records_after_the_head_are_kept() {
    let (_, records) = journal(4);
    let (slots, _) = journal(3);
    assert_eq!(outcome(&slots, &records), (4, Outcome::Clean));
}

#[test]
fn damage_before_the_head_is_reported_with_its_range() {
    let (slots, records) = journal(5);
    let mut flipped = records.clone();
    flipped[3].1[60] ^= 1;
    let (updates, result) = outcome(&slots, &flipped);
    assert_eq!(updates, 2);
    assert!(matches!(result, Outcome::Damaged { from: 4, to: 6, .. }), "{result:?}");
}

#[test]
fn missing_swapped_duplicated_and_foreign_records_are_damage() {
    let (slots, records) = journal(5);
    let mut missing = records.clone();
    missing.remove(2);
    let mut swapped = records.clone();
    let (a, b) = (swapped[2].1.clone(), swapped[3].1.clone());
    (swapped[2].1, swapped[3].1) = (b, a);
    let mut doubled = records.clone();
    doubled[3].1 = doubled[2].1.clone();
    let mut foreign = records.clone();
    let mut head = Position { database: [1; 16], ..Position::default() };
    head.sequence = 3;
    foreign[3].1 = frame::write(FrameKind::Updates, b"", &mut head).remove(0);
    for records in [missing, swapped, doubled, foreign] {
        assert!(matches!(outcome(&slots, &records).1, Outcome::Damaged { .. }));
    }
}

#[test]
fn a_slot_of_another_database_does_not_hide_this_one_and_is_what_the_next_commit_has_to_expect() {
    let (mut slots, records) = journal(3);
    let other = Meta { head: Position { database: [1; 16], epoch: 9, sequence: 99, hash: 9 }, commit: 8 };
    slots.push(other.write());
    assert_eq!(outcome(&slots, &records), (3, Outcome::Clean));
    let journal = read(&slots, &records, None, &Keys::default()).expect("not newer");
    assert_eq!((journal.stored, journal.commit, journal.head.sequence), (other.head, 8, 4));
    assert!(matches!(outcome(&slots, &records[..2]).1, Outcome::Damaged { from: 3, to: 4, .. }));
}

#[test]
fn the_end_missing_is_damage_too() {
    let (slots, mut records) = journal(5);
    records.truncate(4);
    assert!(matches!(outcome(&slots, &records), (3, Outcome::Damaged { from: 5, to: 6, .. })));
}

#[test]
fn the_newest_version_is_known_as_long_as_one_record_tells_it() {
    let (_, mut records) = journal(5);
    for at in [0, 2, 4] {
        records[at].1[60] ^= 1;
    }
    assert_eq!(newest_version(&records, &Keys::default()), 5);
    records[5].1[60] ^= 1;
    assert_eq!(newest_version(&records, &Keys::default()), 3);
    assert_eq!(newest_version(&records[..1], &Keys::default()), 0);
}

#[test]
fn a_later_format_anywhere_is_left_alone() {
    let (slots, mut records) = journal(2);
    records[1].1[4] = 9;
    let end = records[1].1.len() - 8;
    let hash = xxhash_rust::xxh64::xxh64(&records[1].1[..end], 0).to_le_bytes();
    records[1].1[end..].copy_from_slice(&hash);
    assert_eq!(read(&slots, &records, None, &Keys::default()).err(), Some(Newer));
}
