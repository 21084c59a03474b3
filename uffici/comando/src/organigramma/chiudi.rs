//! To close a unit: only when nothing hangs from it any more, and all the reasons why not at once.

use std::sync::Arc;

use authz::{UnitId, Who, unit};
use ente::Ente;
use kernel::{Date, Refusal};
use sea_orm::ConnectionTrait;
use web::Desk;

use crate::{
    custodia::Custodia,
    error::Error,
    fatti::{Di, annota},
    incarichi::UNITA,
    permissions::GESTISCI,
    rules::{Periodo, controlla_fine, giorno, motivo as in_ordine},
};

/// What keeps a unit open after a day: offices below, incarichi, and what the offices of the town hall still have there.
///
/// # Errors
/// Those of the database and of the offices asked.
pub(crate) async fn che_cosa_resta(
    ente: &Ente,
    desks: &[Arc<dyn Desk>],
    id: UnitId,
    ultimo: Date,
) -> Result<Vec<String>, Error> {
    let read = ente.db().read().await?;
    let mut reasons = legami(&read, id, ultimo).await?;
    drop(read);
    reasons.extend(aperti_negli_uffici(ente, desks, id).await?);
    Ok(reasons)
}

async fn aperti_negli_uffici(ente: &Ente, desks: &[Arc<dyn Desk>], id: UnitId) -> Result<Vec<String>, Error> {
    let mut reasons = Vec::new();
    for desk in desks {
        reasons.extend(desk.open_in(ente, id).await.map_err(Error::Office)?);
    }
    Ok(reasons)
}

async fn legami<C: ConnectionTrait>(connection: &C, id: UnitId, ultimo: Date) -> Result<Vec<String>, Error> {
    let mut reasons = Vec::new();
    let below = "SELECT name, valid_to FROM authz_unit WHERE parent_id = $1 AND (valid_to IS NULL OR valid_to > $2) \
                 AND (valid_to IS NULL OR valid_to >= valid_from) ORDER BY code";
    for row in db::rows(connection, below, [id.into(), ultimo.into()]).await? {
        let name: String = row.try_get("", "name")?;
        reasons.push(format!("Ne dipende l'ufficio {name}: chiudilo prima, o spostalo sotto un altro."));
    }
    let held = "SELECT p.name, p.surname, r.name AS role, i.valid_to FROM authz_incarico i JOIN accounts_person p ON p.id = i.person_id \
                JOIN authz_role r ON r.id = i.role_id WHERE i.unit_id = $1 AND (i.valid_to IS NULL OR i.valid_to > $2) \
                AND (i.valid_to IS NULL OR i.valid_to >= i.valid_from) ORDER BY p.sort_key";
    for row in db::rows(connection, held, [id.into(), ultimo.into()]).await? {
        let (name, surname): (String, String) = (row.try_get("", "name")?, row.try_get("", "surname")?);
        let (role, end): (String, Option<Date>) = (row.try_get("", "role")?, row.try_get("", "valid_to")?);
        let end = end.map_or_else(|| "senza scadenza".to_owned(), |end| format!("fino al {}", giorno(end)));
        reasons.push(format!(
            "{name} {surname} vi ha l'incarico «{role}» {end}: mettigli fine entro il {}.",
            giorno(ultimo)
        ));
    }
    Ok(reasons)
}

/// Says on which day a unit closes.
///
/// # Errors
/// Without the permission; all that still hangs from it.
pub async fn chiudi(
    ente: &Ente,
    desks: &[Arc<dyn Desk>],
    who: &Who,
    id: UnitId,
    ultimo: Option<Date>,
    motivo: &str,
) -> Result<(), Error> {
    who.require(&GESTISCI)?;
    let mut refusal = Refusal::default();
    let oggi = ente.ledger.now().date();
    // The offices read by themselves, so they are asked before.
    let mut reasons = aperti_negli_uffici(ente, desks, id).await?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.chiudi_unita").await?;
    let custodia = Custodia::apri(&tx).await?;
    let before = tx.find::<unit::Entity>(id.uuid()).await?.ok_or(Error::NotFound(UNITA))?;
    controlla_fine(Periodo::new(before.valid_from, before.valid_to), ultimo, oggi, &mut refusal);
    let motivo = in_ordine(motivo, false, &mut refusal);
    reasons.extend(legami(&tx, id, ultimo.unwrap_or(oggi)).await?);
    reasons.into_iter().for_each(|sentence| refusal.add(None, sentence));
    refusal.unless_empty(())?;
    let ultimo =
        ultimo.map(|day| if day < before.valid_from { before.valid_from.pred_opt().unwrap_or(day) } else { day });
    tx.update(&before, unit::Model { valid_to: ultimo, ..before.clone() }).await?;
    let testo = format!(
        "ha chiuso l'ufficio {} ({}): l'ultimo giorno è il {}",
        before.name,
        before.code,
        giorno(ultimo.unwrap_or(oggi))
    );
    annota(&mut tx, who, "unita", Di { unita: Some(id), ..Di::default() }, testo, motivo).await?;
    custodia.chiudi(&tx).await?;
    tx.commit().await?;
    Ok(())
}
