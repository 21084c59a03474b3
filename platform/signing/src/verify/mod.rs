//! Judging signatures: see [`judge::Question`].
//!
//! Pure: bytes, whom we trust and the instant in; a [`report::Report`] out. Nothing is fetched, no clock is read.

pub mod certificate;
pub mod chain;
pub mod facts;
pub mod judge;
pub mod limits;
pub mod policy;
pub mod qualification;
pub mod read;
pub mod report;
pub mod revocation;
mod tlv;
pub mod trust;
mod words;
