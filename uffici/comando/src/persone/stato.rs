//! To close a person's account, or to open it again.

use accounts::write_active;
use authz::{PersonId, Who};
use ente::Ente;
use kernel::Refusal;

use super::pari;
use crate::{
    custodia::Custodia,
    error::Error,
    fatti::{Di, annota},
    rules::motivo as in_ordine,
};

/// Closes an account (sessions end, programs' keys are revoked) or opens it again.
///
/// # Errors
/// Without the permission; one's own account; without a reason; when nobody would be left who may manage the ente.
pub async fn attiva(ente: &Ente, who: &Who, persona: PersonId, attiva: bool, motivo: &str) -> Result<(), Error> {
    who.require(&accounts::GESTISCI_PERSONE)?;
    let action = if attiva { "comando.riattiva_persona" } else { "comando.disattiva_persona" };
    let mut tx = ente.ledger.begin(who.actor(), action).await?;
    pari(&tx, who, persona, tx.now().date()).await?;
    let mut refusal = Refusal::default();
    if persona == who.person && !attiva {
        refusal.add(None, "Non puoi disattivare il tuo stesso accesso: chiedilo a un altro che gestisce le persone.");
    }
    let motivo = in_ordine(motivo, !attiva, &mut refusal);
    let custodia = Custodia::apri(&tx).await?;
    let changed = write_active(&mut tx, persona, attiva).await?;
    // All the reasons at once: those of the guard too.
    if let Err(error) = custodia.chiudi(&tx).await {
        let Error::Refused(more) = error else { return Err(error) };
        refusal.reasons.extend(more.reasons);
    }
    refusal.unless_empty(())?;
    if !changed {
        return Ok(());
    }
    let testo = if attiva { "ha riattivato l'accesso" } else { "ha disattivato l'accesso" };
    annota(&mut tx, who, "stato", Di { persona: Some(persona), ..Di::default() }, testo.into(), motivo).await?;
    tx.commit().await?;
    Ok(())
}
