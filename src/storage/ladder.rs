//! The ladder: which of the snapshots and the journal lead furthest.

use super::backup::{Backup, list};
use super::restore::{Restored, restore};
use super::{Contents, Storage, StorageError};
use crate::core::change::Wanted;
use crate::core::io::Base;
use crate::core::journal::frame::{self, Position};
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::{self, Journal, Outcome, Reader, Stored};
use crate::core::keys::Keys;
use crate::core::pointer::Path;
use crate::core::snapshot::{Manifest, Slice};
use crate::core::value::{Value, ValueRef};

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

/// The same as [`climb`], with less of the journal: what the newest snapshot has is not read, at least up to the record `since`. Where
/// the journal has everything, the state that it begins with is read here and its records are let go one by one: so no page waits
/// until all of it is read, and large states are never in memory twice.
pub async fn load<S: Storage>(
    storage: &S,
    keys: &Keys,
    since: u64,
    pause: &impl AsyncFn(f64),
) -> Result<Loaded, StorageError> {
    if let Some(loaded) = top(storage, keys, since, pause).await? {
        return Ok(loaded);
    }
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

/// The uppermost rung: the newest snapshot and what the journal has after it, if nothing is wrong with either.
async fn top<S: Storage>(
    storage: &S,
    keys: &Keys,
    since: u64,
    pause: &impl AsyncFn(f64),
) -> Result<Option<Loaded>, StorageError> {
    let Some(Backup { id, manifest, .. }) = list(storage).await?.into_iter().next() else { return Ok(None) };
    let position = manifest.position;
    let contents = storage.load_after(position.sequence.min(since.saturating_sub(1))).await?;
    let Ok(head) = Meta::of(&contents.slots, &contents.records, Some(position)) else { return Ok(None) };
    if !is_unbroken(&contents.records, position, head) || !belongs(&position, &contents.records, head) {
        return Ok(None);
    }
    let Restored { state, missing } = restore(storage, &manifest, keys, None, pause).await?;
    Ok(state.filter(|_| missing.is_empty()).map(|state| {
        let base = Base { genesis: manifest.genesis(state), position, missing, journal_bytes: None };
        Loaded { contents, base: Some(base), backup: Some(id), damaged: Vec::new() }
    }))
}

/// Whether every record after a place is there, up to the head. What is in them whoever uses them finds out: with a snapshot further
/// back nobody gets past them either.
fn is_unbroken(records: &[Stored], mut position: Position, head: Option<Meta>) -> bool {
    let head = head.map(|meta| meta.head).unwrap_or_default();
    let after = records.partition_point(|(key, _)| *key <= position.sequence);
    let _ =
        records[after..].iter().try_for_each(|(key, bytes)| reader::link((*key, bytes), &mut position, head).map(drop));
    position.sequence >= head.sequence
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
pub(super) fn belongs(position: &Position, records: &[Stored], head: Option<Meta>) -> bool {
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
pub(super) fn read_on(contents: &Contents, base: Option<Position>, keys: &Keys) -> Option<Journal> {
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
