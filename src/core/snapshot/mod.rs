//! Snapshots: a version of the state as chunks that are named by their content, so that what has not changed since the
//! last one is there already.
//!
//! - The members of the state are its *slices*, each a [stream](crate::core::stream) of its own: a slice can be read without the others.
//! - A stream is cut where its content says so, not at fixed distances: an entry that comes or goes moves no cut but its own.
//! - A [`Manifest`] lists the chunks of every slice, and says after which record of the journal the snapshot stands.
//!
//! Assumption about the medium: any byte may rot. A chunk is checked against its name, a manifest by its frame.

pub mod manifest;
pub mod retention;

use crate::core::tree::{Digest, digest};
use crate::core::value::ValueRef;
pub use manifest::{Kind, Manifest, Slice};

/// The name of a chunk: a digest of its bytes.
pub fn chunk_id(bytes: &[u8]) -> Digest {
    digest(ValueRef::Encoded(bytes))
}
