//! Making a snapshot: its missing chunks, then its manifest, then a look at what is there, and only then is older data
//! dropped. Whatever happens in between, what was there before is whole.
//!
//! Several tabs may do so at once: what one of them needs of what another one drops, it finds missing when it writes its
//! manifest, and begins again; and nobody drops anything while there is a manifest that they have not read.

use std::rc::Rc;

use super::{MANIFEST, Shelving, Storage, StorageError};
use crate::core::config::BackupRetention;
use crate::core::io::CommitFault;
use crate::core::keys::Keys;
use crate::core::snapshot::manifest::{Draft, hex};
use crate::core::snapshot::retention::surplus;
use crate::core::snapshot::{Manifest, chunk_id};
use crate::core::tree::Digest;
use crate::core::value::Value;

/// What keys of chunks begin with, and marks of snapshots that were read back.
const CHUNK: char = 'c';
const VERIFIED: char = 'v';
/// And of what was found damaged.
pub(super) const QUARANTINED: char = 'q';
/// Bytes of chunks in one transaction.
const BATCH: usize = 1 << 20;
/// Attempts in competition with other tabs.
const ATTEMPTS: usize = 3;

/// What is to be saved.
#[derive(Clone, Debug)]
pub struct Saving {
    /// A version of the state.
    pub state: Value,
    /// Its dictionary.
    pub keys: Rc<Keys>,
    /// What the manifest says beside what the state does.
    pub manifest: Manifest,
    /// How many snapshots are kept.
    pub retention: BackupRetention,
}

/// A snapshot on the shelf.
#[derive(Clone, Debug)]
pub struct Backup {
    /// What it is known by.
    pub id: String,
    /// What it consists of.
    pub manifest: Manifest,
    /// Whether it was read back after it was written.
    pub is_verified: bool,
}

pub(super) fn chunk_key(chunk: Digest) -> String {
    key(CHUNK, &hex(chunk))
}

pub(super) fn verified_key(id: &str) -> String {
    key(VERIFIED, id)
}

fn key(kind: char, id: &str) -> String {
    let mut key = String::with_capacity(33);
    key.push(kind);
    key.push_str(id);
    key
}

/// Makes a snapshot. `pause` is called between slices of work, far less than a millisecond each.
pub async fn save<S: Storage>(
    storage: &S,
    saving: &Saving,
    pause: impl AsyncFn(),
) -> Result<(Backup, u64), StorageError> {
    let mut attempt = 1;
    loop {
        match save_once(storage, saving, &pause).await {
            Err(error) if error.fault == CommitFault::Conflict && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error),
            Ok(backup) => {
                // The snapshot is safe, whatever becomes of older ones.
                let trimmed = prune(storage, saving.retention, &backup.id).await.unwrap_or_default();
                return Ok((backup, trimmed));
            }
        }
    }
}

async fn save_once<S: Storage>(storage: &S, saving: &Saving, pause: &impl AsyncFn()) -> Result<Backup, StorageError> {
    let mut there = storage.shelf().await?;
    let mut draft = Draft::new(&saving.state, &saving.keys);
    let (mut puts, mut added, mut size, mut new_bytes) = (Vec::new(), Vec::new(), 0, 0);
    while let Some((id, chunk)) = draft.next_chunk() {
        let key = chunk_key(id);
        if let Err(at) = there.binary_search(&key) {
            there.insert(at, key.clone());
            size += chunk.len();
            new_bytes += chunk.len() as u64;
            added.push((id, key.clone()));
            puts.push((key, chunk));
        }
        if size >= BATCH {
            size = 0;
            storage.shelve(Shelving { puts: std::mem::take(&mut puts), ..Shelving::default() }).await?;
        }
        pause().await;
    }
    let manifest = draft.finish(Manifest { new_bytes, ..saving.manifest.clone() });
    let bytes = manifest.write();
    let id = hex(chunk_id(&bytes));
    let requires = manifest.chunks().map(chunk_key).filter(|key| puts.iter().all(|(put, _)| put != key)).collect();
    puts.push((key(MANIFEST, &id), bytes.clone()));
    storage.shelve(Shelving { puts, requires, ..Shelving::default() }).await?;
    added.push((chunk_id(&bytes), key(MANIFEST, &id)));
    for (chunk, key) in added {
        let found = storage.fetch(&[key]).await?;
        if !matches!(&found[..], [Some(bytes)] if chunk_id(bytes) == chunk) {
            return Err(StorageError::new(CommitFault::Aborted, "what was read back is not what was written"));
        }
        pause().await;
    }
    Ok(Backup { id, manifest, is_verified: true })
}

/// The snapshots on the shelf, newest first; what is no manifest of this version of the code is left out.
pub async fn list<S: Storage>(storage: &S) -> Result<Vec<Backup>, StorageError> {
    let keys = storage.shelf().await?;
    let manifests: Vec<String> = keys.iter().filter(|key| key.starts_with(MANIFEST)).cloned().collect();
    let found = storage.fetch(&manifests).await?;
    let mut backups = Vec::new();
    for (name, bytes) in manifests.iter().zip(found) {
        let id = &name[1..];
        // The name is a checksum of more than the frame's.
        let Some(bytes) = bytes.filter(|bytes| hex(chunk_id(bytes)) == id) else { continue };
        if let Ok(manifest) = Manifest::read(&bytes) {
            let is_verified = keys.binary_search(&key(VERIFIED, id)).is_ok();
            backups.push(Backup { id: id.to_owned(), manifest, is_verified });
        }
    }
    backups.sort_by_key(|backup| (backup.manifest.version, backup.manifest.time));
    backups.reverse();
    Ok(backups)
}

/// Marks a snapshot as verified and drops what is not to be kept; returns up to which key the journal was dropped.
async fn prune<S: Storage>(storage: &S, retention: BackupRetention, verified: &str) -> Result<u64, StorageError> {
    let mark = Shelving { puts: vec![(key(VERIFIED, verified), Vec::new())], ..Shelving::default() };
    storage.shelve(mark).await?;
    let keys = storage.shelf().await?;
    let backups = list(storage).await?;
    let verified: Vec<&Manifest> =
        backups.iter().filter(|backup| backup.is_verified).map(|backup| &backup.manifest).collect();
    let surplus = surplus(&verified, retention);
    let only: Vec<String> = keys.iter().filter(|key| key.starts_with(MANIFEST)).cloned().collect();
    let mut drops = Vec::new();
    let mut needed: Vec<String> = Vec::new();
    let mut at = 0;
    for backup in &backups {
        // What was never verified is an attempt that failed, or one of another tab that is under way.
        let is_surplus = backup.is_verified && surplus.manifests.contains(&at);
        at += usize::from(backup.is_verified);
        if is_surplus {
            drops.extend([key(MANIFEST, &backup.id), key(VERIFIED, &backup.id)]);
        } else {
            needed.extend(backup.manifest.chunks().map(chunk_key));
        }
    }
    needed.sort_unstable();
    drops.extend(keys.into_iter().filter(|key| key.starts_with(CHUNK) && needed.binary_search(key).is_err()));
    let trim = surplus.records;
    storage.shelve(Shelving { drops, only: Some(only), trim, ..Shelving::default() }).await?;
    Ok(trim)
}
