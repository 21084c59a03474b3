//! What an office says of its files: one trait, one value for each matter.

use std::collections::{HashMap, HashSet};

use authz::{PersonId, Who};
use db::Read;
use iter::{Avviso, Fatto, Mondo, Pratica, Registro, Su, Uso, Vocabolario};
use kernel::{Instant, Refusal, Uuid};
use ledger::Tx;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use crate::{Error, PraticaId};

/// What an office has files of: acts, building permits, requests. Implemented once by the office, handed to the
/// functions of this crate at each call, and named in the binary's list where something is asked of all of them (the
/// desk, the night, the editor of definitions).
#[async_trait::async_trait]
pub trait Materia: Send + Sync {
    /// Its name for programs: the office's, or the office's and a word (`atti`, `edilizia.permessi`). Once given it
    /// never changes.
    fn codice(&self) -> &'static str;

    /// As people call it: "Atti".
    fn nome(&self) -> &'static str;

    /// The words that its definitions may use.
    fn vocabolario(&self) -> &Vocabolario;

    /// The definitions that come with the program, in TOML: put in force where the ente has none of their code.
    fn spedite(&self) -> &'static [&'static str] {
        &[]
    }

    /// The office's thing as checks, conditions and designations look at it. Read through `vista`, which in a step is
    /// the step's own transaction: what was written in it is seen.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such thing; those of the database.
    async fn mondo(&self, vista: &Vista<'_>, oggetto: Uuid) -> Result<Box<dyn Mondo + Send + Sync>, Error>;

    /// [`Self::mondo`] of many things, for lists: an office with lists of files answers with as many queries as for one.
    /// What is not there is left out.
    ///
    /// # Errors
    /// Those of the database.
    async fn mondi(
        &self,
        vista: &Vista<'_>,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Box<dyn Mondo + Send + Sync>>, Error> {
        let mut mondi: HashMap<Uuid, Box<dyn Mondo + Send + Sync>> = HashMap::new();
        for oggetto in oggetti {
            match self.mondo(vista, *oggetto).await {
                Ok(mondo) => _ = mondi.insert(*oggetto, mondo),
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(mondi)
    }

    /// Performs one effect, in the step's transaction. Effects come in the order of the definition; whatever waits
    /// for the outside was done before the transaction began.
    ///
    /// # Errors
    /// A refusal with its reasons, or what went wrong: then nothing of the whole step is written.
    async fn compi(&self, tx: &mut Tx, caso: &Caso<'_>, effetto: &Uso) -> Result<(), Error>;

    /// After a request was written, in the same transaction: jobs are enqueued here, events told.
    ///
    /// # Errors
    /// What went wrong: then nothing is written.
    async fn dopo(&self, _tx: &mut Tx, _caso: &Caso<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// Tells somebody of a term, once. The desk shows it in any case; an office that also sends a message enqueues it
    /// here.
    ///
    /// # Errors
    /// What went wrong: then it is told the next night.
    async fn avvisa(&self, _tx: &mut Tx, _caso: &Caso<'_>, _avviso: &Avviso) -> Result<(), Error> {
        Ok(())
    }

    /// What these things are called and where their page is, for lists and desks: those alone that `who` may see. Its
    /// first line authorises, as in every query.
    ///
    /// # Errors
    /// Those of the database.
    async fn intestazioni(
        &self,
        vista: &Vista<'_>,
        who: &Who,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Intestazione>, Error>;

    /// Which of these things are not even counted before `who`: those that are confidential and not for them. Of what
    /// somebody merely does not read, as the draft of another office, the number is no secret.
    ///
    /// # Errors
    /// Those of the database.
    async fn taciute(&self, _vista: &Vista<'_>, _who: &Who, _oggetti: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
        Ok(HashSet::new())
    }
}

/// So many things are asked about at once.
const ALLA_VOLTA: usize = 200;

/// [`Materia::taciute`], of however many.
pub(crate) async fn taciute(
    vista: &Vista<'_>,
    (materia, who): (&dyn Materia, &Who),
    oggetti: &[Uuid],
) -> Result<HashSet<Uuid>, Error> {
    let mut found = HashSet::new();
    for some in oggetti.chunks(ALLA_VOLTA) {
        found.extend(materia.taciute(vista, who, some).await?);
    }
    Ok(found)
}

/// The matter with this code.
pub fn di_codice<'a>(materie: &[&'a dyn Materia], codice: &str) -> Option<&'a dyn Materia> {
    materie.iter().copied().find(|materia| materia.codice() == codice)
}

/// What an office's thing is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intestazione {
    /// In a line: "Determina: potatura dei tigli di viale Roma".
    pub testo: String,
    /// The address of its page.
    pub href: String,
}

/// A request in the making, as effects see it.
pub struct Caso<'a> {
    /// The file.
    pub pratica: PraticaId,
    /// The office's thing.
    pub oggetto: Uuid,
    /// The definition's code.
    pub codice: &'a str,
    /// Who asked; nobody, where the program acts.
    pub chi: Option<PersonId>,
    /// When: the same instant as in the facts.
    pub quando: Instant,
    /// The file as it was before.
    pub prima: Option<&'a Pratica>,
    /// What this request appends: each step with its title and reason, in order.
    pub fatti: &'a [Fatto],
}

/// Where one reads: a view, or the transaction that is under way.
pub enum Vista<'a> {
    /// A view that cannot write.
    Letta(&'a Read),
    /// The transaction, with what was written in it.
    Scritta(&'a Tx),
}

#[async_trait::async_trait]
impl ConnectionTrait for Vista<'_> {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Letta(read) => ConnectionTrait::get_database_backend(*read),
            Self::Scritta(tx) => ConnectionTrait::get_database_backend(*tx),
        }
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Letta(read) => read.execute_raw(statement).await,
            Self::Scritta(tx) => tx.execute_raw(statement).await,
        }
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Letta(read) => read.execute_unprepared(sql).await,
            Self::Scritta(tx) => tx.execute_unprepared(sql).await,
        }
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Letta(read) => read.query_one_raw(statement).await,
            Self::Scritta(tx) => tx.query_one_raw(statement).await,
        }
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Letta(read) => read.query_all_raw(statement).await,
            Self::Scritta(tx) => tx.query_all_raw(statement).await,
        }
    }
}

/// A vocabulary looking at a thing that it owns: what [`Materia::mondo`] gives back.
pub struct MondoDi<S: 'static> {
    registro: &'static Registro<S>,
    soggetto: S,
}

impl<S: 'static> MondoDi<S> {
    /// This vocabulary looking at this thing.
    pub const fn new(registro: &'static Registro<S>, soggetto: S) -> Self {
        Self { registro, soggetto }
    }

    fn su(&self) -> Su<'_, S> {
        self.registro.su(&self.soggetto)
    }
}

impl<S: 'static> Mondo for MondoDi<S> {
    fn verifica(&self, uso: &Uso, quando: Instant, motivi: &mut Refusal) {
        self.su().verifica(uso, quando, motivi);
    }

    fn vale(&self, uso: &Uso) -> bool {
        self.su().vale(uso)
    }

    fn designati(&self, codice: &str) -> Vec<Uuid> {
        self.su().designati(codice)
    }
}
