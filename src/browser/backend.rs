//! Which storage an engine works on.

use std::rc::Rc;

use js_sys::Map;

use super::indexed_db::IndexedDb;
use super::memory::MemoryStorage;
use crate::core::io::Commit;
use crate::core::journal::reader::Stored;
use crate::storage::{Contents, Shelving, Storage, StorageError};

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

    /// Whether the browser has thrown away what was stored, and says so.
    pub(super) fn is_emptied(&self) -> bool {
        matches!(self, Backend::IndexedDb(storage) if storage.is_emptied())
    }
}

macro_rules! forward {
    ($self:ident, $call:ident($($argument:expr),*)) => {
        match $self {
            Backend::IndexedDb(storage) => storage.$call($($argument),*).await,
            Backend::Memory(storage) => storage.$call($($argument),*).await,
        }
    };
}

impl Storage for Backend {
    async fn load_after(&self, sequence: u64) -> Result<Contents, StorageError> {
        forward!(self, load_after(sequence))
    }

    async fn commit(&self, commit: impl Into<Rc<Commit>>) -> Result<(), StorageError> {
        forward!(self, commit(commit))
    }

    async fn quarantine(&self) -> Result<Vec<Stored>, StorageError> {
        forward!(self, quarantine())
    }

    async fn shelf(&self) -> Result<Vec<String>, StorageError> {
        forward!(self, shelf())
    }

    async fn fetch(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StorageError> {
        forward!(self, fetch(keys))
    }

    async fn shelve(&self, shelving: Shelving) -> Result<(), StorageError> {
        forward!(self, shelve(shelving))
    }

    fn close(&self) {
        match self {
            Backend::IndexedDb(storage) => storage.close(),
            Backend::Memory(storage) => storage.close(),
        }
    }
}
