//! From what is stored to a state.

use super::{Engine, Phase};
use crate::core::change::Change;
use crate::core::integrity::{Index, enforces};
use crate::core::io::{Output, Timestamp, Unusable};
use crate::core::journal::reader::{self, Journal, Stored};
use crate::core::journal::record::{Genesis, Replay, Update};
use crate::core::keys::Keys;
use crate::core::text::quoted;
use crate::core::value::Value;

/// What is stored, as a state.
pub(super) struct Base {
    pub(super) root: Value,
    pub(super) version: u64,
    /// The version of the whole state that the journal begins with; `None` if there is none that can be read.
    pub(super) genesis: Option<u64>,
    pub(super) journal: Journal,
}

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
        let base = self.stored(slots, records)?;
        let is_new = base.genesis.is_none();
        let outcome = base.journal.outcome.clone();
        if !is_new {
            self.log.resume(&base.journal);
            self.root = base.root;
            self.version = base.version;
        } else if records.is_empty() && slots.is_empty() {
            self.root = initial.clone();
            let genesis = self.genesis(0, initial, now);
            self.log.begin(genesis, now);
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

    /// The state that is stored. Changes nothing here.
    pub(super) fn stored(&self, slots: &[Vec<u8>], records: &[Stored]) -> Result<Base, Unusable> {
        let keys = &self.model.keys;
        let journal = reader::read(slots, records, None, keys).map_err(newer)?;
        let mut base = Base { root: Value::null(), version: 0, genesis: None, journal };
        if let Some(genesis) = base.journal.genesis.take() {
            self.adopt(&genesis)?;
            base.root = genesis.state;
            base.version = genesis.version;
            base.genesis = Some(genesis.version);
        }
        for replay in std::mem::take(&mut base.journal.updates) {
            base.version = replayed(replay, &mut base.root, keys)?.version;
        }
        Ok(base)
    }

    /// A state as the first of a database.
    pub(super) fn genesis(&self, version: u64, state: Value, time: Timestamp) -> Genesis {
        Genesis { model: self.model.name.clone(), model_version: self.model.version, version, time, state }
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
}

pub(super) fn newer(newer: reader::Newer) -> Unusable {
    Unusable::Newer(newer.to_string())
}

/// Makes a stored update again. On an error `root` is left unusable.
pub(super) fn replayed(replay: Replay, root: &mut Value, keys: &Keys) -> Result<Update, Unusable> {
    let Replay { version, time, source, label, changes: wanted } = replay;
    let mut changes: Vec<Change> = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let fault = |reason| Unusable::Unreadable(format!("version {version} cannot be replayed: {reason}"));
        changes.push(wanted.apply(root, keys).map_err(|failed| fault(failed.reason))?);
    }
    Ok(Update { version, time, source, label, changes })
}
