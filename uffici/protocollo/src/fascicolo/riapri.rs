//! To reopen a closed fascicolo, with a reason that stays.

use authz::Who;
use ente::Ente;

use super::{
    Chiave, annota, blocca, chiave_se_visibile,
    continua::continuato,
    indice,
    regole::{check_reopen, continua_altrove},
    richiedi_cura,
    tables::stato,
    trova,
};
use crate::{error::Error, permissions::FASCICOLA};

/// Reopens a fascicolo.
///
/// # Errors
/// A missing permission; one that is open; no reason; one above it that is closed; one that another continues.
pub async fn riapri(ente: &Ente, who: &Who, chiave: &Chiave, motivo: &str) -> Result<(), Error> {
    who.require(&FASCICOLA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.riapri_fascicolo").await?;
    let fascicolo = trova(&tx, who, chiave).await?;
    richiedi_cura(who, fascicolo.stato.ufficio_id)?;
    let (before, standing) = blocca(&tx, who, &fascicolo).await?;
    check_reopen(&standing, motivo)?;
    if let Some(after) = continuato(&tx, fascicolo.riga.id).await? {
        return Err(continua_altrove(chiave_se_visibile(&tx, who, after).await?).into());
    }
    tx.update(&before, stato::Model { chiuso: false, chiuso_at: None, ..before.clone() }).await?;
    annota(&mut tx, who, fascicolo.riga.id, "riapertura", motivo.trim().to_owned()).await?;
    indice::aggiorna(&tx, fascicolo.riga.id).await?;
    tx.commit().await?;
    Ok(())
}
