//! Judging signatures made by an authority of the tests' own, and the vectors of the standards folder.

mod backdated;
mod chains;
#[path = "../common/mod.rs"]
mod common;
mod containers;
mod forged;
mod good;
mod insertions;
mod listed;
mod lists;
#[path = "../common/paper.rs"]
mod paper;
mod pdf;
mod pki;
mod revoked;
mod store;
mod vectors;
mod xml;
