use kernel::Refusal;

/// Why a check was not made. What is wrong with a *signature* is never an error but a check.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store of files says.
    #[error(transparent)]
    Store(#[from] documents::store::StoreError),
    /// It cannot be put off until later.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// What was made here cannot be judged: why, without a full stop.
    #[error("il documento sigillato non si può controllare: {0}")]
    Unjudged(String),
    /// It cannot be written down: a mistake of ours.
    #[error("il risultato della verifica non si può scrivere: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
