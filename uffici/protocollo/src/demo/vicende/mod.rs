//! What happened in Montefiorito: who wrote, about what, to whom it was given. All invented.

mod persone;
mod poi;
mod prima;

use std::sync::LazyLock;

use persone::Persona;

use crate::rules::Verso;

/// What kind of document comes with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carta {
    /// A letter in plain text.
    Lettera,
    /// A letter as a PDF.
    Pdf,
    /// A letter as a PDF, signed without legal value.
    Firmata,
    /// A certified mail with a letter attached.
    Pec,
    /// An ordinary mail.
    Mail,
    /// A certified mail with an electronic invoice.
    Fattura,
}

/// One entry of the register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vicenda {
    pub verso: Verso,
    /// What about; empty for an invoice, whose subject is made from it.
    pub oggetto: &'static str,
    /// The user name of whoever registers.
    pub chi: &'static str,
    /// Name, tax code or VAT number, address.
    pub parte: Persona,
    pub classe: &'static str,
    /// The unit that acts and the one that only knows.
    pub uffici: &'static [&'static str],
    pub mezzo: &'static str,
    pub carta: Carta,
    pub riservata: bool,
    pub annullata: bool,
    pub rifiutata: bool,
    /// Nobody has answered, although it is old.
    pub ferma: bool,
}

const fn v(
    verso: Verso,
    oggetto: &'static str,
    chi: &'static str,
    parte: Persona,
    classe: &'static str,
    uffici: &'static [&'static str],
    (mezzo, carta): (&'static str, Carta),
) -> Vicenda {
    Vicenda {
        verso,
        oggetto,
        chi,
        parte,
        classe,
        uffici,
        mezzo,
        carta,
        riservata: false,
        annullata: false,
        rifiutata: false,
        ferma: false,
    }
}

/// In order of time.
pub(super) static VICENDE: LazyLock<Vec<Vicenda>> = LazyLock::new(|| [prima::PRIMA, poi::POI].concat());
