//! Making a snapshot: its missing chunks, then its manifest, then a look at what is there, and only then is older data
//! dropped. Whatever happens in between, what was there before is whole.
//!
//! Several tabs may do so at once: what one of them needs of what another one drops, it finds missing when it writes its
//! manifest, and begins again; and nobody drops anything while there is a manifest that they have not read.

use std::rc::Rc;

use super::{MANIFEST, Shelving, Storage, StorageError};
use crate::core::config::BackupRetention;
use crate::core::io::CommitFault;
use crate::core::journal::meta::Meta;
use crate::core::keys::Keys;
use crate::core::snapshot::manifest::{Draft, hex};
use crate::core::snapshot::retention::surplus;
use crate::core::snapshot::{Kind, Manifest, chunk_id};
use crate::core::tree::Digest;
use crate::core::value::Value;

/// What keys of chunks begin with, and marks of snapshots that were read back.
const CHUNK: char = 'c';
pub(super) const VERIFIED: char = 'v';
/// And of what was found damaged, and of snapshots that need it.
pub(super) const QUARANTINED: char = 'q';
pub(super) const DAMAGED: char = 'd';
/// Bytes of chunks in one transaction.
const BATCH: usize = 256 << 10;
/// Chunks that are looked at by one request.
const LOOKS: usize = 8;
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
    /// Whether it was read back after it was written, and nothing of it has been found damaged since.
    pub is_verified: bool,
    /// Whether something of it has.
    pub is_damaged: bool,
}

pub(super) fn chunk_key(chunk: Digest) -> String {
    key(CHUNK, &hex(chunk))
}

pub(super) fn damaged_key(id: &str) -> String {
    key(DAMAGED, id)
}

pub(super) fn key(kind: char, id: &str) -> String {
    let mut key = String::with_capacity(33);
    key.push(kind);
    key.push_str(id);
    key
}

/// Makes a snapshot. `pause` is called between slices of work, far less than a millisecond each, with the part of the state that
/// has been gone through, from 0 to 1.
pub async fn save<S: Storage>(
    storage: &S,
    saving: &Saving,
    pause: impl AsyncFn(f64),
) -> Result<(Backup, u64), StorageError> {
    let mut attempt = 1;
    loop {
        match save_once(storage, saving, &pause).await {
            Err(error) if error.fault == CommitFault::Conflict && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error),
            Ok(backup) => {
                // The snapshot is safe, whatever becomes of older ones.
                let pruned = prune(storage, saving.retention, &backup.id).await.unwrap_or_default();
                return Ok((backup, pruned.trim));
            }
        }
    }
}

async fn save_once<S: Storage>(
    storage: &S,
    saving: &Saving,
    pause: &impl AsyncFn(f64),
) -> Result<Backup, StorageError> {
    let there = storage.shelf().await?;
    let mut draft = Draft::new(&saving.state, &saving.keys);
    let (mut seen, mut looked_for, mut puts, mut added) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut size, mut new_bytes) = (0, 0);
    let (mut gone_through, all) = (0, saving.state.view().size().max(1));
    let mut is_over = false;
    while !is_over {
        let mut missing = Vec::new();
        if let Some((id, chunk)) = draft.next_chunk() {
            gone_through += chunk.len();
            let key = chunk_key(id);
            if let Err(at) = seen.binary_search(&key) {
                let is_there = there.binary_search(&key).is_ok();
                (if is_there { &mut looked_for } else { &mut missing }).push((id, key.clone(), chunk));
                seen.insert(at, key);
            }
        } else {
            is_over = true;
        }
        if looked_for.len() >= LOOKS || is_over {
            // What is there may have rotted: the journal is not cut back to something that nobody has looked at.
            let keys: Vec<String> = looked_for.iter().map(|(_, key, _)| key.clone()).collect();
            for (wanted, found) in looked_for.drain(..).zip(storage.fetch(&keys).await?) {
                pause((gone_through as f64 / all as f64).min(1.0)).await;
                if found.is_none_or(|bytes| chunk_id(&bytes) != wanted.0) {
                    missing.push(wanted);
                }
            }
        }
        for (id, key, chunk) in missing {
            size += chunk.len();
            new_bytes += chunk.len() as u64;
            added.push((id, key.clone()));
            puts.push((key, chunk));
        }
        if size >= BATCH {
            size = 0;
            // The manifest, which comes last, makes them durable too.
            let puts = std::mem::take(&mut puts);
            storage.shelve(Shelving { puts, is_relaxed: true, ..Shelving::default() }).await?;
        }
        pause((gone_through as f64 / all as f64).min(1.0)).await;
    }
    let manifest = draft.finish(Manifest { new_bytes, ..saving.manifest.clone() });
    let bytes = manifest.write();
    let id = hex(chunk_id(&bytes));
    for (put, _) in &puts {
        if let Ok(at) = seen.binary_search(put) {
            seen.remove(at);
        }
    }
    puts.push((key(MANIFEST, &id), bytes.clone()));
    storage.shelve(Shelving { puts, requires: seen, ..Shelving::default() }).await?;
    added.push((chunk_id(&bytes), key(MANIFEST, &id)));
    for part in added.chunks(LOOKS) {
        let keys: Vec<String> = part.iter().map(|(_, key)| key.clone()).collect();
        for ((chunk, _), found) in part.iter().zip(storage.fetch(&keys).await?) {
            match found {
                Some(bytes) if chunk_id(&bytes) == *chunk => {}
                Some(_) => {
                    return Err(StorageError::new(CommitFault::Aborted, "what was read back is not what was written"));
                }
                // Another tab has taken it for an attempt that failed.
                None => return Err(StorageError::new(CommitFault::Conflict, "what was written is gone")),
            }
        }
        pause(1.0).await;
    }
    let (puts, requires) = (vec![(key(VERIFIED, &id), Vec::new())], vec![key(MANIFEST, &id)]);
    storage.shelve(Shelving { puts, requires, ..Shelving::default() }).await?;
    Ok(Backup { id, manifest, is_verified: true, is_damaged: false })
}

/// The snapshots on the shelf, newest first; what is no manifest of this version of the code is left out.
pub async fn list<S: Storage>(storage: &S) -> Result<Vec<Backup>, StorageError> {
    Ok(list_all(storage).await?.0)
}

/// Whether the bytes of a manifest are those that were written: its name is a checksum of more than the frame's.
pub(super) fn is_whole(bytes: &[u8], id: &str) -> bool {
    hex(chunk_id(bytes)) == id
}

/// The snapshots on the shelf, and whether there are such as cannot be read here.
async fn list_all<S: Storage>(storage: &S) -> Result<(Vec<Backup>, bool), StorageError> {
    let keys = storage.shelf().await?;
    let manifests: Vec<String> = keys.iter().filter(|key| key.starts_with(MANIFEST)).cloned().collect();
    let found = storage.fetch(&manifests).await?;
    let (mut backups, mut is_partly_unknown) = (Vec::new(), false);
    for (name, bytes) in manifests.iter().zip(found) {
        let id = &name[1..];
        let Some(bytes) = bytes.filter(|bytes| is_whole(bytes, id)) else {
            // Nobody can say either what it needs: see `scrub_manifests`.
            is_partly_unknown = true;
            continue;
        };
        if let Ok(manifest) = Manifest::read(&bytes) {
            let [was_verified, is_damaged] = [VERIFIED, DAMAGED].map(|mark| keys.binary_search(&key(mark, id)).is_ok());
            backups.push(Backup { id: id.to_owned(), manifest, is_verified: was_verified && !is_damaged, is_damaged });
        } else {
            is_partly_unknown = true;
        }
    }
    backups.sort_by_key(|backup| (backup.manifest.version, backup.manifest.time));
    backups.reverse();
    Ok((backups, is_partly_unknown))
}

/// Makes room where there is none: drops what no snapshot needs, else the oldest automatic snapshot, as long as it is not the
/// last. Returns whether anything was dropped.
pub async fn make_room<S: Storage>(storage: &S) -> Result<bool, StorageError> {
    let mut backups = list(storage).await?;
    backups.retain(|backup| backup.is_verified);
    let Some(newest) = backups.first().map(|backup| backup.id.clone()) else { return Ok(false) };
    let automatic = backups.iter().filter(|backup| backup.manifest.kind == Kind::Automatic).count() as u32;
    for automatic in [automatic, automatic.saturating_sub(1).max(1)] {
        let retention = BackupRetention { automatic, manual: u32::MAX };
        if prune(storage, retention, &newest).await?.is_less {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What was dropped.
#[derive(Debug, Default)]
struct Pruned {
    /// The journal, up to this key.
    trim: u64,
    /// Whether anything was.
    is_less: bool,
}

/// Drops what is not to be kept now that there is this snapshot.
async fn prune<S: Storage>(storage: &S, retention: BackupRetention, saved: &str) -> Result<Pruned, StorageError> {
    let keys = storage.shelf().await?;
    let only: Vec<String> = keys.iter().filter(|key| key.starts_with(MANIFEST)).cloned().collect();
    let (mut backups, is_partly_unknown) = list_all(storage).await?;
    let Some(newest) = backups.iter().find(|backup| backup.id == saved).map(|backup| backup.manifest.clone()) else {
        return Ok(Pruned::default());
    };
    if is_partly_unknown {
        // Nobody can say here which chunks those need.
        return Ok(Pruned::default());
    }
    if backups.iter().any(|backup| backup.manifest.is_ahead_of(&newest)) {
        let contents = storage.load_after(0).await?;
        let head = Meta::of(&contents.slots, &contents.records, None);
        if matches!(head, Ok(Some(meta)) if meta.head == newest.position) {
            // No tab has written more: they are of records that were damaged and set aside.
            backups.retain(|backup| !backup.manifest.is_ahead_of(&newest));
        }
    }
    let verified: Vec<&Backup> = backups.iter().filter(|backup| backup.is_verified).collect();
    let manifests: Vec<&Manifest> = verified.iter().map(|backup| &backup.manifest).collect();
    let at = verified.iter().position(|backup| backup.id == saved).unwrap_or_default();
    let surplus = surplus(&manifests, at, retention);
    let mut kept: Vec<String> = Vec::new();
    for (at, backup) in verified.iter().enumerate().filter(|(at, _)| !surplus.manifests.contains(at)) {
        kept.extend([key(MANIFEST, &backup.id), key(VERIFIED, &backup.id)]);
        kept.extend(manifests[at].chunks().map(chunk_key));
    }
    // What was never verified is one of another tab that is under way, or, in the end, an attempt that failed. Of what is
    // damaged some slices may be good.
    let is_new = |backup: &&Backup| {
        backup.is_damaged || (!backup.is_verified && backup.manifest.position.sequence > surplus.records)
    };
    for backup in backups.iter().filter(is_new) {
        kept.extend([key(MANIFEST, &backup.id), key(VERIFIED, &backup.id)]);
        kept.extend(backup.manifest.chunks().map(chunk_key));
    }
    kept.sort_unstable();
    let ours = |key: &String| key.starts_with([CHUNK, MANIFEST, VERIFIED]);
    let drops: Vec<String> = keys.into_iter().filter(|key| ours(key) && kept.binary_search(key).is_err()).collect();
    let pruned = Pruned { trim: surplus.records, is_less: !drops.is_empty() };
    storage.shelve(Shelving { drops, only: Some(only), trim: pruned.trim, ..Shelving::default() }).await?;
    Ok(pruned)
}
