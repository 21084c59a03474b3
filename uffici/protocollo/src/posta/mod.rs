//! The mail that comes to the comune's mailboxes: taken once and only once, kept whole, and shown to whoever must register it.
//!
//! A message has no number and no legal force until it is registered; but that it came, when, and what became of it is of
//! record. Who sees it: whoever registers in the unit that receives the mailbox.

pub mod attesa;
pub mod busta;
pub mod casella;
pub mod decidi;
pub mod elenca;
pub mod firma;
pub mod legata;
pub mod leggi_casella;
pub mod prendi;
pub mod respinta;
pub mod tabelle;
pub mod tenute;
pub mod vedi;

use authz::{UnitId, Who};
use kernel::Id;

use crate::{error::Error, permissions::REGISTRA, tables::messaggio};

/// The id of a message.
pub type MessaggioId = Id<messaggio::Entity>;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stato {
    /// It waits to be registered, or for someone to see it.
    Attesa,
    /// It was registered.
    Registrato,
    /// It was put aside, with a reason: it cannot be read, or someone will see to it later.
    DaParte,
    /// It is not to be registered, with a reason.
    Escluso,
    /// It is a receipt.
    Ricevuta,
}

impl Stato {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Attesa, Self::Registrato, Self::DaParte, Self::Escluso, Self::Ricevuta];

    /// As it is stored and stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Attesa => "attesa",
            Self::Registrato => "registrato",
            Self::DaParte => "da_parte",
            Self::Escluso => "escluso",
            Self::Ricevuta => "ricevuta",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stato| stato.code() == code)
    }
}

/// The units whose mail `who` sees.
fn uffici(who: &Who) -> Result<Vec<UnitId>, Error> {
    who.require(&REGISTRA)?;
    Ok(who.units_with(&REGISTRA))
}

/// An SQL condition over `protocollo_casella c`: those of these units, whose ids take the places from `$first` on.
fn di_questi_uffici(uffici: &[UnitId], first: usize) -> (String, Vec<sea_orm::Value>) {
    let places: Vec<String> = (first..first + uffici.len()).map(|place| format!("${place}")).collect();
    (format!("c.ufficio_id IN ({})", places.join(", ")), uffici.iter().map(|unit| unit.uuid().into()).collect())
}
