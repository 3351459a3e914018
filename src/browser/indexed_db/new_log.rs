//! Has the browser begin a new log, after an end of which nobody knows how it was.
//!
//! Chromium keeps `IndexedDB` in `LevelDB`. A browser that dies in the middle of a write leaves half a record at the end of `LevelDB`'s
//! log; the next start passes over it and, as Chromium sets `LevelDB` up, writes on behind it. For the start after that there is half a
//! record in the middle of the log: it takes the log for damaged and throws away all databases of the origin, whatever has been
//! promised (<https://github.com/google/leveldb/issues/1287>). A log that is no longer written to does no harm, and deleting a database
//! ends the one that there is.

use std::cell::Cell;

use js_sys::{Reflect, global};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbFactory};

/// The database that is made and deleted, for all pages of an origin. It is empty.
const NAME: &str = "holdfast~log";

thread_local! {
    static IS_DONE: Cell<bool> = const { Cell::new(false) };
}

/// Once per page: a browser that dies takes its pages along. It is not waited for, since it may come before or after what is written
/// first, and if it fails everything is as it was.
pub(super) fn begin_new_log(factory: &IdbFactory) {
    if !is_chromium() || IS_DONE.replace(true) {
        return;
    }
    let Ok(request) = factory.open(NAME) else { return };
    let opened = {
        let (request, factory) = (request.clone(), factory.clone());
        Closure::once_into_js(move || {
            if let Ok(database) = request.result() {
                database.unchecked_into::<IdbDatabase>().close();
                let _ = factory.delete_database(NAME);
            }
        })
    };
    request.set_onsuccess(Some(opened.unchecked_ref()));
}

/// Only Chromium tells of databases that it has thrown away.
fn is_chromium() -> bool {
    let event = Reflect::get(&global(), &"IDBVersionChangeEvent".into());
    let prototype = event.and_then(|event| Reflect::get(&event, &"prototype".into()));
    prototype.and_then(|prototype| Reflect::has(&prototype, &"dataLoss".into())).unwrap_or(false)
}
