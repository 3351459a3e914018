//! Meta slots: each is itself again, or refused.

use holdfast::core::journal::frame::Position;
use holdfast::core::journal::meta::Meta;
use xxhash_rust::xxh64::xxh64;

pub fn run(bytes: &[u8]) {
    for bytes in [bytes.to_vec(), with_checksum(bytes)] {
        if let Ok(meta) = Meta::read(&bytes) {
            // The three bytes after the format are for later formats, which they do not make.
            let mut written = meta.write();
            written[5..8].copy_from_slice(&bytes[5..8]);
            assert_eq!(with_checksum(&written), bytes);
            assert_eq!(Meta::newest([&*bytes, b""]), Ok(Some(meta)));
        }
    }
}

/// The bytes with the right checksum at their end: what is behind it is to be read, too.
pub(super) fn with_checksum(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if let Some(end) = bytes.len().checked_sub(8) {
        let hash = xxh64(&bytes[..end], 0);
        bytes[end..].copy_from_slice(&hash.to_le_bytes());
    }
    bytes
}

pub fn seeds() -> Vec<Vec<u8>> {
    let meta = |commit| Meta { head: Position { sequence: commit * 3, epoch: 1, ..Position::default() }, commit };
    (0..4).map(|commit| meta(commit).write()).collect()
}
