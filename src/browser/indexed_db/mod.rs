//! `IndexedDB` as a [`Storage`].
//!
//! - A database `<name>~g<N>` (`generation.rs`), version 1 for ever, with the stores `meta` (slots 0 and 1), `journal` (key: sequence),
//!   `snapshots` and `quarantine` (key: sequence and the commit that set it aside). Values are `Uint8Array` only.
//! - Writing is one function without an `await` (`transaction.rs`), so that a transaction is never open across anything asynchronous but
//!   its own requests: a frozen tab with an open transaction would block every other one.
//! - A commit is done when its transaction says `complete`, not when its requests succeed: quota is reported later.

mod commit;
mod error;
mod generation;
mod new_log;
mod open;
mod request;
mod shelf;
mod transaction;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange, IdbTransaction};

use crate::core::io::{Commit, CommitFault};
use crate::core::journal::reader::Stored;
use crate::storage::{Contents, Shelving, Storage, StorageError};
use error::storage_error;
use generation::Generation;
use open::Opened;
use request::{done, on};

const META: &str = "meta";
const JOURNAL: &str = "journal";
const SNAPSHOTS: &str = "snapshots";
const QUARANTINE: &str = "quarantine";
/// Records read by one request: the fewest and the most.
const BATCH: (u32, u32) = (2, 256);
/// About as many bytes are read by one request: records may have a megabyte each, and reading them keeps the page waiting.
const BATCH_BYTES: usize = 2 << 20;

/// A database in the browser. A connection that the browser has taken away is replaced when it is next needed.
#[derive(Debug)]
pub struct IndexedDb {
    name: String,
    connection: Rc<RefCell<Option<IdbDatabase>>>,
    generation: Cell<Option<Generation>>,
    events: RefCell<Vec<request::Listener>>,
    is_closed: Cell<bool>,
    is_emptied: Cell<bool>,
}

impl IndexedDb {
    /// Opens or makes the database of a name.
    pub async fn open(name: &str) -> Result<IndexedDb, StorageError> {
        let storage = IndexedDb {
            name: name.to_owned(),
            connection: Rc::default(),
            generation: Cell::default(),
            events: RefCell::default(),
            is_closed: Cell::new(false),
            is_emptied: Cell::new(false),
        };
        storage.database().await?;
        Ok(storage)
    }

    /// Whether the browser has thrown away what was in it, and says so.
    pub(crate) fn is_emptied(&self) -> bool {
        self.is_emptied.get()
    }

    /// The connection, a new one if it is gone.
    async fn database(&self) -> Result<IdbDatabase, StorageError> {
        if self.generation.get().is_some_and(|generation| generation != Generation::current(&self.name)) {
            // Another tab has had to leave this one behind.
            let_go(&self.connection);
        }
        if let Some(database) = self.connection.borrow().clone() {
            return Ok(database);
        }
        let closed = || StorageError::new(CommitFault::Unavailable, "the connection is closed");
        if self.is_closed.get() {
            return Err(closed());
        }
        let Opened { database, generation, is_emptied } = open::open(&self.name).await?;
        self.generation.set(Some(generation));
        self.is_emptied.set(is_emptied);
        if self.is_closed.get() {
            database.close();
            return Err(closed());
        }
        // Another tab wants to delete it, or the browser took it away: let go.
        let events = ["versionchange", "close"].map(|event| {
            let connection = self.connection.clone();
            on(&database, event, move |_| let_go(&connection))
        });
        *self.events.borrow_mut() = events.into();
        *self.connection.borrow_mut() = Some(database.clone());
        Ok(database)
    }

    /// Passes a result on; after a failure that a dead connection may have caused, the next call gets another one.
    fn checked<T>(&self, result: Result<T, StorageError>) -> Result<T, StorageError> {
        if matches!(&result, Err(error) if error.fault == CommitFault::Unavailable) {
            let_go(&self.connection);
        }
        result
    }

    /// Reads stores in one transaction, or a commit in between would make what is read tell of two moments. It is over
    /// when an answer comes and no further request follows at once.
    async fn read(&self, stores: &[&str]) -> Result<IdbTransaction, StorageError> {
        let stores: Array = stores.iter().map(|store| JsValue::from(*store)).collect();
        let database = self.database().await?;
        self.checked(database.transaction_with_str_sequence(&stores).map_err(storage_error))
    }
}

fn let_go(connection: &RefCell<Option<IdbDatabase>>) {
    if let Some(database) = connection.borrow_mut().take() {
        database.close();
    }
}

impl Storage for IndexedDb {
    async fn load_after(&self, sequence: u64) -> Result<Contents, StorageError> {
        let transaction = self.read(&[META, JOURNAL]).await?;
        let slots = transaction.object_store(META).and_then(|store| store.get_all()).map_err(storage_error)?;
        let slots: Array = done(&slots).await?.unchecked_into();
        Ok(Contents {
            slots: slots.iter().map(|slot| bytes_of(&slot)).collect(),
            records: records(&transaction, JOURNAL, sequence as f64, &f64::INFINITY.into(), sequence_of).await?,
        })
    }

    async fn commit(&self, commit: impl Into<Rc<Commit>>) -> Result<(), StorageError> {
        let begun = commit::commit(&self.database().await?, commit.into());
        self.checked(self.checked(begun)?.await)
    }

    async fn quarantine(&self) -> Result<Vec<Stored>, StorageError> {
        // A list is after everything but lists that begin with something greater.
        let end = Array::of1(&Array::new());
        let sequence = |key: &JsValue| sequence_of(&Array::from(key).get(0));
        records(&self.read(&[QUARANTINE]).await?, QUARANTINE, 0.0, &end, sequence).await
    }

    async fn shelf(&self) -> Result<Vec<String>, StorageError> {
        let store = self.read(&[SNAPSHOTS]).await?.object_store(SNAPSHOTS).map_err(storage_error)?;
        let keys = done(&store.get_all_keys().map_err(storage_error)?).await?;
        Ok(shelf::texts(&keys))
    }

    async fn fetch(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StorageError> {
        let store = self.read(&[SNAPSHOTS]).await?.object_store(SNAPSHOTS).map_err(storage_error)?;
        // All are asked for before the first answer: the transaction stays alive until the last has come.
        let mut answers = Vec::with_capacity(keys.len());
        for key in keys {
            answers.push(done(&store.get(&key.into()).map_err(storage_error)?));
        }
        let mut found = Vec::with_capacity(keys.len());
        for answer in answers {
            let answer = answer.await?;
            found.push((!answer.is_undefined()).then(|| bytes_of(&answer)));
        }
        Ok(found)
    }

    async fn shelve(&self, shelving: Shelving) -> Result<(), StorageError> {
        let begun = shelf::shelve(&self.database().await?, shelving);
        self.checked(self.checked(begun)?.await)
    }

    fn close(&self) {
        self.is_closed.set(true);
        let_go(&self.connection);
    }
}

/// A connection that nobody can use any more must not keep others from deleting the database.
impl Drop for IndexedDb {
    fn drop(&mut self) {
        self.close();
    }
}

/// The records with keys after `start` up to `end`; `sequence` finds the number in a key.
async fn records(
    transaction: &IdbTransaction,
    store: &str,
    start: f64,
    end: &JsValue,
    sequence: impl Fn(&JsValue) -> u64,
) -> Result<Vec<Stored>, StorageError> {
    let store = transaction.object_store(store).map_err(storage_error)?;
    let mut records: Vec<Stored> = Vec::new();
    // As the browser gave it: whatever a stranger has put there, each turn gets further.
    let mut after = JsValue::from(start);
    let mut batch = BATCH.0;
    loop {
        let range = IdbKeyRange::bound_with_lower_open(&after, end, true).map_err(storage_error)?;
        let keys = store.get_all_keys_with_key_and_limit(&range, batch).map_err(storage_error)?;
        let values = store.get_all_with_key_and_limit(&range, batch).map_err(storage_error)?;
        let (keys, values) = (done(&keys), done(&values));
        let keys: Array = keys.await?.unchecked_into();
        let values: Array = values.await?.unchecked_into();
        let before = records.len();
        records.extend(keys.iter().zip(values.iter()).map(|(key, value)| (sequence(&key), bytes_of(&value))));
        if keys.length() < batch {
            return Ok(records);
        }
        after = keys.get(batch - 1);
        let bytes = records[before..].iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        let fitting = BATCH_BYTES / (bytes / batch as usize + 1);
        batch = (fitting as u32).clamp(BATCH.0, (batch * 4).min(BATCH.1));
    }
}

/// A key that is no number belongs to nobody: 0 is before every record, and so never follows the head.
fn sequence_of(key: &JsValue) -> u64 {
    key.as_f64().map_or(0, |sequence| sequence as u64)
}

/// A value that is not bytes is read as no bytes, which is damage like any other.
fn bytes_of(value: &JsValue) -> Vec<u8> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()
}
