//! Bugs of a storage or a driver, planted to show that the oracle finds them.

use super::dice::Dice;
use super::tab::now;
use holdfast::core::io::{Base, Commit, CommitFault};
use holdfast::core::journal::frame::{self, Position};
use holdfast::core::journal::meta::Meta;
use holdfast::core::keys::Keys;
use holdfast::storage::memory::MemoryStorage;
use holdfast::storage::{Contents, Storage, StorageError, ladder};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// Acknowledges before anything is written, which then is not.
    EarlyAcknowledgement,
    /// Writes the head and not the last record.
    DroppedRecord,
    /// Does not compare the head, and puts its records over those of others.
    NoComparison,
    /// Writes the same twice.
    WrittenTwice,
    /// Writes with relaxed durability, and there are power cuts.
    Relaxed,
    /// Never tells what others have written.
    Deaf,
    /// Tells of records and not in their order.
    OutOfOrder,
    /// Tells another tab's records without their last.
    Forgetful,
    /// Writes a byte of the last record wrongly, and acknowledges it.
    Garbled,
    /// Reads without the slots, as if nobody had said where the journal ends.
    Headless,
    /// Takes back a part of an update.
    HalfUndone,
    /// Finds another version than it says.
    WrongVersion,
    /// Brings back a state without one of its members.
    HalfRecovered,
    /// Brings back a state and does not care for what waits.
    Heedless,
    /// Makes a snapshot of what is not on disk.
    EarlyBackup,
    /// Drops what is of use yet, as the retention rules do with what is not.
    GreedyRetention,
    /// Shows a state of an earlier model as it is.
    Unmigrated,
    /// Loses something in a migration.
    HalfMigrated,
}

impl Bug {
    pub(crate) const ALL: [Bug; 18] = [
        Bug::EarlyAcknowledgement,
        Bug::DroppedRecord,
        Bug::NoComparison,
        Bug::WrittenTwice,
        Bug::Relaxed,
        Bug::Deaf,
        Bug::OutOfOrder,
        Bug::Forgetful,
        Bug::Garbled,
        Bug::Headless,
        Bug::HalfUndone,
        Bug::WrongVersion,
        Bug::HalfRecovered,
        Bug::Heedless,
        Bug::EarlyBackup,
        Bug::GreedyRetention,
        Bug::Unmigrated,
        Bug::HalfMigrated,
    ];

    /// Whether it shows only where there is old code as well.
    pub(crate) fn concerns_migrations(self) -> bool {
        matches!(self, Bug::Unmigrated | Bug::HalfMigrated)
    }
}

fn head(storage: &MemoryStorage) -> Option<Meta> {
    let slots = now(storage.load()).ok()?.slots;
    Meta::newest(slots.iter().map(Vec::as_slice)).ok()?
}

/// Writes a commit; `written` hears of what really is.
pub(crate) fn commit(
    storage: &MemoryStorage,
    mut commit: Commit,
    bug: Option<Bug>,
    dice: &mut Dice,
    written: &mut dyn FnMut(&Commit) -> Result<(), String>,
) -> Result<Result<(), StorageError>, String> {
    let mut again = None;
    match bug {
        Some(Bug::EarlyAcknowledgement) if dice.once_in(10) => return Ok(Ok(())),
        Some(Bug::DroppedRecord) if dice.once_in(10) => drop(commit.records.pop()),
        Some(Bug::NoComparison) => {
            if let Some(meta) = head(storage).filter(|meta| meta.head != commit.expected) {
                commit.expected = meta.head;
                commit.meta.commit = meta.commit + 1;
                commit.set_aside = commit.records.first().map(|(key, _)| *key);
            }
        }
        Some(Bug::WrittenTwice) if dice.once_in(5) => again = Some(twice(&commit)),
        Some(Bug::Relaxed) => commit.strict = false,
        Some(Bug::Garbled) if dice.once_in(10) => {
            if let Some((_, bytes)) = commit.records.last_mut() {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
            }
        }
        _ => {}
    }
    let result = now(storage.commit(commit.clone()));
    if result.is_ok() {
        written(&commit)?;
        if let Some(again) = again.flatten()
            && now(storage.commit(again.clone())).is_ok()
        {
            written(&again)?;
        }
    }
    Ok(result)
}

/// The updates of a commit once more, after it.
fn twice(commit: &Commit) -> Option<Commit> {
    let mut head: Position = commit.meta.head;
    let frame = frame::read(&commit.records.last()?.1).ok().filter(|frame| !frame.continues)?;
    let bytes = frame::write(frame.kind, frame.payload, &mut head).remove(0);
    let meta = Meta { head, commit: commit.meta.commit + 1 };
    Some(Commit { expected: commit.meta.head, records: vec![(head.sequence, bytes)], meta, ..commit.clone() })
}

/// Reads what others have written; as a whole as a page does that begins.
pub(crate) fn read(
    storage: &MemoryStorage,
    after: u64,
    keys: &Keys,
    bug: Option<Bug>,
) -> Result<(Contents, Option<Base>), CommitFault> {
    let climb = async {
        if after > 0 {
            return storage.load_after(after).await.map(|contents| (contents, None));
        }
        ladder::climb(storage, keys, &async |_| ()).await.map(|loaded| (loaded.contents, loaded.base))
    };
    let (mut contents, base) = now(climb).map_err(|error| error.fault)?;
    match bug {
        Some(Bug::Deaf) => return Err(CommitFault::Unavailable),
        Some(Bug::OutOfOrder) => contents.records.reverse(),
        Some(Bug::Forgetful) => drop(contents.records.pop()),
        Some(Bug::Headless) => contents.slots.clear(),
        _ => {}
    }
    Ok((contents, base))
}
