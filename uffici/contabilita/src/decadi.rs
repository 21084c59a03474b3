//! What was booked and never committed lapses at the end of its year, unless its tender was published (TUEL, art. 183, c. 3).

use std::collections::HashSet;

use chrono::Datelike;
use ente::Ente;
use kernel::{Actor, Cents, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    libro::quadro::{ridotto, tieni_movimenti},
    tables::gara,
};

/// Bookings that lapse in one transaction.
const INSIEME: u64 = 200;

/// Lets them lapse, and gives how many. Doing it twice changes nothing.
///
/// # Errors
/// Those of ledger and database; those that lapsed before stay so.
pub async fn decadi(ente: &Ente) -> Result<usize, Error> {
    let anno = i64::from(ente.ledger.now().date().year());
    let mut done = 0;
    loop {
        let ids = scadute(ente, anno).await?;
        if ids.is_empty() {
            return Ok(done);
        }
        let mut tx = ente.ledger.begin(Actor::System("contabilita.decadi"), "contabilita.decadi").await?;
        let stati = tieni_movimenti(&tx, &ids).await?;
        // Whoever noted a tender meanwhile was quicker.
        let tenders =
            gara::Entity::find().filter(gara::Column::MovimentoId.is_in(ids.iter().copied())).all(&tx).await?;
        let tenders: HashSet<Uuid> = tenders.into_iter().map(|row| row.movimento_id.uuid()).collect();
        let left = |id: &Uuid, residuo: Cents| residuo > Cents(0) && !tenders.contains(id);
        for (_, stato) in stati.iter().filter(|(id, stato)| left(*id, stato.residuo())) {
            let motivo = "Decaduta alla fine dell'esercizio (art. 183, c. 3, d.lgs. 267/2000).";
            let row = ridotto(&tx, (stato.riga.id, stato.residuo()), "decadenza", motivo);
            tx.insert(row).await?;
            done += 1;
        }
        tx.commit().await?;
    }
}

/// Some bookings of years that are over, of which something is left and no tender was published.
async fn scadute(ente: &Ente, anno: i64) -> Result<Vec<Uuid>, Error> {
    let read = ente.db().read().await?;
    let sql = format!(
        "SELECT m.id AS id FROM contabilita_movimento m JOIN contabilita_capitolo c ON c.id = m.capitolo_id \
         WHERE m.genere = 'prenotazione' AND c.anno < $1 \
         AND NOT EXISTS (SELECT 1 FROM contabilita_gara g WHERE g.movimento_id = m.id) \
         AND m.cents > COALESCE((SELECT SUM(r.cents) FROM contabilita_riduzione r WHERE r.movimento_id = m.id), 0) \
         ORDER BY m.id LIMIT {INSIEME}"
    );
    let rows = db::rows(&read, &sql, [anno.into()]).await?;
    rows.iter().map(|row| row.try_get::<Uuid>("", "id").map_err(Error::from)).collect()
}
