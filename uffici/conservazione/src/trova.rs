//! What many actions of the office look for first.

use documents::document;
use ente::Ente;
use kernel::{Id, Refusal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    tables::{cosa, pacchetto, stato},
};

/// How a thing stands.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub(crate) async fn stato<C: ConnectionTrait>(connection: &C, id: Id<cosa::Entity>) -> Result<stato::Model, Error> {
    let select = stato::Entity::find().filter(stato::Column::CosaId.eq(id));
    select.one(connection).await?.ok_or(Error::NotFound)
}

/// The last package of a thing.
///
/// # Errors
/// [`Error::NotFound`]; a refusal where it has none yet; those of the database.
pub(crate) async fn ultimo(read: &db::Read, id: Id<cosa::Entity>) -> Result<Id<pacchetto::Entity>, Error> {
    let pack = stato(read, id).await?.pacchetto_id;
    Ok(pack.ok_or_else(|| Refusal::because("Il pacchetto non è ancora pronto."))?)
}

/// One document.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub(crate) async fn documento(
    ente: &Ente,
    read: &db::Read,
    id: Id<document::Entity>,
) -> Result<document::Model, Error> {
    ente.archive.find(read, &[id.uuid()]).await?.pop().ok_or(Error::NotFound)
}
