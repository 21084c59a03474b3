use kernel::Refusal;

/// What is said of something that is not there.
const ASSENTE: &str = "Qui non c'è niente. Torna ad Amministrazione trasparente e cerca dalla sezione.";

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such section or item.
    #[error("{}", ASSENTE)]
    NotFound,
    /// What was kept cannot be read: a fault of ours.
    #[error("un contenuto di amministrazione trasparente non si legge: {0}")]
    Guasto(#[from] serde_json::Error),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the doors say.
    #[error(transparent)]
    Porta(#[from] web::Error),
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
            Error::Porta(error) => error,
            other @ Error::Guasto(_) => Self::internal(other),
        }
    }
}
