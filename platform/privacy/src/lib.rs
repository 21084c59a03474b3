//! Personal data in what everybody is about to read: what looks like some, where it stands, and why a person lets it be read.
//!
//! The law: GDPR, art. 5; D.Lgs. 196/2003, art. 2-septies, c. 8 (health: never); D.Lgs. 33/2013, art. 7-bis and 26, c. 4. The rule is
//! the same wherever a text leaves the house, so it stands here once: what is found ([`proponi`], pure), in the words of a file
//! ([`leggi`]), each different thing once ([`conta`]); the reasons that there are, and what is missing ([`decidi`], pure).
//!
//! *Invariants:* nothing is masked, decided or kept here: an office shows what was found, a person decides, and what is kept of it is sort,
//! number and reason, never the words. *Absent on purpose:* names of people, which no rule knows from other words.

mod cerca;
mod motivi;
mod omissis;

pub use cerca::{Chiesto, Lettura, Trovato, conta, leggi};
pub use motivi::{Deciso, MOTIVI, decidi, motivi};
pub use omissis::{Genere, MOST, Proposta, proponi};
