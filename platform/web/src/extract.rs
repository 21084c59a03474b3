//! What an address carries. Like axum's own, but what cannot be read is told as every other error of ours.

#![expect(clippy::disallowed_types, reason = "the one place that reads with axum's own")]

use axum::{
    extract::{FromRequestParts, Path as AxumPath},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::{Error, api::wrong};

/// The parameters of a path. One that cannot be read names nothing that there is.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let read = AxumPath::from_request_parts(parts, state).await;
        read.map(|AxumPath(read)| Self(read)).map_err(|_| Error::NotFound("L'indirizzo non porta a niente."))
    }
}

/// The fields after the `?` of an address.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let read = wrong::read_fields(parts.uri.query().unwrap_or_default().as_bytes());
        read.map(Self).map_err(|why| Error::BadRequest(format!("I parametri dell'indirizzo non si leggono: {why}.")))
    }
}

/// The sign number zero, as it looks in an address and in an encoded form; nothing else looks so.
pub(crate) const ENCODED_NUL: &str = "%00";

/// What is said of that sign, which stands in no text: PostgreSQL cannot keep it, and nobody writes it.
pub(crate) fn nul() -> Error {
    Error::BadRequest("Il testo contiene il carattere nullo, che nessuno scrive: toglilo e riprova.".into())
}

/// Refuses a text with it.
pub(crate) fn no_nul(text: &str) -> Result<(), Error> {
    if text.contains('\0') { Err(nul()) } else { Ok(()) }
}
