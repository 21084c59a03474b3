//! What can go wrong.

use documents::store::StoreError;
use kernel::Refusal;

/// Why something was not done, where it is not the document's fault ([`crate::Unmade`]).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was asked cannot be done.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store of files says.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the queue of jobs says.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// A converter did not start, or the folder in which it works could not be made: of the machine, and for a moment.
    #[error("il programma di conversione non è partito")]
    NotStarted,
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

/// Why no PDF was made of a document: it stays so until somebody asks again. `Display` is the Italian sentence for who reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmade {
    /// It is too large to be tried.
    #[error("Il documento è più grande di {} MB: la versione PDF va preparata con un altro programma.", crate::INPUT >> 20)]
    TooLarge,
    /// The converter used up its time.
    #[error(
        "La conversione richiedeva più di {minutes} minuti ed è stata interrotta. Prepara la versione PDF con un altro programma."
    )]
    TooSlow {
        /// How many it had.
        minutes: u64,
    },
    /// The converter gave up, or wrote nothing.
    #[error(
        "{program} non è riuscito ad aprire il documento: può essere danneggiato, protetto da password o scritto in un modo che non conosce. \
         Se un altro programma lo apre, prepara con quello la versione PDF."
    )]
    Unreadable {
        /// Its name.
        program: &'static str,
    },
    /// What it wrote is no PDF.
    #[error(
        "{program} ha scritto un file che non si legge come PDF: non è stato tenuto. Prepara la versione PDF con un altro programma."
    )]
    Nonsense {
        /// Its name.
        program: &'static str,
    },
    /// What it wrote is too large to be kept.
    #[error(
        "La versione PDF occuperebbe più di {} MB e non è stata tenuta. Preparala con un altro programma, con immagini più piccole.",
        crate::OUTPUT >> 20
    )]
    TooMuch,
    /// It has too many pages.
    #[error(
        "La versione PDF ha più di {} pagine e non è stata tenuta: un foglio di calcolo va prima impaginato.",
        crate::PAGES
    )]
    TooManyPages,
    /// A picture that would fill the memory.
    #[error("L'immagine ha troppi punti per essere messa su una pagina: riducila con un altro programma.")]
    TooManyPoints,
}
