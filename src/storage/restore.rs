//! Reads a snapshot back.

use std::cell::Cell;
use std::rc::Rc;

use super::backup::chunk_key;
use super::{Storage, StorageError};
use crate::core::change::Wanted;
use crate::core::keys::Keys;
use crate::core::pointer::Path;
use crate::core::snapshot::{Manifest, Slice, chunk_id};
use crate::core::stream::StreamReader;
use crate::core::value::Value;
use crate::core::value::encoding::{ARRAY, HEADER};

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
