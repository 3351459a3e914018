//! The browser: performs what the engine asks for, and decides nothing.

mod backend;
mod clock;
mod driver;
pub mod indexed_db;
mod patterns;
mod waiters;

pub(crate) use backend::Backend;
pub(crate) use clock::random;
pub(crate) use driver::{Driver, Observer, error_of, report};
pub(crate) use patterns::BrowserPatterns;
