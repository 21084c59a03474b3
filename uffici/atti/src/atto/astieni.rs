//! Somebody keeps out of an act: a conflict of interest is declared (art. 6-bis L. 241/1990).

use authz::Who;
use ente::Ente;
use pratiche::Astensione;

use crate::{
    Atti,
    error::Error,
    leggi::{pratica_di, una},
    tables::AttoId,
};

/// Declares it: whoever did already declares nothing more.
///
/// # Errors
/// All the reasons why it cannot be written; [`Error::NotFound`] where the act is not for `who`; those of the database.
pub(crate) async fn astieni(
    atti: &Atti,
    ente: &Ente,
    who: &Who,
    id: AttoId,
    (motivo, chiave): (&str, &str),
) -> Result<(), Error> {
    let tx = ente.ledger.begin(who.actor(), "atti.astieni").await?;
    una(&tx, who, id).await?;
    let pratica = pratica_di(&tx, id).await?;
    let asked = Astensione { pratica, chi: who.person, motivo, chiave };
    let (tx, done) = pratiche::astieni(tx, atti, asked).await?;
    if !done.gia() {
        tx.commit().await?;
    }
    Ok(())
}
