use kernel::Refusal;

/// Why the directory did not do what was asked. Its text can be shown to whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was asked cannot be done as it stands; the sentences say what to do.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Whoever asked lacks the permission.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
