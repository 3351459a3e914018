//! Opening the database, and making its stores the first time; and what to do when it does not open any more.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use js_sys::{Reflect, global};
use wasm_bindgen::prelude::*;
use web_sys::{Event, IdbDatabase, IdbFactory, IdbOpenDbRequest};

use super::error::storage_error;
use super::generation::Generation;
use super::new_log::begin_new_log;
use super::request::{Ending, listen, on};
use super::{JOURNAL, META, QUARANTINE, SNAPSHOTS};
use crate::browser::pace::rest;
use crate::core::io::CommitFault;
use crate::storage::StorageError;

/// How long a database may take to open: browsers have been seen that never answer. Counted in ticks, of which a page that is at work
/// gets none: it may be reading a large first state meanwhile.
const PATIENCE_TICKS: u32 = 10;
const TICK_MS: u32 = 1_000;

/// Attempts at a database that fails to open, and the pause after the first, in milliseconds; each is twice as long as the one
/// before. A browser that starts its storage service again has it back before the last.
const ATTEMPTS: u32 = 6;
const PAUSE_MS: u32 = 100;

/// A database that is open.
pub(super) struct Opened {
    pub(super) database: IdbDatabase,
    pub(super) generation: Generation,
    /// The browser has thrown away what was in it, and says so.
    pub(super) is_emptied: bool,
}

/// Opens the database of a name, of the generation in use; the next one when that cannot be opened for good but another one can.
pub(super) async fn open(name: &str) -> Result<Opened, StorageError> {
    let mut attempt = 0;
    loop {
        let generation = Generation::current(name);
        let error = match open_one(&generation.database(name)).await {
            Ok((database, is_emptied)) => {
                // Not before: what the browser has thrown away it tells whoever comes first.
                begin_new_log(&factory()?);
                return Ok(Opened { database, generation, is_emptied });
            }
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
        let Ok((database, is_emptied)) = open_one(&next.database(name)).await else { return Err(error) };
        if !next.begin(name) {
            database.close();
            return Err(error);
        }
        return Ok(Opened { database, generation: next, is_emptied });
    }
}

/// Browsers say so of a database that is damaged, and of storage that is out of order.
fn is_broken(error: &StorageError) -> bool {
    error.detail.starts_with("UnknownError")
}

/// The database, and whether the browser has thrown away what was in it.
async fn open_one(database_name: &str) -> Result<(IdbDatabase, bool), StorageError> {
    let request = factory()?.open_with_u32(database_name, 1).map_err(storage_error)?;
    let is_emptied = Rc::new(Cell::new(false));
    let upgrade = {
        let (request, is_emptied): (IdbOpenDbRequest, _) = (request.clone(), is_emptied.clone());
        on(&request.clone(), "upgradeneeded", move |event| {
            // Chromium's own: 'none' or 'total'. Elsewhere there is no such thing.
            is_emptied.set(Reflect::get(&event, &"dataLoss".into()).is_ok_and(|loss| loss == "total"));
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
        let mut ticks = 0;
        Interval::new(TICK_MS, move || {
            ticks += 1;
            if ticks != PATIENCE_TICKS {
                return;
            }
            ending.tell(Err(StorageError::new(CommitFault::Unavailable, "the database does not open")));
            forsake(&request);
        })
    };
    let listeners = listen(&request, &ending);
    let mut opening = Opening { request, is_settled: false };
    let outcome = ending.await;
    opening.is_settled = true;
    drop((upgrade, listeners, timeout));
    Ok((outcome?.unchecked_into(), is_emptied.get()))
}

/// A request that is waited for.
struct Opening {
    request: IdbOpenDbRequest,
    is_settled: bool,
}

impl Drop for Opening {
    fn drop(&mut self) {
        if !self.is_settled {
            forsake(&self.request);
        }
    }
}

/// Nobody waits for a request any more: what it opens later is not held open, and a new database is not made.
fn forsake(request: &IdbOpenDbRequest) {
    let late = Closure::once_into_js(move |event: Event| {
        let request: Option<IdbOpenDbRequest> = event.target().map(JsCast::unchecked_into);
        let Some(request) = request else { return };
        if let Some(upgrade) = request.transaction() {
            // As if it had never been asked for. Fails only if it has ended already.
            let _ = upgrade.abort();
        } else if let Ok(database) = request.result() {
            database.unchecked_into::<IdbDatabase>().close();
        }
    });
    request.set_onupgradeneeded(Some(late.unchecked_ref()));
    request.set_onsuccess(Some(late.unchecked_ref()));
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
