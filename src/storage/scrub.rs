//! Looking for rot while there is still something to mend it with: stored bytes are read again and again, some each time.

use super::backup::{DAMAGED, QUARANTINED, VERIFIED, chunk_key, damaged_key, is_whole, key, list};
use super::{Contents, MANIFEST, Shelving, Storage, StorageError};
use crate::core::journal::frame::{self, FrameFault, Position};
use crate::core::journal::meta::Meta;
use crate::core::journal::reader::{self, Fault};
use crate::core::snapshot::chunk_id;
use crate::core::tree::Digest;

/// Chunks that one call reads: a few megabytes.
const CHUNKS: usize = 32;

/// Checks some of the chunks that verified snapshots need, from a place in their order on. Returns how many are damaged or
/// missing, and the place to go on from. What is damaged is put aside under another key: the next snapshot finds it missing
/// and writes it anew, if it is still part of the state. Snapshots that need it do not count as verified any more. `pause` as in
/// [`super::restore::restore`].
pub async fn scrub_chunks<S: Storage>(
    storage: &S,
    from: usize,
    pause: &impl AsyncFn(f64),
) -> Result<(usize, usize), StorageError> {
    let mut backups = list(storage).await?;
    backups.retain(|backup| backup.is_verified);
    let mut needed: Vec<Digest> = backups.iter().flat_map(|backup| backup.manifest.chunks()).collect();
    needed.sort_unstable();
    needed.dedup();
    let from = if from < needed.len() { from } else { 0 };
    let chunks = &needed[from..needed.len().min(from + CHUNKS)];
    let keys: Vec<String> = chunks.iter().map(|chunk| chunk_key(*chunk)).collect();
    let mut bad = Vec::new();
    let mut aside = Shelving::default();
    for ((chunk, key), found) in chunks.iter().zip(&keys).zip(storage.fetch(&keys).await?) {
        pause(0.0).await;
        if found.as_ref().is_some_and(|bytes| chunk_id(bytes) == *chunk) {
            continue;
        }
        bad.push(*chunk);
        if let Some(bytes) = found {
            aside.puts.push((format!("{QUARANTINED}{key}"), bytes));
            aside.drops.push(key.clone());
        }
    }
    if !bad.is_empty() {
        let damaged = backups.iter().filter(|backup| backup.manifest.chunks().any(|chunk| bad.contains(&chunk)));
        aside.puts.extend(damaged.map(|backup| (damaged_key(&backup.id), Vec::new())));
        storage.shelve(aside).await?;
    }
    Ok((bad.len(), from + chunks.len()))
}

/// Looks at all manifests. One that is damaged is put aside under another key, since nobody can say which chunks it needs; of one
/// that is missing the mark is left, which goes. Returns how many there are of both.
pub async fn scrub_manifests<S: Storage>(storage: &S) -> Result<usize, StorageError> {
    let keys = storage.shelf().await?;
    let ids: Vec<&str> = keys.iter().filter_map(|key| key.strip_prefix(MANIFEST)).collect();
    let mut bad: Vec<&str> = keys.iter().filter_map(|key| key.strip_prefix(VERIFIED)).collect();
    bad.retain(|id| !ids.contains(id));
    let mut aside = Shelving::default();
    let manifests: Vec<String> = ids.iter().map(|id| key(MANIFEST, id)).collect();
    for ((id, name), found) in ids.iter().zip(&manifests).zip(storage.fetch(&manifests).await?) {
        if let Some(bytes) = found.filter(|bytes| !is_whole(bytes, id)) {
            bad.push(id);
            aside.puts.push((format!("{QUARANTINED}{name}"), bytes));
        }
    }
    aside.drops = bad.iter().flat_map(|id| [MANIFEST, VERIFIED, DAMAGED].map(|kind| key(kind, id))).collect();
    if !bad.is_empty() {
        storage.shelve(aside).await?;
    }
    Ok(bad.len())
}

/// A record of the journal that is not what it was, or not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DamagedRecord {
    /// Its key.
    pub key: u64,
    /// Whether the newest snapshot contains what was in it.
    pub is_spared: bool,
}

/// What a look through the journal has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JournalScrub {
    /// The first record that does not follow the one before it, up to the head; `None` if all do.
    pub damaged: Option<DamagedRecord>,
    /// The key of the last record, and the bytes of all.
    pub size: (u64, usize),
}

/// Looks through the journal. `pause` as in [`super::restore::restore`].
pub async fn scrub_journal<S: Storage>(storage: &S, pause: &impl AsyncFn(f64)) -> Result<JournalScrub, StorageError> {
    let contents = storage.load_after(0).await?;
    let last = contents.records.last().map_or(0, |(key, _)| *key);
    let size = (last, contents.records.iter().map(|(_, bytes)| bytes.len()).sum());
    Ok(JournalScrub { damaged: first_damaged(storage, contents, pause).await?, size })
}

async fn first_damaged<S: Storage>(
    storage: &S,
    Contents { slots, records }: Contents,
    pause: &impl AsyncFn(f64),
) -> Result<Option<DamagedRecord>, StorageError> {
    // Whoever is newer looks after it.
    let Ok(Some(Meta { head, .. })) = Meta::of(&slots, &records, None) else { return Ok(None) };
    let backups = list(storage).await?;
    let mut places = backups.iter().map(|backup| backup.manifest.position).filter(|place| place.is_in(&head));
    let newest = places.next().unwrap_or(Position { sequence: 0, hash: 0, ..head });
    let damaged = |key: u64| Some(DamagedRecord { key, is_spared: key <= newest.sequence });
    // What is before the first record was dropped, but not more than snapshots make good.
    let first = records.first().map_or(head.sequence + 1, |(key, _)| *key);
    if first > newest.sequence + 1 {
        return Ok(damaged(newest.sequence + 1));
    }
    let mut position = Position { sequence: first.saturating_sub(1), hash: 0, ..head };
    if let Some(Ok(frame)) = records.first().map(|(_, bytes)| frame::read(bytes)) {
        position.hash = frame.previous;
    }
    for (key, bytes) in records.iter().take_while(|(key, _)| *key <= head.sequence) {
        let next = position.sequence + 1;
        match reader::link((*key, bytes), &mut position, head) {
            Err(Fault::Frame(FrameFault::Newer)) => return Ok(None),
            Err(_) => return Ok(damaged(next)),
            Ok(_) => pause(next as f64 / head.sequence as f64).await,
        }
    }
    let next = position.sequence + 1;
    Ok(if next <= head.sequence { damaged(next) } else { None })
}

/// Puts aside a record that the newest snapshot makes good, and drops those before it, which lead nowhere any more.
pub async fn set_aside<S: Storage>(storage: &S, record: DamagedRecord) -> Result<(), StorageError> {
    let key = record.key;
    let found = storage.load_after(key - 1).await?.records.into_iter().next().filter(|(found, _)| *found == key);
    let puts = found.map(|(_, bytes)| (format!("{QUARANTINED}{key}"), bytes)).into_iter().collect();
    storage.shelve(Shelving { puts, trim: key, ..Shelving::default() }).await
}
