//! Backups and recovery: what takes more than one input of the engine, in slices between which the page is served.

use std::rc::Rc;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::backend::Backend;
use super::clock::{elapsed, now};
use super::driver::{Answer, Driver};
use super::errors::{code_of, error_of, malformed, remedy_of, unusable};
use super::pace::{Pace, SLICE_MS, rest};
use crate::core::change::Wanted;
use crate::core::engine::Engine;
use crate::core::io::{Input, Output, Replacement};
use crate::core::journal::frame::Position;
use crate::core::keys::{Key, Keys};
use crate::core::pointer::Path;
use crate::core::snapshot::{Kind, Manifest};
use crate::core::value::Value;
use crate::storage::backup::{Backup, Saving, list, save};
use crate::storage::find::{Found, Target, find};
use crate::storage::scrub::scrub_manifests;
use crate::storage::{Storage, StorageError};

/// The source of updates that bring back what was.
pub(super) const RECOVERY: &str = "recovery";

/// How often what is stored is read before it is left to other tabs, which write all the time.
const READS: usize = 4;

/// The least part of some work that is told as progress.
const PROGRESS: f64 = 0.02;

/// The source of updates that come from a file.
const IMPORT: &str = "import";

/// Begins to make a state of this version of the model one of the present version: a promise of its bytes.
pub(crate) type Migrate<'a> = dyn Fn(&Value, u32) -> Result<Promise, JsValue> + 'a;

/// What is to be put in the place of the present state.
#[derive(Debug)]
pub(crate) struct Asked {
    /// This, from a file,
    pub(crate) given: Option<Box<Found>>,
    /// or else this, from storage,
    pub(crate) target: Target,
    /// and of it these members alone.
    pub(crate) only: Option<Vec<String>>,
}

/// How a recovery went.
#[derive(Debug)]
pub(crate) struct Recovered {
    /// The version that was found, unless there is none, and what was read of it.
    pub(crate) found: Option<Found>,
    /// What the engine said to it; `None` if it was not asked.
    pub(crate) answer: Answer,
    /// The version on disk before, with everything that was accepted before.
    pub(crate) before: u64,
    /// Memory has all that storage has, and more: that was written anew, and the state was left as it is.
    pub(crate) is_rewritten: bool,
}

pub(super) fn thrown(error: &StorageError) -> JsValue {
    error_of(code_of(error.fault), &format!("{error}: {}", remedy_of(error.fault)))
}

impl Driver {
    pub(super) fn storage(&self) -> Result<Rc<Backend>, JsValue> {
        self.backend.borrow().clone().ok_or_else(|| self.why_not())
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
        self.is_busy.set(false);
        result
    }

    /// One at a time of what takes its time and tells how far it is: the second of two backups finds everything there, and nobody
    /// sees the figure of the other. Whose turn it was sets `is_busy` back.
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
        let saved = save(&*storage, &saving, paced).await;
        self.is_done("backup");
        let (backup, trimmed) = saved.map_err(|error| thrown(&error))?;
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
        if self.progress.replace(0.0) > 0.0 {
            self.tell_value("progress", work, &JsValue::UNDEFINED, 1.0);
        }
    }

    /// The snapshots, newest first.
    pub(crate) async fn backups(self: &Rc<Self>) -> Result<Vec<Backup>, JsValue> {
        list(&*self.storage()?).await.map_err(|error| thrown(&error))
    }

    /// Holds back what is accepted from now on, until it is let go of; where several hold, from the first on.
    pub(crate) fn hold(&self) -> u64 {
        let newest = self.read(|engine| engine.log().newest());
        self.held.borrow_mut().push(newest);
        self.hold_back();
        newest
    }

    fn let_go(&self, after: u64) {
        let mut held = self.held.borrow_mut();
        if let Some(at) = held.iter().position(|other| *other == after) {
            held.remove(at);
        }
        drop(held);
        self.hold_back();
    }

    fn hold_back(&self) {
        let first = self.held.borrow().iter().min().copied();
        self.write(|engine| engine.hold(first));
    }

    /// Finds a version of the state, or slices of it, and puts it in the place of the present one, which is kept as a
    /// backup. Asked for the newest it leaves the state alone if storage has less than memory, and writes it anew. What belongs to
    /// an earlier version of the model is what `migrate` makes of it, which may take its time.
    ///
    /// What was accepted before is on disk before anything is read, so it is found or counted. What is accepted after it was asked for
    /// ([`hold`](Driver::hold)) waits, and is made again on what was found.
    pub(crate) async fn recover(
        self: &Rc<Self>,
        asked: Result<Asked, JsValue>,
        held: u64,
        migrate: &Migrate<'_>,
    ) -> Result<Recovered, JsValue> {
        self.turn().await;
        let result = match asked {
            Ok(asked) => self.try_recover(asked, migrate).await,
            Err(error) => Err(error),
        };
        self.is_busy.set(false);
        self.let_go(held);
        self.handle(Input::Flush);
        result
    }

    async fn try_recover(
        self: &Rc<Self>,
        Asked { given, target, only }: Asked,
        migrate: &Migrate<'_>,
    ) -> Result<Recovered, JsValue> {
        JsFuture::from(self.flush_before()).await?;
        let (_, keys) = self.snapshot();
        let on_disk = || self.read(Engine::on_disk);
        let is_given = given.is_some();
        let is_newest = matches!(target, Target::Newest) && !is_given;
        let (target, only) = (&target, only.as_deref());
        let mut found = if let Some(given) = given { Some(*given) } else { self.look_for(target, only, &keys).await? };
        let before = on_disk().1;
        let is_same = |found: &Found| found.version == before && found.missing.is_empty();
        if is_newest && !found.as_ref().is_some_and(is_same) {
            self.try_save(Kind::PreRecovery, None, on_disk()).await?;
            return Ok(Recovered { found: None, answer: None, before, is_rewritten: true });
        }
        let mut answer = None;
        if let Some(found) = &mut found {
            if self.is_older(found) && found.missing.is_empty() {
                let made = JsFuture::from(migrate(&found.state, found.model_version)?).await?;
                found.state = Value::decode(&Uint8Array::new(&made).to_vec(), &keys).map_err(malformed)?;
            }
            let state = found.state.view();
            let is_there = |name: &String| state.get(&keys.key(name.as_bytes()), &keys).is_some();
            let absent = only.into_iter().flatten().filter(|name| !is_there(name) && !found.missing.contains(name));
            found.missing.extend(absent.cloned().collect::<Vec<_>>());
            // All of what is asked for, or nothing.
            if found.missing.is_empty() {
                self.try_save(Kind::PreRecovery, None, on_disk()).await?;
                if is_newest
                    && on_disk().1 != before
                    && let Some(newer) = self.look_for(target, only, &keys).await?
                {
                    *found = newer;
                }
                // If another tab writes on and on, what was found would undo what it has written since.
                let is_outdated = is_newest && !(found.version == on_disk().1 && found.missing.is_empty());
                let version = self.read(Engine::version);
                let source = if is_given { IMPORT } else { RECOVERY };
                let as_it_is = || Some(Output::Accepted { version, changed: false, hits: Vec::new() });
                answer = if is_outdated { as_it_is() } else { self.replace(found, only, is_newest, source, &keys) };
            }
        }
        Ok(Recovered { found, answer, before: on_disk().1, is_rewritten: false })
    }

    /// Whether it is of an earlier version of the model.
    fn is_older(&self, found: &Found) -> bool {
        found.model_version < self.read(Engine::model_version)
    }

    /// What is asked for, if it is there; all of it if it has to be migrated, since what becomes of a member may depend on the others.
    /// Not before this tab has followed what others have written: it has to know what is replaced.
    async fn look_for(
        self: &Rc<Self>,
        target: &Target,
        mut only: Option<&[String]>,
        keys: &Keys,
    ) -> Result<Option<Found>, JsValue> {
        let storage = self.storage()?;
        for reads in 1.. {
            let head = self.read(|engine| engine.log().head().sequence);
            let theirs = storage.load_after(head).await.map_err(|error| thrown(&error))?.records;
            if theirs.is_empty() || reads >= READS {
                let found = find(&*storage, target, only, keys, &self.paced("recovery")).await;
                self.is_done("recovery");
                let found = found.map_err(|error| thrown(&error))?;
                if let Some(found) = &found {
                    self.read(|engine| engine.may_use(&engine.model().name, found.model_version))
                        .map_err(|why| unusable(&why))?;
                    if only.is_some() && self.is_older(found) {
                        only = None;
                        continue;
                    }
                }
                let on_disk = self.read(Engine::on_disk).1;
                let is_ahead = found.as_ref().is_some_and(|found| found.version > on_disk);
                // The newest, as an update of this tab, would undo what comes next.
                if !matches!(target, Target::Newest) || !is_ahead || reads >= READS {
                    return Ok(found);
                }
            }
            self.handle(Input::Hint);
            rest(SLICE_MS as u32).await;
        }
        Ok(None)
    }

    /// Puts what was found in the place of what is on disk, with the updates that wait made again on it.
    ///
    /// The newest is what other recoveries that were asked for meanwhile have made of it; any other state takes their place.
    fn replace(
        self: &Rc<Self>,
        found: &Found,
        only: Option<&[String]>,
        is_newest: bool,
        source: &str,
        keys: &Keys,
    ) -> Answer {
        let members: Option<Vec<Key>> = only.map(|only| only.iter().map(|name| keys.key(name.as_bytes())).collect());
        let replaces = |path: &Path| {
            !is_newest
                && members
                    .as_ref()
                    .is_none_or(|members| path.keys().first().is_none_or(|first| members.contains(first)))
        };
        let state = self.read(|engine| engine.with_waiting(complete(found, only, engine.on_disk().0, keys), replaces));
        let state = match state {
            Ok(state) => state,
            Err(issue) => return Some(Output::Rejected { issues: vec![*issue], count: 1 }),
        };
        let replacement = Replacement { state, source, label: None, is_migrated: false, is_recovery: true };
        let answer = self.handle(Input::Replace(replacement));
        if let Some(Output::Accepted { changed: true, hits, .. }) = &answer {
            self.perform(Output::Changed { hits: hits.clone() });
        }
        answer
    }
}

/// What was found; if only slices are wanted, with the state on disk around them.
fn complete(found: &Found, only: Option<&[String]>, on_disk: Value, keys: &Keys) -> Value {
    let Some(only) = only else { return found.state.clone() };
    let mut state = on_disk;
    for key in only.iter().map(|name| keys.key(name.as_bytes())) {
        if let Some(value) = found.state.view().get(&key, keys) {
            // A member of an object can be put; if the state has no members, it stays.
            let _ = Wanted::put(Path::ROOT.join(key), value.to_value()).apply(&mut state, keys);
        }
    }
    state
}
