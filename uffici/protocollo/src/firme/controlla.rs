//! To check the signatures of an entry's documents.

use documents::document;
use ente::Ente;
use kernel::{Actor, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use signing::verify::facts::{Existence, ExistenceOrigin};
use validation::Asked;
use verifiche::Accanto;

use crate::{
    error::Error,
    jobs::estrai_testo,
    registrazione::scheda::Scheda,
    rules::{RegistrazioneId, segnatura},
    tables::{allegato, registrazione},
};

/// Checks those documents of an entry that nobody has checked yet. Doing it twice changes nothing.
///
/// # Errors
/// Those of store and database.
pub(crate) async fn tutti(ente: &Ente, id: RegistrazioneId) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let Some(riga) = registrazione::Entity::find_by_id(id).one(&read).await? else { return Ok(()) };
    let allegati = allegato::Entity::find()
        .filter(allegato::Column::RegistrazioneId.eq(id))
        .order_by_asc(allegato::Column::Ordine)
        .all(&read)
        .await?;
    let ids: Vec<Uuid> = allegati.iter().map(|allegato| allegato.documento_id.uuid()).collect();
    let documents = ente.archive.find(&read, &ids).await?;
    let documents = ente.archive.not_discarded(&read, documents).await?;
    drop(read);
    let done = validation::latest_of(ente, &ids).await?;
    let others: Vec<&document::Model> = documents.iter().collect();
    let mut failed = None;
    for document in documents.iter().filter(|document| !done.contains_key(&document.id.uuid())) {
        let Accanto { firmato, marche, .. } = Accanto::tra(document, &others);
        let asked = Asked { document, signed: firmato, stamps: marche, at: None, existence: esistenza(&riga) };
        // One that fails keeps no other unchecked; the first error is told, and all that lack are tried again.
        if let Err(error) = validation::check(ente, Actor::System(estrai_testo::KIND), asked).await {
            tracing::warn!(%error, document = %document.id, "signatures not checked");
            failed = failed.or(Some(error));
        }
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// What stands beside a document of an entry, for whoever asks for a check.
pub(crate) fn intorno<'a>(scheda: &'a Scheda, document: &document::Model) -> Accanto<'a> {
    let others: Vec<&document::Model> = scheda.documenti.iter().map(|(_, other)| other).collect();
    Accanto { esistenza: esistenza(&scheda.riga), ..Accanto::tra(document, &others) }
}

/// That it stands in the register proves since when the document exists: a date certain towards third parties (DPCM 22 February 2013,
/// art. 41, c. 4, lett. a; DPR 445/2000, art. 53). Only the entry that is looked at: another may be one that its reader may not see.
fn esistenza(riga: &registrazione::Model) -> Vec<Existence> {
    let what = format!("di protocollo n. {}", segnatura(riga));
    vec![Existence { at: riga.registrata_at.utc(), origin: ExistenceOrigin::Registration(what) }]
}
