//! Reading snapshots back: the ladder of what can still be used.

use super::backup::{Backup, chunk_key, list};
use super::{Contents, Storage, StorageError};
use crate::core::change::Wanted;
use crate::core::io::{Base, Genesis, Timestamp};
use crate::core::journal::frame::Position;
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::{self, Journal, Outcome};
use crate::core::journal::record::Replay;
use crate::core::keys::Keys;
use crate::core::pointer::Path;
use crate::core::snapshot::{Manifest, Slice, chunk_id, read_slice};
use crate::core::value::encoding::HEADER;
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

/// Reads a snapshot, or those of its slices that are asked for. Every byte is checked.
pub async fn restore<S: Storage>(
    storage: &S,
    manifest: &Manifest,
    keys: &Keys,
    only: Option<&[String]>,
) -> Result<Restored, StorageError> {
    let names = Keys::new(manifest.names.iter().map(String::as_str), 0);
    let mut restored = Restored::default();
    for slice in &manifest.slices {
        if only.is_some_and(|only| slice.name.as_ref().is_none_or(|name| !only.contains(name))) {
            continue;
        }
        match (read(storage, slice).await?.and_then(|bytes| read_slice(&bytes, &names, keys).ok()), &slice.name) {
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
    if manifest.slices.is_empty() {
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

/// The bytes of a slice; `None` if one is not as it was written.
async fn read<S: Storage>(storage: &S, slice: &Slice) -> Result<Option<Vec<u8>>, StorageError> {
    let mut bytes = Vec::new();
    for chunks in slice.chunks.chunks(BATCH) {
        let names: Vec<String> = chunks.iter().map(|chunk| chunk_key(*chunk)).collect();
        for (id, found) in chunks.iter().zip(storage.fetch(&names).await?) {
            let Some(found) = found.filter(|found| chunk_id(found) == *id) else { return Ok(None) };
            bytes.extend_from_slice(&found);
        }
    }
    Ok(Some(bytes))
}

/// What is stored, with the snapshot to build on.
#[derive(Debug)]
pub struct Loaded {
    /// The journal.
    pub contents: Contents,
    /// The state of the snapshot; `None` if the journal has everything.
    pub base: Option<Base>,
    /// Which snapshot that is.
    pub backup: Option<String>,
    /// Snapshots that were passed over, because something of them is damaged.
    pub damaged: Vec<String>,
}

/// Reads what is stored and climbs the ladder: the newest snapshot with the journal after it; an older one with more of
/// the journal; the journal alone; good slices of different snapshots; else whatever leads furthest.
pub async fn load<S: Storage>(storage: &S, keys: &Keys) -> Result<Loaded, StorageError> {
    let contents = storage.load_after(0).await?;
    let mut best = Loaded { contents, base: None, backup: None, damaged: Vec::new() };
    let Ok(head) = Meta::newest(best.contents.slots.iter().map(Vec::as_slice)) else { return Ok(best) };
    let mut backups = list(storage).await?;
    // Of a journal that was given up: what it leads to is not what was acknowledged last.
    backups.retain(|backup| head.is_none_or(|meta| meta.head.is_in(&backup.manifest.position)));
    let mut reached = None;
    for Backup { id, manifest, .. } in &backups {
        let Restored { state, missing } = restore(storage, manifest, keys, None).await?;
        let is_whole = missing.is_empty();
        if !is_whole {
            best.damaged.push(id.clone());
        }
        let Some(state) = state else { continue };
        let Some(journal) = read_on(&best.contents, Some(manifest.position), keys) else { return Ok(best) };
        let far = Some((is_whole, journal.head.sequence));
        if far > reached {
            reached = far;
            best.base = Some(Base { genesis: manifest.genesis(state), position: manifest.position, missing });
            best.backup = Some(id.clone());
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
    if let Some(base) = &mut best.base {
        fill(storage, base, &backups, &best.contents, keys).await?;
    }
    Ok(best)
}

/// What the journal has after a place; `None` if it is of a newer version of this code.
fn read_on(contents: &Contents, base: Option<Position>, keys: &Keys) -> Option<Journal> {
    reader::read(&contents.slots, &contents.records, base, keys).ok()
}

/// Looks for missing slices in older snapshots, and takes them forward to where the others are.
async fn fill<S: Storage>(
    storage: &S,
    base: &mut Base,
    backups: &[Backup],
    contents: &Contents,
    keys: &Keys,
) -> Result<(), StorageError> {
    let mut missing = Vec::new();
    for name in std::mem::take(&mut base.missing) {
        let only = [name];
        let mut found = None;
        for Backup { manifest, .. } in backups.iter().filter(|backup| backup.manifest.version < base.genesis.version) {
            let restored = restore(storage, manifest, keys, Some(&only)).await?;
            let journal = read_on(contents, Some(manifest.position), keys);
            if let (Some(state), Some(journal)) = (restored.state, journal)
                && journal.head.sequence >= base.position.sequence
            {
                found = slice_at(state, &only[0], journal.updates, base.genesis.version, keys);
                break;
            }
        }
        let path = Path::ROOT.join(keys.key(only[0].as_bytes()));
        let put = found.map(|value| Wanted::put(path, value).apply(&mut base.genesis.state, keys));
        if !matches!(put, Some(Ok(_))) {
            missing.extend(only);
        }
    }
    base.missing = missing;
    Ok(())
}

/// One slice as it was at a version.
fn slice_at(mut state: Value, name: &str, updates: Vec<Replay>, version: u64, keys: &Keys) -> Option<Value> {
    let key = keys.key(name.as_bytes());
    for update in updates.into_iter().filter(|update| update.version <= version) {
        for wanted in update.changes.into_iter().filter(|wanted| wanted.path.keys().first() == Some(&&key)) {
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

/// Finds a version of the state, or some slices of it.
pub async fn find<S: Storage>(
    storage: &S,
    target: &Target,
    only: Option<&[String]>,
    keys: &Keys,
) -> Result<Option<Found>, StorageError> {
    if let Target::Newest = target {
        let loaded = load(storage, keys).await?;
        let position = loaded.base.as_ref().map(|base| base.position);
        let Some(mut journal) = read_on(&loaded.contents, position, keys) else { return Ok(None) };
        let base = journal.genesis.take().or(loaded.base.as_ref().map(|base| base.genesis.clone()));
        let missing = loaded.base.map(|base| base.missing).unwrap_or_default();
        let found = base.and_then(|base| roll(base, journal.updates, target, keys));
        return Ok(found.map(|(state, version)| Found { state, version, backup: loaded.backup, missing }));
    }
    let is_before = |manifest: &Manifest| match target {
        Target::Version(version) => manifest.version <= *version,
        Target::Time(time) => manifest.time <= *time,
        _ => true,
    };
    let contents = storage.load_after(0).await?;
    for Backup { id, manifest, .. } in list(storage).await? {
        if !is_before(&manifest) || matches!(target, Target::Backup(wanted) if *wanted != id) {
            continue;
        }
        let Restored { state: Some(state), missing } = restore(storage, &manifest, keys, only).await? else { continue };
        let backup = Some(id);
        if let Target::Backup(_) = target {
            return Ok(Some(Found { state, version: manifest.version, backup, missing }));
        }
        let journal = read_on(&contents, Some(manifest.position), keys);
        let updates = journal.map(|journal| journal.updates).unwrap_or_default();
        if let Some((state, version)) = roll(manifest.genesis(state), updates, target, keys) {
            return Ok(Some(Found { state, version, backup, missing }));
        }
    }
    if let Target::Backup(_) = target {
        return Ok(None);
    }
    let Some(mut journal) = read_on(&contents, None, keys) else { return Ok(None) };
    let found = journal.genesis.take().and_then(|genesis| roll(genesis, journal.updates, target, keys));
    Ok(found.map(|(state, version)| Found { state, version, backup: None, missing: Vec::new() }))
}

/// Goes forward from a state to the one that is wanted; `None` if the updates do not lead there.
fn roll(from: Genesis, updates: Vec<Replay>, target: &Target, keys: &Keys) -> Option<(Value, u64)> {
    let Genesis { mut state, mut version, time, .. } = from;
    if matches!(target, Target::Time(wanted) if time > *wanted) {
        return None;
    }
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
            wanted.apply(&mut state, keys).ok()?;
        }
        version = update.version;
    }
    (!matches!(target, Target::Version(wanted) if version != *wanted)).then_some((state, version))
}
