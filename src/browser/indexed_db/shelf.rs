//! What snapshots consist of, in a store of its own.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange};

use super::error::storage_error;
use super::transaction::{CommittingTransaction, commit_after, write};
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
    let mut last = None;
    for (key, bytes) in &shelving.puts {
        last = Some(shelf.put_with_key(&Uint8Array::from(bytes.as_slice()), &key.into())?);
    }
    for key in &shelving.drops {
        last = Some(shelf.delete(&key.into())?);
    }
    if shelving.trim > 0 {
        let range = IdbKeyRange::upper_bound(&(shelving.trim as f64).into())?;
        last = Some(transaction.object_store(JOURNAL)?.delete(&range)?);
    }
    // Where nothing is asked for it ends by itself.
    last.map_or(Ok(()), |last| commit_after(transaction, &last, false))
}

/// Keys that are not text are not ours.
pub(super) fn texts(keys: &JsValue) -> Vec<String> {
    Array::from(keys).iter().filter_map(|key| key.as_string()).collect()
}
