//! To check the provider's signature of a message again: after an authority was added.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::fiducia::fiducia;
use crate::{
    error::Error,
    posta::{
        MessaggioId, Stato,
        busta::Busta,
        prendi::{apri, firma_di},
        tabelle::firma,
        vedi::{trova, vedi},
    },
    riscontro::{
        arriva::{di_nuovo, risposta_di_nuovo},
        sigillo,
    },
    spedizione::ricevuta,
    tables::{casella, messaggio_stato},
};

/// Checks it again, and counts the receipt that nobody had believed where it now can be.
///
/// # Errors
/// [`Error::MessaggioAssente`] where `who` does not see it; of what has no provider's signature, or was discarded; those of the
/// database and the store.
pub async fn verifica(ente: &Ente, who: &Who, id: MessaggioId) -> Result<(), Error> {
    let intero = vedi(ente, who, id).await?;
    web::still_kept(ente, &intero.documento).await?;
    let stored = ente.archive.stored(intero.documento.hash()).await?;
    let fidati = fiducia(&ente.db().read().await?).await?;
    let busta = apri(ente, &stored, intero.casella.certificata, &fidati).await?;
    let Some(found) = &busta.firma else {
        return Err(Refusal::because("Questo messaggio non è PEC: non c'è una firma del gestore da verificare.").into());
    };
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.verifica_firma").await?;
    trova(&tx, who, id).await?;
    let before = firma::Entity::find().filter(firma::Column::MessaggioId.eq(id)).one(&tx).await?;
    let counted_before = before.as_ref().is_none_or(|row| row.contata);
    // What was believed once has moved a sending already, and facts are never taken back.
    let contata = counted_before || !busta.sospetta;
    match before {
        Some(before) => {
            let after = firma::Model { id: before.id, ..firma_di(&tx, id, found, contata) };
            tx.update(&before, after).await?;
        }
        None => {
            let row = firma_di(&tx, id, found, contata);
            tx.insert(row).await?;
        }
    }
    sigillo::aggiorna(&mut tx, id, &busta).await?;
    let done = if contata && !counted_before {
        conta(ente, &mut tx, &intero.casella, &busta, id).await?
    } else {
        // The seal of an answer is told anew whatever its provider's signature is worth, and may have held it alone. Of a receipt that was
        // counted nothing is counted twice.
        risposta_di_nuovo(&mut tx, ente, &intero.casella, &busta, id).await?
    };
    if done {
        archivia(&mut tx, who, id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Does what was left undone when the receipt came. Whether nobody has to look at it any more.
async fn conta(
    ente: &Ente,
    tx: &mut Tx,
    casella: &casella::Model,
    busta: &Busta,
    id: MessaggioId,
) -> Result<bool, Error> {
    if let Some(riga) = ricevuta::trova(tx, casella, busta).await? {
        ricevuta::applica(tx, &riga, busta, id).await?;
        return Ok(true);
    }
    di_nuovo(tx, ente, casella, busta, id).await
}

/// Files a message that waits.
async fn archivia(tx: &mut Tx, who: &Who, id: MessaggioId) -> Result<(), Error> {
    let select = messaggio_stato::Entity::find().filter(messaggio_stato::Column::MessaggioId.eq(id));
    let Some(found) = select.one(tx).await? else { return Ok(()) };
    let before = tx.find::<messaggio_stato::Entity>(found.id.uuid()).await?.ok_or(Error::MessaggioAssente)?;
    if before.stato == Stato::Attesa.code() {
        let (stato, at) = (Stato::Ricevuta.code().into(), tx.now());
        let after = messaggio_stato::Model { stato, persona_id: Some(who.person), at, ..before.clone() };
        tx.update(&before, after).await?;
    }
    Ok(())
}
