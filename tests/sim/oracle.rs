//! What must be true: there is one serial order, which the storage knows; everything acknowledged is in it, and what it did is
//! there until a record says that it is taken back or replaced; what was refused is not; every state that is read, shown or found is
//! the one that the records lead to at its version; and no record does a part of what it stands for.

use std::collections::{BTreeMap, BTreeSet};

use holdfast::core::change::Action;
use holdfast::core::io::Commit;
use holdfast::core::journal::frame::{self, FrameKind, Position};
use holdfast::core::journal::record::{Genesis, read_group};
use holdfast::core::keys::Keys;
use holdfast::core::tree::Digest;
use serde_json::{Map, Value as Json};

use super::chain::{Chain, Made, marks};
use super::updates::{LATEST, OLD_MS, migrated};

/// Who has made an update, and what it is called.
pub(crate) type Name = (String, String);

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Oracle {
    /// What is on disk: a whole state, and where the model has become a later one, another after it.
    chains: Vec<Chain>,
    /// What was there before everything was gone.
    gone: Vec<Chain>,
    /// How often what has this name is on disk.
    made: BTreeMap<Name, usize>,
    /// How often it was promised.
    promised: BTreeMap<Name, usize>,
    acknowledged: BTreeSet<String>,
    /// Those of them that nobody has taken back or replaced.
    kept: BTreeSet<String>,
    refused: BTreeSet<String>,
    /// Marks of what was taken back and made again.
    redone: BTreeSet<String>,
    /// What is taken back and nothing else has come in between.
    undone: BTreeSet<String>,
    /// What recoveries put in the place of the state, by their labels.
    recoveries: BTreeMap<String, Json>,
    /// What was shown of each version of each journal, by code of each version: digests go by its dictionary.
    shown: BTreeMap<([u8; 16], u32, u32, u64), Digest>,
    was_wiped: bool,
}

pub(crate) type Flaw = Result<(), String>;

pub(crate) fn check(is_so: bool, flaw: impl FnOnce() -> String) -> Flaw {
    if is_so { Ok(()) } else { Err(flaw()) }
}

/// The members of two states that are not the same.
pub(crate) fn differing(one: &Json, other: &Json) -> Vec<String> {
    let names = [one, other].into_iter().filter_map(Json::as_object).flat_map(|state| state.keys());
    let names: BTreeSet<&String> = names.filter(|name| one.get(name) != other.get(name)).collect();
    names.into_iter().map(|name| format!("{name}: {:?} and {:?}", one.get(name), other.get(name))).collect()
}

impl Oracle {
    /// A commit has happened.
    pub(crate) fn committed(&mut self, commit: &Commit, keys: &Keys) -> Flaw {
        for (key, bytes) in &commit.records {
            let frame = frame::read(bytes).map_err(|fault| format!("record {key} cannot be read: {fault}"))?;
            if frame.kind == FrameKind::Genesis {
                let genesis = Genesis::read(frame.payload, keys).map_err(|fault| fault.to_string())?;
                self.begun(Chain::begin(&genesis, keys))?;
                continue;
            }
            for update in read_group(frame.payload, keys).map_err(|fault| fault.to_string())? {
                self.made(&Made::read(&update, keys))?;
            }
        }
        Ok(())
    }

    /// A whole state has been written: the first, the present one of a later model, or one that was there before.
    fn begun(&mut self, chain: Chain) -> Flaw {
        if let Some(before) = self.chains.last().filter(|before| before.model < chain.model)
            && chain.version > before.version
            && chain.state == migrated(before.state.clone(), before.model)
        {
            self.chains.push(chain);
            return Ok(());
        }
        let is_new = self.chains.is_empty() && chain.version == 0 && is_first(&chain);
        if let Some(known) = find(&self.gone, chain.version).filter(|_| !is_new) {
            check(known == (chain.state.clone(), chain.model), || {
                let differing = differing(&known.0, &chain.state);
                format!("version {} is written anew and another one than it was: {differing:?}", chain.version)
            })?;
        } else if !self.was_wiped
            && let Some(before) = self.chains.last()
        {
            let differing = differing(&migrated(before.state.clone(), before.model), &chain.state);
            let (version, model) = (before.version, before.model);
            return Err(format!(
                "version {version} of model {model} was replaced as a whole by another: {differing:?}"
            ));
        }
        // A tab with old code had begun again with nothing, and a later one has its place.
        for made in self.chains.iter().filter(|old| old.model < chain.model).flat_map(Chain::made) {
            self.kept.remove(&made.name.1);
        }
        self.made.clear();
        self.promised.clear();
        self.chains = vec![chain];
        Ok(())
    }

    /// An update has been written.
    fn made(&mut self, made: &Made) -> Flaw {
        let Some(chain) = self.chains.last_mut() else { return Err("an update of nothing".into()) };
        let (before, version, name) = (chain.version, made.version, made.name.clone());
        check(version > before, || format!("version {version} comes after {before}"))?;
        let is_whole = made.changes.iter().any(|done| matches!(done.pointer.as_str(), "" | "/seen"));
        let old = is_whole.then(|| marks(&chain.state));
        let junk = if name.0 == "optimizer" { chain.state["junk"].clone() } else { Json::Null };
        check(chain.make(made.clone()), || format!("version {version} does not fit what is on disk"))?;
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        if let Some(old) = old {
            let new: BTreeSet<String> = marks(&chain.state).into_iter().collect();
            gone.extend(old.iter().filter(|mark| !new.contains(*mark)).cloned());
            come.extend(new.into_iter().filter(|mark| old.binary_search(mark).is_err()));
        } else {
            for done in &made.changes {
                let Some(mark) = done.pointer.strip_prefix("/seen/") else { continue };
                (if done.action == Action::Remove { &mut gone } else { &mut come }).push(mark.to_owned());
            }
        }
        let does = |label: &str, does: &[String]| does.len() == 1 && does[0] == label;
        let (source, label) = (name.0.as_str(), name.1.as_str());
        let is_right = match source {
            "sim" => {
                let may_come = self.redone.contains(label) || !self.made.contains_key(&name);
                check(may_come, || format!("{label} is there twice"))?;
                let is_redone = self.redone.contains(label);
                check(is_redone || !self.refused.contains(label), || format!("{label} was refused and is there"))?;
                gone.is_empty() && does(label, &come)
            }
            "undo" if label.starts_with('m') => come.is_empty() && does(label, &gone),
            "recovery" => {
                let recovery = self.recoveries.get(label).ok_or("a recovery that nobody has asked for")?;
                let mut changed = made.changes.iter().map(|done| done.pointer.trim_start_matches('/'));
                let other = changed.find(|name| chain.state.get(name) != recovery.get(name));
                check(other.is_none(), || format!("{label} puts another {other:?} than it has found"))?;
                let refused = come.iter().find(|mark| self.refused.contains(*mark));
                check(refused.is_none(), || format!("{refused:?} was refused and comes with {label}"))?;
                true
            }
            "undo" if label.starts_with('r') => true,
            "optimizer" => made.changes.iter().all(|done| done.pointer.starts_with("/junk/")),
            _ => gone.is_empty() && come.is_empty(),
        };
        check(is_right, || format!("{source} of {label} takes away {gone:?} and brings {come:?}"))?;
        if source == "undo"
            && self.undone.remove(label)
            && let Some(old) = chain.before_pair(label)
        {
            check(old == chain.state, || format!("undo of {label} leaves {:?}", differing(&old, &chain.state)))?;
        }
        if source == "optimizer" {
            for (id, record) in junk.as_object().into_iter().flatten() {
                let is_old = record["at"].as_f64().is_some_and(|at| at + OLD_MS as f64 <= made.time as f64);
                let is_gone = chain.state["junk"].get(id).is_none();
                check(is_old || !is_gone, || format!("{id} is of use yet and was dropped"))?;
            }
        }
        for mark in gone {
            self.kept.remove(&mark);
        }
        self.kept.extend(come.into_iter().filter(|mark| self.acknowledged.contains(mark)));
        *self.made.entry(name).or_default() += 1;
        Ok(())
    }

    /// Everything is gone; the tabs are not.
    pub(crate) fn wiped(&mut self) {
        self.was_wiped = true;
        self.gone = std::mem::take(&mut self.chains);
        self.made.clear();
        self.promised.clear();
    }

    /// A tab has promised that an update is on disk.
    pub(crate) fn acknowledge(&mut self, name: &Name) -> Flaw {
        let promised = self.promised.entry(name.clone()).or_default();
        *promised += 1;
        let is_there = self.made.get(name).is_some_and(|made| made >= promised);
        check(is_there, || format!("{} of {} is acknowledged and not on disk", name.0, name.1))?;
        if name.0 == "sim" {
            self.acknowledged.insert(name.1.clone());
            let has = |chain: &Chain| chain.state["seen"].get(&name.1).is_some();
            if self.chains.last().is_some_and(has) {
                self.kept.insert(name.1.clone());
            }
        }
        Ok(())
    }

    /// A tab has said that an update is not possible any more.
    pub(crate) fn refuse(&mut self, name: &Name) -> Flaw {
        if name.0 == "undo" || self.redone.contains(&name.1) {
            return Ok(());
        }
        self.refused.insert(name.1.clone());
        let is_known = self.made.contains_key(name) || self.acknowledged.contains(&name.1);
        check(!is_known, || format!("{} is refused and on disk", name.1))
    }

    /// What was acknowledged, and then everything was gone, was not possible any more on what another tab had brought back.
    /// Its owner is told; at any other time that is a flaw.
    pub(crate) fn give_up(&mut self, name: &Name) -> Flaw {
        if name.0 == "sim" {
            self.acknowledged.remove(&name.1);
            self.kept.remove(&name.1);
            self.refused.insert(name.1.clone());
        }
        check(self.was_wiped, || format!("{} of {} is acknowledged and given up", name.0, name.1))
    }

    /// A tab takes this back, and knows what it has to find; or has heard of others before that was written: what was taken back
    /// may have become something else.
    pub(crate) fn undo(&mut self, label: &str, is_sure: bool) {
        if is_sure && !label.is_empty() {
            self.undone.insert(label.to_owned());
        } else {
            self.undone.remove(label);
        }
    }

    /// A tab makes again what it has taken back.
    pub(crate) fn redo(&mut self, mark: &str) {
        self.redone.insert(mark.to_owned());
    }

    /// A tab puts this in the place of the state.
    pub(crate) fn recover(&mut self, label: &str, state: Json) {
        self.recoveries.insert(label.to_owned(), state);
    }

    /// A state was read from disk.
    pub(crate) fn recovered(&self, version: u64, state: &Json) -> Flaw {
        let Some(chain) = self.chains.last() else {
            return check(version == 0, || format!("version {version} of nothing"));
        };
        check(version == chain.version, || format!("version {version}, not {}", chain.version))?;
        check(*state == chain.state, || format!("version {version} is read as {:?}", differing(state, &chain.state)))?;
        self.all_there(&marks(state))
    }

    /// A state was found as that of a version, or these members of it.
    pub(crate) fn found(&self, version: u64, model: u32, state: &Json, only: Option<&[String]>) -> Flaw {
        let Some((mut known, of)) = find(&self.chains, version) else {
            return Err(format!("version {version} is found and has never been there"));
        };
        if let (Some(only), Some(members)) = (only, known.as_object_mut()) {
            members.retain(|name, _| only.contains(name));
        }
        check(model == of, || format!("version {version} is found as one of model {model}, not {of}"))?;
        check(known == *state, || format!("version {version} is found with {:?}", differing(&known, state)))
    }

    /// A tab that waits for nothing shows this.
    pub(crate) fn shows(
        &mut self,
        head: &Position,
        (code, version): (u32, u64),
        digest: Digest,
        state: impl Fn() -> Json,
    ) -> Flaw {
        let known = *self.shown.entry((head.database, head.epoch, code, version)).or_insert(digest);
        check(known == digest, || {
            let differing = find(&self.chains, version).map(|(known, _)| differing(&known, &state()));
            format!("version {version} is shown with another state elsewhere; on disk it has {differing:?}")
        })
    }

    /// Everything acknowledged is among these marks.
    pub(crate) fn all_there(&self, marks: &[String]) -> Flaw {
        let there: BTreeSet<&String> = marks.iter().collect();
        let lost: Vec<_> = self.kept.iter().filter(|mark| !there.contains(mark)).collect();
        check(lost.is_empty(), || format!("acknowledged and lost: {lost:?}"))
    }

    /// The version of the model on disk.
    pub(crate) fn model(&self) -> u32 {
        self.chains.last().map_or(LATEST, |chain| chain.model)
    }

    /// The versions that are or were on disk.
    pub(crate) fn versions(&self) -> Vec<u64> {
        self.chains.iter().flat_map(Chain::versions).collect()
    }

    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    pub(crate) fn refused(&self) -> usize {
        self.refused.len()
    }
}

/// Whether somebody has begun with nothing.
fn is_first(chain: &Chain) -> bool {
    ["seen", "few", "list", "junk"].iter().all(|name| chain.state[*name].as_object().is_none_or(Map::is_empty))
}

/// The state of a version, and of which model it is.
fn find(chains: &[Chain], version: u64) -> Option<(Json, u32)> {
    chains.iter().rev().find_map(|chain| Some((chain.at(version)?, chain.model)))
}
