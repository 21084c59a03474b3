//! What an office has that may be discarded when its years are over (art. 21 D.Lgs. 42/2004; art. 68 DPR 445/2000), told to whoever looks
//! after the plan of preservation; and who else needs a document. For the background and for lists that authorise by themselves: no
//! person asks through these doors, and they hide nothing but what is said.

use std::fmt;

use db::Read;
use ente::Ente;
use kernel::{Date, Uuid};
use ledger::Tx;

use crate::conservazione::{Classe, Silenzio};

/// A closed fascicolo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chiusa {
    /// Its id in the office that has it.
    pub id: Uuid,
    /// What people call it: "Fascicolo 2010-VI.3-17".
    pub nome: String,
    /// What it is about; none where it is confidential.
    pub oggetto: Option<String>,
    /// Its class, in the titolario of the day on which it was opened.
    pub classe: Classe,
    /// Closed on; where others continue it, the day on which the last of them was.
    pub chiuso_il: Date,
}

/// An entry that lies in a fascicolo, with all that holds its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registrata {
    /// Its id, under which its documents are offered to be kept.
    pub id: Uuid,
    /// "Protocollo 12/2010".
    pub nome: String,
    /// Its own class, where it has one: it may be kept longer than the fascicolo in which it lies.
    pub classe: Option<Classe>,
    /// Its documents, the PDF made of them, the messages with which they came or that tell of them. None that another entry has too.
    pub documenti: Vec<Uuid>,
    /// Whether it has documents of its own, which are to be kept.
    pub da_tenere: bool,
    /// The other fascicoli in which it lies.
    pub altrove: Vec<Uuid>,
}

/// What a closed fascicolo holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contenuto {
    /// The fascicolo as it stands.
    pub chiusa: Chiusa,
    /// Its entries, in order.
    pub registrazioni: Vec<Registrata>,
    /// What belongs to it and is still open, by name: its sub-fascicoli, and those that continue it.
    pub aperti: Vec<String>,
}

/// The door of an office that has fascicoli.
#[async_trait::async_trait]
pub trait Scartabili: Send + Sync + fmt::Debug {
    /// The office's id, as by [`Conservabili::fonte`](crate::conservazione::Conservabili::fonte).
    fn fonte(&self) -> &'static str;

    /// The classes of the titolario of a day, in order.
    async fn classi(&self, read: &Read, day: Date) -> Result<Vec<Classe>, Silenzio>;

    /// The fascicoli that were closed before a day, after the one of an earlier answer, `most` at most, in order of their ids.
    async fn chiuse(&self, read: &Read, prima: Date, dopo: Option<Uuid>, most: u64) -> Result<Vec<Chiusa>, Silenzio>;

    /// What a fascicolo holds; none where it is not closed.
    async fn contenuto(&self, tx: &Tx, id: Uuid) -> Result<Option<Contenuto>, Silenzio>;

    /// The day of an entry of the register, by year and number; none where there is none.
    async fn registrata_il(&self, tx: &Tx, anno: i64, numero: i64) -> Result<Option<Date>, Silenzio>;

    /// That documents of these entries were destroyed: what was made of their words goes too. Done twice it changes nothing.
    async fn distrutte(&self, ente: &Ente, registrazioni: &[Uuid]) -> Result<(), Silenzio>;
}

/// The door of an office that keeps rows about documents of others: what it needs is not discarded.
#[async_trait::async_trait]
pub trait Usano: Send + Sync + fmt::Debug {
    /// Which of these documents it needs.
    async fn usati(&self, tx: &Tx, documenti: &[Uuid]) -> Result<Vec<Uuid>, Silenzio>;
}
