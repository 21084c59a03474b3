//! To take the record of a thing's last package away.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};

use super::di_uno;
use crate::{error::Error, permissions::VERSA, tables::cosa, trova};

/// Its bytes (RFC 4998, DER).
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a refusal where there is none yet, or its rows were changed; those of the database.
pub(crate) async fn scarica(ente: &Ente, who: &Who, id: Id<cosa::Entity>) -> Result<Vec<u8>, Error> {
    who.require(&VERSA)?;
    let read = ente.db().read().await?;
    let pack = trova::ultimo(&read, id).await?;
    let found = di_uno(&read, pack).await?;
    let found =
        found.ok_or_else(|| Refusal::because("Il pacchetto non ha ancora una marca temporale dell'archivio."))?;
    let told = |error: evidence_record::Error| Refusal::because(format!("L'evidenza non si può comporre: {error}."));
    Ok(found.and_then(|record| record.to_der()).map_err(told)?)
}
