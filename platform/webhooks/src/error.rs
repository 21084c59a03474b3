use kernel::Refusal;

/// Why what was asked was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// There is no such thing, or it is another's.
    #[error("{0}")]
    NotFound(&'static str),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the accounts say.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// What the queue of jobs says.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// A secret that does not open.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// What the office says of the thing that is told.
    #[error("{0}")]
    Source(crate::SourceError),
}

impl Error {
    pub(crate) fn because(sentence: impl Into<String>) -> Self {
        Refusal::because(sentence).into()
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
