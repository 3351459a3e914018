//! The engine: pure and deterministic.
