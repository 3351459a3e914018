//! Reading the journal back: the longest part that can be trusted, and one of three outcomes for the rest.
//!
//! The three are never confused: nothing is wrong; a tail that was never acknowledged is incomplete (a torn write, dropped
//! quietly); something that was acknowledged is damaged or missing (reported with its range).

use super::frame::{self, Frame, FrameFault, FrameKind, Position};
use super::meta::Meta;
use super::record::{Genesis, GenesisReader, Replay, read_group, read_next_group};
use crate::core::error::Malformed;
use crate::core::keys::Keys;
use crate::core::pointer::Paths;

/// A stored record: its key and its bytes.
pub type Stored = (u64, Vec<u8>);

/// What the stored records turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Outcome {
    /// Everything up to the head is there and whole.
    #[error("all records are whole")]
    Clean,
    /// Records after the head, which nobody was told are safe, are incomplete: from this key on.
    #[error("the records from {from} on are incomplete")]
    TornTail {
        /// The first key that is dropped.
        from: u64,
    },
    /// Records that were acknowledged are damaged or missing.
    #[error("the records {from} to {to} are damaged: {reason}")]
    Damaged {
        /// The first key that cannot be used.
        from: u64,
        /// The last key that was acknowledged.
        to: u64,
        /// What is wrong with the first.
        reason: String,
    },
}

/// The part of a journal that can be trusted.
#[derive(Debug)]
pub struct Journal {
    /// The whole state that the updates follow, if one is among the records.
    pub genesis: Option<Genesis>,
    /// The updates after it, in order.
    pub updates: Vec<Replay>,
    /// The last record that is used.
    pub head: Position,
    /// The head that the meta slots name.
    pub stored: Position,
    /// The number of commits so far.
    pub commit: u64,
    /// What became of the rest.
    pub outcome: Outcome,
    /// Bytes of the records that are used.
    pub bytes: usize,
    /// Bytes of the updates that follow the last whole state.
    pub grown: usize,
}

/// Written by a later version of this code: to be left untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored data was written by a newer version")]
pub struct Newer;

/// Reads the meta slots and the records, which are in the order of their keys. With `base`, the place of a snapshot, only
/// what follows it.
pub fn read(slots: &[Vec<u8>], records: &[Stored], base: Option<Position>, keys: &Keys) -> Result<Journal, Newer> {
    let mut reader = Reader::new(slots, records, base, keys)?;
    let skipped = base.map_or(0, |base| records.partition_point(|(key, _)| *key <= base.sequence));
    reader.journal.bytes = records[..skipped].iter().map(|(_, bytes)| bytes.len()).sum();
    for (key, stored) in &records[skipped..] {
        match reader.feed(*key, stored) {
            Ok(()) => {}
            Err(Fault::Frame(FrameFault::Newer)) => return Err(Newer),
            Err(fault) => return Ok(reader.end(Some(fault))),
        }
    }
    Ok(reader.end(None))
}

/// Reads records one after the other: whoever reads a long journal can let others in between.
#[derive(Debug)]
pub struct Reader<'k> {
    keys: &'k Keys,
    journal: Journal,
    /// Where the records end that were acknowledged.
    acknowledged: Position,
    /// Whether it is known which database the records belong to.
    is_known: bool,
    /// Whether there is a state for updates to follow.
    is_based: bool,
    /// The last record that was taken.
    position: Position,
    /// The payload of which not all records have come, and their bytes.
    payload: Option<Payload<'k>>,
    bytes: usize,
    paths: Paths,
}

/// What of a payload has come.
#[derive(Debug)]
enum Payload<'k> {
    State(Box<GenesisReader<'k>>),
    Other(FrameKind, Vec<u8>),
}

impl<'k> Reader<'k> {
    /// Reads what follows a place, or from the beginning on. `records` are those that are there, or the first of them.
    pub fn new(
        slots: &[Vec<u8>],
        records: &[Stored],
        base: Option<Position>,
        keys: &'k Keys,
    ) -> Result<Reader<'k>, Newer> {
        let newest = Meta::newest(slots.iter().map(Vec::as_slice)).map_err(|_| Newer)?;
        let meta = Meta::of(slots, records, base).map_err(|_| Newer)?;
        let begin = base.or(meta.map(|meta| Position { sequence: 0, hash: 0, ..meta.head })).unwrap_or_default();
        let journal = Journal {
            genesis: None,
            updates: Vec::new(),
            head: begin,
            stored: newest.map_or_else(Position::default, |meta| meta.head),
            commit: newest.map_or(0, |meta| meta.commit),
            outcome: Outcome::Clean,
            bytes: 0,
            grown: 0,
        };
        Ok(Reader {
            keys,
            journal,
            acknowledged: meta.map_or_else(Position::default, |meta| meta.head),
            is_known: meta.is_some() || base.is_some(),
            is_based: base.is_some(),
            position: begin,
            payload: None,
            bytes: 0,
            paths: Paths::default(),
        })
    }

    /// Takes the next record. After an error nothing that comes can be used.
    pub fn feed(&mut self, key: u64, stored: &[u8]) -> Result<(), Fault> {
        if !self.is_known
            && let Ok(frame) = frame::read(stored)
        {
            self.position = Position { sequence: 0, hash: 0, ..frame.position };
            self.is_known = true;
        }
        let frame = link((key, stored), &mut self.position, self.acknowledged)?;
        self.bytes += stored.len();
        self.take(&frame)?;
        if !frame.continues {
            self.journal.head = self.position;
            let bytes = std::mem::take(&mut self.bytes);
            self.journal.bytes += bytes;
            self.journal.grown = if frame.kind == FrameKind::Updates { self.journal.grown + bytes } else { 0 };
        }
        Ok(())
    }

    fn take(&mut self, frame: &Frame<'_>) -> Result<(), Fault> {
        let keys = self.keys;
        match (self.payload.take(), frame.kind) {
            (None, FrameKind::Manifest) => return Err(Fault::Foreign),
            (None, FrameKind::Updates) if self.journal.genesis.is_none() && !self.is_based => return Err(Fault::Chain),
            (None, FrameKind::Updates) if !frame.continues => {
                self.journal.updates.extend(read_next_group(frame.payload, keys, &mut self.paths)?);
            }
            (None, FrameKind::Genesis) => return self.state(Box::new(GenesisReader::new(keys)), frame),
            (None, kind) => return self.other(kind, Vec::new(), frame),
            (Some(Payload::State(state)), FrameKind::Genesis) => return self.state(state, frame),
            (Some(Payload::Other(kind, bytes)), other) if kind == other => return self.other(kind, bytes, frame),
            _ => return Err(Fault::Chain),
        }
        Ok(())
    }

    fn state(&mut self, mut state: Box<GenesisReader<'k>>, frame: &Frame<'_>) -> Result<(), Fault> {
        state.feed(frame.payload)?;
        if frame.continues {
            self.payload = Some(Payload::State(state));
        } else {
            self.begin(state.finish()?);
        }
        Ok(())
    }

    fn other(&mut self, kind: FrameKind, mut bytes: Vec<u8>, frame: &Frame<'_>) -> Result<(), Fault> {
        bytes.extend_from_slice(frame.payload);
        if frame.continues {
            self.payload = Some(Payload::Other(kind, bytes));
        } else if kind == FrameKind::Spelled {
            self.begin(Genesis::read_spelled(&bytes, self.keys)?);
        } else {
            self.journal.updates.extend(read_next_group(&bytes, self.keys, &mut self.paths)?);
        }
        Ok(())
    }

    fn begin(&mut self, genesis: Genesis) {
        self.journal.genesis = Some(genesis);
        self.journal.updates.clear();
    }

    /// What was read so far.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// What was read, once all records were there, or with the reason why one could not be used.
    pub fn end(self, fault: Option<Fault>) -> Journal {
        let Reader { mut journal, payload, acknowledged, .. } = self;
        let fault = fault.or(payload.map(|_| Fault::Incomplete));
        let next = journal.head.sequence + 1;
        if journal.head.sequence < acknowledged.sequence {
            let reason = fault.map_or_else(|| "the record is missing".into(), |fault| fault.to_string());
            journal.outcome = Outcome::Damaged { from: next, to: acknowledged.sequence, reason };
        } else if fault.is_some() {
            journal.outcome = Outcome::TornTail { from: next };
        }
        journal
    }
}

/// Why a record cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is no frame.
    #[error(transparent)]
    Frame(#[from] FrameFault),
    /// What is in the frame is malformed.
    #[error(transparent)]
    Payload(#[from] Malformed),
    /// It is at the wrong place.
    #[error("the record does not follow the one before it")]
    Chain,
    /// It is not what the meta slots name.
    #[error("the record is not the one that was acknowledged")]
    Other,
    /// It is of another journal.
    #[error("the record belongs to another database")]
    Foreign,
    /// It goes on in one that is not there.
    #[error("the rest of the record is missing")]
    Incomplete,
}

/// Goes on from a place to the record after it, which has to be the one that was acknowledged if it is at that place.
pub fn link<'r>(
    (key, stored): (u64, &'r [u8]),
    position: &mut Position,
    acknowledged: Position,
) -> Result<Frame<'r>, Fault> {
    let frame = frame::read(stored)?;
    if !frame.position.is_in(position) {
        return Err(Fault::Foreign);
    }
    let next = position.sequence + 1;
    if frame.position.sequence != next || key != next || frame.previous != position.hash {
        return Err(Fault::Chain);
    }
    if next == acknowledged.sequence && frame.position != acknowledged {
        return Err(Fault::Other);
    }
    *position = frame.position;
    Ok(frame)
}

/// The newest version that any of the records tells of by itself, whatever became of those before it; 0 if none does.
pub fn newest_version(records: &[Stored], keys: &Keys) -> u64 {
    let versions = records.iter().filter_map(|(_, bytes)| {
        let frame = frame::read(bytes).ok().filter(|frame| frame.kind == FrameKind::Updates)?;
        read_group(frame.payload, keys).ok()?.last().map(|replay| replay.version)
    });
    versions.max().unwrap_or_default()
}

#[cfg(test)]
mod tests;
