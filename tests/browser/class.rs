//! The class `StateSync` on its own, called with ordinary JavaScript values.

mod closing;
mod config;
mod damage;
mod leaks;
mod listeners;
mod recovery;
mod reopening;
mod tabs;
mod updates;
mod values;
