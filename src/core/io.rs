//! Everything that goes into the engine and everything that comes out of it.

use std::rc::Rc;

use super::config::Durability;
use super::error::Issue;
pub use super::integrity::Findings;
use super::journal::frame::Position;
use super::journal::meta::Meta;
use super::journal::reader::{Outcome, Stored};
use super::subscription::Hit;
use super::value::Value;

use super::journal::record::Update;
pub use super::journal::record::{Genesis, Timestamp};

/// What happened outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// Storage has been read; if there is nothing yet, the model's first state is written.
    Loaded {
        /// The bytes of the meta slots that exist.
        slots: Vec<Vec<u8>>,
        /// The records of the journal, in the order of their keys.
        records: Vec<Stored>,
        /// What a snapshot says, if one is to be built on: the records after it follow.
        base: Option<Base>,
        /// The model's first state.
        initial: Value,
    },
    /// Somebody wants to change the state.
    Update(Request<'a>),
    /// Another state is to take the place of the present one, as an update.
    Replace(Replacement<'a>),
    /// Updates that were accepted before the page ended, and perhaps not written: what [`Log::unfinished`] gave.
    ///
    /// [`Log::unfinished`]: super::log::Log::unfinished
    Unfinished(Vec<u8>),
    /// There is a snapshot of this version; records of the journal up to this key have been dropped.
    BackedUp(u64, u64),
    /// The records of the journal up to this key have as many bytes: where it was not read from its beginning on, nobody knew.
    JournalSize(u64, usize),
    /// Take back the newest update, of a source if one is given.
    Undo(Option<&'a str>),
    /// Make again what was taken back last.
    Redo,
    /// A component has this status now; `None` if it is not registered any more.
    Component(&'a str, Option<&'a str>),
    /// Run a job; the number comes back with what it found. 0 is never one.
    Run(Job, u32),
    /// There is time for a slice of the jobs that are waiting.
    Work,
    /// The commit that was asked for last is on disk.
    Committed,
    /// It is not, and nothing of it is.
    CommitFailed(CommitFault),
    /// Another tab may have written, or waits to write: a message of it came, or the page was not looked at for a while.
    Hint,
    /// What `CatchUp` asked for, read in one transaction.
    Behind {
        /// The bytes of the meta slots that exist.
        slots: Vec<Vec<u8>>,
        /// The records of the journal after the key that was asked for, in the order of their keys.
        records: Vec<Stored>,
        /// When all were asked for: what a snapshot says, if one is to be built on.
        base: Option<Base>,
    },
    /// It could not be read.
    BehindFailed(CommitFault),
    /// Everything pending should be written now.
    Flush,
    /// The time given by `poll_timeout` has come.
    Timeout,
    /// Nothing follows.
    Close,
}

/// What is to be done outside, in this order.
#[derive(Debug)]
pub enum Output {
    /// The state is there.
    Ready {
        /// What became of the stored records.
        outcome: Outcome,
        /// Whether there were none.
        is_new: bool,
    },
    /// The stored data cannot be used; it is left as it is.
    Unusable(Unusable),
    /// The update is applied.
    Accepted {
        /// The version of the state now.
        version: u64,
        /// Whether anything is different; if not, no version was made.
        changed: bool,
        /// The watches to tell.
        hits: Vec<Hit>,
    },
    /// The update is dropped.
    Rejected {
        /// The first problems.
        issues: Vec<Issue>,
        /// How many there are.
        count: usize,
    },
    /// A job is done.
    Finished {
        /// Which.
        job: Job,
        /// The number that it was asked for with; 0 if a timer did.
        number: u32,
        /// What it found or did.
        result: JobResult,
    },
    /// It is time to look after what is stored.
    MaintenanceDue {
        /// Whether there is something that no snapshot has.
        is_changed: bool,
    },
    /// The engine itself has changed the state.
    Changed {
        /// The watches to tell.
        hits: Vec<Hit>,
    },
    /// Write this in one transaction, then answer with `Committed` or `CommitFailed`.
    Commit(Commit),
    /// Read the meta slots and the records with keys after this one, then answer with `Behind` or `BehindFailed`.
    CatchUp {
        /// 0 for all of them.
        after: u64,
    },
    /// Other tabs have written: their updates are in the state now, and those from here come after them.
    Followed(Followed),
    /// What was stored is gone, or cannot be read any more: it is written again from memory.
    Rewritten {
        /// What has happened to it.
        reason: String,
    },
    /// All updates up to this version are on disk, but for those that `Followed` has said were refused. Of updates from
    /// here the version is the one that they were accepted with, whatever they have become since.
    Durable {
        /// The newest of them; 0 if only the first state was written.
        version: u64,
    },
    /// The updates up to this version could not be written; they stay pending and are tried again.
    Undurable {
        /// The newest of them; 0 if only the first state was to be written.
        version: u64,
        /// Why.
        fault: CommitFault,
    },
    /// Updates up to this version have waited longer than `syncTimeout`.
    TimedOut {
        /// The newest of them.
        version: u64,
    },
}

/// What has become of the state because other tabs have written.
#[derive(Debug, Default)]
pub struct Followed {
    /// Updates of others, oldest first. If the stored state had to be read as a whole, one that replaces everything.
    pub others: Vec<Rc<Update>>,
    /// Updates from here that waited for the disk and are not possible on the newer state.
    pub refused: Vec<Refused>,
    /// The watches to tell.
    pub hits: Vec<Hit>,
    /// The version of the state now.
    pub version: u64,
}

/// An update that was accepted and is not possible any more.
#[derive(Debug)]
pub struct Refused {
    /// The version that it was accepted with.
    pub version: u64,
    /// Who asked for it.
    pub source: Rc<str>,
    /// The first problems.
    pub issues: Vec<Issue>,
    /// How many there are.
    pub count: usize,
}

/// Something that goes through the whole state, a slice at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Does the state agree with the model's integrity rules?
    Consistency,
    /// Does it agree with the schema?
    Validation,
    /// Drop what the retention rules say.
    Optimization,
}

impl Job {
    /// All of them.
    pub const ALL: [Job; 3] = [Job::Consistency, Job::Validation, Job::Optimization];
}

/// What a job found or did.
#[derive(Clone, Debug)]
pub enum JobResult {
    /// A check or a validation.
    Found(Findings),
    /// An optimisation.
    Optimized(Optimized),
    /// An optimisation that would have made the state invalid: nothing was changed.
    Refused(Vec<Issue>),
}

/// What an optimisation did.
#[derive(Clone, Debug, Default)]
pub struct Optimized {
    /// Entries that each rule has dropped.
    pub removed: Vec<(String, usize)>,
    /// References that went with them.
    pub references: usize,
    /// Encoded bytes by which the state is smaller.
    pub bytes_freed: usize,
    /// The version of the state after it.
    pub version: u64,
}

/// A state that was read already, and where in the journal it belongs.
#[derive(Clone, Debug)]
pub struct Base {
    /// The state with its version.
    pub genesis: Genesis,
    /// The last record of the journal that it contains.
    pub position: Position,
    /// Members of the state that could not be read: the model's first state stands in for them.
    pub missing: Vec<String>,
    /// If it is the one that the journal begins with, the bytes of its records, which do not come along; `None` if it is that of a
    /// snapshot.
    pub journal_bytes: Option<usize>,
}

/// Another state for the present one.
#[derive(Debug)]
pub struct Replacement<'a> {
    /// It, with all its members.
    pub state: Value,
    /// Who asks.
    pub source: &'a str,
    /// What it is called.
    pub label: Option<&'a str>,
    /// Whether it is what a migration has made: then it is written as a whole, under the present version of the model.
    /// Only while nothing is pending.
    pub is_migrated: bool,
    /// Whether it is a state of before: a later recovery may put another one in its place.
    pub is_recovery: bool,
}

/// A wanted change of the state.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// How `body` is to be read.
    pub form: Form,
    /// An encoded value.
    pub body: &'a [u8],
    /// Who asks.
    pub source: &'a str,
    /// What it is called.
    pub label: Option<&'a str>,
    /// When it counts as saved; the configuration's choice if `None`.
    pub durability: Option<Durability>,
}

/// The two forms of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A deep partial: RFC 7396 with the `null` rule.
    Merge,
    /// A list of operations: RFC 6902.
    Patch,
}

/// A transaction on the store, all or nothing.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The head that must be on disk, or somebody else has written; its sequence is 0 if there must be none.
    pub expected: Position,
    /// New records with their keys, none of which is taken.
    pub records: Vec<Stored>,
    /// The new head.
    pub meta: Meta,
    /// Records from this key on are unreadable leftovers: move them to quarantine first.
    pub set_aside: Option<u64>,
    /// Whether it has to survive a power cut.
    pub strict: bool,
    /// Whether the page may be gone before an answer comes.
    pub is_last: bool,
}

impl Commit {
    /// Whether the meta slots on disk say that this commit may happen.
    pub fn follows<'a>(&self, slots: impl IntoIterator<Item = &'a [u8]>) -> bool {
        match Meta::newest(slots) {
            Ok(Some(meta)) => meta.head == self.expected,
            Ok(None) => self.expected.sequence == 0,
            Err(_) => false,
        }
    }
}

/// Why a commit did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitFault {
    /// The head on disk is another one.
    #[error("another tab has written in between")]
    Conflict,
    /// No room.
    #[error("the browser's storage quota is used up")]
    Quota,
    /// The database is gone or refuses to work.
    #[error("the browser's storage does not answer")]
    Unavailable,
    /// The transaction was aborted without a reason.
    #[error("the browser aborted the transaction")]
    Aborted,
}

/// Why stored data cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Written by a later version of this code or of the model.
    #[error("the stored state was written by a newer version ({0}): load the newer application; nothing was changed")]
    Newer(String),
    /// Not even the first state can be read.
    #[error("the stored state cannot be read ({0}): nothing was changed")]
    Unreadable(String),
}

impl Unusable {
    /// What programs know it by.
    pub fn code(&self) -> &'static str {
        match self {
            Unusable::Newer(_) => "newer_data",
            Unusable::Unreadable(_) => "unreadable_data",
        }
    }
}
