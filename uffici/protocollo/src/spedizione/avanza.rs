//! To add a fact to a sending: in the caller's transaction, with where it then stands.

use kernel::Instant;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    SpedizioneId,
    stato::{Stato, dopo},
    tabelle::{fatto, spedizione, stato},
};
use crate::{error::Error, eventi, posta::MessaggioId};

/// The code of a try that failed and will be made again: it moves nothing.
pub const TENTATIVO: &str = "tentativo";

/// What happened to a sending.
#[derive(Clone, Debug)]
pub struct Fatto {
    /// What it says; none for a try that will be made again.
    pub stato: Option<Stato>,
    /// When it happened.
    pub at: Instant,
    /// The reason, the server's words, or what else there is to say.
    pub testo: Option<String>,
    /// The receipt that says so.
    pub messaggio: Option<MessaggioId>,
}

impl Fatto {
    /// A fact of which nobody but us knows.
    pub fn nostro(stato: Stato, at: Instant, testo: impl Into<String>) -> Self {
        Self { stato: Some(stato), at, testo: Some(testo.into()).filter(|text| !text.is_empty()), messaggio: None }
    }
}

/// Adds the first fact of a new sending. `risponde`: as for [`dopo`].
///
/// # Errors
/// Those of the database.
pub(crate) async fn comincia(tx: &mut Tx, id: SpedizioneId, risponde: bool, primo: Fatto) -> Result<(), Error> {
    let first = primo.stato.unwrap_or(Stato::InCoda);
    let (where_it_stands, fino) = dopo(None, first, risponde, primo.at);
    annota(tx, id, primo).await?;
    let row = stato::Model {
        id: tx.id(),
        spedizione_id: id,
        stato: where_it_stands.code().into(),
        aperta: where_it_stands.fallito() || fino.is_some(),
        attesa_fino_at: fino,
    };
    tx.insert(row).await?;
    Ok(())
}

/// Adds a fact, and gives where the sending then stands. `risponde`: as for [`dopo`].
///
/// # Errors
/// Those of the database.
pub(crate) async fn avanza(tx: &mut Tx, id: SpedizioneId, risponde: bool, fatto: Fatto) -> Result<Stato, Error> {
    let before = stato_di(tx, id).await?;
    let prima = Stato::from_code(&before.stato);
    let Some(said) = fatto.stato else {
        annota(tx, id, fatto).await?;
        return Ok(prima);
    };
    let (ora, fino) = dopo(Some((prima, before.attesa_fino_at)), said, risponde, fatto.at);
    annota(tx, id, fatto).await?;
    let aperta = (ora.fallito() || fino.is_some()) && !rispedita(tx, id).await?;
    let after = stato::Model { stato: ora.code().into(), aperta, attesa_fino_at: fino, ..before.clone() };
    if after != before {
        tx.update(&before, after).await?;
    }
    if ora != prima {
        avvisa(tx, id, ora).await?;
    }
    Ok(ora)
}

/// Other programs may want to know how a sending ended.
async fn avvisa(tx: &Tx, id: SpedizioneId, ora: Stato) -> Result<(), Error> {
    let kind = match ora {
        Stato::Consegnato => eventi::CONSEGNATA,
        ora if ora.fallito() => eventi::FALLITA,
        _ => return Ok(()),
    };
    if let Some(riga) = spedizione::Entity::find_by_id(id).one(tx).await? {
        webhooks::tell(tx, kind, riga.registrazione_id.uuid()).await?;
    }
    Ok(())
}

/// Closes a sending after which another was made.
///
/// # Errors
/// Those of the database.
pub(crate) async fn chiudi(tx: &mut Tx, id: SpedizioneId) -> Result<(), Error> {
    let before = stato_di(tx, id).await?;
    let after = stato::Model { aperta: false, ..before.clone() };
    if after != before {
        tx.update(&before, after).await?;
    }
    Ok(())
}

/// Where a sending stands, locked until the transaction ends.
///
/// # Errors
/// Those of the database.
pub(crate) async fn stato_di(tx: &Tx, id: SpedizioneId) -> Result<stato::Model, Error> {
    let found = stato::Entity::find().filter(stato::Column::SpedizioneId.eq(id)).one(tx).await?;
    let found = found.ok_or(Error::SpedizioneAssente)?;
    tx.find::<stato::Entity>(found.id.uuid()).await?.ok_or(Error::SpedizioneAssente)
}

/// Whether another sending was made after this one.
///
/// # Errors
/// Those of the database.
pub(crate) async fn rispedita(tx: &Tx, id: SpedizioneId) -> Result<bool, Error> {
    Ok(spedizione::Entity::find().filter(spedizione::Column::InLuogoDi.eq(id)).one(tx).await?.is_some())
}

async fn annota(tx: &mut Tx, id: SpedizioneId, fatto: Fatto) -> Result<(), Error> {
    let row = fatto::Model {
        id: tx.id(),
        spedizione_id: id,
        tipo: fatto.stato.map_or(TENTATIVO, Stato::code).into(),
        at: fatto.at,
        scritto_at: tx.now(),
        testo: fatto.testo,
        messaggio_id: fatto.messaggio,
    };
    tx.insert(row).await?;
    Ok(())
}
