//! What snapshots consist of, in a store of its own.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange};

use super::error::storage_error;
use super::transaction::{CommittingTransaction, write};
use super::{JOURNAL, SNAPSHOTS};
use crate::core::io::CommitFault;
use crate::storage::{Shelving, StorageError};

/// Begins the transaction.
pub(super) fn shelve(
    database: &IdbDatabase,
    shelving: Shelving,
) -> Result<impl Future<Output = Result<(), StorageError>> + use<>, StorageError> {
    write(
        database,
        &[SNAPSHOTS, JOURNAL],
        if shelving.is_relaxed { "relaxed" } else { "strict" },
        |transaction| transaction.object_store(SNAPSHOTS)?.get_all_keys(),
        Box::new(move |transaction, keys| {
            if shelving.agrees(&texts(keys)) {
                act(transaction, &shelving).map_err(storage_error)
            } else {
                Err(StorageError::new(CommitFault::Conflict, "another tab works on the backups"))
            }
        }),
    )
}

fn act(transaction: &CommittingTransaction, shelving: &Shelving) -> Result<(), JsValue> {
    let shelf = transaction.object_store(SNAPSHOTS)?;
    for (key, bytes) in &shelving.puts {
        shelf.put_with_key(&Uint8Array::from(bytes.as_slice()), &key.into())?;
    }
    for key in &shelving.drops {
        shelf.delete(&key.into())?;
    }
    if shelving.trim > 0 {
        let range = IdbKeyRange::upper_bound(&(shelving.trim as f64).into())?;
        transaction.object_store(JOURNAL)?.delete(&range)?;
    }
    transaction.commit()
}

/// Keys that are not text are not ours.
pub(super) fn texts(keys: &JsValue) -> Vec<String> {
    Array::from(keys).iter().filter_map(|key| key.as_string()).collect()
}
