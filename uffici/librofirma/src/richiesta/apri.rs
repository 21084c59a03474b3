//! That a document was shown to somebody who is asked to sign it.

use authz::Who;
use documents::document;
use ente::Ente;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::leggi::{Scheda, leggi};
use crate::{
    error::Error,
    rules::RichiestaId,
    tables::{apertura, richiesta},
    visibilita::come,
};

/// Gives the document to be read and notes, the first time, that it was shown to a signer (or to who stands in for one). The asker reads
/// it without leaving a trace.
///
/// # Errors
/// [`Error::NotFound`] also where `who` may not see it; those of the database.
pub async fn apri(ente: &Ente, who: &Who, id: RichiestaId) -> Result<document::Model, Error> {
    let scheda = leggi(ente, who, id).await?;
    let document = scheda.da_leggere()?.clone();
    if firma_o_firmera(who, &scheda) && !gia(&scheda, who, &document) {
        annota(ente, who, id, &document).await?;
    }
    Ok(document)
}

fn firma_o_firmera(who: &Who, scheda: &Scheda) -> bool {
    scheda.passi.iter().any(|passo| passo.persona_id == who.person || come(who, passo).is_some())
}

fn gia(scheda: &Scheda, who: &Who, document: &document::Model) -> bool {
    scheda.aperture.iter().any(|one| one.persona_id == who.person && one.documento_id == document.id)
}

async fn annota(ente: &Ente, who: &Who, id: RichiestaId, document: &document::Model) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "librofirma.apri").await?;
    // A viewer asks for a file piece by piece: the first one notes it, and those beside it wait and see the note.
    tx.find::<richiesta::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let there = apertura::Entity::find()
        .filter(apertura::Column::RichiestaId.eq(id))
        .filter(apertura::Column::PersonaId.eq(who.person))
        .filter(apertura::Column::DocumentoId.eq(document.id))
        .one(&tx)
        .await?;
    if there.is_some() {
        return Ok(());
    }
    let row = apertura::Model {
        id: tx.id(),
        richiesta_id: id,
        documento_id: document.id,
        persona_id: who.person,
        at: tx.now(),
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}
