use std::path::PathBuf;

/// Why a secret could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There are sealed secrets, and no key.
    #[error(
        "I segreti sono sigillati e la chiave dell'installazione non c'è: la cerco in {}. Niente è stato toccato. Rimetti lì \
         quel file, oppure rifallo dalle 24 parole con \"municipio key from-words\".",
        .0.display()
    )]
    NoKey(PathBuf),
    /// There is a key, and it is another's.
    #[error(
        "La chiave dell'installazione ({0}) non è quella con cui sono stati sigillati i segreti. Niente è stato toccato. \
         Rimetti la chiave giusta, oppure rifalla dalle 24 parole con \"municipio key from-words\"."
    )]
    WrongKey(String),
    /// The file of the key, or the variable, holds something else.
    #[error("La chiave dell'installazione ({place}) non si legge: {reason}.")]
    Unreadable {
        /// Where it was looked for.
        place: String,
        /// What was found.
        reason: String,
    },
    /// A key that cannot be written.
    #[error(
        "La chiave dell'installazione non si può scrivere in {}: {reason}. Falla come amministratore della macchina, con \"sudo \
         municipio key make\", oppure scegli un altro posto con key_file sotto [data].",
        path.display()
    )]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// A key that is there already.
    #[error("In {} c'è già una chiave: non la tocco, perché senza di lei ciò che ha sigillato non si riapre.", .0.display())]
    Taken(PathBuf),
    /// A key that does not lie in the file, and so cannot be changed there.
    #[error(
        "La chiave dell'installazione arriva da un altro posto ({place}), non dal file {}: da qui non la posso cambiare. Niente è stato \
         toccato. Scrivi quella chiave nel file, rilancia senza la variabile o la credenziale, poi dai al programma la chiave nuova nel \
         modo di prima.",
        file.display()
    )]
    Elsewhere {
        /// Where it comes from.
        place: String,
        /// The file that does not count.
        file: PathBuf,
    },
    /// A sealed value that does not open with the right key.
    #[error(
        "Un segreto ({table}.{column}) non si apre con la chiave dell'ente: è stato alterato o spostato. Lancia \"municipio \
         verify\"."
    )]
    Altered {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A sealed value in an ente that was opened before it had a key.
    #[error("I segreti di questo ente sono stati sigillati mentre il programma era acceso: riavvia il programma.")]
    SealedMeanwhile,
    /// Words that are no key.
    #[error("{0}")]
    Words(String),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
