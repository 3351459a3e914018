//! The one write: compare the head, add the records, write the other slot, all in one transaction.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange, IdbRequest, IdbTransaction};

use super::error::storage_error;
use super::request::{Ending, Listener, on};
use super::{JOURNAL, META, QUARANTINE, bytes_of};
use crate::core::io::{Commit, CommitFault};
use crate::storage::StorageError;

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase`, with the options of `transaction` that web-sys keeps behind an unstable flag.
    #[wasm_bindgen(extends = IdbDatabase, js_name = IDBDatabase)]
    type DurableDatabase;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with_options(
        this: &DurableDatabase,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<CommittingTransaction, JsValue>;

    /// `IDBTransaction` with `commit`, which web-sys does not have.
    #[wasm_bindgen(extends = IdbTransaction, js_name = IDBTransaction)]
    #[derive(Clone, Debug)]
    type CommittingTransaction;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &CommittingTransaction) -> Result<(), JsValue>;
}

/// Begins the transaction. Not `async` on purpose: everything up to `complete` happens in callbacks of its own requests.
pub(super) fn commit(
    database: &IdbDatabase,
    commit: Commit,
) -> Result<impl Future<Output = Result<(), StorageError>> + use<>, StorageError> {
    let (transaction, (ending, listeners)) = begin(database, commit)?;
    Ok(async move {
        let outcome = ending.await;
        drop((transaction, listeners));
        outcome.map(|_| ())
    })
}

fn begin(
    database: &IdbDatabase,
    commit: Commit,
) -> Result<(CommittingTransaction, (Ending, Vec<Listener>)), StorageError> {
    let options = Object::new();
    let durability = if commit.strict { "strict" } else { "relaxed" };
    Reflect::set(&options, &"durability".into(), &durability.into()).map_err(storage_error)?;
    let stores: Array = [META, JOURNAL, QUARANTINE].iter().map(|name| JsValue::from(*name)).collect();
    let database: &DurableDatabase = database.unchecked_ref();
    let transaction = database.transaction_with_options(&stores, "readwrite", &options).map_err(storage_error)?;
    let reason: Rc<RefCell<Option<StorageError>>> = Rc::default();
    let slots = transaction.object_store(META).and_then(|store| store.get_all()).map_err(storage_error)?;
    let mut listeners = Vec::new();
    listeners.push({
        let (transaction, reason, slots) = (transaction.clone(), reason.clone(), slots.clone());
        let mut commit = Some(commit);
        on(&slots.clone(), "success", move |_| {
            let Some(commit) = commit.take() else { return };
            if let Err(error) = write(&transaction, &slots, commit) {
                *reason.borrow_mut() = Some(error);
                // If it is aborted already, there is nothing left to do.
                let _ = transaction.abort();
            }
        })
    });
    let (ending, ends) = settle(&transaction, &reason);
    listeners.extend(ends);
    Ok((transaction, (ending, listeners)))
}

fn write(transaction: &CommittingTransaction, slots: &IdbRequest, commit: Commit) -> Result<(), StorageError> {
    let slots: Array = slots.result().map_err(storage_error)?.unchecked_into();
    let slots: Vec<Vec<u8>> = slots.iter().map(|slot| bytes_of(&slot)).collect();
    if !commit.follows(slots.iter().map(Vec::as_slice)) {
        return Err(StorageError::new(CommitFault::Conflict, "the head is another one"));
    }
    match commit.set_aside {
        None => add(transaction, &commit),
        Some(from) => set_aside(transaction, from, commit),
    }
}

/// Moves records to quarantine, then goes on with the commit.
fn set_aside(transaction: &CommittingTransaction, from: u64, commit: Commit) -> Result<(), StorageError> {
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
    for (key, bytes) in &commit.records {
        // `add`, never `put`: a key that is taken fails the whole transaction.
        journal.add_with_key(&Uint8Array::from(bytes.as_slice()), &(*key as f64).into()).map_err(storage_error)?;
    }
    let meta = transaction.object_store(META).map_err(storage_error)?;
    let slot = f64::from(commit.meta.slot() as u32);
    meta.put_with_key(&Uint8Array::from(commit.meta.write().as_slice()), &slot.into()).map_err(storage_error)?;
    transaction.commit().map_err(storage_error)
}

/// The end of the transaction, whichever it is.
fn settle(transaction: &CommittingTransaction, reason: &Rc<RefCell<Option<StorageError>>>) -> (Ending, [Listener; 2]) {
    let ending = Ending::default();
    let listeners = [("complete", true), ("abort", false)].map(|(event, complete)| {
        let (transaction, reason, ending) = (transaction.clone(), reason.clone(), ending.clone());
        on(&transaction.clone(), event, move |_| {
            if complete {
                return ending.tell(Ok(JsValue::UNDEFINED));
            }
            let said = transaction.error().map(|error| storage_error(error.into()));
            let error = reason.borrow_mut().take().or(said);
            ending.tell(Err(error.unwrap_or_else(|| StorageError::new(CommitFault::Aborted, "without a reason"))));
        })
    });
    (ending, listeners)
}
