//! The sheet that parts two documents in one scan: to be printed and laid between them.

use authz::Who;
use ente::Ente;
use pdf::{About, Template};
use serde::Serialize;

use crate::{error::Error, permissions::REGISTRA, scansione::segno::BANDE};

const MODELLO: Template =
    Template::shipped("foglio-separatore", include_str!("../../../../modelli/foglio-separatore.typ"));

#[derive(Debug, Serialize)]
struct Separatore {
    ente: String,
    /// The heights of the bands, the first black.
    bande: [u32; BANDE.len()],
}

/// The sheet.
///
/// # Errors
/// A missing permission; those of the typesetter.
pub async fn foglio_separatore_pdf(ente: &Ente, who: &Who) -> Result<Vec<u8>, Error> {
    who.require(&REGISTRA)?;
    let about = About {
        title: "Foglio separatore per le scansioni".into(),
        author: ente.info.name.clone(),
        at: ente.ledger.now(),
    };
    let sheet = Separatore { ente: ente.info.name.clone(), bande: BANDE };
    Ok(pdf::render(&MODELLO, &about, &sheet).await?)
}
