use kernel::Refusal;

/// What is said of a definition that is not there.
pub(crate) const MISSING: &str = "Questo iter non c'è. Torna all'elenco degli iter.";
/// What is said of a draft that is not there, to whoever had its page open.
const NO_DRAFT: &str = "Di questo iter non c'è una bozza: nessuno l'ha cominciata, o intanto è stata messa in vigore o \
                        buttata. Torna alla pagina dell'iter.";

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such definition.
    #[error("{}", MISSING)]
    NotFound,
    /// The definition is there, and nobody is writing a new version of it.
    #[error("{}", NO_DRAFT)]
    NoDraft,
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
    Jobs(#[from] ::jobs::Error),
    /// What was kept of a definition or a file does not hold.
    #[error(transparent)]
    Pratiche(pratiche::Error),
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
            other => Self::Pratiche(other),
        }
    }
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Denied(denied) => denied.into(),
            Error::NotFound => Self::NotFound(MISSING),
            Error::NoDraft => Self::NotFound(NO_DRAFT),
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Accounts(error) => error.into(),
            Error::Jobs(error) => error.into(),
            Error::Pratiche(error) => Self::internal(error),
        }
    }
}
