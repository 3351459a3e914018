//! Which snapshots are kept, and how much of the journal.

use super::manifest::{Kind, Manifest};
use crate::core::config::BackupRetention;

/// How many that were made before a migration or a recovery are kept.
const SPECIAL: usize = 5;
/// The journal is kept back to the oldest of so many snapshots, so that if the newest cannot be read, an older one and a
/// longer journal lead to the same state.
const RUNGS: usize = 3;

/// What may go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surplus {
    /// Places in the list.
    pub manifests: Vec<usize>,
    /// Records of the journal up to this key.
    pub records: u64,
}

/// Decides about snapshots, of which the newest stand first, after the one at `saved` was made. That one stays; and so do
/// those ahead of it, which another tab has made: the journal may have been cut back to them.
pub fn surplus(newest_first: &[&Manifest], saved: usize, retention: BackupRetention) -> Surplus {
    let mut left = [retention.automatic as usize, retention.manual as usize, SPECIAL, SPECIAL];
    debug_assert_eq!(left.len(), Kind::ALL.len());
    let mut surplus = Surplus::default();
    let Some(newest) = newest_first.get(saved) else { return surplus };
    let enough = RUNGS.min(left[0].max(1));
    let mut rungs = Vec::new();
    left[newest.kind as usize] = left[newest.kind as usize].saturating_sub(1);
    for (at, manifest) in newest_first.iter().enumerate() {
        if manifest.is_ahead_of(newest) {
            continue;
        }
        if at != saved {
            let left = &mut left[manifest.kind as usize];
            if *left == 0 {
                surplus.manifests.push(at);
                continue;
            }
            *left -= 1;
        }
        // Positions in another journal say nothing about this one, and two snapshots of one place are of the same chunks.
        let sequence = manifest.position.sequence;
        if manifest.position.is_in(&newest.position) && !rungs.contains(&sequence) {
            rungs.push(sequence);
        }
    }
    rungs.sort_unstable();
    surplus.records = rungs.iter().rev().nth(enough - 1).copied().unwrap_or_default();
    surplus
}

#[cfg(test)]
mod tests {
    use super::Kind::{Automatic, Manual, PreRecovery};
    use super::*;
    use crate::core::journal::frame::Position;

    fn manifest(kind: Kind, sequence: u64) -> Manifest {
        Manifest {
            kind,
            label: None,
            version: sequence,
            time: sequence,
            model: "m".into(),
            model_version: 1,
            bytes: 0,
            new_bytes: 0,
            tag: 8,
            names: Vec::new(),
            slices: Vec::new(),
            position: Position { sequence, ..Position::default() },
        }
    }

    /// What goes of snapshots at these places in the journal, after the one at `saved` was made.
    fn decide(kinds: &[(Kind, u64)], saved: usize, automatic: u32, manual: u32) -> (Vec<usize>, u64) {
        let all: Vec<Manifest> = kinds.iter().map(|(kind, sequence)| manifest(*kind, *sequence)).collect();
        let found = surplus(&all.iter().collect::<Vec<_>>(), saved, BackupRetention { automatic, manual });
        (found.manifests, found.records)
    }

    #[test]
    fn each_kind_has_its_own_limit_and_the_journal_reaches_back_to_the_third() {
        let kinds = [(Automatic, 9), (Manual, 8), (Automatic, 7), (Automatic, 6), (PreRecovery, 5), (Manual, 4)];
        assert_eq!(decide(&kinds, 0, 9, 9), (vec![], 7));
        assert_eq!(decide(&kinds, 0, 2, 1), (vec![3, 5], 8));
        assert_eq!(decide(&kinds[..2], 0, 5, 5), (vec![], 0), "as long as there are not enough, nothing is dropped");
        assert_eq!(decide(&[], 0, 1, 1), (vec![], 0));
    }

    #[test]
    fn what_was_just_made_is_kept_whatever_the_limits() {
        assert_eq!(decide(&[(Automatic, 9), (Automatic, 8)], 0, 0, 0), (vec![1], 9));
        assert_eq!(decide(&[(Manual, 9), (Manual, 9), (Manual, 9)], 1, 5, 1), (vec![0, 2], 0));
    }

    #[test]
    fn what_another_tab_has_made_of_later_records_is_kept_and_does_not_count() {
        let kinds = [(Automatic, 9), (Automatic, 8), (Automatic, 5), (Automatic, 4), (Automatic, 3), (Automatic, 2)];
        assert_eq!(decide(&kinds, 2, 1, 0), (vec![3, 4, 5], 5));
        assert_eq!(decide(&kinds, 2, 3, 0), (vec![5], 3));
    }

    #[test]
    fn snapshots_of_one_place_are_one_rung() {
        let kinds = [(Manual, 9), (Automatic, 9), (Manual, 9), (Automatic, 7), (Automatic, 7), (Manual, 2)];
        assert_eq!(decide(&kinds, 0, 5, 5), (vec![], 2));
        assert_eq!(decide(&kinds[..5], 0, 5, 5), (vec![], 0));
    }

    #[test]
    fn snapshots_of_another_journal_are_no_rungs() {
        let all = [9, 8, 7, 6, 5].map(|sequence| manifest(Automatic, sequence));
        let foreign = |manifest: &Manifest| {
            let position = Position { epoch: 7, ..manifest.position };
            Manifest { position, ..manifest.clone() }
        };
        let mixed = [foreign(&all[0]), all[1].clone(), foreign(&all[2]), all[3].clone(), all[4].clone()];
        let found = surplus(&mixed.iter().collect::<Vec<_>>(), 1, BackupRetention { automatic: 9, manual: 9 });
        assert_eq!((found.manifests, found.records), (vec![], 5));
    }
}
