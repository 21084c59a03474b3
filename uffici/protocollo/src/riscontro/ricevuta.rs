//! The provider's receipts of an answer of ours: in the transaction that takes them.

use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{avanza::avanza, tabelle::riscontro};
use crate::{
    error::Error,
    posta::{MessaggioId, busta::Busta},
    spedizione::ricevuta::fatto_di,
    tables::casella,
};

/// The answer of which a receipt speaks. It counts only in the mailbox from which the answer left.
///
/// # Errors
/// Those of the database.
pub(super) async fn trova(tx: &Tx, casella: &casella::Model, busta: &Busta) -> Result<Option<riscontro::Model>, Error> {
    let (Some(id), Some(_), false) = (&busta.riferimento, busta.ricevuta, busta.sospetta) else { return Ok(None) };
    let select = riscontro::Entity::find().filter(riscontro::Column::MessageId.eq(id.as_str()));
    Ok(select.filter(riscontro::Column::CasellaId.eq(casella.id)).one(tx).await?)
}

/// Adds what the receipt says.
///
/// # Errors
/// Those of the database.
pub(super) async fn applica(
    tx: &mut Tx,
    riga: &riscontro::Model,
    busta: &Busta,
    messaggio: MessaggioId,
) -> Result<(), Error> {
    match fatto_di(busta, messaggio, tx.now()) {
        Some(fatto) => avanza(tx, riga.id, fatto).await,
        None => Ok(()),
    }
}
