//! What leaves: one message for each addressee of an entry, with its own receipts; or a letter given by hand or to the post.
//!
//! A sending never changes. Facts are added to it (taken by the provider, accepted, delivered, refused), in whatever order they
//! come, and say where it stands ([`stato::Stato`]). One that failed is followed by another, and stays. Each addressee has one
//! sending that counts: the last of the chain. Who sees the entry sees its sendings; who registers in the unit from which it was
//! sent finds the failed ones on the desk.

pub mod a_mano;
pub mod affida;
pub mod avanza;
pub mod caselle;
pub mod di_nuovo;
pub mod distinta;
pub mod elenca;
mod indirizzi;
pub mod leggi;
pub(crate) mod lettera;
pub mod proponi;
pub mod ricevuta;
pub mod ritorno;
pub mod segnatura;
pub mod sigillata;
pub mod spedisci;
pub mod stato;
pub mod tabelle;

use kernel::Id;

/// The id of a sending.
pub type SpedizioneId = Id<tabelle::spedizione::Entity>;
