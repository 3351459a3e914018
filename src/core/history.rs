//! The latest updates, with what was there before each: enough to take them back.
//!
//! Taking back is an update like any other: the changes backwards, carried over what came since. An update of which
//! another one has overwritten something cannot be taken back as long as that stands; nothing is taken back by half. It
//! is passed over and does not stand in the way of older ones, unless they wrote to the same places. An update and the one
//! that took it back cancel out: they do not stand in the way of taking back what came before both.
//!
//! Updates of other tabs are there because taking back has to be carried over them; they are not taken back.
//!
//! The limit is one of updates. Those that take back others are kept beside them, or half of what is kept could not be taken back.

use std::collections::VecDeque;
use std::rc::Rc;

use super::change::Wanted;
use super::journal::record::Update;
use super::rebase::{Moving, rebase, without};

/// A bounded list of updates, oldest first.
#[derive(Debug, Default)]
pub struct History {
    entries: VecDeque<Entry>,
    /// The newest update, also where none is kept.
    newest: Option<Rc<Update>>,
    /// How many of them take back none.
    count: usize,
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
    /// Another tab made it.
    is_foreign: bool,
}

/// What is to be done so that an update is taken back or made again.
#[derive(Debug)]
pub(crate) struct Step {
    /// The update in question.
    pub(crate) update: Rc<Update>,
    /// The changes that do it.
    pub(crate) wanted: Vec<Wanted>,
    /// What they take back: they have to find what it left.
    pub(crate) made: Rc<Update>,
}

impl History {
    /// Adds an update. What has been taken back can be made again until something new is done.
    pub(crate) fn push(&mut self, update: Rc<Update>, limit: usize) {
        self.add(Entry::new(update, None), limit);
    }

    /// Adds an update that takes back the one of an earlier version.
    pub(crate) fn push_undo(&mut self, update: Rc<Update>, version: u64, limit: usize) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.update.version == version) {
            entry.undone = true;
            self.undone.push(version);
        }
        self.add(Entry { is_undo: true, ..Entry::new(update, Some(version)) }, limit);
    }

    /// Adds an update that makes again what was taken back last.
    pub(crate) fn push_redo(&mut self, update: Rc<Update>, limit: usize) {
        let undo = self.undone.pop().and_then(|version| self.undo_of(version));
        let takes_back = undo.map(|at| self.entries[at].update.version);
        self.add(Entry::new(update, takes_back), limit);
    }

    /// Other tabs have written: their updates come after the version `base`, and then those from here that came after it,
    /// each as it is now, if it is still there.
    pub(crate) fn rebase(&mut self, base: u64, others: &[Rc<Update>], moved: &[(u64, Rc<Update>)], limit: usize) {
        let now = |version: u64| {
            let at = moved.binary_search_by_key(&version, |(before, _)| *before);
            at.ok().map(|at| moved[at].1.clone())
        };
        let renamed =
            |version: u64| if version > base { now(version).map(|update| update.version) } else { Some(version) };
        let at = self.entries.iter().position(|entry| entry.update.version > base).unwrap_or(self.entries.len());
        let own = self.entries.split_off(at);
        for update in others.iter().filter(|update| !update.changes.is_empty()) {
            self.entries.push_back(Entry { is_foreign: true, ..Entry::new(update.clone(), None) });
        }
        for entry in own {
            if let Some(update) = now(entry.update.version) {
                let takes_back = entry.takes_back.and_then(renamed);
                self.entries.push_back(Entry { update, takes_back, ..entry });
            } else if let (true, Some(version)) = (entry.is_undo, entry.takes_back.and_then(renamed)) {
                // It has not been taken back after all.
                self.undone.retain(|undone| renamed(*undone) != Some(version));
                if let Some(entry) = self.entries.iter_mut().find(|entry| entry.update.version == version) {
                    entry.undone = false;
                }
            }
        }
        self.undone = self.undone.iter().filter_map(|version| renamed(*version)).collect();
        self.count = self.entries.iter().filter(|entry| !entry.is_undo).count();
        self.newest = self.entries.back().map(|entry| entry.update.clone());
        self.trim(limit);
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
        self.count += usize::from(!entry.is_undo);
        self.newest = Some(entry.update.clone());
        self.entries.push_back(entry);
        self.trim(limit);
    }

    /// Keeps no more than so many.
    pub(crate) fn trim(&mut self, limit: usize) {
        // What the oldest takes back is gone: nobody asks for it any more.
        while self.entries.front().is_some_and(|oldest| self.count > limit || oldest.is_undo) {
            let oldest = self.entries.pop_front();
            self.count -= usize::from(oldest.is_some_and(|oldest| !oldest.is_undo));
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
        self.newest.as_ref()
    }

    /// How to take back the newest update, of a source if one is given, that is not taken back yet and of which nothing
    /// has been overwritten; `None` if there is none.
    pub(crate) fn undo(&self, source: Option<&str>) -> Option<Step> {
        self.entries.iter().enumerate().rev().find_map(|(at, entry)| {
            let is_meant = entry.can_be_undone() && source.is_none_or(|source| *entry.update.source == *source);
            is_meant.then(|| self.backwards(at, &entry.update)).flatten()
        })
    }

    /// How to do the opposite of what the entry at a position did.
    fn backwards(&self, at: usize, update: &Rc<Update>) -> Option<Step> {
        let made = self.entries[at].update.clone();
        let wanted = made.changes.iter().rev().map(|change| (change.inverse(), Moving::back(change))).collect();
        self.carry(wanted, at).map(|wanted| Step { update: update.clone(), wanted, made })
    }

    /// How to make again what was taken back last; `None` if there is nothing, or something has been written there.
    pub(crate) fn redo(&self) -> Option<Step> {
        let version = *self.undone.last()?;
        let entry = self.entries.iter().find(|entry| entry.update.version == version)?;
        // Where it stands now, the one that took it back knows.
        self.backwards(self.undo_of(version)?, &entry.update)
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
        let mut cancelled: Vec<[usize; 2]> = Vec::new();
        for (by, entry) in later.iter().enumerate().rev().filter(|(_, entry)| entry.takes_back.is_some()) {
            let taken_back = later.iter().position(|other| Some(other.update.version) == entry.takes_back);
            if let Some(other) = taken_back.filter(|_| cancelled.iter().all(|[other, _]| *other != by)) {
                cancelled.push([other, by]);
            }
        }
        let mut changes: Vec<Vec<Moving>> =
            later.iter().map(|entry| entry.update.changes.iter().map(Moving::of).collect()).collect();
        // As they were made: what came between the two was made where what the first had done stood.
        for &[other, by] in cancelled.iter().rev() {
            let made = std::mem::take(&mut changes[other]);
            without(&made, &mut changes[other + 1..by]);
            changes[by].clear();
        }
        rebase(wanted, changes.concat())
    }
}

impl Entry {
    fn new(update: Rc<Update>, takes_back: Option<u64>) -> Entry {
        Entry { update, undone: false, takes_back, is_undo: false, is_foreign: false }
    }

    fn can_be_undone(&self) -> bool {
        !self.undone && !self.is_undo && !self.is_foreign
    }

    /// Whether another tab made it.
    pub fn is_foreign(&self) -> bool {
        self.is_foreign
    }

    /// Whether it takes back another one.
    pub fn is_undo(&self) -> bool {
        self.is_undo
    }
}

#[cfg(test)]
mod tests;
