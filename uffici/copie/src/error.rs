use documents::{compose::Uncopied, store::StoreError};
use kernel::Refusal;

/// What is said of a copy that is not there.
const ASSENTE: &str = "Questa copia non è nel registro, oppure non la puoi vedere. Torna al registro delle copie.";

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such copy.
    #[error("{}", ASSENTE)]
    NotFound,
    /// Too many codes that named nothing.
    #[error("Troppi tentativi. Aspetta un quarto d'ora e riprova.")]
    Troppi,
    /// The program that reads PDFs did not start, or was too slow.
    #[error("{0}")]
    Lettore(Uncopied),
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

impl From<Uncopied> for Error {
    fn from(why: Uncopied) -> Self {
        match why {
            Uncopied::NotStarted | Uncopied::TooSlow => Self::Lettore(why),
            Uncopied::NoSuchPage => Self::Refused(Refusal::beside("pagine", why.to_string())),
            other => Self::Refused(Refusal::because(format!(
                "{other} Rilascia la copia dall'originale con la tua firma, oppure chiedi un PDF intero a chi lo ha mandato."
            ))),
        }
    }
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Denied(denied) => denied.into(),
            Error::NotFound => Self::NotFound(ASSENTE),
            Error::Pdf(error @ pdf::Error::TooSlow { .. }) => Self::Unavailable(error.to_string()),
            Error::Pdf(error @ pdf::Error::TooLarge { .. }) => Self::TooLarge(error.to_string()),
            Error::Troppi => Self::TooMany,
            Error::Lettore(why) => Self::Unavailable(format!("{why} Riprova tra qualche minuto.")),
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Ufficio(error) => error,
            other @ (Error::Pdf(_) | Error::Firme(_)) => Self::internal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_that_is_not_ready_in_time_or_too_large_is_no_fault_of_ours_and_says_what_to_do() {
        let slow = web::Error::from(Error::from(pdf::Error::TooSlow { after: std::time::Duration::from_secs(30) }));
        assert!(matches!(&slow, web::Error::Unavailable(told) if told.contains("Riprova fra poco")), "{slow:?}");
        let large = web::Error::from(Error::from(pdf::Error::TooLarge { what: "le pagine" }));
        assert!(matches!(&large, web::Error::TooLarge(told) if told.contains("dividilo")), "{large:?}");
    }
}
