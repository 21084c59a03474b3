use kernel::Refusal;

/// Why words were not taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is wrong with them: all of it.
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
    /// The maker of documents broke down: no fault of the words.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// They cannot be written down or read again: a mistake of ours.
    #[error("I testi non si possono scrivere: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
