//! The actions on an entry of the register, one a file.

pub(crate) mod annota;
pub mod annulla;
pub mod assegna;
pub mod attese;
pub mod cerca;
pub mod chi_registra;
pub mod classifica;
pub mod conta;
pub mod conteggio;
pub(crate) mod da_assegnare;
pub mod elenca;
pub mod filtri;
pub mod indice;
mod indice_pa;
pub mod inoltra;
pub(crate) mod note;
mod parti;
pub mod registra;
pub mod rispondi;
pub mod scheda;
pub mod sfoglia;

use authz::Who;
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    rules::RegistrazioneId,
    tables::{registrazione, stato},
    visibilita,
};

/// The entry with this year and number, where `who` may see it.
///
/// # Errors
/// [`Error::NotFound`] where there is none *or* it may not be known that there is one.
pub async fn trova<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    anno: i64,
    numero: i64,
) -> Result<registrazione::Model, Error> {
    let (condition, values) = visibilita::condition(who, 3);
    let sql =
        format!("SELECT r.id FROM protocollo_registrazione r WHERE r.anno = $1 AND r.numero = $2 AND {condition}");
    let places = [anno.into(), numero.into()].into_iter().chain(values);
    let id: Option<RegistrazioneId> = match db::one(connection, &sql, places).await? {
        Some(row) => Some(row.try_get("", "id")?),
        None => None,
    };
    let id = id.ok_or(Error::NotFound)?;
    registrazione::Entity::find_by_id(id).one(connection).await?.ok_or(Error::NotFound)
}

/// The entry with this id, where `who` may see it.
///
/// # Errors
/// [`Error::NotFound`], as for [`trova`].
pub(crate) async fn della_riga<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: RegistrazioneId,
) -> Result<registrazione::Model, Error> {
    let (condition, values) = visibilita::condition(who, 2);
    let sql = format!("SELECT r.id FROM protocollo_registrazione r WHERE r.id = $1 AND {condition}");
    db::one(connection, &sql, std::iter::once(id.into()).chain(values)).await?.ok_or(Error::NotFound)?;
    registrazione::Entity::find_by_id(id).one(connection).await?.ok_or(Error::NotFound)
}

/// The changing side of an entry, locked until the transaction ends.
pub(crate) async fn stato_di(tx: &Tx, id: RegistrazioneId) -> Result<stato::Model, Error> {
    let found =
        stato::Entity::find().filter(stato::Column::RegistrazioneId.eq(id)).one(tx).await?.ok_or(Error::NotFound)?;
    tx.find::<stato::Entity>(found.id.uuid()).await?.ok_or(Error::NotFound)
}
