//! To share a fascicolo with another unit, to read or to work in it, and to share it no more.

use authz::{UnitId, Who};
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    Chiave, FascicoloId, annota, blocca, indice, persone, richiedi_cura, tables::ufficio, trasferisci::con_i_sotto,
    trova, visibilita::cura,
};
use crate::{error::Error, permissions::FASCICOLA};

/// Shares a fascicolo with a unit: to work in it where `lavora`, else to read. What lies under it goes along, but for what is
/// confidential in one that is not: that is shared by itself.
///
/// # Errors
/// A missing permission; a unit that is not there, has it already, or answers for it.
pub async fn condividi(ente: &Ente, who: &Who, chiave: &Chiave, unit: UnitId, lavora: bool) -> Result<(), Error> {
    imposta(ente, who, chiave, unit, Some(lavora)).await
}

/// Shares a fascicolo with a unit no more.
///
/// # Errors
/// A missing permission; a unit with which it is not shared.
pub async fn non_condividere(ente: &Ente, who: &Who, chiave: &Chiave, unit: UnitId) -> Result<(), Error> {
    imposta(ente, who, chiave, unit, None).await
}

async fn imposta(ente: &Ente, who: &Who, chiave: &Chiave, unit: UnitId, come: Option<bool>) -> Result<(), Error> {
    who.require(&FASCICOLA)?;
    let action = if come.is_some() { "protocollo.condividi_fascicolo" } else { "protocollo.non_condividere_fascicolo" };
    let mut tx = ente.ledger.begin(who.actor(), action).await?;
    let root = trova(&tx, who, chiave).await?;
    richiedi_cura(who, root.stato.ufficio_id)?;
    let (before, _) = blocca(&tx, who, &root).await?;
    let mut refusal = Refusal::default();
    if come.is_some() {
        if unit == before.ufficio_id {
            refusal.add(Some("ufficio"), "Il fascicolo è già di questo ufficio: scegline un altro.");
        }
        persone::check(&tx, (unit, None), tx.now().date(), &mut refusal).await?;
    }
    let shared = riga(&tx, root.riga.id, unit).await?.filter(|row| row.attiva).map(|row| row.lavora);
    if shared == come {
        refusal.add(
            Some("ufficio"),
            match come {
                Some(_) => "Il fascicolo è già condiviso così con questo ufficio.",
                None => "Il fascicolo non è condiviso con questo ufficio.",
            },
        );
    }
    refusal.unless_empty(())?;
    let units = authz::all_units(&tx).await?;
    let name = units.iter().find(|known| known.id == unit).map_or("", |known| known.name.as_str());
    let closed = root.riga.riservato;
    for each in con_i_sotto(&tx, root).await? {
        let same = each.riga.riservato == closed && each.stato.ufficio_id != unit;
        if same && cura(who, each.stato.ufficio_id) {
            condividi_uno(&mut tx, who, each.riga.id, (unit, name), come).await?;
            indice::aggiorna(&tx, each.riga.id).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn riga(tx: &Tx, id: FascicoloId, unit: UnitId) -> Result<Option<ufficio::Model>, Error> {
    let found = ufficio::Entity::find()
        .filter(ufficio::Column::FascicoloId.eq(id))
        .filter(ufficio::Column::UfficioId.eq(unit))
        .one(tx)
        .await?;
    match found {
        Some(row) => Ok(tx.find::<ufficio::Entity>(row.id.uuid()).await?),
        None => Ok(None),
    }
}

/// Writes how one fascicolo is shared with a unit, and that it is. `come`: whether to work in it; none to share it no more.
pub(super) async fn condividi_uno(
    tx: &mut Tx,
    who: &Who,
    id: FascicoloId,
    (unit, name): (UnitId, &str),
    come: Option<bool>,
) -> Result<(), Error> {
    let before = riga(tx, id, unit).await?;
    if before.as_ref().filter(|row| row.attiva).map(|row| row.lavora) == come {
        return Ok(());
    }
    match (before, come) {
        (Some(before), Some(lavora)) => {
            tx.update(&before, ufficio::Model { attiva: true, lavora, ..before.clone() }).await?;
        }
        (Some(before), None) => {
            tx.update(&before, ufficio::Model { attiva: false, ..before.clone() }).await?;
        }
        (None, Some(lavora)) => {
            let row = ufficio::Model { id: tx.id(), fascicolo_id: id, ufficio_id: unit, lavora, attiva: true };
            tx.insert(row).await?;
        }
        (None, None) => return Ok(()),
    }
    let (tipo, told) = match come {
        Some(true) => ("condivisione", format!("{name}, per lavorarci")),
        Some(false) => ("condivisione", format!("{name}, in sola lettura")),
        None => ("fine_condivisione", name.to_owned()),
    };
    annota(tx, who, id, tipo, told).await
}
