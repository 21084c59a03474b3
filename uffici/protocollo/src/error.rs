use kernel::Refusal;

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such entry, for this person.
    #[error("Non c'è nessuna registrazione con questo numero, oppure non è assegnata a te o al tuo ufficio.")]
    NotFound,
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store of files says.
    #[error(transparent)]
    Store(#[from] documents::store::StoreError),
    /// What the directory says.
    #[error(transparent)]
    Directory(#[from] directory::Error),
    /// What the queue of jobs says.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// What the search index says.
    #[error(transparent)]
    Search(#[from] search::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Denied(denied) => denied.into(),
            Error::NotFound => Self::NotFound(
                "Non c'è nessuna registrazione con questo numero, oppure non è assegnata a te o al tuo ufficio.",
            ),
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Directory(error) => Self::internal(error),
            Error::Jobs(error) => Self::internal(error),
            Error::Search(error) => Self::internal(error),
        }
    }
}
