use documents::store::StoreError;
use kernel::Refusal;

/// What is said of a chapter, a booking or a commitment that is not there.
const ASSENTE: &str = "Nel libro dei capitoli non c'è, oppure non lo puoi vedere. Torna all'elenco dei capitoli.";

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such thing.
    #[error("{}", ASSENTE)]
    NotFound,
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store says.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the accounts say.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
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
            Error::NotFound => Self::NotFound(ASSENTE),
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Accounts(error) => error.into(),
        }
    }
}
