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
    /// There is no such thing.
    #[error("{0}")]
    NotFound(&'static str),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the accounts say.
    #[error(transparent)]
    Accounts(accounts::Error),
    /// What the queue of jobs says.
    #[error(transparent)]
    Jobs(jobs::Error),
    /// What the subscriptions of other programs say.
    #[error(transparent)]
    Webhooks(webhooks::Error),
    /// What checks of signatures say.
    #[error(transparent)]
    Validation(validation::Error),
    /// What the words of papers say.
    #[error(transparent)]
    Wording(wording::Error),
    /// What another office says of a unit.
    #[error(transparent)]
    Office(web::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

impl From<accounts::Error> for Error {
    fn from(error: accounts::Error) -> Self {
        match error {
            accounts::Error::Refused(refusal) => Self::Refused(refusal),
            accounts::Error::Denied(denied) => Self::Denied(denied),
            other => Self::Accounts(other),
        }
    }
}

impl From<jobs::Error> for Error {
    fn from(error: jobs::Error) -> Self {
        match error {
            jobs::Error::Refused(refusal) => Self::Refused(refusal),
            other => Self::Jobs(other),
        }
    }
}

impl From<webhooks::Error> for Error {
    fn from(error: webhooks::Error) -> Self {
        match error {
            webhooks::Error::Refused(refusal) => Self::Refused(refusal),
            other => Self::Webhooks(other),
        }
    }
}

impl From<validation::Error> for Error {
    fn from(error: validation::Error) -> Self {
        match error {
            validation::Error::Refused(refusal) => Self::Refused(refusal),
            validation::Error::Denied(denied) => Self::Denied(denied),
            validation::Error::Ledger(error) => Self::Ledger(error),
            validation::Error::Db(error) => Self::Db(error),
            other => Self::Validation(other),
        }
    }
}

impl From<wording::Error> for Error {
    fn from(error: wording::Error) -> Self {
        match error {
            wording::Error::Refused(refusal) => Self::Refused(refusal),
            wording::Error::Denied(denied) => Self::Denied(denied),
            wording::Error::Ledger(error) => Self::Ledger(error),
            wording::Error::Db(error) => Self::Db(error),
            other => Self::Wording(other),
        }
    }
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Denied(denied) => denied.into(),
            Error::NotFound(what) => Self::NotFound(what),
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Accounts(error) => error.into(),
            Error::Jobs(error) => error.into(),
            Error::Webhooks(error) => error.into(),
            Error::Validation(error) => Self::internal(error),
            Error::Wording(error) => Self::internal(error),
            Error::Office(error) => error,
        }
    }
}
