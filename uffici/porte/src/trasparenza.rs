//! Amministrazione trasparente: an office declares a fact that belongs there, the office of transparency makes of it
//! what everybody may read, for as long as the law says.
//!
//! The law: D.Lgs. 33/2013, art. 15 (assignments), 23 (acts), 26 and 27 (grants), 37 (contracts), 4-bis (payments), 8
//! (how long), 26, c. 4 (who is not named).

use std::fmt;

use authz::PersonId;
use documents::document;
use ente::Ente;
use kernel::{Cents, Date, Uuid};
use ledger::Tx;

/// Who took an act (art. 23).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Organo {
    /// Council, giunta, mayor.
    Politico,
    /// Whoever manages.
    Dirigente,
}

/// Why somebody is not named (art. 26, c. 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protezione {
    /// Their health would be known.
    Salute,
    /// Their hardship would be known.
    Disagio,
}

/// Who is given money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beneficiario {
    /// A firm or body, with its number.
    Ente {
        /// Its name.
        nome: String,
        /// Eleven digits.
        codice_fiscale: Option<String>,
    },
    /// A person who may be named. Their tax code is published by nobody (Garante, guidelines of 15 May 2014).
    Persona {
        /// Name and surname.
        nome: String,
    },
    /// A person who is not named: the office keeps who it is, nobody else reads it.
    Protetta {
        /// Name and surname.
        nome: String,
        /// Their tax code.
        codice_fiscale: Option<String>,
        /// Why.
        motivo: Protezione,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fatto {
    /// An act of art. 23: the choice of a contractor, or an agreement.
    Provvedimento {
        /// Whose.
        organo: Organo,
        /// "Determinazione n. 195 del 17/03/2026".
        atto: String,
        /// What it is about.
        oggetto: String,
        /// With whom the agreement is made, or who was chosen: a firm or a body.
        controparte: Option<String>,
    },
    /// A grant of art. 26 and 27: publishing it is a condition of its effect (art. 26, c. 3).
    Concessione {
        /// To whom.
        beneficiario: Beneficiario,
        /// How much.
        importo: Cents,
        /// For what, without saying who.
        oggetto: String,
        /// The law or title on which it rests (art. 27, c. 1, lett. c).
        norma: String,
        /// How the beneficiary was found (lett. e).
        modalita: String,
        /// The act, in words.
        atto: String,
    },
    /// An act of a procedure by which works, supplies or services are awarded (art. 37; D.Lgs. 36/2023, art. 28).
    Contratto {
        /// The act, in words.
        atto: String,
        /// What it is about.
        oggetto: String,
        /// The procedure's code, where the act knows it: by it everybody finds it in ANAC's national data bank.
        cig: Option<String>,
        /// The project's code.
        cup: Option<String>,
        /// Who was chosen.
        operatore: Option<String>,
    },
    /// An assignment of art. 15.
    Incarico {
        /// To whom.
        titolare: String,
        /// What.
        oggetto: String,
        /// The gross fee.
        compenso: Cents,
        /// From when.
        inizio: Date,
        /// Until when, if it is known.
        fine: Option<Date>,
        /// The act, in words.
        atto: String,
    },
    /// A payment of art. 4-bis, c. 2.
    Pagamento {
        /// The kind of spending.
        tipologia: String,
        /// To whom.
        beneficiario: Beneficiario,
        /// How much.
        importo: Cents,
    },
}

/// What an office declares.
#[derive(Clone, Debug)]
pub struct Dichiarazione {
    /// The id of the office.
    pub ufficio: String,
    /// Its record: declared again it is a new version of the same item.
    pub origine: Uuid,
    /// The unit that answers for it, in words for everybody (art. 27, c. 1, lett. d).
    pub responsabile: String,
    /// The day from which it had to be published: that of the act, or of the payment.
    pub riferita_al: Date,
    /// What happened.
    pub fatto: Fatto,
    /// What everybody may read; none for somebody who is not named.
    pub documenti: Vec<document::Model>,
    /// Who declares.
    pub persona: PersonId,
}

/// An entry that an office proposes of a record of its own: a person looks at it, puts it right and publishes it, or
/// says why not.
#[derive(Clone, Debug)]
pub struct Proposta {
    /// What would be declared; what the record does not say is left empty.
    pub dichiarazione: Dichiarazione,
    /// Which of the entries of the record, which may have many: `provvedimento`, `concessione-2`.
    pub parte: String,
    /// The page of the record, for whoever may open it.
    pub pagina: String,
    /// What the law asks for and the record does not say, by the names that everybody will read.
    pub da_completare: Vec<&'static str>,
    /// What whoever looks at it must know. With one it is never published unseen.
    pub avviso: Option<String>,
}

/// The office that keeps amministrazione trasparente.
#[async_trait::async_trait]
pub trait Dichiara: Send + Sync + fmt::Debug {
    /// Publishes the fact, in the caller's transaction, and tells the id of its item: the same for what is declared
    /// again. Whether the caller may is the asking office's to know.
    ///
    /// # Errors
    /// [`web::Error::Refused`] with all the reasons, among them that the item of this record was withdrawn; those of the
    /// database.
    async fn dichiara(&self, tx: &mut Tx, dichiarazione: &Dichiarazione) -> Result<Uuid, web::Error>;

    /// Proposes entries, in the caller's transaction: nobody outside reads them until a person of that office publishes
    /// them, or the ente decided that what is complete publishes itself. What was proposed before, by record and
    /// `parte`, stays as it is. Whatever is wrong with the words is left to that person: the caller is not refused for it.
    ///
    /// # Errors
    /// Those of the database.
    async fn proponi(&self, tx: &mut Tx, proposte: &[Proposta]) -> Result<(), web::Error>;

    /// Whether everybody reads the item now: what a payment of art. 26, c. 3, waits for.
    ///
    /// # Errors
    /// Those of the database.
    async fn si_legge(&self, ente: &Ente, id: Uuid) -> Result<bool, web::Error>;
}
