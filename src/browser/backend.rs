//! Which storage an engine works on.

use super::indexed_db::IndexedDb;
use crate::core::io::Commit;
use crate::storage::memory::{Medium, MemoryStorage};
use crate::storage::{Contents, Storage, StorageError};

/// The two storages of a browser.
#[derive(Debug)]
pub(crate) enum Backend {
    IndexedDb(IndexedDb),
    /// Private modes, servers, tests.
    Memory(MemoryStorage),
}

impl Backend {
    /// A storage that lasts as long as the page.
    pub(crate) fn memory() -> Backend {
        Backend::Memory(MemoryStorage::open(&Medium::default()))
    }

    pub(crate) async fn load_after(&self, sequence: u64) -> Result<Contents, StorageError> {
        match self {
            Backend::IndexedDb(storage) => storage.load_after(sequence).await,
            Backend::Memory(storage) => storage.load_after(sequence).await,
        }
    }

    pub(crate) async fn commit(&self, commit: Commit) -> Result<(), StorageError> {
        match self {
            Backend::IndexedDb(storage) => storage.commit(commit).await,
            Backend::Memory(storage) => storage.commit(commit).await,
        }
    }

    pub(crate) fn close(&self) {
        match self {
            Backend::IndexedDb(storage) => storage.close(),
            Backend::Memory(storage) => storage.close(),
        }
    }
}
