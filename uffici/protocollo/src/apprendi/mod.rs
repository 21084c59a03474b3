//! Class, office and fascicolo proposed from what the ente's own clerks chose before.
//!
//! Once a night the register is read, newest entries first, and an index of its traits is made ([`impara`]); what is being registered
//! is proposed what was chosen for the entries nearest to it ([`proponi`]). The last fifth of the register is held back first, and
//! asked: where the clerk's habit (what that sender's entries mostly are) is right more often, nothing is proposed ([`misura`]).
//!
//! *Invariants:* a proposal to somebody is made of entries that they see, and of nothing else: how rare a word is, is counted over
//! entries that are not confidential, the nearest are looked for apart among the confidential ones, and what the reader may not see
//! has no vote. *Absent on purpose:* words kept as words (only numbers made of them), anything of record (all of it can be made anew
//! from the register), a choice made without the clerk.

mod carta;
mod esempi;
mod impara;
mod indice;
mod lasciata;
mod memoria;
mod misura;
mod proponi;
mod stato;
mod voto;

pub use carta::Carta;
pub(crate) use carta::TESTO;
pub use impara::{adesso, impara};
pub(crate) use lasciata::{Proposta as Annotata, annota, lasciate};
pub use memoria::{Esempio, Memoria};
pub use misura::{Mese, Misura, PerBersaglio, misura};
pub(crate) use proponi::{Proposta, Proposte, proponi};
pub(crate) use stato::leggi as stato;
pub use voto::Esito;

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bersaglio {
    /// The class of the titolario.
    Classe,
    /// The office that has it for action.
    Ufficio,
}

impl Bersaglio {
    /// Both, in the order of [`Misura`].
    pub const ALL: [Self; 2] = [Self::Classe, Self::Ufficio];

    /// The word that addresses carry.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Classe => "classe",
            Self::Ufficio => "ufficio",
        }
    }

    /// The way back from [`Bersaglio::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// An entry's year and number as one number, later ones higher.
fn chi((anno, numero): (i64, i64)) -> u64 {
    (anno.unsigned_abs() << 32) | (numero.unsigned_abs() & u64::from(u32::MAX))
}

/// The way back from [`chi`].
fn quale(chi: u64) -> (i64, i64) {
    ((chi >> 32).cast_signed(), (chi & u64::from(u32::MAX)).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_number_and_later_ones_are_higher() {
        assert_eq!(quale(chi((2026, 4_000_000))), (2026, 4_000_000));
        assert!(chi((2027, 1)) > chi((2026, 999_999)));
    }
}
