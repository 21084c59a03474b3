//! To revoke an act: nothing more is registered under it, and what was stays as it is.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{DifferimentoId, tables::differimento};
use crate::{error::Error, permissions::DIFFERISCI};

/// Revokes.
///
/// # Errors
/// A missing permission; an act that is not there or was revoked already; those of the database.
pub async fn revoca(ente: &Ente, who: &Who, id: DifferimentoId) -> Result<(), Error> {
    who.require(&DIFFERISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.revoca_differimento").await?;
    let before = tx.find::<differimento::Entity>(id.uuid()).await?;
    let before = before.ok_or_else(|| Refusal::because("Questo provvedimento di differimento non c'è."))?;
    if before.revocato_at.is_some() {
        return Err(Refusal::because("Questo provvedimento è già stato revocato.").into());
    }
    let after = differimento::Model { revocato_da: Some(who.person), revocato_at: Some(tx.now()), ..before.clone() };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}
