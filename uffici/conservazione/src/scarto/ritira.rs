//! To give a list up before anything was discarded.

use authz::Who;
use ente::Ente;
use kernel::Id;

use super::{regole::Passo, scritto, tenuto};
use crate::{error::Error, permissions::SCARTA, tables::scarto};

/// Gives a list up, with the reason. It keeps its number.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; one that is being carried out, or over; those of the ledger.
pub async fn ritira(ente: &Ente, who: &Who, id: Id<scarto::Entity>, motivo: &str) -> Result<(), Error> {
    who.require(&SCARTA)?;
    let motivo = scritto("motivo", motivo, "Scrivi perché l'elenco si ritira: resta nella sua storia.")?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.ritira_scarto").await?;
    let before = tenuto(&tx, id, Passo::si_ritira).await?;
    let after = scarto::Model {
        stato: Passo::Ritirato.code().into(),
        dal: tx.now(),
        motivo: Some(motivo.to_owned()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}
