//! What it takes to verify an act's signatures when nobody can be asked any more (level B-LT), added by the office that signs where the ente
//! wants it: asked for in the commit in which the act takes its number, since no signature comes after that; written beside the document that
//! was signed, which is posted, cited by its fingerprint and does not change.

pub(crate) mod tabella;

use std::io::Cursor;

use documents::document;
use ente::Ente;
use kernel::{Actor, Id};
use ledger::Tx;
use porte::sottoscrizione::{DaDurare, Durevole};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Atti,
    atto::passo::FILE_MAX,
    conservabili::vera,
    error::Error,
    leggi::Scheda,
    materia::CODICE,
    tables::{AttoId, firma, stato},
};

/// What the journal calls it.
const AZIONE: &str = "atti.rendi_durevole";

/// Those of an act, the first first.
pub(crate) async fn durate_di<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<Vec<tabella::Model>, Error> {
    let select = tabella::Entity::find().filter(tabella::Column::AttoId.eq(id));
    Ok(select.order_by_asc(tabella::Column::Id).all(connection).await?)
}

/// Asks for it in the transaction that numbers the act: of the act itself, and of the opinions upon it. `scheda`: as it was before.
pub(crate) async fn accoda(atti: &Atti, ente: &Ente, tx: &Tx, scheda: &Scheda) -> Result<(), Error> {
    if scheda.stato.numero.is_some() || !atti.firma.durevoli(ente) {
        return Ok(());
    }
    let now = stato::Entity::find().filter(stato::Column::AttoId.eq(scheda.atto.id)).one(tx).await?;
    let Some(now) = now.filter(|now| now.numero.is_some()) else { return Ok(()) };
    let opinions = firma::Entity::find().filter(firma::Column::AttoId.eq(scheda.atto.id));
    let opinions = opinions.filter(firma::Column::Versione.eq(now.versione)).filter(firma::Column::Esito.is_not_null());
    let opinions = opinions.order_by_asc(firma::Column::At).all(tx).await?;
    for id in now.documento_id.into_iter().chain(opinions.iter().map(|one| one.documento_id)) {
        atti.firma.rendi_durevole(tx, CODICE, id).await?;
    }
    Ok(())
}

/// A document for which it was asked, while there is none; never of signatures for trial, of whose certificates nobody can be asked.
pub(crate) async fn da_rendere(ente: &Ente, id: Id<document::Entity>) -> Result<Option<DaDurare>, Error> {
    let read = ente.db().read().await?;
    let there = tabella::Entity::find().filter(tabella::Column::PrimaId.eq(id)).one(&read).await?;
    let firme = firme_di(&read, id).await?;
    if there.is_some() || firme.is_empty() || !firme.iter().all(vera) {
        return Ok(None);
    }
    let documento = ente.archive.find(&read, &[id.uuid()]).await?.pop();
    let marcata = firme.iter().all(|one| one.marcata);
    Ok(documento.map(|documento| DaDurare { documento, marcata }))
}

/// The signatures that a document bears: of the act itself all those on the version that stands, of an opinion its own.
async fn firme_di<C: ConnectionTrait>(connection: &C, id: Id<document::Entity>) -> Result<Vec<firma::Model>, Error> {
    let own = firma::Entity::find().filter(firma::Column::DocumentoId.eq(id)).one(connection).await?;
    let Some(own) = own else { return Ok(Vec::new()) };
    if own.esito.is_some() {
        return Ok(vec![own]);
    }
    let all = firma::Entity::find().filter(firma::Column::AttoId.eq(own.atto_id));
    let all = all.filter(firma::Column::Versione.eq(own.versione)).filter(firma::Column::Esito.is_null());
    Ok(all.all(connection).await?)
}

/// Writes it, once.
pub(crate) async fn reso(atti: &Atti, ente: &Ente, id: Id<document::Entity>, fatto: Durevole) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let own = firma::Entity::find().filter(firma::Column::DocumentoId.eq(id)).one(&read).await?;
    let before = ente.archive.find(&read, &[id.uuid()]).await?.pop();
    drop(read);
    let (own, before) = own.zip(before).ok_or(Error::NotFound)?;
    let stored = ente.archive.receive_own(&mut Cursor::new(fatto.byte), FILE_MAX).await?;
    let mut tx = ente.ledger.begin(Actor::System(CODICE), AZIONE).await?;
    // Whoever does the same at the same instant waits here.
    tx.find::<stato::Entity>(own.atto_id.uuid()).await?.ok_or(Error::NotFound)?;
    if tabella::Entity::find().filter(tabella::Column::PrimaId.eq(id)).one(&tx).await?.is_some() {
        return Ok(());
    }
    let document = ente.archive.name(&mut tx, &stored, &before.name).await?;
    let row = tabella::Model {
        id: tx.id(),
        atto_id: own.atto_id,
        prima_id: id,
        documento_id: document.id,
        certificati: fatto.certificati,
        liste: fatto.liste,
        risposte: fatto.risposte,
        at: tx.now(),
    };
    tx.insert(row).await?;
    atti.firma.controlla(&tx, document.id).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}
