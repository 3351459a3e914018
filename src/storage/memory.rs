//! A database in memory, exactly as strict as `IndexedDB`: whole transactions, no key twice, and nothing that was
//! committed with relaxed durability survives a power cut unless a strict commit came after it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Contents, Shelving, Storage, StorageError};
use crate::core::io::{Commit, CommitFault};
use crate::core::journal::reader::Stored;

/// The medium: what several handles share, as tabs share a database.
#[derive(Clone, Debug, Default)]
pub struct Medium(Rc<RefCell<Disk>>);

#[derive(Debug, Default)]
struct Disk {
    now: Data,
    /// What a power cut leaves, where that is not everything.
    safe: Option<Data>,
}

#[derive(Clone, Debug, Default)]
struct Data {
    slots: [Option<Vec<u8>>; 2],
    /// In the order of their keys.
    journal: Vec<(u64, Rc<[u8]>)>,
    quarantine: Vec<(u64, Rc<[u8]>)>,
    /// In the order of their keys.
    shelf: Vec<(String, Rc<[u8]>)>,
}

impl Disk {
    /// Before something is written.
    fn write(&mut self, strict: bool) {
        if strict {
            self.safe = None;
        } else if self.safe.is_none() {
            self.safe = Some(self.now.clone());
        }
    }
}

fn copied(records: &[(u64, Rc<[u8]>)]) -> Vec<Stored> {
    records.iter().map(|(key, bytes)| (*key, bytes.to_vec())).collect()
}

impl Medium {
    /// Loses what was not committed strictly.
    pub fn cut_power(&self) {
        let mut disk = self.0.borrow_mut();
        if let Some(safe) = disk.safe.take() {
            disk.now = safe;
        }
    }

    /// Changes the stored bytes of something on the shelf, as rot does; with `None` it is gone.
    pub fn damage_shelf(&self, key: &str, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) {
        let data = &mut self.0.borrow_mut().now;
        let Ok(at) = data.place(key) else { return };
        match change(data.shelf[at].1.to_vec()) {
            Some(bytes) => data.shelf[at].1 = bytes.into(),
            None => drop(data.shelf.remove(at)),
        }
    }

    /// Changes the stored bytes of a record, as rot does; with `None` it is gone.
    pub fn damage(&self, key: u64, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) {
        let journal = &mut self.0.borrow_mut().now.journal;
        let Ok(at) = journal.binary_search_by_key(&key, |(other, _)| *other) else { return };
        match change(journal[at].1.to_vec()) {
            Some(bytes) => journal[at].1 = bytes.into(),
            None => drop(journal.remove(at)),
        }
    }

    /// Loses everything, as when the site's data are cleared. Handles stay open.
    pub fn wipe(&self) {
        *self.0.borrow_mut() = Disk::default();
    }

    /// Changes the bytes of a meta slot, as rot does; with `None` it is gone.
    pub fn damage_slot(&self, slot: usize, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) {
        let slot = &mut self.0.borrow_mut().now.slots[slot];
        *slot = slot.take().and_then(change);
    }

    /// Another medium with the same on it.
    #[must_use]
    pub fn copy(&self) -> Medium {
        let Disk { now, safe } = &*self.0.borrow();
        Medium(Rc::new(RefCell::new(Disk { now: now.clone(), safe: safe.clone() })))
    }
}

/// A handle on a [`Medium`].
#[derive(Debug, Default)]
pub struct MemoryStorage {
    medium: Medium,
    closed: Cell<bool>,
}

impl MemoryStorage {
    /// Opens a database.
    pub fn open(medium: &Medium) -> MemoryStorage {
        MemoryStorage { medium: medium.clone(), closed: Cell::new(false) }
    }

    fn check_open(&self) -> Result<(), StorageError> {
        if self.closed.get() {
            Err(StorageError::new(CommitFault::Unavailable, "the handle is closed"))
        } else {
            Ok(())
        }
    }
}

impl Storage for MemoryStorage {
    async fn load_after(&self, sequence: u64) -> Result<Contents, StorageError> {
        self.check_open()?;
        let Data { slots, journal, .. } = &self.medium.0.borrow().now;
        let at = journal.partition_point(|(key, _)| *key <= sequence);
        Ok(Contents { slots: slots.iter().flatten().cloned().collect(), records: copied(&journal[at..]) })
    }

    async fn commit(&self, commit: impl Into<Rc<Commit>>) -> Result<(), StorageError> {
        self.check_open()?;
        let mut disk = self.medium.0.borrow_mut();
        let commit = commit.into();
        check(&disk.now, &commit)?;
        disk.write(commit.strict);
        apply(&mut disk.now, &commit);
        Ok(())
    }

    async fn quarantine(&self) -> Result<Vec<Stored>, StorageError> {
        self.check_open()?;
        Ok(copied(&self.medium.0.borrow().now.quarantine))
    }

    async fn shelf(&self) -> Result<Vec<String>, StorageError> {
        self.check_open()?;
        Ok(self.medium.0.borrow().now.keys())
    }

    async fn fetch(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StorageError> {
        self.check_open()?;
        let disk = self.medium.0.borrow();
        Ok(keys.iter().map(|key| disk.now.place(key).ok().map(|at| disk.now.shelf[at].1.to_vec())).collect())
    }

    async fn shelve(&self, shelving: Shelving) -> Result<(), StorageError> {
        self.check_open()?;
        let mut disk = self.medium.0.borrow_mut();
        if !shelving.agrees(&disk.now.keys()) {
            return Err(StorageError::new(CommitFault::Conflict, "the shelf is another one"));
        }
        disk.write(!shelving.is_relaxed);
        let data = &mut disk.now;
        for (key, bytes) in shelving.puts {
            match data.place(&key) {
                Ok(at) => data.shelf[at].1 = bytes.into(),
                Err(at) => data.shelf.insert(at, (key, bytes.into())),
            }
        }
        data.shelf.retain(|(key, _)| !shelving.drops.contains(key));
        data.journal.retain(|(key, _)| *key > shelving.trim);
        Ok(())
    }

    fn close(&self) {
        self.closed.set(true);
    }
}

impl Data {
    fn keys(&self) -> Vec<String> {
        self.shelf.iter().map(|(key, _)| key.clone()).collect()
    }

    fn place(&self, key: &str) -> Result<usize, usize> {
        self.shelf.binary_search_by(|(other, _)| other.as_str().cmp(key))
    }
}

/// Everything that may stand in the way, so that what follows happens as a whole.
fn check(data: &Data, commit: &Commit) -> Result<(), StorageError> {
    if !commit.follows(data.slots.iter().flatten().map(Vec::as_slice)) {
        return Err(StorageError::new(CommitFault::Conflict, "the head is another one"));
    }
    let kept = |key: u64| commit.set_aside.is_none_or(|from| key < from);
    let taken = |key: u64| kept(key) && data.journal.binary_search_by_key(&key, |(key, _)| *key).is_ok();
    let mut keys: Vec<u64> = Vec::new();
    for (key, _) in &commit.records {
        if taken(*key) || keys.contains(key) {
            return Err(StorageError::new(CommitFault::Aborted, format!("the key {key} is taken")));
        }
        keys.push(*key);
    }
    Ok(())
}

fn apply(data: &mut Data, commit: &Commit) {
    if let Some(from) = commit.set_aside {
        let at = data.journal.partition_point(|(key, _)| *key < from);
        let bad = data.journal.split_off(at);
        // Like `put`: what was set aside under the same key before is replaced.
        data.quarantine.retain(|(key, _)| bad.iter().all(|(other, _)| other != key));
        data.quarantine.extend(bad);
    }
    for (key, bytes) in &commit.records {
        let at = data.journal.partition_point(|(other, _)| other < key);
        data.journal.insert(at, (*key, bytes.as_slice().into()));
    }
    data.slots[commit.meta.slot()] = Some(commit.meta.write());
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::storage::contract;
    use crate::storage::faulty::{Fault, FaultyStorage};

    /// Memory never waits, so polling once is enough; what hangs on purpose gives `None`.
    fn now<F: Future>(future: F) -> Option<F::Output> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Some(result),
            Poll::Pending => None,
        }
    }

    fn commit(from: u64, strict: bool) -> Commit {
        use crate::core::journal::{frame::Position, meta::Meta};
        let position = |sequence| Position { sequence, ..Position::default() };
        let meta = Meta { head: position(from + 1), commit: from + 1 };
        Commit {
            expected: position(from),
            records: vec![(from + 1, vec![1])],
            meta,
            set_aside: None,
            strict,
            is_last: false,
        }
    }

    fn count(storage: &impl Storage) -> usize {
        now(storage.load()).expect("memory answers at once").expect("an open handle").records.len()
    }

    #[test]
    fn memory_keeps_the_contract() {
        let media = RefCell::new(HashMap::<String, Medium>::new());
        let open = async |name: &str| MemoryStorage::open(media.borrow_mut().entry(name.into()).or_default());
        assert_eq!(now(contract::run(open)), Some(18));
    }

    #[test]
    fn a_storage_without_faults_keeps_the_contract_too() {
        let media = RefCell::new(HashMap::<String, Medium>::new());
        let open = async |name: &str| {
            FaultyStorage::new(MemoryStorage::open(media.borrow_mut().entry(name.into()).or_default()), [])
        };
        assert_eq!(now(contract::run(open)), Some(18));
    }

    #[test]
    fn a_power_cut_takes_what_is_relaxed_and_a_strict_commit_saves_all_before_it() {
        let medium = Medium::default();
        let storage = MemoryStorage::open(&medium);
        for (from, strict) in [(0, false), (1, true), (2, false)] {
            assert_eq!(now(storage.commit(commit(from, strict))), Some(Ok(())));
        }
        medium.cut_power();
        assert_eq!(count(&storage), 2);
    }

    #[test]
    fn damage_is_what_is_read_from_then_on_and_a_record_that_is_not_there_cannot_rot() {
        let medium = Medium::default();
        let storage = MemoryStorage::open(&medium);
        assert_eq!(now(storage.commit(commit(0, true))), Some(Ok(())));
        let before = medium.copy();
        medium.damage(1, |bytes| Some([&bytes[..], &[9]].concat()));
        medium.damage(2, |_| panic!("there is none"));
        medium.damage_slot(0, |_| panic!("there is none"));
        let load = |storage: &MemoryStorage| now(storage.load()).expect("memory answers at once").expect("it is open");
        assert_eq!(load(&storage).records, [(1, vec![1, 9])]);
        medium.damage(1, |_| None);
        medium.damage_slot(1, |_| None);
        assert_eq!(load(&storage), Contents::default());
        assert_eq!(load(&MemoryStorage::open(&before)).records, [(1, vec![1])], "a copy is something else");
    }

    #[test]
    fn what_was_shelved_survives_a_power_cut_and_so_does_what_was_committed_before_it() {
        let medium = Medium::default();
        let storage = MemoryStorage::open(&medium);
        let shelve = |key: &str, is_relaxed| {
            let puts = vec![(key.to_owned(), vec![1])];
            assert_eq!(now(storage.shelve(Shelving { puts, is_relaxed, ..Shelving::default() })), Some(Ok(())));
        };
        shelve("c1", true);
        assert_eq!(now(storage.commit(commit(0, false))), Some(Ok(())));
        shelve("c2", false);
        assert_eq!(now(storage.commit(commit(1, false))), Some(Ok(())));
        shelve("c3", true);
        medium.cut_power();
        assert_eq!(count(&storage), 1, "the second one was relaxed and nothing came after it");
        assert_eq!(now(storage.shelf()), Some(Ok(vec!["c1".into(), "c2".into()])));
        assert_eq!(now(storage.fetch(&["c2".into()])), Some(Ok(vec![Some(vec![1])])));
    }

    #[test]
    fn a_fault_befalls_one_commit_and_the_next_goes_through() {
        let faults = [(0, Fault::Refuse(CommitFault::Quota)), (1, Fault::Refuse(CommitFault::Unavailable))];
        let storage = FaultyStorage::new(MemoryStorage::open(&Medium::default()), faults);
        let mut answers = Vec::new();
        for _ in 0..3 {
            let answer = now(storage.commit(commit(0, true))).expect("it answers");
            answers.push(answer.map_err(|error| error.to_string()));
        }
        let refused = |fault: CommitFault| Err(format!("{fault} (injected)"));
        assert_eq!(answers, [refused(CommitFault::Quota), refused(CommitFault::Unavailable), Ok(())]);
        assert_eq!(count(&storage), 1);
        storage.close();
        let closed = now(storage.commit(commit(1, true))).expect("it answers").expect_err("it is closed");
        assert_eq!(closed.fault, CommitFault::Unavailable);
    }

    #[test]
    fn each_fault_does_what_it_says() {
        let cases = [
            (Fault::Refuse(CommitFault::Quota), Some(Some(CommitFault::Quota)), 0),
            (Fault::Lie(CommitFault::Aborted), Some(Some(CommitFault::Aborted)), 1),
            (Fault::CrashBefore, None, 0),
            (Fault::CrashAfter, None, 1),
        ];
        for (fault, answer, written) in cases {
            let storage = FaultyStorage::new(MemoryStorage::open(&Medium::default()), [(0, fault)]);
            let result = now(storage.commit(commit(0, true)));
            assert_eq!(result.map(|result| result.err().map(|error| error.fault)), answer, "{fault:?}");
            assert_eq!(count(&storage), written, "{fault:?}");
        }
    }
}
