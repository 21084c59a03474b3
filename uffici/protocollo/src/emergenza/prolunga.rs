//! To authorise the register beyond 24 hours, a week at most at a time, with an act (art. 63, comma 2).

use authz::Who;
use ente::Ente;
use kernel::Instant;

use super::{EmergenzaId, ancora_aperta, bloccata, fine_di, rules::check_periodo};
use crate::{error::Error, permissions::EMERGENZA, tables::emergenza_periodo};

/// Prolongs the use of the register until `fino_at`.
///
/// # Errors
/// A missing permission; [`Error::EmergenzaAssente`]; all the reasons why not; those of the database.
pub async fn prolunga(
    ente: &Ente,
    who: &Who,
    id: EmergenzaId,
    fino_at: Instant,
    provvedimento: &str,
) -> Result<(), Error> {
    who.require(&EMERGENZA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.prolunga_emergenza").await?;
    let emergenza = bloccata(&tx, id).await?;
    ancora_aperta(&emergenza)?;
    check_periodo(fine_di(&tx, &emergenza).await?, fino_at, provvedimento)?;
    let row = emergenza_periodo::Model {
        id: tx.id(),
        emergenza_id: id,
        fino_at,
        provvedimento: provvedimento.trim().into(),
        persona_id: who.person,
        at: tx.now(),
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}
