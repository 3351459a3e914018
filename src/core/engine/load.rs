//! From what is stored to a state.

use std::rc::Rc;

use super::{Engine, Phase};
use crate::core::change::{Wanted, apply_all};
use crate::core::integrity::{Index, enforces};
use crate::core::io::{Base, Output, Timestamp, Unusable};
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::{self, Journal};
use crate::core::journal::record::{Genesis, Replay, Update};
use crate::core::keys::{Key, Keys};
use crate::core::pointer::Path;
use crate::core::text::quoted;
use crate::core::value::{EditFault, Value, ValueRef};

/// What storage holds.
pub(super) struct Found<'f> {
    pub(super) slots: &'f [Vec<u8>],
    pub(super) records: &'f [reader::Stored],
    pub(super) base: Option<Base>,
}

/// What is stored, as a state.
pub(super) struct Stored {
    pub(super) root: Value,
    pub(super) version: u64,
    /// Of the model that it was made for.
    pub(super) model_version: u32,
    /// The version of the whole state that it was built on; `None` if there is none that can be read.
    pub(super) genesis: Option<u64>,
    /// Whether something stands in for members that could not be read.
    pub(super) is_partial: bool,
    /// When the newest update was accepted, and who asked for it.
    pub(super) last: Option<(Timestamp, Rc<str>)>,
    pub(super) journal: Journal,
}

impl Engine {
    pub(super) fn load(&mut self, found: Found<'_>, initial: Value, now: Timestamp) {
        let unusable = match self.try_load(found, initial, now) {
            Ok(()) => return,
            Err(unusable) => unusable,
        };
        self.phase = Phase::Failed;
        self.outputs.push_back(Output::Unusable(unusable));
    }

    fn try_load(&mut self, found: Found<'_>, initial: Value, now: Timestamp) -> Result<(), Unusable> {
        let (slots, records) = (found.slots, found.records);
        let has_records = !records.is_empty();
        let is_empty = slots.is_empty() && !has_records;
        let backup = found.base.as_ref().filter(|base| base.journal_bytes.is_none());
        self.backed_up = backup.map(|base| base.genesis.version);
        let stored = self.stored(found, initial.view())?;
        let is_new = stored.genesis.is_none();
        let outcome = stored.journal.outcome.clone();
        if !is_new {
            self.log.resume(&stored.journal);
            self.root = stored.root;
            self.version = stored.version;
            self.model_version = stored.model_version;
            self.last_stored = stored.last;
            if stored.is_partial {
                // What is done to what stands in for them must not be taken for what was done to them before.
                self.log.begin_with_next(self.whole(now));
            }
        } else if is_empty || self.config.recovery_enabled {
            self.model_version = self.model.version;
            self.root = initial.clone();
            // Nobody is given a version a second time that others still have: no update was without a share in a record, and what can
            // be read of the records says more.
            self.version = stored.journal.stored.sequence.max(reader::newest_version(records, &self.model.keys));
            let genesis = self.genesis(self.version, initial, now);
            if is_empty {
                self.log.begin_fresh(genesis, now);
            } else {
                // Nothing can be read of what is there: it is set aside.
                let meta = Meta::newest(slots.iter().map(Vec::as_slice)).ok().flatten();
                self.log.begin_anew(genesis, meta, !has_records, now);
            }
        } else {
            return Err(Unusable::Unreadable(outcome.to_string()));
        }
        self.phase = Phase::Ready;
        self.timers.arm(&self.config, now);
        if enforces(&self.model.rules) {
            self.index = Some(Index::of(&self.model.layout, &self.root, &self.model.keys));
        }
        self.outputs.push_back(Output::Ready { outcome, is_new });
        Ok(())
    }

    /// The state that is stored; for members that could not be read those of another one stand in. Changes nothing here.
    pub(super) fn stored(&self, found: Found<'_>, stand_in: ValueRef<'_>) -> Result<Stored, Unusable> {
        let (keys, Found { slots, records, base }) = (&self.model.keys, found);
        let position = base.as_ref().map(|base| base.position);
        let mut journal = reader::read(slots, records, position, keys).map_err(newer)?;
        journal.bytes += base.as_ref().and_then(|base| base.journal_bytes).unwrap_or_default();
        let mut stored = Stored {
            root: Value::null(),
            version: 0,
            model_version: 0,
            genesis: None,
            is_partial: false,
            last: None,
            journal,
        };
        let mut missing: Vec<Key> = Vec::new();
        let mut genesis = stored.journal.genesis.take();
        if let (None, Some(base)) = (&genesis, base) {
            missing = base.missing.iter().map(|name| keys.key(name.as_bytes())).collect();
            genesis = Some(base.genesis);
        }
        if let Some(genesis) = genesis {
            self.may_use(&genesis.model, genesis.model_version)?;
            stored.root = genesis.state;
            stored.version = genesis.version;
            stored.model_version = genesis.model_version;
            stored.genesis = Some(genesis.version);
        }
        if !missing.is_empty() {
            stored.root = with_members(stored.root, &missing, stand_in, keys);
        }
        for mut replay in std::mem::take(&mut stored.journal.updates) {
            // What happened in slices that are missing may not fit what stands in for them, until all is put anew.
            if replay.changes.iter().any(|wanted| wanted.path.is_empty()) {
                missing.clear();
            }
            replay.changes.retain(|wanted| wanted.path.keys().first().is_none_or(|slice| !missing.contains(slice)));
            stored.last = Some((replay.time, replay.source.clone()));
            stored.version = replayed(replay, &mut stored.root, keys)?.version;
        }
        stored.is_partial = !missing.is_empty();
        Ok(stored)
    }

    /// A state as the journal takes it.
    pub(super) fn genesis(&self, version: u64, state: Value, time: Timestamp) -> Genesis {
        Genesis { model: self.model.name.clone(), model_version: self.model_version, version, time, state }
    }

    /// The present state as the journal takes it.
    pub fn whole(&self, time: Timestamp) -> Genesis {
        self.genesis(self.version, self.root.clone(), time)
    }

    /// Why a state that was made for this version of this model cannot be made one of the present model, if so.
    pub fn may_use(&self, model: &str, found: u32) -> Result<(), Unusable> {
        if model != self.model.name {
            let (found, wanted) = (quoted(model), quoted(&self.model.name));
            return Err(Unusable::Unreadable(format!("it belongs to the model {found}, not to {wanted}")));
        }
        if found > self.model.version {
            let wanted = self.model.version;
            return Err(Unusable::Newer(format!("model version {found}, this is {wanted}")));
        }
        Ok(())
    }
}

/// A state with members that it does not have, from another one.
fn with_members(mut state: Value, names: &[Key], from: ValueRef<'_>, keys: &Keys) -> Value {
    for key in names {
        let before = state.clone();
        let value = from.get(key, keys).map(ValueRef::to_value);
        let put = value.map(|value| Wanted::put(Path::ROOT.join(key.clone()), value).apply(&mut state, keys));
        if !matches!(put, Some(Ok(_))) {
            state = before;
        }
    }
    state
}

pub(super) fn newer(newer: reader::Newer) -> Unusable {
    Unusable::Newer(newer.to_string())
}

/// Makes a stored update again. On an error `root` is left unusable.
pub(super) fn replayed(replay: Replay, root: &mut Value, keys: &Keys) -> Result<Update, Unusable> {
    let Replay { version, time, source, label, changes: wanted } = replay;
    let fault = |(_, fault): (Path, EditFault)| {
        Unusable::Unreadable(format!("version {version} cannot be replayed: {}", fault.reason))
    };
    let changes = apply_all(root, wanted, keys).map_err(fault)?;
    Ok(Update { version, time, source, label, changes })
}
