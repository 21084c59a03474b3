//! The registers that were made, and each of them to take away.

use authz::Who;
use ente::Ente;
use kernel::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{error::Error, permissions::GIORNALIERO, tables::giornaliero};

/// The registers of the days before `prima`, from the latest, at most `limit`.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    prima: Option<Date>,
    limit: usize,
) -> Result<Vec<giornaliero::Model>, Error> {
    who.require(&GIORNALIERO)?;
    let mut select = giornaliero::Entity::find().order_by_desc(giornaliero::Column::Giorno).limit(limit as u64);
    if let Some(prima) = prima {
        select = select.filter(giornaliero::Column::Giorno.lt(prima));
    }
    Ok(select.all(&ente.db().read().await?).await?)
}

/// The register of `giorno`.
///
/// # Errors
/// A missing permission; [`Error::GiornalieroAssente`]; those of the database.
pub async fn del_giorno(ente: &Ente, who: &Who, giorno: Date) -> Result<giornaliero::Model, Error> {
    who.require(&GIORNALIERO)?;
    let read = ente.db().read().await?;
    let row = giornaliero::Entity::find().filter(giornaliero::Column::Giorno.eq(giorno)).one(&read).await?;
    row.ok_or(Error::GiornalieroAssente)
}

/// Which of its two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parte {
    /// The PDF.
    Registro,
    /// The XML.
    Metadati,
}

/// One of the two files of the register of `giorno`.
///
/// # Errors
/// A missing permission; [`Error::GiornalieroAssente`]; those of the database.
pub async fn apri(ente: &Ente, who: &Who, giorno: Date, parte: Parte) -> Result<documents::document::Model, Error> {
    let row = del_giorno(ente, who, giorno).await?;
    let id = if parte == Parte::Registro { row.documento_id } else { row.metadati_id };
    let found = documents::document::Entity::find_by_id(id).one(&ente.db().read().await?).await?;
    found.ok_or(Error::GiornalieroAssente)
}
