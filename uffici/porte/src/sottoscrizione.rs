//! Signatures on the papers that an office makes: asked for before its transaction begins, written by it together with
//! the step.

use std::fmt;

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Id, Instant};
use ledger::Tx;

/// A PDF to be signed.
#[derive(Clone, Debug)]
pub struct Carta {
    /// What it is, for whoever reads what they authorise: "Determina: potatura dei tigli".
    pub nome: String,
    /// The PDF, as those who signed before left it.
    pub byte: Vec<u8>,
    /// A name for the signature that nothing else in the file has.
    pub campo: String,
    /// In whose place it is signed.
    pub al_posto_di: Option<String>,
}

/// A PDF that was signed and has passed our own verifier.
#[derive(Clone, Debug)]
pub struct Sottoscritta {
    /// It.
    pub byte: Vec<u8>,
    /// By which door: `prova`, `riportata`, `remota`.
    pub porta: &'static str,
    /// When.
    pub at: Instant,
    /// Whose the certificate is, as it says.
    pub titolare: String,
    /// The tax code in it.
    pub codice_fiscale: Option<String>,
    /// SHA-256 of the certificate.
    pub certificato: Vec<u8>,
    /// Whether it bears a time stamp.
    pub marcata: bool,
    /// The mark that it had when it was made: `green` or `amber`.
    pub esito: &'static str,
    /// What our verifier says of it. Italian.
    pub frase: String,
}

/// The office that signs.
#[async_trait::async_trait]
pub trait Sottoscrive: Send + Sync + fmt::Debug {
    /// Whether one signs here at once, and with what worth, as a sentence for the page; `None` where the paper must be
    /// taken away and brought back signed.
    fn subito(&self, ente: &Ente) -> Option<&'static str>;

    /// Signs now.
    ///
    /// # Errors
    /// [`web::Error::Refused`] where one cannot sign here at once, and with what the door says; without the permission.
    async fn sottoscrivi(&self, ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, web::Error>;

    /// Takes a paper back that was signed with whatever the person has: the one that left, with nothing but their
    /// signature more.
    ///
    /// # Errors
    /// [`web::Error::Refused`] with all the reasons why it cannot be taken; without the permission.
    async fn riprendi(
        &self,
        ente: &Ente,
        who: &Who,
        carta: Carta,
        riportata: Vec<u8>,
    ) -> Result<Sottoscritta, web::Error>;

    /// Has the whole report on a signed document made, by a job of the caller's transaction.
    ///
    /// # Errors
    /// Those of the queue.
    async fn controlla(&self, tx: &Tx, documento: Id<document::Entity>) -> Result<(), web::Error>;
}
