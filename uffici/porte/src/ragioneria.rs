//! The money of an act: chapters of the budget with what is left on them, and what an act books, commits, gives back and liquidates
//! (TUEL, d.lgs. 267/2000, art. 183–184).
//!
//! All that writes takes the caller's [`Tx`]: the act and its commitment become durable together, or neither does. Nothing is
//! written before every line has been found right, and a refusal carries *all* its reasons with their figures.
//!
//! # In which order
//! Chapters are locked until the transaction ends, and numbers of registers are what everyone waits for. So: first
//! [`Ragioneria::tieni`], then the act's own number, then [`Ragioneria::impegna`] with the act under the name that it now has. Whoever
//! has no number to take may leave the first step out; whoever calls several ways in one transaction begins with [`Ragioneria::tieni`] on all
//! the lines, so that two who do so never wait for each other in a ring.
//!
//! Each of them says in the journal what it does ([`Tx::action`]): whoever writes more rows after it names its own action again.

use std::fmt;

use authz::{Permission, Who};
use db::Read;
use kernel::{Cents, Date, Instant, Uuid};
use ledger::Tx;

/// To read chapters and what happened on them. These permissions stand here because the pages of other offices ask for them.
pub static CONSULTA_CAPITOLI: Permission =
    Permission { code: "contabilita.consulta", label: "consultare i capitoli di bilancio", law: None };
/// To book money for an act that is on its way.
pub static PRENOTA: Permission = Permission {
    code: "contabilita.prenota",
    label: "prenotare somme sui capitoli",
    law: Some("art. 183, c. 3, d.lgs. 267/2000"),
};
/// To commit money: the right of whoever attests that the spending is covered.
pub static IMPEGNA: Permission = Permission {
    code: "contabilita.impegna",
    label: "impegnare la spesa e attestarne la copertura",
    law: Some("art. 153, c. 5, e 183, c. 7, d.lgs. 267/2000"),
};
/// To note that a debt is certain and may be paid.
pub static LIQUIDA: Permission =
    Permission { code: "contabilita.liquida", label: "registrare liquidazioni", law: Some("art. 184 d.lgs. 267/2000") };

/// What is asked of a chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Genere {
    /// It is set aside for an act on its way (art. 183, c. 3): it lapses at the end of its year.
    Prenotazione,
    /// It is owed: creditor, amount, reason and year are known (art. 183, c. 1).
    Impegno,
}

impl Genere {
    /// As it is written in a row.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prenotazione => "prenotazione",
            Self::Impegno => "impegno",
        }
    }

    /// From what [`Genere::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Prenotazione, Self::Impegno].into_iter().find(|one| one.code() == code)
    }
}

/// Why a spending is bound, or not, by the monthly twelfths while the budget of the year is not approved (art. 163, c. 3 and 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dodicesimi {
    /// It is.
    #[default]
    Soggetta,
    /// Strictly ruled by law (c. 5, a).
    Legge,
    /// It cannot be paid in twelfths (c. 5, b).
    NonFrazionabile,
    /// It goes on, to keep the services as they are, after their contracts ended (c. 5, c).
    Continuativa,
    /// Works or measures of extreme urgency (c. 3).
    SommaUrgenza,
}

impl Dodicesimi {
    /// All of them, with code and words.
    pub const TUTTI: [(Self, &'static str, &'static str); 5] = [
        (Self::Soggetta, "soggetta", "soggetta ai dodicesimi"),
        (Self::Legge, "legge", "tassativamente regolata dalla legge"),
        (Self::NonFrazionabile, "non_frazionabile", "non frazionabile in dodicesimi"),
        (Self::Continuativa, "continuativa", "continuativa, a contratto scaduto"),
        (Self::SommaUrgenza, "somma_urgenza", "di somma urgenza"),
    ];

    /// As it is written in a row.
    pub fn code(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("soggetta", |(_, code, _)| *code)
    }

    /// From what [`Dodicesimi::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.iter().find(|(_, known, _)| *known == code).map(|(one, ..)| *one)
    }
}

/// To whom it is owed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Creditore {
    /// Name of the person or body.
    pub nome: String,
    /// Its tax code.
    pub codice_fiscale: Option<String>,
    /// Its VAT number.
    pub partita_iva: Option<String>,
}

/// One accounting line of an act: one chapter in one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Riga {
    /// The year in which it is due, and on whose budget it weighs (art. 183, c. 5). A spending of several years has a line for each.
    pub anno: i64,
    /// The chapter, with its article after a point: `2613.1`.
    pub capitolo: String,
    /// `04`.
    pub missione: String,
    /// `02`.
    pub programma: String,
    /// Plan of accounts at the fifth level: `U.2.02.01.09.003`.
    pub piano: String,
    /// Above zero.
    pub importo: Cents,
    /// For what.
    pub descrizione: String,
    /// To whom. A booking may not know yet.
    pub creditore: Option<Creditore>,
    /// The tender, where there is one.
    pub cig: Option<String>,
    /// The project of public investment, where it is one.
    pub cup: Option<String>,
    /// When it is due: a day of [`Riga::anno`]. A booking may not know yet.
    pub scadenza: Option<Date>,
    /// Only looked at while the budget of the year is not approved.
    pub dodicesimi: Dodicesimi,
    /// The booking that this commitment uses up, as far as it reaches; what is left of it stays booked until somebody gives it back.
    pub prenotazione: Option<Uuid>,
}

/// The act for which it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atto {
    /// The office that has it.
    pub ufficio: String,
    /// Its id there.
    pub id: Uuid,
    /// In words: "Determinazione n. 12/2026 del 27/11/2026". Never confidential.
    pub nome: String,
    /// Whether the act is confidential: then what its lines are for and to whom is told to whoever commits, and to
    /// nobody else who reads chapters.
    pub riservato: bool,
}

/// A booking or a commitment as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movimento {
    /// Its id.
    pub id: Uuid,
    /// Which of the two.
    pub genere: Genere,
    /// Year and number in its register, without holes: that of the commitments, or the provisional one of the bookings.
    pub numero: (i64, i64),
    /// When it was written.
    pub at: Instant,
    /// For which act.
    pub atto: Atto,
    /// What was asked.
    pub riga: Riga,
    /// How much of it was given back, used up or lapsed.
    pub ridotto: Cents,
    /// Of a commitment, how much was liquidated.
    pub liquidato: Cents,
}

impl Movimento {
    /// What is still booked or committed.
    pub fn residuo(&self) -> Cents {
        Cents(self.riga.importo.0.saturating_sub(self.ridotto.0))
    }

    /// "impegno n. 12/2026".
    pub fn nome(&self) -> String {
        format!("{} n. {}/{}", self.genere.code(), self.numero.1, self.numero.0)
    }
}

/// A chapter in one year, with what is left on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capitolo {
    /// Its id.
    pub id: Uuid,
    /// The year.
    pub anno: i64,
    /// `2613.1`.
    pub codice: String,
    /// What it is for.
    pub descrizione: String,
    /// `04`.
    pub missione: String,
    /// `02`.
    pub programma: String,
    /// The plan of accounts to which it is bound, at the fourth or fifth level: lines name a fifth level under it.
    pub piano: String,
    /// Allocated, with the variations.
    pub assestato: Cents,
    /// Of which to be spent in later years (fondo pluriennale vincolato): it cannot be committed.
    pub fpv: Cents,
    /// Booked and not yet used.
    pub prenotato: Cents,
    /// Committed.
    pub impegnato: Cents,
    /// What is left; below zero only where the allocation is no limit.
    pub disponibile: Cents,
    /// Whether the allocation is a limit: not for titles 5 and 7 (art. 164, c. 2).
    pub limite: bool,
}

/// Which chapters are sought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cerca {
    /// Of which year.
    pub anno: i64,
    /// The beginning of the code, or words of the description or of the plan of accounts.
    pub testo: String,
    /// At most so many; 200 at the very most.
    pub limite: usize,
}

/// What is given back of a booking or a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svincolo {
    /// Of which.
    pub movimento: Uuid,
    /// How much; all that is left without it.
    pub importo: Option<Cents>,
    /// Why.
    pub motivo: String,
}

/// A debt that became certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liquidazione {
    /// On which commitment.
    pub impegno: Uuid,
    /// How much.
    pub importo: Cents,
    /// Upon which paper: "Fattura 118 del 10/11/2026, protocollo 4512/2026".
    pub documento: String,
}

/// The door of the office that keeps the chapters.
///
/// # Errors
/// Of all that writes: [`web::Error::Denied`] without the right, [`web::Error::Refused`] with all the reasons, [`web::Error::NotFound`]
/// for an id that is none of its; those of the database. After an error the transaction is to be dropped, not committed.
#[async_trait::async_trait]
pub trait Ragioneria: Send + Sync + fmt::Debug {
    /// Chapters by code, for whoever may read them ([`CONSULTA_CAPITOLI`], [`PRENOTA`], [`IMPEGNA`], or the right to vary the budget).
    async fn capitoli(&self, read: &Read, who: &Who, cerca: &Cerca) -> Result<Vec<Capitolo>, web::Error>;

    /// One chapter of one year; none where there is none.
    async fn capitolo(&self, read: &Read, who: &Who, anno: i64, codice: &str) -> Result<Option<Capitolo>, web::Error>;

    /// Whether these lines could be written now: what [`Ragioneria::impegna`] would refuse, said before, with nothing locked. `totale` is the
    /// amount that the act states: where it is given, the lines must add up to it. `today` is the day of the asking. No right is asked
    /// for: whoever shows the answer to somebody answers for that.
    async fn controlla(
        &self,
        read: &Read,
        genere: Genere,
        righe: &[Riga],
        totale: Option<Cents>,
        today: Date,
    ) -> Result<(), web::Error>;

    /// Locks the chapters of these lines until the transaction ends. To be called before any number is taken.
    async fn tieni(&self, tx: &Tx, righe: &[Riga]) -> Result<(), web::Error>;

    /// Books ([`PRENOTA`] or [`IMPEGNA`]): one booking for each line, in their order.
    async fn prenota(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        righe: &[Riga],
        totale: Option<Cents>,
    ) -> Result<Vec<Movimento>, web::Error>;

    /// Commits ([`IMPEGNA`]): one commitment for each line, in their order. It uses up the bookings that the lines name.
    async fn impegna(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        righe: &[Riga],
        totale: Option<Cents>,
    ) -> Result<Vec<Movimento>, web::Error>;

    /// Gives back, with a reason ([`IMPEGNA`]; for bookings [`PRENOTA`] too).
    async fn svincola(&self, tx: &mut Tx, who: &Who, quali: &[Svincolo]) -> Result<(), web::Error>;

    /// Notes that the tender of a booking was published ([`PRENOTA`] or [`IMPEGNA`]): it does not lapse by itself at the end of the year
    /// (art. 183, c. 3). Only of one that was published within the year of the booking.
    async fn gara(&self, tx: &mut Tx, who: &Who, prenotazione: Uuid, giorno: Date) -> Result<(), web::Error>;

    /// Liquidates ([`LIQUIDA`]), never more than what is committed (art. 184). Gives year and number of each, in their order.
    async fn liquida(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        quali: &[Liquidazione],
    ) -> Result<Vec<(i64, i64)>, web::Error>;

    /// What an act has, in the order in which it was written: for whoever sees the act, which its office decides.
    async fn di_atto(&self, read: &Read, ufficio: &str, id: Uuid) -> Result<Vec<Movimento>, web::Error>;
}
