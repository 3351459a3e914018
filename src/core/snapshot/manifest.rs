//! What a snapshot consists of, as a frame of the journal's format with a kind of its own.
//!
//! The frame's place is the one after the last record that the snapshot contains: its `previous` is the checksum of that
//! record, so a snapshot continues into the right journal or into none. The payload is a list in the encoding of values:
//! `[kind, label or null, version, time, model, model version, bytes, new bytes, tag of the state, names, slices]`; names
//! are those of the dictionary, a slice is `[name or null, chunk, ...]`, a chunk its name in hexadecimal digits.

use super::chunk_id;
use crate::core::error::Malformed;
use crate::core::io::Timestamp;
use crate::core::journal::frame::{self, FrameFault, FrameKind, Position};
use crate::core::journal::record::{Fields, Genesis, list};
use crate::core::keys::Keys;
use crate::core::stream::{Chunk, Stream};
use crate::core::tree::Digest;
use crate::core::value::encoding::{ARRAY, MAP, NULL, write_number, write_str};
use crate::core::value::{Entry, Kind as ValueKind, Value, ValueRef};

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
        let fields = Fields::of(value.view());
        let kind = Kind::ALL.get(fields.number(0)? as usize).copied().ok_or(Malformed("an unknown kind"))?;
        let model_version = u32::try_from(fields.number(5)?).map_err(|_| Malformed("no version of a model"))?;
        let tag = u8::try_from(fields.number(8)?).ok().filter(|tag| (ARRAY..=MAP).contains(tag));
        let tag = tag.ok_or(Malformed("no kind of a state"))?;
        let text = |value: ValueRef<'_>| value.as_str().map(str::to_owned).ok_or(Malformed("a name is no text"));
        let slice = |value: ValueRef<'_>| -> Result<Slice, Malformed> {
            let mut entries = value.entries().map(|entry| entry.value);
            let name = option(entries.next().ok_or(Malformed("a slice says nothing"))?)?;
            if name.is_some() != (tag != ARRAY) {
                return Err(Malformed("members have names, and nothing else has"));
            }
            let chunk = |value: ValueRef<'_>| value.as_str().and_then(digest_of).ok_or(Malformed("no name of a chunk"));
            Ok(Slice { name, chunks: entries.map(chunk).collect::<Result<_, _>>()? })
        };
        Ok(Manifest {
            kind,
            label: option(fields.value(1)?)?,
            version: fields.number(2)?,
            time: fields.number(3)?,
            model: fields.text(4)?.to_owned(),
            model_version,
            bytes: fields.number(6)?,
            new_bytes: fields.number(7)?,
            tag,
            names: items(fields.value(9)?)?.map(|name| text(name.value)).collect::<Result<_, _>>()?,
            slices: items(fields.value(10)?)?.map(|entry| slice(entry.value)).collect::<Result<_, _>>()?,
            position: Position { sequence, hash: frame.previous, ..frame.position },
        })
    }

    /// The state, which was read from the chunks, with what is known of it.
    pub fn genesis(&self, state: Value) -> Genesis {
        let Manifest { ref model, model_version, version, time, .. } = *self;
        Genesis { model: model.clone(), model_version, version, time, state }
    }

    /// Whether it is of a later place in the same journal.
    pub fn is_ahead_of(&self, other: &Manifest) -> bool {
        self.position.is_in(&other.position) && self.position.sequence > other.position.sequence
    }

    /// The chunks of all slices.
    pub fn chunks(&self) -> impl Iterator<Item = Digest> {
        self.slices.iter().flat_map(|slice| slice.chunks.iter().copied())
    }
}

/// A text, or nothing.
fn option(value: ValueRef<'_>) -> Result<Option<String>, Malformed> {
    let text = value.as_str().map(str::to_owned);
    if text.is_some() || value.kind() == ValueKind::Null { Ok(text) } else { Err(Malformed("a field is no text")) }
}

fn items(value: ValueRef<'_>) -> Result<impl Iterator<Item = Entry<'_>>, Malformed> {
    if value.kind() == ValueKind::Array { Ok(value.entries()) } else { Err(Malformed("a field is no list")) }
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

/// The digest that a text names: each has one name, as a chunk is looked for under it.
fn digest_of(text: &str) -> Option<Digest> {
    let mut digest = [0_u64; 2];
    for (at, character) in text.chars().enumerate() {
        let lane = digest.get_mut(at / 16)?;
        let digit = character.to_digit(16).filter(|_| !character.is_ascii_uppercase())?;
        *lane = *lane << 4 | u64::from(digit);
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::core::value::encoding::OBJECT;

    fn manifest() -> Manifest {
        let slice = |name: Option<&str>, chunks: &[u64]| Slice {
            name: name.map(str::to_owned),
            chunks: chunks.iter().map(|lane| [*lane, u64::MAX - *lane]).collect(),
        };
        Manifest {
            kind: Kind::PreMigration,
            label: Some("before 2".into()),
            version: 9_007_199_254_740_991,
            time: 1_700_000_000_000,
            model: "a/b \"c\"".into(),
            model_version: u32::MAX,
            bytes: 1 << 40,
            new_bytes: 0,
            tag: MAP,
            names: vec!["id".into(), "na/me".into(), String::new()],
            slices: vec![slice(Some("one"), &[0, 1]), slice(Some(""), &[u64::MAX]), slice(Some("1"), &[])],
            position: Position { database: [3; 16], epoch: 2, sequence: 77, hash: 0xFEED },
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let whole = Slice { name: None, chunks: vec![[1, 2]] };
        let others = [
            manifest(),
            Manifest { kind: Kind::Manual, label: None, names: Vec::new(), slices: Vec::new(), ..manifest() },
            Manifest { tag: ARRAY, slices: vec![whole], ..manifest() },
            Manifest { tag: OBJECT, position: Position::default(), label: Some(String::new()), ..manifest() },
        ];
        for manifest in others {
            assert_eq!(Manifest::read(&manifest.write()), Ok(manifest));
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let bytes = manifest().write();
        for at in 0..bytes.len() {
            assert!(Manifest::read(&bytes[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                assert!(Manifest::read(&damaged).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_record_of_the_journal_is_no_manifest_and_a_manifest_no_record() {
        for kind in [FrameKind::Genesis, FrameKind::Updates] {
            let record = frame::write_one(kind, false, b"", &mut Position::default());
            assert_eq!(Manifest::read(&record), Err(FrameFault::Foreign.into()));
        }
    }

    /// A manifest whose field `at` is what `field` writes.
    fn with_field(at: usize, field: impl Fn(&mut Vec<u8>)) -> Result<Manifest, ManifestFault> {
        let written = manifest().write();
        let value = Value::decode(frame::read(&written)?.payload, &Keys::default())?;
        let mut payload = Vec::new();
        list(&mut payload, |out| {
            for (number, entry) in value.view().entries().enumerate() {
                if number == at { field(out) } else { entry.value.write(out) }
            }
        });
        Manifest::read(&frame::write_one(FrameKind::Manifest, false, &payload, &mut manifest().position))
    }

    #[test]
    fn what_says_something_else_under_a_right_checksum_is_an_error() {
        let number = |number: f64| move |out: &mut Vec<u8>| write_number(number, out);
        let slice =
            |parts: Vec<Vec<u8>>| move |out: &mut Vec<u8>| list(out, |out| list(out, |out| out.extend(parts.concat())));
        let text = |text: &str| {
            let mut out = Vec::new();
            write_str(text.as_bytes(), &mut out);
            out
        };
        assert!(with_field(usize::MAX, number(0.0)).is_ok());
        for (at, bad) in
            [(0, 4.0), (0, 0.5), (2, -1.0), (5, 4_294_967_296.0), (8, 10.0), (8, 264.0), (8, 0.0), (9, 1.0), (10, 1.0)]
        {
            assert!(with_field(at, number(bad)).is_err(), "{bad} as field {at}");
        }
        assert!(with_field(1, number(1.0)).is_err(), "a label is a text");
        assert!(with_field(9, |out| list(out, |out| out.push(NULL))).is_err(), "a name is a text");
        let name = hex([1, 2]);
        assert!(with_field(10, slice(vec![text("a"), text(&name)])).is_ok());
        for bad in ["", "0", &name[1..], &format!("{name}0"), &name.replace('0', "x"), &name.replace('0', "ü")] {
            assert!(with_field(10, slice(vec![text("a"), text(bad)])).is_err(), "{bad}");
        }
        assert!(with_field(10, slice(vec![])).is_err(), "a slice has a name or says that it has none");
        assert!(with_field(10, slice(vec![vec![0x81]])).is_err(), "a number is no name");
        assert!(with_field(10, slice(vec![vec![NULL], text(&name)])).is_err(), "a state with members has named slices");
    }

    #[test]
    fn digests_have_one_name() {
        for digest in [[0, 0], [1, 1 << 63], [0x0123_4567_89AB_CDEF, u64::MAX]] {
            assert_eq!(digest_of(&hex(digest)), Some(digest));
        }
        assert_eq!(hex([1, 0xAB]), "000000000000000100000000000000ab");
        assert_eq!(digest_of(&hex([1, 0xAB]).to_uppercase()), None);
    }

    #[test]
    fn a_draft_has_a_slice_for_each_member_in_their_order_and_one_for_a_state_without_members() {
        let keys = Keys::new(["b"], 1);
        let names = |json: &serde_json::Value| {
            let mut draft = Draft::new(&Value::from_json(json, &keys).expect("a value"), &keys);
            let mut bytes = 0;
            while let Some((id, chunk)) = draft.next_chunk() {
                assert_eq!(id, chunk_id(&chunk));
                bytes += chunk.len() as u64;
            }
            let Manifest { slices, tag, bytes: counted, .. } = draft.finish(manifest());
            assert_eq!(counted, bytes);
            (tag, slices.into_iter().map(|slice| (slice.name, slice.chunks.len())).collect::<Vec<_>>())
        };
        let one = |name: &str| (Some(name.to_owned()), 1);
        assert_eq!(
            names(&serde_json::json!({ "z": 1, "b": [], "": null })),
            (OBJECT, vec![one("z"), one("b"), one("")])
        );
        assert_eq!(names(&serde_json::json!({})), (OBJECT, vec![]));
        assert_eq!(names(&serde_json::json!([1, 2])), (ARRAY, vec![(None, 1)]));
        assert_eq!(names(&serde_json::json!("text")).1, vec![(None, 1)]);
    }
}
