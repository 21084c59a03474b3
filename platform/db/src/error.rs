use sea_orm::DbErr;

/// Why the database did not do what was asked, in a sentence for whoever waits.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address of the server cannot be read.
    #[error("L'indirizzo del database non si legge. Scrivilo come postgres://utente:parola@macchina/nome.")]
    BadAddress,
    /// The name of an ente cannot name a schema.
    #[error("Il codice dell'ente \"{0}\" non va bene: usa da 1 a 40 lettere minuscole, cifre o trattini bassi.")]
    BadSchema(String),
    /// The folder or file of the database cannot be used.
    #[error(
        "Il database {path} non si apre: {reason}. Controlla che la cartella esista e che il programma possa scriverci."
    )]
    Unopenable {
        /// The file.
        path: String,
        /// What the operating system said.
        reason: String,
    },
    /// A database made by a newer release.
    #[error(
        "Il database contiene il passo \"{0}\", che questa versione del programma non conosce: è stato aperto da una \
         versione più recente. Aggiorna il programma; i dati non sono stati toccati."
    )]
    FromTheFuture(String),
    /// The disk refused to keep what was written; what it holds is not known any more.
    #[error(
        "Il disco non ha confermato l'ultima scrittura: potrebbe essere andata persa. Per sicurezza il programma non scrive \
         più. Controlla il disco, riavvia il programma, esegui \"municipio verify\" e guarda se l'ultima operazione c'è."
    )]
    DiskLost,
    /// Somebody else is at work on a file that must be rewritten with nobody there.
    #[error(
        "Il database è in uso: ferma il servizio e riprova. Finché non riesce, nei suoi file resta leggibile ciò che c'era \
         prima."
    )]
    InUse,
    /// The engine is full, locked or away: trying again later may work.
    #[error("Il database non risponde in questo momento. Niente è andato perso: riprova fra qualche secondo.")]
    Unavailable(#[source] DbErr),
    /// A rule of the schema was broken.
    #[error("Un altro ha scritto lo stesso dato nel frattempo. Ricarica la pagina e riprova.")]
    Conflict(#[source] DbErr),
    /// Anything else that the engine says.
    #[error("Il database ha rifiutato l'operazione. Niente è stato scritto; il dettaglio è nel registro tecnico.")]
    Engine(#[source] DbErr),
}

/// What the engines and their drivers say of one that is full, locked or away.
const AWAY: [&str; 8] = [
    "database is locked",
    "disk is full",
    "disk I/O",
    "No space left",
    "onnection",
    "pool timed out",
    // The line was cut while a statement was under way.
    "communicating with database",
    "the database system is",
];

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if has(&["UNIQUE constraint", "duplicate key", "deadlock detected", "could not serialize"]) {
            Self::Conflict(error)
        } else if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) || has(&AWAY) {
            Self::Unavailable(error)
        } else {
            Self::Engine(error)
        }
    }
}
