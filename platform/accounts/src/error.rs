use kernel::Refusal;

/// Why accounts did not do what was asked. Its text can be shown to whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was asked cannot be done as it stands; the sentences say what to do.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Whoever asked lacks the permission.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// The session is good, but what was asked touches the account itself and the last proof of identity is old: ask
    /// for the password (see [`crate::prove_again`]) and then try again.
    #[error("Per sicurezza, prima di cambiare il tuo accesso scrivi di nuovo la password.")]
    ProveAgain,
    /// The ente's identity provider did not do its part. The technical cause is in the log.
    #[error(
        "Il servizio di accesso dell'ente non risponde come dovrebbe. Riprova fra qualche minuto; se continua, avvisa chi lo gestisce."
    )]
    Provider(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A secret that does not open.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// A stored row that this release cannot read, or the program out of its own memory or threads.
    #[error("Un dato dell'accesso non si legge. Niente è stato cambiato; il dettaglio è nel registro tecnico.")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A refusal for one reason that concerns no single field.
    pub(crate) fn because(sentence: impl Into<String>) -> Self {
        Refusal::because(sentence).into()
    }

    /// A refusal for one field.
    pub(crate) fn field(field: &'static str, sentence: impl Into<String>) -> Self {
        let mut refusal = Refusal::default();
        refusal.add(Some(field), sentence);
        refusal.into()
    }

    pub(crate) fn broken(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Broken(Box::new(cause))
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
