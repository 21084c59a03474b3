//! To take an entry out of a fascicolo: it leaves its row, with who, when and why. The entry itself stays where else it lies.

use authz::Who;
use ente::Ente;
use kernel::Id;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{Chiave, Fascicolo, blocca, metti::richiedi_lavoro, regole::check_take, tables::voce, trova};
use crate::{error::Error, permissions::FASCICOLA, registrazione::della_riga, tables::registrazione};

/// Takes an entry out.
///
/// # Errors
/// A missing permission, all the reasons why not; [`Error::NotFound`] where it lies there no more, or `who` may not see it.
pub async fn togli(ente: &Ente, who: &Who, chiave: &Chiave, id: Id<voce::Entity>, motivo: &str) -> Result<(), Error> {
    who.require(&FASCICOLA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.togli_da_fascicolo").await?;
    let fascicolo = trova(&tx, who, chiave).await?;
    richiedi_lavoro(&tx, who, &fascicolo).await?;
    let (_, standing) = blocca(&tx, who, &fascicolo).await?;
    let (before, _) = presente(&tx, who, &fascicolo, id).await?;
    check_take(&standing, motivo)?;
    let after = voce::Model {
        tolta_da: Some(who.person),
        tolta_at: Some(tx.now()),
        motivo: Some(motivo.trim().to_owned()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// What lies in this fascicolo now, where `who` sees it.
async fn presente<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    fascicolo: &Fascicolo,
    id: Id<voce::Entity>,
) -> Result<(voce::Model, registrazione::Model), Error> {
    let found = voce::Entity::find_by_id(id).one(connection).await?;
    let row =
        found.filter(|row| row.fascicolo_id == fascicolo.riga.id && row.tolta_at.is_none()).ok_or(Error::NotFound)?;
    let entry = della_riga(connection, who, row.registrazione_id).await?;
    Ok((row, entry))
}

/// The same for a page that asks before.
///
/// # Errors
/// As for [`togli`].
pub async fn guarda(
    ente: &Ente,
    who: &Who,
    chiave: &Chiave,
    id: Id<voce::Entity>,
) -> Result<(Fascicolo, registrazione::Model), Error> {
    let read = ente.db().read().await?;
    let fascicolo = trova(&read, who, chiave).await?;
    let (_, entry) = presente(&read, who, &fascicolo, id).await?;
    Ok((fascicolo, entry))
}
