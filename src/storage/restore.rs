//! Reading snapshots back: the ladder of what can still be used.

use std::cell::Cell;
use std::rc::Rc;

use super::backup::{Backup, chunk_key, list};
use super::{Contents, Storage, StorageError};
use crate::core::change::Wanted;
use crate::core::io::{Base, Genesis, Timestamp};
use crate::core::journal::frame::{self, FrameKind, Position};
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::{self, Journal, Outcome, Reader, Stored};
use crate::core::journal::record::Replay;
use crate::core::keys::{Key, Keys};
use crate::core::pointer::Path;
use crate::core::snapshot::{Manifest, Slice, chunk_id};
use crate::core::stream::StreamReader;
use crate::core::value::encoding::{ARRAY, HEADER};
use crate::core::value::{Value, ValueRef};

/// Chunks that are read by one request.
const BATCH: usize = 32;

/// What can be read of a snapshot.
#[derive(Debug, Default)]
pub struct Restored {
    /// The state, or what could be read of it; `None` if nothing could.
    pub state: Option<Value>,
    /// The slices that are damaged or missing.
    pub missing: Vec<String>,
}

/// Reads a snapshot, or those of its slices that are asked for. Every byte is checked. `pause` is called between slices of
/// work, a millisecond or two each, with the part of the snapshot that has been read, from 0 to 1.
pub async fn restore<S: Storage>(
    storage: &S,
    manifest: &Manifest,
    keys: &Keys,
    only: Option<&[String]>,
    pause: &impl AsyncFn(f64),
) -> Result<Restored, StorageError> {
    let names = Rc::new(Keys::new(manifest.names.iter().map(String::as_str), 0));
    let done = Cell::new(0);
    let count = async |bytes: usize| {
        done.set(done.get() + bytes);
        pause((done.get() as f64 / manifest.bytes.max(1) as f64).min(1.0)).await;
    };
    let mut restored = Restored::default();
    for slice in &manifest.slices {
        if only.is_some_and(|only| slice.name.as_ref().is_none_or(|name| !only.contains(name))) {
            continue;
        }
        match (read(storage, slice, StreamReader::new(&names, keys), &count).await?, &slice.name) {
            (Some(value), None) => restored.state = Some(value),
            (Some(value), Some(name)) => {
                let mut state = restored.state.take().unwrap_or_else(|| empty(manifest.tag));
                // A name that occurs once in an object that is there: nothing can stand in the way.
                let put = Wanted::put(Path::ROOT.join(keys.key(name.as_bytes())), value);
                restored.state = put.apply(&mut state, keys).ok().map(|_| state);
            }
            (None, name) => restored.missing.push(name.clone().unwrap_or_default()),
        }
    }
    if restored.state.is_none() && restored.missing.is_empty() && manifest.tag != ARRAY {
        // Nothing of what is asked for was there.
        restored.state = Some(empty(manifest.tag));
    }
    Ok(restored)
}

/// A container without entries.
fn empty(tag: u8) -> Value {
    let mut bytes = [0; HEADER];
    bytes[0] = tag;
    Value::Encoded(bytes.as_slice().into())
}

/// A slice; `None` if some of it is not as it was written.
async fn read<S: Storage>(
    storage: &S,
    slice: &Slice,
    mut reader: StreamReader<'_>,
    count: &impl AsyncFn(usize),
) -> Result<Option<Value>, StorageError> {
    for chunks in slice.chunks.chunks(BATCH) {
        let names: Vec<String> = chunks.iter().map(|chunk| chunk_key(*chunk)).collect();
        for (id, found) in chunks.iter().zip(storage.fetch(&names).await?) {
            let Some(found) = found.filter(|found| chunk_id(found) == *id) else { return Ok(None) };
            if reader.feed(&found).is_err() {
                return Ok(None);
            }
            count(found.len()).await;
        }
    }
    Ok(reader.finish().ok())
}

/// What is stored, with the state to build on.
#[derive(Debug)]
pub struct Loaded {
    /// The journal.
    pub contents: Contents,
    /// The state to build on; `None` if the journal has everything.
    pub base: Option<Base>,
    /// Which snapshot that is, if it is one.
    pub backup: Option<String>,
    /// Snapshots that were passed over, because something of them is damaged.
    pub damaged: Vec<String>,
}

/// The same as [`climb`]; where the journal has everything, the state that it begins with is read here and its records are let go
/// one by one: so no page waits until all of it is read, and large states are never in memory twice.
pub async fn load<S: Storage>(storage: &S, keys: &Keys, pause: &impl AsyncFn(f64)) -> Result<Loaded, StorageError> {
    let mut loaded = climb(storage, keys, pause).await?;
    if loaded.base.is_none() && !loaded.contents.records.is_empty() {
        match begin(&mut loaded.contents, keys, pause).await {
            Some(base) => loaded.base = Some(base),
            // Whoever has to say what is wrong looks at all of it.
            None => loaded.contents = storage.load_after(0).await?,
        }
    }
    Ok(loaded)
}

/// Takes the state that the journal begins with out of the records; `None` if it cannot be read, and then nobody can use what is
/// left of them.
async fn begin(contents: &mut Contents, keys: &Keys, pause: &impl AsyncFn(f64)) -> Option<Base> {
    let mut reader = Reader::new(&contents.slots, &contents.records, None, keys).ok()?;
    let all = contents.records.iter().map(|(_, bytes)| bytes.len()).sum::<usize>().max(1) as f64;
    let mut read = 0;
    let mut records = std::mem::take(&mut contents.records).into_iter();
    for (key, bytes) in records.by_ref() {
        reader.feed(key, &bytes).ok()?;
        read += bytes.len();
        drop(bytes);
        if reader.journal().genesis.is_some() {
            break;
        }
        pause(read as f64 / all).await;
    }
    contents.records = records.collect();
    let Journal { genesis, head, bytes, .. } = reader.end(None);
    genesis.map(|genesis| Base { genesis, position: head, missing: Vec::new(), journal_bytes: Some(bytes) })
}

/// Reads what is stored and climbs the ladder: the newest snapshot with the journal after it; an older one with more of
/// the journal, or slices of several; the journal alone; else whatever leads furthest, if possible with nothing missing.
/// `pause` as in [`restore`].
pub async fn climb<S: Storage>(storage: &S, keys: &Keys, pause: &impl AsyncFn(f64)) -> Result<Loaded, StorageError> {
    let contents = storage.load_after(0).await?;
    let mut best = Loaded { contents, base: None, backup: None, damaged: Vec::new() };
    let Ok(head) = Meta::of(&best.contents.slots, &best.contents.records, None) else { return Ok(best) };
    let mut backups = list(storage).await?;
    backups.retain(|backup| belongs(&backup.manifest.position, &best.contents.records, head));
    let mut reached = None;
    for Backup { id, manifest, .. } in &backups {
        let Restored { state, missing } = restore(storage, manifest, keys, None, pause).await?;
        if !missing.is_empty() {
            best.damaged.push(id.clone());
        }
        let Some(state) = state else { continue };
        let (genesis, position) = (manifest.genesis(state), manifest.position);
        let mut base = Base { genesis, position, missing, journal_bytes: None };
        fill(storage, &mut base, (manifest, &backups), &best.contents, keys, pause).await?;
        let Some(journal) = read_on(&best.contents, Some(manifest.position), keys) else { return Ok(best) };
        if journal.genesis.is_some() {
            // A whole state follows in the journal.
            base.missing.clear();
        }
        let is_whole = base.missing.is_empty();
        let far = Some((is_whole, journal.head.sequence));
        if far > reached {
            (reached, best.base, best.backup) = (far, Some(base), Some(id.clone()));
        }
        if is_whole && !matches!(journal.outcome, Outcome::Damaged { .. }) {
            return Ok(best);
        }
    }
    if reached.is_some()
        && let Some(journal) = read_on(&best.contents, None, keys)
        && journal.genesis.is_some()
        && Some((true, journal.head.sequence)) > reached
    {
        (best.base, best.backup) = (None, None);
    }
    Ok(best)
}

/// Whether a snapshot stands in this journal: not in one that was given up, nor at a record that was set aside.
fn belongs(position: &Position, records: &[Stored], head: Option<Meta>) -> bool {
    let Some(Meta { head, .. }) = head else { return true };
    if !head.is_in(position) || (head.sequence == position.sequence && head != *position) {
        return false;
    }
    let at = records.partition_point(|(key, _)| *key < position.sequence);
    // What cannot be read says nothing.
    let Some(Ok(frame)) = records.get(at).map(|(_, bytes)| frame::read(bytes)) else { return true };
    let sequence = frame.position.sequence;
    (sequence != position.sequence || frame.position == *position)
        && (sequence != position.sequence + 1 || frame.previous == position.hash)
}

/// What the journal has after a place; `None` if it is of a newer version of this code.
fn read_on(contents: &Contents, base: Option<Position>, keys: &Keys) -> Option<Journal> {
    reader::read(&contents.slots, &contents.records, base, keys).ok()
}

/// Looks for missing slices in older snapshots, takes them forward to where the others are, and puts them where they stood.
async fn fill<S: Storage>(
    storage: &S,
    base: &mut Base,
    (slices, backups): (&Manifest, &[Backup]),
    contents: &Contents,
    keys: &Keys,
    pause: &impl AsyncFn(f64),
) -> Result<(), StorageError> {
    for name in std::mem::take(&mut base.missing) {
        let only = [name];
        let mut found = None;
        for Backup { manifest, .. } in backups.iter().filter(|backup| slices.is_ahead_of(&backup.manifest)) {
            let Some(state) = restore(storage, manifest, keys, Some(&only), pause).await?.state else { continue };
            found = read_on(contents, Some(manifest.position), keys)
                .filter(|journal| journal.head.sequence >= base.position.sequence)
                .and_then(|journal| slice_at(state, &only[0], journal, base.genesis.version, keys));
            if found.is_some() {
                break;
            }
        }
        let is_there = |slice: &&Slice| {
            slice
                .name
                .as_ref()
                .is_some_and(|name| base.genesis.state.view().get(&keys.key(name.as_bytes()), keys).is_some())
        };
        let before = slices.slices.iter().take_while(|slice| slice.name.as_ref() != Some(&only[0]));
        let position = Some(before.filter(is_there).count());
        let path = Path::ROOT.join(keys.key(only[0].as_bytes()));
        let put = found.map(|value| Wanted { position, ..Wanted::put(path, value) });
        if put.is_none_or(|put| put.apply(&mut base.genesis.state, keys).is_err()) {
            base.missing.extend(only);
        }
    }
    Ok(())
}

/// One slice as it was at a version.
fn slice_at(mut state: Value, name: &str, journal: Journal, version: u64, keys: &Keys) -> Option<Value> {
    let key = keys.key(name.as_bytes());
    if let Some(genesis) = journal.genesis {
        if genesis.version > version {
            return None;
        }
        state = genesis.state;
    }
    for update in journal.updates.into_iter().take_while(|update| update.version <= version) {
        // What has no first key is a state as a whole.
        for wanted in
            update.changes.into_iter().filter(|wanted| wanted.path.keys().first().is_none_or(|first| **first == key))
        {
            wanted.apply(&mut state, keys).ok()?;
        }
    }
    state.view().get(&key, keys).map(ValueRef::to_value)
}

/// Which version of the state is wanted.
#[derive(Clone, Debug)]
pub enum Target {
    /// The newest that is stored.
    Newest,
    /// That of a snapshot.
    Backup(String),
    /// This one.
    Version(u64),
    /// The newest that is not younger.
    Time(Timestamp),
}

/// A version of the state that was found.
#[derive(Debug)]
pub struct Found {
    /// It.
    pub state: Value,
    /// Its number.
    pub version: u64,
    /// The snapshot that it was built on.
    pub backup: Option<String>,
    /// Slices that could not be read.
    pub missing: Vec<String>,
}

/// The newest version that is stored, or some slices of it, and the last record that it follows from.
pub async fn newest<S: Storage>(
    storage: &S,
    only: Option<&[String]>,
    keys: &Keys,
    pause: &impl AsyncFn(f64),
) -> Result<Option<(Found, Position)>, StorageError> {
    let loaded = load(storage, keys, pause).await?;
    let position = loaded.base.as_ref().map(|base| base.position);
    let Some(mut journal) = read_on(&loaded.contents, position, keys) else { return Ok(None) };
    let missing = loaded.base.as_ref().map(|base| base.missing.clone()).unwrap_or_default();
    let base = journal.genesis.take().or(loaded.base.map(|base| base.genesis));
    let found = base.and_then(|base| roll(base, journal.updates, &Target::Newest, (only, &missing), keys));
    Ok(found.map(|(state, version)| (Found { state, version, backup: loaded.backup, missing }, journal.head)))
}

/// Finds a version of the state, or some slices of it. `pause` as in [`restore`].
pub async fn find<S: Storage>(
    storage: &S,
    target: &Target,
    only: Option<&[String]>,
    keys: &Keys,
    pause: &impl AsyncFn(f64),
) -> Result<Option<Found>, StorageError> {
    if let Target::Newest = target {
        return Ok(newest(storage, only, keys, pause).await?.map(|(found, _)| found));
    }
    let contents = storage.load_after(0).await?;
    let head = Meta::of(&contents.slots, &contents.records, None).ok().flatten();
    let wholes = wholes(&contents.records);
    // A later whole state begins anew: what stands before it does not lead to what comes after.
    let after = |position: Position| {
        let next = wholes.iter().find(|(at, _)| contents.records[*at].0 > position.sequence + 1);
        let records = &contents.records[..next.map_or(contents.records.len(), |(at, _)| *at)];
        reader::read(&contents.slots, records, Some(position), keys).ok()
    };
    let is_before = |version: u64, time: Timestamp| match target {
        Target::Version(wanted) => version <= *wanted,
        Target::Time(wanted) => time <= *wanted,
        _ => true,
    };
    let mut starts: Vec<(u64, Option<Backup>, Position)> = Vec::new();
    for backup in list(storage).await? {
        let position = backup.manifest.position;
        let is_wanted = match target {
            Target::Backup(wanted) => *wanted == backup.id,
            _ => {
                is_before(backup.manifest.version, backup.manifest.time) && belongs(&position, &contents.records, head)
            }
        };
        if is_wanted {
            starts.push((position.sequence, Some(backup), position));
        }
    }
    if !matches!(target, Target::Backup(_)) {
        starts.extend(wholes.iter().map(|(_, position)| (position.sequence, None, *position)));
    }
    // The newest first; of a snapshot and a whole state at one place the snapshot, which is the older of the two, last.
    starts.sort_by_key(|(sequence, backup, _)| (std::cmp::Reverse(*sequence), backup.is_some()));
    let mut partial = None;
    for (_, backup, position) in starts {
        let Some(mut journal) = after(position) else { continue };
        let (genesis, missing) = match &backup {
            None => match journal.genesis.take().filter(|genesis| is_before(genesis.version, genesis.time)) {
                Some(genesis) => (genesis, Vec::new()),
                None => continue,
            },
            Some(backup) => {
                let Restored { state, missing } = restore(storage, &backup.manifest, keys, only, pause).await?;
                let Some(state) = state else { continue };
                (backup.manifest.genesis(state), missing)
            }
        };
        let updates =
            if journal.genesis.is_some() || matches!(target, Target::Backup(_)) { Vec::new() } else { journal.updates };
        let Some((state, version)) = roll(genesis, updates, target, (only, &missing), keys) else { continue };
        let found = Found { state, version, backup: backup.map(|backup| backup.id), missing };
        if found.missing.is_empty() {
            return Ok(Some(found));
        }
        partial.get_or_insert(found);
    }
    Ok(partial)
}

/// Where whole states begin in the journal: places among the records, and the positions before them.
fn wholes(records: &[Stored]) -> Vec<(usize, Position)> {
    let mut wholes = Vec::new();
    let mut goes_on = false;
    for (at, (_, bytes)) in records.iter().enumerate() {
        let frame = frame::read(bytes).ok();
        if let Some(frame) =
            frame.as_ref().filter(|frame| matches!(frame.kind, FrameKind::Genesis | FrameKind::Spelled) && !goes_on)
        {
            let before = frame.position.sequence.saturating_sub(1);
            wholes.push((at, Position { sequence: before, hash: frame.previous, ..frame.position }));
        }
        goes_on = frame.is_some_and(|frame| frame.continues);
    }
    wholes
}

/// Goes forward from a state to the one that is wanted; `None` if the updates do not lead there. Of slices that are not
/// wanted or missing nothing is done.
fn roll(
    from: Genesis,
    updates: Vec<Replay>,
    target: &Target,
    (only, missing): (Option<&[String]>, &[String]),
    keys: &Keys,
) -> Option<(Value, u64)> {
    let Genesis { mut state, mut version, .. } = from;
    let wanted_keys = only.map(|only| only.iter().map(|name| keys.key(name.as_bytes())).collect::<Vec<_>>());
    let missing: Vec<_> = missing.iter().map(|name| keys.key(name.as_bytes())).collect();
    let is_wanted =
        |key: &Key| wanted_keys.as_ref().is_none_or(|wanted| wanted.contains(key)) && !missing.contains(key);
    for update in updates {
        let is_beyond = match target {
            Target::Version(wanted) => update.version > *wanted,
            Target::Time(wanted) => update.time > *wanted,
            _ => false,
        };
        if is_beyond {
            break;
        }
        for wanted in update.changes {
            if wanted.path.keys().first().is_none_or(|first| is_wanted(first)) {
                wanted.apply(&mut state, keys).ok()?;
            }
        }
        version = update.version;
    }
    if only.is_some() {
        let others: Vec<Key> = state.view().entries().filter_map(|entry| Some(entry.key?.to_key())).collect();
        for key in others.into_iter().filter(|key| !is_wanted(key)) {
            Wanted::remove(Path::ROOT.join(key)).apply(&mut state, keys).ok()?;
        }
    }
    (!matches!(target, Target::Version(wanted) if version != *wanted)).then_some((state, version))
}
