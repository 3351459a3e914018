//! Looking for rot while there is still something to mend it with: stored bytes are read again and again, some each time.

use super::backup::{Backup, QUARANTINED, chunk_key, damaged_key, list};
use super::{Shelving, Storage, StorageError};
use crate::core::journal::reader::{self, Outcome};
use crate::core::keys::Keys;
use crate::core::snapshot::chunk_id;
use crate::core::tree::Digest;

/// Chunks that one call reads: a few megabytes.
const CHUNKS: usize = 32;

/// Checks some of the chunks that verified snapshots need, from a place in their order on. Returns how many are damaged or
/// missing, and the place to go on from. What is damaged is put aside under another key: the next snapshot finds it missing
/// and writes it anew, if it is still part of the state. Snapshots that need it do not count as verified any more.
pub async fn scrub_chunks<S: Storage>(storage: &S, from: usize) -> Result<(usize, usize), StorageError> {
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

/// Whether the journal leads from the newest snapshot, or from its own beginning, to its head.
pub async fn journal_is_whole<S: Storage>(storage: &S, keys: &Keys) -> Result<bool, StorageError> {
    let contents = storage.load_after(0).await?;
    let mut bases = vec![None];
    for Backup { manifest, .. } in list(storage).await?.into_iter().take(1) {
        bases.insert(0, Some(manifest.position));
    }
    for base in bases {
        let journal = reader::read(&contents.slots, &contents.records, base, keys);
        // Whoever is newer looks after it.
        if journal.is_ok_and(|journal| !matches!(journal.outcome, Outcome::Damaged { .. })) {
            return Ok(true);
        }
    }
    Ok(false)
}
