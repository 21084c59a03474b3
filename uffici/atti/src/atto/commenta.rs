//! Colleagues speak of a block; whoever writes closes what was settled. Of no legal force: not of record.

use authz::Who;
use ente::Ente;
use kernel::Uuid;
use prose::BlockId;

use crate::{
    error::Error,
    leggi::{testo_di, una},
    tables::AttoId,
    visibilita::scrive,
};

/// Longest comment, in letters, and most of one act.
const TESTO_MAX: usize = 2_000;
const COMMENTI_MAX: i64 = 500;

/// Says something of a block.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where act or block are not there for `who`; those of the database.
pub async fn commenta(ente: &Ente, who: &Who, id: AttoId, block: BlockId, said: &str) -> Result<(), Error> {
    let tx = ente.ledger.begin(who.actor(), "atti.commenta").await?;
    let stato = una(&tx, who, id).await?;
    if testo_di(&tx, &stato).await?.block(block).is_none() {
        return Err(Error::NotFound);
    }
    if stato.numero.is_some() {
        return Err(Error::no("L'atto è adottato: non si commenta più. Per cambiarlo ne serve uno nuovo."));
    }
    let said = said.trim();
    if said.is_empty() || said.chars().count() > TESTO_MAX {
        return Err(Error::campo("commento", format!("Scrivi il commento, in non più di {TESTO_MAX} caratteri.")));
    }
    let row = db::one(&tx, "SELECT COUNT(*) AS n FROM atti_commento WHERE atto_id = $1", [id.into()]).await?;
    if row.map_or(Ok(0), |row| row.try_get::<i64>("", "n"))? >= COMMENTI_MAX {
        return Err(Error::no(format!("I commenti sono già {COMMENTI_MAX}: è il massimo.")));
    }
    let sql =
        "INSERT INTO atti_commento (id, atto_id, blocco_id, at, persona_id, testo) VALUES ($1, $2, $3, $4, $5, $6)";
    let own: Uuid = tx.id::<Uuid>().uuid();
    let values = [own.into(), id.into(), block.into(), tx.now().into(), who.person.into(), said.into()];
    db::execute(&tx, sql, values).await?;
    tx.commit().await?;
    Ok(())
}

/// Closes a comment: who said it, or whoever writes the draft.
///
/// # Errors
/// [`Error::NotFound`] where there is none for `who`; those of the database.
pub async fn chiudi(ente: &Ente, who: &Who, id: AttoId, quale: Uuid) -> Result<(), Error> {
    let tx = ente.ledger.begin(who.actor(), "atti.commenta").await?;
    let stato = una(&tx, who, id).await?;
    let mine = if scrive(who, &stato) { "" } else { " AND persona_id = $4" };
    let sql =
        format!("UPDATE atti_commento SET chiuso_at = $3 WHERE id = $1 AND atto_id = $2 AND chiuso_at IS NULL{mine}");
    let mut values: Vec<sea_orm::Value> = vec![quale.into(), id.into(), tx.now().into()];
    if !mine.is_empty() {
        values.push(who.person.into());
    }
    if db::execute(&tx, &sql, values).await?.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}
