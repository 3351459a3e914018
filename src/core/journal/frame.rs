//! A journal record as bytes. All numbers little-endian.
//!
//! - 0: magic `HFJR`
//! - 4: u8 format, 1
//! - 5: u8 kind: 1 a whole state with its names spelled out (not written any more), 2 updates, 3 the manifest of a snapshot (not in
//!   the journal), 4 a whole state
//! - 6: u16 flags: bit 0, the payload goes on in the next record
//! - 8: 16 bytes database id
//! - 24: u32 epoch
//! - 28: u64 sequence, the record's key in the store
//! - 36: u64 checksum of the record before, 0 for the first
//! - 44: u32 length of the payload
//! - 48: payload
//! - then u64 XXH64 (seed 0) of everything before it

use xxhash_rust::xxh64::xxh64;

use crate::core::value::encoding::{u32_at, u64_at};

const MAGIC: [u8; 4] = *b"HFJR";
/// The format that this code writes, and the newest that it reads.
pub const FORMAT: u8 = 1;
const HEADER: usize = 48;
const CHECKSUM: usize = 8;
/// A payload over this length is spread over several records: larger values block a browser's main thread.
pub const MAX_PAYLOAD: usize = 1 << 20;
/// A payload that comes in pieces is spread over records of this length: what is in one is read in one go, in some milliseconds.
const PIECES: usize = 1 << 18;
const CONTINUES: u16 = 1;

/// What a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// A whole state as it was written before there was [`FrameKind::Genesis`].
    Spelled,
    /// A group of updates.
    Updates,
    /// What a snapshot consists of: see [`crate::core::snapshot`].
    Manifest,
    /// A whole state: the first of a database, or the first of a later version of the model.
    Genesis,
}

/// Where a record stands: which database, and after which record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Chosen at random when the database is made.
    pub database: [u8; 16],
    /// Counts how often the chain was begun anew.
    pub epoch: u32,
    /// The sequence of the last record; 0 before the first.
    pub sequence: u64,
    /// Its checksum.
    pub hash: u64,
}

impl Position {
    /// Whether both are places in one journal.
    pub fn is_in(&self, other: &Position) -> bool {
        (self.database, self.epoch) == (other.database, other.epoch)
    }
}

/// A record that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What the payload is.
    pub kind: FrameKind,
    /// Whether the payload goes on in the next record.
    pub continues: bool,
    /// The database and the record's own place.
    pub position: Position,
    /// The checksum of the record before.
    pub previous: u64,
    /// The payload, or a part of it.
    pub payload: &'a [u8],
}

/// Why bytes are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    /// Shorter or longer than the header says.
    #[error("the record is cut off")]
    Length,
    /// Something was changed.
    #[error("the checksum does not match")]
    Checksum,
    /// Not one of ours.
    #[error("the bytes are no journal record")]
    Foreign,
    /// Whole, but from a later version of this code.
    #[error("the record was written by a newer version")]
    Newer,
}

/// Writes a payload as records after `head`, and moves `head` to the last.
pub fn write(kind: FrameKind, payload: &[u8], head: &mut Position) -> Vec<Vec<u8>> {
    let mut parts = payload.chunks(MAX_PAYLOAD).peekable();
    let mut frames = Vec::with_capacity(parts.len().max(1));
    if parts.peek().is_none() {
        frames.push(write_one(kind, false, &[], head));
    }
    while let Some(part) = parts.next() {
        frames.push(write_one(kind, parts.peek().is_some(), part, head));
    }
    frames
}

/// The same with a payload that comes in pieces, which are not the records.
pub fn write_pieces(kind: FrameKind, pieces: impl Iterator<Item = Vec<u8>>, head: &mut Position) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    let mut part = Vec::new();
    for mut piece in pieces {
        while part.len() + piece.len() > PIECES {
            let rest = piece.split_off(PIECES - part.len());
            part.append(&mut piece);
            frames.push(write_one(kind, true, &part, head));
            part.clear();
            piece = rest;
        }
        part.append(&mut piece);
    }
    frames.push(write_one(kind, false, &part, head));
    frames
}

/// Writes one record after `head`, and moves `head` to it.
pub(crate) fn write_one(kind: FrameKind, continues: bool, payload: &[u8], head: &mut Position) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER + payload.len() + CHECKSUM);
    head.sequence += 1;
    out.extend_from_slice(&MAGIC);
    out.push(FORMAT);
    out.push(kind as u8 + 1);
    out.extend_from_slice(&u16::from(continues).to_le_bytes());
    out.extend_from_slice(&head.database);
    out.extend_from_slice(&head.epoch.to_le_bytes());
    out.extend_from_slice(&head.sequence.to_le_bytes());
    out.extend_from_slice(&head.hash.to_le_bytes());
    out.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    out.extend_from_slice(payload);
    head.hash = xxh64(&out, 0);
    out.extend_from_slice(&head.hash.to_le_bytes());
    out
}

/// Reads one record. Lengths are checked first, then the checksum, then what it says.
pub fn read(bytes: &[u8]) -> Result<Frame<'_>, FrameFault> {
    let header: &[u8; HEADER] = bytes.first_chunk().ok_or(FrameFault::Length)?;
    if header[..4] != MAGIC {
        return Err(FrameFault::Foreign);
    }
    let u64_at = |at| u64_at(header, at).unwrap_or_default();
    let u32_at = |at| u32_at(header, at).unwrap_or_default();
    let len = u32_at(44) as usize;
    // A later format may lay out more than this one, but it keeps magic, format and the checksum at the end.
    let (body, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(FrameFault::Length)?;
    let hash = u64::from_le_bytes(*sum);
    if header[4] == FORMAT && body.len() != HEADER + len {
        return Err(FrameFault::Length);
    }
    if xxh64(body, 0) != hash {
        return Err(FrameFault::Checksum);
    }
    let flags = u16::from_le_bytes([header[6], header[7]]);
    let kind = match header[5] {
        1 => FrameKind::Spelled,
        2 => FrameKind::Updates,
        3 => FrameKind::Manifest,
        4 => FrameKind::Genesis,
        _ => return Err(FrameFault::Newer),
    };
    if header[4] != FORMAT || flags & !CONTINUES != 0 {
        return Err(FrameFault::Newer);
    }
    let mut database = [0; 16];
    database.copy_from_slice(&header[8..24]);
    Ok(Frame {
        kind,
        continues: flags & CONTINUES != 0,
        position: Position { database, epoch: u32_at(24), sequence: u64_at(28), hash },
        previous: u64_at(36),
        payload: &body[HEADER..],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_payload_is_spread_over_records_that_follow_each_other() {
        let mut head = Position::default();
        let payload = vec![7; MAX_PAYLOAD * 2 + 1];
        let frames = write(FrameKind::Updates, &payload, &mut head);
        assert_eq!(frames.len(), 3);
        let read: Vec<_> = frames.iter().map(|bytes| read(bytes).expect("a record")).collect();
        assert!(read[0].continues && read[1].continues && !read[2].continues);
        assert_eq!(read[1].previous, read[0].position.hash);
        assert_eq!(read.iter().map(|frame| frame.payload).collect::<Vec<_>>().concat(), payload);
        assert_eq!(head, read[2].position);
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let frame = &write(FrameKind::Updates, b"payload", &mut Position::default())[0];
        for at in 0..frame.len() {
            assert!(read(&frame[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut damaged = frame.clone();
                damaged[at] ^= 1 << bit;
                assert!(read(&damaged).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_whole_record_of_a_later_format_is_told_from_damage() {
        let mut frame = write(FrameKind::Updates, b"payload", &mut Position::default()).remove(0);
        frame[4] = FORMAT + 1;
        assert_eq!(read(&frame), Err(FrameFault::Checksum));
        let end = frame.len() - CHECKSUM;
        let hash = xxh64(&frame[..end], 0).to_le_bytes();
        frame[end..].copy_from_slice(&hash);
        assert_eq!(read(&frame), Err(FrameFault::Newer));
    }
}
