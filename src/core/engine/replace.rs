//! Another state in the place of the present one: what a backup, a file or a migration gives.

use super::Engine;
use super::update::{Origin, OriginKind};
use crate::core::change::differing;
use crate::core::error::Issue;
use crate::core::history::History;
use crate::core::integrity::{Index, enforces};
use crate::core::io::{Output, Replacement, Timestamp};
use crate::core::journal::frame;
use crate::core::journal::record::{Replay, read_group};
use crate::core::log::Again;
use crate::core::value::Value;

impl Engine {
    /// Makes an update of the members that are different, validated like any other. Members that are not in it go; those
    /// that stay keep their order.
    pub(super) fn replace(&mut self, wanted: Replacement<'_>, now: Timestamp) {
        let Replacement { state, source, label, is_migrated, is_recovery } = wanted;
        if is_migrated {
            let output = self.migrate(state, now);
            return self.outputs.push_back(output);
        }
        let changes = differing(self.root.view(), state.view(), &self.model.keys);
        let output = match self.attempt_all(changes, now) {
            Ok(changes) if changes.is_empty() => {
                Output::Accepted { version: self.version, changed: false, hits: Vec::new() }
            }
            Ok(changes) => {
                let origin = Origin { source, label, durability: None, kind: OriginKind::New };
                let again = if is_recovery { Again::Recovery } else { Again::Changes };
                let hits = self.accept(changes, &origin, again, now);
                Output::Accepted { version: self.version, changed: true, hits }
            }
            Err((issues, count)) => Output::Rejected { issues, count },
        };
        self.outputs.push_back(output);
    }

    /// Takes a state that was made for the present version of the model. It is written as a whole: the changes of the earlier
    /// version would have to be read by the later one.
    fn migrate(&mut self, state: Value, now: Timestamp) -> Output {
        if !self.log.is_clean() {
            // They would follow the whole state in the journal, and be done to it once more.
            let message = "updates of the earlier model wait for the disk: wait for flush() before the migration";
            let issues = vec![Issue::error("update/pending", String::new(), message.into())];
            return Output::Rejected { issues, count: 1 };
        }
        let issues = self.model.problems(state.view());
        if !issues.is_empty() {
            return Output::Rejected { count: issues.len(), issues };
        }
        let is_migration = self.model_version < self.model.version;
        self.root = state;
        self.version += 1;
        self.history = History::default();
        self.model_version = self.model.version;
        self.index = enforces(&self.model.rules).then(|| Index::of(&self.model.layout, &self.root, &self.model.keys));
        let whole = self.whole(now);
        if is_migration {
            self.log.begin_fresh(whole, now);
        } else {
            self.log.begin(whole, now);
        }
        Output::Accepted { version: self.version, changed: true, hits: Vec::new() }
    }

    /// Makes the updates that a page had accepted when it ended, and that did not reach the disk. That they follow what is
    /// stored is shown by the record before them, or by the last of them that is there; else another tab has written, and
    /// they are dropped: they were never acknowledged.
    pub(super) fn finish(&mut self, updates: &[u8], now: Timestamp) {
        let Ok(frame) = frame::read(updates) else { return };
        let Ok(replays) = read_group(frame.payload, &self.model.keys) else { return };
        let head = self.log.head();
        let mut follows = frame.position.is_in(&head) && frame.previous == head.hash;
        for Replay { version, time, source, label, changes } in replays {
            if version <= self.version {
                let last = self.last_stored.as_ref();
                follows |= version == self.version && last.is_some_and(|(at, by)| *at == time && *by == source);
                continue;
            }
            if !follows {
                return;
            }
            let Ok(changes) = self.attempt_all(changes, now) else { return };
            let origin = Origin { source: &source, label: label.as_deref(), durability: None, kind: OriginKind::New };
            let hits = self.accept(changes, &origin, Again::Changes, now);
            self.outputs.push_back(Output::Changed { hits });
        }
    }
}
