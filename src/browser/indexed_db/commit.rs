//! The write of the journal: compare the head, add the records, write the other slot, all in one transaction.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange};

use super::error::storage_error;
use super::transaction::{CommittingTransaction, commit_after, write};
use super::{JOURNAL, META, QUARANTINE, bytes_of};
use crate::core::io::{Commit, CommitFault};
use crate::storage::StorageError;

/// Begins the transaction.
pub(super) fn commit(
    database: &IdbDatabase,
    commit: Rc<Commit>,
) -> Result<impl Future<Output = Result<(), StorageError>> + use<>, StorageError> {
    let durability = if commit.strict { "strict" } else { "relaxed" };
    write(
        database,
        &[META, JOURNAL, QUARANTINE],
        durability,
        |transaction| transaction.object_store(META)?.get_all(),
        Box::new(|transaction, slots| write_after(transaction, slots, commit)),
    )
}

fn write_after(transaction: &CommittingTransaction, slots: &JsValue, commit: Rc<Commit>) -> Result<(), StorageError> {
    let slots: Vec<Vec<u8>> = Array::from(slots).iter().map(|slot| bytes_of(&slot)).collect();
    if !commit.follows(slots.iter().map(Vec::as_slice)) {
        return Err(StorageError::new(CommitFault::Conflict, "the head is another one"));
    }
    match commit.set_aside {
        None => add(transaction, &commit),
        Some(from) => set_aside(transaction, from, commit),
    }
}

/// Moves records to quarantine, then goes on with the commit.
fn set_aside(transaction: &CommittingTransaction, from: u64, commit: Rc<Commit>) -> Result<(), StorageError> {
    let journal = transaction.object_store(JOURNAL).map_err(storage_error)?;
    let quarantine = transaction.object_store(QUARANTINE).map_err(storage_error)?;
    let range = IdbKeyRange::lower_bound(&(from as f64).into()).map_err(storage_error)?;
    let keys = journal.get_all_keys_with_key(&range).map_err(storage_error)?;
    let values = journal.get_all_with_key(&range).map_err(storage_error)?;
    let transaction = transaction.clone();
    // In the key, so that what comes later under the same sequence, and is damaged too, has a place of its own.
    let number = JsValue::from(commit.meta.commit as f64);
    let (result, mut commit) = (values.clone(), Some(commit));
    let moved = Closure::once_into_js(move || {
        let move_all = || -> Result<(), JsValue> {
            let (keys, values) = (Array::from(&keys.result()?), Array::from(&result.result()?));
            for (key, value) in keys.iter().zip(values.iter()) {
                quarantine.add_with_key(&value, &Array::of2(&key, &number))?;
            }
            journal.delete(&range)?;
            Ok(())
        };
        let result = move_all().map_err(storage_error);
        let result = result.and_then(|()| commit.take().map_or(Ok(()), |commit| add(&transaction, &commit)));
        if result.is_err() {
            let _ = transaction.abort();
        }
    });
    // Requests of a transaction finish in order: when the values are there, the keys are too.
    values.set_onsuccess(Some(moved.unchecked_ref()));
    Ok(())
}

fn add(transaction: &CommittingTransaction, commit: &Commit) -> Result<(), StorageError> {
    let journal = transaction.object_store(JOURNAL).map_err(storage_error)?;
    // The store takes a copy at once, so records of one length, as a whole state has them, need one array.
    let mut array = Uint8Array::new_with_length(0);
    for (key, bytes) in &commit.records {
        if array.length() as usize == bytes.len() {
            array.copy_from(bytes);
        } else {
            array = Uint8Array::from(bytes.as_slice());
        }
        // `add`, never `put`: a key that is taken fails the whole transaction.
        journal.add_with_key(&array, &(*key as f64).into()).map_err(storage_error)?;
    }
    let meta = transaction.object_store(META).map_err(storage_error)?;
    let slot = f64::from(commit.meta.slot() as u32);
    let bytes = Uint8Array::from(commit.meta.write().as_slice());
    let last = meta.put_with_key(&bytes, &slot.into()).map_err(storage_error)?;
    commit_after(transaction, &last, commit.is_last).map_err(storage_error)
}
