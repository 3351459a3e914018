//! The latest updates, with what was there before each: enough to take them back.
//!
//! Taking back is an update like any other: the changes backwards, carried over what came since. An update of which
//! another one has overwritten something cannot be taken back any more; nothing is taken back by half. An update and the
//! one that took it back cancel out: they do not stand in the way of taking back what came before both.

use std::collections::VecDeque;
use std::rc::Rc;

use super::change::Wanted;
use super::journal::record::Update;
use super::rebase::{Moving, rebase};

/// A bounded list of updates, oldest first.
#[derive(Debug, Default)]
pub struct History {
    entries: VecDeque<Entry>,
    /// Versions that were taken back and not made again, in the order of taking back.
    undone: Vec<u64>,
}

/// An update in the history.
#[derive(Debug)]
pub struct Entry {
    /// What was done.
    pub update: Rc<Update>,
    /// Whether it has been taken back.
    pub undone: bool,
    /// The version that it takes back: that of an update, or of one that took back another.
    takes_back: Option<u64>,
    is_undo: bool,
}

/// What is to be done so that an update is taken back or made again.
#[derive(Debug)]
pub(crate) struct Step {
    /// The update in question.
    pub(crate) update: Rc<Update>,
    /// The changes that do it.
    pub(crate) wanted: Vec<Wanted>,
}

impl History {
    /// Adds an update. What has been taken back can be made again until something new is done.
    pub(crate) fn push(&mut self, update: Rc<Update>, limit: usize) {
        self.add(Entry { update, undone: false, takes_back: None, is_undo: false }, limit);
    }

    /// Adds an update that takes back the one of an earlier version.
    pub(crate) fn push_undo(&mut self, update: Rc<Update>, version: u64, limit: usize) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.update.version == version) {
            entry.undone = true;
            self.undone.push(version);
        }
        self.add(Entry { update, undone: false, takes_back: Some(version), is_undo: true }, limit);
    }

    /// Adds an update that makes again what was taken back last.
    pub(crate) fn push_redo(&mut self, update: Rc<Update>, limit: usize) {
        let undo = self.undone.pop().and_then(|version| self.undo_of(version));
        let takes_back = undo.map(|at| self.entries[at].update.version);
        self.add(Entry { update, undone: false, takes_back, is_undo: false }, limit);
    }

    /// The entry that took back a version.
    fn undo_of(&self, version: u64) -> Option<usize> {
        self.entries.iter().rposition(|entry| entry.is_undo && entry.takes_back == Some(version))
    }

    /// Nothing that was taken back can be made again: something new was done.
    pub(crate) fn forget_undone(&mut self) {
        self.undone.clear();
    }

    fn add(&mut self, entry: Entry, limit: usize) {
        self.entries.push_back(entry);
        while self.entries.len() > limit {
            self.entries.pop_front();
        }
        let oldest = self.entries.front().map_or(u64::MAX, |entry| entry.update.version);
        self.undone.retain(|version| *version >= oldest);
    }

    /// The updates, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The newest update.
    pub fn last(&self) -> Option<&Rc<Update>> {
        self.entries.back().map(|entry| &entry.update)
    }

    /// How to take back the newest update, of a source if one is given, that is not taken back yet; `None` if there is
    /// none, or something of it has been overwritten.
    pub(crate) fn undo(&self, source: Option<&str>) -> Option<Step> {
        let at = self
            .entries
            .iter()
            .rposition(|entry| entry.can_be_undone() && source.is_none_or(|source| *entry.update.source == *source))?;
        let update = self.entries[at].update.clone();
        let wanted = update.changes.iter().rev().map(|change| (change.inverse(), Moving::back(change))).collect();
        self.carry(wanted, at).map(|wanted| Step { update, wanted })
    }

    /// How to make again what was taken back last; `None` if there is nothing, or something has been written there.
    pub(crate) fn redo(&self) -> Option<Step> {
        let version = *self.undone.last()?;
        let update = self.entries.iter().find(|entry| entry.update.version == version)?.update.clone();
        // Where it stands now, the one that took it back knows.
        let at = self.undo_of(version)?;
        let changes = self.entries[at].update.changes.iter();
        let wanted = changes.rev().map(|change| (change.inverse(), Moving::back(change))).collect();
        self.carry(wanted, at).map(|wanted| Step { update, wanted })
    }

    /// Whether there is something to take back.
    pub fn can_undo(&self) -> bool {
        self.entries.iter().any(Entry::can_be_undone)
    }

    /// Whether there is something to make again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Carries changes, which belong right after the entry at a position, over all later entries.
    fn carry(&self, wanted: Vec<(Wanted, Moving)>, at: usize) -> Option<Vec<Wanted>> {
        let later: Vec<&Entry> = self.entries.range(at + 1..).collect();
        // From the newest on, so that what was taken back and made again counts.
        let mut cancelled: Vec<u64> = Vec::new();
        for entry in later.iter().rev().filter(|entry| entry.takes_back.is_some()) {
            let taken_back = later.iter().find(|other| Some(other.update.version) == entry.takes_back);
            if let Some(other) = taken_back.filter(|_| !cancelled.contains(&entry.update.version)) {
                cancelled.extend([entry.update.version, other.update.version]);
            }
        }
        let counts = |entry: &&&Entry| !cancelled.contains(&entry.update.version);
        let changes = later.iter().filter(counts).flat_map(|entry| &entry.update.changes);
        rebase(wanted, changes.map(Moving::of).collect())
    }
}

impl Entry {
    fn can_be_undone(&self) -> bool {
        !self.undone && !self.is_undo
    }

    /// Whether it takes back another one.
    pub fn is_undo(&self) -> bool {
        self.is_undo
    }
}
