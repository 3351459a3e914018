//! The head of the journal, as it stands in one of two slots that are written in turn: a half-written slot leaves the
//! other one.
//!
//! - 0: magic `HFJM`; 4: u8 format, 1; 5: three bytes 0
//! - 8: 16 bytes database id; 24: u32 epoch; 28: u64 sequence; 36: u64 checksum of the last record
//! - 44: u64 number of the commit, which also says the slot: even 0, odd 1
//! - 52: u64 XXH64 (seed 0) of everything before it

use xxhash_rust::xxh64::xxh64;

use super::frame::{self, FrameFault, Position};
use super::reader::Stored;
use crate::core::value::encoding::{u32_at, u64_at};

const MAGIC: [u8; 4] = *b"HFJM";
const FORMAT: u8 = 1;
const LENGTH: usize = 60;

/// What a slot says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The last record that was committed.
    pub head: Position,
    /// How many commits there have been.
    pub commit: u64,
}

impl Meta {
    /// Where this is stored.
    pub fn slot(&self) -> usize {
        (self.commit % 2) as usize
    }

    /// As bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(LENGTH);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&[FORMAT, 0, 0, 0]);
        out.extend_from_slice(&self.head.database);
        out.extend_from_slice(&self.head.epoch.to_le_bytes());
        out.extend_from_slice(&self.head.sequence.to_le_bytes());
        out.extend_from_slice(&self.head.hash.to_le_bytes());
        out.extend_from_slice(&self.commit.to_le_bytes());
        let hash = xxh64(&out, 0);
        out.extend_from_slice(&hash.to_le_bytes());
        out
    }

    /// Reads a slot.
    pub fn read(bytes: &[u8]) -> Result<Meta, FrameFault> {
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(FrameFault::Length)?;
        if bytes.get(..4) != Some(&MAGIC) {
            return Err(FrameFault::Foreign);
        }
        if xxh64(body, 0) != u64::from_le_bytes(*sum) {
            return Err(FrameFault::Checksum);
        }
        if bytes[4] != FORMAT {
            return Err(FrameFault::Newer);
        }
        if bytes.len() != LENGTH {
            return Err(FrameFault::Length);
        }
        let u64_at = |at| u64_at(bytes, at).unwrap_or_default();
        let mut database = [0; 16];
        database.copy_from_slice(&bytes[8..24]);
        let epoch = u32_at(bytes, 24).unwrap_or_default();
        let head = Position { database, epoch, sequence: u64_at(28), hash: u64_at(36) };
        Ok(Meta { head, commit: u64_at(44) })
    }

    /// The newer of the slots that can be read.
    pub fn newest<'a>(slots: impl IntoIterator<Item = &'a [u8]>) -> Result<Option<Meta>, FrameFault> {
        let mut newest: Option<Meta> = None;
        for slot in slots {
            match Meta::read(slot) {
                Ok(meta) if newest.is_none_or(|other| other.commit < meta.commit) => newest = Some(meta),
                Err(FrameFault::Newer) => return Err(FrameFault::Newer),
                _ => {}
            }
        }
        Ok(newest)
    }

    /// The newer of the slots that belong to the records, or to the place that they follow; of both if none does. One of another
    /// database, which has got here from a copy, must not hide what is here.
    pub fn of(slots: &[Vec<u8>], records: &[Stored], base: Option<Position>) -> Result<Option<Meta>, FrameFault> {
        let newest = Meta::newest(slots.iter().map(Vec::as_slice))?;
        let first = || records.iter().find_map(|(_, bytes)| frame::read(bytes).ok()).map(|frame| frame.position);
        let database = base.or_else(first).map(|position| position.database);
        let ours = |slot: &&[u8]| Meta::read(slot).is_ok_and(|meta| Some(meta.head.database) == database);
        Ok(Meta::newest(slots.iter().map(Vec::as_slice).filter(ours))?.or(newest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_whole_slot_wins() {
        let meta = |commit| Meta { commit, head: Position { sequence: commit, ..Position::default() } };
        let (old, new) = (meta(4).write(), meta(5).write());
        assert_eq!(Meta::newest([&*old, &*new]), Ok(Some(meta(5))));
        for at in 0..new.len() {
            let mut damaged = new.clone();
            damaged[at] ^= 0x10;
            assert_eq!(Meta::newest([&*old, &*damaged]), Ok(Some(meta(4))), "byte {at}");
        }
        assert_eq!(Meta::newest([b"".as_slice()]), Ok(None));
    }
}
