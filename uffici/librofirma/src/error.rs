use kernel::Refusal;

/// What is said of a request that is not there, or not for who asks.
pub(crate) const MISSING: &str = "Questo documento alla firma non c'è, oppure non riguarda te. Torna al libro firma.";

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such request, or not for this person.
    #[error("{}", MISSING)]
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
    /// What the accounts say.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// What the queue of jobs says.
    #[error(transparent)]
    Jobs(#[from] ::jobs::Error),
    /// What the checks of signatures say.
    #[error(transparent)]
    Validation(validation::Error),
    /// What was kept sealed does not open.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// What was kept cannot be read or written: a mistake of ours.
    #[error("ciò che era stato messo da parte non si legge: {0}")]
    Json(#[from] serde_json::Error),
    /// What another office says of its own things.
    #[error(transparent)]
    Ufficio(web::Error),
    /// The work was broken off.
    #[error("il programma si è interrotto mentre preparava una firma")]
    Interrupted,
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

impl From<validation::Error> for Error {
    fn from(error: validation::Error) -> Self {
        match error {
            validation::Error::Refused(refusal) => Self::Refused(refusal),
            validation::Error::Denied(denied) => Self::Denied(denied),
            validation::Error::Ledger(error) => Self::Ledger(error),
            validation::Error::Db(error) => Self::Db(error),
            validation::Error::Store(error) => Self::Store(error),
            other => Self::Validation(other),
        }
    }
}

/// What another office refuses is refused here.
impl From<web::Error> for Error {
    fn from(error: web::Error) -> Self {
        match error {
            web::Error::Refused(refusal) => Self::Refused(refusal),
            web::Error::Denied(denied) => Self::Denied(denied),
            other => Self::Ufficio(other),
        }
    }
}

/// What a door says is for the person who was signing.
impl From<signing::sign::Error> for Error {
    fn from(error: signing::sign::Error) -> Self {
        Self::Refused(Refusal::because(error.to_string()))
    }
}

impl From<firma_scrivi::Error> for Error {
    fn from(error: firma_scrivi::Error) -> Self {
        signing::sign::Error::from(error).into()
    }
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Denied(denied) => denied.into(),
            Error::NotFound => Self::NotFound(MISSING),
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Accounts(error) => error.into(),
            Error::Jobs(error) => error.into(),
            Error::Validation(error) => Self::internal(error),
            Error::Vault(error) => Self::internal(error),
            Error::Json(error) => Self::internal(error),
            Error::Ufficio(error) => error,
            error @ Error::Interrupted => Self::internal(error),
        }
    }
}
