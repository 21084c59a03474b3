//! Signatures on the papers that an office makes: asked for before its transaction begins, written by it together with
//! the step.
//!
//! Where the consent leaves the page (a service of remote signatures) it goes in three phases: the office *prepares* its papers and
//! begins ([`Sottoscrive::comincia`]); the person *consents*, once for all of them, on the pages of the office that signs; each paper is
//! asked for again, signed and handed back to be *concluded* ([`Sottoscrivibili`]).

use std::fmt;

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Id, Instant, Refusal};
use ledger::Tx;
use web::{Ctx, Response};

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

/// A paper that an office has prepared, to be signed with others by one consent.
#[derive(Clone, Debug, Default)]
pub struct Preparata {
    /// What the office knows it again by: which thing, by which step, in which version. It is kept sealed with the consent, for some
    /// minutes, and given back as it is; empty where it cannot be signed.
    pub tenuta: String,
    /// What it is, for whoever reads what they authorise: "Firma dell'atto: potatura dei tigli".
    pub oggetto: String,
    /// The page of what it is of.
    pub href: String,
    /// All the reasons why it cannot be signed: it is told with the others, and stays out. Italian.
    pub impedita: Vec<String>,
}

/// A signed PDF of an office that is to be verified when nobody can be asked any more.
#[derive(Clone, Debug)]
pub struct DaDurare {
    /// It.
    pub documento: document::Model,
    /// Whether each of its signatures bears a time stamp.
    pub marcata: bool,
}

/// The same, with what it takes (level B-LT). What was signed is in it as it was.
#[derive(Clone, Debug)]
pub struct Durevole {
    /// The PDF.
    pub byte: Vec<u8>,
    /// How many certificates went into it, how many lists of revocation and how many answers.
    pub certificati: i64,
    /// See [`Self::certificati`].
    pub liste: i64,
    /// See [`Self::certificati`].
    pub risposte: i64,
}

/// Where whoever is done goes on: the address of a page, and what the way there is called.
pub type Torna = (&'static str, &'static str);

/// An office whose papers are signed many at once, by one consent that is given elsewhere.
#[async_trait::async_trait]
pub trait Sottoscrivibili: Send + Sync + fmt::Debug {
    /// The office's id.
    fn ufficio(&self) -> &'static str;

    /// Where whoever has signed goes on.
    fn torna(&self) -> Torna;

    /// The paper that was prepared, the same bytes each time.
    ///
    /// # Errors
    /// [`web::Error::Refused`] with the reasons where it is no longer to be signed by `who`, or not as it was when it was prepared;
    /// [`web::Error::NotFound`] where they may no longer see what it is of; those of database and store.
    async fn carta(&self, ente: &Ente, who: &Who, tenuta: &str) -> Result<Carta, web::Error>;

    /// Writes what was signed with the step that it is of, in one transaction. Told twice, it is done once.
    ///
    /// # Errors
    /// As [`Self::carta`]: then nothing was written.
    async fn concludi(&self, ente: &Ente, who: &Who, tenuta: &str, fatta: Sottoscritta) -> Result<(), web::Error>;

    /// A document that was to be made to last ([`Sottoscrive::rendi_durevole`]); none where nothing is to be done, or no more.
    ///
    /// # Errors
    /// Those of the database.
    async fn da_rendere_durevole(&self, _: &Ente, _: Id<document::Entity>) -> Result<Option<DaDurare>, web::Error> {
        Ok(None)
    }

    /// Writes it, beside the document that it is of. Told twice, it is done once.
    ///
    /// # Errors
    /// Those of database and store: then nothing was written.
    async fn reso_durevole(&self, _: &Ente, _: Id<document::Entity>, _: Durevole) -> Result<(), web::Error> {
        Ok(())
    }
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

    /// Whether one signs here through a service of remote signatures: many papers, one consent.
    fn remota(&self, _: &Ente) -> bool {
        false
    }

    /// Begins to sign what was prepared: the page that the person sees next. `ufficio` is one of those that the office which signs knows;
    /// it is asked for the papers, and told of each signature, when the person has consented.
    ///
    /// # Errors
    /// [`web::Error::Refused`] where there is no such service, and with what it says; without the permission.
    async fn comincia(&self, _: &Ctx, _: &dyn Sottoscrivibili, _: Vec<Preparata>) -> Result<Response, web::Error> {
        Err(Refusal::because("Qui non c'è un servizio di firma remota: firma in un altro modo.").into())
    }

    /// The page on which papers of this office, prepared by this person, wait for their codes; none where none do.
    ///
    /// # Errors
    /// Those of the database.
    async fn in_attesa(&self, _: &Ente, _: &Who, _ufficio: &str) -> Result<Option<&'static str>, web::Error> {
        Ok(None)
    }

    /// Has the whole report on a signed document made, by a job of the caller's transaction.
    ///
    /// # Errors
    /// Those of the queue.
    async fn controlla(&self, tx: &Tx, documento: Id<document::Entity>) -> Result<(), web::Error>;

    /// Whether this ente wants what is signed to be verified when nobody can be asked any more.
    fn durevoli(&self, _: &Ente) -> bool {
        false
    }

    /// Has a document made so (level B-LT), by a job of the caller's transaction, once all have signed it.
    ///
    /// # Errors
    /// Those of the queue.
    async fn rendi_durevole(
        &self,
        _: &Tx,
        _ufficio: &'static str,
        _documento: Id<document::Entity>,
    ) -> Result<(), web::Error> {
        Ok(())
    }
}
