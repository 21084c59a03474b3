//! What happens to acts of which other programs may be told: each is told only of what its key may see, and nobody of
//! what is confidential.

use authz::Who;
use ente::Ente;
use kernel::Uuid;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use webhooks::{Events, Kind, SourceError};

use crate::{
    error::Error,
    permissions::CONSULTA,
    tables::{AttoId, stato},
    visibilita::condizione,
};

/// An act was signed by all and has its number.
pub(crate) const ADOTTATO: &str = "atti.adottato";
/// It was posted at the albo.
pub(crate) const PUBBLICATO: &str = "atti.pubblicato";
/// It takes effect.
pub(crate) const EFFICACE: &str = "atti.efficace";
/// Another act revoked, annulled or replaced it.
pub(crate) const SUPERATO: &str = "atti.superato";

static KINDS: &[Kind] = &[
    Kind { code: ADOTTATO, label: "un atto adottato", permission: &CONSULTA },
    Kind { code: PUBBLICATO, label: "un atto pubblicato all'albo", permission: &CONSULTA },
    Kind { code: EFFICACE, label: "un atto che ha effetto", permission: &CONSULTA },
    Kind { code: SUPERATO, label: "un atto revocato, annullato o sostituito", permission: &CONSULTA },
];

/// Says, in the step's transaction, what happened to an act; of a confidential one, nothing.
///
/// # Errors
/// Those of the database.
pub(crate) async fn avvisa(tx: &Tx, kind: &'static str, stato: &stato::Model) -> Result<(), Error> {
    if stato.riservato {
        return Ok(());
    }
    webhooks::tell(tx, kind, stato.atto_id.uuid()).await.map_err(|error| Error::Ufficio(error.into()))
}

/// The office's side of what is told.
pub(crate) struct Eventi;

#[async_trait::async_trait]
impl Events for Eventi {
    fn kinds(&self) -> &'static [Kind] {
        KINDS
    }

    async fn resource(&self, ente: &Ente, who: &Who, _: &str, subject: Uuid) -> Result<Option<String>, SourceError> {
        dove(ente, who, subject.into()).await.map_err(Into::into)
    }
}

/// Where it is read: nowhere for who may not see it now, nor where it is confidential, whoever asks.
async fn dove(ente: &Ente, who: &Who, id: AttoId) -> Result<Option<String>, Error> {
    let read = ente.db().read().await?;
    let select = stato::Entity::find().filter(condizione(who)).filter(stato::Column::AttoId.eq(id));
    let found = select.filter(stato::Column::Riservato.eq(false)).one(&read).await?;
    Ok(found.map(|row| format!("/api/v1/atti/{}", row.atto_id)))
}
