//! A transaction that writes: it asks one question, and what it does depends on the answer.
//!
//! Not `async` on purpose: everything up to `complete` happens in callbacks of its own requests.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbRequest, IdbTransaction};

use super::error::storage_error;
use super::request::{Ending, Listener, on};
use crate::core::io::CommitFault;
use crate::storage::StorageError;

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase`, with the options of `transaction` that web-sys keeps behind an unstable flag.
    #[wasm_bindgen(extends = IdbDatabase, js_name = IDBDatabase)]
    pub(super) type DurableDatabase;

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
    pub(super) type CommittingTransaction;

    #[wasm_bindgen(method, catch)]
    pub(super) fn commit(this: &CommittingTransaction) -> Result<(), JsValue>;
}

/// What a transaction does with the answer to its question.
pub(super) type Act = Box<dyn FnOnce(&CommittingTransaction, &JsValue) -> Result<(), StorageError>>;

/// Begins a transaction on `stores`; `ask` makes its first request, and `act` does the rest when the answer is there. The
/// result is ready when the transaction says `complete`.
pub(super) fn write(
    database: &IdbDatabase,
    stores: &[&str],
    durability: &str,
    ask: fn(&CommittingTransaction) -> Result<IdbRequest, JsValue>,
    act: Act,
) -> Result<impl Future<Output = Result<(), StorageError>> + use<>, StorageError> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &durability.into()).map_err(storage_error)?;
    let stores: Array = stores.iter().map(|name| JsValue::from(*name)).collect();
    let database: &DurableDatabase = database.unchecked_ref();
    let transaction = database.transaction_with_options(&stores, "readwrite", &options).map_err(storage_error)?;
    let reason: Rc<RefCell<Option<StorageError>>> = Rc::default();
    let question = ask(&transaction).map_err(storage_error)?;
    let answered = {
        let (transaction, reason, question) = (transaction.clone(), reason.clone(), question.clone());
        let mut act = Some(act);
        on(&question.clone(), "success", move |_| {
            let Some(act) = act.take() else { return };
            let done = question.result().map_err(storage_error).and_then(|answer| act(&transaction, &answer));
            if let Err(error) = done {
                *reason.borrow_mut() = Some(error);
                // If it is aborted already, there is nothing left to do.
                let _ = transaction.abort();
            }
        })
    };
    let (ending, ends) = settle(&transaction, &reason);
    Ok(async move {
        let outcome = ending.await;
        drop((transaction, answered, ends));
        outcome.map(|_| ())
    })
}

/// Ends a transaction when its last request has succeeded: a failing one must abort it, and in Firefox it does so no more once `commit`
/// was called. `now` is for a page that ends, to which no answer comes any more.
pub(super) fn commit_after(transaction: &CommittingTransaction, last: &IdbRequest, now: bool) -> Result<(), JsValue> {
    if now {
        return transaction.commit();
    }
    let transaction = transaction.clone();
    // What fails has aborted it, and what is aborted needs no end.
    let commit = Closure::once_into_js(move || drop(transaction.commit()));
    last.set_onsuccess(Some(commit.unchecked_ref()));
    Ok(())
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
