//! The fascicoli, in which all documents of one matter lie together whatever register they are in (art. 64 and 65 DPR 445/2000; art.
//! 41 CAD): the office that has them takes in what another office lays there, and asks it back how that is told. A record that has its
//! own register is not registered in that of protocollo by this (art. 53, c. 5, DPR 445/2000).

use std::fmt;

use authz::{PersonId, UnitId, Who};
use ente::Ente;
use kernel::{Instant, Uuid};
use ledger::Tx;

use crate::conservazione::{Classe, DentroFascicolo, Silenzio};

/// A fascicolo, as it is told to somebody who sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fascicolo {
    /// Its id in the office that has it.
    pub id: Uuid,
    /// As people write it: "2026-VI.3/12".
    pub numero: String,
    /// What it is about.
    pub oggetto: String,
    /// Whether it is closed.
    pub chiuso: bool,
    /// Its page.
    pub href: String,
}

/// What is laid into a fascicolo: a record of another office, with all its papers. Which those are, that office tells each time
/// ([`Depositi`]): one that comes later is there too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposito {
    /// The id of the office.
    pub ufficio: &'static str,
    /// The record.
    pub cosa: Uuid,
    /// Who answers for laying it there.
    pub persona: PersonId,
}

/// Into which fascicolo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dove {
    /// Into this one, which somebody chose who may: see [`Fascicoli::scelto`].
    Scelto(Uuid),
    /// Into that of the year, which opens by itself with the first record that is laid there.
    Annuale(Annuale),
}

/// The fascicolo of what a unit does in a year, of one sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annuale {
    /// Its class in the titolario.
    pub classe: String,
    /// What it holds, without the year: "Deliberazioni della Giunta, Segreteria".
    pub oggetto: String,
    /// The unit that looks after it.
    pub unita: UnitId,
    /// The year in whose register the record stands: what is laid there late lies with what was done in that year all the same.
    pub anno: i64,
}

/// Where a record lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Giace {
    /// In no fascicolo.
    Nessuno,
    /// In one that is not for who asks: which, they are not told.
    Altrove,
    /// In this one.
    Qui(Fascicolo),
}

/// What the metadata of a record tell of the fascicolo in which it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posto {
    /// Its class, in the titolario of the day on which the fascicolo was opened.
    pub classe: Classe,
    /// The fascicolo.
    pub fascicolo: DentroFascicolo,
    /// The digital address of the body, as the office of the register has it.
    pub domicilio: Option<String>,
}

/// The office that has the fascicoli. A record lies in one of them at a time.
///
/// # Errors
/// Of all that writes: [`web::Error::Refused`] with all the reasons, beside the field `fascicolo`; [`web::Error::Denied`] without the
/// right; those of the database. After an error the transaction is to be dropped, not committed.
#[async_trait::async_trait]
pub trait Fascicoli: Send + Sync + fmt::Debug {
    /// The address at which a form finds, while `who` writes, the fascicoli into which they may lay something; none for who may nowhere.
    fn suggerisce(&self, who: &Who) -> Option<&'static str>;

    /// The open fascicolo with this number, as people write it, that `who` sees and in which they work. It stays open until the
    /// transaction ends: what is chosen here may be laid there later, by a job, with [`Fascicoli::deposita`].
    async fn scelto(&self, tx: &Tx, who: &Who, numero: &str) -> Result<Fascicolo, web::Error>;

    /// Lays it there, for nobody: who chose the fascicolo was asked when they did. Done twice it changes nothing, wherever the record
    /// lies by then.
    async fn deposita(&self, tx: &mut Tx, cosa: &Deposito, dove: &Dove) -> Result<(), web::Error>;

    /// Lays it into the fascicolo with this number, and takes it out of the one in which it lies, which leaves its trace there: `who`
    /// works in both, and both are open.
    async fn sposta(&self, tx: &mut Tx, who: &Who, cosa: &Deposito, numero: &str) -> Result<Fascicolo, web::Error>;

    /// Where a record lies, as `who` may know it.
    async fn dove(&self, ente: &Ente, who: &Who, ufficio: &str, cosa: Uuid) -> Result<Giace, web::Error>;

    /// A fascicolo by its id; none where there is none *or* it is not for `who`.
    async fn uno(&self, ente: &Ente, who: &Who, id: Uuid) -> Result<Option<Fascicolo>, web::Error>;

    /// Where a record lies, for what is to be kept of it; none where it lies nowhere. For the background alone: it hides nothing.
    async fn posto(&self, ente: &Ente, ufficio: &str, cosa: Uuid) -> Result<Option<Posto>, Silenzio>;
}

/// A paper of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carta {
    /// What it is: "Visto di regolarità contabile".
    pub nome: String,
    /// Where it is read.
    pub href: String,
}

/// A record that lies in a fascicolo, as its office tells it to somebody who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depositata {
    /// "Determinazione n. 195 del 17/03/2026".
    pub nome: String,
    /// What it is about.
    pub oggetto: String,
    /// When it was registered in the register of its office.
    pub at: Instant,
    /// Its page.
    pub href: String,
    /// Whether it is confidential.
    pub riservata: bool,
    /// What became of it since, where its force was taken away: "revocato".
    pub superata: Option<String>,
    /// Its papers, the main one first.
    pub carte: Vec<Carta>,
}

/// An office whose records lie in fascicoli.
#[async_trait::async_trait]
pub trait Depositi: Send + Sync + fmt::Debug {
    /// The office's id, as in [`Deposito::ufficio`].
    fn ufficio(&self) -> &'static str;

    /// These records, of those alone that `who` may see: the rule of who does is the office's own, whatever the fascicolo.
    ///
    /// # Errors
    /// Those of the database.
    async fn leggi(&self, ente: &Ente, who: &Who, cose: &[Uuid]) -> Result<Vec<Depositata>, web::Error>;
}

/// The offices whose records lie in fascicoli, as the binary lists them.
pub type Depositano = &'static [&'static dyn Depositi];
