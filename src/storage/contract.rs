//! What every backend must do, as one suite that all of them run: the in-memory one natively, `IndexedDB` in browsers.

use super::{MANIFEST, Shelving, Storage, StorageError};
use crate::core::io::{Commit, CommitFault};
use crate::core::journal::frame::Position;
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::Stored;

/// The database id that all commits of the suite carry.
const DATABASE: [u8; 16] = [7; 16];

/// Runs the suite. `open` opens the database of a given name, a new one at the first time. Panics at the first rule that
/// is broken, and returns how many hold.
pub async fn run<S: Storage>(open: impl AsyncFn(&str) -> S) -> usize {
    let rules = 18;
    a_new_database_is_empty(&open("empty").await).await;
    what_was_committed_is_there_for_another_handle(&open).await;
    a_head_that_moved_on_is_a_conflict(&open).await;
    a_first_commit_needs_an_empty_database(&open).await;
    a_key_that_is_taken_aborts_everything(&open("taken").await).await;
    records_that_are_set_aside_are_kept(&open("aside").await).await;
    the_slots_are_written_in_turn(&open("slots").await).await;
    records_come_in_the_order_of_their_keys(&open("order").await).await;
    bytes_come_back_as_they_were(&open("bytes").await).await;
    records_after_a_key_come_with_the_slots_of_that_moment(&open("after").await).await;
    a_closed_handle_refuses(&open("closed").await).await;
    what_is_shelved_is_there_for_another_handle(&open).await;
    the_shelf_is_in_the_order_of_its_keys_and_gaps_stay_gaps(&open("shelf").await).await;
    what_is_shelved_again_replaces_and_what_is_dropped_is_gone(&open("dropped").await).await;
    what_is_required_has_to_be_there(&open("required").await).await;
    no_manifest_may_be_there_but_those_that_are_named(&open("only").await).await;
    trimming_drops_records_up_to_a_key_and_nothing_else(&open("trimmed").await).await;
    large_pieces_come_back_as_they_were(&open("large").await).await;
    rules
}

fn position(sequence: u64) -> Position {
    let hash = if sequence == 0 { 0 } else { sequence ^ 0xABCD };
    Position { database: DATABASE, epoch: 1, sequence, hash }
}

/// A commit of the records after `from` up to `to`.
fn commit(from: u64, to: u64, number: u64) -> Commit {
    Commit {
        expected: position(from),
        records: (from + 1..=to).map(|key| (key, vec![key as u8; 8])).collect(),
        meta: Meta { head: position(to), commit: number },
        set_aside: None,
        strict: true,
        is_last: false,
    }
}

async fn records<S: Storage>(storage: &S) -> Vec<Stored> {
    storage.load().await.expect("a database that was just written can be read").records
}

fn fault(result: Result<(), StorageError>) -> Option<CommitFault> {
    result.err().map(|error| error.fault)
}

async fn must<S: Storage>(storage: &S, commit: Commit) {
    storage.commit(commit).await.expect("nothing stands in the way of this commit");
}

async fn a_new_database_is_empty<S: Storage>(storage: &S) {
    let contents = storage.load().await.expect("a new database can be read");
    assert!(contents.slots.is_empty() && contents.records.is_empty());
    assert!(storage.quarantine().await.expect("so can its quarantine").is_empty());
}

async fn what_was_committed_is_there_for_another_handle<S: Storage>(open: &impl AsyncFn(&str) -> S) {
    let first = open("shared").await;
    must(&first, commit(0, 2, 1)).await;
    let second = open("shared").await;
    assert_eq!(records(&second).await, records(&first).await);
    assert_eq!(records(&second).await.len(), 2);
    first.close();
    second.close();
}

async fn a_head_that_moved_on_is_a_conflict<S: Storage>(open: &impl AsyncFn(&str) -> S) {
    let (first, second) = (open("conflict").await, open("conflict").await);
    must(&first, commit(0, 1, 1)).await;
    must(&second, commit(1, 2, 2)).await;
    assert_eq!(fault(first.commit(commit(1, 3, 2)).await), Some(CommitFault::Conflict));
    assert_eq!(records(&first).await, records(&second).await);
    assert_eq!(records(&first).await.len(), 2, "nothing of the refused commit is there");
    first.close();
    second.close();
}

async fn a_first_commit_needs_an_empty_database<S: Storage>(open: &impl AsyncFn(&str) -> S) {
    let (first, second) = (open("first").await, open("first").await);
    must(&first, commit(0, 1, 1)).await;
    assert_eq!(fault(second.commit(commit(0, 1, 1)).await), Some(CommitFault::Conflict));
    first.close();
    second.close();
}

async fn a_key_that_is_taken_aborts_everything<S: Storage>(storage: &S) {
    must(storage, commit(0, 2, 1)).await;
    let mut wrong = commit(2, 4, 2);
    wrong.records[1].0 = 2;
    assert_eq!(fault(storage.commit(wrong).await), Some(CommitFault::Aborted));
    assert_eq!(records(storage).await.len(), 2);
    must(storage, commit(2, 4, 2)).await;
    assert_eq!(records(storage).await.len(), 4);
}

async fn records_that_are_set_aside_are_kept<S: Storage>(storage: &S) {
    must(storage, commit(0, 5, 1)).await;
    let before = records(storage).await;
    let mut next = commit(3, 4, 2);
    next.expected = position(5);
    next.set_aside = Some(4);
    next.records[0].1 = b"new".to_vec();
    must(storage, next).await;
    let after = records(storage).await;
    assert_eq!(after[..3], before[..3]);
    assert_eq!(after[3..], [(4, b"new".to_vec())]);
    assert_eq!(storage.quarantine().await.expect("the quarantine can be read"), before[3..]);
}

async fn the_slots_are_written_in_turn<S: Storage>(storage: &S) {
    for number in 1..=3 {
        must(storage, commit(number - 1, number, number)).await;
    }
    let contents = storage.load().await.expect("it can be read");
    let mut commits: Vec<_> =
        contents.slots.iter().map(|slot| Meta::read(slot).expect("a whole slot").commit).collect();
    commits.sort_unstable();
    assert_eq!(commits, [2, 3]);
}

async fn records_come_in_the_order_of_their_keys<S: Storage>(storage: &S) {
    must(storage, commit(0, 300, 1)).await;
    let keys: Vec<u64> = records(storage).await.into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, (1..=300).collect::<Vec<_>>());
}

async fn bytes_come_back_as_they_were<S: Storage>(storage: &S) {
    let all: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
    let mut one = commit(0, 2, 1);
    one.records[0].1.clone_from(&all);
    one.records[1].1.clear();
    must(storage, one).await;
    assert_eq!(records(storage).await, [(1, all), (2, Vec::new())]);
}

async fn records_after_a_key_come_with_the_slots_of_that_moment<S: Storage>(storage: &S) {
    must(storage, commit(0, 300, 1)).await;
    let all = storage.load().await.expect("it can be read");
    for after in [0, 1, 299, 300, 301, u64::MAX >> 11] {
        let later = storage.load_after(after).await.expect("it can be read");
        assert_eq!(later.slots, all.slots);
        assert_eq!(later.records, all.records[(after as usize).min(300)..]);
    }
}

async fn a_closed_handle_refuses<S: Storage>(storage: &S) {
    storage.close();
    assert_eq!(fault(storage.commit(commit(0, 1, 1)).await), Some(CommitFault::Unavailable));
    assert!(storage.load().await.is_err());
    assert_eq!(fault(storage.shelve(put("c1", b"x")).await), Some(CommitFault::Unavailable));
    assert!(storage.shelf().await.is_err() && storage.fetch(&texts(&["c1"])).await.is_err());
    assert!(storage.quarantine().await.is_err());
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| String::from(*text)).collect()
}

fn put(key: &str, bytes: &[u8]) -> Shelving {
    Shelving { puts: vec![(key.into(), bytes.into())], ..Shelving::default() }
}

async fn shelve<S: Storage>(storage: &S, shelving: Shelving) {
    storage.shelve(shelving).await.expect("nothing stands in the way of this");
}

async fn shelf<S: Storage>(storage: &S) -> Vec<String> {
    storage.shelf().await.expect("the keys can be read")
}

async fn fetch<S: Storage>(storage: &S, keys: &[&str]) -> Vec<Option<Vec<u8>>> {
    storage.fetch(&texts(keys)).await.expect("the shelf can be read")
}

async fn what_is_shelved_is_there_for_another_handle<S: Storage>(open: &impl AsyncFn(&str) -> S) {
    let (first, second) = (open("shelves").await, open("shelves").await);
    assert!(shelf(&first).await.is_empty());
    shelve(&first, put("c1", b"one")).await;
    assert_eq!((shelf(&second).await, fetch(&second, &["c1"]).await), (texts(&["c1"]), vec![Some(b"one".to_vec())]));
    // Neither of the two stores is the other one.
    must(&second, commit(0, 1, 1)).await;
    assert_eq!((shelf(&first).await.len(), records(&first).await.len()), (1, 1));
    first.close();
    second.close();
}

async fn the_shelf_is_in_the_order_of_its_keys_and_gaps_stay_gaps<S: Storage>(storage: &S) {
    for key in ["v2", "c0b", "m1", "c0a", "c1"] {
        shelve(storage, put(key, key.as_bytes())).await;
    }
    assert_eq!(shelf(storage).await, ["c0a", "c0b", "c1", "m1", "v2"]);
    let found = fetch(storage, &["v2", "c0", "c0a", "c2", "v2", ""]).await;
    let there = |key: &str| Some(key.as_bytes().to_vec());
    assert_eq!(found, [there("v2"), None, there("c0a"), None, there("v2"), None]);
    assert!(fetch(storage, &[]).await.is_empty());
}

async fn what_is_shelved_again_replaces_and_what_is_dropped_is_gone<S: Storage>(storage: &S) {
    for (key, bytes) in [("c1", "long before"), ("c2", "two"), ("c1", "one")] {
        shelve(storage, put(key, bytes.as_bytes())).await;
    }
    assert_eq!(fetch(storage, &["c1", "c2"]).await, [Some(b"one".to_vec()), Some(b"two".to_vec())]);
    // What is not there can be dropped, too; and what is put and dropped at once is not there.
    let mut both = put("c3", b"three");
    both.drops = texts(&["c1", "c3", "c9"]);
    shelve(storage, both).await;
    assert_eq!(shelf(storage).await, ["c2"]);
    shelve(storage, put("c1", b"again")).await;
    assert_eq!(fetch(storage, &["c1", "c3"]).await, [Some(b"again".to_vec()), None]);
}

async fn what_is_required_has_to_be_there<S: Storage>(storage: &S) {
    must(storage, commit(0, 3, 1)).await;
    shelve(storage, put("c1", b"one")).await;
    let mut shelving = put("m1", b"manifest");
    (shelving.requires, shelving.drops, shelving.trim) = (texts(&["c1", "c2"]), texts(&["c1"]), 2);
    assert_eq!(fault(storage.shelve(shelving.clone()).await), Some(CommitFault::Conflict));
    assert_eq!((shelf(storage).await, records(storage).await.len()), (texts(&["c1"]), 3), "nothing is done");
    // What comes with it was not there before.
    shelving.requires = texts(&["m1"]);
    assert_eq!(fault(storage.shelve(shelving.clone()).await), Some(CommitFault::Conflict));
    shelving.requires = texts(&["c1"]);
    shelve(storage, shelving).await;
    assert_eq!((shelf(storage).await, records(storage).await.len()), (texts(&["m1"]), 1));
}

async fn no_manifest_may_be_there_but_those_that_are_named<S: Storage>(storage: &S) {
    let manifest = |id: u8| format!("{MANIFEST}{id}");
    must(storage, commit(0, 3, 1)).await;
    for key in [&manifest(1), &manifest(2), "c1", "v1"] {
        shelve(storage, put(key, b"x")).await;
    }
    let mut shelving = put("c2", b"y");
    (shelving.drops, shelving.trim) = (texts(&["c1"]), 1);
    for only in [vec![], vec![manifest(1)], vec![manifest(3), manifest(2)]] {
        shelving.only = Some(only);
        assert_eq!(fault(storage.shelve(shelving.clone()).await), Some(CommitFault::Conflict));
    }
    assert_eq!((shelf(storage).await.len(), records(storage).await.len()), (4, 3), "nothing is done");
    // One that is named and not there stands in nobody's way.
    shelving.only = Some(vec![manifest(3), manifest(2), manifest(1)]);
    shelve(storage, shelving).await;
    assert_eq!(shelf(storage).await, ["c2", "m1", "m2", "v1"]);
    assert_eq!(records(storage).await.len(), 2);
}

async fn trimming_drops_records_up_to_a_key_and_nothing_else<S: Storage>(storage: &S) {
    let trim = |trim| Shelving { trim, ..Shelving::default() };
    must(storage, commit(0, 300, 1)).await;
    shelve(storage, put("c1", b"one")).await;
    let before = storage.load().await.expect("it can be read");
    shelve(storage, trim(0)).await;
    assert_eq!(records(storage).await.len(), 300, "0 is for none");
    shelve(storage, trim(258)).await;
    let after = storage.load().await.expect("it can be read");
    assert_eq!((after.slots, &after.records[..]), (before.slots, &before.records[258..]));
    shelve(storage, trim(9_000)).await;
    assert!(records(storage).await.is_empty() && shelf(storage).await == ["c1"]);
    assert!(storage.quarantine().await.expect("it can be read").is_empty());
    // The head has stayed where it was: the next commit follows it.
    must(storage, commit(300, 301, 2)).await;
    assert_eq!(records(storage).await, commit(300, 301, 2).records);
}

async fn large_pieces_come_back_as_they_were<S: Storage>(storage: &S) {
    let all: Vec<u8> = (0..=255).cycle().take(1 << 18).collect();
    let key = |at: usize| format!("c{at:04}");
    let puts = (0..40).map(|at| (key(at), if at == 7 { Vec::new() } else { all[at..].to_vec() })).collect();
    shelve(storage, Shelving { puts, ..Shelving::default() }).await;
    let keys: Vec<String> = (0..40).map(key).collect();
    let found = storage.fetch(&keys).await.expect("it can be read");
    assert!(
        found
            .iter()
            .enumerate()
            .all(|(at, bytes)| { bytes.as_deref() == Some(if at == 7 { &[][..] } else { &all[at..] }) })
    );
}
