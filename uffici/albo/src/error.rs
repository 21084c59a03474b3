use documents::store::StoreError;
use kernel::Refusal;

/// What is said of a publication that is not there.
const ASSENTE: &str = "Questa pubblicazione non c'è. Torna all'albo pretorio e cercala per numero o per oggetto.";

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such publication.
    #[error("{}", ASSENTE)]
    NotFound,
    /// A published file is not whole any more.
    #[error("{0}")]
    Guasto(String),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store says.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the maker of PDFs says.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// What the ente's seal says.
    #[error(transparent)]
    Sigillo(#[from] seal::Error),
    /// What the queue says.
    #[error(transparent)]
    Lavori(#[from] jobs::Error),
    /// What the checks of signatures say.
    #[error(transparent)]
    Firme(#[from] validation::Error),
    /// What another office says of its own things.
    #[error(transparent)]
    Ufficio(#[from] web::Error),
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
            Error::Lavori(error) => error.into(),
            Error::Ufficio(error) => error,
            other @ (Error::Guasto(_) | Error::Pdf(_) | Error::Sigillo(_) | Error::Firme(_)) => Self::internal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_when_the_certificate_is_asked_for_is_told_as_such() {
        let told = web::Error::from(Error::from(jobs::Error::Db(db::Error::DiskLost)));
        assert!(matches!(told, web::Error::Unavailable(_)), "{told:?}");
    }
}
