use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;

use crate::{
    Error,
    api::wrong::read_fields,
    extract::{ENCODED_NUL, nul},
};

/// The fields of a form. That our page sent it was checked before the handler by the shell.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| Error::BadRequest(error.to_string()))?;
        if bytes.windows(ENCODED_NUL.len()).any(|three| three == ENCODED_NUL.as_bytes()) {
            return Err(nul());
        }
        read_fields(&bytes)
            .map(Self)
            .map_err(|why| Error::BadRequest(format!("Il modulo non si legge: {why}. Ricarica la pagina e riprova.")))
    }
}
