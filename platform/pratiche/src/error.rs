use kernel::Refusal;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// All the reasons why not, for the person who asked.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such file, or no such definition.
    #[error("Questa pratica o questo iter non c'è. Torna all'elenco e riprova.")]
    NotFound,
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the accounts say.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// The facts of a file do not follow from each other: the record was altered.
    #[error("{0}. Lancia `municipio verify` e chiama l'assistenza.")]
    Guasto(#[from] iter::Guasto),
    /// What was kept cannot be read or written: a mistake of ours.
    #[error("ciò che era stato scritto di una pratica non si legge: {0}")]
    Json(#[from] serde_json::Error),
    /// A kept definition is not what its version says: the record was altered.
    #[error("la definizione di iter {0} non è quella che era: lancia `municipio verify` e chiama l'assistenza")]
    Alterata(String),
    /// What an office met while it performed an effect or read its matter.
    #[error(transparent)]
    Ufficio(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// What an office met: an error of its own.
    pub fn ufficio(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Ufficio(cause.into())
    }

    /// A refusal for one reason.
    pub fn no(sentence: impl Into<String>) -> Self {
        Self::Refused(Refusal::because(sentence))
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
