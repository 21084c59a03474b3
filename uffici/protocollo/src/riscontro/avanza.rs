//! To add a fact to an answer of ours, in the caller's transaction: as of a sending.

use kernel::Instant;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    RiscontroId,
    tabelle::{fatto, stato},
};
use crate::{
    error::Error,
    spedizione::{
        avanza::{Fatto, TENTATIVO},
        stato::{Stato, dopo},
    },
};

/// Adds the first fact of a new one: it waits to leave.
///
/// # Errors
/// Those of the database.
pub(super) async fn comincia(tx: &mut Tx, id: RiscontroId, at: Instant) -> Result<(), Error> {
    let (where_it_stands, fino) = dopo(None, Stato::InCoda, true, at);
    annota(tx, id, Stato::InCoda.code(), Fatto::nostro(Stato::InCoda, at, "")).await?;
    let row = stato::Model {
        id: tx.id(),
        riscontro_id: id,
        stato: where_it_stands.code().into(),
        aperta: true,
        attesa_fino_at: fino,
        documento_id: None,
        sigillata_id: None,
        sigillo_nota: None,
    };
    tx.insert(row).await?;
    Ok(())
}

/// Adds a fact. Only certified mailboxes answer.
///
/// # Errors
/// Those of the database.
pub(super) async fn avanza(tx: &mut Tx, id: RiscontroId, fatto: Fatto) -> Result<(), Error> {
    let before = stato_di(tx, id).await?;
    let Some(said) = fatto.stato else { return annota(tx, id, TENTATIVO, fatto).await };
    let prima = Stato::from_code(&before.stato);
    let (ora, fino) = dopo(Some((prima, before.attesa_fino_at)), said, true, fatto.at);
    annota(tx, id, said.code(), fatto).await?;
    // What someone has closed opens again only for news.
    let aperta = (ora.fallito() || fino.is_some()) && (before.aperta || ora != prima);
    let after = stato::Model { stato: ora.code().into(), aperta, attesa_fino_at: fino, ..before.clone() };
    if after != before {
        tx.update(&before, after).await?;
    }
    Ok(())
}

/// Where it stands, locked until the transaction ends.
///
/// # Errors
/// Those of the database.
pub(super) async fn stato_di(tx: &Tx, id: RiscontroId) -> Result<stato::Model, Error> {
    let found = stato::Entity::find().filter(stato::Column::RiscontroId.eq(id)).one(tx).await?;
    let found = found.ok_or(Error::SpedizioneAssente)?;
    tx.find::<stato::Entity>(found.id.uuid()).await?.ok_or(Error::SpedizioneAssente)
}

/// Adds the row of a fact.
///
/// # Errors
/// Those of the database.
pub(super) async fn annota(tx: &mut Tx, id: RiscontroId, tipo: &str, fatto: Fatto) -> Result<(), Error> {
    let row = fatto::Model {
        id: tx.id(),
        riscontro_id: id,
        tipo: tipo.into(),
        at: fatto.at,
        scritto_at: tx.now(),
        testo: fatto.testo,
        messaggio_id: fatto.messaggio,
    };
    tx.insert(row).await?;
    Ok(())
}
