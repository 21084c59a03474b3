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
    /// No such subject or merge.
    #[error("Questa scheda non c'è. Torna alla rubrica e cercala di nuovo.")]
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
    /// What another office says of its own things.
    #[error(transparent)]
    Office(web::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

impl From<directory::Error> for Error {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::Refused(refusal) => Self::Refused(in_our_words(refusal)),
            directory::Error::Denied(denied) => Self::Denied(denied),
            directory::Error::Ledger(error) => Self::Ledger(error),
            directory::Error::Db(error) => Self::Db(error),
        }
    }
}

/// The directory's reasons at the fields of our forms and calls.
fn in_our_words(mut refusal: Refusal) -> Refusal {
    for reason in &mut refusal.reasons {
        reason.field = reason.field.map(|field| match field {
            "name" => "nome",
            "tax_code" => "codice_fiscale",
            "vat_number" => "partita_iva",
            "address" => "indirizzo",
            "ipa" => "codice_ipa",
            "code_note" => "motivo_codice",
            "value" => "valore",
            "from" => "dal",
            "to" => "al",
            other => other,
        });
    }
    refusal
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Denied(denied) => denied.into(),
            Error::NotFound => Self::NotFound("Questa scheda non c'è. Torna alla rubrica e cercala di nuovo."),
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Accounts(error) => error.into(),
            Error::Office(error) => error,
        }
    }
}
