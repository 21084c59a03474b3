use accounts::Pending;
use axum::response::Response;

use crate::{Ctx, Error};

/// Asks for the second factor of a log-in whose password was right.
pub(super) async fn ask(_ctx: &Ctx, _pending: &Pending, _poi: &str) -> Result<Response, Error> {
    Err(Error::Unavailable("Il tuo accesso chiede un secondo fattore, che questa versione non sa ancora chiedere dal sito.".into()))
}
