//! Journal records and what they carry: each is itself again, or refused.

use holdfast::core::change::Wanted;
use holdfast::core::journal::frame::{self, FrameKind, Position};
use holdfast::core::journal::record::{Genesis, Replay, read_group};
use holdfast::core::keys::Keys;

use super::draw::NAMES;
use super::slot::with_checksum;
use super::sound;

pub fn run(bytes: &[u8]) {
    for bytes in [bytes.to_vec(), with_checksum(bytes)] {
        let Ok(read) = frame::read(&bytes) else { continue };
        payload(read.payload);
        // A part of a payload is followed by another, and nothing comes before the first record.
        if read.continues || read.position.sequence == 0 {
            continue;
        }
        let mut before = Position { sequence: read.position.sequence - 1, hash: read.previous, ..read.position };
        assert_eq!(frame::write(read.kind, read.payload, &mut before), std::slice::from_ref(&bytes));
    }
    payload(bytes);
}

fn payload(bytes: &[u8]) {
    let keys = Keys::new(NAMES, 2);
    for Replay { changes, .. } in read_group(bytes, &keys).into_iter().flatten() {
        for Wanted { path, value, .. } in changes {
            drop(path.pointer(&keys));
            if let Some(value) = value {
                sound(&value, &keys);
            }
        }
    }
    if let Ok(genesis) = Genesis::read_spelled(bytes, &keys) {
        sound(&genesis.state, &keys);
    }
    if let Ok(genesis) = Genesis::read(bytes, &keys) {
        sound(&genesis.state, &keys);
        let again = Genesis::read(&genesis.write(&keys), &keys).expect("what is written can be read");
        assert!(again.state.view().identical(genesis.state.view()));
        assert_eq!((again.model, again.version, again.time), (genesis.model, genesis.version, genesis.time));
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = super::journal::records();
    let payloads = seeds.iter().map(|record| frame::read(record).expect("a record").payload.to_vec());
    let payloads: Vec<_> = payloads.collect();
    seeds.extend(payloads);
    seeds.extend(frame::write(FrameKind::Updates, b"", &mut Position::default()));
    seeds
}
