use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;

use crate::{Error, extract::no_nul};

/// The fields of a form. That our page sent it was checked before the handler by the shell.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| Error::BadRequest(error.to_string()))?;
        // In an encoded form this is how that sign looks, and nothing else looks so.
        if bytes.windows(3).any(|three| three == b"%00") {
            no_nul("\0")?;
        }
        serde_urlencoded::from_bytes(&bytes).map(Self).map_err(|error| {
            Error::BadRequest(format!("Il modulo non si legge ({error}). Ricarica la pagina e riprova."))
        })
    }
}
