//! Backups and recovery: what takes more than one input of the engine, in slices between which the page is served.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::backend::Backend;
use super::clock::{elapsed, now};
use super::driver::{Answer, Driver};
use super::errors::{code_of, error_of, remedy_of};
use super::pace::{Pace, SLICE_MS, rest};
use crate::core::change::Wanted;
use crate::core::engine::Engine;
use crate::core::io::{Input, Output, Replacement};
use crate::core::journal::frame::Position;
use crate::core::keys::{KeyRef, Keys};
use crate::core::pointer::Path;
use crate::core::snapshot::{Kind, Manifest};
use crate::core::value::Value;
use crate::storage::StorageError;
use crate::storage::backup::{Backup, Saving, list, save};
use crate::storage::restore::{Found, Target, find};
use crate::storage::scrub::scrub_manifests;

/// The source of updates that bring back what was.
pub(super) const RECOVERY: &str = "recovery";

/// The least part of some work that is told as progress.
const PROGRESS: f64 = 0.02;

/// How a recovery went.
#[derive(Debug)]
pub(crate) struct Recovered {
    /// The version that was found, unless there is none, and what was read of it.
    pub(crate) found: Option<Found>,
    /// What the engine said to it; `None` if it was not asked.
    pub(crate) answer: Answer,
    /// The version on disk before.
    pub(crate) before: u64,
    /// Storage has less than memory: it was written anew from there, and the state was left as it is.
    pub(crate) is_rewritten: bool,
}

pub(super) fn thrown(error: &StorageError) -> JsValue {
    error_of(code_of(error.fault), &format!("{error}: {}", remedy_of(error.fault)))
}

impl Driver {
    pub(super) fn storage(&self) -> Result<Rc<Backend>, JsValue> {
        let closed = || error_of("closed", "the instance is not open");
        self.backend.borrow().clone().ok_or_else(closed)
    }

    /// Makes a snapshot of what is on disk.
    pub(crate) async fn backup(self: &Rc<Self>, kind: Kind, label: Option<String>) -> Result<Backup, JsValue> {
        self.save(kind, label, None).await
    }

    /// Makes a snapshot of a state that was on disk, as this version, after this record; of what is there when its turn has come
    /// if none is given.
    pub(super) async fn save(
        self: &Rc<Self>,
        kind: Kind,
        label: Option<String>,
        of: Option<(Value, u64, Position)>,
    ) -> Result<Backup, JsValue> {
        self.turn().await;
        let result = self.try_save(kind, label, of.unwrap_or_else(|| self.read(Engine::on_disk))).await;
        self.is_done("backup");
        result
    }

    /// One at a time of what takes its time and tells how far it is: the second of two backups finds everything there, and nobody
    /// sees the figure of the other. Ends with `is_done`.
    async fn turn(&self) {
        while self.is_busy.replace(true) {
            rest(SLICE_MS as u32).await;
        }
    }

    async fn try_save(
        self: &Rc<Self>,
        kind: Kind,
        label: Option<String>,
        (state, version, position): (Value, u64, Position),
    ) -> Result<Backup, JsValue> {
        let storage = self.storage()?;
        let (time, begun) = (now(), elapsed());
        let saving = self.read(|engine| {
            let (keys, model) = (engine.keys().clone(), engine.model());
            let manifest = Manifest {
                kind,
                label,
                version,
                time,
                model: model.name.clone(),
                model_version: engine.model_version(),
                bytes: 0,
                new_bytes: 0,
                tag: 0,
                names: keys.names().map(|name| String::from_utf8_lossy(name).into_owned()).collect(),
                slices: Vec::new(),
                position,
            };
            Saving { state, keys, manifest, retention: engine.config().backup_retention }
        });
        // Before an automatic one `maintain` has done it.
        if kind != Kind::Automatic && scrub_manifests(&*storage).await.map_err(|error| thrown(&error))? > 0 {
            self.rotten("a backup is damaged");
        }
        let paced = self.paced("backup");
        let (backup, trimmed) = save(&*storage, &saving, paced).await.map_err(|error| thrown(&error))?;
        self.handle(Input::BackedUp(backup.manifest.version, trimmed));
        let told = self.observe(|observer| observer.backed_up(&backup));
        self.tell_value("backup", "", &told, elapsed() - begun);
        Ok(backup)
    }

    /// What is called between slices of some work, with how much of it is done: lets the page in, and tells if the work has a name.
    pub(super) fn paced(self: &Rc<Self>, work: &'static str) -> impl AsyncFn(f64) + use<> {
        let (driver, pace) = (self.clone(), Pace::new());
        async move |done: f64| {
            if pace.breathe().await && !work.is_empty() && done > driver.progress.get() + PROGRESS {
                driver.progress.set(done);
                driver.tell_value("progress", work, &JsValue::UNDEFINED, done);
            }
        }
    }

    /// The work is over, whatever came of it: that is told if it was told how far it is.
    pub(super) fn is_done(&self, work: &'static str) {
        self.is_busy.set(false);
        if self.progress.replace(0.0) > 0.0 {
            self.tell_value("progress", work, &JsValue::UNDEFINED, 1.0);
        }
    }

    /// The snapshots, newest first.
    pub(crate) async fn backups(self: &Rc<Self>) -> Result<Vec<Backup>, JsValue> {
        list(&*self.storage()?).await.map_err(|error| thrown(&error))
    }

    /// Finds a version of the state, or slices of it, and puts it in the place of the present one, which is kept as a
    /// backup. Asked for the newest it leaves the state alone if storage has less than memory, and writes it anew.
    pub(crate) async fn recover(
        self: &Rc<Self>,
        target: Target,
        only: Option<Vec<String>>,
    ) -> Result<Recovered, JsValue> {
        let storage = self.storage()?;
        self.turn().await;
        let (_, keys) = self.snapshot();
        let before = self.read(|engine| engine.on_disk().1);
        let paced = self.paced("recovery");
        let found = find(&*storage, &target, only.as_deref(), &keys, &paced).await;
        self.is_done("recovery");
        let found = found.map_err(|error| thrown(&error))?;
        let mut recovered = Recovered { found, answer: None, before, is_rewritten: false };
        let is_less = recovered.found.as_ref().is_none_or(|found| found.version < before || !found.missing.is_empty());
        if matches!(target, Target::Newest) && only.is_none() && is_less {
            recovered.found = None;
            recovered.is_rewritten = true;
            self.backup(Kind::PreRecovery, None).await?;
            return Ok(recovered);
        }
        let Some(found) = &recovered.found else { return Ok(recovered) };
        self.backup(Kind::PreRecovery, None).await?;
        let (present, _) = self.snapshot();
        let state = complete(found, only.as_deref(), present, &keys);
        let replacement = Replacement { state, source: RECOVERY, label: None, is_migrated: false };
        recovered.answer = self.handle(Input::Replace(replacement));
        if let Some(Output::Accepted { changed: true, hits, .. }) = &recovered.answer {
            self.perform(Output::Changed { hits: hits.clone() });
        }
        Ok(recovered)
    }
}

/// What was found, with the present state around it where only slices are wanted or some are missing.
fn complete(found: &Found, only: Option<&[String]>, present: Value, keys: &Keys) -> Value {
    if only.is_none() && found.missing.is_empty() {
        return found.state.clone();
    }
    let mut state = present;
    for key in found.state.view().entries().filter_map(|entry| entry.key.map(KeyRef::to_key)) {
        let is_wanted = only.is_none_or(|only| only.iter().any(|name| keys.key(name.as_bytes()) == key));
        if let Some(value) = found.state.view().get(&key, keys).filter(|_| is_wanted) {
            let whole = state.clone();
            // A member of an object can be put; if the state has no members, it stays.
            if Wanted::put(Path::ROOT.join(key), value.to_value()).apply(&mut state, keys).is_err() {
                state = whole;
            }
        }
    }
    state
}
