//! Which storage an engine works on.

use js_sys::Map;

use super::indexed_db::IndexedDb;
use super::memory::MemoryStorage;
use crate::core::io::Commit;
use crate::storage::{Contents, Storage, StorageError};

/// The two storages of a browser.
#[derive(Debug)]
pub(crate) enum Backend {
    IndexedDb(IndexedDb),
    /// Private modes, servers, tests.
    Memory(MemoryStorage),
}

impl Backend {
    /// A storage that lasts as long as a `Map` of the page.
    pub(crate) fn memory(medium: Map) -> Backend {
        Backend::Memory(MemoryStorage::open(medium))
    }

    pub(crate) async fn load(&self) -> Result<Contents, StorageError> {
        match self {
            Backend::IndexedDb(storage) => storage.load().await,
            Backend::Memory(storage) => storage.load().await,
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
