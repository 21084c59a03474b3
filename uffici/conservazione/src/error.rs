use kernel::Refusal;

const ASSENTE: &str = "Qui non c'è niente con questo indirizzo. Torna alla conservazione.";

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such thing, package or receipt.
    #[error("{ASSENTE}")]
    NotFound,
    /// The office that has the thing did not answer.
    #[error(transparent)]
    Silenzio(#[from] porte::conservazione::Silenzio),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store says.
    #[error(transparent)]
    Store(#[from] documents::store::StoreError),
    /// What the queue of jobs says.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// What the accounts say.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// The password does not open.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The disk.
    #[error("Il pacchetto non si può scrivere sul disco: {0}")]
    Disco(#[from] std::io::Error),
    /// The bytes of what was discarded.
    #[error(transparent)]
    Distruzione(#[from] documents::DestroyError),
    /// The list on paper.
    #[error(transparent)]
    Carta(#[from] pdf::Error),
    /// The archive of the package.
    #[error("Il pacchetto non si può comporre: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The index of the package.
    #[error(transparent)]
    Indice(#[from] sincro::Error),
    /// The seal was not put; it is tried again.
    #[error("Il sigillo sul pacchetto non è riuscito: {0}")]
    Sigillo(String),
    /// A record that does not hold together.
    #[error(transparent)]
    Evidenza(#[from] evidence_record::Error),
    /// No time stamp of the archive; it is tried again.
    #[error("La marca temporale dell'archivio non è arrivata: {0}")]
    Marca(String),
    /// Which services there are.
    #[error("Il collegamento con il conservatore non si può preparare: {0}")]
    Rete(#[from] reqwest::Error),
}

impl From<seal::Error> for Error {
    fn from(error: seal::Error) -> Self {
        match error {
            seal::Error::Db(error) => Self::Db(error),
            seal::Error::Rows(error) => error.into(),
            other => Self::Sigillo(other.to_string()),
        }
    }
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
            Error::Carta(error @ pdf::Error::TooSlow { .. }) => Self::Unavailable(error.to_string()),
            Error::Carta(error @ pdf::Error::TooLarge { .. }) => Self::TooLarge(error.to_string()),
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Jobs(error) => error.into(),
            Error::Accounts(error) => error.into(),
            other => Self::internal(other),
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
