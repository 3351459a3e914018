//! From what is stored to a state.

use super::{Engine, Phase};
use crate::core::integrity::{Index, enforces};
use crate::core::io::{Output, Timestamp, Unusable};
use crate::core::journal::reader::{self, Stored};
use crate::core::journal::record::{Genesis, Replay};
use crate::core::text::quoted;
use crate::core::value::Value;

impl Engine {
    pub(super) fn load(&mut self, slots: &[Vec<u8>], records: &[Stored], initial: Value, now: Timestamp) {
        let unusable = match self.try_load(slots, records, initial, now) {
            Ok(()) => return,
            Err(unusable) => unusable,
        };
        self.phase = Phase::Failed;
        self.outputs.push_back(Output::Unusable(unusable));
    }

    fn try_load(
        &mut self,
        slots: &[Vec<u8>],
        records: &[Stored],
        initial: Value,
        now: Timestamp,
    ) -> Result<(), Unusable> {
        let mut journal =
            reader::read(slots, records, &self.model.keys).map_err(|newer| Unusable::Newer(newer.to_string()))?;
        let is_new = journal.genesis.is_none();
        if let Some(genesis) = journal.genesis.take() {
            self.log.resume(&journal);
            self.adopt(&genesis)?;
            self.root = genesis.state;
            self.version = genesis.version;
            for replay in journal.updates {
                self.replay(replay)?;
            }
        } else if records.is_empty() && slots.is_empty() {
            self.root = initial.clone();
            let (model, model_version) = (self.model.name.clone(), self.model.version);
            self.log.begin(Genesis { model, model_version, version: 0, time: now, state: initial }, now);
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

    fn adopt(&self, genesis: &Genesis) -> Result<(), Unusable> {
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
        Ok(())
    }

    fn replay(&mut self, replay: Replay) -> Result<(), Unusable> {
        for wanted in replay.changes {
            wanted.apply(&mut self.root, &self.model.keys).map_err(|fault| {
                Unusable::Unreadable(format!("version {} cannot be replayed: {}", replay.version, fault.reason))
            })?;
        }
        self.version = replay.version;
        Ok(())
    }
}
