//! The background work.

pub(crate) mod decadi;
