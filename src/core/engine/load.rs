//! From what is stored to a state.

use super::{Engine, Phase};
use crate::core::change::Wanted;
use crate::core::integrity::{Index, enforces};
use crate::core::io::{Base, Output, Timestamp, Unusable};
use crate::core::journal::reader::{self, Stored};
use crate::core::journal::record::{Genesis, Replay};
use crate::core::keys::Key;
use crate::core::pointer::Path;
use crate::core::text::quoted;
use crate::core::value::Value;

/// What storage holds.
pub(super) struct Found<'f> {
    pub(super) slots: &'f [Vec<u8>],
    pub(super) records: &'f [Stored],
    pub(super) base: Option<Base>,
}

impl Engine {
    pub(super) fn load(&mut self, stored: &Found<'_>, initial: Value, now: Timestamp) {
        let unusable = match self.try_load(stored, initial, now) {
            Ok(()) => return,
            Err(unusable) => unusable,
        };
        self.phase = Phase::Failed;
        self.outputs.push_back(Output::Unusable(unusable));
    }

    fn try_load(&mut self, stored: &Found<'_>, initial: Value, now: Timestamp) -> Result<(), Unusable> {
        let Found { slots, records, base } = stored;
        let position = base.as_ref().map(|base| base.position);
        let mut journal = reader::read(slots, records, position, &self.model.keys)
            .map_err(|newer| Unusable::Newer(newer.to_string()))?;
        let whole = journal.genesis.take();
        // A whole state in the journal comes after the snapshot: nothing of it is missing.
        let missing = base.as_ref().filter(|_| whole.is_none()).map_or(&[][..], |base| &base.missing);
        let genesis = whole.or_else(|| base.as_ref().map(|base| base.genesis.clone()));
        let is_new = genesis.is_none();
        if let Some(genesis) = genesis {
            self.log.resume(&journal, records);
            self.adopt(&genesis)?;
            self.root = genesis.state;
            self.version = genesis.version;
            self.backed_up = base.as_ref().map(|base| base.genesis.version);
            let mut missing: Vec<Key> = missing.iter().map(|name| self.model.keys.key(name.as_bytes())).collect();
            for key in &missing {
                if let Some(value) = initial.view().get(key, &self.model.keys) {
                    self.apply(Wanted::put(Path::ROOT.join(key.clone()), value.to_value()))?;
                }
            }
            for replay in journal.updates {
                self.replay(replay, &mut missing)?;
            }
            if !missing.is_empty() {
                // What is done to what stands in for them must not be taken for what was done to them before.
                self.log.begin_with_next(self.whole(now));
            }
        } else if (records.is_empty() && slots.is_empty()) || self.config.recovery_enabled {
            // Nothing can be read of what is there: it is set aside, and a new beginning made after it.
            self.log.resume(&journal, records);
            self.model_version = self.model.version;
            self.version = journal.stored.sequence;
            self.root = initial;
            self.log.begin(self.whole(now), now);
        } else {
            return Err(Unusable::Unreadable(journal.outcome.to_string()));
        }
        self.phase = Phase::Ready;
        self.timers.arm(&self.config, now);
        if enforces(&self.model.rules) {
            self.index = Some(Index::of(&self.model.layout, &self.root, &self.model.keys));
        }
        self.outputs.push_back(Output::Ready { outcome: journal.outcome, is_new });
        Ok(())
    }

    /// The present state as the journal takes it.
    pub fn whole(&self, time: Timestamp) -> Genesis {
        Genesis {
            model: self.model.name.clone(),
            model_version: self.model_version,
            version: self.version,
            time,
            state: self.root.clone(),
        }
    }

    fn adopt(&mut self, genesis: &Genesis) -> Result<(), Unusable> {
        if genesis.model != self.model.name {
            let (found, wanted) = (&genesis.model, &self.model.name);
            return Err(Unusable::Unreadable(format!(
                "it belongs to the model {}, not to {}",
                quoted(found),
                quoted(wanted)
            )));
        }
        if genesis.model_version > self.model.version {
            let (found, wanted) = (genesis.model_version, self.model.version);
            return Err(Unusable::Newer(format!("model version {found}, this is {wanted}")));
        }
        self.model_version = genesis.model_version;
        Ok(())
    }

    /// What happened in slices that are missing may not fit what stands in for them, until all is put anew.
    fn replay(&mut self, replay: Replay, missing: &mut Vec<Key>) -> Result<(), Unusable> {
        self.version = replay.version;
        for wanted in replay.changes {
            match wanted.path.keys().first() {
                Some(slice) if missing.contains(slice) => continue,
                Some(_) => {}
                None => missing.clear(),
            }
            self.apply(wanted)?;
        }
        Ok(())
    }

    fn apply(&mut self, wanted: Wanted) -> Result<(), Unusable> {
        let fault = match wanted.apply(&mut self.root, &self.model.keys) {
            Ok(_) => return Ok(()),
            Err(fault) => fault.reason,
        };
        Err(Unusable::Unreadable(format!("version {} cannot be replayed: {fault}", self.version)))
    }
}
