//! To give a fascicolo to another unit, with what lies under it and was of the same one.

use authz::{PersonId, UnitId, Who};
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    Chiave, Fascicolo, FascicoloId, annota, blocca,
    condividi::condividi_uno,
    indice, intero, persone,
    regole::{Tipo, check_transfer},
    richiedi_cura,
    tables::{fascicolo, stato},
    trova,
};
use crate::{error::Error, permissions::FASCICOLA};

/// To whom a fascicolo goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct A {
    /// The unit.
    pub ufficio: UnitId,
    /// Who answers for it there.
    pub responsabile: Option<PersonId>,
    /// Whether the unit that gives it away goes on reading it.
    pub resta: bool,
}

/// Gives a fascicolo to another unit. What is closed moves too: units come and go.
///
/// # Errors
/// A missing permission; all the reasons why not.
pub async fn trasferisci(ente: &Ente, who: &Who, chiave: &Chiave, a: A, motivo: &str) -> Result<(), Error> {
    who.require(&FASCICOLA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.trasferisci_fascicolo").await?;
    let root = trova(&tx, who, chiave).await?;
    richiedi_cura(who, root.stato.ufficio_id)?;
    let (before, _) = blocca(&tx, who, &root).await?;
    let mut refusal = Refusal::default();
    if let Err(no) = check_transfer(before.ufficio_id, a.ufficio, motivo) {
        refusal.reasons.extend(no.reasons);
    }
    if root.tipo() == Tipo::Procedimento && a.responsabile.is_none() {
        refusal.add_law(
            Some("responsabile"),
            "Un procedimento ha sempre un responsabile: scegline uno del nuovo ufficio.",
            "art. 5 L. 241/1990",
        );
    }
    persone::check(&tx, (a.ufficio, a.responsabile), tx.now().date(), &mut refusal).await?;
    refusal.unless_empty(())?;
    for each in con_i_sotto(&tx, root).await? {
        if each.stato.ufficio_id == before.ufficio_id {
            uno(&mut tx, who, &each, a, motivo).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn uno(tx: &mut Tx, who: &Who, each: &Fascicolo, a: A, motivo: &str) -> Result<(), Error> {
    let before = tx.find::<stato::Entity>(each.stato.id.uuid()).await?.ok_or(Error::FascicoloAssente)?;
    let from = before.ufficio_id;
    let after = stato::Model { ufficio_id: a.ufficio, responsabile_id: a.responsabile, ..before.clone() };
    tx.update(&before, after).await?;
    let units = authz::all_units(tx).await?;
    let name = |id: UnitId| units.iter().find(|unit| unit.id == id).map_or("", |unit| unit.name.as_str());
    let told = format!("Da {} a {}. Motivo: {}", name(from), name(a.ufficio), motivo.trim());
    annota(tx, who, each.riga.id, "trasferimento", told).await?;
    if a.resta {
        condividi_uno(tx, who, each.riga.id, (from, name(from)), Some(false)).await?;
    }
    indice::aggiorna(tx, each.riga.id).await
}

/// A fascicolo and everything under it, whoever may see it.
pub(super) async fn con_i_sotto(tx: &Tx, root: Fascicolo) -> Result<Vec<Fascicolo>, Error> {
    let mut all = vec![root];
    let mut done = 0;
    while let Some(above) = all.get(done).map(|each| each.riga.id) {
        done += 1;
        for id in sotto(tx, above).await? {
            all.push(intero(tx, id).await?);
        }
    }
    Ok(all)
}

async fn sotto(tx: &Tx, id: FascicoloId) -> Result<Vec<FascicoloId>, Error> {
    let rows = fascicolo::Entity::find().filter(fascicolo::Column::SopraId.eq(id)).all(tx).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
