//! `IndexedDB` as a [`Storage`].
//!
//! - A database `<name>~g1`, version 1 for ever, with the stores `meta` (slots 0 and 1), `journal` (key: sequence),
//!   `snapshots` and `quarantine` (key: sequence and the commit that set it aside). Values are `Uint8Array` only.
//! - Writing is one function without an `await`, so that a transaction is never open across anything asynchronous but
//!   its own requests: a frozen tab with an open transaction would block every other one.
//! - A commit is done when its transaction says `complete`, not when its requests succeed: quota is reported later.

mod commit;
mod error;
mod open;
mod request;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange, IdbTransaction};

use crate::core::io::{Commit, CommitFault};
use crate::core::journal::reader::Stored;
use crate::storage::{Contents, Storage, StorageError};
use error::storage_error;
use request::{done, on};

const META: &str = "meta";
const JOURNAL: &str = "journal";
const SNAPSHOTS: &str = "snapshots";
const QUARANTINE: &str = "quarantine";
/// Records read by one request: bounds the memory that a long journal needs at once.
const BATCH: u32 = 256;

/// A database in the browser. When its connection ends, because somebody deletes the database or the browser takes it
/// away, it is opened again for whatever comes next.
#[derive(Debug)]
pub struct IndexedDb {
    name: String,
    database: Rc<RefCell<Option<IdbDatabase>>>,
    events: RefCell<Vec<request::Listener>>,
    is_closed: Cell<bool>,
}

impl IndexedDb {
    /// Opens or makes the database of a name.
    pub async fn open(name: &str) -> Result<IndexedDb, StorageError> {
        let (database, events, is_closed) = (Rc::default(), RefCell::default(), Cell::new(false));
        let storage = IndexedDb { name: name.to_owned(), database, events, is_closed };
        storage.connect().await?;
        Ok(storage)
    }

    async fn connect(&self) -> Result<IdbDatabase, StorageError> {
        let database = open::open(&self.name).await?;
        // Another tab wants to delete or upgrade it, or the browser took it away: let go of it.
        let events = ["versionchange", "close"].map(|event| {
            let shared = self.database.clone();
            on(&database, event, move |_| let_go(&shared))
        });
        self.events.replace(events.into());
        self.database.replace(Some(database.clone()));
        if self.is_closed.get() {
            let_go(&self.database);
        }
        Ok(database)
    }

    async fn database(&self) -> Result<IdbDatabase, StorageError> {
        if self.is_closed.get() {
            return Err(StorageError::new(CommitFault::Unavailable, "the connection is closed"));
        }
        let open = self.database.borrow().clone();
        match open {
            Some(database) => Ok(database),
            None => self.connect().await,
        }
    }

    /// A connection that does not take a transaction is replaced by the next call.
    fn begun<T>(&self, transaction: Result<T, StorageError>) -> Result<T, StorageError> {
        if transaction.is_err() {
            let_go(&self.database);
        }
        transaction
    }

    /// Reads stores in one transaction, or a commit in between would make what is read tell of two moments. It is over
    /// when an answer comes and no further request follows at once.
    async fn read(&self, stores: &[&str]) -> Result<IdbTransaction, StorageError> {
        let stores: Array = stores.iter().map(|store| JsValue::from(*store)).collect();
        let transaction = self.database().await?.transaction_with_str_sequence(&stores);
        self.begun(transaction.map_err(storage_error))
    }
}

fn let_go(database: &RefCell<Option<IdbDatabase>>) {
    if let Some(database) = database.borrow_mut().take() {
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

    async fn commit(&self, commit: Commit) -> Result<(), StorageError> {
        let database = self.database().await?;
        self.begun(commit::commit(&database, commit))?.await
    }

    async fn quarantine(&self) -> Result<Vec<Stored>, StorageError> {
        // A list is after everything but lists that begin with something greater.
        let end = Array::of1(&Array::new());
        let sequence = |key: &JsValue| sequence_of(&Array::from(key).get(0));
        records(&self.read(&[QUARANTINE]).await?, QUARANTINE, 0.0, &end, sequence).await
    }

    fn close(&self) {
        self.is_closed.set(true);
        let_go(&self.database);
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
    loop {
        let range = IdbKeyRange::bound_with_lower_open(&after, end, true).map_err(storage_error)?;
        let keys = store.get_all_keys_with_key_and_limit(&range, BATCH).map_err(storage_error)?;
        let values = store.get_all_with_key_and_limit(&range, BATCH).map_err(storage_error)?;
        let (keys, values) = (done(&keys), done(&values));
        let keys: Array = keys.await?.unchecked_into();
        let values: Array = values.await?.unchecked_into();
        records.extend(keys.iter().zip(values.iter()).map(|(key, value)| (sequence(&key), bytes_of(&value))));
        if keys.length() < BATCH {
            return Ok(records);
        }
        after = keys.get(BATCH - 1);
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
