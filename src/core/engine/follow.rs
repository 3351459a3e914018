//! Following other tabs: all of them write to one journal, and whoever finds somebody else's records there goes on after
//! them.
//!
//! 1. Something says that others may have written: a commit finds another head, or a hint comes. The records after the own
//!    head are asked for; no commit begins meanwhile.
//! 2. They follow the own head: the updates that wait for the disk are taken back, those of the others are made, and then
//!    each that waited is made again, as what was asked for, and validated on the newer state. One that is not possible any
//!    more is dropped and its owner told.
//! 3. They do not follow it (another tab has made the database, or the own head is not there any more): the stored state is
//!    read as a whole and takes the place of this one, and what waits is made again on that.
//! 4. Nothing is there, or less than there was, or nothing that can be read, while the state is alive here: it is written
//!    again, as a new chain of records. So it is where old code has made it of what it knew, with an earlier model.
//!
//! A version is never shown twice with different states, and never goes back: where dropped updates would make it so, an
//! update without changes takes the next version.

use std::collections::VecDeque;
use std::rc::Rc;

use super::load::{Found, Stored, newer, replayed};
use super::update::{Refusal, apply_all, merge_form};
use super::{Engine, Phase};
use crate::core::change::{Action, Change};
use crate::core::config::Durability;
use crate::core::error::Issue;
use crate::core::integrity::{Index, enforces};
use crate::core::io::{CommitFault, Followed, Output, Refused, Timestamp, Unusable};
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::{self, Newer, Outcome};
use crate::core::journal::record::Update;
use crate::core::log::{Again, Pending, pause_after};
use crate::core::patch::patch;
use crate::core::pointer::Path;
use crate::core::rebase::{Moving, carry, once_more};
use crate::core::value::Value;

/// The source of updates that are nobody's.
const TABS: &str = "tabs";
/// A pause that is longer than any: the clock was set back.
const LONGEST: u64 = 10_000;

/// How far reading what others have written has come.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Somebody may have written since it was read last.
    pub(super) is_wanted: bool,
    /// What was read did not follow the own head: next time everything.
    is_whole: bool,
    /// The key after which is being read.
    after: Option<u64>,
    /// When to try again.
    retry_at: Option<Timestamp>,
    failures: u32,
}

impl Reading {
    /// Whether commits may begin.
    pub(super) fn is_idle(&self) -> bool {
        !self.is_wanted && self.after.is_none()
    }

    /// When there is something to do.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.retry_at
    }
}

/// What others have done to a state.
struct Theirs {
    /// Updates and the states that they led to, oldest first.
    updates: Vec<(Rc<Update>, Value)>,
    /// The state that they found, and what led to it: the updates that wait are taken back.
    found: (Value, Vec<Change>),
    /// The version up to which the history stays as it is.
    base: u64,
}

impl Engine {
    /// Somebody may have written, or waits to.
    pub(super) fn hint(&mut self, now: Timestamp) {
        self.log.share(true);
        self.reading.is_wanted = true;
        self.catch_up(now);
    }

    /// Asks for what others have written, if that is wanted and nothing else is under way.
    pub(super) fn catch_up(&mut self, now: Timestamp) {
        let Reading { is_wanted, is_whole, after, retry_at, failures } = self.reading;
        let too_early = retry_at.is_some_and(|at| at > now && at <= now + LONGEST);
        if !is_wanted || after.is_some() || too_early || self.log.is_writing() || self.phase != Phase::Ready {
            return;
        }
        let after = if is_whole { 0 } else { self.log.head().sequence };
        self.reading = Reading { after: Some(after), failures, ..Reading::default() };
        self.outputs.push_back(Output::CatchUp { after });
    }

    /// It has been read.
    pub(super) fn behind(&mut self, found: Found<'_>, now: Timestamp) {
        let Some(after) = self.reading.after.take() else { return };
        match self.follow_records(after, found, now) {
            Ok(true) => self.reading.failures = 0,
            Ok(false) => (self.reading.is_wanted, self.reading.is_whole) = (true, true),
            Err(unusable) => {
                self.phase = Phase::Failed;
                self.outputs.push_back(Output::Unusable(unusable));
            }
        }
        self.catch_up(now);
    }

    /// It could not be read: again later.
    pub(super) fn behind_failed(&mut self, fault: CommitFault, now: Timestamp) {
        if self.reading.after.take().is_none() {
            return;
        }
        self.reading.is_wanted = true;
        self.reading.retry_at = Some(now + pause_after(self.reading.failures));
        self.reading.failures += 1;
        if !self.log.is_clean() {
            self.log.undurable(self.log.pending(), fault, &mut self.outputs);
        }
    }

    /// Goes on after what is stored; `false` if for that all of it is needed.
    fn follow_records(&mut self, after: u64, found: Found<'_>, now: Timestamp) -> Result<bool, Unusable> {
        let Found { slots, records, .. } = found;
        let meta = Meta::newest(slots.iter().map(Vec::as_slice)).map_err(|_| newer(Newer))?;
        let head = self.log.head();
        let is_same = match meta {
            Some(meta) => meta.head == self.log.stored(),
            None => slots.is_empty() && self.log.is_unwritten(),
        };
        if is_same {
            self.log.none_happened();
            return Ok(true);
        }
        if let Some(meta) = meta.filter(|meta| meta.head.sequence > head.sequence) {
            let mut journal = reader::read(slots, records, Some(head), &self.model.keys).map_err(newer)?;
            let own = self.log.happened(records);
            let is_ours = match &journal.genesis {
                Some(genesis) => own.is_some() && self.log.is_whole(genesis),
                None => own.is_some() || !self.log.is_fresh(),
            };
            if is_ours && journal.head.sequence >= meta.head.sequence {
                let waiting = own.unwrap_or_default();
                let found = self.without_waiting(waiting);
                let mut root = found.0.clone();
                let base = self.version_before(waiting);
                let mut updates = Vec::new();
                for replay in journal.updates.split_off(waiting.min(journal.updates.len())) {
                    let update = replayed(replay, &mut root, &self.model.keys)?;
                    updates.push((Rc::new(update), root.clone()));
                }
                if after > 0 {
                    journal.bytes += self.log.bytes();
                }
                journal.grown += self.log.grown();
                self.log.follow(&journal, own, &mut self.outputs, now);
                if !updates.is_empty() {
                    let waiting = self.log.take();
                    self.rebase(Theirs { updates, found, base }, waiting, now);
                }
                return Ok(true);
            }
        }
        if after > 0 {
            return Ok(false);
        }
        let stored = self.stored(found, self.root.view())?;
        let is_earlier = stored.model_version < self.model_version;
        if is_earlier && stored.genesis.is_some() && self.log.is_fresh() {
            // It is not known here, or came after the migration, and cannot be done to what that has made.
            return Err(Unusable::Unreadable("old code has written to it meanwhile: load it again".into()));
        }
        let place = stored.journal.head;
        if place == head {
            self.log.follow(&stored.journal, None, &mut self.outputs, now);
            return Ok(true);
        }
        // The last chain that was on disk; one that was begun here and never written is none.
        let epoch = head.epoch - u32::from(self.log.is_unwritten());
        let is_lineage = place.database == head.database;
        let is_less = is_lineage && place.epoch <= epoch && stored.version < self.version_before(0);
        // Old code has begun anew with what it knew: nobody is here to migrate that.
        let is_older = is_less || is_earlier;
        // Others have gone on, and where they have come to cannot be read: what is known here is less than that.
        let is_behind = meta.is_some_and(|meta| meta.head.sequence > head.sequence);
        match stored.genesis {
            Some(genesis) if !is_older => self.take_over(stored, genesis, is_lineage && place.epoch > epoch, now),
            None if is_behind => return Err(Unusable::Unreadable(stored.journal.outcome.to_string())),
            _ => self.begin_anew(meta, records.is_empty(), &stored.journal.outcome, now),
        }
        Ok(true)
    }

    /// The state without the updates that wait, but for the first, and the changes that lead there.
    fn without_waiting(&self, but: usize) -> (Value, Vec<Change>) {
        let (mut root, mut back) = (self.root.clone(), Vec::new());
        for pending in self.log.waiting().skip(but).rev() {
            for change in pending.update.changes.iter().rev() {
                match change.inverse().apply(&mut root, &self.model.keys) {
                    Ok(change) => back.push(change),
                    Err(_) => unreachable!("what was changed last can be changed back"),
                }
            }
        }
        (root, back)
    }

    /// The version before that of an update that waits.
    fn version_before(&self, waiting: usize) -> u64 {
        self.log.waiting().nth(waiting).map_or(self.version, Pending::before)
    }

    /// Writes the state again, in place of what is stored.
    fn begin_anew(&mut self, meta: Option<Meta>, is_empty: bool, outcome: &Outcome, now: Timestamp) {
        let reason = match outcome {
            Outcome::Damaged { .. } => outcome.to_string(),
            _ => "the stored state is gone, or older than it was".into(),
        };
        let genesis = self.genesis(self.version_before(0), self.without_waiting(0).0, now);
        self.log.begin_anew(genesis, meta, is_empty, now);
        self.outputs.push_back(Output::Rewritten { reason });
    }

    /// Takes the stored state in place of this one. If another tab has begun it anew from what it knew (4), updates from
    /// here that it did not know yet are made again.
    fn take_over(&mut self, stored: Stored, genesis: u64, is_begun_anew: bool, now: Timestamp) {
        let saved = self.version_before(0);
        self.model_version = stored.model_version;
        let mut base = saved;
        let mut waiting = VecDeque::new();
        if is_begun_anew {
            base = base.min(genesis);
            for entry in self.history.entries() {
                let (update, name) = (&entry.update, entry.update.version);
                if !entry.is_foreign() && name > genesis && name <= saved {
                    let (update, durability, again) = (update.clone(), Durability::Strict, Again::Changes);
                    waiting.push_back(Pending { update, durability, name, again });
                }
            }
        }
        let (before, after) = (Some(self.root.clone()), Some(stored.root.clone()));
        let changes = vec![Change { path: Path::ROOT, action: Action::Put, before, after, position: None }];
        let update = Update { version: stored.version, time: now, source: TABS.into(), label: None, changes };
        self.log.follow(&stored.journal, None, &mut self.outputs, now);
        self.log.give_way(saved);
        waiting.append(&mut self.log.take());
        self.index = None;
        self.jobs.begin_anew();
        let (updates, found) = (vec![(Rc::new(update), stored.root)], (Value::null(), Vec::new()));
        self.rebase(Theirs { updates, found, base }, waiting, now);
    }

    /// Goes on after updates of others, with those from here that waited made again on them.
    fn rebase(&mut self, theirs: Theirs, waiting: VecDeque<Pending>, now: Timestamp) {
        let Theirs { updates, found: (root, back), base } = theirs;
        let shown = self.version;
        let mut followed = Followed::default();
        let is_strict = waiting.iter().any(|pending| matches!(pending.again, Again::Strictly));
        let mut moving: Vec<Moving> = Vec::new();
        if !back.is_empty() {
            self.root = root;
            let (source, version) = (TABS.into(), base);
            self.made(&Rc::new(Update { version, time: now, source, label: None, changes: back }), &mut followed);
        }
        for (update, root) in updates {
            self.root = root;
            self.version = update.version;
            let moves = update.changes.iter().map(Moving::of).filter(|moving| is_strict || moving.shifts());
            moving.extend(moves);
            followed.others.push(update.clone());
            self.made(&update, &mut followed);
        }
        if self.log.is_unwritten() && self.log.head().sequence > 0 {
            // A whole state that was not on disk yet: it is one with what the others have done meanwhile.
            self.version += 1;
            self.log.begin(self.whole(now), now);
        }
        if self.index.is_none() && enforces(&self.model.rules) {
            self.index = Some(Index::of(&self.model.layout, &self.root, &self.model.keys));
        }
        let mut moved = Vec::new();
        for mut pending in waiting {
            let before = pending.update.clone();
            if before.changes.is_empty() {
                continue;
            }
            let mut carried = moving.clone();
            let changes = match followed.refused.last() {
                // What was refused is in what it has put in place, too.
                Some(refused) if matches!(pending.again, Again::Recovery) => {
                    Err((refused.issues.clone(), refused.count))
                }
                _ => self.make_again(&pending, &mut carried, now),
            };
            let changes = match changes {
                Ok(changes) => changes,
                Err((issues, count)) => {
                    let (version, source) = (pending.name, before.source.clone());
                    followed.refused.push(Refused { version, source, issues, count });
                    // What came after it was made where it had led.
                    for change in &before.changes {
                        moving.insert(0, Moving::back(change));
                    }
                    continue;
                }
            };
            moving = carried;
            if changes.is_empty() {
                // It is so already.
                continue;
            }
            self.version += 1;
            let (source, label) = (before.source.clone(), before.label.clone());
            let update = Rc::new(Update { version: self.version, time: before.time, source, label, changes });
            self.subscriptions.hits(&update.changes, &mut followed.hits);
            self.jobs.note(&update);
            moved.push((before.version, update.clone()));
            pending.update = update;
            self.log.put_back(pending);
        }
        if self.version <= shown {
            let before = self.version;
            self.version = shown + 1;
            let (version, source) = (self.version, TABS.into());
            let update = Rc::new(Update { version, time: now, source, label: None, changes: Vec::new() });
            self.log.append(update, Durability::Relaxed, Again::Nothing(before), now);
        }
        self.history.rebase(base, &followed.others, &moved, self.config.history_limit as usize);
        followed.hits.sort_unstable();
        followed.hits.dedup();
        followed.version = self.version;
        self.log.share(false);
        self.outputs.push_back(Output::Followed(followed));
        self.log.settle(&mut self.outputs, now);
    }

    /// The others' state is that after an update.
    fn made(&mut self, update: &Rc<Update>, followed: &mut Followed) {
        self.subscriptions.hits(&update.changes, &mut followed.hits);
        self.count(&update.changes);
        self.jobs.note(update);
    }

    /// Makes an update again that was made on an older state.
    fn make_again(&mut self, pending: &Pending, others: &mut [Moving], now: Timestamp) -> Result<Vec<Change>, Refusal> {
        let mut root = self.root.clone();
        let changes = self.once_more_on(&mut root, pending, others);
        let changes = self.made_on(root, changes, now)?;
        if !others.is_empty() && matches!(pending.again, Again::Merge(_) | Again::Patch(_)) {
            carry(once_more(&changes), others, false);
        }
        Ok(changes)
    }

    /// Makes the changes of an update again on another state.
    pub(super) fn once_more_on(
        &self,
        root: &mut Value,
        pending: &Pending,
        others: &mut [Moving],
    ) -> Result<Vec<Change>, Box<Issue>> {
        let keys = &self.model.keys;
        let wanted = match &pending.again {
            Again::Merge(body) => merge_form(root.view(), body.view(), &self.model)?,
            Again::Patch(body) => return patch(root, body.view(), keys),
            again => {
                let changes = &pending.update.changes;
                let Some(wanted) = carry(once_more(changes), others, matches!(again, Again::Strictly)) else {
                    let place = changes.first().map(|change| change.path.pointer(keys));
                    let message = "something else was changed where this update was made".into();
                    return Err(Box::new(Issue::error("update/conflict", place.unwrap_or_default(), message)));
                };
                wanted
            }
        };
        apply_all(root, wanted, keys)
    }
}
