//! Opening the database, and making its stores the first time.

use gloo_timers::callback::Timeout;
use js_sys::{Reflect, global};
use wasm_bindgen::prelude::*;
use web_sys::{Event, IdbDatabase, IdbFactory, IdbOpenDbRequest};

use super::error::storage_error;
use super::request::{Ending, listen, on};
use super::{JOURNAL, META, QUARANTINE, SNAPSHOTS};
use crate::core::io::CommitFault;
use crate::storage::StorageError;

/// The generation of databases in use: a later one takes over when this one can never be opened again.
const GENERATION: u32 = 1;

/// How long a database may take to open: browsers have been seen that never answer.
const PATIENCE_MS: u32 = 10_000;

/// What the database of a name is called in the browser.
pub(crate) fn database_name(name: &str) -> String {
    format!("{name}~g{GENERATION}")
}

pub(super) async fn open(name: &str) -> Result<IdbDatabase, StorageError> {
    let request = factory()?.open_with_u32(&database_name(name), 1).map_err(storage_error)?;
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
