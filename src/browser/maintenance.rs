//! What the tab that leads does by timer: it looks for rot in what is stored, compares it with memory, and makes a snapshot.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::backend::Backend;
use super::backups::{RECOVERY, thrown};
use super::clock::elapsed;
use super::driver::Driver;
use crate::core::engine::Engine;
use crate::core::io::{Input, Output, Replacement};
use crate::core::journal::frame::Position;
use crate::core::journal::reader::{self, Outcome};
use crate::core::keys::Keys;
use crate::core::snapshot::Kind;
use crate::core::tree::{digest, digest_parts};
use crate::core::value::Value;
use crate::storage::find::{Found, newest};
use crate::storage::scrub::{JournalScrub, scrub_chunks, scrub_journal, scrub_manifests, set_aside};
use crate::storage::{Contents, Storage, StorageError};

/// A journal of more bytes is not read again only to see whether it is whole: the next snapshot makes it short.
const LONG: usize = 8 << 20;

/// Parts of a digest that are found out without a look at the clock: far below a millisecond.
const PARTS: usize = 16;

impl Driver {
    /// See the module.
    pub(super) fn maintain(self: &Rc<Self>, is_changed: bool) {
        if !self.leads.get() {
            // Held for long, it would be as much again as the state.
            self.compared.take();
            return;
        }
        // Twice at a time it would hold a copy of the state more, and each would take longer.
        if self.is_busy.get() || self.is_maintaining.replace(true) {
            return;
        }
        let driver = self.clone();
        spawn_local(async move {
            let begun = elapsed();
            if let Err(error) = driver.try_maintain(is_changed).await {
                driver.tell_value("backup_failed", "", &error, elapsed() - begun);
            }
            driver.is_maintaining.set(false);
        });
    }

    /// Whether this tab is the one that does.
    pub(crate) fn lead(&self, leads: bool) {
        self.leads.set(leads);
    }

    async fn try_maintain(self: &Rc<Self>, is_changed: bool) -> Result<(), JsValue> {
        let storage = self.storage()?;
        let pause = self.paced("");
        let lost = scrub_manifests(&*storage).await.map_err(|error| thrown(&error))?;
        let (bad, next) = scrub_chunks(&*storage, self.scrubbed.get(), &pause).await.map_err(|error| thrown(&error))?;
        self.scrubbed.set(next);
        let mut record = None;
        if self.read(|engine| engine.log().bytes() <= LONG) {
            let JournalScrub { damaged, size } =
                scrub_journal(&*storage, &pause).await.map_err(|error| thrown(&error))?;
            record = damaged;
            self.handle(Input::JournalSize(size.0, size.1));
        }
        let is_rotten = lost + bad > 0 || record.is_some();
        if is_rotten {
            self.rotten("something of what is stored is damaged");
        }
        let mends = is_rotten && self.mends();
        if self.read(|engine| engine.log().is_unwritten()) {
            // A whole state waits for the disk: a snapshot would be of that, at the place of the one that is there.
            return Ok(());
        }
        if is_changed {
            self.compare().await?;
        }
        if is_changed || mends {
            self.backup(Kind::Automatic, None).await?;
        }
        if let Some(record) = record.filter(|_| mends) {
            // The snapshot has what was in it, now if not before.
            set_aside(&*storage, record).await.map_err(|error| thrown(&error))?;
        }
        Ok(())
    }

    fn mends(&self) -> bool {
        self.read(|engine| engine.config().recovery_enabled)
    }

    pub(super) fn rotten(&self, what: &str) {
        self.tell("rotten", "data_damaged", &format!("{what}; with recoveryEnabled it is mended"), 0);
    }

    /// Compares memory with what is stored, before a snapshot is made of it: what the journal makes of the state that was compared
    /// last has to be the state. The first time everything is read.
    ///
    /// Every byte on disk is under a checksum and nothing in memory is. So if they differ the disk is believed, unless what it says is
    /// not valid; what was in memory is kept as a backup.
    async fn compare(self: &Rc<Self>) -> Result<(), JsValue> {
        let storage = self.storage()?;
        let (_, keys) = self.snapshot();
        let base = self.compared.take();
        let found = if let Some(base) = base {
            replayed(&storage, base, &keys, &self.paced("")).await
        } else {
            let found = newest(&*storage, None, &keys, &self.paced("")).await;
            let whole = |(found, position): (Found, _)| {
                found.missing.is_empty().then_some((found.state, found.version, position))
            };
            found.map(|found| found.and_then(whole))
        };
        let (state, version, position) = self.read(Engine::on_disk);
        let found = found.map_err(|error| thrown(&error))?;
        // What is damaged is not for this comparison.
        let Some((stored, at, place)) = found else { return Ok(()) };
        let is_same = at == version && is_same(&stored, &state, &self.paced("")).await;
        if is_same {
            *self.compared.borrow_mut() = Some((state, version, position));
            return Ok(());
        }
        if at != version || self.read(Engine::on_disk).1 != version {
            // Something was written meanwhile. The next comparison begins with what the disk said, not with the backup that memory is
            // about to be made into.
            *self.compared.borrow_mut() = Some((stored, at, place));
            return Ok(());
        }
        self.rotten("memory and what is stored are not the same");
        if !self.mends() {
            return Ok(());
        }
        // As a whole: what leads from one to the other would lead elsewhere from what is stored.
        let whole = |state| {
            Input::Replace(Replacement { state, source: RECOVERY, label: None, is_migrated: true, is_recovery: false })
        };
        let kept = (state.clone(), version, position);
        let mut answer = self.handle(whole(stored));
        if !matches!(answer, Some(Output::Accepted { .. })) {
            answer = self.handle(whole(state));
        }
        if let Some(Output::Accepted { hits, .. }) = answer {
            self.perform(Output::Changed { hits });
            // After it, or it would be the newest that a page loads which comes in between.
            JsFuture::from(self.flush()).await?;
            self.save(Kind::PreRecovery, None, Some(kept)).await?;
        }
        Ok(())
    }
}

/// Whether two states are the same, by their digests, which are found out in steps.
async fn is_same(stored: &Value, state: &Value, pause: &impl AsyncFn(f64)) -> bool {
    for value in [stored, state] {
        for (number, part) in digest_parts(value.view()).into_iter().enumerate() {
            part.remember();
            if number % PARTS == 0 {
                pause(0.0).await;
            }
        }
    }
    digest(stored.view()) == digest(state.view())
}

/// A state and what the journal makes of it, with the version that it is then and its place; `None` if the journal does not lead on
/// from there.
async fn replayed(
    storage: &Backend,
    (mut state, mut version, position): (Value, u64, Position),
    keys: &Keys,
    pause: &impl AsyncFn(f64),
) -> Result<Option<(Value, u64, Position)>, StorageError> {
    let Contents { slots, records } = storage.load_after(position.sequence).await?;
    let Ok(journal) = reader::read(&slots, &records, Some(position), keys) else { return Ok(None) };
    if journal.genesis.is_some() || journal.outcome != Outcome::Clean {
        return Ok(None);
    }
    for update in journal.updates {
        version = update.version;
        for wanted in update.changes {
            if wanted.apply(&mut state, keys).is_err() {
                // Memory has what the disk does not allow.
                state = Value::null();
            }
        }
        pause(0.0).await;
    }
    Ok(Some((state, version, journal.head)))
}
