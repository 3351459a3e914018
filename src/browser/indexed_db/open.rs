//! Opening the database, and making its stores the first time.

use js_sys::{Reflect, global};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbFactory, IdbOpenDbRequest};

use super::error::storage_error;
use super::request::{done, on};
use super::{JOURNAL, META, QUARANTINE, SNAPSHOTS};
use crate::core::io::CommitFault;
use crate::storage::StorageError;

/// The generation of databases in use: a later one takes over when this one can never be opened again.
const GENERATION: u32 = 1;

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
    let database = done(&request).await?;
    drop(upgrade);
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
