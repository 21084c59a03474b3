//! The repertories: documents of a kind that have a numbering of their own each year beside the protocol (contracts, minutes,
//! ordinances). AgID guidelines 2021, chapter 3: the repertory is one of the registers of the document system.
//!
//! A repertory is opened once and never changes. An internal document is registered *a repertorio* in one transaction: the number of
//! the protocol and that of the repertory are given together or not at all, each from its register of the ledger, without a hole.

pub mod apri;
pub mod elenca;
pub mod registra;
pub mod tabelle;

use kernel::Id;

/// Of ids that point at a repertory.
pub type RepertorioId = Id<tabelle::repertorio::Entity>;

/// The register of the ledger that gives the numbers of a repertory.
fn registro(codice: &str) -> String {
    format!("repertorio {codice}")
}
