//! What a snapshot consists of, as a frame of the journal's format with a kind of its own.
//!
//! The frame's place is the one after the last record that the snapshot contains: its `previous` is the checksum of that
//! record, so a snapshot continues into the right journal or into none. The payload is a list in the encoding of values:
//! `[kind, label or null, version, time, model, model version, bytes, new bytes, tag of the state, names, slices]`; names
//! are those of the dictionary, a slice is `[name or null, chunk, ...]`, a chunk its name in hexadecimal digits.

use super::stream::{Chunk, Stream, chunk_id};
use crate::core::error::Malformed;
use crate::core::io::Timestamp;
use crate::core::journal::frame::{self, FrameFault, FrameKind, Position};
use crate::core::journal::record::{Fields, Genesis, list};
use crate::core::keys::Keys;
use crate::core::tree::Digest;
use crate::core::value::encoding::{NULL, write_number, write_str};
use crate::core::value::{Value, ValueRef};

/// Why a snapshot was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By a timer.
    Automatic,
    /// Because somebody asked for it.
    Manual,
    /// Before a migration to a later version of the model.
    PreMigration,
    /// Before another state was put in the place of the present one.
    PreRecovery,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Automatic, Kind::Manual, Kind::PreMigration, Kind::PreRecovery];

    /// As applications know it.
    pub fn name(self) -> &'static str {
        ["automatic", "manual", "pre-migration", "pre-recovery"][self as usize]
    }
}

/// A part of the state and the chunks of its stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// The member that it is; `None` if the state has no members, and is one slice as a whole.
    pub name: Option<String>,
    /// In order.
    pub chunks: Vec<Digest>,
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Why it was made.
    pub kind: Kind,
    /// What it is called.
    pub label: Option<String>,
    /// The version of the state.
    pub version: u64,
    /// When it was made.
    pub time: Timestamp,
    /// Which model the state belongs to.
    pub model: String,
    /// Which version of the model.
    pub model_version: u32,
    /// Bytes of all chunks.
    pub bytes: u64,
    /// Bytes of those that were not there before.
    pub new_bytes: u64,
    /// The tag of the state: object or map, or whatever else it is.
    pub tag: u8,
    /// The names of the dictionary that the chunks were written with.
    pub names: Vec<String>,
    /// The parts.
    pub slices: Vec<Slice>,
    /// The last record of the journal that the snapshot contains.
    pub position: Position,
}

impl Manifest {
    /// As bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let text = |text: &str, out: &mut Vec<u8>| write_str(text.as_bytes(), out);
        let option = |name: &Option<String>, out: &mut Vec<u8>| match name {
            Some(name) => text(name, out),
            None => out.push(NULL),
        };
        list(&mut out, |out| {
            write_number(f64::from(self.kind as u8), out);
            option(&self.label, out);
            write_number(self.version as f64, out);
            write_number(self.time as f64, out);
            text(&self.model, out);
            write_number(f64::from(self.model_version), out);
            write_number(self.bytes as f64, out);
            write_number(self.new_bytes as f64, out);
            write_number(f64::from(self.tag), out);
            list(out, |out| self.names.iter().for_each(|name| text(name, out)));
            list(out, |out| {
                for slice in &self.slices {
                    list(out, |out| {
                        option(&slice.name, out);
                        slice.chunks.iter().for_each(|chunk| text(&hex(*chunk), out));
                    });
                }
            });
        });
        frame::write_one(FrameKind::Manifest, false, &out, &mut self.position.clone())
    }

    /// Reads what [`Manifest::write`] has written.
    pub fn read(bytes: &[u8]) -> Result<Manifest, ManifestFault> {
        let frame = frame::read(bytes)?;
        let before = frame.position.sequence.checked_sub(1).filter(|_| frame.kind == FrameKind::Manifest);
        let sequence = before.ok_or(FrameFault::Foreign)?;
        let value = Value::decode(frame.payload, &Keys::default())?;
        let fields = Fields(value.view());
        let kind = Kind::ALL.get(fields.number(0)? as usize).copied().ok_or(Malformed("an unknown kind"))?;
        let slice = |value: ValueRef<'_>| -> Result<Slice, Malformed> {
            let mut entries = value.entries().map(|entry| entry.value);
            let name = entries.next().and_then(ValueRef::as_str).map(str::to_owned);
            let chunk = |value: ValueRef<'_>| value.as_str().and_then(digest_of).ok_or(Malformed("no name of a chunk"));
            Ok(Slice { name, chunks: entries.map(chunk).collect::<Result<_, _>>()? })
        };
        Ok(Manifest {
            kind,
            label: fields.value(1)?.as_str().map(str::to_owned),
            version: fields.number(2)?,
            time: fields.number(3)?,
            model: fields.text(4)?.to_owned(),
            model_version: fields.number(5)? as u32,
            bytes: fields.number(6)?,
            new_bytes: fields.number(7)?,
            tag: fields.number(8)? as u8,
            names: fields.value(9)?.entries().filter_map(|name| name.value.as_str().map(str::to_owned)).collect(),
            slices: fields.value(10)?.entries().map(|entry| slice(entry.value)).collect::<Result<_, _>>()?,
            position: Position { sequence, hash: frame.previous, ..frame.position },
        })
    }

    /// The state, which was read from the chunks, with what is known of it.
    pub fn genesis(&self, state: Value) -> Genesis {
        let Manifest { ref model, model_version, version, time, .. } = *self;
        Genesis { model: model.clone(), model_version, version, time, state }
    }

    /// The chunks of all slices.
    pub fn chunks(&self) -> impl Iterator<Item = Digest> {
        self.slices.iter().flat_map(|slice| slice.chunks.iter().copied())
    }
}

/// Why bytes are no manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// The frame is damaged, foreign or newer.
    #[error(transparent)]
    Frame(#[from] FrameFault),
    /// What is in it is.
    #[error(transparent)]
    Payload(#[from] Malformed),
}

/// The name of a chunk or manifest as text.
pub fn hex(digest: Digest) -> String {
    let mut text = String::with_capacity(32);
    for byte in digest.iter().flat_map(|lane| lane.to_be_bytes()) {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    text
}

/// The digest that a text names.
fn digest_of(text: &str) -> Option<Digest> {
    let mut digest = [0_u64; 2];
    for (at, character) in text.chars().enumerate() {
        let lane = digest.get_mut(at / 16)?;
        *lane = *lane << 4 | u64::from(character.to_digit(16)?);
    }
    (text.len() == 32).then_some(digest)
}

/// A snapshot in the making: the slices of a state one after the other.
#[derive(Debug)]
pub struct Draft {
    /// The members that are still to come, the next one last.
    rest: Vec<(Option<String>, Value)>,
    stream: Option<Stream>,
    slices: Vec<Slice>,
    tag: u8,
    bytes: u64,
}

impl Draft {
    /// Begins with a state, which may go on changing elsewhere.
    pub fn new(state: &Value, keys: &Keys) -> Draft {
        let kind = state.view().kind();
        let mut rest: Vec<(Option<String>, Value)> = Vec::new();
        if kind.is_keyed() {
            for entry in state.view().entries() {
                let name = entry.key.map(|key| String::from_utf8_lossy(key.name(keys)).into_owned());
                rest.push((name, entry.value.to_value()));
            }
            rest.reverse();
        } else {
            rest.push((None, state.clone()));
        }
        Draft { rest, stream: None, slices: Vec::new(), tag: kind.tag(), bytes: 0 }
    }

    /// The next chunk with its name; `None` at the end.
    pub fn next_chunk(&mut self) -> Option<(Digest, Chunk)> {
        loop {
            if let Some(chunk) = self.stream.as_mut().and_then(Stream::next_chunk) {
                let id = chunk_id(&chunk);
                self.bytes += chunk.len() as u64;
                self.slices.last_mut()?.chunks.push(id);
                return Some((id, chunk));
            }
            let (name, value) = self.rest.pop()?;
            self.stream = Some(Stream::new(&value));
            self.slices.push(Slice { name, chunks: Vec::new() });
        }
    }

    /// The manifest of what has come; `rest` says everything that the state does not.
    pub fn finish(self, rest: Manifest) -> Manifest {
        Manifest { tag: self.tag, bytes: self.bytes, slices: self.slices, ..rest }
    }
}
