use kernel::Refusal;

/// What is said of an act that is not there, or not for who asks.
pub(crate) const ASSENTE: &str =
    "Questo atto non c'è, oppure non è per te. Torna all'elenco degli atti e cercalo per numero o per oggetto.";

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such act, or not for this person.
    #[error("{}", ASSENTE)]
    NotFound,
    /// A text that was kept cannot be read, or one that the program makes is none: a mistake of ours.
    #[error("il testo di un atto non si legge: {0}")]
    Testo(String),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store of files says.
    #[error(transparent)]
    Store(#[from] documents::store::StoreError),
    /// What the accounts say.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// What the maker of PDFs says.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// What the files that run say.
    #[error(transparent)]
    Pratiche(pratiche::Error),
    /// What another office says through its door.
    #[error(transparent)]
    Ufficio(web::Error),
    /// What was kept cannot be read or written: a mistake of ours.
    #[error("ciò che era stato scritto di un atto non si legge: {0}")]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// A refusal for one reason.
    pub(crate) fn no(sentence: impl Into<String>) -> Self {
        Self::Refused(Refusal::because(sentence))
    }

    /// A refusal for one reason, beside a field.
    pub(crate) fn campo(field: &'static str, sentence: impl Into<String>) -> Self {
        Self::Refused(Refusal::beside(field, sentence))
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

impl From<pratiche::Error> for Error {
    fn from(error: pratiche::Error) -> Self {
        match error {
            pratiche::Error::Refused(refusal) => Self::Refused(refusal),
            pratiche::Error::Denied(denied) => Self::Denied(denied),
            pratiche::Error::NotFound => Self::NotFound,
            pratiche::Error::Ledger(error) => Self::Ledger(error),
            pratiche::Error::Db(error) => Self::Db(error),
            pratiche::Error::Accounts(error) => Self::Accounts(error),
            // What an effect of ours met comes back as it was: who named what is not there is not told of a fault.
            pratiche::Error::Ufficio(cause) => match cause.downcast::<Self>() {
                Ok(own) => *own,
                Err(other) => Self::Pratiche(pratiche::Error::Ufficio(other)),
            },
            other => Self::Pratiche(other),
        }
    }
}

impl From<search::Error> for Error {
    fn from(error: search::Error) -> Self {
        match error {
            search::Error::Db(error) => Self::Db(error),
            other => Self::Ufficio(web::Error::internal(other)),
        }
    }
}

impl From<web::Error> for Error {
    fn from(error: web::Error) -> Self {
        match error {
            web::Error::Refused(refusal) => Self::Refused(refusal),
            web::Error::Denied(denied) => Self::Denied(denied),
            other => Self::Ufficio(other),
        }
    }
}

/// Effects are performed within a step: what they meet goes through the engine.
impl From<Error> for pratiche::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::Denied(denied) => Self::Denied(denied),
            Error::NotFound => Self::NotFound,
            Error::Ledger(error) => Self::Ledger(error),
            Error::Db(error) => Self::Db(error),
            Error::Pratiche(error) => error,
            Error::Json(error) => Self::Json(error),
            other => Self::ufficio(other),
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
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Accounts(error) => error.into(),
            Error::Ufficio(error) => error,
            other @ (Error::Testo(_) | Error::Pdf(_) | Error::Pratiche(_) | Error::Json(_)) => Self::internal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_office_says_within_a_step_is_told_as_it_was_said() {
        let said = Error::Ufficio(web::Error::NotFound("Questo impegno non c'è."));
        let told = web::Error::from(Error::from(pratiche::Error::from(said)));
        assert!(matches!(told, web::Error::NotFound("Questo impegno non c'è.")), "{told:?}");
        let fault = web::Error::from(Error::from(pratiche::Error::ufficio("guasto")));
        assert!(matches!(fault, web::Error::Internal(_)), "{fault:?}");
    }

    #[test]
    fn a_paper_that_is_not_ready_in_time_or_too_large_is_no_fault_of_ours_and_says_what_to_do() {
        let slow = web::Error::from(Error::from(pdf::Error::TooSlow { after: std::time::Duration::from_secs(30) }));
        assert!(matches!(&slow, web::Error::Unavailable(told) if told.contains("Riprova fra poco")), "{slow:?}");
        let large = web::Error::from(Error::from(pdf::Error::TooLarge { what: "le pagine" }));
        assert!(matches!(&large, web::Error::TooLarge(told) if told.contains("dividilo")), "{large:?}");
    }

    #[test]
    fn a_database_that_is_away_while_people_are_looked_for_is_told_as_such() {
        let away = pratiche::Error::Accounts(accounts::Error::Db(db::Error::DiskLost));
        let told = web::Error::from(Error::from(away));
        assert!(matches!(told, web::Error::Unavailable(_)), "{told:?}");
    }
}
