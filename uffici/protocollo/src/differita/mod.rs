//! Deferred registration: documents that came on a day and are registered later, under an act of the responsible of the service that
//! says why, which and until when. The entry tells the true day of receipt and the act; it keeps the number and the instant of the
//! day on which it is made, for no number is ever given backwards.

pub mod autorizza;
pub mod elenca;
pub mod revoca;
pub(crate) mod rules;
pub(crate) mod tables;

use kernel::{Date, Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use self::tables::{differimento, differita};
use crate::{
    error::Error,
    rules::{Nuova, RegistrazioneId},
};

/// Of ids that point at an act.
pub type DifferimentoId = Id<differimento::Entity>;

/// The act, where the document may be registered under it at `today`.
///
/// # Errors
/// All the reasons why not.
pub(crate) async fn ammessa(
    tx: &Tx,
    id: DifferimentoId,
    nuova: &Nuova,
    today: Date,
) -> Result<differimento::Model, Error> {
    // An act that is being revoked gives no more entries; all who register under it do not wait for each other.
    let act = tx.find_as_it_stands::<differimento::Entity>(id.uuid()).await?.ok_or_else(|| {
        let mut refusal = Refusal::default();
        refusal.add(Some("differimento"), "Questo provvedimento di differimento non c'è: sceglilo dall'elenco.");
        Error::from(refusal)
    })?;
    rules::check_arrivo(&act, nuova.verso, nuova.arrivata_il, today)?;
    Ok(act)
}

/// Notes, in the transaction that registers it, under which act an entry was made.
pub(crate) async fn scrivi(tx: &mut Tx, id: RegistrazioneId, act: &differimento::Model) -> Result<(), Error> {
    let row = differita::Model { id: tx.id(), registrazione_id: id, differimento_id: act.id };
    tx.insert(row).await?;
    Ok(())
}

/// The act under which an entry was made, of one that whoever asks may see.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di<C: ConnectionTrait>(
    connection: &C,
    id: RegistrazioneId,
) -> Result<Option<differimento::Model>, Error> {
    let found = differita::Entity::find().filter(differita::Column::RegistrazioneId.eq(id)).one(connection).await?;
    let Some(found) = found else { return Ok(None) };
    Ok(differimento::Entity::find_by_id(found.differimento_id).one(connection).await?)
}

/// "arrivata il 20/11/2026, differita con decreto n. 5 del 20/11/2026", as pages and papers tell it.
pub(crate) fn detta(act: &differimento::Model, arrivata_il: Option<Date>) -> String {
    let day = arrivata_il.map(|day| format!("arrivata il {}, ", day.format("%d/%m/%Y"))).unwrap_or_default();
    format!("{day}differita con {} ({})", act.provvedimento, act.motivo.trim_end_matches('.'))
}
