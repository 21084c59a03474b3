//! To withdraw a copy: from then on its public page says so. The copy stays in the register.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};

use crate::{
    elenca::una,
    error::Error,
    permissions::RITIRA,
    tables::{copia, ritiro},
};

/// Withdraws it.
///
/// # Errors
/// Without the permission; where there is none that `who` may see; without a reason, or twice; those of the database.
pub async fn ritira(ente: &Ente, who: &Who, id: Id<copia::Entity>, motivo: &str) -> Result<ritiro::Model, Error> {
    who.require(&RITIRA)?;
    let known = una(ente, who, id).await?;
    let motivo = motivo.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut refusal = Refusal::default();
    if motivo.is_empty() || motivo.chars().count() > 500 {
        refusal.add(Some("motivo"), "Scrivi perché la ritiri, in 500 caratteri al massimo: resta nel registro.");
    }
    if known.ritiro.is_some() {
        refusal.add(None, "Questa copia è già stata ritirata.");
    }
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "copie.ritira").await?;
    // Whoever comes second waits here, and finds the first's row.
    tx.find::<copia::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    if crate::elenca::ritiro_di(&tx, id).await?.is_some() {
        return Err(Refusal::because("Questa copia è già stata ritirata.").into());
    }
    let row = ritiro::Model { id: tx.id(), copia_id: id, ritirata_at: tx.now(), persona_id: who.person, motivo };
    let row = tx.insert(row).await?;
    tx.commit().await?;
    Ok(row)
}
