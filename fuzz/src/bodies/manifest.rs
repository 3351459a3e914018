//! Manifests of snapshots: each is itself again, or refused.

use holdfast::core::journal::frame::{self, FrameKind, Position};
use holdfast::core::journal::record::group;
use holdfast::core::keys::Keys;
use holdfast::core::snapshot::{Kind, Manifest, Slice};

use super::draw::NAMES;
use super::slot::with_checksum;

pub fn run(bytes: &[u8]) {
    // As they are, with a checksum that is right, and as the payload of a frame, with the head of a list and without.
    let framed = |payload: &[u8]| frame::write(FrameKind::Manifest, payload, &mut Position::default()).swap_remove(0);
    for bytes in [bytes.to_vec(), with_checksum(bytes), framed(bytes), framed(&group(bytes))] {
        let Ok(manifest) = Manifest::read(&bytes) else { continue };
        let written = manifest.write();
        assert_eq!(Manifest::read(&written).as_ref(), Ok(&manifest));
        // A dictionary can be made of whatever the names are.
        let keys = Keys::new(manifest.names.iter().map(String::as_str), 0);
        assert!(keys.names().count() <= manifest.names.len());
        assert_eq!(manifest.chunks().count(), manifest.slices.iter().map(|slice| slice.chunks.len()).sum::<usize>());
    }
}

/// What a snapshot may say, of a state of that tag.
fn manifest(tag: u8) -> Manifest {
    let slice = |name: &str, chunks: u64| Slice {
        name: (tag != 7).then(|| name.to_owned()),
        chunks: (0..chunks).map(|at| [at, u64::MAX - at]).collect(),
    };
    Manifest {
        kind: Kind::Manual,
        label: (tag == 8).then(|| "label".to_owned()),
        version: 12,
        time: 1_000_000,
        model: "fuzzed".into(),
        model_version: 2,
        bytes: 300_000,
        new_bytes: 70_000,
        tag,
        names: NAMES.map(str::to_owned).to_vec(),
        slices: vec![slice("nodes", 3), slice("a/b", 1), slice("", 0)],
        position: Position { epoch: 1, sequence: 4, hash: 5, ..Position::default() },
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = [7, 8, 9].map(|tag| manifest(tag).write()).to_vec();
    let payloads: Vec<_> = seeds.iter().map(|bytes| frame::read(bytes).expect("a frame").payload.to_vec()).collect();
    // Without the head of the list, too.
    seeds.extend(payloads.iter().map(|payload| payload[5..].to_vec()));
    seeds.extend(payloads);
    seeds
}
