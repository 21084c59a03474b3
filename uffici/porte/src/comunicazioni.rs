//! What the ente communicates of a record that has a register of its own, such as an act: the office that has the protocol prepares an
//! entry that leaves (art. 53 DPR 445/2000), which a person looks at, registers and sends, and tells back how it stands with each addressee.
//! Nothing is sent through this door.

use std::fmt;

use authz::Who;
use documents::store::Sha256Hash;
use ente::Ente;
use kernel::{Date, Instant, Uuid};

/// To whom, as the office that asks knows them: the directory may know more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destinatario {
    /// Name or denomination.
    pub nome: String,
    /// Tax code or VAT number.
    pub codice: Option<String>,
    /// PEC or mail address.
    pub indirizzo: Option<String>,
}

/// What is to be communicated.
#[derive(Clone, Debug)]
pub struct Comunicazione {
    /// The id of the office that asks.
    pub ufficio: &'static str,
    /// Its records of which the entry tells.
    pub cose: Vec<Uuid>,
    /// What it is about.
    pub oggetto: String,
    /// To whom.
    pub destinatari: Vec<Destinatario>,
    /// Name and bytes of what goes with it, the main document first. The bytes lie in the ente's store already.
    pub documenti: Vec<(String, Sha256Hash)>,
    /// Whether only whom it concerns may know of it: then the entry is confidential, or is not made.
    pub riservata: bool,
}

/// What became of what was sent to one addressee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fatto {
    /// When.
    pub at: Instant,
    /// What, with the words of whoever told it: "consegnato".
    pub testo: String,
    /// Whether a receipt of the provider says so.
    pub ricevuta: bool,
}

/// How it stands with one addressee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consegna {
    /// To whom.
    pub a: String,
    /// Where it stands, in words: "da spedire", "accettato dal gestore", "consegnato".
    pub stato: String,
    /// Why somebody must see to it; none where nobody must.
    pub da_vedere: Option<String>,
    /// The day on which it reached them, where something proves it: the delivery receipt of certified mail (art. 6 DPR 68/2005), the return
    /// receipt of a registered letter, or who delivered it by hand.
    pub consegnata: Option<Date>,
    /// What became of it, oldest first.
    pub fatti: Vec<Fatto>,
}

/// An entry that communicates a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comunicata {
    /// Number and year: "12/2026".
    pub numero: String,
    /// When it was registered.
    pub at: Instant,
    /// What it is about.
    pub oggetto: String,
    /// Its page, where the receipts are.
    pub href: String,
    /// Whether it was annulled.
    pub annullata: bool,
    /// How it stands with each addressee, in the entry's order.
    pub a: Vec<Consegna>,
}

/// The office that has the protocol.
#[async_trait::async_trait]
pub trait Comunica: Send + Sync + fmt::Debug {
    /// Whether `who` may prepare one: they register.
    fn puo(&self, who: &Who) -> bool;

    /// Prepares the entry as a draft of `who`: no number is taken and nothing leaves. Gives the page on which it is looked at and registered.
    ///
    /// # Errors
    /// [`web::Error::Denied`] for who does not register; [`web::Error::Refused`] with all the reasons; those of store and database.
    async fn prepara(&self, ente: &Ente, who: &Who, cosa: &Comunicazione) -> Result<String, web::Error>;

    /// The entries that communicate a record, of those that `who` may see, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    async fn comunicate(
        &self,
        ente: &Ente,
        who: &Who,
        ufficio: &str,
        cosa: Uuid,
    ) -> Result<Vec<Comunicata>, web::Error>;
}
