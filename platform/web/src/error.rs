use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::Refusal;

/// What a handler answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not served. Every crate's error becomes one of these at the handler's `?`; the shell shows it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules of the office say no, with all the reasons.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person lacks a permission.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// Nobody has identified themselves.
    #[error("Devi accedere per vedere questa pagina.")]
    SignIn,
    /// A program's key was sent to an address that is no call of the API: a key is good under `/api/` and nowhere else.
    /// It is not looked at there, so that the answer tells nothing of whether it holds.
    #[error(
        "Una chiave per programmi vale solo per le chiamate sotto /api/, elencate alla pagina /api di questo Comune. Questo \
         indirizzo è per le persone: chiama quello che gli corrisponde sotto /api/v1/, oppure chiedilo senza la chiave \
         (intestazione Authorization)."
    )]
    KeyElsewhere,
    /// What was asked touches the account itself and the last proof of identity is old: the password is asked again.
    #[error("Per sicurezza, prima di cambiare il tuo accesso scrivi di nuovo la password.")]
    ProveAgain,
    /// The password was given by someone else and must be changed before anything.
    #[error("Prima di continuare scegli una password tua.")]
    MustChangePassword,
    /// The ente wants a second factor and the person has none yet.
    #[error(
        "Per lavorare qui serve una conferma oltre alla password: attiva i codici dal telefono o aggiungi una passkey."
    )]
    MustAddFactor,
    /// There is no such thing, or it may not be known that there is.
    #[error("{0}")]
    NotFound(&'static str),
    /// The request cannot be read.
    #[error("{0}")]
    BadRequest(String),
    /// The thing is there, but this is not how one speaks to it.
    #[error("A questo indirizzo non si parla con questo metodo.")]
    Method,
    /// The form was not sent by our page.
    #[error("Il modulo è scaduto o non viene da questa pagina. Torna indietro, ricarica la pagina e invia di nuovo.")]
    Forged,
    /// Too many requests.
    #[error("Troppe richieste in poco tempo. Aspetta qualche secondo e riprova.")]
    TooMany,
    /// A file that is too large.
    #[error("{0}")]
    TooLarge(String),
    /// Another was quicker.
    #[error("{0}")]
    Conflict(String),
    /// It was there, and was discarded with an authorisation.
    #[error("{0}")]
    Discarded(String),
    /// Something outside does not answer; trying again may work.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of ours; the text is for the log.
    #[error(
        "Qualcosa non ha funzionato e non dipende da te. Niente è andato perso. Riprova; se succede ancora, chiama l'assistenza."
    )]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A fault of ours.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// The status that goes with it. This is the one table of statuses.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Denied(_) | Self::Forged | Self::ProveAgain | Self::MustChangePassword | Self::MustAddFactor => {
                StatusCode::FORBIDDEN
            }
            Self::SignIn | Self::KeyElsewhere => StatusCode::UNAUTHORIZED,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Discarded(_) => StatusCode::GONE,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A few words for the top of the page.
    pub const fn title(&self) -> &'static str {
        match self {
            Self::Refused(_) => "Non si può ancora fare",
            Self::Denied(_) => "Non hai il permesso",
            Self::SignIn => "Accedi",
            Self::KeyElsewhere => "Qui le chiavi non valgono",
            Self::ProveAgain => "Scrivi di nuovo la password",
            Self::MustChangePassword => "Scegli una password tua",
            Self::MustAddFactor => "Serve una conferma in più",
            Self::NotFound(_) => "Non c'è",
            Self::BadRequest(_) => "La richiesta non si legge",
            Self::Method => "Il metodo non va bene",
            Self::Forged => "Modulo scaduto",
            Self::TooMany => "Un momento",
            Self::TooLarge(_) => "File troppo grande",
            Self::Conflict(_) => "Qualcuno è stato più veloce",
            Self::Discarded(_) => "È stato scartato",
            Self::Unavailable(_) => "Adesso non risponde",
            Self::Internal(_) => "Qualcosa non ha funzionato",
        }
    }
}

/// The error as it travels from the handler to the layer that shows it.
#[derive(Clone)]
pub(crate) struct Failed(pub(crate) Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::Unavailable(_) | db::Error::DiskLost => Self::Unavailable(error.to_string()),
            db::Error::Conflict(_) => Self::Conflict(error.to_string()),
            other => Self::internal(other),
        }
    }
}

impl From<ledger::Error> for Error {
    fn from(error: ledger::Error) -> Self {
        match error {
            ledger::Error::Db(error) => error.into(),
            ledger::Error::Changed | ledger::Error::Gone(_) => Self::Conflict(error.to_string()),
            ledger::Error::ClockBehind { .. } => Self::Unavailable(error.to_string()),
            other @ (ledger::Error::Vault(_) | ledger::Error::Damaged { .. } | ledger::Error::Absent(_)) => {
                Self::internal(other)
            }
        }
    }
}

impl From<documents::store::StoreError> for Error {
    fn from(error: documents::store::StoreError) -> Self {
        use documents::store::StoreError;
        match error {
            StoreError::TooBig { .. } => Self::TooLarge(error.to_string()),
            StoreError::NotFound { .. } => Self::internal(error),
            StoreError::Infected { .. } => Refusal::because(error.to_string()).into(),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<ui::Error> for Error {
    fn from(error: ui::Error) -> Self {
        Self::internal(error)
    }
}

impl From<ente::Error> for Error {
    fn from(error: ente::Error) -> Self {
        match error {
            ente::Error::Db(error) => error.into(),
            ente::Error::Ledger(error) => error.into(),
            ente::Error::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<accounts::Error> for Error {
    fn from(error: accounts::Error) -> Self {
        match error {
            accounts::Error::Refused(refusal) => refusal.into(),
            accounts::Error::Denied(denied) => denied.into(),
            accounts::Error::Ledger(error) => error.into(),
            accounts::Error::Db(error) => error.into(),
            accounts::Error::ProveAgain => Self::ProveAgain,
            // What failed is in the log already, without the provider's own words, which may carry its tokens.
            accounts::Error::Provider(_) => Self::Unavailable(error.to_string()),
            other @ (accounts::Error::Vault(_) | accounts::Error::Broken(_)) => Self::internal(other),
        }
    }
}

impl From<jobs::Error> for Error {
    fn from(error: jobs::Error) -> Self {
        match error {
            jobs::Error::Db(error) => error.into(),
            jobs::Error::Refused(refusal) => refusal.into(),
            jobs::Error::NotFailed => Self::Conflict(error.to_string()),
            other @ (jobs::Error::TooLarge { .. } | jobs::Error::Unwritable { .. }) => Self::internal(other),
        }
    }
}

impl From<webhooks::Error> for Error {
    fn from(error: webhooks::Error) -> Self {
        match error {
            webhooks::Error::Refused(refusal) => refusal.into(),
            webhooks::Error::Denied(denied) => denied.into(),
            webhooks::Error::NotFound(what) => Self::NotFound(what),
            webhooks::Error::Ledger(error) => error.into(),
            webhooks::Error::Db(error) => error.into(),
            webhooks::Error::Accounts(error) => error.into(),
            webhooks::Error::Jobs(error) => error.into(),
            other @ (webhooks::Error::Vault(_) | webhooks::Error::Source(_)) => Self::internal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_writes_on_a_disk_that_lost_something_is_told_what_to_do() {
        let error = Error::from(db::Error::DiskLost);
        assert_eq!(error.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(error.to_string().contains("municipio verify"), "{error}");
    }

    #[test]
    fn a_database_that_is_away_is_told_as_such_through_whomever_it_was_asked() {
        let away = || jobs::Error::Db(db::Error::DiskLost);
        for error in [Error::from(away()), Error::from(webhooks::Error::Jobs(away()))] {
            assert_eq!(error.status(), StatusCode::SERVICE_UNAVAILABLE, "{error:?}");
        }
    }

    #[test]
    fn a_fault_of_ours_is_told_without_its_cause() {
        let error = Error::internal("a table with a password in it");
        assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(error.to_string().contains("non dipende da te") && !error.to_string().contains("password"));
        let provider = accounts::Error::Provider("a body with a token in it".into());
        let error = Error::from(provider);
        assert_eq!(error.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(!format!("{error:?}").contains("token"), "nor may it reach the log by this way");
    }
}
