//! Looks for a version of the state in snapshots and journal.

use super::backup::{Backup, list};
use super::ladder::{belongs, load, read_on};
use super::restore::{Restored, restore};
use super::{Storage, StorageError};
use crate::core::change::Wanted;
use crate::core::io::{Genesis, Timestamp};
use crate::core::journal::frame::{self, FrameKind, Position};
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::{self, Stored};
use crate::core::journal::record::Replay;
use crate::core::keys::{Key, Keys};
use crate::core::pointer::Path;
use crate::core::value::Value;

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
    /// Of the model that it was made for.
    pub model_version: u32,
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
    let loaded = load(storage, keys, u64::MAX, pause).await?;
    let position = loaded.base.as_ref().map(|base| base.position);
    let Some(mut journal) = read_on(&loaded.contents, position, keys) else { return Ok(None) };
    let missing = loaded.base.as_ref().map(|base| base.missing.clone()).unwrap_or_default();
    let base = journal.genesis.take().or(loaded.base.map(|base| base.genesis));
    let Some(base) = base else { return Ok(None) };
    let model_version = base.model_version;
    let found = roll(base, journal.updates, &Target::Newest, (only, &missing), keys);
    let found = found.map(|(state, version)| Found { state, model_version, version, backup: loaded.backup, missing });
    Ok(found.map(|found| (found, journal.head)))
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
        let model_version = genesis.model_version;
        let Some((state, version)) = roll(genesis, updates, target, (only, &missing), keys) else { continue };
        let found = Found { state, model_version, version, backup: backup.map(|backup| backup.id), missing };
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
