//! To learn anew from the register: what is read, measured and written aside takes the place of what was learned before all at once.

use authz::Who;
use ente::Ente;
use kernel::{Id, Uuid};
use sea_orm::Value;

use super::{
    Misura,
    carta::di_mittente,
    esempi::{self, interno},
    indice::{Indice, Lista, impacca},
    misura,
};
use crate::{error::Error, jobs::impara::KIND, permissions::CONSULTA_TUTTO};

/// Rows that one statement writes, and statements that one transaction has: clerks wait no longer than for one of these.
const INSIEME: usize = 50;
const STATEMENTS: usize = 10;
/// Rows of an old learning that one transaction takes away.
const VIA: u32 = 1_000;

/// Learns from the register as it stands. Done again, it gives the same proposals.
///
/// # Errors
/// Those of the database; another learning that ended in between.
pub async fn impara(ente: &Ente) -> Result<Misura, Error> {
    let examples = esempi::leggi(ente).await?;
    let (indice, misura) = tokio::task::spawn_blocking(move || {
        let measured = misura::misura(&examples);
        (Indice::di(&examples), measured)
    })
    .await
    .map_err(interno)?;
    let giro = Id::<Misura>::new(ente.ledger.now(), &**ente.ledger.random()).uuid();
    let rows: Vec<Vec<Value>> = indice.liste.iter().filter_map(|(parola, lista)| riga(giro, *parola, lista)).collect();
    for batch in rows.chunks(INSIEME * STATEMENTS) {
        let write = ente.db().write().await?;
        for some in batch.chunks(INSIEME) {
            let places = (0..some.len()).map(|row| {
                let first = row * 5;
                format!("(${}, ${}, ${}, ${}, ${})", first + 1, first + 2, first + 3, first + 4, first + 5)
            });
            let sql = format!(
                "INSERT INTO protocollo_appreso (giro, parola, quanti, aperte, riservate) VALUES {}",
                places.collect::<Vec<_>>().join(", ")
            );
            db::execute(&write, &sql, some.iter().flatten().cloned()).await?;
        }
        write.commit().await?;
    }
    metti_in_vigore(ente, giro, rows.len(), indice.quanti, &misura).await?;
    togli_vecchi(ente, giro).await?;
    Ok(misura)
}

/// A row of what was learned. A word that one entry alone has will hardly come again, and is left out; a sender will.
fn riga(giro: Uuid, parola: u32, lista: &Lista) -> Option<Vec<Value>> {
    let least = if di_mittente(parola) { 1 } else { 2 };
    // Each side by itself: whether a confidential entry has the word changes nothing of what is kept of the others.
    let (aperte, quanti) = if lista.aperte.len() < least { (&[][..], 0) } else { (&lista.aperte[..], lista.quanti) };
    let riservate = if lista.riservate.len() < least { &[] } else { &lista.riservate[..] };
    if aperte.is_empty() && riservate.is_empty() {
        return None;
    }
    Some(vec![
        giro.into(),
        i64::from(parola).into(),
        i64::from(quanti).into(),
        impacca(aperte).into(),
        impacca(riservate).into(),
    ])
}

async fn metti_in_vigore(ente: &Ente, giro: Uuid, rows: usize, quanti: u32, misura: &Misura) -> Result<(), Error> {
    let told = serde_json::to_string(misura).map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    let write = ente.db().write().await?;
    let count = "SELECT COUNT(*) AS n FROM protocollo_appreso WHERE giro = $1";
    let there: i64 = db::one(&write, count, [giro.into()]).await?.map_or(Ok(0), |row| row.try_get("", "n"))?;
    if usize::try_from(there).ok() != Some(rows) {
        let told =
            format!("another learning took {} of {rows} rows away", rows.abs_diff(usize::try_from(there).unwrap_or(0)));
        return Err(sea_orm::DbErr::Custom(told).into());
    }
    let sql = "INSERT INTO protocollo_apprendimento (id, giro, imparato_at, quanti, misura) VALUES (1, $1, $2, $3, $4) \
               ON CONFLICT (id) DO UPDATE SET giro = excluded.giro, imparato_at = excluded.imparato_at, \
               quanti = excluded.quanti, misura = excluded.misura";
    let values = [giro.into(), ente.ledger.now().into(), i64::from(quanti).into(), told.into()];
    db::execute(&write, sql, values).await?;
    Ok(write.commit().await?)
}

/// Takes away what was learned before, and what a learning that was killed had written.
async fn togli_vecchi(ente: &Ente, giro: Uuid) -> Result<(), Error> {
    let old = "SELECT giro FROM protocollo_appreso WHERE giro <> $1 LIMIT 1";
    let some = format!(
        "DELETE FROM protocollo_appreso WHERE giro = $1 AND parola IN \
         (SELECT parola FROM protocollo_appreso WHERE giro = $1 ORDER BY parola LIMIT {VIA})"
    );
    loop {
        let write = ente.db().write().await?;
        let Some(row) = db::one(&write, old, [giro.into()]).await? else { break };
        let other: Uuid = row.try_get("", "giro")?;
        db::execute(&write, &some, [other.into()]).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Asks for it to be done now.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn adesso(ente: &Ente, who: &Who) -> Result<(), Error> {
    who.require(&CONSULTA_TUTTO)?;
    let write = ente.db().write().await?;
    let new = jobs::NewJob::new(KIND, "").dedup("periodic");
    jobs::enqueue(&write, ente.ledger.now(), &**ente.ledger.random(), &new).await?;
    write.commit().await?;
    ente.bell.ring();
    Ok(())
}
