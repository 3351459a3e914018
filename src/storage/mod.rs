//! The storage port: what the engine needs from a database, as a trait with plain data.
//!
//! A backend keeps records under ascending keys, two meta slots, and a quarantine for records that could not be read. Its
//! one way to write is [`Storage::commit`], which happens as a whole or not at all. [`contract`] says the rest, as tests
//! that every backend passes.
//!
//! Snapshots get their own operations here: store chunks that are missing, list, read, drop.

pub mod contract;
pub mod faulty;
pub mod memory;

use crate::core::io::{Commit, CommitFault};
use crate::core::journal::reader::Stored;

/// What a database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The meta slots that have been written.
    pub slots: Vec<Vec<u8>>,
    /// The records of the journal, by key.
    pub records: Vec<Stored>,
}

/// Why storage did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault} ({detail})")]
pub struct StorageError {
    /// The kind of failure.
    pub fault: CommitFault,
    /// What the browser said.
    pub detail: String,
}

impl StorageError {
    /// A failure with what the browser said about it.
    pub fn new(fault: CommitFault, detail: impl Into<String>) -> StorageError {
        StorageError { fault, detail: detail.into() }
    }
}

/// A database that survives the page.
pub trait Storage {
    /// Reads everything.
    fn load(&self) -> impl Future<Output = Result<Contents, StorageError>> {
        self.load_after(0)
    }

    /// Reads the slots and the records with keys after this one, all as they were at one moment.
    fn load_after(&self, sequence: u64) -> impl Future<Output = Result<Contents, StorageError>>;

    /// Writes everything in `commit`, or nothing: if the head on disk is not `commit.expected`
    /// ([`CommitFault::Conflict`]), if a key is taken ([`CommitFault::Aborted`]), or if the medium refuses.
    fn commit(&self, commit: Commit) -> impl Future<Output = Result<(), StorageError>>;

    /// The records that were set aside, in the order of their keys.
    fn quarantine(&self) -> impl Future<Output = Result<Vec<Stored>, StorageError>>;

    /// Ends the use of this handle; what follows fails with [`CommitFault::Unavailable`].
    fn close(&self);
}
