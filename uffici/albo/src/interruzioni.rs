//! When nobody could read the albo: recorded with its cause, it lengthens what was published then, where the day is lost.

use authz::Who;
use ente::Ente;
use kernel::{Instant, Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    conto::riconta,
    elenca::{Voce, con_righe},
    error::Error,
    permissions::{CONFIGURA, CONSULTA},
    pubblica::riga_sola,
    rules::{INTERRUZIONE_MAX, MOTIVO_MAX},
    tables::{interruzione, stato},
};

/// Interruptions that a page shows.
const MOSTRATE: u64 = 200;

/// Records one, and counts again what was published and has no final certificate yet; tells of how many the end moved.
///
/// # Errors
/// Without the permission; all that is wrong; those of the database.
pub async fn annota(ente: &Ente, who: &Who, da: Instant, a: Instant, causa: &str) -> Result<u64, Error> {
    who.require(&CONFIGURA)?;
    let causa = riga_sola(causa);
    let mut refusal = Refusal::default();
    if causa.is_empty() || causa.chars().count() > MOTIVO_MAX {
        refusal.add(Some("causa"), format!("Scrivi che cosa è successo, in {MOTIVO_MAX} caratteri al massimo."));
    }
    if a > ente.ledger.now() {
        refusal.add(Some("a"), "La fine è nel futuro: annota l'interruzione quando è finita.");
    }
    if a <= da || a.micros() - da.micros() > INTERRUZIONE_MAX * 86_400_000_000 {
        refusal.add(Some("da"), format!("La fine viene dopo l'inizio, e al massimo {INTERRUZIONE_MAX} giorni dopo."));
    }
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "albo.interruzione").await?;
    let row = interruzione::Model {
        id: tx.id(),
        inizio_at: da,
        fine_at: a,
        causa,
        registrata_at: tx.now(),
        persona_id: who.person,
    };
    tx.insert(row).await?;
    let running = stato::Entity::find()
        .filter(stato::Column::Referta.eq(false))
        .filter(stato::Column::Stato.ne("annullata"))
        .filter(stato::Column::TerminaAt.gt(da))
        .order_by_asc(stato::Column::Id)
        .all(&tx)
        .await?;
    let mut moved = 0;
    for Voce { riga, stato } in con_righe(&tx, running).await? {
        let (end, how) = (stato.termina_at, stato.stato.clone());
        let after = riconta(&mut tx, &riga, stato, &how).await?;
        moved += u64::from(after.termina_at != end);
    }
    tx.commit().await?;
    Ok(moved)
}

/// Those that were recorded, the newest first.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn interruzioni(ente: &Ente, who: &Who) -> Result<Vec<interruzione::Model>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let select = interruzione::Entity::find().order_by_desc(interruzione::Column::InizioAt).limit(MOSTRATE);
    Ok(select.all(&read).await?)
}
