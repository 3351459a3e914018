//! Opening the database, and making its stores the first time; and what to do when it does not open any more.

use gloo_timers::callback::Timeout;
use js_sys::{Reflect, global};
use wasm_bindgen::prelude::*;
use web_sys::{Event, IdbDatabase, IdbFactory, IdbOpenDbRequest};

use super::error::storage_error;
use super::generation::Generation;
use super::request::{Ending, listen, on};
use super::{JOURNAL, META, QUARANTINE, SNAPSHOTS};
use crate::browser::pace::rest;
use crate::core::io::CommitFault;
use crate::storage::StorageError;

/// How long a database may take to open: browsers have been seen that never answer.
const PATIENCE_MS: u32 = 10_000;

/// Attempts at a database that fails to open, and the pause after the first, in milliseconds; each is twice as long as the one
/// before. A browser that starts its storage service again has it back before the last.
const ATTEMPTS: u32 = 6;
const PAUSE_MS: u32 = 100;

/// Opens the database of a name, of the generation in use; the next one when that cannot be opened for good but another one can.
pub(super) async fn open(name: &str) -> Result<(IdbDatabase, Generation), StorageError> {
    let mut attempt = 0;
    loop {
        let generation = Generation::current(name);
        let error = match open_one(&generation.database(name)).await {
            Ok(database) => return Ok((database, generation)),
            Err(error) => error,
        };
        attempt += 1;
        if !is_broken(&error) {
            return Err(error);
        }
        if attempt < ATTEMPTS {
            rest(PAUSE_MS << (attempt - 1)).await;
            continue;
        }
        let next = generation.next();
        // If no other one opens either, it is not the database that is broken.
        let Ok(database) = open_one(&next.database(name)).await else { return Err(error) };
        if !next.begin(name) {
            database.close();
            return Err(error);
        }
        return Ok((database, next));
    }
}

/// Browsers say so of a database that is damaged, and of storage that is out of order.
fn is_broken(error: &StorageError) -> bool {
    error.detail.starts_with("UnknownError")
}

async fn open_one(database_name: &str) -> Result<IdbDatabase, StorageError> {
    let request = factory()?.open_with_u32(database_name, 1).map_err(storage_error)?;
    let upgrade = {
        let request: IdbOpenDbRequest = request.clone();
        on(&request.clone(), "upgradeneeded", move |_| {
            if let Ok(result) = request.result() {
                let database: IdbDatabase = result.unchecked_into();
                for store in [META, JOURNAL, SNAPSHOTS, QUARANTINE] {
                    // Fails only if the store exists, which is what is wanted.
                    let _ = database.create_object_store(store);
                }
            }
        })
    };
    let ending = Ending::default();
    let timeout = {
        let (ending, request) = (ending.clone(), request.clone());
        Timeout::new(PATIENCE_MS, move || {
            ending.tell(Err(StorageError::new(CommitFault::Unavailable, "the database does not open")));
            // Should it do so later, nobody holds it open.
            let late = Closure::once_into_js(move |event: Event| {
                let request: Option<IdbOpenDbRequest> = event.target().map(JsCast::unchecked_into);
                if let Some(Ok(database)) = request.map(|request| request.result()) {
                    database.unchecked_into::<IdbDatabase>().close();
                }
            });
            request.set_onsuccess(Some(late.unchecked_ref()));
        })
    };
    let listeners = listen(&request, &ending);
    let database = ending.await?;
    drop((upgrade, listeners, timeout));
    Ok(database.unchecked_into())
}

/// `indexedDB` of a window or worker; absent in some private modes.
fn factory() -> Result<IdbFactory, StorageError> {
    let found = Reflect::get(&global(), &"indexedDB".into()).map_err(storage_error)?;
    if found.is_object() {
        Ok(found.unchecked_into())
    } else {
        Err(StorageError::new(CommitFault::Unavailable, "there is no indexedDB here"))
    }
}
