//! Bringing back what was: a snapshot, a version, the newest on disk, or some members of them, the way the driver does it, one step
//! at a time, while this tab and others go on.

use std::collections::BTreeSet;

use super::chain::marks;
use super::oracle::{Flaw, Name, check, differing};
use super::planted::Bug;
use super::tab::now;
use super::updates::migrated;
use super::world::World;
use holdfast::core::io::{Input, Replacement};
use holdfast::core::pointer::Path;
use holdfast::core::snapshot::Kind;
use holdfast::core::value::Value;
use holdfast::storage::Storage;
use holdfast::storage::backup::list;
use holdfast::storage::find::{Found, Target, find};
use serde_json::Value as Json;

/// As often as the driver reads what others write on and on.
const READS: usize = 4;

/// How far it has come.
#[derive(Debug)]
pub(crate) struct Recovery {
    target: Target,
    only: Option<Vec<String>>,
    /// What was accepted up to this name is on disk before anything is read.
    held: u64,
    reads: usize,
    found: Option<Found>,
    /// The version on disk when it was found; there is a snapshot of what it takes the place of.
    before: Option<u64>,
}

impl World {
    /// The next step, or the first of another one.
    pub(crate) fn recover(&mut self, at: usize) -> Flaw {
        let Some(recovery) = self.tabs[at].recovery.take() else { return self.ask(at) };
        if !self.tabs[at].engine.log().is_saved(recovery.held) {
            self.tabs[at].recovery = Some(recovery);
            return self.handle(at, Input::Flush);
        }
        if recovery.found.is_none() {
            return self.look_for(at, recovery);
        }
        if recovery.before.is_some() {
            return self.put(at, &recovery);
        }
        self.save(at, Kind::PreRecovery)?;
        let before = Some(self.tabs[at].engine.on_disk().1);
        self.tabs[at].recovery = Some(Recovery { before, ..recovery });
        Ok(())
    }

    fn ask(&mut self, at: usize) -> Flaw {
        let versions = self.oracle.versions();
        let storage = &self.tabs[at].storage;
        let backups = now(list(storage)).map_err(|error| error.to_string())?;
        let target = match self.dice.roll(4) {
            0 if !backups.is_empty() => Target::Backup(backups[self.dice.roll(backups.len())].id.clone()),
            1 => Target::Newest,
            2 => Target::Time(self.time.saturating_sub(self.dice.roll(5_000) as u64)),
            _ if !versions.is_empty() => Target::Version(self.dice.pick(&versions)),
            _ => return Ok(()),
        };
        let only: Option<Vec<String>> = self.dice.once_in(2).then(|| {
            let names = ["seen", "few", "list", "junk"].into_iter().filter(|_| self.dice.once_in(2));
            names.map(str::to_owned).collect()
        });
        let only = only.filter(|only| !only.is_empty());
        let engine = &mut self.tabs[at].engine;
        let held = engine.log().newest();
        engine.hold(Some(held));
        self.tabs[at].recovery = Some(Recovery { target, only, held, reads: 0, found: None, before: None });
        self.handle(at, Input::Flush)
    }

    fn give_back(&mut self, at: usize) -> Flaw {
        self.tabs[at].engine.hold(None);
        self.handle(at, Input::Flush)
    }

    /// Not before this tab has followed what others have written: it has to know what is replaced.
    fn look_for(&mut self, at: usize, mut recovery: Recovery) -> Flaw {
        let tab = &self.tabs[at];
        let (storage, engine) = (&tab.storage, &tab.engine);
        recovery.reads += 1;
        let head = engine.log().head().sequence;
        let theirs = now(storage.load_after(head)).map_err(|error| error.to_string())?.records;
        if theirs.is_empty() || recovery.reads >= READS {
            let look = |only| now(find(storage, &recovery.target, only, engine.keys(), &async |_| ()));
            let mut only = recovery.only.as_deref();
            let mut found = look(only).map_err(|error| error.to_string())?;
            let Some(model) = found.as_ref().map(|found| found.model_version) else { return self.give_back(at) };
            if engine.may_use("sim", model).is_err() {
                return self.give_back(at);
            }
            if only.is_some() && model < engine.model_version() {
                only = None;
                found = look(None).map_err(|error| error.to_string())?;
            }
            let Some(mut found) = found else { return self.give_back(at) };
            if self.bug == Some(Bug::WrongVersion) {
                found.version = found.version.saturating_sub(1);
            }
            let is_all = found.missing.is_empty();
            check(is_all || self.counts.rotten > 0, || {
                format!("nothing is damaged and {:?} is missing", found.missing)
            })?;
            if is_all {
                let state = found.state.view().to_json(engine.keys());
                self.oracle.found(found.version, found.model_version, &state, only)?;
            }
            let is_newest = matches!(recovery.target, Target::Newest);
            let on_disk = engine.on_disk().1;
            if !is_newest || found.version <= on_disk || recovery.reads >= READS {
                let is_of_use = is_all && (!is_newest || found.version == on_disk);
                if !is_of_use {
                    return self.give_back(at);
                }
                recovery.found = Some(found);
            }
        }
        let must_follow = recovery.found.is_none();
        self.tabs[at].recovery = Some(recovery);
        if must_follow { self.handle(at, Input::Hint) } else { Ok(()) }
    }

    /// Puts what was found in the place of what is on disk, with the updates that wait made again on it.
    fn put(&mut self, at: usize, recovery: &Recovery) -> Flaw {
        let Recovery { target, only, found: Some(found), before, .. } = recovery else { return Ok(()) };
        let engine = &self.tabs[at].engine;
        let keys = engine.keys().clone();
        let is_newest = matches!(target, Target::Newest);
        if is_newest && *before != Some(engine.on_disk().1) {
            // The driver looks once more; whoever asks again here finds the same.
            return self.give_back(at);
        }
        let whole = found.state.view().to_json(&keys);
        let whole =
            if found.model_version < engine.model_version() { migrated(whole, found.model_version) } else { whole };
        let on_disk = engine.on_disk().0.view().to_json(&keys);
        let members = only.as_ref().map(|only| only.iter().map(String::as_str).collect::<Vec<_>>());
        let wanted = members.as_ref().map_or(whole.clone(), |members| with_members(on_disk, &whole, members));
        let state = Value::from_json(&wanted, &keys).expect("JSON is a value");
        let is_replaced = |path: &Path| {
            let pointer = path.pointer(&keys);
            let member = pointer.split('/').nth(1).unwrap_or_default();
            !is_newest && members.as_ref().is_none_or(|members| members.contains(&member))
        };
        let waits = engine.log().pending() > 0;
        let waiting: Vec<Name> = self.tabs[at].open.values().cloned().collect();
        let state = if self.bug == Some(Bug::Heedless) { Ok(state) } else { engine.with_waiting(state, is_replaced) };
        let Ok(mut state) = state else { return self.give_back(at) };
        if self.bug == Some(Bug::HalfRecovered) {
            let mut half = state.view().to_json(&keys);
            half["few"] = serde_json::json!({});
            state = Value::from_json(&half, &keys).expect("JSON is a value");
        }
        let label = format!("r{}", self.next);
        self.next += 1;
        let version = engine.version();
        let (source, label_of, is_migrated, is_recovery) = ("recovery", Some(label.as_str()), false, true);
        let replacement = Replacement { state, source, label: label_of, is_migrated, is_recovery };
        let tab = &mut self.tabs[at];
        tab.engine.handle(Input::Replace(replacement), self.time);
        if tab.engine.version() > version {
            self.counts.recoveries += 1;
            let made = tab.state();
            tab.open.insert(tab.engine.version(), (source.into(), label.clone()));
            holds(&wanted, &made, waits.then_some(&waiting))?;
            self.oracle.recover(&label, made);
        }
        self.give_back(at)
    }
}

/// A state with some members of another one.
fn with_members(mut state: Json, from: &Json, members: &[&str]) -> Json {
    for name in members {
        if let Some(value) = from.get(*name) {
            state[*name] = value.clone();
        }
    }
    state
}

/// What was made is what was wanted, and with it all that waited.
fn holds(wanted: &Json, made: &Json, waiting: Option<&Vec<Name>>) -> Flaw {
    let Some(waiting) = waiting else {
        return check(wanted == made, || format!("a recovery has made {:?}", differing(wanted, made)));
    };
    if waiting.iter().any(|(source, _)| source != "sim") {
        return Ok(());
    }
    let mut expected: BTreeSet<String> = marks(wanted).into_iter().collect();
    expected.extend(waiting.iter().map(|(_, label)| label.clone()));
    let found: BTreeSet<String> = marks(made).into_iter().collect();
    check(expected == found, || format!("a recovery has made {found:?} of {expected:?}"))
}
