//! What a payload says, so that any later model can read it: names are text, or numbers of a dictionary that is there as well.
//!
//! - First state: `[model name, model version, state version, time, names]`, and then the state as a
//!   [stream](crate::core::stream), in which a number of a name is its place in `names`.
//! - The same as it was written first: `[model name, model version, state version, time, state]`, with every name as text.
//! - Updates, in the encoding of values with every name as text: a list of `[version, time, source, label or null, changes]`, a change being
//!   `[action, pointer, position or null, value]`; actions are 0 put, 1 insert, 2 remove (without value).

use std::rc::Rc;

use crate::core::change::{Action, Change, Wanted};
use crate::core::error::Malformed;
use crate::core::keys::Keys;
use crate::core::pointer::Paths;
use crate::core::stream::{Stream, StreamReader};
use crate::core::value::encoding::{
    ARRAY, MAX_DEPTH, NULL, value_len, write_container, write_number, write_str, write_text,
};
use crate::core::value::normal::normalise;
use crate::core::value::{Value, ValueRef};

/// Milliseconds since 1970-01-01 UTC.
pub type Timestamp = u64;

/// A whole state: the first of a database, or of a later version of the model.
#[derive(Clone, Debug)]
pub struct Genesis {
    /// Which model made it.
    pub model: String,
    /// Which version of the model.
    pub model_version: u32,
    /// The version of the state.
    pub version: u64,
    /// When.
    pub time: Timestamp,
    /// The state.
    pub state: Value,
}

/// An accepted update.
#[derive(Clone, Debug)]
pub struct Update {
    /// The version of the state that it made.
    pub version: u64,
    /// When it was accepted.
    pub time: Timestamp,
    /// Who asked for it.
    pub source: Rc<str>,
    /// What it was called.
    pub label: Option<Rc<str>>,
    /// What it did.
    pub changes: Vec<Change>,
}

/// An update as it was read back: what it did, without what was there before.
#[derive(Clone, Debug)]
pub struct Replay {
    /// The version of the state that it made.
    pub version: u64,
    /// When it was accepted.
    pub time: Timestamp,
    /// Who asked for it.
    pub source: Rc<str>,
    /// What it was called.
    pub label: Option<Rc<str>>,
    /// What it did.
    pub changes: Vec<Wanted>,
}

/// A value in an update lies in four lists: group, update, changes, change. What was accepted at the greatest depth must come
/// back.
const LISTS: usize = 4;

const ACTIONS: [Action; 3] = [Action::Put, Action::Insert, Action::Remove];

/// Writes a list whose body `fill` appends.
pub(crate) fn list(out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    let _: Result<(), ()> = write_container(ARRAY, out, |out| {
        fill(out);
        Ok(())
    });
}

impl Genesis {
    /// The payload, in pieces: at once, a large state would be in memory a second time.
    pub fn pieces(&self, keys: &Keys) -> impl Iterator<Item = Vec<u8>> + use<> {
        let mut head = Vec::new();
        list(&mut head, |out| {
            write_str(self.model.as_bytes(), out);
            write_number(f64::from(self.model_version), out);
            write_number(self.version as f64, out);
            write_number(self.time as f64, out);
            list(out, |out| keys.names().for_each(|name| write_str(name, out)));
        });
        let mut stream = Stream::new(&self.state);
        std::iter::once(head).chain(std::iter::from_fn(move || stream.next_chunk()))
    }

    /// The payload.
    pub fn write(&self, keys: &Keys) -> Vec<u8> {
        let mut whole = Vec::new();
        self.pieces(keys).for_each(|piece| whole.extend(piece));
        whole
    }

    /// Reads a payload.
    pub fn read(payload: &[u8], keys: &Keys) -> Result<Genesis, Malformed> {
        let mut reader = GenesisReader::new(keys);
        reader.feed(payload)?;
        reader.finish()
    }

    /// Reads the payload of a [`FrameKind::Spelled`](super::frame::FrameKind::Spelled).
    pub fn read_spelled(payload: &[u8], keys: &Keys) -> Result<Genesis, Malformed> {
        let value = Value::decode_wrapped(payload, keys, LISTS)?;
        let fields = Fields::of(value.view());
        Genesis::of(&fields, fields.value(4)?.to_value())
    }

    fn of(fields: &Fields<'_>, state: Value) -> Result<Genesis, Malformed> {
        Ok(Genesis {
            model: fields.text(0)?.to_owned(),
            model_version: fields.number(1)? as u32,
            version: fields.number(2)?,
            time: fields.number(3)?,
            state,
        })
    }
}

/// Makes a whole state out of the parts of its payload, which may end anywhere.
#[derive(Debug)]
pub struct GenesisReader<'k> {
    keys: &'k Keys,
    /// What has come of what stands before the state.
    head: Vec<u8>,
    /// What that says, and the state as far as it has come.
    body: Option<(Value, StreamReader<'k>)>,
}

impl<'k> GenesisReader<'k> {
    /// Reads into the terms of `keys`.
    pub fn new(keys: &'k Keys) -> GenesisReader<'k> {
        GenesisReader { keys, head: Vec::new(), body: None }
    }

    /// Takes the next part.
    pub fn feed(&mut self, part: &[u8]) -> Result<(), Malformed> {
        if let Some((_, state)) = &mut self.body {
            return state.feed(part);
        }
        self.head.extend_from_slice(part);
        let Some(len) = value_len(&self.head) else { return Ok(()) };
        let fields = Value::decode(&self.head[..len], &Keys::default())?;
        let names = Fields::of(fields.view()).value(4)?;
        let names = Keys::new(names.entries().filter_map(|name| name.value.as_str()), 0);
        let mut state = StreamReader::new(&Rc::new(names), self.keys);
        state.feed(&std::mem::take(&mut self.head)[len..])?;
        self.body = Some((fields, state));
        Ok(())
    }

    /// The whole state, once all parts were there.
    pub fn finish(self) -> Result<Genesis, Malformed> {
        let (fields, state) = self.body.ok_or(Malformed("a first state is cut off"))?;
        Genesis::of(&Fields::of(fields.view()), state.finish()?)
    }
}

impl Update {
    /// Appends this update to the body of a list.
    pub fn write(&self, keys: &Keys, out: &mut Vec<u8>) {
        list(out, |out| {
            write_number(self.version as f64, out);
            write_number(self.time as f64, out);
            write_str(self.source.as_bytes(), out);
            match &self.label {
                Some(label) => write_str(label.as_bytes(), out),
                None => out.push(NULL),
            }
            list(out, |out| self.changes.iter().for_each(|change| write_change(change, keys, out)));
        });
    }
}

fn write_change(change: &Change, keys: &Keys, out: &mut Vec<u8>) {
    list(out, |out| {
        let action = ACTIONS.iter().position(|action| *action == change.action).unwrap_or_default();
        write_number(action as f64, out);
        write_text(out, |out| change.path.write_pointer(keys, out));
        match change.position.filter(|_| change.action == Action::Put) {
            Some(position) => write_number(position as f64, out),
            None => out.push(NULL),
        }
        if let Some(value) = &change.after {
            value.view().write_portable(keys, out);
        }
    });
}

/// The payload for a group of updates that are already encoded.
pub fn group(updates: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(updates.len() + 8);
    list(&mut out, |out| out.extend_from_slice(updates));
    out
}

/// Reads the payload of a group.
pub fn read_group(payload: &[u8], keys: &Keys) -> Result<Vec<Replay>, Malformed> {
    read_next_group(payload, keys, &mut Paths::default())
}

/// The same with paths that go on from those of the groups before.
pub(crate) fn read_next_group(payload: &[u8], keys: &Keys, paths: &mut Paths) -> Result<Vec<Replay>, Malformed> {
    // Read where it lies: a tree would be made of it only to be taken apart.
    let normal = normalise(payload, keys, MAX_DEPTH + LISTS)?;
    ValueRef::Encoded(&normal).entries().map(|entry| read_update(entry.value, keys, paths)).collect()
}

fn read_update(value: ValueRef<'_>, keys: &Keys, paths: &mut Paths) -> Result<Replay, Malformed> {
    let fields = Fields::of(value);
    Ok(Replay {
        version: fields.number(0)?,
        time: fields.number(1)?,
        source: fields.text(2)?.into(),
        label: fields.value(3)?.as_str().map(Rc::from),
        changes: fields
            .value(4)?
            .entries()
            .map(|entry| read_change(entry.value, keys, paths))
            .collect::<Result<_, _>>()?,
    })
}

fn read_change(value: ValueRef<'_>, keys: &Keys, paths: &mut Paths) -> Result<Wanted, Malformed> {
    let fields = Fields::of(value);
    let action = ACTIONS.get(fields.number(0)? as usize).copied().ok_or(Malformed("an unknown action"))?;
    let path = paths.path(fields.text(1)?.as_bytes(), keys).map_err(|_| Malformed("a bad pointer"))?;
    let position = fields.value(2)?.as_number().map(|position| position as usize);
    let value = match fields.value(3) {
        _ if action == Action::Remove => None,
        Ok(ValueRef::Encoded(bytes)) => Some(Value::from_normal(bytes, keys)),
        other => Some(other?.to_value()),
    };
    Ok(Wanted { path, action, value, position })
}

/// So many fields the longest list has: a manifest.
const FIELDS: usize = 11;

/// A list by position.
pub(crate) struct Fields<'a>([Option<ValueRef<'a>>; FIELDS]);

impl<'a> Fields<'a> {
    pub(crate) fn of(list: ValueRef<'a>) -> Fields<'a> {
        let mut fields = [None; FIELDS];
        for (field, entry) in fields.iter_mut().zip(list.entries()) {
            *field = Some(entry.value);
        }
        Fields(fields)
    }

    pub(crate) fn value(&self, at: usize) -> Result<ValueRef<'a>, Malformed> {
        self.0[at].ok_or(Malformed("a field is missing"))
    }

    pub(crate) fn text(&self, at: usize) -> Result<&'a str, Malformed> {
        self.value(at)?.as_str().ok_or(Malformed("a field is no text"))
    }

    pub(crate) fn number(&self, at: usize) -> Result<u64, Malformed> {
        let number =
            self.value(at)?.as_number().filter(|n| *n >= 0.0 && n.fract() == 0.0 && *n <= 9_007_199_254_740_991.0);
        number.map(|n| n as u64).ok_or(Malformed("a field is no count"))
    }
}
