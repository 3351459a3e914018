//! A database in memory, exactly as strict as `IndexedDB`: whole transactions, no key twice, and nothing that was
//! committed with relaxed durability survives a power cut unless a strict commit came after it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Contents, Storage, StorageError};
use crate::core::io::{Commit, CommitFault};
use crate::core::journal::reader::Stored;

/// The medium: what several handles share, as tabs share a database.
#[derive(Clone, Debug, Default)]
pub struct Medium(Rc<RefCell<Disk>>);

#[derive(Debug, Default)]
struct Disk {
    now: Data,
    /// What a power cut leaves.
    safe: Data,
}

#[derive(Clone, Debug, Default)]
struct Data {
    slots: [Option<Vec<u8>>; 2],
    journal: BTreeMap<u64, Vec<u8>>,
    quarantine: BTreeMap<u64, Vec<u8>>,
}

impl Medium {
    /// Loses what was not committed strictly.
    pub fn cut_power(&self) {
        let mut disk = self.0.borrow_mut();
        disk.now = disk.safe.clone();
    }

    /// Changes the stored bytes of a record, as rot does.
    pub fn damage(&self, key: u64, change: impl FnOnce(&mut Vec<u8>)) {
        let mut disk = self.0.borrow_mut();
        if let Some(bytes) = disk.now.journal.get_mut(&key) {
            change(bytes);
        }
        disk.safe = disk.now.clone();
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
    async fn load(&self) -> Result<Contents, StorageError> {
        self.check_open()?;
        let disk = self.medium.0.borrow();
        Ok(Contents {
            slots: disk.now.slots.iter().flatten().cloned().collect(),
            records: disk.now.journal.iter().map(|(key, bytes)| (*key, bytes.clone())).collect(),
        })
    }

    async fn commit(&self, commit: Commit) -> Result<(), StorageError> {
        self.check_open()?;
        let mut disk = self.medium.0.borrow_mut();
        let mut data = disk.now.clone();
        apply(&mut data, commit.clone())?;
        disk.now = data;
        if commit.strict {
            disk.safe = disk.now.clone();
        }
        Ok(())
    }

    async fn quarantine(&self) -> Result<Vec<Stored>, StorageError> {
        self.check_open()?;
        let disk = self.medium.0.borrow();
        Ok(disk.now.quarantine.iter().map(|(key, bytes)| (*key, bytes.clone())).collect())
    }

    fn close(&self) {
        self.closed.set(true);
    }
}

fn apply(data: &mut Data, commit: Commit) -> Result<(), StorageError> {
    let slots = data.slots.iter().flatten().map(Vec::as_slice);
    if !commit.follows(slots) {
        return Err(StorageError::new(CommitFault::Conflict, "the head is another one"));
    }
    if let Some(from) = commit.set_aside {
        let bad = data.journal.split_off(&from);
        data.quarantine.extend(bad);
    }
    for (key, bytes) in commit.records {
        if data.journal.insert(key, bytes).is_some() {
            return Err(StorageError::new(CommitFault::Aborted, format!("the key {key} is taken")));
        }
    }
    data.slots[commit.meta.slot()] = Some(commit.meta.write());
    Ok(())
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
        Commit { expected: position(from), records: vec![(from + 1, vec![1])], meta, set_aside: None, strict }
    }

    fn count(storage: &impl Storage) -> usize {
        now(storage.load()).expect("memory answers at once").expect("an open handle").records.len()
    }

    #[test]
    fn memory_keeps_the_contract() {
        let media = RefCell::new(HashMap::<String, Medium>::new());
        let open = async |name: &str| MemoryStorage::open(media.borrow_mut().entry(name.into()).or_default());
        assert_eq!(now(contract::run(open)), Some(10));
    }

    #[test]
    fn a_storage_without_faults_keeps_the_contract_too() {
        let media = RefCell::new(HashMap::<String, Medium>::new());
        let open = async |name: &str| {
            FaultyStorage::new(MemoryStorage::open(media.borrow_mut().entry(name.into()).or_default()), [])
        };
        assert_eq!(now(contract::run(open)), Some(10));
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
