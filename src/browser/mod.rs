//! The browser: performs what the engine asks for, and decides nothing.

mod alarm;
#[cfg(feature = "talc")]
pub mod allocator;
mod backend;
mod backups;
mod clock;
mod disk;
mod driver;
mod errors;
#[cfg(feature = "faults")]
mod faults;
pub mod indexed_db;
mod jobs;
mod maintenance;
pub mod memory;
mod pace;
mod patterns;
mod saving;
mod waiters;

pub(crate) use backend::Backend;
pub(crate) use backups::{Asked, Recovered};
pub(crate) use clock::{now, random};
pub(crate) use driver::{Driver, Observer};
pub(crate) use errors::{error_of, malformed, report, unusable};
pub(crate) use patterns::pattern;
