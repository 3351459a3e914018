//! The storage port: what the engine needs from a database, as a trait with plain data.
//!
//! A backend keeps records under ascending keys, two meta slots, a quarantine for records that could not be read, and a
//! shelf for what snapshots consist of. It writes by [`Storage::commit`] and [`Storage::shelve`], each of which happens as
//! a whole or not at all. [`contract`] says the rest, as tests that every backend passes.
//!
//! [`backup`], [`restore`], [`ladder`], [`find`] and [`scrub`] are what is done with the shelf, the same on every backend.

pub mod backup;
pub mod contract;
pub mod faulty;
pub mod find;
pub mod ladder;
pub mod memory;
pub mod restore;
pub mod scrub;

use std::rc::Rc;

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

/// A transaction on the shelf.
#[derive(Clone, Debug, Default)]
pub struct Shelving {
    /// What is to be there.
    pub puts: Vec<(String, Vec<u8>)>,
    /// What has to be there, or nothing is done ([`CommitFault::Conflict`]).
    pub requires: Vec<String>,
    /// All that may be there of what begins like a manifest, or nothing is done: somebody else may need what this drops.
    pub only: Option<Vec<String>>,
    /// What is to be there no longer.
    pub drops: Vec<String>,
    /// Records of the journal up to this key are dropped; 0 for none.
    pub trim: u64,
    /// It need not survive a power cut until one after it that has to.
    pub is_relaxed: bool,
}

impl Shelving {
    /// Whether the keys on the shelf, in ascending order, say that this may happen.
    pub fn agrees(&self, keys: &[String]) -> bool {
        let is_there = |key: &String| keys.binary_search(key).is_ok();
        let only =
            |only: &Vec<String>| keys.iter().filter(|key| key.starts_with(MANIFEST)).all(|key| only.contains(key));
        self.requires.iter().all(is_there) && self.only.as_ref().is_none_or(only)
    }
}

/// What keys of manifests begin with; those of chunks begin with another letter.
pub const MANIFEST: char = 'm';

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
    fn commit(&self, commit: impl Into<Rc<Commit>>) -> impl Future<Output = Result<(), StorageError>>;

    /// The records that were set aside, in the order of their keys.
    fn quarantine(&self) -> impl Future<Output = Result<Vec<Stored>, StorageError>>;

    /// The keys on the shelf, in ascending order.
    fn shelf(&self) -> impl Future<Output = Result<Vec<String>, StorageError>>;

    /// What lies on the shelf under these keys, in their order; `None` for what does not.
    fn fetch(&self, keys: &[String]) -> impl Future<Output = Result<Vec<Option<Vec<u8>>>, StorageError>>;

    /// Does everything in `shelving`, or nothing.
    fn shelve(&self, shelving: Shelving) -> impl Future<Output = Result<(), StorageError>>;

    /// Ends the use of this handle; what follows fails with [`CommitFault::Unavailable`].
    fn close(&self);
}
