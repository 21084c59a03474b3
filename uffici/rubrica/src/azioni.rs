//! What is done here: each in a transaction of its own, journaled under its own name.

use authz::Who;
use directory::{
    AddressKind, CONSULTA, MODIFICA, MergeId, Merging, NewAddress, NewSubject, SubjectId, UNISCI, Undone, distinct,
    merge, subject,
};
use ente::Ente;
use kernel::Date;

use crate::error::Error;

/// The row of a subject as it stands, merged or not, for whoever looks at it.
///
/// # Errors
/// Without the permission; [`Error::NotFound`]; those of the database.
pub(crate) async fn riga(ente: &Ente, who: &Who, id: SubjectId) -> Result<subject::Model, Error> {
    use sea_orm::EntityTrait;
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    subject::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)
}

/// Adds a subject.
///
/// # Errors
/// A missing permission; all the reasons why it cannot be; those of the database.
pub async fn crea(ente: &Ente, who: &Who, new: NewSubject) -> Result<subject::Model, Error> {
    who.require(&MODIFICA)?;
    let mut tx = ente.ledger.begin(who.actor(), "directory.aggiungi").await?;
    let row = directory::create(who, &mut tx, new).await?;
    tx.commit().await?;
    Ok(row)
}

/// Corrects a subject; `visto` is the state in which whoever corrects saw it ([`directory::version`]).
///
/// # Errors
/// As for [`crea`]; [`ledger::Error::Changed`] when another was quicker.
pub async fn correggi(
    ente: &Ente,
    who: &Who,
    id: SubjectId,
    visto: Option<&str>,
    new: NewSubject,
) -> Result<subject::Model, Error> {
    who.require(&MODIFICA)?;
    let mut tx = ente.ledger.begin(who.actor(), "directory.correggi").await?;
    let before = tx.find::<subject::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    if visto.is_some_and(|seen| seen != directory::version(&before)) {
        return Err(ledger::Error::Changed.into());
    }
    let row = directory::edit(who, &mut tx, &before, new).await?;
    tx.commit().await?;
    Ok(row)
}

/// Merges two subjects.
///
/// # Errors
/// A missing permission; all the reasons why they cannot be merged; those of the database.
pub async fn unisci(ente: &Ente, who: &Who, asked: &Merging) -> Result<merge::Model, Error> {
    who.require(&UNISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "directory.unisci").await?;
    let row = directory::unite(who, &mut tx, asked).await?;
    tx.commit().await?;
    Ok(row)
}

/// Undoes a merge.
///
/// # Errors
/// A missing permission; the reasons why it cannot be undone; those of the database.
pub async fn separa(ente: &Ente, who: &Who, id: MergeId, note: Option<&str>) -> Result<Undone, Error> {
    who.require(&UNISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "directory.separa").await?;
    let undone = directory::undo(who, &mut tx, id, note).await?;
    tx.commit().await?;
    Ok(undone)
}

/// Remembers that two subjects are two.
///
/// # Errors
/// A missing permission; the reasons why it makes no sense; those of the database.
pub async fn diverse(
    ente: &Ente,
    who: &Who,
    (a, b): (SubjectId, SubjectId),
    note: Option<&str>,
) -> Result<distinct::Model, Error> {
    who.require(&UNISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "directory.dichiara_diverse").await?;
    let row = directory::are_two(who, &mut tx, a, b, note).await?;
    tx.commit().await?;
    Ok(row)
}

/// Adds an address.
///
/// # Errors
/// A missing permission; the reasons why it cannot be; those of the database.
pub async fn aggiungi_indirizzo(
    ente: &Ente,
    who: &Who,
    id: SubjectId,
    new: &NewAddress,
) -> Result<subject::Model, Error> {
    who.require(&MODIFICA)?;
    let mut tx = ente.ledger.begin(who.actor(), "directory.aggiungi_indirizzo").await?;
    let row = directory::add_address(who, &mut tx, id, new).await?;
    tx.commit().await?;
    Ok(row)
}

/// Notes that an address is used no more.
///
/// # Errors
/// A missing permission; the reasons why it cannot be; those of the database.
pub async fn ritira_indirizzo(
    ente: &Ente,
    who: &Who,
    id: SubjectId,
    address: (AddressKind, &str),
    al: Option<Date>,
    note: Option<String>,
) -> Result<subject::Model, Error> {
    who.require(&MODIFICA)?;
    let mut tx = ente.ledger.begin(who.actor(), "directory.ritira_indirizzo").await?;
    let row = directory::retire_address(who, &mut tx, id, address, al, note).await?;
    tx.commit().await?;
    Ok(row)
}
