//! What the engine asks of storage: reading it at the start and after other tabs, and the commits.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::backend::Backend;
use super::driver::Driver;
use super::errors::error_of;
use crate::core::engine::{Engine, Phase};
use crate::core::io::{Commit, CommitFault, Input};
use crate::core::journal::reader::Stored;
use crate::core::value::Value;
use crate::storage::backup::make_room;
use crate::storage::ladder::{self, Loaded};
use crate::storage::{Contents, Storage, StorageError};

/// Begins something, to be awaited later.
async fn begun<T>(future: impl Future<Output = T>) -> impl Future<Output = T> {
    let mut future = Box::pin(future);
    let mut early = None;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            early = Some(output);
        }
        Poll::Ready(())
    })
    .await;
    async move {
        match early {
            Some(output) => output,
            None => future.await,
        }
    }
}

impl Driver {
    /// Whether the commit that `load` has sought is on disk.
    pub(crate) fn landed(&self) -> bool {
        self.landed.get()
    }

    /// Whether the browser has thrown away what was stored, and says so.
    pub(crate) fn is_emptied(&self) -> bool {
        self.backend.borrow().as_ref().is_some_and(|backend| backend.is_emptied())
    }

    /// Reads the storage into the engine, once. `initial` gives the first state; it is asked while the storage opens. `sought` is the mark of a commit of which nobody knows whether it happened: see
    /// [`mark`].
    pub(crate) async fn load(
        self: &Rc<Self>,
        open: impl Future<Output = Result<Backend, StorageError>>,
        initial: impl FnOnce() -> Result<Value, JsValue>,
        sought: &[u8],
    ) -> Result<(), JsValue> {
        let unavailable = |error: StorageError| error_of("storage_unavailable", &error.to_string());
        if self.phase() == Phase::Loading {
            // The browser opens the database while the first state is read, which may be large.
            let open = begun(open).await;
            let initial = initial()?;
            let backend = open.await.map_err(unavailable)?;
            let (_, keys) = self.snapshot();
            // Of what is sought the key comes first.
            let since = sought.first_chunk().map_or(u64::MAX, |key| u64::from_le_bytes(*key));
            let loaded = ladder::load(&backend, &keys, since, &self.paced("load")).await;
            self.is_done("load");
            let Loaded { contents, base, backup, damaged } = loaded.map_err(unavailable)?;
            // Closed meanwhile, or loaded by another call: then this connection ends here.
            if self.phase() == Phase::Loading {
                self.backend.replace(Some(Rc::new(backend)));
                let records = contents.records.iter().filter_map(mark_of);
                let place = base.as_ref().map(|base| mark(base.position.sequence, base.position.hash));
                self.landed.set(records.chain(place).any(|mark| mark == sought));
                let missing = base.as_ref().map(|base| base.missing.clone()).unwrap_or_default();
                self.handle(Input::Loaded { slots: contents.slots, records: contents.records, base, initial });
                if !damaged.is_empty() && self.phase() == Phase::Ready {
                    let found = self.observe(|observer| observer.recovered(backup.as_deref(), &missing));
                    self.tell_value("recovered", "", &found, self.read(Engine::version) as f64);
                }
            }
        }
        match self.stopped.borrow().clone() {
            Some(error) if self.phase() != Phase::Ready => Err(error),
            _ => Ok(()),
        }
    }

    /// Reads what others have written.
    pub(super) fn catch_up(self: &Rc<Self>, after: u64) {
        let Some(backend) = self.backend.borrow().clone() else { return };
        let driver = self.clone();
        spawn_local(async move {
            let read = if after > 0 {
                backend.load_after(after).await.map(|contents| (contents, None))
            } else {
                let (_, keys) = driver.snapshot();
                ladder::climb(&*backend, &keys, &driver.paced("")).await.map(|loaded| (loaded.contents, loaded.base))
            };
            let input = match read {
                Ok((Contents { slots, records }, base)) => Input::Behind { slots, records, base },
                Err(error) => Input::BehindFailed(driver.failed(error)),
            };
            driver.handle(input);
        });
    }

    fn failed(&self, error: StorageError) -> CommitFault {
        let fault = error.fault;
        *self.last_error.borrow_mut() = Some(error);
        fault
    }

    pub(super) fn commit(self: &Rc<Self>, mut commit: Commit) {
        commit.is_last = self.ends.take();
        let Some(backend) = self.backend.borrow().clone() else { return };
        if let Some(last) = commit.records.last() {
            let sought = js_sys::Uint8Array::from(mark_of(last).unwrap_or_default().as_slice());
            self.tell_value("writing", "", &sought, self.read(|engine| engine.log().in_flight()) as f64);
        }
        let (driver, commit) = (self.clone(), Rc::new(commit));
        spawn_local(async move {
            let mut result = backend.commit(commit.clone()).await;
            // A little at a time: browsers may take a while to count what is free again, and each attempt comes here.
            let is_full = matches!(&result, Err(error) if error.fault == CommitFault::Quota);
            if is_full && make_room(&*backend).await.unwrap_or(false) {
                result = backend.commit(commit.clone()).await;
            }
            let input = match result {
                Ok(()) => Input::Committed,
                Err(error) => Input::CommitFailed(driver.failed(error)),
            };
            driver.handle(input);
        });
    }
}

/// What tells a record from any other: its key and its checksum, which covers the records before it too. Two tabs may write the same
/// version, but not the same record.
fn mark(key: u64, checksum: u64) -> Vec<u8> {
    [key.to_le_bytes(), checksum.to_le_bytes()].concat()
}

fn mark_of((key, bytes): &Stored) -> Option<Vec<u8>> {
    bytes.last_chunk().map(|checksum| mark(*key, u64::from_le_bytes(*checksum)))
}
