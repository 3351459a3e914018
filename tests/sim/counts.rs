//! What has happened in a world, or in many.

use std::fmt;

/// What has happened.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) steps: usize,
    pub(crate) worlds: usize,
    pub(crate) updates: usize,
    pub(crate) acknowledged: usize,
    /// Acknowledged and not there any more.
    pub(crate) lost: usize,
    pub(crate) refused: usize,
    pub(crate) followed: usize,
    pub(crate) commits: usize,
    pub(crate) conflicts: usize,
    pub(crate) faults: usize,
    /// Commits that happened and were reported as failed.
    pub(crate) lies: usize,
    pub(crate) crashes: usize,
    pub(crate) wipes: usize,
    pub(crate) rewritten: usize,
    pub(crate) dropped_messages: usize,
    /// Taken back or made again.
    pub(crate) undone: usize,
    pub(crate) recoveries: usize,
    pub(crate) backups: usize,
    /// Bits that flipped where something is stored.
    pub(crate) rotten: usize,
    /// Entries that retention has dropped.
    pub(crate) dropped_entries: usize,
    pub(crate) migrations: usize,
    /// Tabs that have found a state of a later model.
    pub(crate) outdated: usize,
    /// Those that were migrating while a tab with old code wrote.
    pub(crate) begun_again: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, more: &Counts) {
        self.steps += more.steps;
        self.worlds += 1;
        self.updates += more.updates;
        self.acknowledged += more.acknowledged;
        self.lost += more.lost;
        self.refused += more.refused;
        self.followed += more.followed;
        self.commits += more.commits;
        self.conflicts += more.conflicts;
        self.faults += more.faults;
        self.lies += more.lies;
        self.crashes += more.crashes;
        self.wipes += more.wipes;
        self.rewritten += more.rewritten;
        self.dropped_messages += more.dropped_messages;
        self.undone += more.undone;
        self.recoveries += more.recoveries;
        self.backups += more.backups;
        self.rotten += more.rotten;
        self.dropped_entries += more.dropped_entries;
        self.migrations += more.migrations;
        self.outdated += more.outdated;
        self.begun_again += more.begun_again;
    }

    pub(crate) fn have_seen_it_all(&self) -> bool {
        let before =
            [self.refused, self.followed, self.conflicts, self.faults, self.lies, self.crashes, self.rewritten];
        let all = [self.undone, self.recoveries, self.backups, self.rotten, self.dropped_entries];
        let migrated = [self.migrations, self.outdated, self.begun_again];
        before.iter().chain(&all).chain(&migrated).all(|count| *count > 0) && self.lost == 0
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} worlds, {} steps, {} updates, {} commits, {} conflicts, {} updates of others followed, {} refused, \
             {} storage faults, {} commits that happened all the same, {} crashes, {} wipes ({} rewritten), \
             {} messages lost, {} undone or redone, {} recoveries, {} backups, {} bits flipped, {} entries dropped, \
             {} migrations, {} tabs outdated, {} begun again; acknowledged: {}, lost: {}",
            self.worlds,
            self.steps,
            self.updates,
            self.commits,
            self.conflicts,
            self.followed,
            self.refused,
            self.faults,
            self.lies,
            self.crashes,
            self.wipes,
            self.rewritten,
            self.dropped_messages,
            self.undone,
            self.recoveries,
            self.backups,
            self.rotten,
            self.dropped_entries,
            self.migrations,
            self.outdated,
            self.begun_again,
            self.acknowledged,
            self.lost
        )
    }
}
