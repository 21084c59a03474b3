//! To authorise that certain documents be registered later than the day on which they came.

use authz::Who;
use ente::Ente;

pub use super::rules::Nuovo;
use super::tables::differimento;
use crate::{error::Error, permissions::DIFFERISCI};

/// Authorises.
///
/// # Errors
/// A missing permission; all the reasons why not; those of the database.
pub async fn autorizza(ente: &Ente, who: &Who, nuovo: &Nuovo) -> Result<differimento::Model, Error> {
    who.require(&DIFFERISCI)?;
    nuovo.check(ente.ledger.now().date())?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.differisci").await?;
    let row = differimento::Model {
        id: tx.id(),
        motivo: nuovo.motivo.trim().into(),
        provvedimento: nuovo.provvedimento.trim().into(),
        documenti: nuovo.documenti.trim().into(),
        dal: nuovo.dal,
        al: nuovo.al,
        giorni: nuovo.giorni,
        autorizzato_da: who.person,
        autorizzato_at: tx.now(),
        revocato_da: None,
        revocato_at: None,
    };
    let row = tx.insert(row).await?;
    tx.commit().await?;
    Ok(row)
}
