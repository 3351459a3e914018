//! A storage that fails on purpose, at the commits that a test names.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Contents, Shelving, Storage, StorageError};
use crate::core::io::{Commit, CommitFault};
use crate::core::journal::reader::Stored;

/// How a commit goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written, and it says so.
    Refuse(CommitFault),
    /// Everything is written, and nobody is told: the page died in between.
    CrashAfter,
    /// Nothing is written, and nobody is told.
    CrashBefore,
    /// Everything is written, and it says that it was not.
    Lie(CommitFault),
}

/// Wraps a storage. Commits and shelvings are counted from 0, together.
#[derive(Debug)]
pub struct FaultyStorage<S> {
    inner: S,
    faults: RefCell<BTreeMap<usize, Fault>>,
    commits: Cell<usize>,
}

impl<S: Storage> FaultyStorage<S> {
    /// Fails at the commits in `faults`, and does what `inner` does at all others.
    pub fn new(inner: S, faults: impl IntoIterator<Item = (usize, Fault)>) -> FaultyStorage<S> {
        FaultyStorage { inner, faults: RefCell::new(faults.into_iter().collect()), commits: Cell::new(0) }
    }

    /// How many commits and shelvings there have been.
    pub fn writes(&self) -> usize {
        self.commits.get()
    }

    async fn write(&self, write: impl Future<Output = Result<(), StorageError>>) -> Result<(), StorageError> {
        let number = self.commits.replace(self.commits.get() + 1);
        let fault = self.faults.borrow_mut().remove(&number);
        let injected = |fault| Err(StorageError::new(fault, "injected"));
        match fault {
            None => write.await,
            Some(Fault::Refuse(fault)) => injected(fault),
            Some(Fault::Lie(fault)) => {
                write.await?;
                injected(fault)
            }
            Some(Fault::CrashBefore) => std::future::pending().await,
            Some(Fault::CrashAfter) => {
                write.await?;
                std::future::pending().await
            }
        }
    }
}

impl<S: Storage> Storage for FaultyStorage<S> {
    async fn load_after(&self, sequence: u64) -> Result<Contents, StorageError> {
        self.inner.load_after(sequence).await
    }

    async fn commit(&self, commit: impl Into<Rc<Commit>>) -> Result<(), StorageError> {
        self.write(self.inner.commit(commit)).await
    }

    async fn shelf(&self) -> Result<Vec<String>, StorageError> {
        self.inner.shelf().await
    }

    async fn fetch(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StorageError> {
        self.inner.fetch(keys).await
    }

    async fn shelve(&self, shelving: Shelving) -> Result<(), StorageError> {
        self.write(self.inner.shelve(shelving)).await
    }

    async fn quarantine(&self) -> Result<Vec<Stored>, StorageError> {
        self.inner.quarantine().await
    }

    fn close(&self) {
        self.inner.close();
    }
}
