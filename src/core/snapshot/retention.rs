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

/// Decides about snapshots, of which the newest stand first.
pub fn surplus(newest_first: &[&Manifest], retention: BackupRetention) -> Surplus {
    let mut left = [retention.automatic as usize, retention.manual as usize, SPECIAL, SPECIAL];
    debug_assert_eq!(left.len(), Kind::ALL.len());
    let (mut surplus, mut kept, mut rungs) = (Surplus::default(), 0, 0);
    let enough = RUNGS.min(left[0].max(1));
    for (at, manifest) in newest_first.iter().enumerate() {
        let left = &mut left[manifest.kind as usize];
        // Whatever the limits say, the newest stays: the journal may have been cut back to it.
        if *left == 0 && kept > 0 {
            surplus.manifests.push(at);
            continue;
        }
        *left = left.saturating_sub(1);
        kept += 1;
        // Positions in another journal say nothing about this one.
        if manifest.position.is_in(&newest_first[0].position) && rungs < enough {
            rungs += 1;
            if rungs == enough {
                surplus.records = manifest.position.sequence;
            }
        }
    }
    surplus
}

#[cfg(test)]
mod tests {
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

    fn decide(kinds: &[Kind], automatic: u32, manual: u32) -> (Vec<usize>, u64) {
        let all: Vec<Manifest> = kinds.iter().zip((1..=9).rev()).map(|(kind, at)| manifest(*kind, at)).collect();
        let found = surplus(&all.iter().collect::<Vec<_>>(), BackupRetention { automatic, manual });
        (found.manifests, found.records)
    }

    #[test]
    fn each_kind_has_its_own_limit_and_the_journal_reaches_back_to_the_third() {
        use Kind::{Automatic, Manual, PreRecovery};
        let kinds = [Automatic, Manual, Automatic, Automatic, PreRecovery, Manual];
        assert_eq!(decide(&kinds, 9, 9), (vec![], 7));
        assert_eq!(decide(&kinds, 2, 1), (vec![3, 5], 8));
        assert_eq!(decide(&kinds[..2], 5, 5), (vec![], 0), "as long as there are not enough, nothing is dropped");
        assert_eq!(decide(&[], 1, 1), (vec![], 0));
    }

    #[test]
    fn the_newest_is_kept_whatever_the_limits() {
        assert_eq!(decide(&[Kind::Automatic, Kind::Automatic], 0, 0), (vec![1], 9));
    }
}
