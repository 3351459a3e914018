//! A database that keeps its word: a transaction happens as a whole or not at all, and no key is taken twice.

use std::collections::BTreeMap;

use holdfast::core::io::{Commit, CommitFault};
use holdfast::core::journal::reader::Stored;

/// What is on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Disk {
    pub(crate) slots: [Option<Vec<u8>>; 2],
    pub(crate) journal: BTreeMap<u64, Vec<u8>>,
    pub(crate) quarantine: Vec<Stored>,
}

impl Disk {
    pub(crate) fn slots(&self) -> Vec<Vec<u8>> {
        self.slots.iter().flatten().cloned().collect()
    }

    pub(crate) fn records(&self) -> Vec<Stored> {
        self.journal.iter().map(|(key, bytes)| (*key, bytes.clone())).collect()
    }

    pub(crate) fn records_after(&self, after: u64) -> Vec<Stored> {
        self.journal.range(after + 1..).map(|(key, bytes)| (*key, bytes.clone())).collect()
    }

    /// Carries out a commit.
    pub(crate) fn commit(&mut self, commit: &Commit) -> Result<(), CommitFault> {
        if !commit.follows(self.slots.iter().flatten().map(Vec::as_slice)) {
            return Err(CommitFault::Conflict);
        }
        if let Some(from) = commit.set_aside {
            self.quarantine.extend(self.journal.split_off(&from));
        }
        for (key, bytes) in &commit.records {
            assert!(self.journal.insert(*key, bytes.clone()).is_none(), "the key {key} is taken");
        }
        self.slots[commit.meta.slot()] = Some(commit.meta.write());
        Ok(())
    }

    /// Leaves the first records of a commit and nothing of its meta slot, as a recovery that broke atomicity does.
    pub(crate) fn tear(&mut self, commit: &Commit, records: usize) {
        if !commit.follows(self.slots.iter().flatten().map(Vec::as_slice)) {
            return;
        }
        if let Some(from) = commit.set_aside {
            self.quarantine.extend(self.journal.split_off(&from));
        }
        self.journal.extend(commit.records.iter().take(records).cloned());
    }
}
