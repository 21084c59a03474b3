//! The albo pretorio: what any office asks to be published, in its own transaction.

use std::{collections::HashMap, fmt};

use authz::PersonId;
use documents::document;
use ente::Ente;
use kernel::{Date, Id, Instant, Uuid};
use ledger::Tx;

/// What publication does to acts of a kind besides making them known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Efficacia {
    /// Nothing that is counted here.
    Nessuna,
    /// They become enforceable after the tenth day (art. 134, c. 3, TUEL), or at once where that was voted (c. 4).
    Delibera,
    /// They come into force on the fifteenth day after (art. 10 of the preliminary provisions to the civil code).
    Regolamento,
    /// They come into force after thirty days (art. 6, c. 5, TUEL).
    Statuto,
}

/// A kind of document that is published: the national vocabulary of municipal notice boards, to the depth that a term depends on.
#[derive(Debug, PartialEq, Eq)]
pub struct Tipo {
    /// As rows, addresses and open data write it. Once given it never changes.
    pub codice: &'static str,
    /// As people call it.
    pub nome: &'static str,
    /// What its publication does.
    pub efficacia: Efficacia,
}

const fn tipo(codice: &'static str, nome: &'static str) -> Tipo {
    efficace(codice, nome, Efficacia::Nessuna)
}

const fn efficace(codice: &'static str, nome: &'static str, efficacia: Efficacia) -> Tipo {
    Tipo { codice, nome, efficacia }
}

/// The closed vocabulary, in the order in which pages show it.
pub static TIPI: [Tipo; 22] = [
    efficace("delibera_consiglio", "Deliberazione del Consiglio", Efficacia::Delibera),
    efficace("delibera_giunta", "Deliberazione della Giunta", Efficacia::Delibera),
    efficace("delibera_commissario", "Deliberazione del Commissario", Efficacia::Delibera),
    efficace("statuto", "Statuto", Efficacia::Statuto),
    efficace("regolamento", "Regolamento", Efficacia::Regolamento),
    tipo("determina", "Determinazione"),
    tipo("liquidazione", "Atto di liquidazione"),
    tipo("ordinanza_sindaco", "Ordinanza del Sindaco"),
    tipo("ordinanza_dirigente", "Ordinanza del responsabile"),
    tipo("decreto_sindaco", "Decreto del Sindaco"),
    tipo("decreto_dirigente", "Decreto del responsabile"),
    tipo("convocazione_consiglio", "Convocazione del Consiglio"),
    tipo("permesso_costruire", "Permesso di costruire"),
    tipo("matrimonio", "Pubblicazione di matrimonio"),
    tipo("cambio_nome", "Cambiamento del nome"),
    tipo("irreperibilita", "Cancellazione per irreperibilità"),
    tipo("avviso_deposito", "Avviso di deposito"),
    tipo("avviso", "Avviso"),
    tipo("bando_concorso", "Bando di concorso"),
    tipo("bando_gara", "Bando di gara"),
    tipo("bando_contributi", "Bando per contributi"),
    tipo("atto_terzi", "Atto di un altro ente"),
];

impl Tipo {
    /// By its code.
    pub fn di(codice: &str) -> Option<&'static Self> {
        TIPI.iter().find(|one| one.codice == codice)
    }
}

/// For how long something is to be published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durata {
    /// As the table of terms says for its kind.
    #[default]
    Usuale,
    /// So many days.
    Giorni(u16),
    /// Until this day, that day included.
    FinoAl(Date),
}

/// A document that everybody may read for the days of the publication.
#[derive(Clone, Debug)]
pub struct DaPubblicare {
    /// What is published: the whole document, or its version without what may not be told.
    pub documento: document::Model,
    /// The whole document, where what is published is a version with omissis: it stays with the office.
    pub integrale: Option<document::Model>,
}

/// What a person decided of data of theirs that was found in what is published: what it was is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scelta {
    /// Of what sort: `codice_fiscale`, `iban` …
    pub genere: String,
    /// In how many places.
    pub quante: u32,
    /// Why it may be read.
    pub motivo: String,
}

/// From where something comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origine {
    /// The id of the office that asks.
    pub ufficio: String,
    /// Its record.
    pub id: Option<Uuid>,
    /// In words, for everybody: "Determinazione n. 195 del 17/03/2026". No personal data.
    pub detta: Option<String>,
}

/// What is asked to be published.
#[derive(Clone, Debug)]
pub struct Domanda {
    /// Its kind.
    pub tipo: &'static Tipo,
    /// What it is about, for everybody: without personal data that need not be told.
    pub oggetto: String,
    /// Where it comes from.
    pub origine: Origine,
    /// Who asks: the unit's name, or the outside body.
    pub richiedente: String,
    /// Whether an outside body asks, to which the relata goes back.
    pub esterno: bool,
    /// The protocollo entry by which it was asked, or the asker's own number.
    pub protocollo: Option<String>,
    /// When it was adopted.
    pub adottato_il: Option<Date>,
    /// Whether it was voted to be enforceable at once (art. 134, c. 4, TUEL).
    pub immediata: bool,
    /// For how long.
    pub durata: Durata,
    /// The documents, the main one first.
    pub documenti: Vec<DaPubblicare>,
    /// What was decided of the personal data in them.
    pub scelte: Vec<Scelta>,
    /// Who posts.
    pub persona: PersonId,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pubblicata {
    /// Its id, by which [`Pubblica::stato`] is asked.
    pub id: Uuid,
    /// Year and number in the register of the albo.
    pub numero: (i64, i64),
    /// When it was posted.
    pub at: Instant,
    /// Its last day, as things stand.
    pub fine: Date,
    /// From which day the act is enforceable or in force, where publication decides it and as things stand.
    pub esecutiva_dal: Option<Date>,
}

/// How a publication stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stato {
    /// Everybody can read it until this day.
    InCorso(Date),
    /// For now nobody but the office reads it.
    Sospesa,
    /// It is annulled: it counts for nothing.
    Annullata,
    /// Its days are over since this one; with the certificate, once there is one.
    Conclusa(Date, Option<Id<document::Entity>>),
}

/// The certificate that a publication was made and is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referta {
    /// It.
    pub documento: Id<document::Entity>,
    /// Where it is read.
    pub href: String,
}

/// The office that publishes.
#[async_trait::async_trait]
pub trait Pubblica: Send + Sync + fmt::Debug {
    /// Publishes, in the caller's transaction: it takes the number of the register, so ask late. Whether the caller may is the asking
    /// office's to know; that no act is posted twice, too.
    ///
    /// # Errors
    /// [`web::Error::Refused`] with all the reasons; those of the database.
    async fn pubblica(&self, tx: &mut Tx, domanda: &Domanda) -> Result<Pubblicata, web::Error>;

    /// How it stands, with the day from which the act is enforceable as things stand; `None` where there is none.
    ///
    /// # Errors
    /// Those of the database.
    async fn stato(&self, ente: &Ente, id: Uuid) -> Result<Option<(Stato, Option<Date>)>, web::Error>;

    /// The certificates of these publications, by publication: nothing of those that have none yet.
    ///
    /// # Errors
    /// Those of the database.
    async fn referte(&self, _ente: &Ente, _quali: &[Uuid]) -> Result<HashMap<Uuid, Referta>, web::Error> {
        Ok(HashMap::new())
    }
}

/// What everybody may read of a publication now, told to the office whose act it is.
#[derive(Clone, Debug)]
pub struct Affissa {
    /// Year and number in the register of the albo.
    pub numero: (i64, i64),
    /// The day of the posting.
    pub dal: Date,
    /// From which day the act is enforceable or in force, where publication decides it and as things stand.
    pub esecutiva_dal: Option<Date>,
    /// What is published, each with its address, the main document first. The whole ones behind versions with omissis are not among them.
    pub documenti: Vec<(document::Model, String)>,
}

/// An office that has a structured text of the acts that it posts.
#[async_trait::async_trait]
pub trait Testi: Send + Sync + fmt::Debug {
    /// The office's id, as [`Origine::ufficio`] tells it.
    fn ufficio(&self) -> &'static str;

    /// The act as Akoma Ntoso 3.0, with nothing in it that is not in what is posted; `None` where the office has none, or cannot tell
    /// what everybody may read of it. It is asked for nobody: whoever asks shows it only while the publication can be read.
    ///
    /// # Errors
    /// [`web::Error::Refused`] where the standard does not take it; those of the database.
    async fn akn(&self, ente: &Ente, atto: Uuid, affissa: &Affissa) -> Result<Option<String>, web::Error>;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_is_known_by_its_code_and_stands_once() {
        let codes: BTreeSet<&str> = TIPI.iter().map(|one| one.codice).collect();
        assert_eq!(codes.len(), TIPI.len());
        assert!(TIPI.iter().all(|one| Tipo::di(one.codice) == Some(one)));
        assert_eq!(Tipo::di("altro"), None);
    }
}
